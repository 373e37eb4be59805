"""A value for an output of an action in JavaScript. Never run: the checkers read it."""

from ghflow import Action

Action("a", main="x", outputs={"a": "b"})  # <- both

"""An argument of Docker actions for one in JavaScript. Never run: the checkers read it."""

from ghflow import Action

Action("a", main="x", args=["x"])  # <- both

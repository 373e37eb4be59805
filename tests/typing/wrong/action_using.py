"""A version of Node.js that there is not. Never run: the checkers read it."""

from ghflow import Action

Action("a", main="x", using="node22")  # <- both

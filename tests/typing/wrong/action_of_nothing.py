"""An action of no kind. Never run: the checkers read it."""

from ghflow import Action

Action("a", name="x")  # <- both

"""An action of two kinds. Never run: the checkers read it."""

from ghflow import Action, Step

Action("a", main="x", steps=[Step(run="x", shell="bash")])  # <- both

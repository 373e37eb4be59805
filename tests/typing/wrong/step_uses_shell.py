"""An action with a shell. Never run: the checkers read it."""

from ghflow import Step

Step("x", uses="a/b@c", shell="bash")  # <- both

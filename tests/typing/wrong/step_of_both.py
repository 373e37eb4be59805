"""A step with both run and uses. Never run: the checkers read it."""

from ghflow import Step

Step("x", run="a", uses="b/c@d")  # <- both

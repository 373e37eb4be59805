"""A step with neither run nor uses. Never run: the checkers read it."""

from ghflow import Step

Step("x")  # <- both

"""A list in env. Never run: the checkers read it."""

from ghflow import Step

Step(run="x", env={"A": ["b"]})  # <- both

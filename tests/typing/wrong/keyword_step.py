"""A misspelt keyword of a step. Never run: the checkers read it."""

from ghflow import Step

Step(run="x", working_dir="y")  # <- both

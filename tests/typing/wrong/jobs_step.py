"""A step among the jobs. Never run: the checkers read it."""

from ghflow import Step, Workflow

Workflow("w", on="push", jobs=[Step(run="x")])  # <- both

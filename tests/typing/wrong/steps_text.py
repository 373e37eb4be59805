"""A text for the steps. Never run: the checkers read it."""

from ghflow import Job

Job("j", runs_on="x", steps="x")  # <- both

"""A class for an event. Never run: the checkers read it."""

from ghflow import Job, Push, Step, Workflow

Workflow("w", on=[Push], jobs=[Job("j", runs_on="x", steps=[Step(run="x")])])  # <- both

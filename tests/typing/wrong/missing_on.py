"""A workflow without events. Never run: the checkers read it."""

from ghflow import Job, Step, Workflow

Workflow("w", jobs=[Job("j", runs_on="x", steps=[Step(run="x")])])  # <- both

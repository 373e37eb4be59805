"""A number as the keys of an event. Never run: the checkers read it."""

from ghflow import Job, Step, Workflow

Workflow(on={"push": 5}, jobs=[Job("a", runs_on="x", steps=[Step(run="x")])])  # <- both

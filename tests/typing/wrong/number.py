"""A text for a number. Never run: the checkers read it."""

from ghflow import Job, Step

Job("j", runs_on="x", timeout_minutes="30", steps=[Step(run="x")])  # <- both

"""A text for a flag. Never run: the checkers read it."""

from ghflow import Job, Step

Job("j", runs_on="x", fail_fast="no", steps=[Step(run="x")])  # <- both

"""A job without a runner. Never run: the checkers read it."""

from ghflow import Job, Step

Job("j", steps=[Step(run="x")])  # <- both

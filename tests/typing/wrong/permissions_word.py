"""A shorthand that does not exist. Never run: the checkers read it."""

from ghflow import Job, Step

Job("j", runs_on="x", permissions="read", steps=[Step(run="x")])  # <- both

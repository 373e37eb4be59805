"""Two arguments without keywords. Never run: the checkers read it."""

from ghflow import Job, Step

Job("j", "x", runs_on="x", steps=[Step(run="x")])  # <- both

"""A word that a choice does not have. Never run: the checkers read it."""

from ghflow import Job, Step

Job("j", runs_on="x", cache_mode="reed", steps=[Step(run="x")])  # <- both

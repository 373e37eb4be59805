"""A job with a workflow to call. Never run: the checkers read it."""

from ghflow import Job, Step

Job("a", runs_on="x", uses="y", steps=[Step(run="x")])  # <- both

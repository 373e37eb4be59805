"""A variable, which is text, for a flag. Never run: the checkers read it."""

from ghflow import Job, Step, vars  # noqa: A004

Job("a", runs_on="x", steps=[Step(run="x")], continue_on_error=vars.FLAG)  # <- both

"""A misspelt keyword. Never run: the checkers read it."""

from ghflow import Job, Step

Job("j", runs_onn="x", steps=[Step(run="x")])  # <- both

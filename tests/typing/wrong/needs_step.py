"""A step that a job waits for. Never run: the checkers read it."""

from ghflow import Job, Step

Job("j", runs_on="x", needs=[Step(run="x")], steps=[Step(run="x")])  # <- both

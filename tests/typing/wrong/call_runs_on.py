"""A runner for a job that calls a workflow. Never run: the checkers read it."""

from ghflow import CallJob

CallJob("a", uses="x/y/.github/workflows/z.yml@v1", runs_on="x")  # <- both

"""A word for secrets that there is not. Never run: the checkers read it."""

from ghflow import CallJob

CallJob("a", uses="x/y/.github/workflows/z.yml@v1", secrets="all")  # <- both

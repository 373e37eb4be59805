"""A property that runner does not have. Never run: the checkers read it."""

from ghflow import runner

runner.oss  # noqa: B018  # <- both

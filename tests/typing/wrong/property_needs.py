"""A property that a needed job does not have. Never run: the checkers read it."""

from ghflow import needs

needs.build.reslt  # noqa: B018  # <- both

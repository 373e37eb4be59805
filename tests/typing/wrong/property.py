"""A property that github does not have. Never run: the checkers read it."""

from ghflow import github

github.reff  # noqa: B018  # <- both

"""A property that a step does not have. Never run: the checkers read it."""

from ghflow import steps

steps.auth.output.token  # noqa: B018  # <- both

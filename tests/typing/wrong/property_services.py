"""A property that a service container does not have. Never run: the checkers read it."""

from ghflow import job

job.services.redis.port  # noqa: B018  # <- both

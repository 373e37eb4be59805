"""A misspelt level. Never run: the checkers read it."""

from ghflow import Permissions

Permissions(contents="reed")  # <- both

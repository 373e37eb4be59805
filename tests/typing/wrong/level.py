"""A level that a scope does not have. Never run: the checkers read it."""

from ghflow import Permissions

Permissions(id_token="read")  # <- both

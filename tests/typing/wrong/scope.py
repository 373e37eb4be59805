"""A scope that does not exist. Never run: the checkers read it."""

from ghflow import Permissions

Permissions(content="read")  # <- both

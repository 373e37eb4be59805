"""A misspelt filter. Never run: the checkers read it."""

from ghflow import Push

Push(branch=["main"])  # <- both

"""Parallel of a text. Never run: the checkers read it."""

from ghflow import Parallel

Parallel(["make"])  # <- both

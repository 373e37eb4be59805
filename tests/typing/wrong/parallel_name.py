"""Parallel with a name. Never run: the checkers read it."""

from ghflow import Parallel, Step

Parallel([Step(run="x")], name="x")  # <- both

"""A word for a flag of wait-all. Never run: the checkers read it."""

from ghflow import WaitAll

WaitAll(wait_all="yes")  # <- both

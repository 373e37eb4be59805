"""A wait for nothing. Never run: the checkers read it."""

from ghflow import Wait

Wait("x")  # <- both

"""A frozen object that is changed. Never run: the checkers read it."""

from ghflow import Concurrency

Concurrency("x").group = "y"  # <- both

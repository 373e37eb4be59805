"""A type that an input cannot have. Never run: the checkers read it."""

from ghflow import Input

Input(type="text")  # <- both

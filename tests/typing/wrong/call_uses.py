"""A job that calls nothing. Never run: the checkers read it."""

from ghflow import CallJob

CallJob("a", with_={"a": 1})  # <- both

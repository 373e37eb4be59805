"""A wait with a condition. Never run: the checkers read it."""

from ghflow import Wait

Wait(wait="x", if_="always()")  # <- both

"""Two steps to cancel in one. Never run: the checkers read it."""

from ghflow import Cancel

Cancel(cancel=["a", "b"])  # <- both

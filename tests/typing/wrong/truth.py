"""A Python condition on an expression: mypy has no rule against it. Never run: the checkers read it."""

from ghflow import github

if github.ref == "x":  # <- pyright
    pass

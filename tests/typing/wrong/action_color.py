"""A colour that there is not. Never run: the checkers read it."""

from ghflow import Branding

Branding(color="pink")  # <- both

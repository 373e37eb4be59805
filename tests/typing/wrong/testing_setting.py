"""A setting that is misspelt. Never run: the checkers read it."""

from ghflow.testing import Repo

repo = Repo.load(".", default_brunch="main")  # <- both

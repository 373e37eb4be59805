"""The name of an event for an event. Never run: the checkers read it."""

from ghflow.testing import Repo

plan = Repo.load(".").plan("push")  # <- both

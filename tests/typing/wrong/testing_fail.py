"""A number for the jobs that fail. Never run: the checkers read it."""

from ghflow.testing import Repo, push

run = Repo.load(".").simulate(push(), fail=1)  # <- both

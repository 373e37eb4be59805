"""How a called workflow ends, misspelt. Never run: the checkers read it."""

from ghflow.testing import stub

build = stub.job(result="failed")  # <- both

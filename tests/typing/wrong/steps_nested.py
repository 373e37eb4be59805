"""A list inside the list of steps. Never run: the checkers read it."""

from ghflow import Job, Step

Job("j", runs_on="x", steps=[[Step(run="x")]])  # <- both

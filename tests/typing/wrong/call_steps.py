"""Steps for a job that calls a workflow. Never run: the checkers read it."""

from ghflow import Step, Workflow


def call(deploy: Workflow) -> None:
    deploy.job("a", steps=[Step(run="x")])  # <- both

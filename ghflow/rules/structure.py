"""Rules about what a workflow and its jobs must have."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ghflow.diagnostics import Severity
from ghflow.model.node import Node, shape_of
from ghflow.rules.registry import Found, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ghflow.model.graph import Graph
    from ghflow.model.node import Key


@rule()
def empty_workflow(graph: Graph) -> Iterator[Found]:
    """A workflow without jobs, or one that no event starts. GitHub refuses the file.

        on: {}  # <-
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - run: make test

    In a source:

        from ghflow import Push, Workflow

        workflow = Workflow("CI", on=Push(), jobs=[])  # <-

    Source: actions/languageservices, workflow schema: `on` and `jobs` are required (read 2026-11-22).
    """
    workflow = graph.workflow
    given = workflow.extra or {}
    jobs: Any = workflow.jobs
    if not graph.jobs and (jobs is not None or not workflow.where.from_file):
        yield Found(workflow, workflow.where.argument("jobs"), "a workflow needs at least one job", "jobs")
    on: Any = workflow.on
    if (on is None and not workflow.where.from_file) or (on in ((), "", {}) and "on" not in given):
        hint = None if workflow.where.from_file else "write on=[Push()]"
        yield Found(workflow, workflow.where.argument("on"), "a workflow needs at least one event", "on", hint)


@rule(in_files=Severity.WARNING)
def empty_job(graph: Graph) -> Iterator[Found]:
    """A job without steps: it does nothing.

    GitHub takes it in a file and starts a machine for it.

        on: push
        jobs:
          test:  # <-
            runs-on: ubuntu-latest

    Source: actions/languageservices, workflow schema and its test data (read 2026-11-22).
    """
    for job in graph.jobs:
        if hasattr(job.job, "steps") and not job.steps and "steps" not in (job.job.extra or ()):
            message = f"job '{job.id}' needs at least one step"
            yield Found(job.job, job.job.where.argument("steps"), message, f"{job.prefix}.steps")


@rule()
def conflicting_arguments(graph: Graph) -> Iterator[Found]:
    """A key is given as a whole and in parts at once: `strategy=` beside `matrix=`, `run=` beside `shell=` in `Defaults`.

    Only a source can say so: a file has the whole or the parts.

        from ghflow import Job, Matrix, Push, Step, Workflow, from_json, vars

        test = Job(
            "test",
            strategy=from_json(vars.STRATEGY),
            matrix=Matrix(os=["ubuntu-latest"]),  # <-
            runs_on="ubuntu-latest",
            steps=[Step(run="make test")],
        )
        workflow = Workflow("CI", on=Push(), jobs=[test])
    """
    nodes: list[tuple[Node, str]] = [(graph.workflow, "")]
    nodes += [(job.job, job.prefix) for job in graph.jobs]
    nodes += [(holder.defaults, path) for holder, path in nodes if getattr(holder, "defaults", None) is not None]  # type: ignore[attr-defined]
    for node, path in nodes:
        for whole, part in _parts(type(node)):
            if getattr(node, whole.name) is not None and getattr(node, part.name) is not None:
                message = (
                    f"{whole.argument}= and {part.argument}= cannot stand together:"
                    f" {part.argument} is a part of {whole.argument}"
                )
                yield Found(node, node.where.argument(part.argument), message, f"{path}.{part.under}".lstrip("."))


@lru_cache(maxsize=256)
def _parts(cls: type[Node]) -> list[tuple[Key, Key]]:
    """The keys of a class that are also given in parts, each with one of its parts, in the order of the parts."""
    keys = shape_of(cls).keys
    whole = {key.key: key for key in keys if key.under is None}
    return [(whole[key.under], key) for key in keys if key.under in whole]

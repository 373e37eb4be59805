"""Rules about `needs`: jobs wait for jobs that exist, and not in a circle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ghflow.diagnostics import Severity, did_you_mean
from ghflow.rules.expressions import at_name
from ghflow.rules.parts import respelt
from ghflow.rules.registry import Found, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ghflow.model.graph import Graph, JobGraph


@rule()
def unknown_need(graph: Graph) -> Iterator[Found]:
    """A job waits for a job that does not exist in the workflow, or in a Python source refers to its outputs.

    GitHub refuses the whole file. A job of another workflow does not count: it has to be in this one's `jobs`.

        on: push
        jobs:
          build:
            runs-on: ubuntu-latest
            steps:
              - run: make
          test:
            needs: [biuld]  # <-
            runs-on: ubuntu-latest
            steps:
              - run: make test

    In a source:

        from ghflow import Job, Push, Step, Workflow

        build = Job("build", runs_on="ubuntu-latest", steps=[Step(run="make")])
        test = Job("test", needs=["biuld"], runs_on="ubuntu-latest", steps=[Step(run="make test")])  # <-
        workflow = Workflow("CI", on=Push(), jobs=[build, test])

    Source: docs.github.com, "Workflow syntax", `jobs.<job_id>.needs` (read 2026-11-22).
    """
    ids = [job.id for job in graph.jobs]
    known = ", ".join(ids)
    for job in graph.jobs:
        given = job.given_needs
        for index, need in enumerate(given):
            if need.lower() not in graph.by_id and "${{" not in need:
                path = ("needs",) if isinstance(getattr(job.job, "needs", None), str) else ("needs", index)
                message = f"job '{job.id}' needs '{need}', which is not a job here (jobs: {known})"
                where = job.job.where.argument(*path)
                hint = _hint(need, ids)
                edits = respelt(where, need, hint)
                yield Found(job.job, where, message, f"{job.prefix}.needs[{index}]", hint, edits)
        lower = {need.lower() for need in given}
        for name, use in job.referring("needs") if not job.complete else ():
            if name.lower() not in graph.by_id and name.lower() not in lower:
                message = f"job '{job.id}' refers to job '{name}', which is not a job here (jobs: {known})"
                yield at_name(use, "needs", name, message, _hint(name, ids))
    for use in graph.uses if not graph.workflow.where.from_file else ():
        for context, name in use.parsed.references:
            if context in ("needs", "jobs") and name.lower() not in graph.by_id:
                message = f"the workflow refers to job '{name}', which is not a job here (jobs: {known})"
                yield at_name(use, context, name, message, _hint(name, ids))


@rule(in_files=Severity.WARNING)
def missing_need(graph: Graph) -> Iterator[Found]:
    """An expression refers to a job that its own job does not wait for; it is empty.

    In a Python source a reference makes the job wait. In YAML, and in a job that is written `as_is`, `needs` says it all; in
    the outputs of a called workflow, the job has to be one of the workflow.

        on: push
        jobs:
          build:
            runs-on: ubuntu-latest
            outputs:
              version: "1.0"
            steps:
              - run: make
          test:
            runs-on: ubuntu-latest
            steps:
              - run: make test
                env:
                  VERSION: ${{ needs.build.outputs.version }}  # <-

    Source: docs.github.com, "Contexts reference", `needs` (read 2026-11-22).
    """
    ids = [job.id for job in graph.jobs]
    for job in graph.jobs:
        referring = job.referring("needs") if job.complete else ()
        needed = {need.lower() for need in job.given_needs} if referring else set()
        for name, use in referring:
            if name.lower() not in needed:
                there = name.lower() in graph.by_id
                message = f"job '{job.id}' refers to job '{name}', which {'it does not need' if there else 'is not a job here'}"
                hint = (
                    f"add it: needs: [{', '.join([*job.given_needs, graph.by_id[name.lower()].id])}]" if there else None
                )
                yield at_name(use, "needs", name, message, hint or _hint(name, ids))
    for use in graph.uses if graph.workflow.where.from_file else ():
        for context, name in use.parsed.references:
            if context == "jobs" and name.lower() not in graph.by_id:
                message = f"the workflow refers to job '{name}', which is not a job here (jobs: {', '.join(ids)})"
                yield at_name(use, context, name, message, did_you_mean(name, ids))


def _hint(name: str, ids: list[str]) -> str:
    hint = did_you_mean(name, ids) or ""
    return hint if hint.startswith("did you mean") else "put the job into the workflow's jobs=[...]"


@rule()
def cyclic_need(graph: Graph) -> Iterator[Found]:
    """Jobs wait for each other in a circle, so that none of them can start.

    GitHub refuses the whole file. In a Python source references to a job's outputs count: they make the job need it.

        on: push
        jobs:
          build:
            needs: test  # <-
            runs-on: ubuntu-latest
            steps:
              - run: make
          test:
            needs: build
            runs-on: ubuntu-latest
            steps:
              - run: make test

    In a source:

        from ghflow import Job, Push, Step, Workflow

        build = Job("build", needs=["test"], runs_on="ubuntu-latest", steps=[Step(run="make")])  # <-
        test = Job("test", needs=[build], runs_on="ubuntu-latest", steps=[Step(run="make test")])
        workflow = Workflow("CI", on=Push(), jobs=[build, test])

    Source: docs.github.com, "Workflow syntax", `jobs.<job_id>.needs` (read 2026-11-22).
    """
    done: set[str] = set()
    for job in () if _in_order(graph) else graph.jobs:
        circle = _circle(graph, job, done)
        if circle:
            way = " -> ".join(circle)
            message = f"job '{job.id}' needs itself" if len(circle) == 2 else f"jobs need each other in a circle: {way}"
            start = graph.by_id[circle[0].lower()]
            yield Found(start.job, start.job.where.argument("needs"), message, f"{start.prefix}.needs")


def _in_order(graph: Graph) -> bool:
    """Whether every job stands behind those that it needs, as most people write them; then there is no circle."""
    before: set[str] = set()
    for job in graph.jobs:
        if job.needs and not before.issuperset([need.lower() for need in job.needs]):
            return False
        before.add(job.id.lower())
    return True


def _circle(graph: Graph, start: JobGraph, done: set[str]) -> list[str]:
    """The ids along a circle that `start` leads to, its first id again at the end; empty when there is none left."""
    way: list[str] = []
    on_way: set[str] = set()
    stack: list[tuple[str, int]] = [(start.id.lower(), 0)]
    while stack:
        name, depth = stack.pop()
        for left in way[depth:]:
            on_way.discard(left)
            done.add(left)
        del way[depth:]
        if name in on_way:
            circle = way[way.index(name) :]
            done.update(on_way)
            return [graph.by_id[one].id for one in (*circle, name)]
        if name in done or name not in graph.by_id:
            continue
        way.append(name)
        on_way.add(name)
        stack += [(need.lower(), depth + 1) for need in reversed(graph.by_id[name].needs)]
    done.update(way)
    return []

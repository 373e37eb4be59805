"""Rules about `needs`: jobs wait for jobs that exist, and not in a circle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ghflow.diagnostics import did_you_mean
from ghflow.rules.registry import Found, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ghflow.model.graph import Graph, JobGraph


@rule()
def unknown_need(graph: Graph) -> Iterator[Found]:
    """A job waits for a job that does not exist in the workflow, or refers to its outputs.

    GitHub refuses the whole file. A job of another workflow does not count: it has to be in this one's `jobs`.
    Source: docs.github.com, "Workflow syntax", `jobs.<job_id>.needs` (read 2026-11-22).
    """
    ids = [job.id for job in graph.jobs]
    known = ", ".join(ids)
    for job in graph.jobs:
        given = job.given_needs
        for index, need in enumerate(given):
            if need.lower() not in graph.by_id:
                path = ("needs",) if isinstance(getattr(job.job, "needs", None), str) else ("needs", index)
                message = f"job '{job.id}' needs '{need}', which is not a job here (jobs: {known})"
                where = job.job.where.argument(*path)
                yield Found(job.job, where, message, f"{job.prefix}.needs[{index}]", _hint(need, ids))
        lower = {need.lower() for need in given}
        for name, use in job.referring("needs"):
            if name.lower() not in graph.by_id and name.lower() not in lower:
                message = f"job '{job.id}' refers to job '{name}', which is not a job here (jobs: {known})"
                yield Found(use.node, use.where, message, use.yaml_path, _hint(name, ids))
    for use in graph.uses:
        for context, name in use.parsed.references:
            if context in ("needs", "jobs") and name.lower() not in graph.by_id:
                message = f"the workflow refers to job '{name}', which is not a job here (jobs: {known})"
                yield Found(use.node, use.where, message, use.yaml_path, _hint(name, ids))


def _hint(name: str, ids: list[str]) -> str:
    hint = did_you_mean(name, ids) or ""
    return hint if hint.startswith("did you mean") else "put the job into the workflow's jobs=[...]"


@rule()
def cyclic_need(graph: Graph) -> Iterator[Found]:
    """Jobs wait for each other in a circle, so that none of them can start.

    GitHub refuses the whole file. References to a job's outputs count: they make the job need it.
    Source: docs.github.com, "Workflow syntax", `jobs.<job_id>.needs` (read 2026-11-22).
    """
    done: set[str] = set()
    for job in graph.jobs:
        circle = _circle(graph, job, done)
        if circle:
            way = " -> ".join(circle)
            message = f"job '{job.id}' needs itself" if len(circle) == 2 else f"jobs need each other in a circle: {way}"
            start = graph.by_id[circle[0].lower()]
            yield Found(start.job, start.job.where.argument("needs"), message, f"{start.prefix}.needs")


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

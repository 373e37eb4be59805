"""Lints about concurrency: groups that a run waits for in itself, releases that are cancelled half-way.

Not here: what GitHub refuses (`concurrency` and its siblings).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ghflow.diagnostics import Severity
from ghflow.expr.printing import show
from ghflow.expr.tree import NODES
from ghflow.expr.unknown import Fields
from ghflow.model.uses import parse_text
from ghflow.rules.lint_legs import LATER, contexts_of, value_of
from ghflow.rules.lint_publishing import publishing_steps, releases
from ghflow.rules.lint_starts import events_of
from ghflow.rules.registry import Found, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ghflow.model.graph import Graph
    from ghflow.rules.world import World

_UNIQUE = ("github.run_id", "github.sha", "github.run_number")


def _group(concurrency: Any) -> str | None:
    """The name of a group as text, with its expressions as they stand; None without one."""
    group = getattr(concurrency, "group", concurrency)
    if isinstance(group, NODES):
        return "${{" + show(group) + "}}"
    if not isinstance(group, str) or not group:
        return None
    shown = group
    for parsed in parse_text(group):
        if parsed.tree is not None:
            shown = shown.replace(parsed.source, show(parsed.tree))
    return shown.lower()


def _cancels(concurrency: Any, contexts: Fields) -> bool:
    return value_of(getattr(concurrency, "cancel_in_progress", None), contexts) is True


@rule(Severity.WARNING)
def own_concurrency_group(graph: Graph, world: World) -> Iterator[Found]:
    """A job waits for a concurrency group that its own workflow holds, or calls a workflow that does: a run waits for itself.

    GitHub ends such a run. A called workflow has the name of its caller in `github.workflow`, so that two groups made of it are
    one.

        on: push
        concurrency: deploy
        jobs:
          deploy:
            runs-on: ubuntu-latest
            concurrency: deploy  # <-
            steps:
              - run: make deploy

    Source: docs.github.com, "Control the concurrency of workflows and jobs" (read 2026-11-22).
    """
    outer = _group(graph.workflow.concurrency)
    if outer is None:
        return
    for job in graph.jobs:
        own = getattr(job.holder, "concurrency", None)
        if _group(own) == outer:
            message = f"the workflow holds the group of job '{job.id}' already, so that the run waits for itself"
            yield Found(job.holder, job.holder.where.argument("concurrency"), message, f"{job.prefix}.concurrency")
        uses = getattr(job.holder, "uses", None)
        called: Any = world.called(uses) if isinstance(uses, str) else None
        inner = getattr(getattr(called, "workflow", None), "concurrency", None)
        if inner is not None and _group(inner) == outer and "inputs." not in outer:
            message = f"'{uses}' waits for the group that this workflow holds, so that the run waits for itself"
            yield Found(job.holder, job.holder.where.argument("uses"), message, f"{job.prefix}.uses")


@rule(Severity.WARNING)
def cancelled_release(graph: Graph) -> Iterator[Found]:
    """A run that publishes is cancelled when the next one comes, half-way perhaps.

    A group that no other run has (`github.run_id`, `github.sha`) cancels nothing, and what is true only for pull requests does
    not count.

        on:
          release:
            types: [published]
        concurrency:
          group: release
          cancel-in-progress: true  # <-
        jobs:
          publish:
            runs-on: ubuntu-latest
            steps:
              - run: twine upload dist/*

    Source: docs.github.com, "Control the concurrency of workflows and jobs" (read 2026-11-22).
    """
    events = events_of(graph)
    if events is None:
        return
    names = [
        name for name in events if not name.startswith("pull_request") and name not in ("merge_group", "workflow_call")
    ]
    if not any(getattr(one, "concurrency", None) for one in (graph.workflow, *(job.holder for job in graph.jobs))):
        return
    publishing = [job for job in graph.jobs if any(publishing_steps(job)) or releases(job)]
    holders = [(graph.workflow, "", publishing), *((job.holder, f"{job.prefix}.", [job]) for job in publishing)]
    for holder, prefix, jobs in holders:
        concurrency: Any = getattr(holder, "concurrency", None)
        group = _group(concurrency)
        if not jobs or group is None or any(word in group for word in _UNIQUE):
            continue
        for name in names:
            known = {"event_name": name, "head_ref": "", "base_ref": ""}
            contexts = contexts_of(jobs[0], None, github=Fields(known, rest=LATER))
            if _cancels(concurrency, contexts):
                message = f"a run of '{name}' that publishes is cancelled by the next one, half-way perhaps"
                where = concurrency.where.argument("cancel_in_progress")
                yield Found(
                    concurrency,
                    where,
                    message,
                    f"{prefix}concurrency.cancel-in-progress",
                    "say cancel-in-progress: false",
                )
                break

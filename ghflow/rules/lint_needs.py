"""Lints about what happens after jobs that failed or were skipped.

Not here: needs that are missing or go round in a circle (`needs`), what publishing depends on (`lint_release`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ghflow.diagnostics import Severity
from ghflow.expr.unknown import Fields
from ghflow.rules.lint_legs import LATER, asks_status, contexts_of, functions_in, holds, needed_by, trees_of, written
from ghflow.rules.lint_publishing import is_deploying
from ghflow.rules.registry import Found, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ghflow.model.graph import Graph, JobGraph


@rule(Severity.WARNING)
def deploy_after_failure(graph: Graph) -> Iterator[Found]:
    """A job that deploys runs whatever became of the jobs before it: its condition has `always()` and asks for no result.

    With `always()` or `!cancelled()`, jobs that failed and jobs that were skipped do not count any more.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - run: make test
          deploy:
            needs: test
            if: always()  # <-
            runs-on: ubuntu-latest
            environment: production
            steps:
              - run: make deploy

    Source: docs.github.com, "Evaluate expressions", status check functions (read 2026-11-22).
    """
    for job in graph.jobs:
        condition = getattr(job.holder, "if_", None)
        names = {name.lower() for name in functions_in(condition)}
        if not job.needs or not names & {"always", "cancelled"} or names & {"success", "failure"}:
            continue
        if not is_deploying(job) or any(context == "needs" for use in job.uses for context, _ in use.parsed.references):
            continue
        if re.search(r"\bneeds\b", " ".join(written(tree) for tree in trees_of(condition))):
            continue
        if not _is_positive(condition):
            continue
        message = f"job '{job.id}' runs even when {_listed(job.needs)} failed"
        hint = "leave always() out, or ask for needs.<job>.result == 'success'"
        yield Found(job.holder, job.holder.where.argument("if_"), message, f"{job.prefix}.if", hint)


def _is_positive(condition: Any) -> bool:
    """Whether a condition is for runs that were not cancelled: `cancelled()` alone is for cleaning up."""
    text = "".join(written(tree).replace(" ", "").lower() for tree in trees_of(condition))
    return "always()" in text or "!cancelled()" in text


def _listed(names: tuple[str, ...]) -> str:
    return " or ".join(f"'{name}'" for name in names)


@rule(Severity.WARNING)
def skipped_with_ancestor(graph: Graph) -> Iterator[Found]:
    """A job is skipped whenever a job far before it is skipped, although the job that it needs runs all the same.

    Without a function of its own for the status, a condition is joined with `success()`, which asks all jobs before, not only
    those in `needs`. That a job in between has `always()` does not help those behind it.

        on: push
        jobs:
          build:
            if: github.ref_name == 'main'
            runs-on: ubuntu-latest
            steps:
              - run: make
          test:
            needs: build
            if: always()
            runs-on: ubuntu-latest
            steps:
              - run: make test
          report:
            needs: test  # <-
            runs-on: ubuntu-latest
            steps:
              - run: make report

    Source: docs.github.com, "Evaluate expressions", `success()`; actions/runner issue 491 (read 2026-11-22).
    """
    for job in graph.jobs:
        condition = getattr(job.holder, "if_", None)
        if condition is not None and (asks_status(condition) or not _is_true_after_success(job, condition)):
            continue  # it may be true only where nothing is skipped
        for need in job.needs:
            other = graph.by_id.get(need.lower())
            if other is None or other is job or not _runs_anyway(other):
                continue
            direct = {name.lower() for name in job.needs}
            before = [graph.by_id[name.lower()] for name in other.needs if name.lower() in graph.by_id]
            before = [one for one in before if one.id.lower() not in direct and _runs_without(graph, other, one)]
            if before:
                message = f"job '{job.id}' is skipped when '{before[0].id}' is, although '{other.id}' runs then"
                hint = f"say if: ${{{{ !cancelled() && needs.{other.id}.result == 'success' }}}}"
                yield Found(job.holder, job.holder.where.argument("needs"), message, f"{job.prefix}.needs", hint)
                break


def _is_true_after_success(job: JobGraph, condition: Any) -> bool:
    """Whether a condition is true as soon as the jobs that a job needs have succeeded, whatever else there is."""
    results = {name: Fields({"result": "success"}, rest=LATER) for name in job.needs}
    return holds(condition, contexts_of(job, None, needs=Fields(results))) is True


def _runs_anyway(job: JobGraph) -> bool:
    """Whether a job runs after jobs that were skipped."""
    condition = getattr(job.holder, "if_", None)
    return bool(job.needs) and asks_status(condition) and _is_positive(condition)


def _runs_without(graph: Graph, job: JobGraph, skipped: JobGraph) -> bool:
    """Whether one of the jobs that a job needs may be skipped by its own condition, and the job may run all the same."""
    condition = getattr(skipped.holder, "if_", None)
    if condition is None or condition is True or asks_status(condition):
        return False
    results: dict[str, Any] = {}
    for name in job.needs:
        other = graph.by_id.get(name.lower())
        dragged = other is not None and (
            other is skipped
            or (skipped in needed_by(graph, other) and not asks_status(getattr(other.holder, "if_", None)))
        )
        results[name] = Fields({"result": "skipped" if dragged else "success"}, rest=LATER)
    return holds(job.holder.if_, contexts_of(job, None, needs=Fields(results))) is not False


@rule(Severity.WARNING)
def wait_for_ended_step(graph: Graph) -> Iterator[Found]:
    """A step waits for a step, or ends one, that does not run in the background: it has ended long before.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - id: server
                run: make serve
              - wait: server  # <-

    Source: docs.github.com, "Workflow syntax", `background` (read 2026-11-22).
    """
    for job in graph.jobs:
        by_id = {(step.reference_id or "").lower(): (at, step) for at, step in reversed(list(enumerate(job.steps)))}
        for index, step in enumerate(job.steps):
            for way, name in step.named_steps:
                at, other = by_id.get(name.lower(), (index, step))
                if at < index and not getattr(other, "background", None):
                    path = f"{job.step_path(index)}.{way[0]}" + "".join(f"[{one}]" for one in way[1:])
                    message = f"the step '{name}' does not run in the background"
                    hint = "say background: true there, or leave this step out"
                    yield Found(step, step.where.argument(*way), message, path, hint)


@rule(Severity.WARNING)
def repeated_need(graph: Graph) -> Iterator[Found]:
    """A job names a job that it needs twice. Ids ignore case; perhaps another job was meant.

        on: push
        jobs:
          build:
            runs-on: ubuntu-latest
            steps:
              - run: make
          test:
            needs: [build, Build]  # <-
            runs-on: ubuntu-latest
            steps:
              - run: make test

    Source: docs.github.com, "Workflow syntax", `jobs.<job_id>.needs` (read 2026-11-22).
    """
    for job in graph.jobs:
        lower = [need.lower() for need in job.given_needs]
        if len(set(lower)) == len(lower):
            continue
        for index, need in enumerate(lower):
            if need in lower[:index]:
                where = job.holder.where.argument("needs", index)
                message = f"job '{job.id}' needs '{job.given_needs[index]}' twice"
                yield Found(job.holder, where, message, f"{job.prefix}.needs[{index}]")

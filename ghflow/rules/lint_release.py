"""Lints about publishing: from where it may start, what it waits for, and whether it can be run again.

A registry takes a version once, and what it has it keeps. Not here: credentials (`lint_credentials`), runs that cancel each other
(`lint_concurrency`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ghflow.diagnostics import Severity
from ghflow.model.steps import RunStep
from ghflow.rules.lint_legs import action_of, needed_by, trees_of, written
from ghflow.rules.lint_publishing import Publish, is_test, is_testing, publishing_steps
from ghflow.rules.lint_starts import Start, events_of, holds_at
from ghflow.rules.registry import Found, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ghflow.model.graph import Graph, JobGraph


def _all(graph: Graph) -> list[tuple[JobGraph, Publish]]:
    return [(job, one) for job in graph.jobs for one in publishing_steps(job)]


def _conditions(graph: Graph, job: JobGraph, step: Any = None) -> list[Any]:
    """The conditions on the way to a job or step: its own, and those of the jobs before it."""
    jobs = [*needed_by(graph, job), job]
    found = [getattr(one.holder, "if_", None) for one in jobs]
    return [*found, getattr(step, "if_", None)]


@rule(Severity.WARNING)
def publish_from_branch(graph: Graph) -> Iterator[Found]:
    """A workflow that publishes tags can be started by hand on a branch, and publishes what is there.

    Only workflows are meant that start for tags or releases, and whose publishing job asks neither for the reference nor for an
    input.

        on:
          push:
            tags: ['v*']
          workflow_dispatch:
        jobs:
          publish:
            runs-on: ubuntu-latest
            steps:
              - run: twine upload dist/*  # <-

    Source: docs.github.com, "Events that trigger workflows", `workflow_dispatch` (read 2026-11-22).
    """
    events = events_of(graph)
    if events is None or "workflow_dispatch" not in events:
        return
    push: Any = events.get("push")
    tagged = getattr(push, "tags", None) is not None and getattr(push, "branches", None) is None
    if not tagged and "release" not in events:
        return
    start = Start("workflow_dispatch", None, events["workflow_dispatch"])
    for job, one in _all(graph):
        conditions = _conditions(graph, job, one.step)
        said = " ".join(written(tree) for condition in conditions for tree in trees_of(condition))
        checked = " ".join(written(use.tree) for use in job.uses if use.tree is not None)
        if "inputs." in said + checked or "github.event.inputs" in checked:
            continue
        if holds_at(job, conditions, start, "refs/heads/main") is True or _open(job, conditions, start):
            message = f"started by hand on a branch, the workflow publishes that branch to {one.registry}"
            hint = "say if: startsWith(github.ref, 'refs/tags/')"
            yield Found(one.step, one.where, message, one.path, hint)


def _open(job: JobGraph, conditions: list[Any], start: Start) -> bool:
    """Whether only results of steps and jobs and the repository decide, which a branch may have as well as a tag."""
    asked = [
        one for one in conditions if one is not None and holds_at(job, [one], start, "refs/heads/main") is not True
    ]
    said = " ".join(written(tree).lower() for one in asked for tree in trees_of(one))
    if holds_at(job, conditions, start, "refs/heads/main") is False:
        return False
    rest = re.sub(r"steps\.[\w.-]+|needs\.[\w.-]+\.result|github\.repository(?:_owner|_id)?\b", "", said)
    return bool(asked) and not re.search(r"\b(github|needs|vars|env|inputs|secrets|fromjson)\b", rest)


@rule(Severity.WARNING)
def untested_publish(graph: Graph) -> Iterator[Found]:
    """A job publishes without waiting for a job of the same workflow that tests.

    Its own tests count, and those of all jobs that it needs.

        on:
          push:
            tags: ['v*']
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - run: pytest
          publish:
            runs-on: ubuntu-latest
            steps:
              - run: twine upload dist/*  # <-

    Source: docs.github.com, "Using jobs in a workflow", `needs` (read 2026-11-22).
    """
    publishing = {id(job) for job, _ in _all(graph)}
    testing = [job for job in graph.jobs if is_testing(job) or _says_test(job)] if publishing else []
    for job, one in _all(graph):
        before = needed_by(graph, job)
        late = [other for other in testing if other not in before and other is not job and id(other) not in publishing]
        late = [other for other in late if job not in needed_by(graph, other) and _always_runs(graph, other)]
        if late:
            message = f"job '{job.id}' publishes to {one.registry} without waiting for job '{late[0].id}', which tests"
            key = "needs" if job.needs else "id"
            where = job.holder.where.argument("needs") if key == "needs" else one.where
            yield Found(job.holder, where, message, f"{job.prefix}.needs", f"add '{late[0].id}' to its needs")
            return


def _says_test(job: JobGraph) -> bool:
    """Whether a job is called a test, and exercises what other jobs have made."""
    words = re.split(r"[-_ ]", job.id.lower())
    return bool({"test", "tests", "check", "smoke"} & set(words)) and any(
        action_of(step)[0] == "actions/download-artifact" for step in job.steps
    )


def _always_runs(graph: Graph, other: JobGraph) -> bool:
    """Whether a job runs at every start of the workflow: no condition on the way to it asks for the event."""
    conditions = [getattr(one.holder, "if_", None) for one in (*needed_by(graph, other), other)]
    return not any(
        re.search(r"github\.(event|ref|base|head)", written(tree)) for one in conditions for tree in trees_of(one)
    )


@rule(Severity.WARNING)
def publish_despite_failure(graph: Graph) -> Iterator[Found]:
    """A job that publishing waits for may fail without stopping it, by `continue-on-error`.

        on:
          push:
            tags: ['v*']
        jobs:
          test:
            runs-on: ubuntu-latest
            continue-on-error: true  # <-
            steps:
              - run: pytest
          publish:
            needs: test
            runs-on: ubuntu-latest
            steps:
              - run: twine upload dist/*

    Source: docs.github.com, "Workflow syntax", `continue-on-error` (read 2026-11-22).
    """
    told: set[str] = set()
    for job, one in _all(graph):
        for other in (*needed_by(graph, job), job):
            tests = is_testing(other) or _says_test(other)
            if other.id in told or (other is job and not is_testing(job)) or not tests:
                continue
            holder: Any = other.holder
            path = f"{other.prefix}.continue-on-error"
            found = [(holder, path)] if getattr(holder, "continue_on_error", None) is True and other is not job else []
            for index, step in enumerate(other.steps):
                if (
                    getattr(step, "continue_on_error", None) is True
                    and isinstance(step, RunStep)
                    and is_test(step)
                    and not _asked_for(other, step)
                ):
                    found.append((step, f"{other.step_path(index)}.continue-on-error"))
            for node, path in found:
                told.add(other.id)
                message = f"when this fails, job '{job.id}' publishes to {one.registry} all the same"
                yield Found(node, node.where.argument("continue_on_error"), message, path)


def _asked_for(job: JobGraph, step: RunStep) -> bool:
    """Whether something in the job asks how a step ended."""
    return step.id is not None and any(name.lower() == step.id.lower() for name, _ in job.referring("steps"))


@rule(Severity.WARNING)
def publish_once_only(graph: Graph) -> Iterator[Found]:
    """A version is published in a way that cannot be repeated, and the run may have to be: the second time it fails here.

    That is so where the same job or another one publishes too, or where steps follow that may fail: the registry that has the
    version already refuses it for ever. A question before, or an option that skips what is there, makes it right.

        on:
          push:
            tags: ['v*']
        jobs:
          publish:
            runs-on: ubuntu-latest
            steps:
              - run: twine upload dist/*  # <-
              - run: cargo publish
                env:
                  CARGO_REGISTRY_TOKEN: ${{ secrets.TOKEN }}

    Source: manuals of twine (`--skip-existing`), cargo and npm; docs.github.com, "Re-run workflows and jobs" (read 2026-11-22).
    """
    events = events_of(graph) or {}
    by_hand = "workflow_dispatch" in events
    everywhere = _all(graph)
    registries = {one.registry for _, one in everywhere}
    for job, one in everywhere:
        if one.skips or _is_guarded(job, one):
            continue
        inside = [other for who, other in everywhere if who is job and other is not one and not _excludes(one, other)]
        later = [other for other in inside if (other.at, other.where.line) > (one.at, one.where.line)]
        many = one.registry == "PyPI" and _several_files(job, one.at)
        if later or (by_hand and len(registries) > 1) or many:
            if later:
                why = f"when the publishing to {later[0].registry} behind it fails"
            elif many:
                why = "when some of the files are there and the others failed"
            else:
                why = f"when the publishing to {', '.join(sorted(registries - {one.registry}))} failed"
            message = f"{one.registry} refuses a version that it has: run again {why}, this step fails"
            hint = "skip-existing: true" if one.registry == "PyPI" else "ask first whether the version is there"
            yield Found(one.step, one.where, message, one.path, hint)


def _excludes(one: Publish, other: Publish) -> bool:
    """Whether two steps are alternatives, each with a condition of its own."""
    conditions = [getattr(each.step, "if_", None) for each in (one, other)]
    return one.step is not other.step and all(condition is not None for condition in conditions)


def _is_guarded(job: JobGraph, one: Publish) -> bool:
    """Whether a condition or an input asks for more than the event: whether the version is there already, for example."""
    conditions = [getattr(job.holder, "if_", None), getattr(one.step, "if_", None)]
    said = " ".join(written(tree).lower() for condition in conditions for tree in trees_of(condition))
    return re.search(r"\b(steps|needs|inputs|run_attempt)\b", said) is not None


def _several_files(job: JobGraph, before: int) -> bool:
    """Whether the artifacts of several jobs or legs have been brought together before a step."""
    for step in job.steps[:before]:
        if action_of(step)[0] == "actions/download-artifact":
            given: Any = getattr(step, "with_", None) or {}
            if "name" not in given and "artifact-ids" not in given:
                return True
    return False


@rule(Severity.WARNING)
def missing_timeout(graph: Graph) -> Iterator[Found]:
    """One job has no limit of time where all other jobs of the workflow have: it may hang for six hours.

        on: push
        jobs:
          build:
            runs-on: ubuntu-latest
            timeout-minutes: 10
            steps:
              - run: make
          lint:
            runs-on: ubuntu-latest
            timeout-minutes: 10
            steps:
              - run: make lint
          test:  # <-
            runs-on: ubuntu-latest
            steps:
              - run: make test

    Source: docs.github.com, "Workflow syntax", `jobs.<job_id>.timeout-minutes` (read 2026-11-22).
    """
    own = [job for job in graph.jobs if getattr(job.holder, "uses", None) is None]
    without = [job for job in own if getattr(job.holder, "timeout_minutes", None) is None]
    if len(without) != 1 or len(own) < 3:
        return
    (job,) = without
    if any(getattr(step, "timeout_minutes", None) is None for step in job.steps):
        message = f"job '{job.id}' has no timeout-minutes, and all others have"
        yield Found(job.holder, job.holder.where, message, job.prefix, "without one it may take six hours")

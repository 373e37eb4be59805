"""Rules about the settings of workflows, jobs and steps: concurrency, snapshots, and how long things may be.

Not here: values of a wrong kind (the model and the reader), expressions that are too long (`expressions`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ghflow.diagnostics import Severity
from ghflow.model.node import Node
from ghflow.model.steps import RunStep
from ghflow.rules.registry import Found, rule
from ghflow.spec.limits import MAX_CONCURRENCY_GROUP, MAX_RUN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ghflow.model.graph import ActionGraph, Graph


@rule(actions=True)
def long_script(graph: Graph | ActionGraph) -> Iterator[Found]:
    """A script has more than 21,000 characters.

    GitHub refuses the whole file. Put the script into a file of the repository, and run that.

        from ghflow import Job, Push, Step, Workflow

        lines = [f"echo {number}" for number in range(3000)]
        step = Step("Count", run=lines)  # <-
        workflow = Workflow("CI", on=Push(), jobs=[Job("count", runs_on="ubuntu-latest", steps=[step])])

    Source: docs.github.com, "Workflow syntax", `jobs.<job_id>.steps[*].run` (read 2026-11-22).
    """
    for job in graph.jobs:
        for index, step in enumerate(job.steps):
            if step.__class__ is RunStep and step.run.__class__ is str and len(step.run) > MAX_RUN:
                message = f"the script has {len(step.run):,} characters, and GitHub takes {MAX_RUN:,}"
                hint = "put it into a file of the repository"
                yield Found(step, step.where.argument("run"), message, f"{job.step_path(index)}.run", hint)


@rule()
def queue_with_cancel(graph: Graph) -> Iterator[Found]:
    """Runs of a group queue up (`queue: max`), and each cancels the one before it (`cancel-in-progress: true`).

    GitHub refuses the whole file.

        on: push
        concurrency:
          group: deploy
          queue: max  # <-
          cancel-in-progress: true
        jobs:
          deploy:
            runs-on: ubuntu-latest
            steps:
              - run: make deploy

    Source: GitHub's changelog of 2026-05-07; actions/languageservices 0.3.61, validation of concurrency (read 2026-11-22).
    """
    for holder, path in _holders(graph):
        one = holder.concurrency
        if isinstance(one, Node) and one.queue == "max" and one.cancel_in_progress is True:  # type: ignore[attr-defined]
            message = "'queue: max' and 'cancel-in-progress: true' cannot stand together"
            yield Found(one, one.where.argument("queue"), message, f"{path}.queue".lstrip("."), "remove one of them")


@rule()
def long_concurrency_group(graph: Graph) -> Iterator[Found]:
    """The name of a concurrency group has more than 400 characters. GitHub refuses the whole file.

        from ghflow import Job, Push, Step, Workflow

        test = Job("test", runs_on="ubuntu-latest", steps=[Step(run="make test")])
        workflow = Workflow("CI", on=Push(), concurrency="a" * 401, jobs=[test])  # <-

    Source: docs.github.com, "Workflow syntax", `concurrency` (read 2026-11-22).
    """
    for holder, path in _holders(graph):
        one = holder.concurrency
        group = one.group if isinstance(one, Node) else one  # type: ignore[attr-defined]
        if isinstance(group, str) and "${{" not in group and len(group) > MAX_CONCURRENCY_GROUP:
            message = f"the name of the concurrency group has {len(group)} characters, and GitHub takes {MAX_CONCURRENCY_GROUP}"
            where = (
                one.where.argument("group", position=0)
                if isinstance(one, Node)
                else holder.where.argument("concurrency")
            )
            yield Found(holder, where, message, path)


@rule()
def wrong_snapshot_version(graph: Graph) -> Iterator[Found]:
    """The version of a snapshot is not a major version with `.*` behind it. GitHub refuses the whole file.

        on: push
        jobs:
          image:
            runs-on: ubuntu-latest
            snapshot:
              image-name: tools
              version: 2.1.0  # <-
            steps:
              - run: make tools

    Source: actions/runner, WorkflowTemplateConverter; docs.github.com, "Using custom images" (read 2026-11-22).
    """
    for job in graph.jobs:
        snapshot: Any = getattr(job.job, "snapshot", None)
        version = getattr(snapshot, "version", None)
        major, ending = str(version)[:-2], str(version)[-2:]
        if version is not None and not (ending == ".*" and major.isascii() and major.isdigit()):
            message = f"the version of a snapshot is a major version like '1.*', got {version!r}"
            yield Found(snapshot, snapshot.where.argument("version"), message, f"{job.prefix}.snapshot.version")


@rule(actions=True, in_files=Severity.WARNING)
def missing_output_value(graph: Graph | ActionGraph) -> Iterator[Found]:
    """An output of a composite action has no value; it is always empty.

        === .github/actions/setup/action.yml
        name: Set up
        description: Set up Python
        outputs:
          path:  # <-
            description: Where it is
        runs:
          using: composite
          steps:
            - run: ./setup
              shell: bash

    Source: docs.github.com, "Metadata syntax", `outputs.<output_id>.value` (read 2026-11-22).
    """
    action: Any = graph.document
    if hasattr(graph, "workflow") or not hasattr(action, "steps"):
        return
    for name, one in (action.outputs or {}).items():
        if one is None or (one.value is None and "value" not in (one.extra or ())):
            where = action.where.argument("outputs", name) if one is None else one.where
            message = f"the output '{name}' has no value"
            yield Found(
                one or action, where, message, f"outputs.{name}", "say where it comes from: value=step.outputs.x"
            )


def _holders(graph: Graph) -> Iterator[tuple[Any, str]]:
    """Who has a concurrency group: the workflow and its jobs, with the place of the group."""
    if graph.workflow.concurrency is not None:
        yield graph.workflow, "concurrency"
    for job in graph.jobs:
        if getattr(job.job, "concurrency", None) is not None:
            yield job.job, f"{job.prefix}.concurrency"

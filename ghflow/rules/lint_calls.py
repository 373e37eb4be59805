"""Lints about calls: what is called is not there, or asks for rights that the settings of the repository may not give.

Not here: what GitHub refuses in any case (`calls`, `escalation`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ghflow.diagnostics import Severity, closest
from ghflow.rules.actions import action_steps
from ghflow.rules.calls import call_jobs, called_by
from ghflow.rules.escalation import asked_by, most_by_default, permissions_of, shown
from ghflow.rules.lint_legs import action_of
from ghflow.rules.registry import Found, rule
from ghflow.rules.world import FOLDER
from ghflow.spec.permissions import LEVELS, RESTRICTED_DEFAULT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ghflow.model.graph import ActionGraph, Graph, StepsGraph
    from ghflow.rules.world import World


@rule(Severity.WARNING)
def escalation_by_default(graph: Graph, world: World) -> Iterator[Found]:
    """A called workflow asks for permissions that its caller has only where the settings of the repository are generous.

    Nobody says what the calling job may do, so that the settings decide. In repositories made since 2023 a token may read
    contents and packages and nothing else, and GitHub refuses to start the run.

        on: push
        jobs:
          publish:  # <-
            uses: ./.github/workflows/publish.yml
        === .github/workflows/publish.yml
        on: workflow_call
        jobs:
          publish:
            runs-on: ubuntu-latest
            permissions:
              contents: write
            steps:
              - run: make publish

    Source: docs.github.com, "Reuse workflows", access and permissions; "Managing GitHub Actions settings for a repository"
    (read 2026-11-22).
    """
    most = most_by_default(graph)
    if most.get("id-token"):
        return  # it is only ever called, and has what its callers have
    restricted = {scope: LEVELS.index(RESTRICTED_DEFAULT.get(scope, LEVELS[0])) for scope in most}
    for job, called in called_by(graph, world):
        if permissions_of(job.job) is not None or permissions_of(graph.workflow) is not None:
            continue
        way = (graph.document, called.document)
        certain = {asked.who for asked in asked_by(called, most, world, way)}
        for asked in asked_by(called, restricted, world, way):
            if asked.who not in certain:
                message = f"{asked.who} asks for {shown(asked.levels)}, and nobody gives it to job '{job.id}'"
                hint = f"say so: permissions: {{{shown(asked.levels)}}}"
                yield Found(job.job, job.job.where, message, job.prefix, hint)


@rule(Severity.WARNING, actions=True)
def missing_called_file(graph: Graph | ActionGraph, world: World) -> Iterator[Found]:
    """A job calls a workflow, or a step an action, that does not lie where it says in the repository.

    GitHub refuses to start the run, or the step fails. This is said only of files in `.github`, and of actions only where the
    job checks out no other repository.

        on: push
        jobs:
          deploy:
            uses: ./.github/workflows/deplyo.yml  # <-
        === .github/workflows/deploy.yml
        on: workflow_call
        jobs:
          deploy:
            runs-on: ubuntu-latest
            steps:
              - run: make deploy

    Source: docs.github.com, "Reuse workflows", calling a workflow; "Workflow syntax", `jobs.<job_id>.steps[*].uses`
    (read 2026-11-22).
    """
    if hasattr(graph, "workflow"):
        for job in call_jobs(graph):
            uses: Any = job.job.uses  # type: ignore[attr-defined]
            names = world.names_in(FOLDER)
            if names is None or not isinstance(uses, str) or not uses.startswith((f"./{FOLDER}", f"$/{FOLDER}")):
                continue
            name = uses[len(FOLDER) + 2 :]
            if name not in names and "@" not in name:
                near = closest(name, names)
                hint = f"did you mean '{uses[:2]}{FOLDER}{near}'?" if near else None
                message = f"there is no workflow {uses}"
                yield Found(job.job, job.job.where.argument("uses"), message, f"{job.prefix}.uses", hint)
    others = {id(step) for job in graph.jobs if _checks_out_another(job) for step in job.steps}
    for step, path in action_steps(graph):
        folder = step.uses[2:].strip("/") + "/"
        if id(step) in others or not step.uses.startswith(("./.github/", "$/.github/")) or ".." in folder:
            continue
        names = world.names_in(folder)
        if names is not None and not names & _OF_ACTIONS:
            message = f"there is no action in {step.uses}"
            yield Found(step, step.where.argument("uses"), message, f"{path}.uses", "it is a folder with an action.yml")


_OF_ACTIONS = {"action.yml", "action.yaml", "Dockerfile"}


def _checks_out_another(job: StepsGraph) -> bool:
    """Whether files of another repository may lie in the workspace."""
    checkouts: list[Any] = [step for step in job.steps if action_of(step)[0] == "actions/checkout"]
    return any({"repository", "ref"} & set(getattr(step, "with_", None) or ()) for step in checkouts)

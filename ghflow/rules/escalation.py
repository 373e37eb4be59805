"""Rules about the permissions of calls: a called workflow cannot have more than its caller.

Lives here: what a job's token may do, as far as files say it, and what called workflows ask for.
Source of the levels: docs.github.com, "Reuse workflows" and "Workflow syntax", `permissions` (read 2026-11-22).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ghflow.model.graph import Graph
from ghflow.model.node import shape_of
from ghflow.rules.calls import called_by
from ghflow.rules.registry import Found, rule
from ghflow.spec.permissions import LEVELS, SCOPES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ghflow.model.graph import ActionGraph
    from ghflow.rules.world import World

Levels = dict[str, int]
"""Scope -> the index of its level in `LEVELS`."""


@rule()
def permission_escalation(graph: Graph, world: World) -> Iterator[Found]:
    """A called workflow asks for permissions that the job which calls it does not have.

    GitHub refuses to start the run. The permissions of the calling job count, else those of its workflow; a called workflow that
    says nothing has those of its caller. Without `permissions` anywhere the settings of the repository decide: then `id-token`
    is known to be missing, and of the rest nothing is said.

        on: push
        permissions:
          contents: read
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

    Source: docs.github.com, "Reuse workflows", access and permissions; actions/languageservices, test data of the reader
    (read 2026-11-22).
    """
    for job, called in called_by(graph, world):
        allowed = _levels(permissions_of(job.job)) or _levels(permissions_of(graph.workflow)) or most_by_default(graph)
        for asked in asked_by(called, allowed, world, (graph.document, called.document)):
            message = f"{asked.who} asks for {shown(asked.levels)}, and is allowed {shown(asked.allowed)}"
            hint = f"give job '{job.id}' permissions: {{{shown(asked.levels)}}} beside what it has"
            yield Found(job.job, job.job.where, message, job.prefix, hint)


class _Asked(NamedTuple):
    """What a workflow or job asks for beyond what it is allowed."""

    who: str
    levels: Levels
    allowed: Levels


def permissions_of(holder: Any) -> Any:
    """`permissions` of a workflow or job; None when it says nothing."""
    return getattr(holder, "permissions", None)


def _levels(permissions: Any) -> Levels | None:
    """What `permissions` come to; None when there are none."""
    if permissions is None:
        return None
    if isinstance(permissions, str):
        level = LEVELS.index(permissions.removesuffix("-all"))
        return {scope: min(level, LEVELS.index(levels[-1])) for scope, levels in SCOPES.items()}
    given: Mapping[str, Any] = {
        key.key: value
        for key in shape_of(type(permissions)).keys
        if (value := getattr(permissions, key.name)) is not None
    }
    return {scope: LEVELS.index(given.get(scope, LEVELS[0])) for scope in SCOPES}


def most_by_default(graph: Graph) -> Levels:
    """The most that the token of a workflow without `permissions` may do, whatever the settings say.

    What is only ever called has the permissions of callers that are not known.
    """
    most = {scope: LEVELS.index(levels[-1]) for scope, levels in SCOPES.items()}
    on: Any = graph.workflow.on
    names = {on} if isinstance(on, str) else set(on or ())
    return most if names <= {"workflow_call"} else most | {"id-token": 0}


def asked_by(called: Graph | ActionGraph, allowed: Levels, world: World, way: tuple[object, ...]) -> Iterator[_Asked]:
    """What a called workflow, its jobs and all that they call ask for beyond what is allowed."""
    if not isinstance(called, Graph):
        return
    base = _levels(permissions_of(called.workflow))
    yield from _beyond(called.document.title, base, allowed)
    for job in called.jobs:
        yield from _beyond(f"job '{job.id}' of {called.document.title}", _levels(permissions_of(job.job)), allowed)
    for job, further in called_by(called, world):
        if further.document not in way:
            inside = _levels(permissions_of(job.job)) or base or allowed
            yield from asked_by(further, inside, world, (*way, further.document))


def _beyond(who: str, levels: Levels | None, allowed: Levels) -> Iterator[_Asked]:
    more = {scope: level for scope, level in (levels or {}).items() if level > allowed[scope]}
    if more:
        yield _Asked(who, more, {scope: allowed[scope] for scope in more})


def shown(levels: Levels) -> str:
    """`contents: write, packages: read`."""
    return ", ".join(f"{scope}: {LEVELS[level]}" for scope, level in levels.items())

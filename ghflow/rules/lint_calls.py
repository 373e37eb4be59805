"""Rules about calls that GitHub refuses or not, as the settings of the repository are.

Not here: what it refuses in any case (`escalation`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ghflow.diagnostics import Severity
from ghflow.rules.calls import called_by
from ghflow.rules.escalation import asked_by, most_by_default, permissions_of, shown
from ghflow.rules.registry import Found, rule
from ghflow.spec.permissions import LEVELS, RESTRICTED_DEFAULT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ghflow.model.graph import Graph
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

"""A lint about rights to write that a job gives its token and none of its steps needs.

Not here: rights that a workflow gives to several jobs (`lint_tokens`), rights that are missing (`lint_token`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ghflow.diagnostics import Severity
from ghflow.model.job import Job
from ghflow.model.needed import needs_of
from ghflow.model.node import shape_of
from ghflow.model.permissions import Permissions
from ghflow.model.steps import RunStep
from ghflow.rules.lint_commands import may_do_more
from ghflow.rules.lint_legs import action_of
from ghflow.rules.registry import Found, rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ghflow.model.graph import Graph
    from ghflow.model.steps import Step


@rule(Severity.WARNING)
def over_granted_permission(graph: Graph) -> Iterator[Found]:
    """A job has a right to write that none of its steps needs.

    Whatever takes the job over can do with the token what it may. Only jobs count that use actions, in which it is known of
    every action what it needs, and no script is handed the token or pushes with git. Beside a script, `id-token: write` is
    passed over, and behind a checkout so is `contents: write` beside one that starts programs, which may push. So are rights
    to read: in private repositories actions need more of them than they say. What the workflow gives to several jobs at once
    is for `excessive-permissions`.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            permissions:
              contents: read
              packages: write  # <-
            steps:
              - uses: actions/checkout@v7
              - run: make test

    Source: the README of each action in the catalogue (read 2026-11-22).
    """
    inheriting = [one for one in graph.jobs if getattr(one.job, "permissions", None) is None]
    for one in graph.jobs:
        job = one.job
        holder = graph.workflow if [one] == inheriting else job
        given = getattr(holder, "permissions", None)
        if not isinstance(job, Job) or not isinstance(given, Permissions) or not one.using:
            continue  # where there are scripts alone, somebody tries something out
        around = (job.env, job.container, job.services, graph.workflow.env)
        needs = needs_of(one.steps, *around)
        if needs.unknown:
            continue
        for key, level in zip(shape_of(Permissions).keys, shape_of(Permissions).get(given), strict=True):
            needed = needs.scopes.get(key.key, "none")
            if level != "write" or needed == "write" or _may_use(key.key, one.steps):
                continue
            where = given.where.argument(key.argument)
            if not given.where.from_file:
                where = holder.where.argument("permissions", key.argument)
            hint = f"write {key.key}: {needed}" if needed != "none" else "leave it out"
            giver = f"{one.title} gives its token" if holder is job else f"the workflow gives {one.title}"
            message = f"{giver} {key.key}: {level}, and its steps need {_shown(needed)}"
            path = f"{one.prefix}.permissions" if holder is job else "permissions"
            yield Found(holder, where, message, f"{path}.{key.key}", hint)


def _may_use(scope: str, steps: Iterable[Step]) -> bool:
    """Whether a script may use a right without being handed the token."""
    scripts = [step.run for step in steps if isinstance(step, RunStep)]
    if scope == "contents":
        checked_out = any(action_of(step)[0] == "actions/checkout" for step in steps)
        return checked_out and any(map(may_do_more, scripts))
    return bool(scripts) if scope == "id-token" else False


def _shown(level: str) -> str:
    return "none of it" if level == "none" else f"{level} only"

"""Lints about the events of a workflow: filters that let nothing through, workflows that are not there, checks that never come.

Not here: events, types and filters that GitHub refuses (`events`), conditions that no event makes true (`lint_conditions`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ghflow.diagnostics import Severity, closest
from ghflow.expr.printing import show
from ghflow.globs.patterns import problems
from ghflow.model.node import Node
from ghflow.rules.lint_legs import functions_in, needed_by
from ghflow.rules.registry import Found, rule
from ghflow.rules.world import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ghflow.model.graph import Graph, JobGraph
    from ghflow.rules.world import World

_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FILTERS = ("branches", "branches_ignore", "tags", "tags_ignore", "paths", "paths_ignore")


def _settings(graph: Graph) -> Iterator[tuple[str, Any]]:
    """The events that have settings, with these."""
    on: Any = graph.workflow.on
    for name, settings in on.items() if isinstance(on, dict) else ():
        if settings is not None and hasattr(settings, "where"):
            yield name, settings


@rule(Severity.WARNING)
def idle_pattern(graph: Graph) -> Iterator[Found]:
    """A filter of branches, tags or paths has a pattern that matches nothing, or something else than it looks like.

    Paths start at the root of the repository, without `/` or `./`; branches and tags stand without `refs/heads/`.

        on:
          push:
            paths: ['./src/**']  # <-
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - run: make test

    Source: docs.github.com, "Workflow syntax", filter pattern cheat sheet (read 2026-11-22).
    """
    for name, settings in _settings(graph):
        for key in _FILTERS:
            given = getattr(settings, key, None)
            patterns = (given,) if isinstance(given, str) else given if isinstance(given, tuple) else ()
            for index, pattern in enumerate(patterns):
                if not isinstance(pattern, str) or "${{" in pattern:
                    continue
                for problem in problems(pattern, "path" if key.startswith("paths") else "ref"):
                    if not problem.refused:
                        way = (key,) if isinstance(given, str) else (key, index)
                        path = f"on.{name}.{key.replace('_', '-')}" + ("" if isinstance(given, str) else f"[{index}]")
                        message = f"the pattern '{pattern}': {problem.message}"
                        yield Found(settings, settings.where.argument(*way), message, path)
                        break


@rule(Severity.WARNING)
def idle_schedule(graph: Graph) -> Iterator[Found]:
    """A schedule names a day that no year has; it never comes.

        on:
          schedule:
            - cron: "0 3 31 2 *"  # <-
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - run: make test

    Source: docs.github.com, "Events that trigger workflows", `schedule` (read 2026-11-22).
    """
    on: Any = graph.workflow.on
    times = on.get("schedule") if isinstance(on, dict) else None
    for index, one in enumerate(times if isinstance(times, tuple) else ()):
        text = getattr(one, "cron", None)
        if not isinstance(text, str):
            continue
        from ghflow.model.cron import CronError, parse

        try:
            schedule = parse(text)
        except CronError:
            continue
        months = [_DAYS[month - 1] for month in schedule.months]
        if not schedule.either_day and min(schedule.days) > max(months):
            where = one.where.argument("cron", position=0)
            yield Found(one, where, f"{text!r} names a day that never comes", f"on.schedule[{index}].cron")


@rule(Severity.WARNING)
def unnamed_workflow_run(graph: Graph) -> Iterator[Found]:
    """`workflow_run` does not say of which workflows; it never comes.

        on:
          workflow_run:  # <-
            types: [completed]
        jobs:
          report:
            runs-on: ubuntu-latest
            steps:
              - run: make report

    Source: docs.github.com, "Events that trigger workflows", `workflow_run` (read 2026-11-22).
    """
    on: Any = graph.workflow.on
    names = (on,) if isinstance(on, str) else on or ()
    if "workflow_run" not in names:
        return
    settings = on["workflow_run"] if isinstance(on, dict) else None
    given = getattr(settings, "workflows", None)
    if given in (None, ()) and "workflows" not in (getattr(settings, "extra", None) or ()):
        node = settings if isinstance(settings, Node) else graph.workflow
        where = graph.workflow.where.argument("on", "workflow_run") if node is graph.workflow else node.where
        hint = "write workflows: [...] with the names of those to wait for"
        yield Found(node, where, "'workflow_run' names no workflows", "on.workflow_run", hint)


def _names(world: World) -> list[str] | None:
    """The names by which the workflows of the repository are known; None where one of them has none that is certain."""
    workflows = world.workflows()
    if workflows is None:
        checked = {
            path: one for path, one in world.files.items() if path.startswith(FOLDER) and hasattr(one, "workflow")
        }
        workflows = checked if len(checked) > 1 else None  # type: ignore[assignment]
    known: list[str] = []
    for path, other in (workflows or {}).items():
        name = other.workflow.name if other is not None else ...
        if name is not None and (not isinstance(name, str) or "${{" in name):
            return None
        known.append(name or path)
    return known or None


@rule(Severity.WARNING)
def missing_workflow(graph: Graph, world: World) -> Iterator[Found]:
    """A workflow waits for another one by a name that no workflow of the repository has; it never runs.

    A workflow without a name is known by its path. This is said only of files in `.github/workflows`, where all the others are.

        on:
          workflow_run:
            workflows: [Tets]  # <-
            types: [completed]
        jobs:
          report:
            runs-on: ubuntu-latest
            steps:
              - run: make report

        === .github/workflows/test.yml
        name: Test
        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - run: make test

    Source: docs.github.com, "Events that trigger workflows", `workflow_run` (read 2026-11-22).
    """
    waited = [settings for event, settings in _settings(graph) if event == "workflow_run"]
    known = _names(world) if waited else None
    if known is None:
        return
    for settings in waited:
        given = getattr(settings, "workflows", None)
        names = (given,) if isinstance(given, str) else given if isinstance(given, tuple) else ()
        for index, name in enumerate(names):
            if isinstance(name, str) and name not in known and not set("*?[!") & set(name):
                way = ("workflows",) if isinstance(given, str) else ("workflows", index)
                message = f"there is no workflow with the name '{name}'"
                path = "on.workflow_run.workflows" + ("" if isinstance(given, str) else f"[{index}]")
                near = closest(name, known)
                hint = f"did you mean '{near}'?" if near else None
                yield Found(settings, settings.where.argument(*way), message, path, hint)


@rule(Severity.WARNING)
def skipped_check(graph: Graph) -> Iterator[Found]:
    """A workflow with a job that answers for all the others runs on some paths only; where it is required, it never comes.

    A workflow that is skipped by its paths reports nothing, and a required check stays pending. That a check is required is taken
    from a job that needs all others, runs always and asks for their results: it is made to be required.

        on:
          pull_request:
            paths: ['src/**']  # <-
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - run: make test
          all-green:
            needs: [test]
            if: always()
            runs-on: ubuntu-latest
            steps:
              - run: exit 1
                if: contains(needs.*.result, 'failure')

    Source: docs.github.com, "Troubleshooting required status checks" (read 2026-11-22).
    """
    on: Any = graph.workflow.on
    gate = next((job for job in graph.jobs if _answers_for_all(graph, job)), None)
    if gate is None or not isinstance(on, dict):
        return
    settings = on.get("pull_request")
    for key in ("paths", "paths_ignore"):
        if getattr(settings, key, None) is not None:
            message = (
                f"a pull request that these paths skip has no check '{gate.id}', and waits for it where it is required"
            )
            hint = "ask for the paths in a job, so that this check comes always"
            where = settings.where.argument(key)  # type: ignore[union-attr]
            yield Found(settings, where, message, f"on.pull_request.{key.replace('_', '-')}", hint)  # type: ignore[arg-type]


def _answers_for_all(graph: Graph, job: JobGraph) -> bool:
    """Whether a job needs all others, runs always and asks for their results."""
    others = {one.id.lower() for one in graph.jobs if one is not job}
    condition = getattr(job.holder, "if_", None)
    if not others or {one.id.lower() for one in needed_by(graph, job)} != others:
        return False
    if not {name.lower() for name in functions_in(condition)} & {"always", "cancelled"}:
        return False
    asked = (show(use.tree).lower() for use in job.uses if use.tree is not None)
    return any(re.search(r"needs\.\*\.result|tojson\(needs\)", text) for text in asked)

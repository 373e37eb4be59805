"""The rules that a build runs, with the files around each: those that are built with it, and those of the repository.

Lives here: `by_error_rules`, which `make_plan` is given, and `graph_in`. A file of the repository is read only when something
calls it.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ghflow.diagnostics import Severity
from ghflow.model.graph import graph_of
from ghflow.project.plan import folded, made_from
from ghflow.rules.registry import all_rules, check
from ghflow.rules.world import World

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ghflow.model.graph import ActionGraph, Graph
    from ghflow.project.plan import Judge, Planned
    from ghflow.project.settings import Settings
    from ghflow.rules.registry import Rule


def by_error_rules(settings: Settings, planned: Mapping[str, Planned], own: Iterable[Rule] = ()) -> Judge:
    """What looks for the mistakes that a build refuses, with the user's `own` rules. No graph is kept: there may be many."""

    def find(path: str) -> Graph | ActionGraph | None:
        one = planned.get(folded(path.removeprefix(".github/"))) if path.startswith(".github/") else None
        if one is None:
            return graph_in(settings, path)
        try:
            return graph_of(one.document)
        except RecursionError:
            return None

    world = World(find=find, labels=frozenset(settings.labels), pinned=settings.pin)
    errors = (one for one in own if one.severity is Severity.ERROR)
    rules = [one for one in (*all_rules().values(), *errors) if one.name not in settings.allow]
    return lambda _, graph: check(graph, world, rules=rules)


def graph_in(settings: Settings, path: str) -> Graph | ActionGraph | None:
    """The workflow or action at a path of the repository.

    None when it cannot be read: that is its own mistake, not its callers'. None too for a file that a source of the project
    made and that is not made now: it is out of date, or about to be removed.
    """
    file = os.path.join(settings.root, path)
    if not os.path.isfile(file):
        return None
    from ghflow.reader.document import LoadError, load

    loaded = load(file)
    origin = made_from(loaded.text)
    if origin is not None and origin.rpartition("/")[0] == settings.source_name:
        return None
    try:
        return graph_of(loaded.document)
    except (LoadError, RecursionError):
        return None

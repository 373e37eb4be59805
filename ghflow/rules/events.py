"""Rules about `on`: the events that start a workflow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ghflow.diagnostics import did_you_mean
from ghflow.model.events import Event
from ghflow.rules.registry import Found, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ghflow.model.graph import Graph


@rule()
def unknown_event(graph: Graph) -> Iterator[Found]:
    """A workflow is started by an event that GitHub does not have, given by its name. GitHub refuses the file.

    Source: docs.github.com, "Events that trigger workflows" (read 2026-11-22).
    """
    on: Any = graph.workflow.on
    names = (on,) if isinstance(on, str) else on or ()
    for index, name in enumerate(names):
        if name not in _known(Event) and name not in _all():
            exact = isinstance(on, tuple) or (isinstance(on, dict) and tuple not in map(type, on.values()))
            path = ("on", index) if exact else ("on",)
            message = f"there is no event '{name}'"
            where = graph.workflow.where.argument(*path)
            yield Found(graph.workflow, where, message, "on", did_you_mean(name, _all()))


def _all() -> set[str]:
    import ghflow.model.webhooks  # noqa: F401 - its classes are events

    return _known(Event)


def _known(cls: type[Event]) -> set[str]:
    """The names of the events that have a class so far, `cls` and all below it."""
    found = {cls.event} if cls.event else set()
    for below in cls.__subclasses__():
        found |= _known(below)
    return found

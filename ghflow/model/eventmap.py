"""`on=` as the mapping that it is in the file: names of events to nothing, an event, or its keys in GitHub's spelling.

Loaded only where somebody writes it so. Not here: the events (`events`, `webhooks`), the other forms of `on` (`workflow`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ghflow.diagnostics import did_you_mean
from ghflow.model import events, webhooks
from ghflow.model.events import Event
from ghflow.model.kinds import FrozenMap, check_list, read_key
from ghflow.model.node import Wrong, brief, gathered, shape_of
from ghflow.model.outputs import Inside
from ghflow.where import CallSite, here

CLASSES: dict[str, type[Event]] = {
    value.event: value
    for module in (events, webhooks)
    for value in vars(module).values()
    if isinstance(value, type) and issubclass(value, Event) and value.event
}


def read_events(given: Mapping[Any, Any]) -> FrozenMap:
    """The mapping as the model keeps it. Raises `Wrong` with the way to what is wrong."""
    site = here()
    found = {}
    wrong: list[Wrong] = []
    for name, value in given.items():
        try:
            key = read_key(name)
            found[key] = _entry(site, key, value)
        except Wrong as one:
            wrong.append(one.inside(name))
    if wrong:
        raise gathered(wrong)
    return FrozenMap(found)


def _entry(site: CallSite, name: str, value: Any) -> Any:
    cls = CLASSES.get(name)
    if cls is None:
        raise Wrong("", says=f"names the event {brief(name)}, which does not exist", hint=did_you_mean(name, CLASSES))
    if value is None:
        return None
    if cls.many:
        items = [value] if isinstance(value, Event) else value
        check_list(items, lambda value, hint: Wrong(f"a list of {cls.__name__}(...)", value, hint))
        return tuple(_items(cls, list(items), site, name))
    if isinstance(value, Mapping) and not value:
        return FrozenMap()
    return _event(cls, value, Inside(site, "on", name))


def _items(cls: type[Event], given: list[Any], site: CallSite, name: str) -> list[Event]:
    found = []
    wrong: list[Wrong] = []
    for index, value in enumerate(given):
        try:
            found.append(_event(cls, value, Inside(site, "on", name, index)))
        except Wrong as one:
            wrong.append(one.inside(index))
    if wrong:
        raise gathered(wrong)
    return found


def _event(cls: type[Event], value: Any, where: Inside) -> Event:
    """One event, made of its keys where it is not made yet."""
    if isinstance(value, Event) and value.event == cls.event:
        return value
    if not isinstance(value, Mapping):
        raise Wrong(f"{cls.__name__}(...), a mapping of its keys or None", value)
    shape = shape_of(cls)
    known = {key.key: key for key in shape.keys}
    read: dict[str, Any] = {}
    wrong: list[Wrong] = []
    for name, item in value.items():
        try:
            if name not in known:
                hint = did_you_mean(name, known) if isinstance(name, str) else None
                raise Wrong("", says=f"gives '{cls.event}' the key {brief(name)}, which it does not have", hint=hint)
            read[known[name].argument] = None if item is None else known[name].kind.read(item)
        except Wrong as one:
            wrong.append(one.inside(name))
    if not wrong:
        wrong = [
            Wrong("", says=f"gives '{cls.event}' no '{name}'") for name in shape.required if read.get(name) is None
        ]
    if wrong:
        raise gathered(wrong)
    return cls(**read, where=where)

"""What `github.event` holds, event by event: which properties a payload has, and payloads as typed values.

Lives here: `payload_properties` and `missing_property` (for rules and the simulator), `Payload` (what `PullRequest.payload`
is). Not here: the table itself, which is generated (`payload_table`, read when somebody first asks).

The table knows names, not types, and does not tell arrays from objects. So `commits[0].message`, `commits.*.message` and
`commits.message` all name a property of `commits`. What the table has no names for is open: any property may be asked of it.
Open as a whole are `image_version`, `pull_request_comment` (GitHub publishes no payload) and `workflow_call` (the payload is
the caller's); open inside are `inputs`, `client_payload` and every value that is no object.
Source: docs.github.com, "Webhook events and payloads", as actions/languageservices 0.3.61 have it (read 2026-11-22).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from ghflow.expr import values
from ghflow.expr.printing import show
from ghflow.expr.tree import Index, Lit, Star, path
from ghflow.expr.values import AnyValue, Value, as_tree
from ghflow.spec.events import EVENTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ghflow.expr.tree import Expr

Shape: TypeAlias = "dict[str, int | None]"
"""Names of properties; None where nothing is known of what is inside."""
Shapes: TypeAlias = tuple[int, ...]
"""What something may be: one shape, or one for each activity type."""
Types: TypeAlias = "str | Iterable[str] | None"

SAME_AS = {"pull_request_target": "pull_request"}
"""Events that have the payload of another one (docs.github.com, "Events that trigger workflows")."""

INFERRED = {
    "merge_group": ("action", "enterprise", "installation", "merge_group", "organization", "repository", "sender"),
    "schedule": ("enterprise", "organization", "repository", "schedule", "sender", "workflow"),
}
"""Events that the table does not have, with the properties that their payloads have been seen with; what is inside is open."""


@cache
def _events() -> dict[str, dict[str, int]]:
    """Event -> activity type (`default` where there is none) -> number of the shape."""
    from ghflow.spec.payload_table import EVENTS as LINES

    found: dict[str, dict[str, int]] = {}
    for line in LINES.splitlines():
        event, *kinds = line.split(" ")
        found[event] = {kind: int(number) for kind, _, number in (one.partition("=") for one in kinds)}
    for event, other in SAME_AS.items():
        found[event] = found[other]
    for index, event in enumerate(INFERRED):
        found[event] = {"default": -1 - index}
    return found


@cache
def _lines() -> list[str]:
    from ghflow.spec.payload_table import SHAPES

    return SHAPES.splitlines()


@cache
def _shape(number: int) -> Shape:
    """A shape by its number: from 1 on those of the table, from -1 down the inferred ones."""
    if number < 0:
        return dict.fromkeys(list(INFERRED.values())[-1 - number])
    pairs = (one.partition("=") for one in _lines()[number - 1].split(" "))
    return {name: int(inside) if inside else None for name, _, inside in pairs}


def known_events() -> frozenset[str]:
    """The events whose payloads are not open as a whole."""
    return frozenset(_events())


def payload_shapes(event: str, types: Types = None) -> Shapes | None:
    """What the payload of an event may be; None when it is open. A type without a payload of its own may have any."""
    kinds = _events().get(event)
    if kinds is None:
        return None
    asked = [types] if isinstance(types, str) else list(types or ())
    chosen = [kinds[kind] for kind in asked if kind in kinds] if set(asked) <= set(kinds) else []
    return tuple(dict.fromkeys(chosen or kinds.values()))


def names_of(shapes: Shapes) -> tuple[str, ...]:
    """The properties that something has, in the order of the alphabet."""
    return tuple(sorted({name for number in shapes for name in _shape(number)}))


def inside_of(shapes: Shapes, step: str | int) -> Shapes | None:
    """What is behind a name (ignoring case), an index or `*`: no shape when there is no such property, None when it is open."""
    if isinstance(step, int):
        return shapes
    if step == "*":  # the items of an array, which have the same shape; or all values of an object
        return tuple(dict.fromkeys((*shapes, *(one for number in shapes for one in _shape(number).values() if one))))
    found: dict[int, None] = {}
    there = False
    for number in shapes:
        for name, inside in _shape(number).items():
            if name == step or name.lower() == step.lower():
                there = True
                if inside is not None:
                    found[inside] = None
    return tuple(found) or (None if there else ())


def payload_properties(event: str, activity_type: Types, path: Sequence[str | int] = ()) -> tuple[str, ...] | None:
    """The properties of `github.event.<path>` for an event: none when the payload has no such path, None when it is open.

    `activity_type` is one type, several (either may come), or None for all that the event has. `path` holds names, indexes
    and `"*"`.
    """
    shapes = payload_shapes(event, activity_type)
    for step in path:
        if not shapes:
            break
        shapes = inside_of(shapes, step)
    return None if shapes is None else names_of(shapes)


def missing_property(events: Mapping[str, Types], path: Sequence[str | int]) -> tuple[int, tuple[str, ...]] | None:
    """Where `github.event.<path>` leaves the payloads of all events that may start a workflow; None when it never does.

    Gives the index in `path` of the name that no payload has, and the names that are there instead. `events` are those of
    the workflow with their activity types; None are those that count when a workflow names none.
    """
    alive: list[Shapes] = []
    for event, types in events.items():
        shapes = payload_shapes(event, types or _default_types(event))
        if shapes is None:
            return None
        alive.append(shapes)
    for index, step in enumerate(path if alive else ()):
        inside = [inside_of(shapes, step) for shapes in alive]
        if None in inside:
            return None
        left = [shapes for shapes in inside if shapes]
        if not left:
            return index, tuple(sorted({name for shapes in alive for name in names_of(shapes)}))
        alive = left
    return None


def _default_types(event: str) -> tuple[str, ...]:
    return EVENTS[event].default_types if event in EVENTS else ()


class Payload(AnyValue):
    """`github.event` of one event, or a part of it: known properties only. Printed as `github.event.pull_request.number`."""

    __slots__ = ("_event", "_shapes")

    def __init__(self, tree: Expr, event: str, shapes: Shapes) -> None:
        super().__init__(tree)
        self._event = event
        self._shapes = shapes

    def __getattr__(self, name: str) -> AnyValue:
        if name.startswith("__") or name in Payload.__slots__ or name == "_tree":
            raise AttributeError(name)
        return self._property(name)

    def __getitem__(self, key: str | int | float | slice | Value[Any]) -> AnyValue:
        if isinstance(key, str):
            return self._property(key)
        if isinstance(key, slice) and key == slice(None):
            return self._at(Star(), inside_of(self._shapes, "*"))
        # Behind an index is an item, which is what the table tells of; behind a value may be anything.
        return self._at(as_tree(key), None if isinstance(key, Value) else self._shapes)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *names_of(self._shapes)]

    def _property(self, name: str) -> AnyValue:
        inside = inside_of(self._shapes, name)
        if inside == ():
            from difflib import get_close_matches

            known = names_of(self._shapes)
            where = show(self._tree)
            values.misused(f"{where} of the event {self._event} has no property '{name}'", None, known)
            name, inside = get_close_matches(name, known, 1, 0)[0], None
        return self._at(Lit(name), inside)

    def _at(self, key: Expr | Star, shapes: Shapes | None) -> AnyValue:
        tree = Index(self._tree, key)
        return AnyValue(tree) if shapes is None else Payload(tree, self._event, shapes)


def payload(event: str, types: Types = None, *, of_any_type: bool = False) -> AnyValue:
    """`github.event` when the event is this one, of these activity types (those that count when none are given)."""
    shapes = payload_shapes(event, None if of_any_type else types or _default_types(event))
    tree = path("github", "event")
    return AnyValue(tree) if shapes is None else Payload(tree, event, shapes)

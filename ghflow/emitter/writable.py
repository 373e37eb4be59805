"""Which texts of a workflow cannot be written, and where they are. Loaded only when there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ghflow.diagnostics import Diagnostic
from ghflow.emitter.scalars import Unwritable, refuse
from ghflow.emitter.yaml import _key
from ghflow.expr.printing import show
from ghflow.expr.tree import NODES
from ghflow.model.node import Node, shape_of

if TYPE_CHECKING:
    from collections.abc import Iterator


def unwritable(node: Node) -> list[Diagnostic]:
    """A diagnostic for every text below `node` that YAML or GitHub cannot hold."""
    return list(_in_node(node))


def _in_node(node: Node) -> Iterator[Diagnostic]:
    if node.to_yaml is not None:
        table = node.to_yaml()
        if isinstance(table, dict):
            for name, value in table.items():
                yield from _in_value(node, (name,), name, value)
        return
    shape = shape_of(type(node))
    for key, value in zip(shape.keys, shape.get(node), strict=True):
        yield from _in_value(node, (key.argument,), key.key, value)
    for name, value in (node.extra or {}).items():
        yield from _in_value(node, ("extra", name), name, value)


def _in_value(node: Node, path: tuple[str | int, ...], key: str, value: Any) -> Iterator[Diagnostic]:
    if isinstance(value, NODES):
        value = show(value)
    if isinstance(value, str):
        yield from _text(node, path, value, refuse)
    elif isinstance(value, Node):
        yield from _in_node(value)
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _text(node, (*path, name), name, _key)
            yield from _in_value(node, (*path, name), key, item)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _in_value(node, (*path, index), key, item)


def _text(node: Node, path: tuple[str | int, ...], value: str, write: Any) -> Iterator[Diagnostic]:
    try:
        write(value)
    except Unwritable as error:
        where = node.where.argument(*path)
        yield Diagnostic(
            "unwritable-text", f"{path[0]} holds {error.reason}", where, "leave it out", ".".join(map(str, path))
        )

"""The expressions in a workflow: each with the object that holds it and the way to it.

Lives here: `uses_in`, which walks any object of the model by its fields, and `references`, what a tree refers to.
Not here: what is right or wrong about an expression (`rules`), ids and needs that follow (`graph`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ghflow.expr.parsing import ExprError, Part, parse, split
from ghflow.expr.tree import NODES, Context, Expr, Index, Lit, walk
from ghflow.model.node import Node, shape_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ghflow.where import Where

Path = tuple[str | int, ...]


class Use:
    """One expression in its place. A text that does not parse has no tree, but an error."""

    __slots__ = ("error", "node", "path", "prefix", "tree")

    def __init__(self, node: Node, prefix: str, path: Path, tree: Expr | None, error: ExprError | None) -> None:
        self.node = node
        self.prefix = prefix
        self.path = path
        self.tree = tree
        self.error = error

    @property
    def where(self) -> Where:
        """The argument that holds the expression."""
        keys = (
            {key.key: key.argument for key in shape_of(type(self.node)).keys}
            if hasattr(self.node, "__attrs_attrs__")
            else {}
        )
        first, *rest = self.path or ("",)
        return self.node.where.argument(keys.get(str(first), first), *rest)

    @property
    def yaml_path(self) -> str:
        """`jobs.test.steps[0].env.TOKEN`."""
        return join_path(self.prefix, self.path)


def join_path(prefix: str, path: Path) -> str:
    """A path as text: names after a dot, indexes in brackets."""
    for part in path:
        prefix += f"[{part}]" if isinstance(part, int) else f".{part}" if prefix else str(part)
    return prefix


_Parsed = list[tuple[Expr | None, ExprError | None]]
_parsed: dict[str, _Parsed] = {}
_parsed_bare: dict[str, _Parsed] = {}


def parse_text(text: str) -> _Parsed:
    """All `${{ }}` of a text, parsed."""
    found = _parsed.get(text)
    if found is None:
        found = _parsed[text] = []
        try:
            parts = split(text)
        except ExprError as error:
            found.append((None, error))
            return found
        for part in parts:
            if isinstance(part, Part):
                found.append(_parse(part.source, text, part.at))
    return found


def _parse(source: str, text: str, at: int) -> tuple[Expr | None, ExprError | None]:
    try:
        return parse(source), None
    except ExprError as error:
        return None, ExprError(error.expected, text, error.at + at)


def parse_condition(text: str) -> _Parsed:
    """A condition: one bare expression, or a text with `${{ }}`."""
    if "${{" in text:
        return parse_text(text)
    found = _parsed_bare.get(text)
    if found is None:
        found = _parsed_bare[text] = [_parse(text, text, 0)] if text.strip() else []
    return found


def uses_in(node: Node, prefix: str = "", skip: tuple[str, ...] = ()) -> Iterator[Use]:
    """Every expression below `node`, in the order of the file. Keys in `skip` are passed over."""
    if hasattr(node, "to_yaml"):
        yield from _in_value(node, prefix, (), node.to_yaml(), False)
        return
    shape = shape_of(type(node))
    for key, value in zip(shape.keys, shape.get(node), strict=True):
        if value is None or value is True or value is False or key.key in skip:
            continue
        cls = value.__class__
        if cls is str:
            if key.kind.bare:
                for tree, error in parse_condition(value):
                    yield Use(node, prefix, (key.key,), tree, error)
            elif "${{" in value:
                for tree, error in parse_text(value):
                    yield Use(node, prefix, (key.key,), tree, error)
        else:
            yield from _in_value(node, prefix, (key.key,), value, key.keyed)
    if node.extra:
        for name, value in node.extra.items():
            yield from _in_value(node, prefix, (name,), value, False)


def _in_value(node: Node, prefix: str, path: Path, value: Any, keyed: bool) -> Iterator[Use]:
    if isinstance(value, str):
        if "${{" in value:
            for tree, error in parse_text(value):
                yield Use(node, prefix, path, tree, error)
    elif isinstance(value, NODES):
        yield Use(node, prefix, path, value, None)
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _in_value(node, prefix, (*path, name), item, False)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            part = item.id if keyed else index
            yield from _in_value(node, prefix, (*path, part), item, False)
    elif isinstance(value, Node):
        yield from uses_in(value, join_path(prefix, path))


_referred: dict[int, tuple[Expr, tuple[tuple[str, str], ...]]] = {}


def references(tree: Expr) -> tuple[tuple[str, str], ...]:
    """What a tree refers to, as (context, name): `("steps", "auth")`, `("needs", "build")`, `("matrix", "os")`."""
    cached = _referred.get(id(tree))
    if cached is None:
        found = []
        for node in walk(tree):
            if isinstance(node, Index) and isinstance(node.of, Context) and isinstance(node.key, Lit):
                found.append((node.of.name.lower(), str(node.key.value)))
        cached = _referred[id(tree)] = (tree, tuple(found))
    return cached[1]

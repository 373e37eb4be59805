"""Which rules the objects of a workflow allow to be broken, and what each `allow` comes to.

Lives here: `Allowances`, made of one workflow or action. An object's `allow` holds for the object and all that is in it.
Not here: the rules themselves (`rules`), the names that the settings allow (`project`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ghflow.model.node import Node, shape_of
from ghflow.model.uses import join_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ghflow.where import Where


class Allowance:
    """One name in the `allow` of one object: who gives it, at which path, and whether it has silenced anything."""

    __slots__ = ("index", "node", "path", "rule", "used")

    def __init__(self, node: Node, path: str, rule: str, index: int) -> None:
        self.node = node
        self.path = path
        self.rule = rule
        self.index = index
        self.used = False

    @property
    def where(self) -> Where:
        """The place of the name: in the call that made the object, or in the comment of the file."""
        return self.node.where.argument("allow", self.index)


class Allowances:
    """All that a workflow or action allows. The objects are walked through when the first finding asks."""

    def __init__(self, document: Node) -> None:
        self._document = document
        self._given: list[Allowance] | None = None
        self._paths: dict[int, str] = {}
        self.silenced = 0
        """How many findings were allowed."""

    @property
    def given(self) -> list[Allowance]:
        """Every name that some object allows, the outer objects first."""
        if self._given is None:
            self._given = []
            for node, path in objects_in(self._document):
                self._paths.setdefault(id(node), path)
                names = () if node.about is None else node.about.allow
                self._given += [Allowance(node, path, name, index) for index, name in enumerate(names)]
        return self._given

    def silence(self, rule: str, path: str, node: Node | None = None) -> bool:
        """Whether a finding of a rule is allowed where it stands. The innermost object that allows it takes the credit."""
        given = [one for one in self.given if one.rule == rule]
        if not given:
            return False
        if not path and node is not None:
            path = self._paths.get(id(node), "")
        holding = [one for one in given if one.node is node or _holds(one.path, path)]
        if not holding:
            return False
        max(holding, key=lambda one: len(one.path)).used = True
        self.silenced += 1
        return True


def _holds(outer: str, path: str) -> bool:
    return not outer or path == outer or (path.startswith(outer) and path[len(outer)] in ".[")


def objects_in(node: Node, path: str = "") -> Iterator[tuple[Node, str]]:
    """An object and all below it, each with its path in the file: `jobs.test.steps[0]`. An object may come more than once."""
    yield node, path
    if node.to_yaml is not None:
        return
    shape = shape_of(type(node))
    for key, value in zip(shape.keys, shape.get(node), strict=True):
        cls = value.__class__
        if cls is str or value is None or cls is bool or cls is int:
            continue
        way = (key.key,) if key.under is None else (key.under, key.key)
        yield from _in_value(value, join_path(path, way), key.keyed)


def _in_value(value: Any, path: str, keyed: bool = False) -> Iterator[tuple[Node, str]]:
    if isinstance(value, Node):
        yield from objects_in(value, path)
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _in_value(item, join_path(path, (name,)))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _in_value(item, join_path(path, (getattr(item, "id", index) if keyed else index,)))

"""The expressions in a workflow: each with the object that holds it and the way to it.

Lives here: `Finder`, which walks any object of the model by its fields, and `Parsed`, what is known of one expression.
Not here: what is right or wrong about an expression (`rules`), ids and needs that follow (`graph`).

A text is parsed once in a process, whatever number of times it occurs; what is worked out about it is kept beside it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

from ghflow.expr.parsing import ExprError, Part, parse, split
from ghflow.expr.tree import CLASSES, Context, Expr, Index, Lit, walk
from ghflow.model.kinds import FrozenMap
from ghflow.model.node import Node, pays, shape_of, shapes

if TYPE_CHECKING:
    from ghflow.model.compiled import WalkerMaker
    from ghflow.model.node import Key
    from ghflow.where import Where

Path = tuple[str | int, ...]
Prefix: TypeAlias = Any
"""A text, or a pair of a prefix and a path: joined only when somebody asks."""
_INNER = ("steps", "needs", "matrix")


class Parsed:
    """One expression: its tree, or the error of a text that does not parse, and what the rules keep about it."""

    __slots__ = ("at", "error", "facts", "references", "refers_inside", "source", "text", "tree")

    references: tuple[tuple[str, str], ...]
    """What it refers to, as (context, name): `("steps", "auth")`, `("needs", "build")`, `("matrix", "os")`."""
    refers_inside: bool
    """Whether it refers to other parts of the workflow: steps, jobs or axes."""

    def __init__(
        self, tree: Expr | None, error: ExprError | None = None, source: str = "", text: str = "", at: int = 0
    ) -> None:
        self.source = source
        """The expression as it is spelt; empty for a tree that was built in Python."""
        self.text = text
        """The text that holds it, where it starts at the offset `at`."""
        self.at = at
        self.tree = tree
        self.error = error
        self.facts: dict[Any, Any] = {}
        found = []
        for node in walk(tree) if tree is not None else ():
            if isinstance(node, Index) and isinstance(node.of, Context) and isinstance(node.key, Lit):
                found.append((node.of.name.lower(), str(node.key.value)))
        self.references = tuple(found)
        self.refers_inside = any(context in _INNER for context, _ in found)


class Use(tuple):  # type: ignore[type-arg]
    """One expression in its place: the object, the way to the object, the way inside it, the expression.

    The way to the object is a chain: text, or (the way to the object around it, the way from there).
    """

    __slots__ = ()

    node: Node = property(lambda self: self[0])  # type: ignore[assignment]
    path: Path = property(lambda self: self[2])  # type: ignore[assignment]
    parsed: Parsed = property(lambda self: self[3])  # type: ignore[assignment]

    @property
    def tree(self) -> Expr | None:
        """The tree; None when the text does not parse."""
        return self.parsed.tree

    @property
    def where(self) -> Where:
        """The argument that holds the expression."""
        first, *rest = self.path or ("",)
        if self.node.to_yaml is None:
            first = {key.key: key.argument for key in shape_of(type(self.node)).keys}.get(str(first), first)
        return self.node.where.argument(first, *rest)

    def part(self, start: int, end: int) -> Where:
        """The place of a part of the expression, by its offsets; that of the whole where it was built in Python."""
        parsed = self.parsed
        if not parsed.source:
            return self.where
        whole = (parsed.at, parsed.at + len(parsed.source))
        return self.where.inside(parsed.text, whole, (parsed.at + start, parsed.at + end))

    @property
    def yaml_path(self) -> str:
        """`jobs.test.steps[0].env.TOKEN`."""
        return join_path(self[1], self.path)


def join_path(prefix: Prefix, path: Path) -> str:
    """A path as text: names after a dot, indexes in brackets."""
    text: str = prefix if isinstance(prefix, str) else join_path(*prefix)
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


_KEPT = 50_000
_texts: dict[str, list[Parsed]] = {}
_conditions: dict[str, list[Parsed]] = {}
_trees: dict[int, Parsed] = {}
"""What is known of trees that were built in Python, by their id; each keeps its tree alive."""


def parse_text(text: str) -> list[Parsed]:
    """All `${{ }}` of a text."""
    found = _texts.get(text)
    if found is None:
        if len(_texts) > _KEPT:
            _texts.clear()
        found = _texts[text] = []
        try:
            parts = split(text)
        except ExprError as error:
            found.append(Parsed(None, error, "", text))
            return found
        for part in parts:
            if isinstance(part, Part):
                found.append(_parse(part.source, text, part.at))
    return found


def parse_condition(text: str) -> list[Parsed]:
    """A condition: one bare expression, or a text with `${{ }}`. An empty one is none."""
    if "${{" in text:
        return parse_text(text)
    found = _conditions.get(text)
    if found is None:
        found = _conditions[text] = [_parse(text, text, 0)] if text.strip() else []
    return found


def _parse(source: str, text: str, at: int) -> Parsed:
    try:
        return Parsed(parse(source), None, source, text, at)
    except ExprError as error:
        return Parsed(None, ExprError(error.expected, text, error.at + at), source, text, at)


def _of_tree(tree: Expr) -> Parsed:
    found = _trees.get(id(tree))
    if found is None or found.tree is not tree:
        if len(_trees) > _KEPT:
            _trees.clear()
        found = _trees[id(tree)] = Parsed(tree)
    return found


@lru_cache(maxsize=1)
def _walker_maker() -> WalkerMaker:
    from ghflow.model.compiled import WalkerMaker

    return WalkerMaker(FrozenMap, _trees, Parsed)


Found: TypeAlias = tuple[Any, Prefix, Path, Parsed]
"""What a `Use` is made of."""


KindOfPlace: TypeAlias = tuple[Parsed, type[Any], Any, int]
"""An expression with the class of the object that holds it, the key there, and how deep below it: what may be used there."""


class Finder:
    """Goes through objects by their fields, and keeps every expression, in the order of the file.

    What refers to other parts of the workflow is kept with its place (`found`). Of all others only the kind of place is kept,
    since nobody asks for the very place unless there is something wrong with one; unless `thorough` says to keep all.
    """

    __slots__ = ("found", "places", "thorough")

    def __init__(self, *, thorough: bool = False) -> None:
        self.found: list[Found] = []
        self.places: set[KindOfPlace] = set()
        self.thorough = thorough

    def node(self, node: Any, prefix: Prefix, skip: str = "") -> None:
        """Everything below an object. The key `skip` is passed over."""
        if node.to_yaml is not None:
            self.value(node, prefix, (), node.to_yaml(), False)
            return
        shape = shape_of(node.__class__)
        if shape.walk is not None and not skip:
            shape.walk(self, node, prefix, None)
        else:
            shape.walks += 1
            if pays(shape.walks):
                shape.walk = _walker_maker().walker(node.__class__, shape.keys)
            for key, value in zip(shape.keys, shape.get(node), strict=True):
                if value is not None and key.key != skip:
                    self.field(node, prefix, None if key.under is None else (key.under,), key, value)
        if node.about is not None:
            for name, value in (node.extra or {}).items():
                self.value(node, prefix, (name,), value, False)

    def field(self, node: Any, prefix: Prefix, at: Path | None, key: Key, value: Any) -> None:
        """The value of one field of an object that is found at `prefix`, or below it at `at`."""
        if at is not None:
            prefix = (prefix, at)
        if key.bare and value.__class__ is str:
            self.keep(node, prefix, key.path, parse_condition(value))
        else:
            self.value(node, prefix, key.path, value, key.keyed)

    def table(self, node: Any, prefix: Prefix, at: Path | None, path: Path, table: dict[str, Any]) -> None:
        """The entries of a mapping at `path` in an object; `prefix` and `at` as with `field`."""
        for name, item in table.items():
            cls = item.__class__
            if cls is str:
                if "${{" not in item:
                    continue
                parsed = parse_text(item)
            elif cls is int or cls is bool:
                continue
            elif cls in CLASSES:
                known = _trees.get(id(item))
                if known is None or known.tree is not item:
                    known = _of_tree(item)
                if not (known.refers_inside or self.thorough):
                    self.places.add((known, node.__class__, path[0] if path else name, len(path) + 1))
                    continue
                parsed = [known]
            else:
                self.value(node, prefix if at is None else (prefix, at), (*path, name), item, False)
                continue
            self.keep(node, prefix if at is None else (prefix, at), (*path, name), parsed)

    def value(self, node: Any, prefix: Prefix, path: Path, value: Any, keyed: bool) -> None:
        cls = value.__class__
        if cls is str:
            if "${{" in value:
                self.keep(node, prefix, path, parse_text(value))
        elif cls is FrozenMap:
            self.table(node, prefix, None, path, value)
        elif cls in CLASSES:
            self.keep(node, prefix, path, [_of_tree(value)])
        elif cls is tuple:
            for index, item in enumerate(value):
                shape = shapes.get(item.__class__)
                if shape is not None and shape.walk is not None and item.about is None:
                    shape.walk(self, item, prefix, (*path, item.id if keyed else index))
                elif item.__class__ is not str or "${{" in item:
                    self.value(node, prefix, (*path, item.id if keyed else index), item, False)
        elif isinstance(value, Node):
            self.node(value, (prefix, path))
        elif isinstance(value, dict):
            self.table(node, prefix, None, path, value)

    def keep(self, node: Any, prefix: Prefix, path: Path, parsed: list[Parsed]) -> None:
        for one in parsed:
            self.places.add((one, node.__class__, path[0] if path else None, len(path)))
            if one.refers_inside or self.thorough:
                self.found.append((node, prefix, path, one))


def uses_in(node: Node, prefix: str = "", skip: str = "") -> list[Use]:
    """Every expression below `node`, in the order of the file. The key `skip` is passed over."""
    finder = Finder(thorough=True)
    finder.node(node, prefix, skip)
    return [Use(one) for one in finder.found]

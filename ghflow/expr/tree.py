"""The tree of an expression.

Seven kinds of node, frozen, compared by structure, without operators of their own (those are in `values`).
`a.b` and `a['b']` are the same tree; so are `a.*` and `a[*]`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs

if TYPE_CHECKING:
    from typing import Literal, Self


class Node:
    """Equality, hash and repr by structure, written once (generated ones cost a third of the start-up).

    None of them but `repr` recurses: a chain of operators may have hundreds of links.
    """

    __slots__ = ()
    __match_args__: tuple[str, ...] = ()

    def _key(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self.__match_args__)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Node):
            return NotImplemented
        return self is other or _flat(self) == _flat(other)

    def __hash__(self) -> int:
        return hash(tuple(_flat(self)))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self._key()))})"

    def __deepcopy__(self, memo: object) -> Self:
        return self


def _flat(tree: Node) -> list[Any]:
    """All that a tree holds in one list, outermost first. Two trees are equal when their lists are."""
    found: list[Any] = []
    stack: list[Any] = [tree]
    while stack:
        item = stack.pop()
        if isinstance(item, Node):
            found.append(item.__class__)
            stack += item._key()
        elif item.__class__ is tuple:
            found.append(len(item))
            stack += item
        else:
            found.append(item)
    return found


@attrs.frozen(eq=False, repr=False)
class Lit(Node):
    """`null`, `true`, a number or `'a string'`. Numbers are doubles: `1` and `1.0` are one literal, `1` and `true` are two."""

    value: bool | int | float | str | None

    def _key(self) -> tuple[Any, ...]:
        value = self.value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return ("number", repr(float(value)))
        return (value.__class__.__name__, value)

    def __repr__(self) -> str:
        return f"Lit({self.value!r})"


@attrs.frozen(eq=False, repr=False)
class Context(Node):
    """A context by its name: `github`, `matrix`. Names ignore case; the tree keeps the spelling."""

    name: str


@attrs.frozen(eq=False, repr=False)
class Star(Node):
    """The `*` of `a.*` and `a[*]`."""


@attrs.frozen(eq=False, repr=False)
class Index(Node):
    """`of.key`, `of['key']`, `of[0]`, `of[matrix.n]`, `of.*`."""

    of: Expr
    key: Expr | Star


@attrs.frozen(eq=False, repr=False)
class Call(Node):
    """A function by its name, as spelt, and its arguments."""

    name: str
    args: tuple[Expr, ...] = ()


@attrs.frozen(eq=False, repr=False)
class Not(Node):
    """`!of`."""

    of: Expr


@attrs.frozen(eq=False, repr=False)
class Op(Node):
    """A binary operator. Chains lean to the left, as GitHub parses them."""

    op: Operator
    left: Expr
    right: Expr


if TYPE_CHECKING:
    Operator = Literal["&&", "||", "==", "!=", "<", "<=", ">", ">="]

Expr: TypeAlias = Lit | Context | Index | Call | Not | Op

NODES = (Lit, Context, Index, Call, Not, Op)
CLASSES = frozenset(NODES)
"""The same for `value.__class__ in CLASSES`, which is faster than `isinstance`."""


@lru_cache(maxsize=4096)
def path(context: str, *names: str) -> Expr:
    """`context.a.b`. The same names give the same tree, so that what is known of it is worked out once."""
    return property_of(Context(context), *names)


def property_of(of: Expr, *names: str) -> Expr:
    """`of.a.b`, for names in turn."""
    for name in names:
        of = Index(of, Lit(name))
    return of


def parts(node: Expr | Star) -> tuple[Expr | Star, ...]:
    """The trees directly inside a tree, left before right."""
    match node:
        case Index(of, key):
            return (of, key)
        case Call(_, args):
            return args
        case Not(of):
            return (of,)
        case Op(_, left, right):
            return (left, right)
    return ()


def walk(tree: Expr) -> list[Expr]:
    """The tree and all trees in it, outermost first, left before right."""
    found: list[Expr] = []
    stack: list[Expr | Star] = [tree]
    while stack:
        node = stack.pop()
        if not isinstance(node, Star):
            found.append(node)
            stack += reversed(parts(node))
    return found


def levels(tree: Expr) -> int:
    """How deep a tree is, as GitHub counts: a chain of one `&&` or `||` is one level, however long and however grouped."""
    deepest = 0
    stack: list[tuple[Expr | Star, int]] = [(tree, 1)]
    while stack:
        node, level = stack.pop()
        deepest = max(deepest, level)
        chain = node.op if isinstance(node, Op) and node.op in ("&&", "||") else ""
        for part in parts(node):
            linked = isinstance(part, Op) and part.op == chain
            stack.append((part, level if linked else level + 1))
    return deepest

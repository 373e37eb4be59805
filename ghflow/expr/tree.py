"""The tree of an expression.

Seven kinds of node, frozen, compared by structure, without operators of their own (those are in `values`).
`a.b` and `a['b']` are the same tree; so are `a.*` and `a[*]`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import attrs

if TYPE_CHECKING:
    from typing import Literal


class Node:
    """Equality, hash and repr by structure, written once (generated ones cost a third of the start-up)."""

    __slots__ = ()
    __match_args__: tuple[str, ...] = ()

    def _key(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self.__match_args__)

    def __eq__(self, other: object) -> bool:
        if self.__class__ is not other.__class__:
            return NotImplemented
        return self._key() == other._key()

    def __hash__(self) -> int:
        return hash((self.__class__, self._key()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self._key()))})"


@attrs.frozen(eq=False, repr=False)
class Lit(Node):
    """`null`, `true`, a number or `'a string'`. Numbers are doubles: `1` and `1.0` are one literal, `1` and `true` are two."""

    value: bool | int | float | str | None

    def _key(self) -> tuple[Any, ...]:
        value = self.value
        if value.__class__ in (int, float):
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


def property_of(of: Expr, *names: str) -> Expr:
    """`of.a.b`, for names in turn."""
    for name in names:
        of = Index(of, Lit(name))
    return of


def walk(tree: Expr) -> list[Expr]:
    """The tree and all trees in it, outermost first, left before right."""
    found: list[Expr] = []
    stack: list[Expr | Star] = [tree]
    while stack:
        node = stack.pop()
        match node:
            case Star():
                continue
            case Index(of, key):
                stack += [key, of]
            case Call(_, args):
                stack += reversed(args)
            case Not(of):
                stack.append(of)
            case Op(_, left, right):
                stack += [right, left]
        found.append(node)
    return found

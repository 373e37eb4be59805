"""Expression tree -> the shortest text that GitHub parses back to the same tree.

Lives here: `show`, and the binding strength of each operator.
Not here: parsing (`parsing`), the `${{ }}` around a text (`emitter`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from ghflow.expr.tree import Call, Context, Index, Lit, Not, Op, Star

if TYPE_CHECKING:
    from ghflow.expr.tree import Expr

LEVEL = {"||": 1, "&&": 2, "==": 3, "!=": 3, "<": 4, "<=": 4, ">": 4, ">=": 4}
_NOT = 5
_ATOM = 6


def show(tree: Expr, outer: int = 0) -> str:
    """The text of `tree`, with parentheses where it binds looser than `outer`, and nowhere else."""
    match tree:
        case Lit(value):
            return show_literal(value)
        case Context(name):
            return name
        case Index(of, key):
            return show(of, _ATOM) + _show_key(key)
        case Call(name, args):
            return f"{name}({', '.join(map(show, args))})"
        case Not(of):
            level, text = _NOT, f"!{show(of, _NOT)}"
        case Op(op):
            level = LEVEL[op]
            text = _show_chain(tree, level)
        case _:
            assert_never(tree)
    return f"({text})" if level < outer else text


def _show_key(key: Expr | Star) -> str:
    match key:
        case Star():
            return ".*"
        case Lit(str(name)) if is_identifier(name):
            return f".{name}"
        case _:
            return f"[{show(key)}]"


def _show_chain(tree: Op, level: int) -> str:
    """A chain of operators of one level, walked rather than recursed: `a && b && ...` may have hundreds of links."""
    tail: list[str] = []
    node: Expr = tree
    while isinstance(node, Op) and LEVEL[node.op] == level:
        tail.append(f" {node.op} {show(node.right, level + 1)}")
        node = node.left
    return show(node, level) + "".join(reversed(tail))


def show_literal(value: bool | int | float | str | None) -> str:
    """A literal as GitHub writes it: strings in single quotes with `'` doubled, numbers in their shortest form."""
    if value is None:
        return "null"
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if value != value:
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return "-0" if value == 0 and str(value)[0] == "-" else str(int(value))
    return repr(value)


def is_identifier(name: str) -> bool:
    """Whether `name` can follow a dot: `[A-Za-z_][A-Za-z0-9_-]*`."""
    return name.isascii() and name.replace("-", "_").isidentifier() and name[0] != "-"

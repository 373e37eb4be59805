"""Expression tree -> the shortest text that GitHub parses back to the same tree.

Lives here: `show`, and the binding strength of each operator.
Not here: parsing (`parsing`), the `${{ }}` around a text (`emitter`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from ghflow.expr.tree import Call, Context, Index, Lit, Not, Op, Star

if TYPE_CHECKING:
    from typing import TypeAlias

    from ghflow.expr.tree import Expr

    _Piece: TypeAlias = "str | tuple[Expr, int]"

LEVEL = {"||": 1, "&&": 2, "==": 3, "!=": 3, "<": 4, "<=": 4, ">": 4, ">=": 4}
_NOT = 5
_INDEXED = 6


def show(tree: Expr) -> str:
    """The text of `tree`, with parentheses where precedence needs them, and nowhere else."""
    shown: list[str] = []
    stack: list[_Piece] = [(tree, 0)]
    while stack:
        piece = stack.pop()
        if isinstance(piece, str):
            shown.append(piece)
        else:
            stack += reversed(_pieces(*piece))
    return "".join(shown)


def _pieces(tree: Expr, outer: int) -> list[_Piece]:
    """What a tree is shown as, in order; in parentheses when it binds looser than `outer`."""
    match tree:
        case Lit(value):
            text = show_literal(value)
            return [f"({text})" if outer == _INDEXED else text]
        case Context(name):
            return [name]
        case Index(of, key):
            return [(of, _INDEXED), *_key_pieces(key)]
        case Call(name, args):
            shown: list[_Piece] = [f"{name}("]
            for index, arg in enumerate(args):
                shown += [", ", (arg, 0)] if index else [(arg, 0)]
            return [*shown, ")"]
        case Not(of):
            level = _NOT
            pieces: list[_Piece] = ["!", (of, _NOT)]
        case Op(op, left, right):
            level = LEVEL[op]
            pieces = [(left, level), f" {op} ", (right, level + 1)]
        case _:
            assert_never(tree)
    return ["(", *pieces, ")"] if level < outer else pieces


def _key_pieces(key: Expr | Star) -> list[_Piece]:
    match key:
        case Star():
            return [".*"]
        case Lit(str(name)) if is_identifier(name):
            return [f".{name}"]
        case _:
            return ["[", (key, 0), "]"]


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

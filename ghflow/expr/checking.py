"""Names and numbers of arguments: what GitHub refuses after the syntax, before anything is evaluated.

Lives here: `check`.
Not here: the syntax (`parsing`), types (`inference`), which names are known at which key (whoever asks).
Source: actions/runner, src/Sdk/Expressions/ExpressionParser.cs (facts read 2026-11-22).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ghflow.expr.parsing import located
from ghflow.expr.signatures import signature_of
from ghflow.expr.tree import Call, Context, walk

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from ghflow.expr.remarks import Remark
    from ghflow.expr.tree import Expr

    Arity = tuple[int, int | None]


def check(
    expression: str | Expr, contexts: Collection[str] | None = None, functions: Mapping[str, Arity] | None = None
) -> list[Remark]:
    """What names GitHub would not know, and which calls have a wrong number of arguments, in the order of the text.

    `contexts`: the names known here; None: any. `functions`: the functions known here beside those that may stand everywhere,
    with the least and the largest number of their arguments (None: no limit); None: all that GitHub has. Names ignore case.
    Remarks are `unknown-context`, `unknown-function` and `wrong-arguments`. Raises `ExprError` for a text that does not parse.
    """
    from ghflow.expr.remarks import Remark

    tree, spans = located(expression)
    found = [
        Remark(name, message, *spans[node])
        for node, name, message in problems(
            tree,
            None if contexts is None else {name.lower() for name in contexts},
            None if functions is None else {name.lower(): arity for name, arity in functions.items()},
        )
    ]
    return sorted(found, key=lambda remark: remark.at)


def problems(
    tree: Expr, contexts: Collection[str] | None, functions: Mapping[str, Arity] | None
) -> Iterator[tuple[Expr, str, str]]:
    """The part, name and message of each remark. The names that are known are given in lower case."""
    for node in walk(tree):
        if isinstance(node, Context):
            if contexts is not None and node.name.lower() not in contexts:
                yield node, "unknown-context", f"there is no context '{node.name}' here"
        elif isinstance(node, Call):
            arity = _arity(node.name, functions)
            signature = signature_of(node.name)
            if arity is None:
                where = "" if signature is None else " here"
                yield node, "unknown-function", f"there is no function '{node.name}'{where}"
            elif not arity[0] <= len(node.args) <= (len(node.args) if arity[1] is None else arity[1]):
                yield node, "wrong-arguments", f"{node.name} takes {_count(*arity)}, not {len(node.args)}"
            elif signature is not None and signature.odd and len(node.args) % 2 == 0:
                yield node, "wrong-arguments", f"{node.name} takes an odd number of arguments, not {len(node.args)}"


def _arity(name: str, functions: Mapping[str, Arity] | None) -> Arity | None:
    if functions is not None and name.lower() in functions:
        return functions[name.lower()]
    signature = signature_of(name)
    if signature is None or (functions is not None and signature.places):
        return None
    return signature.least, signature.most


def _count(least: int, most: int | None) -> str:
    if least == most:
        return "no arguments" if least == 0 else f"{least} argument{'s' * (least > 1)}"
    if most is None:
        return f"at least {least} argument{'s' * (least > 1)}"
    return f"{least} {'or' if most == least + 1 else 'to'} {most} arguments"

"""The `if` of jobs and steps: what GitHub makes of it, how it comes out, and why.

Lives here: `condition_tree` (normalisation), `judge` and `Verdict` (the outcome with the values it came from), `residue`
(what of an undecided condition is left to decide). Not here: the contexts (`contexts`), status functions (`jobs`, `steps`).

Marks of sources: [D] GitHub's documentation, [S] source read, [I] an issue thread, [M] measured, [inf] inferred.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import attrs

from ghflow.expr.builtins import BUILTINS
from ghflow.expr.coercion import is_primitive, truth
from ghflow.expr.evaluation import MAX_MEMORY, evaluate
from ghflow.expr.parsing import ExprError, Part, parse, split
from ghflow.expr.printing import show
from ghflow.expr.running import Filtered, Places, Run, links
from ghflow.expr.tree import NODES, Call, Context, Index, Lit, Not, Op, Star, parts, walk
from ghflow.expr.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ghflow.expr.tree import Expr

STATUS_FUNCTIONS = frozenset(("always", "cancelled", "failure", "success"))
SUCCESS = Call("success")


@attrs.frozen(kw_only=True)
class Verdict:
    """How a condition comes out. `result` is `Unknown` where it hangs on what only the run knows; `rest` is that, as text.

    `expression` is the condition as it is written, `expanded` the whole of it with values in the place of names, as the
    runner's log shows it; `trace` has the values by name. `error` says why it cannot be evaluated; `result` is False then.
    """

    result: bool | Unknown
    expression: str
    expanded: str = ""
    trace: Mapping[str, Any] = attrs.field(factory=dict)
    rest: str = ""
    decisive: tuple[str, str] = ("", "")
    """The part that decides, as it is written and with values: the first false operand of `&&`, the first true one of `||`."""
    error: str | None = None


def as_text(condition: Any) -> str:
    """A condition as it is shown, without the `${{ }}` around it."""
    if condition is None:
        return ""
    if isinstance(condition, NODES):
        return show(condition)
    if isinstance(condition, bool):
        return "true" if condition else "false"
    text = str(condition).strip()
    if text.startswith("${{") and text.endswith("}}") and text.count("${{") == 1:
        text = text[3:-2].strip()
    return text


def is_half_wrapped(condition: Any) -> bool:
    """Whether a condition is a text around `${{ }}`, which is never empty and so always true [S]."""
    if not isinstance(condition, str) or "${{" not in condition:
        return False
    try:
        return any(not isinstance(piece, Part) for piece in split(str(condition)))
    except ExprError:
        return False


def condition_tree(condition: Any) -> Expr:
    """The tree that GitHub evaluates: nothing is `success()`; without a status function, `success() && (...)` [S].

    The test looks at the tree, so that a name in a literal does not count. A text around `${{ }}` makes the whole a text,
    which is not empty and so true: `${{ a }} && b` [S]. Raises `ExprError`.
    """
    if condition is None:
        return SUCCESS
    if isinstance(condition, str):
        return _tree_of_text(str(condition))
    return _with_status(condition if isinstance(condition, NODES) else Lit(condition))


@lru_cache(maxsize=4096)
def _tree_of_text(text: str) -> Expr:
    if "${{" not in text:
        return _with_status(parse(text)) if text.strip() else SUCCESS
    pieces = split(text)
    if len(pieces) == 1 and isinstance(pieces[0], Part):
        source = pieces[0].source
        return _with_status(parse(source)) if source.strip() else SUCCESS
    template = ""
    args: list[Expr] = []
    for piece in pieces:
        if isinstance(piece, Part):
            template += f"{{{len(args)}}}"
            args.append(parse(piece.source))
        else:
            template += piece.replace("{", "{{").replace("}", "}}")
    return _with_status(Call("format", (Lit(template), *args)))


def _with_status(tree: Expr) -> Expr:
    asked = any(isinstance(node, Call) and node.name.lower() in STATUS_FUNCTIONS for node in walk(tree))
    return tree if asked else Op("&&", SUCCESS, tree)


def asks_status(condition: Any) -> bool:
    """Whether a condition asks for a status itself, so that GitHub puts no `success()` in front. False when it does not parse."""
    try:
        tree = condition_tree(condition)
    except ExprError:
        return False
    return not (isinstance(tree, Op) and tree.left is SUCCESS)


def judge(
    condition: Any, contexts: Mapping[str, Any], functions: Mapping[str, Callable[..., Any]], *, bare: bool = False
) -> Verdict:
    """How a condition comes out. Raises nothing: what cannot be evaluated has an `error`.

    With `bare`, without the `success()` that GitHub puts in front.
    """
    text = as_text(condition)
    try:
        tree = condition_tree(condition)
        if bare and isinstance(tree, Op) and tree.left is SUCCESS:
            tree = tree.right
        value: Any = evaluate(tree, contexts, functions=functions)
    except ExprError as error:
        return Verdict(result=False, expression=text, error=str(error))
    known = truth(value)
    result = Unknown(value.reason, "boolean") if known is None else known
    trace, made = _looked_up(tree, contexts, functions)
    expanded = show(_rebuilt(tree, dict(made)))
    rest = show(residue(tree, contexts, functions)) if known is None else ""
    decisive = ("", "")
    if known is not None:
        part = _deciding(tree, known, contexts, functions)
        decisive = show(part), show(_rebuilt(part, made))
    return Verdict(result=result, expression=text, expanded=expanded, trace=trace, rest=rest, decisive=decisive)


def _truth(tree: Expr, contexts: Mapping[str, Any], functions: Any) -> bool | None:
    """How a part of a condition counts; None when that is not known, or it cannot be evaluated."""
    try:
        return truth(evaluate(tree, contexts, functions=functions))
    except ExprError:
        return None


def _deciding(tree: Expr, outcome: bool, contexts: Mapping[str, Any], functions: Any) -> Expr:
    """The innermost part that makes a condition come out as it does, however the rest comes out."""
    if isinstance(tree, Op) and tree.op == "&&" and tree.left is SUCCESS:
        tree = tree.right if _truth(tree.right, contexts, functions) is outcome else tree.left
    while isinstance(tree, Op) and tree.op == ("||" if outcome else "&&"):
        found = next((one for one in links(tree) if _truth(one, contexts, functions) is outcome), None)
        if found is None:
            break
        tree = found
    return tree


def _looked_up(tree: Expr, contexts: Mapping[str, Any], functions: Any) -> tuple[dict[str, Any], dict[int, Any]]:
    """The value of each name in a tree, and literals for the parts whose values are primitive, by their `id`."""
    values: dict[str, Any] = {}
    made: dict[int, Any] = {}
    brought = {name.lower(): function for name, function in functions.items()}
    run = Run(Places(tree), contexts, BUILTINS, brought, MAX_MEMORY, None)
    for node, name in _names(tree):
        run.amounts.clear()
        try:
            value = run.value(node, 0)
        except ExprError:
            continue
        if name:
            values[name] = list(value) if isinstance(value, Filtered) else value
        if not isinstance(value, Unknown) and is_primitive(value):
            made[id(node)] = Lit(value)
    return values, made


_named: dict[int, tuple[Expr, list[tuple[Expr, str]]]] = {}
_KEPT = 4096


def _names(tree: Expr) -> list[tuple[Expr, str]]:
    """What is looked up in a tree, from left to right: paths with their text, and status functions with none. Kept by tree."""
    known = _named.get(id(tree))
    if known is not None and known[0] is tree:
        return known[1]
    found: list[tuple[Expr, str]] = []
    waiting: list[Expr | Star] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Star):
            continue
        if isinstance(node, Call) and node.name.lower() in STATUS_FUNCTIONS:
            found.append((node, ""))
        elif _is_path(node):
            found.append((node, show(node)))
        else:
            waiting += reversed(parts(node))
    if len(_named) > _KEPT:
        _named.clear()
    _named[id(tree)] = tree, found
    return found


def _is_path(node: Expr) -> bool:
    """Whether a tree is `a.b.c` or `a['b'].*`, and nothing has to be worked out to know where it leads."""
    while isinstance(node, Index):
        if not isinstance(node.key, Lit | Star):
            return False
        node = node.of
    return isinstance(node, Context)


def _rebuilt(tree: Expr, made: dict[int, Any]) -> Expr:
    """The tree with parts replaced, by their `id`; the inner ones first, since a chain of operators may be very long.

    `made` takes up all that is rebuilt.
    """
    for node in reversed(walk(tree)):
        if id(node) in made:
            continue
        new: Expr = node
        match node:
            case Index(of, key):
                new = Index(made[id(of)], made.get(id(key), key))
            case Call(name, args):
                new = Call(name, tuple(made[id(arg)] for arg in args))
            case Not(of):
                new = Not(made[id(of)])
            case Op(op, left, right):
                new = Op(op, made[id(left)], made[id(right)])
        made[id(node)] = new
    return made[id(tree)]  # type: ignore[no-any-return]


def residue(tree: Expr, contexts: Mapping[str, Any], functions: Mapping[str, Callable[..., Any]]) -> Expr:
    """What is left of a condition that is not decided, when the operands that are decided are left out."""
    if isinstance(tree, Not):
        return Not(residue(tree.of, contexts, functions))
    if not (isinstance(tree, Op) and tree.op in ("&&", "||")):
        return tree
    left = []
    for operand in links(tree):
        known = _truth(operand, contexts, functions)
        if known is None:
            left.append(residue(operand, contexts, functions))
        elif known is (tree.op == "||"):
            break  # what stands behind it is never asked
    if not left:
        return tree
    found = left[0]
    for one in left[1:]:
        found = Op(tree.op, found, one)
    return found

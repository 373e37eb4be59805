"""The value of an expression, as GitHub's runner works it out; with three truth values where not everything is known.

Lives here: `evaluate`, `interpolate`, the functions that ask for the status of a job.
Not here: the evaluation itself (`running`), running anything: `hashFiles` and the status come from whoever evaluates.
Source: actions/runner, src/Sdk/Expressions (facts read 2026-11-22).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ghflow.expr import editor
from ghflow.expr.builtins import BUILTINS
from ghflow.expr.checking import problems
from ghflow.expr.coercion import to_string
from ghflow.expr.numbers import SPACE
from ghflow.expr.parsing import MAX_DEPTH, ExprError, split, tokens_of
from ghflow.expr.remarks import Remark
from ghflow.expr.running import DISAGREEMENT, NUMBER, EvaluationError, Filtered, Places, Run, concatenated
from ghflow.expr.tree import Call, levels
from ghflow.expr.unknown import Fields, Unknown

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from typing import TypeAlias

    from ghflow.expr.running import Function
    from ghflow.expr.tree import Expr

    Known: TypeAlias = None | bool | float | str | list[Any] | dict[str, Any]

MAX_MEMORY = 1 << 20
"""Bytes that the values of one evaluation may take, as GitHub counts when nobody says otherwise: two to a character."""
MAX_FIELD_MEMORY = 10 << 20
"""The same where GitHub evaluates the fields of a workflow."""


def evaluate(
    expression: str | Expr,
    contexts: Mapping[str, Any] | None = None,
    *,
    functions: Mapping[str, Function] | None = None,
    memory: int = MAX_MEMORY,
    warnings: list[Remark] | None = None,
) -> Known | Unknown:
    """The value of an expression, given as text (without `${{ }}`) or as a tree.

    `contexts` holds what a name stands for: None, booleans, numbers, text, lists and dicts of them, and `Unknown` and `Fields`
    at any depth. Names ignore case. Numbers come back as float, and arrays and objects are those of the contexts, not copies.
    What cannot be decided without an unknown value is an `Unknown`. An empty text is null.

    `functions` brings functions by their names: `hashFiles` and those that ask for a status (`status_functions`). They are
    called with the values of their arguments, and their answer is `Unknown` where an argument is. GitHub's functions
    that are not brought are `Unknown`, but `always()`, which is true.

    `memory`: bytes for all values, see `MAX_MEMORY`. `warnings`: a list that gets a remark for each place where GitHub's
    implementations differ; the value is that of the runner.

    Raises `ExprError` for what does not parse, names that are not known and wrong numbers of arguments, `EvaluationError` (an
    `ExprError`) for what fails later, `TypeError` for a context that holds anything else.
    """
    if isinstance(expression, str) and not expression.strip(SPACE):
        return None
    contexts = {} if contexts is None else contexts
    places = Places(expression)
    if levels(places.tree) > MAX_DEPTH:
        raise ExprError(f"at most {MAX_DEPTH} levels", places.spans.source, 0)
    brought = {name.lower(): function for name, function in (functions or {}).items()}
    _refuse_names(places, contexts, brought)
    if warnings is not None and isinstance(expression, str):
        for message, at, end in editor.spellings(expression, tokens_of(expression)):
            warnings.append(Remark(DISAGREEMENT, message, at, end))
    value = Run(places, contexts, BUILTINS, brought, memory, warnings).value(places.tree, 0)
    return list(value) if isinstance(value, Filtered) else value


def _refuse_names(places: Places, contexts: Mapping[str, Any], brought: Collection[str]) -> None:
    """Raise for the first name that GitHub would not know; any number of arguments is right for a function from outside."""
    everything = isinstance(contexts, Fields) and contexts.rest is not None
    known = None if everything else {name.lower() for name in contexts}
    for node, name, message in problems(places.tree, known, None):
        if not (isinstance(node, Call) and node.name.lower() in brought):
            raise ExprError(f"{_EXPECTED[name]}: {message}", places.spans.source, places.spans[node].start)


_EXPECTED = {
    "unknown-context": "a context",
    "unknown-function": "a function",
    "wrong-arguments": "another number of arguments",
}


def interpolate(
    template: str,
    contexts: Mapping[str, Any] | None = None,
    *,
    functions: Mapping[str, Function] | None = None,
    memory: int = MAX_FIELD_MEMORY,
    warnings: list[Remark] | None = None,
) -> Known | Unknown:
    """The value of a text with `${{ }}` in it: of a sole `${{ }}` with nothing around it the value itself, else a text.

    The rest is as with `evaluate`, but that an empty `${{ }}` is a mistake. Places are those in the template.
    """
    pieces = split(template)
    values: list[Any] = []
    for piece in pieces:
        if isinstance(piece, str):
            values.append(piece)
            continue
        found: list[Remark] | None = None if warnings is None else []
        try:
            if not piece.source.strip(SPACE):
                raise ExprError("an expression", piece.source, len(piece.source))
            value = evaluate(piece.source, contexts, functions=functions, memory=memory, warnings=found)
        except ExprError as error:
            raise type(error)(error.expected, template, piece.at + error.at) from None
        finally:
            for remark in found or ():
                moved = remark._replace(at=piece.at + remark.at, end=piece.at + remark.end)
                warnings.append(moved)  # type: ignore[union-attr]
        if len(pieces) == 1:
            return value
        values.append(value)
        if warnings is not None and isinstance(value, float) and not editor.same_shown(value):
            warnings.append(Remark(DISAGREEMENT, NUMBER, piece.at, piece.at + len(piece.source)))
    texts = [value if isinstance(value, Unknown) else to_string(value) for value in values]
    if sum(26 + 2 * len(text) for text in texts if isinstance(text, str)) > memory:
        raise EvaluationError(f"at most {memory} bytes of values", template, 0)
    return concatenated(texts)


def status_functions(status: str | Unknown) -> dict[str, Function]:
    """`success`, `failure`, `cancelled` and `always` for a job that stands at `status`: `success`, `failure` or `cancelled`.

    That is how the condition of a step sees them. That of a job asks all jobs before it, which whoever plans them knows.
    """
    if not isinstance(status, Unknown) and status not in ("success", "failure", "cancelled"):
        raise ValueError(f"a status is success, failure or cancelled, got {status!r}")

    def asks(name: str) -> Function:
        if isinstance(status, Unknown):
            return lambda *_: Unknown(status.reason, "boolean")
        return lambda *_: status == name

    return {"always": lambda: True, **{name: asks(name) for name in ("success", "failure", "cancelled")}}

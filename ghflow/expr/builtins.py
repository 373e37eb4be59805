"""What GitHub's functions do, as its runner does it: arguments are evaluated when they are needed, and not before.

Lives here: the functions that need nothing from outside, by their names in lower case.
Not here: operators (`running`), how many arguments there may be (`signatures`), `hashFiles` and the functions that ask for
the status of a job: whoever evaluates brings them.
Source: actions/runner, src/Sdk/Expressions/Sdk/Functions (facts read 2026-11-22).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ghflow.expr import editor
from ghflow.expr.coercion import is_primitive, kind_of, merged, ordinal
from ghflow.expr.json_text import FoundUnknownError, JsonError, read_json, write_json
from ghflow.expr.running import CASE
from ghflow.expr.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Callable

    from ghflow.expr.running import Run
    from ghflow.expr.tree import Call, Expr


def _contains(run: Run, call: Call, level: int) -> Any:
    search = run.value(call.args[0], level)
    if kind_of(search) == "array" and not isinstance(search, Unknown):
        if not search:
            run.passed_over(call.args[1])
            return False
        item = run.value(call.args[1], level)
        maybe: Unknown | None = None
        for member in search:
            answer = run.equal(item, member, call)
            if isinstance(answer, Unknown):
                maybe = answer
            elif answer:
                return True
        return False if maybe is None else maybe
    return _in_text(run, call, level, search, str.__contains__, str.lower)


def _starts_with(run: Run, call: Call, level: int) -> Any:
    return _in_text(run, call, level, run.value(call.args[0], level), str.startswith, editor.upper)


def _ends_with(run: Run, call: Call, level: int) -> Any:
    return _in_text(run, call, level, run.value(call.args[0], level), str.endswith, editor.upper)


def _in_text(
    run: Run, call: Call, level: int, whole: Any, test: Callable[[str, str], bool], elsewhere: Callable[[str], str]
) -> Any:
    """The answer for two primitive values, without regard to case (`elsewhere`: in the editor tools); false for others."""
    if kind_of(whole) in ("array", "object"):
        run.passed_over(call.args[1])
        return Unknown(whole.reason, "boolean") if isinstance(whole, Unknown) and whole.kind == "array" else False
    part = run.value(call.args[1], level)
    if isinstance(whole, Unknown) or isinstance(part, Unknown):
        if kind_of(part) in ("array", "object") and kind_of(whole) is not None:
            return False
        return Unknown((whole if isinstance(whole, Unknown) else part).reason, "boolean")
    if not is_primitive(part):
        return False
    texts = run.text(whole, call.args[0]), run.text(part, call.args[1])
    answer = test(*map(ordinal, texts))
    if run.warnings is not None and answer is not test(*map(elsewhere, texts)):
        run.warn(call, CASE)
    return answer


_BRACES = re.compile(r"\{\{|\}\}|\{([0-9]+)(:(?:[^}]|\}\})*)?\}|[{}]")


def _format(run: Run, call: Call, level: int) -> Any:
    template = run.value(call.args[0], level)
    if isinstance(template, Unknown):
        return Unknown(template.reason, "string")
    pieces = _pieces(run, call, run.text(template, call.args[0]))
    texts: dict[int, str | Unknown] = {}
    for index in pieces:
        if isinstance(index, int) and index not in texts:
            arg = call.args[index]
            value = run.value(arg, level)
            texts[index] = value if isinstance(value, Unknown) else run.text(value, arg)
    for index, arg in enumerate(call.args[1:], 1):
        if index not in texts:
            run.passed_over(arg)
    return run.joined([piece if isinstance(piece, str) else texts[piece] for piece in pieces], call)


def _pieces(run: Run, call: Call, template: str) -> list[str | int]:
    """The template as texts and the indexes of arguments among `call.args`."""
    pieces: list[str | int] = []
    at = 0
    for found in _BRACES.finditer(template):
        pieces.append(template[at : found.start()])
        at = found.end()
        brace = found[0]
        if brace in ("{{", "}}"):
            pieces.append(brace[0])
            continue
        digits = (found[1] or "").lstrip("0") or "0"
        if found[1] is None or len(digits) > 3 or int(digits) > 255:
            if re.match(r"\{[0-9]", template[found.start() : found.start() + 2]):
                run.warn(call.args[0], "GitHub's editor tools overlook what stands between the number and the brace")
            raise run.failed(
                call.args[0], f"a format with braces around a number, or doubled, not {_shown(template, found.start())}"
            )
        index = int(digits) + 1
        if index >= len(call.args):
            raise run.failed(call.args[0], f"an argument for {brace} of {_shown(template, found.start())}")
        if found[2] and found[2] != ":":
            run.warn(call.args[0], "GitHub's editor tools overlook what stands between the number and the brace")
            raise run.failed(call.args[0], f"a number only between braces, not {_shown(brace, 0)}")
        pieces.append(index)
    pieces.append(template[at:])
    return pieces


def _shown(text: str, at: int) -> str:
    """A text for a message, not all of it when it is long."""
    return repr(text if len(text) <= 60 else f"{text[max(0, at - 20) : at + 40]}...")


def _join(run: Run, call: Call, level: int) -> Any:
    members = run.value(call.args[0], level)
    if isinstance(members, Unknown):
        return "" if members.kind == "object" else Unknown(members.reason, "string")
    separator: Any = ","
    if kind_of(members) == "array" and len(members) > 1 and len(call.args) > 1:
        given = run.value(call.args[1], level)
        if isinstance(given, Unknown):
            separator = "," if given.kind in ("array", "object") else given
        elif is_primitive(given):
            separator = run.text(given, call.args[1])
    elif len(call.args) > 1:
        run.passed_over(call.args[1])
    if kind_of(members) != "array":
        return run.text(members, call.args[0]) if is_primitive(members) else ""
    pieces: list[str | Unknown] = []
    for index, member in enumerate(members):
        if index:
            pieces.append(separator)
        pieces.append(member if isinstance(member, Unknown) else run.text(member, call))
    return run.joined(pieces, call)


def _to_json(run: Run, call: Call, level: int) -> Any:
    value = run.value(call.args[0], level)
    try:
        written = write_json(value, run.spending(call))
    except FoundUnknownError as found:
        return Unknown(found.unknown.reason, "string", truth=True)
    run.warn_of_json(call, value)
    return written


def _from_json(run: Run, call: Call, level: int) -> Any:
    given = run.value(call.args[0], level)
    if isinstance(given, Unknown):
        return Unknown(given.reason)
    text = run.text(given, call.args[0])
    run.warn_of_reading_json(call, text)
    try:
        return read_json(text)
    except JsonError as error:
        raise run.failed(call.args[0], f"JSON, with {error}") from None


def _case(run: Run, call: Call, level: int) -> Any:
    maybe: list[Any] = []
    reason = ""
    *pairs, otherwise = call.args
    for index in range(0, len(pairs), 2):
        predicate = run.guess(pairs[index], level) if maybe else run.value(pairs[index], level)
        if kind_of(predicate) not in ("boolean", None):
            if not maybe:
                raise run.failed(pairs[index], "a boolean to decide a case")
            predicate = Unknown(reason)
        answer = predicate.truth if isinstance(predicate, Unknown) else predicate
        if answer is False:
            run.passed_over(pairs[index + 1])
            continue
        if answer is None:
            reason = reason or predicate.reason
            maybe.append(run.guess(pairs[index + 1], level))
            continue
        otherwise = pairs[index + 1]
        _pass_over_all(run, [*pairs[index + 2 :], call.args[-1]])
        break
    if not maybe:
        return run.value(otherwise, level)
    return merged([*maybe, run.guess(otherwise, level)], reason)


def _pass_over_all(run: Run, rest: list[Expr]) -> None:
    for arg in rest:
        run.passed_over(arg)


BUILTINS: dict[str, Callable[[Run, Call, int], Any]] = {
    "case": _case,
    "contains": _contains,
    "endswith": _ends_with,
    "format": _format,
    "fromjson": _from_json,
    "join": _join,
    "startswith": _starts_with,
    "tojson": _to_json,
}

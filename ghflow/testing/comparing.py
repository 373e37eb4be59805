"""What pytest says when a comparison of plans fails: not only what differs, but why it is so.

Lives here: `explained`. Not here: the hook that calls it (`plugin`), the reasons themselves (`simulator`).
"""

from __future__ import annotations

from typing import Any

from ghflow.diagnostics import Diagnostic
from ghflow.expr.unknown import Unknown
from ghflow.simulator.planned import Names, Why

_WIDEST = 120


def explained(op: str, left: Any, right: Any) -> list[str] | None:
    """The lines that explain why `left op right` does not hold; None where there is nothing to say of these two."""
    if isinstance(left, Names) or isinstance(right, Names):
        return _of_names(op, left, right)
    if isinstance(left, Why) and isinstance(right, Why) and op == "==":
        return _of_reasons(left, right)
    if op == "==":
        for found, other in ((left, right), (right, left)):
            if other == [] and isinstance(found, list) and all(isinstance(one, Diagnostic) for one in found):
                return _of_findings(found)
    return None


def _of_names(op: str, left: Any, right: Any) -> list[str] | None:
    """Which names are too much and which are missing, each with its reason. The plan's own set may stand on either side."""
    found, wanted = (left, right) if isinstance(left, Names) else (right, left)
    if op in ("in", "not in") and isinstance(found, Names) and isinstance(wanted, str):
        verb = "is not" if op == "in" else "is"
        return [f"{wanted!r} {verb} in {_set(found)}", f"  {wanted}: {found.reasons.get(wanted, 'there is none')}"]
    if op == "in" and isinstance(wanted, str):
        return None
    if op not in ("==", "<=", ">=") or not isinstance(wanted, set | frozenset) or not isinstance(found, Names):
        return None
    at_most = (op == "<=") is (found is left)
    lines = [f"{_set(left)} {op} {_set(right)}"]
    if op == "==" or at_most:
        lines += [f"  not expected: {_with_reason(name, found)}" for name in sorted(found - wanted)]
    if op == "==" or not at_most:
        lines += [f"  missing: {_with_reason(name, found)}" for name in sorted(map(str, wanted - found))]
    return lines


def _with_reason(name: str, found: Names) -> str:
    reason = found.reasons.get(name)
    return (
        f"{name} ({reason})" if reason else f"{name} (there is none: {', '.join(sorted(found.reasons)) or 'nothing'})"
    )


def _set(names: Any) -> str:
    return "{" + ", ".join(map(repr, sorted(map(str, names)))) + "}"


def _of_reasons(left: Why, right: Why) -> list[str]:
    lines = [f"{_shown(left)} == {_shown(right)}"]
    if type(left) is not type(right):
        lines.append(f"  {type(left).__name__} is no {type(right).__name__}")
    lines += [
        f"  {name}: {getattr(left, name)!r} is not {getattr(right, name)!r}"
        for name in ("kind", "expr", "blocked_by")
        if getattr(left, name) != getattr(right, name)
    ]
    for name in dict.fromkeys((*left.trace, *right.trace)):
        values = [one.trace.get(name, "(nothing)") for one in (left, right)]
        if values[0] != values[1]:
            lines.append(f"  trace: {name} = {_value(values[0])} is not {_value(values[1])}")
    for side, one in (("left", left), ("right", right)):
        if one.words:
            lines.append(f"  the {side} one says: {one.words}")
        if one.expanded:
            lines.append(f"  which is {one.expanded}")
    return lines


def _shown(why: Why) -> str:
    return f"{type(why).__name__}({why.kind!r}{f', {why.expr!r}' if why.expr else ''})"


def _value(value: Any) -> str:
    return f"Unknown({value.reason!r})" if isinstance(value, Unknown) else repr(value)[:_WIDEST]


def _of_findings(found: list[Diagnostic]) -> list[str]:
    from ghflow.rendering import render_text

    count = "1 finding" if len(found) == 1 else f"{len(found)} findings"
    return [f"{count}, expected none", *render_text(found).splitlines()]

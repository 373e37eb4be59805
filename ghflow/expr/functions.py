"""GitHub's functions as Python functions that build a call.

Arguments may be values, text, numbers, booleans or None. Names are GitHub's in Python spelling.
Source: docs.github.com, "Evaluate expressions in workflows and actions" (facts read 2026-11-22).
"""

from __future__ import annotations

from typing import Any

from ghflow.expr.tree import Call
from ghflow.expr.values import AnyValue, Value, as_tree


def _call(name: str, *args: object) -> Any:
    return Value(Call(name, tuple(map(as_tree, args))))


def contains(search: Value[Any] | str, item: object) -> Value[bool]:
    """Whether `search` (a text, ignoring case, or an array) contains `item`."""
    return _call("contains", search, item)  # type: ignore[no-any-return]


def starts_with(text: Value[Any] | str, prefix: Value[Any] | str) -> Value[bool]:
    """Whether `text` starts with `prefix`, ignoring case."""
    return _call("startsWith", text, prefix)  # type: ignore[no-any-return]


def ends_with(text: Value[Any] | str, suffix: Value[Any] | str) -> Value[bool]:
    """Whether `text` ends with `suffix`, ignoring case."""
    return _call("endsWith", text, suffix)  # type: ignore[no-any-return]


def format(template: Value[Any] | str, *args: object) -> Value[str]:
    """`template` with `{0}`, `{1}`, ... replaced by the arguments; `{{` and `}}` are the braces themselves."""
    return _call("format", template, *args)  # type: ignore[no-any-return]


def join(array: Value[Any], separator: Value[Any] | str | None = None) -> Value[str]:
    """The members of an array as one text, with `separator` (a comma when not given) between them."""
    return _call("join", array, *(() if separator is None else (separator,)))  # type: ignore[no-any-return]


def to_json(value: object) -> Value[str]:
    """`value` as indented JSON."""
    return _call("toJSON", value)  # type: ignore[no-any-return]


def from_json(text: Value[Any] | str) -> AnyValue:
    """The object, array or scalar that a JSON text stands for."""
    return AnyValue(Call("fromJSON", (as_tree(text),)))


def hash_files(*patterns: Value[Any] | str) -> Value[str]:
    """One SHA-256 over all files of the workspace that match; empty when none does. Only inside steps."""
    return _call("hashFiles", *patterns)  # type: ignore[no-any-return]


def case(*args: object) -> AnyValue:
    """`case(predicate, value, ..., otherwise)`: the value after the first true predicate. Predicates must be booleans."""
    return AnyValue(Call("case", tuple(map(as_tree, args))))


def success() -> Value[bool]:
    """Whether nothing before failed or was cancelled. What a condition without a status function begins with anyway."""
    return _call("success")  # type: ignore[no-any-return]


def failure() -> Value[bool]:
    """Whether a step of this job, or a job that this one needs, has failed."""
    return _call("failure")  # type: ignore[no-any-return]


def always() -> Value[bool]:
    """True, whatever happened, cancellation included."""
    return _call("always")  # type: ignore[no-any-return]


def cancelled() -> Value[bool]:
    """Whether the run was cancelled."""
    return _call("cancelled")  # type: ignore[no-any-return]

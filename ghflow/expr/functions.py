"""GitHub's functions as Python functions that build a call.

Arguments may be values, text, numbers, booleans or None. Names are GitHub's in Python spelling.
Source: docs.github.com, "Evaluate expressions in workflows and actions" (facts read 2026-11-22).
"""

from __future__ import annotations

from typing import Any

from ghflow.expr.tree import Call
from ghflow.expr.values import AnyValue, Value, as_tree, call_of


def contains(search: Value[Any] | str, item: object) -> Value[bool]:
    """Whether `search` (a text, ignoring case, or an array) contains `item`."""
    return call_of("contains", search, item)


def starts_with(text: Value[Any] | str, prefix: Value[Any] | str) -> Value[bool]:
    """Whether `text` starts with `prefix`, ignoring case."""
    return call_of("startsWith", text, prefix)


def ends_with(text: Value[Any] | str, suffix: Value[Any] | str) -> Value[bool]:
    """Whether `text` ends with `suffix`, ignoring case."""
    return call_of("endsWith", text, suffix)


def format(template: Value[Any] | str, *args: object) -> Value[str]:
    """`template` with `{0}`, `{1}`, ... replaced by the arguments; `{{` and `}}` are the braces themselves."""
    return call_of("format", template, *args)


def join(array: Value[Any], separator: Value[Any] | str | None = None) -> Value[str]:
    """The members of an array as one text, with `separator` (a comma when not given) between them."""
    return call_of("join", array, *(() if separator is None else (separator,)))


def to_json(value: object) -> Value[str]:
    """`value` as indented JSON."""
    return call_of("toJSON", value)


def from_json(text: Value[Any] | str) -> AnyValue:
    """The object, array or scalar that a JSON text stands for."""
    return AnyValue(Call("fromJSON", (as_tree(text),)))


def hash_files(*patterns: Value[Any] | str) -> Value[str]:
    """One SHA-256 over all files of the workspace that match; empty when none does. Only inside steps."""
    return call_of("hashFiles", *patterns)


def case(*args: object) -> AnyValue:
    """`case(predicate, value, ..., otherwise)`: the value after the first true predicate. Predicates must be booleans."""
    return AnyValue(Call("case", tuple(map(as_tree, args))))


def success() -> Value[bool]:
    """Whether nothing before failed or was cancelled. What a condition without a status function begins with anyway."""
    return call_of("success")


def failure() -> Value[bool]:
    """Whether a step of this job, or a job that this one needs, has failed."""
    return call_of("failure")


def always() -> Value[bool]:
    """True, whatever happened, cancellation included."""
    return call_of("always")


def cancelled() -> Value[bool]:
    """Whether the run was cancelled."""
    return call_of("cancelled")

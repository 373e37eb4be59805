"""Expressions of GitHub Actions: trees, the values that build them, parser and printer.

Knows nothing of workflows and imports nothing of the rest of ghflow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ghflow.expr.functions import (
        always,
        cancelled,
        case,
        contains,
        ends_with,
        failure,
        format,
        from_json,
        hash_files,
        join,
        starts_with,
        success,
        to_json,
    )
    from ghflow.expr.parsing import ExprError, parse
    from ghflow.expr.printing import show
    from ghflow.expr.tree import Call, Context, Expr, Index, Lit, Not, Op, Star
    from ghflow.expr.values import Value, expression

_HOMES = {
    "functions": (
        "always cancelled case contains ends_with failure format from_json hash_files join starts_with success to_json"
    ),
    "parsing": "ExprError parse",
    "printing": "show",
    "tree": "Call Context Expr Index Lit Not Op Star",
    "values": "Value expression",
}
_HOME = {name: module for module, names in _HOMES.items() for name in names.split()}

__all__ = [
    "Call",
    "Context",
    "Expr",
    "ExprError",
    "Index",
    "Lit",
    "Not",
    "Op",
    "Star",
    "Value",
    "always",
    "cancelled",
    "case",
    "contains",
    "ends_with",
    "expression",
    "failure",
    "format",
    "from_json",
    "hash_files",
    "join",
    "parse",
    "show",
    "starts_with",
    "success",
    "to_json",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__

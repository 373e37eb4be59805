"""Expressions of GitHub Actions: trees, the values that build them, parser, printer, evaluator, checks.

Knows nothing of workflows and imports nothing of the rest of ghflow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ghflow.expr.checking import check
    from ghflow.expr.evaluation import evaluate, interpolate, status_functions
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
    from ghflow.expr.inference import infer, infer_template
    from ghflow.expr.parsing import ExprError, Span, Spans, parse, parse_with_spans
    from ghflow.expr.printing import show
    from ghflow.expr.remarks import Remark
    from ghflow.expr.running import EvaluationError
    from ghflow.expr.signatures import Signature, signature_of
    from ghflow.expr.tree import Call, Context, Expr, Index, Lit, Not, Op, Star
    from ghflow.expr.types import AnyType, ArrayType, ObjectType, ScalarType, Type, UnionType, type_of, union
    from ghflow.expr.unknown import Fields, Unknown
    from ghflow.expr.values import Value, expression

_HOMES = {
    "checking": "check",
    "evaluation": "evaluate interpolate status_functions",
    "functions": (
        "always cancelled case contains ends_with failure format from_json hash_files join starts_with success to_json"
    ),
    "inference": "infer infer_template",
    "parsing": "ExprError Span Spans parse parse_with_spans",
    "printing": "show",
    "remarks": "Remark",
    "running": "EvaluationError",
    "signatures": "Signature signature_of",
    "tree": "Call Context Expr Index Lit Not Op Star",
    "types": "AnyType ArrayType ObjectType ScalarType Type UnionType type_of union",
    "unknown": "Fields Unknown",
    "values": "Value expression",
}
_HOME = {name: module for module, names in _HOMES.items() for name in names.split()}

__all__ = [
    "AnyType",
    "ArrayType",
    "Call",
    "Context",
    "EvaluationError",
    "Expr",
    "ExprError",
    "Fields",
    "Index",
    "Lit",
    "Not",
    "ObjectType",
    "Op",
    "Remark",
    "ScalarType",
    "Signature",
    "Span",
    "Spans",
    "Star",
    "Type",
    "UnionType",
    "Unknown",
    "Value",
    "always",
    "cancelled",
    "case",
    "check",
    "contains",
    "ends_with",
    "evaluate",
    "expression",
    "failure",
    "format",
    "from_json",
    "hash_files",
    "infer",
    "infer_template",
    "interpolate",
    "join",
    "parse",
    "parse_with_spans",
    "show",
    "signature_of",
    "starts_with",
    "status_functions",
    "success",
    "to_json",
    "type_of",
    "union",
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

"""One evaluation at work: literals, contexts, properties, operators, calls, and the limits.

Lives here: `Run`, which evaluates a tree, and keeps count of memory and of where GitHub's implementations disagree.
Not here: conversion and comparison (`coercion`), what the functions do (`builtins`), what users call (`evaluation`).
Source: actions/runner, src/Sdk/Expressions (facts read 2026-11-22).
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from ghflow.expr import editor
from ghflow.expr.coercion import (
    MISSING,
    equal,
    find,
    greater,
    is_primitive,
    kind_of,
    merged,
    names_of,
    same_text,
    to_double,
    to_number,
    to_string,
    truth,
)
from ghflow.expr.json_text import JsonError, read_json
from ghflow.expr.parsing import ExprError, located, parse_with_spans
from ghflow.expr.remarks import Remark
from ghflow.expr.signatures import signature_of
from ghflow.expr.tree import Call, Context, Index, Lit, Not, Op, Star
from ghflow.expr.unknown import Fields, Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeAlias

    from ghflow.expr.parsing import Spans
    from ghflow.expr.tree import Expr

    Function: TypeAlias = Callable[..., Any]
    Builtin: TypeAlias = Callable[["Run", Call, int], Any]

DISAGREEMENT = "implementations-differ"
"""The name of a remark about an expression that GitHub's runner and its editor tools take differently."""

_LARGEST_INDEX = 2**31 - 1


CASE = "GitHub's editor tools have other rules for upper and lower case of these letters"
NUMBER = "GitHub's editor tools print this number differently"
_TEXT_AS_NUMBER = "GitHub's editor tools read this text as another number"
_ORDER = "GitHub's editor tools put keys that are numbers first"
_EAGER = "GitHub's editor tools evaluate this part too, and differ there"


class EvaluationError(ExprError):
    """An expression that parses and cannot be evaluated."""


class Filtered(list[Any]):
    """What `.*` gives: a property of it is that property of each member that has it."""


class Places:
    """A tree, and where its parts stand. For one that is given as a tree, that is worked out when it is asked for."""

    def __init__(self, expression: str | Expr) -> None:
        self._spans: Spans | None = None
        if isinstance(expression, str):
            self.tree, self._spans = parse_with_spans(expression)
        else:
            self.tree = expression

    @property
    def spans(self) -> Spans:
        if self._spans is None:
            self._spans = located(self.tree)[1]
        return self._spans


class Run:
    """One evaluation. `level` counts from the outermost part, 0; recursion ends at the 50 levels that a tree may have."""

    def __init__(
        self,
        places: Places,
        contexts: Mapping[str, Any],
        builtins: Mapping[str, Builtin],
        functions: Mapping[str, Function],
        memory: int,
        warnings: list[Remark] | None,
    ) -> None:
        self.places = places
        self.contexts = contexts
        self.builtins = builtins
        self.functions = functions
        self.memory = memory
        self.warnings = warnings
        self.amounts: list[int] = []  # bytes of the values at each level that are still in use
        self.known_names: dict[int, tuple[Mapping[str, Any], dict[str, str]]] = {}

    def value(self, node: Expr, level: int) -> Any:
        """The value of a part of the tree."""
        value: Any
        match node:
            case Lit(value):
                pass
            case Context(name):
                value = find(self.contexts, name, self.names)
            case Index(of, key):
                value = self.index(self.value(of, level + 1), key, node, level + 1)
            case Call():
                value = self.call(node, level + 1)
            case Not(of):
                value = self.opposite(self.value(of, level + 1))
            case Op("&&" | "||"):
                value = self.logical(node, level + 1)
            case Op(op, left, right):
                value = self.compare(op, self.value(left, level + 1), self.value(right, level + 1), node)
        if isinstance(value, int) and not isinstance(value, bool):
            value = to_double(value)
        self.charge(value, node, level)
        return value

    def names(self, fields: Mapping[str, Any]) -> dict[str, str]:
        """`names_of`, worked out once for an object."""
        if id(fields) not in self.known_names:
            self.known_names[id(fields)] = fields, names_of(fields)
        return self.known_names[id(fields)][1]

    def guess(self, node: Expr, level: int) -> Any:
        """The value of a part that may not be asked for; a failure is nothing but unknown then."""
        try:
            return self.value(node, level)
        except EvaluationError as error:
            return Unknown(f"expected {error.expected}")

    # Mistakes, limits and warnings.

    def failed(self, node: Expr, expected: str) -> EvaluationError:
        """An error at a part, to be raised."""
        return EvaluationError(expected, self.places.spans.source, self.places.spans[node].start)

    def charge(self, value: Any, node: Expr, level: int) -> None:
        """Count the bytes of a value, as GitHub does; what a primitive value was made of is not needed any more."""
        size = 24
        if isinstance(value, str):
            size = 26 + 2 * len(value)
        elif isinstance(value, Filtered):
            size += 8 * len(value)
        if isinstance(value, Unknown) or is_primitive(value):
            del self.amounts[level + 1 :]
        self.amounts += [0] * (level + 1 - len(self.amounts))
        self.amounts[level] += size
        if sum(self.amounts) > self.memory:
            raise self.too_large(node)

    def too_large(self, node: Expr) -> EvaluationError:
        return self.failed(node, f"at most {self.memory} bytes of values")

    def spending(self, node: Expr) -> Callable[[str], None]:
        """Counts the pieces of a text while it is made, and fails when they are too much."""
        total = 0

        def spend(piece: str) -> None:
            nonlocal total
            total += 26 + 2 * len(piece)
            if total > self.memory:
                raise self.too_large(node)

        return spend

    def joined(self, pieces: list[str | Unknown], node: Expr) -> str | Unknown:
        """Pieces of a text as one."""
        spend = self.spending(node)
        for piece in pieces:
            if isinstance(piece, str):
                spend(piece)
        return concatenated(pieces)

    def warn(self, node: Expr, message: str) -> None:
        """Note that GitHub's implementations disagree about a part."""
        if self.warnings is not None:
            remark = Remark(DISAGREEMENT, message, *self.places.spans[node])
            if remark not in self.warnings:
                self.warnings.append(remark)

    def passed_over(self, node: Expr | Star) -> None:
        """A part is not evaluated here, but by GitHub's editor tools: warn where that makes a difference."""
        if self.warnings is None or isinstance(node, Star):
            return
        found: list[Remark] = []
        try:
            Run(self.places, self.contexts, self.builtins, self.functions, self.memory, found).value(node, 0)
        except EvaluationError:
            self.warn(node, _EAGER)
        else:
            if found:
                self.warn(node, _EAGER)

    def text(self, value: Any, node: Expr) -> str:
        """A known value as text."""
        if self.warnings is not None and kind_of(value) == "number" and not editor.same_shown(to_double(value)):
            self.warn(node, NUMBER)
        return to_string(value)

    def number(self, value: Any, node: Expr) -> float:
        """A known value as a number."""
        if self.warnings is not None and isinstance(value, str) and not editor.same_number(value):
            self.warn(node, _TEXT_AS_NUMBER)
        return to_number(value)

    def warn_of_json(self, node: Expr, value: Any) -> None:
        """A value was written as JSON."""
        if self.warnings is None:
            return
        waiting = [value]
        while waiting:
            one = waiting.pop()
            kind = kind_of(one)
            if kind == "array":
                waiting += one
            elif kind == "object":
                waiting += chain.from_iterable(one.items())
                if not editor.same_order_of_keys(one):
                    self.warn(node, _ORDER)
            elif (kind == "number" or kind == "string") and not editor.same_in_json(one):
                self.warn(node, "GitHub's editor tools write this JSON differently")

    def warn_of_reading_json(self, node: Expr, text: str) -> None:
        """A text is read as JSON: warn when the standard has another value for it, or none."""
        if self.warnings is None:
            return
        try:
            ours = repr(read_json(text))
        except JsonError:
            ours = None
        try:
            theirs = repr(editor.read_strict_json(text))
        except ValueError:
            theirs = None
        except RecursionError:
            theirs = ""
        if ours != theirs:
            self.warn(node, "GitHub's editor tools read this JSON differently, or refuse it")

    # Operators, properties and functions.

    def opposite(self, value: Any) -> Any:
        answer = truth(value)
        return Unknown(value.reason, "boolean") if answer is None else not answer

    def logical(self, node: Op, level: int) -> Any:
        """The operand that decides: the first falsy one of `&&`, the first truthy one of `||`, else the last."""
        stop = node.op == "||"
        maybe: list[Any] = []
        reason = ""
        value: Any = None
        operands = links(node)
        for operand in operands:
            value = self.guess(operand, level) if maybe else self.value(operand, level)
            answer = truth(value)
            if answer is stop:
                break
            if answer is None and operand is not operands[-1]:
                reason = reason or value.reason
                maybe.append(value.either(stop))
        return merged([*maybe, value], reason) if maybe else value

    def compare(self, op: str, left: Any, right: Any, node: Expr) -> Any:
        if op in ("==", "!="):
            answer = self.equal(left, right, node)
            return answer if isinstance(answer, Unknown) or op == "==" else not answer
        if op in ("<", "<="):
            left, right = right, left
        if isinstance(left, Unknown) or isinstance(right, Unknown):
            return self.equal(left, right, node)
        self.warn_of_comparison(left, right, node, editor.same_order_of_text)
        return greater(left, right) or (op in ("<=", ">=") and equal(left, right))

    def equal(self, left: Any, right: Any, node: Expr) -> bool | Unknown:
        """`==`; unknown where a value is, but when its kind is enough."""
        if isinstance(left, Unknown) or isinstance(right, Unknown):
            kinds = {kind_of(left), kind_of(right)}
            if len(kinds) == 2 and None not in kinds and not kinds.isdisjoint(("array", "object")):
                return False
            return Unknown((left if isinstance(left, Unknown) else right).reason, "boolean")
        self.warn_of_comparison(left, right, node, editor.same_equality)
        return equal(left, right)

    def warn_of_comparison(self, left: Any, right: Any, node: Expr, agreed: Callable[[str, str], bool]) -> None:
        if self.warnings is None:
            return
        kinds = kind_of(left), kind_of(right)
        if kinds == ("string", "string"):
            if not agreed(left, right):
                self.warn(node, CASE)
        elif "string" in kinds and "array" not in kinds and "object" not in kinds:
            self.number(left, node)
            self.number(right, node)

    def index(self, of: Any, key: Expr | Star, node: Expr, level: int) -> Any:
        kind = kind_of(of)
        if isinstance(of, Unknown) and kind in (None, "array", "object"):
            return Unknown(of.reason, "array" if isinstance(key, Star) else None)
        if kind not in ("array", "object"):
            self.passed_over(key)
            return Filtered() if isinstance(key, Star) else None
        if isinstance(key, Star):
            return self.all_of([of] if not isinstance(of, Filtered) else of)
        by = self.value(key, level)
        if isinstance(of, Filtered):
            return self.property_of_each(of, by, key)
        found = self.member(of, by, key)
        return None if found is MISSING else found

    def all_of(self, values: list[Any]) -> Any:
        """The members of each of `values` that has any."""
        found = Filtered()
        for one in values:
            kind = kind_of(one)
            if kind not in ("array", "object", None):
                continue
            unknown = one.rest if isinstance(one, Fields) else one
            if isinstance(unknown, Unknown):
                return Unknown(unknown.reason, "array")
            found += one.values() if kind == "object" else one
        return found

    def property_of_each(self, values: Filtered, by: Any, key: Expr) -> Any:
        found = Filtered()
        for one in values:
            kind = kind_of(one)
            if kind not in ("array", "object", None):
                continue
            member = Unknown(one.reason) if isinstance(one, Unknown) else self.member(one, by, key)
            if isinstance(one, Unknown) or (isinstance(member, Unknown) and not self.is_there(one, by)):
                return Unknown(member.reason, "array")
            if member is not MISSING:
                found.append(member)
        return found

    def is_there(self, of: Any, by: Any) -> bool:
        """Whether a member that is unknown is at least known to be there."""
        if isinstance(by, Unknown):
            return False
        return kind_of(of) == "array" or any(same_text(name, to_string(by)) for name in of)

    def member(self, of: Any, by: Any, key: Expr) -> Any:
        """`of[by]` of a known array or object; `MISSING` when there is none."""
        if isinstance(by, Unknown):
            rest = isinstance(of, Fields) and of.rest is not None
            return Unknown(by.reason) if of or rest else MISSING
        if kind_of(of) == "object":
            if not is_primitive(by):
                return MISSING
            name = self.text(by, key)
            if self.warnings is not None and not editor.same_keys(of, name):
                self.warn(key, CASE)
            return find(of, name, self.names)
        number = self.number(by, key)
        return of[int(number)] if 0 <= number < min(len(of), _LARGEST_INDEX + 1) else MISSING

    def call(self, node: Call, level: int) -> Any:
        """The value of a call; `level` is that of the arguments."""
        name = node.name.lower()
        signature = signature_of(name)
        function = self.functions.get(name)
        if function is None and name in self.builtins:
            return self.builtins[name](self, node, level)
        values = [self.value(arg, level) for arg in node.args]
        kind = signature.returns if signature else None
        if function is None:
            return True if name == "always" else Unknown(f"{node.name}()", kind)
        for value in values:
            if isinstance(value, Unknown):
                return Unknown(value.reason, kind)
        return function(*values)


def links(node: Op) -> list[Expr]:
    """The operands of a chain of one operator, however it is grouped, from left to right."""
    found: list[Expr] = []
    waiting: list[Expr] = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Op) and one.op == node.op:
            waiting += (one.right, one.left)
        else:
            found.append(one)
    return found


def concatenated(texts: list[str | Unknown]) -> str | Unknown:
    """Texts one behind the other. Where one is not known, the whole is; that it is not empty may be known still."""
    for text in texts:
        if isinstance(text, Unknown):
            certain = any(bool(one) if isinstance(one, str) else one.kind == "string" and one.truth for one in texts)
            return Unknown(text.reason, "string", truth=True if certain else None)
    return "".join(text for text in texts if isinstance(text, str))

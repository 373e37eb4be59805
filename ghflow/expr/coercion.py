"""How values of one kind count as another, and how two are compared: the rules of GitHub's runner.

Lives here: kinds, truth, conversion to text and number, `==` and `>`, text without regard to case. All of values that are
known; `Unknown` has a truth and a kind at most. `merged` is what is known of one of several values.
Not here: operators and functions (`running`, `builtins`), numbers as text (`numbers`).
Source: actions/runner, src/Sdk/Expressions/EvaluationResult.cs (facts read 2026-11-22).
"""

from __future__ import annotations

from collections.abc import Mapping
from struct import unpack
from typing import TYPE_CHECKING, Any

from ghflow.expr.numbers import parse_number, show_number
from ghflow.expr.unknown import Fields, Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ghflow.expr.unknown import Kind

MISSING: Any = object()
"""What `find` gives for a key that is not there: null is a value."""


def kind_of(value: Any) -> Kind | None:
    """The kind of a value; None of an `Unknown` of which not even that is known.

    Raises `TypeError` for what is no value of an expression.
    """
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case str():
            return "string"
        case int() | float():
            return "number"
        case dict() | Mapping():
            return "object"
        case list() | tuple():
            return "array"
        case Unknown():
            return value.kind
    raise TypeError(f"a {type(value).__name__} is no value of an expression, got {value!r}")


def is_primitive(value: Any) -> bool:
    """Whether a known value is null, a boolean, a number or a string."""
    return kind_of(value) not in ("array", "object")


def truth(value: Any) -> bool | None:
    """Falsy are null, false, 0, NaN and the empty string; None when it is not known."""
    match kind_of(value), value:
        case _, Unknown():
            return value.truth
        case "number", _:
            return not (value == 0 or value != value)
        case (("array" | "object"), _):
            return True
    return bool(value)


def to_string(value: Any) -> str:
    """The text of a known value; arrays and objects are `Array` and `Object`."""
    match kind_of(value):
        case "null":
            return ""
        case "boolean":
            return "true" if value else "false"
        case "number":
            return show_number(to_double(value))
        case "string":
            return str(value)
        case "array":
            return "Array"
    return "Object"


def to_number(value: Any) -> float:
    """The number of a known value; NaN for arrays, objects and text that is none."""
    match kind_of(value):
        case "null":
            return 0.0
        case "boolean" | "number":
            return to_double(value)
        case "string":
            return parse_number(value)
    return float("nan")


def to_double(value: float) -> float:
    """A Python number as GitHub's only kind; integers that are too large are infinite."""
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def _upper(char: str) -> str:
    """Unicode's simple upper case: one character for one. .NET leaves dotless i and long s alone."""
    if char in "\u0131\u017f":
        return char
    for one in (char.upper(), char.title()):
        if len(one) == 1:
            return one
    return char


def ordinal(text: str) -> str:
    """What stands for a text when .NET compares it "ordinal, ignoring case": equal texts, order and parts are those of this.

    Characters beyond U+FFFF become two, as .NET has them: they come before U+E000.
    """
    upper = text.upper()
    # Where each character has become one, it is the one that it becomes by itself.
    if len(upper) == len(text) and not ("\u0131" in text or "\u017f" in text):
        text = upper
    else:
        text = "".join(map(_upper, text))
    return text if text.isascii() or max(text) < "\U00010000" else units(text)


def units(text: str) -> str:
    """A text whose characters are the UTF-16 units of another."""
    data = text.encode("utf-16-le", "surrogatepass")
    return "".join(map(chr, unpack(f"<{len(data) // 2}H", data)))


def same_text(left: str, right: str) -> bool:
    """Whether two texts are equal without regard to case."""
    return left == right or (len(left) == len(right) and ordinal(left) == ordinal(right))


def find(
    fields: Mapping[str, Any], key: str, names: Callable[[Mapping[str, Any]], Mapping[str, str]] | None = None
) -> Any:
    """The value of a key without regard to case; `MISSING`, or the rest of an open object, when it is not there.

    `names` gives what `names_of` does, for who asks often.
    """
    if key in fields:
        return fields[key]
    if not (isinstance(fields, Fields) and fields.case_sensitive):
        name = (names or names_of)(fields).get(ordinal(key))
        if name is not None:
            return fields[name]
    if isinstance(fields, Fields):
        unknown = fields.missing(key)
        return MISSING if unknown is None else unknown
    return MISSING


def names_of(fields: Mapping[str, Any]) -> dict[str, str]:
    """The keys by what stands for them when case is overlooked; of several the first."""
    return {ordinal(name): name for name in reversed(list(fields))}


def comparable(left: Any, right: Any) -> tuple[Any, Any]:
    """Two known values of one kind, converted as a comparison does; of two kinds when there is no comparing them."""
    kinds = kind_of(left), kind_of(right)
    if kinds[0] == kinds[1] != "number":
        return left, right
    if any(kind in ("array", "object") for kind in kinds):
        return left, right
    return to_number(left), to_number(right)


def equal(left: Any, right: Any) -> bool:
    """`left == right` of known values: text without regard to case, arrays and objects by identity."""
    left, right = comparable(left, right)
    kind = kind_of(left)
    if kind != kind_of(right):
        return False
    if kind == "string":
        return same_text(left, right)
    return left is right if kind in ("array", "object") else bool(left == right)


def greater(left: Any, right: Any) -> bool:
    """`left > right` of known values: text by its characters, in upper case; arrays, objects and null never."""
    left, right = comparable(left, right)
    kind = kind_of(left)
    if kind != kind_of(right) or kind in ("null", "array", "object"):
        return False
    return ordinal(left) > ordinal(right) if kind == "string" else bool(left > right)


def merged(values: Iterable[Any], reason: str) -> Any:
    """What is known of a value that will be one of `values`; that value itself when all are the same."""
    found = list(values)
    first = found[0]
    kinds = {kind_of(value) for value in found}
    if isinstance(first, None | bool | float | int | str) and len(kinds) == 1 and all(first == one for one in found):
        return first
    truths = {truth(value) for value in found}
    return Unknown(reason, kinds.pop() if len(kinds) == 1 else None, truths.pop() if len(truths) == 1 else None)

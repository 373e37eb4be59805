"""What GitHub's editor tools (`@actions/expressions`) do otherwise than GitHub's runner, so that ghflow can warn.

Lives here: their numbers, upper and lower case and JSON, and the spellings that only one of the two understands.
Not here: what ghflow does itself: that is always what the runner does.
Source: @actions/expressions 0.3.61 (facts read 2026-11-22); the differential tests compare with it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ghflow.expr.coercion import ordinal, same_text, units
from ghflow.expr.numbers import SPACE, parse_number, show_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SPACE = SPACE.replace("\x85", "") + "\ufeff"
_DECIMAL = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?\Z").match
_BASES = {"x": (16, re.compile(r"[0-9a-fA-F]+\Z")), "o": (8, re.compile(r"[0-7]+\Z")), "b": (2, re.compile(r"[01]+\Z"))}


def parse_js_number(text: str) -> float:
    """What JavaScript's `Number()` makes of a text."""
    text = text.strip(_SPACE)
    if not text:
        return 0.0
    if _DECIMAL(text):
        return float(text)
    if text.lstrip("+-") == "Infinity" and len(text) <= 9:
        return float("-inf") if text[0] == "-" else float("inf")
    base, digits = _BASES.get(text[1:2].lower(), (0, None))
    if digits is not None and text[0] == "0" and digits.match(text, 2):
        try:
            return float(int(text[2:], base))
        except OverflowError:
            return float("inf")
    return float("nan")


def show_js_number(value: float) -> str:
    """A number as JavaScript's `toString` gives it."""
    if value != value:
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = repr(abs(value)).partition("e")
    whole, _, part = mantissa.partition(".")
    digits = (whole + part).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + part) - len(digits))
    digits = digits.rstrip("0")
    if len(digits) <= point <= 21:
        return sign + digits.ljust(point, "0")
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    fraction = "." + digits[1:] if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{fraction}e{point - 1:+d}"


def show_rounded(value: float) -> str:
    """A number as text in their eyes: 15 decimals at most."""
    return show_js_number(float(f"{value:.15f}") if abs(value) < 1e21 else value)


def upper(text: str) -> str:
    """Their upper case, where one character may become several; only the dotless i stays."""
    return "\u0131".join(part.upper() for part in text.split("\u0131"))


def same_number(text: str) -> bool:
    """Whether a text is one number for both."""
    ours, theirs = parse_number(text), parse_js_number(text)
    return ours == theirs or (ours != ours and theirs != theirs)


def same_shown(value: float) -> bool:
    """Whether a number has one text for both."""
    return show_number(value) == show_rounded(value)


def same_equality(left: str, right: str) -> bool:
    """Whether two texts are equal, or not, for both."""
    return same_text(left, right) == (upper(left) == upper(right))


def same_order_of_text(left: str, right: str) -> bool:
    """Whether two texts have one order for both."""
    ours, theirs = (ordinal(left), ordinal(right)), (units(upper(left)), units(upper(right)))
    return (ours[0] < ours[1], ours[0] == ours[1]) == (theirs[0] < theirs[1], theirs[0] == theirs[1])


def same_keys(fields: Mapping[str, Any], key: str) -> bool:
    """Whether both take the same keys for this one."""
    lower = key.lower()
    return all(same_text(name, key) == (name.lower() == lower) for name in fields)


def same_in_json(value: float | str) -> bool:
    """Whether `toJSON` writes a number or a text, and a text as a key, in one way for both."""
    if isinstance(value, str):
        return not re.search("[\x85\u2028\u2029\ud800-\udfff]", value)
    return show_number(value) == show_js_number(value) and abs(value) < float("inf")


def same_order_of_keys(keys: Mapping[str, Any]) -> bool:
    """Whether JavaScript keeps the order of these keys: it puts those that are numbers first."""
    return list(keys) == sorted(keys, key=_js_order)


def _js_order(key: str) -> tuple[bool, int]:
    numeric = key.isascii() and key.isdigit() and len(key) <= 10 and str(int(key)) == key and int(key) < 2**32 - 1
    return (False, int(key)) if numeric else (True, 0)


def read_strict_json(text: str) -> Any:
    """Their `fromJSON`: JSON by the standard. Of keys that differ by case only, the first counts. Raises `ValueError`."""
    import json

    return json.loads(
        text, parse_int=lambda digits: float(digits) + 0.0, parse_constant=_refuse, object_pairs_hook=_fields
    )


def _refuse(word: str) -> float:
    raise ValueError(word)


def _fields(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    names: set[str] = set()
    for key, value in sorted(dict(pairs).items(), key=lambda pair: _js_order(pair[0])):
        if key.lower() not in names:
            names.add(key.lower())
            found[key] = value
    return found


def spellings(source: str, tokens: list[tuple[str, str, int]]) -> Iterator[tuple[str, int, int]]:
    """What the two read differently in a text that parses: a message and the place of each."""
    end = 0
    for kind, text, at in tokens:
        gap = source[end:at].strip(" \t\r\n")
        if gap:
            yield "white space other than blanks, tabs and line breaks is a mistake for GitHub's editor tools", end, at
        end = at + len(text)
        if kind == "number" and not same_number(text):
            yield (
                f"{text} is {show_number(parse_number(text))} for GitHub's runner, but not for its editor tools",
                at,
                end,
            )
        elif kind == "string" and text[1:-1].count("''") > 1:
            yield "GitHub's editor tools read only the first '' of a text as one quote", at, end

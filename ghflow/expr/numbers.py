"""Numbers of expressions: text -> double and back, as the runner's .NET reads and prints them.

Lives here: `parse_number`, `show_number`.
Not here: how other kinds become numbers (`coercion`), how a literal is written (`printing`).
Source: actions/runner, src/Sdk/Expressions: ExpressionUtility.ParseNumber and EvaluationResult.ConvertToString (facts read
2026-11-22); .NET's Double.TryParse, Int32.TryParse and Convert.ToInt32.
"""

from __future__ import annotations

import re

SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
"""White space for .NET. Python's own also has U+001C to U+001F."""

# .NET overlooks NUL characters behind a number, and the case of a word.
_DECIMAL = re.compile(r"([-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)\0*\Z").match
_INFINITE = re.compile(r"([-+]?)infinity\Z", re.IGNORECASE | re.ASCII).match
_HEX = re.compile(r"0x([0-9a-fA-F]+)\Z").match
_OCTAL = re.compile(r"0o([0-7]+)\Z").match


def parse_number(text: str) -> float:
    """The number that a text stands for: NaN when it is none, 0 when it is empty or white space.

    `0x` and `0o` are numbers of 32 bits with a sign: `0xFFFFFFFF` is -1, and what is longer is no number.
    """
    text = text.strip(SPACE)
    if not text:
        return 0.0
    if found := _DECIMAL(text):
        return float(found[1])
    if found := _INFINITE(text):
        return float("-inf") if found[1] == "-" else float("inf")
    if found := _HEX(text):
        return _of_32_bits(found[1], 16)
    if found := _OCTAL(text):
        return _of_32_bits(found[1], 8)
    return float("nan")


def _of_32_bits(digits: str, base: int) -> float:
    digits = digits.lstrip("0") or "0"
    value = int(digits, base) if len(digits) <= 11 else 1 << 32
    if value >= 1 << 32:
        return float("nan")
    return float(value - (1 << 32) if value >= 1 << 31 else value)


def show_number(value: float) -> str:
    """.NET's "G15": at most 15 digits, `1E+15` from there on and `1E-05` below 0.0001. Negative zero is `0`."""
    if value != value:
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "Infinity" if value > 0 else "-Infinity"
    return format(value + 0.0, ".15G")

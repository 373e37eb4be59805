"""What a plain scalar is to GitHub: text, a number, true or false, or nothing.

Lives here: `resolve`, YAML 1.2's core schema as GitHub's runner reads it, and `PlainKey`, a key that is no text.
Not here: the general resolver of the YAML library, which takes `2_17` and dates for numbers and dates.
Source: actions/runner, src/Sdk/WorkflowParser/Conversion/YamlObjectReader.cs (facts read 2026-11-22).
"""

from __future__ import annotations

import re
from typing import Any

from ghflow.model.kinds import PlainKey

__all__ = ["TAGS", "PlainKey", "key_of", "resolve"]

_INT = re.compile(r"[-+]?[0-9]+\Z").match
_HEX = re.compile(r"0x[0-9a-fA-F]+\Z").match
_OCTAL = re.compile(r"0o[0-7]+\Z").match
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z").match
_WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **{sign + word: float("inf") for sign in ("", "+") for word in (".inf", ".Inf", ".INF")},
    **{f"-{word}": float("-inf") for word in (".inf", ".Inf", ".INF")},
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}
_STARTS = frozenset("0123456789+-.~nNtTfF")
_LONGEST = 300  # digits; beyond them every number is infinite for GitHub

_CORE = "tag:yaml.org,2002:"
TAGS: dict[str, Any] = {
    f"{_CORE}str": str,
    f"{_CORE}bool": bool,
    f"{_CORE}int": (int, float),
    f"{_CORE}float": (int, float),
    f"{_CORE}null": type(None),
}
"""The tags that GitHub knows, with the classes that their values have here."""


def resolve(text: str) -> str | int | float | bool | None:
    """The value of a plain scalar."""
    if text and text[0] not in _STARTS:
        return text
    if text in _WORDS:
        return _WORDS[text]  # type: ignore[no-any-return]
    if text[0] in "nNtTfF~":
        return text
    if _INT(text):
        return int(text) if len(text) <= _LONGEST else float(text)
    if _HEX(text) or _OCTAL(text):
        return int(text, 0) if len(text) <= _LONGEST else float("inf")
    return float(text) if _FLOAT(text) else text


def key_of(value: Any, written: str) -> str:
    """A resolved key as the text that the model keeps: itself, or a `PlainKey` for what is no text."""
    return value if value.__class__ is str else PlainKey(written)

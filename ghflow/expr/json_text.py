"""JSON as `toJSON` writes and `fromJSON` reads it: the dialect of Newtonsoft.Json, which GitHub's runner uses.

Lives here: `write_json`, `read_json`.
Not here: where GitHub's implementations disagree about it (`editor`), the functions themselves (`builtins`).

The reader takes what Newtonsoft does beyond the standard: comments, single quotes, bare keys, a trailing comma, line breaks
in strings, `.5`, `010` (octal), `0x1F`, `NaN`, `Infinity`, and anything behind the value. It refuses what Newtonsoft
makes no value of an expression from: `undefined`, an empty member of an array, `new Date()`, a comment before everything.
Source: actions/runner, src/Sdk/Expressions/Sdk/Functions/ToJson.cs and FromJson.cs (facts read 2026-11-22);
Newtonsoft.Json 13, JsonTextReader and JavaScriptUtils.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ghflow.expr.coercion import is_primitive, kind_of, ordinal, to_string
from ghflow.expr.numbers import parse_number
from ghflow.expr.unknown import Fields, Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

MAX_NESTED = 64
"""How many arrays and objects may stand in each other for the reader."""

_ESCAPED = re.compile(r'[\x00-\x1f"\\\x85\u2028\u2029]')
_SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


class FoundUnknownError(Exception):
    """A value that is not known, inside of one that is to be written."""

    def __init__(self, unknown: Unknown) -> None:
        super().__init__(unknown.reason)
        self.unknown = unknown


def quote(text: str) -> str:
    """A text as a JSON string; characters beyond ASCII stay, but for three that end a line."""
    return '"' + _ESCAPED.sub(lambda found: _SHORT.get(found[0]) or f"\\u{ord(found[0]):04x}", text) + '"'


def write_json(value: Any, spend: Callable[[str], None]) -> str:
    """`value` as JSON, two spaces to a level. `spend` is told each piece, and may raise when it has been enough.

    Raises `FoundUnknownError` for an `Unknown` in it, or an object of which some keys are not known.
    """
    pieces: list[str] = []
    open_ones: list[tuple[Iterator[Any], Mapping[str, Any] | None]] = []

    def write(piece: str) -> None:
        spend(piece)
        pieces.append(piece)

    while True:
        unknown = value.rest if isinstance(value, Fields) else value
        if isinstance(unknown, Unknown):
            raise FoundUnknownError(unknown)
        if is_primitive(value):
            write(_scalar(value))
        elif not value:
            write("{}" if kind_of(value) == "object" else "[]")
        else:
            fields = value if kind_of(value) == "object" else None
            open_ones.append((iter(value), fields))
            write("[" if fields is None else "{")
        separator = "" if value and not is_primitive(value) else ","
        while open_ones:
            members, fields = open_ones[-1]
            try:
                member = next(members)
            except StopIteration:
                open_ones.pop()
                write("\n" + "  " * len(open_ones) + ("]" if fields is None else "}"))
                separator = ","
                continue
            write(separator + "\n" + "  " * len(open_ones))
            if fields is None:
                value = member
            else:
                write(quote(member) + ": ")
                value = fields[member]
            break
        else:
            return "".join(pieces)


def _scalar(value: Any) -> str:
    match kind_of(value):
        case "null":
            return "null"
        case "string":
            return quote(value)
    return to_string(value)


_BLANK = re.compile(r"[^\S\x1c-\x1f]*").match
_COMMENT = re.compile(r"/\*.*?\*/|//[^\r\n]*", re.DOTALL).match
_ENDS = re.compile(r"(?=[^\S\x1c-\x1f]|[,}\])/]|\Z)").match
_WORD = re.compile(r"-?[A-Za-z]+").match
_WORDS = {
    "true": True,
    "false": False,
    "null": None,
    "NaN": float("nan"),
    "Infinity": float("inf"),
    "-Infinity": float("-inf"),
}
_NUMBER = re.compile(r"[-.0-9][-+.0-9a-fA-FxX]*").match
_INTEGER = re.compile(r"-?[0-9]+\Z").match
_HEX = re.compile(r"0[xX]([0-9a-fA-F]+)\Z").match
_OCTAL = re.compile(r"0([0-7]+)\Z").match
_BARE_KEY = re.compile(r"[\w$]+(?=[^\S\x1c-\x1f]|:)").match
_PLAIN = {'"': re.compile(r'[^"\\]*').match, "'": re.compile(r"[^'\\]*").match}
_UNICODE = re.compile(r"\\u([0-9a-fA-F]{4})").match
_LETTERS = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "\\": "\\", "/": "/", '"': '"', "'": "'"}


class JsonError(ValueError):
    """A text that is no JSON; the message says what was expected, and at which character."""


def read_json(text: str) -> Any:
    """The value at the start of `text`; numbers are doubles.

    Of keys that differ by case only, the first gives the name and the last the value. Raises `JsonError`.
    """
    return _Reader(text).value(0)


class _Reader:
    """Reads from `at` on. Recursion ends at `MAX_NESTED`."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def fail(self, expected: str) -> JsonError:
        return JsonError(f"{expected} at character {self.at + 1}")

    def skip(self) -> str:
        """Go over white space and comments; the character after them, '' at the end."""
        self.at = _BLANK(self.text, self.at).end()  # type: ignore[union-attr]
        while self.text.startswith("/", self.at):
            comment = _COMMENT(self.text, self.at)
            if comment is None:
                raise self.fail("the end of a comment")
            self.at = _BLANK(self.text, comment.end()).end()  # type: ignore[union-attr]
        return self.text[self.at : self.at + 1]

    def value(self, nested: int) -> Any:
        self.at = _BLANK(self.text, self.at).end()  # type: ignore[union-attr]
        char = self.text[self.at : self.at + 1] if nested == 0 else self.skip()
        if char in ("{", "["):
            if nested == MAX_NESTED:
                raise self.fail(f"at most {MAX_NESTED} levels")
            self.at += 1
            return self.object(nested + 1) if char == "{" else self.array(nested + 1)
        if char in _PLAIN:
            return self.string()
        if word := _WORD(self.text, self.at):
            if word[0] not in _WORDS or not _ENDS(self.text, word.end()):
                raise self.fail("a value")
            self.at = word.end()
            return _WORDS[word[0]]
        if number := _NUMBER(self.text, self.at):
            value = _number(number[0]) if _ENDS(self.text, number.end()) else None
            if value is None:
                raise self.fail("a number")
            self.at = number.end()
            return value
        raise self.fail("a value")

    def array(self, nested: int) -> list[Any]:
        found: list[Any] = []
        while self.skip() != "]":
            found.append(self.value(nested))
            self.after_a_member("]")
        self.at += 1
        return found

    def object(self, nested: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        names: dict[str, str] = {}
        while self.skip() != "}":
            key = self.key()
            self.at = _BLANK(self.text, self.at).end()  # type: ignore[union-attr]
            if not self.text.startswith(":", self.at):
                raise self.fail("':'")
            self.at += 1
            value = self.value(nested)
            found[names.setdefault(ordinal(key), key)] = value
            self.after_a_member("}")
        self.at += 1
        return found

    def after_a_member(self, closing: str) -> None:
        char = self.skip()
        if char == ",":
            self.at += 1
        elif char != closing:
            raise self.fail(f"',' or '{closing}'")

    def key(self) -> str:
        if self.text[self.at : self.at + 1] in _PLAIN:
            return self.string()
        bare = _BARE_KEY(self.text, self.at)
        if bare is None:
            raise self.fail("a key")
        self.at = bare.end()
        return bare[0]

    def string(self) -> str:
        mark = self.text[self.at]
        self.at += 1
        pieces: list[str] = []
        while True:
            plain: Any = _PLAIN[mark](self.text, self.at)
            pieces.append(plain[0])
            self.at = plain.end()
            ends = self.text[self.at : self.at + 2]
            if not ends:
                raise self.fail(f"a closing {mark}")
            if ends[0] == mark:
                self.at += 1
                return "".join(pieces)
            if ends == "\\u":
                pieces.append(self.unicode())
            elif ends[1:] in _LETTERS:
                pieces.append(_LETTERS[ends[1]])
                self.at += 2
            else:
                raise self.fail("an escape sequence")

    def unicode(self) -> str:
        r"""The character of `\uXXXX`, or of two that are a pair; U+FFFD for half a pair."""
        unit = self.unit()
        if 0xD800 <= unit < 0xDC00 and (low := _UNICODE(self.text, self.at)):
            second = int(low[1], 16)
            if 0xDC00 <= second < 0xE000:
                self.at = low.end()
                return chr(0x10000 + ((unit - 0xD800) << 10) + second - 0xDC00)
        return "\ufffd" if 0xD800 <= unit < 0xE000 else chr(unit)

    def unit(self) -> int:
        found = _UNICODE(self.text, self.at)
        if found is None:
            raise self.fail("four hexadecimal digits")
        self.at = found.end()
        return int(found[1], 16)


def _number(text: str) -> float | None:
    """The number of a token that starts like one; integers of 64 bits where they have a base."""
    if len(text) > 1 and text[0] == "0" and text[1] not in ".eE":
        if found := _HEX(text):
            return _of_64_bits(found[1], 16)
        found = _OCTAL(text)
        return _of_64_bits(found[1], 8) if found else None
    if _INTEGER(text):
        return float(text) + 0.0 if len(text) <= 380 else None
    value = parse_number(text)
    return None if value != value else value


def _of_64_bits(digits: str, base: int) -> float | None:
    digits = digits.lstrip("0") or "0"
    value = int(digits, base) if len(digits) <= 22 else 1 << 64
    if value >= 1 << 64:
        return None
    return float(value - (1 << 64) if value >= 1 << 63 else value)

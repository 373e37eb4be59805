"""A text, number, boolean or expression as one YAML scalar.

Plain where YAML 1.1 and YAML 1.2 both read the text back as that text, else in single quotes, else (characters that are
not printable) in double quotes with escapes. Texts of several lines become literal blocks.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ghflow.expr.printing import show

if TYPE_CHECKING:
    from ghflow.expr.tree import Expr


class Unwritable(Exception):
    """A text that no YAML file, or not GitHub, can hold."""

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(reason)
        self.text = text
        self.reason = reason


# Words that one of the two versions of YAML reads as something else than text.
_WORDS = frozenset(
    ["", "~", "=", "<<", "y", "Y", "n", "N"]
    + [
        form
        for word in ("null", "true", "false", "yes", "no", "on", "off")
        for form in (word, word.title(), word.upper())
    ]
)
# No number, date or sexagesimal of either version; no indicator in front; no ': ', ' #' or space at the end inside.
_PLAIN = re.compile(
    r"(?![-+]?(?:0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0b[01_]+|[0-9_]+(?::[0-9_]+)+(?:\.[0-9_]*)?"
    r"|(?:[0-9_]+(?:\.[0-9_]*)?|\.[0-9_]+)(?:[eE][-+]?[0-9_]+)?|\.(?:inf|Inf|INF|nan|NaN|NAN))\Z|[0-9]{4}-[0-9])"
    r"(?:[^-?:,\[\]{}#&*!|>'\"%@`+ ]|[-+][A-Za-z]|--[A-Za-z])[^:# ]*(?:(?::(?! |\Z)| +(?![ #]|\Z)|(?<! )#)[^:# ]*)*\Z"
).match
_FLOW = re.compile(r"[,\[\]{}:?#]").search
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}

_KEPT, _KEPT_LENGTH = 50_000, 200
texts: dict[str, str] = {}
"""Texts of one line that were written before, as they were written. One of several lines may also be a block."""


_fenced: dict[int, tuple[Expr, str]] = {}


def text(value: str) -> str:
    """A text as a scalar of one line."""
    found = texts.get(value)
    if found is None:
        found = _text(value)
        if len(value) < _KEPT_LENGTH and "\n" not in value:
            if len(texts) > _KEPT:
                texts.clear()
            texts[value] = found
    return found


def _text(value: str) -> str:
    if not value.isprintable():
        return quoted(value)
    if value not in _WORDS and _PLAIN(value):
        return value
    return _single(value)


def _single(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def in_flow(value: str) -> str:
    """A text as a scalar between `[` and `]`."""
    found = text(value)
    return _single(value) if found == value and _FLOW(value) else found


def quoted(value: str) -> str:
    """A text in double quotes, everything that is not printable escaped."""
    refuse(value)
    return '"' + "".join(_ESCAPES.get(c) or (c if c.isprintable() else _escape(ord(c))) for c in value) + '"'


def _escape(code: int) -> str:
    return f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"


def refuse(value: str) -> None:
    """Raise `Unwritable` for what cannot be written at all."""
    for index, char in enumerate(value):
        if char == "\0":
            raise Unwritable(value, f"the character NUL (at {index}), which GitHub does not accept")
        if "\ud800" <= char <= "\udfff":
            raise Unwritable(value, f"half a surrogate pair, U+{ord(char):04X} (at {index}), which no file can hold")


def number(value: int | float) -> str:
    """A number that both versions of YAML, and GitHub, read as that number."""
    if isinstance(value, int):
        return str(value)
    if value != value:
        return ".nan"
    if value in (float("inf"), float("-inf")):
        return ".inf" if value > 0 else "-.inf"
    if value.is_integer() and abs(value) < 1e15:
        return f"{value:.1f}"
    shown = repr(value)
    mantissa, mark, exponent = shown.partition("e")
    if not mark:
        return shown
    return f"{mantissa if '.' in mantissa else mantissa + '.0'}e{exponent if exponent[0] in '+-' else '+' + exponent}"


def fenced(tree: Expr) -> str:
    """An expression as GitHub finds it in a text."""
    kept = _fenced.get(id(tree))
    if kept is None or kept[0] is not tree:
        if len(_fenced) > _KEPT:
            _fenced.clear()
        kept = _fenced[id(tree)] = (tree, "${{ " + show(tree) + " }}")
    return kept[1]


def block(value: str, pad: str) -> str | None:
    """A text with newlines as a literal block whose lines start with `pad`, or None when only quotes can hold it."""
    flat = value.replace("\n", "")
    if value[:1] not in " \t\n" and value[-1] == "\n" and "\n\n" not in value and flat.isprintable():
        return f"|\n{pad}" + value[:-1].replace("\n", "\n" + pad)  # as nearly all scripts are
    flat = flat.replace("\t", "")
    if not flat.isprintable() or not flat.strip(" "):
        return None
    body = value.rstrip("\n")
    trailing = len(value) - len(body)
    mark = "-" if trailing == 0 else "" if trailing == 1 else "+"
    indent = "2" if value[0] in " \t\n" else ""
    lines = pad + body.replace("\n", "\n" + pad)
    if "\n\n" in body or body[0] == "\n":
        lines = "\n".join([f"{pad}{line}" if line else "" for line in body.split("\n")])
    return f"|{indent}{mark}\n{lines}" + "\n" * (trailing - 1)

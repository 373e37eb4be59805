"""Diagnostics as text: for people, as JSON, and as annotations of a GitHub run.

Lives here: the printed forms, each a function from diagnostics to text. Nothing else prints a diagnostic.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ghflow.where import relative_path, shown_path

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ghflow.diagnostics import Diagnostic
    from ghflow.where import Where

_RED, _YELLOW, _BLUE, _BOLD, _OFF = "\033[31m", "\033[33m", "\033[34m", "\033[1m", "\033[0m"


def render_text(found: Iterable[Diagnostic], *, colour: bool = False) -> str:
    """For people: the place, the message and the rule; the source line with a caret; the hint."""
    return "".join(_one(diagnostic, colour) for diagnostic in found)


def _one(diagnostic: Diagnostic, colour: bool) -> str:
    def paint(code: str, words: str) -> str:
        return f"{code}{words}{_OFF}" if colour else words

    where = diagnostic.where
    severity = diagnostic.severity.value
    code = _RED if severity == "error" else _YELLOW
    place = f"{shown_path(where.file)}:{where.line}:{where.column}: " if where.line else ""
    text = f"{paint(_BOLD, place)}{paint(code, severity)}: {_plain(diagnostic.message)} [{diagnostic.rule}]\n"
    text += _excerpt(where)
    if diagnostic.hint:
        text += f"  {paint(_BLUE, 'hint')}: {_plain(diagnostic.hint)}\n"
    for caller in where.callers:
        text += f"  called from {shown_path(caller.file)}:{caller.line}\n"
    return text


def _excerpt(where: Where) -> str:
    import linecache

    line = linecache.getline(where.file, where.line) if where.line else ""
    source = line.rstrip("\r\n")
    if not source.strip() or len(source) > 400:
        return ""
    start = min(where.column - 1, len(source))
    end = where.end_column - 1 if where.end_line == where.line else len(source)
    before, marked = (_width(_shown(source[:column])) for column in (start, max(end, start + 1)))
    number = f"{where.line:>5}"
    return f"{number} | {_shown(source)}\n{' ' * len(number)} | {' ' * before}{'^' * max(marked - before, 1)}\n"


def _shown(source: str) -> str:
    """A piece of a source line as a terminal can show it. Control characters would move the cursor, or worse."""
    text = source.expandtabs(4)
    return text if text.isprintable() else "".join(c if c.isprintable() else "\ufffd" for c in text)


def _plain(text: str) -> str:
    """A message without control characters."""
    return text if text.isprintable() else "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def _width(text: str) -> int:
    """Columns of a terminal that a text takes: two for the wide characters of East Asia."""
    if text.isascii():
        return len(text)
    import unicodedata

    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def render_json(found: Iterable[Diagnostic]) -> str:
    """As one array of rows. What is not known is null: lines and columns of what stands nowhere, the hint where there is none."""
    import json

    rows = []
    for diagnostic in found:
        where = diagnostic.where
        known = bool(where.line)
        row = {
            "rule": diagnostic.rule,
            "severity": diagnostic.severity.value,
            "message": diagnostic.message,
            "file": shown_path(where.file) if known else None,
            "line": where.line if known else None,
            "column": where.column if known else None,
            "end_line": where.end_line if known else None,
            "end_column": where.end_column if known else None,
            "path": diagnostic.path,
            "hint": diagnostic.hint,
        }
        rows.append(json.dumps(row))
    return "[" + ",".join(f"\n  {row}" for row in rows) + ("\n]\n" if rows else "]\n")


def render_github(found: Iterable[Diagnostic]) -> str:
    """As workflow commands, which GitHub shows at the lines of a pull request. It knows files by their path in the checkout."""
    checkout = os.environ.get("GITHUB_WORKSPACE") or os.curdir
    lines = []
    for diagnostic in found:
        where = diagnostic.where
        properties = {"title": f"ghflow {diagnostic.rule}"}
        if where.line:
            properties = {
                "file": relative_path(where.file, checkout),
                "line": str(where.line),
                "endLine": str(where.end_line),
                "col": str(where.column),
            } | properties
        shown = ",".join(f"{key}={_escaped(value, ':,')}" for key, value in properties.items())
        lines.append(f"::{diagnostic.severity.value} {shown}::{_escaped(str(diagnostic))}\n")
    return "".join(lines)


def _escaped(text: str, more: str = "") -> str:
    for char in "%\r\n" + more:
        text = text.replace(char, f"%{ord(char):02X}")
    return text

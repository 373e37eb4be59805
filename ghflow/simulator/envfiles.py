"""What a script hands back through files: GITHUB_OUTPUT, GITHUB_ENV, GITHUB_STATE, GITHUB_PATH, GITHUB_STEP_SUMMARY.

Lives here: `parse_pairs`, `parse_paths`, `decode`, `refuse_protected`, `check_summary`: from contents to meaning.
Not here: making the files and their variables (`scripts`), what a failure does to the job.

Source: actions/runner, `FileCommandManager.cs` (read 2026-11); its own test cases are in the conformance folder.
"""

from __future__ import annotations

import codecs
from types import MappingProxyType
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_SUMMARY_BYTES = 1024 * 1024
PROTECTED_ENV = ("NODE_OPTIONS",)

# UTF-32 before UTF-16: the mark of the one begins with the mark of the other.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def _read_only(values: Mapping[str, str]) -> Mapping[str, str]:
    return MappingProxyType(dict(values))


@attrs.frozen
class Pairs:
    """Names and values of one file, in order; a later value replaces an earlier one.

    `error` is the reason why the step fails; what stood before the mistake counts all the same, as on GitHub.
    """

    values: Mapping[str, str] = attrs.field(converter=_read_only)
    error: str | None = None


def decode(contents: bytes) -> str:
    """Text of a file: UTF-8, or what its byte order mark says; the mark is dropped, wrong bytes become U+FFFD."""
    for mark, encoding in _MARKS:
        if contents.startswith(mark):
            return contents[len(mark) :].decode(encoding, errors="replace")
    return contents.decode("utf-8", errors="replace")


def parse_pairs(text: str, *, windows: bool = False) -> Pairs:
    r"""Read `NAME=value` lines and `NAME<<DELIMITER` blocks; empty lines between them mean nothing.

    Only on Windows is `\r\n` one line end; elsewhere the `\r` belongs to the value.
    """
    values: dict[str, str] = {}
    lines = _Lines(text, windows)
    try:
        while (line := lines.next()) is not None:
            if line:
                name, value = _pair(line, lines)
                values[name] = value
    except _BadFile as mistake:
        return Pairs(values, str(mistake))
    return Pairs(values)


def refuse_protected(values: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Split what GITHUB_ENV may set from the messages about what it may not."""
    allowed = {name: value for name, value in values.items() if name.upper() not in PROTECTED_ENV}
    return allowed, tuple(f"GITHUB_ENV cannot set {name}" for name in values if name not in allowed)


def parse_paths(text: str) -> tuple[str, ...]:
    """The folders of a GITHUB_PATH file, one per line; one that comes again moves to the end."""
    paths: dict[str, None] = {}
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if line:
            paths.pop(line, None)
            paths[line] = None
    return tuple(paths)


def check_summary(contents: bytes) -> str | None:
    """Why a step summary of these bytes would not be shown."""
    if len(contents) > MAX_SUMMARY_BYTES:
        return f"a step summary holds at most {MAX_SUMMARY_BYTES // 1024} KiB, got {-(-len(contents) // 1024)} KiB"
    return None


class _BadFile(Exception):
    """The file cannot be read further; the message says why."""


class _Lines:
    """The lines of a text, one at a time, with the position and the line end that the last one had."""

    def __init__(self, text: str, windows: bool) -> None:
        self.text = text
        self.at = 0
        self.end = ""
        self._windows = windows

    def next(self) -> str | None:
        """The next line without its end; None when there is none left. `end` is empty for a last line without one."""
        if self.at >= len(self.text):
            return None
        start, feed = self.at, self.text.find("\n", self.at)
        if feed < 0:
            self.at, self.end = len(self.text), ""
            return self.text[start:]
        self.at, self.end = feed + 1, "\n"
        if self._windows and self.text.startswith("\r", feed - 1) and feed > start:
            feed, self.end = feed - 1, "\r\n"
        return self.text[start:feed]


def _pair(line: str, lines: _Lines) -> tuple[str, str]:
    equals, heredoc = line.find("="), line.find("<<")
    if heredoc >= 0 and (equals < 0 or heredoc < equals):
        name, _, delimiter = line.partition("<<")
        if not name or not delimiter:
            raise _BadFile(f"Invalid format '{line}'. Name must not be empty and delimiter must not be empty")
        return name, _block(delimiter, lines)
    if equals < 0:
        raise _BadFile(f"Invalid format '{line}'")
    name, _, value = line.partition("=")
    if not name:
        raise _BadFile(f"Invalid format '{line}'. Name must not be empty")
    return name, value


def _block(delimiter: str, lines: _Lines) -> str:
    start = end = lines.at
    while (line := lines.next()) != delimiter:
        if line is None:
            raise _BadFile(f"Invalid value. Matching delimiter not found '{delimiter}'")
        if not lines.end:
            raise _BadFile("Invalid value. EOF marker missing new line.")
        end = lines.at - len(lines.end)
    return lines.text[start:end]

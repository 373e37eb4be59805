"""What a program tells the runner by printing: `::error file=a.py::It broke`, and the older `##[error]`.

Lives here: `parse` (one line), `Stream` (which lines are commands, with `stop-commands`). Not here: what a command does
(`working`).

Source: actions/runner, `ActionCommand.cs`, `ActionCommandManager.cs` (read 2026-11-22).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMES = frozenset(
    (
        "add-mask",
        "add-matcher",
        "add-path",
        "debug",
        "echo",
        "endgroup",
        "error",
        "group",
        "internal-set-repo-path",
        "notice",
        "remove-matcher",
        "save-state",
        "set-env",
        "set-output",
        "stop-commands",
        "warning",
    )
)
ANNOTATIONS = ("notice", "warning", "error")
_OLD = "##["
_UNESCAPED = {"%0D": "\r", "%0A": "\n", "%25": "%"}
_UNESCAPED_PROPERTY = {**_UNESCAPED, "%3A": ":", "%2C": ","}
_UNESCAPED_OLD = {**_UNESCAPED, "%3B": ";", "%5D": "]"}
_ESCAPE = re.compile(r"%(?:0D|0A|25|3A|2C|3B|5D)").sub


@attrs.frozen
class Command:
    """One command: its name in lower case, its properties, and what stands behind them."""

    name: str
    properties: Mapping[str, str]
    data: str

    def get(self, name: str) -> str | None:
        """A property; names ignore case."""
        return next((value for key, value in self.properties.items() if key.lower() == name.lower()), None)


class CommandError(ValueError):
    """A command that the runner cannot carry out: the step fails. The message says why."""


def parse(line: str, names: frozenset[str] | set[str] = NAMES) -> Command | None:
    """The command in a line, of those with these names (in lower case); None for a line that is none.

    `::name k=v,k=v::data` may have blanks in front of it; `##[name k=v;k=v]data` may stand anywhere [S].
    """
    return _new(line.lstrip(), names) or _old(line, names)


def _new(text: str, names: frozenset[str] | set[str]) -> Command | None:
    end = text.find("::", 2) if text.startswith("::") else -1
    if end < 0:
        return None
    name, _, properties = text[2:end].partition(" ")
    if name.lower() not in names:
        return None
    pairs = _pairs(properties.strip(), ",", _UNESCAPED_PROPERTY)
    return Command(name.lower(), pairs, _unescaped(text[end + 2 :], _UNESCAPED))


def _old(text: str, names: frozenset[str] | set[str]) -> Command | None:
    start = text.find(_OLD)
    end = text.find("]", start) if start >= 0 else -1
    if end < 0:
        return None
    name, _, properties = text[start + len(_OLD) : end].partition(" ")
    if name.lower() not in names:
        return None
    pairs = _pairs(properties.strip(), ";", _UNESCAPED_OLD)
    return Command(name.lower(), pairs, _unescaped(text[end + 1 :], _UNESCAPED_OLD))


def _pairs(text: str, between: str, escapes: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for one in text.split(between):
        key, equals, value = one.partition("=")
        if equals and key.strip():
            found[key.strip()] = _unescaped(value, escapes)
    return found


def _unescaped(text: str, escapes: Mapping[str, str]) -> str:
    return _ESCAPE(lambda match: escapes.get(match[0], match[0]), text) if "%" in text else text


class Stream:
    """The lines that a step prints, in their order: those between `stop-commands` and its token are only text."""

    def __init__(self) -> None:
        self.token: str | None = None
        """The word that lets commands work again; None while they do."""

    def read(self, line: str) -> Command | None:
        """The command that a line is, None for text. That which stops commands, and the token, are text with an effect.

        Raises `CommandError` for a token that anybody could print by chance [S].
        """
        if self.token is not None:
            found = parse(line, {self.token.lower()})
            if found is not None:
                self.token = None
            return None
        found = parse(line)
        if found is None or found.name != "stop-commands":
            return found
        if not found.data or found.data.lower() in (*NAMES, "pause-logging"):
            raise CommandError(f"stop-commands needs a token that is no command and not empty, got '{found.data}'")
        self.token = found.data
        return None

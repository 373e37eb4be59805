"""Mending YAML files by the edits that findings carry; all else in a file stays as it is, byte for byte.

Lives here: `fix` (check, mend, check again) and `edited` (one text). Generated files are left alone.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple

from ghflow.project.checking import UNREADABLE
from ghflow.project.files import State, read, write
from ghflow.project.plan import made_from

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ghflow.diagnostics import Diagnostic, Edit
    from ghflow.project.checking import Checked

    Group = tuple[Edit, ...]

_ROUNDS = 20
_LINE_END = re.compile("\r\n|\r|\n").finditer


class Mended(NamedTuple):
    """What a mending came to."""

    checked: Checked
    """The last check."""
    number: int
    """How many findings are mended."""
    left: int
    """How many more could be, by edits that change what a workflow does."""


def fix(checked: Checked, again: Callable[[], Checked], *, unsafe: bool = False) -> Mended:
    """Mend what can be, check again, and go on while that brings up more; with `unsafe`, by all edits that there are.

    A file that cannot be written, or could not be read afterwards, stays as it is, with its findings.
    """
    mended = 0
    given_up: set[str] = set()
    for _ in range(_ROUNDS):
        by_file = _by_file(
            one for one in checked.diagnostics if one.where.file not in given_up and _is_safe(one, unsafe)
        )
        done = {file: _fix_file(file, groups) for file, groups in by_file.items()}
        given_up |= {file for file, number in done.items() if not number}
        if not any(done.values()):
            break
        mended += sum(done.values())
        checked = again()
    others = _by_file(one for one in checked.diagnostics if not (unsafe or _is_safe(one, False)))
    return Mended(checked, mended, sum(_could_be_mended(file, groups) for file, groups in others.items()))


def _is_safe(one: Diagnostic, unsafe: bool) -> bool:
    return unsafe or not any(edit.unsafe for edit in one.edits)


def _by_file(found: Iterable[Diagnostic]) -> dict[str, list[Group]]:
    """The edits for each YAML file."""
    groups: dict[str, list[Group]] = {}
    for one in found:
        if one.edits and one.where.file.endswith((".yml", ".yaml")):
            groups.setdefault(one.where.file, []).append(one.edits)
    return groups


def _could_be_mended(file: str, groups: list[Group]) -> int:
    """How many edits would leave a file that can be read."""
    try:
        text = read(file)
    except (OSError, UnicodeDecodeError):
        return 0
    if made_from(text) is not None:
        return 0
    return sum(bool(number) and _is_readable(new) for new, number in (edited(text, [group]) for group in groups))


def _fix_file(file: str, groups: list[Group]) -> int:
    """Mend one file; how many findings that was."""
    try:
        old = read(file)
        if made_from(old) is not None:
            return 0
        new, number = edited(old, groups)
        if number and not _is_readable(new):
            new, number = _one_by_one(old, groups)
        if number:
            write(State(os.path.realpath(file), "updated", old, new))
            return number
    except (OSError, UnicodeDecodeError):
        pass
    return 0


def _one_by_one(old: str, groups: list[Group]) -> tuple[str, int]:
    """The first edit alone that leaves a text which can be read: the places of the others are found anew."""
    for group in groups:
        new, number = edited(old, [group])
        if number and _is_readable(new):
            return new, number
    return old, 0


def _is_readable(text: str) -> bool:
    from ghflow.reader.document import loads

    loaded = loads(text)
    return loaded.is_whole and not any(one.rule in UNREADABLE for one in loaded.diagnostics)


def edited(text: str, groups: Iterable[Group]) -> tuple[str, int]:
    """A text with groups of edits made, and how many groups that were.

    A group is left out when it would touch another, or does not find what it is to replace.
    """
    starts = [0, *(match.end() for match in _LINE_END(text))]
    newline = "\r\n" if "\r\n" in text else "\n"
    bom = 1 if text.startswith("\ufeff") else 0

    def offset(line: int, column: int) -> int:
        return starts[line - 1] + column - 1 + (bom if line == 1 else 0)

    taken: list[tuple[int, int, str]] = []
    number = 0
    for group in groups:
        spans = []
        for edit in group:
            start = offset(edit.where.line, edit.where.column)
            end = offset(edit.where.end_line, edit.where.end_column)
            if edit.old is not None and text[start:end] != edit.old:
                start, end = start + 1, end - 1
                if text[start:end] != edit.old or text[start - 1] != text[end] or text[end] not in "'\"":
                    break
            spans.append((start, end, edit.text.replace("\n", newline)))
        if len(spans) < len(group) or any(_touch(span, other) for span in spans for other in taken):
            continue
        taken += spans
        number += 1
    for start, end, new in sorted(taken, reverse=True):
        text = text[:start] + new + text[end:]
    return text, number


def _touch(span: tuple[int, int, str], other: tuple[int, int, str]) -> bool:
    """Whether two places overlap, or something is put into both at one point."""
    return (span[0] < other[1] and other[0] < span[1]) or span[:2] == other[:2]

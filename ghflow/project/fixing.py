"""Mending YAML files by the edits that findings carry; all else in a file stays as it is, byte for byte.

Lives here: `fix` (check, mend, check again) and `edited` (one text). Generated files are left alone.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from ghflow.project.checking import UNREADABLE
from ghflow.project.files import State, read, write
from ghflow.project.plan import made_from

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ghflow.diagnostics import Diagnostic, Edit
    from ghflow.project.checking import Checked

_ROUNDS = 5
_LINE_END = re.compile("\r\n|\r|\n").finditer


def fix(checked: Checked, again: Callable[[], Checked]) -> tuple[Checked, int]:
    """Mend what can be, check again, and go on while that brings up more. The last check, and how many findings are mended.

    A file that cannot be written, or could not be read afterwards, stays as it is, with its findings.
    """
    mended = 0
    given_up: set[str] = set()
    for _ in range(_ROUNDS):
        by_file: dict[str, list[Diagnostic]] = {}
        for one in checked.diagnostics:
            if one.edits and one.where.file not in given_up:
                by_file.setdefault(one.where.file, []).append(one)
        done = {file: _fix_file(file, found) for file, found in by_file.items()}
        given_up |= {file for file, number in done.items() if not number}
        if not any(done.values()):
            break
        mended += sum(done.values())
        checked = again()
    return checked, mended


def _fix_file(file: str, found: list[Diagnostic]) -> int:
    """Mend one file; how many findings that was."""
    try:
        old = read(file)
        if made_from(old) is not None:
            return 0
        new, number = edited(old, [one.edits for one in found])
        if number and _is_readable(new):
            write(State(os.path.realpath(file), "updated", old, new))
            return number
    except (OSError, UnicodeDecodeError):
        pass
    return 0


def _is_readable(text: str) -> bool:
    from ghflow.reader.document import loads

    loaded = loads(text)
    return loaded.is_whole and not any(one.rule in UNREADABLE for one in loaded.diagnostics)


def edited(text: str, groups: Iterable[tuple[Edit, ...]]) -> tuple[str, int]:
    """A text with groups of edits made, and how many groups that were. A group that would touch another is left out."""
    starts = [0, *(match.end() for match in _LINE_END(text))]
    bom = 1 if text.startswith("\ufeff") else 0

    def offset(line: int, column: int) -> int:
        return starts[line - 1] + column - 1 + (bom if line == 1 else 0)

    taken: list[tuple[int, int, str]] = []
    number = 0
    for group in groups:
        spans = []
        for where, new in group:
            spans.append((offset(where.line, where.column), offset(where.end_line, where.end_column), new))
        if any(start < other_end and other < end for start, end, _ in spans for other, other_end, _ in taken):
            continue
        taken += spans
        number += 1
    for start, end, new in sorted(taken, reverse=True):
        text = text[:start] + new + text[end:]
    return text, number

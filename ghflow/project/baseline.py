"""Findings that were there before: a file lists them, and a check passes over as many as it lists.

Lives here: `write_baseline`, `pass_over`. A finding is known by its file, rule, place in the workflow and message, and not by
its line, so that it is known again when something is written above it.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from typing import TYPE_CHECKING

from ghflow.project.checking import UNREADABLE
from ghflow.project.plan import relative_to_root
from ghflow.project.settings import ProjectError

if TYPE_CHECKING:
    from ghflow.diagnostics import Diagnostic
    from ghflow.project.checking import Checked
    from ghflow.project.settings import Settings

_KEYS = ("file", "rule", "path", "message")
_LINE_NUMBER = re.compile(r"(?<=\w):\d+")
Known = tuple[str, ...]


def _known(settings: Settings, one: Diagnostic) -> Known:
    file = relative_to_root(settings, os.path.abspath(one.where.file)) if one.where.line else ""
    return (file, one.rule, one.path, _LINE_NUMBER.sub("", one.message))


def write_baseline(file: str, settings: Settings, checked: Checked) -> None:
    """List all findings but those that keep a file from being checked. Raises `ProjectError` when it cannot be written."""
    counts = Counter(_known(settings, one) for one in checked.diagnostics if one.rule not in UNREADABLE)
    rows = [dict(zip(_KEYS, key, strict=True)) | {"count": counts[key]} for key in sorted(counts)]
    lines = ",".join(f"\n    {json.dumps(row, ensure_ascii=False)}" for row in rows)
    text = f'{{\n  "version": 1,\n  "findings": [{lines}' + ("\n  ]" if rows else "]") + "\n}\n"
    try:
        with open(file, "w", encoding="utf-8", newline="\n") as opened:
            opened.write(text)
    except OSError as error:
        raise ProjectError(f"the baseline {file} cannot be written: {error.strerror}") from None


def pass_over(file: str, settings: Settings, checked: Checked) -> list[str]:
    """Take the findings that the file lists out of a check; what to say about it. Raises `ProjectError`."""
    left = _read(file)
    kept = []
    for one in checked.diagnostics:
        key = _known(settings, one)
        if left[key] > 0 and one.rule not in UNREADABLE:
            left[key] -= 1
        else:
            kept.append(one)
    passed = len(checked.diagnostics) - len(kept)
    checked.diagnostics = kept
    gone = sum(left.values())
    said = [f"{passed} in the baseline"] if passed else []
    return said + ([f"{gone} of the baseline are gone: write it anew"] if gone else [])


def _read(file: str) -> Counter[Known]:
    try:
        with open(file, encoding="utf-8") as opened:
            rows = json.load(opened)["findings"]
        return Counter({tuple(str(row[key]) for key in _KEYS): int(row["count"]) for row in rows})
    except OSError as error:
        raise ProjectError(
            f"the baseline {file} cannot be read: {error.strerror}; write it with --write-baseline"
        ) from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ProjectError(f"{file} is no baseline: write one with --write-baseline") from None

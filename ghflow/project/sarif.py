"""Findings as SARIF 2.1.0, as GitHub's code scanning takes it.

Lives here: `render_sarif`. Places are given in UTF-16 code units, which SARIF counts in unless told otherwise, and files by
their path in the checkout. A finding is known again by its rule, its file and the words of its line.
Source: OASIS, "SARIF Version 2.1.0"; docs.github.com, "SARIF support for code scanning" (read 2026-11-22).
"""

from __future__ import annotations

import hashlib
import json
import linecache
import os
from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ghflow.project.manual import manual_of
from ghflow.version import __version__
from ghflow.where import relative_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ghflow.diagnostics import Diagnostic
    from ghflow.project.settings import Settings
    from ghflow.where import Where

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render_sarif(settings: Settings, found: Sequence[Diagnostic]) -> str:
    """One run with a result for each finding, and the manual of each rule that found something."""
    checkout = os.environ.get("GITHUB_WORKSPACE") or settings.root
    names = sorted({one.rule for one in found})
    seen: Counter[tuple[str, ...]] = Counter()
    results = [_result(one, names.index(one.rule), checkout, seen) for one in found]
    driver = {
        "name": "ghflow",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_rule(name, [one for one in found if one.rule == name]) for name in names],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "utf16CodeUnits",
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "The root of the repository."}}},
        "results": results,
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1) + "\n"


def _rule(name: str, found: list[Diagnostic]) -> dict[str, Any]:
    manual = manual_of(name)
    level = min(one.severity.value for one in found)
    words = manual.text if manual else found[0].message
    summary = manual.sentence if manual else found[0].message
    return {
        "id": name,
        "name": "".join(part.capitalize() for part in name.split("-")),
        "shortDescription": {"text": summary},
        "fullDescription": {"text": manual.summary if manual else summary},
        "help": {"text": words, "markdown": manual.markdown if manual else words},
        "defaultConfiguration": {"level": level},
        "properties": {"tags": ["github-actions"], "problem.severity": level},
    }


def _result(one: Diagnostic, index: int, checkout: str, seen: Counter[tuple[str, ...]]) -> dict[str, Any]:
    where = one.where
    uri = _uri(where.file, checkout) if where.line else "."
    words = "".join(linecache.getline(where.file, where.line).split()) if where.line else ""
    key = (one.rule, uri, words)
    seen[key] += 1
    digest = hashlib.sha256("\0".join(key).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    artifact = {"uri": uri} if ":" in uri.partition("/")[0] else {"uri": uri, "uriBaseId": "SRCROOT"}
    location: dict[str, Any] = {"physicalLocation": {"artifactLocation": artifact, "region": _region(where)}}
    if one.path:
        location["logicalLocations"] = [{"fullyQualifiedName": one.path}]
    return {
        "ruleId": one.rule,
        "ruleIndex": index,
        "level": one.severity.value,
        "message": {"text": str(one)},
        "locations": [location],
        "partialFingerprints": {"primaryLocationLineHash": f"{digest}:{seen[key]}"},
    }


def _uri(file: str, checkout: str) -> str:
    """The path in the checkout; for a file outside of it, its whole address."""
    full = os.path.abspath(file)
    path = relative_path(full, checkout)
    if path != full:
        return quote(path)
    return "file://" + quote("/" + full.replace(os.sep, "/").lstrip("/"))


def _region(where: Where) -> dict[str, int]:
    if not where.line:
        return {"startLine": 1}
    start = _units(where.file, where.line, where.column)
    end = _units(where.file, where.end_line, where.end_column)
    if where.end_line == where.line:
        end = max(end, start + 1)
    return {"startLine": where.line, "startColumn": start, "endLine": where.end_line, "endColumn": end}


def _units(file: str, line: int, column: int) -> int:
    """A column in UTF-16 code units. 1-based."""
    before = linecache.getline(file, line)[: column - 1]
    return column + sum(ord(character) > 0xFFFF for character in before)

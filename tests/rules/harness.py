"""Rules on YAML: a text with marks, and the lines that a rule finds in it.

A row of a table is a text. Lines that the rule must find end with `# <-`; a text without marks must stay silent. Other files of
the repository stand behind lines of the form `=== .github/workflows/other.yml`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ghflow.model.graph import graph_of
from ghflow.reader.document import loads
from ghflow.rules.registry import check
from ghflow.rules.world import World
from ghflow.where import remember_source

if TYPE_CHECKING:
    from ghflow.diagnostics import Diagnostic

FILE = ".github/workflows/w.yml"


def findings(rule: str | None, text: str) -> list[Diagnostic]:
    """What a rule (or, with None, any) finds in the first file of a text, with the others around it."""
    first, *others = re.split(r"^=== (.+)\n", text, flags=re.MULTILINE)
    files = dict(zip(others[::2], others[1::2], strict=True))
    graphs = {name: graph_of(loads(other, name).document) for name, other in files.items()}
    remember_source(FILE, first)
    loaded = loads(first, FILE)
    assert not loaded.errors or rule is None, loaded.errors
    graph = graph_of(loaded.document)
    return check(graph, World({FILE: graph, **graphs}), rule, lints=True)


def lines_found(rule: str, text: str) -> list[int]:
    """The lines of the findings, each once, in order."""
    return sorted({one.where.line for one in findings(rule, text)})


def lines_marked(text: str) -> list[int]:
    """The lines that end with `# <-`."""
    return [number for number, line in enumerate(text.split("\n"), 1) if line.endswith("# <-")]

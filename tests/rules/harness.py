"""Rules on YAML: a text with marks, and the lines that a rule finds in it.

A row of a table is a text. Lines that the rule must find end with `# <-`; a text without marks must stay silent. Other files of
the repository stand behind lines of the form `=== .github/workflows/other.yml`.
"""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ghflow.model.graph import graph_of
from ghflow.reader.document import loads
from ghflow.rules.registry import check
from ghflow.rules.world import World
from ghflow.where import remember_source

if TYPE_CHECKING:
    from ghflow.diagnostics import Diagnostic

    Rows = dict[str, dict[str, str]]

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


def params(table: Rows) -> list[Any]:
    """The rows of a table of rules for `pytest.mark.parametrize(("rule", "text"), ...)`."""
    return [
        pytest.param(rule, text, id=f"{rule}-{name}") for rule, rows in table.items() for name, text in rows.items()
    ]


def job(steps: str = "- run: x", **keys: str) -> str:
    """A workflow with one job `a` of the given steps; keys of the job with `_` for `-`, `on` is that of the workflow."""
    lines = [f"on: {keys.pop('on', 'push')}", "jobs:", "  a:"]
    lines += [f"    {name.strip('_').replace('_', '-')}: {value}" for name, value in ({"runs_on": "x"} | keys).items()]
    return "\n".join([*lines, "    steps:", *(f"      {line}" for line in steps.strip("\n").split("\n"))]) + "\n"


def tables(name: str) -> list[Rows]:
    """The tables of that name, of rules with their rows, in all test modules beside this one."""
    package = __name__.rpartition(".")[0]
    modules = [import_module(f"{package}.{path.stem}") for path in sorted(Path(__file__).parent.glob("test_*.py"))]
    found = [getattr(module, name, {}) for module in modules]
    return [table for table in found if all(isinstance(row, dict) for row in table.values())]

"""The expressions for which GitHub refuses a workflow file, so that nothing of it runs.

Lives here: `refusals`. Not here: needs, calls and inputs that keep a run from starting (`jobs`), what the schema says of other
values (`ghflow.reader`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from ghflow.model.availability import remarks
from ghflow.model.graph import Graph

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ghflow.model.workflow import Workflow

_made: WeakKeyDictionary[Workflow, tuple[str, ...]] = WeakKeyDictionary()


def refusals(workflow: Workflow) -> tuple[str, ...]:
    """What GitHub says of a file [S]: of expressions that do not parse, and of names that are not there where they stand."""
    found = _made.get(workflow)
    if found is None:
        found = _made[workflow] = tuple(dict.fromkeys(_refusals(Graph(workflow))))
    return found


def _refusals(graph: Graph) -> Iterator[str]:
    if any(parsed.error is not None for parsed in graph.parsed):
        for use in graph.all_uses():
            if use.parsed.error is not None:
                yield f"{use.yaml_path}: {use.parsed.error}"
    for remark in remarks(graph):
        path = remark.use.yaml_path
        yield remark.message if path in remark.message else f"{path}: {remark.message}"

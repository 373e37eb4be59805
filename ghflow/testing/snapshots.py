"""Snapshots for syrupy: a workflow as the YAML that GitHub reads, a plan or a run as its tree; one file for each.

Lives here: `WorkflowSnapshot` (`.yml`) and `PlanSnapshot` (`.txt`). Nothing but this module imports syrupy.
"""

from __future__ import annotations

from typing import Any

from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from ghflow.model.document import Document
from ghflow.simulator.planning import Plan
from ghflow.simulator.runs import Run


def as_snapshot(data: Any) -> str:
    """The text that is kept. Raises TypeError for what is none of workflow, action, plan, run and text."""
    if isinstance(data, str):
        return data
    if isinstance(data, Plan | Run):
        return data.to_text(steps=True)
    if isinstance(data, Document):
        from ghflow.emitter.document import to_yaml

        return to_yaml(data)
    raise TypeError(f"a snapshot is of a workflow, an action, a plan, a run or a text, got {type(data).__name__}")


class _TextSnapshot(SingleFileSnapshotExtension):
    _write_mode = WriteMode.TEXT

    def serialize(self, data: Any, **options: Any) -> str:
        return as_snapshot(data)


class WorkflowSnapshot(_TextSnapshot):
    """A workflow or action in a file that GitHub could read."""

    file_extension = "yml"


class PlanSnapshot(_TextSnapshot):
    """A plan or run as a tree, steps included."""

    file_extension = "txt"

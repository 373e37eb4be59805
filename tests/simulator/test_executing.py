"""Workflows executed on this machine: what jobs and steps come to, and what is told of them."""

from __future__ import annotations

import sys
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest

from ghflow.project.execution import execute_read
from ghflow.project.repository import read_repository
from ghflow.simulator.events import event

if TYPE_CHECKING:
    from ghflow.simulator.executed import Execution

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="these scripts are written for POSIX shells")


@pytest.fixture
def run(tmp_path: Path) -> Any:
    """Execute the steps (or whole jobs) of a text on a push, in a folder of some files."""

    def execute(jobs: str, *, files: dict[str, str] | None = None, on: str = "push", **options: Any) -> Execution:
        folder = tmp_path / "repository"
        text = dedent(jobs).strip()
        if text.startswith("- "):
            body = "\n".join("      " + line for line in text.splitlines())
            text = f"jobs:\n  job:\n    runs-on: ubuntu-latest\n    steps:\n{body}"
        written = {".github/workflows/ci.yml": f"on: {on}\n{text}\n", **(files or {})}
        for name, content in written.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(dedent(content), encoding="utf-8")
        read = read_repository(start=str(folder))
        settings = {key: options.pop(key) for key in ("vars", "secrets") if key in options}
        return execute_read(read, event("push"), repository=read.repository(**settings), **options)

    return execute


def test_a_job_with_an_output(run):
    done = run("""
        jobs:
          one:
            runs-on: ubuntu-latest
            outputs: {v: '${{ steps.find.outputs.v }}'}
            steps: [{id: find, run: 'echo "v=1.2" >> "$GITHUB_OUTPUT"; echo "::notice file=a.py,line=3::Found"'}]
          two:
            runs-on: ubuntu-latest
            needs: one
            steps: [{run: 'test "${{ needs.one.outputs.v }}" = 1.2'}]
    """)

    assert "success" == done.conclusion
    assert {"v": "1.2"} == done.step("one", "find").outputs == done.job("one").outputs
    assert [("a.py", 3, "Found")] == [(one.file, one.line, one.message) for one in done.annotations.notices]
    assert [] == done.annotations.errors

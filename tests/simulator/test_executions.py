"""Workflows that check themselves: each says in its first line how it ends, and why it is here.

They are read and executed by the command line, as people do it, in the folder that has the actions they use.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ghflow.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).parent / "executions"
CASES = sorted(FOLDER.glob("*.yml"))

pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="these workflows are for Linux"),
    pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here"),
]


def expected(case: Path) -> tuple[str, list[str]]:
    """How a workflow is to end, and the programs that it needs."""
    words = case.read_text(encoding="utf-8").partition(":")[0].removeprefix("#").split()
    return words[0], words[1:]


def told(data: dict[str, object]) -> Iterator[str]:
    """Where a run did not go well, for the message of a test."""
    for key in ("problems", "errors", "log", "why"):
        if data.get(key) and data.get("conclusion") not in ("success", "skipped"):
            yield f"{data.get('name')}: {data[key]}"
    for key in ("workflows", "jobs", "legs", "steps"):
        for one in data.get(key) or ():
            yield from told(one)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_execution(case, capsys, monkeypatch):
    conclusion, programs = expected(case)
    for program in programs:
        if shutil.which(program) is None:
            pytest.skip(f"there is no {program} here")
    monkeypatch.chdir(FOLDER)
    monkeypatch.setenv("GHFLOW_TEST_SECRET", "of whoever runs the tests")
    code = main(["plan", "--execute", "--event", "push", "--workflow", case.name, "--format", "json"])
    out, err = capsys.readouterr()
    data = json.loads(out)

    assert (conclusion, "") == (data["conclusion"], err), "\n".join(told(data))
    assert (0 if conclusion in ("success", "skipped") else 1) == code


def test_there_are_many_cases_of_each_end():
    ends = [expected(case)[0] for case in CASES]

    assert len(ends) >= 60
    assert {"success", "failure", "startup_failure", "skipped", "cancelled"} == set(ends)

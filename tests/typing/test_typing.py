"""What mypy and pyright say: nothing about right uses, and at the marked line of every wrong one.

A wrong program marks its line with the checkers that must report it: `# <- both`, `# <- mypy`, `# <- pyright`.
Each checker runs once over all files.
"""

from __future__ import annotations

import inspect
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TypeAlias

import attrs
import pytest

from ghflow.model import action, calls, steps, workflow

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[1]
RIGHT = [*sorted(HERE.glob("right/*.py")), REPOSITORY / "workflows/release.py", REPOSITORY / "workflows/ci.py"]
WRONG = sorted(HERE.glob("wrong/*.py"))
Reports: TypeAlias = set[tuple[str, int]]


def mypy(files: list[Path]) -> Reports:
    """File name and line of every error."""
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--hide-error-context", *map(str, files)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    found = re.findall(r"^(.+?):([0-9]+): error: ", done.stdout, re.MULTILINE)
    return {(Path(file).name, int(line)) for file, line in found}


def pyright(files: list[Path]) -> Reports:
    """File name and line of every error."""
    done = subprocess.run(
        [sys.executable, "-m", "pyright", "--outputjson", *map(str, files)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    found = json.loads(done.stdout)["generalDiagnostics"]
    return {(Path(one["file"]).name, one["range"]["start"]["line"] + 1) for one in found if one["severity"] == "error"}


CHECKERS = {"mypy": mypy, "pyright": pyright}


@pytest.fixture(scope="module", params=CHECKERS)
def checked(request) -> tuple[str, Reports]:
    return request.param, CHECKERS[request.param]([*RIGHT, *WRONG])


def marks(checker: str) -> Reports:
    """File name and line of every mark that the checker must report."""
    return {
        (file.name, number)
        for file in WRONG
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if line.endswith(("# <- both", f"# <- {checker}"))
    }


def test_right_uses_are_accepted(checked):
    _, reports = checked

    assert set() == {(name, line) for name, line in reports if name in {file.name for file in RIGHT}}


def test_wrong_uses_are_reported_where_they_are_and_nowhere_else(checked):
    checker, reports = checked

    assert marks(checker) == {(name, line) for name, line in reports if name in {file.name for file in WRONG}}


def test_every_wrong_program_is_marked_once():
    counts = {
        file.name: len(re.findall(r"# <- (?:both|mypy|pyright)$", file.read_text("utf-8"), re.MULTILINE))
        for file in WRONG
    }

    assert len(WRONG) >= 30
    assert {file.name: 1 for file in WRONG} == counts
    assert len(marks("mypy")) >= len(WRONG) - 1


def annotations(cls: type) -> dict[str, str]:
    """Argument -> annotation, of what a call of the class takes; the four that all objects take are given by hand."""
    own = {field.alias: str(field.type).replace("'", '"') for field in attrs.fields(cls)}
    hidden = ("where", "about", "default_id", "produces")
    return {name: kind for name, kind in own.items() if name not in hidden} | {
        "comment": "str | None",
        "extra": "Mapping[str, Any] | None",
        "allow": "str | Iterable[str]",
        "key_order": "Iterable[str]",
    }


@pytest.mark.parametrize(
    ("chooser", "cls", "returns"),
    [
        pytest.param(steps.Step, steps.RunStep, "RunStep", id="run"),
        pytest.param(steps.Step, steps.UsesStep, "UsesStep[AnyOutputs]", id="uses"),
        pytest.param(action.Action, action.CompositeAction, "CompositeAction", id="composite"),
        pytest.param(action.Action, action.NodeAction, "NodeAction", id="node"),
        pytest.param(action.Action, action.DockerAction, "DockerAction", id="docker"),
    ],
)
def test_overloads_take_what_the_kinds_take(chooser, cls, returns):
    source = inspect.getsource(chooser)
    signatures = re.findall(r"@overload\s+def __new__\((.*?)\) -> (.+?): \.\.\.", source, re.DOTALL)
    body = next(arguments for arguments, result in signatures if result == returns)
    found = dict(re.findall(r"^\s*(\w+): (.+?)(?: = .+)?,$", body, re.MULTILINE))

    assert annotations(cls) == found


def test_the_call_of_a_workflow_takes_what_a_job_that_calls_one_takes():
    source = inspect.getsource(workflow.Workflow.job).partition(") -> CallJob:")[0]
    found = dict(re.findall(r"^\s*(\w+): (.+?)(?: = .+)?,$", source, re.MULTILINE))

    assert {
        name: kind for name, kind in annotations(calls.CallJob).items() if name not in ("uses", "declares")
    } == found

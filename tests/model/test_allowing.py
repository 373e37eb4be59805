"""What objects allow, and what it comes to."""

from __future__ import annotations

import linecache

import pytest

from ghflow import Job, Push, Step, Workflow
from ghflow.model.allowing import Allowances, objects_in

INNER = Step("Test", run="make", allow=["a", "b"])
JOB = Job("test", runs_on="x", steps=[Step(run="x"), INNER], allow="a")
WORKFLOW = Workflow("W", on=[Push()], jobs=[JOB, Job("test2", runs_on="x", steps=[INNER])], allow=["c"])


@pytest.mark.parametrize(
    ("rule", "path", "silenced"),
    [
        pytest.param("a", "jobs.test.steps[1].run", True, id="inside a step"),
        pytest.param("a", "jobs.test.runs-on", True, id="inside a job"),
        pytest.param("a", "jobs.test.steps[0]", True, id="in another step of the job"),
        pytest.param("b", "jobs.test.steps[0]", False, id="in another step"),
        pytest.param("b", "jobs.test.steps[10]", False, id="a step whose index begins the same"),
        pytest.param("a", "jobs.test2.runs-on", False, id="a job whose id begins the same"),
        pytest.param("b", "jobs.test2.steps[0].run", True, id="the same step in another job"),
        pytest.param("c", "jobs.test.steps[1].run", True, id="anywhere in the workflow"),
        pytest.param("c", "", True, id="the workflow itself"),
        pytest.param("d", "jobs.test", False, id="a rule that nobody allows"),
    ],
)
def test_silence(rule: str, path: str, silenced: bool) -> None:
    assert silenced == Allowances(WORKFLOW).silence(rule, path)


def test_a_finding_without_a_path_stands_where_its_object_does() -> None:
    allowances = Allowances(WORKFLOW)

    assert allowances.silence("a", "", JOB.steps[0])
    assert not allowances.silence("b", "", JOB.steps[0])
    assert allowances.silence("b", "", INNER)


def test_the_innermost_takes_the_credit() -> None:
    allowances = Allowances(WORKFLOW)

    allowances.silence("a", "jobs.test.steps[1].run")

    assert [("a", "jobs.test.steps[1]")] == [(one.rule, one.path) for one in allowances.given if one.used]


def test_the_place_is_that_of_the_name() -> None:
    where = next(one.where for one in Allowances(WORKFLOW).given if one.rule == "b")
    line = linecache.getline(__file__, where.line)

    assert '"b"' == line[where.column - 1 : where.end_column - 1]


def test_every_object_has_its_path() -> None:
    paths = [path for _, path in objects_in(WORKFLOW)]

    assert {"", "on.push", "jobs.test", "jobs.test.steps[0]", "jobs.test.steps[1]", "jobs.test2"} <= set(paths)

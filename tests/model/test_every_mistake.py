"""Several mistakes in one argument: all are found in one run, each at its own place."""

from __future__ import annotations

import pytest

from ghflow import (
    Container,
    Job,
    Matrix,
    Permissions,
    Push,
    Schedule,
    Step,
    UsageError,
    Workflow,
    WorkflowDispatch,
    github,
)
from ghflow.actions import cache
from ghflow.diagnostics import collecting

JOB = Job("a", runs_on="x", steps=[Step(run="make")])


def workflow(on):
    return Workflow("CI", on=on, jobs=[JOB])


@pytest.mark.parametrize(
    ("make", "paths"),
    [
        pytest.param(lambda: Step(run="x", env={"A": [], "B": "b", "C": {}}), ["env.A", "env.C"], id="entries"),
        pytest.param(
            lambda: Job("a", runs_on=["x", 1, 2.5], steps=[Step(run="x")]), ["runs_on.1", "runs_on.2"], id="items"
        ),
        pytest.param(lambda: Job("a", runs_on="x", steps=["x", 5]), ["steps.0", "steps.1"], id="objects"),
        pytest.param(
            lambda: Job("a", runs_on="x", steps=[Step(run="x")], permissions={"content": "read", "issues": 1}),
            ["permissions.content", "permissions.issues"],
            id="scopes",
        ),
        pytest.param(
            lambda: Container("x", credentials={"user": "a", "password": 3}),
            ["credentials.user", "credentials.password"],
            id="known-keys",
        ),
        pytest.param(
            lambda: Matrix(os=["x"], include=["a", {"os": "x"}, 3]), ["include.0", "include.2"], id="rows-of-a-matrix"
        ),
        pytest.param(
            lambda: Matrix(os=["x"], include=[{"a": object(), "b": {1}}]), ["include.0.a", "include.0.b"], id="nested"
        ),
        pytest.param(
            lambda: workflow(["push", Push, Push(branches=["a"]), 3]), ["on.1", "on.2", "on.3"], id="list-of-events"
        ),
        pytest.param(
            lambda: workflow({"push": {"branch": "a", "tags": 3, "paths": ["a"]}, "pusch": None, 3: None}),
            ["on.push.branch", "on.push.tags", "on.pusch", "on.3"],
            id="mapping-of-events",
        ),
        pytest.param(
            lambda: workflow({"schedule": [{"crom": "1"}, Schedule(cron="0 0 * * *"), 3]}),
            ["on.schedule.0.crom", "on.schedule.2"],
            id="list-inside-a-mapping",
        ),
        pytest.param(
            lambda: Job("a", runs_on="x", steps=[Step(run="x")], outputs={"x": 3, "y": [], "z": github.ref}),
            ["outputs.x", "outputs.y"],
            id="outputs",
        ),
        pytest.param(
            lambda: Step(run="x", extra={"new": object(), "newer": [{1}]}), ["extra.new", "extra.newer.0"], id="extra"
        ),
        pytest.param(
            lambda: WorkflowDispatch(inputs={"a": "x", "b": 3}), ["inputs.a", "inputs.b"], id="inputs-of-a-dispatch"
        ),
    ],
)
def test_all_are_found(make, paths):
    with collecting() as found:
        make()

    assert paths == [one.path for one in found]
    assert {"wrong-value"} == {one.rule for one in found}
    with pytest.raises(UsageError):
        make()


def test_items_of_an_input():
    with collecting() as found:
        cache(path=["a", 1, 2], key="k")

    assert ["cache: path[1] must be text, got 1", "cache: path[2] must be text, got 2"] == [
        one.message for one in found
    ]


def test_what_is_right_stays():
    with collecting():
        job = Job(
            "a", runs_on="x", steps=[Step(run="x")], env={"A": [], "B": "b"}, permissions={"x": 1, "issues": "read"}
        )

    assert {"B": "b"} == job.env
    assert Permissions(issues="read") == job.permissions

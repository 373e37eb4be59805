"""A writer made for one class writes what the general one writes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghflow import Defaults, Job, Matrix, Push, Step, Workflow, github, note
from ghflow.emitter.yaml import emit
from tests.emitter.test_yaml_trees import workflows
from tests.in_rust import GENERAL, WAYS, done_in


def written(workflow, way, count=1):
    """The text of a workflow, with writers made for the classes that have `count` objects."""
    with done_in(way, count):
        return emit(workflow)


@pytest.mark.parametrize("way", WAYS)
@given(data=st.data())
def test_any_workflow_is_written_the_same(way, data):
    workflow, _ = data.draw(workflows())
    plain = written(workflow, GENERAL)

    assert plain == written(workflow, way, 1)
    assert plain == written(workflow, way, 3)


STEP = Step(run="x")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "steps",
    [
        pytest.param(
            [Step(run="a\nb\n"), Step("n", run="x", env={"A": None, "B": True, "C": 1.5, "D": github.ref})], id="env"
        ),
        pytest.param([Step(run="x", env={}), Step(run="x", continue_on_error=True, timeout_minutes=5)], id="empty-env"),
        pytest.param([Step(run="x", if_=True), Step(run="x", if_=github.ref == "a"), Step(run="x", if_="a")], id="if"),
        pytest.param([STEP, Step(run="x", comment="c"), STEP, note(Step(run="y"), "z"), STEP], id="comments"),
        pytest.param([STEP, Step(run=note("x", "n")), Step(run="x", extra={"later": [1, {"a": "b"}]})], id="extra"),
    ],
)
def test_steps_are_written_the_same(steps, way):
    job = Job(
        "j",
        runs_on=["a", "b"],
        permissions={},
        matrix=Matrix(a=["1", "b"], include=[{"a": 1}]),
        fail_fast=False,
        defaults=Defaults(shell="bash"),
        steps=steps,
    )
    workflow = Workflow("w", on=[Push()], jobs=[job, Job("k", runs_on="x", steps=steps)])

    assert written(workflow, GENERAL) == written(workflow, way)

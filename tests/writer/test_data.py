"""Objects as the plain data that a file has, with their comments at the places that they have there."""

from __future__ import annotations

from ghflow import Container, Job, Matrix, Output, Permissions, Push, Step, Workflow, WorkflowCall, loads, note
from ghflow.emitter.document import to_yaml
from ghflow.model.kinds import FrozenMap
from ghflow.model.node import Remark
from ghflow.reader.document import load
from ghflow.reader.sameness import holds
from ghflow.reader.tree import read_tree
from ghflow.writer.data import plain_data

WORKFLOW = Workflow(
    "W",
    on=[Push(branches=["main"]), WorkflowCall(outputs={"o": Output("v")})],
    permissions=Permissions(contents="read", comment="above"),
    jobs=[
        Job(
            "a",
            runs_on=note("x", "behind"),
            fail_fast=note(False, "group"),
            matrix=Matrix(os=[note("l", "axis")], include=[{"os": "m"}]),
            container=Container("i", env={"A": 1}),
            steps=[note(Step(run="x", comment="step", extra={"new": note(1, "kept")}), below="end")],
            extra={"z": [True, None]},
            key_order=["z", "steps", "runs-on"],
        )
    ],
)


def test_data():
    data, remarks = plain_data(WORKFLOW, {})
    job = ("jobs", "a")

    assert holds(read_tree(to_yaml(WORKFLOW), "x").root, data)
    assert ["z", "steps", "runs-on"] == list(data["jobs"]["a"])[:3]
    assert {
        ("permissions",): Remark(above="above"),
        (*job, "runs-on"): Remark("behind"),
        (*job, "strategy", "fail-fast"): Remark("group"),
        (*job, "strategy", "matrix", "os", 0): Remark("axis"),
        (*job, "steps", 0): Remark(above="step", below="end"),
        (*job, "steps", 0, "new"): Remark("kept"),
    } == remarks


def test_a_list_of_jobs_is_a_mapping():
    data, remarks = plain_data(WORKFLOW.jobs, {(0,): Remark("c")}, keyed=True)

    assert isinstance(data, FrozenMap)
    assert ["a"] == list(data)
    assert Remark("c") == remarks["a",]


def test_real_files_are_held_by_what_is_read(shared, soak):
    files = sorted((shared / "corpus" / "files").rglob("*.y*ml"))
    for path in files[:: 1 if soak > 1 else 40]:
        document = load(path).document
        data = plain_data(document, {})[0]

        assert holds(document.where.raw, data), path
        assert not holds(document.where.raw, FrozenMap({**data, "more": 1}))


def test_what_does_not_hold():
    root = loads("on: push\njobs: {a: {steps: [1, '1', true]}}\n").document.where.raw
    right = {"on": "push", "jobs": {"a": {"steps": (1, "1", True)}}}

    assert holds(root, right)
    for steps in ((1, 1, True), (True, "1", True), (1.0, "1", True), (1, "1"), [1, "1", True], {"a": 1}):
        assert not holds(root, {"on": "push", "jobs": {"a": {"steps": steps}}})
    assert not holds(root, {"on": "push", "jobs": {"b": {"steps": (1, "1", True)}}})

"""Which stub stands in for what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ghflow.simulator.stubs import Answer, Call, JobAnswer, Store, StubError, find_stub
from ghflow.simulator.workspace import Source

if TYPE_CHECKING:
    from pathlib import Path

STUBS = {
    "actions/checkout": 1,
    "actions/cache/restore": 2,
    "Octo/Action@v1": 3,
    "octo/action": 4,
    "./.github/actions/setup": 5,
    "docker://alpine:3": 6,
    "octo/other/.github/workflows/x.yml": 7,
}


@pytest.mark.parametrize(
    ("uses", "stub"),
    [
        ("actions/checkout@v4", 1),
        ("Actions/Checkout@main", 1),
        ("actions/cache/restore@v4", 2),
        ("actions/cache@v4", None),
        ("octo/action@v1", 3),
        ("octo/action@v2", 4),
        ("octo/action/sub@v2", 4),
        ("./.github/actions/setup", 5),
        ("./.github/actions/setup/", 5),
        ("$/.github/actions/setup", 5),
        ("./.github/actions", None),
        ("docker://alpine:3", 6),
        ("octo/other/.github/workflows/x.yml@v1", 7),
        ("octo/other/.github/workflows/y.yml@v1", None),
    ],
)
def test_find(uses, stub):
    assert stub == find_stub(STUBS, uses)


@pytest.fixture
def call(tmp_path: Path) -> Call:
    return Call(
        uses="a/b@v1",
        inputs={"Name": " x ", "flag": "TRUE", "empty": "  "},
        env={},
        workspace=tmp_path,
        temp=tmp_path,
        source=Source(tmp_path),
        store=Store(tmp_path / "store"),
        github={},
        write=lambda _: None,
    )


def test_inputs(call):
    assert ("x", "d", "d") == (call.input("NAME"), call.input("empty", "d"), call.input("gone", "d"))
    assert (True, False, True) == (call.flag("flag"), call.flag("gone"), call.flag("empty", True))
    with pytest.raises(StubError, match="the input 'name' is true or false, got 'x'"):
        call.flag("name")


def test_answers_are_text(call):
    Answer(outputs={"a": True, "b": None, "c": 1, "d": "x"}, env={"E": "1"}).run(call)

    assert {"a": "true", "b": "", "c": "1", "d": "x"} == call.outputs
    assert {"E": "1"} == call.exported
    assert {"a": "false"} == JobAnswer(outputs={"a": False}).texts


def test_an_answer_that_fails_has_outputs_too(call):
    with pytest.raises(StubError, match="broken"):
        Answer(outputs={"a": 1}, fails="broken").run(call)

    assert {"a": "1"} == call.outputs


def test_folders_of_a_store(tmp_path):
    store = Store(tmp_path)

    assert store.new_folder() != store.new_folder()

from __future__ import annotations

import linecache
import os
import textwrap

import pytest

from ghflow import Job, Matrix, Push, Step, Workflow, github
from ghflow.emitter.scalars import Unwritable
from ghflow.emitter.writable import unwritable
from ghflow.emitter.yaml import emit
from ghflow.project.build import run
from ghflow.project.settings import find_settings

NUL = "the character NUL (at 1), which GitHub does not accept"
HALF = "half a surrogate pair, U+D800 (at 0), which no file can hold"


def workflow(**arguments):
    return Workflow("w", on=Push(), jobs=[Job("a", runs_on="x", steps=[Step(run="true")], **arguments)])


@pytest.mark.parametrize(
    ("path", "reason", "arguments"),
    [
        pytest.param("name", NUL, {"name": "a\0"}, id="text"),
        pytest.param("name", HALF, {"name": "\ud800"}, id="surrogate"),
        pytest.param("env.K", NUL, {"env": {"K": "a\0"}}, id="value-of-a-mapping"),
        pytest.param("env.\ud800", HALF, {"env": {"\ud800": "x"}}, id="key-of-a-mapping"),
        pytest.param("outputs.v", NUL.replace("1", "14"), {"outputs": {"v": github.event["\0"]}}, id="expression"),
        pytest.param("os.1", NUL, {"matrix": Matrix(os=["a", "a\0"])}, id="axis"),
        pytest.param("include.0.k", HALF, {"matrix": Matrix(include=[{"k": "\ud800"}])}, id="row-of-a-matrix"),
        pytest.param("extra.new.0.k", NUL, {"extra": {"new": [{"k": "a\0"}]}}, id="extra-key"),
    ],
)
def test_unwritable(path, reason, arguments):
    bad = workflow(**arguments)

    assert [(path, f"{path.partition('.')[0]} holds {reason}")] == [(d.path, d.message) for d in unwritable(bad)]
    with pytest.raises(Unwritable):
        emit(bad)


@pytest.mark.parametrize(
    "arguments",
    [
        {"name": "\x01\x7f\x85\ufeff\uffff\U0010ffff"},
        {"env": {"\x1b": "\r\n"}},
        {"matrix": Matrix(os=["\u2028"], include=[{"\t": "\b"}])},
        {"matrix": Matrix(github.event.legs)},
        {"extra": {"\ufeff": ["\x80"]}},
    ],
)
def test_what_can_be_written(arguments):
    good = workflow(**arguments)

    assert [] == unwritable(good)
    assert emit(good)


def test_each_is_reported_at_its_own_line(tmp_path):
    folder = tmp_path / "workflows"
    folder.mkdir()
    source = folder / "bad.py"
    source.write_text(
        textwrap.dedent(r"""
        from ghflow import Job, Matrix, Push, Step, Workflow

        build = Job(
            "build",
            runs_on=[
                "ubuntu-latest",
                "x\ud800",  # 1 here
            ],
            matrix=Matrix(
                os=["a"],
                include=[
                    {"os": "b\0"},  # 2 here
                ],
            ),
            steps=[
                Step("fine", run="echo"),
                Step(
                    "bad",
                    run="echo \0",  # 3 here
                    env={
                        "GOOD": "x",
                        "BAD": "\0",  # 4 here
                        "KEY\0": "x",  # 5 here
                    },
                ),
            ],
            extra={
                "new-key": ["\0"],  # 6 here
            },
        )
        workflow = Workflow("w", on=Push(), jobs=[build])
        """),
        encoding="utf-8",
    )
    built = run(find_settings(start=os.fspath(tmp_path)))
    found = [linecache.getline(d.where.file, d.where.line).partition("# ")[2].strip() for d in built.diagnostics]

    assert ["1 here", "2 here", "3 here", "4 here", "5 here", "6 here"] == found
    assert {"unwritable-text"} == {d.rule for d in built.diagnostics}
    assert built.wrong
    assert [] == built.planned


@pytest.mark.parametrize(("length", "found"), [(1000, []), (1001, ["unwritable-text"]), (1025, ["wrong-value"])])
def test_keys_that_are_too_long_are_refused_at_their_line(tmp_path, length, found):
    folder = tmp_path / "workflows"
    folder.mkdir()
    (folder / "long.py").write_text(
        "from ghflow import Job, Push, Step, Workflow\n"
        "job = Job('a', runs_on='x', steps=[Step(run='x')],\n"
        f"          env={{'K' * {length}: 'x'}})  # here\n"
        "workflow = Workflow('w', on=Push(), jobs=[job])\n",
        encoding="utf-8",
    )
    built = run(find_settings(start=os.fspath(tmp_path)))

    assert found == [d.rule for d in built.diagnostics]
    assert all("# here" in linecache.getline(d.where.file, d.where.line) for d in built.diagnostics)

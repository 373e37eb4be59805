"""What comes of the lines that a step prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ghflow.simulator.host import Host
from ghflow.simulator.masks import Masks
from ghflow.simulator.planned import SUCCESS, Go, PlannedStep
from ghflow.simulator.progress import Progress
from ghflow.simulator.stubs import Store
from ghflow.simulator.workspace import Source

if TYPE_CHECKING:
    from pathlib import Path


def no_actions(path: Path) -> Any:
    raise AssertionError(path)


@pytest.fixture
def make(tmp_path):
    def progress(env=None, debug=False, secrets=()):
        host = Host(
            source=Source(tmp_path),
            folder=tmp_path,
            store=Store(tmp_path),
            load_action=no_actions,
            process={},
            debug=debug,
            masks=Masks(tuple(secrets)),
        )
        return Progress(host, "job", "Step", 0, env or {})

    return progress


def ended(progress):
    planned = PlannedStep(
        id=None, name="Step", uses=None, runs=True, why=Go("default"), outcome=SUCCESS, conclusion=SUCCESS
    )
    return progress.ended(planned, 0.0)


def log(progress, *lines):
    for line in lines:
        progress.line(line)
    return ended(progress).log


@pytest.mark.parametrize(
    ("lines", "shown"),
    [
        pytest.param(["a", "", "b"], "a\n\nb\n", id="text"),
        pytest.param(["::debug::x"], "", id="debug"),
        pytest.param(["::group::G", "in", "::endgroup::"], "##[group]G\nin\n##[endgroup]\n", id="group"),
        pytest.param(["::notice file=x::N", "::warning::W"], "##[notice]N\n##[warning]W\n", id="annotations"),
        pytest.param(["::error::one%0Atwo"], "##[error]one\ntwo\n", id="lines-in-data"),
        pytest.param(["::set-output name=a::b"], "", id="set-output"),
        pytest.param(["::echo::on", "::set-output name=a::b", "::echo::off", "::save-state name=a::b"],
                     "::set-output name=a::b\n", id="echo"),
        pytest.param(["::stop-commands::x1", "::notice::n", "::x1::", "::notice::m"],
                     "::stop-commands::x1\n::notice::n\n::x1::\n##[notice]m\n", id="stopped"),
        pytest.param(["::nothing::x"], "::nothing::x\n", id="unknown"),
        pytest.param(["::add-matcher::x.json", "::remove-matcher owner=x::"], "", id="matchers"),
    ],
)  # fmt: skip
def test_log(make, lines, shown):
    assert shown == log(make(), *lines)


def test_debug_when_it_is_on(make):
    assert "##[debug]x\n" == log(make(debug=True), "::debug::x")


def test_what_commands_set(make):
    progress = make()
    log(progress, "::set-output name=a::1", "::set-output name=a::2", "::save-state name=s::3")

    assert ({"a": "2"}, {"s": "3"}, False) == (progress.outputs, progress.state, progress.failed)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        pytest.param("::set-env name=A::1", "`set-env` command is disabled", id="set-env"),
        pytest.param("::add-path::/x", "`add-path` command is disabled", id="add-path"),
        pytest.param("::set-output::1", "'name' is missing in ##[set-output]", id="no-name"),
        pytest.param("::save-state name=::1", "'name' is missing in ##[save-state]", id="empty-name"),
        pytest.param("::echo::maybe", "Possible values can be: 'on', 'off'", id="echo"),
        pytest.param("::stop-commands::warning", "needs a token", id="token"),
    ],
)
def test_commands_that_fail_the_step(make, line, words):
    progress = make()
    progress.line(line)
    (annotation,) = ended(progress).annotations

    assert progress.failed
    assert words in annotation.message
    assert "Unable to process command" in annotation.message


def test_commands_that_somebody_allows(make):
    progress = make(env={"ACTIONS_ALLOW_UNSECURE_COMMANDS": "True"})
    log(progress, "::set-env name=A::1", "::add-path::/x")
    progress.line("::set-env name=NODE_OPTIONS::1")

    assert ({"A": "1"}, ["/x"], True) == (progress.env, progress.paths, progress.failed)


def test_annotations(make):
    progress = make()
    progress.line("::error file=a.py,line=3,endLine=4,col=5,endColumn=6,title=T::M")
    progress.line("::warning line=x::W")
    first, second = ended(progress).annotations

    assert ("error", "M", "T", "a.py", 3, 4, 5, 6, "job", "Step") == (
        first.level,
        first.message,
        first.title,
        first.file,
        first.line,
        first.end_line,
        first.column,
        first.end_column,
        first.job,
        first.step,
    )
    assert ("warning", None, "") == (second.level, second.line, second.file)
    assert [first, second] == progress.host.annotations


def test_masks(make):
    progress = make(secrets=["s3cr3t"])
    shown = log(
        progress, "a s3cr3t", "::error title=s3cr3t,file=s3cr3t::s3cr3t", "::add-mask::more", "more", "::add-mask::"
    )

    assert "a ***\n##[error]***\n***\n##[warning]Can't add secret mask" in shown
    assert ("***", "***", "***") == tuple(
        getattr(progress.host.annotations[0], one) for one in ("title", "file", "message")
    )

from __future__ import annotations

import json
import os

import pytest

from ghflow.diagnostics import Diagnostic, Severity
from ghflow.rendering import render_github, render_json, render_text
from ghflow.where import NOWHERE, Span, shown_path

SOURCE = """\
from ghflow import Job
\tx = Job("t\u00e4st", runs_onn="日本")
    日本 = Job(runs_onn="x")
y = Job(

    runs_onn="x",
)
"""


@pytest.fixture
def file(project, monkeypatch):
    """A source of its own for every test: lines are remembered by their path."""
    monkeypatch.chdir(project.root)
    return str(project.write("workflows/ci.py", SOURCE))


@pytest.mark.parametrize(
    ("place", "lines"),
    [
        pytest.param((1, 1, 1, 5), ["    1 | from ghflow import Job", "      | ^^^^"], id="start"),
        pytest.param((1, 20, 1, 23), ["    1 | from ghflow import Job", "      |                    ^^^"], id="end"),
        pytest.param(
            (1, 99, 1, 99), ["    1 | from ghflow import Job", "      |                       ^"], id="behind-the-end"
        ),
        pytest.param(
            (2, 18, 2, 26),
            ['    2 |     x = Job("täst", runs_onn="日本")', "      |                     ^^^^^^^^"],
            id="tab",
        ),
        pytest.param(
            (2, 27, 2, 31),
            ['    2 |     x = Job("täst", runs_onn="日本")', "      |                              ^^^^^^"],
            id="wide",
        ),
        pytest.param(
            (3, 10, 3, 13), ['    3 |     日本 = Job(runs_onn="x")', "      |            ^^^"], id="behind-wide"
        ),
        pytest.param((4, 5, 7, 2), ["    4 | y = Job(", "      |     ^^^^"], id="several-lines"),
        pytest.param((5, 1, 5, 1), [], id="empty-line"),
        pytest.param((99, 1, 99, 2), [], id="no-such-line"),
    ],
)
def test_excerpt(file, place, lines):
    line, column, end_line, end_column = place
    found = Diagnostic("some-rule", "something is wrong", Span(file, line, column, end_line, end_column))

    head, *excerpt = render_text([found]).splitlines()

    assert f"workflows/ci.py:{line}:{column}: error: something is wrong [some-rule]" == head
    assert lines == excerpt


def test_all_parts(file):
    where = Span(file, 1, 1, 1, 5, callers=(Span(file, 3), Span("/elsewhere/x.py", 4)))
    found = Diagnostic("some-rule", "something is odd", where, "do this", severity=Severity.WARNING)

    assert (
        "workflows/ci.py:1:1: warning: something is odd [some-rule]\n"
        "    1 | from ghflow import Job\n"
        "      | ^^^^\n"
        "  hint: do this\n"
        "  called from workflows/ci.py:3\n"
        "  called from /elsewhere/x.py:4\n"
    ) == render_text([found])


def test_no_place():
    assert "error: something is wrong [some-rule]\n" == render_text([Diagnostic("some-rule", "something is wrong")])
    assert "::error title=ghflow some-rule::something is wrong\n" == render_github(
        [Diagnostic("some-rule", "something is wrong", NOWHERE)]
    )


@pytest.mark.parametrize(("severity", "code"), [(Severity.ERROR, "31"), (Severity.WARNING, "33")])
def test_colours(file, severity, code):
    found = Diagnostic("some-rule", "something is wrong", Span(file, 1, 1), "do this", severity=severity)

    shown = render_text([found], colour=True)

    assert shown.startswith(
        f"\033[1mworkflows/ci.py:1:1: \033[0m\033[{code}m{severity.value}\033[0m: something is wrong"
    )
    assert "\033[34mhint\033[0m: do this" in shown
    assert "\033" not in render_text([found])


def test_a_line_of_endless_length_is_left_out(project, monkeypatch):
    monkeypatch.chdir(project.root)
    file = str(project.write("workflows/ci.py", "x = '" + "y" * 500 + "'\n"))

    assert "workflows/ci.py:1:1: error: long [some-rule]\n" == render_text(
        [Diagnostic("some-rule", "long", Span(file, 1))]
    )


def test_control_characters_do_not_reach_the_terminal(project, monkeypatch):
    """Neither those of the source nor those of a message."""
    monkeypatch.chdir(project.root)
    file = str(project.write("workflows/ci.py", "x = '\033[31m\x07\x9b\x7f'  # ü日\n"))

    shown = render_text(
        [Diagnostic("some-rule", "it holds \033[2J\r\nand\x00", Span(file, 1, 5, 1, 14), "no \x1b\x9d")]
    )

    assert {"\n"} == {char for char in shown if not char.isprintable()}
    assert "ü日" in shown


@pytest.mark.parametrize(
    ("file", "shown"),
    [
        pytest.param("workflows/ci.py", "workflows/ci.py", id="inside"),
        pytest.param("..ci/ci.py", "..ci/ci.py", id="dots"),
        pytest.param("../ci.py", None, id="outside"),
        pytest.param("..", None, id="above"),
    ],
)
def test_shown_path(project, monkeypatch, file, shown):
    monkeypatch.chdir(project.root)
    path = os.path.abspath(file)

    assert (path if shown is None else shown) == shown_path(path)


def test_shown_path_when_the_current_folder_is_gone(project, monkeypatch):
    gone = project.root / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()

    assert "/elsewhere/ci.py" == shown_path("/elsewhere/ci.py")


@pytest.mark.parametrize(
    ("diagnostic", "line"),
    [
        pytest.param(
            lambda file: Diagnostic("a-rule", "bad", Span(file, 2, 3, 4, 5)),
            "::error file=workflows/ci.py,line=2,endLine=4,col=3,title=ghflow a-rule::bad",
            id="place",
        ),
        pytest.param(
            lambda file: Diagnostic("a-rule", "bad", severity=Severity.WARNING),
            "::warning title=ghflow a-rule::bad",
            id="warning",
        ),
        pytest.param(
            lambda file: Diagnostic("a-rule", "bad", hint="do this"),
            "::error title=ghflow a-rule::bad (do this)",
            id="hint",
        ),
        pytest.param(
            lambda file: Diagnostic("a-rule", "50%: a,b\r\n::set-output::"),
            "::error title=ghflow a-rule::50%25: a,b%0D%0A::set-output::",
            id="message-escaped",
        ),
        pytest.param(
            lambda file: Diagnostic("a-rule", "bad", Span("/a,b:c%d\n/x.py", 1)),
            "::error file=/a%2Cb%3Ac%25d%0A/x.py,line=1,endLine=1,col=1,title=ghflow a-rule::bad",
            id="path-escaped",
        ),
    ],
)
def test_annotation(file, diagnostic, line):
    assert f"{line}\n" == render_github([diagnostic(file)])


@pytest.mark.parametrize(
    ("checkout", "shown"),
    [
        pytest.param("", "workflows/ci.py", id="not-said"),
        pytest.param("{root}", "workflows/ci.py", id="root"),
        pytest.param("{root}/..", "project/workflows/ci.py", id="above"),
        pytest.param("{root}/src", "{root}/workflows/ci.py", id="elsewhere"),
    ],
)
def test_annotation_in_the_checkout(project, monkeypatch, file, checkout, shown):
    monkeypatch.setenv("GITHUB_WORKSPACE", checkout.format(root=project.root))

    assert f"::error file={shown.format(root=project.root)},line=1," in render_github(
        [Diagnostic("a", "b", Span(file, 1))]
    )


def test_json_rows(file):
    known = Diagnostic("a-rule", "it is\nwrong", Span(file, 2, 3, 4, 5), "mend it", "jobs.a", Severity.WARNING)
    unknown = Diagnostic("b-rule", "日本", NOWHERE)
    columns = ["rule", "severity", "message", "file", "line", "column", "end_line", "end_column", "path", "hint"]

    rows = json.loads(render_json([known, unknown]))

    assert [columns, columns] == [list(row) for row in rows]
    assert ["a-rule", "warning", "it is\nwrong", "workflows/ci.py", 2, 3, 4, 5, "jobs.a", "mend it"] == list(
        rows[0].values()
    )
    assert ["b-rule", "error", "日本", None, None, None, None, None, "", None] == list(rows[1].values())


def test_json_of_nothing():
    assert "[]\n" == render_json([])

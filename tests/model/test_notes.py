"""Comments behind values: in every place that a value can stand in, they reach the file."""

from __future__ import annotations

import pytest

from ghflow import (
    Concurrency,
    Container,
    Environment,
    Input,
    Job,
    Matrix,
    Permissions,
    PullRequest,
    Push,
    Schedule,
    Service,
    Step,
    Workflow,
    WorkflowDispatch,
    github,
    note,
)
from ghflow.actions import checkout, upload_artifact
from ghflow.diagnostics import collecting
from ghflow.emitter.yaml import emit
from ghflow.model.graph import Graph

STEP = Step("Test", run="make")


def written(**keywords):
    job = Job("a", **{"runs_on": "x", "steps": [STEP]} | keywords)
    return emit(Graph(Workflow("W", on="push", jobs=[job])).resolved())


@pytest.mark.parametrize(
    ("keywords", "lines"),
    [
        pytest.param({"name": note("z", "why")}, ["name: z # why"], id="text"),
        pytest.param({"runs_on": note("x", "why")}, ["runs-on: x # why"], id="required"),
        pytest.param({"fail_fast": note(False, "why")}, ["fail-fast: false # why"], id="flag"),
        pytest.param({"timeout_minutes": note(5, "why")}, ["timeout-minutes: 5 # why"], id="number"),
        pytest.param({"if_": note(github.ref == "x", "why")}, ["if: github.ref == 'x' # why"], id="condition"),
        pytest.param({"name": note(github.ref, "why")}, ["name: ${{ github.ref }} # why"], id="expression"),
        pytest.param({"runs_on": [note("x", "why"), "z"]}, ["- x # why", "- z"], id="item"),
        pytest.param({"runs_on": [note("x", "one"), note("z", "two")]}, ["- x # one", "- z # two"], id="items"),
        pytest.param(
            {"runs_on": note([note("x", "one"), "z"], "two")}, ["runs-on: # two", "- x # one"], id="list-and-item"
        ),
        pytest.param({"runs_on": (note(label, "why") for label in "xz")}, ["- x # why", "- z # why"], id="generator"),
        pytest.param({"env": {"A": note("b", "why"), "C": "d"}}, ["A: b # why", "C: d"], id="entry"),
        pytest.param({"env": note({"A": "b"}, "why")}, ["env: # why", "A: b"], id="mapping"),
        pytest.param(
            {"permissions": {"contents": note("read", "why")}}, ["contents: read # why"], id="scope-in-mapping"
        ),
        pytest.param(
            {"permissions": {"id-token": note("write", "why")}}, ["id-token: write # why"], id="kebab-scope-in-mapping"
        ),
        pytest.param({"permissions": Permissions(contents=note("read", "why"))}, ["contents: read # why"], id="scope"),
        pytest.param({"permissions": note({}, "why")}, ["permissions: {} # why"], id="empty"),
        pytest.param({"environment": Environment(note("e", "why"))}, ["name: e # why"], id="positional"),
        pytest.param({"concurrency": note(Concurrency("c"), "why")}, ["concurrency: # why", "group: c"], id="object"),
        pytest.param({"container": note(Container("i"), "why")}, ["container: # why"], id="another-object"),
        pytest.param({"services": {"db": note("p", "why")}}, ["db: p # why"], id="service"),
        pytest.param({"services": {"db": note(Service("p"), "why")}}, ["db: # why", "image: p"], id="service-object"),
        pytest.param({"matrix": Matrix(os=[note("a", "why"), "b"])}, ["- a # why", "- b"], id="axis-value"),
        pytest.param({"matrix": Matrix(os=note(["a"], "why"))}, ["os: [a] # why"], id="axis"),
        pytest.param(
            {"matrix": Matrix(include=[{"a": note(1, "one"), "b": note(2, "two")}])},
            ["- a: 1 # one", "b: 2 # two"],
            id="row-value",
        ),
        pytest.param({"matrix": Matrix(include=[note({"a": 1}, "why")])}, ["- a: 1 # why"], id="row"),
        pytest.param({"matrix": note(Matrix(os=["a"]), "why")}, ["matrix: # why"], id="matrix"),
        pytest.param({"steps": [note(STEP, "why")]}, ["- name: Test # why"], id="step"),
        pytest.param({"steps": [Step(run=note("make", "why"))]}, ["- run: make # why"], id="run"),
        pytest.param({"steps": [Step(uses=note("a/b@c", "v1.2.3"))]}, ["- uses: a/b@c # v1.2.3"], id="uses"),
        pytest.param({"steps": [Step(uses="a/b@c", with_={"a": note("b", "why")})]}, ["a: b # why"], id="with"),
        pytest.param({"steps": [checkout(ref=note("main", "why"))]}, ["ref: main # why"], id="wrapper-input"),
        pytest.param({"steps": [checkout(lfs=note(True, "why"))]}, ["lfs: true # why"], id="wrapper-flag"),
        pytest.param(
            {"steps": [checkout(uses=note("actions/checkout@main", "why"))]},
            ["- uses: actions/checkout@main # why"],
            id="wrapper-uses",
        ),
        pytest.param({"steps": [checkout(env={"A": note("b", "why")})]}, ["A: b # why"], id="wrapper-env"),
        pytest.param({"steps": [upload_artifact(path=note(["a", "b"], "why"))]}, ["path: | # why"], id="wrapper-lines"),
    ],
)
def test_note_in_a_job(keywords, lines):
    found = [line.strip() for line in written(**keywords).splitlines()]

    assert lines == [line for line in found if line in lines]


@pytest.mark.parametrize(
    ("on", "lines"),
    [
        pytest.param(note("push", "why"), ["on: push # why"], id="name"),
        pytest.param([note("push", "why"), "create"], ["- push # why", "- create"], id="names"),
        pytest.param([note(Push(), "why")], ["push: # why"], id="event"),
        pytest.param([Push(branches=[note("main", "why")])], ["- main # why"], id="filter"),
        pytest.param(
            [Push(), note("create", "why"), note(PullRequest(types=["opened"]), "two")],
            ["create: # why", "pull_request: # two"],
            id="mixed",
        ),
        pytest.param(
            [note(Schedule("0 0 * * *"), "one"), Push(), note(Schedule("1 0 * * *"), "two")],
            ["- cron: 0 0 * * * # one", "- cron: 1 0 * * * # two"],
            id="of-one-kind",
        ),
        pytest.param([WorkflowDispatch(inputs={"a": note(Input("x"), "why")})], ["a: # why"], id="input"),
        pytest.param(
            [WorkflowDispatch(inputs={"a": Input(options=[note("x", "why"), "z"])})], ["- x # why", "- z"], id="option"
        ),
    ],
)
def test_note_on_events(on, lines):
    workflow = Workflow("W", on=on, jobs=[Job("a", runs_on="x", steps=[STEP])])
    found = [line.strip() for line in emit(Graph(workflow).resolved()).splitlines()]

    assert lines == [line for line in found if line in lines]


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda: Step(run=[note("a", "why"), "b"]), id="line-of-a-script"),
        pytest.param(lambda: upload_artifact(path=[note("a", "why"), "b"]), id="line-of-an-input"),
        pytest.param(lambda: Step(run=f"echo {note('a', 'why')}"), id="text"),
    ],
)
def test_a_note_that_cannot_be_written_is_a_mistake(make):
    with collecting() as found:
        make()

    assert ["misplaced-note"] == [one.rule for one in found]


def test_notes_inside_extra():
    text = written(extra={"new": note({"deep": [note(1, "why")]}, above="one", below="two")})

    assert "    # one\n    new:\n      deep:\n        - 1 # why\n    # two\n" in text


def test_one_note_stands_wherever_it_is_given():
    flag = note(True, "why")
    steps = [checkout(lfs=flag), checkout(lfs=flag), checkout(lfs=note(False, "other"))]
    text = written(steps=steps)

    assert (2, 1) == (text.count("lfs: true # why"), text.count("lfs: false # other"))


def test_a_note_that_nobody_took_disturbs_nothing():
    note("x", "lost")

    assert "# " not in written(name="n")


def test_blocks_are_dedented():
    note_ = note(
        "na",
        above="""
        one
          two
    """,
    )
    text = written(
        name=note_,
        comment="""
        three

        four
    """,
    )

    assert "  # three\n  #\n  # four\n  a:\n    # one\n    #   two\n    name: na\n" in text


def test_a_comment_may_hold_what_cannot_be_seen():
    assert "# a\tb\xa0c\u200bd\n" in written(comment="a\tb\xa0c\u200bd")
    assert "name: na # a\tb\n" in written(name=note("na", "a\tb"))


def test_comments_stand_above():
    text = written(
        comment="one\ntwo",
        steps=[Step("Test", run="make", comment="three")],
        matrix=Matrix(os=["a"], comment="four"),
        concurrency=Concurrency("c", comment="five"),
    )

    assert "  # one\n  # two\n  a:\n" in text
    assert "      # three\n      - name: Test\n" in text
    assert "      # four\n      matrix:\n" in text
    assert "    # five\n    concurrency:\n" in text


@pytest.mark.parametrize(
    ("keywords", "lines"),
    [
        pytest.param({"name": note("z", above="one\ntwo")}, ["# one", "# two", "name: z"], id="text"),
        pytest.param(
            {"name": note("z", "why", above="one", below="two")}, ["# one", "name: z # why", "# two"], id="all"
        ),
        pytest.param({"name": note(note("z", "why"), above="one")}, ["# one", "name: z # why"], id="note-in-note"),
        pytest.param({"env": {"A": note("b", above="one"), "C": "d"}}, ["env:", "# one", "A: b", "C: d"], id="entry"),
        pytest.param({"env": note({"A": "b"}, below="one")}, ["env:", "A: b", "# one"], id="mapping"),
        pytest.param({"runs_on": ["x", note("z", above="#one")]}, ["- x", "#one", "- z"], id="item-as-it-is"),
        pytest.param(
            {"steps": [note(STEP, above="one", below="two")]},
            ["# one", "- name: Test", "run: make", "# two"],
            id="step",
        ),
        pytest.param(
            {"concurrency": note(Concurrency("c", comment="two"), above="one")},
            ["# one", "# two", "concurrency:", "group: c"],
            id="object-with-a-comment",
        ),
        pytest.param(
            {"fail_fast": note(True, above="one")}, ["strategy:", "# one", "fail-fast: true"], id="in-a-group"
        ),
        pytest.param({"matrix": Matrix(os=["a", note("b", above="one")])}, ["- a", "# one", "- b"], id="axis"),
    ],
)
def test_above_and_below(keywords, lines):
    text = [line.strip() for line in written(**keywords).splitlines()]

    start = text.index(lines[0])
    assert text[start : start + len(lines)] == lines


@pytest.mark.parametrize(
    "words",
    [
        {"above": ""},
        {"above": "a\x07"},
        {"above": 5},
        {"below": "\n"},
        {"text": "one\ntwo", "above": "x"},
        {"text": None},
    ],
)
def test_above_and_below_are_text(words):
    with pytest.raises(TypeError, match="a note is "):
        note("x", **words)

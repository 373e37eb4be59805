"""What an object can say that its fields cannot: keys that are left out, raw data, the order of keys, nothing filled in."""

from __future__ import annotations

import pytest

from ghflow import (
    Action,
    CallJob,
    CompositeAction,
    Concurrency,
    Environment,
    Input,
    Job,
    Output,
    PlainKey,
    Push,
    Step,
    Workflow,
    WorkflowCall,
    absent,
    loads,
    note,
    to_yaml,
)
from ghflow.diagnostics import UsageError, collecting

STEP = Step(run="make")


def written(**keywords):
    job = Job("a", **{"runs_on": "x", "steps": [STEP]} | keywords)
    return to_yaml(Workflow(on="push", jobs=[job])).partition("  a:\n")[2]


def test_a_required_key_can_be_left_out():
    assert "    runs-on: x\n" == written(steps=absent)
    assert "    steps:\n      - run: make\n" == written(runs_on=absent)
    assert "  - name: a\n" in written(steps=[Step("a", run=absent)])
    assert "jobs: {}\n" == to_yaml(Workflow(on=absent, jobs=[]))
    assert "steps" not in to_yaml(CompositeAction("x", using=absent, steps=absent, extra={"runs": {"using": "other"}}))


@pytest.mark.parametrize(
    ("keywords", "text"),
    [
        pytest.param({"timeout_minutes": absent, "extra": {"timeout-minutes": "5"}}, "timeout-minutes: '5'", id="text"),
        pytest.param({"extra": {"timeout-minutes": 0}}, "timeout-minutes: 0", id="number"),
        pytest.param({"extra": {"env": None}}, "env:\n", id="nothing"),
        pytest.param({"extra": {"name": 5}}, "name: 5", id="number-for-text"),
        pytest.param({"extra": {"if": 1.5}}, "if: 1.5", id="condition"),
        pytest.param({"extra": {"continue-on-error": "${{a.b}}"}}, "continue-on-error: ${{a.b}}", id="spelling"),
        pytest.param({"runs_on": absent, "extra": {"runs-on": ["a", 5]}}, "runs-on: [a, 5]", id="list"),
        pytest.param({"extra": {"environment": {"name": 5}}}, "environment:\n      name: 5", id="object"),
        pytest.param({"steps": absent, "extra": {"steps": [5]}}, "steps: [5]", id="steps"),
    ],
)
def test_extra_holds_what_a_field_does_not_take(keywords, text):
    assert text in written(**keywords)


@pytest.mark.parametrize(
    "keywords",
    [
        pytest.param({"timeout_minutes": 5, "extra": {"timeout-minutes": "5"}}, id="both"),
        pytest.param({"timeout_minutes": 5, "extra": {"timeout-minutes": None}}, id="both-nothing"),
        pytest.param({"extra": {"timeout-minutes": 5}}, id="number"),
        pytest.param({"extra": {"continue-on-error": True}}, id="flag"),
        pytest.param({"extra": {"permissions": {"contents": "read"}}}, id="permissions"),
        pytest.param({"extra": {"strategy": {"matrix": {}}}}, id="strategy"),
        pytest.param({"fail_fast": True, "extra": {"strategy": 5}}, id="group-with-a-field"),
        pytest.param({"extra": {"steps": [5]}}, id="given-and-required"),
    ],
)
def test_extra_refuses_what_a_field_takes(keywords):
    with pytest.raises(UsageError, match="extra holds"):
        written(**keywords)


def test_absent_is_not_a_value():
    with collecting() as found:
        Job("a", runs_on=[absent], steps=[STEP])

    assert ["runs_on[0] must be text that is not empty, got absent"] == [one.message for one in found]


def test_keys_in_another_order():
    text = written(
        key_order=["steps", "strategy", "strategy.matrix", "new", "runs-on"],
        name="na",
        env={"A": "b"},
        fail_fast=True,
        matrix="${{ x }}",
        extra={"new": 1, "other": 2},
    )

    assert (
        text
        == """\
    name: na
    steps:
      - run: make
    strategy:
      fail-fast: true
      matrix: ${{ x }}
    new: 1
    other: 2
    runs-on: x
    env:
      A: b
"""
    )


def test_top_level_keys_in_another_order():
    workflow = Workflow("na", on=Push(), env={"A": "b"}, jobs=[], extra={"z": 1}, key_order=["jobs", "z", "on", "name"])

    assert "jobs: {}\n\nz: 1\n\non:\n  push:\n\nenv:\n  A: b\n\nname: na\n" == to_yaml(workflow)


TEXT = """\
# header
jobs:
  a:
    steps:
      - run: make # one
        name: x
        if: z # two
    strategy:
      matrix:
        os: [a] # three
      # four
      fail-fast: true
    # five
    runs-on: x
on: push # six
"""


def test_the_order_of_a_file_is_kept_where_comments_would_change_places():
    document = loads(TEXT).document

    assert ("jobs", "on") == document.key_order
    assert ("steps", "strategy", "strategy.matrix", "strategy.fail-fast", "runs-on") == document.jobs[0].key_order
    assert ("run", "name", "if") == document.jobs[0].steps[0].key_order
    assert [line.strip() for line in TEXT.splitlines()] == [
        line.strip() for line in to_yaml(document).splitlines() if line
    ]


def test_without_comments_the_order_is_github_s():
    text = "\n".join(line.partition(" #")[0] for line in TEXT.splitlines() if "# " not in line[:10])
    document = loads(text).document

    assert ((), ()) == (document.key_order, document.jobs[0].key_order)
    assert () == loads("jobs: {}\non: push # one\n").document.key_order


def test_nothing_is_filled_in():
    uses = "${{ steps.make.outputs.x }} ${{ needs.b.result }}"
    jobs = [
        Job("b", runs_on="x", steps=[STEP]),
        Job("a", runs_on="x", steps=[Step("Make", run="x"), Step(run=uses)], as_is=True),
        CallJob("c", uses="./x", with_={"a": uses}, as_is=True),
    ]
    outputs = {"o": Output("${{ needs.b.result }}")}
    call = WorkflowCall(inputs={"i": Input(default="x")}, outputs=outputs, as_is=True)
    text = to_yaml(Workflow(on=[call], jobs=jobs))

    assert "id:" not in text
    assert "needs:" not in text
    assert "type:" not in text
    assert "value: ${{ needs.b.result }}" in text
    assert "runs:\n  using: composite\n  steps: []\n" == to_yaml(Action("x", steps=[], as_is=True))


def test_an_output_keeps_its_spelling_where_no_name_changes():
    outputs = {"o": Output("${{jobs.b.outputs.needs}} ${{needs.b.result}}", description=note("d", "why"))}
    workflow = Workflow(on=[WorkflowCall(outputs=note(outputs, above="c"))], jobs=[])

    assert "value: ${{jobs.b.outputs.needs}} ${{ jobs.b.result }}" in to_yaml(workflow)
    assert "# c\n    outputs:\n" in to_yaml(workflow)
    assert "d # why" in to_yaml(workflow)


def test_keys_that_are_no_text():
    assert "5: a\n      '5': b\n" in written(env={PlainKey("5"): "a", "5": "b"})


def test_keywords_of_objects_without_names():
    order = ["cancel-in-progress", "group"]

    assert order == list(Concurrency("g", cancel_in_progress=True, key_order=order).key_order)
    with pytest.raises(UsageError, match="key_order must be names of keys"):
        Environment("x", key_order=[5])


@pytest.mark.parametrize(
    ("lines", "written"),
    [
        pytest.param(
            "# c\nstrategy: # d\n  matrix: {os: [x]}\n  fail-fast: true\n  # e\n# f\nruns-on: x\n",
            "runs-on: x\nstrategy:\n  # c\n  # d\n  matrix:\n    os: [x]\n  fail-fast: true\n  # e\n",
            id="group",
        ),
        pytest.param("strategy: #\n  fail-fast: true\n", "strategy:\n  #\n  fail-fast: true\n", id="empty-comment"),
        pytest.param("env: {A: b}\n# c\nnew: 1\nname: x\n", "name: x\nenv:\n  A: b\n# c\nnew: 1\n", id="unknown-key"),
        pytest.param(
            "env:\n  A: b\n  # c\nname: x\n", "env:\n  A: b\n  # c\nname: x\n", id="end-of-a-key-in-another-order"
        ),
    ],
)
def test_comments_come_to_rest(lines, written):
    """What is written is read again as it was."""
    text = "on: push\njobs:\n  a:\n" + "".join(f"    {line}\n" for line in lines.splitlines())
    document = loads(text).document
    first = to_yaml(document)

    for line in written.splitlines():
        assert f"    {line}\n" in first
    assert first == to_yaml(loads(first).document)
    assert first.count("#") == text.count("#")


def test_the_comment_of_the_file_is_not_that_of_an_unknown_key():
    document = loads("# header\nnew: 1\non: push\njobs: {}\n").document

    assert "header" == document.comment
    assert 1 == to_yaml(document).count("header")

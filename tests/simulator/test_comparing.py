"""What is different between two plans."""

from __future__ import annotations

import pytest

from ghflow.simulator.comparing import changes_text, compare
from ghflow.simulator.events import push
from ghflow.simulator.planning import plan

BEFORE = """
    on: push
    permissions: {contents: read}
    jobs:
      test:
        strategy: {matrix: {os: [linux, windows]}}
        runs-on: ${{ matrix.os }}
        steps: [{uses: actions/checkout@v6}, {name: Test, run: make}, {name: Lint, run: make lint}]
      docs: {if: github.ref_name == 'main', runs-on: x, steps: [{name: Docs, run: make}]}
      old: {runs-on: x, steps: [{run: make}]}
"""


def words(repository, before, after, event=None):
    plans = [plan(repository(text), event or push()) for text in (before, after)]
    return [(one.job, one.words) for one in compare(*plans)]


def test_nothing_has_changed(repository):
    assert [] == words(repository, BEFORE, BEFORE)
    # How a condition is written changes nothing.
    assert [] == words(
        repository, BEFORE, BEFORE.replace("github.ref_name == 'main'", "\"${{ github.ref_name=='main' }}\"")
    )


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        pytest.param(
            "[linux, windows]",
            "[linux, mac]",
            [("test", "+ leg test (mac) on mac"), ("test", "- leg test (windows)")],
            id="legs",
        ),
        pytest.param(
            "== 'main'",
            "== 'dev'",
            [("docs", "runs -> does not run: github.ref_name == 'dev' is false: 'main' == 'dev'")],
            id="condition",
        ),
        pytest.param(
            "== 'main'", "== vars.X", [("docs", "runs -> may run: runs if github.ref_name == vars.X")], id="unknown"
        ),
        pytest.param("docs: {", "docs: {needs: test, ", [("docs", "needs: nothing -> test")], id="needs"),
        pytest.param(
            "docs: {", "docs: {environment: pages, ", [("docs", "environment: none -> pages")], id="environment"
        ),
        pytest.param(
            "docs: {",
            "docs: {permissions: {id-token: write}, ",
            [("docs", "contents: read -> none"), ("docs", "id-token: none -> write")],
            id="permissions",
        ),
        pytest.param("old:", "new:", [("new", "+ job, runs: runs by default"), ("old", "- job, runs")], id="jobs"),
        pytest.param("'main', runs-on: x", "'main', runs-on: y", [("docs", "runs-on: x -> y")], id="machine"),
        pytest.param(
            "checkout@v6",
            "checkout@v7",
            [("test", "+ step Run actions/checkout@v7"), ("test", "- step Run actions/checkout@v6")],
            id="action",
        ),
        pytest.param(
            "name: Lint, ",
            "name: Lint, if: failure(), ",
            [("test", "step Lint: runs -> does not run: failure() is false: false")],
            id="step-condition",
        ),
        pytest.param(
            "name: Lint, run", "name: Check, run", [("test", "+ step Check"), ("test", "- step Lint")], id="steps"
        ),
        pytest.param(
            "on: push",
            "on: {push: {branches: [dev]}}",
            [
                ("", "starts -> does not start: branch 'main' matches none of branches: dev"),
                *[(name, "- job, runs") for name in ("test", "docs", "old")],
            ],
            id="trigger",
        ),
        pytest.param(
            "on: push", "on: push\n    concurrency: one", [("", "concurrency: none -> one")], id="concurrency"
        ),
        pytest.param(
            "old: {",
            "old: {needs: nothing, ",
            [("", "refused: job 'old' needs 'nothing', which is no job of the workflow")],
            id="refused",
        ),
    ],
)
def test_changes(repository, old, new, changes):
    assert old in BEFORE
    found = words(repository, BEFORE, BEFORE.replace(old, new))

    assert changes == (found[:1] if "refused" in changes[0][1] else found)


def test_a_new_job_tells_what_it_may_write(repository):
    after = BEFORE + "      push: {permissions: {contents: write, packages: read}, runs-on: x, steps: [{run: make}]}\n"

    assert [("push", "+ job, runs: runs by default"), ("push", "+ contents: write")] == words(repository, BEFORE, after)


def test_workflows_come_and_go(repository):
    one = plan(repository(BEFORE, {"gone.yml": "on: push\njobs: {a: {runs-on: x, steps: [{run: make}]}}"}), push())
    other = plan(repository(BEFORE, {"new.yml": "on: issues\njobs: {a: {runs-on: x, steps: [{run: make}]}}"}), push())
    changes = compare(one, other)

    assert (
        "changes from main (0a9d3b3):\n"
        "  new.yml\n"
        "    + workflow, does not start\n"
        "  gone.yml\n"
        "    - workflow, starts\n"
        "    a\n"
        "      - job, runs\n"
    ) == changes_text(changes, "main (0a9d3b3)")
    assert "no changes from main (0a9d3b3)\n" == changes_text([], "main (0a9d3b3)")
    assert {
        "file": ".github/workflows/gone.yml",
        "job": "a",
        "what": "job",
        "before": "runs",
        "after": None,
    } == changes[-1].data()


def test_steps_of_one_name_are_told_apart(repository):
    text = "on: push\njobs: {a: {runs-on: x, steps: [{name: S, run: a}, {name: S, run: b}]}}"

    assert [("a", "- step S (2)")] == words(repository, text, text.replace(", {name: S, run: b}", ""))

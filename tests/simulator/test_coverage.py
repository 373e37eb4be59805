"""Coverage of conditions: what counts as true, as false, and as nothing."""

from __future__ import annotations

import pytest

from ghflow.reader.document import loads
from ghflow.simulator.coverage import Coverage
from ghflow.simulator.events import pull_request, push, tag
from ghflow.simulator.planning import plan
from ghflow.simulator.repository import Repository
from ghflow.simulator.runs import simulate

TEXT = """\
on: [push, pull_request]
jobs:
  a:
    if: github.ref_type == 'tag'
    runs-on: x
    steps:
      - run: make
      - {name: Tell, if: failure(), run: tell}
  b:
    needs: a
    if: ${{ github.event_name == 'push' }}
    runs-on: x
    strategy: {matrix: {n: [1, 2]}}
    steps:
      - {name: Leg, if: matrix.n == 1, run: make}
      - {name: Later, if: steps.x.outputs.y == 'z', run: make}
      - {id: x, run: make}
  c: {runs-on: x, steps: [{run: make}]}
"""


def seen(coverage):
    return {one.step or one.job: outcomes for one, outcomes in coverage.known.items()}


def test_all_conditions_are_known_before_anything_is_asked(repository):
    coverage = Coverage()
    coverage.add(repository(TEXT))

    assert {"a": set(), "b": set(), "Tell": set(), "Leg": set(), "Later": set()} == seen(coverage)
    assert ["never decided"] * 5 == [what for _, what in coverage.gaps()]


def test_lines_are_those_of_the_conditions(repository):
    coverage = Coverage()
    coverage.add(repository(TEXT))
    lines = TEXT.splitlines()

    assert ["github.ref_type == 'tag'", "failure()", "github.event_name == 'push'", "matrix.n == 1"] == [
        one.text for one in sorted(coverage.known)
    ][:4]
    assert all(one.text in lines[one.line - 1] for one in coverage.known)


@pytest.mark.parametrize(
    ("events", "outcomes"),
    [
        # The condition of b is not asked where a is skipped; in a job that does not run no step is.
        pytest.param([push()], {"a": {False}, "b": set(), "Tell": set(), "Leg": set()}, id="skipped"),
        pytest.param([tag("v1")], {"a": {True}, "b": {True}, "Tell": {False}, "Leg": {True, False}}, id="runs"),
        pytest.param([push(), tag("v1")], {"a": {True, False}, "b": {True}}, id="both"),
        pytest.param([pull_request()], {"a": {False}, "b": set()}, id="not-asked"),
    ],
)
def test_outcomes(repository, events, outcomes):
    coverage = Coverage()
    made = repository(TEXT)
    coverage.add(made)
    for event in events:
        plan(made, event, watcher=coverage)

    assert outcomes == {name: found for name, found in seen(coverage).items() if name in outcomes}


def test_failures_and_runs_again_count(repository):
    coverage = Coverage()
    simulate(repository(TEXT), tag("v1"), fail=["a"], watcher=coverage).rerun_failed()

    assert {True, False} == seen(coverage)["Tell"]


def test_what_only_the_run_knows_counts_neither_way(repository):
    coverage = Coverage()
    text = "on: push\njobs: {a: {if: vars.X == 'y', runs-on: x, steps: [{run: make}]}}"
    plan(repository(text), push(), watcher=coverage)

    assert {"a": set()} == seen(coverage)


def test_conditions_of_called_workflows(repository):
    called = "on: workflow_call\njobs: {go: {if: github.ref_type == 'tag', runs-on: x, steps: [{run: make}]}}"
    caller = "on: push\njobs: {call: {uses: ./.github/workflows/called.yml}}"
    made = repository(caller, {"called.yml": called})
    coverage = Coverage()
    coverage.add(made)
    plan(made, push(), watcher=coverage)

    assert [("called.yml", {False})] == [(one.file.rpartition("/")[2], found) for one, found in coverage.known.items()]


def test_two_processes_make_one(repository):
    made = repository(TEXT)
    one, other = Coverage(), Coverage()
    for coverage, event in ((one, push()), (other, tag("v1"))):
        coverage.add(made)
        plan(made, event, watcher=coverage)
    one.merge(other.data())

    assert {True, False} == seen(one)["a"]
    assert ["never true", "never false", "never true"] == [
        what for condition, what in one.gaps() if (condition.step or condition.job) in ("b", "Tell", "Later")
    ]


@pytest.mark.parametrize(
    ("condition", "counts"),
    [
        pytest.param("always()", False, id="always"),
        pytest.param("true", False, id="literal"),
        pytest.param("1 == 2", False, id="literals"),
        pytest.param("always() && github.ref == 'x'", True, id="context"),
        pytest.param("'!cancelled()'", True, id="status"),
        pytest.param("hashFiles('x') != ''", True, id="files"),
        pytest.param("github.ref ==", False, id="no-expression"),
    ],
)
def test_what_cannot_vary_is_left_out(condition, counts):
    text = f"on: push\njobs: {{a: {{runs-on: x, steps: [{{if: {condition}, run: make}}]}}}}"
    coverage = Coverage()
    coverage.add(Repository(workflows={"ci.yml": loads(text).document}))

    assert counts is bool(coverage.known)

"""Steps of one job: what runs after what, and how the job ends."""

from __future__ import annotations

import json

import pytest

from ghflow import Cancel, Parallel, Step, Wait, WaitAll
from ghflow.expr import Unknown
from ghflow.simulator.contexts import Named, Scope
from ghflow.simulator.events import push
from ghflow.simulator.planning import plan
from ghflow.simulator.steps import Assumed, run_steps

SCOPE = Scope({"github": {"ref": "refs/heads/main"}, "matrix": {"os": "linux"}, "secrets": Named("secrets")})


def go(steps, fail=(), env=None, **assumed):
    return run_steps(steps, SCOPE, env or {}, Assumed(fail=frozenset(fail), **assumed))


def ran(found):
    return [step.runs for step in found.steps]


def test_conformance(shared):
    cases = json.loads((shared / "conformance" / "simulate" / "step_condition_cases.json").read_text(encoding="utf-8"))

    assert len(cases) >= 17
    for case in cases:
        steps = [
            Step(f"s{at}", id=f"s{at}", run="x", if_=one["condition"], continue_on_error=one["continue_on_error"])
            for at, one in enumerate(case["steps"])
        ]
        failing = {f"s{at}" for at, one in enumerate(case["steps"]) if one["result"] == "Failed"}
        found = go(steps, failing)
        if "job_result" in case:
            assert {case["job_result"]} == found.status, case
        if "last_step_ran" in case:
            assert case["last_step_ran"] is found.steps[-1].runs, case
        if case.get("all_ran"):
            assert all(ran(found)), case


def test_status_functions():
    steps = [
        Step("a", id="a", run="x"),
        *[Step(name, if_=f"{name}()", run="x") for name in ("success", "failure", "always")],
    ]

    assert [True, True, False, True] == ran(go(steps))
    assert [True, False, True, True] == ran(go(steps, {"a"}))


def test_what_later_steps_see():
    steps = [
        Step("a", id="a", run="x", continue_on_error=True),
        Step("b", run="x", if_="steps.a.outcome == 'failure' && steps.a.conclusion == 'success'"),
        Step("c", run="x", if_="steps.b.outcome == null && steps.d == null"),
        Step("d", id="d", run="x", if_="false"),
        Step("e", run="x", if_="steps.d.conclusion == 'skipped' && steps.d.outputs.v == ''"),
    ]

    assert [True, True, True, False, True] == ran(go(steps, {"a"}))
    assert {"success"} == go(steps, {"a"}).status


def test_outputs_of_steps_are_unknown_by_name():
    steps = [Step("a", id="a", run="x"), Step("b", run="x", if_="steps.a.outputs.v == '1'")]
    found = go(steps)

    assert Unknown("steps.a.outputs.v", "boolean") == found.steps[1].runs
    assert "runs if steps.a.outputs.v == '1'" == found.steps[1].why.words


def test_a_step_that_may_run_and_fails_leaves_all_open():
    steps = [Step("a", id="a", run="x"), Step("b", id="b", run="x", if_="steps.a.outputs.v"), Step("c", run="x")]
    found = go(steps, {"b"})

    assert isinstance(found.steps[2].runs, Unknown)
    assert {"success", "failure"} == found.status


def test_env():
    steps = [
        Step("a", run="make", if_="env.A == '1' && env.B == null", env={"C": "3"}),
        Step("own", run="make", if_="env.C == '4'", env={"C": "4"}),
        Step("b", run='echo "A=2" >> "$GITHUB_ENV"'),
        Step("c", run="make", if_="env.A == '1'"),
        Step("d", run="make", if_="env.D == '1'"),
    ]
    found = go(steps, env={"A": "1"})

    assert [True, True, True] == ran(found)[:3]
    assert [Unknown("env.A", "boolean"), Unknown("env.D", "boolean")] == ran(found)[3:]


def test_secrets_are_no_context_of_conditions():
    found = go([Step("a", run="x", if_="secrets.TOKEN != ''"), Step("b", run="x")])

    assert [False, False] == ran(found)
    assert {"failure"} == found.status
    assert "its condition fails" in found.steps[0].why.words


def test_background_steps_fail_when_they_are_waited_for():
    steps = [
        Step("a", id="a", run="x", background=True),
        Step("b", run="x", if_="steps.a == null"),
        Wait(wait="a"),
        Step("c", run="x"),
    ]

    assert [True, True, True, False] == ran(go(steps, {"a"}))
    assert [True, True, True, True] == ran(go([*steps[:2], Cancel(cancel="a"), steps[3]], {"a"}))
    assert {"failure"} == go(steps[:2], {"a"}).status
    assert {"failure"} == go([*steps[:2], WaitAll()], {"a"}).status


def test_parallel_steps_do_not_see_each_other_fail():
    steps = [Parallel([Step("a", id="a", run="x"), Step("b", run="x")]), Step("c", run="x")]

    assert [True, True, False] == ran(go(steps, {"a"}))


def test_the_first_step_that_can_fail_does():
    steps = [
        Step("skipped", run="x", if_="false"),
        Step("covered", run="x", continue_on_error=True),
        Step("a", run="x"),
        Step("b", run="x"),
        Step("clean", run="x", if_="failure()"),
    ]
    found = go(steps, fail_first=True)

    assert [False, True, True, False, True] == ran(found)
    assert {"failure"} == found.status


def test_artifacts():
    steps = [
        Step(uses="actions/upload-artifact@v4", with_={"name": "dist-${{ matrix.os }}", "overwrite": True}),
        Step(uses="actions/upload-artifact@v4", with_={"name": "${{ secrets.N }}"}),
        Step(uses="actions/download-artifact@v4", with_={"pattern": "dist-*"}),
        Step(uses="actions/download-artifact@v4", with_={"name": "x"}),
        Step(uses="actions/upload-artifact@v4", if_="false"),
    ]
    found = go(steps)

    assert [("dist-linux", True, True), ("secrets.N", False, False)] == [
        (one.name, one.known, one.overwrite) for one in found.uploads
    ]
    assert [("dist-*", True), ("x", False)] == [(one.name, one.pattern) for one in found.downloads]


def test_names():
    steps = [
        Step("On ${{ matrix.os }}", run="x"),
        Step("At ${{ secrets.X }}", run="x"),
        Step(run="\n  make all\n  make test\n"),
        Step(uses="actions/checkout@v7"),
        WaitAll(),
    ]

    assert [
        "On linux",
        "At ${{ secrets.X }}",
        "Run make all",
        "Run actions/checkout@v7",
        "Wait for all background steps",
    ] == [step.name for step in go(steps).steps]


def test_a_failure_is_covered_only_by_what_can_be_evaluated():
    steps = [Step("a", id="a", run="x", continue_on_error="${{ fromJSON('{') }}"), Step("b", run="x")]

    assert {"failure"} == go(steps, {"a"}).status
    assert {"success", "failure"} == go(
        [Step("a", id="a", run="x", continue_on_error="${{ fromJSON(secrets.X) }}")], {"a"}
    ).status


def test_inserted_mappings():
    steps = [
        Step("a", run="x", env={"${{ insert }}": "${{ matrix }}"}, if_="env.os == 'linux'"),
        Step("b", run="x", env={"${{ insert }}": "${{ matrix.os }}"}, if_="env.os == null"),
        Step("c", run="x", env={"${{ insert }}": "${{ fromJSON(secrets.X) }}"}, if_="env.os == null"),
    ]

    assert [True, True, Unknown("env.os", "boolean")] == ran(go(steps))


@pytest.mark.parametrize(
    ("value", "condition", "runs"),
    [
        pytest.param("${{ github.ref_name == 'main' }}", "env.X == 'true'", True, id="true"),
        pytest.param("${{ github.ref_name == 'dev' }}", "env.X == 'true'", False, id="false"),
        pytest.param("${{ github.ref_name == 'dev' }}", "env.X", True, id="the-text-false-is-true"),
        pytest.param("${{ github.ref_name == 'main' }}", "env.X == true", False, id="no-boolean"),
        pytest.param("${{ null }}", "env.X == ''", True, id="null"),
        pytest.param("3.10", "env.X == '3.1'", True, id="number"),
        pytest.param("${{ vars.A == 'b' }}", "env.X", True, id="unknown-boolean"),
    ],
)
def test_variables_are_texts(repository, value, condition, runs):
    for place in ("workflow", "job", "step"):
        env = f'env: {{X: "{value}"}}' if "$" in value else f"env: {{X: {value}}}"
        at = {name: env if name == place else "name: x" for name in ("workflow", "job", "step")}
        text = (
            f"on: push\n{at['workflow']}\njobs:\n  a:\n    {at['job']}\n    runs-on: x\n"
            f"    steps:\n      - if: {condition}\n        run: make\n        {at['step']}\n"
        )
        step = plan(repository(text), push()).job("a").steps[0]

        assert runs is step.runs, (place, step)

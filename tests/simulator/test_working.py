"""The steps of one leg: GitHub's own cases, and that a run ends as the plan of it says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ghflow import Job, Push, Step, Workflow
from ghflow.simulator.composites import ActionError
from ghflow.simulator.events import push
from ghflow.simulator.executing import execute
from ghflow.simulator.repository import Repository
from ghflow.simulator.runs import simulate
from ghflow.simulator.stubs import Answer
from ghflow.simulator.workspace import Source

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ghflow.simulator.executed import Execution

STUBS = {"a/good": Answer(outputs={"o": "1"}), "a/bad": Answer(outputs={"o": "2"}, fails="it is bad")}
FILE = ".github/workflows/ci.yml"


def no_actions(path: Path) -> Any:
    raise ActionError(f"{path} is not here")


@pytest.fixture(scope="module")
def go(tmp_path_factory):
    """Execute jobs whose steps are stubs: nothing is started."""
    empty = tmp_path_factory.mktemp("empty")

    def run(jobs: Sequence[Job]) -> tuple[Repository, Execution]:
        repository = Repository(workflows={FILE: Workflow("CI", on=Push(), jobs=jobs)})
        return repository, execute(repository, push(), source=Source(empty), load_action=no_actions, stubs=STUBS)

    return run


def job(id: str, steps: Sequence[Step], **more: Any) -> Job:
    return Job(id, runs_on="self-hosted", steps=steps, **more)


def step(at: int, fails: bool, condition: str | None = None, covered: bool | None = None) -> Step:
    uses = "a/bad@v1" if fails else "a/good@v1"
    return Step(f"s{at}", id=f"s{at}", uses=uses, if_=condition, continue_on_error=covered)


def test_conformance(shared, go):
    cases = json.loads((shared / "conformance" / "simulate" / "step_condition_cases.json").read_text(encoding="utf-8"))

    assert len(cases) >= 17
    for case in cases:
        steps = [
            step(at, one["result"] == "Failed", one["condition"], one["continue_on_error"])
            for at, one in enumerate(case["steps"])
        ]
        found = go([job("a", steps)])[1].job("a")
        if "job_result" in case:
            assert case["job_result"] == found.conclusion, case
        if "last_step_ran" in case:
            assert case["last_step_ran"] is found.steps[-1].ran, case
        if case.get("all_ran"):
            assert all(one.ran for one in found.steps), case


CONDITIONS = st.sampled_from(
    (None, None, "always()", "failure()", "!failure()", "success() || failure()", "!cancelled()", "false", "true")
)
STEPS = st.lists(st.tuples(st.booleans(), CONDITIONS, st.sampled_from((None, True, False))), min_size=1, max_size=4)
JOBS = st.lists(st.tuples(STEPS, st.sets(st.integers(0, 3)), CONDITIONS, st.booleans()), min_size=1, max_size=4)


@given(JOBS)
@settings(max_examples=40, deadline=None)
def test_a_run_ends_as_its_plan_says(go, described):
    jobs = [
        job(
            f"j{at}",
            [step(number, *one) for number, one in enumerate(steps)],
            needs=[f"j{need}" for need in sorted(needs) if need < at],
            if_=condition,
            continue_on_error=covered or None,
        )
        for at, (steps, needs, condition, covered) in enumerate(described)
    ]
    repository, executed = go(jobs)
    failing = [
        f"j{at}/s{number}"
        for at, (steps, *_) in enumerate(described)
        for number, (fails, *_) in enumerate(steps)
        if fails
    ]
    planned = simulate(repository, push(), fail=failing)

    assert planned.conclusion == executed.conclusion
    for one in planned.plan[FILE].jobs.values():
        found = executed.job(one.id)
        assert (one.runs, one.result) == (found.ran, {found.conclusion})
        steps = one.legs[0].steps if one.legs else ()
        assert [(step.runs, step.outcome, step.conclusion) for step in steps] == [
            (step.ran, {step.outcome}, {step.conclusion}) for step in found.steps
        ]


def test_outputs_of_a_step_that_fails(go):
    steps = [step(0, True, covered=True), Step("ask", uses="a/good@v1", if_="steps.s0.outputs.o == '2'")]

    assert [True, True] == [one.ran for one in go([job("a", steps)])[1].job("a").steps]

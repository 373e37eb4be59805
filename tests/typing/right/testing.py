"""Types of `ghflow.testing`: what tests of workflows are written with."""

from typing import assert_type

import pytest

from ghflow import Job, Push, Step, Workflow
from ghflow.testing import (
    Diagnostic,
    Event,
    ExecutedJob,
    ExecutedStep,
    Execution,
    Plan,
    PlannedJob,
    PlannedLeg,
    PlannedStep,
    PlannedWorkflow,
    Repo,
    Run,
    Skip,
    Unknown,
    Why,
    dispatch,
    pull_request,
    push,
    schedule,
    stub,
    tag,
)


@pytest.fixture
def repo() -> Repo:
    return Repo.load(".", vars={"LEVEL": "high"}, secrets={"PYPI": "s3cr3t"}, default_branch="main")


def test_plan(repo: Repo) -> None:
    plan = repo.plan(tag("v1.2.3"))
    assert_type(plan, Plan)
    assert plan.workflows == {"release.yml"}
    assert_type(plan["release.yml"], PlannedWorkflow)
    assert plan["release.yml"].jobs.will_run == {"build"}
    job = plan.job("build")
    assert_type(job, PlannedJob)
    assert_type(job.legs[0], PlannedLeg)
    assert_type(job.legs[0].name, str)
    assert_type(job.why, Why)
    assert job.why == Skip("if", expr="github.ref_type == 'branch'", trace={"github.ref_type": "tag"})
    assert_type(job.runs, bool | Unknown)
    assert_type(job.permissions["id-token"], str)
    assert_type(plan.to_text(), str)


def test_run(repo: Repo) -> None:
    run = repo.simulate(tag("v1.2.3"), fail=["build[os=x]"], outputs={"meta.version": "1"}, cancel_after="meta")
    assert_type(run, Run)
    assert_type(run.conclusion, str)
    assert_type(run.attempt, int)
    assert_type(run.rerun_failed(), Run)
    assert_type(run.rerun_all(fail=["build"]).job("publish").ran, bool)
    assert_type(run.job("publish").skipped_because("build"), bool)
    assert_type(run.step("build", "make"), PlannedStep)


def test_events() -> None:
    assert_type(push("main", changed=["src/a.py"]), Event)
    assert_type(pull_request(base="main", head="fix", fork=True), Event)
    assert_type(dispatch("v1", inputs={"level": "high"}), Event)
    assert_type(schedule("0 3 * * *"), Event)


def test_of_objects() -> None:
    workflow = Workflow("CI", on=Push(), jobs=[Job("a", runs_on="x", steps=[Step(run="make")])])
    repo = Repo.of({"ci.yml": workflow, "other.yml": "on: push"})
    assert_type(repo["ci.yml"], Workflow)


def test_scripts(repo: Repo) -> None:
    stubs = {
        "a/b": stub(outputs={"x": "1"}),
        "actions/checkout": stub.copy_repo(),
        "./x.yml": stub.job(outputs={"y": 1}),
    }
    run = repo.execute(tag("v1"), workspace="work", jobs=["meta"], stubs=stubs, on_unstubbed="fail")
    assert_type(run, Execution)
    assert_type(run.step("meta", "version"), ExecutedStep)
    assert_type(run.job("meta"), ExecutedJob)
    assert_type(run.log, str)
    assert run.annotations.errors == []


def test_all_events(repo: Repo) -> None:
    assert_type(repo.event_space(), list[Event])
    assert repo.check_all(events=repo.event_space()) == []
    assert_type(repo.check_all(workflow="release.yml"), list[Diagnostic])


def test_fixture(ghflow_repo: Repo) -> None:
    assert_type(ghflow_repo.workflows, set[str])


def test_nothing_is_wrong(found: list[Diagnostic]) -> None:
    assert_type(found[0].message, str)

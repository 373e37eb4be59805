"""`Repo`: what is read, which settings count, and what it answers."""

from __future__ import annotations

import pytest

import ghflow
from ghflow.project.settings import ProjectError
from ghflow.simulator.coverage import Coverage
from ghflow.testing import (
    Repo,
    Skip,
    SourcesError,
    TargetError,
    Unknown,
    dispatch,
    pull_request,
    push,
    schedule,
    tag,
)
from ghflow.testing.repo import cover, uncover

RELEASE = """\
from ghflow import Job, Matrix, Permissions, Push, Step, Workflow, WorkflowDispatch, github, secrets

systems = Matrix(os=["ubuntu-latest", "windows-latest"])
find = Step("Find", id="find", run="./find")
meta = Job("meta", runs_on="ubuntu-latest", outputs={"prerelease": find.outputs.pre}, steps=[find])
build = Job("build", needs=[meta], runs_on=systems.os, matrix=systems, steps=[Step("Build", run="make")])
docs = Job("docs", if_=github.ref_type == "branch", runs_on="ubuntu-latest", steps=[Step("Docs", run="make docs")])
publish = Job(
    "publish",
    needs=[build],
    if_=meta.outputs.prerelease != "true",
    runs_on="ubuntu-latest",
    permissions=Permissions(id_token="write"),
    steps=[Step("Publish", run="make publish", env={"TOKEN": secrets.PYPI})],
)
workflow = Workflow("Release", on=[Push(tags=["v*.*.*"]), WorkflowDispatch()], jobs=[meta, build, docs, publish])
"""
NIGHTLY = """\
name: Nightly
on: {schedule: [{cron: '0 3 * * *'}], pull_request: }
jobs:
  night: {if: vars.NIGHTS == 'yes', runs-on: ubuntu-latest, steps: [{run: make night}]}
"""


@pytest.fixture
def repo(project):
    project.write("workflows/release.py", RELEASE)
    project.write(".github/workflows/nightly.yml", NIGHTLY)
    return Repo.load(project.root, vars={"NIGHTS": "yes"}, secrets={"PYPI": "s3cr3t"}, default_branch="trunk")


def test_sources_and_files_alike(repo, project):
    assert {"release.yml", "nightly.yml"} == repo.workflows
    assert "Nightly" == repo["nightly.yml"].name
    assert "Release" == repo["release"].name
    assert [] == project.generated()[1:]


def test_a_plan(repo):
    plan = repo.plan(tag("v1.2.3"))

    assert plan.workflows == {"release.yml"}
    assert plan["release.yml"].jobs.will_run == {"meta", "build"}
    assert plan["release.yml"].jobs.may_run == {"meta", "build", "publish"}
    assert [leg.name for leg in plan.job("build").legs] == ["build (ubuntu-latest)", "build (windows-latest)"]
    assert plan.job("docs").why == Skip("if", expr="github.ref_type == 'branch'", trace={"github.ref_type": "tag"})
    assert plan.job("publish").permissions["id-token"] == "write"
    assert plan.job("meta").permissions["id-token"] == "none"
    assert plan.job("publish").runs == Unknown("needs.meta.outputs.prerelease", "boolean")


def test_a_run(repo):
    run = repo.simulate(tag("v1.2.3-rc.1"), outputs={"meta.prerelease": "true"})

    assert run.job("publish").skipped_because("needs.meta.outputs.prerelease")
    assert not run.job("publish").skipped_because("needs.build")
    assert run.job("build").ran
    assert run.step("publish", "Publish").runs is False


def test_a_leg_fails_and_is_run_again(repo):
    run = repo.simulate(tag("v1.2.3"), fail="build[os=windows-latest]", outputs={"meta.prerelease": "false"})

    assert ("failure", 1) == (run.conclusion, run.attempt)
    assert not run.job("publish").ran
    again = run.rerun_failed()
    assert ("success", 2) == (again.conclusion, again.attempt)
    assert again.job("publish").ran
    assert not run.rerun_all(outputs={"meta.prerelease": "true"}).job("publish").ran


def test_a_run_is_cancelled(repo):
    run = repo.simulate(tag("v1.2.3"), cancel_after="meta")

    assert "cancelled" == run.conclusion


def test_settings_count(repo):
    assert repo.plan(schedule()).job("night").ran
    assert not repo.with_(vars={}).plan(schedule()).job("night").ran
    assert isinstance(repo.with_(vars=None).plan(schedule()).job("night").runs, Unknown)
    assert "refs/heads/trunk" == repo.plan(dispatch()).event.ref or repo.plan(dispatch())["release.yml"].event.ref


def test_one_workflow_of_several(repo):
    assert {"nightly.yml"} == repo.plan(pull_request(), workflow="nightly").workflows
    with pytest.raises(KeyError, match=r"did you mean 'nightly\.yml'"):
        repo.plan(push(), workflow="nigthly.yml")
    with pytest.raises(TargetError, match="did you mean 'build'"):
        repo.simulate(tag("v1.2.3"), fail=["biuld"])
    with pytest.raises(KeyError):
        repo["other.yml"]


def test_mistakes_of_sources_are_shown(project):
    project.write("workflows/ci.py", project.good.replace("runs_on", "run_on"))

    with pytest.raises(SourcesError, match=r"did you mean 'runs_on'") as raised:
        Repo.load(project.root)
    assert "unknown-argument" in {one.rule for one in raised.value.diagnostics}


def test_a_source_that_raises_is_shown(project):
    project.write("workflows/ci.py", "raise ValueError('no')")

    with pytest.raises(SourcesError, match="ValueError: no"):
        Repo.load(project.root)


def test_there_is_nothing(project):
    with pytest.raises(ProjectError, match="there is no workflow here"):
        Repo.load(project.root)


def test_of_objects_and_texts():
    job = ghflow.Job("a", runs_on="x", steps=[ghflow.Step(run="make")])
    workflow = ghflow.Workflow("CI", on=ghflow.Push(branches=["main"]), jobs=[job])
    repo = Repo.of({"ci.yml": workflow, "nightly.yml": NIGHTLY}, vars={"NIGHTS": "no"})

    assert {"ci.yml"} == repo.plan(push()).workflows
    assert {"ci.yml", "nightly.yml"} == repo.workflows
    assert not repo.plan(schedule()).job("night").ran
    with pytest.raises(ghflow.LoadError):
        Repo.of({"ci.yml": "- a list"})


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        pytest.param(lambda repo: repo, "<repository octo-org/example: nightly.yml, release.yml>", id="repo"),
        pytest.param(lambda repo: repo.plan(tag("v1.2.3")), "<plan of push of the tag v1.2.3: release.yml>", id="plan"),
        pytest.param(
            lambda repo: repo.plan(push())["release.yml"],
            "<workflow 'release.yml' does not start: it filters tags only, so that no branch starts it>",
            id="workflow",
        ),
        pytest.param(
            lambda repo: repo.plan(tag("v1.2.3")).job("docs"),
            "<job 'docs' does not run: github.ref_type == 'branch' is false: 'tag' == 'branch'>",
            id="job",
        ),
        pytest.param(
            lambda repo: repo.plan(tag("v1.2.3")).job("build").step("build"),
            "<step 'Build' runs: runs by default>",
            id="step",
        ),
        pytest.param(
            lambda repo: repo.plan(tag("v1.2.3")).job("build").legs[0],
            "<leg 'build (ubuntu-latest)': success>",
            id="leg",
        ),
        pytest.param(
            lambda repo: repo.simulate(tag("v1.2.3"), fail=["meta"]),
            "<attempt 1 of push of the tag v1.2.3: failure>",
            id="run",
        ),
    ],
)
def test_what_failures_of_tests_show(repo, shown, expected):
    assert expected == repr(shown(repo))


def test_texts_that_are_made_up_are_not_covered():
    coverage = Coverage()
    cover(coverage)
    try:
        made_up = Repo.of({"nightly.yml": NIGHTLY}, vars={"NIGHTS": "yes"})
        made_up.with_(vars={}).plan(schedule())
        assert {} == coverage.known
        made = Repo.of({"nightly.yml": made_up["nightly.yml"]}, vars={"NIGHTS": "yes"})
        made.plan(schedule())
    finally:
        uncover(coverage)

    assert [{True}] == list(coverage.known.values())

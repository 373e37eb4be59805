"""What the release workflow does for each event, and what becomes of a release in which one thing fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from ghflow.project.repository import read_repository
from ghflow.simulator.events import dispatch, pull_request, push, tag
from ghflow.simulator.planning import plan
from ghflow.simulator.runs import simulate

ROOT = Path(__file__).parents[2]
FILE = ".github/workflows/release.yml"
PUBLISH = {"publish-crates-io", "publish-pypi"}
LEGS = {"verify": 1, "build-wheels": 4, "build-sdist": 1, "test-wheels": 10, "check-dist": 1}
ALL = {**LEGS, "publish-crates-io": 1, "publish-pypi": 1}


@pytest.fixture(scope="module")
def repository():
    read = read_repository("workflows/release.py", start=str(ROOT))
    assert read.built is not None
    assert not read.built.wrong
    return read.repository()


@pytest.mark.parametrize(
    ("happened", "legs", "holders"),
    [
        pytest.param(tag("v1.2.3"), ALL, PUBLISH, id="tag"),
        pytest.param(tag("v1.2"), {}, set(), id="no-version"),
        pytest.param(tag("1.2.3"), {}, set(), id="no-v"),
        pytest.param(push("main"), {}, set(), id="main"),
        pytest.param(pull_request(), {}, set(), id="pull-request"),
        pytest.param(dispatch("main"), LEGS, set(), id="dispatch-on-a-branch"),
        pytest.param(dispatch("v1.2.3"), ALL, PUBLISH, id="dispatch-on-a-tag"),
    ],
)
def test_events_against_jobs(repository, happened, legs, holders):
    workflow = plan(repository, happened, files=[FILE])["release.yml"]

    assert legs == {job.id: len(job.legs) for job in workflow.jobs.values() if job.runs is True}
    assert set(legs) == workflow.jobs.may_run
    assert holders == workflow.jobs.id_token_holders
    assert () == workflow.problems
    assert () == workflow.warnings


def test_a_dispatch_on_a_branch_has_17_legs(repository):
    workflow = plan(repository, dispatch("main"), files=[FILE])["release.yml"]

    assert 17 == sum(len(job.legs) for job in workflow.jobs.values())


@pytest.mark.parametrize("failing", [*LEGS, "build-wheels[target=x64]", "test-wheels[os=macos-15,python=3.14]"])
def test_nothing_is_published_before_the_gate_and_a_rerun_publishes_all(repository, failing):
    run = simulate(repository, tag("v1.2.3"), fail=[failing], files=[FILE])

    assert "failure" == run.conclusion
    assert not any(run.job(id).ran for id in PUBLISH)
    again = run.rerun_failed()
    assert "success" == again.conclusion
    assert all(again.job(id).ran for id in PUBLISH)


@pytest.mark.parametrize(
    ("failing", "other"), [("publish-pypi", "publish-crates-io"), ("publish-crates-io", "publish-pypi")]
)
def test_one_registry_fails(repository, failing, other):
    run = simulate(repository, tag("v1.2.3"), fail=[failing], files=[FILE])

    assert {"failure"} == run.job(failing).result
    assert {"success"} == run.job(other).result
    again = run.rerun_failed()
    assert [failing] == [job.id for job in again["release.yml"].jobs.values() if not job.kept]
    assert "success" == again.conclusion


def test_every_artifact_that_is_downloaded_was_uploaded(repository):
    assert [] == simulate(repository, tag("v1.2.3"), files=[FILE]).missing_artifacts

"""What the release workflow does for each event, what becomes of a release in which one thing fails, and what always holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from ghflow.testing import Repo, Skip, dispatch, pull_request, push, schedule, tag
from tests.workflows.mutants import MUTANTS, mutated

ROOT = Path(__file__).parents[2]
FILE = ROOT / ".github" / "workflows" / "release.yml"
GATE = {"verify": 1, "build-wheels": 4, "build-sdist": 1, "test-wheels": 10, "check-dist": 1}
PUBLISH = {"publish-crates-io", "publish-pypi"}
ALL = {**GATE, "publish-crates-io": 1, "publish-pypi": 1}
NEW = {"publish-crates-io/registry.published": "false", "verify/version.version": "1.2.3"}
THERE = {**NEW, "publish-crates-io/registry.published": "true"}


@pytest.fixture(scope="module")
def repo():
    return Repo.load(ROOT)


def legs(workflow):
    return {job.id: len(job.legs) for job in workflow.jobs.values() if job.runs is True}


# The table.


@pytest.mark.parametrize(
    ("happened", "jobs", "holders"),
    [
        pytest.param(tag("v1.2.3"), ALL, PUBLISH, id="tag"),
        pytest.param(tag("v1.2.3-rc.1"), ALL, PUBLISH, id="candidate"),
        pytest.param(tag("v1.2"), {}, set(), id="no-version"),
        pytest.param(tag("1.2.3"), {}, set(), id="no-v"),
        pytest.param(tag("a/v1.2.3"), {}, set(), id="in-a-folder"),
        pytest.param(push("main"), {}, set(), id="main"),
        pytest.param(push("v1.2.3"), {}, set(), id="branch-like-a-version"),
        pytest.param(pull_request(), {}, set(), id="pull-request"),
        pytest.param(pull_request(fork=True), {}, set(), id="fork"),
        pytest.param(schedule(), {}, set(), id="schedule"),
        pytest.param(dispatch("main"), GATE, set(), id="dispatch-on-a-branch"),
        pytest.param(dispatch("refs/heads/v1.2.3"), GATE, set(), id="dispatch-on-a-branch-like-a-version"),
        pytest.param(dispatch("v1.2.3"), ALL, PUBLISH, id="dispatch-on-a-tag"),
    ],
)
def test_events_against_jobs_legs_and_holders_of_id_tokens(repo, happened, jobs, holders):
    workflow = repo.plan(happened, workflow="release.yml")["release.yml"]

    assert jobs == legs(workflow)
    assert set(jobs) == workflow.jobs.may_run
    assert holders == workflow.jobs.id_token_holders
    assert ((), ()) == (workflow.problems, workflow.warnings)


def test_a_dispatch_on_a_branch_has_17_legs_and_no_credential(repo):
    workflow = repo.plan(dispatch("main"))["release.yml"]

    assert 17 == sum(len(job.legs) for job in workflow.jobs.values())
    assert workflow.jobs["publish-pypi"].why == Skip(
        "if", expr="startsWith(github.ref, 'refs/tags/v')", trace={"github.ref": "refs/heads/main"}
    )
    assert {"none"} == {job.permissions["id-token"] for job in workflow.jobs.values() if job.runs is not False}


def test_no_other_workflow_holds_an_id_token(repo):
    for event in (push("main"), pull_request(), tag("v1.2.3"), dispatch("v1.2.3")):
        plan = repo.plan(event)
        others = {file for file in repo.workflows if file != "release.yml" and plan[file].jobs.id_token_holders}
        assert set() == others


def test_permissions_and_environments(repo):
    plan = repo.plan(tag("v1.2.3"))
    granted = {
        job.id: {scope: level for scope, level in job.permissions.items() if level != "none"}
        for job in plan["release.yml"].jobs.values()
    }

    assert {
        "verify": {"contents": "read"},
        "build-wheels": {"contents": "read"},
        "build-sdist": {"contents": "read"},
        "test-wheels": {},
        "check-dist": {},
        "publish-crates-io": {"contents": "read", "id-token": "write"},
        "publish-pypi": {"id-token": "write"},
    } == granted
    assert {"publish-crates-io": "crates-io", "publish-pypi": "pypi"} == {
        job.id: job.environment for job in plan["release.yml"].jobs.values() if job.environment
    }


def test_legs_by_their_names(repo):
    plan = repo.plan(tag("v1.2.3"))

    assert [
        "Build wheel (ubuntu-latest, x86_64)",
        "Build wheel (ubuntu-latest, aarch64)",
        "Build wheel (macos-15, universal2-apple-darwin)",
        "Build wheel (windows-latest, x64)",
    ] == [leg.name for leg in plan.job("build-wheels").legs]
    assert 10 == len({leg.name for leg in plan.job("test-wheels").legs})
    assert {"ubuntu-latest", "ubuntu-24.04-arm", "macos-15", "macos-15-intel", "windows-latest"} == {
        leg.runs_on for leg in plan.job("test-wheels").legs
    }


# When one thing fails.


def targets(plan, jobs):
    """Each job, leg and step of some jobs, as `fail=` takes it."""
    for id in jobs:
        job = plan.job(id)
        yield id
        if len(job.legs) > 1:
            yield from (
                f"{id}[{','.join(f'{name}={value}' for name, value in leg.matrix.items())}]" for leg in job.legs
            )
        yield from (f"{id}/{step.key}" for step in job.steps)


def every_target(jobs):
    return [pytest.param(one, id=one) for one in targets(Repo.load(ROOT).plan(tag("v1.2.3")), jobs)]


def published(run):
    """What reaches a registry in one attempt."""
    found = set()
    for job, step in (("publish-crates-io", "Publish the crate"), ("publish-pypi", "Publish the distributions")):
        one = run.job(job)
        if not one.kept and one.ran and one.step(step).ran and {"success"} == one.step(step).outcome:
            found.add(job)
    return found


@pytest.mark.parametrize("happened", [tag("v1.2.3"), dispatch("v1.2.3")], ids=["tag", "dispatch"])
@pytest.mark.parametrize("failing", every_target(GATE))
def test_nothing_is_published_before_the_gate_and_a_rerun_publishes_all(repo, happened, failing):
    run = repo.simulate(happened, fail=failing, outputs=NEW, workflow="release.yml")

    assert "failure" == run.conclusion
    assert not any(run.job(id).ran for id in PUBLISH)
    assert all(run.job(id).why.blocked_by for id in PUBLISH)
    again = run.rerun_failed(outputs=NEW)
    assert "success" == again.conclusion
    assert PUBLISH == published(again)
    assert [] == again.missing_artifacts


@pytest.mark.parametrize("failing", every_target(["publish-crates-io"]))
def test_crates_io_fails(repo, failing):
    run = repo.simulate(tag("v1.2.3"), fail=failing, outputs=NEW, workflow="release.yml")

    assert {"publish-pypi"} == published(run)
    again = run.rerun_failed(outputs=NEW)
    assert ["publish-crates-io"] == [job.id for job in again["release.yml"].jobs.values() if not job.kept]
    assert "success" == again.conclusion
    assert {"publish-crates-io"} == published(again)


def test_crates_io_has_it_although_the_step_failed(repo):
    run = repo.simulate(tag("v1.2.3"), fail="publish-crates-io/publish-the-crate", outputs=NEW, workflow="release.yml")
    again = run.rerun_failed(outputs=THERE)

    assert "success" == again.conclusion
    assert not again.step("publish-crates-io", "Publish the crate").ran
    assert not again.step("publish-crates-io", "auth").ran


@pytest.mark.parametrize("failing", every_target(["publish-pypi"]))
def test_pypi_fails(repo, failing):
    run = repo.simulate(tag("v1.2.3"), fail=failing, outputs=NEW, workflow="release.yml")

    assert {"publish-crates-io"} == published(run)
    again = run.rerun_failed(outputs=THERE)
    assert ["publish-pypi"] == [job.id for job in again["release.yml"].jobs.values() if not job.kept]
    assert ("success", {"publish-pypi"}) == (again.conclusion, published(again))
    assert [] == again.missing_artifacts


def test_both_registries_fail(repo):
    run = repo.simulate(tag("v1.2.3"), fail=PUBLISH, outputs=NEW, workflow="release.yml")
    again = run.rerun_failed(outputs=NEW)

    assert set() == published(run)
    assert ("success", PUBLISH) == (again.conclusion, published(again))


def test_a_run_after_a_success_publishes_nothing_to_crates_io(repo):
    run = repo.simulate(tag("v1.2.3"), outputs=NEW, workflow="release.yml")

    assert ("success", PUBLISH) == (run.conclusion, published(run))
    # PyPI is asked file by file: `skip-existing` is on from the second attempt on.
    for later in (
        run.rerun_all(outputs=THERE),
        repo.simulate(dispatch("v1.2.3"), outputs=THERE, workflow="release.yml"),
    ):
        assert "success" == later.conclusion
        assert {"publish-pypi"} == published(later)


def test_a_release_is_cancelled(repo):
    run = repo.simulate(tag("v1.2.3"), cancel_after="build-sdist", workflow="release.yml")

    assert "cancelled" == run.conclusion
    assert not any(run.job(id).ran for id in PUBLISH)
    assert PUBLISH == published(run.rerun_failed(outputs=NEW))


def test_every_artifact_that_is_downloaded_was_uploaded(repo):
    assert [] == repo.simulate(tag("v1.2.3"), workflow="release.yml").missing_artifacts


# At all events.


def test_our_own_workflows_hold_everything(repo):
    assert repo.check_all() == []
    assert repo.check_all(events=repo.event_space()) == []


SEEN = {
    "crates-before-the-tests": "publish-before-gate",
    "crates-before-the-wheels": "publish-before-gate",
    "pypi-before-the-tests": "publish-before-gate",
    "pypi-without-check-dist": "publish-before-gate",
    "publish-always": "publish-before-gate",
    "published-is-not-asked": "publish-again",
    "existing-not-skipped": "lost-by-failure",
    "token-not-passed-on": "unused-credential",
    "token-of-a-misspelt-step": "unused-credential",
    "tag-compared-without-its-prefix": "unreachable-job",
    "tags-filter-with-refs": "unreachable-trigger",
}


@pytest.mark.parametrize("name", SEEN)
def test_a_fault_shows_at_some_event(name):
    text = mutated(FILE.read_text(encoding="utf-8"), MUTANTS[name])

    assert SEEN[name] in {one.rule for one in Repo.of({"release.yml": text}).check_all()}

"""What a snapshot keeps."""

from __future__ import annotations

import pytest

from ghflow import Dependabot, Job, Push, Step, Update, UpdateSchedule, Workflow
from ghflow.testing import Repo, push
from ghflow.testing.snapshots import as_snapshot

WORKFLOW = Workflow("CI", on=Push(), jobs=[Job("a", runs_on="x", steps=[Step("Make", run="make")])])


@pytest.mark.parametrize(
    ("data", "beginning"),
    [
        pytest.param(WORKFLOW, "name: CI\n\non:\n", id="workflow"),
        pytest.param(
            Dependabot(updates=[Update("github-actions", directory="/", schedule=UpdateSchedule("weekly"))]),
            "version: 2\n",
            id="dependabot",
        ),
        pytest.param(Repo.of({"ci.yml": WORKFLOW}).plan(push()), "+ ci.yml (CI): push", id="plan"),
        pytest.param(Repo.of({"ci.yml": WORKFLOW}).simulate(push(), fail="a"), "+ ci.yml (CI): push", id="run"),
        pytest.param("text\n", "text\n", id="text"),
    ],
)
def test_as_snapshot(data, beginning):
    assert as_snapshot(data).startswith(beginning)


def test_the_steps_are_in_it():
    assert "      + Make\n" in as_snapshot(Repo.of({"ci.yml": WORKFLOW}).plan(push()))


def test_nothing_else():
    with pytest.raises(TypeError, match="got Job"):
        as_snapshot(WORKFLOW.jobs[0])

"""What steps need of the job's token: the union of what is known, and a refusal where something is not."""

from __future__ import annotations

import pytest

from ghflow import (
    Action,
    ActionInput,
    Container,
    Job,
    Parallel,
    Permissions,
    Service,
    Step,
    UsageError,
    Workflow,
    github,
    secrets,
)
from ghflow.actions import (
    checkout,
    codecov,
    codeql,
    crates_io_auth,
    pypi_publish,
    setup_python,
    stale,
    upload_artifact,
)
from ghflow.diagnostics import collecting
from ghflow.emitter.document import to_yaml

SETUP = Action("setup", steps=[checkout(), Step(run="make", shell="bash")], inputs={"token": ActionInput()})
OUTER = Action("outer", steps=[SETUP.step(), crates_io_auth()])
GREEDY = Action(
    "greedy", steps=[Step(run="x", shell="sh")], inputs={"token": ActionInput(default="${{ github.token }}")}
)
LOOSE = Action("loose", steps=[checkout(), Step(uses="acme/x@v1")])
STALE = {"issues": "write", "pull_requests": "write", "actions": "write"}


def job(*steps, **keywords):
    return Job("a", runs_on="x", permissions="auto", steps=steps, **keywords)


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        pytest.param([checkout()], {"contents": "read"}, id="one"),
        pytest.param([checkout(), crates_io_auth()], {"contents": "read", "id_token": "write"}, id="union"),
        pytest.param([checkout(), stale()], {"contents": "read"} | STALE, id="several"),
        pytest.param([stale(delete_branch=True), checkout()], {"contents": "write"} | STALE, id="the-most"),
        pytest.param([upload_artifact(path="x")], {}, id="nothing"),
        pytest.param([Step(run="make")], {}, id="script"),
        pytest.param([Step(run="git fetch; make push")], {}, id="push-of-another-program"),
        pytest.param([Step(run="x", env={"A": secrets.MINE, "B": github.ref})], {}, id="other-secret"),
        pytest.param([Step(uses="docker://alpine")], {}, id="image"),
        pytest.param([codecov()], {}, id="not-asked-for"),
        pytest.param([codecov(use_oidc=False)], {}, id="switched-off"),
        pytest.param([codecov(use_oidc=True)], {"id_token": "write"}, id="asked-for"),
        pytest.param([codecov(use_oidc=github.ref == "x")], {"id_token": "write"}, id="perhaps"),
        pytest.param([pypi_publish()], {"id_token": "write"}, id="without-password"),
        pytest.param([pypi_publish(password=secrets.TOKEN)], {}, id="with-password"),
        pytest.param([pypi_publish(password="")], {"id_token": "write"}, id="empty-password"),
        pytest.param(
            [Parallel([checkout(), codeql.init()])], {"contents": "read", "security_events": "write"}, id="parallel"
        ),
        pytest.param([Step(uses="Actions/Checkout@v7.0.0")], {"contents": "read"}, id="by-text"),
        pytest.param(
            [Step(uses="codecov/codecov-action@v5", with_=github.event.x)], {"id_token": "write"}, id="inputs-unknown"
        ),
        pytest.param([SETUP.step()], {"contents": "read"}, id="action-of-the-project"),
        pytest.param([Parallel([SETUP.step()])], {"contents": "read"}, id="action-in-parallel"),
        pytest.param([OUTER.step()], {"contents": "read", "id_token": "write"}, id="action-in-an-action"),
        pytest.param([SETUP.step(token=secrets.MINE)], {"contents": "read"}, id="another-token-for-an-action"),
        pytest.param([setup_python(token=github.token)], {"contents": "read"}, id="token-for-a-known-action"),
    ],
)
def test_what_is_needed(steps, expected):
    assert Permissions(**expected) == job(*steps).permissions


@pytest.mark.parametrize(
    ("steps", "keywords", "reason"),
    [
        pytest.param([Step(uses="acme/x@v1")], {}, "what acme/x@v1 needs is unknown", id="action"),
        pytest.param([LOOSE.step()], {}, "what acme/x@v1 needs is unknown", id="inside-an-action"),
        pytest.param(
            [SETUP.step(token=github.token)], {}, "what ./.github/actions/setup needs", id="token-for-an-action"
        ),
        pytest.param([GREEDY.step()], {}, "what ./.github/actions/greedy needs", id="token-of-an-action"),
        pytest.param([SETUP.step(uses="./other")], {}, "what ./other needs is unknown", id="another-action"),
        pytest.param([Step(uses="./x")], {}, "what ./x needs is unknown", id="path"),
        pytest.param(
            [Step("Say", run="gh", env={"T": github.token})], {}, "the step 'Say' is handed the token", id="env"
        ),
        pytest.param([Step(run="x ${{ secrets.GITHUB_TOKEN }}")], {}, "a step is handed the token", id="text"),
        pytest.param([Step(id="s", run="git -C x push")], {}, "the step 's' pushes with git", id="push"),
        pytest.param(
            [Step(run="curl $ACTIONS_ID_TOKEN_REQUEST_URL")], {}, "a step may ask for an OIDC token", id="oidc"
        ),
        pytest.param([Step(run="npm ci && npm publish")], {}, "a step may ask for an OIDC token", id="publish"),
        pytest.param([Step(uses="docker://a", env={"T": github.token})], {}, "a step is handed the token", id="image"),
        pytest.param([Step(run="x")], {"env": {"T": github.token}}, "the job hands its token to all steps", id="job"),
        pytest.param(
            [Step(run="x")],
            {"container": Container("x", env={"T": github.token})},
            "the job hands its token",
            id="container",
        ),
        pytest.param(
            [Step(run="x")],
            {"services": {"a": Service("x", env={"T": "${{ github.token }}"})}},
            "the job hands its token",
            id="service",
        ),
    ],
)
def test_what_is_unknown_is_refused(steps, keywords, reason):
    with pytest.raises(UsageError) as raised:
        job(checkout(), *steps, **keywords)

    found = raised.value.diagnostic
    assert "unknown-permissions" == found.rule
    assert found.message.startswith(f"permissions='auto' cannot be worked out: {reason}")


def test_every_reason_is_told_at_the_argument():
    with collecting() as found:
        made = Job(
            "a",
            runs_on="x",
            permissions="auto",  # <- here
            steps=(step for step in [Step(uses="a/b@v1"), Step(uses="c/d@v1"), Step(uses="a/b@v1"), checkout()]),
        )

    assert ["a/b@v1", "c/d@v1"] == [one.message.split()[-4] for one in found]
    assert {"permissions"} == {one.path for one in found}
    assert 1 == len({one.where.line for one in found})
    assert 4 == len(made.steps)


def test_the_file_has_the_scopes():
    assert "permissions:\n      contents: read\n" in to_yaml(Workflow("W", on="push", jobs=[job(checkout())]))
    assert "permissions: {}\n" in to_yaml(Workflow("W", on="push", jobs=[job(Step(run="x"))]))


def test_a_workflow_has_no_steps_to_work_it_out_from():
    with pytest.raises(UsageError, match="permissions must be"):
        Workflow("W", on="push", jobs=[job(checkout())], permissions="auto")

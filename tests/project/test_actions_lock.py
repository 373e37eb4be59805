"""GitHub's own lock of actions: a build says what it makes stale there."""

from __future__ import annotations

import json

import pytest

from ghflow.project.lock import Pin, format_lock

PATH = ".github/workflows/actions.lock"
HEAD = "from ghflow import CallJob, Job, Push, Step, Workflow\n"


def source(*uses: str) -> str:
    steps = ", ".join(f"Step(uses={one!r})" for one in uses)
    jobs = f"Job('a', runs_on='u', steps=[{steps}]), CallJob('b', uses='acme/flows/.github/workflows/w.yml@v1')"
    return f"{HEAD}workflow = Workflow('CI', on=Push(), jobs=[{jobs}])\n"


def lock(project, *pins: str, file: str = ".github/workflows/ci.yml") -> None:
    project.write(PATH, json.dumps({"version": "v0.0.3", "workflows": {file: list(pins)}, "dependencies": {}}))


@pytest.fixture
def onboarded(project):
    """A project that is built, with a lock that has what it uses, and what that uses in turn."""
    project.write("workflows/ci.py", source("acme/one@v1", "acme/two/sub@v2", "./here", "docker://x"))
    project.main("build")
    lock(project, "acme/one@v1", "Acme/Two@v2", "acme/inner@v9")
    return project


def told(ended) -> list[str]:
    return [line.removeprefix("ghflow: ") for line in ended.err.splitlines()]


def test_what_fits_is_not_spoken_of(onboarded):
    assert (0, "") == (onboarded.main("build").code, onboarded.main("build", "--check").err)


@pytest.mark.parametrize("command", [["build"], ["build", "--diff"], ["preview"]])
def test_what_is_added_renamed_and_taken_away(onboarded, command):
    onboarded.write("workflows/ci.py", source("acme/one@v2", "acme/three@v3"))
    before = onboarded.read(PATH)

    ended = onboarded.main(*command)

    assert 0 == ended.code
    gone = "acme/one@v1, acme/two@v2"
    assert [
        ".github/workflows/ci.yml uses acme/one@v2, acme/three@v3, which .github/workflows/actions.lock does not have for it",
        f".github/workflows/ci.yml does not use {gone} any more, which {PATH} still has for it",
        "run 'gh actions-lock' and commit the result",
    ] == told(ended)
    assert before == onboarded.read(PATH)


def test_called_workflows_count_when_a_build_changes_them(onboarded):
    same = ["acme/one@v1", "acme/two/sub@v2"]
    onboarded.write("workflows/ci.py", source(*same).replace("w.yml@v1", "w.yml@v2"))

    told_first, told_next = (told(onboarded.main("build")) for _ in range(2))

    assert [
        f".github/workflows/ci.yml uses acme/flows@v2, which {PATH} does not have for it",
        f".github/workflows/ci.yml does not use acme/flows@v1 any more, which {PATH} still has for it",
        "run 'gh actions-lock' and commit the result",
    ] == told_first
    assert [] == told_next


def test_what_an_action_of_the_repository_uses_counts(project):
    action = "from ghflow import Action, Step\nhere = Action('here', steps=[Step(uses='acme/one@v1')])\n"
    project.write("workflows/ci.py", source("./.github/actions/here", "./own"))
    project.write("workflows/actions.py", action)
    own = "name: x\ndescription: y\nruns:\n  using: composite\n  steps: [{uses: acme/own@v1}]\n"
    project.write("own/action.yml", own)
    project.main("build")
    lock(project, "acme/one@v1", "acme/own@v1")
    assert "" == project.main("build").err
    project.write("workflows/actions.py", action.replace("one@v1", "one@v2"))

    ended = project.main("build")

    assert [
        f".github/workflows/ci.yml uses acme/one@v2, which {PATH} does not have for it",
        f".github/workflows/ci.yml does not use acme/one@v1 any more, which {PATH} still has for it",
    ] == told(ended)[:2]


def test_with_pins_the_commits_are_what_is_used(onboarded):
    lines = [
        f"acme/{name} {digit * 40} {ref}" for name, digit, ref in (("one@v1", "1", "v1"), ("two/sub@v2", "2", "v2"))
    ]
    pins = [
        Pin(*line.split(" "), "2026-11-22") for line in [*lines, f"acme/flows/.github/workflows/w.yml@v1 {'3' * 40} v1"]
    ]
    onboarded.write("ghflow.lock", format_lock(pins))

    assert (
        f"uses acme/one@{'1' * 40}, acme/two@{'2' * 40}, acme/flows@{'3' * 40}, which"
        in onboarded.main("build", "--pin").err
    )


def test_a_file_that_goes(onboarded):
    onboarded.write("workflows/other.py", onboarded.good)
    (onboarded.root / "workflows/ci.py").unlink()

    assert (
        ".github/workflows/ci.yml is removed, and .github/workflows/actions.lock still has it"
        == told(onboarded.main("build"))[0]
    )


def test_files_that_are_not_onboarded(project):
    project.write("workflows/ci.py", source("acme/one@v1"))
    lock(project, "acme/other@v1", file=".github/workflows/other.yml")

    assert "" == project.main("build").err


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"{", "is not valid YAML", id="broken"),
        pytest.param("é".encode("latin-1"), "is not valid YAML", id="encoding"),
        pytest.param(b"[]", "has no list of workflows", id="list"),
        pytest.param(b"workflows: 5", "has no list of workflows", id="number"),
    ],
)
def test_a_lock_that_cannot_be_read_stops_nothing(project, content, message):
    project.write("workflows/ci.py", source("acme/one@v1"))
    project.write(PATH, content)

    ended = project.main("build")

    assert (0, [f"{PATH} {message}"]) == (ended.code, told(ended))


def test_the_lock_is_not_left_over(onboarded):
    assert "actions.lock" not in onboarded.main("build").out
    assert (onboarded.root / PATH).exists()

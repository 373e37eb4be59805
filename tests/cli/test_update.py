"""`update`: pins follow the releases of their action."""

from __future__ import annotations

import time

import pytest

from ghflow.project.lock import parse_lock
from tests.cli.conftest import DAY

HEAD = "from ghflow import Job, Push, Step, Workflow\n"


def source(*uses: str) -> str:
    steps = ", ".join(f"Step(uses={one!r})" for one in uses)
    return f"{HEAD}workflow = Workflow('CI', on=Push(), jobs=[Job('test', runs_on='ubuntu-latest', steps=[{steps}])])\n"


def locked(project) -> dict[str, tuple[str, str]]:
    return {uses: (pin.commit, pin.comment) for uses, pin in parse_lock(project.read("ghflow.lock")).items()}


@pytest.fixture
def lock(project):
    """Lock references at what they are now."""

    def do(*uses: str) -> None:
        project.write("workflows/ci.py", source(*uses))
        ended = project.main("lock")
        assert 0 == ended.code, ended.err

    return do


def test_a_pin_moves_within_its_major(project, server, lock):
    old = server.release("acme/light", "v1.2.0")
    lock("acme/light@v1")
    server.release("acme/light", "v1.9.0")
    new = server.release("acme/light", "v1.10.0", annotated=True)
    server.release("acme/light", "v2.0.0")
    server.tag("acme/light", "v1.11.0-beta", server.commit("acme/light"))

    ended = project.main("update")

    assert (0, "") == (ended.code, ended.err)
    assert f"updated   acme/light@v1: v1.2.0 ({old[:12]}) -> v1.10.0 ({new[:12]})\n" == ended.out
    assert {"acme/light@v1": (new, "v1.10.0")} == locked(project)
    assert 0 == project.main("build", "--pin").code
    assert f"uses: acme/light@{new} # v1.10.0\n" in project.read(".github/workflows/ci.yml")
    assert "current   acme/light@v1: v1.10.0\n" == project.main("update").out


def test_a_pin_moves_to_another_major_when_told_to(project, server, lock):
    server.release("acme/light", "v1.2.0")
    lock("acme/light@v1")
    server.release("acme/light", "v1.3.0")
    new = server.release("acme/light", "v2.0.0")

    ended = project.main("update", "--major")

    assert {"acme/light@v1": (new, "v2.0.0")} == locked(project)
    assert "; the sources still name v1, whose inputs may be others\n" in ended.out
    newer = server.release("acme/light", "v2.1.0")
    project.main("update")
    assert {"acme/light@v1": (newer, "v2.1.0")} == locked(project)


@pytest.mark.parametrize(
    ("ref", "tags", "branches", "expected"),
    [
        pytest.param("v1", ["v1.0.0", "v1"], [], "v1.0.0", id="release-before-moving-tag"),
        pytest.param("v1", ["v1"], [], "v1", id="moving-tag-alone"),
        pytest.param("v1.0.0", ["v1.0.0", "v1.1.0"], [], "v1.1.0", id="exact"),
        pytest.param("release/v1", ["v1.4.0", "v2.0.0"], ["release/v1"], "v1.4.0", id="branch-of-a-major"),
        pytest.param("release/v1", [], ["release/v1"], "release/v1", id="branch-without-releases"),
        pytest.param("a/v1", ["a/v1", "a/v1.1.0", "b/v1.9.0", "v1.9.9"], [], "a/v1.1.0", id="one-of-several-actions"),
        pytest.param("main", ["v1.0.0"], ["main"], "main", id="branch"),
        pytest.param("nightly", ["nightly", "v1.0.0"], ["main"], "nightly", id="tag-that-is-no-version"),
        pytest.param("1.2", ["1.2", "1.3.0"], [], "1.3.0", id="without-v"),
    ],
)
def test_what_a_reference_follows(project, server, lock, ref, tags, branches, expected):
    first = server.commit("acme/light")
    for branch in branches:
        server.git("acme/light", "update-ref", f"refs/heads/{branch}", first)
    if ref not in branches:
        server.tag("acme/light", ref, first)
    lock(f"acme/light@{ref}")
    for branch in branches:
        server.commit("acme/light", branch)
    newest = {tag: server.commit("acme/light") for tag in tags}
    for tag, commit in newest.items():
        server.tag("acme/light", tag, commit)
    newest |= {branch: server.git("acme/light", "rev-parse", f"refs/heads/{branch}") for branch in branches}

    ended = project.main("update")

    assert 0 == ended.code, ended.err
    assert {f"acme/light@{ref}": (newest[expected], expected)} == locked(project)


def test_a_pin_never_goes_back(project, server, lock):
    old = server.commit("acme/light")
    server.tag("acme/light", "v1.0.0", old)
    new = server.release("acme/light", "v1.1.0")
    lock("acme/light@v1")
    server.git("acme/light", "tag", "-d", "v1")

    assert "current   acme/light@v1: v1.1.0\n" == project.main("update").out
    assert new == locked(project)["acme/light@v1"][0]


def test_a_release_that_was_taken_back_is_no_reason_to_go_back(project, server, lock):
    server.release("acme/light", "v1.0.0")
    lock("acme/light@v1")
    new = server.release("acme/light", "v1.1.0")
    project.main("update")
    for tag in ("v1", "v1.1.0"):
        server.git("acme/light", "tag", "-d", tag)

    assert "current   acme/light@v1: v1.1.0\n" == project.main("update").out
    assert (new, "v1.1.0") == locked(project)["acme/light@v1"]
    newer = server.release("acme/light", "v1.1.1")
    project.main("update")
    assert (newer, "v1.1.1") == locked(project)["acme/light@v1"]


def test_a_release_that_was_moved_is_spoken_of(project, server, lock):
    server.release("acme/light", "v1.0.0")
    lock("acme/light@v1.0.0")
    moved = server.release("acme/light", "v1.0.0")

    ended = project.main("update")

    assert "; the tag v1.0.0 was moved to another commit, which a release never should be: look at why\n" in ended.out
    assert (moved, "v1.0.0") == locked(project)["acme/light@v1.0.0"]


def test_actions_of_one_repository_have_releases_of_their_own(project, server, lock):
    commit = server.commit("acme/tools")
    for tag in ("a/v1", "a/v1.1.0", "b/v9.0.0"):
        server.tag("acme/tools", tag, commit)
    lock("acme/tools/a@a/v1")
    new = server.commit("acme/tools")
    server.tag("acme/tools", "a/v1.2.0", new)

    ended = project.main("update")

    assert "updated   acme/tools/a@a/v1: a/v1.1.0 (" in ended.out
    assert (new, "a/v1.2.0") == locked(project)["acme/tools/a@a/v1"]


@pytest.mark.parametrize(
    ("ref", "expected"),
    [
        pytest.param("v2.0.0-rc.1", "v2.0.1", id="to-the-release"),
        pytest.param("v3.0.0-rc.1", "v3.0.0-rc.1", id="no-release-yet"),
        pytest.param("v2-beta", "v2-beta", id="no-version"),
    ],
)
def test_what_was_not_yet_a_release(project, server, lock, ref, expected):
    for tag in ("v1.0.0", ref, "v2.0.0", "v2.0.1", "v2.1.0-rc.1"):
        server.tag("acme/light", tag, server.commit("acme/light"))
    lock(f"acme/light@{ref}")

    assert 0 == project.main("update").code
    assert expected == locked(project)[f"acme/light@{ref}"][1]


def test_the_date_of_a_release_is_that_of_its_tag_where_it_has_one(project, server, lock):
    now = int(time.time())
    server.release("acme/light", "v1.0.0", at=now - 90 * DAY)
    lock("acme/light@v1")
    old = server.commit("acme/light", at=now - 60 * DAY)
    server.tag("acme/light", "v1.1.0", old, annotated=True, at=now - 3 * DAY)

    assert "v1.1.0 is 3 days old, of 30" in project.main("update", "--cooldown", "30").out
    server.tag("acme/light", "v1.1.0", old)
    assert project.main("update", "--cooldown", "30").out.startswith("updated ")


def test_a_release_has_to_be_old_enough(project, server, lock):
    now = int(time.time())
    server.release("acme/light", "v1.0.0", at=now - 90 * DAY)
    lock("acme/light@v1")
    fitting = server.release("acme/light", "v1.1.0", at=now - 10 * DAY)
    newest = server.release("acme/light", "v1.2.0", annotated=True, at=now - 2 * DAY)

    assert (
        "waiting   acme/light@v1: v1.0.0; v1.2.0 is 2 days old, of 30\n"
        == project.main("update", "--cooldown", "30").out
    )
    assert 0 == project.main("update", "--cooldown", "7").code
    assert (fitting, "v1.1.0") == locked(project)["acme/light@v1"]
    project.write("pyproject.toml", "[tool.ghflow]\ncooldown = 7\n")
    assert project.main("update").out.startswith("waiting ")
    assert 0 == project.main("update", "--cooldown", "0").code
    assert (newest, "v1.2.0") == locked(project)["acme/light@v1"]


@pytest.mark.parametrize("name", ["acme/light", "light", "acme/light@v1", "Acme/Light"])
def test_only_what_is_named_moves(project, server, lock, name):
    for repository in ("acme/light", "acme/heavy"):
        server.release(repository, "v1.0.0")
    lock("acme/light@v1", "acme/heavy@v1")
    before = locked(project)
    for repository in ("acme/light", "acme/heavy"):
        server.release(repository, "v1.1.0")

    shown = project.main("update", "--dry-run", name)
    assert before == locked(project)
    ended = project.main("update", name)

    assert shown.out == ended.out
    assert {"acme/light@v1"} == {uses for uses, pin in locked(project).items() if pin != before[uses]}


@pytest.mark.parametrize(
    ("args", "message"),
    [
        pytest.param(["lihgt"], "lihgt has no pin in ghflow.lock (did you mean 'light'?)", id="name"),
        pytest.param(["--cooldown", "x"], "a number of days, got 'x'", id="days"),
        pytest.param(["--majr"], "--majr", id="option"),
    ],
)
def test_wrong_usage(project, server, lock, args, message):
    server.release("acme/light", "v1.0.0")
    lock("acme/light@v1")

    ended = project.main("update", *args)

    assert 2 == ended.code
    assert message in ended.err


def test_without_a_lock(project):
    project.write("workflows/ci.py")

    ended = project.main("update")

    assert 2 == ended.code
    assert "there are no pins to update: run 'python -m ghflow lock'" in ended.err


def test_one_that_is_gone_leaves_the_lock_as_it_was(project, server, lock, monkeypatch):
    server.release("acme/light", "v1.0.0")
    server.tag("acme/heavy", "v9.0.0", server.commit("acme/heavy"))
    lock("acme/light@v1", "acme/heavy@v9.0.0")
    server.release("acme/light", "v1.1.0")
    server.git("acme/heavy", "tag", "-d", "v9.0.0")
    before = project.read("ghflow.lock")

    gone = project.main("update")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "https://nothing.invalid/")
    offline = project.main("update")

    assert [1, 1] == [gone.code, offline.code]
    assert "ghflow: acme/heavy has no tag and no branch 'v9.0.0'" in gone.err
    assert "cannot be reached" in offline.err
    assert 2 == len(gone.err.splitlines()) == len(offline.err.splitlines())
    assert before == project.read("ghflow.lock")

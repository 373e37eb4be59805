"""`lock`, and builds with pins: from references to commits, and back from what a bot changed."""

from __future__ import annotations

import json
import os
import re
import subprocess

import pytest

from ghflow.project import git
from ghflow.project.lock import Pin, format_lock, parse_lock

SOURCE = """\
from ghflow import CallJob, Job, Parallel, Push, Step, Workflow, note
from ghflow.actions import checkout

steps = [
    Step("Light", uses="acme/light@v1"),
    Step("Annotated", uses="acme/annotated/sub/folder@v2"),
    Parallel([Step("Branch", uses=note("acme/branch@main", "why it is here")), Step("Again", uses="acme/light@v1")]),
    Step("Commit", uses="acme/light@0123456789012345678901234567890123456789"),
    Step("Path", uses="./here"),
    Step("Same", uses="$/here"),
    Step("Image", uses="docker://alpine:3"),
    Step("Say", run="uses: acme/light@v1"),
]
workflow = Workflow("CI", on=Push(), jobs=[
    Job("test", runs_on="ubuntu-latest", steps=steps),
    CallJob("call", uses="acme/flows/.github/workflows/w.yml@v3.1"),
])
"""
ONE = """\
from ghflow import CallJob, Job, Parallel, Push, Step, Workflow, note
from ghflow.actions import checkout

steps = [
    Step("Light", uses="acme/light@v1"),
]
workflow = Workflow("CI", on=Push(), jobs=[Job("test", runs_on="ubuntu-latest", steps=steps)])
"""


@pytest.fixture
def commits(server):
    """A lightweight tag, an annotated one, a branch and an exact version, each with its commit."""
    found = {
        "acme/light@v1": server.release("acme/light", "v1.2.0"),
        "acme/annotated/sub/folder@v2": server.release("acme/annotated", "v2.0.1", annotated=True),
        "acme/branch@main": server.commit("acme/branch"),
        "acme/flows/.github/workflows/w.yml@v3.1": server.release("acme/flows", "v3.1"),
    }
    server.commit("acme/branch", "v1")
    return found


def locked(project) -> dict[str, str]:
    return {uses: pin.commit for uses, pin in parse_lock(project.read("ghflow.lock")).items()}


def uses_lines(text: str) -> list[str]:
    return [line.strip().removeprefix("- ").removeprefix("uses: ") for line in text.splitlines() if " uses: " in line]


def test_each_reference_is_locked_at_its_commit(project, commits):
    project.write("workflows/ci.py", SOURCE)

    ended = project.main("lock")

    assert (0, "") == (ended.code, ended.err)
    assert commits == locked(project)
    assert [f"locked    {uses} at {commits[uses][:12]}" for uses in sorted(commits)] == ended.out.splitlines()
    assert format_lock(parse_lock(project.read("ghflow.lock")).values()) == project.read("ghflow.lock")


@pytest.mark.parametrize(
    ("ref", "branch"),
    [
        pytest.param("v1", False, id="tag-before-branch"),
        pytest.param("refs/tags/v1", False, id="full-name-of-a-tag"),
        pytest.param("refs/heads/v1", True, id="full-name-of-a-branch"),
        pytest.param("heads/v1", None, id="half-a-name"),
    ],
)
def test_a_tag_and_a_branch_of_one_name(project, server, ref, branch):
    tagged = server.release("acme/light", "v1.0.0", annotated=True)
    pushed = server.commit("acme/light", "v1")
    project.write("workflows/ci.py", ONE.replace("light@v1", f"light@{ref}"))

    ended = project.main("lock")

    assert (branch is None) == (ended.code != 0)
    if branch is not None:
        assert {f"acme/light@{ref}": pushed if branch else tagged} == locked(project)
        assert f"light@{pushed if branch else tagged} # {ref}" in project.main("build", "--pin", "--stdout").out


def test_a_shortened_commit_is_no_reference(project, server):
    commit = server.release("acme/light", "v1.0.0")
    project.write("workflows/ci.py", ONE.replace("light@v1", f"light@{commit[:9]}"))

    ended = project.main("lock")

    assert 1 == ended.code
    assert "GitHub takes all 40 digits of one, and nothing less" in ended.err


def test_each_repository_is_asked_once(project, server, monkeypatch):
    asked = []
    monkeypatch.setattr(
        "ghflow.project.resolve.remote_refs", lambda *args: asked.append(args[0]) or git.remote_refs(*args)
    )
    for version in ("v1.0.0", "v1.1.0", "v2.0.0"):
        server.release("acme/light", version)
    server.release("acme/heavy", "v1.0.0")
    names = ["acme/light@v1", "acme/light@v1.0.0", "acme/light/sub@v2", "acme/heavy@v1"]
    steps = "\n".join(f"    Step(uses={name!r})," for name in names)
    project.write("workflows/ci.py", ONE.replace('    Step("Light", uses="acme/light@v1"),', steps))

    assert 0 == project.main("lock").code
    assert sorted(names) == sorted(locked(project))
    assert ["acme/heavy", "acme/light"] == sorted(asked)
    asked.clear()
    assert 0 == project.main("update").code
    assert ["acme/heavy", "acme/light"] == sorted(asked)


def test_settings_of_the_checkout_hold_for_all_that_is_asked(project, server, monkeypatch):
    """`url.<base>.insteadOf`, or a token, in `.git/config` of the project, and not of the user."""
    server.release("acme/light", "v1.0.0")
    project.write("workflows/ci.py", ONE)
    key = os.environ["GIT_CONFIG_KEY_0"]
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "ghflow.nothing")
    subprocess.run(["git", "init", "--quiet"], cwd=project.root, check=True)
    subprocess.run(["git", "config", key, "https://github.com/"], cwd=project.root, check=True)

    assert 0 == project.main("lock").code
    server.release("acme/light", "v1.1.0")
    assert project.main("update", "--cooldown", "1").out.startswith("updated ")
    assert 0 == project.main("add", "acme/light@v1").code


def test_in_a_hook_git_is_not_led_astray(project, server, monkeypatch):
    server.release("acme/light", "v1.0.0")
    project.write("workflows/ci.py", ONE)
    subprocess.run(["git", "init", "--quiet"], cwd=project.root, check=True)
    for name, value in {"GIT_DIR": ".git", "GIT_INDEX_FILE": ".git/index", "GIT_WORK_TREE": "."}.items():
        monkeypatch.setenv(name, value)

    assert 0 == project.main("add", "acme/light@v1").code
    assert 0 == project.main("lock").code


def test_a_run_beside_another_one(project, server, monkeypatch):
    """What another run writes while this one asks is not lost."""
    server.release("acme/light", "v1.0.0")
    project.write("workflows/ci.py", ONE)
    project.main("lock")
    server.release("acme/light", "v1.1.0")
    other = project.read("ghflow.lock").splitlines(True)[0]

    def asked(*args):
        project.write("ghflow.lock", other)
        return git.remote_refs(*args)

    monkeypatch.setattr("ghflow.project.resolve.remote_refs", asked)
    ended = project.main("update")

    assert (2, other) == (ended.code, project.read("ghflow.lock"))
    assert "ghflow.lock was changed by another run meanwhile" in ended.err
    assert "" == ended.out


def test_a_build_with_pins_changes_lines_of_uses_only(project, commits):
    project.write("workflows/ci.py", SOURCE)
    assert 0 == project.main("build").code
    symbolic = project.read(".github/workflows/ci.yml")
    assert 0 == project.main("lock").code

    assert 0 == project.main("build", "--pin").code

    pinned = project.read(".github/workflows/ci.yml")
    light = commits["acme/light@v1"]
    assert [
        f"acme/light@{light} # v1",
        f"acme/annotated/sub/folder@{commits['acme/annotated/sub/folder@v2']} # v2",
        f"acme/branch@{commits['acme/branch@main']} # main; why it is here",
        f"acme/light@{light} # v1",
        "acme/light@0123456789012345678901234567890123456789",
        "./here",
        "$/here",
        "docker://alpine:3",
        f"acme/flows/.github/workflows/w.yml@{commits['acme/flows/.github/workflows/w.yml@v3.1']} # v3.1",
    ] == uses_lines(pinned)
    pairs = zip(symbolic.splitlines(), pinned.splitlines(), strict=True)
    assert {"uses:"} == {old.strip().removeprefix("- ").split()[0] for old, new in pairs if old != new}


def test_pins_survive_offline_and_again(project, commits, monkeypatch):
    project.write("workflows/ci.py", SOURCE)
    project.main("lock")
    project.main("build", "--pin")
    before = project.files()
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "https://nothing.invalid/")

    assert 0 == project.main("lock").code
    assert 0 == project.main("lock", "--check").code
    assert 0 == project.main("build", "--pin", "--check").code
    assert before == project.files()


def test_the_setting_and_the_flags(project, commits):
    project.write("workflows/ci.py", SOURCE)
    project.main("lock")
    project.write("pyproject.toml", "[tool.ghflow]\npin = true\n")

    assert 0 == project.main("build").code
    assert "# v1" in project.read(".github/workflows/ci.yml")
    assert 1 == project.main("build", "--no-pin", "--check").code
    assert 0 == project.main("build", "--no-pin").code
    assert "# v1" not in project.read(".github/workflows/ci.yml")
    assert 2 == project.main("build", "--pin", "--no-pin").code


def test_a_moved_tag_leaves_the_lock_alone(project, server, commits):
    project.write("workflows/ci.py", SOURCE)
    project.main("lock")
    before = project.read("ghflow.lock")
    server.release("acme/light", "v1.3.0")

    ended = project.main("lock")

    assert (0, "unchanged 4 pins\n") == (ended.code, ended.out)
    assert before == project.read("ghflow.lock")


def test_what_is_not_used_any_more_is_forgotten_and_what_is_new_is_added(project, server, commits):
    project.write("workflows/ci.py", SOURCE)
    project.main("lock")
    other = server.release("acme/other", "v1.0.0")
    project.write(
        "workflows/ci.py", ONE.replace("]\nworkflow", "    Step('Other', uses='acme/other@v1'),\n]\nworkflow")
    )

    checked = project.main("lock", "--check")
    ended = project.main("lock")

    assert 1 == checked.code
    assert "ghflow: acme/other@v1 is not in ghflow.lock\n" in checked.err
    assert "acme/branch@main is in ghflow.lock, and nothing uses it" in checked.err
    assert 0 == ended.code
    assert {"acme/light@v1": commits["acme/light@v1"], "acme/other@v1": other} == locked(project)
    assert "locked    acme/other@v1 at" in ended.out
    assert "removed   acme/branch@main\n" in ended.out
    assert "unchanged 1 pin\n" in ended.out


def test_a_reference_that_is_not_locked_is_a_mistake_at_its_step(project, commits):
    source = ONE.replace('uses="acme/light@v1")', 'uses="acme/light@v1"),  # <- this line\n    checkout()')
    project.write("workflows/ci.py", source)
    line = next(number for number, text in enumerate(source.splitlines(), 1) if "<- this line" in text)

    for command in (["build", "--pin"], ["build", "--pin", "--check"]):
        ended = project.main(*command)

        assert 1 == ended.code
        assert f"workflows/ci.py:{line}:" in ended.err
        assert 1 == ended.err.count("acme/light@v1 is not in ghflow.lock")
        assert 1 == ended.err.count("actions/checkout@v7 is not in ghflow.lock")
        assert "run 'python -m ghflow lock'" in ended.err
        assert not project.generated()


def bumped(project, path: str, old: str, new: str, comment: str) -> None:
    """What a bot does: another commit and another comment on each line of an action."""
    text = project.read(path)
    changed = re.sub(rf"@{old} # [^\s;]+", lambda _: f"@{new} # {comment}", text)
    assert text != changed
    project.write(path, changed)


def test_what_a_bot_changed_is_pulled_into_the_lock(project, server, commits):
    project.write("workflows/ci.py", SOURCE)
    project.main("lock")
    project.main("build", "--pin")
    path, new = ".github/workflows/ci.yml", "f" * 40
    bumped(project, path, commits["acme/light@v1"], new, "v1.9.0")
    bumped(project, path, commits["acme/branch@main"], "e" * 40, "main")
    bot = project.read(path)
    checked = project.main("build", "--pin", "--check")
    assert 1 == checked.code
    assert "where a bot has changed pins: run 'python -m ghflow lock --pull' before\n" in checked.err

    ended = project.main("lock", "--pull")

    assert 0 == ended.code
    assert f"updated   acme/light@v1: v1 ({commits['acme/light@v1'][:12]}) -> v1.9.0 ({new[:12]})\n" in ended.out
    assert commits | {"acme/light@v1": new, "acme/branch@main": "e" * 40} == locked(project)
    assert 0 == project.main("build", "--pin", "--check").code
    assert bot == project.read(path)
    again = project.main("lock", "--pull")
    assert (0, "the generated files have the pins of ghflow.lock\n") == (again.code, again.out)


def test_other_changes_have_nothing_to_do_with_bots(project, commits):
    project.write("workflows/ci.py", SOURCE)
    project.main("lock")
    project.main("build", "--pin")
    path = ".github/workflows/ci.yml"
    text = project.read(path)
    for changed in (text.replace("name: Light", "name: Dark"), text + "# more\n"):
        project.write(path, changed)

        assert "bot" not in project.main("build", "--pin", "--check").err
    assert "bot" not in project.main("build", "--check").err
    project.main("build")
    assert "bot" not in project.main("build", "--pin", "--check").err


def test_a_bump_of_some_lines_counts_for_all(project, server, commits):
    project.write("workflows/ci.py", SOURCE)
    project.main("lock")
    project.main("build", "--pin")
    path, old = ".github/workflows/ci.yml", commits["acme/light@v1"]
    project.write(path, project.read(path).replace(f"acme/light@{old} # v1", f"acme/light@{'f' * 40} # v2.0.0", 1))

    assert 0 == project.main("lock", "--pull").code
    assert "f" * 40 == locked(project)["acme/light@v1"]
    assert 0 == project.main("build", "--pin").code
    assert 2 == project.read(path).count(f"acme/light@{'f' * 40} # v2.0.0")


@pytest.mark.parametrize("comment", ["v1.9.0", "v1", "tag=v1.9.0", "1.9.0"])
def test_both_bots_ways_of_writing_a_comment(project, commits, comment):
    project.write("workflows/ci.py", ONE)
    project.main("lock")
    project.main("build", "--pin")
    path = ".github/workflows/ci.yml"
    bumped(project, path, commits["acme/light@v1"], "f" * 40, comment)
    bot = project.read(path)

    assert 0 == project.main("lock", "--pull").code
    assert 0 == project.main("build", "--pin", "--check").code
    assert bot == project.read(path)
    assert ("f" * 40, comment) == parse_lock(project.read("ghflow.lock"))["acme/light@v1"][1:3]


@pytest.mark.parametrize(
    ("commit", "comment", "message"),
    [
        pytest.param("0" * 40, "v7.0.1", "the comment says v7.0.1, which is another commit of actions/", id="commit"),
        pytest.param(
            "11d5960a326750d5838078e36cf38b85af677262",
            "v7.0.1",
            "the comment says v7.0.1, and the commit is v4.4.0 of actions/checkout",
            id="version",
        ),
        pytest.param("3d3c42e5aac5ba805825da76410c181273ba90b1", "v7.0.1", None, id="right"),
        pytest.param("0" * 40, "v7.9.9", None, id="newer-than-what-is-known"),
    ],
)
def test_a_check_tells_of_pins_that_are_not_what_they_say(project, commit, comment, message):
    project.write("workflows/ci.py", ONE.replace('Step("Light", uses="acme/light@v1")', "checkout()"))
    project.write("ghflow.lock", format_lock([Pin("actions/checkout@v7", commit, comment, "2026-11-22")]))
    assert "pin-comment" not in project.main("check").out
    project.write("pyproject.toml", "[tool.ghflow]\npin = true\n")

    ended = project.main("check")

    assert (message is not None) == ("pin-comment" in ended.out)
    assert (message or "") in ended.out
    assert (message is not None) == (f"look at how {commit[:12]} came into ghflow.lock" in ended.out)


@pytest.mark.parametrize(("comment", "said"), [("v2.0.0", True), ("tag=v2", True), ("v1.9.0", False), ("new", False)])
def test_a_bump_to_another_major_is_spoken_of(project, commits, comment, said):
    project.write("workflows/ci.py", ONE)
    project.main("lock")
    project.main("build", "--pin")
    bumped(project, ".github/workflows/ci.yml", commits["acme/light@v1"], "f" * 40, comment)

    ended = project.main("lock", "--pull")

    assert 0 == ended.code
    assert said == ended.out.endswith("; the sources still name v1, whose inputs may be others\n")


def test_files_without_pins_have_none_to_pull(project, commits):
    project.write("workflows/ci.py", ONE)
    project.main("lock")
    before = project.read("ghflow.lock")
    nothing = project.main("lock", "--pull")
    project.main("build")

    ended = project.main("lock", "--pull")

    assert 2 == nothing.code
    assert nothing.err.startswith("ghflow: there are no generated files to take pins from: ")
    assert 1 == ended.code
    assert "acme/light@v1 is no commit: pins are taken from files that were built with them" in ended.err
    assert before == project.read("ghflow.lock")


def test_bumps_in_several_files(project, commits):
    for name in ("ci", "release"):
        project.write(f"workflows/{name}.py", ONE)
    project.main("lock")
    project.main("build", "--pin")
    old = commits["acme/light@v1"]
    bumped(project, ".github/workflows/ci.yml", old, "f" * 40, "v1.9.0")

    assert 0 == project.main("lock", "--pull").code
    assert 0 == project.main("build", "--pin").code
    assert f"@{'f' * 40} # v1.9.0" in project.read(".github/workflows/release.yml")
    before = project.read("ghflow.lock")
    bumped(project, ".github/workflows/ci.yml", "f" * 40, "e" * 40, "v1.9.1")
    bumped(project, ".github/workflows/release.yml", "f" * 40, "d" * 40, "v1.9.1")
    ended = project.main("lock", "--pull")
    assert 1 == ended.code
    places = "eeeeeeeeeeee (.github/workflows/ci.yml:12), dddddddddddd (.github/workflows/release.yml:12)"
    assert f"acme/light@v1 was changed to different commits: {places}" in ended.err
    assert before == project.read("ghflow.lock")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(lambda text, old: text.replace(old, "v9"), "acme/light@v9 is no commit", id="no-commit"),
        pytest.param(
            lambda text, old: text.replace("acme/light@" + old, "evil/light@" + "f" * 40),
            "the file differs in more than its pins",
            id="other-action",
        ),
        pytest.param(
            lambda text, old: text.replace("name: Light", "name: Dark"),
            "the file differs in more than its pins",
            id="name",
        ),
        pytest.param(lambda text, old: text + "x: y\n", "the file differs in more than its pins", id="longer"),
        pytest.param(
            lambda text, old: text.replace(old, "f" * 40, 1).replace(old, "e" * 40, 1),
            "acme/light@v1 was changed to different commits: ffffffffffff (",
            id="two-commits",
        ),
        pytest.param(
            lambda text, old: text.replace("0123456789012345678901234567890123456789", "f" * 40),
            "is the source's own: change it there",
            id="commit-of-the-source",
        ),
        pytest.param(lambda text, old: text.encode("utf-16"), "it is not UTF-8", id="encoding"),
    ],
)
def test_what_cannot_be_pulled_leaves_the_lock_as_it_was(project, commits, change, message):
    project.write("workflows/ci.py", SOURCE)
    project.main("lock")
    project.main("build", "--pin")
    path = ".github/workflows/ci.yml"
    project.write(path, change(project.read(path), commits["acme/light@v1"]))
    before = project.read("ghflow.lock")

    ended = project.main("lock", "--pull")

    assert 1 == ended.code
    assert message in ended.err
    assert ended.err.endswith("ghflow: ghflow.lock is as it was\n")
    assert before == project.read("ghflow.lock")


BAD = {
    "acme/light@v9": "acme/light has no tag and no branch 'v9' (its newest release is v1.2.0)",
    "acme/light@mian": "acme/light has no tag and no branch 'mian' (its newest release is v1.2.0)",
    "acme/nothing@v1": "acme/nothing is no repository that git can read: ",
    "acme/folder@v1": "acme/folder is no repository that git can read: ",
}


@pytest.mark.parametrize("uses", BAD)
def test_what_cannot_be_resolved_leaves_the_lock_as_it_was(project, server, commits, uses):
    project.write("workflows/ci.py", ONE)
    project.main("lock")
    before = project.read("ghflow.lock")
    (server.root / "acme" / "folder").mkdir()
    project.write("workflows/ci.py", ONE.replace("]\nworkflow", f"    Step('Bad', uses='{uses}'),\n]\nworkflow"))

    ended = project.main("lock")

    assert 1 == ended.code
    assert ended.err.startswith(f"ghflow: {BAD[uses]}")
    assert 2 == len(ended.err.splitlines())
    assert before == project.read("ghflow.lock")


def test_without_a_network_there_is_one_message(project, commits, monkeypatch):
    project.write("workflows/ci.py", SOURCE)
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "https://nothing.invalid/")

    ended = project.main("lock")

    assert 1 == ended.code
    assert ended.err.startswith("ghflow: https://github.com/acme/")
    assert "cannot be reached" in ended.err
    assert "(and 3 more like it)" in ended.err
    assert 2 == len(ended.err.splitlines())
    assert not (project.root / "ghflow.lock").exists()


def test_without_git_that_is_said(project, commits, monkeypatch):
    project.write("workflows/ci.py", SOURCE)
    monkeypatch.setenv("PATH", "")

    ended = project.main("lock")

    assert (1, "ghflow: git is not installed, or not on the PATH") == (ended.code, ended.err.splitlines()[0])


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        pytest.param(lambda line: line.replace(" v1 ", " v2 "), "remove the line and run", id="comment"),
        pytest.param(lambda line: re.sub("[0-9a-f]{40}", "a" * 40, line), "was edited by hand", id="commit"),
        pytest.param(lambda line: re.sub("[0-9a-f]{40}", "a" * 39, line), "is no commit", id="short-commit"),
        pytest.param(lambda line: line + line, "is in the lock twice", id="twice"),
        pytest.param(lambda line: "acme/light@v1\n", "a line has a reference, a commit", id="words"),
        pytest.param(
            lambda line: f"<<<<<<< HEAD\n{line}=======\n{line}>>>>>>> branch\n",
            "a merge conflict is left",
            id="conflict",
        ),
        pytest.param(lambda line: line.encode("utf-16"), "ghflow.lock is not UTF-8", id="encoding"),
    ],
)
@pytest.mark.parametrize("command", [["lock"], ["lock", "--pull"], ["lock", "--check"], ["update"], ["build", "--pin"]])
def test_a_broken_lock_is_one_message_and_stays_as_it_is(project, commits, edit, message, command):
    project.write("workflows/ci.py", ONE)
    project.main("lock")
    head, line = project.read("ghflow.lock").splitlines(keepends=True)
    edited = edit(line)
    project.write("ghflow.lock", edited if isinstance(edited, bytes) else head + edited)
    before = project.files()

    ended = project.main(*command)

    assert 2 == ended.code
    assert message in ended.err
    assert 1 == len(ended.err.splitlines())
    assert isinstance(edited, bytes) or re.match(r"ghflow: ghflow\.lock:[23]: ", ended.err)
    assert before == project.files()


FACTS = {
    "about": {"made": "2026-11-22 (a clock)"},
    "actions": {
        "Acme/Light": {
            "refs": {
                "v1": {
                    "sha": "1" * 40,
                    "exact_tag": "v1.2.0",
                    "floating_major_name": "v1",
                    "floating_major_exists": True,
                },
                "v2": {"sha": "2" * 40, "exact_tag": "v2.0.0", "floating_major_exists": False},
                "v3": {"sha": "3" * 40, "floating_sha": "4" * 40, "exact_tag": "v3.0.0"},
                "v5": {"sha": "5" * 40, "newer_in_corpus": {"exact_tag": "v5.9.0", "sha": "6" * 40}},
                "r1": {"sha": "7" * 40, "floating_major_name": "releases/v1", "floating_major_exists": True},
            }
        }
    },
}


@pytest.mark.parametrize(
    ("ref", "digit"),
    [
        ("v1", "1"),
        ("v1.2.0", "1"),
        ("v3", "4"),
        ("v5", "6"),
        ("v5.9.0", "6"),
        ("releases/v1", "7"),
        ("v2", None),
        ("v4", None),
    ],
)
def test_pins_from_facts(project, ref, digit):
    project.write("workflows/ci.py", ONE.replace("@v1", f"@{ref}"))
    project.write("facts.json", json.dumps(FACTS))

    ended = project.main("lock", "--from", "facts.json")

    if digit is None:
        assert (1, f"ghflow: facts.json has no commit for acme/light@{ref}\n") == (
            ended.code,
            ended.err.splitlines(True)[0],
        )
        assert not (project.root / "ghflow.lock").exists()
    else:
        assert 0 == ended.code
        (pin,) = parse_lock(project.read("ghflow.lock")).values()
        assert (f"acme/light@{ref}", digit * 40, ref, "2026-11-22") == pin


def test_pins_from_another_lock(project, commits):
    project.write("workflows/ci.py", SOURCE)
    project.main("lock")
    (project.root / "ghflow.lock").rename(project.root / "other.lock")

    assert 0 == project.main("lock", "--from", "other.lock").code
    assert project.read("other.lock") == project.read("ghflow.lock")


@pytest.mark.parametrize("text", ["{}", "{", '{"actions": []}', "[" * 9999, "a b c"])
def test_a_file_that_holds_no_pins(project, text):
    project.write("workflows/ci.py", ONE)
    project.write("facts.json", text)

    assert 2 == project.main("lock", "--from", "facts.json").code
    assert 2 == project.main("lock", "--from", "nothing.json").code
    assert not (project.root / "ghflow.lock").exists()


def test_nothing_to_pin(project):
    project.write("workflows/ci.py")

    ended = project.main("lock")

    assert (0, "nothing to pin") == (ended.code, ended.out[:14])
    assert not (project.root / "ghflow.lock").exists()


def test_sources_with_mistakes_are_not_locked(project, commits):
    project.write("workflows/ci.py", ONE.replace("runs_on", "run_on"))

    ended = project.main("lock")

    assert 1 == ended.code
    assert "did you mean 'runs_on'" in ended.err
    assert not (project.root / "ghflow.lock").exists()


def test_actions_of_the_project_are_pinned_too(project, commits):
    source = "from ghflow import Action, Step\nsetup = Action('setup', steps=[Step(uses='acme/light@v1')])\n"
    project.write("workflows/setup.py", source)
    project.main("lock")

    assert 0 == project.main("build", "--pin").code
    assert f"- uses: acme/light@{commits['acme/light@v1']} # v1" in project.read(".github/actions/setup/action.yml")
    path = ".github/actions/setup/action.yml"
    bumped(project, path, commits["acme/light@v1"], "f" * 40, "v1.9.0")
    assert 0 == project.main("lock", "--pull").code
    assert {"acme/light@v1": "f" * 40} == locked(project)

"""`plan` and `why`: what they read, what they print, how they end."""

from __future__ import annotations

import json

import pytest

HAND = """\
name: Hand
on:
  push: {branches: [main], paths: [src/**]}
  workflow_dispatch: {inputs: {level: {type: choice, options: [low, high]}}}
jobs:
  test:
    strategy: {matrix: {os: [ubuntu-latest, windows-latest]}}
    runs-on: ${{ matrix.os }}
    steps: [{id: t, run: make test}]
  deploy:
    needs: test
    if: inputs.level == 'high' || vars.ALWAYS == 'yes'
    uses: ./.github/workflows/called.yml
"""
CALLED = "on: workflow_call\njobs: {go: {runs-on: ubuntu-latest, steps: [{run: make deploy}]}}\n"


@pytest.fixture
def hand(project):
    project.write(".github/workflows/hand.yml", HAND)
    project.write(".github/workflows/called.yml", CALLED)
    return project


def data(ended):
    assert (0, "") == (ended.code, ended.err)
    return json.loads(ended.out)


def jobs(found, file=".github/workflows/hand.yml"):
    (workflow,) = [one for one in found["workflows"] if one["file"] == file]
    return {job["id"]: job for job in workflow["jobs"]}


def test_yaml_files(hand):
    found = data(hand.main("plan", "--event", "push", "--changed", "src/a.py", "--format", "json"))

    assert ("push", "refs/heads/main") == (found["event"], found["ref"])
    assert {"called.yml": False, "hand.yml": True} == {
        one["file"].rpartition("/")[2]: one["triggered"] for one in found["workflows"]
    }
    assert ["test (ubuntu-latest)", "test (windows-latest)"] == [leg["name"] for leg in jobs(found)["test"]["legs"]]
    assert "unknown" == jobs(found)["deploy"]["runs"]
    assert ["go"] == [job["id"] for job in jobs(found)["deploy"]["jobs"]]


def test_sources(project):
    project.write("workflows/ci.py")
    found = data(project.main("plan", "--event", "push", "--format", "json"))

    assert [True] == [job["runs"] for job in jobs(found, ".github/workflows/ci.yml").values()]
    assert [] == project.generated()


def test_sources_take_the_place_of_the_files_they_make(project):
    project.write("workflows/ci.py")
    assert 0 == project.main("build").code
    project.write("workflows/ci.py", project.good.replace("echo hi", "echo again"))
    found = data(project.main("plan", "--event", "push", "--format", "json"))

    assert 1 == len(found["workflows"])
    assert ["Say"] == [step["name"] for step in jobs(found, ".github/workflows/ci.yml")["test"]["steps"]]
    shown = project.main("plan", "--event", "push", "--workflow", ".github/workflows/ci.yml", "--format", "json")
    assert found == data(shown)


def test_one_file_anywhere(project):
    project.write("elsewhere/some.yaml", "on: push\njobs: {a: {runs-on: x, steps: [{run: make}]}}")
    found = data(project.main("plan", "--event", "push", "--workflow", "elsewhere/some.yaml", "--format", "json"))

    assert ["a"] == list(jobs(found, ".github/workflows/some.yaml"))


@pytest.mark.parametrize("name", ["hand", "hand.yml", ".github/workflows/hand.yml", "Hand"])
def test_one_workflow(hand, name):
    found = data(hand.main("plan", "--event", "push", "--changed", "src/a", "--workflow", name, "--format", "json"))

    assert [".github/workflows/hand.yml"] == [one["file"] for one in found["workflows"]]
    assert jobs(found)["deploy"]["jobs"]


def test_a_source_of_another_project(project):
    project.write("other/workflows/ci.py")
    found = data(project.main("plan", "--event", "push", "--workflow", "other/workflows/ci.py", "--format", "json"))

    assert ["test"] == list(jobs(found, ".github/workflows/ci.yml"))


def test_text(hand):
    ended = hand.main("plan", "--event", "push", "--changed", "src/a", "--steps")

    assert (0, "") == (ended.code, ended.err)
    assert (
        "+ hand.yml (Hand): push of the branch main; branch 'main' matches branches: main; the changed file src/a "
        "matches paths: src/**\n"
        "  + test; 2 legs on ubuntu-latest, windows-latest\n"
        "      test (ubuntu-latest) on ubuntu-latest\n"
        "      test (windows-latest) on windows-latest\n"
        "      + Run make test\n"
        "  ? deploy; calls ./.github/workflows/called.yml\n"
        "      runs if vars.ALWAYS == 'yes'\n"
        "      + go on ubuntu-latest\n"
        "          + Run make deploy\n"
        "- called.yml: push is not among its events (workflow_call)\n"
    ) == ended.out


def test_nothing_is_started(hand):
    ended = hand.main("plan", "--event", "issues")

    assert 0 == ended.code
    assert ended.out.startswith("issues (opened) on the branch main starts no workflow\n")


@pytest.mark.parametrize(
    ("args", "runs"),
    [
        pytest.param(["--input", "level=high"], True, id="input"),
        pytest.param(["--input", "level=low", "--var", "ALWAYS=yes"], True, id="variable"),
        pytest.param(["--input", "level=low", "--var", "OTHER=1"], False, id="all-variables"),
        pytest.param(["--input", "level=high", "--fail", "test[os=windows-latest]"], False, id="what-if"),
    ],
)
def test_what_is_given(hand, args, runs):
    found = data(hand.main("plan", "--event", "workflow_dispatch", *args, "--format", "json"))

    assert runs is jobs(found)["deploy"]["runs"]


@pytest.mark.parametrize(("args", "runs"), [([], True), (["--repository", "c/d"], False)])
def test_the_repository_of_a_payload(hand, args, runs):
    hand.write(
        ".github/workflows/far.yml",
        "on: issues\njobs: {a: {if: github.repository == 'a/b', runs-on: x, steps: [{run: x}]}}",
    )
    hand.write("event.json", json.dumps({"action": "opened", "repository": {"full_name": "a/b"}}))
    found = data(hand.main("plan", "--event", "issues", "--payload", "event.json", *args, "--format", "json"))

    assert runs is next(one for one in found["workflows"] if one["file"].endswith("far.yml"))["jobs"][0]["runs"]


def test_payload(hand):
    hand.write("event.json", json.dumps({"ref": "refs/heads/main", "commits": [{"added": ["src/x"], "modified": [],
               "removed": []}]}))  # fmt: skip

    assert "test" in jobs(data(hand.main("plan", "--event", "push", "--payload", "event.json", "--format", "json")))


@pytest.mark.parametrize(
    ("args", "message"),
    [
        pytest.param(["--event", "pushed"], "there is no event 'pushed' (did you mean 'push'?)", id="event"),
        pytest.param(["--event", "push", "--fail", "tset"], "there is no job 'tset' (did you mean 'test'?)", id="fail"),
        pytest.param(["--event", "push", "--workflow", "hnd"], "there is no workflow 'hnd'", id="workflow"),
        pytest.param(["--event", "push", "--payload", "no.json"], "no.json cannot be read", id="payload"),
        pytest.param(["--event", "push", "--payload", ".github/workflows/hand.yml"], "is not valid JSON", id="json"),
        pytest.param(["--event", "workflow_dispatch", "--input", "x"], "--input takes NAME=VALUE", id="input"),
        pytest.param(["--event", "push", "--chnged", "x"], "there is no option --chnged", id="option"),
    ],
)
def test_wrong_usage(hand, args, message):
    ended = hand.main("plan", *args)

    assert (2, "") == (ended.code, ended.out)
    assert message in ended.err


def test_no_project(project):
    ended = project.main("plan", "--event", "push")

    assert 2 == ended.code
    assert "there is no workflow here" in ended.err
    ended = project.main("plan", "--event", "push", "--workflow", "some.yml")
    assert (2, "ghflow: there is no file some.yml, and no workflow of that name\n") == (ended.code, ended.err)


def test_sources_with_mistakes(project):
    project.write("workflows/ci.py", project.good.replace('"ubuntu-latest"', "3"))
    ended = project.main("plan", "--event", "push")

    assert (1, "") == (ended.code, ended.out)
    assert "runs_on must be" in ended.err


def test_a_file_that_holds_no_workflow(project):
    project.write(".github/workflows/bad.yml", "on: [push\n")
    found = data(project.main("plan", "--event", "push", "--format", "json"))

    assert [False] == [one["triggered"] for one in found["workflows"]]
    assert "GitHub refuses the file" in found["workflows"][0]["why"]


def test_why(hand):
    ended = hand.main("why", "deploy", "--event", "workflow_dispatch", "--input", "level=low", "--var", "X=1")

    assert (0, "") == (ended.code, ended.err)
    assert "deploy does not run: inputs.level == 'high' || vars.ALWAYS == 'yes' is false" in ended.out
    assert "  expanded  true && ('low' == 'high' || null == 'yes')\n" in ended.out
    assert "  inputs.level = 'low'\n" in ended.out


def test_why_a_job_stands_in_the_way(hand):
    ended = hand.main("why", "deploy", "--event", "workflow_dispatch", "--input", "level=high", "--fail", "test")

    assert "deploy does not run: 'test' fails\n" in ended.out
    assert "  waits for test\n" in ended.out


def test_why_of_a_workflow_that_is_not_started(hand):
    ended = hand.main("why", "deploy", "--event", "pull_request")

    assert 0 == ended.code
    assert "deploy does not run: hand.yml is not started: pull_request is not among its events" in ended.out


def test_why_as_data(hand):
    found = data(hand.main("why", "go", "--event", "workflow_dispatch", "--input", "level=high", "--format", "json"))

    assert ("go", True, ".github/workflows/hand.yml") == (found["id"], found["runs"], found["workflow"])


def test_why_of_nothing(hand):
    ended = hand.main("why", "deplyo", "--event", "push", "--changed", "src/a")

    assert 2 == ended.code
    assert "there is no job 'deplyo' (did you mean 'deploy'?)" in ended.err


def test_the_repository_is_that_of_the_remote(project):
    project.write(".git/config", '[remote "origin"]\n\turl = git@github.com:acme/thing.git\n\tfetch = x\n')
    project.write(".git/refs/remotes/origin/HEAD", "ref: refs/remotes/origin/trunk\n")
    project.write(
        ".github/workflows/a.yml",
        "on: {push: {branches: [trunk]}}\njobs: {a: {if: github.repository == 'acme/thing', runs-on: x, steps: [{run: m}]}}",
    )
    found = data(project.main("plan", "--event", "push", "--format", "json"))

    assert [True] == [job["runs"] for job in jobs(found, ".github/workflows/a.yml").values()]
    other = project.main("plan", "--event", "push", "--repository", "me/thing", "--format", "json")
    assert [False] == [job["runs"] for job in jobs(data(other), ".github/workflows/a.yml").values()]

"""`plan --execute`: arguments, what is printed, how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="these scripts are written for POSIX shells")

WORKFLOW = """\
name: Hand
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    outputs: {o: '${{ steps.s.outputs.o }}'}
    steps:
      - {id: s, uses: some/action@v1}
      - {name: Say, run: 'echo "${{ steps.s.outputs.o }} $S ${{ vars.V }}"', env: {S: '${{ secrets.S }}'}}
  b: {runs-on: ubuntu-latest, needs: a, steps: [{run: exit 2}]}
  c: {runs-on: ubuntu-latest, needs: b, steps: [{run: echo never}]}
"""
EXECUTE = ("plan", "--execute", "--event", "push")


@pytest.fixture
def hand(project):
    project.write(".github/workflows/hand.yml", WORKFLOW)
    return project


def test_text(hand):
    ended = hand.main(*EXECUTE, "--stub", "some/action:o=out", "--secret", "S=s3cr3t", "--var", "V=var")

    assert (1, "") == (ended.code, ended.err)
    assert (
        """\
== a
-- Run some/action@v1
-- Say
   out *** var
== a: success

== b
-- Run exit 2
   ##[error]the script ended with exit code 2
== b: failure

x hand.yml (Hand): failure
  + a: success
  x b: failure
      x Run exit 2: the script ended with exit code 2
  - c: skipped ('b' fails)
conclusion: failure
"""
        == ended.out
    )


def test_json(hand):
    ended = hand.main(*EXECUTE, "--stub", "some/action:o=out", "--job", "a", "--format", "json")
    data = json.loads(ended.out)

    assert (0, "", "success") == (ended.code, ended.err, data["conclusion"])
    assert ["success", "skipped", "skipped"] == [job["conclusion"] for job in data["workflows"][0]["jobs"]]
    assert {"o": "out"} == data["workflows"][0]["jobs"][0]["outputs"]


def test_a_secret_of_the_environment(hand, monkeypatch):
    monkeypatch.setenv("S", "s3cr3t")
    ended = hand.main(*EXECUTE, "--stub", "some/action:o=s3cr3t", "--secret", "S", "--job", "a")

    assert 0 == ended.code
    assert "*** ***" in ended.out
    assert "s3cr3t" not in ended.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["--job", "d"], "there is no job 'd' (known: a, b, c)", id="job"),
        pytest.param(["--allow", "gti"], "nothing is refused of the program 'gti'", id="program"),
        pytest.param(["--secret", "NOWHERE"], "--secret takes NAME=VALUE or the name of", id="secret"),
        pytest.param(["--stub", "=1"], "--stub takes USES or USES:OUTPUT=VALUE, got '=1'", id="stub"),
        pytest.param(["--fail", "a"], "--fail assumes a failure in a plan", id="fail"),
    ],
)
def test_wrong_arguments(hand, arguments, words):
    ended = hand.main(*EXECUTE, *arguments)

    assert (2, "") == (ended.code, ended.out)
    assert words in ended.err


def test_a_source_with_its_action(project):
    project.write(
        "workflows/ci.py",
        """
from ghflow import Action, Job, Push, Step, Workflow

setup = Action("setup", steps=[Step(run="echo 'from the action'", shell="bash")])
workflow = Workflow("CI", on=Push(), jobs=[Job("test", runs_on="ubuntu-latest", steps=[setup.step()])])
""",
    )
    ended = project.main(*EXECUTE)

    assert 0 == ended.code, ended.err
    assert "from the action" in ended.out
    assert [] == project.generated()


def test_a_source_with_a_mistake_is_not_executed(project):
    project.write(
        "workflows/ci.py",
        """
from ghflow import Job, Push, Step, Workflow

workflow = Workflow("CI", on=Push(), jobs=[Job("test", runs_on="ubuntu-latest", needs=["gone"], steps=[Step(run="echo hi")])])
""",
    )
    ended = project.main(*EXECUTE)

    assert 1 == ended.code
    assert "== test" not in ended.out


def test_called_workflows_of_a_file_anywhere(project):
    project.write("elsewhere/push.yml", "on: push\njobs: {a: {uses: ./.github/workflows/called.yml}}\n")
    project.write(
        ".github/workflows/called.yml",
        "on: workflow_call\njobs: {go: {runs-on: ubuntu-latest, steps: [{run: test -d elsewhere}]}}\n",
    )
    ended = project.main(*EXECUTE, "--workflow", "elsewhere/push.yml")

    assert 0 == ended.code, ended.out
    assert "+ push.yml: success" in ended.out
    assert "+ go: success" in ended.out


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_whoever_ends_it_ends_its_scripts(project, tmp_path, number):
    mark = tmp_path / "began"
    run = f"echo $$ > {mark}; exec sleep 300"
    project.write(
        ".github/workflows/slow.yml", f"on: push\njobs: {{a: {{runs-on: ubuntu-latest, steps: [{{run: '{run}'}}]}}}}\n"
    )
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "ghflow", *EXECUTE],
        cwd=project.root,
        env={**os.environ, "TMPDIR": str(temporary)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    end = time.monotonic() + 60
    while not (mark.exists() and mark.read_text().strip()) and time.monotonic() < end:
        time.sleep(0.05)
    process.send_signal(number)
    _, said = process.communicate(timeout=60)

    assert (130, "ghflow: interrupted\n") == (process.returncode, said)
    with pytest.raises(ProcessLookupError):
        os.kill(int(mark.read_text()), 0)
    assert [] == list(temporary.iterdir())


def test_nothing_to_execute(hand):
    ended = hand.main("plan", "--execute", "--event", "pull_request")

    assert (0, "- hand.yml (Hand): pull_request is not among its events (push)\nconclusion: skipped\n") == (
        ended.code,
        ended.out,
    )

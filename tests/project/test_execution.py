"""From a folder to a run on this machine: which commit it is for, and the files that sources make."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from ghflow.project.execution import execute_read
from ghflow.project.repository import read_repository
from ghflow.simulator.events import SHA, from_payload, push

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="these scripts are written for POSIX shells")

WORKFLOW = """\
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - id: s
        run: |
          echo "sha=$GITHUB_SHA" >> "$GITHUB_OUTPUT"
          echo "after=${{ github.event.after }}" >> "$GITHUB_OUTPUT"
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / ".github" / "workflows").mkdir(parents=True)
    (tmp_path / ".github" / "workflows" / "ci.yml").write_text(WORKFLOW)
    return tmp_path


def outputs(folder, event):
    done = execute_read(read_repository(start=str(folder)), event)
    assert "success" == done.conclusion, done.log
    return done.step("a", "s").outputs


def test_without_git(folder):
    assert {"sha": SHA, "after": SHA} == outputs(folder, push())


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git here")
def test_the_commit_that_is_checked_out(folder):
    env = {"PATH": os.environ["PATH"], "HOME": str(folder)}
    name = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    for words in (["init", "-q"], ["add", "-A"], [*name, "commit", "-q", "-m", "one"]):
        subprocess.run(["git", "-C", str(folder), *words], env=env, check=True)
    head = subprocess.run(
        ["git", "-C", str(folder), "rev-parse", "HEAD"], env=env, check=True, capture_output=True, text=True
    ).stdout.strip()

    assert {"sha": head, "after": head} == outputs(folder, push())
    given = "f" * 40
    assert {"sha": given, "after": given} == outputs(
        folder, from_payload("push", {"ref": "refs/heads/main", "after": given})
    )


def test_files_that_sources_make_are_as_a_build_would_write_them(project):
    project.write(
        "workflows/ci.py",
        """
from ghflow import Action, Job, Push, Step, Workflow

say = Action("say", steps=[Step(run="echo new", shell="bash")])
workflow = Workflow("CI", on=Push(), jobs=[Job("a", runs_on="ubuntu-latest", steps=[say.step()])])
""",
    )
    project.write(
        ".github/actions/say/action.yml", "name: Say\nruns: {using: composite, steps: [{run: echo old, shell: bash}]}\n"
    )
    done = execute_read(read_repository(start=str(project.root)), push())

    assert "new\n" in done.log
    assert "old" in (project.root / ".github/actions/say/action.yml").read_text()

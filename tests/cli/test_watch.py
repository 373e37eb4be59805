"""`watch`: a build at the start, one after each change, and its end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from ghflow.cli.watch import stamps
from ghflow.project.settings import find_settings


@pytest.fixture
def watching(project):
    """A watch of the project; ends when the test does."""
    processes = []

    def start(*args):
        command = [sys.executable, "-P", "-m", "ghflow", "watch", "--interval", "0.05", *args]
        process = subprocess.Popen(
            command, cwd=project.root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, bufsize=1
        )
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.kill()
        process.communicate()


def until(process, word):
    """The lines up to one that holds `word`. A process that ends before is a failure."""
    lines = []
    for line in process.stdout:
        lines.append(line)
        if word in line:
            return lines
    raise AssertionError("".join(lines))


def change(path, text):
    """Write a file so that its time is another one, however coarse the clock of the disk."""
    path.write_text(text)
    os.utime(path, ns=(time.time_ns(), path.stat().st_mtime_ns + 2_000_000_000))


def test_it_builds_and_builds_again(project, watching):
    source = project.write("workflows/ci.py")
    process = watching()
    until(process, "created   .github/workflows/ci.yml")
    change(source, project.good.replace("echo hi", "echo again"))

    said = until(process, "updated   .github/workflows/ci.yml")
    assert said[0].rstrip().endswith("workflows/ci.py")
    change(source, "broken(")
    until(process, "syntax-error")
    process.send_signal(signal.SIGINT)
    assert 0 == process.wait(timeout=60)


def test_it_checks_after_a_build(project, watching):
    project.write("workflows/ci.py")
    process = watching("--check")

    until(process, "created   .github/workflows/ci.yml")
    until(process, "ghflow: ")


def test_what_is_looked_at(project):
    project.write("workflows/ci.py")
    shared = project.write("workflows/parts/_shared.py", "X = 1")
    project.write("workflows/notes.txt", "")
    settings = find_settings(start=str(project.root))
    before = stamps(settings)
    project.write("pyproject.toml", "")

    assert {"ci.py", "_shared.py"} == {os.path.basename(path) for path in before}
    assert {"pyproject.toml"} == {os.path.basename(path) for path in stamps(settings).keys() - before.keys()}
    shared.unlink()
    assert str(shared) not in stamps(settings)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        pytest.param([], "ghflow: there is no folder workflows/ here", id="no-sources"),
        pytest.param(["--interval", "0"], "--interval takes seconds", id="interval"),
    ],
)
def test_what_cannot_be_watched(project, args, message):
    ended = project.main("watch", *args)

    assert (2, "") == (ended.code, ended.out)
    assert message in ended.err

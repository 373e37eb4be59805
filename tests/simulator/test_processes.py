"""Programs: what they print as they run, how they are ended, and what is left of them."""

from __future__ import annotations

import os
import shutil
import sys
import time
from threading import Event, Timer

import pytest

from ghflow.simulator.processes import Tracker, follow

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="these programs are for POSIX systems")
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux hands orphans over")


@pytest.fixture
def run(tmp_path):
    trackers = []

    def start(script, seconds=60.0, **options):
        tracker = Tracker()
        trackers.append(tracker)
        environment = {"PATH": os.environ["PATH"], "RUNNER_TRACKING_ID": tracker.mark}
        log = tmp_path / f"{len(trackers)}.log"
        ended = follow(
            ["/bin/sh", "-c", script],
            environment=environment,
            folder=tmp_path,
            log=log,
            seconds=seconds,
            tracker=tracker,
            **options,
        )
        return ended, tracker

    yield start
    for tracker in trackers:
        tracker.close()


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_lines_come_as_they_are_printed(run):
    lines = []
    ended, _ = run("echo one; echo two >&2; printf 'three\\r\\nfour'", listen=lines.append)

    assert ["one", "two", "three", "four"] == lines
    assert (0, "one\ntwo\nthree\r\nfour", "") == (ended.code, ended.log, ended.reason)


def test_lines_come_before_the_end(run):
    came = []
    run("echo first; sleep 0.4; echo second", listen=lambda _: came.append(time.monotonic()))

    assert came[1] - came[0] > 0.2


def test_wrong_bytes(run):
    lines = []
    run("printf 'a\\377b\\n'", listen=lines.append)

    assert ["a\ufffdb"] == lines


def test_time_is_up(run):
    ended, _ = run("echo begun; sleep 60", seconds=0.3)

    assert (None, "begun\n", "time") == (ended.code, ended.log, ended.reason)


def test_a_program_that_a_signal_ends(run):
    assert 137 == run("kill -9 $$")[0].code


def test_cancelled(run):
    cancel = Event()
    Timer(0.2, cancel.set).start()
    ended, _ = run("sleep 60", cancel=cancel)

    assert (None, "cancelled") == (ended.code, ended.reason)


def test_a_program_that_wants_to_end_properly(run):
    ended, _ = run("trap 'echo tidied; exit 0' INT; sleep 60 & wait", seconds=0.3)

    assert ("tidied\n", "time") == (ended.log, ended.reason)


def test_nothing_to_start(run, tmp_path):
    with pytest.raises(OSError, match="gone"):
        follow(["/gone"], environment={}, folder=tmp_path, log=tmp_path / "log", seconds=1, tracker=Tracker())


@linux
@pytest.mark.skipif(not shutil.which("ps") or not shutil.which("setsid"), reason="there is no ps, or no setsid, here")
@pytest.mark.parametrize(
    "start",
    [
        pytest.param("sleep 300 &", id="background"),
        pytest.param("setsid sleep 300 &", id="session-of-its-own"),
        pytest.param("(setsid sleep 300 &) ; true", id="orphan"),
        pytest.param("(env -i setsid /bin/sleep 300 &) ; true", id="orphan-without-a-mark"),
    ],
)
def test_what_is_left_is_ended(run, tmp_path, start):
    ended, tracker = run(start + " sleep 0.3; ps -e -o pid=,args= | grep '[s]leep 300' || true")
    pids = [int(line.split()[0]) for line in ended.log.splitlines()]

    assert any(is_alive(pid) for pid in pids)
    tracker.close()
    assert not any(is_alive(pid) for pid in pids)


@linux
def test_what_somebody_else_started_is_left_alone(run):
    import subprocess

    other = subprocess.Popen(["/bin/sleep", "60"])
    apart = subprocess.Popen(["/bin/sleep", "60"], start_new_session=True)
    _, tracker = run("true")
    later = subprocess.Popen(["/bin/sleep", "60"])
    tracker.close()
    try:
        assert [None, None, None] == [one.poll() for one in (other, apart, later)]
    finally:
        for one in (other, apart, later):
            one.kill()
            one.wait()

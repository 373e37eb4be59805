"""A program of a step: started in a session of its own, read line by line, ended with all that it started.

Lives here: `follow` (run to the end), `Tracker` (find and end what is left). Not here: which program, and its environment
(`scripts`).

Source: actions/runner, `ProcessInvoker.cs`, `JobExtension.cs`: what is left of a job is found by RUNNER_TRACKING_ID in its
environment (read 2026-11-22).
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
import uuid
from typing import TYPE_CHECKING

import attrs

from ghflow.simulator.envfiles import decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from io import BufferedReader
    from pathlib import Path
    from threading import Event as Signal

    Listen = Callable[[str], None]

WINDOWS = sys.platform == "win32"
TRACKING = "RUNNER_TRACKING_ID"
# A cancelled process hears an interrupt, then a request, then nothing; GitHub waits 7.5 and 2.5 seconds between.
_GRACE_SECONDS = 2.5
_LOOK_SECONDS = 0.05
_SIGNALLED = 128
"""What a shell, and GitHub, add to the number of the signal that ended a program."""
_SUBREAPER = 36
"""PR_SET_CHILD_SUBREAPER of prctl(2)."""


@attrs.frozen
class Ended:
    """How a program ended. `code` is None when it was stopped: `reason` is then `time` or `cancelled`."""

    code: int | None
    log: str
    reason: str = ""


def follow(
    command: list[str] | str,
    *,
    environment: Mapping[str, str],
    folder: Path,
    log: Path,
    seconds: float,
    tracker: Tracker,
    listen: Listen | None = None,
    cancel: Signal | None = None,
) -> Ended:
    """Run a program to its end and hand over what it prints line by line, stdout and stderr as they come.

    The log goes through a file: a pipe would stay open as long as something runs in the background. Raises OSError or
    ValueError when the program cannot be started.
    """
    with log.open("wb") as sink:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            start_new_session=not WINDOWS,
        )
    tracker.add(process.pid)
    end = time.monotonic() + seconds
    reason = ""
    with log.open("rb") as source:
        lines = _Lines(source, listen)
        try:
            while process.poll() is None and not reason:
                left = end - time.monotonic()
                if cancel is not None and cancel.is_set():
                    reason = "cancelled"
                elif left <= 0:
                    reason = "time"
                else:
                    with contextlib.suppress(subprocess.TimeoutExpired):
                        process.wait(min(_LOOK_SECONDS, left))
                    lines.read()
        finally:
            if process.poll() is None:
                _stop(process)
        lines.read(last=True)
        code = process.returncode
        return Ended(None if reason else code if code >= 0 else _SIGNALLED - code, lines.text, reason)


class _Lines:
    """What a file gets while it is written, in whole lines."""

    def __init__(self, source: BufferedReader, listen: Listen | None) -> None:
        self._source = source
        self._listen = listen
        self._rest = b""
        self._all: list[bytes] = []

    def read(self, *, last: bool = False) -> None:
        new = self._source.read()
        self._all.append(new)
        *lines, self._rest = (self._rest + new).split(b"\n")
        if last and self._rest:
            lines.append(self._rest)
        for line in lines if self._listen is not None else ():
            self._listen(line.removesuffix(b"\r").decode("utf-8", errors="replace"))  # type: ignore[misc]

    @property
    def text(self) -> str:
        return decode(b"".join(self._all))


class Tracker:
    """All processes of one job: their sessions, what carries the job's mark in its environment, and orphans of either.

    On Linux orphans become children of this process, so that also one that hides from its session and clears its environment is
    found. On other systems the sessions alone are followed.
    """

    def __init__(self) -> None:
        self.mark = f"github_{uuid.uuid4()}"
        self._groups: list[int] = []
        self._before = set(_children()) if _adopt(+1) else None

    def add(self, group: int) -> None:
        """Follow a process that leads a session."""
        self._groups = [one for one in (*self._groups, group) if one == group or _is_alive(one)]

    def close(self) -> None:
        """End all of them at once."""
        for _ in range(20):  # one that dies may have started another in between
            found = list(self._left())
            if not found:
                break
            for process in found:
                _kill_one(process)
            time.sleep(0.01)
        for group in self._groups:
            if _is_alive(group):
                kill_group(group)
        self._groups = []
        if self._before is not None:
            _reap(self._adopted())
            self._before = None
            _adopt(-1)

    def _left(self) -> Iterator[int]:
        if not sys.platform.startswith("linux"):
            return
        groups = set(self._groups)
        adopted = set(self._adopted())
        needle = f"{TRACKING}={self.mark}".encode()
        for name in os.listdir("/proc"):
            if not name.isdecimal() or int(name) == os.getpid():
                continue
            process = int(name)
            status = _status(process)
            if status is None or status[0] == "Z":
                continue
            if process in adopted or status[2] in groups or status[3] in groups or needle in _environment(process):
                yield process

    def _adopted(self) -> list[int]:
        """Orphans that came to this process: children that it had not before, in a session of their own."""
        if self._before is None:
            return []
        mine = os.getsid(0)  # type: ignore[attr-defined,unused-ignore]
        found = []
        for child in _children():
            status = _status(child)
            if child not in self._before and status is not None and status[3] != mine and child not in self._groups:
                found.append(child)
        return found


_adopting = 0


def _adopt(change: int) -> bool:
    """Ask Linux to hand orphans over to this process as long as somebody wants that; False where it cannot be."""
    global _adopting  # noqa: PLW0603 - it is a property of the process
    if not sys.platform.startswith("linux"):
        return False
    import ctypes

    _adopting += change
    try:
        return bool(ctypes.CDLL(None).prctl(_SUBREAPER, int(_adopting > 0), 0, 0, 0) == 0)
    except (OSError, AttributeError):
        return False


def _children() -> list[int]:
    """The processes that this one is the parent of."""
    mine = os.getpid()
    found = []
    for name in os.listdir("/proc"):
        if name.isdecimal():
            status = _status(int(name))
            if status is not None and status[1] == mine:
                found.append(int(name))
    return found


def _status(process: int) -> tuple[str, int, int, int] | None:
    """State, parent, group and session of a process, from proc(5)."""
    try:
        with open(f"/proc/{process}/stat", encoding="utf-8", errors="replace") as opened:
            state, parent, group, session = opened.read().rpartition(")")[2].split()[:4]
    except (OSError, ValueError):
        return None
    return state, int(parent), int(group), int(session)


def _environment(process: int) -> bytes:
    try:
        with open(f"/proc/{process}/environ", "rb") as opened:
            return opened.read()
    except OSError:
        return b""


def _reap(processes: list[int]) -> None:
    for process in processes:
        with contextlib.suppress(ChildProcessError, OSError):
            os.waitpid(process, os.WNOHANG)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End a process and all it started, kindly first."""
    if sys.platform != "win32":
        for number in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_GRACE_SECONDS / 2)
                break
    kill_group(process.pid)
    process.wait()


def _is_alive(group: int) -> bool:
    """Whether a script left something running; on Windows, which has no groups, that is not followed."""
    if sys.platform == "win32":
        return False
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _kill_one(process: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(process, signal.SIGKILL)  # type: ignore[attr-defined,unused-ignore]


def kill_group(group: int) -> None:
    """End every process of a group at once; it may be gone already."""
    if sys.platform == "win32":
        taskkill = shutil.which("taskkill") or "taskkill"
        subprocess.run([taskkill, "/T", "/F", "/PID", str(group)], capture_output=True, check=False)
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)

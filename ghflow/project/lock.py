"""The lock: a file of the project that says which commit stands for each reference of an action.

Lives here: `Pin`, and the text of the file.
Not here: writing it (`locking`), asking repositories (`resolve`), pins in what is built (`pins`).

A line for each reference, sorted, so that a change is reviewed as one line and two branches seldom conflict: the reference,
the commit, the comment that stands behind it in the YAML, the day it was resolved, and a check of all these, by which a slip of
the hand is noticed.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple

from ghflow.project.settings import ProjectError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ghflow.project.settings import Settings

LOCK_FILE = "ghflow.lock"
_HEAD = "# Pins of actions: reference, commit, comment, day, check. Written by 'ghflow lock' and 'ghflow update'; do not edit.\n"
_COMMIT = re.compile(r"[0-9a-f]{40}").fullmatch
_MAJOR = re.compile(r"(?:.*/)?v?([0-9]+)(?:\..*)?").fullmatch
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch


class Pin(NamedTuple):
    """One line of the lock."""

    uses: str
    """The reference as the sources have it: `actions/checkout@v7`."""
    commit: str
    comment: str
    """What the commit is called in the YAML: the ref, or a version."""
    day: str

    @property
    def name(self) -> str:
        """`owner/name`, with the folder of the action in it."""
        return self.uses.partition("@")[0]

    @property
    def ref(self) -> str:
        """What stands behind the `@`."""
        return self.uses.partition("@")[2]

    @property
    def repository(self) -> str:
        """`owner/name`."""
        return "/".join(self.uses.partition("@")[0].split("/")[:2])

    @property
    def remark(self) -> str:
        """What is to be said where the commit is of another major than the reference; empty where it is not."""
        ref, major = (_MAJOR(text) for text in (self.ref, self.comment.removeprefix("tag=")))
        if ref is None or major is None or ref[1] == major[1]:
            return ""
        return f"; the sources still name {self.ref}, whose inputs may be others"

    def moved(self, commit: str, comment: str) -> Pin:
        """The same reference at another commit, from today on."""
        return Pin(self.uses, commit, comment, today())


def today() -> str:
    """The day, in UTC."""
    from time import gmtime, strftime

    return strftime("%Y-%m-%d", gmtime())


def lock_path(settings: Settings) -> str:
    """Where the lock of a project is."""
    return os.path.join(settings.root, LOCK_FILE)


def read_lock(settings: Settings) -> dict[str, Pin]:
    """The pins of a project by their references; none when there is no lock. Raises `ProjectError` for a lock that is broken."""
    try:
        with open(lock_path(settings), "rb") as file:
            text = file.read().decode("utf-8-sig")
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ProjectError(f"{LOCK_FILE} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ProjectError(f"{LOCK_FILE} is not UTF-8") from None
    return parse_lock(text)


def parse_lock(text: str, file: str = LOCK_FILE) -> dict[str, Pin]:
    """The pins in a text. Raises `ProjectError` that names the line."""
    pins: dict[str, Pin] = {}
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if line.startswith(("<<<<<<<", "=======", ">>>>>>>", "|||||||")):
            remedy = "keep the lines of both sides that differ in the reference, and of one side those that do not"
            raise ProjectError(f"{file}:{number}: a merge conflict is left in the lock: {remedy}")
        if not line.strip() or line.startswith("#"):
            continue
        pin = _parse(line)
        if isinstance(pin, str):
            remedy = "take back what was edited, or remove the line and run 'python -m ghflow lock'"
            raise ProjectError(f"{file}:{number}: {pin}; {remedy}")
        if pin.uses in pins:
            raise ProjectError(f"{file}:{number}: {pin.uses} is in the lock twice; remove one of the lines")
        pins[pin.uses] = pin
    return pins


def _parse(line: str) -> Pin | str:
    """The pin of a line, or what is wrong with it."""
    words = line.split(" ")
    if len(words) != 5:
        return "a line has a reference, a commit, a comment, a day and a check"
    *parts, check = words
    pin = Pin(*parts)
    if not is_remote(pin.uses):
        return f"{pin.uses!r} is no reference of an action"
    if not _COMMIT(pin.commit):
        return f"{pin.commit!r} is no commit, which has 40 digits from 0 to f"
    if not _DAY(pin.day):
        return f"{pin.day!r} is no day"
    if check != _check(pin):
        return f"the line of {pin.uses} was edited by hand: its check does not fit"
    return pin


def is_remote(uses: str) -> bool:
    """Whether a reference names an action or workflow in a repository: no path, no image."""
    return _REMOTE(uses) is not None


_REMOTE = re.compile(
    r"(?!\.)[\w.-]+/(?!\.{1,2}[/@])[\w.-]+(?:/(?!\.{1,2}[/@])[\w.-]+)*@[^\s@\\~^:?*\[\x00-\x20]+"
).fullmatch


def is_commit(ref: str) -> bool:
    """Whether a ref is a commit by itself, so that it needs no pin."""
    return _COMMIT(ref) is not None


def _check(pin: Pin) -> str:
    from zlib import crc32

    return f"{crc32(' '.join(pin).encode()) & 0xFFFFFF:06x}"


def format_lock(pins: Iterable[Pin]) -> str:
    """The text of the file."""
    ordered = sorted(pins, key=lambda pin: (pin.uses.lower(), pin.uses))
    return _HEAD + "".join(f"{' '.join(pin)} {_check(pin)}\n" for pin in ordered)

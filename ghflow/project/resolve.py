"""From references to commits, by asking the repositories.

Lives here: `resolve` for references that have no pin yet, `move` for pins that shall follow their action.
Not here: git itself (`git`), the file that keeps the answers (`lock`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from ghflow.project.git import GitError, UnreachableError, remote_refs, temporary_repository
from ghflow.project.lock import Pin, today

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ghflow.project.git import Refs

T = TypeVar("T")
A = TypeVar("A")
_THREADS = 8
_TRIED = 20
"""How many releases are looked at for one that is old enough."""


def resolve(wanted: Iterable[str]) -> tuple[list[Pin], list[str]]:
    """A pin for each reference, and what is wrong with those that have none."""
    return _all_of(sorted(wanted), _resolved)


def _resolved(uses: str) -> Pin:
    pin = Pin(uses, "", "", today())
    refs = remote_refs(pin.repository, pin.ref)
    commit = refs.commit(pin.ref)
    if commit is None:
        raise GitError(no_such_ref(pin))
    return pin._replace(commit=commit, comment=pin.ref)


def no_such_ref(pin: Pin) -> str:
    """What to say of a ref that is neither a tag nor a branch."""
    from ghflow.diagnostics import did_you_mean

    refs = remote_refs(pin.repository)
    versions = sorted(filter(None, map(_version, refs.tags)), key=lambda version: version.numbers)
    prefix = pin.ref.rpartition("/")[0]
    newest = [one.tag for one in versions if pin.ref and one.tag.startswith(f"{pin.ref}.")][-1:]
    newest = newest or [one.tag for one in versions if one.tag.rpartition("/")[0] == prefix][-1:]
    hint = f"its newest release is {newest[0]}" if newest else did_you_mean(pin.ref, [*refs.tags, *refs.branches])
    return f"{pin.repository} has no tag and no branch '{pin.ref}'" + (f" ({hint})" if hint else "")


class Version(NamedTuple):
    """A tag that is a version: what stands before its numbers, and the numbers."""

    tag: str
    prefix: str
    numbers: tuple[int, ...]


_NUMBERS = re.compile(r"(?P<prefix>(?:.*/)?)v?(?P<numbers>[0-9]+(?:\.[0-9]+)*)").fullmatch


def _version(tag: str) -> Version | None:
    """A tag as a version; None for one that is none, or not yet one, as `v2.0.0-beta` is."""
    found = _NUMBERS(tag)
    if found is None:
        return None
    return Version(tag, found["prefix"], tuple(map(int, found["numbers"].split("."))))


class Move(NamedTuple):
    """What is to be done about a pin: `updated` to `new`, `current`, or `waiting` for a release to be old enough."""

    pin: Pin
    state: str
    old: str
    """What the commit of the pin is called by its repository."""
    new: Pin
    note: str = ""


def move(pins: Sequence[Pin], *, major: bool, cooldown: int) -> tuple[list[Move], list[str]]:
    """Where each pin would go: to the newest release within its major (or of all), or with its branch.

    A release is preferred to a tag that moves, which may stand for a commit that was never released. `cooldown` is the age
    in days that a release must have; the age is what git says of the tag or the commit.
    """
    return _all_of(list(pins), lambda pin: _moved(pin, major, cooldown))


def _moved(pin: Pin, major: bool, cooldown: int) -> Move:
    refs = remote_refs(pin.repository)
    old = _called(pin, refs)
    waiting = ""
    with temporary_repository(pin.repository) as fetched:
        for full, comment, commit in _candidates(pin, refs, major)[:_TRIED]:
            if commit == pin.commit:
                break
            if cooldown:
                import time

                fetched.fetch(full)
                days = int((time.time() - fetched.date()) // 86400)
                if days < cooldown:
                    waiting = waiting or f"{comment} is {days} {'day' if days == 1 else 'days'} old, of {cooldown}"
                    continue
            return Move(pin, "updated", old, pin.moved(commit, comment))
    return Move(pin, "waiting" if waiting else "current", old, pin, waiting)


def _candidates(pin: Pin, refs: Refs, major: bool) -> list[tuple[str, str, str]]:
    """Where a pin may go, the best first: full name of the ref, comment, commit. What is older than the pin is left out."""
    wanted = _version(pin.ref)
    if wanted is None:
        if pin.ref in refs.tags:
            return [(f"refs/tags/{pin.ref}", pin.ref, refs.tags[pin.ref])]
        if pin.ref in refs.branches:
            return [(f"refs/heads/{pin.ref}", pin.ref, refs.branches[pin.ref])]
        raise GitError(no_such_ref(pin))
    versions = [version for tag in refs.tags if (version := _version(tag))]
    prefix = wanted.prefix if any(one.prefix == wanted.prefix for one in versions) else ""
    first = max(wanted.numbers[0], *_majors(pin.comment))
    fitting = [one for one in versions if one.prefix == prefix and one.numbers[0] >= first]
    if not major:
        fitting = [one for one in fitting if one.numbers[0] == first]
    releases = [one for one in fitting if len(one.numbers) > 1] or fitting
    current = max((one.numbers for one in versions if refs.tags[one.tag] == pin.commit), default=())
    newer = sorted((one for one in releases if one.numbers >= current), key=lambda one: one.numbers, reverse=True)
    if not newer and not releases:
        if pin.ref in refs.branches:
            return [(f"refs/heads/{pin.ref}", pin.ref, refs.branches[pin.ref])]
        raise GitError(no_such_ref(pin))
    return [(f"refs/tags/{one.tag}", one.tag, refs.tags[one.tag]) for one in newer]


def _majors(comment: str) -> list[int]:
    """The major that a pin is at already, which may be another than its reference's."""
    version = _version(comment)
    return [version.numbers[0]] if version else [0]


def _called(pin: Pin, refs: Refs) -> str:
    """The most exact version at a commit, else what the lock calls it."""
    versions = [version for tag, commit in refs.tags.items() if commit == pin.commit and (version := _version(tag))]
    return max(versions, key=lambda one: (len(one.numbers), one.numbers)).tag if versions else pin.comment


def _all_of(items: Sequence[A], work: Callable[[A], T]) -> tuple[list[T], list[str]]:
    """What `work` gives for each item, several at a time; and what was wrong, each thing once."""
    from concurrent.futures import ThreadPoolExecutor

    def tried(item: A) -> T | GitError:
        try:
            return work(item)
        except GitError as error:
            return error

    with ThreadPoolExecutor(_THREADS) as pool:
        found = list(pool.map(tried, items))
    unreachable = [one for one in found if isinstance(one, UnreachableError)]
    wrong = [str(one) for one in found if isinstance(one, GitError) and not isinstance(one, UnreachableError)]
    if unreachable:
        more = len({str(one) for one in unreachable}) - 1
        wrong.append(str(unreachable[0]) + (f" (and so are {more} more)" if more else ""))
    return [one for one in found if not isinstance(one, GitError)], list(dict.fromkeys(wrong))

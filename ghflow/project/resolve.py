"""From references to commits, by asking the repositories.

Lives here: `resolve` for references that have no pin yet, `move` for pins that shall follow their action.
Not here: git itself (`git`), the file that keeps the answers (`lock`).
"""

from __future__ import annotations

import re
from contextlib import nullcontext
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from ghflow.project.git import GitError, UnreachableError, remote_refs, temporary_repository
from ghflow.project.lock import Pin, today

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ghflow.project.git import Fetched, Refs

T = TypeVar("T")
_THREADS = 8
_TRIED = 20
"""How many releases are looked at for one that is old enough."""


def resolve(wanted: Iterable[str]) -> tuple[list[Pin], list[str]]:
    """A pin for each reference, and what is wrong with those that have none."""
    pins = [Pin(uses, "", "", today()) for uses in sorted(wanted)]
    return _all_of(pins, lambda some: remote_refs(some[0].repository, [pin.ref for pin in some]), _resolved)


def _resolved(pin: Pin, refs: Refs) -> Pin:
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
    if re.fullmatch(r"[0-9A-Fa-f]{7,39}", pin.ref):
        hint = "if it is a commit: GitHub takes all 40 digits of one, and nothing less"
    return f"{pin.repository} has no tag and no branch '{pin.ref}'" + (f" ({hint})" if hint else "")


class Version(NamedTuple):
    """A tag that is a version: what stands before its numbers, and the numbers."""

    tag: str
    prefix: str
    numbers: tuple[int, ...]


_NUMBERS = re.compile(r"(?P<prefix>(?:.*/)?)v?(?P<numbers>[0-9]+(?:\.[0-9]+)*)(?P<early>-[0-9A-Za-z.-]+)?").fullmatch


def _version(tag: str, *, early: bool = False) -> Version | None:
    """A tag as a version; None for one that is none, or (unless `early`) not yet one, as `v2.0.0-beta` is."""
    found = _NUMBERS(tag)
    if found is None or (found["early"] and not (early and found["numbers"].count(".") == 2)):
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
    return _all_of(
        pins, lambda some: remote_refs(some[0].repository), lambda pin, refs: _moved(pin, refs, major, cooldown)
    )


def _moved(pin: Pin, refs: Refs, major: bool, cooldown: int) -> Move:
    old = _called(pin, refs)
    waiting = ""
    with temporary_repository(pin.repository) if cooldown else nullcontext() as fetched:
        for full, comment, commit in _candidates(pin, refs, major)[:_TRIED]:
            if commit == pin.commit:
                break
            days = _age(fetched, full) if fetched is not None else cooldown
            if days < cooldown:
                waiting = waiting or f"{comment} is {days} {'day' if days == 1 else 'days'} old, of {cooldown}"
                continue
            note = ""
            if comment == old and full.startswith("refs/tags/") and len(_numbers(comment)) > 2:
                note = f"the tag {comment} was moved to another commit, which a release never should be: look at why"
            return Move(pin, "updated", old, pin.moved(commit, comment), note)
    return Move(pin, "waiting" if waiting else "current", old, pin, waiting)


def _age(fetched: Fetched, name: str) -> int:
    """How many days ago a ref was tagged or committed."""
    import time

    fetched.fetch(name)
    return int((time.time() - fetched.date()) // 86400)


def _candidates(pin: Pin, refs: Refs, major: bool) -> list[tuple[str, str, str]]:
    """Where a pin may go, the best first: full name of the ref, comment, commit. What is older than the pin is left out."""
    wanted = _version(pin.ref, early=True)
    if wanted is None:
        return [_followed(pin, refs)]
    versions = [version for tag in refs.tags if (version := _version(tag))]
    prefix = wanted.prefix if any(one.prefix == wanted.prefix for one in versions) else ""
    first = max(wanted.numbers[0], *_numbers(pin.comment)[:1], 0)
    fitting = [one for one in versions if one.prefix == prefix and one.numbers[0] >= first]
    if not major:
        fitting = [one for one in fitting if one.numbers[0] == first]
    releases = [one for one in fitting if len(one.numbers) > 1] or fitting
    # A release that was taken back is no reason to go back: the numbers that the lock has count as well.
    at = [one.numbers for one in versions if refs.tags[one.tag] == pin.commit and one.prefix == prefix]
    current = max([*at, wanted.numbers, _numbers(pin.comment)])
    newer = sorted((one for one in releases if one.numbers >= current), key=lambda one: one.numbers, reverse=True)
    if not newer and not releases:
        return [_followed(pin, refs)]
    return [(f"refs/tags/{one.tag}", one.tag, refs.tags[one.tag]) for one in newer]


def _followed(pin: Pin, refs: Refs) -> tuple[str, str, str]:
    """The ref itself, where there are no releases to go by: full name, comment, commit. Raises `GitError` when it is gone."""
    full = refs.full_name(pin.ref)
    if full is None:
        raise GitError(no_such_ref(pin))
    return full, pin.ref, refs.every[full]


def _numbers(comment: str) -> tuple[int, ...]:
    """The numbers of the version that a pin is called; none where it is no version."""
    version = _version(comment.removeprefix("tag="), early=True)
    return version.numbers if version else ()


def _called(pin: Pin, refs: Refs) -> str:
    """The most exact version at a commit, else what the lock calls it."""
    versions = [version for tag, commit in refs.tags.items() if commit == pin.commit and (version := _version(tag))]
    own = [one for one in versions if one.prefix == f"{pin.ref.rpartition('/')[0]}/"] or versions
    return max(own, key=lambda one: (len(one.numbers), one.numbers)).tag if own else pin.comment


def _all_of(
    pins: Sequence[Pin], ask: Callable[[list[Pin]], Refs], work: Callable[[Pin, Refs], T]
) -> tuple[list[T], list[str]]:
    """What `work` gives for each pin and the refs of its repository; and what was wrong, each thing once.

    Each repository is asked once, several at a time.
    """
    from concurrent.futures import ThreadPoolExecutor

    groups: dict[str, list[Pin]] = {}
    for pin in pins:
        groups.setdefault(pin.repository.lower(), []).append(pin)

    def tried(some: list[Pin]) -> list[tuple[str, T | GitError]]:
        found: list[tuple[str, T | GitError]] = []
        try:
            refs = ask(some)
        except GitError as error:
            return [(some[0].uses, error)]
        for pin in some:
            try:
                found.append((pin.uses, work(pin, refs)))
            except GitError as error:
                found.append((pin.uses, error))
        return found

    with ThreadPoolExecutor(_THREADS) as pool:
        found = dict(one for some in pool.map(tried, groups.values()) for one in some)
    ordered = [found[pin.uses] for pin in pins if pin.uses in found]
    unreachable = [one for one in ordered if isinstance(one, UnreachableError)]
    wrong = [str(one) for one in ordered if isinstance(one, GitError) and not isinstance(one, UnreachableError)]
    if unreachable:
        more = len({str(one) for one in unreachable}) - 1
        wrong.append(str(unreachable[0]) + (f" (and {more} more like it)" if more else ""))
    return [one for one in ordered if not isinstance(one, GitError)], list(dict.fromkeys(wrong))

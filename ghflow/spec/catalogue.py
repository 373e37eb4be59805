"""What is known of actions: their inputs and outputs, what they run on, what they need of the job's token.

Lives here: `find`, by what stands behind `uses:`, and what is known of tags and their commits.
Not here: the facts (`catalogue_table`), calls of actions (`ghflow.actions`).

The facts are as old as their table. An action or a ref that is not in it is unknown, which is no mistake.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple


class Scope(NamedTuple):
    """What an action needs of the job's token.

    With `given`, only where that input is given and not false; with `unless`, only where that one is not given.
    """

    scope: str
    level: str
    given: str | None = None
    unless: str | None = None


class ActionFacts:
    """One version of an action. Not a NamedTuple: to define it would take longer than a build needs to look its actions up."""

    def __init__(self, **facts: Any) -> None:
        self.__dict__.update(facts)

    def opened(self) -> ActionFacts:
        """The same of a version that may have other inputs and outputs than these."""
        return ActionFacts(**{**vars(self), "open": True, "open_outputs": True})

    name: str
    """In lower case, as names of actions are compared."""
    shown: str
    """As the owner spells it."""
    ref: str
    """The ref of the table: the major (`v4`), or a branch (`stable`)."""
    tag: str | None
    """The newest tag that was read."""
    newer: str | None
    """A newer tag of the same major that is in use, whose inputs were not read."""
    floating: str | None
    """The tag or branch that moves with the major. None where there is none."""
    commit: str
    """What `tag` (else `floating`) stood for when it was read."""
    using: str | None
    """`node24`, `composite`, `docker`. None where the action was not read."""
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    required: frozenset[str]
    """The inputs that must be given: those that have no default."""
    deprecated: frozenset[str]
    open: bool
    """Whether the version that was asked for may have other inputs and outputs than these."""
    open_outputs: bool
    """Whether there may be outputs that are not declared: those that are named by an input, or set by a script."""
    scopes: tuple[Scope, ...] | None
    """What it needs of the job's token. None where it is unknown."""
    archived: bool


class _Release:
    """One line of the table, taken apart as far as finding needs it."""

    __slots__ = ("commits", "floating", "newer", "ref", "rest", "tag")

    def __init__(self, line: str) -> None:
        self.ref, self.tag, self.newer, self.floating, commits, self.rest = line.split(maxsplit=5)
        self.commits = commits.split("+")


class _Action:
    __slots__ = ("flags", "releases", "scopes", "shown")

    def __init__(self, head: str, lines: list[str]) -> None:
        _, self.shown, self.scopes, self.flags = head.split(" ")
        self.releases = list(map(_Release, lines))


_found: dict[str, ActionFacts | None] = {}
_COMMIT = re.compile(r"[0-9a-f]{40}").fullmatch
_VERSION = re.compile(r"(v?[0-9]{1,9})(\.[0-9]+)*").fullmatch


def find(uses: str) -> ActionFacts | None:
    """The facts of `owner/name@ref`. None for an action or ref that is not in the table, a path and an image.

    The ref may be a major, a tag that moves, a version of the major, or the commit of a known version.
    """
    if uses not in _found:
        _found[uses] = _find(uses)
    return _found[uses]


def _find(uses: str) -> ActionFacts | None:
    name, _, ref = uses.partition("@")
    action = _read(name.lower())
    if action is None:
        return None
    for release in action.releases:
        if ref in (release.ref, release.floating):
            return _facts(name, action, release, release.newer != "-")
        if ref == release.tag:
            return _facts(name, action, release, False)
    for release in action.releases:
        if ref in release.commits:
            return _facts(name, action, release, ref == release.commits[-1] and release.newer != "-")
    version = _VERSION(ref)
    for release in action.releases:
        if version and version[1].removeprefix("v") == release.ref.removeprefix("v"):
            return _facts(name, action, release, True)
    return None


@lru_cache(maxsize=1000)
def missing_tag(uses: str) -> str | None:
    """The tag to use instead, when the ref is a major that the action has no moving tag for."""
    name, _, ref = uses.partition("@")
    action = _read(name.lower())
    for release in action.releases if action is not None else ():
        if ref == release.ref and release.floating == "-":
            return release.tag if release.newer == "-" else release.newer
    return None


@lru_cache(maxsize=1000)
def older_than_known(uses: str) -> ActionFacts | None:
    """The facts of the oldest major that was read, where `uses` names one before it."""
    name, _, ref = uses.partition("@")
    action = _read(name.lower())
    version = _VERSION(ref)
    if action is None or version is None or find(uses) is not None:
        return None
    majors = {int(match[1].removeprefix("v")): one for one in action.releases if (match := _VERSION(one.ref))}
    if not majors or int(version[1].removeprefix("v")) >= min(majors):
        return None
    return _facts(name, action, majors[min(majors)], True)


def version_of(uses: str) -> str | None:
    """What the commit of `owner/name@commit` is called: a tag, or its major where no more is known. None for an unknown one."""
    name, _, commit = uses.partition("@")
    action = _read(name.lower())
    for release in action.releases if action is not None else ():
        if commit == release.commits[0]:
            return _or_none(release.tag) or release.ref
        if commit in release.commits:
            is_newer = commit == release.commits[-1] and release.newer != "-"
            return release.newer if is_newer else release.ref
    return None


def commit_of(name: str, tag: str) -> str | None:
    """The commit that a tag stood for when it was read; None for one that was not."""
    action = _read(name.lower())
    for release in action.releases if action is not None else ():
        if tag == release.tag:
            return release.commits[0]
        if tag == release.newer:
            return release.commits[-1]
    return None


def is_archived(name: str) -> bool:
    """Whether the owner of an action says that it is not developed any more."""
    action = _read(name.lower())
    return action is not None and "archived" in action.flags


def major_of(name: str) -> str | None:
    """`owner/name@ref` of the newest major that was read; None for an action that is not in the table."""
    action = _read(name.lower())
    if action is None:
        return None
    first = action.releases[0]
    moving = first.floating if first.floating not in "-?" else None
    return f"{action.shown}@{moving or (first.tag if first.newer == '-' else first.newer)}"


@lru_cache(maxsize=1000)
def _read(name: str) -> _Action | None:
    from ghflow.spec.catalogue_table import ACTIONS

    start = ACTIONS.find(f"\n{name} ") + 1
    if not start:
        return None
    head, *lines = ACTIONS[start : ACTIONS.find("\n\n", start)].split("\n")
    return _Action(head, lines)


def _facts(name: str, action: _Action, release: _Release, is_open: bool) -> ActionFacts:
    using, _, rest = release.rest.partition(" ")
    before, _, outputs = rest.partition("|")
    inputs = before.split()
    scopes = None
    if action.scopes != "?":
        scopes = tuple(_scope(word) for word in action.scopes.split(",") if word != "-")
    return ActionFacts(
        name=name.lower(),
        shown=action.shown,
        ref=release.ref,
        tag=_or_none(release.tag),
        newer=_or_none(release.newer),
        floating=None if release.floating in "-?" else release.floating,
        commit=release.commits[0],
        using=_or_none(using),
        inputs=tuple(word.rstrip("!~") for word in inputs),
        outputs=tuple(outputs.split()),
        required=frozenset(word.rstrip("!~") for word in inputs if "!" in word),
        deprecated=frozenset(word.rstrip("!~") for word in inputs if "~" in word),
        open=is_open or using == "-",
        open_outputs=is_open or using == "-" or "dynamic" in action.flags,
        scopes=scopes,
        archived="archived" in action.flags,
    )


def _scope(word: str) -> Scope:
    text, _, given = word.partition("?")
    text, _, unless = text.partition("!")
    scope, _, level = text.partition(":")
    return Scope(scope, level, given or None, unless or None)


def _or_none(word: str) -> str | None:
    return None if word == "-" else word

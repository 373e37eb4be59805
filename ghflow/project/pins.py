"""Pins in what is built: `uses: actions/checkout@COMMIT # v7` instead of `uses: actions/checkout@v7`.

Lives here: `references`, `Pinner`, and `pulled`, which finds pins that somebody changed in generated files.
Not here: the lock itself (`lock`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import attrs

from ghflow.diagnostics import Diagnostic
from ghflow.model.node import About, Remark
from ghflow.project.lock import LOCK_FILE, is_commit, is_remote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ghflow.model.document import Document
    from ghflow.model.node import Node
    from ghflow.project.lock import Pin


def references(document: Document) -> Iterator[tuple[Node, str]]:
    """The steps and jobs that use something of another repository by a ref that is no commit, with what they use."""
    for holder in _holders(document):
        for node in (holder, *_steps(holder)):
            uses = getattr(node, "uses", None)
            if uses is not None and is_remote(uses) and not is_commit(uses.partition("@")[2]):
                yield node, uses


def _holders(document: Any) -> tuple[Any, ...]:
    return getattr(document, "jobs", None) or (document,)


def _steps(holder: Any) -> Iterator[Any]:
    for step in getattr(holder, "steps", None) or ():
        yield step
        yield from step.nested


class Pinner:
    """Puts pins into documents. What the lock does not have is reported, each reference once."""

    def __init__(self, pins: Mapping[str, Pin]) -> None:
        self.pins = pins
        self.missing: set[str] = set()

    def unpinned(self, document: Document) -> Iterator[Diagnostic]:
        """A mistake for every reference that the lock does not have."""
        for node, uses in references(document):
            if uses not in self.pins and uses not in self.missing:
                self.missing.add(uses)
                message = f"{uses} is not in {LOCK_FILE}, and this build writes pins"
                where = node.where.argument("uses")
                yield Diagnostic("not-locked", message, where, "run 'python -m ghflow lock'", "uses")

    def pinned(self, document: Any) -> Any:
        """The document with the commit for every reference."""
        if not hasattr(document, "jobs"):
            return self._with_steps(document)
        jobs = tuple(self._step(self._with_steps(job)) for job in document.jobs or ())
        if all(new is old for new, old in zip(jobs, document.jobs or (), strict=True)):
            return document
        about = document.about and document.about.moved("jobs", jobs)
        return attrs.evolve(document, jobs=jobs, about=about)

    def _with_steps(self, holder: Any) -> Any:
        steps = getattr(holder, "steps", None)
        if not steps:
            return holder
        pinned = tuple(self._step(self._with_steps(step) if step.nested else step) for step in steps)
        if all(new is old for new, old in zip(pinned, steps, strict=True)):
            return holder
        return attrs.evolve(holder, steps=pinned, about=holder.about and holder.about.moved("steps", pinned))

    def _step(self, node: Any) -> Any:
        """A step or job with a pin, and with the ref as a comment behind it."""
        pin = self.pins.get(getattr(node, "uses", None) or "")
        if pin is None:
            return node
        uses = f"{pin.name}@{pin.commit}"
        about = node.about or About()
        remarks = about.notes.get("uses", (None, {}))[1]
        remark = remarks.get((), Remark()).joined(Remark())
        behind = pin.comment if remark.behind is None else f"{pin.comment}; {remark.behind}"
        notes = {**about.notes, "uses": (uses, {**remarks, (): Remark(behind, remark.above, remark.below)})}
        return attrs.evolve(node, uses=uses, about=About(about.comment, about.extra, tuple(about.allow), notes))


class Bump(NamedTuple):
    """A pin that is another one in a generated file than in the lock."""

    uses: str
    commit: str
    comment: str
    line: int


USES = re.compile(
    r"""(?P<before>\s*(?:-\s+)?uses:\s+)(?P<quote>['"]?)(?P<name>[^\s@'"]+)@(?P<ref>[^\s'"]+)(?P=quote)"""
    r"(?:\s+\#\s*(?P<comment>.*?))?\s*"
).fullmatch
"""A line of YAML with a reference in it, taken apart."""
_NO_PIN = "pins are taken from files that were built with them"
_BEYOND = "{line}: the file differs in more than its pins"


class PullError(Exception):
    """A generated file from which no pins can be taken. The message begins with the line."""


def pulled(planned: str, found: str, pins: Iterable[Pin]) -> list[Bump]:
    """The pins of a generated file that are others than those of the lock, by which `planned` was written.

    Raises `PullError` where the two texts differ in anything else.
    """
    by_commit: dict[tuple[str, str], list[Pin]] = {}
    for pin in pins:
        by_commit.setdefault((pin.name, pin.commit), []).append(pin)
    bumps = []
    new, old = planned.split("\n"), found.replace("\r\n", "\n").split("\n")
    for number, (ours, theirs) in enumerate(zip(new, old, strict=False), 1):
        if ours == theirs:
            continue
        mine, given = USES(ours), USES(theirs)
        if mine is None or given is None or mine["name"] != given["name"] or mine["before"] != given["before"]:
            raise PullError(_BEYOND.format(line=number))
        meant = by_commit.get((mine["name"], mine["ref"]))
        if meant is None:
            raise PullError(f"{number}: {mine['name']}@{mine['ref']} is the source's own: change it there")
        if not is_commit(given["ref"]):
            raise PullError(f"{number}: {given['name']}@{given['ref']} is no commit: {_NO_PIN}")
        said = mine["comment"].partition("; ")[0]
        comment = (given["comment"] or "").partition("; ")[0].split()
        for pin in meant:
            if pin.comment == said or len(meant) == 1:
                bumps.append(Bump(pin.uses, given["ref"], comment[0] if comment else pin.comment, number))
    if len(new) != len(old):
        raise PullError(_BEYOND.format(line=min(len(new), len(old))))
    return bumps

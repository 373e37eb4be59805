"""Runs (or jobs) that want one concurrency group: which waits, which runs, which is cancelled.

Lives here: `queue` over requests in time. Not here: the name of a group (`jobs.concurrency`).

Marks of sources: [D] GitHub's documentation; [inf] inferred.
Source: docs.github.com, "Control the concurrency of workflows and jobs"; GitHub's changelog of 2026-05-07 for `queue: max`
(read 2026-11-22).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from ghflow.spec.limits import MAX_CONCURRENCY_GROUP, MAX_CONCURRENCY_QUEUE

if TYPE_CHECKING:
    from collections.abc import Iterable


@attrs.frozen(kw_only=True)
class Request:
    """Something that wants a group: when it comes, and how long it takes once it runs (minutes)."""

    name: str
    group: str
    at: float
    takes: float = 1.0
    cancel_in_progress: bool = False
    queue: str = "single"


@attrs.frozen(kw_only=True)
class Outcome:
    """What became of a request. `started` is None for one that never ran; `ended` is when it was done or cancelled."""

    name: str
    result: str
    started: float | None
    ended: float
    by: str | None = None
    """The request that took its place."""


@attrs.define
class _Held:
    request: Request
    started: float


def queue(requests: Iterable[Request]) -> list[Outcome]:
    """The outcome of each request, in the order in which they came.

    One runs and one waits; one that comes while another waits takes its place, and that one is cancelled [D]. With
    `cancel_in_progress` it also ends the one that runs [D]. With `queue: max` up to 100 wait, in order [D], and those beyond
    are cancelled [inf]. Names of groups ignore case [D]. Raises ValueError for the name of a group that GitHub refuses, and
    for `queue: max` with `cancel_in_progress`.
    """
    waiting = sorted(requests, key=lambda one: one.at)
    order = [one.name for one in waiting]
    groups: dict[str, _Group] = {}
    for request in waiting:
        if not request.group or len(request.group) > MAX_CONCURRENCY_GROUP:
            raise ValueError(
                f"the name of a group has 1 to {MAX_CONCURRENCY_GROUP} characters, got '{request.group[:50]}'"
            )
        if request.queue == "max" and request.cancel_in_progress:
            raise ValueError("queue: max and cancel-in-progress exclude each other")
        groups.setdefault(request.group.lower(), _Group()).come(request)
    found = {one.name: one for group in groups.values() for one in group.close()}
    return [found[name] for name in order]


class _Group:
    """One group: who runs, who waits, and what is over."""

    def __init__(self) -> None:
        self.running: _Held | None = None
        self.waiting: list[Request] = []
        self.over: list[Outcome] = []

    def come(self, request: Request) -> None:
        self.pass_time(request.at)
        if self.running is None:
            self.running = _Held(request, request.at)
            return
        if request.queue == "max":
            if len(self.waiting) < MAX_CONCURRENCY_QUEUE:
                self.waiting.append(request)
            else:
                self.end(request, "cancelled", None, request.at, self.waiting[-1].name)
            return
        for pending in self.waiting:
            self.end(pending, "cancelled", None, request.at, request.name)
        self.waiting = [request]
        if request.cancel_in_progress:
            held = self.running
            self.end(held.request, "cancelled", held.started, request.at, request.name)
            self.next(request.at)

    def pass_time(self, now: float) -> None:
        """Let everything end that is done by then, and the next one start."""
        while self.running is not None and self.running.started + self.running.request.takes <= now:
            held = self.running
            done = held.started + held.request.takes
            self.end(held.request, "completed", held.started, done, None)
            self.next(done)

    def next(self, now: float) -> None:
        self.running = _Held(self.waiting.pop(0), now) if self.waiting else None

    def end(self, request: Request, result: str, started: float | None, ended: float, by: str | None) -> None:
        self.over.append(Outcome(name=request.name, result=result, started=started, ended=ended, by=by))

    def close(self) -> list[Outcome]:
        self.pass_time(float("inf"))
        return self.over

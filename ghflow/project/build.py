"""The build: run all sources, check everything, and only then write.

Lives here: `run` (the texts alone), `build` (and their state on the disk), `apply` (write).
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ghflow.diagnostics import Severity
from ghflow.project.around import by_error_rules
from ghflow.project.files import State, Writing, compare, left_over, remove, sweep, target
from ghflow.project.plan import make_plan
from ghflow.project.sources import Source, find_sources, run_source, source_package

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ghflow.diagnostics import Diagnostic
    from ghflow.project.plan import Judge, Judging, Planned
    from ghflow.project.settings import Settings

_AT_ONCE = 256
"""Files that are written before the first of them is put in place: as much of the disk do old and new ones take together."""
_MANY, _THREADS = 16, 8
"""Files from which on threads pay, and how many."""
_VERY_MANY, _THREADS_IN_RUST = 64, 16
"""The same for threads that do not wait for each other. From fewer files on it would not pay to load Rust's for them."""


class Built:
    """What a build came to: the sources that ran, the files they make, and the state of each against the disk."""

    __slots__ = ("files", "planned", "settings", "sources")

    def __init__(self, settings: Settings, sources: list[Source], planned: list[Planned]) -> None:
        self.settings = settings
        self.sources = sources
        self.planned = planned
        self.files: list[State] = []

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """All mistakes of all sources, each once, in the order of files and lines."""
        found: dict[tuple[Any, ...], Diagnostic] = {}
        for source in self.sources:
            for one in source.found:
                # A sibling that two sources import may have run, and been reported, twice.
                callers = tuple((caller.file, caller.line) for caller in one.where.callers)
                found.setdefault((one.spot, one.rule, one.message, callers), one)
        return [found[key] for key in sorted(found)]

    @property
    def raised(self) -> list[Source]:
        """The sources that did not come to their end because they raised something."""
        return [source for source in self.sources if source.failure]

    @property
    def stopped(self) -> bool:
        """Whether some source did not come to its end."""
        return any(source.failed for source in self.sources)

    @property
    def wrong(self) -> bool:
        """Whether an error stands, so that nothing may be written."""
        return self.stopped or any(one.severity is Severity.ERROR for one in self.diagnostics)


def run(settings: Settings, names: Sequence[str] = (), *, judged: bool = True) -> Built:
    """Run the sources and work out their files. Nothing is read from the output folder and nothing is written.

    Unless `judged`, the rules are not asked; mistakes of the objects themselves are found all the same.
    """
    with source_package(settings):
        chosen = find_sources(settings, names)
        sources = [run_source(settings, name) for name in chosen]
        complete = not names or chosen == find_sources(settings)
        judging, policies = _judging(settings) if judged else (_unjudged, [])
        planned = make_plan(settings, sources, judging, complete=complete)
    return Built(settings, sources + [one for one in policies if one.failed], planned)


def _judging(settings: Settings) -> tuple[Judging, list[Source]]:
    """What looks for mistakes, with the rules of the user's own; and the modules of these."""
    if not settings.rules:
        return by_error_rules, []
    from functools import partial

    from ghflow.project.policies import load_policies

    policies = load_policies(settings)
    return partial(by_error_rules, own=policies.rules.values()), policies.sources


def _unjudged(_settings: Settings, _planned: Mapping[str, Planned]) -> Judge:
    """Looks for no mistakes."""
    return lambda _one, _graph: []


def build(
    settings: Settings, names: Sequence[str] = (), *, direct: bool = False, force: bool = False, judged: bool = True
) -> Built:
    """Run the sources and compare with the disk; `apply` then writes. With an error, no file has a state."""
    built = run(settings, names, judged=judged)
    if not built.wrong:
        built.files = [compare(settings, planned, direct, force) for planned in built.planned]
        kept = [target(settings, planned.path, direct) for planned in built.planned]
        built.files += left_over(settings, kept, direct, names and [source.name for source in built.sources])
    return built


def apply(built: Built) -> None:
    """Write and remove what the states say. A file that cannot be written is refused from then on; the rest goes on."""
    for folder in sorted({os.path.dirname(state.path) for state in built.files}):
        sweep(folder)
    changing = [state for state in built.files if state.change in ("created", "updated", "removed")]
    for start in range(0, len(changing), _AT_ONCE):
        _apply(changing[start : start + _AT_ONCE])


def _apply(states: Sequence[State]) -> None:
    """Bring files into their states. All are written before the first is put in place, so that the disk works once for all."""
    writings = [Writing(state) for state in states if state.change != "removed"]
    try:
        _write_all(writings)
        for writing in writings:
            if writing.state.change != "refused":
                with _refusing(writing.state):
                    writing.put()
    finally:
        for writing in writings:
            writing.drop()
    for state in states:
        if state.change == "removed":
            with _refusing(state):
                remove(state)


def _write_all(writings: list[Writing]) -> None:
    """Write the temporary files; many of them in threads, since what takes the time is to wait for the disk."""
    rust = None
    if len(writings) >= _VERY_MANY and os.name == "posix":
        from ghflow.native import native

        rust = native()
    if rust is not None:
        ended = rust.write_files([writing.handed_over() for writing in writings], _THREADS_IN_RUST)
        for writing, (there, error) in zip(writings, ended, strict=True):
            with _refusing(writing.state):
                writing.taken_back(there, error)
        return
    waiting = iter(writings)
    if len(writings) < _MANY:
        _write(waiting)
    else:
        _write_in_threads(waiting)


def _write_in_threads(waiting: Iterator[Writing]) -> None:
    from threading import Thread

    raised: list[BaseException] = []
    threads: list[Thread] = []
    try:
        try:
            for _ in range(_THREADS - 1):
                threads.append(Thread(target=_write, args=(waiting, raised)))
                threads[-1].start()
        except RuntimeError:
            pass  # no more threads are to be had: the others have more to do
        _write(waiting, raised)
    except BaseException as error:  # an interrupt
        raised.append(error)
    while True:  # nobody may write any more when this ends, whatever comes meanwhile
        try:
            if raised:
                _take_all(waiting)
            for thread in threads:
                if thread.is_alive():
                    thread.join()
            break
        except BaseException as error:
            raised.append(error)
    if raised:
        raise raised[0]


def _write(waiting: Iterator[Writing], raised: list[BaseException] | None = None) -> None:
    """Write one file after the other. What is raised ends it for all threads; with several of them it goes into `raised`."""
    try:
        for writing in waiting:
            with _refusing(writing.state):
                writing.write()
    except BaseException as error:
        _take_all(waiting)
        if raised is None:
            raise
        raised.append(error)


def _take_all(waiting: Iterator[Writing]) -> None:
    """Leave nothing for others to write."""
    for _ in waiting:
        pass


@contextmanager
def _refusing(state: State) -> Iterator[None]:
    """Refuses a file that cannot be written or removed; the rest goes on."""
    try:
        yield
    except OSError as error:
        verb = "removed" if state.change == "removed" else "written"
        state.change = "refused"
        state.why = f"it cannot be {verb}: {error.strerror or error}"

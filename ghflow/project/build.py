"""The build: run all sources, check everything, and only then write.

Lives here: `run` (the texts alone), `build` (and their state on the disk), `apply` (write).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ghflow.diagnostics import Severity
from ghflow.project.around import by_error_rules
from ghflow.project.files import State, compare, left_over, remove, sweep, target, write
from ghflow.project.plan import make_plan
from ghflow.project.sources import Source, find_sources, run_source, source_package

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ghflow.diagnostics import Diagnostic
    from ghflow.project.plan import Judge, Judging, Planned
    from ghflow.project.settings import Settings

_MANY = 16
_WRITERS = 8


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
    if len(changing) < _MANY:
        _apply_all(iter(changing))
        return
    from threading import Thread

    waiting = iter(changing)  # the disk is what takes the time, and it takes several writers at once
    raised: list[BaseException] = []
    writers = [Thread(target=_apply_all, args=(waiting, raised)) for _ in range(_WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    if raised:
        raise raised[0]


def _apply_all(states: Iterator[State], raised: list[BaseException] | None = None) -> None:
    """Bring files into their states, one after the other; what a writer beside the main one raises goes into `raised`."""
    try:
        for state in states:
            _apply_one(state)
    except BaseException as error:
        if raised is None:
            raise
        raised.append(error)


def _apply_one(state: State) -> None:
    try:
        if state.change == "removed":
            remove(state)
        else:
            write(state)
    except OSError as error:
        verb = "removed" if state.change == "removed" else "written"
        state.change = "refused"
        state.why = f"it cannot be {verb}: {error.strerror or error}"

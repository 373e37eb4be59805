"""Rules about `on`: the events that start a workflow, their filters, times and inputs.

Not here: keys that an event does not have, and values of a wrong kind (the model and the reader).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ghflow.diagnostics import Severity, did_you_mean
from ghflow.model.events import Event
from ghflow.model.node import Node
from ghflow.rules.parts import respelt
from ghflow.rules.registry import Found, rule
from ghflow.spec.events import EVENTS, EXCLUSIVE
from ghflow.spec.limits import MAX_DISPATCH_INPUTS, MIN_SCHEDULE_MINUTES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ghflow.model.graph import Graph


@rule()
def unknown_event(graph: Graph) -> Iterator[Found]:
    """A workflow is started by an event that GitHub does not have. GitHub refuses the file.

        on:
          pull-request:  # <-
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - run: make test

    In a source:

        from ghflow import Job, Step, Workflow

        test = Job("test", runs_on="ubuntu-latest", steps=[Step(run="make")])
        workflow = Workflow("CI", on=["push", "pullrequest"], jobs=[test])  # <-

    Source: docs.github.com, "Events that trigger workflows" (read 2026-11-22).
    """
    on: Any = graph.workflow.on
    names = (on,) if isinstance(on, str) else on or ()
    if graph.workflow.where.from_file:
        return  # the reader says so, at the name
    for index, name in enumerate(names):
        if name in EVENTS:  # each has a class
            continue
        if name not in _known(Event) and name not in _all():
            exact = isinstance(on, tuple) or (isinstance(on, dict) and tuple not in map(type, on.values()))
            path = ("on", index) if exact else ("on",)
            message = f"there is no event '{name}'"
            where = graph.workflow.where.argument(*path)
            yield Found(graph.workflow, where, message, "on", did_you_mean(name, _all()))


def _all() -> set[str]:
    import ghflow.model.webhooks  # noqa: F401 - its classes are events

    return _known(Event)


def _known(cls: type[Event]) -> set[str]:
    """The names of the events that have a class so far, `cls` and all below it."""
    found = {cls.event} if cls.event else set()
    for below in cls.__subclasses__():
        found |= _known(below)
    return found


@rule()
def unknown_activity_type(graph: Graph) -> Iterator[Found]:
    """An event is asked for an activity type that it does not have.

    GitHub refuses the whole file. A pull request that was merged is `closed`, with `github.event.pull_request.merged`.

        on:
          pull_request:
            types: [opened, merged]  # <-
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - run: make test

    Source: docs.github.com, "Events that trigger workflows"; actions/languageservices 0.3.61, workflow schema
    (read 2026-11-22).
    """
    for name, event, path in _events(graph):
        facts = EVENTS.get(name)
        types = getattr(event, "types", None)
        if facts is None or facts.free_types or types is None:
            continue
        for at, one in _items(types):
            if "${{" not in one and one not in facts.types:
                hint = did_you_mean(one, facts.types)
                message = f"'{name}' has no activity type '{one}'"
                where = event.where.argument("types", *at)
                yield Found(event, where, message, _joined(f"{path}.types", at), hint, respelt(where, one, hint))


@rule()
def conflicting_filters(graph: Graph) -> Iterator[Found]:
    """An event has a filter and its opposite: `branches` and `branches-ignore`, and likewise for tags and paths.

    GitHub refuses the whole file. One list does for both: patterns with `!` in front leave out again what those before them let
    through.

        on:
          push:
            paths: ["src/**"]
            paths-ignore: ["docs/**"]  # <-
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - run: make test

    Source: docs.github.com, "Workflow syntax", `on.<push|pull_request>.<paths|paths-ignore>` (read 2026-11-22).
    """
    for name, event, path in _events(graph):
        for one, other in EXCLUSIVE:
            argument = other.replace("-", "_")
            if getattr(event, one, None) is not None and getattr(event, argument, None) is not None:
                message = f"'{name}' has both '{one}' and '{other}'"
                hint = f"write one list of {one}, with '!' before what is to be ignored"
                yield Found(event, event.where.argument(argument), message, f"{path}.{other}", hint)


_FILTERS = {
    "branches": "ref",
    "branches_ignore": "ref",
    "tags": "ref",
    "tags_ignore": "ref",
    "paths": "path",
    "paths_ignore": "path",
}
_REFUSED = {"[", "+", "\\"}
"""What a pattern has to hold to be refused; most hold none of it, and need not be parsed."""


@rule()
def invalid_pattern(graph: Graph) -> Iterator[Found]:
    """A filter for branches, tags or paths is no pattern.

    GitHub refuses the whole file. A pattern is no regular expression: `?` and `+` stand behind a character, sets hold letters and
    digits.

        on:
          push:
            branches: ["release/[a-"]  # <-
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - run: make test

    Source: docs.github.com, "Workflow syntax", filter pattern cheat sheet (read 2026-11-22).
    """
    for _, event, path in _events(graph):
        for filter_ in _FILTERS:
            patterns = getattr(event, filter_, None)
            for at, pattern in _items(patterns) if patterns is not None else ():
                if "${{" in pattern or not (_REFUSED & set(pattern) or pattern in ("", "!")):
                    continue
                from ghflow.globs.patterns import problems

                for problem in problems(pattern, "path" if filter_.startswith("paths") else "ref"):
                    if problem.refused:
                        where = event.where.argument(filter_, *at)
                        where = where.inside(pattern, (0, len(pattern)), (problem.at, problem.at + 1))
                        message = f"{pattern!r} is no pattern: {problem.message}"
                        yield Found(event, where, message, _joined(f"{path}.{filter_.replace('_', '-')}", at))


@rule()
def invalid_schedule(graph: Graph) -> Iterator[Found]:
    """A time of `schedule` is not one: five fields of minute, hour, day of the month, month and day of the week.

    GitHub refuses the whole file, and so it does without any time.

        on:
          schedule:
            - cron: "0 25 * * *"  # <-
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - run: make test

    Source: docs.github.com, "Events that trigger workflows", `schedule` (read 2026-11-22).
    """
    on: Any = graph.workflow.on
    times = on.get("schedule", on) if isinstance(on, dict) else None
    if times in (None, ()) and "schedule" in ((on,) if isinstance(on, str) else on or ()):
        where = graph.workflow.where.argument("on", "schedule")
        yield Found(graph.workflow, where, "'schedule' has no times", "on.schedule", "write - cron: '0 3 * * *'")
    for event, path in _times(graph):
        from ghflow.model.cron import CronError, parse

        try:
            parse(event.cron)
        except CronError as error:
            where = event.where.argument("cron", position=0)
            where = where.inside(error.source, (0, len(error.source)), (error.at, error.at + 1))
            yield Found(event, where, f"{event.cron!r} is no schedule: {error.message}", f"{path}.cron")


@rule(in_files=Severity.WARNING)
def frequent_schedule(graph: Graph) -> Iterator[Found]:
    """A schedule asks for more than one run in five minutes, which is the most that GitHub starts.

        on:
          schedule:
            - cron: "*/2 * * * *"  # <-
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - run: make test

    Source: docs.github.com, "Events that trigger workflows", `schedule` (read 2026-11-22).
    """
    for event, path in _times(graph):
        from ghflow.model.cron import CronError, parse

        try:
            minutes = parse(event.cron).shortest_interval()
        except CronError:
            continue
        if minutes < MIN_SCHEDULE_MINUTES:
            message = f"{event.cron!r} asks for a run every {f'{minutes} minutes' if minutes > 1 else 'minute'}"
            hint = f"GitHub starts one every {MIN_SCHEDULE_MINUTES} minutes at most: '*/{MIN_SCHEDULE_MINUTES} * * * *'"
            yield Found(event, event.where.argument("cron", position=0), message, f"{path}.cron", hint)


@rule()
def unknown_timezone(graph: Graph) -> Iterator[Found]:
    """The time zone of a schedule is none of the IANA names. GitHub refuses the whole file.

        on:
          schedule:
            - cron: "0 3 * * *"
              timezone: Europe/Bern  # <-
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - run: make test

    Source: docs.github.com, "Events that trigger workflows", `schedule`; changelog of 2026-03-19 (read 2026-11-22).
    """
    for event, path in _times(graph):
        if event.timezone is None:
            continue
        from ghflow.model.cron import find_timezone

        # Without Etc/GMT this machine has no table of time zones, and nothing can be said.
        if find_timezone(event.timezone) is None and find_timezone("Etc/GMT") is not None:
            from zoneinfo import available_timezones

            message = f"there is no time zone {event.timezone!r}"
            hint = did_you_mean(event.timezone, available_timezones())
            where = event.where.argument("timezone")
            yield Found(event, where, message, f"{path}.timezone", hint if (hint or "").startswith("did") else None)


@rule()
def too_many_inputs(graph: Graph) -> Iterator[Found]:
    """A workflow that is started by hand has more than 25 inputs. GitHub refuses the whole file.

        from ghflow import Input, Job, Step, Workflow, WorkflowDispatch

        names = [f"input{number}" for number in range(26)]
        workflow = Workflow(
            "CI",
            on=WorkflowDispatch(inputs={name: Input() for name in names}),  # <-
            jobs=[Job("test", runs_on="ubuntu-latest", steps=[Step(run="make test")])],
        )

    Source: GitHub's changelog of 2025-12-04 (read 2026-11-22).
    """
    for name, event, path in _events(graph):
        count = len(getattr(event, "_inputs", None) or ())
        if name == "workflow_dispatch" and count > MAX_DISPATCH_INPUTS:
            message = f"'workflow_dispatch' has {count} inputs, and GitHub takes {MAX_DISPATCH_INPUTS}"
            where = event.where if event.where.from_file else event.where.argument("inputs")
            yield Found(event, where, message, f"{path}.inputs")


@rule()
def wrong_options(graph: Graph) -> Iterator[Found]:
    """An input of the type `choice` has no options, or one of another type has some.

    GitHub refuses the whole file.

        on:
          workflow_dispatch:
            inputs:
              level:  # <-
                type: choice
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - run: make test

    Source: actions/languageservices 0.3.61, converter of `workflow_dispatch` (read 2026-11-22).
    """
    for _, name, one, path in _inputs(graph, "workflow_dispatch"):
        options: Any = one.options
        if one.type == "choice" and not options:
            where = one.where if one.where.from_file else one.where.argument("type")
            yield Found(one, where, f"the input '{name}' has no options to choose from", path, "write options: [...]")
        elif one.type != "choice" and options is not None:
            message = f"the input '{name}' has options, and is not of the type 'choice'"
            yield Found(one, one.where.argument("options"), message, f"{path}.options", "write type: choice")


@rule()
def wrong_default(graph: Graph) -> Iterator[Found]:
    """The default of an input is not of its type, or not one of its options.

    GitHub refuses the whole file.

        on:
          workflow_dispatch:
            inputs:
              level:
                type: choice
                options: [patch, minor, major]
                default: pathc  # <-
              count:
                type: number
                default: many  # <-
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - run: make test

    Source: actions/languageservices 0.3.61, converter of `workflow_dispatch`; docs.github.com, "Workflow syntax",
    `on.workflow_call.inputs.<input_id>.type` (read 2026-11-22).
    """
    for _, name, one, path in _inputs(graph, "workflow_dispatch", "workflow_call"):
        default: Any = one.default
        options: Any = one.options
        if not isinstance(default, (str, int, float)) or (isinstance(default, str) and "${{" in default):
            continue
        hint = None
        kind = one.type
        if kind == "choice" and options:
            shown = _text(default)
            if shown in map(_text, options) or (shown == "" and not one.required):
                continue
            wanted, hint = "one of its options", did_you_mean(shown, [_text(option) for option in options])
        elif kind == "boolean" and _text(default).lower() not in ("true", "false"):
            wanted = "true or false"
        elif kind == "number" and not _is_number(default):
            wanted = "a number"
        else:
            continue
        message = f"the default of the input '{name}' must be {wanted}, got {default!r}"
        yield Found(one, one.where.argument("default"), message, f"{path}.default", hint)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _is_number(value: Any) -> bool:
    if isinstance(value, bool):
        return False
    from ghflow.expr.numbers import parse_number

    return not isinstance(value, str) or (bool(value.strip()) and parse_number(value) == parse_number(value))


@rule()
def wrong_call_type(graph: Graph) -> Iterator[Found]:
    """An input of a called workflow has a type that only inputs of `workflow_dispatch` have.

    GitHub refuses the whole file: what is handed to a called workflow is a `string`, a `boolean` or a `number`. In a Python
    source `choice` and `environment` are written as `string`.

        on:
          workflow_call:
            inputs:
              level:
                type: choice  # <-
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - run: make test

    Source: docs.github.com, "Workflow syntax", `on.workflow_call.inputs.<input_id>.type` (read 2026-11-22).
    """
    for event, name, one, path in _inputs(graph, "workflow_call"):
        if one.type in ("choice", "environment") and (event.where.from_file or event.as_is):
            message = f"the input '{name}' of a called workflow cannot be of the type '{one.type}'"
            yield Found(one, one.where.argument("type"), message, f"{path}.type", "it is a string, boolean or number")
        elif event.where.from_file and one.options is not None:
            message = f"the input '{name}' of a called workflow cannot have options"
            yield Found(one, one.where.argument("options"), message, f"{path}.options")


@lru_cache(maxsize=1)  # for the rules that ask one after the other about one graph
def _events(graph: Graph) -> Sequence[tuple[str, Any, str]]:
    """The events that say more than their name, with their place in the file."""
    on: Any = graph.workflow.on
    found: list[tuple[str, Any, str]] = []
    for name, given in on.items() if isinstance(on, dict) else ():
        if isinstance(given, Node):
            found.append((name, given, f"on.{name}"))
        elif isinstance(given, tuple):
            found += [(name, one, f"on.{name}[{index}]") for index, one in enumerate(given)]
    return tuple(found)


def _times(graph: Graph) -> Iterator[tuple[Any, str]]:
    """The times of `schedule` that are texts."""
    for name, event, path in _events(graph):
        if name == "schedule" and isinstance(getattr(event, "cron", None), str):
            yield event, path


def _inputs(graph: Graph, *names: str) -> Iterator[tuple[Any, str, Any, str]]:
    """The declared inputs of some events: the event, the name of the input, the input, its place in the file."""
    for name, event, path in _events(graph):
        table: Mapping[str, Any] = getattr(event, "_inputs", None) or {}
        for key, one in table.items() if name in names else ():
            if isinstance(one, Node):
                yield event, key, one, f"{path}.inputs.{key}"


def _items(value: Any) -> list[tuple[tuple[int, ...], str]]:
    """The texts of a filter, each with the way to it: it is one text, or a list of them."""
    if isinstance(value, str):
        return [((), value)]
    return (
        [((index,), one) for index, one in enumerate(value) if isinstance(one, str)] if isinstance(value, tuple) else []
    )


def _joined(path: str, at: tuple[int, ...]) -> str:
    return path + "".join(f"[{index}]" for index in at)

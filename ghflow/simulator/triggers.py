"""Whether an event starts a workflow, and why in words.

Lives here: `decide` and `Decision`: activity types, filters of branches, tags and paths, schedules, inputs of a dispatch,
names of workflows. Not here: patterns (`globs`), what runs then (`planning`).

Marks of sources: [D] GitHub's documentation, [S] source read, [I] an issue thread, [M] measured, [inf] inferred.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import attrs

from ghflow.expr.unknown import Unknown
from ghflow.globs.patterns import GlobError, Pattern, ignored, matches
from ghflow.simulator.events import combined, split_ref
from ghflow.simulator.inputs import InputsError, dispatch_inputs
from ghflow.simulator.reading import given, texts, trigger_entry, trigger_names
from ghflow.spec.events import EVENTS, EXCLUSIVE

if TYPE_CHECKING:
    import datetime as dt

    from ghflow.model.workflow import Workflow
    from ghflow.simulator.events import Event

_MAX_FILES = 300
"""Changed files that path filters look at [D]."""
_MAX_COMMITS = 1000
"""Of a push of more, filters of paths keep nothing from starting [D]."""
_SPECIAL = re.compile(r"[*?+\[\\]|^!").search
_SKIPS = re.compile(r"\[(?:skip ci|ci skip|no ci|skip actions|actions skip)\]|^skip-checks: *true$", re.MULTILINE)


@attrs.frozen(kw_only=True)
class Decision:
    """Whether a workflow starts: `triggered` is True, False, or Unknown with what it depends on. `why` is a sentence.

    `event` is the event as this workflow sees it: with the cron of its own schedule, for example. `warnings` are keys that
    GitHub overlooks.
    """

    triggered: bool | Unknown
    why: str
    event: Event
    warnings: tuple[str, ...] = ()

    @property
    def may_run(self) -> bool:
        """Whether the workflow starts, or may start."""
        return self.triggered is not False


class _Not(Exception):
    """The event does not start the workflow; the message says why."""


def decide(workflow: Workflow, event: Event, *, default_branch: str = "main") -> Decision:
    """Whether an event starts a workflow. Never raises: filters that GitHub refuses are a reason not to start."""
    warnings: list[str] = []
    try:
        return _decide(workflow, event, warnings, default_branch)
    except _Not as reason:
        return Decision(triggered=False, why=str(reason), event=event, warnings=tuple(warnings))
    except GlobError as error:
        why = f"GitHub refuses the file: {error}"
        return Decision(triggered=False, why=why, event=event, warnings=tuple(warnings))


def _decide(workflow: Workflow, event: Event, warnings: list[str], default_branch: str) -> Decision:
    names = trigger_names(workflow)
    if event.name not in names:
        raise _Not(f"{event.name} is not among its events ({', '.join(names) or 'none'})")
    entry = trigger_entry(workflow, event.name)
    warnings += _overlooked(event.name, entry)
    _refuse_pairs(event.name, entry)
    if event.name == "schedule":
        return _on_schedule(event, entry, warnings)
    if event.name == "workflow_dispatch":
        return _on_dispatch(event, entry, warnings)
    reasons: list[str] = []
    conditions: list[str] = []
    _refuse_skipped(event)
    if event.name != "repository_dispatch" or event.action is not None:
        reasons += _types(event, entry)
    elif own := texts(given(entry, "types")):
        conditions.append(f"the event type is one of {', '.join(own)}")
    match event.name:
        case "push":
            kind, short = split_ref(event.ref or f"refs/heads/{default_branch}")
            reasons += _pushed_ref(kind, short, entry)
            if kind != "tag":  # [D] path filters are not evaluated for tags
                _paths(event, entry, reasons, conditions)
        case "pull_request" | "pull_request_target":
            if event.name == "pull_request" and _mergeable(event) is False:
                raise _Not("the pull request has merge conflicts, so that there is no run")  # [D]
            reasons += _filtered("base branch", event.base_ref, entry, "branches")
            _paths(event, entry, reasons, conditions)
        case "merge_group":
            reasons += _filtered("base branch", event.base_ref, entry, "branches")
        case "workflow_run":
            event = _named(event, entry)
            reasons += _of_workflow(event, entry, default_branch)
        case "image_version":
            images = [*texts(given(entry, "names")), *texts(given(entry, "versions"))]
            conditions += [f"the image matches {', '.join(images)}"] if images else []
    why = f"{event.words}" + "".join(f"; {reason}" for reason in reasons)
    triggered: bool | Unknown = True
    if conditions:
        words = " and ".join(conditions)
        triggered, why = Unknown(words, "boolean"), f"{why}; runs if {words}"
    return Decision(triggered=triggered, why=why, event=event, warnings=tuple(warnings))


def _overlooked(name: str, entry: Any) -> list[str]:
    """Keys that the service silently ignores: a misspelt filter filters nothing [S] loose `on-mapping`, [I]."""
    facts = EVENTS.get(name)
    extra = entry if hasattr(entry, "items") else getattr(entry, "extra", None)
    known = {"types", "cron", "timezone", *(facts.filters if facts else ())}
    return [f"on.{name} has no key '{key}': GitHub overlooks it, so that it filters nothing"
            for key in extra or () if key not in known]  # fmt: skip


def _refuse_pairs(name: str, entry: Any) -> None:
    for one, other in EXCLUSIVE:
        if given(entry, one) is not None and given(entry, other) is not None:  # [D]
            raise _Not(f"GitHub refuses the file: on.{name} has both '{one}' and '{other}'")


def _refuse_skipped(event: Event) -> None:
    """`[skip ci]` in the message of the head commit keeps push and pull_request from starting anything [D]."""
    if event.name not in ("push", "pull_request"):
        return
    if event.name == "push" and event.payload.get("deleted") is True:
        raise _Not("the push deletes its branch or tag")  # [inf]
    head: Any = event.payload.get("head_commit")
    message = head.get("message") if hasattr(head, "get") else None
    if isinstance(message, str) and (found := _SKIPS.search(message)):
        raise _Not(f"the message of the head commit says {found[0]}")


def _types(event: Event, entry: Any) -> list[str]:
    """The activity types: the given ones, or those that count when none are [D]."""
    facts = EVENTS.get(event.name)
    listed = texts(given(entry, "types"))
    if listed:
        if event.action is None:
            return []
        if event.action.lower() in (one.lower() for one in listed):
            return [f"the type {event.action} is among its types"]
        raise _Not(f"the type {event.action} is not among its types ({', '.join(listed)})")
    default = facts.default_types if facts else ()
    if event.action is not None and default and event.action not in default:
        raise _Not(f"without types only {', '.join(default)} count, and this is {event.action}")
    return []


def _pushed_ref(kind: str, short: str, entry: Any) -> list[str]:
    """With filters of one kind alone, refs of the other kind start nothing [D], [I]."""
    filters = {one: [key for key in keys if texts(given(entry, key))] for one, keys in _REF_FILTERS.items()}
    here, other = ("tag", "branch") if kind == "tag" else ("branch", "tag")
    if filters[here]:
        return _filtered(here, short, entry, _REF_FILTERS[here][0])
    if filters[other]:
        raise _Not(f"it filters {' and '.join(filters[other])} only, so that no {here} starts it")
    return []


_REF_FILTERS = {"branch": ("branches", "branches-ignore"), "tag": ("tags", "tags-ignore")}


def _filtered(what: str, name: str, entry: Any, key: str) -> list[str]:
    """A name against `key` or `key-ignore`. Raises `_Not` when it is filtered out."""
    include, exclude = texts(given(entry, key)), texts(given(entry, f"{key}-ignore"))
    if include:
        by = _deciding(include, name)
        if matches(include, name):
            return [f"{what} '{name}' matches {key}: {by}"]
        if by is not None and by.startswith("!"):
            raise _Not(f"{what} '{name}' is left out again by {key}: {by}")
        raise _Not(f"{what} '{name}' matches none of {key}: {', '.join(include)}")
    if exclude:
        if ignored(exclude, name):
            by = next(one for one in exclude if ignored([one], name))
            raise _Not(f"{what} '{name}' is ignored by {key}-ignore: {by}")
        return [f"{what} '{name}' is not ignored by {key}-ignore: {', '.join(exclude)}"]
    return []


def _deciding(patterns: list[str], name: str) -> str | None:
    """The pattern that decides: the last that matches [D]."""
    return next((one for one in reversed(patterns) if Pattern(one).matches(name)), None)


def _paths(event: Event, entry: Any, reasons: list[str], conditions: list[str]) -> None:
    include, exclude = texts(given(entry, "paths")), texts(given(entry, "paths-ignore"))
    if not include and not exclude:
        return
    commits: Any = event.payload.get("commits")
    if isinstance(commits, list | tuple) and len(commits) > _MAX_COMMITS:
        reasons.append(f"a push of more than {_MAX_COMMITS} commits passes filters of paths")
        return
    if event.changed is None:
        words = f"matches paths: {', '.join(include)}" if include else f"is not ignored: {', '.join(exclude)}"
        conditions.append(f"a changed file {words}")
        return
    files = event.changed[:_MAX_FILES]
    if not files:
        raise _Not("no file changed, and it filters paths")
    if include:
        found = next((file for file in files if matches(include, file)), None)
        if found is None:
            raise _Not(f"no changed file matches paths: {', '.join(include)}")
        reasons.append(f"the changed file {found} matches paths: {_deciding(include, found)}")
        return
    found = next((file for file in files if not ignored(exclude, file)), None)
    if found is None:  # [D], [S] skipped when all files are ignored
        raise _Not(f"all changed files are ignored by paths-ignore: {', '.join(exclude)}")
    reasons.append(f"the changed file {found} is not ignored by paths-ignore")


def _mergeable(event: Event) -> Any:
    pull: Any = event.payload.get("pull_request")
    return pull.get("mergeable") if hasattr(pull, "get") else None


def _run_of(event: Event) -> Any:
    run: Any = event.payload.get("workflow_run")
    return run if hasattr(run, "get") else {}


def _named(event: Event, entry: Any) -> Event:
    """When nobody says which workflow ran, it is the first that this one waits for; one of which is a pattern, nobody knows."""
    listed = [one for one in texts(given(entry, "workflows")) if not _SPECIAL(one)]
    if _run_of(event).get("name") is not None or not listed:
        return event
    facts = {"workflow_run": {"name": listed[0]}, "workflow": {"name": listed[0]}}
    return attrs.evolve(event, payload=combined(event.payload, facts))


def _of_workflow(event: Event, entry: Any, default_branch: str) -> list[str]:
    """Names of workflows are patterns too [S] runner.server; branches are those of the run that came before [D]."""
    run, listed = _run_of(event), texts(given(entry, "workflows"))
    name = run.get("name")
    if not listed or (name is not None and not matches(listed, str(name))):
        raise _Not(f"the workflow '{name or ''}' is none of workflows: {', '.join(listed) or 'none'}")
    branch = str(run.get("head_branch") or default_branch)
    who = f"the workflow '{name}'" if name is not None else "a workflow"
    return [f"{who} is among its workflows", *_filtered("branch", branch, entry, "branches")]


def _on_schedule(event: Event, entry: Any, warnings: list[str]) -> Decision:
    """A run belongs to one cron line, which is `github.event.schedule` [D]. A newline behind it is accepted [M]."""
    entries = entry if isinstance(entry, list | tuple) else [entry]
    crons = [str(one) for one in (given(item, "cron") for item in entries if item is not None) if one is not None]
    zones = [str(given(item, "timezone") or "UTC") for item in entries if given(item, "cron") is not None]
    wanted = event.payload.get("schedule")
    if not crons:
        raise _Not("it has no times")
    times = list(zip(crons, zones, strict=True))
    if wanted is not None:
        times = [one for one in times if one[0].split() == str(wanted).split()]
    if event.at is not None:
        times = [one for one in times if _falls_on(*one, event.at)]
    if not times:
        moment = f"'{wanted}'" if wanted is not None else f"{event.at:%Y-%m-%d %H:%M %Z}"
        raise _Not(f"{moment} is none of its times ({', '.join(one.strip() for one in crons)})")
    chosen = times[0][0]
    _falls_on(*times[0], None)
    found = attrs.evolve(event, payload=combined(event.payload, {"schedule": chosen}))
    others = f" (the first of {len(times)})" if len(times) > 1 else ""
    why = f"schedule '{chosen.strip()}'{others}"
    return Decision(triggered=True, why=why, event=found, warnings=tuple(warnings))


def _falls_on(cron: str, zone: str, moment: dt.datetime | None) -> bool:
    """Whether a schedule has a time in the minute of a moment. Raises `_Not` for what is no schedule or no time zone."""
    from datetime import timedelta

    from ghflow.model.cron import CronError, find_timezone, parse

    try:
        times = parse(cron.strip())
    except CronError as error:
        raise _Not(f"GitHub refuses the file: {error}") from None
    if moment is None:
        return False
    if find_timezone(zone) is None:
        raise _Not(f"there is no time zone '{zone}'")
    minute = moment.replace(second=0, microsecond=0)
    return times.next_after(minute - timedelta(seconds=1), zone) == minute


def _on_dispatch(event: Event, entry: Any, warnings: list[str]) -> Decision:
    try:
        inputs = dispatch_inputs(given(entry, "inputs"), event.inputs)
    except InputsError as error:
        raise _Not(f"GitHub refuses the dispatch: {error}") from None
    payload = combined(event.payload, {"inputs": inputs.sent})
    found = attrs.evolve(event, payload=payload, inputs=inputs.typed)
    return Decision(triggered=True, why=event.words, event=found, warnings=tuple(warnings))

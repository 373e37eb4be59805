"""Tests of workflows, with pytest: what an event starts, what becomes of it when something fails, what holds at all events.

`Repo.load(".")` reads the sources and YAML files of a project; `push`, `tag`, `pull_request`, `dispatch`, `schedule` and others
make events. Every name is imported when it is first used. The fixtures are in `ghflow.testing.plugin`, which pytest finds by
itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ghflow.diagnostics import Diagnostic
    from ghflow.expr.unknown import Unknown
    from ghflow.simulator.events import (
        Event,
        EventError,
        dispatch,
        event,
        from_payload,
        merge_group,
        pull_request,
        push,
        release,
        repository_dispatch,
        schedule,
        tag,
        workflow_call,
        workflow_run,
    )
    from ghflow.simulator.executed import ExecutedJob, ExecutedStep, Execution
    from ghflow.simulator.planned import (
        Go,
        Jobs,
        Maybe,
        PlannedJob,
        PlannedLeg,
        PlannedStep,
        PlannedWorkflow,
        Skip,
        Why,
    )
    from ghflow.simulator.planning import Plan
    from ghflow.simulator.runs import Run
    from ghflow.simulator.whatif import TargetError
    from ghflow.testing.repo import Repo, SourcesError
    from ghflow.testing.standins import stub

_HOMES = {
    "ghflow.diagnostics": "Diagnostic",
    "ghflow.expr.unknown": "Unknown",
    "ghflow.simulator.events": (
        "Event EventError dispatch event from_payload merge_group pull_request push release repository_dispatch schedule"
        " tag workflow_call workflow_run"
    ),
    "ghflow.simulator.executed": "ExecutedJob ExecutedStep Execution",
    "ghflow.simulator.planned": "Go Jobs Maybe PlannedJob PlannedLeg PlannedStep PlannedWorkflow Skip Why",
    "ghflow.simulator.planning": "Plan",
    "ghflow.simulator.runs": "Run",
    "ghflow.simulator.whatif": "TargetError",
    "ghflow.testing.repo": "Repo SourcesError",
    "ghflow.testing.standins": "stub",
}
_HOME = {name: module for module, names in _HOMES.items() for name in names.split()}
__all__ = [
    "Diagnostic",
    "Event",
    "EventError",
    "ExecutedJob",
    "ExecutedStep",
    "Execution",
    "Go",
    "Jobs",
    "Maybe",
    "Plan",
    "PlannedJob",
    "PlannedLeg",
    "PlannedStep",
    "PlannedWorkflow",
    "Repo",
    "Run",
    "Skip",
    "SourcesError",
    "TargetError",
    "Unknown",
    "Why",
    "dispatch",
    "event",
    "from_payload",
    "merge_group",
    "pull_request",
    "push",
    "release",
    "repository_dispatch",
    "schedule",
    "stub",
    "tag",
    "workflow_call",
    "workflow_run",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(_unknown(name))
    from importlib import import_module

    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def _unknown(name: str) -> str:
    message = f"module {__name__!r} has no attribute {name!r}"
    if name.startswith("_"):
        return message
    from ghflow.diagnostics import closest

    match = closest(name, _HOME)
    return f"{message}; did you mean {match!r}?" if match else message


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})

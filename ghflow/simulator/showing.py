"""A plan as data for scripts, and as a tree for people.

Lives here: `plan_data` (what `--format json` prints), `plan_text`, `job_data`, `leg_data`, `step_data`, `why_text`.
Not here: printing it (`cli`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ghflow.expr.coercion import to_string
from ghflow.expr.unknown import Unknown

if TYPE_CHECKING:
    from ghflow.simulator.events import Event
    from ghflow.simulator.planned import PlannedJob, PlannedLeg, PlannedStep, PlannedWorkflow, Runs, Why

_FOLD = 3
"""Legs that are shown one by one; more are folded into one line."""


def plan_data(
    event: Event, workflows: Sequence[PlannedWorkflow], followers: Sequence[PlannedWorkflow]
) -> dict[str, Any]:
    """The plan as plain data: the contract is in `docs/planning.md`."""
    found: dict[str, Any] = {
        "event": event.name,
        "ref": event.ref or "",
        "workflows": [_workflow(one) for one in workflows],
    }
    if event.action is not None:
        found["action"] = event.action
    if followers:
        found["then"] = [_workflow(one) for one in followers]
    return found


def _runs(runs: Runs) -> bool | str:
    return "unknown" if isinstance(runs, Unknown) else runs


def _workflow(one: PlannedWorkflow) -> dict[str, Any]:
    found: dict[str, Any] = {
        "file": one.file,
        "name": one.name,
        "triggered": one.triggered is not False,
        "why": one.why,
        "jobs": [job_data(job) for job in one.jobs.values()],
    }
    if isinstance(one.triggered, Unknown):
        found["condition"] = one.triggered.reason
    for key in ("run_name", "concurrency"):
        if getattr(one, key) is not None:
            found[key.replace("_", "-")] = _plain(getattr(one, key))
    if one.problems:
        found["problems"] = list(one.problems)
    if one.warnings:
        found["warnings"] = list(one.warnings)
    return found


def job_data(job: PlannedJob, *, open: bool = False) -> dict[str, Any]:
    """One job as plain data. `open` says that it is not certain that the job which calls it runs."""
    open = open or isinstance(job.runs, Unknown)
    found: dict[str, Any] = {
        "id": job.id,
        "name": job.name,
        "runs": "unknown" if open and job.runs is not False else _runs(job.runs),
        "why": job.why.words,
        **_reason(job.why),
        "needs": list(job.needs),
        "permissions": dict(job.permissions),
        "environment": job.environment,
        "legs": [leg_data(leg) for leg in job.legs],
        "steps": [step_data(step, open=open) for step in job.steps],
    }
    if job.result != {"success"}:
        found["result"] = sorted(job.result) if len(job.result) > 1 else next(iter(job.result))
    outputs = {name: value for name, value in job.outputs.items() if not isinstance(value, Unknown)}
    if outputs:
        found["outputs"] = outputs
    if job.uses is not None:
        found["uses"] = job.uses
    if job.jobs:
        found["jobs"] = [job_data(inner, open=open) for inner in job.jobs]
    if job.kept:
        found["kept"] = True
    return found


def _reason(why: Why) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if why.expr:
        found["if"] = why.expr
        found["expanded"] = why.expanded
        found["values"] = _plain(why.trace)
    if why.blocked_by:
        found["blocked-by"] = list(why.blocked_by)
    return found


def leg_data(leg: PlannedLeg) -> dict[str, Any]:
    """One leg as plain data, without its steps."""
    unknown = isinstance(leg.matrix, Unknown)
    found: dict[str, Any] = {
        "name": leg.name,
        "matrix": {} if unknown else _plain(leg.matrix),
        "runs-on": _plain(leg.runs_on),
    }
    if isinstance(leg.matrix, Unknown):
        found["unknown"] = leg.matrix.reason
    if leg.environment is not None:
        found["environment"] = leg.environment
    if leg.concurrency is not None:
        found["concurrency"] = _plain(leg.concurrency)
    if leg.timeout_minutes is not None:
        found["timeout-minutes"] = leg.timeout_minutes
    if leg.uploads:
        found["uploads"] = [one.name for one in leg.uploads]
    if leg.downloads:
        found["downloads"] = [one.name for one in leg.downloads]
    if leg.result != {"success"}:
        found["result"] = sorted(leg.result) if len(leg.result) > 1 else next(iter(leg.result))
    if leg.why:
        found["why"] = leg.why
    return found


def step_data(step: PlannedStep, *, open: bool = False) -> dict[str, Any]:
    """One step as plain data. `open` says that it is not certain that its job runs."""
    found: dict[str, Any] = {"name": step.name, "uses": step.uses, "runs": _runs(step.runs), "why": step.why.words}
    if open and step.runs is True:  # relative to the job, in which it runs for certain
        found |= {"runs": "unknown", "why": f"{step.why.words}, if the job does"}
    if step.id is not None:
        found["id"] = step.id
    if step.why.expr:
        found["if"] = step.why.expr
    if "failure" in step.outcome:
        found["outcome"] = "failure" if len(step.outcome) == 1 else sorted(step.outcome)
    return found


def _plain(value: Any) -> Any:
    """Data without an `Unknown` in it: such a value is shown as the name in `<>`."""
    if isinstance(value, Unknown):
        return f"<{value.reason}>"
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value


# For people.

_MARKS = {True: "+", False: "-"}


def _mark(runs: Runs) -> str:
    return "?" if isinstance(runs, Unknown) else _MARKS[runs]


def plan_text(
    event: Event,
    workflows: Sequence[PlannedWorkflow],
    followers: Sequence[PlannedWorkflow],
    *,
    steps: bool = False,
) -> str:
    """The plan as a tree: `+` runs, `-` does not, `?` may. Matrices are folded; `steps` shows the steps too."""
    lines: list[str] = []
    started = [one for one in workflows if one.triggered is not False]
    for one in started:
        lines += _workflow_lines(one, steps)
    for one in followers:
        lines += _workflow_lines(one, steps, "then ")
    silent = [one for one in workflows if one.triggered is False]
    if not started:
        lines.append(f"{event.words} starts no workflow")
    lines += [f"- {one.short}: {one.why}" for one in silent]
    return "\n".join(lines) + "\n"


def _workflow_lines(one: PlannedWorkflow, steps: bool, before: str = "") -> list[str]:
    title = one.short if one.name in (one.file, one.short) else f"{one.short} ({one.name})"
    lines = [f"{_mark(one.triggered)} {before}{title}: {one.why}"]
    lines += [f"  refused: {problem}" for problem in one.problems]
    lines += [f"  warning: {warning}" for warning in one.warnings]
    if one.concurrency is not None:
        lines.append(f"  concurrency: {one.concurrency['group']}")
    for job in one.jobs.values():
        lines += _job_lines(job, "  ", steps)
    return lines


def _job_lines(job: PlannedJob, indent: str, steps: bool) -> list[str]:
    lines = [f"{indent}{_mark(job.runs)} {_job_title(job)}"]
    inside = indent + "    "
    if job.runs is True and job.result != {"success"}:
        lines.append(f"{inside}ends as {' or '.join(sorted(job.result))}")
    if isinstance(job.runs, Unknown) or (job.runs is False) or job.why.kind == "if":
        lines.append(f"{inside}{job.why.words}")
    for leg in job.legs if 1 < len(job.legs) <= _FOLD or _differ(job) else ():
        lines.append(f"{inside}{leg.name}{_on(leg)}{_ending(leg)}")
    for inner in job.jobs:
        lines += _job_lines(inner, inside, steps)
    if steps:
        for step in job.steps:
            words = "" if step.why.kind in ("default", "job") else f"  ({step.why.words})"
            lines.append(f"{inside}{_mark(step.runs)} {step.name}{words}")
    return lines


def _differ(job: PlannedJob) -> bool:
    return len({leg.result for leg in job.legs}) > 1


def _ending(leg: PlannedLeg) -> str:
    words = "" if leg.result == {"success"} else f": {' or '.join(sorted(leg.result))}"
    return f"{words} ({leg.why})" if leg.why else words


def _on(leg: PlannedLeg) -> str:
    return "" if leg.runs_on is None else f" on {shown_labels(leg.runs_on)}"


def shown_labels(value: Any) -> str:
    """`runs-on` as people read it."""
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {shown_labels(one)}" for key, one in value.items())
    return ", ".join(shown_labels(one) for one in value) if isinstance(value, list) else to_string(value)


def _job_title(job: PlannedJob) -> str:
    facts = [job.id]
    if job.uses is not None:
        facts.append(f"calls {job.uses}")
    elif len(job.legs) == 1:
        facts[0] += _on(job.legs[0])
    if job.legs and isinstance(job.legs[0].matrix, Unknown):
        facts.append(f"legs from {job.legs[0].matrix.reason}")
    elif len(job.legs) > 1:
        machines = list(dict.fromkeys(shown_labels(leg.runs_on) for leg in job.legs if leg.runs_on is not None))
        shown = ", ".join(machines[:_FOLD]) + (", ..." if len(machines) > _FOLD else "")
        facts.append(f"{len(job.legs)} legs" + (f" on {shown}" if shown else ""))
    if job.runs is not False:
        if job.environment is not None:
            facts.append(f"environment {job.environment}")
        writes = [f"{scope}: {level}" for scope, level in job.permissions.items() if level == "write"]
        if writes and not job.jobs:
            facts.append(", ".join(writes))
    if job.kept:
        facts.append("kept from the attempt before")
    return "; ".join(facts)


def why_text(workflow: PlannedWorkflow, job: PlannedJob) -> str:
    """Why a job runs or not: the event, the condition with its values, the jobs in the way, the steps."""
    verb = "may run" if isinstance(job.runs, Unknown) else "runs" if job.runs else "does not run"
    lines = [f"{job.path} {verb}: {job.why.words}", f"  workflow  {workflow.short}: {workflow.why}"]
    why = job.why
    if why.expr:
        lines.append(f"  if        {why.expr}")
        lines.append(f"  expanded  {why.expanded}")
        lines += [f"  {name} = {_shown(value)}" for name, value in why.trace.items()]
    if why.blocked_by:
        lines.append(f"  waits for {' <- '.join(why.blocked_by)}")
    elif job.needs:
        lines.append(f"  needs     {', '.join(job.needs)}")
    granted = ", ".join(f"{scope}: {level}" for scope, level in job.permissions.items() if level != "none")
    lines.append(f"  token     {granted or 'nothing'}")
    lines += [f"  leg       {leg.name}{_on(leg)}" for leg in job.legs]
    lines += [f"  {_mark(step.runs)} {step.name}: {step.why.words}" for step in job.steps]
    return "\n".join(lines) + "\n"


def _shown(value: Any) -> str:
    if isinstance(value, Unknown):
        return "not known before the run"
    if isinstance(value, str):
        return f"'{value}'"
    if isinstance(value, Mapping):
        return "an object"
    return "an array" if isinstance(value, list | tuple) else to_string(value) or "null"

"""What came of a run on this machine: workflows, jobs, legs and steps, with their logs, outputs and annotations.

Lives here: the data, and questions about it. Not here: how it comes about (`executing`, `working`), its text (`cli`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from ghflow.simulator.planned import conclude
from ghflow.simulator.showing import job_data, leg_data, plan_data, step_data

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Hide = Callable[[Any], Any]

    from ghflow.simulator.planned import PlannedJob, PlannedLeg, PlannedStep, PlannedWorkflow, Results
    from ghflow.simulator.planning import Plan


@attrs.frozen(kw_only=True)
class Annotation:
    """A notice, warning or error that a step printed, or that the runner adds when a step fails. Lines and columns from 1."""

    level: str
    message: str
    title: str = ""
    file: str = ""
    line: int | None = None
    end_line: int | None = None
    column: int | None = None
    end_column: int | None = None
    job: str = ""
    step: str = ""


class Annotations(tuple[Annotation, ...]):
    """Annotations in the order in which they came."""

    __slots__ = ()

    def of(self, level: str) -> list[Annotation]:
        """Those of a level: `notice`, `warning` or `error`."""
        return [one for one in self if one.level == level]

    @property
    def errors(self) -> list[Annotation]:
        return self.of("error")

    @property
    def warnings(self) -> list[Annotation]:
        return self.of("warning")

    @property
    def notices(self) -> list[Annotation]:
        return self.of("notice")


def _certain(results: Results) -> str:
    """The one result that something has which was executed."""
    return next(iter(results))


@attrs.frozen(kw_only=True)
class ExecutedStep:
    """One step that ran, or was skipped. `log` is masked, as GitHub shows it, without the lines that are commands.

    `state` is what it saved for its post step. `steps` are those of a composite action.
    """

    planned: PlannedStep
    log: str = ""
    outputs: Mapping[str, str] = attrs.field(factory=dict)
    env: Mapping[str, str] = attrs.field(factory=dict)
    paths: tuple[str, ...] = ()
    state: Mapping[str, str] = attrs.field(factory=dict)
    annotations: Annotations = attrs.field(factory=Annotations)
    summary: str = ""
    errors: tuple[str, ...] = ()
    exit_code: int | None = None
    seconds: float = 0.0
    steps: tuple[ExecutedStep, ...] = ()

    @property
    def id(self) -> str | None:
        return self.planned.id

    @property
    def name(self) -> str:
        return self.planned.name

    @property
    def ran(self) -> bool:
        return self.planned.runs is True

    @property
    def outcome(self) -> str:
        """`success`, `failure`, `cancelled` or `skipped`, before `continue-on-error` is applied."""
        return _certain(self.planned.outcome)

    @property
    def conclusion(self) -> str:
        """The same after `continue-on-error` was applied."""
        return _certain(self.planned.conclusion)

    def to_data(self, hide: Hide) -> dict[str, Any]:
        """The step as plain data, its outputs masked by `hide`; all else is already."""
        found = step_data(self.planned) | {"outcome": self.outcome, "conclusion": self.conclusion}
        if self.ran:
            found |= {"log": self.log, "seconds": round(self.seconds, 3)}
        if self.outputs:
            found["outputs"] = _hidden(self.outputs, hide)
        if self.summary:
            found["summary"] = self.summary
        if self.errors:
            found["errors"] = list(self.errors)
        if self.steps:
            found["steps"] = [one.to_data(hide) for one in self.steps]
        return found


def _hidden(outputs: Mapping[str, str], hide: Hide) -> dict[str, Any]:
    return {name: hide(value) for name, value in outputs.items()}


@attrs.frozen(kw_only=True)
class ExecutedLeg:
    """One run of a job. `steps` has the post steps of actions too; `jobs` are those of a called workflow."""

    planned: PlannedLeg
    steps: tuple[ExecutedStep, ...] = ()
    jobs: tuple[ExecutedJob, ...] = ()
    workspace: str = ""
    """The folder in which it worked; it is there afterwards only when somebody gave one."""

    @property
    def name(self) -> str:
        return self.planned.name

    @property
    def matrix(self) -> Any:
        return self.planned.matrix

    @property
    def outputs(self) -> Mapping[str, str]:
        return self.planned.outputs

    @property
    def why(self) -> str:
        """What made it end otherwise than by its steps."""
        return self.planned.why

    @property
    def conclusion(self) -> str:
        return _certain(self.planned.result)

    def all_steps(self) -> Iterator[ExecutedStep]:
        """Its steps, those of composite actions behind the step that uses the action, and those of called workflows."""
        waiting = list(reversed(self.steps))
        while waiting:
            step = waiting.pop()
            yield step
            waiting += reversed(step.steps)
        for job in self.jobs:
            yield from job.all_steps()


@attrs.frozen(kw_only=True)
class ExecutedJob:
    """One job, over all its legs."""

    planned: PlannedJob
    legs: tuple[ExecutedLeg, ...] = ()

    @property
    def id(self) -> str:
        return self.planned.id

    @property
    def path(self) -> str:
        return self.planned.path

    @property
    def name(self) -> str:
        return self.planned.name

    @property
    def ran(self) -> bool:
        return self.planned.runs is True

    @property
    def why(self) -> Any:
        return self.planned.why

    @property
    def outputs(self) -> Mapping[str, str]:
        return self.planned.outputs

    @property
    def conclusion(self) -> str:
        """`success`, `failure`, `cancelled` or `skipped`; that of the job itself, whatever `continue-on-error` says."""
        return _certain(self.planned.result)

    @property
    def steps(self) -> tuple[ExecutedStep, ...]:
        """The steps of all legs, one leg after the other."""
        return tuple(step for leg in self.legs for step in leg.steps)

    @property
    def log(self) -> str:
        return "".join(step.log for step in self.steps)

    def skipped_because(self, words: str) -> bool:
        """Whether it is skipped and the reason holds these words."""
        return self.planned.skipped_because(words)

    def all_steps(self) -> Iterator[ExecutedStep]:
        """Every step, those of actions and called workflows too."""
        for leg in self.legs:
            yield from leg.all_steps()

    def all_jobs(self) -> Iterator[ExecutedJob]:
        """It and the jobs of the workflows that it calls."""
        yield self
        for leg in self.legs:
            for job in leg.jobs:
                yield from job.all_jobs()

    def to_data(self, hide: Hide) -> dict[str, Any]:
        """The job as plain data: that of the plan, with how everything ended."""
        found = job_data(self.planned) | {"conclusion": self.conclusion}
        found["legs"] = [_leg(leg, hide) for leg in self.legs]
        found["steps"] = _merged(found["steps"], self.legs, hide)
        if self.outputs:
            found["outputs"] = _hidden(self.outputs, hide)
        jobs = [job.to_data(hide) for leg in self.legs for job in leg.jobs]
        return found | ({"jobs": jobs} if jobs else {})


def _leg(leg: ExecutedLeg, hide: Hide) -> dict[str, Any]:
    found = leg_data(leg.planned) | {"conclusion": leg.conclusion}
    if leg.outputs:
        found["outputs"] = _hidden(leg.outputs, hide)
    return found | {"steps": [step.to_data(hide) for step in leg.steps]}


def _unstarted(job: dict[str, Any]) -> dict[str, Any]:
    """A job of a workflow that GitHub starts nothing of."""
    skipped = {"outcome": "skipped", "conclusion": "skipped"}
    return job | {"conclusion": "skipped", "steps": [step | skipped for step in job["steps"]]}


_WORST_FIRST = ("failure", "cancelled", "success", "skipped")


def _merged(planned: list[dict[str, Any]], legs: tuple[ExecutedLeg, ...], hide: Hide) -> list[dict[str, Any]]:
    """The steps of a job: with one leg as they are, with several the worst that each of them came to. Logs are in the legs."""
    if len(legs) == 1 and legs[0].steps:
        found = [step.to_data(hide) for step in legs[0].steps]
        return [{key: value for key, value in one.items() if key not in ("log", "steps")} for one in found]
    merged = []
    for index, one in enumerate(planned):
        ends = [leg.steps[index] for leg in legs if index < len(leg.steps)]
        worst = {
            key: min((getattr(end, key) for end in ends), key=_WORST_FIRST.index, default="skipped")
            for key in ("outcome", "conclusion")
        }
        merged.append(one | worst)
    return merged


@attrs.frozen(kw_only=True)
class ExecutedWorkflow:
    """One workflow that the event started, or did not start."""

    planned: PlannedWorkflow
    jobs: tuple[ExecutedJob, ...] = ()

    @property
    def file(self) -> str:
        return self.planned.file

    @property
    def conclusion(self) -> str:
        """`success`, `failure`, `cancelled`, `skipped`, or `startup_failure` when GitHub would start nothing of it."""
        if self.planned.problems:
            return "startup_failure"
        return conclude([job.planned.seen for job in self.jobs]) if self.jobs else "skipped"


@attrs.frozen(kw_only=True)
class Execution:
    """What an event did. `plan` is how the run went in the words of a plan: nothing in it is unknown."""

    plan: Plan
    workflows: tuple[ExecutedWorkflow, ...]
    annotations: Annotations = attrs.field(factory=Annotations)
    warnings: tuple[str, ...] = ()
    """Where this machine is not GitHub's, so that the result may differ."""
    hide: Callable[[Any], Any] = attrs.field(default=lambda value: value, repr=False, eq=False)
    """Puts `***` in the place of secrets, in data at any depth."""

    @property
    def conclusion(self) -> str:
        """`success`, `failure`, `cancelled`, `skipped` or `startup_failure`, over all workflows that were started."""
        found = [one.conclusion for one in self.workflows if one.planned.triggered is not False or one.planned.problems]
        if "startup_failure" in found:
            return "startup_failure"
        return conclude([frozenset((one,)) for one in found]) if found else "skipped"

    @property
    def jobs(self) -> tuple[ExecutedJob, ...]:
        """Every job, those of called workflows behind the job that calls."""
        return tuple(inner for one in self.workflows for job in one.jobs for inner in job.all_jobs())

    def job(self, name: str) -> ExecutedJob:
        """A job by path (`deploy/build`), id or name. Raises KeyError."""
        wanted = name.lower()
        jobs = self.jobs
        for asked in ("path", "id", "name"):
            for job in jobs:
                if getattr(job, asked).lower() == wanted:
                    return job
        raise KeyError(name)

    def step(self, job: str, step: str, *, leg: str | None = None) -> ExecutedStep:
        """A step by its id, what would be its id, or its name; of the first leg when nobody says which. Raises KeyError."""
        for one in self.job(job).legs:
            if leg is not None and one.name != leg:
                continue
            steps = list(one.all_steps())
            ids = [{(each.id or "").lower(), each.planned.key.lower()} for each in steps]
            for known in ids, [{each.name.lower()} for each in steps]:
                for found, names in zip(steps, known, strict=True):
                    if step.lower() in names:
                        return found
        raise KeyError(f"{job}/{step}")

    @property
    def log(self) -> str:
        """All logs, one step after the other; secrets are `***`."""
        return "".join(step.log for job in self.jobs for step in job.steps)

    @property
    def summary(self) -> str:
        """What steps wrote into GITHUB_STEP_SUMMARY."""
        found = (step.summary for job in self.jobs for leg in job.legs for step in leg.steps)
        return "\n".join(one for one in found if one)

    def to_data(self) -> dict[str, Any]:
        """The run as what `plan --execute --format json` prints."""
        found = plan_data(self.plan.event, self.plan.all, ())
        for data, one in zip(found["workflows"], self.workflows, strict=True):
            data["conclusion"] = one.conclusion
            data["jobs"] = [job.to_data(self.hide) for job in one.jobs] or [_unstarted(job) for job in data["jobs"]]
        annotations = [attrs.asdict(one, filter=lambda _, value: value not in (None, "")) for one in self.annotations]
        return {"conclusion": self.conclusion, **found, "annotations": annotations, "warnings": list(self.warnings)}

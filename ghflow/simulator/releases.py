"""What a workflow that publishes has to hold, tried out: every single failure, the run after it, and the run after a success.

Lives here: `prove`, and what it is told of: `Irreversible`, `Minted`. Not here: which steps publish, test and fetch credentials
(`project.all_events` asks the rules), the names of rules.

A registry keeps what it has and takes a version once. So nothing may be published while something that is checked in the same
run may still fail; when anything fails, running again has to bring all of it about; and when all went well, running again must
not publish anything anew. Marks of sources: [inf] inferred.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import attrs

from ghflow.expr.coercion import to_string
from ghflow.expr.unknown import Unknown
from ghflow.simulator.conditions import as_text, asks_status
from ghflow.simulator.events import split_ref
from ghflow.simulator.planned import FAILURE, SUCCESS
from ghflow.simulator.reach import Finding
from ghflow.simulator.reading import given
from ghflow.simulator.runs import simulate
from ghflow.simulator.watching import Place, Watcher
from ghflow.spec.publishing import ACTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ghflow.simulator.contexts import Scope
    from ghflow.simulator.events import Event
    from ghflow.simulator.planned import PlannedJob, PlannedLeg, PlannedStep, PlannedWorkflow, Runs
    from ghflow.simulator.repository import Repository
    from ghflow.simulator.runs import Run
    from ghflow.where import Where

_MOST_LEGS = 24
_GUARD = re.compile(r"\b(steps|needs)\s*[.\[]", re.IGNORECASE).search


class Irreversible(NamedTuple):
    """A step that publishes; with no index in its place, a job that calls a workflow with such a step."""

    place: Place
    job: Any
    step: Any
    """The object of the step, or that of the job which calls."""
    registry: str
    where: Where
    path: str
    skips: bool
    """Whether its script passes over what is there already."""
    many: bool
    """Whether it publishes several files, of which some may be there when it fails."""


class Minted(NamedTuple):
    """A step that fetches a credential, and the indexes of the steps that use it."""

    place: Place
    step: Any
    users: tuple[int, ...]


class _Tolerance(Watcher):
    """Whether a step, as it stands in one attempt, passes over what is published already."""

    def __init__(self) -> None:
        self.skips: dict[Place, bool] = {}

    def step(self, place: Place, node: Any, scope: Scope, runs: Runs) -> None:
        uses = given(node, "uses")
        facts = ACTIONS.get(str(uses).partition("@")[0].lower()) if isinstance(uses, str) else None
        if facts is None or facts.skips is None:
            return
        if facts.skips == "":
            self.skips[place] = True
            return
        values = scope.value(given(node, "with"))
        if isinstance(values, dict):
            lower = {name.lower().replace("_", "-"): value for name, value in values.items()}
            value = lower.get(facts.skips, False)
            self.skips[place] = isinstance(value, Unknown) or to_string(value).lower() not in ("", "false")


@attrs.define
class _Attempt:
    """One attempt of a workflow, and how its steps stand to what is there already."""

    run: Run
    workflow: PlannedWorkflow
    skips: Mapping[Place, bool]

    @property
    def shape(self) -> Any:
        """What runs, and at which kind of event: events of one shape need one proof."""
        event = self.run.event
        ran = [(job.path, str(job.runs), [str(step.runs) for step in job.steps]) for job in self.workflow.jobs.all()]
        return event.name, event.action, split_ref(event.ref or "")[0], repr(ran)

    def job(self, place: Place) -> PlannedJob | None:
        return self.workflow.jobs.get(place.job)

    def steps(self, place: Place) -> list[PlannedStep]:
        """A step in the legs that were not kept from an earlier attempt."""
        job = self.job(place)
        if job is None or job.kept or job.runs is False or place.step is None:
            return []
        return [leg.steps[place.step] for leg in job.legs if not leg.kept and len(leg.steps) > place.step]

    def attempts(self, place: Place) -> bool:
        """Whether a step is run, or may be."""
        if place.step is None:
            job = self.job(place)
            return job is not None and not job.kept and job.runs is not False
        return any(step.runs is not False for step in self.steps(place))

    def succeeds(self, place: Place) -> bool:
        """Whether it is run, or may be, and goes well."""
        if place.step is None:
            job = self.job(place)
            return job is not None and self.attempts(place) and "success" in job.seen
        return any(step.runs is not False and "success" in step.outcome for step in self.steps(place))


@attrs.define
class _Release:
    """The proofs for one workflow."""

    repository: Repository
    file: str
    steps: Sequence[Irreversible]
    minted: Sequence[Minted]
    tests: frozenset[Place]

    def attempt(self, event: Event, fail: Iterable[str] = ()) -> _Attempt:
        tolerance = _Tolerance()
        run = simulate(self.repository, event, fail=fail, files=[self.file], watcher=tolerance)
        return _Attempt(run, run.plan.all[0], tolerance.skips)

    def again(self, before: _Attempt, *, failed: bool) -> _Attempt:
        """The attempt after another: of what failed, or of everything."""
        tolerance = _Tolerance()
        before.run.watcher = tolerance
        run = before.run.rerun_failed() if failed else before.run.rerun_all()
        return _Attempt(run, run.plan.all[0], tolerance.skips)

    def findings(self, events: Iterable[Event]) -> Iterator[Finding]:
        """What is found, each thing at the first event at which it is."""
        told: set[tuple[str, int]] = set()
        for one in self.all_findings(events):
            if (one.rule, id(one.node)) not in told:
                told.add((one.rule, id(one.node)))
                yield one

    def all_findings(self, events: Iterable[Event]) -> Iterator[Finding]:
        """What is found at each event; one thing may come several times."""
        alike: set[Any] = set()
        publishing: list[_Attempt] = []
        for event in events:
            base = self.attempt(event)
            if base.workflow.triggered is False or base.workflow.problems or base.shape in alike:
                continue
            alike.add(base.shape)
            yield from self.of_credentials(base)
            if any(base.attempts(one.place) for one in self.steps):
                publishing.append(base)
                yield from self.of_gates(base)
                yield from self.of_failures(base)
                yield from self.of_repetition(base, self.again(base, failed=False), "run again")
        by_hand = [base for base in publishing if base.run.event.name == "workflow_dispatch"]
        for later in by_hand if len(by_hand) < len(publishing) else ():
            for base in publishing:
                if base.run.event.name != "workflow_dispatch":
                    yield from self.of_repetition(base, later, "started by hand")

    # Nothing irreversible before every gate has passed.

    def of_gates(self, base: _Attempt) -> Iterator[Finding]:
        """Jobs and steps whose failure does not keep a step from publishing."""
        after = self.behind_publishing(base)
        late: dict[int, list[str]] = {}
        for job in base.workflow.jobs.values():
            if job.id.lower() in after or not self.is_gate(base, job):
                continue
            failed = self.attempt(base.run.event, [job.id])
            ended = failed.workflow.jobs[job.id]
            if not ended.seen >= FAILURE:
                continue  # what `continue-on-error` covers is no gate
            for index, one in enumerate(self.steps):
                if failed.attempts(one.place):
                    late.setdefault(index, []).append(job.id)
        for index, names in late.items():
            one = self.steps[index]
            shown = " or ".join(f"'{name}'" for name in names)
            words = f"job '{one.place.job}' publishes to {one.registry} when job {shown} fails"
            where = one.job.where.argument("needs" if given(one.job, "needs") else "id")
            hint = f"add {', '.join(names)} to its needs"
            yield Finding("publish-before-gate", one.job, where, words, f"jobs.{one.place.job}.needs", hint)
        yield from self.of_steps(base)

    def behind_publishing(self, base: _Attempt) -> set[str]:
        """The jobs that publish, and all that need them, in lower case."""
        found = {one.place.job.lower() for one in self.steps if base.attempts(one.place)}
        for job in base.workflow.jobs.values():  # in the order of needs
            if any(need.lower() in found for need in job.needs):
                found.add(job.id.lower())
        return found

    def is_gate(self, base: _Attempt, job: PlannedJob) -> bool:
        """Whether a job has to pass: one that runs for certain, deploys nothing and does not run whatever happens."""
        if job.runs is not True or job.environment is not None:
            return False
        condition = given(self.node(job.id), "if")
        return not (as_text(condition) and asks_status(condition))

    def node(self, id: str) -> Any:
        """The object of a job that was planned."""
        jobs: Any = given(self.repository.workflows[self.file], "jobs")
        return next(one for one in jobs if str(one.id).lower() == id.lower())

    def of_steps(self, base: _Attempt) -> Iterator[Finding]:
        """Steps of the job that publishes: tests behind the publishing, and steps whose failure does not stop it."""
        for one in self.steps:
            job = base.job(one.place)
            if job is None or not base.attempts(one.place) or one.place.step is None:
                continue
            for index, step in enumerate(job.steps):
                place = one.place._replace(step=index)
                if index > one.place.step and place in self.tests:
                    words = f"step '{step.name}' tests what the step before it has published to {one.registry}"
                    yield Finding("publish-before-gate", one.step, one.where, words, one.path, "test first")
                elif index < one.place.step and step.key and step.runs is not False:
                    failed = self.attempt(base.run.event, [f"{job.id}/{step.key}"])
                    # What `continue-on-error` covers does not count, unless it is a test.
                    ends = [leg.steps[index] for leg in failed.workflow.jobs[job.id].legs if leg.steps]
                    counts = any((end.outcome if place in self.tests else end.conclusion) == FAILURE for end in ends)
                    if counts and failed.attempts(one.place):
                        words = f"step '{step.name}' may fail, and the step publishes to {one.registry} all the same"
                        yield Finding("publish-before-gate", one.step, one.where, words, one.path)

    # For each single failure, running again brings everything about.

    def of_failures(self, base: _Attempt) -> Iterator[Finding]:
        missing = set(base.run.missing_artifacts)
        for target in self.targets(base):
            first = self.attempt(base.run.event, [target])
            if first.run.conclusion != "failure":
                continue
            second = self.again(first, failed=True)
            yield from self.of_recovery(base, target, first, second, missing)

    def targets(self, base: _Attempt) -> Iterator[str]:
        """Every job, leg and step that runs, as `fail=` takes it."""
        for job in base.workflow.jobs.values():
            if job.runs is False:
                continue
            yield job.id
            if 1 < len(job.legs) <= _MOST_LEGS:
                yield from (f"{job.id}[{axes}]" for leg in job.legs if (axes := _axes(leg)))
            keys = [step.key for step in job.steps if step.key and step.runs is not False]
            yield from (f"{job.id}/{key}" for key in dict.fromkeys(keys))

    def of_recovery(
        self, base: _Attempt, target: str, first: _Attempt, second: _Attempt, missing: set[str]
    ) -> Iterator[Finding]:
        """What is wrong with the state behind one failure and one re-run."""
        when = f"when '{target}' fails and is run again"
        for job in base.workflow.jobs.values():
            again = second.workflow.jobs[job.id]
            went_well = first.workflow.jobs[job.id].seen == SUCCESS
            if job.runs is not False and again.runs is False and not went_well:
                node = self.node(job.id)
                words = f"{when}, job '{job.id}' does not run: {again.why}"
                place = node.where.argument("if_" if given(node, "if") else "id")
                yield Finding("lost-by-failure", node, place, words, f"jobs.{job.id}")
                return
        lost = [one for one in second.run.missing_artifacts if one not in missing]
        if lost:
            name, _, artifact = lost[0].partition(": ")
            words = f"{when}, '{name}' finds no artifact '{artifact}'"
            workflow = self.repository.workflows[self.file]
            yield Finding("lost-by-failure", workflow, workflow.where, words)
            return
        for one in self.steps:
            published = first.succeeds(one.place) or (one.many and first.attempts(one.place))
            if not base.attempts(one.place):
                continue
            if published and second.attempts(one.place) and not self.tolerates(one, second):
                words = f"{when}, this step publishes to {one.registry} what is there already, which is refused"
                yield Finding("lost-by-failure", one.step, one.where, words, one.path, _hint(one))
            elif not first.succeeds(one.place) and not second.succeeds(one.place):
                words = f"{when}, this step does not publish to {one.registry}"
                yield Finding("lost-by-failure", one.step, one.where, words, one.path)

    def tolerates(self, one: Irreversible, attempt: _Attempt) -> bool:
        """Whether a step passes over what is there already: by itself, by an option, or since something asked before it."""
        if one.place.step is None or attempt.skips.get(one.place, one.skips and given(one.step, "uses") is None):
            return True  # what is called holds its own
        guards = [as_text(given(holder, "if")) for holder in (one.job, one.step)]
        open = any(isinstance(step.runs, Unknown) for step in attempt.steps(one.place))
        job = attempt.job(one.place)
        open = open or (job is not None and isinstance(job.runs, Unknown))
        return open and any(map(_GUARD, guards))

    # After a success nothing is published again.

    def of_repetition(self, base: _Attempt, second: _Attempt, how: str) -> Iterator[Finding]:
        for one in self.steps:
            if base.attempts(one.place) and second.attempts(one.place) and not self.tolerates(one, second):
                words = f"{how} after a success, this step publishes to {one.registry} again, which is refused"
                yield Finding("publish-again", one.step, one.where, words, one.path, _hint(one))

    # Every credential is used.

    def of_credentials(self, base: _Attempt) -> Iterator[Finding]:
        """Credentials that are fetched where no step uses them, and steps that go without."""
        for one in self.minted:
            fetched = {step.runs if isinstance(step.runs, bool) else None for step in base.steps(one.place)}
            used = {
                step.runs if isinstance(step.runs, bool) else None
                for index in one.users
                for step in base.steps(one.place._replace(step=index))
            }
            where = one.step.where.argument("uses")
            path = f"jobs.{one.place.job}.steps[{one.place.step}]"
            at = base.run.event.words
            if fetched == {True} and used == {False}:
                words = f"at {at} this step fetches a credential, and no step that uses it runs"
                yield Finding("unused-credential", one.step, where, words, path, "give both the same condition")
            elif fetched == {False} and True in used:
                words = f"at {at} a step uses the credential of this one, which does not run"
                yield Finding("unused-credential", one.step, where, words, path, "give both the same condition")


def prove(
    repository: Repository,
    file: str,
    events: Iterable[Event],
    steps: Sequence[Irreversible],
    minted: Sequence[Minted],
    tests: frozenset[Place],
) -> list[Finding]:
    """What a workflow does not hold of what one that publishes has to, at some of the events. `tests` are steps that test."""
    return list(_Release(repository, file, steps, minted, tests).findings(events))


def _axes(leg: PlannedLeg) -> str:
    """The values of a leg as a target names them; empty where one of them cannot be named."""
    if isinstance(leg.matrix, Unknown):
        return ""
    values = {name: value for name, value in leg.matrix.items() if isinstance(value, str | int | float | bool)}
    shown = {name: to_string(value) for name, value in values.items()}
    return ",".join(f"{name}={value}" for name, value in shown.items() if not set(value) & set(",]["))


def _hint(one: Irreversible) -> str:
    return (
        "skip-existing: true" if one.registry == "PyPI" else "ask the registry before it, and skip it where it is there"
    )

"""What a plan is made of: workflows, jobs, legs and steps, each with whether it runs and why.

Lives here: the data, frozen, and questions about it. Not here: how it is worked out (`jobs`, `steps`), its text and JSON
(`showing`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs

from ghflow.expr.unknown import Unknown

if TYPE_CHECKING:
    from ghflow.simulator.events import Event

Runs: TypeAlias = bool | Unknown
"""Whether something runs; an `Unknown` says on what it depends."""
Results: TypeAlias = frozenset[str]
"""How something may end: `success`, `failure`, `cancelled`, `skipped`. One of them alone is certain."""

SUCCESS: Results = frozenset(("success",))
FAILURE: Results = frozenset(("failure",))
CANCELLED: Results = frozenset(("cancelled",))
SKIPPED: Results = frozenset(("skipped",))


@attrs.frozen
class Why:
    """The reason: what decided (`if`, `needs`, `default`, `cancelled`, ...), the condition and its values, who stands in the way.

    `blocked_by` are the jobs in whose wake something is skipped, the nearest first. `words` is a sentence, `expanded` the
    condition with values in it; they do not count for `==`.
    """

    kind: str
    expr: str = ""
    trace: Mapping[str, Any] = attrs.field(factory=dict)
    blocked_by: tuple[str, ...] = ()
    expanded: str = attrs.field(default="", eq=False, kw_only=True)
    words: str = attrs.field(default="", eq=False, kw_only=True)

    def __str__(self) -> str:
        return self.words or self.kind


class Go(Why):
    """Why something runs."""

    __slots__ = ()


class Skip(Why):
    """Why something does not run."""

    __slots__ = ()


class Maybe(Why):
    """On what it depends whether something runs."""

    __slots__ = ()


class Names(set[str]):
    """A set of names that knows why each of them is in it, and why others are not: for the messages of tests."""

    def __init__(self, names: Iterable[str] = (), reasons: Mapping[str, str] | None = None) -> None:
        super().__init__(names)
        self.reasons = dict(reasons or {})
        """A sentence by name, of names that are not in the set too."""


def _told(runs: Runs, why: object) -> str:
    verb = "may run" if isinstance(runs, Unknown) else "runs" if runs else "does not run"
    return f"{verb}: {why}"


@attrs.frozen(kw_only=True, repr=False)
class PlannedStep:
    """One step in one leg. `outcome` is before, `conclusion` after `continue-on-error`."""

    id: str | None
    name: str
    uses: str | None
    runs: Runs
    why: Why
    outcome: Results
    conclusion: Results
    key: str = ""
    """By which `--fail` knows it: its id, or what would be its id."""

    def __repr__(self) -> str:
        return f"<step {self.name!r} {_told(self.runs, self.why)}>"

    @property
    def ran(self) -> bool:
        """Whether it runs, or ran: not merely perhaps."""
        return self.runs is True


@attrs.frozen(kw_only=True)
class Artifact:
    """An artifact that a step uploads or downloads, by name or pattern."""

    name: str
    known: bool
    overwrite: bool = False
    pattern: bool = False


@attrs.frozen(kw_only=True, repr=False)
class PlannedLeg:
    """One run of a job: the only one, or one of its matrix. `matrix` is Unknown where only the run knows it.

    `jobs` are those of a called workflow, when the job calls one that is at hand.
    """

    name: str
    matrix: Mapping[str, Any] | Unknown
    runs_on: Any
    environment: str | None
    concurrency: Mapping[str, Any] | None
    timeout_minutes: float | None
    steps: tuple[PlannedStep, ...]
    jobs: tuple[PlannedJob, ...]
    outputs: Mapping[str, Any]
    result: Results
    why: str = ""
    """What made it end otherwise than by its steps."""
    uploads: tuple[Artifact, ...] = ()
    downloads: tuple[Artifact, ...] = ()
    kept: bool = False
    """Whether it is as an earlier attempt left it."""

    def __repr__(self) -> str:
        return f"<leg {self.name!r}: {' or '.join(sorted(self.result))}>"


@attrs.frozen(kw_only=True, repr=False)
class PlannedJob:
    """One job. `path` has the jobs that call it in front: `deploy/build`. A job that is skipped has no legs."""

    id: str
    path: str
    name: str
    runs: Runs
    why: Why
    needs: tuple[str, ...]
    permissions: Mapping[str, str]
    legs: tuple[PlannedLeg, ...]
    steps: tuple[PlannedStep, ...]
    """Its steps over all legs: one runs when it does in some leg."""
    outputs: Mapping[str, Any]
    result: Results
    seen: Results
    """The result as jobs that need it see it: a failure that `continue-on-error` covers is a success."""
    uses: str | None = None
    warnings: tuple[str, ...] = ()
    kept: bool = False

    def __repr__(self) -> str:
        return f"<job {self.path!r} {_told(self.runs, self.why)}>"

    @property
    def ran(self) -> bool:
        """Whether it runs, or ran: not merely perhaps."""
        return self.runs is True

    def step(self, name: str) -> PlannedStep:
        """A step by its id, what would be its id, or its name, over all legs. Raises KeyError."""
        wanted = name.lower()
        for step in self.steps:
            if wanted in ((step.id or "").lower(), step.key.lower(), step.name.lower()):
                return step
        raise KeyError(name)

    @property
    def jobs(self) -> tuple[PlannedJob, ...]:
        """The jobs of the workflow that it calls, over all legs."""
        return tuple(job for leg in self.legs for job in leg.jobs)

    @property
    def environment(self) -> str | None:
        """The environment of its first leg that has one."""
        return next((leg.environment for leg in self.legs if leg.environment is not None), None)

    def skipped_because(self, words: str) -> bool:
        """Whether it is skipped and the reason holds these words: a name, a job, a part of the condition."""
        why = self.why
        told = (why.words, why.expr, why.expanded, *why.blocked_by, *why.trace)
        return self.runs is False and any(words in one for one in told)


class Jobs(Mapping[str, PlannedJob]):
    """The jobs of a workflow by id (ignoring case), in the order in which they may start."""

    def __init__(self, jobs: tuple[PlannedJob, ...]) -> None:
        self._jobs = {job.id.lower(): job for job in jobs}

    def __getitem__(self, id: str) -> PlannedJob:
        return self._jobs[id.lower()]

    def __iter__(self) -> Iterator[str]:
        return (job.id for job in self._jobs.values())

    def __len__(self) -> int:
        return len(self._jobs)

    def __repr__(self) -> str:
        return f"<jobs {', '.join(self)}>"

    def _names(self, chosen: Iterable[PlannedJob]) -> Names:
        return Names((job.id for job in chosen), {job.id: _told(job.runs, job.why) for job in self.values()})

    @property
    def will_run(self) -> Names:
        """The ids of the jobs that run for certain."""
        return self._names(job for job in self.values() if job.runs is True)

    @property
    def may_run(self) -> Names:
        """The ids of the jobs that run, or may run."""
        return self._names(job for job in self.values() if job.runs is not False)

    def all(self) -> Iterator[PlannedJob]:
        """Every job, those of called workflows behind the job that calls."""
        waiting = list(reversed(list(self.values())))
        while waiting:
            job = waiting.pop()
            yield job
            waiting += reversed(job.jobs)

    def find(self, name: str) -> PlannedJob | None:
        """A job by id, by path (`deploy/build`) or by the name that GitHub shows."""
        wanted = name.lower()
        found = list(self.all())
        for job in found:
            if job.path.lower() == wanted:
                return job
        return next((job for job in found if wanted in (job.id.lower(), job.name.lower())), None)

    @property
    def id_token_holders(self) -> set[str]:
        """The paths of the jobs that run, or may run, and may ask for an OIDC token."""
        return {
            job.path
            for job in self.all()
            if job.runs is not False and job.uses is None and job.permissions.get("id-token") == "write"
        }


@attrs.frozen(kw_only=True, repr=False)
class PlannedWorkflow:
    """One workflow. `problems` are the reasons for which GitHub would start nothing of it."""

    file: str
    name: str
    triggered: Runs
    why: str
    event: Event
    jobs: Jobs
    run_name: str | None = None
    concurrency: Mapping[str, Any] | None = None
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    def __repr__(self) -> str:
        verb = "may start" if isinstance(self.triggered, Unknown) else "starts" if self.triggered else "does not start"
        return f"<workflow {self.short!r} {verb}: {self.problems[0] if self.problems else self.why}>"

    @property
    def short(self) -> str:
        """The name of the file: `release.yml`."""
        return self.file.rpartition("/")[2]

    @property
    def conclusion(self) -> str:
        """How the run ends: what cannot be known is taken to go well."""
        if self.problems:
            return "startup_failure"
        return conclude([job.seen for job in self.jobs.values()])


def conclude(results: list[Results]) -> str:
    """The conclusion of a run [D]; all skipped is skipped [inf]."""
    for result in ("failure", "cancelled"):
        if any(one == frozenset((result,)) for one in results):
            return result
    return "skipped" if results and all(one == SKIPPED for one in results) else "success"


def conclude_all(results: list[Results]) -> Results:
    """The possible results of something that is made of others, each of which may end in several ways."""
    if not results:
        return SUCCESS
    found: set[str] = set()
    for result in ("failure", "cancelled"):
        if any(one == {result} for one in results):
            found.add(result)
            return frozenset(found)
        if any(result in one for one in results):
            found.add(result)
    if any(one == SUCCESS for one in results):
        found.add("success")
    elif all(one == SKIPPED for one in results):
        found.add("skipped")
    else:
        found |= {"success"} | ({"skipped"} if all("skipped" in one for one in results) else set())
    return frozenset(found)

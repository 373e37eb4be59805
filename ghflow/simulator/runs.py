"""What would happen if: a run with assumed failures, outputs, times and cancellation, and its re-runs.

Lives here: `simulate` and `Run`. Not here: one attempt (`planning`), several runs that want one concurrency group (`queueing`).

Marks of sources: [D] GitHub's documentation, [inf] inferred.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ghflow.simulator.planned import conclude
from ghflow.simulator.planning import plan
from ghflow.simulator.whatif import what_if
from ghflow.spec.limits import MAX_RERUNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ghflow.simulator.events import Event
    from ghflow.simulator.planned import Names, PlannedJob, PlannedStep, PlannedWorkflow
    from ghflow.simulator.planning import Plan
    from ghflow.simulator.repository import Repository
    from ghflow.simulator.watching import Watcher


class Run:
    """One attempt to run all workflows that an event starts. What nobody assumes goes well."""

    __slots__ = ("artifacts", "attempt", "before", "plan", "repository", "watcher")

    def __init__(
        self, repository: Repository, plan: Plan, attempt: int, before: Run | None, watcher: Watcher | None = None
    ) -> None:
        self.repository = repository
        self.watcher = watcher
        self.plan = plan
        self.attempt = attempt
        """1 for the first; `github.run_attempt`."""
        self.before = before
        """The attempt before this one."""
        self.artifacts: dict[str, int] = dict(before.artifacts) if before is not None else {}
        """The artifacts that are there at the end, each with the attempt that made it; those of earlier attempts stay [D]."""
        self.artifacts.update(dict.fromkeys(self._uploaded(), attempt))

    def _uploaded(self) -> list[str]:
        return [
            upload.name
            for one in self.plan.all
            for job in one.jobs.all()
            if not job.kept
            for leg in job.legs
            if not leg.kept
            for upload in leg.uploads
            if upload.known
        ]

    def __repr__(self) -> str:
        return f"<attempt {self.attempt} of {self.event.words}: {self.conclusion}>"

    @property
    def event(self) -> Event:
        """What started it."""
        return self.plan.event

    @property
    def workflows(self) -> Names:
        """The files of the workflows that run."""
        return self.plan.workflows

    @property
    def conclusion(self) -> str:
        """`success`, `failure`, `cancelled`, `skipped` or `startup_failure`, over all workflows that run."""
        found = [one.conclusion for one in self.plan.all if one.triggered is not False]
        if "startup_failure" in found:
            return "startup_failure"
        return conclude([frozenset((one,)) for one in found]) if found else "skipped"

    def __getitem__(self, name: str) -> PlannedWorkflow:
        """A workflow by its file or its name. Raises KeyError."""
        return self.plan[name]

    def job(self, name: str) -> PlannedJob:
        """A job by id, path or name. Raises KeyError."""
        return self.plan.job(name)

    def step(self, job: str, name: str) -> PlannedStep:
        """A step of a job, by its id, what would be its id, or its name. Raises KeyError."""
        return self.job(job).step(name)

    def to_text(self, *, steps: bool = False) -> str:
        """The attempt as a tree, like a plan."""
        return self.plan.to_text(steps=steps)

    @property
    def missing_artifacts(self) -> list[str]:
        """Artifacts that some job downloads by name and that neither an earlier job nor an earlier attempt has uploaded."""
        found = []
        for one in self.plan.all:
            there = set(self.before.artifacts) if self.before is not None else set()
            unsure = False
            for job in one.jobs.all():
                for leg in job.legs if not job.kept else ():
                    for download in leg.downloads if not leg.kept else ():
                        if download.known and not download.pattern and not unsure and download.name not in there:
                            found.append(f"{leg.name}: {download.name}")
                for leg in job.legs:
                    there |= {upload.name for upload in leg.uploads if upload.known}
                    unsure = unsure or any(not upload.known for upload in leg.uploads)
        return found

    def rerun_failed(self, **assumed: Any) -> Run:
        """The next attempt: jobs and legs that did not go well, and the jobs that need them; the others keep their outputs [D].

        `assumed` is what `simulate` takes: without it, everything goes well this time. Raises ValueError for a 51st re-run.
        """
        return self._again({one.file: one for one in self.plan.all}, assumed)

    def rerun_all(self, **assumed: Any) -> Run:
        """The next attempt with every job: same commit, same ref, same actor [D]."""
        return self._again(None, assumed)

    def _again(self, old: Mapping[str, PlannedWorkflow] | None, assumed: Mapping[str, Any]) -> Run:
        if self.attempt > MAX_RERUNS:
            raise ValueError(f"a run can be run again {MAX_RERUNS} times")
        files = [one.file for one in self.plan.all]
        attempt = self.attempt + 1
        again = plan(
            self.repository,
            self.event,
            files=files,
            what_if=what_if(**assumed),
            attempt=attempt,
            old=old,
            watcher=self.watcher,
        )
        return Run(self.repository, again, attempt, self, self.watcher)


def simulate(
    repository: Repository,
    event: Event,
    *,
    fail: Iterable[str] = (),
    outputs: Mapping[str, Any] | None = None,
    cancel_after: str | None = None,
    durations: Mapping[str, float] | None = None,
    files: Iterable[str] | None = None,
    watcher: Watcher | None = None,
) -> Run:
    """The first attempt. Nothing is executed: steps do what is assumed of them, and else go well.

    `fail`: `job`, `job[axis=value]` or `job/step-id`; a job without a step fails in its first step that can fail it.
    `outputs`: values by `job.output` or `job/step-id.output`. `cancel_after`: the run is cancelled when this job (or step) has
    ended. `durations`: minutes by job, leg or step; what takes longer than its `timeout-minutes` times out, and jobs that
    nobody names take one minute. `watcher` is told of every condition, in re-runs too.

    Raises `TargetError` for a name that no workflow has.
    """
    assumed = what_if(fail, outputs, cancel_after, durations)
    return Run(repository, plan(repository, event, files=files, what_if=assumed, watcher=watcher), 1, None, watcher)

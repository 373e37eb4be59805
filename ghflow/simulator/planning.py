"""What an event does: every workflow with whether it starts, and its jobs, legs and steps. Nothing is run, nothing is read.

Lives here: `plan` and `Plan`. Not here: attempt after attempt (`runs`), what a plan is made of (`planned`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from ghflow.expr.coercion import to_string
from ghflow.expr.unknown import Unknown
from ghflow.simulator.conditions import as_text
from ghflow.simulator.contexts import Named, Scope, github_context
from ghflow.simulator.events import workflow_run
from ghflow.simulator.inputs import InputsError, call_inputs
from ghflow.simulator.jobs import Setting, WorkflowRun, concurrency, refused_group
from ghflow.simulator.planned import Jobs, Names, PlannedJob, PlannedWorkflow, Skip
from ghflow.simulator.reading import given, trigger_entry, trigger_names
from ghflow.simulator.repository import display_name
from ghflow.simulator.showing import plan_data, plan_text
from ghflow.simulator.steps import flat, step_key
from ghflow.simulator.triggers import decide
from ghflow.simulator.whatif import TargetError, WhatIf
from ghflow.spec.limits import MAX_WORKFLOW_RUN_CHAIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ghflow.model.workflow import Workflow
    from ghflow.simulator.events import Event
    from ghflow.simulator.repository import Repository
    from ghflow.simulator.watching import Watcher


class Plan:
    """What an event does to all workflows of a repository."""

    __slots__ = ("all", "event", "followers")

    def __init__(
        self, event: Event, workflows: tuple[PlannedWorkflow, ...], followers: tuple[PlannedWorkflow, ...] = ()
    ) -> None:
        self.event = event
        self.all = workflows
        """Every workflow, those that the event does not start too."""
        self.followers = followers
        """The workflows that `workflow_run` starts when those of the event have ended, in their order."""

    def __repr__(self) -> str:
        return f"<plan of {self.event.words}: {', '.join(sorted(self.workflows)) or 'starts nothing'}>"

    @property
    def workflows(self) -> Names:
        """The files of the workflows that start, or may start: `{"release.yml"}`."""
        reasons = {one.short: one.why for one in self.all}
        return Names((one.short for one in self.all if one.triggered is not False), reasons)

    def __getitem__(self, name: str) -> PlannedWorkflow:
        """A workflow by its file or its name. Raises KeyError."""
        for one in self.all:
            if name in (one.short, one.file, one.short.rpartition(".")[0], one.name):
                return one
        raise KeyError(name)

    def job(self, name: str) -> PlannedJob:
        """A job by id, path or name, in the first workflow that starts and has it. Raises KeyError."""
        found = self.find(name)
        if found is None:
            raise KeyError(name)
        return found[1]

    def find(self, name: str) -> tuple[PlannedWorkflow, PlannedJob] | None:
        """The same with its workflow; None when there is none."""
        for one in self.all:
            if one.triggered is not False and (job := one.jobs.find(name)) is not None:
                return one, job
        return None

    def to_text(self, *, steps: bool = False) -> str:
        """The plan as a tree, with the legs of a matrix folded: `+` runs, `-` does not, `?` may."""
        return plan_text(self.event, self.all, self.followers, steps=steps)

    def to_data(self) -> dict[str, Any]:
        """The plan as what `--format json` prints."""
        return plan_data(self.event, self.all, self.followers)


def plan(
    repository: Repository,
    event: Event,
    *,
    files: Iterable[str] | None = None,
    what_if: WhatIf | None = None,
    attempt: int = 1,
    old: Mapping[str, PlannedWorkflow] | None = None,
    watcher: Watcher | None = None,
) -> Plan:
    """What an event does to the workflows of a repository, or only to `files` of them (the others may still be called).

    Every job that runs is taken to succeed, unless `what_if` says otherwise. `attempt` and `old`, the workflows of the
    attempt before by file, are for running again. `watcher` is told of every condition.

    Raises `TargetError` for a what-if about a job that no workflow has.
    """
    assumed = what_if or WhatIf()
    repository = repository.seen_in(event)
    event = _located(event, repository)
    chosen = list(repository.workflows if files is None else (file for file in files if file in repository.workflows))
    _check_targets(repository, chosen, assumed)
    found = []
    for file in chosen:
        before = old.get(file) if old is not None else None
        if old is None or (before is not None and before.triggered is not False):
            found.append(_planned(repository, file, event, assumed, attempt, before, watcher))
        elif before is not None:
            found.append(before)
    _check_legs(found, assumed)
    followers = _followers(repository, found, watcher, attempt)
    found += [
        _unreadable(file, why, event) for file, why in repository.refused.items() if files is None or file in files
    ]
    return Plan(event, tuple(found), tuple(followers))


def _located(event: Event, repository: Repository) -> Event:
    """The event with its ref: that of the default branch where nothing else is said."""
    return event if event.ref is not None else attrs.evolve(event, ref=f"refs/heads/{repository.default_branch}")


def _planned(
    repository: Repository,
    file: str,
    event: Event,
    what_if: WhatIf,
    attempt: int,
    old: PlannedWorkflow | None,
    watcher: Watcher | None,
) -> PlannedWorkflow:
    workflow = repository.workflows[file]
    name = display_name(workflow, file)
    decision = decide(workflow, event, default_branch=repository.default_branch)
    if not decision.may_run:
        return PlannedWorkflow(
            file=file,
            name=name,
            triggered=False,
            why=decision.why,
            event=decision.event,
            jobs=Jobs(()),
            warnings=decision.warnings,
        )
    seen = decision.event
    github = github_context(seen, repository, workflow=name, file=file, attempt=attempt)
    setting = Setting(
        repository=repository, github=github, fork=seen.fork, warnings=list(decision.warnings), watcher=watcher
    )
    if file in repository.doubts:
        setting.warnings.append(repository.doubts[file])
    vars: Any = Named("vars") if repository.vars is None else dict(repository.vars)
    inputs = run_inputs(workflow, seen, Scope({"github": github, "inputs": {}, "vars": vars}), setting)
    run = WorkflowRun(
        setting=setting,
        workflow=workflow,
        file=file,
        inputs=inputs,
        secrets=_secrets(repository, seen),
        what_if=what_if,
        old=None if old is None else {job.id.lower(): job for job in old.jobs.values()},
    )
    jobs = run.run()
    scope = Scope({"github": github, "inputs": inputs, "vars": vars})
    group = concurrency(given(workflow, "concurrency"), scope)
    if (refused := refused_group(group)) is not None:
        setting.problems.append(refused)
    setting.warnings += _shared_groups(group, jobs, setting.groups)
    setting.warnings += _artifacts(jobs)
    setting.warnings += [f"job '{job.path}': {words}" for job in jobs.all() for words in job.warnings]
    if setting.problems:  # [S] nothing runs
        why = Skip("refused", words=f"GitHub refuses the workflow: {setting.problems[0]}")
        jobs = Jobs(tuple(_refused(job, why) for job in jobs.values()))
    return PlannedWorkflow(
        file=file,
        name=name,
        triggered=decision.triggered,
        why=decision.why,
        event=seen,
        jobs=jobs,
        run_name=_run_name(workflow, scope),
        concurrency=group,
        problems=tuple(setting.problems),
        warnings=tuple(dict.fromkeys(setting.warnings)),
    )


def _unreadable(file: str, why: str, event: Event) -> PlannedWorkflow:
    words = f"GitHub refuses the file: {why}"
    return PlannedWorkflow(
        file=file, name=file, triggered=False, why=words, event=event, jobs=Jobs(()), problems=(why,)
    )


def _refused(job: PlannedJob, why: Skip) -> PlannedJob:
    steps = tuple(attrs.evolve(step, runs=False, why=why) for step in job.steps)
    return attrs.evolve(job, runs=False, why=why, legs=(), steps=steps, outputs={})


def run_inputs(workflow: Workflow, event: Event, scope: Scope, setting: Setting) -> Mapping[str, Any]:
    """`inputs` of a workflow that was started by hand, or that is looked at as if it was called."""
    if event.name != "workflow_call":
        return event.inputs if event.name == "workflow_dispatch" and event.inputs is not None else {}
    declared = given(trigger_entry(workflow, "workflow_call"), "inputs")
    values = dict(event.inputs or {})
    for name, one in declared.items() if event.inputs is None and hasattr(declared, "items") else ():
        if given(one, "required") is True:
            default = given(one, "default")
            values[name] = Unknown(f"inputs.{name}") if default is None else scope.value(default)
    try:
        return call_inputs(declared, values, scope.value)
    except InputsError as error:
        setting.problems.append(str(error))
        return {}


def _secrets(repository: Repository, event: Event) -> Any:
    """`secrets`: a pull request from a fork has the token alone [D]."""
    token = {"GITHUB_TOKEN": Unknown("secrets.GITHUB_TOKEN", "string", truth=True)}
    if event.fork:
        return token
    return Named("secrets", token) if repository.secrets is None else {**repository.secrets, **token}


def _run_name(workflow: Workflow, scope: Scope) -> str | None:
    field = given(workflow, "run-name")
    if field is None:
        return None
    value = scope.value(field)
    return as_text(field) if isinstance(value, Unknown) else to_string(value)


def _shared_groups(group: Mapping[str, Any] | None, jobs: Jobs, called: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Jobs that stand in each other's way: in the group of their own run, or more than two in one group."""
    for name, file in called:
        if group is not None and name.lower() == str(group["group"]).lower():
            yield f"the called workflow {file} waits for the concurrency group '{name}', which the run that calls it holds"
    held: dict[str, list[str]] = {}
    for job in jobs.all():
        for leg in job.legs:
            if leg.concurrency is not None:
                held.setdefault(str(leg.concurrency["group"]).lower(), []).append(leg.name)
    if group is not None:
        for name in held.get(str(group["group"]).lower(), ()):
            yield f"'{name}' waits for the concurrency group '{group['group']}', which its own run holds"
    for key, names in held.items():
        if len(names) > 2 and "${{" not in key:
            yield (
                f"{len(names)} jobs are in the concurrency group '{key}': one runs, one waits, and those that come "
                "while one waits take its place"
            )


def _artifacts(jobs: Jobs) -> Iterator[str]:
    """Artifacts of one name that several legs upload: from version 4 on, the second upload fails."""
    seen: dict[str, str] = {}
    for job in jobs.all():
        for leg in job.legs:
            for upload in leg.uploads:
                if not upload.known or upload.overwrite:
                    continue
                if upload.name in seen and seen[upload.name] != leg.name:
                    yield f"'{seen[upload.name]}' and '{leg.name}' both upload the artifact '{upload.name}'"
                seen.setdefault(upload.name, leg.name)


def _followers(
    repository: Repository, started: list[PlannedWorkflow], watcher: Watcher | None, attempt: int
) -> Iterator[PlannedWorkflow]:
    """The workflows that wait for one of these, and those that wait for them; at most three in a row [D].

    Of an attempt that repeats a part of a run only what it repeats counts.
    """
    waiting = [file for file, workflow in repository.workflows.items() if "workflow_run" in trigger_names(workflow)]
    now = [one for one in started if one.triggered is not False and not one.problems]
    now = [one for one in now if not one.jobs or not all(job.kept for job in one.jobs.values())]
    for level in range(MAX_WORKFLOW_RUN_CHAIN if waiting else 0):
        found = []
        for before in now:
            for file in waiting:
                one = _follower(repository, file, before, watcher, again=attempt > 1 and level == 0)
                if one is not None:
                    found.append(one)
        yield from found
        now = found


def _follower(
    repository: Repository, file: str, before: PlannedWorkflow, watcher: Watcher | None, *, again: bool
) -> PlannedWorkflow | None:
    """A workflow that one starts by its end, or else by an earlier moment; being requested counts once, not `again` [D]."""
    branch = before.event.head_ref or str(before.event.ref or repository.default_branch)
    short = branch.removeprefix("refs/heads/").removeprefix("refs/tags/")
    for action in ("completed", "in_progress", *(() if again else ("requested",))):
        event = workflow_run(before.name, action, conclusion=before.conclusion, branch=short, event=before.event.name)
        one = _planned(repository, file, _located(event, repository), WhatIf(), 1, None, watcher)
        if one.triggered is not False:
            return one
    return None


def _check_targets(repository: Repository, files: list[str], what_if: WhatIf) -> None:
    """Raise for an assumption about a job or step that does not exist: it would silently change nothing."""
    from ghflow.diagnostics import did_you_mean

    targets = [*what_if.fail, *(target for target, _ in what_if.durations)]
    targets += [what_if.cancel_after] if what_if.cancel_after is not None else []
    nodes = [job for file in files for job in _jobs(repository, file)]
    known = list(dict.fromkeys(str(job.id) for job in nodes))
    for target in targets:
        named = [job for job in nodes if target.first.fits(str(job.id))]
        if not named:
            raise TargetError(f"there is no job '{target.first.id}' ({did_you_mean(target.first.id, known)})")
        inner = target.inner()
        steps = [flat(given(job, "steps")) for job in named]
        if inner is not None and all(steps):
            keys = [step_key(step) for one in steps for step in one]
            if inner.first.id.lower() not in (key.lower() for key in keys):
                hint = did_you_mean(inner.first.id, keys)
                raise TargetError(f"job '{target.first.id}' has no step '{inner.first.id}' ({hint})")


def _check_legs(found: list[PlannedWorkflow], what_if: WhatIf) -> None:
    """Raise for a failure of a leg that a job which runs does not have."""
    for target in what_if.fail:
        named = [job for one in found for job in one.jobs.values() if target.first.fits(job.id)]
        if target.first.axes and target.text not in what_if.met and any(job.legs for job in named):
            asked = ", ".join("=".join(pair) for pair in target.first.axes)
            raise TargetError(f"no leg of job '{target.first.id}' has {asked}")


def _jobs(repository: Repository, file: str) -> Any:
    jobs = given(repository.workflows[file], "jobs")
    return jobs if isinstance(jobs, list | tuple) else ()

"""Workflows executed on this machine: scripts run, actions by stubs, in a copy of the repository.

Lives here: `execute`. Not here: the steps of one leg (`working`), what comes of it as data (`executed`), reading files and
sources (`ghflow.project`).

The order of jobs, their conditions, legs and outputs are those of a plan (`jobs`); here every value is known. Jobs and legs
run one after the other, and GitHub's rules about what a failure does to the others hold all the same.
Marks of sources: [D] GitHub's documentation, [S] source read, [inf] inferred.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import attrs

from ghflow.expr.coercion import to_string
from ghflow.expr.unknown import Unknown
from ghflow.simulator.contexts import Scope, github_context, runner_context
from ghflow.simulator.environment import Run as Facts
from ghflow.simulator.environment import machine_environment, runner_variables
from ghflow.simulator.executed import Annotation, Annotations, ExecutedJob, ExecutedLeg, ExecutedWorkflow, Execution
from ghflow.simulator.host import Host
from ghflow.simulator.jobs import Leg, Setting, WorkflowRun, concurrency
from ghflow.simulator.masks import Masks
from ghflow.simulator.planned import CANCELLED, FAILURE, SKIPPED, SUCCESS, PlannedJob, PlannedLeg, Skip
from ghflow.simulator.planning import Plan, plan, run_inputs
from ghflow.simulator.reading import given
from ghflow.simulator.reporting import Reporter
from ghflow.simulator.scripts import Machine
from ghflow.simulator.shims import git_template, guards, kept_tools, write_shims
from ghflow.simulator.steps import Env, flat
from ghflow.simulator.stubs import JobAnswer, Store, find_stub
from ghflow.simulator.watching import Place
from ghflow.simulator.whatif import WhatIf
from ghflow.simulator.working import Work
from ghflow.spec.limits import DEFAULT_TIMEOUT_MINUTES

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from ghflow.model.action import Action
    from ghflow.model.job import AnyJob
    from ghflow.simulator.events import Event
    from ghflow.simulator.planned import PlannedWorkflow, Results, Runs
    from ghflow.simulator.repository import Repository
    from ghflow.simulator.watching import Watcher
    from ghflow.simulator.workspace import Source

_KEPT = ("LOGNAME", "SHELL", "USER")
TOKEN = "ghs_" + "ghflowMadeThisTokenUpNoServerTakes"
"""What `github.token` and `secrets.GITHUB_TOKEN` are when nobody gives one: conditions that ask for it come out right."""


def execute(
    repository: Repository,
    event: Event,
    *,
    source: Source,
    load_action: Callable[[Path], Action],
    files: Iterable[str] | None = None,
    jobs: Iterable[str] | None = None,
    workspace: Path | None = None,
    stubs: Mapping[str, Any] | None = None,
    on_unstubbed: Literal["fail", "skip"] = "fail",
    on_foreign_runner: Literal["skip", "fail", "run"] = "skip",
    container: Literal["fail", "host"] = "fail",
    allow: Collection[str] = (),
    keep: Iterable[str] = (),
    reporter: Reporter | None = None,
    watcher: Watcher | None = None,
) -> Execution:
    """Execute the workflows that an event starts, or only `files` of them, and of these only `jobs` and what they need.

    `source` is the folder whose files the jobs work on, in a copy: the original is not touched. `load_action` reads the
    `action.yml` of an action that a job uses by its path; it raises `ActionError`. `repository` says variables and secrets:
    what it does not name there is not.

    `workspace`: each leg of a job gets a folder of its own name below it, which stays; without it, all is removed in the end.
    `stubs`: what stands in for actions (`stubs.Stub`) and called workflows (`JobAnswer`), by `owner/name`, by the whole `uses`,
    or by path; they go before those that come with ghflow (`library.BUILT_IN`). `on_unstubbed`: what becomes of an action
    that has none. `on_foreign_runner`: what becomes of jobs for another system than this one: they are left out, fail, or run
    here all the same. `container`: jobs in a container fail, or run on this machine. `allow`: programs that may do what is
    refused otherwise (`shims.SHIMS`), or `all`. `keep`: variables of this process that scripts see. `watcher` is told of every
    condition of jobs and of their own steps.

    Raises ValueError for a job or program that does not exist. What a workflow does wrong is in the result.
    """
    allowed = set(_known_programs(allow))
    repository = repository.seen_in(event)
    repository = attrs.evolve(repository, vars=dict(repository.vars or {}), secrets=dict(repository.secrets or {}))
    if event.name == "workflow_dispatch" and event.inputs is None:
        event = attrs.evolve(event, inputs={})
    planned = plan(repository, event, files=files)
    chosen = _chosen(planned, jobs)
    with tempfile.TemporaryDirectory(prefix="ghflow-", ignore_cleanup_errors=True) as name:
        folder = Path(name).resolve()
        kept = None if workspace is None else Path(workspace).resolve()
        secrets: dict[str, str] = dict(repository.secrets or {})
        token = secrets.pop("GITHUB_TOKEN", TOKEN)
        debug = {**(repository.vars or {}), **secrets}.get("ACTIONS_STEP_DEBUG", "").lower() == "true"
        host = Host(
            source=attrs.evolve(source, pushes="git" in allowed, leave_out=kept),
            folder=folder,
            store=Store(folder / "store"),
            load_action=load_action,
            process=_process(folder, allowed, keep, debug),
            shims=folder / "shims",
            stubs=stubs or {},
            workspace=kept,
            on_unstubbed=on_unstubbed,
            on_foreign_runner=on_foreign_runner,
            container=container,
            token=token,
            debug=debug,
            masks=Masks((*secrets.values(), token)),
            reporter=reporter or Reporter(),
            watcher=watcher,
        )
        write_shims(folder / "shims", allowed)
        done = [_workflow(host, repository, one, chosen.get(one.file)) for one in planned.all]
    result = Plan(planned.event, tuple(one.planned for one in done))
    return Execution(
        plan=result,
        workflows=tuple(done),
        annotations=Annotations(host.annotations),
        warnings=tuple(host.warnings),
        hide=host.masks.hide_all,
    )


def _known_programs(allow: Collection[str]) -> Iterable[str]:
    from ghflow.simulator.shims import SHIMS

    if "all" in allow:
        return SHIMS
    for name in allow:
        if name not in SHIMS:
            from ghflow.diagnostics import did_you_mean

            raise ValueError(f"nothing is refused of the program '{name}' ({did_you_mean(name, SHIMS)})")
    return allow


def _process(folder: Path, allowed: Collection[str], keep: Iterable[str], debug: bool) -> dict[str, str]:
    """The environment of every step: clean, with folders of its own, and what keeps programs from publishing."""
    temporary = folder / "tmp"
    temporary.mkdir()
    found = {**machine_environment((*_KEPT, *keep)), **kept_tools(), **guards(allowed)}
    if "git" not in allowed:
        found.update(git_template(folder / "git"))
    found.update(TMPDIR=str(temporary), TZ="UTC")
    return found | ({"RUNNER_DEBUG": "1"} if debug else {})


def _chosen(planned: Plan, jobs: Iterable[str] | None) -> dict[str, set[str]]:
    """By workflow, the jobs that are executed: those that somebody names, with all that they need."""
    if jobs is None:
        return {}
    found: dict[str, set[str]] = {one.file: set() for one in planned.all}
    for name in [jobs] if isinstance(jobs, str) else jobs:
        holders = [one for one in planned.all if name.lower() in (job.id.lower() for job in one.jobs.values())]
        if not holders:
            from ghflow.diagnostics import did_you_mean

            known = [job.id for one in planned.all for job in one.jobs.values()]
            raise ValueError(f"there is no job '{name}' ({did_you_mean(name, known)})")
        for one in holders:
            waiting = [name.lower()]
            while waiting:
                id = waiting.pop()
                if id not in found[one.file]:
                    found[one.file].add(id)
                    waiting += [need.lower() for need in one.jobs[id].needs]
    return found


def _workflow(
    host: Host, repository: Repository, planned: PlannedWorkflow, chosen: set[str] | None
) -> ExecutedWorkflow:
    """One workflow: executed when it starts and GitHub would take it."""
    doubt = repository.doubts.get(planned.file)
    if doubt is not None and planned.triggered is not False:
        planned = attrs.evolve(planned, problems=(*planned.problems, doubt))
    if planned.triggered is False or planned.problems:
        return ExecutedWorkflow(planned=planned)
    workflow = repository.workflows[planned.file]
    event = planned.event
    github = _github(event, repository, planned, host.token)
    setting = Setting(repository=repository, github=github, fork=event.fork, watcher=host.watcher)
    vars = dict(repository.vars or {})
    inputs = run_inputs(workflow, event, Scope({"github": github, "inputs": {}, "vars": vars}), setting)
    secrets = {} if event.fork else dict(repository.secrets or {})
    run = _Executing(
        setting=setting,
        workflow=workflow,
        file=planned.file,
        inputs=inputs,
        secrets={**secrets, "GITHUB_TOKEN": host.token},
        what_if=WhatIf(),
        host=host,
        chosen=chosen,
    )
    jobs = run.run()
    planned = attrs.evolve(planned, jobs=jobs, warnings=tuple(dict.fromkeys([*planned.warnings, *setting.warnings])))
    return ExecutedWorkflow(planned=planned, jobs=run.executed())


def _github(event: Event, repository: Repository, planned: PlannedWorkflow, token: str) -> dict[str, Any]:
    """`github` with nothing unknown in it."""
    found = github_context(event, repository, workflow=planned.name, file=planned.file)
    return {**found, "event": _known(found["event"]), "ref_protected": False, "token": token}


def _known(value: Any) -> Any:
    """Data without what only GitHub knows: that is null."""
    if hasattr(value, "items"):
        return {key: _known(one) for key, one in value.items() if not isinstance(one, Unknown)}
    return [_known(one) for one in value] if isinstance(value, list | tuple) else value


@attrs.define(kw_only=True)
class _Executing(WorkflowRun):
    """One workflow of a run that is executed. Jobs are decided as in a plan; their legs do what they say."""

    host: Host
    chosen: set[str] | None = None
    legs_done: dict[str, list[ExecutedLeg]] = attrs.field(factory=dict)
    called: _Executing | None = None
    """The run of the workflow that a job called last."""

    def executed(self) -> tuple[ExecutedJob, ...]:
        """The jobs, when they have run."""
        return tuple(ExecutedJob(planned=job, legs=tuple(self.legs_done.get(id, ()))) for id, job in self.done.items())

    def job(self, node: AnyJob) -> PlannedJob:
        """One job, executed; nothing of one that nobody chose."""
        if self.chosen is None or str(node.id).lower() in self.chosen:
            return super().job(node)
        why = Skip("chosen", words="it is not among the jobs that are executed")
        return PlannedJob(
            id=str(node.id),
            path=f"{self.path}{node.id}",
            name=self.title + str(node.id),
            runs=False,
            why=why,
            needs=tuple(self.needs(node)),
            permissions=self.permissions(node)[0],
            legs=(),
            steps=(),
            outputs={},
            result=SKIPPED,
            seen=SKIPPED,
        )

    def all_legs(
        self,
        node: AnyJob,
        scope: Scope,
        made: list[Leg],
        permissions: Mapping[str, str],
        certain: bool,
        cancelled: bool,
    ) -> tuple[PlannedLeg, ...]:
        """One leg after the other; with `fail-fast`, those behind one that fails are cancelled."""
        found: list[PlannedLeg] = []
        failed: PlannedLeg | None = None
        done = self.legs_done.setdefault(str(node.id).lower(), [])
        for leg in made:
            if failed is not None:
                why = f"cancelled because '{failed.name}' failed (fail-fast)"
                executed = ExecutedLeg(planned=self.bare(node, scope, leg, CANCELLED, why))
            else:
                executed = self.execute_leg(node, scope, leg, permissions, certain)
            self.host.reporter.job_ends(executed)
            done.append(executed)
            found.append(executed.planned)
            fast = leg.strategy["fail-fast"] is not False
            if fast and executed.planned.result == FAILURE and not self.covered(node, scope, leg):
                failed = failed or executed.planned
        return tuple(found)

    def outputs(
        self, node: AnyJob, legs: tuple[PlannedLeg, ...], runs: Runs
    ) -> tuple[Mapping[str, Any], tuple[str, ...]]:
        """The outputs of a job: the last leg that has a value wins, of which the plan warns where they differ."""
        warnings = super().outputs(node, legs, runs)[1]
        return {name: value for leg in legs for name, value in leg.outputs.items() if value != ""}, warnings

    def bare(self, node: AnyJob, scope: Scope, leg: Leg, result: Results, why: str) -> PlannedLeg:
        """A leg in which nothing is done."""
        inner = scope.with_(matrix=leg.matrix, strategy=leg.strategy)
        return PlannedLeg(
            name=self.host.masks.hide(leg.name),
            matrix=leg.matrix,
            runs_on=self.labels(node, inner),
            environment=self.environment(node, inner),
            concurrency=concurrency(given(node, "concurrency"), inner),
            timeout_minutes=None,
            steps=(),
            jobs=(),
            outputs={},
            result=result,
            why=why,
        )

    def execute_leg(
        self, node: AnyJob, scope: Scope, leg: Leg, permissions: Mapping[str, str], certain: bool
    ) -> ExecutedLeg:
        """One leg: the workflow that it calls, or its steps, or the reason for which it cannot be executed here."""
        self.host.reporter.job_begins(self.host.masks.hide(leg.name))
        uses = given(node, "uses")
        calls = uses is not None and given(node, "steps") is None
        refused = self.refusal(node, scope, leg, calls)
        if refused is not None:
            result, why = refused
            if result == FAILURE:
                self.tell(node, why)
            else:
                self.host.warn(f"job '{leg.name}' {why}")
            return ExecutedLeg(planned=self.bare(node, scope, leg, result, why))
        if calls:
            return self.execute_call(node, scope, leg, str(uses), permissions, certain)
        return self.execute_steps(node, scope, leg)

    def tell(self, node: AnyJob, why: str) -> None:
        """Show an error that no step is to blame for."""
        self.host.annotations.append(Annotation(level="error", message=self.host.masks.hide(why), job=str(node.id)))

    def refusal(self, node: AnyJob, scope: Scope, leg: Leg, calls: bool) -> tuple[Results, str] | None:
        """Why a leg is not executed on this machine, and how it counts then."""
        if isinstance(leg.matrix, Unknown):
            return FAILURE, f"its matrix cannot be worked out: {leg.matrix.reason}"
        if calls:
            return None
        inner = scope.with_(matrix=leg.matrix, strategy=leg.strategy)
        field = given(node, "runs-on")
        labels = None if field is None else inner.value(field)
        if isinstance(labels, Unknown):
            return FAILURE, f"runs-on cannot be worked out: {labels.reason}"
        if given(node, "steps") is None:
            return FAILURE, "the job has neither steps nor a workflow to call"
        here, there = runner_variables()["RUNNER_OS"], runner_context(labels)["os"]
        if isinstance(there, str) and there != here and self.host.on_foreign_runner != "run":
            words = f"needs {there}, and this machine is {here}"
            return (SKIPPED if self.host.on_foreign_runner == "skip" else FAILURE), words
        container = self.in_container(inner.value(given(node, "container")))
        if isinstance(container, str):
            if self.host.container == "fail":
                return FAILURE, f"runs in the container {container}, and containers are not started here"
            self.host.warn(f"job '{leg.name}' was executed on this machine, not in the container {container}")
        services = inner.value(given(node, "services"))
        if hasattr(services, "items") and services:
            names = ", ".join(map(str, services))
            return FAILURE, f"has services ({names}), and containers are not started here"
        return None

    def in_container(self, value: Any) -> str | None:
        """The image of a container; None where there is none."""
        image = value.get("image") if hasattr(value, "items") else value
        return image if isinstance(image, str) and image else None

    def execute_call(
        self, node: AnyJob, scope: Scope, leg: Leg, uses: str, permissions: Mapping[str, str], certain: bool
    ) -> ExecutedLeg:
        """A leg that calls another workflow: of this repository, or one that a stub stands for."""
        inner = scope.with_(matrix=leg.matrix, strategy=leg.strategy)
        stub = find_stub(self.host.stubs, uses)
        jobs: tuple[PlannedJob, ...] = ()
        outputs: Mapping[str, Any] = {}
        result, why = FAILURE, ""
        self.called = None
        if stub is not None and not isinstance(stub, JobAnswer):
            why = f"the stub for {uses} is one for an action, and this is a workflow"
        elif stub is not None:
            outputs, result = stub.texts, frozenset((stub.result,))
        elif self.setting.repository.called(uses) is None:
            why = f"the workflow {uses} is not here: give a stub for it, with the outputs it has"
        else:
            before = len(self.setting.problems)
            jobs, outputs, result = self.call(node, inner, leg, uses, permissions, certain)
            if len(self.setting.problems) > before:
                why = self.setting.problems[before]
                del self.setting.problems[before:]
                result = FAILURE
        if why:
            self.tell(node, why)
        bad = [name for name, value in outputs.items() if isinstance(value, Unknown)]
        if bad and result == SUCCESS:
            result, why = FAILURE, f"the output '{bad[0]}' of the called workflow cannot be worked out"
        planned = attrs.evolve(
            self.bare(node, scope, leg, result, why),
            jobs=jobs,
            outputs={name: value for name, value in outputs.items() if name not in bad},
        )
        called: Any = self.called
        return ExecutedLeg(planned=planned, jobs=() if called is None else called.executed())

    def inner(self, **given: Any) -> WorkflowRun:
        self.called = _Executing(**given, host=self.host)
        return self.called

    def handed_secrets(self, node: AnyJob, scope: Scope, declared: Any, file: str) -> Any:
        found = super().handed_secrets(node, scope, declared, file)
        known = {name: value for name, value in found.items() if not isinstance(value, Unknown)}
        for value in known.values():
            if isinstance(value, str):
                self.host.masks.add(value)
        return {**known, "GITHUB_TOKEN": self.host.token}

    def execute_steps(self, node: AnyJob, scope: Scope, leg: Leg) -> ExecutedLeg:
        """The steps of a leg, on a machine and in a workspace of its own."""
        host = self.host
        steps = given(node, "steps") or ()
        name = host.new_name(f"{self.path}{leg.name}")
        workspace = self.new_workspace(name, leg, steps)
        github = {**self.setting.github, "job": str(node.id), "workspace": str(workspace)}
        matrix = leg.matrix or None  # [S] null without one
        inside = scope.with_(matrix=matrix, strategy=leg.strategy, github=github, secrets=self.secrets)
        limit = inside.value(given(node, "timeout-minutes"))
        limited = isinstance(limit, int | float) and not isinstance(limit, bool) and limit > 0
        minutes = float(limit) if limited else float(DEFAULT_TIMEOUT_MINUTES)
        container = inside.value(given(node, "container"))
        machine = Machine(
            host.folder / "machines" / name,
            workspace=workspace,
            run=_facts(github, self.file),
            process={**host.process, **_env_of(container)},
            event=json.dumps(github["event"], indent=2, ensure_ascii=False),
            shims=host.shims,
        )
        inside = inside.with_(runner=_runner(machine.variables, host.debug))
        env, why = self.texts_of_env(node, inside)
        machine.env.update(env)
        defaults, wrong = self.defaults(node, inside.with_(env=Env(env)))
        why = why or wrong
        if self.in_container(container) is not None:
            defaults.setdefault("shell", "sh")  # [S] ScriptHandler: bash only where somebody says so
        status = "failure"
        outputs: dict[str, Any] = {}
        with machine:
            place = Place(self.file, str(node.id))
            work = Work(host, machine, inside, job=leg.name, place=place, defaults=defaults, minutes=minutes)
            if not why:
                status = work.run(steps)
                outputs, why = self.final_outputs(node, work.final_scope())
                if why and status == "success":
                    status = "failure"
                elif status == "cancelled":
                    why = why or f"timed out after {minutes:g} minutes"
        if why:
            self.tell(node, why)
        if host.workspace is None:
            shutil.rmtree(host.folder / "work" / name, ignore_errors=True)
        planned = attrs.evolve(
            self.bare(node, scope, leg, frozenset((status,)), why),
            steps=tuple(one.planned for one in work.steps if one.planned.why.kind != "post"),
            outputs=outputs,
            timeout_minutes=minutes if limited else None,
        )
        return ExecutedLeg(planned=planned, steps=tuple(work.steps), workspace=str(workspace))

    def new_workspace(self, name: str, leg: Leg, steps: Any) -> Path:
        """The folder that a leg works in. It is empty until a checkout; without any checkout, the repository is there."""
        host = self.host
        if host.workspace is not None:
            found = host.workspace / name
        else:
            found = host.folder / "work" / name / self.setting.repository.name.rpartition("/")[2]
        found.mkdir(parents=True, exist_ok=True)
        if not any(_uses(step).lower().startswith("actions/checkout@") for step in flat(steps)):
            host.source.copy_to(found)
            if any(_uses(step).startswith(("./", "$/")) for step in flat(steps)):
                host.warn(
                    f"job '{leg.name}' uses an action of the repository without a checkout, which fails on GitHub"
                )
        return found

    def texts_of_env(self, node: AnyJob, scope: Scope) -> tuple[dict[str, str], str]:
        """The variables of workflow and job, and why they cannot be worked out."""
        found = self.env(node, scope)
        if isinstance(found, Unknown):
            return {}, f"env cannot be worked out: {found.reason}"
        for name, value in found.items():
            if isinstance(value, Unknown):
                return {}, f"env.{name} cannot be worked out: {value.reason}"
        return {str(name): to_string(value) for name, value in found.items()}, ""

    def defaults(self, node: AnyJob, scope: Scope) -> tuple[dict[str, Any], str]:
        """Shell and working directory of scripts: those of the job replace those of the workflow as a whole [S]."""
        for holder in (node, self.workflow):
            field = given(holder, "defaults")
            value: Any = scope.value(field) if field is not None else None
            if isinstance(value, Unknown):
                return {}, f"defaults cannot be worked out: {value.reason}"
            if not hasattr(value, "items"):
                continue
            run = value.get("run")
            found = {**(run if hasattr(run, "items") else {}), **value}
            found.pop("run", None)
            for name, one in found.items():
                if isinstance(one, Unknown):
                    return {}, f"defaults.run.{name} cannot be worked out: {one.reason}"
            if found or hasattr(run, "items"):
                return {name: one for name, one in found.items() if one is not None}, ""
        return {}, ""

    def final_outputs(self, node: AnyJob, scope: Scope) -> tuple[dict[str, Any], str]:
        """The outputs of a leg. What holds a secret is dropped; one that cannot be worked out fails the job [S]."""
        found = self.leg_outputs(node, scope)
        bad = [name for name, value in found.items() if isinstance(value, Unknown)]
        hidden = [name for name, value in found.items() if name not in bad and self.host.masks.hides(value)]
        for name in hidden:
            self.setting.warnings.append(f"the output '{name}' of job '{node.id}' is dropped: it may hold a secret")
        why = f"the output '{bad[0]}' cannot be worked out" if bad else ""
        return {name: value for name, value in found.items() if name not in (*bad, *hidden)}, why


def _env_of(container: Any) -> dict[str, str]:
    """The variables that a container has of its own."""
    env: Any = container.get("env") if hasattr(container, "items") else None
    return {str(name): to_string(value) for name, value in env.items()} if hasattr(env, "items") else {}


def _uses(step: Any) -> str:
    return str(given(step, "uses") or "")


def _facts(github: Mapping[str, Any], file: str) -> Facts:
    return Facts(
        event=github["event_name"],
        ref=github["ref"],
        sha=github["sha"],
        repository=github["repository"],
        workflow=github["workflow"],
        workflow_file=github["workflow_ref"].partition("@")[0].removeprefix(f"{github['repository']}/") or file,
        job=github["job"],
        actor=github["actor"],
        attempt=int(github["run_attempt"]),
        actor_id=github["actor_id"],
        repository_id=github["repository_id"],
        owner_id=github["repository_owner_id"],
        head_ref=github["head_ref"],
        base_ref=github["base_ref"],
    )


def _runner(variables: Mapping[str, str], debug: bool) -> dict[str, Any]:
    names = ("name", "os", "arch", "temp", "tool_cache", "workspace", "environment")
    return {name: variables[f"RUNNER_{name.upper()}"] for name in names} | ({"debug": "1"} if debug else {})

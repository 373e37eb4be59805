"""The jobs of one run in the order of their needs: which run, in which legs, with what permissions, and how each ends.

Lives here: `WorkflowRun`, which also goes into called workflows, and `Leg`. Not here: steps (`steps`), which workflows start
(`triggers`), the answers as data (`planned`).

Marks of sources: [D] GitHub's documentation, [S] source read, [I] an issue thread, [M] measured, [inf] inferred. How GitHub
orders jobs is closed: an inferred rule has its mark where it is applied.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from ghflow.expr.coercion import is_primitive, to_string, truth
from ghflow.expr.unknown import Fields, Unknown
from ghflow.model.job import AnyJob
from ghflow.model.matrix import expand
from ghflow.simulator.conditions import as_text, asks_status, is_half_wrapped
from ghflow.simulator.contexts import Named, Scope, as_mapping, env_texts, masked, runner_context
from ghflow.simulator.inputs import InputsError, call_inputs
from ghflow.simulator.permissions import effective_for, elevated, explicit
from ghflow.simulator.planned import (
    CANCELLED,
    FAILURE,
    SKIPPED,
    SUCCESS,
    Go,
    Jobs,
    Maybe,
    PlannedJob,
    PlannedLeg,
    PlannedStep,
    Skip,
    Why,
    conclude_all,
)
from ghflow.simulator.reading import given, texts, trigger_entry, trigger_names
from ghflow.simulator.refusals import refusals
from ghflow.simulator.steps import (
    Assumed,
    flat,
    merged_steps,
    raw_text,
    run_steps,
    shown_result,
    step_key,
    step_name,
    why_of,
)
from ghflow.simulator.watching import Place
from ghflow.simulator.whatif import read_target
from ghflow.spec.limits import DEFAULT_TIMEOUT_MINUTES, MAX_CONCURRENCY_GROUP, MAX_LEGS, MAX_WORKFLOW_LEVELS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ghflow.model.workflow import Workflow
    from ghflow.simulator.conditions import Verdict
    from ghflow.simulator.planned import Results, Runs
    from ghflow.simulator.repository import Repository
    from ghflow.simulator.watching import Watcher
    from ghflow.simulator.whatif import WhatIf


@attrs.define(kw_only=True)
class Setting:
    """What all workflows of one run share: the repository, `github`, and what was noticed on the way."""

    repository: Repository
    github: Mapping[str, Any]
    fork: bool = False
    problems: list[str] = attrs.field(factory=list)
    """Reasons for which GitHub starts nothing."""
    warnings: list[str] = attrs.field(factory=list)
    groups: list[tuple[str, str]] = attrs.field(factory=list)
    """The concurrency groups of called workflows, each with the file."""
    watcher: Watcher | None = None


@attrs.frozen
class Leg:
    """One leg before it is planned: what `matrix` and `strategy` hold, and its name."""

    matrix: Mapping[str, Any] | Unknown
    strategy: Mapping[str, Any]
    name: str


@attrs.define(kw_only=True)
class WorkflowRun:
    """One workflow of a run: the one that was triggered, or one that a job calls."""

    setting: Setting
    workflow: Workflow
    file: str
    inputs: Mapping[str, Any]
    secrets: Any
    what_if: WhatIf
    allowed: Mapping[str, str] | None = None
    """What the caller's token may do; None for the workflow that was triggered."""
    strict: bool = False
    """Whether asking for more than that is certain to be refused."""
    path: str = ""
    title: str = ""
    files: tuple[str, ...] = ()
    old: Mapping[str, PlannedJob] | None = None
    """The jobs of an earlier attempt, of which those that went well are kept."""
    done: dict[str, PlannedJob] = attrs.field(factory=dict)
    times: dict[str, tuple[float, float]] = attrs.field(factory=dict)
    again: frozenset[str] = frozenset()

    def run(self) -> Jobs:
        """All jobs, in an order in which they may start."""
        for words in refusals(self.workflow):
            self.refuse(words)
        nodes = {str(job.id).lower(): job for job in self.nodes()}
        order = self.ordered(nodes)
        self.again = self.to_repeat(nodes, order)
        self.times = self.clock(nodes, order)
        for id in order:
            self.done[id] = self.job(nodes[id])
        return Jobs(tuple(self.done.values()))

    def nodes(self) -> list[AnyJob]:
        jobs = given(self.workflow, "jobs")
        return [job for job in jobs if isinstance(job, AnyJob)] if isinstance(jobs, list | tuple) else []

    def needs(self, node: AnyJob) -> list[str]:
        return texts(given(node, "needs"))

    def ordered(self, nodes: Mapping[str, AnyJob]) -> list[str]:
        """The ids in lower case, each behind its needs. Unknown needs and circles keep the run from starting [S]."""
        waiting = {id: {need.lower() for need in self.needs(node)} for id, node in nodes.items()}
        for id, needs in list(waiting.items()):
            for need in sorted(needs - nodes.keys()):
                self.refuse(f"job '{nodes[id].id}' needs '{need}', which is no job of the workflow")
            waiting[id] = needs & nodes.keys()
        order: list[str] = []
        while waiting:
            ready = [id for id, needs in waiting.items() if not needs]
            if not ready:
                names = ", ".join(str(nodes[id].id) for id in waiting)
                self.refuse(f"the jobs {names} need each other in a circle")
                ready = [next(iter(waiting))]
            for id in ready:
                del waiting[id]
            for needs in waiting.values():
                needs.difference_update(ready)
            order += ready
        return order

    def refuse(self, words: str) -> None:
        where = f"{self.file}: " if self.files else ""
        if where + words not in self.setting.problems:
            self.setting.problems.append(where + words)

    # What was, and when.

    def to_repeat(self, nodes: Mapping[str, AnyJob], order: list[str]) -> frozenset[str]:
        """The jobs that an attempt repeats: those that did not go well, and all that need them [D]."""
        if self.old is None:
            return frozenset(nodes)
        bad = ("failure", "cancelled")
        again: set[str] = set()
        for id in order:
            before = self.old.get(id)
            went_well = before is not None and not any(one in before.result for one in bad)
            if not went_well or any(need.lower() in again for need in self.needs(nodes[id])):
                again.add(id)
        return frozenset(again)

    def clock(self, nodes: Mapping[str, AnyJob], order: list[str]) -> dict[str, tuple[float, float]]:
        """Start and end of each job in minutes, if every job starts when its needs have ended; a minute when nobody says."""
        found: dict[str, tuple[float, float]] = {}
        for id in order:
            start = max(
                (found[need.lower()][1] for need in self.needs(nodes[id]) if need.lower() in found), default=0.0
            )
            minutes = self.what_if.minutes(str(nodes[id].id))
            found[id] = start, start + (1.0 if minutes is None else minutes)
        return found

    def cancelled_at(self) -> float | None:
        """The minute in which somebody cancels the run."""
        target = self.what_if.cancel_after
        if target is None or target.first.id.lower() not in self.times:
            return None
        return self.times[target.first.id.lower()][1]

    def is_cancelled(self, id: str) -> bool:
        """Whether the run is cancelled before a job has ended."""
        moment = self.cancelled_at()
        return moment is not None and self.times[id][1] > moment

    # Conditions.

    def ancestors(self, node: AnyJob) -> list[PlannedJob]:
        """All jobs that a job needs, directly and through others, the nearest first."""
        found: dict[str, PlannedJob] = {}
        waiting = self.needs(node)
        while waiting:
            following: list[str] = []
            for name in waiting:
                job = self.done.get(name.lower())
                if job is not None and name.lower() not in found:
                    found[name.lower()] = job
                    following += job.needs
            waiting = following
        return list(found.values())

    def functions(self, before: list[PlannedJob], cancelled: bool) -> dict[str, Callable[..., Any]]:
        """Status functions of a job: they ask all jobs before it, not only its needs [S], [I] actions/runner#2205."""

        def asked(names: tuple[Any, ...]) -> list[PlannedJob]:
            wanted = {to_string(name).lower() for name in names}
            return [job for job in before if not wanted or job.id.lower() in wanted]

        def success(*names: Any) -> Any:
            jobs = asked(names)
            if cancelled or any("success" not in job.seen for job in jobs):
                return False
            open = [job.id for job in jobs if job.seen != SUCCESS]
            return Unknown(_run_words(open), "boolean") if open else True

        def failure(*names: Any) -> Any:
            jobs = asked(names)
            if any(job.seen == FAILURE for job in jobs):
                return True
            open = [job.id for job in jobs if "failure" in job.seen]
            return Unknown(f"{_quoted(open)} fails", "boolean") if open else False

        anything = self.what_if.anything and not cancelled
        ends: Any = Unknown("somebody cancels the run", "boolean") if anything else cancelled
        return {"success": success, "failure": failure, "always": lambda: True, "cancelled": lambda: ends}

    def base(self, node: AnyJob) -> Scope:
        """The contexts that the `if` of a job sees [S]: github, inputs, vars, needs."""
        needs = {}
        for name in self.needs(node):
            job = self.done.get(name.lower())
            if job is not None:  # direct needs only [D]
                needs[job.id] = {
                    "result": shown_result(job.seen, f"needs.{job.id}.result"),
                    "outputs": job.outputs,
                }
        repository = self.setting.repository
        known = Named("vars") if repository.vars is None else dict(repository.vars)
        return Scope({"github": self.setting.github, "inputs": self.inputs, "vars": known, "needs": needs})

    # Jobs.

    def job(self, node: AnyJob) -> PlannedJob:
        """One job: kept from an earlier attempt, or decided, and planned leg by leg when it runs or may run."""
        id = str(node.id).lower()
        if self.old is not None and id not in self.again:
            return attrs.evolve(self.old[id], kept=True)
        before = self.ancestors(node)
        scope = self.base(node)
        cancelled = self.is_cancelled(id)
        asked = Scope(scope.contexts, self.functions(before, cancelled))
        judged = asked.judge(given(node, "if"))
        runs: Runs = judged.result
        if self.setting.watcher is not None:
            self.setting.watcher.job(Place(self.file, str(node.id)), node, asked, runs)
        why = self.why(node, judged, scope, before, cancelled)
        result = SKIPPED
        if judged.error is not None:
            result = FAILURE  # [inf] the run fails for the job
        elif runs is False and cancelled:
            wanted = Scope(scope.contexts, self.functions(before, False)).judge(given(node, "if")).result
            result = CANCELLED if wanted is True else SKIPPED if wanted is False else CANCELLED | SKIPPED  # [inf]
        permissions, certain = self.permissions(node)
        legs: tuple[PlannedLeg, ...] = ()
        seen = result
        if runs is not False:
            try:
                made = self.legs(node, scope)
            except ValueError as error:
                self.tell_of_matrix(node, str(error))
                runs, why, result = False, Skip("error", words=f"its matrix is refused: {error}"), FAILURE
                seen = result
            else:
                if len(made) == 1 and made[0].matrix == {} and given(node, "matrix") is not None:
                    self.tell_of_matrix(node, "")
                legs = self.all_legs(node, scope, made, permissions, certain, cancelled)
                result, seen = self.ended(node, scope, made, legs)
        if isinstance(runs, Unknown):
            result, seen = result | SKIPPED, seen | SKIPPED
        outputs, warnings = self.outputs(node, legs, runs)
        steps = flat(given(node, "steps"))
        self.warn_of_texts(node, steps)
        whole = [leg.steps for leg in legs if len(leg.steps) == len(steps)]
        uses = given(node, "uses") if given(node, "steps") is None else None
        return PlannedJob(
            id=str(node.id),
            path=f"{self.path}{node.id}",
            name=self.title + (_plain(given(node, "name")) or str(node.id)),
            runs=runs,
            why=why,
            needs=tuple(self.needs(node)),
            permissions=permissions,
            legs=legs,
            steps=merged_steps(whole, steps) if whole else tuple(_skipped(step, why) for step in steps),
            outputs=outputs,
            result=result,
            seen=seen,
            uses=None if uses is None else str(uses),
            warnings=warnings,
        )

    def tell_of_matrix(self, node: AnyJob, problem: str) -> None:
        if self.setting.watcher is not None:
            self.setting.watcher.matrix(Place(self.file, str(node.id)), node, problem)

    def why(self, node: AnyJob, judged: Verdict, scope: Scope, before: list[PlannedJob], cancelled: bool) -> Why:
        """What decided: the condition itself, or jobs before it that did not succeed."""
        condition = given(node, "if")
        if judged.error is not None:
            return Skip("error", judged.expression, words=f"its condition fails: {judged.error}")
        implicit = _is_implicit(condition)
        open = [job.id for job in before if job.seen != SUCCESS and "success" in job.seen]
        if judged.result is True:
            if judged.expression:
                own = self.own(condition, scope) if implicit else None
                return attrs.evolve(why_of(own or judged), expanded=judged.expanded)
            words = f"runs after {_quoted(list(self.needs(node)))}" if before else "runs by default"
            return Go("default", words=words)
        if judged.result is False:
            if cancelled and implicit:
                return Skip("cancelled", judged.expression, judged.trace, words="the run is cancelled")
            own = self.own(condition, scope) if implicit else judged
            if own is not None and own.result is False:
                return attrs.evolve(why_of(own), expanded=judged.expanded)
            if not implicit:
                return why_of(judged)
            return self.blocked(node, judged, before)
        parts = [_run_words(open)] if implicit and open else []
        own = self.own(condition, scope) if implicit else judged
        if own is not None and own.rest:
            parts.append(own.rest)
        words = f"runs if {' and '.join(parts) or judged.rest}"
        return Maybe("if" if judged.expression else "needs", judged.expression, judged.trace, tuple(open),
                     expanded=judged.expanded, words=words)  # fmt: skip

    def warn_of_texts(self, node: AnyJob, steps: list[Any]) -> None:
        for holder in (node, *steps):
            condition = given(holder, "if")
            if is_half_wrapped(condition):
                what = f"job '{node.id}'" if holder is node else f"step '{step_name(holder)}' of job '{node.id}'"
                self.setting.warnings.append(
                    f"the condition of {what} is a text around ${{{{ }}}}, and so always true: {condition.strip()}"
                )

    def own(self, condition: Any, scope: Scope) -> Verdict | None:
        """How a condition comes out without the `success()` that GitHub puts in front; None when it is nothing but that."""
        if condition is None or not as_text(condition):
            return None
        return scope.judge(condition, bare=True)

    def blocked(self, node: AnyJob, judged: Verdict, before: list[PlannedJob]) -> Why:
        """The jobs that stand in the way: a need that did not succeed, and in turn what stood in its way."""
        direct = [self.done[name.lower()] for name in self.needs(node) if name.lower() in self.done]
        bad = [job for job in direct if "success" not in job.seen] or [
            job for job in before if "success" not in job.seen
        ]
        first = bad[0]
        chain = (first.id, *first.why.blocked_by) if first.runs is False else (first.id,)
        words = f"'{first.id}' {_ended(first)}"
        for name in chain[1:]:
            words += f" because '{name}' {_ended(self.done[name.lower()])}"
        last = self.done[chain[-1].lower()]
        if last.runs is False and last.why.words:
            words += f" ({last.why.words})"
        return Skip("needs", judged.expression, judged.trace, chain, expanded=judged.expanded, words=words)

    def permissions(self, node: AnyJob) -> tuple[dict[str, str], bool]:
        """The whole map for a job, and whether it is certain: said somewhere, or set for the repository."""
        mine = explicit(given(node, "permissions"))
        of_workflow = explicit(given(self.workflow, "permissions"))
        said = mine if mine is not None else of_workflow
        repository = self.setting.repository
        allowed = self.allowed
        if said is not None and allowed is not None:
            more = elevated(said, allowed)
            if more:
                has = ", ".join(f"{scope}: {allowed[scope]}" for scope in (one.partition(":")[0] for one in more))
                words = f"job '{node.id}' asks for {', '.join(more)}, and its caller has only {has}"
                if self.strict:
                    self.refuse(words)  # [S] a startup error, not an intersection
                else:
                    self.setting.warnings.append(f"{words}: refused where the token of the repository is restricted")
        found = said if said is not None else allowed
        found = effective_for(found, repository.token, self.setting.fork)
        return found, said is not None or self.strict or repository.token is not None

    def granted(self, node: AnyJob) -> Mapping[str, str]:
        """What a workflow that the job calls may ask for: what is said counts, and what a fork takes away does not [S]."""
        for said in (explicit(given(node, "permissions")), explicit(given(self.workflow, "permissions")), self.allowed):
            if said is not None:
                return said
        return effective_for(None, self.setting.repository.token, self.setting.fork)

    # Legs.

    def legs(self, node: AnyJob, scope: Scope) -> list[Leg]:
        """The legs of a job's matrix; the one of a job that has none. Raises ValueError for what GitHub refuses."""
        whole = given(node, "strategy")
        strategy = scope.value(whole) if whole is not None else {}
        if isinstance(strategy, Unknown):
            return [Leg(Unknown(strategy.reason, "object"), _strategy(0, 1, {}), self.leg_name(node, None))]
        strategy = strategy if isinstance(strategy, dict) else {}
        for key in ("fail-fast", "max-parallel"):
            if given(node, key) is not None:
                strategy[key] = scope.value(given(node, key))
        given_matrix = given(node, "matrix")
        if given_matrix is None and "matrix" not in strategy:
            return [Leg({}, _strategy(0, 1, strategy), self.leg_name(node, None, scope.with_(matrix={})))]
        matrix = scope.value(given_matrix) if given_matrix is not None else strategy["matrix"]
        unknown = _unknown_in(matrix)
        if unknown is not None:
            asked = scope.with_(matrix=Named("matrix"), strategy=_strategy(0, 1, strategy))
            return [Leg(Unknown(unknown.reason, "object"), _strategy(0, 1, strategy), self.leg_name(node, None, asked))]
        if matrix is None or matrix == "":
            return [Leg({}, _strategy(0, 1, strategy), self.leg_name(node, None, scope.with_(matrix={})))]
        if not isinstance(matrix, dict):
            raise ValueError("the matrix is no mapping")
        tokens: dict[str, Unknown] = {}
        made = expand(_with_tokens(matrix, tokens))
        if len(made) > MAX_LEGS:
            raise ValueError(f"the matrix has {len(made)} legs, and GitHub takes {MAX_LEGS}")
        if not made:  # [S] EvaluateStrategy: everything excluded gives one job without a matrix
            return [Leg({}, _strategy(0, 1, strategy), self.leg_name(node, None, scope.with_(matrix={})))]
        legs = []
        for index, one in enumerate(made):
            values = _without_tokens(one.values, tokens)
            place = _strategy(index, len(made), strategy)
            name = self.leg_name(node, one, scope.with_(matrix=values, strategy=place))
            for token in tokens:
                name = name.replace(token, "?")
            legs.append(Leg(values, place, name))
        return legs

    def leg_name(self, node: AnyJob, leg: Any, scope: Scope | None = None) -> str:
        """The name that GitHub shows: one with an expression is evaluated for each leg, any other gets the values behind it."""
        name = given(node, "name")
        fixed = name is None or (isinstance(name, str) and "${{" not in name)
        if fixed:
            base = str(name or node.id)
            return self.title + (leg.name(base) if leg is not None else base)
        value = scope.text(name) if scope is not None else Unknown("")
        return self.title + (raw_text(name) if isinstance(value, Unknown) else value or str(node.id))

    def all_legs(
        self,
        node: AnyJob,
        scope: Scope,
        made: list[Leg],
        permissions: Mapping[str, str],
        certain: bool,
        cancelled: bool,
    ) -> tuple[PlannedLeg, ...]:
        before = self.old.get(str(node.id).lower()) if self.old is not None else None
        kept = {leg.name: leg for leg in before.legs if leg.result == SUCCESS} if before is not None else {}
        if before is not None and not any(one in before.result for one in ("failure", "cancelled")):
            kept = {}  # it runs again because of another job, and then all of it does
        legs = [
            attrs.evolve(kept[leg.name], kept=True)
            if leg.name in kept and len(made) > 1
            else self.leg(node, scope, leg, permissions, certain, cancelled)
            for leg in made
        ]
        if len(legs) < 2 or cancelled:
            return tuple(legs)
        fast = made[0].strategy["fail-fast"]
        failing = [
            index
            for index, leg in enumerate(legs)
            if leg.result == FAILURE and not self.covered(node, scope, made[index])
        ]
        if not failing or not (fast is True or (isinstance(fast, Unknown) and fast.truth)):
            return tuple(legs)
        at_once = made[0].strategy["max-parallel"]
        at_once = int(at_once) if isinstance(at_once, int | float) and 1 <= at_once < len(legs) else len(legs)
        batch = failing[0] // at_once
        for index, leg in enumerate(legs):
            if index // at_once < batch or leg.kept:
                continue
            if index // at_once > batch:
                why = "cancelled before it started (fail-fast)"
            elif leg.result != FAILURE:
                why = f"cancelled because '{legs[failing[0]].name}' failed (fail-fast)"
            else:
                continue
            again = self.leg(node, scope, made[index], permissions, certain, True)
            legs[index] = attrs.evolve(again, result=CANCELLED, why=why)
        return tuple(legs)

    def leg(
        self,
        node: AnyJob,
        scope: Scope,
        leg: Leg,
        permissions: Mapping[str, str],
        certain: bool,
        cancelled: bool,
    ) -> PlannedLeg:
        """One leg: its machine and its steps, or the workflow that it calls."""
        id = str(node.id)
        matrix: Any = Named("matrix") if isinstance(leg.matrix, Unknown) else leg.matrix
        inner = scope.with_(matrix=matrix, strategy=leg.strategy)
        labels = self.labels(node, inner)
        limit = inner.value(given(node, "timeout-minutes"))
        limit = float(limit) if isinstance(limit, int | float) and not isinstance(limit, bool) else None
        steps: tuple[PlannedStep, ...] = ()
        jobs: tuple[PlannedJob, ...] = ()
        outputs: Mapping[str, Any]
        why = ""
        uploads: Any = ()
        downloads: Any = ()
        uses = given(node, "uses")
        if uses is not None and given(node, "steps") is None:
            self.what_if.below(id, leg.matrix)
            jobs, outputs, result = self.call(node, inner, leg, str(uses), permissions, certain)
            if self.what_if.fails(id, leg.matrix) and not jobs:
                result = FAILURE
            elif self.what_if.anything:
                result = result | FAILURE | CANCELLED
            if cancelled and not jobs:
                result = CANCELLED
        else:
            target = self.what_if.cancel_after
            stops = target is not None and target.first.fits(id, leg.matrix) and target.inner() is not None
            assumed = Assumed(
                fail=frozenset(one.first.id.lower() for one in self.what_if.below(id, leg.matrix)),
                fail_first=self.what_if.fails(id, leg.matrix),
                cancel_after=target.inner().first.id.lower() if stops else None,  # type: ignore[union-attr]
                what_if=self.what_if,
                job=id,
                matrix=leg.matrix,
            )
            inside = self.in_steps(node, inner, labels)
            env = self.env(node, inner)
            before = CANCELLED if cancelled else SUCCESS | CANCELLED if self.what_if.anything else SUCCESS
            watch = None if self.setting.watcher is None else (self.setting.watcher, Place(self.file, id))
            listed = given(node, "steps")
            ended = run_steps(listed if isinstance(listed, list | tuple) else (), inside, env, assumed, before, watch)
            steps, result = tuple(ended.steps), ended.status
            uploads, downloads = tuple(ended.uploads), tuple(ended.downloads)
            outputs = self.leg_outputs(node, inside.with_(steps=ended.seen, env=ended.env))
            taken = self.what_if.minutes(id, leg.matrix)
            if taken is not None and taken > (DEFAULT_TIMEOUT_MINUTES if limit is None else limit):
                result, why = CANCELLED, f"timed out after {limit or DEFAULT_TIMEOUT_MINUTES:g} minutes"  # [D], [inf]
        outputs = {**outputs, **self.what_if.outputs_of(id)} if self.what_if.outputs else outputs
        group = concurrency(given(node, "concurrency"), inner)
        refused = refused_group(group)
        if refused is not None:  # [inf] of one job, where the names are worked out when it starts
            result, why = FAILURE, refused
            steps = tuple(_skipped(step, Skip("error", words=refused)) for step in flat(given(node, "steps")))
        return PlannedLeg(
            name=leg.name,
            matrix=leg.matrix,
            runs_on=labels,
            environment=self.environment(node, inner),
            concurrency=group,
            timeout_minutes=limit,
            steps=steps,
            jobs=jobs,
            outputs=outputs,
            result=result,
            why=why,
            uploads=uploads,
            downloads=downloads,
        )

    def labels(self, node: AnyJob, scope: Scope) -> Any:
        """`runs-on` with values; what is not known stands as it is written. None for a job that calls a workflow."""
        field = given(node, "runs-on")
        return None if field is None else shown_value(field, scope)

    def environment(self, node: AnyJob, scope: Scope) -> str | None:
        field = given(node, "environment")
        name = given(field, "name") if field is not None and not isinstance(field, str) else field
        if name is None and field is not None and not isinstance(field, str):
            name = field  # an expression
        if name is None:
            return None
        value = scope.text(name)
        return raw_text(name) if isinstance(value, Unknown) else value or None

    def env(self, node: AnyJob, scope: Scope) -> Any:
        """The variables of workflow and job; an Unknown where an expression gives a whole mapping that is not known."""
        found: dict[str, Any] = {}
        secret = scope.with_(secrets=self.secrets)
        for holder in (self.workflow, node):
            field = given(holder, "env")
            values = secret.with_(env=found).value(field) if field is not None else {}
            if isinstance(values, Unknown):
                return values
            found.update(env_texts(values) if isinstance(values, dict) else {})
        return found

    def in_steps(self, node: AnyJob, scope: Scope, labels: Any) -> Scope:
        """The contexts of steps, but `steps`, `job` and `env`."""
        github = {
            **self.setting.github,
            "job": str(node.id),
            "token": Unknown("github.token", "string", truth=True),
            "action": Unknown("github.action", "string", truth=True),
        }
        return scope.with_(github=github, runner=runner_context(labels), secrets=self.secrets)

    def leg_outputs(self, node: AnyJob, scope: Scope) -> dict[str, Any]:
        """The outputs of a job, evaluated at its end, when it failed too; what is empty is dropped [S]."""
        declared = given(node, "outputs")
        found: dict[str, Any] = {}
        scope = scope.with_(job={"status": Unknown("job.status", "string", truth=True)})
        for name, field in declared.items() if hasattr(declared, "items") else ():
            value = scope.text(field)
            if isinstance(value, Unknown):
                found[name] = Unknown(f"needs.{node.id}.outputs.{name}", "string", truth=value.truth)
            elif value and masked(value, self.secrets) == value:  # [S] a value that holds a secret is dropped
                found[name] = value
        return found

    def ended(
        self, node: AnyJob, scope: Scope, made: list[Leg], legs: tuple[PlannedLeg, ...]
    ) -> tuple[Results, Results]:
        """How a job ends, and how jobs that need it see it: a leg that fails with `continue-on-error` does not count [D]."""
        seen = [
            SUCCESS if leg.result == FAILURE and self.covered(node, scope, one) else leg.result
            for one, leg in zip(made, legs, strict=True)
        ]
        return conclude_all([leg.result for leg in legs]), conclude_all(seen)

    def covered(self, node: AnyJob, scope: Scope, leg: Leg) -> bool:
        field = given(node, "continue-on-error")
        if field is None:
            return False
        matrix: Any = Named("matrix") if isinstance(leg.matrix, Unknown) else leg.matrix
        return truth(scope.with_(matrix=matrix, strategy=leg.strategy).value(field)) is True

    def outputs(
        self, node: AnyJob, legs: tuple[PlannedLeg, ...], runs: Runs
    ) -> tuple[Mapping[str, Any], tuple[str, ...]]:
        """The outputs of a job over its legs: the last one to end that has a value wins, which nobody can tell."""
        warnings: list[str] = []
        if not legs:
            return {}, ()
        if isinstance(legs[0].outputs, Fields):
            return legs[0].outputs, ()
        found: dict[str, Any] = {}
        for name in dict.fromkeys(name for leg in legs for name in leg.outputs):
            values = [leg.outputs[name] for leg in legs if leg.outputs.get(name) not in (None, "")]
            if not values:
                continue
            known = sorted({value for value in values if isinstance(value, str)})
            if len(known) > 1:
                shown = ", ".join(map(repr, known))
                warnings.append(f"the legs give the output '{name}' different values ({shown}): the last to end wins")
            same = all(value == values[0] for value in values)
            found[name] = values[0] if same else Unknown(f"needs.{node.id}.outputs.{name}", "string", truth=True)
        if isinstance(runs, Unknown):
            found = {
                name: value if isinstance(value, Unknown) else Unknown(f"needs.{node.id}.outputs.{name}", "string")
                for name, value in found.items()
            }
        return found, tuple(warnings)

    # Calls.

    def call(
        self, node: AnyJob, scope: Scope, leg: Leg, uses: str, permissions: Mapping[str, str], certain: bool
    ) -> tuple[tuple[PlannedJob, ...], Mapping[str, Any], Results]:
        """The jobs of a called workflow, its outputs and its result; nothing but unknown outputs when it is not at hand."""
        file = self.setting.repository.called(uses)
        unknown = Named(f"needs.{node.id}.outputs", kind="string")
        if file is None:
            here = uses.removeprefix("./")
            if here in self.setting.repository.refused:
                self.refuse(f"job '{node.id}' calls {here}, which is refused: {self.setting.repository.refused[here]}")
            elif here != uses:
                self.setting.warnings.append(
                    f"job '{node.id}' calls {here}, which is not here: without it nothing starts"
                )
            return (), unknown, SUCCESS
        files = (*self.files, self.file)
        if file in files or len(files) >= MAX_WORKFLOW_LEVELS:
            self.refuse(f"job '{node.id}' calls {file}: " + (
                "it calls itself" if file in files else f"more than {MAX_WORKFLOW_LEVELS} levels"))  # fmt: skip
            return (), unknown, SUCCESS
        callee = self.setting.repository.workflows[file]
        if "workflow_call" not in trigger_names(callee):
            self.refuse(f"job '{node.id}' calls {file}, which workflow_call is not an event of")
            return (), unknown, SUCCESS
        event = trigger_entry(callee, "workflow_call")
        values = scope.value(given(node, "with"))
        defaults = Scope({name: scope.contexts[name] for name in ("github", "inputs", "vars")})
        try:
            inputs = call_inputs(given(event, "inputs"), values if isinstance(values, dict) else {}, defaults.value)
        except InputsError as error:
            self.refuse(f"job '{node.id}' calls {file}: {error}")
            return (), unknown, SUCCESS
        assumed = self.what_if.inside(str(node.id), leg.matrix)
        facts = {
            "workflow": callee,
            "file": file,
            "inputs": inputs,
            "secrets": self.handed_secrets(node, scope, given(event, "secrets"), file),
            "allowed": self.granted(node),
            "strict": certain,
            "path": f"{self.path}{node.id}/",
            "title": f"{leg.name} / ",
            "files": files,
            "old": self.old_jobs(node, leg),
        }
        if self.what_if.fails(str(node.id), leg.matrix):
            assumed = self.made_to_fail(assumed, facts)
        group = concurrency(given(callee, "concurrency"), defaults.with_(inputs=inputs))
        if group is not None:
            self.setting.groups.append((str(group["group"]), file))
        run = self.inner(setting=self.setting, what_if=assumed, **facts)
        jobs = tuple(run.run().values())
        outputs = self.called_outputs(node, run, given(event, "outputs"))
        return jobs, outputs, conclude_all([job.seen for job in jobs])

    def made_to_fail(self, assumed: WhatIf, facts: Mapping[str, Any]) -> WhatIf:
        """What is assumed of a called workflow that is to fail: that the first of its jobs does which makes all of it fail."""
        quiet = attrs.evolve(self.setting, problems=[], warnings=[], groups=[], watcher=None)
        for job in self.inner(setting=quiet, what_if=assumed, **facts).run().values():
            if job.runs is False:
                continue
            tried = attrs.evolve(assumed, fail=(*assumed.fail, read_target(job.id)))
            ended = self.inner(setting=quiet, what_if=tried, **facts).run()
            if "success" not in conclude_all([one.seen for one in ended.values()]):
                return tried
        return assumed

    def inner(self, **given: Any) -> WorkflowRun:
        """The run of a workflow that this one calls."""
        return WorkflowRun(**given)

    def old_jobs(self, node: AnyJob, leg: Leg) -> Mapping[str, PlannedJob] | None:
        before = self.old.get(str(node.id).lower()) if self.old is not None else None
        if before is None or not any(one in before.result for one in ("failure", "cancelled")):
            return None
        same = next((one for one in before.legs if one.name == leg.name), None)
        return {job.id.lower(): job for job in same.jobs} if same is not None and same.jobs else None

    def handed_secrets(self, node: AnyJob, scope: Scope, declared: Any, file: str) -> Any:
        """What `secrets` holds in a called workflow: all with `inherit`, else what is handed over [S]."""
        handed = given(node, "secrets")
        if handed == "inherit":
            return self.secrets
        values = scope.with_(secrets=self.secrets).value(handed) if handed is not None else {}
        values = values if isinstance(values, dict) else {}
        names = {name.lower() for name in values}
        declared = declared if hasattr(declared, "items") else {}
        known = {name.lower() for name in declared}
        for name in values:
            if name.lower() not in known:
                self.refuse(f"job '{node.id}' calls {file}, which declares no secret '{name}'")
        for name, one in declared.items():
            if given(one, "required") is True and name.lower() not in names:
                self.refuse(f"job '{node.id}' calls {file}, which requires the secret '{name}'")
        return {"GITHUB_TOKEN": Unknown("secrets.GITHUB_TOKEN", "string", truth=True), **values}

    def called_outputs(self, node: AnyJob, run: WorkflowRun, declared: Any) -> dict[str, Any]:
        jobs = {
            job.id: {"result": shown_result(job.seen, f"jobs.{job.id}.result"), "outputs": job.outputs}
            for job in run.done.values()
        }
        base = self.base(node).contexts
        scope = Scope({"github": base["github"], "vars": base["vars"], "inputs": run.inputs, "jobs": jobs})
        found: dict[str, Any] = {}
        for name, one in declared.items() if hasattr(declared, "items") else ():
            value = scope.text(given(one, "value"))
            if isinstance(value, Unknown):
                found[name] = Unknown(f"needs.{node.id}.outputs.{name}", "string", truth=value.truth)
            elif value:
                found[name] = value
        return found


def concurrency(field: Any, scope: Scope) -> dict[str, Any] | None:
    """The group with values, and what it does with others; what is not known stands as it is written."""
    if field is None:
        return None
    group = field if isinstance(field, str) else given(field, "group")
    if group is None and not isinstance(field, str):
        group = field  # an expression
    found = {"group": shown_value(group, scope), "cancel-in-progress": False}
    for key in ("cancel-in-progress", "queue"):
        value = given(field, key) if not isinstance(field, str) else None
        if value is not None:
            found[key] = shown_value(value, scope)
    return found


def refused_group(group: Mapping[str, Any] | None) -> str | None:
    """Why GitHub refuses a concurrency group: its name is empty, or too long [S]. None where it does not, or nobody knows."""
    name = "" if group is None or group["group"] is None else str(group["group"])
    if group is None or "${{" in name or 0 < len(name) <= MAX_CONCURRENCY_GROUP:
        return None
    return (
        f"the name of its concurrency group has {len(name)} characters, and GitHub takes 1 to {MAX_CONCURRENCY_GROUP}"
    )


def shown_value(field: Any, scope: Scope) -> Any:
    """The value of a field as data; an expression that is not known stands there as it is written."""
    value = scope.value(field)
    if isinstance(value, Unknown):
        return raw_text(field)
    if isinstance(value, list):
        return [shown_value(one, scope) for one in field] if not isinstance(field, str) else value
    if isinstance(value, dict) and not hasattr(field, "items"):
        table = as_mapping(field) if hasattr(field, "where") else {}
        return {key: shown_value(table[key], scope) if key in table else one for key, one in value.items()}
    return value


def _plain(name: Any) -> str:
    return name if isinstance(name, str) and "${{" not in name else ""


def _is_implicit(condition: Any) -> bool:
    """Whether GitHub puts `success()` in front of a condition."""
    return not as_text(condition) or not asks_status(condition)


def _quoted(names: list[str]) -> str:
    return " and ".join(f"'{name}'" for name in names)


def _run_words(names: list[str]) -> str:
    return f"{_quoted(names)} {'runs' if len(names) == 1 else 'run'} and succeed" + ("s" if len(names) == 1 else "")


def _ended(job: PlannedJob) -> str:
    if job.runs is False:
        return "is cancelled" if job.result == CANCELLED else "fails" if job.result == FAILURE else "is skipped"
    return {"failure": "fails", "cancelled": "is cancelled"}.get(next(iter(job.seen)), "does not succeed")


def _skipped(step: Any, why: Why) -> PlannedStep:
    uses = given(step, "uses")
    return PlannedStep(
        id=given(step, "id"),
        name=step_name(step),
        uses=None if uses is None else str(uses),
        runs=False,
        why=Skip("job", words="the job does not run" if why.kind != "error" else why.words),
        outcome=SKIPPED,
        conclusion=SKIPPED,
        key=step_key(step),
    )


def _strategy(index: int, total: int, given_as: Mapping[str, Any]) -> dict[str, Any]:
    """The context `strategy`: without `max-parallel`, or with 0, all at once [S]; `fail-fast` is on when nobody says [D]."""
    most = given_as.get("max-parallel")
    return {
        "fail-fast": given_as.get("fail-fast", True),
        "job-index": index,
        "job-total": total,
        "max-parallel": most if isinstance(most, Unknown) or most else total,
    }


def _unknown_in(matrix: Any) -> Unknown | None:
    """The reason for which the legs of a matrix cannot be told: it, an axis, or a row of it is unknown as a whole."""
    if isinstance(matrix, Unknown):
        return matrix
    for key, value in matrix.items() if isinstance(matrix, dict) else ():
        if isinstance(value, Unknown):
            return value
        rows: Iterable[Any] = value if isinstance(value, list) and key.lower() in ("include", "exclude") else ()
        for row in rows:
            inside = [row] if not isinstance(row, dict) else row.values() if key.lower() == "exclude" else ()
            found = next((one for one in inside if isinstance(one, Unknown)), None)
            if found is not None:
                return found
    return None


def _with_tokens(value: Any, tokens: dict[str, Unknown]) -> Any:
    """The same with a text of its own in the place of each unknown value, so that legs can be told apart."""
    if isinstance(value, Unknown):
        token = f"\0{len(tokens)}\0"
        tokens[token] = value
        return token
    if isinstance(value, dict):
        return {key: _with_tokens(one, tokens) for key, one in value.items()}
    return [_with_tokens(one, tokens) for one in value] if isinstance(value, list) else value


def _without_tokens(value: Any, tokens: Mapping[str, Unknown]) -> Any:
    if isinstance(value, str):
        return tokens.get(value, value) if tokens else value
    if hasattr(value, "items"):
        return {key: _without_tokens(one, tokens) for key, one in value.items()}
    return value if is_primitive(value) else [_without_tokens(one, tokens) for one in value]

"""The steps of one leg, one after the other: which run, what each leaves to the next, and how the job stands at the end.

Lives here: `run_steps`, `StepsResult`, `step_name`. Not here: jobs (`jobs`), scripts (`scripts`).

Marks of sources: [D] GitHub's documentation, [S] source read, [I] an issue thread, [M] measured, [inf] inferred.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import attrs

from ghflow.expr.coercion import truth
from ghflow.expr.evaluation import status_functions
from ghflow.expr.unknown import Fields, Unknown
from ghflow.model.background import Cancel, Parallel, Wait, WaitAll
from ghflow.simulator.conditions import Verdict, as_text
from ghflow.simulator.contexts import Named, env_texts, fails, masked
from ghflow.simulator.planned import FAILURE, SKIPPED, SUCCESS, Artifact, Go, Maybe, PlannedStep, Skip, Why
from ghflow.simulator.reading import given, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from ghflow.simulator.contexts import Scope
    from ghflow.simulator.planned import Results, Runs
    from ghflow.simulator.watching import Place, Watcher
    from ghflow.simulator.whatif import WhatIf

_ARTIFACTS = re.compile(r"actions/(upload|download)-artifact@", re.IGNORECASE).match
_ASSIGNED = re.compile(r"([A-Za-z_]\w*)(?:=|<<)").finditer
_LONGEST_NAME = 80


class Env(Fields):
    """The `env` context: what workflow, job and step say; once a step may have written GITHUB_ENV, other names are unknown."""

    __slots__ = ("open",)

    def __init__(self, known: Mapping[str, Any], *, open: bool = False) -> None:
        super().__init__(known, rest=Unknown("env") if open else None, case_sensitive=True)
        self.open = open

    def missing(self, key: str) -> Unknown | None:
        return Unknown(f"env.{key}") if self.open else None


@attrs.define
class StepsResult:
    """What came of the steps: the status of the job, and the `steps` context behind the last one."""

    status: Results
    steps: list[PlannedStep] = attrs.field(factory=list)
    seen: dict[str, Any] = attrs.field(factory=dict)
    env: Env = attrs.field(factory=lambda: Env({}))
    uploads: list[Artifact] = attrs.field(factory=list)
    downloads: list[Artifact] = attrs.field(factory=list)


@attrs.frozen(kw_only=True)
class Assumed:
    """What is assumed of the steps of one leg."""

    fail: frozenset[str] = frozenset()
    """Keys of steps, in lower case."""
    fail_first: bool = False
    """Whether the first step that can fail the job does."""
    cancel_after: str | None = None
    what_if: WhatIf | None = None
    job: str = ""
    matrix: Any = None


def run_steps(
    steps: Sequence[Any],
    scope: Scope,
    env: Any,
    assumed: Assumed,
    status: Results = SUCCESS,
    watch: tuple[Watcher, Place] | None = None,
) -> StepsResult:
    """Go through the steps of a leg. `env` is that of workflow and job, `status` how the job stands before its first step.

    `watch` is who is told of each step, and the job that they belong to.
    """
    known = env if isinstance(env, dict) else {}
    found = StepsResult(status, env=Env(known, open=isinstance(env, Unknown)))
    runner = _Runner(scope, assumed, found, watch)
    for step in steps:
        runner.step(step)
    runner.wait(None)
    if assumed.fail_first and runner.to_fail:
        found.status = FAILURE
    return found


class _Runner:
    """Goes through the steps and keeps what background steps have not handed over yet."""

    def __init__(
        self, scope: Scope, assumed: Assumed, found: StepsResult, watch: tuple[Watcher, Place] | None = None
    ) -> None:
        self.scope = scope
        self.secrets = scope.contexts.get("secrets")
        self.assumed = assumed
        self.found = found
        self.to_fail = assumed.fail_first
        self.watch = watch
        self.pending: list[tuple[str, Results, Any]] = []

    def step(self, step: Any) -> None:
        if isinstance(step, Parallel):
            before = self.found.status
            after = before
            for inner in step.nested:
                self.found.status = before
                self.one(inner)
                after = _worse(after, self.found.status)
            self.found.status = after
            return
        self.one(step)

    def one(self, step: Any) -> None:
        """One step: whether it runs, and what it leaves behind."""
        verdict, why, scope = self.verdict(step)
        key = step_key(step)
        runs = verdict
        outcome, conclusion = SUCCESS, SUCCESS
        if runs is False:
            outcome = conclusion = FAILURE if why.kind == "error" else SKIPPED
        else:
            outcome = conclusion = self.outcome(step, key, scope)
            if outcome >= FAILURE:
                covered = scope.value(given(step, "continue-on-error"))
                covers = False if fails(covered) else truth(covered)  # [S]
                conclusion = SUCCESS if covers else conclusion if covers is False else conclusion | SUCCESS
            if isinstance(runs, Unknown):
                outcome, conclusion = outcome | SKIPPED, conclusion | SKIPPED
        uses = given(step, "uses")
        planned = PlannedStep(
            id=given(step, "id"),
            name=masked(step_name(step, scope), self.secrets),
            uses=None if uses is None else str(uses),
            runs=runs,
            why=why,
            outcome=outcome,
            conclusion=conclusion,
            key=key,
        )
        if self.watch is not None:
            watcher, job = self.watch
            asked = scope.with_(functions=self.functions())
            watcher.step(job._replace(step=len(self.found.steps)), step, asked, runs)
        self.found.steps.append(planned)
        self.leave(step, key, runs, outcome, conclusion, scope)

    def verdict(self, step: Any) -> tuple[Runs, Why, Scope]:
        """Whether a step runs. Status functions read how the job stands so far [S]; without `if`, `success()`."""
        status = self.found.status
        env = self.found.env
        own = given(step, "env")
        condition = given(step, "if")
        shown = "job" if len(status) > 1 else next(iter(status))
        job = {"status": shown if len(status) == 1 else Unknown("job.status", "string", truth=True)}
        scope = self.scope.with_(steps=self.found.seen, job=job, env=env)
        if own is not None:  # the own env of a step counts in its condition too [S] StepsRunner
            values = scope.value(own)
            known = {**env, **env_texts(values)} if isinstance(values, dict) else dict(env)
            scope = scope.with_(env=Env(known, open=env.open or isinstance(values, Unknown)))
        if condition is None:
            return *_by_status(status), scope
        functions = self.functions()
        contexts = {name: value for name, value in scope.contexts.items() if name != "secrets"}  # [S] schema
        judged = type(scope)(contexts, functions).judge(condition)
        judged = attrs.evolve(
            judged,
            expanded=masked(judged.expanded, self.secrets),
            trace=masked(judged.trace, self.secrets),
            decisive=tuple(masked(one, self.secrets) for one in judged.decisive),
        )
        return *_by_condition(judged), scope

    def functions(self) -> dict[str, Callable[..., Any]]:
        """Status functions of a step, as the job stands now."""
        status = self.found.status
        known: Any = next(iter(status)) if len(status) == 1 else Unknown("how an earlier step ends", "boolean")
        return status_functions(known)

    def outcome(self, step: Any, key: str, scope: Scope) -> Results:
        """How a step that runs ends: well, unless something else is assumed."""
        if key.lower() in self.assumed.fail:
            return FAILURE
        what_if = self.assumed.what_if
        if what_if is not None and what_if.durations:
            taken = what_if.minutes(self.assumed.job, self.assumed.matrix, key)
            limit = scope.value(given(step, "timeout-minutes"))
            if taken is not None and isinstance(limit, int | float) and taken > limit:
                return FAILURE
        if self.to_fail and not isinstance(step, Wait | WaitAll | Cancel):
            covered = scope.value(given(step, "continue-on-error"))
            if not isinstance(covered, Unknown) and truth(covered) is False:
                self.to_fail = False
                return FAILURE
        may_fail = what_if is not None and what_if.anything and not isinstance(step, Wait | WaitAll | Cancel)
        return SUCCESS | FAILURE if may_fail else SUCCESS

    def leave(self, step: Any, key: str, runs: Runs, outcome: Results, conclusion: Results, scope: Scope) -> None:
        """What later steps see of this one, and what it does to the job."""
        if runs is not False:
            self.artifacts(step, scope)
        entry = {
            "outputs": self.outputs(key, runs),
            "outcome": shown_result(outcome, f"steps.{key}.outcome"),
            "conclusion": shown_result(conclusion, f"steps.{key}.conclusion"),
        }
        if isinstance(step, Wait):
            self.wait({one.lower() for one in texts(given(step, "wait"))})
        elif isinstance(step, WaitAll):
            self.wait(None)
        elif isinstance(step, Cancel):
            ended = str(given(step, "cancel")).lower()
            self.pending = [one for one in self.pending if one[0] != ended]
        id = given(step, "id")
        if given(step, "background") is True and runs is not False:
            self.pending.append((key.lower(), conclusion, (id, entry)))  # [D] all of it counts when it is waited for
        else:
            self.hand_over(conclusion, (id, entry))
        if runs is not False:
            self.note_env(step)
        if self.assumed.cancel_after is not None and key.lower() == self.assumed.cancel_after:
            self.found.status = frozenset(("cancelled",))

    def wait(self, names: set[str] | None) -> None:
        """Take over what background steps left; all of them for None."""
        for one in list(self.pending):
            if names is None or one[0] in names:
                self.pending.remove(one)
                self.hand_over(one[1], one[2])

    def hand_over(self, conclusion: Results, left: tuple[str | None, Any]) -> None:
        id, entry = left
        if id is not None:  # a step without an id is invisible in `steps` [S]
            self.found.seen[str(id)] = entry
        if conclusion == FAILURE and "cancelled" not in self.found.status:
            self.found.status = FAILURE
        elif "failure" in conclusion:
            self.found.status = self.found.status | FAILURE

    def outputs(self, key: str, runs: Runs) -> Any:
        if runs is False:
            return {}
        what_if = self.assumed.what_if
        known = what_if.outputs_of(f"{self.assumed.job}/{key}") if what_if is not None else {}
        return Named(f"steps.{key}.outputs", known, "string")

    def note_env(self, step: Any) -> None:
        """Remember which variables a step may have set by GITHUB_ENV: an action any, a script those that it names."""
        env = self.found.env
        script = given(step, "run")
        if script is None:
            if given(step, "uses") is not None and not env.open:
                self.found.env = Env(env, open=True)
        elif "GITHUB_ENV" in str(script):
            set_here = {match[1] for match in _ASSIGNED(str(script))}
            self.found.env = Env({name: value for name, value in env.items() if name not in set_here}, open=True)

    def artifacts(self, step: Any, scope: Scope) -> None:
        uses = given(step, "uses")
        match = _ARTIFACTS(uses) if isinstance(uses, str) else None
        if match is None:
            return
        values = scope.value(given(step, "with"))
        values = values if isinstance(values, dict) else {}
        is_upload = match[1].lower() == "upload"
        pattern = values.get("pattern") if not is_upload else None
        name: Any = values.get("name", pattern if pattern is not None else "artifact" if is_upload else "*")
        artifact = Artifact(
            name=name.reason if isinstance(name, Unknown) else masked(str(name), self.secrets),
            known=not isinstance(name, Unknown),
            overwrite=str(values.get("overwrite", "false")).lower() == "true",
            pattern=not is_upload and "name" not in values,
        )
        (self.found.uploads if is_upload else self.found.downloads).append(artifact)


def _by_status(status: Results) -> tuple[Runs, Why]:
    if status == SUCCESS:
        return True, _DEFAULT
    if "success" not in status:
        return False, Skip("status", words="an earlier step failed" if status == FAILURE else "the job was cancelled")
    return Unknown("no earlier step fails", "boolean"), Maybe("status", words="runs if no earlier step fails")


_DEFAULT = Go("default", words="runs by default")


def _by_condition(verdict: Verdict) -> tuple[Runs, Why]:
    if verdict.error is not None:  # [S] the step fails, it is not skipped
        return False, Skip("error", verdict.expression, words=f"its condition fails: {verdict.error}")
    return verdict.result, why_of(verdict)


def why_of(verdict: Verdict) -> Why:
    """The reason that a condition gives."""
    given_as = verdict.expression
    if isinstance(verdict.result, Unknown):
        return Maybe("if", given_as, verdict.trace, expanded=verdict.expanded, words=f"runs if {verdict.rest}")
    cls, word = (Go, "true") if verdict.result else (Skip, "false")
    written, valued = verdict.decisive
    words = f"{written} is {word}" + (f": {valued}" if valued != written else "")
    return cls("if", given_as, verdict.trace, expanded=verdict.expanded, words=words)


def shown_result(results: Results, name: str) -> str | Unknown:
    """A result as expressions see it."""
    return next(iter(results)) if len(results) == 1 else Unknown(name, "string", truth=True)


def _worse(one: Results, other: Results) -> Results:
    for result in ("cancelled", "failure"):
        if {result} in (one, other):
            return frozenset((result,))
    return one | other


def step_key(step: Any) -> str:
    """By what a step is called from outside: its id, else a slug of its name or action; empty when there is nothing."""
    found = given(step, "id") or getattr(step, "reference_id", None)
    return str(found or "")


def step_name(step: Any, scope: Scope | None = None) -> str:
    """The name that GitHub shows for a step; as it is written where an expression in it is not known."""
    name = given(step, "name")
    if name is not None:
        value = scope.text(name) if scope is not None else as_text(name)
        if isinstance(value, Unknown):
            return _raw(name)
        if value:
            return value
    if (uses := given(step, "uses")) is not None:
        return f"Run {uses}"
    if (script := given(step, "run")) is not None:
        text = str(scope.text(script)) if scope is not None and "${{" not in str(script) else _raw(script)
        first = next((line.strip() for line in text.splitlines() if line.strip()), "")
        return f"Run {first}"[:_LONGEST_NAME]
    if isinstance(step, Wait):
        return f"Wait for {', '.join(texts(given(step, 'wait')))}"
    return f"Cancel {given(step, 'cancel')}" if isinstance(step, Cancel) else "Wait for all background steps"


def _raw(field: Any) -> str:
    """A field as it stands in the file."""
    return str(field) if isinstance(field, str) else f"${{{{ {as_text(field)} }}}}"


raw_text = _raw


def merged_steps(legs: Iterable[tuple[PlannedStep, ...]], raw: Sequence[Any]) -> tuple[PlannedStep, ...]:
    """The steps of a job over all its legs: one runs when it does in some leg. `raw` are the steps as they are written."""
    rows = list(zip(*legs, strict=True))
    merged = []
    for row, step in zip(rows, raw, strict=True):
        first = row[0]
        name = first.name if all(one.name == first.name for one in row) else _raw(given(step, "name") or first.name)
        some = [one for one in row if one.runs is True]
        if len(some) == len(row) or not some:
            shown = first if some else next((one for one in row if one.runs is not False), first)
            merged.append(attrs.evolve(shown, name=name))
            continue
        why = Go(some[0].why.kind, some[0].why.expr, words=f"runs in {len(some)} of {len(row)} legs")
        merged.append(attrs.evolve(some[0], name=name, why=why))
    return tuple(merged)


def flat(steps: Any) -> list[Any]:
    """All steps of a job in the order of the file, those inside `Parallel` in its place."""
    found: list[Any] = []
    for step in steps if isinstance(steps, list | tuple) else ():
        found += step.nested if isinstance(step, Parallel) else [step]
    return found

"""What no event can bring about: triggers that start nothing, jobs and steps that never run, matrices without legs.

Lives here: `Reach`, which follows plans of many events, and `Finding`. Not here: the events (`eventspace`), the names of rules
and what is allowed (`project`), releases (`releases`).

In these plans every step may fail and anybody may cancel (`WhatIf.anything`), so that what is false is false however a run ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import attrs

from ghflow.expr.tree import NODES
from ghflow.model.node import Node
from ghflow.simulator.conditions import as_text
from ghflow.simulator.contexts import as_mapping
from ghflow.simulator.reading import given, texts, trigger_entry, trigger_names
from ghflow.simulator.steps import flat, step_name
from ghflow.simulator.watching import Place, Watcher

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ghflow.model.workflow import Workflow
    from ghflow.simulator.contexts import Scope
    from ghflow.simulator.events import Event
    from ghflow.simulator.planned import PlannedJob, Runs
    from ghflow.where import Where


_OTHER_KIND = "so that no"
"""In a reason: that a filter is for tags, say, and this is a branch."""


class Finding(NamedTuple):
    """What is found, before it is a diagnostic: the rule, the object, the place, the words, the path in the file, the hint."""

    rule: str
    node: Any
    where: Where
    message: str
    path: str = ""
    hint: str | None = None


def _varies(value: Any) -> bool:
    """Whether an expression decides about a matrix, or a part of it."""
    if isinstance(value, Node):
        value = value.to_yaml if value.to_yaml is not None else as_mapping(value)
    if hasattr(value, "items"):
        return any(_varies(one) for one in value.values())
    if isinstance(value, list | tuple):
        return any(map(_varies, value))
    return isinstance(value, NODES) or (isinstance(value, str) and "${{" in value)


@attrs.define
class _Seen:
    """What was seen of one job or step."""

    node: Any
    runs: bool = False
    """Whether some event may bring it about."""
    holds: bool = False
    """Whether its own condition may hold at some event."""
    fails: bool = False
    """Whether the condition cannot be evaluated, which is a mistake of another kind."""
    example: str = ""
    """What the condition came to at the first event."""
    blocked: str = ""
    """Which job stood in its way, at the first event at which one did."""


@attrs.define
class Reach(Watcher):
    """What was seen in all plans so far."""

    seen: dict[Place, _Seen] = attrs.field(factory=dict)
    started: set[tuple[str, str]] = attrs.field(factory=set)
    """The files of the workflows that started, each with the name of the event."""
    reasons: dict[tuple[str, str], str] = attrs.field(factory=dict)
    """Why an event did not start a workflow: at the first that did not, or was of the right kind at least."""
    empty: dict[Place, tuple[Any, str, str]] = attrs.field(factory=dict)
    """The object, the event and the problem of each job whose matrix has no legs."""
    event: Event | None = None

    def decided(self, file: str, name: str, triggered: Runs, why: str) -> None:
        """Take note of whether an event of this name starts a workflow."""
        if triggered is not False:
            self.started.add((file, name))
        elif _OTHER_KIND in self.reasons.get((file, name), _OTHER_KIND):
            self.reasons[file, name] = why

    def blocked(self, file: str, jobs: Iterable[PlannedJob]) -> None:
        """Take note of which jobs stand in the way of others."""
        for job in jobs:
            seen = self.seen.get(Place(file, job.id))
            if seen is not None and job.why.kind == "needs" and job.runs is False and not seen.blocked:
                seen.blocked = f"{'' if self.event is None else f'at {self.event.words} '}{job.why}"

    def job(self, place: Place, node: Any, scope: Scope, runs: Runs) -> None:
        self._note(place, node, scope, runs is not False)

    def step(self, place: Place, node: Any, scope: Scope, runs: Runs) -> None:
        contexts = {name: value for name, value in scope.contexts.items() if name != "secrets"}
        self._note(place, node, type(scope)(contexts, scope.functions), runs is not False)

    def matrix(self, place: Place, node: Any, problem: str) -> None:
        self.empty.setdefault(place, (node, self.event.words if self.event is not None else "", problem))

    def _note(self, place: Place, node: Any, scope: Scope, runs: bool) -> None:
        seen = self.seen.get(place)
        if seen is None:
            seen = self.seen[place] = _Seen(node)
        seen.runs = seen.runs or runs
        condition = given(node, "if")
        if seen.holds or not as_text(condition):
            seen.holds = True
            return
        judged = scope.judge(condition, bare=True)
        seen.fails = seen.fails or judged.error is not None
        seen.holds = judged.result is not False
        if not seen.example and judged.error is None:
            written, valued = judged.decisive
            at = f"at {self.event.words} " if self.event is not None else ""
            seen.example = f"{at}{written} is false" + (f": {valued}" if valued != written else "")

    def is_settled(self, file: str, workflow: Workflow) -> bool:
        """Whether no further event can tell anything new about the jobs of a workflow: all of it was reached already."""
        jobs = given(workflow, "jobs")
        for job in jobs if isinstance(jobs, list | tuple) else ():
            place = Place(file, str(getattr(job, "id", "")))
            seen = self.seen.get(place)
            if seen is None or not (seen.runs and seen.holds) or _varies(given(job, "matrix")):
                return False
            if given(job, "strategy") is not None:
                return False
            for index, step in enumerate(flat(given(job, "steps"))):
                inner = self.seen.get(place._replace(step=index))
                if given(step, "if") is not None and (inner is None or not inner.holds):
                    return False
        return True

    # What comes of it.

    def findings(self, file: str, workflow: Workflow) -> Iterator[Finding]:
        """What nothing can bring about in one workflow, in the order of the file."""
        for name in trigger_names(workflow):
            if (file, name) in self.reasons and (file, name) not in self.started:
                entry = trigger_entry(workflow, name)
                where = entry.where if isinstance(entry, Node) else workflow.where.argument("on", name)
                words = f"no {name} starts the workflow: {self.reasons[file, name]}"
                yield Finding("unreachable-trigger", workflow, where, words, f"on.{name}", "mend its filters")
        jobs = given(workflow, "jobs")
        for job in jobs if isinstance(jobs, list | tuple) else ():
            place = Place(file, str(getattr(job, "id", "")))
            seen = self.seen.get(place)
            if seen is None or seen.fails:
                continue
            if not seen.runs:
                yield self._unreachable(place, job, seen)
                continue
            yield from self._of_matrix(place, job)
            yield from self._of_steps(place, job)

    def _unreachable(self, place: Place, job: Any, seen: _Seen) -> Finding:
        path = f"jobs.{place.job}"
        if not seen.holds:
            where = job.where.argument("if_")
            words = f"job '{place.job}' never runs: its condition is never true ({seen.example})"
            return Finding("unreachable-job", job, where, words, f"{path}.if", "mend its condition, or drop the job")
        needs = texts(given(job, "needs"))
        dead = [name for name in needs if self._never_runs(place, name)]
        why = f"it needs '{dead[0]}', which never does" if dead else seen.blocked
        why = why or "the jobs that it needs never end as it asks"
        words = f"job '{place.job}' never runs: {why}"
        return Finding("unreachable-job", job, job.where.argument("needs"), words, f"{path}.needs")

    def _never_runs(self, place: Place, name: str) -> bool:
        return any(
            not seen.runs
            for other, seen in self.seen.items()
            if (other.file, other.job.lower(), other.step) == (place.file, name.lower(), None)
        )

    def _of_matrix(self, place: Place, job: Any) -> Iterator[Finding]:
        if place in self.empty:
            _, event, problem = self.empty[place]
            comes = problem or "everything is excluded, so that GitHub runs it once with an empty matrix"
            words = f"job '{place.job}' has no legs at {event}: {comes}"
            where = job.where.argument("matrix")
            yield Finding("empty-matrix", job, where, words, f"jobs.{place.job}.strategy.matrix")

    def _of_steps(self, place: Place, job: Any) -> Iterator[Finding]:
        for index, step in enumerate(flat(given(job, "steps"))):
            seen = self.seen.get(place._replace(step=index))
            if seen is not None and not seen.holds and not seen.fails:
                words = f"step '{step_name(step)}' never runs: its condition is never true ({seen.example})"
                path = f"jobs.{place.job}.steps[{index}].if"
                where = step.where.argument("if_")
                yield Finding("condition-never-true", step, where, words, path, "mend it, or drop the step")

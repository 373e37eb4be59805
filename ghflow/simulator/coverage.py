"""Coverage of conditions: which `if`s were never true, or never false, in all plans and runs that were made.

Lives here: `Condition`, `Coverage`, which is a `Watcher`. Not here: when it is asked for, and its summary (`testing`).

Counted is the condition as it is written, without the `success()` that GitHub puts in front, and only where it is asked: behind
a job that failed it is not. Where only a run would know its value, it counts neither way. What cannot come out both ways, as
`always()`, is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import attrs

from ghflow.expr.coercion import truth
from ghflow.expr.parsing import ExprError
from ghflow.expr.tree import Call, Context, Op, walk
from ghflow.simulator.conditions import STATUS_FUNCTIONS, SUCCESS, as_text, asks_status, condition_tree
from ghflow.simulator.reading import given
from ghflow.simulator.steps import flat, step_name
from ghflow.simulator.watching import Place, Watcher

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ghflow.simulator.contexts import Scope
    from ghflow.simulator.planned import Runs
    from ghflow.simulator.repository import Repository


_VARYING = (STATUS_FUNCTIONS - {"always"}) | {"hashfiles"}


class Condition(NamedTuple):
    """One `if`: where it is written (the line is 1-based), and of what."""

    source: str
    line: int
    file: str
    job: str
    step: str
    """The name of the step; empty for the condition of a job."""
    text: str

    @property
    def holder(self) -> str:
        """`job 'a'`, or the step."""
        return f"step '{self.step}' of job '{self.job}'" if self.step else f"job '{self.job}'"


@attrs.define
class Coverage(Watcher):
    """What is remembered: the conditions at hand, and the outcomes that each of them had."""

    known: dict[Condition, set[bool]] = attrs.field(factory=dict)
    _places: dict[tuple[int, Place], Condition | None] = attrs.field(factory=dict)
    _nodes: list[Any] = attrs.field(factory=list)
    """The objects whose `id` is remembered: they stay alive, so that the numbers stay their own."""

    def add(self, repository: Repository) -> None:
        """Take up all conditions of a repository: those that nothing ever asks shall be shown too."""
        for file, workflow in repository.workflows.items():
            jobs = given(workflow, "jobs")
            for job in jobs if isinstance(jobs, list | tuple) else ():
                self._condition(Place(file, str(given(job, "id") or getattr(job, "id", ""))), job)
                for index, step in enumerate(flat(given(job, "steps"))):
                    self._condition(Place(file, str(getattr(job, "id", "")), index), step)

    def job(self, place: Place, node: Any, scope: Scope, runs: Runs) -> None:
        self._note(place, node, scope)

    def step(self, place: Place, node: Any, scope: Scope, runs: Runs) -> None:
        self._note(place, node, scope)

    def _note(self, place: Place, node: Any, scope: Scope) -> None:
        found = self._condition(place, node)
        if found is None:
            return
        condition = given(node, "if")
        contexts = {name: value for name, value in scope.contexts.items() if place.step is None or name != "secrets"}
        asked = type(scope)(contexts, scope.functions)
        if not asks_status(condition) and truth(asked.value(SUCCESS)) is False:
            return  # GitHub stops at the success() in front
        judged = asked.judge(condition, bare=True)
        if judged.error is None and isinstance(judged.result, bool):
            self.known[found].add(judged.result)

    def _condition(self, place: Place, node: Any) -> Condition | None:
        key = (id(node), place)
        if key not in self._places:
            self._nodes.append(node)
            self._places[key] = found = _described(place, node)
            if found is not None:
                self.known.setdefault(found, set())
        return self._places[key]

    def merge(self, found: Iterable[tuple[tuple[Any, ...], Iterable[bool]]]) -> None:
        """Add what another process has seen: what `data` gives there."""
        for condition, outcomes in found:
            self.known.setdefault(Condition(*condition), set()).update(outcomes)

    def data(self) -> list[tuple[tuple[Any, ...], list[bool]]]:
        """What was seen, as plain data that can be sent to another process."""
        return [(tuple(condition), sorted(outcomes)) for condition, outcomes in self.known.items()]

    def gaps(self) -> Iterator[tuple[Condition, str]]:
        """The conditions that lack an outcome, by file and line, each with what it lacks in words."""
        for condition, outcomes in sorted(self.known.items()):
            if len(outcomes) < 2:
                yield condition, f"never {str(not min(outcomes)).lower()}" if outcomes else "never decided"


def _may_vary(condition: Any) -> bool:
    """Whether a condition can come out both ways: `always()` cannot."""
    try:
        tree = condition_tree(condition)
    except ExprError:
        return False
    nodes = walk(tree.right if isinstance(tree, Op) and tree.left is SUCCESS else tree)
    return any(isinstance(one, Context) or (isinstance(one, Call) and one.name.lower() in _VARYING) for one in nodes)


def _described(place: Place, node: Any) -> Condition | None:
    condition = given(node, "if")
    if condition is None or not as_text(condition) or not _may_vary(condition):
        return None
    where = node.where.argument("if_")
    name = "" if place.step is None else step_name(node)
    return Condition(where.file, where.line, place.file, place.job, name, as_text(condition))

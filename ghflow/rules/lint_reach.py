"""Which events a job or step may run at, and whether its condition lets strangers through.

Lives here: `events_at`, `starting_events`, `is_guarded`. Not here: rules (`lint_triggers`), payloads (`spec.payloads`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ghflow.expr.coercion import truth
from ghflow.expr.evaluation import evaluate, interpolate
from ghflow.expr.parsing import ExprError
from ghflow.expr.tree import NODES, Call, Op, walk
from ghflow.expr.unknown import Fields, Unknown
from ghflow.model.uses import parse_condition
from ghflow.rules.lint_taint import keys_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ghflow.expr.tree import Expr
    from ghflow.model.graph import ActionGraph, Graph, StepsGraph

_LATER = Unknown("what only the run knows")
_FUNCTIONS: dict[str, Any] = {name: lambda *_: _LATER for name in ("success", "failure", "cancelled")}
_GUARDS = {
    "actor",
    "author_association",
    "fork",
    "full_name",
    "label",
    "labels",
    "login",
    "merged",
    "merged_by",
    "triggering_actor",
    "user",
}
"""Names in a condition that ask who somebody is, whose repository it is, or what people with write access did."""


def starting_events(graph: Graph | ActionGraph) -> tuple[str, ...]:
    """The names of the events that start a workflow; none for an action."""
    on: Any = getattr(getattr(graph, "workflow", None), "on", None)
    return (on,) if isinstance(on, str) else tuple(on or ())


def events_at(graph: Graph | ActionGraph, *conditions: Any) -> set[str]:
    """The events of the workflow at which all conditions may hold, as far as they ask for the name of the event."""
    found = set()
    for event in starting_events(graph):
        github = Fields({"event_name": event}, rest=_LATER)
        contexts = Fields({"github": github}, rest=_LATER)
        if all(_may_hold(one, contexts) for one in conditions if one is not None):
            found.add(event)
    return found


def _may_hold(condition: Any, contexts: Fields) -> bool:
    try:
        if isinstance(condition, NODES):
            value = evaluate(condition, contexts, functions=_FUNCTIONS)
        elif not isinstance(condition, str):
            return bool(condition)
        elif "${{" in condition:
            value = interpolate(condition, contexts, functions=_FUNCTIONS)
        else:
            value = evaluate(condition, contexts, functions=_FUNCTIONS)
    except ExprError:
        return True
    return (value.truth if isinstance(value, Unknown) else truth(value)) is not False


def trees_of(condition: Any) -> Iterator[Expr]:
    """The expressions of a condition."""
    if isinstance(condition, NODES):
        yield condition
    elif isinstance(condition, str):
        for parsed in parse_condition(condition):
            if parsed.tree is not None:
                yield parsed.tree


def is_guarded(graph: Graph | ActionGraph, job: StepsGraph, *conditions: Any) -> bool:
    """Whether somebody has thought of who may get here.

    A condition asks for the people or the repository, or for what another job or step found out; or the job waits for an
    environment, which may ask for an approval.
    """
    if getattr(job.holder, "environment", None) is not None:
        return True
    asked = [getattr(job.holder, "if_", None), *conditions]
    for name in getattr(job, "needs", ()):
        other = getattr(graph, "by_id", {}).get(name.lower())
        if other is not None:
            asked.append(getattr(other.holder, "if_", None))
            if getattr(other.holder, "environment", None) is not None:
                return True
    return any(_asks_who(tree) for condition in asked for tree in trees_of(condition))


def _asks_who(tree: Expr) -> bool:
    for part in walk(tree):
        inside = part.args if isinstance(part, Call) else (part.left, part.right) if isinstance(part, Op) else (tree,)
        for one in inside:
            keys = keys_of(one) or ()
            names = {key.lower() for key in keys if isinstance(key, str)}
            if names & _GUARDS or (keys and keys[0] in ("needs", "steps") and "outputs" in names):
                return True
            if keys[:3] == ("github", "event", "workflow_run") and keys[3:] == ("event",):
                return True
    return False

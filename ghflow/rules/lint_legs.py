"""What is known of the legs of a job before it runs: the values of its matrix, its machine, its shell, whether a step runs.

Lives here: `legs_of`, `contexts_of`, `value_of`, `holds`, `labels_of`, `system_of`, `shell_of`, `needed_by`. Not here: rules (the
other `lint_` modules), how a run starts (`lint_starts`), the expansion of a matrix (`model.legs`).

What is not known is an `Unknown`, and what cannot be told is None: rules say nothing about it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

from ghflow.expr.coercion import to_string, truth
from ghflow.expr.evaluation import evaluate, interpolate
from ghflow.expr.parsing import ExprError
from ghflow.expr.printing import show
from ghflow.expr.tree import NODES, Call, walk
from ghflow.expr.unknown import Fields, Unknown
from ghflow.model.legs import expand_matrix
from ghflow.model.uses import parse_condition
from ghflow.spec.runners import LABELS, SELF_HOSTED
from ghflow.spec.shells import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Callable

    from ghflow.expr.tree import Expr
    from ghflow.model.graph import ActionGraph, Graph, JobGraph, StepsGraph
    from ghflow.model.uses import Use
    from ghflow.spec.runners import Label

    Leg = Mapping[str, Any]

STATUS = ("success", "failure", "cancelled", "always")
"""Functions that ask for the status: a condition with one of them is not joined with `success()`."""
LATER = Unknown("what only the run knows")
_SYSTEMS = {"linux": "Linux", "windows": "Windows", "macos": "macOS"}

K = TypeVar("K")
V = TypeVar("V")


def remembered(function: Callable[[K], V]) -> Callable[[K], V]:
    """Make a function of a graph or job answer from memory the second time. Nothing is kept alive for it."""
    known: WeakKeyDictionary[K, V] = WeakKeyDictionary()

    @wraps(function)
    def answer(of: K) -> V:
        if of not in known:
            known[of] = function(of)
        return known[of]

    return answer


@remembered
def legs_of(job: StepsGraph) -> list[Leg] | None:
    """What the context `matrix` holds in each leg: one empty mapping without a matrix, None where an expression decides."""
    return _expanded(job)


@remembered
def systems_of(job: StepsGraph) -> list[tuple[Leg, str | None]]:
    """Each leg that is known, with its operating system as `runner.os` says it."""
    return [(leg, system_of(job, leg)) for leg in legs_of(job) or ()]


@remembered
def uses_of(job: StepsGraph) -> frozenset[str]:
    """The names of all actions that a job uses, in lower case."""
    return frozenset(action_of(step)[0] for step in job.steps)


def _expanded(job: StepsGraph) -> list[Leg] | None:
    holder = job.holder
    if getattr(holder, "strategy", None) is not None or "strategy" in (getattr(holder, "extra", None) or {}):
        return None
    matrix = getattr(holder, "matrix", None)
    if matrix is None:
        return [{}]
    table = matrix.to_yaml() if hasattr(matrix, "to_yaml") and matrix.to_yaml is not None else matrix
    if not isinstance(table, Mapping) or _has_expression(table):
        return None
    try:
        return [leg.values for leg in expand_matrix(table)] or None
    except ValueError:
        return None


def _has_expression(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(map(_has_expression, value.values()))
    if isinstance(value, list | tuple):
        return any(map(_has_expression, value))
    return isinstance(value, NODES) or (isinstance(value, str) and "${{" in value)


def contexts_of(job: StepsGraph, leg: Leg | None = None, **known: Any) -> Fields:
    """The contexts of a job for `evaluate`: those of a leg where one is given, and what is `known` beside it."""
    found: dict[str, Any] = {}
    if leg is not None:
        found["matrix"] = leg
        runner = _runners(job).get(id(leg))
        if runner is not None:
            found["runner"] = runner
    return Fields({**found, **known}, rest=LATER)


@remembered
def _runners(job: StepsGraph) -> dict[int, Fields]:
    """The context `runner` in each leg that runs on a machine of GitHub's."""
    found = {}
    for leg in legs_of(job) or ():
        labels = labels_of(job, leg)
        label = None if labels is None else label_of(labels)
        if label is not None:
            arch = {} if label.arch is None else {"arch": label.arch}
            found[id(leg)] = Fields({"os": label.os, "environment": "github-hosted", **arch}, rest=LATER)
    return found


def nodes_of(use: Use) -> list[Expr]:
    """All parts of an expression, outermost first; none where it does not parse."""
    facts = use.parsed.facts
    found = facts.get(nodes_of)
    if found is None:
        found = facts[nodes_of] = [] if use.tree is None else walk(use.tree)
    return found


def value_of(value: Any, contexts: Fields) -> Any:
    """What a field comes to: a text with `${{ }}`, an expression, or a plain value, which it is by itself."""
    try:
        if isinstance(value, str):
            return interpolate(value, contexts) if "${{" in value else value
        return evaluate(value, contexts) if isinstance(value, NODES) else value
    except ExprError:
        return LATER


def text_of(value: Any, contexts: Fields) -> str | None:
    """The text that a field comes to; None where it is not known."""
    found = value_of(value, contexts)
    return None if found is None or isinstance(found, Unknown | Mapping | list | tuple) else to_string(found)


_WELL: dict[str, Any] = {"success": lambda *_: True, "failure": lambda *_: False, "cancelled": lambda: False}


def holds(condition: Any, contexts: Fields, *, well: bool = True) -> bool | None:
    """Whether a condition is true; None where that is not known. With `well`, nothing has failed before."""
    if condition is None or condition == "":
        return True
    functions = _WELL if well else {}
    tree = _whole(condition) if isinstance(condition, str) else condition
    try:
        if isinstance(tree, NODES):
            found: Any = evaluate(tree, contexts, functions=functions)
        elif not isinstance(condition, str):
            found = condition
        elif "${{" in condition:
            found = interpolate(condition, contexts, functions=functions)
        else:
            return None
    except ExprError:
        return None
    return found.truth if isinstance(found, Unknown) else truth(found)


def _whole(condition: str) -> Expr | None:
    """The tree of a condition that is one expression, with `${{ }}` around all of it or without; None for any other."""
    parsed = parse_condition(condition)
    if len(parsed) != 1 or ("${{" in condition and condition != f"${{{{{parsed[0].source}}}}}"):
        return None
    return parsed[0].tree


def written(value: Any) -> str:
    """A field as text, an expression as it is printed."""
    return show(value) if isinstance(value, NODES) else str(value)


def asks_status(condition: Any) -> bool:
    """Whether a condition has a function that asks for the status, so that it is not joined with `success()`."""
    return any(name.lower() in STATUS for name in functions_in(condition))


def functions_in(condition: Any) -> list[str]:
    """The names of the functions that a condition calls."""
    return [node.name for tree in trees_of(condition) for node in walk(tree) if isinstance(node, Call)]


def trees_of(condition: Any) -> list[Any]:
    """The expressions of a condition; none where it does not parse."""
    if isinstance(condition, NODES):
        return [condition]
    if not isinstance(condition, str):
        return []
    return [parsed.tree for parsed in parse_condition(condition) if parsed.tree is not None]


def labels_of(job: StepsGraph, leg: Leg) -> list[str] | None:
    """The labels that the runner of a leg must have; none for a group alone, None where they are not known."""
    runs_on = getattr(job.holder, "runs_on", None)
    if runs_on is not None and hasattr(runs_on, "labels"):
        runs_on = runs_on.labels or ()
    if isinstance(runs_on, (str, *NODES)):
        runs_on = value_of(runs_on, Fields({"matrix": leg}, rest=LATER))
    items = [runs_on] if isinstance(runs_on, str) else runs_on
    if not isinstance(items, list | tuple):
        return None
    found = [value_of(item, Fields({"matrix": leg}, rest=LATER)) for item in items]
    return found if all(isinstance(one, str) for one in found) else None


def label_of(labels: list[str]) -> Label | None:
    """The machine of GitHub's that is asked for; None for runners of the user's own."""
    return LABELS.get(labels[0].lower()) if len(labels) == 1 else None


def system_of(job: StepsGraph, leg: Leg) -> str | None:
    """The operating system of a leg, as `runner.os` says it; None where it is not known."""
    labels = labels_of(job, leg)
    if not labels:
        return None
    label = label_of(labels)
    if label is not None:
        return label.os
    if "self-hosted" not in labels:
        return None
    own = {name.lower() for name in SELF_HOSTED}
    named = [_SYSTEMS[label.lower()] for label in labels if label.lower() in own and label.lower() in _SYSTEMS]
    return named[0] if len(named) == 1 else None


def shell_of(graph: Graph | ActionGraph, job: StepsGraph, step: Any, leg: Leg | None = None) -> str | None:
    """The shell of a script as it is named: `bash`, `pwsh`, `python`, or a command line. None where it is not known."""
    shell = step.shell
    for holder in (job.holder, graph.document):
        shell = default_of(holder, "shell") if shell is None else shell
    if shell is not None:
        contexts = Fields({} if leg is None else {"matrix": leg}, rest=LATER)
        return text_of(shell, contexts)
    if leg is None:
        return None
    system = system_of(job, leg)
    return None if system is None else DEFAULT[system].partition(" ")[0]


def default_of(holder: Any, key: str) -> Any:
    """What `defaults.run` of a job or workflow says under a key; None where it says nothing."""
    defaults = getattr(holder, "defaults", None)
    run = getattr(defaults, "run", None)
    if isinstance(run, Mapping):
        return run.get(key)
    return getattr(defaults, key.replace("-", "_"), None)


def action_of(step: Any) -> tuple[str, str]:
    """The name of the action that a step uses, in lower case, and its ref; empty texts for any other step."""
    uses = getattr(step, "uses", None)
    name, _, ref = uses.partition("@") if isinstance(uses, str) else ("", "", "")
    return name.lower(), ref


def needed_by(graph: Graph, job: JobGraph) -> list[JobGraph]:
    """The jobs that end before a job begins: those that it needs, and those that these need."""
    found: dict[str, JobGraph] = {}
    waiting = list(job.needs)
    while waiting:
        name = waiting.pop(0).lower()
        other = graph.by_id.get(name)
        if other is not None and name not in found and other is not job:
            found[name] = other
            waiting += other.needs
    return list(found.values())

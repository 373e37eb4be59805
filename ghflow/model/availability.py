"""What is wrong with an expression in the place where it stands: contexts and functions that are not there, or none at all.

Lives here: `remarks`. Not here: the table of places (`spec.keys`), the words of it (`rules.availability`), what comes after a
context (`rules.expressions`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from ghflow.expr.checking import problems
from ghflow.expr.parsing import parse_with_spans
from ghflow.expr.signatures import signature_of
from ghflow.expr.tree import Call, Context
from ghflow.model.graph import Graph
from ghflow.model.node import shape_of
from ghflow.spec import contexts
from ghflow.spec.keys import WORKFLOW_KEYS, Availability, availability

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ghflow.expr.tree import Expr
    from ghflow.model.graph import ActionGraph, StepsGraph
    from ghflow.model.uses import Parsed, Use


class Remark(NamedTuple):
    """Something about a part of an expression in its place. `about` is the name at fault, or a message."""

    rule: str
    use: Use
    at: Availability
    about: str
    span: tuple[int, int] | None

    @property
    def message(self) -> str:
        """What is wrong, in words: `the context 'env' is not available in jobs.test.if`."""
        path, about = self.use.yaml_path, self.about
        match self.rule:
            case "unknown-context":
                return f"there is no context '{about}'"
            case "unknown-function":
                return f"there is no function '{about}'"
            case "unavailable-context":
                return f"the context '{about}' is not available in {path}"
            case "unavailable-function":
                return f"the function '{about}' is not available in {path}"
            case "unevaluated-expression":
                return f"GitHub evaluates no expression in {path}"
        return about


def remarks(graph: Graph | ActionGraph) -> Iterator[Remark]:
    """All that is wrong; for each of it GitHub refuses the whole file. What does not parse is passed over."""
    for use, at in _placed(graph):
        for rule, about, span in _judged(use.parsed, at):
            yield Remark(rule, use, at, about, span)


def _is_right(job: StepsGraph, table: _Table) -> bool:
    """Whether every expression of a job stands in a kind of place that was seen before, and may stand there."""
    for parsed, cls, key, depth in job.places:
        at = table.get((cls, key, depth))
        if at is None or _judged(parsed, at):
            return False
    return True


_ANYWHERE = Availability(contexts.NAMES, {})
"""In a key that the tables do not know, every context and function may be right."""
_OF_JOBS = WORKFLOW_KEYS["on.workflow_call.outputs.<output>.value"]
_RESPELT = _OF_JOBS._replace(contexts=(*_OF_JOBS.contexts, "needs"))
_Table: TypeAlias = dict[tuple[type[object], object, int], Availability]
_IN_JOBS: _Table = {}
"""What may be used at a key of an object in a job: it is the same in all jobs."""
_IN_ACTIONS: _Table = {}


def _placed(graph: Graph | ActionGraph) -> Iterator[tuple[Use, Availability]]:
    """Every use of an expression with what it may use there."""
    table, prefix = _IN_ACTIONS, ""
    if isinstance(graph, Graph):
        table, prefix = _IN_JOBS, "jobs.job"
        for use in graph.uses:
            if not _is_kept(use):
                yield use, _outside(use, graph)
    for job in graph.jobs:
        for use in () if _is_right(job, table) else job.uses:
            node, _, path, _ = use
            about = node.about
            if about is not None and _is_kept(use):
                continue
            key = (node.__class__, path[0] if path else None, len(path))
            at = table.get(key)
            if at is None:
                # Without the id, which may hold what no id can: the path could not be taken apart.
                at = availability(prefix + use.yaml_path.removeprefix(job.prefix)) or _ANYWHERE
                if about is None or not about.extra or key[1] not in about.extra:
                    table[key] = at
            yield use, at


def _outside(use: Use, graph: Graph) -> Availability:
    """What may be used outside of jobs. In Python the outputs of a called workflow say `needs`, which is written as `jobs`."""
    at = availability(use.yaml_path) or _ANYWHERE
    on: Any = graph.workflow.on
    call = on.get("workflow_call") if isinstance(on, dict) else None
    if at is not _OF_JOBS or graph.workflow.where.from_file or getattr(call, "as_is", None):
        return at
    return _RESPELT


def _is_kept(use: Use) -> bool:
    """Whether an expression is in a value that its key cannot have: that was reported already, and the value is kept as it is."""
    about = use.node.about
    first = use.path[0] if use.path else None
    if about is None or not about.extra or first not in about.extra:
        return False
    return any(first in (key.key, key.under) for key in shape_of(type(use.node)).keys)


def _judged(parsed: Parsed, at: Availability) -> tuple[tuple[str, str, tuple[int, int] | None], ...]:
    """Rule, name or message, and place in the expression of each remark. Worked out once for an expression in such a place."""
    key = (_judged, id(at))
    found: tuple[tuple[str, str, tuple[int, int] | None], ...] | None = parsed.facts.get(key)
    if found is None:
        found = parsed.facts[key] = tuple(_judge(parsed, at))
    return found


def _judge(parsed: Parsed, at: Availability) -> Iterator[tuple[str, str, tuple[int, int] | None]]:
    if not at.contexts:
        if parsed.tree is not None:
            yield "unevaluated-expression", "", None
        return
    if parsed.tree is None or not _problems(parsed.tree, at):
        return
    tree, spans = parse_with_spans(parsed.source) if parsed.source else (parsed.tree, None)
    for node, name, message in _problems(tree, at):
        about = message if name == "wrong-arguments" else node.name  # type: ignore[union-attr]
        yield _rule_of(name, node), about, None if spans is None else spans[node]


def _problems(tree: Expr, at: Availability) -> list[tuple[Expr, str, str]]:
    if at is _ANYWHERE:
        return list(problems(tree, contexts.NAMES, None))
    return list(problems(tree, at.contexts, {name.lower(): arity for name, arity in at.functions.items()}))


def _rule_of(name: str, node: Expr) -> str:
    """Whether a name is not there at all, or only not here."""
    if isinstance(node, Context) and node.name.lower() in contexts.NAMES:
        return "unavailable-context"
    if isinstance(node, Call) and name == "unknown-function" and signature_of(node.name) is not None:
        return "unavailable-function"
    return name

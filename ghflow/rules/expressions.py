"""Rules about expressions: they parse, and what they refer to is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ghflow.diagnostics import did_you_mean
from ghflow.expr.parsing import MAX_DEPTH
from ghflow.expr.tree import Context, Index, Lit, levels, walk
from ghflow.rules.registry import Found, rule
from ghflow.spec import contexts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ghflow.expr.parsing import ExprError
    from ghflow.model.graph import ActionGraph, Graph, JobGraph, StepsGraph
    from ghflow.model.uses import Parsed

    Judge = Callable[[Parsed], Iterator[tuple[str, str | None]]]


def _judged(graph: Graph | ActionGraph, judge: Judge) -> Iterator[Found]:
    """What `judge` says (message and hint) of every expression, by itself: each is judged once, wherever it stands."""
    said: dict[Parsed, tuple[tuple[str, str | None], ...]] = {}
    for parsed in graph.parsed:
        words = parsed.facts.get(judge)
        if words is None:
            words = parsed.facts[judge] = tuple(judge(parsed))
        if words:
            said[parsed] = words
    for use in graph.all_uses() if said else ():
        for message, hint in said.get(use.parsed, ()):
            yield Found(use.node, use.where, message, use.yaml_path, hint)


@rule(actions=True)
def expression_syntax(graph: Graph | ActionGraph) -> Iterator[Found]:
    """An expression does not parse, or is nested too deeply. GitHub refuses the whole file.

    Source: docs.github.com, "Evaluate expressions in workflows and actions" (read 2026-11-22).
    """
    return _judged(graph, _syntax)


def _syntax(parsed: Parsed) -> Iterator[tuple[str, str | None]]:
    error = parsed.error
    if error is not None:
        shown = error.source
        if len(shown) > 60:
            shown = "..." + shown[max(0, error.at - 30) : error.at + 27] + "..."
        yield f"expected {error.expected} at character {error.at + 1} of {shown!r}", _remedy(error)
    elif parsed.tree is not None and levels(parsed.tree) > MAX_DEPTH:
        yield f"the expression has more than {MAX_DEPTH} levels", "split it, with a step or a job in between"


def _remedy(error: ExprError) -> str | None:
    """What to write instead of the things that other languages have and GitHub's has not."""
    rest = error.source[error.at :]
    if rest[:1] in ('"', "`"):
        return "text stands in single quotes"
    if rest[:1] == "=":
        return "two values are compared with =="
    if rest[:1] in ("&", "|"):
        return "and is &&, or is ||"
    word = rest.split(maxsplit=1)[:1]
    return {"and": "and is &&", "or": "or is ||", "not": "not is !"}.get(word[0].lower()) if word else None


@rule(actions=True)
def unknown_context(graph: Graph | ActionGraph) -> Iterator[Found]:
    """An expression starts with a name that is no context. GitHub refuses the whole file.

    Source: docs.github.com, "Contexts reference" (read 2026-11-22).
    """
    return _judged(graph, _contexts)


def _contexts(parsed: Parsed) -> Iterator[tuple[str, str | None]]:
    for node in walk(parsed.tree) if parsed.tree is not None else ():
        if isinstance(node, Context) and node.name.lower() not in contexts.NAMES:
            hint = did_you_mean(node.name, contexts.NAMES)
            if hint and not hint.startswith("did you mean"):
                hint = f"text stands in single quotes: '{node.name}'"
            yield f"there is no context '{node.name}'", hint


@rule(actions=True)
def unknown_property(graph: Graph | ActionGraph) -> Iterator[Found]:
    """An expression in a text asks a context for a property that GitHub does not have; it would be empty.

    Source: docs.github.com, "Contexts reference" (read 2026-11-22).
    """
    return _judged(graph, _properties)


def _properties(parsed: Parsed) -> Iterator[tuple[str, str | None]]:
    for context, name in parsed.references:
        known = contexts.properties(context)
        if known is not None and name not in known and name.lower() not in {key.lower() for key in known}:
            yield f"the context '{context}' has no property '{name}'", did_you_mean(name, known)


@rule(actions=True)
def unknown_step(graph: Graph | ActionGraph) -> Iterator[Found]:
    """An expression refers to a step that the job or action does not have; it would be empty.

    Steps are known by their id, or by the id made of their name, within their own job or action only.
    Source: docs.github.com, "Contexts reference", `steps` (read 2026-11-22).
    """
    for job in graph.jobs:
        for name, use in job.referring("steps"):
            known = [known for step in job.steps if (known := step.reference_id)]
            if name.lower() not in {known.lower() for known in known}:
                message = f"{job.title} has no step '{name}'"
                hint = _elsewhere(graph, job, name) or did_you_mean(name, known)
                yield Found(use.node, use.where, message, use.yaml_path, hint)


def _elsewhere(graph: Graph | ActionGraph, job: StepsGraph, name: str) -> str | None:
    for other in graph.jobs:
        if other is not job and any((step.reference_id or "").lower() == name.lower() for step in other.steps):
            return f"the step is in job '{other.id}': give that job outputs={{...}} and refer to them"
    return None


@rule()
def unknown_axis(graph: Graph) -> Iterator[Found]:
    """An expression refers to an axis that the matrix of its own job does not have; it would be empty.

    Source: docs.github.com, "Contexts reference", `matrix` (read 2026-11-22).
    """
    for job in graph.jobs:
        for name, use in job.referring("matrix"):
            known = _axes(job)
            if known is not None and name.lower() not in {axis.lower() for axis in known}:
                what = (
                    f"the matrix of job '{job.id}' has no axis '{name}'" if known else f"job '{job.id}' has no matrix"
                )
                hint = did_you_mean(name, known) if known else "an axis is known only in the job that has the matrix"
                yield Found(use.node, use.where, what, use.yaml_path, hint)


def _axes(job: JobGraph) -> tuple[str, ...] | None:
    """The axes of a job, none when it has no matrix; None when an expression decides."""
    if getattr(job.job, "strategy", None) is not None:
        return None
    matrix = getattr(job.job, "matrix", None)
    return () if matrix is None else matrix.axis_names() if hasattr(matrix, "axis_names") else None


@rule(actions=True)
def unknown_input(graph: Graph | ActionGraph) -> Iterator[Found]:
    """An expression refers to an input that no event of the workflow, or not the action, declares; it would be empty.

    Source: docs.github.com, "Contexts reference", `inputs` (read 2026-11-22).
    """
    known = _inputs(graph.document)
    if known is None or not any(context == "inputs" for parsed in graph.parsed for context, _ in parsed.references):
        return
    lower = {name.lower() for name in known}
    for use in graph.all_uses():
        for context, name in use.parsed.references:
            if context == "inputs" and name.lower() not in lower:
                is_workflow = hasattr(graph, "workflow")
                message = f"{'the workflow' if is_workflow else graph.document.title} has no input '{name}'"
                declare = "declare it: WorkflowDispatch(inputs={...})" if is_workflow else "declare it: inputs={...}"
                hint = did_you_mean(name, known) if known else declare
                yield Found(use.node, use.where, message, use.yaml_path, hint)


def _inputs(document: Any) -> list[str] | None:
    """The inputs that an action or the events of a workflow declare; None when there are some that cannot be known."""
    on = getattr(document, "on", {"": document})
    found: list[str] = []
    for holder in on.values() if isinstance(on, dict) else ():
        if getattr(holder, "extra", None):
            return None
        found += getattr(holder, "_inputs", None) or ()
    return found


@rule()
def unknown_output(graph: Graph) -> Iterator[Found]:
    """An expression refers to an output that the needed job does not declare; it would be empty.

    Source: docs.github.com, "Contexts reference", `needs` (read 2026-11-22).
    """
    uses = dict.fromkeys(use for job in graph.jobs for _, use in job.referring("needs"))
    for use in (*graph.uses, *uses):
        for name, output in _asked_of_jobs(use.parsed):
            other = graph.by_id.get(name.lower())
            if other is None or other.id == "":
                continue
            declared = other.job.output_names
            if declared is not None and output.lower() not in {key.lower() for key in declared}:
                message = f"job '{other.id}' has no output '{output}'"
                hint = did_you_mean(output, declared) or "the job declares no outputs"
                yield Found(use.node, use.where, message, use.yaml_path, hint)


def _asked_of_jobs(parsed: Parsed) -> Iterator[tuple[str, str]]:
    """Job and output of every `needs.<job>.outputs.<output>`; at the workflow's own outputs it is `jobs.` instead."""
    for node in walk(parsed.tree) if parsed.tree is not None else ():
        match node:
            case Index(Index(Index(Context(context), Lit(str(job))), Lit(str(key))), Lit(str(output))):
                if context.lower() in ("needs", "jobs") and key.lower() == "outputs":
                    yield job, output

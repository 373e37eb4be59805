"""Rules about expressions: they parse, and what they refer to is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ghflow.diagnostics import did_you_mean
from ghflow.expr.tree import Context, Index, Lit, walk
from ghflow.rules.registry import Found, rule
from ghflow.spec import contexts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ghflow.model.graph import Graph, JobGraph


@rule()
def expression_syntax(graph: Graph) -> Iterator[Found]:
    """An expression in a text does not parse. GitHub refuses the whole file.

    Source: docs.github.com, "Evaluate expressions in workflows and actions" (read 2026-11-22).
    """
    for use in graph.all_uses():
        if use.error is not None:
            error = use.error
            shown = (
                error.source
                if len(error.source) <= 60
                else "..." + error.source[max(0, error.at - 30) : error.at + 27] + "..."
            )
            message = f"expected {error.expected} at character {error.at + 1} of {shown!r}"
            yield Found(use.node, use.where, message, use.yaml_path)


@rule()
def unknown_context(graph: Graph) -> Iterator[Found]:
    """An expression starts with a name that is no context. GitHub refuses the whole file.

    Source: docs.github.com, "Contexts reference" (read 2026-11-22).
    """
    for use in graph.all_uses():
        for node in walk(use.tree) if use.tree is not None else ():
            if isinstance(node, Context) and node.name.lower() not in contexts.NAMES:
                hint = did_you_mean(node.name, contexts.NAMES)
                if hint and not hint.startswith("did you mean"):
                    hint = f"text stands in single quotes: '{node.name}'"
                yield Found(use.node, use.where, f"there is no context '{node.name}'", use.yaml_path, hint)


@rule()
def unknown_property(graph: Graph) -> Iterator[Found]:
    """An expression in a text asks a context for a property that GitHub does not have; it would be empty.

    Source: docs.github.com, "Contexts reference" (read 2026-11-22).
    """
    for use in graph.all_uses():
        for node in walk(use.tree) if use.tree is not None else ():
            if isinstance(node, Index) and isinstance(node.of, Context) and isinstance(node.key, Lit):
                known = contexts.properties(node.of.name)
                name = str(node.key.value)
                if known is not None and name.lower() not in {key.lower() for key in known}:
                    message = f"the context '{node.of.name}' has no property '{name}'"
                    yield Found(use.node, use.where, message, use.yaml_path, did_you_mean(name, known))


@rule()
def unknown_step(graph: Graph) -> Iterator[Found]:
    """An expression refers to a step that the job does not have; it would be empty.

    Steps are known by their id, or by the id made of their name, within their own job only.
    Source: docs.github.com, "Contexts reference", `steps` (read 2026-11-22).
    """
    for job in graph.jobs:
        known = [name for step in job.steps if (name := step.reference_id)]
        lower = {name.lower() for name in known} | {step.id.lower() for step in job.steps if step.id}
        for name, use in job.referring("steps"):
            if name.lower() not in lower:
                message = f"job '{job.id}' has no step '{name}'"
                hint = _elsewhere(graph, job, name) or did_you_mean(name, known)
                yield Found(use.node, use.where, message, use.yaml_path, hint)


def _elsewhere(graph: Graph, job: JobGraph, name: str) -> str | None:
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
        known = _axes(job)
        for name, use in job.referring("matrix") if known is not None else ():
            if name.lower() not in {axis.lower() for axis in known or ()}:
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
    return () if matrix is None else matrix.names() if hasattr(matrix, "names") else None


@rule()
def unknown_output(graph: Graph) -> Iterator[Found]:
    """An expression refers to an output that the needed job does not declare; it would be empty.

    Source: docs.github.com, "Contexts reference", `needs` (read 2026-11-22).
    """
    for job in graph.jobs:
        for use in job.uses:
            for node in walk(use.tree) if use.tree is not None else ():
                match node:
                    case Index(Index(Index(Context(context), Lit(str(name))), Lit("outputs")), Lit(str(output))):
                        other = graph.by_id.get(name.lower()) if context.lower() == "needs" else None
                        declared = None if other is None else getattr(other.job, "_outputs", None)
                        if other is None or other.id == "" or not hasattr(other.job, "_outputs"):
                            continue
                        if output.lower() not in {key.lower() for key in declared or ()}:
                            message = f"job '{other.id}' has no output '{output}'"
                            hint = did_you_mean(output, declared or ()) or "the job declares no outputs"
                            yield Found(use.node, use.where, message, use.yaml_path, hint)

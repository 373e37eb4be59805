"""Rules about expressions: they parse, and what they refer to is there.

Not here: which contexts and functions there are where an expression stands (`availability`), the order of steps (`steps`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ghflow.diagnostics import Severity, did_you_mean
from ghflow.expr.parsing import MAX_DEPTH
from ghflow.expr.tree import Context, Index, Lit, Star, levels, walk
from ghflow.model.steps import Step
from ghflow.rules.matrix import NO_AXES, matrices
from ghflow.rules.parts import place_of, place_of_error, respelt
from ghflow.rules.registry import Found, rule
from ghflow.spec import contexts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ghflow.expr.parsing import ExprError
    from ghflow.expr.tree import Expr
    from ghflow.model.graph import ActionGraph, Graph, JobGraph, StepsGraph
    from ghflow.model.uses import Parsed, Use


Words = tuple[str, str | None]


def _judged(graph: Graph | ActionGraph, judge: Callable[[Parsed], Iterator[Any]]) -> Iterator[tuple[Use, Any]]:
    """What `judge` says of every expression by itself: each is judged once, wherever it stands."""
    said: dict[Parsed, tuple[Any, ...]] = {}
    for parsed in graph.parsed:
        words = parsed.facts.get(judge)
        if words is None:
            words = parsed.facts[judge] = tuple(judge(parsed))
        if words:
            said[parsed] = words
    for use in graph.all_uses() if said else ():
        for word in said.get(use.parsed, ()):
            yield use, word


@rule(actions=True)
def expression_syntax(graph: Graph | ActionGraph) -> Iterator[Found]:
    """An expression does not parse, is too long, or is nested too deeply.

    GitHub refuses the whole file.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            if: github.ref = 'refs/heads/main'  # <-
            steps:
              - run: make test

    In a source:

        from ghflow import Job, Push, Step, Workflow

        tell = Step("Tell", run="make", if_='github.ref == "refs/heads/main"')  # <-
        workflow = Workflow("CI", on=Push(), jobs=[Job("tell", runs_on="ubuntu-latest", steps=[tell])])

    Source: docs.github.com, "Evaluate expressions in workflows and actions"; actions/runner, ExpressionConstants
    (read 2026-11-22).
    """
    for use, (message, hint) in _judged(graph, _syntax):
        yield Found(use.node, place_of_error(use), message, use.yaml_path, hint)


def _syntax(parsed: Parsed) -> Iterator[Words]:
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


@rule(actions=True, in_files=Severity.WARNING)
def unknown_property(graph: Graph | ActionGraph) -> Iterator[Found]:
    """An expression asks a context for a property that GitHub does not have; it would be empty.

    Properties are looked at to any depth: `needs.build.reslt`, `steps.find.output.version`, `runner.os.name`.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - run: make test
                env:
                  COMMIT: ${{ github.commit }}  # <-

    In a source:

        from ghflow import Job, Push, Step, Workflow

        tell = Step("Tell", run="make", env={"BRANCH": "${{ github.branch_name }}"})  # <-
        workflow = Workflow("CI", on=Push(), jobs=[Job("tell", runs_on="ubuntu-latest", steps=[tell])])

    Source: docs.github.com, "Contexts reference" (read 2026-11-22).
    """
    for use, (node, names, known) in _judged(graph, _properties):
        of = ".".join(names[:-1])
        title = f"the context '{of}'" if len(names) == 2 else f"'{of}'"
        message = f"{title} has no property '{names[-1]}'"
        hint = (
            did_you_mean(names[-1], known)
            if known
            else "there is nothing behind it: it is a text, a number or a boolean"
        )
        where = place_of(use, node.__eq__, last=True)
        edits = respelt(where, names[-1], hint, unsafe=True)
        yield Found(use.node, where, message, use.yaml_path, hint, edits)


def _properties(parsed: Parsed) -> Iterator[tuple[Expr, tuple[str, ...], list[str]]]:
    """The part that asks for a property that is not there, the names up to it, and the names that are there."""
    for node in walk(parsed.tree) if parsed.tree is not None else ():
        if not isinstance(node, Index):
            continue
        names = _names(node)
        if names is None:
            continue
        known = contexts.properties(*names[:-1])
        if known is None or names[-1].lower() in map(str.lower, known):
            continue
        if len(names) == 2 or not _is_wrong(names[:-1]):  # a name behind one that is not there is not reported too
            yield node, names, known


def _is_wrong(names: tuple[str, ...]) -> bool:
    """Whether a part of a way leads nowhere."""
    for end in range(2, len(names) + 1):
        known = contexts.properties(*names[: end - 1])
        if known is not None and names[end - 1].lower() not in map(str.lower, known):
            return True
    return False


def _names(node: Expr | Star) -> tuple[str, ...] | None:
    """`("needs", "build", "result")` of `needs.build.result`; None where a part of it is not fixed.

    The items of a context of the user's own names are alike, so that `needs.*.result` is as good as a name.
    """
    found: list[str] = []
    while isinstance(node, Index):
        key = node.key
        if isinstance(key, Lit) and isinstance(key.value, str):
            found.append(key.value)
        elif (
            isinstance(key, Star)
            and isinstance(node.of, Context)
            and node.of.name.lower() in ("needs", "steps", "jobs")
        ):
            found.append("*")
        else:
            return None
        node = node.of
    if not isinstance(node, Context):
        return None
    return (node.name, *reversed(found))


@rule(actions=True, in_files=Severity.WARNING)
def unknown_step(graph: Graph | ActionGraph) -> Iterator[Found]:
    """An expression refers to a step that the job or action does not have; it would be empty.

    Steps are known by their id, or in Python by the id made of their name, within their own job or action only.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - id: find
                run: echo "version=1.0" >> "$GITHUB_OUTPUT"
              - run: make test
                env:
                  VERSION: ${{ steps.fnd.outputs.version }}  # <-

    In a source:

        from ghflow import Job, Push, Step, Workflow

        find = Step("Find", run='echo "version=1.0" >> "$GITHUB_OUTPUT"')
        tell = Step("Tell", run='echo "$VERSION"', env={"VERSION": find.outputs.version})  # <-
        first = Job("first", runs_on="ubuntu-latest", steps=[find])
        second = Job("second", runs_on="ubuntu-latest", steps=[tell])
        workflow = Workflow("CI", on=Push(), jobs=[first, second])

    Source: docs.github.com, "Contexts reference", `steps` (read 2026-11-22).
    """
    for job in graph.jobs:
        for name, use in job.referring("steps"):
            if is_waiting(use):
                continue  # GitHub refuses it: `unknown-waited-step`
            ids = (step.id if job.complete else step.reference_id for step in job.steps)
            known = [known for known in ids if known]
            if name.lower() not in {known.lower() for known in known}:
                message = f"{job.title} has no step '{name}'"
                hint = _elsewhere(graph, job, name) or did_you_mean(name, known)
                yield at_name(use, "steps", name, message, hint)


def is_waiting(use: Use) -> bool:
    """Whether a reference to a step is an id in `wait` or `cancel`."""
    return not use.parsed.source and isinstance(use.node, Step) and use.path[:1] in (("wait",), ("cancel",))


def at_name(use: Use, context: str, name: str, message: str, hint: str | None) -> Found:
    """A finding at the name that follows a context. A file may be at work with it, so that mending it is unsafe."""
    where = place_of(use, lambda part: _is_asked(part, context, name), last=True)
    return Found(use.node, where, message, use.yaml_path, hint, respelt(where, name, hint, unsafe=True))


def _is_asked(part: Expr, context: str, name: str) -> bool:
    match part:
        case Index(Context(of), Lit(str(key))):
            return of.lower() == context and key == name
    return False


def _elsewhere(graph: Graph | ActionGraph, job: StepsGraph, name: str) -> str | None:
    for other in graph.jobs:
        if other is not job and any((step.reference_id or "").lower() == name.lower() for step in other.steps):
            return f"the step is in job '{other.id}': give that job outputs={{...}} and refer to them"
    return None


@rule(in_files=Severity.WARNING)
def unknown_axis(graph: Graph) -> Iterator[Found]:
    """An expression refers to an axis that the matrix of its own job does not have; it would be empty.

        on: push
        jobs:
          test:
            strategy:
              matrix:
                os: [ubuntu-latest, macos-latest]
            runs-on: ${{ matrix.oss }}  # <-
            steps:
              - run: make test

    In a source:

        from ghflow import Job, Matrix, Push, Step, Workflow

        m = Matrix(os=["ubuntu-latest", "windows-latest"])
        test = Job("test", runs_on=m.oss, matrix=m, steps=[Step(run="make")])  # <-
        workflow = Workflow("CI", on=Push(), jobs=[test])

    Source: docs.github.com, "Contexts reference", `matrix` (read 2026-11-22).
    """
    tables = dict(matrices(graph))
    for job in graph.jobs:
        referring = job.referring("matrix")
        if not referring or (tables.get(job, {}).keys() - NO_AXES).issuperset([name for name, _ in referring]):
            continue
        known = _axes(job)
        if known is None:
            continue
        lower = {axis.lower() for axis in known}
        for name, use in referring:
            if name.lower() not in lower:
                what = (
                    f"the matrix of job '{job.id}' has no axis '{name}'" if known else f"job '{job.id}' has no matrix"
                )
                hint = did_you_mean(name, known) if known else "an axis is known only in the job that has the matrix"
                yield at_name(use, "matrix", name, what, hint)


def _axes(job: JobGraph) -> tuple[str, ...] | None:
    """The axes of a job, none when it has no matrix; None when an expression decides."""
    extra = job.job.extra
    if getattr(job.job, "strategy", None) is not None or (extra and "strategy" in extra):
        return None
    matrix = getattr(job.job, "matrix", None)
    return () if matrix is None else matrix.axis_names() if hasattr(matrix, "axis_names") else None


@rule(actions=True, in_files=Severity.WARNING)
def unknown_input(graph: Graph | ActionGraph) -> Iterator[Found]:
    """An expression refers to an input that no event of the workflow, or not the action, declares; it would be empty.

        on:
          workflow_dispatch:
            inputs:
              version: {type: string}
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - run: make test
                env:
                  VERSION: ${{ inputs.versoin }}  # <-

    In a source:

        from ghflow import Input, Job, Step, Workflow, WorkflowDispatch

        by_hand = WorkflowDispatch(inputs={"version": Input.string(required=True)})
        tell = Step("Tell", run='echo "$V"', env={"V": "${{ inputs.verson }}"})  # <-
        workflow = Workflow("CI", on=by_hand, jobs=[Job("tell", runs_on="ubuntu-latest", steps=[tell])])

    Source: docs.github.com, "Contexts reference", `inputs` (read 2026-11-22).
    """
    known = _inputs(graph.document)
    if known is None or not any(context == "inputs" for parsed in graph.parsed for context, _ in parsed.references):
        return
    lower = {name.lower() for name in known}
    for use in graph.all_uses():
        for context, name in use.parsed.references:
            if context == "inputs" and name.lower() not in lower:
                yield at_name(use, "inputs", name, *_no_input(graph, name, known))


@rule(in_files=Severity.WARNING)
def unknown_event_input(graph: Graph) -> Iterator[Found]:
    """An expression asks `github.event.inputs` for an input that the workflow does not declare; it would be empty.

    These inputs are those of `workflow_dispatch`. A called workflow has the event of its caller, and may see any.

        on:
          workflow_dispatch:
            inputs:
              version: {type: string}
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - run: make test
                env:
                  VERSION: ${{ github.event.inputs.versoin }}  # <-

    Source: docs.github.com, "Contexts reference", `inputs` (read 2026-11-22).
    """
    on: Any = graph.workflow.on
    names = (on,) if isinstance(on, str) else tuple(on or ())
    if "workflow_call" in names or not any(
        context == "github" for parsed in graph.parsed for context, _ in parsed.references
    ):
        return
    known = _inputs(graph.document, "workflow_dispatch")
    if known is None:
        return
    lower = {name.lower() for name in known}
    for use, (node, name) in _judged(graph, _event_inputs):
        if name.lower() not in lower:
            message, hint = _no_input(graph, name, known)
            yield Found(use.node, place_of(use, node.__eq__, last=True), message, use.yaml_path, hint)


def _event_inputs(parsed: Parsed) -> Iterator[tuple[Expr, str]]:
    for node in walk(parsed.tree) if parsed.tree is not None else ():
        match node:
            case Index(Index(Index(Context(context), Lit(str(event))), Lit(str(inputs))), Lit(str(name))):
                if (context.lower(), event.lower(), inputs.lower()) == ("github", "event", "inputs"):
                    yield node, name


def _no_input(graph: Graph | ActionGraph, name: str, known: list[str]) -> tuple[str, str | None]:
    """Message and hint for an input that is not declared."""
    is_workflow = hasattr(graph, "workflow")
    if graph.document.where.from_file:
        declare = "declare it in 'inputs'" + (" of workflow_dispatch" if is_workflow else "")
    else:
        declare = "declare it: WorkflowDispatch(inputs={...})" if is_workflow else "declare it: inputs={...}"
    message = f"{'the workflow' if is_workflow else graph.document.title} has no input '{name}'"
    return message, did_you_mean(name, known) if known else declare


def _inputs(document: Any, only: str | None = None) -> list[str] | None:
    """The inputs that an action or the events of a workflow declare; None when there are some that cannot be known."""
    on = getattr(document, "on", {"": document})
    found: list[str] = []
    for name, holder in on.items() if isinstance(on, dict) else ():
        if only not in (None, name):
            continue
        if getattr(holder, "extra", None):
            return None
        found += getattr(holder, "_inputs", None) or ()
    return found


@rule(in_files=Severity.WARNING)
def unknown_output(graph: Graph) -> Iterator[Found]:
    """An expression refers to an output that the needed job does not declare; it would be empty.

    The outputs of a called workflow are looked at where they are known.

        on: push
        jobs:
          find:
            runs-on: ubuntu-latest
            outputs:
              version: "1.0"
            steps:
              - run: make
          test:
            needs: find
            runs-on: ubuntu-latest
            steps:
              - run: make test
                env:
                  VERSION: ${{ needs.find.outputs.vers }}  # <-

    In a source:

        from ghflow import Job, Push, Step, Workflow

        find = Step("Find", run='echo "version=1.0" >> "$GITHUB_OUTPUT"')
        build = Job("build", runs_on="ubuntu-latest", steps=[find], outputs={"version": find.outputs.version})
        tell = Step("Tell", run='echo "$V"', env={"V": build.outputs.verson})  # <-
        workflow = Workflow("CI", on=Push(), jobs=[build, Job("tell", runs_on="ubuntu-latest", steps=[tell])])

    Source: docs.github.com, "Contexts reference", `needs` (read 2026-11-22).
    """
    uses = dict.fromkeys(use for job in graph.jobs for _, use in job.referring("needs"))
    for use in (*graph.uses, *uses):
        for node, name, output in _asked_of_jobs(use.parsed):
            other = graph.by_id.get(name.lower())
            if other is None or other.id == "":
                continue
            declared = other.job.output_names
            if declared is not None and output.lower() not in {key.lower() for key in declared}:
                message = f"job '{other.id}' has no output '{output}'"
                hint = did_you_mean(output, declared) or "the job declares no outputs"
                yield Found(use.node, place_of(use, node.__eq__, last=True), message, use.yaml_path, hint)


def _asked_of_jobs(parsed: Parsed) -> Iterator[tuple[Expr, str, str]]:
    """Every `needs.<job>.outputs.<output>` with its job and output; at the workflow's own outputs it is `jobs.` instead."""
    for node in walk(parsed.tree) if parsed.tree is not None else ():
        match node:
            case Index(Index(Index(Context(context), Lit(str(job))), Lit(str(key))), Lit(str(output))):
                if context.lower() in ("needs", "jobs") and key.lower() == "outputs":
                    yield node, job, output

"""Rules about what an expression may use in the place where it stands: contexts, functions, and whether there may be one at all.

Not here: what comes after a context (`expressions`), the table of places (`spec.keys`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias
from weakref import WeakKeyDictionary

from ghflow.diagnostics import did_you_mean
from ghflow.expr.checking import problems
from ghflow.expr.parsing import parse_with_spans
from ghflow.expr.signatures import SIGNATURES, signature_of
from ghflow.expr.tree import Call, Context
from ghflow.model.graph import Graph
from ghflow.model.node import shape_of
from ghflow.rules.parts import place_of_span
from ghflow.rules.registry import Found, rule
from ghflow.spec import contexts
from ghflow.spec.keys import WORKFLOW_KEYS, Availability, availability

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ghflow.expr.tree import Expr
    from ghflow.model.graph import ActionGraph, StepsGraph
    from ghflow.model.uses import Parsed, Use
    from ghflow.where import Where


@rule(actions=True)
def unknown_context(graph: Graph | ActionGraph) -> Iterator[Found]:
    """An expression starts with a name that is no context.

    GitHub refuses the whole file. Text in an expression stands in single quotes.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            if: github.ref == refs.main  # <-
            steps:
              - run: make test

    In a source:

        from ghflow import Job, Push, Step, Workflow

        tell = Step("Tell", run="make", if_="githup.ref == 'refs/heads/main'")  # <-
        workflow = Workflow("CI", on=Push(), jobs=[Job("tell", runs_on="ubuntu-latest", steps=[tell])])

    Source: docs.github.com, "Contexts reference" (read 2026-11-22).
    """
    for remark in _remarks(graph, "unknown-context"):
        hint = did_you_mean(remark.about, contexts.NAMES)
        if hint and not hint.startswith("did you mean"):
            hint = f"text stands in single quotes: '{remark.about}'"
        yield remark.found(f"there is no context '{remark.about}'", hint)


@rule(actions=True)
def unavailable_context(graph: Graph | ActionGraph) -> Iterator[Found]:
    """An expression uses a context that GitHub does not have yet, or not at all, where the expression stands.

    GitHub refuses the whole file. Each key has its contexts: the conditions of jobs are decided before there is a matrix, an
    environment or a runner, and no condition sees secrets.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            env:
              CACHE: ${{ runner.temp }}/cache  # <-
            steps:
              - run: make test
              - run: make publish
                if: secrets.TOKEN != ''  # <-

    Source: docs.github.com, "Contexts reference", context availability (read 2026-11-22).
    """
    for remark in _remarks(graph, "unavailable-context"):
        name = remark.about.lower()
        hint = f"there are: {', '.join(remark.at.contexts)}"
        if name == "secrets" and "env" in remark.at.contexts:
            hint = "put the secret into an environment variable and ask for env"
        yield remark.found(f"the context '{remark.about}' is not available in {remark.use.yaml_path}", hint)


@rule(actions=True)
def unknown_function(graph: Graph | ActionGraph) -> Iterator[Found]:
    """An expression calls a function that GitHub does not have.

    GitHub refuses the whole file.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            if: startWith(github.ref, 'refs/tags/')  # <-
            steps:
              - run: make test

    Source: docs.github.com, "Evaluate expressions in workflows and actions", functions (read 2026-11-22).
    """
    for remark in _remarks(graph, "unknown-function"):
        names = [signature.name for signature in SIGNATURES.values()]
        yield remark.found(f"there is no function '{remark.about}'", did_you_mean(remark.about, names))


@rule(actions=True)
def unavailable_function(graph: Graph | ActionGraph) -> Iterator[Found]:
    """An expression calls a function where GitHub does not have it.

    GitHub refuses the whole file. `hashFiles` needs the files of a job and can be called in its steps only; `always`,
    `cancelled`, `failure` and `success` belong into conditions.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            env:
              KEY: ${{ hashFiles('Cargo.lock') }}  # <-
            steps:
              - run: make test

    Source: docs.github.com, "Contexts reference", context availability (read 2026-11-22).
    """
    for remark in _remarks(graph, "unavailable-function"):
        where = {"hashfiles": "in steps"}.get(remark.about.lower(), "in conditions")
        message = f"the function '{remark.about}' is not available in {remark.use.yaml_path}"
        yield remark.found(message, f"it can be called {where} only")


@rule(actions=True)
def wrong_arguments(graph: Graph | ActionGraph) -> Iterator[Found]:
    """A function is called with too few or too many arguments.

    GitHub refuses the whole file. `case` takes an odd number: pairs of a condition and a value, and a value for all else.
    In the condition of a job `success` and `failure` take the ids of jobs, in that of a step nothing.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            if: contains(github.ref)  # <-
            steps:
              - run: make test

    Source: docs.github.com, "Evaluate expressions in workflows and actions", functions (read 2026-11-22).
    """
    for remark in _remarks(graph, "wrong-arguments"):
        yield remark.found(remark.about, None)


@rule(actions=True)
def unevaluated_expression(graph: Graph | ActionGraph) -> Iterator[Found]:
    """An expression stands where GitHub evaluates none.

    GitHub refuses the whole file. What starts a run and which jobs there are is decided before anything is evaluated.

        on:
          push:
            branches: ["${{ vars.BRANCH }}"]  # <-
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - run: make test

    Source: docs.github.com, "Contexts reference", context availability (read 2026-11-22).
    """
    for remark in _remarks(graph, "unevaluated-expression"):
        yield remark.found(f"GitHub evaluates no expression in {remark.use.yaml_path}", None)


class _Remark(NamedTuple):
    """Something about a part of an expression in its place. `about` is the name at fault, or a message."""

    use: Use
    at: Availability
    about: str
    span: tuple[int, int] | None

    @property
    def where(self) -> Where:
        return self.use.where if self.span is None else place_of_span(self.use, *self.span)

    def found(self, message: str, hint: str | None) -> Found:
        return Found(self.use.node, self.where, message, self.use.yaml_path, hint)


_made: WeakKeyDictionary[Graph | ActionGraph, dict[str, list[_Remark]]] = WeakKeyDictionary()


def _remarks(graph: Graph | ActionGraph, rule: str) -> Iterable[_Remark]:
    """What one of the rules of this module says. All of them look once at each use of an expression."""
    made = _made.get(graph)
    if made is None:
        made = _made[graph] = {}
        for use, at in _placed(graph):
            for name, about, span in _judged(use.parsed, at):
                made.setdefault(name, []).append(_Remark(use, at, about, span))
    return made.get(rule, ())


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

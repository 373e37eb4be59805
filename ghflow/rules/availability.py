"""Rules about what an expression may use in the place where it stands: contexts, functions, and whether there may be one at all.

Not here: what is wrong where (`model.availability`), what comes after a context (`expressions`), the table of places
(`spec.keys`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from ghflow.diagnostics import did_you_mean
from ghflow.expr.signatures import SIGNATURES
from ghflow.model.availability import remarks
from ghflow.rules.parts import place_of_span
from ghflow.rules.registry import Found, rule
from ghflow.spec import contexts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ghflow.model.availability import Remark
    from ghflow.model.graph import ActionGraph, Graph


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
        yield _found(remark, hint)


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
        yield _found(remark, hint)


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
        yield _found(remark, did_you_mean(remark.about, names))


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
        yield _found(remark, f"it can be called {where} only")


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
        yield _found(remark, None)


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
        yield _found(remark, None)


_made: WeakKeyDictionary[Graph | ActionGraph, dict[str, list[Remark]]] = WeakKeyDictionary()


def _remarks(graph: Graph | ActionGraph, rule: str) -> Iterable[Remark]:
    """What one of the rules of this module says. All of them look once at each use of an expression."""
    made = _made.get(graph)
    if made is None:
        made = _made[graph] = {}
        for remark in remarks(graph):
            made.setdefault(remark.rule, []).append(remark)
    return made.get(rule, ())


def _found(remark: Remark, hint: str | None) -> Found:
    use, span = remark.use, remark.span
    where = use.where if span is None else place_of_span(use, *span)
    return Found(use.node, where, remark.message, use.yaml_path, hint)

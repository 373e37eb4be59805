"""Lints about conditions: those that are always true, those that never are, and values that are chosen by `&&` and `||`.

Not here: comparisons that the types decide (`lint_types`), conditions that pass over the results of jobs (`lint_needs`).
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from ghflow.diagnostics import Edit, Severity
from ghflow.expr.coercion import truth
from ghflow.expr.parsing import ExprError, Part, parse, split
from ghflow.expr.printing import show
from ghflow.expr.running import links
from ghflow.expr.tree import NODES, Call, Context, Index, Lit, Op, walk
from ghflow.expr.unknown import Fields
from ghflow.rules.expressions import at_name
from ghflow.rules.lint_legs import STATUS, asks_status, contexts_of, holds, legs_of, nodes_of, trees_of
from ghflow.rules.lint_starts import event_paths, events_of, never_true
from ghflow.rules.parts import place_of
from ghflow.rules.registry import Found, rule
from ghflow.spec.events import PULL_REQUEST_EVENTS
from ghflow.spec.payloads import missing_property

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ghflow.expr.tree import Expr
    from ghflow.model.graph import ActionGraph, Graph, StepsGraph
    from ghflow.model.node import Node
    from ghflow.where import Where


def conditions_of(job: StepsGraph) -> Iterator[tuple[Node, Any, str]]:
    """Every `if` of a job and its steps, with what has it and its place in the file."""
    own = getattr(job.holder, "if_", None)
    if own is not None:
        yield job.holder, own, f"{job.prefix}.if"
    for index, step in enumerate(job.steps):
        condition = getattr(step, "if_", None)
        if condition is not None:
            yield step, condition, f"{job.step_path(index)}.if"


@rule(Severity.WARNING, actions=True)
def condition_as_text(graph: Graph | ActionGraph) -> Iterator[Found]:
    """A condition has something around its `${{ }}`, so that it is a text, and always true.

    Only what stands inside of `${{ }}` is evaluated then; what comes of it is joined with the rest to a text that is not empty.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - run: make deploy
                if: ${{ github.ref_name == 'main' }} && github.actor == 'octocat'  # <-

    Source: actions/runner, EvaluateStepIf; docs.github.com, "Evaluate expressions", `if` (read 2026-11-22).
    """
    for job in graph.jobs:
        for node, condition, path in conditions_of(job):
            if not isinstance(condition, str) or "${{" not in condition:
                continue
            try:
                pieces = split(condition)
            except ExprError:
                continue
            around = [piece for piece in pieces if not isinstance(piece, Part)]
            if around or len(pieces) > 1:
                spaces = all(not piece.strip() for piece in around) and len(pieces) - len(around) == 1
                what = "a line end or a space" if spaces else "text"
                message = f"the condition has {what} outside of ${{{{ }}}}, so that it is always true"
                hint = "write the whole condition without ${{ }}"
                where = node.where.argument("if_")
                yield Found(node, where, message, path, hint, _bare(where, pieces))


@rule(Severity.WARNING, actions=True)
def condition_never_true(graph: Graph | ActionGraph) -> Iterator[Found]:
    """A condition is false at every event that starts the workflow, and in every leg; what it is for never runs.

    The events with their activity types and filters of branches and tags are tried, and what the payloads of those events do
    not have is null. A lone `false` is taken as meant, and so is `false &&` before other parts.

        on:
          push:
            branches: [main]
        jobs:
          deploy:
            if: startsWith(github.ref, 'refs/tags/')  # <-
            runs-on: ubuntu-latest
            steps:
              - run: make deploy

    Source: docs.github.com, "Events that trigger workflows", "Contexts reference" (read 2026-11-22).
    """
    for job in graph.jobs:
        outer = getattr(job.holder, "if_", None)
        dead = False
        for node, condition, path in conditions_of(job):
            if dead or not _may_be_decided(condition) or _is_switched_off(condition):
                continue
            conditions = [condition] if node is job.holder else [outer, condition]
            if not _is_dead(graph, job, conditions, node is job.holder):
                continue
            dead = node is job.holder
            yield Found(node, node.where.argument("if_"), f"the condition is never true{_why(graph, condition)}", path)


def _is_dead(graph: Graph | ActionGraph, job: Any, conditions: list[Any], of_job: bool) -> bool:
    legs: Any = [None] if of_job else legs_of(job)
    if legs is None:
        legs = [None]
    if not hasattr(graph, "workflow"):
        return holds(conditions[-1], contexts_of(job), well=False) is False
    return all(never_true(graph, job, conditions, leg) for leg in legs)  # type: ignore[arg-type]


def _bare(where: Where, pieces: list[str | Part]) -> tuple[Edit, ...]:
    """The edit that writes a condition of one line without `${{ }}`, where that is an expression."""
    if where.line != where.end_line:
        return ()
    is_joined = any(isinstance(piece, str) and piece.strip() for piece in pieces)
    words = []
    for piece in pieces:
        source = piece.source.strip() if isinstance(piece, Part) else piece
        is_loose = isinstance(piece, Part) and ("&&" in source or "||" in source)
        words.append(f"({source})" if is_joined and is_loose else source)
    bare = "".join(words).strip()
    try:
        parse(bare)
    except ExprError:
        return ()
    plain = re.fullmatch(r"[\w(][^#:,\[\]{}\"\n]*", bare) is not None
    return (Edit(where, bare if plain else "'" + bare.replace("'", "''") + "'", None, unsafe=True),)


@rule(Severity.WARNING, actions=True)
def constant_condition(graph: Graph | ActionGraph) -> Iterator[Found]:
    """A condition asks for nothing: it is always true, or a lone `false`.

    What is switched off by `if: false` stands in the file and is not kept up. `allow` this rule where it is to come back. A
    condition that other parts make false is found by `condition-never-true`.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - run: make test
                if: false  # <-
              - run: make deploy
                if: ${{ 'main' }}  # <-
              - run: make docs
                if: github.ref_name == 'main' || 'next'  # <-

    Source: docs.github.com, "Evaluate expressions", `if` (read 2026-11-22).
    """
    for job in graph.jobs:
        for node, condition, path in conditions_of(job):
            answer = _constant(condition)
            if answer is not None:
                words = "always true" if answer else "never true"
                hint = "remove the condition" if answer else "remove what it switches off, or allow this rule"
                if any(_is_true_by_part(tree) and not isinstance(tree, Lit) for tree in trees_of(condition)):
                    hint = "a text that stands alone is always true: compare it, too"
                yield Found(node, node.where.argument("if_"), f"the condition is {words}", path, hint)


def _constant(condition: Any) -> bool | None:
    """What a condition without any context comes to; None where something is asked for, or another rule tells of it."""
    if not isinstance(condition, str):
        return None if condition is None or isinstance(condition, NODES) else truth(condition)
    if not condition or (condition.count("${{") and not condition.endswith("}}")):
        return None
    trees = trees_of(condition)
    if len(trees) != 1:
        return None
    if any(_asks(node) for node in walk(trees[0])):
        return True if _is_true_by_part(trees[0]) else None
    found = holds(condition, Fields({}))
    return found if found or isinstance(trees[0], Lit) else None


def _is_true_by_part(node: Expr) -> bool:
    """Whether one part of a condition is always true and nothing else counts, as in `a == 'x' || 'y'`."""
    match node:
        case Op("||", left, right):
            return _is_true_by_part(left) or _is_true_by_part(right)
        case Op("&&", left, right):
            return _is_true_by_part(left) and _is_true_by_part(right)
        case Lit(value):
            return truth(value) is True
    return False


def _asks(node: Expr) -> bool:
    """Whether a part of a condition is not the same at all times."""
    return isinstance(node, Context) or (isinstance(node, Call) and node.name.lower() in (*STATUS, "hashfiles"))


_DECIDING = frozenset(("event_name", "event", "ref", "ref_name", "ref_type", "head_ref", "base_ref"))


def _may_be_decided(condition: Any) -> bool:
    """Whether a condition asks for something that events, inputs or the matrix decide, or for nothing at all."""
    asked = [(node, tree) for tree in trees_of(condition) for node in walk(tree) if isinstance(node, Context)]
    if not asked:
        return not asks_status(condition)
    for context, tree in asked:
        name = context.name.lower()
        if name in ("inputs", "matrix", "runner"):
            return True
        if name == "github":
            keys = [node.key for node in walk(tree) if isinstance(node, Index) and node.of is context]
            if any(not isinstance(key, Lit) or str(key.value).lower() in _DECIDING for key in keys):
                return True
    return False


def _is_switched_off(condition: Any) -> bool:
    """Whether a condition is a lone `false`, or has one among other operands of `&&`: somebody has switched it off."""
    if condition is False or condition is True:
        return True
    trees = trees_of(condition)
    if len(trees) != 1:
        return True
    operands = links(trees[0]) if isinstance(trees[0], Op) and trees[0].op == "&&" else trees
    literal = [isinstance(one, Lit) for one in operands]
    return (len(operands) == 1 and literal[0]) or (any(literal) and not all(literal))


def _why(graph: Graph | ActionGraph, condition: Any) -> str:
    events = events_of(graph) if hasattr(graph, "workflow") else None  # type: ignore[arg-type]
    text = str(condition).lower() if isinstance(condition, str) else ""
    if events is None or "github" not in text:
        return ""
    return f" at the events that start the workflow: {', '.join(events)}"


@rule(Severity.WARNING)
def wrong_payload(graph: Graph) -> Iterator[Found]:
    """An expression asks for a part of the event that no event of the workflow has; it is empty.

    A value with `||` behind it is passed over, since something else takes its place, and so are conditions.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - run: make review
                env:
                  NUMBER: ${{ github.event.pull_request.number }}  # <-

    Source: docs.github.com, "Webhook events and payloads" (read 2026-11-22).
    """
    events = events_of(graph)
    if events is None or "workflow_call" in events:
        return
    yield from _without_pull_request(graph, events)
    types = {name: getattr(settings, "types", None) for name, settings in events.items()}
    known = {name: one if isinstance(one, str | tuple) else None for name, one in types.items()}
    for use in graph.all_uses():
        if use.tree is None or use.path[:1] == ("if",) or ("github", "event") not in use.parsed.references:
            continue
        if any(isinstance(node, Op) for node in nodes_of(use)):
            continue
        for path in dict.fromkeys(event_paths([use.tree])):
            missing = missing_property(known, path)
            if missing is None or _longer(path, use.tree):
                continue
            named = ".".join(map(str, path[: missing[0] + 1]))
            listed = " or ".join(f"'{name}'" for name in events)
            message = (
                f"github.event.{named} is empty: {listed} {'has' if len(events) == 1 else 'have'} no such property"
            )
            where = place_of(use, partial(_holds_path, path))
            yield Found(use.node, where, message, use.yaml_path)


def _without_pull_request(graph: Graph, events: Iterable[str]) -> Iterator[Found]:
    """`github.head_ref` and `github.base_ref` where no event is about a pull request."""
    if {*PULL_REQUEST_EVENTS, "workflow_run", "merge_group"} & set(events):
        return
    for use in graph.all_uses():
        if use.tree is None or use.path[:1] == ("if",) or any(isinstance(node, Op) for node in nodes_of(use)):
            continue
        for context, name in use.parsed.references:
            if context == "github" and name.lower() in ("head_ref", "base_ref"):
                listed = " or ".join(f"'{one}'" for one in events)
                message = f"github.{name} is empty: {listed} is about no pull request"
                yield at_name(use, "github", name, message, None)


def _holds_path(path: tuple[str | int, ...], node: Expr) -> bool:
    return path in set(event_paths([node]))


def _longer(path: tuple[str | int, ...], tree: Expr) -> bool:
    """Whether a path is only the beginning of another one in the same expression."""
    return any(other[: len(path)] == path and other != path for other in event_paths([tree]))


@rule(Severity.WARNING, actions=True)
def falsy_choice(graph: Graph | ActionGraph) -> Iterator[Found]:
    """`a && '' || b` is always `b`: what stands behind `&&` is falsy, so that `||` goes on.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - run: make test
                env:
                  FLAGS: ${{ github.ref_name == 'main' && '' || '--dry-run' }}  # <-

    Source: docs.github.com, "Evaluate expressions", operators (read 2026-11-22).
    """
    booleans: frozenset[str] | None = None
    for use in graph.all_uses():
        for node in nodes_of(use):
            match node:
                case Op("||", Op("&&", _, Index(Context(of), Lit(str(name)))), Lit(other)) if (
                    other and of.lower() == "inputs"
                ):
                    booleans = _boolean_inputs(graph) if booleans is None else booleans
                    if name.lower() in booleans:
                        message = f"where inputs.{name} is false, this is {show(Lit(other))}: '&& ||' takes the next value then"
                        hint = "write case(...)"
                        yield Found(use.node, place_of(use, node.__eq__), message, use.yaml_path, hint)
                case Op("||", Op("&&", _, Lit(value)), _) if not value:
                    shown = "''" if value == "" else str(value).lower()
                    message = f"'&& {shown} ||' never gives {shown}: what follows || is taken in any case"
                    hint = "turn the condition round, or write case(...)"
                    yield Found(use.node, place_of(use, node.__eq__), message, use.yaml_path, hint)


def _boolean_inputs(graph: Graph | ActionGraph) -> frozenset[str]:
    """The names of the inputs that are booleans wherever they are declared, in lower case."""
    found: dict[str, bool] = {}
    events = (events_of(graph) if hasattr(graph, "workflow") else None) or {}  # type: ignore[arg-type]
    for settings in events.values():
        for name, one in (getattr(settings, "_inputs", None) or {}).items():
            found[name.lower()] = found.get(name.lower(), True) and getattr(one, "type", None) == "boolean"
    return frozenset(name for name, fits in found.items() if fits)

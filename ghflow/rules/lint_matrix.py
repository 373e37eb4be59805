"""Lints about matrices: axes that only some legs have, and numbers that are shorter than they were written.

Not here: what GitHub refuses in a matrix (`matrix`), comparisons with its values (`lint_types`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from linecache import getline
from typing import TYPE_CHECKING, Any

from ghflow.diagnostics import Edit, Severity
from ghflow.expr.coercion import equal, to_string
from ghflow.expr.numbers import show_number
from ghflow.expr.tree import NODES, Context, Index, Lit
from ghflow.model.steps import Step, UsesStep
from ghflow.rules.lint_legs import contexts_of, holds, legs_of
from ghflow.rules.parts import place_of
from ghflow.rules.registry import Found, rule
from ghflow.spec.catalogue import find

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ghflow.model.graph import ActionGraph, Graph, JobGraph, StepsGraph
    from ghflow.model.uses import Use
    from ghflow.where import Where

_JOINED_BEFORE = re.compile(r"[=:/@_.\w-]$")
_JOINED_BEHIND = re.compile(r"^[/@_.\w-]")


@rule(Severity.WARNING)
def axis_in_some_legs(graph: Graph) -> Iterator[Found]:
    """An expression uses an axis that only some legs of the matrix have; in the others it is empty, amid a longer word.

    Rows of `include` may bring axes of their own. An empty value that stands alone may be meant, as flags of a command are. One
    that is a part of a word (`--jobs=${{ matrix.jobs }}`), what an option of its name takes (`--jobs ${{ matrix.jobs }}`), the
    runner, a version or an input that an action requires is a hole.

        on: push
        jobs:
          test:
            strategy:
              matrix:
                os: [ubuntu-latest, macos-latest]
                include:
                  - os: ubuntu-latest
                    jobs: 4
            runs-on: ${{ matrix.os }}
            steps:
              - run: make --jobs=${{ matrix.jobs }}  # <-

    Source: docs.github.com, "Running variations of jobs in a workflow", `include` (read 2026-11-22).
    """
    for job in graph.jobs:
        legs = legs_of(job)
        if legs is None or len(legs) < 2:
            continue
        for use in job.uses:
            name = _axis(use)
            if name is None or not _is_hole(use, name) or _is_tested(use, name):
                continue
            lower = [{key.lower() for key in leg} for leg in legs]
            without = [leg for leg, keys in zip(legs, lower, strict=True) if name.lower() not in keys]
            if len(without) in (0, len(legs)):
                continue
            if isinstance(use.node, Step):
                condition = getattr(use.node, "if_", None)
                without = [leg for leg in without if holds(condition, contexts_of(job, leg), well=False) is not False]
            if not without:
                continue
            shown = ", ".join(f"{key}: {value}" for key, value in without[0].items() if not isinstance(value, Mapping))
            message = f"{len(without)} of {len(legs)} legs have no '{name}', the one with {shown[:60]} for example"
            where = place_of(use, lambda node: isinstance(node, Index), last=True)
            yield Found(use.node, where, message, use.yaml_path, "give it to every leg, or write a value behind ||")


def _axis(use: Use) -> str | None:
    """The axis that an expression is, and nothing else; what it is compared with or replaced by may be meant."""
    match use.tree:
        case Index(Context(of), Lit(str(name))) if of.lower() == "matrix":
            return name
    return None


def _is_hole(use: Use, axis: str) -> bool:
    """Whether an empty value leaves a hole in the word around it, or in a place that must not be empty."""
    key = use.path[0] if use.path else ""
    if key == "runs-on":
        return True
    if key == "with" and len(use.path) == 2:
        name = str(use.path[1]).lower()
        return name.endswith("version") or name in _required_by(use.node)
    parsed = use.parsed
    if not parsed.source or key != "run":
        return False
    before = parsed.text[: parsed.at].removesuffix("${{")
    behind = parsed.text[parsed.at + len(parsed.source) :].removeprefix("}}")
    option = _OPTION_BEFORE(before)
    if option is not None and _squeezed(axis).endswith(_squeezed(option[1])):
        return True
    joined = _JOINED_BEFORE.search(before.rstrip("\"'")) or _JOINED_BEHIND.search(behind)
    return joined is not None and not re.search(r"[A-Za-z_]\w*=[\"']?$", before.rsplit("\n")[-1].lstrip().split(" ")[0])


_OPTION_BEFORE = re.compile(r"(?:^|\s)--?([A-Za-z][\w-]+)[ \t]+$").search


def _squeezed(name: str) -> str:
    """A name without its hyphens and underscores, in lower case."""
    return re.sub(r"[-_]", "", name).lower()


def _required_by(node: Any) -> frozenset[str]:
    """The inputs that the action of a step must be given, in lower case."""
    facts = find(node.uses) if isinstance(getattr(node, "uses", None), str) else None
    return frozenset(name.lower() for name in facts.required) if facts is not None else frozenset()


def _is_tested(use: Use, name: str) -> bool:
    """Whether the script asks itself whether the axis is there."""
    return (
        re.search(rf"(?:\[|test|case|if|&&).*matrix\.{re.escape(name)}\b", use.parsed.text, re.IGNORECASE) is not None
    )


@rule(Severity.WARNING, actions=True)
def shortened_number(graph: Graph | ActionGraph) -> Iterator[Found]:
    """A version is written as a number, which loses its last zero: `3.10` is 3.1.

        on: push
        jobs:
          test:
            strategy:
              matrix:
                python: [3.9, 3.10]  # <-
            runs-on: ubuntu-latest
            steps:
              - uses: actions/setup-python@v6
                with:
                  python-version: ${{ matrix.python }}

    Source: YAML 1.2.2, numbers; docs.github.com, "Building and testing Python" (read 2026-11-22).
    """
    if hasattr(graph, "workflow"):
        yield from _shortened_in(graph.workflow, "env", "env")
    for job in graph.jobs:
        if hasattr(graph, "workflow"):
            yield from _shortened_in(job.holder, "env", f"{job.prefix}.env")
        matrix: Any = getattr(job.holder, "matrix", None)
        table = matrix.to_yaml() if matrix is not None and getattr(matrix, "to_yaml", None) is not None else None
        if isinstance(table, Mapping):
            for way, value in _floats(table, ()):
                where = matrix.where.argument(*way)
                if where is matrix.where and not where.from_file:
                    where = matrix.where.argument("", *way, position=0)
                shown = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in way)
                yield from _shortened(matrix, where, value, f"{job.prefix}.strategy.matrix{shown}")
        for index, step in enumerate(job.steps):
            yield from _shortened_in(step, "env", "env", job, index)
            if isinstance(step, UsesStep):
                yield from _shortened_in(step, "with_", "with", job, index)


@rule(Severity.WARNING)
def idle_exclude(graph: Graph) -> Iterator[Found]:
    """A row of `exclude` names a value that its axis does not have, so that nothing is excluded.

        on: push
        jobs:
          test:
            strategy:
              matrix:
                os: [ubuntu-latest, macos-latest]
                python: ['3.10', '3.14']
                exclude:
                  - os: macos-latest
                    python: '3.9'  # <-
            runs-on: ${{ matrix.os }}
            steps:
              - run: make test

    Source: docs.github.com, "Running variations of jobs in a workflow", `exclude` (read 2026-11-22).
    """
    for job, matrix, axes in _known_axes(graph):
        rows = matrix.exclude
        for index, row in enumerate(rows if isinstance(rows, tuple | list) else ()):
            for name, value in row.items() if isinstance(row, Mapping) else ():
                known = axes.get(name.lower())
                if known and not _holds_expression(value) and not any(_matches(one, value) for one in known):
                    message = f"the axis '{name}' has no value {_shown(value)}, so that nothing is excluded"
                    path = f"{job.prefix}.strategy.matrix.exclude[{index}].{name}"
                    yield Found(matrix, matrix.where.argument("exclude", index, name), message, path)
                    break


@rule(Severity.WARNING)
def repeated_axis_value(graph: Graph) -> Iterator[Found]:
    """An axis of a matrix has a value twice: the same job runs twice.

        on: push
        jobs:
          test:
            strategy:
              matrix:
                python: ['3.10', '3.14', '3.14']  # <-
            runs-on: ubuntu-latest
            steps:
              - run: make test

    Source: docs.github.com, "Running variations of jobs in a workflow" (read 2026-11-22).
    """
    for job, matrix, axes in _known_axes(graph):
        for name, values in axes.items():
            for at, value in enumerate(values):
                if any(one.__class__ is value.__class__ and one == value for one in values[:at]):
                    message = f"the axis '{name}' has the value {_shown(value)} twice"
                    path = f"{job.prefix}.strategy.matrix.{name}[{at}]"
                    yield Found(matrix, matrix.where.argument(name, at), message, path)


def _known_axes(graph: Graph) -> Iterator[tuple[JobGraph, Any, dict[str, tuple[Any, ...]]]]:
    """Every matrix with its axes by their names in lower case; those left out in which expressions decide."""
    for job in graph.jobs:
        matrix: Any = getattr(job.holder, "matrix", None)
        table = matrix.to_yaml() if matrix is not None and getattr(matrix, "to_yaml", None) is not None else None
        if isinstance(table, Mapping):
            axes = {name.lower(): values for name, values in table.items() if name not in ("include", "exclude")}
            known = {name: one for name, one in axes.items() if isinstance(one, tuple) and not _holds_expression(one)}
            yield job, matrix, known


def _holds_expression(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(map(_holds_expression, value.values()))
    if isinstance(value, tuple | list):
        return any(map(_holds_expression, value))
    return isinstance(value, NODES) or (isinstance(value, str) and "${{" in value)


def _matches(value: Any, wanted: Any) -> bool:
    """Whether a row of `exclude` means a value: of a mapping it may name a part."""
    if isinstance(value, Mapping) and isinstance(wanted, Mapping):
        return all(
            any(key.lower() == name.lower() and _matches(value[key], one) for key in value)
            for name, one in wanted.items()
        )
    if isinstance(value, tuple | list) and isinstance(wanted, tuple | list):
        return len(value) == len(wanted) and all(map(_matches, value, wanted))
    if isinstance(value, Mapping | tuple | list) or isinstance(wanted, Mapping | tuple | list):
        return False
    return equal(value, wanted)


def _shown(value: Any) -> str:
    """A value as it may be written in a file."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {_shown(one)}" for name, one in value.items()) + "}"
    if isinstance(value, tuple | list):
        return "[" + ", ".join(map(_shown, value)) + "]"
    return to_string(value)


def _shortened_in(node: Any, argument: str, key: str, job: StepsGraph | None = None, index: int = 0) -> Iterator[Found]:
    """The shortened numbers in a mapping of an object, or of a step of a job."""
    given = getattr(node, argument, None)
    for name, value in given.items() if isinstance(given, Mapping) else ():
        if isinstance(value, float):
            path = f"{key}.{name}" if job is None else f"{job.step_path(index)}.{key}.{name}"
            yield from _shortened(node, node.where.argument(argument, name), value, path)


def _floats(value: Any, way: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], float]]:
    if isinstance(value, float):
        yield way, value
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from _floats(item, (*way, name))
    elif isinstance(value, tuple | list):
        for index, item in enumerate(value):
            yield from _floats(item, (*way, index))


def _shortened(node: Any, where: Where, value: float, path: str) -> Iterator[Found]:
    spelt = getline(where.file, where.line)[where.column - 1 : where.end_column - 1] if where.line else ""
    if where.line == where.end_line and re.fullmatch(r"\d+\.\d*0", spelt):
        message = f"{spelt} is a number here, and its text is {show_number(value)}"
        yield Found(node, where, message, path, f"write '{spelt}'", (Edit(where, f"'{spelt}'", spelt, unsafe=True),))

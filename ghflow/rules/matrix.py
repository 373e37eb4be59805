"""Rules about the matrix of a job: its legs, and what `exclude` may name.

Not here: references to axes (`expressions`), the expansion itself (`model.matrix`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ghflow.diagnostics import did_you_mean
from ghflow.expr.tree import CLASSES
from ghflow.rules.registry import Found, rule
from ghflow.spec.limits import MAX_LEGS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ghflow.model.graph import Graph, JobGraph
    from ghflow.where import Where


@rule()
def too_many_legs(graph: Graph) -> Iterator[Found]:
    """The matrix of a job makes more jobs than GitHub starts in one run.

    At most 256 come out of a matrix. What `exclude` takes away does not count.

        on: push
        jobs:
          test:
            strategy:
              matrix:
                os: [ubuntu-latest, windows-latest, macos-latest]  # <-
                major: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
                minor: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
            runs-on: ${{ matrix.os }}
            steps:
              - run: make test

    Source: docs.github.com, "Workflow syntax", `jobs.<job_id>.strategy.matrix` (read 2026-11-22).
    """
    for job, matrix in matrices(graph):
        count = _count(matrix)
        if count is not None and count > MAX_LEGS:
            message = f"the matrix of job '{job.id}' makes {count:,} jobs, and GitHub takes {MAX_LEGS}"
            yield Found(job.job, _place(job), message, _path(job), "split the job, or make a list of include")


NO_AXES = frozenset(("include", "exclude"))
"""Keys of a matrix that are not axes."""


def _count(matrix: Mapping[str, Any]) -> int | None:
    """How many legs there are; None when expressions decide."""
    most = None
    for key, values in matrix.items():
        if key not in NO_AXES:
            if not isinstance(values, tuple):
                return None
            most = len(values) if most is None else most * len(values)
    if most is None:
        most = 0
    include, exclude = matrix.get("include", ()), matrix.get("exclude", ())
    if exclude == () and most > MAX_LEGS:
        return most
    if not isinstance(include, tuple) or not isinstance(exclude, tuple):
        return None
    if most + len(include) <= MAX_LEGS:
        return most  # or a few more or fewer: it makes no difference
    if _has_expressions(matrix):
        return None
    from ghflow.model.matrix import expand

    try:
        return len(expand(matrix))
    except ValueError:  # wrong in another way, or too many to count
        return most if most > MAX_LEGS * MAX_LEGS else None


def _has_expressions(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(map(_has_expressions, value.values()))
    if isinstance(value, tuple):
        return any(map(_has_expressions, value))
    return value.__class__ in CLASSES or (isinstance(value, str) and "${{" in value)


@rule()
def unknown_excluded_axis(graph: Graph) -> Iterator[Found]:
    """A row of `exclude` names what is no axis of the matrix.

    GitHub refuses to start the job. Keys that only `include` has are no axes: they are added after `exclude` was applied.

        on: push
        jobs:
          test:
            strategy:
              matrix:
                os: [ubuntu-latest, macos-latest]
                python: ["3.13", "3.14"]
                exclude:
                  - os: macos-latest
                    pyhton: "3.13"  # <-
            runs-on: ${{ matrix.os }}
            steps:
              - run: make test

    Source: actions/runner, EvaluateStrategy (read 2026-11-22).
    """
    for job, matrix in matrices(graph):
        where = job.job.matrix.where  # type: ignore[attr-defined]
        rows = matrix.get("exclude")
        if not where.from_file or not isinstance(rows, tuple):
            continue  # in Python the constructor says so
        axes = [key for key in matrix if key not in NO_AXES]
        lower = {axis.lower() for axis in axes}
        for index, row in enumerate(rows):
            for name in row if isinstance(row, Mapping) else ():
                if name.lower() not in lower:
                    message = f"exclude[{index}] names '{name}', which is not an axis of the matrix"
                    path = f"{_path(job)}.exclude[{index}].{name}"
                    yield Found(
                        job.job, where.argument("exclude", index, name), message, path, did_you_mean(name, axes)
                    )


@rule()
def empty_matrix(graph: Graph) -> Iterator[Found]:
    """A matrix has nothing in it, or an axis has no values.

    GitHub refuses the whole file.

        on: push
        jobs:
          test:
            strategy:
              matrix:
                include: []  # <-
            runs-on: ubuntu-latest
            steps:
              - run: make test

    Source: actions/runner, EvaluateStrategy; actions/languageservices, test data of the reader (read 2026-11-22).
    """
    for job, matrix in matrices(graph):
        axes = {key: value for key, value in matrix.items() if key not in NO_AXES}
        if not axes and matrix.get("include") in (None, ()):
            message = f"the matrix of job '{job.id}' has neither axes nor include"
            yield Found(job.job, _place(job), message, _path(job))
        where: Where = job.job.matrix.where  # type: ignore[attr-defined]
        for name, values in axes.items() if not where.from_file else ():  # the reader says so of a file
            if values == ():
                message = f"the axis '{name}' has no values"
                yield Found(job.job, where.argument(name), message, f"{_path(job)}.{name}")


@lru_cache(maxsize=1)  # for the rules that ask one after the other about one graph
def matrices(graph: Graph) -> Sequence[tuple[JobGraph, Mapping[str, Any]]]:
    """The matrices that are not one expression, as they stand in the file."""
    matrices: list[tuple[JobGraph, Any]] = [(job, getattr(job.job, "matrix", None)) for job in graph.jobs]
    tables = ((job, matrix.to_yaml()) for job, matrix in matrices if hasattr(matrix, "to_yaml"))
    return [(job, table) for job, table in tables if isinstance(table, dict)]


def _path(job: JobGraph) -> str:
    return f"{job.prefix}.strategy.matrix"


def _place(job: JobGraph) -> Where:
    return job.job.where.argument("matrix")

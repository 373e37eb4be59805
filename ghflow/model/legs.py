"""A matrix without expressions -> its legs, in GitHub's order, with the names that GitHub shows.

Lives here: `Leg`, `expand_matrix`. Not here: the matrix as a user writes it (`matrix`), what is wrong with one (`rules`).
Source: actions/runner, EvaluateStrategy, as read for the simulation; docs.github.com, "Running variations of jobs in a
workflow" (read 2026-11-22).
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

from ghflow.expr.coercion import equal, to_string
from ghflow.model.kinds import FrozenMap

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST_NAME = 100
_MOST = 100_000
"""Combinations of axes that are gone through: far more than GitHub takes, and no burden yet."""


class Leg:
    """One job that a matrix makes: what the context `matrix` holds in it, in the order of the axes."""

    __slots__ = ("axes", "values")

    def __init__(self, axes: Mapping[str, Any], extra: Mapping[str, Any]) -> None:
        self.axes = FrozenMap(axes)
        """The values of the axes alone; of a leg that `include` adds, all of its values."""
        self.values = FrozenMap({**axes, **extra})

    def name(self, job: str) -> str:
        """The name of the leg for a job with this name (or id, when it has none): `test (ubuntu-latest, 3.14)`.

        A name with an expression in it is evaluated for each leg instead, and gets nothing behind it.
        """
        shown = ", ".join(leaf for leaf in _leaves(self.axes) if leaf)
        name = f"{job} ({shown})" if shown else job
        return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 3] + "..."

    def __repr__(self) -> str:
        return f"Leg({dict(self.values)!r})"


def expand_matrix(matrix: Mapping[str, Any]) -> list[Leg]:
    """The legs of a matrix, given as the mapping that it is in the file; none when everything is excluded.

    GitHub runs one job with an empty `matrix` when everything is excluded. Values are texts, numbers, booleans, None, and
    lists and mappings of these. Raises ValueError for what GitHub refuses: an axis without values, a matrix without axes and
    `include`, `exclude` with a key that is no axis; for an expression in place of a list, and for more than 100,000 combinations.
    """
    include, exclude = (_rows(matrix, key) for key in ("include", "exclude"))
    axes = {key: value for key, value in matrix.items() if key.lower() not in ("include", "exclude")}
    for name, values in axes.items():
        if not isinstance(values, list | tuple):
            raise ValueError(f"the axis '{name}' is no list")
        if not values:
            raise ValueError(f"the axis '{name}' has no values")
    if not axes and not include:
        raise ValueError("the matrix has neither axes nor include")
    spelt = {name.lower(): name for name in axes}
    for row in exclude:
        for name in row:
            if name.lower() not in spelt:
                raise ValueError(f"exclude names '{name}', which is not an axis")
    if prod(map(len, axes.values())) > _MOST:
        raise ValueError(f"the axes have more than {_MOST:,} combinations")
    legs = [dict(zip(axes, values, strict=True)) for values in product(*axes.values())] if axes else []
    legs = [leg for leg in legs if not any(_fits(row, leg, spelt) for row in exclude)]
    extras: list[dict[str, Any]] = [{} for _ in legs]
    own = []
    for row in include:
        asked = {name: value for name, value in row.items() if name.lower() in spelt}
        extra = {name: value for name, value in row.items() if name.lower() not in spelt}
        fitting = [at for at, leg in enumerate(legs) if _fits(asked, leg, spelt)]
        for at in fitting:
            _merge(extras[at], extra)
        if not fitting:
            own.append(Leg(row, {}))
    return [Leg(leg, extra) for leg, extra in zip(legs, extras, strict=True)] + own


def _rows(matrix: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    rows = next((value for name, value in matrix.items() if name.lower() == key), None)
    if rows is None:
        return []
    if not isinstance(rows, list | tuple) or not all(isinstance(row, Mapping) for row in rows):
        raise ValueError(f"'{key}' is no list of mappings")
    return list(rows)


def _merge(known: dict[str, Any], extra: Mapping[str, Any]) -> None:
    """What a later row of `include` says takes the place of what an earlier one said, whatever the case of the key."""
    for name, value in extra.items():
        same = next((other for other in known if other.lower() == name.lower()), name)
        known[same] = value


def _fits(row: Mapping[str, Any], leg: Mapping[str, Any], spelt: Mapping[str, str]) -> bool:
    """Whether all that a row of `include` or `exclude` says of the axes is so in a leg."""
    return all(_same(value, leg[spelt[name.lower()]]) for name, value in row.items())


def _same(asked: Any, value: Any) -> bool:
    """Leaf by leaf, as `==` compares: what is missing is null, and what is more in the leg does not count."""
    if isinstance(asked, Mapping):
        inside = {key.lower(): item for key, item in value.items()} if isinstance(value, Mapping) else {}
        return all(_same(item, inside.get(key.lower())) for key, item in asked.items())
    if isinstance(asked, list | tuple):
        items = list(value) if isinstance(value, list | tuple) else []
        items += [None] * (len(asked) - len(items))
        return all(_same(item, other) for item, other in zip(asked, items, strict=False))
    return not isinstance(value, (Mapping, list, tuple)) and bool(equal(asked, value))


def _leaves(value: Any) -> Iterator[str]:
    """Texts, numbers and booleans, depth first."""
    if isinstance(value, Mapping):
        for item in value.values():
            yield from _leaves(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _leaves(item)
    elif value is not None:
        yield to_string(value)

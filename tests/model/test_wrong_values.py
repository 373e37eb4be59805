"""Values that no field takes: the worst of Python, for every field of every class. Nothing but diagnostics come of it."""

from __future__ import annotations

import importlib
import math
import pkgutil
import sys

import attrs
import pytest

from ghflow import Job, Matrix, Permissions, Step, UsageError, github
from ghflow.diagnostics import collecting
from ghflow.model.node import Node

for _found in pkgutil.iter_modules(importlib.import_module("ghflow.model").__path__, "ghflow.model."):
    importlib.import_module(_found.name)


def below(cls: type) -> list[type]:
    """The classes below one; not those that attrs has replaced by a slotted copy, which live on for a while."""
    real = [one for one in cls.__subclasses__() if getattr(sys.modules[one.__module__], one.__name__, None) is one]
    return [found for one in real for found in (one, *below(one))]


# Classes without fields of their own, as most events are, share all of it with the class above.
CLASSES = sorted({cls for cls in below(Node) if "__attrs_attrs__" in vars(cls)} | {Step}, key=lambda cls: cls.__name__)
ROWS = [pytest.param(cls, id=cls.__name__) for cls in CLASSES]


class Boom(Exception):
    """What a user's own object raises."""


class BadRepr:
    def __repr__(self):
        raise Boom


class BadAttributes:
    def __getattr__(self, name):
        raise Boom


class BadEquality:
    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other):
        raise Boom


class BadTruth:
    def __bool__(self):
        raise Boom


def nested(levels, wrap):
    found = wrap(None)
    for _ in range(levels):
        found = wrap(found)
    return found


ITSELF: list = []
ITSELF.append(ITSELF)
ITSELF_TOO: dict = {}
ITSELF_TOO["a"] = ITSELF_TOO

HOSTILE = {
    "object": object(),
    "bytes": b"x",
    "nan": math.nan,
    "infinity": math.inf,
    "minus infinity": -math.inf,
    "5000 digits": 10**5000,
    "negative": -5,
    "complex": 1j,
    "ellipsis": ...,
    "not implemented": NotImplemented,
    "module": sys,
    "exception": ValueError("x"),
    "class": Job,
    "type": type,
    "function with parameters": lambda one: one,
    "builtin": print,
    "set": {1, 2},
    "frozenset": frozenset("a"),
    "10,000 lists": nested(10_000, lambda inner: [inner]),
    "10,000 dicts": nested(10_000, lambda inner: {"a": inner}),
    "list of itself": ITSELF,
    "dict of itself": ITSELF_TOO,
    "bad repr": BadRepr(),
    "bad repr inside": {"a": [{"b": BadRepr()}]},
    "bad attributes": BadAttributes(),
    "bad equality": BadEquality(),
    "bad truth": BadTruth(),
    "value": github.ref,
    "step": Step(run="x"),
    "matrix": Matrix(a=[1]),
    "permissions": Permissions(),
    "mixed list": [1, "a", None, object()],
    "number as key": {1: 2},
    "object in dict": {"a": object()},
    "long key": {"a" * 2000: 1},
    "half a surrogate pair": "\ud800",
    "NUL": "\0",
    "long text": "x" * 10**5,
    "fenced": "${{ github.ref }}",
    "range": range(3),
    "empty": "",
}


def fields_of(cls: type) -> list[str]:
    if cls is Step:
        return ["name", "run", "uses", "with_", "if_"]
    return [field.alias for field in attrs.fields(cls)]


@pytest.mark.parametrize("cls", ROWS)
def test_a_hostile_value_makes_a_usage_error_or_nothing(cls):
    foreign = []
    for name in (*fields_of(cls), "comment", "extra", "allow", "no_such_argument"):
        for label, value in HOSTILE.items():
            try:
                with collecting() as found:
                    made = cls(**{name: value})
                assert isinstance(made, Node)
                assert all(str(one) for one in found)
            except Exception as error:
                foreign.append(f"collecting: {name} = {label}: {type(error).__name__}: {error}")
            try:
                cls(**{name: value})
            except UsageError:
                pass
            except Exception as error:
                foreign.append(f"plain: {name} = {label}: {type(error).__name__}: {error}")

    assert [] == foreign


@pytest.mark.parametrize("cls", ROWS)
def test_no_field_takes_an_object_of_a_class_that_ghflow_does_not_know(cls):
    taken = []
    for name in {*fields_of(cls), "comment", "extra", "allow"} - {"_ghflow_axes", "_ghflow_whole"}:
        with collecting() as found:
            cls(**{name: object()})
        if not [one for one in found if one.path.startswith(name) or name in one.message]:
            taken.append(name)

    assert [] == taken

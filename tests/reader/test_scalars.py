"""Plain scalars are typed as GitHub's runner types them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghflow.model.kinds import FrozenMap, PlainKey
from ghflow.reader.scalars import key_of, resolve


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("NULL", None),
        ("nUll", "nUll"),
        ("true", True),
        ("False", False),
        ("TRUE", True),
        ("tRue", "tRue"),
        ("yes", "yes"),
        ("on", "on"),
        ("y", "y"),
        ("12", 12),
        ("+12", 12),
        ("-012", -12),
        ("0x1F", 31),
        ("0X1F", "0X1F"),
        ("-0x1F", "-0x1F"),
        ("0o17", 15),
        ("017", 17),
        ("0b11", "0b11"),
        ("2_17", "2_17"),
        ("1_000.5", "1_000.5"),
        ("3.10", 3.1),
        (".5", 0.5),
        ("5.", 5.0),
        (".", "."),
        ("1e3", 1000.0),
        ("1e", "1e"),
        ("-.inf", -math.inf),
        (".INF", math.inf),
        (".iNF", ".iNF"),
        ("12:30:45", "12:30:45"),
        ("2001-12-14", "2001-12-14"),
        ("=", "="),
        ("<<", "<<"),
        ("1 2", "1 2"),
        ("-", "-"),
        ("+", "+"),
        ("٣", "٣"),  # a digit, but none of YAML's
    ],
)
def test_resolve(text, value):
    found = resolve(text)

    assert found == value
    assert found.__class__ is value.__class__


def test_not_a_number():
    assert math.isnan(resolve(".NaN"))


@pytest.mark.parametrize("text", ["9" * 400, "-" + "9" * 5000, "0x" + "F" * 5000, "1e999"])
def test_numbers_without_end_are_infinite(text):
    assert math.isinf(resolve(text))


@given(st.text(alphabet="0123456789+-._eExoabfnulNtrTRUE~", max_size=8))
def test_as_the_oracle_resolves(gh_tree, text):
    kind, *rest = gh_tree.resolve(text)
    value = resolve(text)

    if kind == "str":
        assert value == text
    elif kind == "null":
        assert value is None
    elif kind == "bool":
        assert value is rest[0]
    else:
        assert gh_tree.g15(float(value)) == rest[0]


def test_a_key_that_is_no_text_is_no_texts_equal():
    key = key_of(1, "1")

    assert key != "1"
    assert key == PlainKey("1")
    assert FrozenMap({key: "a", "1": "b"}) == {PlainKey("1"): "a", "1": "b"}
    assert key_of("1", "1").__class__ is str

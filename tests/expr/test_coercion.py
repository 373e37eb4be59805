from __future__ import annotations

import math
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghflow.expr.coercion import (
    MISSING,
    equal,
    find,
    greater,
    is_primitive,
    kind_of,
    merged,
    ordinal,
    same_text,
    to_number,
    to_string,
    truth,
    units,
)
from ghflow.expr.unknown import Fields, Unknown

TEXTS = st.text(max_size=5) | st.text(
    "aAbB\u00e4\u00c4\u00df\u0131I\u03c2\u03a3\u03c3\U00010428\U00010400\uffee", max_size=4
)
VALUES = st.none() | st.booleans() | st.floats() | st.integers(-5, 5) | TEXTS | st.lists(st.none()) | st.just({})


@pytest.mark.parametrize(
    ("value", "kind", "answer", "text", "number"),
    [
        (None, "null", False, "", 0),
        (True, "boolean", True, "true", 1),
        (False, "boolean", False, "false", 0),
        (0, "number", False, "0", 0),
        (-0.0, "number", False, "0", 0),
        (2, "number", True, "2", 2),
        (math.nan, "number", False, "NaN", None),
        ("", "string", False, "", 0),
        ("0", "string", True, "0", 0),
        ("x", "string", True, "x", None),
        ([], "array", True, "Array", None),
        ((), "array", True, "Array", None),
        ({}, "object", True, "Object", None),
        (Fields(), "object", True, "Object", None),
    ],
)
def test_conversions(value, kind, answer, text, number):
    assert (kind, answer, text) == (kind_of(value), truth(value), to_string(value))
    assert number == to_number(value) if number is not None else math.isnan(to_number(value))
    assert is_primitive(value) is (kind not in ("array", "object"))


def test_what_is_no_value():
    with pytest.raises(TypeError, match="bytes"):
        kind_of(b"")


@pytest.mark.parametrize(
    ("text", "upper"),
    [
        ("aZ9", "AZ9"),
        ("\u00e4", "\u00c4"),
        ("\u00df", "\u00df"),
        ("\u0131", "\u0131"),
        ("\u017f", "\u017f"),
        ("\u0149", "\u0149"),
        ("\u01c6\u01c5", "\u01c4\u01c4"),
        ("\u1f80", "\u1f88"),
        ("\u1f88", "\u1f88"),
        ("\ufb01", "\ufb01"),
        ("\u00b5", "\u039c"),
        ("\u2126", "\u2126"),
        ("\U00010428", "\ud801\udc00"),
    ],
)
def test_ordinal(text, upper):
    assert upper == ordinal(text)


def test_one_character_stays_one():
    cased = [char for char in map(chr, range(sys.maxunicode + 1)) if char.upper() != char]

    assert len(cased) > 1000
    assert [] == [char for char in cased if len(ordinal(char)) != (1 if char < "\U00010000" else 2)]


@given(TEXTS, TEXTS)
def test_units_compare_as_utf_16(left, right):
    one, other = (text.encode("utf-16-be", "surrogatepass") for text in (left, right))

    assert (one < other) is (units(left) < units(right))
    assert same_text(left, right) is (ordinal(left) == ordinal(right))


@given(VALUES, VALUES)
def test_comparisons_agree_with_each_other(left, right):
    assert equal(left, right) is equal(right, left)
    assert not (greater(left, right) and greater(right, left))
    assert not (greater(left, right) and equal(left, right))


def test_find():
    fields = {"Name": 1, "name2": None}

    assert [1, 1, None, MISSING] == [find(fields, name) for name in ("Name", "NAME", "Name2", "other")]
    assert 2 == find(Fields({"a": 1, "A": 2}), "A")


@pytest.mark.parametrize(
    ("values", "known"),
    [
        (["x", "x"], "x"),
        ([1, 1.0], 1),
        ([True, 1], Unknown("why", truth=True)),
        (["x", "y"], Unknown("why", "string", truth=True)),
        (["", "y"], Unknown("why", "string")),
        ([[], []], Unknown("why", "array")),
        ([Unknown("x", "string"), ""], Unknown("why", "string")),
        ([Unknown("x"), None], Unknown("why")),
    ],
)
def test_merged(values, known):
    assert known == merged(values, "why")
    assert type(known) is type(merged(values, "why")) or isinstance(known, int)

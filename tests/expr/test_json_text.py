from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghflow.expr.json_text import MAX_NESTED, FoundUnknownError, JsonError, read_json, write_json
from ghflow.expr.unknown import Fields, Unknown


def written(value):
    return write_json(value, lambda piece: None)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15) + 1, 10**15 - 1).map(float) | st.text(),
    lambda values: (
        st.lists(values, max_size=4)
        | st.dictionaries(st.text(alphabet="abcé\u2028'\"\\\n", max_size=3), values, max_size=4)
    ),
    max_leaves=12,
)


@given(JSON)
def test_what_is_written_is_json_and_read_again(value):
    text = written(value)

    assert value == json.loads(text)
    assert value == read_json(text)


@given(JSON, st.sampled_from([None, 1, 2]))
def test_standard_json_is_read(value, indent):
    assert value == read_json(json.dumps(value, indent=indent))
    assert value == read_json(json.dumps(value, ensure_ascii=False))


@given(st.text("[]{}:,\"'\\/*-+.0123456789eExXabufnrtlINaN \n$_", max_size=20) | st.text(max_size=10))
def test_any_text_has_a_value_or_a_mistake(text):
    try:
        value = read_json(text)
    except JsonError as error:
        message = str(error)
    else:
        message = "at character 1"
        assert written(value)

    assert "at character" in message


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("[1,]", [1], id="trailing-comma"),
        pytest.param("{a: 1, $b_2: 2,}", {"a": 1, "$b_2": 2}, id="bare-keys"),
        pytest.param("{'a': 'it\\'s \"'}", {"a": "it's \""}, id="single-quotes"),
        pytest.param("[ /* a */ 1 // b\n , 2]", [1, 2], id="comments"),
        pytest.param('"a\nb\t"', "a\nb\t", id="line-break-in-a-text"),
        pytest.param("010", 8, id="octal"),
        pytest.param("0x1F", 31, id="hexadecimal"),
        pytest.param("0xFFFFFFFFFFFFFFFF", -1, id="64-bits"),
        pytest.param("-010", -10, id="negative-with-a-zero"),
        pytest.param(".5", 0.5, id="leading-point"),
        pytest.param("5.", 5, id="trailing-point"),
        pytest.param("1e400", math.inf, id="overflow"),
        pytest.param("[Infinity, -Infinity]", [math.inf, -math.inf], id="infinity"),
        pytest.param("9" * 380, math.inf, id="digits"),
        pytest.param("1 2", 1, id="behind-a-number"),
        pytest.param("{} x", {}, id="behind-an-object"),
        pytest.param('"a"b', "a", id="behind-a-text"),
        pytest.param("true]", True, id="bracket-behind"),
        pytest.param("\u00a0 1", 1, id="white-space"),
        pytest.param('{"a": 1, "b": 2, "A": 3}', {"a": 3, "b": 2}, id="keys-that-differ-by-case"),
        pytest.param('"\\ud83d\\ude0a"', "\U0001f60a", id="pair"),
        pytest.param('"\\ud83d \\ude0a"', "\ufffd \ufffd", id="halves-of-a-pair"),
        pytest.param('"\\u00e9\\/\\b"', "é/\b", id="escapes"),
        pytest.param("[" * MAX_NESTED + "]" * MAX_NESTED, None, id="deepest"),
    ],
)
def test_what_the_standard_has_not(text, value):
    found = read_json(text)

    assert value == found or value is None


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " ",
            "[",
            "{",
            '"a',
            "'a",
            "[1",
            "[1 2]",
            '{"a"',
            '{"a":',
            '{"a": }',
            '{"a" 1}',
            '{"a": 1',
            "{,}",
            "{1: 2}x"[:3],
        ),
        *(
            "undefined",
            "[,1]",
            "[1,,2]",
            "new Date()",
            "/* a */ 1",
            "[/* a",
            "nul",
            "truex",
            "True",
            "+1",
            "-",
            "1x",
            "08",
            "0x",
            "0xG",
        ),
        *(
            "9" * 381,
            "0x" + "F" * 17,
            '"\\x"',
            '"\\u12"',
            "]",
            "[1}",
            '{"a": 1]',
            "\ufeff1",
            "{a b: 1}",
            "[" * 65 + "]" * 65,
        ),
    ],
)
def test_what_is_no_json(text):
    with pytest.raises(JsonError, match="at character"):
        read_json(text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ([], "[]"),
        ({}, "{}"),
        (Fields({}), "{}"),
        (
            {"a": [1, {}, [2]], "b": {"c": None}},
            '{\n  "a": [\n    1,\n    {},\n    [\n      2\n    ]\n  ],\n  "b": {\n    "c": null\n  }\n}',
        ),
        (-0.0, "0"),
        (1e15, "1E+15"),
        (math.nan, "NaN"),
        (
            "\x00\x1f\"\\/'\b\t\n\f\r\x7f\x85é\u2028\U0001f60a",
            '"\\u0000\\u001f\\"\\\\/\'\\b\\t\\n\\f\\r\x7f\\u0085é\\u2028\U0001f60a"',
        ),
    ],
)
def test_write(value, text):
    assert text == written(value)


@pytest.mark.parametrize("value", [Unknown("x"), [1, Unknown("x")], {"a": [Unknown("x")]}, Fields(rest=Unknown("x"))])
def test_what_is_not_known_cannot_be_written(value):
    with pytest.raises(FoundUnknownError, match="x"):
        written(value)

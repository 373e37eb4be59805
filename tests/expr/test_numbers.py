from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghflow.expr.numbers import SPACE, parse_number, show_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("", 0, id="empty"),
        pytest.param(" \t\r\n\u00a0\u3000", 0, id="blank"),
        pytest.param(" 1 ", 1, id="spaces"),
        pytest.param("+1.5e+2", 150, id="everything"),
        pytest.param(".5", 0.5, id="leading-point"),
        pytest.param("5.", 5, id="trailing-point"),
        pytest.param("010", 10, id="leading-zero"),
        pytest.param("1e400", math.inf, id="overflow"),
        pytest.param("-1e400", -math.inf, id="negative-overflow"),
        pytest.param("1e-400", 0, id="underflow"),
        pytest.param("1\0\0", 1, id="nul-behind"),
        pytest.param("Infinity", math.inf, id="infinity"),
        pytest.param("+infinity", math.inf, id="case-of-infinity"),
        pytest.param("-INFINITY", -math.inf, id="negative-infinity"),
        pytest.param("0xff", 255, id="hexadecimal"),
        pytest.param("0x7FFFFFFF", 2147483647, id="largest-hexadecimal"),
        pytest.param("0x80000000", -2147483648, id="hexadecimal-with-the-sign-bit"),
        pytest.param("0xFFFFFFFF", -1, id="all-bits"),
        pytest.param("0x" + "0" * 50 + "F", 15, id="zeros-before"),
        pytest.param("0o17", 15, id="octal"),
        pytest.param("0o37777777777", -1, id="all-bits-in-octal"),
        pytest.param("9" * 100_000, math.inf, id="enormous"),
    ],
)
def test_parse_number(text, value):
    assert value == parse_number(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "a",
            "1a",
            "1 2",
            "--1",
            "+-1",
            "1e",
            "1e+",
            ".",
            "-",
            "1,000",
            "1_000",
            "\u0661",
            "NaN",
            "nan",
            "-Inf",
            "Infinity\0",
        ),
        *("0x", "0X1", "0xg", "-0x1", "0x1.5", "0x100000000", "0x" + "F" * 100_000),
        *("0o", "0O7", "0o8", "-0o7", "0o40000000000", "0b1", "\x1c1", "\ufeff1"),
    ],
)
def test_what_is_no_number(text):
    assert math.isnan(parse_number(text))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (3.10, "3.1"),
        (-0.5, "-0.5"),
        (1e3, "1000"),
        (123456789012345.0, "123456789012345"),
        (999999999999999.0, "999999999999999"),
        (1e15, "1E+15"),
        (1234567890123456789.0, "1.23456789012346E+18"),
        (1e100, "1E+100"),
        (0.0001, "0.0001"),
        (0.00001, "1E-05"),
        (1e-7, "1E-07"),
        (1 / 3, "0.333333333333333"),
        (0.1 + 0.2, "0.3"),
        (5e-324, "4.94065645841247E-324"),
        (math.inf, "Infinity"),
        (-math.inf, "-Infinity"),
        (math.nan, "NaN"),
    ],
)
def test_show_number(value, text):
    assert text == show_number(value)


@given(st.floats(allow_nan=False))
def test_what_is_shown_is_the_number_to_15_digits(value):
    again = parse_number(show_number(value))

    assert again == value or math.isclose(again, value, rel_tol=1e-14) or math.isinf(again)
    assert show_number(again) == show_number(value) or math.isinf(again)


def test_space_is_what_dotnet_calls_so():
    assert set(SPACE) == {char for char in map(chr, range(0x110000)) if char.isspace()} - set("\x1c\x1d\x1e\x1f")

from __future__ import annotations

import time

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ghflow.emitter.scalars import Unwritable, block, fenced, in_flow, number, quoted, refuse, text
from ghflow.expr.parsing import parse
from tests.emitter.hostile import NUMBERS, TEXTS, WORDS

MANY = st.lists(TEXTS, min_size=20, max_size=40)


@given(MANY)
def test_text_comes_back_as_value_and_as_item(readers, texts):
    readers.agree(texts, "".join(f"- {text(value)}\n" for value in texts))
    readers.agree(
        {"a": {f"k{index}": value for index, value in enumerate(texts)}, "b": "x"},
        "a:\n" + "".join(f"  k{index}: {text(value)}\n" for index, value in enumerate(texts)) + "b: x\n",
    )


@given(MANY)
def test_text_comes_back_as_key(readers, texts):
    texts = list({value.lower(): value for value in texts if len(value) < 150}.values())
    readers.agree(
        {"a": {value: value for value in texts}},
        "a:\n" + "".join(f"  {text(value)}: {text(value)}\n" for value in texts),
    )


@given(MANY)
def test_text_comes_back_between_brackets(readers, texts):
    for value in texts[::2]:
        text("".join([value[:1], value[1:]]))  # written before, elsewhere
    readers.agree({"a": texts}, f"a: [{', '.join(map(in_flow, texts))}]\n")
    readers.agree([[[value] for value in texts]], f"- [{', '.join(f'[{in_flow(value)}]' for value in texts)}]\n")


@given(MANY)
def test_text_comes_back_with_a_comment_behind(readers, texts):
    readers.agree(
        {f"k{index}": value for index, value in enumerate(texts)},
        "".join(f"k{index}: {text(value)} # '\"a: b\n" for index, value in enumerate(texts)),
    )


@given(MANY)
def test_quoted_text_comes_back(readers, texts):
    readers.agree(texts, "".join(f"- {quoted(value)}\n" for value in texts))


@given(MANY)
def test_block_comes_back_at_any_depth(readers, texts):
    blocks = {value: shown for value in texts if "\n" in value and (shown := block(value, "  ")) is not None}
    for value, shown in blocks.items():
        readers.agree({"a": value, "b": "x"}, f"a: {shown}\nb: x\n")
        readers.agree([value, "x"], f"- {shown}\n- x\n")
        readers.agree(
            {"a": {"b": [{"c": value, "d": "x"}, value]}},
            f"a:\n  b:\n    - c: {block(value, '        ')}\n      d: x\n    - {block(value, '      ')}\n",
        )


@given(TEXTS)
def test_block_is_refused_only_for_what_no_block_can_hold(value):
    """Tabs and newlines are the only characters in it that are not printable, and something else is there."""
    holds = any(char not in " \t\n" for char in value) and all(char.isprintable() or char in "\t\n" for char in value)

    assert holds is (block(value, "  ") is not None)


@given(TEXTS)
def test_block_pads_every_line_but_the_empty_ones(value):
    shown = block(value, "    ")
    if shown is not None:
        lines = ["    " + line if line else "" for line in value.rstrip("\n").split("\n")]

        assert lines == shown.split("\n")[1 : len(lines) + 1]


@given(st.lists(NUMBERS, min_size=20, max_size=40))
def test_number_comes_back(readers, numbers):
    readers.agree(numbers, "".join(f"- {number(value)}\n" for value in numbers))
    readers.agree({"a": numbers}, f"a: [{', '.join(map(number, numbers))}]\n")
    assert numbers == yaml.safe_load("".join(f"- {number(value)}\n" for value in numbers))


@pytest.mark.parametrize(
    ("shown", "value"),
    [
        ("0", 0),
        ("-1", -1),
        ("3.1", 3.10),
        ("2.0", 2.0),
        ("-0.0", -0.0),
        ("1000000000000000.0", 1e15),
        ("1.0e+16", 1e16),
        ("-1.0e+16", -1e16),
        ("1.0e-07", 1e-7),
        ("1.5e+300", 1.5e300),
        ("5.0e-324", 5e-324),
        ("100000000000000000000", 10**20),
        (".inf", float("inf")),
        ("-.inf", float("-inf")),
        (".nan", float("nan")),
    ],
)
def test_number(shown, value):
    assert shown == number(value)


@pytest.mark.parametrize(
    "value",
    [
        *(
            "a",
            "a b",
            "a-b",
            "-a",
            "--a",
            "--release --out dist",
            "+x",
            "a:b",
            "http://a:80/b",
            "a#b",
            "a,b",
            "a'b",
            'a"b',
        ),
        *(
            "v1.2",
            "1.14.1",
            "3.x",
            "0 0 * * *",
            "*/5".replace("*", "1"),
            "1a",
            "1e",
            "e3",
            "0b2",
            "0o8",
            "0xg",
            "1:a",
            "a=b",
        ),
        *(
            "yEs",
            "nUll",
            "nothing",
            "none",
            "None",
            "oN",
            "é",
            "日本",
            "😊",
            "a\\b",
            "\\",
            "/a",
            "(a)",
            "<a>",
            "$a",
            "${{ a }}",
        ),
        *(
            "a || b",
            "a && b",
            "x == 'y'",
            "a [b]",
            "a {b}",
            "~a",
            "a~",
            ".a",
            "..",
            "....",
            "..a",
            "_a",
            ";",
            "^",
            "a `b`",
        ),
    ],
)
def test_text_that_needs_no_quotes_has_none(value):
    assert value == text(value)


@pytest.mark.parametrize(
    ("shown", "value"),
    [
        ("''", ""),
        ("'yes'", "yes"),
        ("'3.10'", "3.10"),
        ("'it''s: a'", "it's: a"),
        ("'a #b'", "a #b"),
        ("'C:\\ '", "C:\\ "),
        ('"a\\tb"', "a\tb"),
        ('"\\tC:\\\\\\"x\\""', '\tC:\\"x"'),
        ('"a\\nb"', "a\nb"),
        ('"\\x07"', "\x07"),
        ('"\\x85"', "\x85"),
        ('"a\\xA0b"', "a\xa0b"),
        ('"\\u2028"', "\u2028"),
        ('"\\uFEFFé"', "\ufeffé"),
        ('"\\U000E0001😊"', "\U000e0001😊"),
    ],
)
def test_text_that_needs_quotes(shown, value):
    assert shown == text(value)


@pytest.mark.parametrize(
    ("shown", "value"),
    [
        ("a", "a"),
        ("'a,b'", "a,b"),
        ("'[a'", "[a"),
        ("'a]'", "a]"),
        ("'a{}'", "a{}"),
        ("'a:b'", "a:b"),
        ("'a?'", "a?"),
        ("'yes'", "yes"),
        ("it's", "it's"),
        ("'it''s,a'", "it's,a"),
    ],
)
def test_in_flow(shown, value):
    assert shown == in_flow(value)


@pytest.mark.parametrize(
    ("shown", "value"),
    [
        pytest.param("|-\n  a\n  b", "a\nb", id="no-newline-at-the-end"),
        pytest.param("|\n  a\n  b", "a\nb\n", id="one-newline"),
        pytest.param("|+\n  a\n", "a\n\n", id="two-newlines"),
        pytest.param("|2-\n    a\n  b", "  a\nb", id="leading-spaces"),
        pytest.param("|2-\n\n  a", "\na", id="leading-newline"),
        pytest.param("|2-\n  \ta", "\ta", id="leading-tab"),
        pytest.param("|-\n  a\n\n  b", "a\n\nb", id="empty-line"),
        pytest.param("|-\n  a \n   \n  b", "a \n \nb", id="spaces-at-the-end"),
        pytest.param("|-\n  #a\n  ---", "#a\n---", id="what-looks-like-yaml"),
        pytest.param(None, "a\r\nb", id="carriage-return"),
        pytest.param(None, "a\n\u2028", id="line-separator"),
        pytest.param(None, "\ufeffa\n", id="byte-order-mark"),
        pytest.param(None, "a\n\x1b[0m", id="escape"),
        pytest.param(None, " \n\t\n", id="white-space-only"),
    ],
)
def test_block(shown, value):
    assert shown == block(value, "  ")


def test_fenced():
    assert "${{ github.ref == 'it''s' }}" == fenced(parse("github.ref=='it''s'"))


@pytest.mark.parametrize(
    ("reason", "value"),
    [
        ("the character NUL (at 1), which GitHub does not accept", "a\0"),
        ("half a surrogate pair, U+D83D (at 0), which no file can hold", "\ud83d"),
        ("half a surrogate pair, U+DFFF (at 2), which no file can hold", "a\n\udfff"),
    ],
)
def test_what_cannot_be_written(reason, value):
    for write in (text, in_flow, quoted, refuse):
        with pytest.raises(Unwritable) as caught:
            write(value)

        assert (value, reason) == (caught.value.text, caught.value.reason)
    assert block(value, "") is None


def test_in_flow_after_the_same_text_elsewhere():
    text("".join(["a,", "b"]))

    assert "'a,b'" == in_flow("".join(["a", ",b"]))


@pytest.mark.parametrize("value", WORDS)
def test_what_can_be_written_is_not_refused(value):
    refuse(value)

    assert text(value)


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "1_",
        " ",
        "a ",
        " #",
        "# ",
        "1:",
        "a:",
        ":",
        ".",
        "1.",
        "1e",
        "#",
        "-",
        "- ",
        "0x",
        "f",
        "'",
        '"',
        "\\",
        "[",
        "\n",
        "\t",
    ],
)
@pytest.mark.parametrize("start", ["", "a", "1", "-", "0b"])
def test_evil_texts_take_linear_time(start, piece):
    """A regular expression that goes back takes 20 seconds for the worst of them."""
    value = start + piece * (40_000 // len(piece)) + "x"
    begun = time.process_time()
    text(value)

    assert time.process_time() - begun < 2

"""Texts as Python literals: the very same text comes back, whatever it holds."""

from __future__ import annotations

import ast
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghflow import Step
from ghflow.model.node import is_comment
from ghflow.writer.layout import statement
from ghflow.writer.texts import behind, comment, docstring, literal, number, plain, script, whole_comment
from tests.emitter.hostile import NUMBERS, TEXTS
from tests.writer.sources import formatted

HOSTILE = TEXTS | st.text(st.sampled_from("\"'\\{}\n\t #a\u202e\ud800\0$"), max_size=14)


def value(code, indent: str = "") -> object:
    """What a piece of code is worth, set as a statement."""
    space: dict[str, object] = {"dedent": textwrap.dedent}
    exec(statement("x", code), space)
    return space["x"]


@given(HOSTILE)
def test_a_literal_is_the_text_and_one_visible_line(text):
    shown = literal(text)

    assert ast.literal_eval(shown) == text
    assert shown.isprintable()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("plain", '"plain"', id="plain"),
        pytest.param('say "a"', "'say \"a\"'", id="double"),
        pytest.param("it's", '"it\'s"', id="single"),
        pytest.param("\"'", '"\\"\'"', id="both"),
        pytest.param("a\\b", '"a\\\\b"', id="backslash"),
        pytest.param("\x1b\u202e\U000e0001", '"\\x1b\\u202e\\U000e0001"', id="unseen"),
        pytest.param("é日😊", '"é日😊"', id="letters"),
    ],
)
def test_quotes_are_chosen_like_the_formatter_does(text, shown):
    assert literal(text) == shown


@given(HOSTILE)
def test_a_field_gets_the_text(text):
    assert value(plain(text)) == text


@given(HOSTILE)
def test_a_script_is_the_text(text):
    code = script(text)

    assert Step(run=value(code)).run == text
    assert Step(run=value(code), comment="c").run == text


@given(st.lists(HOSTILE, min_size=1, max_size=4).map("\n".join))
def test_a_comment_comes_back(text):
    made = Step(run="x", comment=value(comment(text))).comment

    assert made == whole_comment(text)
    assert all(is_comment(line) for line in made.split("\n"))
    assert [line for line in made.split("\n") if line != "#"] == [
        line for line in whole_comment(text).split("\n") if line != "#"
    ]


@given(HOSTILE.filter(lambda text: "\n" not in text))
def test_a_comment_behind_a_value_is_one_line(text):
    shown = value(behind(text))

    assert shown.strip() == shown != ""
    assert is_comment(shown)


@given(st.lists(HOSTILE, max_size=4).map("\n".join))
def test_a_docstring_is_the_text_or_none_at_all(text):
    shown = docstring(text)

    if shown is not None:
        found = ast.get_docstring(ast.parse(shown), clean=False)
        assert found.rstrip("\n") == text
        assert ast.get_docstring(ast.parse(shown), clean=True) == text


@pytest.mark.parametrize(
    "text", ["", " a", "a ", "a\n b", 'a"', "a\\b", "a\tb", "\na", "a\n", '"""', "a\u202eb", "a\n\n  b\n  c", '"a']
)
def test_a_text_that_is_no_docstring(text):
    assert docstring(text) is None


def test_docstrings():
    assert docstring("one") == '"""one"""'
    assert docstring("one\n\n  two\nthree") == '"""one\n\n  two\nthree\n"""'


@given(NUMBERS | st.floats())
def test_numbers(given_number):
    shown = number(given_number)
    found = eval(shown)

    assert found.__class__ is given_number.__class__
    assert found == given_number or found != found


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("a\nb\n", 'x = """\n    a\n    b\n"""\n', id="block"),
        pytest.param("a\n  b\n\nc\n", 'x = """\n    a\n      b\n\n    c\n"""\n', id="indented"),
        pytest.param("a\\\nb\n", 'x = r"""\n    a\\\n    b\n"""\n', id="backslash"),
        pytest.param("a\\\n\x07b\n", 'x = """\n    a\\\\\n    \\x07b\n"""\n', id="backslash-and-unseen"),
        pytest.param("make\n", 'x = "make\\n"\n', id="one-line"),
        pytest.param("a\nb", 'x = dedent("""\\\n    a\n    b""")\n', id="no-end"),
        pytest.param(" a\n b\n", 'x = " a\\n b\\n"\n', id="all-indented"),
        pytest.param("a\n \nb\n", 'x = "a\\n \\nb\\n"\n', id="blank-line"),
        pytest.param('a"""\nb\n', 'x = \'a"""\\nb\\n\'\n', id="quotes"),
        pytest.param("\na\n\nb\n", 'x = """\n\n    a\n\n    b\n"""\n', id="begins-with-a-newline"),
        pytest.param("\na", 'x = ["\\na"]\n', id="nothing-else-will-do"),
    ],
)
def test_how_scripts_are_written(text, shown):
    assert statement("x", script(text)) == shown


def test_how_texts_of_fields_are_written():
    assert statement("x", plain("a\n  b\n")) == 'x = dedent("""\\\n    a\n      b\n""")\n'
    assert statement("x", plain("a\nb")) == 'x = dedent("""\\\n    a\n    b""")\n'
    assert statement("x", plain('a\nb"')) == 'x = dedent("""\\\n    a\n    b\\"""")\n'
    assert (
        statement("x", plain(f"{'a' * 50}\n \n{'b' * 50}"))
        == f'x = (\n    "{"a" * 50}\\n"\n    " \\n"\n    "{"b" * 50}"\n)\n'
    )


@given(st.lists(HOSTILE, min_size=1, max_size=1))
def test_pieces_are_set_like_the_formatter_does(tmp_path_factory, texts):
    """Each example is one statement more in a file that is formatted when the last has been tried."""
    for make in (plain, script, comment):
        _statements.append(f"{statement(f'x{len(_statements)}', make(texts[0]))}")


_statements: list[str] = []


def test_the_formatter_changes_nothing(tmp_path):
    (tmp_path / "texts.py").write_text("\n".join(_statements), encoding="utf-8", errors="backslashreplace")

    assert len(_statements) > 100
    assert formatted(tmp_path) == ""

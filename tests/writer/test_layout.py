"""How pieces of code are set: what the formatter makes of them is what they are."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghflow.writer.layout import Block, Call, Chain, Code, Either, Listing, Table, Use, put, statement
from tests.writer.sources import formatted

A, B = Code("a" * 40), Code("b" * 45)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        pytest.param(Call("f", [(None, Code("1")), ("k", Code("2"))]), "x = f(1, k=2)\n", id="call"),
        pytest.param(Call("f", []), "x = f()\n", id="no-arguments"),
        pytest.param(
            Call("f", [(None, A), ("k", B)]), f"x = f(\n    {A.flat},\n    k={B.flat},\n)\n", id="call-of-lines"
        ),
        pytest.param(Listing([A, B]), f"x = [\n    {A.flat},\n    {B.flat},\n]\n", id="list"),
        pytest.param(
            Table([('"k"', A), ('"l"', B)]), f'x = {{\n    "k": {A.flat},\n    "l": {B.flat},\n}}\n', id="table"
        ),
        pytest.param(
            Call("f", [("k", Listing([A, B])), ("l", Listing([Code("1")]))]),
            f"x = f(\n    k=[\n        {A.flat},\n        {B.flat},\n    ],\n    l=[1],\n)\n",
            id="nested",
        ),
        pytest.param(
            Call("f", [("k", Block('"""', ["a", "", " b"]))]),
            'x = f(\n    k="""\n        a\n\n         b\n    """,\n)\n',
            id="block",
        ),
        pytest.param(
            Table([(f'"{"k" * 80}"', Table([])), ('"l"', Listing([]))]),
            f'x = {{\n    "{"k" * 80}": {{}},\n    "l": [],\n}}\n',
            id="empty",
        ),
        pytest.param(
            Chain([A, B], "&", f"{A.flat} & {B.flat}"), f"x = (\n    {A.flat}\n    & {B.flat}\n)\n", id="chain"
        ),
        pytest.param(
            Call("f", [("keyword", Chain([A, Code("b" * 38)], "|", f"{A.flat} | {'b' * 38}"))]),
            f"x = f(\n    keyword=(\n        {A.flat}\n        | {'b' * 38}\n    ),\n)\n",
            id="chain-of-lines",
        ),
        pytest.param(
            Call("f", [("keyword", Chain([A, Code("b" * 33)], "|", f"{A.flat} | {'b' * 33}"))]),
            f"x = f(\n    keyword=(\n        {A.flat} | {'b' * 33}\n    ),\n)\n",
            id="chain-in-one-line",
        ),
    ],
)
def test_layout(code, text, tmp_path):
    (tmp_path / "x.py").write_text(text)

    assert statement("x", code) == text
    assert formatted(tmp_path) == ""


@pytest.mark.parametrize(("length", "lines"), [(79, 1), (80, 3)])
def test_a_line_has_88_columns(length, lines):
    assert statement("x", Call("f", [(None, Code('"' + "a" * length + '"'))])).count("\n") == lines


def test_wide_characters_take_two_columns():
    assert statement("x", Listing([Code('"' + "日" * 39 + '"')])).count("\n") == 1
    assert statement("x", Listing([Code('"' + "日" * 41 + '"')])).count("\n") == 3


@pytest.mark.parametrize(
    ("room", "shown", "names"),
    [(0, "piece(a)", {"piece"}), (70, "piece(a)", {"piece"}), (80, "text", {"text"}), (90, "text", {"text"})],
)
def test_another_piece_where_the_first_has_no_room(room, shown, names):
    out: list[str] = []
    use = Use(frozenset(["piece"]), 1)
    put(Either(Code("piece(a)"), Code("text"), use, frozenset(["text"])), out, 0, room)

    assert ("".join(out), use.names) == (shown, names)
    assert use.objects == (1 if shown == "piece(a)" else 0)


def test_pieces_that_are_written_alike():
    one = Call("f", [("k", Block('"""', ["a"])), ("l", Listing([Block('"""', ["b"])])), ("m", Table([('"n"', A)]))])
    same = Call("f", [("k", Block('"""', ["a"])), ("l", Listing([Block('"""', ["b"])])), ("m", Table([('"n"', A)]))])
    other = Call("f", [("k", Block('"""', ["a"])), ("l", Listing([Block('"""', ["c"])])), ("m", Table([('"n"', A)]))])

    assert one.key() == same.key() != other.key()


ATOMS = st.sampled_from(["1", "None", "a.b.c", '"text"', '"' + "long " * 12 + '"', "x" * 70, "日本" * 3]).map(Code)
NAMES = st.sampled_from(["a", "keyword", "k" * 30])
CODES = st.recursive(
    ATOMS | st.just(Block('"""', ["a", "  b"])) | st.just(Block('dedent("""\\', ["a", "b"], '""")', True)),
    lambda inner: (
        st.lists(inner, max_size=4).map(Listing)
        | st.lists(st.tuples(NAMES.map(lambda name: f'"{name}"'), inner), max_size=3).map(Table)
        | st.lists(st.tuples(NAMES, inner), max_size=3, unique_by=lambda row: row[0]).map(lambda rows: Call("f", rows))
    ),
    max_leaves=12,
)


@given(CODES)
def test_whatever_is_set_is_python(code):
    text = statement("x", code)
    _statements.append(text)

    ast.parse(text)
    if code.flat is not None:
        assert ast.dump(ast.parse(text)) == ast.dump(ast.parse(f"x = {code.flat}"))


_statements: list[str] = []


def test_the_formatter_changes_nothing(tmp_path):
    (tmp_path / "all.py").write_text("".join(_statements))

    assert len(_statements) > 50
    assert formatted(tmp_path) == ""

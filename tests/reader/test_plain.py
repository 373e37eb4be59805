"""What the own reader of plain YAML reads, the YAML library reads to the same tree; what that refuses, it refuses too."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghflow.reader.plain import read_plain
from ghflow.reader.tree import Scalar, Tree, read_tree

if TYPE_CHECKING:
    from ghflow.reader.tree import Raw


def flat(raw: Raw) -> list[Any]:
    """A tree as a list of all that is known of it."""
    start = (raw.start.index, raw.start.line, raw.start.column)
    if isinstance(raw, Scalar):
        return [(repr(raw.value), raw.style, start, (raw.end.index, raw.end.line, raw.end.column))]
    end = (raw.end.index, raw.end.line, raw.end.column) if raw.flow else None  # a block ends where its last entry does
    found: list[Any] = [(type(raw), raw.flow, start, end, len(raw.entries))]
    for entry in raw.entries:
        found.append((entry.name, type(entry.name), entry.line, entry.column, entry.of is raw))
        found += [] if entry.key is None else flat(entry.key)
        found += flat(entry.value)
        assert isinstance(entry.value, Scalar) or entry.value.owner is entry
    return found


def all_of(tree: Tree) -> Any:
    return flat(tree.root), tree.scalars, [(entry.name, entry.line, entry.column) for entry in tree.entries]


def check(text: str) -> bool:
    """Whether the text is in the subset; when it is, the library must agree."""
    found = read_plain(text)
    if found is None:
        return False
    assert all_of(read_tree(text, "w.yml")) == all_of(found)
    return True


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a: 1\nb: x y\n", id="plain scalars"),
        pytest.param("a: 'it''s'\nb: \"x\\n\"\n", id="quotes"),
        pytest.param("a:\n  - b\n  -   c: 1\n      d: 2\n  - - e\n    - f\n", id="lists"),
        pytest.param("a:\n- b\n- c\nd: e\n", id="a list as deep as its key"),
        pytest.param("a:\n  -\n    b: 1\n  - c\n", id="an item in the line below"),
        pytest.param("a:\nb:\n  c:\n", id="nothing"),
        pytest.param("a:\n  -\n  - 1\n", id="an item of nothing"),
        pytest.param("a: |\n  x\n\n    y\n\n\nb: >-\n  x\n  y\n\n  z\n   u\n  v\n", id="blocks"),
        pytest.param("a: |+\n  x\n\nb: |-\n  x\n", id="blocks that keep and strip"),
        pytest.param("a: |  # why\n  # no comment\n  x\n# one\n", id="comments around a block"),
        pytest.param("- |\n  x\n- >\n  y", id="a block at the end without a line end"),
        pytest.param("a: [b, 'c', \"d\", {e: f, g: [h]}]\nb: {}\nc: []\n", id="flow"),
        pytest.param("a:\n  [\n    b, # x\n    c,\n  ]\n", id="flow of many lines"),
        pytest.param("a: ${{ x }}\nb: x:y#z\nc: http://x # d\n", id="signs inside of plain scalars"),
        pytest.param("a: x\n  y\n  z\nb: 1\n", id="a plain scalar of three lines"),
        pytest.param("# top\n---\n# more\na: 1\n", id="a document start"),
        pytest.param("on: push\n1: a\ntrue: b\n~: c\n", id="keys that are no text"),
        pytest.param("a: 1", id="no line end"),
    ],
)
def test_the_subset(text: str) -> None:
    assert check(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("x\n", id="a scalar"),
        pytest.param("a: &x 1\nb: *x\n", id="anchors"),
        pytest.param("a: !!str 1\n", id="tags"),
        pytest.param("a: 1\n---\nb: 2\n", id="documents"),
        pytest.param("a:\t1\n", id="a tab"),
        pytest.param('a: "x\n  y"\n', id="quotes over lines"),
        pytest.param("a: |2\n   x\n", id="a given indentation"),
        pytest.param("? a\n: b\n", id="an explicit key"),
        pytest.param("a: 1\na: 2\n", id="a key twice"),
        pytest.param("a: b: c\n", id="two colons"),
        pytest.param("a:\n  b: 1\n c: 2\n", id="wrong indentation"),
        pytest.param("a: [b\n", id="an open bracket"),
        pytest.param("a: 'b\n", id="an open quote"),
        pytest.param("a: \x07\n", id="a control character"),
        pytest.param("a: [" * 60 + "]" * 60 + "\n", id="too deep"),
        pytest.param("".join(f"k{number}: 1\n" for number in range(30_000)), id="too many nodes"),
    ],
)
def test_what_is_left_to_the_library(text: str) -> None:
    assert read_plain(text) is None


def test_real_files(corpus: list[tuple[str, str]]) -> None:
    read = [check(text) for _, text in corpus]

    assert sum(read) >= 0.95 * len(read)


PIECES = [
    *(
        "a",
        "b",
        "1",
        "1.0",
        "null",
        "~",
        "true",
        '"x"',
        "'y'",
        '"a\\n"',
        "''",
        '""',
        "${{ x }}",
        "x y",
        "a:b",
        "a#b",
        "0o7",
    ),
    *(
        "-",
        "- ",
        "? ",
        ":",
        ": ",
        ",",
        ", ",
        "[",
        "]",
        "{",
        "}",
        "[a, b]",
        "{a: b}",
        "\n",
        "\n  ",
        "\n    ",
        "\n\n",
        "  ",
    ),
    *(
        " #",
        " # c",
        "|",
        ">",
        "|-",
        ">+",
        "&",
        "*",
        "!",
        "%",
        "@",
        "`",
        '"',
        "'",
        "\\",
        "|\n   t\n",
        ">-\n    t\n\n    u\n     v\n",
    ),
]


@given(
    st.sampled_from(["", "k: ", "k:\n  - "]),
    st.lists(st.sampled_from(PIECES), max_size=12),
    st.sampled_from(["", "\n"]),
)
def test_pieces_of_yaml(before: str, pieces: list[str], after: str) -> None:
    check(before + "".join(pieces) + after)


def test_real_files_with_a_slip(corpus: list[tuple[str, str]], soak: int) -> None:
    """Some lines of real files, with characters put in and taken out."""
    draw = random.Random(4)
    texts = [text for _, text in corpus]
    for _ in range(1000 * soak):
        lines = draw.choice(texts).split("\n")
        start = draw.randrange(len(lines))
        part = lines[start : start + draw.randrange(2, 14)]
        indent = min((len(line) - len(line.lstrip(" ")) for line in part if line.strip()), default=0)
        text = "\n".join(line[indent:] for line in part) + "\n"
        for _ in range(draw.randrange(3)):
            at = draw.randrange(len(text) + 1)
            text = text[:at] + draw.choice(PIECES) + text[at:] if draw.random() < 0.7 else text[:at] + text[at + 2 :]
        check(text)

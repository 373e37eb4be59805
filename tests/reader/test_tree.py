"""Text to tree: typed scalars, places, anchors, and the limits of GitHub's reader."""

from __future__ import annotations

import pytest

from ghflow.reader.places import spot
from ghflow.reader.tree import Listed, Mapped, Scalar, YamlError, read_tree, span_of


def tree(text):
    return read_tree(text, "w.yml").root


def data(raw):
    if isinstance(raw, Scalar):
        return raw.value
    if isinstance(raw, Listed):
        return [data(entry.value) for entry in raw.entries]
    return {entry.name: data(entry.value) for entry in raw.entries}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param(
            "a: 1\nb: [x, 2.5, true]\nc: {d: null}", {"a": 1, "b": ["x", 2.5, True], "c": {"d": None}}, id="all"
        ),
        pytest.param("- 2_17\n- '12'\n- \"12\"\n- !!str 12", ["2_17", "12", "12", "12"], id="texts"),
        pytest.param("!!int 12", 12, id="tag-int"),
        pytest.param("! 12", "12", id="tag-none"),
        pytest.param("a: !!null ~", {"a": None}, id="tag-null"),
        pytest.param(
            "a: &x {b: 1}\nc: *x\nd: [*x, *x]", {"a": {"b": 1}, "c": {"b": 1}, "d": [{"b": 1}] * 2}, id="alias"
        ),
        pytest.param("a: &x 1\nb: &x 2\nc: *x", {"a": 1, "b": 2, "c": 2}, id="anchor-twice"),
        pytest.param("<<: {a: 1}", {"<<": {"a": 1}}, id="no-merge-keys"),
        pytest.param("", None, id="empty"),
        pytest.param("# only a comment\n", None, id="comment"),
        pytest.param("--- \na: 1\n...\n", {"a": 1}, id="document-marks"),
    ],
)
def test_values(text, value):
    assert data(tree(text)) == value


def test_an_alias_is_the_node_itself():
    root = tree("a: &x {b: 1}\nc: *x\n")

    assert root.get("a") is root.get("c")


def test_places():
    root = tree("a:\n  b: |\n    x\n    y\n  c: [1, 2]\nd: 'e'\n")
    spans = {entry.name: span_of("w.yml", entry.value) for entry in (*root.entries, *root.get("a").entries)}

    assert {name: (s.line, s.column, s.end_line) for name, s in spans.items()} == {
        "a": (2, 3, 5),
        "b": (2, 6, 5),
        "c": (5, 6, 5),
        "d": (6, 4, 6),
    }
    assert (spans["c"].end_column, spans["d"].end_column) == (12, 7)


@pytest.mark.parametrize(
    ("text", "at", "place"),
    [
        pytest.param("a: x ${{ y }}", 9, (1, 13), id="plain"),
        pytest.param("a: 'x ${{ y }}'", 9, (1, 14), id="quoted"),
        pytest.param("a: 'it''s ${{ y }}'", 9, (1, 4), id="escaped"),
        pytest.param("a: |\n\n  one\n    two ${{ y }}\n", 15, (4, 13), id="block"),
        pytest.param("a: >\n  one\n  two\n", 5, (1, 4), id="folded"),
        pytest.param("a: one\n  two\n", 5, (1, 4), id="lines"),
    ],
)
def test_the_place_of_a_character(text, at, place):
    raw = tree(text).get("a")
    where = spot("w.yml", raw, raw.value, at)

    assert (where.line, where.column) == place


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        pytest.param("[a]: 1\n", (1, 1), "a list or mapping cannot be the key", id="list-as-key"),
        pytest.param("{a: b}: 1\n", (1, 1), "a list or mapping cannot be the key", id="mapping-as-key"),
        pytest.param("a: 1\n---\nb: 2\n", (2, 1), "a second document", id="documents"),
        pytest.param("a: !!binary x\n", (1, 4), "does not know the tag !!binary", id="tag"),
        pytest.param("a: !mine x\n", (1, 4), "does not know the tag !mine", id="own-tag"),
        pytest.param("a: !!set {x}\n", (1, 4), "does not know the tag", id="tag-on-mapping"),
        pytest.param("a: !!int test\n", (1, 4), "'test' is no value for the tag !!int", id="tag-value"),
        pytest.param("a: !!int '1'\n", (1, 4), "in quotes or a block cannot have the tag", id="tag-quoted"),
        pytest.param("a: !!bool 1\n", (1, 4), "no value for the tag !!bool", id="tag-other-kind"),
        pytest.param("a: b: c\n", (1, 5), "mapping values are not allowed", id="syntax"),
        pytest.param("a:\n\t- b\n", (2, 1), "no YAML", id="tab"),
        pytest.param("a: 'b\n", (2, 1), "no YAML", id="open-quote"),
        pytest.param("a: \x00\n", (1, 4), "U\\+0000", id="nul"),
        pytest.param("a: b\nc: \x07\n", (2, 4), "U\\+0007", id="control"),
        pytest.param("a: " + "[" * 51 + "]" * 51, (1, 53), "more than 50 levels", id="depth"),
        pytest.param("a: " + "[" * 100_000, (1, 53), "more than 50 levels", id="depth-without-end"),
        pytest.param("- " * 100_000, (1, 101), "more than 50 levels", id="depth-of-lists"),
    ],
)
def test_errors(text, place, message):
    with pytest.raises(YamlError, match=message) as error:
        tree(text)

    assert (error.value.where.line, error.value.where.column) == place


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        pytest.param("a: 1\nA: 2\n", (2, 1), "'A' stands twice", id="keys-ignoring-case"),
        pytest.param("a: 1\n'a': 2\n", (2, 1), "'a' stands twice", id="keys-quoted"),
        pytest.param("1: a\n0x1: b\n", (2, 1), "'0x1' stands twice", id="keys-of-one-number"),
        pytest.param("3.10: a\n3.1: b\n", (2, 1), "'3.1' stands twice", id="keys-of-one-fraction"),
        pytest.param("~: a\nnull: b\n", (2, 1), "'null' stands twice", id="keys-of-nothing"),
        pytest.param("a: &x [*x]\n", (1, 8), "the alias 'x' stands inside of what it repeats", id="alias-inside"),
        pytest.param("a: *nope\n", (1, 4), "no anchor 'nope'", id="alias-unknown"),
    ],
)
def test_what_does_not_keep_the_rest_from_being_read(text, place, message):
    problems = read_tree(text + "last: [&z 1, *z]\n", "w.yml").problems

    assert [(one.where.line, one.where.column) for one in problems] == [place]
    assert message in problems[0].message


def test_left_out():
    """What stands under a key for the second time, and in the place of an alias of nothing."""
    found = tree("a: {b: 1, B: {c: 2}, d: *nope, e: [1, *nope, 2]}\nA: [&x 1]\nf: *x\n")

    assert data(found) == {"a": {"b": 1, "e": [1, 2]}, "f": 1}


def test_an_alias_for_all():
    with pytest.raises(YamlError, match="no anchor 'nope'"):
        tree("*nope")


def test_fifty_levels_are_allowed():
    assert data(tree("[" * 50 + "]" * 50))


def test_an_alias_counts_its_levels():
    with pytest.raises(YamlError, match="more than 50 levels"):
        tree("a: &x " + "[" * 30 + "]" * 30 + "\nb: " + "[" * 30 + "*x" + "]" * 30)


def test_an_alias_counts_all_that_it_repeats():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]

    with pytest.raises(YamlError, match="more than 50,000 nodes") as error:
        tree("\n".join(lines))

    assert error.value.rule == "yaml-limits"
    assert error.value.where.line == 5


def test_an_alias_counts_all_the_text_that_it_repeats():
    entry = "a: &x {b: " + "x" * (2**19 - 1) + "}\n"
    assert len(tree(entry + "c: [" + "*x, " * 10 + "]").entries) == 2

    with pytest.raises(YamlError, match="aliases repeat more than 10 MiB of text"):
        tree(entry + "c: [" + "*x, " * 11 + "]")


def test_many_nodes():
    assert len(tree("\n".join(f"- {n}" for n in range(49_990))).entries) == 49_990
    with pytest.raises(YamlError, match="more than 50,000 nodes"):
        tree("\n".join(f"- {n}" for n in range(50_001)))


def test_keys_that_are_no_text():
    root = tree("1: a\n'1': b\ntrue: c\n~: d\n3.10: e\n0: f\nfalse: g\n")

    assert [str(entry.name) for entry in root.entries] == ["1", "1", "true", "null", "3.10", "0", "false"]
    assert isinstance(root, Mapped)

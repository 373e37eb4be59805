from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghflow.expr.parsing import ExprError, parse
from ghflow.expr.printing import is_identifier, show
from ghflow.expr.tree import Call, Context, Index, Lit, Not, Op, Star, levels

A, B, C = Context("a"), Context("b"), Context("c")


@given(data=st.data())
def test_what_is_shown_parses_to_the_same_tree(data, trees):
    tree = data.draw(trees)
    shown = show(tree)

    if levels(tree) <= 50:
        assert tree == parse(shown)


def pairs_of_parentheses(text):
    """The places of each pair of parentheses outside of strings."""
    opened = []
    for index, char in enumerate(re.sub("'[^']*'", lambda found: "_" * len(found[0]), text)):
        if char == "(":
            opened.append(index)
        elif char == ")":
            yield opened.pop(), index


@given(data=st.data())
def test_no_pair_of_parentheses_can_be_left_out(data, trees):
    tree = data.draw(trees)
    text = show(tree)
    for start, end in pairs_of_parentheses(text):
        shorter = text[:start] + " " + text[start + 1 : end] + " " + text[end + 1 :]
        try:
            again = parse(shorter)
        except ExprError:
            continue

        assert tree != again, (text, shorter)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        pytest.param("a || b && c", Op("||", A, Op("&&", B, C)), id="and-before-or"),
        pytest.param("(a || b) && c", Op("&&", Op("||", A, B), C), id="or-inside-and"),
        pytest.param("a && b && c", Op("&&", Op("&&", A, B), C), id="chain-leans-left"),
        pytest.param("a && (b && c)", Op("&&", A, Op("&&", B, C)), id="chain-leans-right"),
        pytest.param("a == b != c", Op("!=", Op("==", A, B), C), id="equalities-of-one-strength"),
        pytest.param("a == b < c", Op("==", A, Op("<", B, C)), id="comparison-before-equality"),
        pytest.param("(a == b) < c", Op("<", Op("==", A, B), C), id="equality-inside-comparison"),
        pytest.param("!a == b", Op("==", Not(A), B), id="not-before-equality"),
        pytest.param("!(a == b)", Not(Op("==", A, B)), id="not-of-equality"),
        pytest.param("!!a", Not(Not(A)), id="not-twice"),
        pytest.param("!a.b", Not(Index(A, Lit("b"))), id="property-before-not"),
        pytest.param("(!a).b", Index(Not(A), Lit("b")), id="property-of-not"),
        pytest.param("(a || b).c", Index(Op("||", A, B), Lit("c")), id="property-of-operator"),
        pytest.param("('a').b", Index(Lit("a"), Lit("b")), id="property-of-text"),
        pytest.param("(1)[2]", Index(Lit(1), Lit(2)), id="item-of-number"),
        pytest.param("a.b.c", Index(Index(A, Lit("b")), Lit("c")), id="properties"),
        pytest.param("a.b-c", Index(A, Lit("b-c")), id="kebab-property"),
        pytest.param("a.true", Index(A, Lit("true")), id="keyword-as-property"),
        pytest.param("a['b c']", Index(A, Lit("b c")), id="property-that-is-no-name"),
        pytest.param("a['-b']", Index(A, Lit("-b")), id="property-with-leading-hyphen"),
        pytest.param("a['']", Index(A, Lit("")), id="empty-property"),
        pytest.param("a['ä']", Index(A, Lit("ä")), id="property-beyond-ascii"),
        pytest.param("a[b || c]", Index(A, Op("||", B, C)), id="computed-key"),
        pytest.param("a.*.b", Index(Index(A, Star()), Lit("b")), id="star"),
        pytest.param("f()", Call("f"), id="call"),
        pytest.param("f(a || b, !c)", Call("f", (Op("||", A, B), Not(C))), id="arguments"),
        pytest.param("f(a)[0].b", Index(Index(Call("f", (A,)), Lit(0)), Lit("b")), id="item-of-call"),
    ],
)
def test_show(text, tree):
    assert text == show(tree)
    assert tree == parse(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("null", None, id="null"),
        pytest.param("true", True, id="true"),
        pytest.param("false", False, id="false"),
        pytest.param("1", 1, id="int"),
        pytest.param("1", 1.0, id="whole-float"),
        pytest.param("1.5", 1.5, id="float"),
        pytest.param("0", 0.0, id="zero"),
        pytest.param("-0", -0.0, id="negative-zero"),
        pytest.param("-2", -2, id="negative"),
        pytest.param("1e-07", 1e-7, id="small"),
        pytest.param("999999999999999", 999999999999999.0, id="largest-shown-whole"),
        pytest.param("1000000000000000.0", 1e15, id="large"),
        pytest.param("1e+16", 1e16, id="larger"),
        pytest.param("123456789012345678901234567890", 123456789012345678901234567890, id="huge-int"),
        pytest.param("Infinity", float("inf"), id="infinity"),
        pytest.param("-Infinity", float("-inf"), id="negative-infinity"),
        pytest.param("NaN", float("nan"), id="nan"),
        pytest.param("''", "", id="empty"),
        pytest.param("'it''s'", "it's", id="quote"),
        pytest.param("''''''", "''", id="two-quotes"),
        pytest.param("'\"\\n\"'", '"\\n"', id="no-other-escapes"),
        pytest.param("'a\nb'", "a\nb", id="newline"),
    ],
)
def test_show_literal(text, value):
    assert text == show(Lit(value))
    assert Lit(value) == parse(text)


@pytest.mark.parametrize(
    ("given_text", "shown"),
    [
        pytest.param("((a))", "a", id="needless-parentheses"),
        pytest.param("(a && b) || c", "a && b || c", id="parentheses-that-precedence-gives"),
        pytest.param("a&&b||!c", "a && b || !c", id="spaces"),
        pytest.param("a['b']", "a.b", id="item-that-is-a-name"),
        pytest.param("a[*]", "a.*", id="star-in-brackets"),
        pytest.param("f( a,b )", "f(a, b)", id="arguments"),
        pytest.param("0x1F + 0".removesuffix(" + 0"), "31", id="hexadecimal"),
        pytest.param("0o17", "15", id="octal"),
        pytest.param("+.5e1", "5", id="spellings-of-numbers"),
    ],
)
def test_shown_text_is_the_normal_form(given_text, shown):
    assert shown == show(parse(given_text))


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("a", True),
        ("_", True),
        ("a-b_1", True),
        ("a-", True),
        ("if", True),
        ("", False),
        ("1a", False),
        ("-a", False),
        ("a b", False),
        ("a.b", False),
        ("é", False),
        ("a\n", False),
    ],
)
def test_is_identifier(name, answer):
    assert answer is is_identifier(name)


def left(op, count):
    tree = A
    for _ in range(count):
        tree = Op(op, tree, B)
    return tree


@pytest.mark.parametrize(
    ("tree", "start"),
    [
        pytest.param(left("&&", 5000), "a && b && b", id="and"),
        pytest.param(left("==", 5000), "a == b == b", id="equality"),
        pytest.param(parse("!" * 40 + "a"), "!!!!!!!!", id="not"),
    ],
)
def test_long_chains_are_shown_without_recursion(tree, start):
    assert show(tree).startswith(start)


def test_deep_trees_are_shown_without_recursion():
    tree = A
    for index in range(3000):
        tree = (Not(tree), Index(tree, Lit("x")), Call("f", (tree,)), Op("<", A, Op("||", tree, B)))[index % 4]

    assert 3000 == sum(show(tree).count(mark) for mark in ("!", ".x", "f(", "||"))

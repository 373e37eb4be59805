from __future__ import annotations

import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghflow.expr.parsing import parse
from ghflow.expr.tree import Call, Context, Index, Lit, Not, Op, Star, levels, property_of, walk  # noqa: F401 - Not is for eval

A, B = Context("a"), Context("b")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(Lit(1), Lit(True), id="number-and-bool"),
        pytest.param(Lit(0), Lit(False), id="zero-and-false"),
        pytest.param(Lit(0.0), Lit(-0.0), id="zeros"),
        pytest.param(Lit("1"), Lit(1), id="text-and-number"),
        pytest.param(Lit("null"), Lit(None), id="text-and-null"),
        pytest.param(Lit("a"), Context("a"), id="text-and-context"),
        pytest.param(Index(A, Star()), Index(A, Lit("*")), id="star-and-text"),
        pytest.param(Call("f", (A, B)), Call("f", (B, A)), id="order-of-arguments"),
        pytest.param(Call("f", (A,)), Call("f", (A, A)), id="number-of-arguments"),
        pytest.param(Call("f", (Call("g"), A)), Call("f", (Call("g", (A,)),)), id="place-of-an-argument"),
        pytest.param(Op("&&", A, Op("&&", B, A)), Op("&&", Op("&&", A, B), A), id="lean-of-a-chain"),
        pytest.param(Op("==", A, B), Op("!=", A, B), id="operator"),
        pytest.param(Context("a"), Context("A"), id="case-of-a-name"),
        pytest.param(A, "a", id="text"),
        pytest.param(A, None, id="nothing"),
    ],
)
def test_trees_that_differ(one, other):
    assert one != other


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(Lit(1), Lit(1.0), id="whole-float"),
        pytest.param(Lit(float("nan")), Lit(float("nan")), id="nan"),
        pytest.param(parse("a.b"), parse("a['b']"), id="property"),
        pytest.param(parse("a.*"), parse("a[*]"), id="star"),
        pytest.param(parse("f(a, (b))"), Call("f", (A, B)), id="call"),
    ],
)
def test_trees_that_are_equal(one, other):
    assert one == other
    assert hash(one) == hash(other)
    assert 1 == len({one, other})


@given(data=st.data())
def test_copies_are_equal(data, trees):
    tree = data.draw(trees)

    assert tree == pickle.loads(pickle.dumps(tree))
    assert tree == copy.deepcopy(tree) == copy.copy(tree)
    assert tree == eval(repr(tree), globals() | {"nan": float("nan"), "inf": float("inf")})


def test_chains_compare_and_copy_without_recursion():
    tree = parse(" && ".join(f"a{index}" for index in range(2000)))
    other = parse(" && ".join(f"a{index}" for index in range(1999)) + " && b")

    assert tree != other
    assert hash(tree) == hash(copy.deepcopy(tree))
    assert 1999 + 2000 == len(walk(tree))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("a", 1),
        ("a.b", 2),
        ("a.b.c", 3),
        ("a.*", 2),
        ("a[b.c]", 3),
        ("f()", 1),
        ("f(a)", 2),
        ("f(a, b.c)", 3),
        ("!a", 2),
        ("!!a", 3),
        ("((((a))))", 1),
        ("a == b", 2),
        ("a == b == a", 3),
        ("a && b && a && b", 2),
        ("a && (b && (a && b))", 2),
        ("a || b && a || b", 3),
        ("a || (b || !a)", 3),
        ("a && b || a && b || a", 3),
    ],
)
def test_levels(text, count):
    assert count == levels(parse(text))


def test_walk_is_outermost_first_and_left_before_right():
    tree = parse("f(a.b, !c) == d[e]")
    shown = [type(node).__name__ + getattr(node, "name", "") for node in walk(tree)]

    assert ["Op", "Callf", "Index", "Contexta", "Lit", "Not", "Contextc", "Index", "Contextd", "Contexte"] == shown


def test_property_of():
    assert parse("needs.build.outputs['a b']") == property_of(Context("needs"), "build", "outputs", "a b")

"""Trees for the property tests of expressions."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st

from ghflow.expr.tree import Call, Context, Index, Lit, Not, Op, Star

OPERATORS = ("&&", "||", "==", "!=", "<", "<=", ">", ">=")
KEYWORDS = ("null", "true", "false", "NaN", "Infinity")
NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_-]{0,8}", fullmatch=True)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=8) | st.text("'{}$ .[]*!&|", max_size=8) | NAMES
NUMBERS = st.integers() | st.floats() | st.sampled_from([0.0, -0.0, 1e15, 1e16, 1e-7, 2**53, float("inf")])
LITERALS = st.builds(Lit, st.none() | st.booleans() | NUMBERS | TEXTS)
FREE_NAMES = NAMES.filter(lambda name: name not in KEYWORDS)


def _larger(trees):
    return st.one_of(
        st.builds(Index, trees, trees | st.just(Star()) | st.builds(Lit, NAMES)),
        st.builds(Call, FREE_NAMES, st.lists(trees, max_size=3).map(tuple)),
        st.builds(Not, trees),
        st.builds(Op, st.sampled_from(OPERATORS), trees, trees),
    )


@pytest.fixture(scope="session")
def trees():
    """Any tree: what no operator of Python builds is among them, `('a').b` for example."""
    return st.recursive(LITERALS | st.builds(Context, FREE_NAMES), _larger, max_leaves=20)

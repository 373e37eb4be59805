"""Conditions: what GitHub makes of them, how they come out, and why."""

from __future__ import annotations

import pytest

from ghflow.expr import Fields, Unknown, parse, show, status_functions
from ghflow.simulator.conditions import as_text, asks_status, condition_tree, judge

CONTEXTS = {
    "github": {"ref": "refs/heads/main", "event_name": "push"},
    "needs": {"a": {"outputs": Fields({"known": "yes"}, rest=Unknown("needs.a.outputs.x", "string"))}},
}


@pytest.mark.parametrize(
    ("condition", "tree"),
    [
        pytest.param(None, "success()", id="absent"),
        pytest.param("", "success()", id="empty"),
        pytest.param("${{ }}", "success()", id="empty-fence"),
        pytest.param("a == 'b'", "success() && a == 'b'", id="no-status"),
        pytest.param("${{ a }}", "success() && a", id="fence"),
        pytest.param("a || b", "success() && (a || b)", id="or-is-wrapped"),
        pytest.param("always()", "always()", id="status"),
        pytest.param("!CANCELLED() && a", "!CANCELLED() && a", id="case"),
        pytest.param("a == 'failure()'", "success() && a == 'failure()'", id="literal-does-not-count"),
        pytest.param("${{ a }} && b", "success() && format('{0} && b', a)", id="half-wrapped"),
        pytest.param("${{ failure() }} && b", "format('{0} && b', failure())", id="half-wrapped-with-status"),
        pytest.param("${{ a }}\n", "success() && format('{0}\n', a)", id="newline-behind-the-fence"),
        pytest.param("{${{ a }}}", "success() && format('{{{0}}}', a)", id="braces"),
        pytest.param(True, "success() && true", id="boolean"),
        pytest.param(parse("a && b"), "success() && (a && b)", id="tree"),
    ],
)
def test_normalisation(condition, tree):
    assert parse(tree) == condition_tree(condition)


@pytest.mark.parametrize(
    ("condition", "result", "expanded"),
    [
        pytest.param(
            "github.ref == 'refs/heads/main'", True, "true && 'refs/heads/main' == 'refs/heads/main'", id="yes"
        ),
        pytest.param("github.event_name != 'push'", False, "true && 'push' != 'push'", id="no"),
        pytest.param("failure()", False, "false", id="status"),
        pytest.param("github.nothing", False, "true && null", id="missing"),
        pytest.param("needs.a.outputs.x == '1' && github.ref == ''", False, None, id="decided-by-the-known"),
        pytest.param("needs.a.outputs.x == '1' || github.ref", True, None, id="decided-by-or"),
        pytest.param("${{ github.nothing }} && false", True, None, id="half-wrapped-is-true"),
    ],
)
def test_outcome(condition, result, expanded):
    verdict = judge(condition, CONTEXTS, status_functions("success"))

    assert verdict.result is result
    assert expanded in (None, verdict.expanded)


@pytest.mark.parametrize(
    ("condition", "rest"),
    [
        pytest.param("needs.a.outputs.x == '1'", "needs.a.outputs.x == '1'", id="all"),
        pytest.param("github.ref && needs.a.outputs.x", "needs.a.outputs.x", id="true-is-left-out"),
        pytest.param("!github.ref || needs.a.outputs.x", "needs.a.outputs.x", id="false-is-left-out"),
        pytest.param("github.ref && !(needs.a.outputs.x && github.ref)", "!needs.a.outputs.x", id="inside-not"),
        pytest.param("always() && needs.a.outputs.x != ''", "needs.a.outputs.x != ''", id="status-is-left-out"),
    ],
)
def test_what_is_left_to_decide(condition, rest):
    verdict = judge(condition, CONTEXTS, status_functions("success"))

    assert isinstance(verdict.result, Unknown)
    assert rest == verdict.rest


@pytest.mark.parametrize(
    ("condition", "decisive"),
    [
        pytest.param("github.ref && github.event_name == 'x' && false", "github.event_name == 'x'", id="first-false"),
        pytest.param("github.nothing || github.event_name == 'push'", "github.event_name == 'push'", id="first-true"),
        pytest.param("github.ref && (github.nothing && true)", "github.nothing", id="inside"),
        pytest.param("github.ref && true", "github.ref && true", id="all-of-them"),
        pytest.param("failure() && fromJSON('{')", "failure()", id="what-is-never-asked"),
        pytest.param("!(github.ref && true)", "!(github.ref && true)", id="not"),
    ],
)
def test_the_part_that_decides(condition, decisive):
    assert decisive == judge(condition, CONTEXTS, status_functions("success")).decisive[0]


def test_the_status_may_decide():
    assert "success()" == judge("fromJSON('{')", CONTEXTS, status_functions("failure")).decisive[0]


def test_values_of_names_are_kept():
    verdict = judge("github.ref == 'x' && needs.a.outputs.known && needs.a.outputs.x", CONTEXTS, {})

    assert {
        "github.ref": "refs/heads/main",
        "needs.a.outputs.known": "yes",
        "needs.a.outputs.x": Unknown("needs.a.outputs.x", "string"),
    } == verdict.trace


@pytest.mark.parametrize(
    "condition",
    [
        pytest.param("github.ref = 'x'", id="syntax"),
        pytest.param("env.X", id="context-that-is-not-there"),
        pytest.param("fromJSON('{')", id="evaluation"),
    ],
)
def test_what_cannot_be_evaluated(condition):
    verdict = judge(condition, CONTEXTS, status_functions("success"))

    assert verdict.error
    assert verdict.result is False


@pytest.mark.parametrize(
    ("condition", "asks"), [("success() && a", True), ("a", False), ("'always()'", False), ("a && b ||", False)]
)
def test_status_functions_are_seen(condition, asks):
    assert asks is asks_status(condition)


def test_text():
    assert ("a == 'b'", "true", "a && b", "${{ a }} && b", "") == tuple(
        as_text(one) for one in ("${{ a == 'b' }}", True, parse("a && b"), "${{ a }} && b", None)
    )
    assert "a" == show(parse("a"))


def test_a_long_chain_does_not_overflow():
    chain = " || ".join(f"github.ref == '{n}'" for n in range(700))

    assert judge(chain, CONTEXTS, status_functions("success")).result is False

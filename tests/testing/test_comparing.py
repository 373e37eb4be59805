"""What pytest says when a comparison fails."""

from __future__ import annotations

import pytest

from ghflow.diagnostics import Diagnostic
from ghflow.testing import Go, Repo, Skip, Unknown, push, tag
from ghflow.testing.comparing import explained
from ghflow.testing.plugin import pytest_assertrepr_compare

TEXT = """\
on: {push: {branches: [main]}}
jobs:
  a: {runs-on: x, steps: [{run: make}]}
  b: {if: github.ref_type == 'tag', needs: a, runs-on: x, steps: [{run: make}]}
  c: {needs: b, runs-on: x, steps: [{run: make}]}
"""
TAGS = "on: {push: {tags: ['v*']}}\njobs: {t: {runs-on: x, steps: [{run: make}]}}\n"


@pytest.fixture(scope="module")
def plan():
    return Repo.of({"ci.yml": TEXT, "tags.yml": TAGS}).plan(push())


def test_jobs_too_many_and_too_few(plan):
    assert [
        "{'a'} == {'b', 'x'}",
        "  not expected: a (runs: runs by default)",
        "  missing: b (does not run: github.ref_type == 'tag' is false: 'branch' == 'tag')",
        "  missing: x (there is none: a, b, c)",
    ] == explained("==", plan["ci.yml"].jobs.will_run, {"b", "x"})


def test_the_expected_may_stand_first(plan):
    lines = explained("==", {"a", "c"}, plan["ci.yml"].jobs.will_run)

    assert lines is not None
    assert "{'a', 'c'} == {'a'}" == lines[0]
    assert lines[1].startswith("  missing: c (does not run: 'b' is skipped")
    assert 2 == len(lines)


def test_workflows(plan):
    assert [
        "{'ci.yml'} == {'tags.yml'}",
        "  not expected: ci.yml (push of the branch main; branch 'main' matches branches: main)",
        "  missing: tags.yml (it filters tags only, so that no branch starts it)",
    ] == explained("==", plan.workflows, {"tags.yml"})


def test_one_name(plan):
    assert [
        "'b' is not in {'a'}",
        "  b: does not run: github.ref_type == 'tag' is false: 'branch' == 'tag'",
    ] == explained("in", "b", plan["ci.yml"].jobs.will_run)
    assert ["'a' is in {'a'}", "  a: runs: runs by default"] == explained("not in", "a", plan["ci.yml"].jobs.will_run)


def test_at_least_and_at_most(plan):
    jobs = plan["ci.yml"].jobs.will_run
    missing = "  missing: b (does not run: github.ref_type == 'tag' is false: 'branch' == 'tag')"
    too_many = "  not expected: a (runs: runs by default)"

    assert ["{'a'} >= {'b'}", missing] == explained(">=", jobs, {"b"})
    assert ["{'b'} <= {'a'}", missing] == explained("<=", {"b"}, jobs)
    assert ["{'a'} <= {'b'}", too_many] == explained("<=", jobs, {"b"})
    assert ["{'b'} >= {'a'}", too_many] == explained(">=", {"b"}, jobs)


def test_reasons(plan):
    wanted = Skip("if", expr="github.ref_type == 'tags'", trace={"github.ref_type": Unknown("x"), "github.ref": "y"})

    assert [
        "Skip('if', \"github.ref_type == 'tag'\") == Skip('if', \"github.ref_type == 'tags'\")",
        "  expr: \"github.ref_type == 'tag'\" is not \"github.ref_type == 'tags'\"",
        "  trace: github.ref_type = 'branch' is not Unknown('x')",
        "  trace: github.ref = '(nothing)' is not 'y'",
        "  the left one says: github.ref_type == 'tag' is false: 'branch' == 'tag'",
        "  which is true && 'branch' == 'tag'",
    ] == explained("==", plan.job("b").why, wanted)
    assert "  Go is no Skip" in explained("==", plan.job("a").why, Skip("default"))


def test_findings_are_shown_as_a_check_does():
    found = [Diagnostic("unreachable-job", "no event runs job 'a'", hint="drop it")]
    shown = ["1 finding, expected none", "error: no event runs job 'a' [unreachable-job]", "  hint: drop it"]

    assert shown == explained("==", found, [])
    assert shown == explained("==", [], found)
    assert explained("==", [*found, *found], [])[0] == "2 findings, expected none"


@pytest.mark.parametrize(
    ("op", "left", "right"),
    [
        pytest.param("==", {"a"}, {"b"}, id="sets of others"),
        pytest.param("==", [1], [], id="lists of others"),
        pytest.param("==", 1, 2, id="numbers"),
        pytest.param("!=", Go("default"), Go("default"), id="unequal"),
    ],
)
def test_nothing_to_say(op, left, right):
    assert pytest_assertrepr_compare(op, left, right) is None


def test_the_hook_knows_what_is_ours(plan):
    assert pytest_assertrepr_compare("==", plan["ci.yml"].jobs.will_run, {"b"}) is not None
    assert pytest_assertrepr_compare("==", {"b"}, plan.workflows) is not None
    assert pytest_assertrepr_compare("==", [Diagnostic("x", "y")], []) is not None
    assert pytest_assertrepr_compare("==", Repo.of({"t.yml": TAGS}).plan(tag("v1")).job("t").why, Go("if")) is not None

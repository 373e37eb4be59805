"""The matrix of a job."""

from __future__ import annotations

import pytest

from ghflow import Job, Matrix, Push, Step, Workflow
from ghflow.model.graph import Graph
from ghflow.rules.registry import check
from tests.rules.harness import job, lines_found, lines_marked, params

TEN = "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]"


def matrix(*lines):
    return job(strategy="\n      matrix:\n" + "\n".join(f"        {line}" for line in lines))


ROWS = {
    "too-many-legs": {
        "three-axes": matrix(f"a: {TEN} # <-", f"b: {TEN}", f"c: {TEN}"),
        "values-by-expression": matrix(f"a: {TEN} # <-", f"b: {TEN}", "c: ['${{ vars.A }}', 2, 3]"),
        "not-so-many": matrix(f"a: {TEN}", f"b: {TEN}"),
        "excluded": matrix(f"a: {TEN}", f"b: {TEN}", "c: [1, 2, 3]", "exclude: [{c: 1}]"),
        "excluded-too-few": matrix(f"a: {TEN} # <-", f"b: {TEN}", "c: [1, 2, 3]", "exclude: [{a: 1, b: 1, c: 1}]"),
        "included": matrix(f"a: {TEN} # <-", f"b: {TEN}", "c: [1, 2]", f"include: [{', '.join(['{c: 9}'] * 57)}]"),
        "included-in-others": matrix(f"a: {TEN}", f"b: {TEN}", "c: [1, 2]", f"include: [{', '.join(['{x: 9}'] * 57)}]"),
        "axis-by-expression": matrix(f"a: {TEN}", f"b: {TEN}", "c: ${{ fromJSON(vars.C) }}"),
        "include-by-expression": matrix(
            f"a: {TEN} # <-", f"b: {TEN}", "c: [1, 2, 3]", "include: ${{ fromJSON(vars.C) }}"
        ),
        "far-too-many": matrix(
            *(f"{name}: {TEN}{' # <-' * (name == 'a')}" for name in "abcdefgh"), "exclude: [{a: 1}]"
        ),
    },
    "unknown-excluded-axis": {
        "misspelt": matrix("os: [a]", "exclude:", "  - os: a", "    oss: b # <-"),
        "of-include": matrix("os: [a]", "include: [{arch: b}]", "exclude:", "  - arch: b # <-"),
        "any-case": matrix("os: [a, b]", "exclude: [{OS: a}]"),
        "by-expression": matrix("os: [a, b]", "exclude: ${{ fromJSON(vars.X) }}"),
    },
    "empty-matrix": {
        "no-include": matrix("include: [] # <-"),
        "only-exclude": matrix("exclude: [] # <-"),
        "include": matrix("include: [{a: 1}]"),
        "include-by-expression": matrix("include: ${{ fromJSON(vars.X) }}"),
        "whole-by-expression": job(strategy="{matrix: '${{ fromJSON(vars.X) }}'}"),
        "everything-excluded": matrix("a: [1]", "exclude: [{a: 1}]"),
    },
}


@pytest.mark.parametrize(("rule", "text"), params(ROWS))
def test_finds_the_marked_lines(rule, text):
    assert lines_marked(text) == lines_found(rule, text)


def python(matrix):
    jobs = [Job("a", runs_on="x", matrix=matrix, steps=[Step(run="x")])]
    return [(one.rule, one.message) for one in check(Graph(Workflow("W", on=Push(), jobs=jobs)))]


def test_python():
    numbers = list(range(17))

    assert [("too-many-legs", "the matrix of job 'a' makes 289 jobs, and GitHub takes 256")] == python(
        Matrix(a=numbers, b=numbers)
    )
    assert [("empty-matrix", "the axis 'os' has no values")] == python(Matrix(os=[]))
    assert [("empty-matrix", "the matrix of job 'a' has neither axes nor include")] == python(Matrix())
    assert [] == python(Matrix(os=["a"]))

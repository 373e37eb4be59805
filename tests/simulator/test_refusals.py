"""Expressions for which GitHub refuses a file."""

from __future__ import annotations

import pytest

from ghflow.reader.document import loads
from ghflow.simulator.refusals import refusals


def _of(jobs: str, on: str = "push") -> tuple[str, ...]:
    return refusals(loads(f"on: {on}\njobs: {{{jobs}}}").document)


@pytest.mark.parametrize(
    "jobs",
    [
        pytest.param("a: {if: always() && vars.X, runs-on: x, steps: [{run: make}]}", id="condition"),
        pytest.param(
            "a: {runs-on: '${{ matrix.os }}', strategy: {matrix: {os: [x]}}, steps: [{run: make}]}", id="matrix"
        ),
        pytest.param("a: {runs-on: x, steps: [{run: 'echo ${{ secrets.T }}', if: env.T}]}", id="step"),
        pytest.param(
            "a: {runs-on: x, steps: [{run: 'echo ${{ fromJSON(1) }}'}]}", id="that-fails-only-when-it-is-evaluated"
        ),
    ],
)
def test_what_is_right(jobs):
    assert _of(jobs) == ()


@pytest.mark.parametrize(
    ("jobs", "said"),
    [
        pytest.param("a: {if: always(, runs-on: x, steps: [{run: make}]}", "jobs.a.if: expected", id="syntax"),
        pytest.param(
            "a: {runs-on: '${{ env.X }}', steps: []}", "'env' is not available in jobs.a.runs-on", id="context"
        ),
        pytest.param("a: {runs-on: x, steps: [{run: '${{ x.y }}'}]}", "run: there is no context 'x'", id="no-context"),
        pytest.param("a: {runs-on: x, env: {K: '${{ hashFiles(1) }}'}}", "'hashFiles' is not available", id="function"),
        pytest.param("a: {runs-on: x, steps: [{run: x, if: contains(1)}]}", "contains", id="arguments"),
    ],
)
def test_what_is_refused(jobs, said):
    (found,) = _of(jobs)
    assert said in found


def test_each_is_said_once():
    assert len(_of("a: {runs-on: x, steps: [{run: '${{ x.y }} ${{ x.y }}'}]}")) == 1

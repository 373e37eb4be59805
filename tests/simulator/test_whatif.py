"""Targets of what-ifs as texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghflow.expr import Unknown
from ghflow.simulator.whatif import Part, Target, TargetError, read_target, what_if

IDS = st.from_regex(r"[A-Za-z_][A-Za-z0-9_-]{0,8}", fullmatch=True)
VALUES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,8}", fullmatch=True)
PARTS = st.builds(Part, IDS, st.lists(st.tuples(IDS, VALUES), max_size=3).map(tuple))


@given(st.lists(PARTS, min_size=1, max_size=3).map(tuple))
def test_targets_come_back(parts):
    text = "/".join(
        part.id + (f"[{', '.join('='.join(pair) for pair in part.axes)}]" if part.axes else "") for part in parts
    )

    assert Target(text, parts) == read_target(text)


@pytest.mark.parametrize("text", ["", "a//b", "a[", "a]b", "a[x]", "a[=1]", "a[x=1]b", "/"])
def test_what_is_no_target(text):
    with pytest.raises(TargetError):
        read_target(text)


@pytest.mark.parametrize(
    ("text", "matrix", "fits"),
    [
        pytest.param("build", {"os": "x"}, True, id="any-leg"),
        pytest.param("BUILD[OS=X]", {"os": "x"}, True, id="case"),
        pytest.param("build[n=3.1]", {"n": 3.10}, True, id="number"),
        pytest.param("build[f=true]", {"f": True}, True, id="boolean"),
        pytest.param("build[os=y]", {"os": "x"}, False, id="other-value"),
        pytest.param("build[arch=x]", {"os": "x"}, False, id="other-axis"),
        pytest.param("build[os=x,n=1]", {"os": "x", "n": 2}, False, id="all-axes-count"),
        pytest.param("build[os='x y']", {"os": "x y"}, True, id="quotes"),
        pytest.param("build[os=x]", Unknown("legs"), False, id="unknown-legs"),
        pytest.param("test", {}, False, id="other-job"),
    ],
)
def test_legs(text, matrix, fits):
    assert fits is read_target(text).first.fits("build", matrix)


def test_what_a_called_workflow_sees():
    inside = what_if(["go[env=dev]/a/step", "go"], {"go/a.v": "1", "a.v": "2"}, "go/b", {"go/a": 5}).inside(
        "go", {"env": "dev"}
    )

    assert [("a", "step")] == [tuple(part.id for part in one.parts) for one in inside.fail]
    assert {"a.v": "1"} == inside.outputs
    assert "b" == (inside.cancel_after and inside.cancel_after.first.id)
    assert 5 == inside.minutes("a")

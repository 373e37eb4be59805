"""The legs of a matrix, held against documented examples and real files."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghflow import Matrix
from ghflow.model.matrix import expand
from ghflow.reader.document import load, loads


def plain(value):
    """A value as JSON has it, where numbers are doubles."""
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return float(value) if type(value) is int else value


def values(matrix):
    return [plain(leg.values) for leg in expand(matrix)]


def test_documented_examples(shared):
    cases = json.loads((shared / "conformance/simulate/matrix_cases.json").read_text(encoding="utf-8"))
    found = {}
    for case in cases:
        inside = "".join(f"        {line}\n" for line in case["matrix"].splitlines())
        text = f"on: push\njobs:\n  a:\n    runs-on: x\n    strategy:\n      matrix:\n{inside}    steps: [{{run: x}}]\n"
        found[case["name"]] = values(loads(text).document.jobs[0].matrix.to_yaml())

    assert {case["name"]: plain(case["legs"]) for case in cases} == found


def test_matrices_of_real_files(shared):
    lines = (shared / "conformance/simulate/matrix_corpus.jsonl").read_text(encoding="utf-8").splitlines()
    documents = {}
    for row in map(json.loads, lines):
        if row["file"] not in documents:
            documents[row["file"]] = load(shared / "corpus" / row["file"]).document
        job = next(job for job in documents[row["file"]].jobs if job.id == row["job"])
        legs = expand(job.matrix.to_yaml())

        assert plain(row["legs"]) == [plain(leg.values) for leg in legs]
        if row["names"] is not None:
            assert row["names"] == [leg.name(job.id if job.name is None else job.name) for leg in legs]
    assert len(lines) > 200


@pytest.mark.parametrize(
    ("matrix", "legs"),
    [
        pytest.param(
            {"a": [1, 2], "b": ["x"]}, [{"a": 1.0, "b": "x"}, {"a": 2.0, "b": "x"}], id="first-varies-slowest"
        ),
        pytest.param(
            {"a": [{"n": 1, "m": 2}, {"n": 3}], "exclude": [{"a": {"n": 1}}]},
            [{"a": {"n": 3.0}}],
            id="part-of-a-mapping",
        ),
        pytest.param({"a": [["x", "y"], ["z"]], "exclude": [{"a": ["x"]}]}, [{"a": ["z"]}], id="part-of-a-list"),
        pytest.param({"a": ["x", 1], "exclude": [{"A": "X"}]}, [{"a": 1.0}], id="any-case"),
        pytest.param({"a": ["1", 2], "exclude": [{"a": 1}]}, [{"a": 2.0}], id="as-equals-compares"),
        pytest.param({"a": [1, 2], "exclude": [{"a": {}}]}, [], id="a-row-that-asks-nothing"),
        pytest.param(
            {"a": [1], "include": [{"b": 2}, {"B": 3}]}, [{"a": 1.0, "b": 3.0}], id="later-rows-replace-earlier-ones"
        ),
        pytest.param(
            {"a": [1], "include": [{"a": 2}, {"a": 2}]}, [{"a": 1.0}, {"a": 2.0}, {"a": 2.0}], id="own-legs-twice"
        ),
    ],
)
def test_legs(matrix, legs):
    assert legs == values(matrix)


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        ({}, "the matrix has neither axes nor include"),
        ({"include": []}, "the matrix has neither axes nor include"),
        ({"a": []}, "the axis 'a' has no values"),
        ({"a": "${{ fromJSON('[]') }}"}, "the axis 'a' is no list"),
        ({"a": [1], "include": "${{ x }}"}, "'include' is no list of mappings"),
        ({"a": [1], "exclude": [{"b": 1}]}, "exclude names 'b', which is not an axis"),
        ({"a": [1], "include": [{"b": 1}], "exclude": [{"b": 1}]}, "exclude names 'b', which is not an axis"),
        ({name: list(range(10)) for name in "abcdef"}, "the axes have more than 100,000 combinations"),
    ],
)
def test_what_cannot_be_expanded(matrix, message):
    with pytest.raises(ValueError, match="^" + message.replace("(", r"\(")):
        expand(matrix)


@pytest.mark.parametrize(
    ("matrix", "name"),
    [
        ({"a": ["x"], "b": [3.10], "c": [True]}, "job (x, 3.1, true)"),
        ({"a": [{"n": "x", "m": [1, None]}]}, "job (x, 1)"),
        ({"a": ["x"], "include": [{"b": "extra"}]}, "job (x)"),
        ({"include": [{"b": "own", "c": ""}]}, "job (own)"),
        ({"a": [""]}, "job"),
        ({"a": ["x" * 95]}, "job (" + "x" * 92 + "..."),
        ({"a": ["x" * 94]}, "job (" + "x" * 94 + ")"),
    ],
)
def test_names(matrix, name):
    assert name == expand(matrix)[0].name("job")


def test_a_matrix_of_python():
    legs = expand(Matrix(os=["a", "b"], include=[{"os": "a", "x": 1}]).to_yaml())

    assert [{"os": "a", "x": 1}, {"os": "b"}] == [leg.values for leg in legs]
    assert "Leg({'os': 'a', 'x': 1})" == repr(legs[0])


AXES = st.dictionaries(
    st.sampled_from("abc"), st.lists(st.integers(0, 3), min_size=1, max_size=3, unique=True), min_size=1
)


@given(AXES, st.lists(st.dictionaries(st.sampled_from("abcd"), st.integers(0, 3), min_size=1), max_size=3))
def test_include_keeps_all_that_the_axes_make(axes, include):
    bare = expand(axes)
    legs = expand(axes | {"include": include})

    assert [dict(leg.axes) for leg in bare] == [dict(leg.axes) for leg in legs[: len(bare)]]
    assert all(dict(leg.values) in include for leg in legs[len(bare) :])


@given(AXES, st.dictionaries(st.sampled_from("abc"), st.integers(0, 3), min_size=1))
def test_exclude_takes_away_what_it_says_and_no_more(axes, row):
    row = {name: value for name, value in row.items() if name in axes}
    wanted = [leg.values for leg in expand(axes) if not row or any(leg.values[name] != row[name] for name in row)]

    assert wanted == [leg.values for leg in expand(axes | {"exclude": [row] if row else []})]

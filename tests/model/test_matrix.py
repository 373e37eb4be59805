"""The matrix: its forms, its axes, what stands in the file."""

from __future__ import annotations

import pytest

from ghflow import Matrix, expression, from_json, github, matrix, needs, note

LEGS = from_json(needs.prep.outputs.legs)


@pytest.mark.parametrize(
    ("made", "written", "names"),
    [
        pytest.param(
            Matrix(os=["a", "b"], python=["3.14"]),
            {"os": ("a", "b"), "python": ("3.14",)},
            ("os", "python"),
            id="keywords",
        ),
        pytest.param(
            Matrix({"python-version": ["3.14"]}), {"python-version": ("3.14",)}, ("python-version",), id="mapping"
        ),
        pytest.param(Matrix({"a-b": [1]}, c=[2]), {"a-b": (1,), "c": (2,)}, ("a-b", "c"), id="both"),
        pytest.param(
            Matrix(include=[{"os": "a"}, {"arch": "b"}]),
            {"include": ({"os": "a"}, {"arch": "b"})},
            ("os", "arch"),
            id="include-only",
        ),
        pytest.param(
            Matrix({"include": [{"a": 1}], "os": ["x"]}),
            {"os": ("x",), "include": ({"a": 1},)},
            ("os", "a"),
            id="include-in-mapping",
        ),
        pytest.param(
            Matrix(os=["a"], exclude=[{"os": "a"}]), {"os": ("a",), "exclude": ({"os": "a"},)}, ("os",), id="exclude"
        ),
        pytest.param(
            Matrix(os=["a"], exclude=[{"OS": "a"}, "${{ x }}"]),
            {"os": ("a",), "exclude": ({"OS": "a"}, "${{ x }}")},
            ("os",),
            id="exclude-in-other-case",
        ),
        pytest.param(
            Matrix(exclude=[], os=["a"], include=[]), {"os": ("a",), "include": (), "exclude": ()}, ("os",), id="order"
        ),
        pytest.param(Matrix(LEGS), LEGS._tree, None, id="value"),
        pytest.param(Matrix("${{ fromJSON(x) }}"), "${{ fromJSON(x) }}", None, id="text"),
        pytest.param(Matrix(os=LEGS), {"os": LEGS._tree}, ("os",), id="axis-value"),
        pytest.param(Matrix(os="${{ fromJSON(x) }}"), {"os": "${{ fromJSON(x) }}"}, ("os",), id="axis-text"),
        pytest.param(Matrix(os=["a"], include=LEGS), {"os": ("a",), "include": LEGS._tree}, None, id="include-value"),
        pytest.param(
            Matrix(os=["a"], include="${{ x }}"), {"os": ("a",), "include": "${{ x }}"}, None, id="include-text"
        ),
        pytest.param(Matrix(include=[{"a": 1}, LEGS]), {"include": ({"a": 1}, LEGS._tree)}, None, id="row-value"),
        pytest.param(Matrix(include=[{"a": 1}, "${{ x }}"]), {"include": ({"a": 1}, "${{ x }}")}, None, id="row-text"),
        pytest.param(Matrix(os=["a", github.ref]), {"os": ("a", github.ref._tree)}, ("os",), id="item-value"),
        pytest.param(
            Matrix(os=[{"name": "a", "arch": ["x"]}]), {"os": ({"name": "a", "arch": ("x",)},)}, ("os",), id="objects"
        ),
        pytest.param(Matrix(os=(name for name in "ab")), {"os": ("a", "b")}, ("os",), id="generator"),
        pytest.param(Matrix(n=range(3)), {"n": (0, 1, 2)}, ("n",), id="range"),
        pytest.param(Matrix(n=[True, None, 1.5]), {"n": (True, None, 1.5)}, ("n",), id="scalars"),
        pytest.param(Matrix(), {}, (), id="empty"),
        pytest.param(Matrix(None, include=None), {}, (), id="none"),
        pytest.param(
            Matrix(where=["a"], about=["b"], comment=["c"], extra=["d"], allow=["e"]),
            {"where": ("a",), "about": ("b",), "comment": ("c",), "extra": ("d",), "allow": ("e",)},
            ("where", "about", "comment", "extra", "allow"),
            id="words-of-ghflow",
        ),
        pytest.param(
            Matrix(os=note(["a"], "why"), include=[{"b": note(1, "why")}]),
            {"os": ("a",), "include": ({"b": 1},)},
            ("os", "b"),
            id="noted",
        ),
    ],
)
def test_forms(made, written, names):
    found = made.to_yaml()

    assert written == found
    assert names == made.axis_names()
    assert not isinstance(found, dict) or list(written) == list(found)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param(lambda m: m.os, "${{ matrix.os }}", id="attribute"),
        pytest.param(lambda m: m["os"], "${{ matrix.os }}", id="item"),
        pytest.param(lambda m: m["python-version"], "${{ matrix.python-version }}", id="kebab-item"),
        pytest.param(lambda m: m.python_version, "${{ matrix.python-version }}", id="kebab-attribute"),
        pytest.param(lambda m: m.target, "${{ matrix.target }}", id="key-of-include"),
        pytest.param(lambda m: m.os.name, "${{ matrix.os.name }}", id="property"),
        pytest.param(lambda m: m.os == "a", "${{ matrix.os == 'a' }}", id="operator"),
        pytest.param(lambda m: m["1st"], "${{ matrix['1st'] }}", id="no-name"),
        pytest.param(lambda m: m.snake_case, "${{ matrix.snake_case }}", id="snake"),
        pytest.param(lambda m: m.extra, "${{ matrix.extra }}", id="word-of-ghflow"),
        pytest.param(lambda m: m.allow, "${{ matrix.allow }}", id="another-word-of-ghflow"),
    ],
)
def test_axes_are_values(value, text):
    made = Matrix(
        {"python-version": ["3"], "1st": [1], "snake_case": [1], "extra": [1], "allow": [2]},
        os=["a"],
        include=[{"target": "x"}],
    )

    assert text == f"{value(made)}"


def test_any_axis_of_a_matrix_that_an_expression_makes():
    made = Matrix(expression("fromJSON(needs.x.outputs.y)"))

    assert "${{ matrix.anything }} ${{ matrix.extra }}" == f"{made.anything} {made['extra']}"
    assert f"{matrix.os}" == f"{made.os}"


def test_private_names_are_no_axes():
    made = Matrix(expression("fromJSON('{}')"))

    assert [False, False] == [hasattr(made, "_anything"), hasattr(made, "__wrapped__")]


def test_repr_is_short():
    assert "Matrix({'os': ('a',)})" == repr(Matrix(os=["a"]))
    assert "Matrix('${{ x }}')" == repr(Matrix("${{ x }}"))


@pytest.mark.parametrize("axis", ["whole", "names", "axes", "extra", "allow"])
def test_an_axis_may_have_any_plain_name(axis):
    made = Matrix({axis: ["a"]})

    assert f"${{{{ matrix.{axis} }}}}" == str(getattr(made, axis))

"""Expressions as Python: what is written evaluates to the very same tree, and type checkers take it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ghflow
from ghflow import Job, Matrix, Step
from ghflow.expr.parsing import parse
from ghflow.expr.printing import show
from ghflow.expr.tree import Call, Context, Index, Lit, Not, Op, Star
from ghflow.expr.values import Value
from ghflow.writer.expressions import Expressions
from tests.writer.sources import typed

MATRIX = Matrix({"python-version": ["3.11"], "os": ["x"], "extra": ["y"], "class": [1]})
STEP = Step("Say", id="say", run="echo")
JOB = Job("build-it", runs_on="x", outputs={"v": "1", "a-b": "2"}, steps=[STEP])
SPACE = vars(ghflow) | {name: getattr(ghflow, name) for name in ghflow.__all__}
SPACE |= {"legs": MATRIX, "say": STEP, "build_it": JOB}


def expressions(called: bool = False) -> Expressions:
    made = Expressions()
    made.scope.matrix = ("legs", MATRIX)
    made.scope.steps = {"say": ("say", STEP)}
    made.scope.jobs = {"build-it": ("build_it", JOB)}
    made.scope.called = called
    return made


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("github.ref", "github.ref", id="property"),
        pytest.param("github.event.pull_request.number", "github.event.pull_request.number", id="event"),
        pytest.param("env.PATH", "env.PATH", id="own-name"),
        pytest.param("vars['a b']", 'vars["a b"]', id="item"),
        pytest.param("inputs.dry-run", 'inputs["dry-run"]', id="kebab"),
        pytest.param("inputs.class", 'inputs["class"]', id="keyword"),
        pytest.param("inputs.contains", 'inputs["contains"]', id="method"),
        pytest.param("inputs._x", 'inputs["_x"]', id="underscore"),
        pytest.param("strategy.job-index", "strategy.job_index", id="kebab-of-github"),
        pytest.param("github.event.commits[0].id", "github.event.commits[0].id", id="index"),
        pytest.param("github.event.commits.*.id", "github.event.commits[:].id", id="star"),
        pytest.param("github.event[github.ref]", "github.event[github.ref]", id="computed"),
        pytest.param("github.ref == 'x'", 'github.ref == "x"', id="equal"),
        pytest.param("github.run_number > 5", "github.run_number > 5", id="greater"),
        pytest.param("!github.ref", "~github.ref", id="not"),
        pytest.param("github.ref == 'x' && success()", '(github.ref == "x") & success()', id="and"),
        pytest.param("env.A || env.B || 'c'", 'env.A | env.B | "c"', id="chain"),
        pytest.param("env.A && env.B || env.C", "(env.A & env.B) | env.C", id="mixed"),
        pytest.param("!(env.A == 'x')", '~(env.A == "x")', id="not-of"),
        pytest.param("'x' && env.A", '"x" & env.A', id="literal-left-of-and"),
        pytest.param("startsWith(github.ref, 'refs/')", 'github.ref.startswith("refs/")', id="method-call"),
        pytest.param("contains('a b', github.ref)", 'contains("a b", github.ref)', id="function"),
        pytest.param("contains(fromJSON('[1]'), env.A)", 'from_json("[1]").contains(env.A)', id="method-of-function"),
        pytest.param("(env.A || env.B).c", None, id="property-of-text"),
        pytest.param("(inputs.a || inputs.b).c", None, id="property-of-union"),
        pytest.param("format('{0}', github.ref)", 'format("{0}", github.ref)', id="format"),
        pytest.param("hashFiles('a', 'b')", 'hash_files("a", "b")', id="hash-files"),
        pytest.param("toJSON(github)", "to_json(github)", id="whole-context"),
        pytest.param("matrix.os", "legs.os", id="axis"),
        pytest.param("matrix.python-version", 'legs["python-version"]', id="axis-item"),
        pytest.param("matrix.extra", 'legs["extra"]', id="axis-like-a-keyword"),
        pytest.param("matrix.class.x", 'legs["class"].x', id="inside-an-axis"),
        pytest.param("matrix.unknown", "matrix.unknown", id="unknown-axis"),
        pytest.param("steps.say.outputs.x", "say.outputs.x", id="step"),
        pytest.param("steps.say.outputs.a-b", 'say.outputs["a-b"]', id="step-item"),
        pytest.param("steps.say.outcome == 'failure'", 'say.outcome == "failure"', id="outcome"),
        pytest.param("steps.other.outputs.x", "steps.other.outputs.x", id="other-step"),
        pytest.param("steps.Say.outputs.x", "steps.Say.outputs.x", id="case"),
        pytest.param("toJSON(steps.say.outputs)", "to_json(say.outputs)", id="all-outputs"),
        pytest.param("needs.build-it.outputs.v", "build_it.outputs.v", id="job"),
        pytest.param("needs.build-it.outputs.a-b", "build_it.outputs.a_b", id="job-item"),
        pytest.param("needs.build-it.result", "build_it.result", id="result"),
        pytest.param("needs.*.result", "needs[:].result", id="all-jobs"),
        pytest.param("needs.build-it.outputs.unknown", None, id="unknown-output"),
        pytest.param("jobs.build-it.outputs.v", None, id="jobs-elsewhere"),
        pytest.param("github.unknown", None, id="unknown-property"),
        pytest.param("github.ref.length", None, id="property-of-a-text"),
        pytest.param("Github.ref", None, id="case-of-a-context"),
        pytest.param("'x' == github.ref", None, id="literal-first"),
        pytest.param("github.ref == inputs.x", None, id="sides-that-python-turns"),
        pytest.param("github.ref == true", None, id="true"),
        pytest.param("github.ref != null", None, id="null"),
        pytest.param("'x'", None, id="literal"),
        pytest.param("'a' && 'b'", None, id="literals"),
        pytest.param("fromJson('1')", None, id="spelling"),
        pytest.param("unknown(1)", None, id="unknown-function"),
        pytest.param("join('a', 'b')", None, id="join-of-a-text"),
        pytest.param("success(1)", None, id="too-many"),
        pytest.param("startsWith(1, 'a')", None, id="number-for-text"),
        pytest.param("github.ref  == 'x'", None, id="spaces"),
        pytest.param("(github.ref)", None, id="parentheses"),
        pytest.param("github[", None, id="no-expression"),
        pytest.param("env.A == Infinity", None, id="infinity"),
        pytest.param("!" * 60 + "env.A", None, id="deep"),
    ],
)
def test_forms(text, code):
    made = expressions().made(f" {text} ")

    assert (made and made.code) == code
    if made is not None:
        assert show(eval(made.code, dict(SPACE))._tree) == text


def test_outputs_of_a_called_workflow_are_those_of_its_jobs():
    assert expressions(called=True).made(" jobs.build-it.outputs.v ").code == "build_it.outputs.v"
    assert expressions(called=True).made(" needs.build-it.outputs.v ") is None


def test_references_are_counted():
    made = expressions().made(" matrix.os == steps.say.outcome || env.A && needs.build-it.result ")

    assert made.inner == 3
    assert made.names == {"legs", "say", "env", "build_it"}


def test_a_bare_condition_has_no_fence():
    assert expressions().made("github.ref", bare=True).code == "github.ref"
    assert expressions().made("github.ref") is None


@pytest.mark.parametrize(
    ("text", "body"),
    [
        pytest.param("a ${{ matrix.os }} b", "a {legs.os} b", id="one"),
        pytest.param("${{ env.A }}-${{ env.B }}", "{env.A}-{env.B}", id="two"),
        pytest.param("${{ matrix.python-version }}", "{legs['python-version']}", id="item"),
        pytest.param("${{ env.A == 'x' }}", "{env.A == 'x'}", id="text"),
        pytest.param("{ ${{ matrix.os }} }", "{{ {legs.os} }}", id="braces"),
        pytest.param("{ ${{ env.A }} }", None, id="braces-for-nothing"),
        pytest.param("{}{}{ ${{ matrix.os }}", None, id="many-braces"),
        pytest.param("${{ env['it''s'] }}", None, id="quote"),
        pytest.param("${{ env['a\"b'] }}", None, id="double-quote"),
        pytest.param("${{ env['{'] }}", None, id="brace-in-a-text"),
        pytest.param("${{env.A}}", None, id="spaces"),
        pytest.param("${{ x", None, id="open"),
    ],
)
def test_f_strings(text, body):
    found = expressions().f_string(text)

    assert (found and found[0]) == body
    if found is not None:
        assert eval(f'f"{found[0]}"', dict(SPACE)) == text


NAMES = st.sampled_from(
    ["a", "os", "python-version", "class", "contains", "_x", "__class__", "a b", "'", '"', "{", "\\", "\n"]
)
LITERALS = st.sampled_from(["", "x", "it's", 'say "a"', "{x}", "\\n", "\n", "é", "\u202e", "${{ x }}"]) | st.text(
    max_size=4
)
TREES = st.recursive(
    st.sampled_from(["github", "env", "inputs", "matrix", "steps", "needs", "runner", "jobs"]).map(Context)
    | (LITERALS | st.integers(-5, 10**6) | st.booleans() | st.none() | st.floats(allow_nan=False)).map(Lit),
    lambda inner: (
        st.builds(Index, inner, NAMES.map(Lit) | st.just(Star()) | inner)
        | st.builds(Not, inner)
        | st.builds(Op, st.sampled_from(["&&", "||", "==", "!=", "<", ">="]), inner, inner)
        | st.builds(
            Call,
            st.sampled_from(["contains", "format", "toJSON", "fromJSON", "case", "startsWith", "fromJson"]),
            st.lists(inner, min_size=1, max_size=3).map(tuple),
        )
    ),
    max_leaves=8,
)
REFERENCES = st.sampled_from(
    ["matrix.os", "steps.say.outputs.x", "needs.build-it.result", "needs.build-it.outputs.v", "github.ref", "env.A"]
).map(parse)
COMBINED = st.recursive(
    REFERENCES | LITERALS.map(Lit),
    lambda inner: (
        st.builds(Not, inner)
        | st.builds(Op, st.sampled_from(["&&", "||", "==", "!="]), inner, inner)
        | st.builds(lambda one, other: Call("contains", (one, other)), inner, inner)
    ),
    max_leaves=10,
)
_codes: list[str] = []


@given(TREES | COMBINED)
def test_any_expression_comes_back_or_has_no_form(tree):
    text = show(tree)
    made = expressions().made(f" {text} ")
    if made is None:
        return
    value = eval(made.code, dict(SPACE))
    assert isinstance(value, Value)
    assert show(value._tree) == text
    assert value._tree == parse(text)
    _codes.append(made.code)
    found = expressions().f_string(f"a ${{{{ {text} }}}} b")
    if found is not None:
        assert eval(f'f"{found[0]}"', dict(SPACE)) == f"a ${{{{ {text} }}}} b"


def test_type_checkers_take_what_is_written(tmp_path):
    assert len(_codes) > 20
    lines = [
        "from ghflow import *",
        "legs = Matrix(os=['x'])",
        'say = Step("Say", id="say", run="echo")',
        'build_it = Job("build-it", runs_on="x", outputs={"v": "1"}, steps=[say])',
        *(f'Step(run="x", if_={code})' for code in dict.fromkeys(_codes)),
    ]
    (tmp_path / "all.py").write_text("\n".join(lines), encoding="utf-8")

    assert typed(tmp_path) == ""

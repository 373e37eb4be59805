from __future__ import annotations

import json
import math
import random
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghflow.expr.checking import check
from ghflow.expr.evaluation import (
    MAX_FIELD_MEMORY,
    evaluate,
    interpolate,
    status_functions,
)
from ghflow.expr.inference import infer
from ghflow.expr.numbers import SPACE
from ghflow.expr.parsing import ExprError, parse
from ghflow.expr.printing import show
from ghflow.expr.running import EvaluationError
from ghflow.expr.tree import Call, Context, Index, Lit, Not, Op, Star, levels, walk
from ghflow.expr.unknown import Fields, Unknown


def conformance(shared):
    """Each conformance case: expression, contexts, and the value, or the phase (`parsing`, `evaluation`) that fails."""
    for file in sorted((shared / "conformance" / "expressions").glob("*.json")):
        for cases in json.loads(file.read_text("utf-8")).values():
            for case in cases:
                error = case.get("err")
                phase = error and ("evaluation" if error["kind"] == "evaluation" else "parsing")
                yield case["expr"], case.get("contexts", {}), phase, case.get("result", {}).get("value")


def test_conformance(shared):
    differ = []
    cases = list(conformance(shared))
    for text, contexts, phase, value in cases:
        try:
            found = evaluate(text, contexts)
        except ExprError as error:
            if phase != ("evaluation" if isinstance(error, EvaluationError) else "parsing"):
                differ.append((text, error))
        else:
            if phase or found != value or isinstance(found, bool) is not isinstance(value, bool):
                differ.append((text, found))

    assert [] == differ
    assert 591 == len(cases)


def test_conformance_of_trees(shared):
    for text, contexts, phase, value in conformance(shared):
        if phase is None and text:
            assert value == evaluate(parse(text), contexts)


CONTEXTS = {
    "github": {"ref": "refs/heads/main", "event": {"labels": [{"name": "a"}, {"id": 1}, {"name": "b"}]}},
    "matrix": {"n": 3, "v": 3.10, "none": None, "list": ["x", "y"], "empty": []},
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("", None, id="empty"),
        pytest.param(" \u00a0", None, id="blank"),
        pytest.param("3", 3.0, id="number"),
        pytest.param("GITHUB.Ref", "refs/heads/main", id="names-ignore-case"),
        pytest.param("github.event.labels.*.name", ["a", "b"], id="star-drops-misses"),
        pytest.param("github.event.labels.*.name[0]", [], id="index-of-a-filtered-array-is-that-of-its-members"),
        pytest.param("matrix.*", [3, 3.1, None, ["x", "y"], []], id="star-of-an-object"),
        pytest.param("matrix.list[1.9]", "y", id="index-is-floored"),
        pytest.param("matrix.list['1']", "y", id="index-is-a-number"),
        pytest.param("matrix.list[2]", None, id="index-beyond-the-end"),
        pytest.param("matrix.list.x", None, id="name-of-an-array-member"),
        pytest.param("matrix.n.x.y", None, id="property-of-a-number"),
        pytest.param("matrix == matrix", True, id="one-object"),
        pytest.param("fromJSON('[]') == fromJSON('[]')", False, id="two-arrays"),
        pytest.param("matrix.v == '3.10'", True, id="text-becomes-a-number"),
        pytest.param("format('{0}', matrix.v)", "3.1", id="number-as-text"),
        pytest.param("format('{0}{1}{0}', 'a', 'b')", "aba", id="format"),
        pytest.param("format('{00}', 'a')", "a", id="format-with-a-leading-zero"),
        pytest.param("format('{0:}', 'a')", "a", id="format-with-an-empty-specifier"),
        pytest.param("format('none', fromJSON(''))", "none", id="format-asks-only-for-what-it-needs"),
        pytest.param("case(false, fromJSON(''), 2)", 2, id="case-asks-only-for-what-it-needs"),
        pytest.param("false && fromJSON('')", False, id="and-ends"),
        pytest.param("1 || fromJSON('')", 1, id="or-ends"),
        pytest.param("matrix.n[fromJSON('')]", None, id="key-that-is-not-needed"),
        pytest.param("contains(matrix.empty, fromJSON(''))", False, id="item-that-is-not-needed"),
        pytest.param("contains(matrix, 'n')", False, id="contains-of-an-object"),
        pytest.param("join(matrix.list, fromJSON('{}'))", "x,y", id="separator-that-is-no-text"),
        pytest.param("toJSON(matrix.list)", '[\n  "x",\n  "y"\n]', id="to-json"),
        pytest.param("'\U0001f60a' < '\uffee'", True, id="order-of-utf-16"),
        pytest.param("'\U00010428' == '\U00010400'", True, id="case-beyond-the-first-plane"),
        pytest.param("'\u1fb3' == '\u1fbc'", True, id="simple-case-of-a-letter-with-two-upper-cases"),
        pytest.param("always()", True, id="always"),
        pytest.param("NaN", math.nan, id="nan"),
    ],
)
def test_evaluate(text, value):
    found = evaluate(text, CONTEXTS)

    assert type(value) is type(found) or (value == found and isinstance(value, int))
    assert value == found or found != found != value != value


# The place that is complained about stands after ^.
@pytest.mark.parametrize(
    ("expected", "marked"),
    [
        pytest.param("a context", "1 || ^nothing.a", id="unknown-context"),
        pytest.param("a function", "false && ^nothing()", id="unknown-function"),
        pytest.param("another number of arguments", "true || ^contains('a')", id="arguments"),
        pytest.param("another number of arguments", "^case(true, 1, false, 2)", id="even-arguments"),
        pytest.param("another number of arguments", "^toJSON()", id="no-argument"),
        pytest.param("a boolean to decide a case", "case(false, 1, ^'true', 2, 3)", id="predicate"),
        pytest.param("JSON", "1 && fromJSON(^'{')", id="json"),
        pytest.param("a format", "format(^'{', 1)", id="brace"),
        pytest.param("a format", "format(^'}', 1)", id="closing-brace"),
        pytest.param("a format", "format(^'{x}', 1)", id="name-in-braces"),
        pytest.param("a format", "format(^'{256}', 1)", id="large-number-in-braces"),
        pytest.param("a format", "format(^'{" + "9" * 5000 + "}', 1)", id="enormous-number-in-braces"),
        pytest.param("a number only", "format(^'{0:x}', 1)", id="specifier"),
        pytest.param("an argument for {1}", "format(^'{0}{1}', 1)", id="missing-argument"),
    ],
)
def test_what_fails(expected, marked):
    text = marked.replace("^", "", 1)
    for expression in (text, parse(text)):
        with pytest.raises(ExprError) as caught:
            evaluate(expression, CONTEXTS)

        assert caught.value.expected.startswith(expected)
        assert show(parse(text)) == show(parse(caught.value.source))
        assert caught.value.source[caught.value.at :][:6] == text[marked.index("^") :][:6]


def test_what_is_no_value():
    with pytest.raises(TypeError, match="a set is no value of an expression"):
        evaluate("a", {"a": {1}})


def test_without_contexts():
    assert [2, "2!"] == [evaluate("1 && 2"), interpolate("${{ 2 }}!")]
    with pytest.raises(ExprError):
        evaluate("github.ref")


def test_large_integers_are_doubles():
    assert evaluate("a == b", {"a": 2**53 + 1, "b": 2**53}) is True
    assert math.inf == evaluate("a", {"a": 10**400})


# Three truth values.

U = Unknown("the weather")
BOOL = Unknown("the weather", "boolean")
TEXT = Unknown("the weather", "string")
OPEN = Fields({"a": 1}, rest=U)
WEATHER = {
    "u": U,
    "flag": BOOL,
    "text": TEXT,
    "open": OPEN,
    "list": [U, 1, "x"],
    "array": Unknown("the weather", "array"),
    "object": Unknown("the weather", "object"),
    "items": [{"n": 1}, U],
    "parts": [{"n": 1}, OPEN],
    "deep": {"a": {"b": U}},
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("u", U, id="context"),
        pytest.param("false && u", False, id="false-and"),
        pytest.param("true || u", True, id="true-or"),
        pytest.param("true && u", U, id="true-and"),
        pytest.param("'' || u", U, id="empty-or"),
        pytest.param("u && false", Unknown("the weather", truth=False), id="and-false"),
        pytest.param("u || true", Unknown("the weather", truth=True), id="or-true"),
        pytest.param("!(u && false)", True, id="not-of-and-false"),
        pytest.param("!!(u || true)", True, id="not-not-of-or-true"),
        pytest.param("(u && false) && fromJSON('')", Unknown("the weather", truth=False), id="falsy-ends-and"),
        pytest.param("(u || true) && 1", 1, id="truthy-goes-on"),
        pytest.param("(u && false) || 1", 1, id="falsy-goes-on"),
        pytest.param("flag && false", False, id="boolean-and-false"),
        pytest.param("flag || true", True, id="boolean-or-true"),
        pytest.param("flag && true", BOOL, id="boolean-and-true"),
        pytest.param("text && ''", "", id="text-and-empty"),
        pytest.param("text || ''", TEXT, id="text-or-empty"),
        pytest.param("flag && u && false && 1", Unknown("the weather", truth=False), id="chain"),
        pytest.param("u && fromJSON('')", U, id="failure-behind-unknown"),
        pytest.param("flag && 'x' || 'y'", Unknown("the weather", truth=True), id="choice-of-texts"),
        pytest.param("!u", BOOL, id="not"),
        pytest.param("u == u", BOOL, id="equal-to-itself"),
        pytest.param("u != 1", BOOL, id="not-equal"),
        pytest.param("u < 1", BOOL, id="less"),
        pytest.param("array == 'x'", False, id="array-and-text"),
        pytest.param("array != 'x'", True, id="array-is-not-a-text"),
        pytest.param("object > 1", False, id="object-and-number"),
        pytest.param("array == array", BOOL, id="array-and-itself"),
        pytest.param("!array", False, id="array-is-truthy"),
        pytest.param("u.a.b", U, id="property"),
        pytest.param("u.*", Unknown("the weather", "array"), id="star"),
        pytest.param("text.a", None, id="property-of-text"),
        pytest.param("text.*", [], id="star-of-text"),
        pytest.param("open.a", 1, id="known-field"),
        pytest.param("open.A", 1, id="known-field-in-another-case"),
        pytest.param("open.b", U, id="unknown-field"),
        pytest.param("open.*", Unknown("the weather", "array"), id="star-of-open"),
        pytest.param("!open", False, id="open-is-truthy"),
        pytest.param("open == 'x'", False, id="open-and-text"),
        pytest.param("list[1]", 1, id="known-member"),
        pytest.param("list[u]", U, id="unknown-index"),
        pytest.param("fromJSON('[]')[u]", None, id="unknown-index-of-nothing"),
        pytest.param("items.*.n", Unknown("the weather", "array"), id="star-over-unknown"),
        pytest.param("parts.*.n", Unknown("the weather", "array"), id="star-over-open"),
        pytest.param("parts.*.a", [1], id="star-over-known-fields"),
        pytest.param("deep.*.b", [U], id="unknown-member-that-is-there"),
        pytest.param("contains(list, 'X')", True, id="contains-known"),
        pytest.param("contains(list, 'z')", BOOL, id="contains-perhaps"),
        pytest.param("contains(array, 'z')", BOOL, id="contains-of-array"),
        pytest.param("contains(object, 'z')", False, id="contains-of-object"),
        pytest.param("contains(u, '')", BOOL, id="contains-of-unknown"),
        pytest.param("contains('abc', u)", BOOL, id="contains-unknown"),
        pytest.param("startsWith(text, open)", False, id="object-as-prefix"),
        pytest.param("startsWith(u, 'a')", BOOL, id="starts-with"),
        pytest.param("format('x{0}', u)", Unknown("the weather", "string", truth=True), id="format"),
        pytest.param("format('{0}', u)", TEXT, id="format-of-unknown-only"),
        pytest.param("format('x', u)", "x", id="format-without-it"),
        pytest.param("format(u)", TEXT, id="unknown-format"),
        pytest.param("format('{0}', open)", "Object", id="format-of-open"),
        pytest.param("join(list)", Unknown("the weather", "string", truth=True), id="join"),
        pytest.param("join(u)", TEXT, id="join-of-unknown"),
        pytest.param("join(open)", "", id="join-of-open"),
        pytest.param("join(fromJSON('[1]'), u)", "1", id="separator-that-is-not-needed"),
        pytest.param("join(fromJSON('[1,2]'), u)", Unknown("the weather", "string", truth=True), id="separator"),
        pytest.param("toJSON(deep)", Unknown("the weather", "string", truth=True), id="to-json"),
        pytest.param("toJSON(open)", Unknown("the weather", "string", truth=True), id="to-json-of-open"),
        pytest.param("fromJSON(u)", U, id="from-json"),
        pytest.param("case(flag, 1, 2)", Unknown("the weather", "number", truth=True), id="case"),
        pytest.param("case(flag, 1, 1)", 1, id="case-of-one"),
        pytest.param("case(false, u, 1)", 1, id="case-without-it"),
        pytest.param("case(flag, 1, true, 1, 2)", 1, id="case-ends"),
        pytest.param("case(u, fromJSON(''), fromJSON(''))", U, id="case-of-failures"),
        pytest.param("hashFiles('**')", Unknown("hashFiles()", "string"), id="hash-files"),
        pytest.param("success() && cancelled()", Unknown("success()", "boolean"), id="status"),
        pytest.param("success() || always()", True, id="always"),
    ],
)
def test_unknown(text, value):
    found = evaluate(text, WEATHER)

    assert value == found
    assert isinstance(value, bool) is isinstance(found, bool)


def test_unknown_predicates_are_booleans_or_nothing():
    with pytest.raises(EvaluationError):
        evaluate("case(text, 1, 2)", WEATHER)


def test_unknown_contexts_of_an_open_mapping():
    assert U == evaluate("nothing.a", Fields(rest=U))
    with pytest.raises(ExprError):
        evaluate("nothing.a", Fields(rest=None))


def test_fields_may_differ_by_case():
    env = Fields({"a": 1, "A": 2}, case_sensitive=True)

    assert [1, 2] == [evaluate(text, {"env": env}) for text in ("env.a", "env.A")]
    assert evaluate("env.b", {"env": env}) is None
    assert 1 == evaluate("env.B", {"env": Fields({"b": 1})})


SOME = st.sampled_from([None, True, False, 0.0, 1.0, "", "a", "1", [], ["a"], {}, {"a": "a"}])


def some(value):
    """A value that is not known, of which as much may be told as is right."""
    return st.sampled_from([U, Unknown("x", truth=bool(value) or isinstance(value, list | dict))])


@given(data=st.data(), value=SOME, other=SOME)
def test_what_is_known_of_an_unknown_value_is_right(data, trees, value, other):
    """An expression with an unknown value: what is said of its value holds whatever the value turns out to be."""
    tree = data.draw(
        st.recursive(st.sampled_from([Context("a"), Context("b"), Lit(True), Lit(""), Lit("a")]), small, max_leaves=6)
    )
    hidden = data.draw(some(value))
    try:
        guess = evaluate(tree, {"a": hidden, "b": other})
    except EvaluationError:
        with pytest.raises(EvaluationError):
            evaluate(tree, {"a": value, "b": other})
        return
    try:
        found = evaluate(tree, {"a": value, "b": other})
    except EvaluationError:
        return
    if isinstance(guess, Unknown):
        assert guess.truth in (None, evaluate("!!x", {"x": found}))
        kinds = {"boolean": bool, "string": str, "array": list, "object": dict, "number": float, "null": type(None)}
        assert guess.kind is None or isinstance(found, kinds[guess.kind])
    else:
        assert_same(guess, found)


def assert_same(guess, found):
    assert type(guess) is type(found)
    if isinstance(guess, list):
        assert len(guess) == len(found)
    else:
        assert guess == found


def small(trees):
    return st.one_of(
        st.builds(Op, st.sampled_from(["&&", "||", "==", "!=", "<"]), trees, trees),
        st.builds(Not, trees),
        st.builds(Index, trees, st.sampled_from([Star(), Lit("a"), Lit(0)]) | trees),
        st.builds(lambda one, two: Call("contains", (one, two)), trees, trees),
        st.builds(lambda one, two: Call("startsWith", (one, two)), trees, trees),
        st.builds(lambda one, two: Call("join", (one, two)), trees, trees),
        st.builds(lambda one, two: Call("format", (Lit("x{0}"), one, two)), trees, trees),
        st.builds(lambda one, two: Call("case", (Op("==", one, two), one, two)), trees, trees),
        st.builds(lambda one: Call("toJSON", (one,)), trees),
    )


# Functions from outside.


@pytest.mark.parametrize(
    ("status", "text", "value"),
    [
        ("success", "success()", True),
        ("success", "failure() || cancelled()", False),
        ("failure", "Failure()", True),
        ("failure", "success()", False),
        ("cancelled", "cancelled() && always()", True),
        (U, "failure()", BOOL),
        (U, "always()", True),
    ],
)
def test_status_functions(status, text, value):
    assert value == evaluate(text, {}, functions=status_functions(status))


def test_status_that_is_none():
    with pytest.raises(ValueError, match="'skipped'"):
        status_functions("skipped")


def test_functions_from_outside():
    functions = {"hashfiles": lambda *patterns: "+".join(patterns), "mine": lambda *numbers: sum(numbers)}

    assert "a+b" == evaluate("hashFiles('a', 'b')", {}, functions=functions)
    assert 3 == evaluate("MINE(1, 2)", {}, functions=functions)
    assert Unknown("the weather", "string") == evaluate("hashFiles(u)", WEATHER, functions=functions)
    with pytest.raises(ExprError):
        evaluate("other()", {}, functions=functions)


# Limits.


@pytest.mark.parametrize(
    ("text", "contexts"),
    [
        pytest.param("a", {"a": "x" * (1 << 19)}, id="text"),
        pytest.param("format('" + "{0}" * 6000 + "', a)", {"a": "x" * 500_000}, id="format"),
        pytest.param("join(a, b)", {"a": [1] * 10_000, "b": "x" * 500_000}, id="join"),
        pytest.param("toJSON(a)", {"a": ["x"] * 100_000}, id="to-json"),
        pytest.param("a.*", {"a": [1] * 200_000}, id="star"),
        pytest.param("format('{0}{1}', a, b)", {"a": "x" * 300_000, "b": "x" * 300_000}, id="arguments"),
    ],
)
def test_memory(text, contexts):
    for expression in (text, parse(text)):
        with pytest.raises(EvaluationError, match="at most 1048576 bytes"):
            evaluate(expression, contexts)


def test_memory_of_fields_is_larger():
    contexts = {"a": "x" * 1_000_000}

    assert contexts["a"] == interpolate("${{ a }}", contexts)
    assert contexts["a"] == evaluate("a", contexts, memory=MAX_FIELD_MEMORY)
    with pytest.raises(EvaluationError):
        interpolate("${{ a }}" * 6, contexts)


def bomb(count):
    """An array that holds the same array many times, and so on."""
    value = "x"
    for _ in range(count):
        value = [value] * 10
    return value


def ring():
    """An array that holds itself."""
    value = []
    value.append(value)
    return value


def nest(tree, count):
    for _ in range(count):
        tree = Not(tree)
    return tree


def chain(count):
    tree = Context("a")
    for _ in range(count):
        tree = Op("||", tree, Context("b"))
    return tree


HOSTILE = [
    pytest.param("toJSON(a)", {"a": bomb(50)}, id="bomb"),
    pytest.param("toJSON(a)", {"a": ring()}, id="ring"),
    pytest.param("fromJSON(a)", {"a": "[" * 500_000}, id="deep-json"),
    pytest.param("fromJSON(a)", {"a": '{"a":' * 80_000}, id="deep-json-objects"),
    pytest.param("fromJSON(a)", {"a": '"' + "\\" * 400_001}, id="backslashes"),
    pytest.param("fromJSON(a)", {"a": "9" * 500_000}, id="digits-in-json"),
    pytest.param("fromJSON(a)", {"a": "/*" * 250_000}, id="comments"),
    pytest.param("format(a)", {"a": "{0:" * 170_000}, id="specifiers"),
    pytest.param("format(a)", {"a": "{" * 500_001}, id="braces"),
    pytest.param(nest(Context("a"), 10_000), {"a": 1}, id="deep-tree"),
    pytest.param("!" * 10_000 + "a", {"a": 1}, id="nots"),
    pytest.param("(" * 10_000 + "a", {"a": 1}, id="brackets"),
    pytest.param(" || ".join(["a"] * 100_000), {"a": 1}, id="chain"),
    pytest.param("a" * 1_000_000, {"a": 1}, id="megabyte"),
    pytest.param("'" * 1_000_001, {"a": 1}, id="megabyte-of-quotes"),
]


@pytest.mark.parametrize(("expression", "contexts"), HOSTILE)
def test_hostile_input_is_a_mistake(expression, contexts):
    started = time.monotonic()
    with pytest.raises(ExprError) as caught:
        evaluate(expression, contexts, warnings=[])

    assert len(str(caught.value)) < 1000
    assert time.monotonic() - started < 60, "it hangs"


def test_long_chains_of_a_tree_have_a_value():
    assert 1 == evaluate(chain(30_000), {"a": 0, "b": 1})
    assert 0 == evaluate(chain(30_000), {"a": 0, "b": 0})


@given(data=st.data())
def test_any_tree_has_a_value_or_a_mistake(data, trees):
    tree = data.draw(trees)
    contexts = Fields(rest=U)
    functions = {name: lambda *args: args[0] if args else None for name in names_of(tree)}
    try:
        value = evaluate(tree, contexts, functions=functions, warnings=[])
    except ExprError as error:
        place = error.at, len(error.source)
    else:
        place = 0, 0
        assert levels(tree) <= 50
        assert isinstance(value, None | bool | float | str | list | dict | Unknown)

    assert 0 <= place[0] <= place[1]


def names_of(tree):
    return [node.name for node in walk(tree) if isinstance(node, Call)]


@pytest.fixture(scope="module")
def real(shared):
    """Expressions of real workflows."""
    found = set()
    for file in sorted((shared / "corpus" / "files").rglob("*.y*ml")):
        for text in re.findall(r"\$\{\{(.*?)\}\}", file.read_text("utf-8", "replace")):
            found.add(text)
    return sorted(found)


def test_real_expressions_have_a_value(real):
    """Nothing but what is refused by GitHub too raises, with contexts of which nothing is known."""
    refused = []
    for text in real:
        warnings = []
        try:
            evaluate(text, Fields(rest=U), warnings=warnings)
        except ExprError as error:
            refused.append((text, error))

    assert len(real) > 1000
    assert len(refused) < len(real) / 100, refused


def test_real_expressions_with_mistakes_in_them(real, soak):
    """A few characters are left out, doubled or exchanged: a value, or a mistake with a place, and nothing else."""
    chooser = random.Random(soak)
    refused = 0
    for _ in range(1500 * soak):
        text = chooser.choice(real)
        for _ in range(chooser.randrange(1, 5)):
            at = chooser.randrange(len(text) + 1)
            new = chooser.choice(
                ["", "", chooser.choice("'()[].,*!&|=<> -+01xaé\0\u2028\U0001f60a"), text[at : at + 5]]
            )
            text = text[:at] + new + text[at + chooser.randrange(3) :]
        try:
            value = evaluate(text, Fields(rest=U), warnings=[])
        except ExprError as error:
            refused += 0 <= error.at <= len(error.source)
        else:
            assert value is None or isinstance(value, bool | float | str | list | dict | Unknown)
            if text.strip(SPACE):
                infer(text, {}, [])
                check(text, [])

    assert refused > 500 * soak


# Templates.


@pytest.mark.parametrize(
    ("template", "value"),
    [
        pytest.param("", "", id="empty"),
        pytest.param("text", "text", id="text"),
        pytest.param("${{ matrix.n }}", 3, id="sole-number"),
        pytest.param("${{ matrix.list }}", ["x", "y"], id="sole-array"),
        pytest.param(" ${{ matrix.n }}", " 3", id="blank-before"),
        pytest.param("${{ matrix.n }}${{ matrix.none }}", "3", id="two"),
        pytest.param("{0} ${{ '}}' }} {", "{0} }} {", id="braces"),
        pytest.param("${{ matrix.list }}!", "Array!", id="array-in-text"),
        pytest.param("${{ 1 == 1 }} && false", "true && false", id="half-wrapped"),
    ],
)
def test_interpolate(template, value):
    assert value == interpolate(template, CONTEXTS)


@pytest.mark.parametrize(
    ("template", "value"),
    [
        pytest.param("${{ u }}", U, id="sole"),
        pytest.param("${{ u }}-", Unknown("the weather", "string", truth=True), id="with-text"),
        pytest.param("${{ u }}${{ text }}", TEXT, id="two"),
        pytest.param("${{ false && u }}-", "false-", id="decided"),
    ],
)
def test_interpolate_unknown(template, value):
    assert value == interpolate(template, WEATHER)


@pytest.mark.parametrize(
    ("expected", "marked"),
    [
        pytest.param("a closing '}}'", "x ${{ a^", id="never-closed"),
        pytest.param("an expression", "x ${{ ^}}", id="empty"),
        pytest.param("a value", "x ${{ 1 }} ${{ 1 == ^}}", id="syntax"),
        pytest.param("a context", "x ${{ ^nothing }}", id="context"),
        pytest.param("JSON", "x ${{ fromJSON(^'') }}", id="evaluation"),
    ],
)
def test_interpolation_fails_at_the_place_in_the_template(expected, marked):
    template = marked.replace("^", "")
    with pytest.raises(ExprError) as caught:
        interpolate(template, CONTEXTS)

    assert caught.value.expected.startswith(expected)
    assert (template, marked.index("^")) == (caught.value.source, caught.value.at)
    assert isinstance(caught.value, EvaluationError) is (expected == "JSON")


# Warnings: which there are is asked of GitHub's own evaluator in tests/oracles.


@pytest.mark.parametrize(
    ("text", "places"),
    [
        pytest.param("'a' == 'A'", [], id="nothing"),
        pytest.param("'\u00e4' == '\u00c4'", [], id="letters-on-which-all-agree"),
        pytest.param("format('{0}', 1.5)", [], id="number-on-which-all-agree"),
        pytest.param("1 && '\u00df' == 'SS'", [(5, 16)], id="comparison"),
        pytest.param("format('{0}', 1e15)", [(14, 18)], id="number"),
        pytest.param("1 == 0xFFFFFFFF", [(5, 15)], id="spelling"),
        pytest.param("join(fromJSON('[1e15, 1e16]'))", [(0, 30)], id="the-same-twice"),
        pytest.param("true || '\u00df' == 'SS'", [], id="what-is-not-evaluated-by-anybody"),
        pytest.param("case(true, 1, '\u00df' == 'SS')", [(14, 25)], id="what-only-the-runner-leaves-out"),
    ],
)
def test_warnings(text, places):
    warnings = []
    evaluate(text, {}, warnings=warnings)

    assert places == [(warning.at, warning.end) for warning in warnings]
    assert {"implementations-differ"} >= {warning.name for warning in warnings}


def test_warnings_of_a_mistake_are_kept():
    warnings = []
    with pytest.raises(EvaluationError):
        evaluate("fromJSON(format('{0}{{', 1e15))", {}, warnings=warnings)

    assert {"implementations-differ"} == {warning.name for warning in warnings}


def test_warnings_of_a_template_have_its_places():
    warnings = []
    interpolate("x ${{ 1e15 }} ${{ '\u00df' == 'SS' }}", {}, warnings=warnings)

    assert [(5, 11), (18, 29)] == [(warning.at, warning.end) for warning in warnings]

from __future__ import annotations

import copy
import enum
import pickle

import pytest

from ghflow.expr import values
from ghflow.expr.functions import (
    always,
    cancelled,
    case,
    contains,
    ends_with,
    failure,
    format,  # noqa: A004
    from_json,
    hash_files,
    join,
    starts_with,
    success,
    to_json,
)
from ghflow.expr.parsing import parse
from ghflow.expr.tree import Context, Lit
from ghflow.expr.values import AnyValue, Namespace, Value, as_tree, expression, tree_of

a, b, n = (AnyValue(Context(name)) for name in "abn")


class Colour(enum.StrEnum):
    RED = "red"


class Level(enum.IntEnum):
    HIGH = 3


class Rate(float):
    def __repr__(self):
        return "a rate"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("a == 'x'", a == "x", id="equal"),
        pytest.param("a != 'x'", a != "x", id="not-equal"),
        pytest.param("a < 1", a < 1, id="less"),
        pytest.param("a <= 1.5", a <= 1.5, id="less-or-equal"),
        pytest.param("a > -1", a > -1, id="greater"),
        pytest.param("a >= b", a >= b, id="greater-or-equal"),
        pytest.param("a && b", a & b, id="and"),
        pytest.param("a || b", a | b, id="or"),
        pytest.param("!a", ~a, id="not"),
        pytest.param("a == 'x'", "x" == a, id="equal-reversed"),
        pytest.param("a != 'x'", "x" != a, id="not-equal-reversed"),
        pytest.param("a > 1", 1 < a, id="less-reversed"),
        pytest.param("a >= 1", 1 <= a, id="less-or-equal-reversed"),
        pytest.param("a < 1", 1 > a, id="greater-reversed"),
        pytest.param("a <= 1", 1 >= a, id="greater-or-equal-reversed"),
        pytest.param("true && a", True & a, id="and-reversed"),
        pytest.param("'x' || a", "x" | a, id="or-reversed"),
        pytest.param("a && 'x' || 'y'", a & "x" | "y", id="choice"),
        pytest.param("a == 1 == true", (a == 1) == True, id="equal-twice"),  # noqa: E712
        pytest.param("!(a && b)", ~(a & b), id="not-of-and"),
        pytest.param("a == null", a == None, id="none"),  # noqa: E711
        pytest.param("a == false", a == False, id="false"),  # noqa: E712
        pytest.param("a == 'it''s'", a == "it's", id="quote"),
        pytest.param("a == 'red'", a == Colour.RED, id="member-of-an-enumeration-of-texts"),
        pytest.param("a == 3", a == Level.HIGH, id="member-of-an-enumeration-of-numbers"),
        pytest.param("a == 1.5", a == Rate(1.5), id="kind-of-float"),
        pytest.param("a == b.c", a == parse("b.c"), id="tree"),
        pytest.param("a.b.c", a.b.c, id="properties"),
        pytest.param("a._b", a._b, id="property-with-underscore"),
        pytest.param("a['b c']", a["b c"], id="item"),
        pytest.param("a.b", a["b"], id="item-that-is-a-name"),
        pytest.param("a[0]", a[0], id="index"),
        pytest.param("a[n]", a[n], id="computed-item"),
        pytest.param("a.*.b", a[:].b, id="star"),
        pytest.param("startsWith(a, 'x')", a.startswith("x"), id="startswith"),
        pytest.param("endsWith(a, b)", a.endswith(b), id="endswith"),
        pytest.param("contains(a, 1)", a.contains(1), id="contains"),
        pytest.param("contains('x y', a)", contains("x y", a), id="contains-function"),
        pytest.param("startsWith(a, 'x')", starts_with(a, "x"), id="starts-with-function"),
        pytest.param("endsWith('x', a)", ends_with("x", a), id="ends-with-function"),
        pytest.param("format('{0}-{1}', a, 2)", format("{0}-{1}", a, 2), id="format"),
        pytest.param("join(a)", join(a), id="join"),
        pytest.param("join(a[*], '')".replace("[*]", ".*"), join(a[:], ""), id="join-with-separator"),
        pytest.param("toJSON(a)", to_json(a), id="to-json"),
        pytest.param("fromJSON('[1]')[0].x", from_json("[1]")[0].x, id="from-json"),
        pytest.param("hashFiles('a', '**/b')", hash_files("a", "**/b"), id="hash-files"),
        pytest.param("case(a, 1, null)", case(a, 1, None), id="case"),
        pytest.param("success()", success(), id="success"),
        pytest.param("failure()", failure(), id="failure"),
        pytest.param("always()", always(), id="always"),
        pytest.param("cancelled()", cancelled(), id="cancelled"),
        pytest.param("a == 'x'", expression("a=='x'"), id="own-notation"),
        pytest.param("a == 'x'", expression("  ${{ a == 'x' }} "), id="own-notation-with-fence"),
        pytest.param("(a || b).c", expression("a || b").c, id="property-of-own-notation"),
    ],
)
def test_value(text, value):
    assert parse(text) == tree_of(value)
    assert f"${{{{ {text} }}}}" == f"{value}" == str(value)
    assert f"<expression {text}>" == repr(value)


@pytest.mark.parametrize(
    ("words", "use"),
    [
        pytest.param("say & | ~ instead of and or not", lambda: bool(a), id="bool"),
        pytest.param("no truth value", lambda: a == 1 and b == 2, id="and"),
        pytest.param("no truth value", lambda: a or b, id="or"),
        pytest.param("no truth value", lambda: not a, id="not"),
        pytest.param("no truth value", lambda: 1 if a == "x" else 2, id="if"),
        pytest.param("no truth value", lambda: 1 < a < 3, id="chained-comparison"),
        pytest.param("no truth value", lambda: a in ["x"], id="value-in-list"),  # noqa: FURB171
        pytest.param("no truth value", lambda: ["x"].index(a), id="index"),
        pytest.param("no truth value", lambda: sorted([a, b]), id="sorted"),
        pytest.param("no truth value", lambda: max(a, b), id="max"),
        pytest.param("use a matrix", lambda: list(a), id="list"),
        pytest.param("use a matrix", lambda: [*a], id="unpacking"),
        pytest.param("can only join an iterable", lambda: ",".join(a), id="join"),
        pytest.param("'in' cannot look into", lambda: "x" in a, id="in"),
        pytest.param("has no length", lambda: len(a), id="len"),
        pytest.param("use an f-string", lambda: a + "x", id="plus"),
        pytest.param("use an f-string", lambda: "x" + a, id="plus-reversed"),
        pytest.param("use an f-string", lambda: 1 + a, id="plus-of-number"),
        pytest.param("no '%'", lambda: a % 2, id="remainder"),
        pytest.param("drop ':>10'", lambda: f"{a:>10}", id="format-spec"),
        pytest.param("is not a function", lambda: a.b("x"), id="call"),
        pytest.param("stands inside an expression", lambda: a == f"x-{b}", id="f-string-in-operator"),
        pytest.param("stands inside an expression", lambda: a.startswith(f"{b}"), id="f-string-in-method"),
        pytest.param("stands inside an expression", lambda: format(f"{a}"), id="f-string-in-function"),
        pytest.param("stands inside an expression", lambda: a[f"{b}"], id="f-string-as-key"),
        pytest.param("a list cannot stand in an expression", lambda: a == ["x"], id="list-in-operator"),
        pytest.param("a dict cannot stand in an expression", lambda: a & {}, id="mapping-in-operator"),
        pytest.param("a type cannot stand in an expression", lambda: a == str, id="class-in-operator"),  # noqa: E721
        pytest.param("a slice cannot stand in an expression", lambda: a[1:2], id="slice"),
        pytest.param("a bytes cannot stand in an expression", lambda: a == b"x", id="bytes"),
        pytest.param("GitHub's are doubles", lambda: a == 10**400, id="number-beyond-doubles"),
        pytest.param("GitHub's are doubles", lambda: a == 10**5000, id="number-beyond-text"),
        pytest.param("unhashable", lambda: {a: 1}, id="key-of-a-dict"),
        pytest.param("unhashable", lambda: {a, b}, id="set"),
    ],
)
def test_what_would_silently_go_wrong_is_refused(words, use):
    with pytest.raises(TypeError, match=words.replace("|", r"\|")):
        use()


def test_a_refusal_can_be_recorded_and_gone_on_from(monkeypatch):
    found = []
    monkeypatch.setattr(values, "misused", lambda message, hint, known: found.append(message))
    gone_on = [bool(a), list(a), "x" in a, len(a), a + "x", a % 1, f"{a:x}", a("x"), a == ["x"], a == 10**5000]

    assert [True, [], False, 0] == gone_on[:4]
    assert "${{ a }}" == gone_on[6]
    assert len(gone_on) <= len(found) <= len(gone_on) + 1  # list() asks for the length too


@pytest.mark.parametrize("value", [a, a.b == 1, ~success()], ids=repr)
def test_values_are_copied_and_pickled(value):
    assert value is copy.copy(value)
    assert value is copy.deepcopy([value])[0]
    again = pickle.loads(pickle.dumps(value))
    assert type(value) is type(again)
    assert tree_of(value) == tree_of(again)


@pytest.mark.parametrize("name", ["_tree", "__array__", "__fspath__", "__html__", "__wrapped__"])
def test_python_finds_no_protocol_that_a_value_does_not_have(name):
    assert not hasattr(AnyValue.__new__(AnyValue), name)
    assert name == "_tree" or not hasattr(a, name)


def test_a_chain_of_500_is_built_printed_and_parsed():
    value = a
    for index in range(500):
        value = value & (b == index)
    text = str(value)

    assert 500 == text.count("&&")
    assert tree_of(value) == parse(text[3:-2])


class Sub(Namespace):
    __slots__ = ()
    _title = "'top.sub'"
    leaf: Value[str]


class Top(Namespace):
    __slots__ = ()
    _title = "the context 'top'"
    _parts = {"Sub": Sub}
    name: Value[str]
    camelCase: Value[str]  # noqa: N815
    sub: Sub
    open: AnyValue


class Kebab(Namespace):
    __slots__ = ()
    _kebab = True
    job_index: Value[float]


top, kebab = Top(Context("top")), Kebab(Context("kebab"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("top.name", top.name, id="property"),
        pytest.param("top.camelCase", top.camelCase, id="camel-case"),
        pytest.param("top.NAME", top["NAME"], id="item-ignores-case"),
        pytest.param("top.sub.leaf", top.sub.leaf, id="part"),
        pytest.param("top.open.anything.at-all", top.open.anything["at-all"], id="open-part"),
        pytest.param("top[a]", top[a], id="computed-item"),
        pytest.param("top.*", top[:], id="star"),
        pytest.param("kebab.job-index", kebab.job_index, id="kebab"),
        pytest.param("kebab.job-index", kebab["job-index"], id="kebab-item"),
    ],
)
def test_namespace(text, value):
    assert parse(text) == tree_of(value)


@pytest.mark.parametrize(
    ("words", "use"),
    [
        pytest.param("the context 'top' has no property 'nam'", lambda: top.nam, id="misspelt"),
        pytest.param("the context 'top' has no property 'x y'", lambda: top["x y"], id="item"),
        pytest.param("'top.sub' has no property 'leave'", lambda: top.sub.leave, id="part"),
        pytest.param("has no property 'job_index'", lambda: kebab["job_index"], id="python-name-as-item"),
    ],
)
def test_unknown_property(words, use):
    with pytest.raises(AttributeError, match=words):
        use()


def test_unknown_property_names_those_that_there_are(monkeypatch):
    found = []
    monkeypatch.setattr(values, "misused", lambda message, hint, known: found.append(list(known)))

    assert "${{ top.nam }}" == str(top.nam)
    assert [["name", "camelCase", "sub", "open"]] == found


@pytest.mark.parametrize("name", ["__wrapped__", "_repr_html_", "_ipython_display_"])
def test_namespaces_have_no_private_attributes(name):
    assert not hasattr(top, name)


@pytest.mark.parametrize("text", ["", "a &&", "${{ a", "${{ a }} ${{ b }}", "x: ${{ a }}"])
def test_expression_that_does_not_parse(text):
    with pytest.raises(TypeError, match=r"^expected .* at character \d+ of"):
        expression(text)


def test_literals_hold_plain_python_values():
    assert [str, int, float, bool] == [type(as_tree(x).value) for x in (Colour.RED, Level.HIGH, Rate(1), True)]
    assert Lit("red") == as_tree(Colour.RED)


def test_a_misspelt_method_is_one_mistake_with_its_methods(monkeypatch):
    found = []
    monkeypatch.setattr(values, "misused", lambda message, hint, known: found.append((message, known)))
    top.name.starts_with("v")

    assert [("the expression top.name has no property 'starts_with'", ("contains", "endswith", "startswith"))] == found

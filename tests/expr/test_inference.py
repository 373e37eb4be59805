from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghflow.expr.evaluation import evaluate
from ghflow.expr.inference import infer, infer_template
from ghflow.expr.parsing import ExprError, parse
from ghflow.expr.running import EvaluationError
from ghflow.expr.tree import Call, Context, Index, Lit, Not, Op, Star
from ghflow.expr.types import (
    ANY,
    BOOLEAN,
    NEVER,
    NULL,
    NUMBER,
    STRING,
    AnyType,
    ArrayType,
    ObjectType,
    ScalarType,
    UnionType,
    type_of,
    union,
)
from ghflow.expr.unknown import Fields, Unknown

EVENTS = ScalarType("string", ("push", "pull_request"))
LABEL = ObjectType({"name": STRING, "id": NUMBER})
TYPES = {
    "github": ObjectType(
        {
            "ref": STRING,
            "event_name": EVENTS,
            "run": NUMBER,
            "event": ObjectType({"labels": ArrayType(LABEL)}, ANY),
            "sender": ObjectType({"id": NUMBER}),
        }
    ),
    "inputs": ObjectType({"flag": BOOLEAN, "level": NUMBER, "name": STRING}),
    "matrix": ObjectType({"v": ScalarType("string", ("3.10", "3.11")), "n": ScalarType("number", (1.0, 2.0))}),
    "secrets": ObjectType({}, STRING),
    "either": union([STRING, NULL]),
    "list": ArrayType(STRING),
}


def word(*values):
    return ScalarType("string", values)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param("1", ScalarType("number", (1.0,)), id="number"),
        pytest.param("null", NULL, id="null"),
        pytest.param("GitHub.REF", STRING, id="names-ignore-case"),
        pytest.param("nothing.a", ANY, id="unknown-context"),
        pytest.param("github.event.x.y", ANY, id="open-object"),
        pytest.param("secrets.TOKEN", STRING, id="rest"),
        pytest.param("github.event.labels[0]", union([LABEL, NULL]), id="member"),
        pytest.param("github.event.labels[0].name", union([STRING, NULL]), id="property-of-a-member"),
        pytest.param("github.event.labels.*.name", ArrayType(STRING, filtered=True), id="star"),
        pytest.param(
            "matrix.*",
            ArrayType(union([word("3.10", "3.11"), TYPES["matrix"].properties["n"]]), True),
            id="star-of-object",
        ),
        pytest.param("matrix[github.ref]", union([*TYPES["matrix"].properties.values(), NULL]), id="computed-key"),
        pytest.param("list.*[0].a", ArrayType(NEVER, filtered=True), id="nothing-of-filtered"),
        pytest.param("!github.ref", BOOLEAN, id="not"),
        pytest.param("!github", ScalarType("boolean", (False,)), id="not-of-object"),
        pytest.param("github.ref && 1", union([word(""), ScalarType("number", (1.0,))]), id="and"),
        pytest.param("github.ref || 'x'", STRING, id="or"),
        pytest.param("inputs.flag && 'a' || 'b'", word("a", "b"), id="choice"),
        pytest.param("github || nothing", TYPES["github"], id="or-of-object"),
        pytest.param("case(inputs.flag, 'a', 'b')", word("a", "b"), id="case"),
        pytest.param("fromJSON('{\"a\": [1]}').a[0]", union([ScalarType("number", (1.0,)), NULL]), id="from-json"),
        pytest.param("fromJSON(github.ref)", ANY, id="from-json-of-unknown"),
        pytest.param("toJSON(github)", STRING, id="to-json"),
        pytest.param("hashFiles('x')", STRING, id="hash-files"),
        pytest.param("success() && contains('a', 'b')", BOOLEAN, id="functions"),
        pytest.param("nothing()", ANY, id="unknown-function"),
        pytest.param("github.event_name == 'push'", BOOLEAN, id="comparison"),
        pytest.param("github.event_name == 'tag'", ScalarType("boolean", (False,)), id="decided-comparison"),
    ],
)
def test_infer(text, kind):
    assert kind == infer(text, TYPES)
    assert kind == infer(parse(text), TYPES)


# The part that is remarked on stands between ^ and ^; a silent one has none.
@pytest.mark.parametrize(
    ("name", "marked"),
    [
        pytest.param("boolean-compared-with-text", "^inputs.flag == 'true'^ && 1", id="boolean-and-true"),
        pytest.param(
            "boolean-compared-with-text",
            "1 && ('False' != inputs.flag)".replace("('F", "(^'F").replace("g)", "g^)"),
            id="false",
        ),
        pytest.param("", "inputs.flag == true", id="boolean-and-boolean"),
        pytest.param("", "inputs.name == 'true'", id="text-and-true"),
        pytest.param("", "inputs.flag == '1'", id="boolean-and-number-in-a-text"),
        pytest.param("", "nothing.flag == 'true'", id="anything-and-true"),
        pytest.param("always-false", "^github.event_name == 'tag'^", id="no-such-event"),
        pytest.param("always-true", "^github.event_name != 'tag'^", id="not-such-event"),
        pytest.param("", "github.event_name == 'PUSH'", id="event-in-capitals"),
        pytest.param("always-false", "^github.sender == 'octocat'^", id="object-and-text"),
        pytest.param("always-false", "^github.sender > 1^", id="object-and-number"),
        pytest.param("", "github.sender == github.sender", id="object-and-itself"),
        pytest.param("always-false", "^inputs.level == 'high'^", id="number-and-word"),
        pytest.param("always-false", "^inputs.level < 'high'^", id="number-below-a-word"),
        pytest.param("", "1 == 2", id="literals"),
        pytest.param("number-compared-with-text", "^github.ref == 3.10^", id="text-and-3.10"),
        pytest.param("number-compared-with-text", "^matrix.v == 3.10^", id="known-texts-and-3.10"),
        pytest.param("number-compared-with-text", "^inputs.level == '3.10'^", id="number-and-text-3.10"),
        pytest.param("", "github.ref == 3.1", id="text-and-3.1"),
        pytest.param("", "inputs.level == 3.10", id="number-and-3.10"),
        pytest.param("", "github.ref == '3.10'", id="text-and-text-3.10"),
        pytest.param("object-as-text", "format('{0}', ^github.sender^)", id="object-in-format"),
        pytest.param("object-as-text", "startsWith(^list^, 'a')", id="array-with-a-prefix"),
        pytest.param("", "format('{0}', github.ref)", id="text-in-format"),
        pytest.param("", "format('{0}', nothing)", id="anything-in-format"),
        pytest.param("", "toJSON(github)", id="object-as-json"),
        pytest.param("", "join(list, ',')", id="array-joined"),
        pytest.param("object-searched", "contains(^github^, 'ref')", id="contains-of-object"),
        pytest.param("object-searched", "join(^github^)", id="join-of-object"),
        pytest.param("", "contains(list, 'a')", id="contains-of-array"),
        pytest.param("no-boolean", "case(^github.ref^, 1, 2)", id="predicate"),
        pytest.param("", "case(!github.ref, github.ref, github.ref)", id="boolean-predicate"),
        pytest.param("unknown-property", "github.^reff^ || 1", id="misspelt"),
        pytest.param("unknown-property", "github[^'reff'^]", id="misspelt-key"),
        pytest.param("unknown-property", "github.event.labels.*.^nam^", id="misspelt-behind-star"),
        pytest.param("unknown-property", "github.event.labels[0].^nam^", id="misspelt-of-a-member"),
        pytest.param("", "github.event.x", id="open"),
        pytest.param("property-of-array", "github.event.labels.^name^", id="forgotten-star"),
        pytest.param("property-of-scalar", "github.ref.^name^", id="property-of-text"),
        pytest.param("property-of-scalar", "either.^name^", id="property-of-text-or-null"),
        pytest.param("", "list[0]", id="index"),
        pytest.param("", "list[nothing]", id="unknown-index"),
        pytest.param("odd-index", "github[^0^]", id="number-as-name"),
        pytest.param("odd-index", "github[^!github.ref^]", id="boolean-as-name"),
        pytest.param("odd-order", "^!github.ref^ < github.event.x", id="order-of-booleans"),
        pytest.param("odd-order", "^null^ < 1", id="order-of-nothing"),
        pytest.param("", "github.ref < github.ref", id="order-of-texts"),
        pytest.param("odd-argument", "startsWith(github.ref, ^null^)", id="search-for-nothing"),
        pytest.param("odd-argument", "join(^github.ref^)", id="join-of-a-text"),
    ],
)
def test_remarks(name, marked):
    text = marked.replace("^", "")
    remarks = []
    infer(text, TYPES, remarks)

    assert [name] * bool(name) == [remark.name for remark in remarks]
    if name:
        assert (marked.index("^"), marked.rindex("^") - 1) == (remarks[0].at, remarks[0].end)
        assert remarks[0].message


def test_messages():
    remarks = []
    infer("github.reff == matrix.v && github.ref == 3.10 && github.event.labels.name && github.ref.x", TYPES, remarks)

    assert [
        "there is no property 'reff' among event, event_name, ref, run, sender",
        "with what these can be, this is always false",
        "a number and a text are compared as numbers: 3.10 is 3.1 here",
        "an array has no property 'name': say .*.name for that of each member",
        "this has no properties, so that 'x' is always null",
    ] == [remark.message for remark in remarks]


@pytest.mark.parametrize(
    ("template", "kind", "places"),
    [
        pytest.param("text", word("text"), [], id="text"),
        pytest.param("${{ github.sender }}", TYPES["github"].properties["sender"], [], id="sole"),
        pytest.param("x ${{ github.ref }}", STRING, [], id="text-in-text"),
        pytest.param("x ${{ github.sender }}", STRING, [("object-as-text", 6, 19)], id="object-in-text"),
        pytest.param("${{ github.reff }}", NULL, [("unknown-property", 11, 15)], id="place"),
        pytest.param(
            "a${{ 1 }}${{ inputs.flag == 'true' }}", STRING, [("boolean-compared-with-text", 13, 34)], id="second"
        ),
    ],
)
def test_infer_template(template, kind, places):
    remarks = []

    assert kind == infer_template(template, TYPES, remarks)
    assert places == [(remark.name, remark.at, remark.end) for remark in remarks]


def test_what_does_not_parse():
    with pytest.raises(ExprError):
        infer("a ==", {})
    with pytest.raises(ExprError):
        infer_template("${{ a", {})


def admits(kind, value):
    """Whether a value is one of a type."""
    match kind:
        case AnyType():
            return True
        case UnionType(members):
            return any(admits(member, value) for member in members)
        case ScalarType(name, values):
            is_kind = {"null": type(None), "boolean": bool, "number": float, "string": str}[name]
            return isinstance(value, is_kind) and (
                values is None or any(value == one or value != value for one in values)
            )
        case ArrayType(item):
            return isinstance(value, list) and all(admits(item, member) for member in value)
        case ObjectType():
            return isinstance(value, dict) and all(
                kind.property(name) is not None and admits(kind.property(name), one) for name, one in value.items()
            )
    return False


def wider(kind, keep):
    """A type that admits more: without its values, its properties or all of it."""
    match kind:
        case ScalarType(name) if not keep:
            return {"null": NULL, "boolean": BOOLEAN, "number": NUMBER, "string": STRING}[name]
        case ObjectType(properties):
            return ObjectType({name: wider(one, keep) for name, one in properties.items()}, None if keep else ANY)
        case ArrayType(item):
            return ArrayType(wider(item, keep))
    return kind


SCALARS = st.sampled_from([None, True, False, 0.0, 1.0, 3.1, "", "a", "1", "true", "A"])
VALUES = st.recursive(
    SCALARS,
    lambda values: st.lists(values, max_size=3) | st.dictionaries(st.sampled_from(["a", "b"]), values, max_size=2),
    max_leaves=5,
)


def larger(trees):
    return st.one_of(
        st.builds(Op, st.sampled_from(["&&", "||", "==", "!=", "<", ">="]), trees, trees),
        st.builds(Not, trees),
        st.builds(Index, trees, st.sampled_from([Star(), Lit("a"), Lit("B"), Lit(0)]) | trees),
        st.builds(lambda one, two: Call("contains", (one, two)), trees, trees),
        st.builds(lambda one, two: Call("join", (one, two)), trees, trees),
        st.builds(lambda one, two: Call("case", (Op("==", one, two), one, two)), trees, trees),
        st.builds(lambda one: Call("fromJSON", (Call("toJSON", (one,)),)), trees),
        st.builds(lambda one: Call("fromJSON", (one,)), trees),
    )


TREES = st.recursive(st.sampled_from([Context("a"), Context("b")]) | st.builds(Lit, SCALARS), larger, max_leaves=7)


@given(TREES, VALUES, VALUES, st.sampled_from([None, True, False]))
def test_the_type_admits_the_value(tree, one, other, keep):
    contexts = {"a": one, "b": other}
    types = {name: type_of(value) for name, value in contexts.items()}
    if keep is not None:
        types = {name: wider(kind, keep) for name, kind in types.items()}
    remarks = []
    kind = infer(tree, types, remarks)
    try:
        value = evaluate(tree, contexts)
    except EvaluationError:
        return

    assert admits(kind, value)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (None, NULL),
        (1, ScalarType("number", (1.0,))),
        ("x", word("x")),
        ([], ArrayType(NEVER)),
        ([1, "x"], ArrayType(union([ScalarType("number", (1.0,)), word("x")]))),
        ({"a": True}, ObjectType({"a": ScalarType("boolean", (True,))})),
        (Fields({"a": None}, rest=Unknown("x")), ObjectType({"a": NULL}, ANY)),
        (Unknown("x"), ANY),
        (Unknown("x", "string"), STRING),
        (Unknown("x", "boolean"), BOOLEAN),
        (Unknown("x", "number"), NUMBER),
        (Unknown("x", "null"), NULL),
        (Unknown("x", "array"), ArrayType(ANY)),
        (Unknown("x", "object"), ObjectType({}, ANY)),
    ],
)
def test_type_of(value, kind):
    assert kind == type_of(value)


@pytest.mark.parametrize(
    ("types", "kind"),
    [
        ([], NEVER),
        ([STRING], STRING),
        ([STRING, word("x")], STRING),
        ([word("x"), word("y"), word("x")], word("x", "y")),
        ([STRING, ANY], ANY),
        ([STRING, union([NUMBER, NULL])], union([STRING, NUMBER, NULL])),
        ([ArrayType(STRING), ArrayType(NUMBER)], ArrayType(union([STRING, NUMBER]))),
        ([LABEL, LABEL], LABEL),
        ([word(*map(str, range(50))), word(*map(str, range(50, 100)))], STRING),
    ],
)
def test_union(types, kind):
    assert kind == union(types)

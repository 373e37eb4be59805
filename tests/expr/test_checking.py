from __future__ import annotations

import json

import pytest

from ghflow.expr.checking import check
from ghflow.expr.parsing import ExprError, parse
from ghflow.expr.signatures import SIGNATURES, signature_of

JOB_IF = {"always": (0, 0), "cancelled": (0, 0), "success": (0, None), "failure": (0, None)}
STEP_IF = {"always": (0, 0), "cancelled": (0, 0), "success": (0, 0), "failure": (0, 0), "hashFiles": (1, 255)}


# The part that is remarked on stands between ^ and ^.
@pytest.mark.parametrize(
    ("name", "marked", "message"),
    [
        pytest.param("unknown-context", "1 && ^gihub^.ref", "there is no context 'gihub' here", id="context"),
        pytest.param("unknown-function", "^nothing(1)^", "there is no function 'nothing'", id="function"),
        pytest.param(
            "unknown-function", "!^hashFiles('x')^", "there is no function 'hashFiles' here", id="function-elsewhere"
        ),
        pytest.param("wrong-arguments", "^contains('a')^", "contains takes 2 arguments, not 1", id="too-few"),
        pytest.param("wrong-arguments", "^toJSON(1, 2)^", "toJSON takes 1 argument, not 2", id="too-many"),
        pytest.param("wrong-arguments", "^join()^", "join takes 1 or 2 arguments, not 0", id="one-or-two"),
        pytest.param("wrong-arguments", "^format()^", "format takes 1 to 255 arguments, not 0", id="none"),
        pytest.param("wrong-arguments", "^always(1)^", "always takes no arguments, not 1", id="takes-none"),
        pytest.param(
            "wrong-arguments", "^case(true, 1, 2, 3)^", "case takes an odd number of arguments, not 4", id="even"
        ),
        pytest.param("wrong-arguments", "^case(1)^", "case takes 3 to 255 arguments, not 1", id="case"),
    ],
)
def test_check(name, marked, message):
    text = marked.replace("^", "")
    remark = (name, message, marked.index("^"), marked.rindex("^") - 1)

    assert [remark] == check(text, ["github"], JOB_IF)
    assert [remark[:2]] == [one[:2] for one in check(parse(text), ["github"], JOB_IF)]


@pytest.mark.parametrize(
    ("text", "functions"),
    [
        pytest.param("GITHUB.ref", JOB_IF, id="names-ignore-case"),
        pytest.param("CONTAINS('a', 'b') || TOJSON(1)", JOB_IF, id="functions-ignore-case"),
        pytest.param("success('a', 'b')", JOB_IF, id="success-of-jobs"),
        pytest.param("hashFiles('a') && success()", STEP_IF, id="functions-of-steps"),
        pytest.param("hashFiles('a') && success('a')", None, id="all-functions"),
        pytest.param("case(true, 1, false, 2, 3)", {}, id="odd"),
        pytest.param("format('{0}')", {}, id="what-the-format-says"),
    ],
)
def test_nothing_to_say(text, functions):
    assert [] == check(text, {"github": 1}, functions)


def test_the_place_decides():
    assert [] == check("success('a')", [], JOB_IF)
    assert ["success takes no arguments, not 1"] == [remark.message for remark in check("success('a')", [], STEP_IF)]
    assert ["unknown-function"] == [remark.name for remark in check("success()", [], {})]


def test_contexts_that_are_not_asked_for():
    assert [] == check("anything.at.all")


def test_order_is_that_of_the_text():
    remarks = check("f(a) || b && contains(c)", [])

    assert ["f", "a", "b", "contains", "c"] == [
        "f(a) || b && contains(c)"[remark.at :].split("(")[0][:8].split(" ")[0].rstrip(")") for remark in remarks
    ]


def test_what_does_not_parse():
    with pytest.raises(ExprError):
        check("a ==")


def test_signatures_are_the_facts(shared):
    facts = json.loads((shared / "facts" / "github-actions.json").read_text("utf-8"))["functions"]

    assert set(facts) == {signature.name for signature in SIGNATURES.values()}
    for name, fact in facts.items():
        signature = signature_of(name.upper())
        counts = fact["args"]["job if"] if isinstance(fact["args"], dict) else fact["args"]
        assert counts == [signature.least, signature.most]
        assert fact["returns"] == (signature.returns or "any")
        assert fact.get("odd", False) is signature.odd
        assert bool(signature.places) is (
            fact.get("where", "everywhere") != "everywhere" or isinstance(fact["args"], dict)
        )


def test_every_argument_has_a_use():
    for signature in SIGNATURES.values():
        for index in range(signature.most if signature.most is not None else 3):
            assert signature.use(index) in ("text", "boolean", "members", "search", "any")


def test_no_such_function():
    assert signature_of("nothing") is None

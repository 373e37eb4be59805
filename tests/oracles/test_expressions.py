"""Random expressions before GitHub's own evaluator (`@actions/expressions`): equal, where ghflow does not warn of a difference.

With GHFLOW_SOAK, 20,000 are tried.
"""

from __future__ import annotations

import json
import math
import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ghflow.expr.evaluation import evaluate
from ghflow.expr.parsing import ExprError
from ghflow.expr.printing import show
from ghflow.expr.running import EvaluationError
from ghflow.expr.tree import Call, Context, Index, Lit, Not, Op, Star
from tests.conftest import SOAK

MANY = settings(max_examples=20_000 if SOAK else 400)
NAMES = ("a", "b", "Matrix", "github")
WORDS = (
    *(
        "",
        " ",
        "0",
        "1",
        "-1",
        " 1.50 ",
        "0x1F",
        "0xFFFFFFFF",
        "0b1",
        "1e3",
        "1e15",
        "Infinity",
        "infinity",
        "NaN",
        "3.10",
    ),
    *(
        "true",
        "false",
        "null",
        "abc",
        "ABC",
        "Abc",
        "b",
        "refs/heads/main",
        "it's",
        "a,b",
        "[",
        "\ufeff",
        "\x85 1",
        "\n",
    ),
    *("{0}", "{1}{0}", "{{0}}", "{0", "}", "x{0}y", "{0:x}", "{0a}", "{2}", "{10}"),
    *(
        "[1, 2]",
        '{"a": {"b": [true]}}',
        '"x"',
        "[1,]",
        "{'a': 1}",
        "01",
        '{"a": 1, "A": 2}',
        '"\\ud800"',
        "1 2",
        "\u2028",
    ),
    *(
        "ß",
        "SS",
        "ss",
        "\u0131",
        "I",
        "i",
        "İ",
        "Σ",
        "\u03c3",
        "ς",
        "\u017f",
        "K",
        "k",
        "ﬁ",
        "FI",
        "ᾳ",
        "𐐨",
        "𐐀",
        "￮",
        "😊",
        "Ω",
        "ω",
        "Ω",
    ),
)
KEYS = ("a", "b", "c-d", "_", "key", "Name", "ref", "ß", "ς", "Infinity", "-0.5", "")
TEXTS = st.sampled_from(WORDS) | st.text(max_size=4)
NUMBERS = st.sampled_from(
    [0.0, -0.0, 1.0, 2.0, -1.0, 0.5, 3.1, 1e3, 1e15, 1e21, 1e-5, 1e-7, 0.1 + 0.2, 2.0**31]
) | st.floats(allow_nan=False, allow_infinity=False)
SCALARS = st.none() | st.booleans() | NUMBERS | TEXTS
OPERATORS = ("&&", "||", "==", "!=", "<", "<=", ">", ">=")


def differ_in_case(keys):
    return len({key.lower() for key in keys}) == len(keys) == len({key.upper() for key in keys})


def objects(values):
    return st.dictionaries(st.sampled_from(KEYS), values, max_size=4).filter(differ_in_case)


VALUES = st.recursive(SCALARS, lambda values: st.lists(values, max_size=3) | objects(values), max_leaves=8)
CONTEXTS = st.fixed_dictionaries(dict.fromkeys(NAMES, VALUES))
LITERALS = st.builds(Lit, SCALARS | st.sampled_from([math.nan, math.inf, -math.inf]))


def calls(name, *args):
    return st.builds(lambda *given: Call(name, given), *args)


def larger(trees):
    keys = st.builds(Lit, st.sampled_from(KEYS)) | st.just(Star())
    return st.one_of(
        st.builds(Index, trees, keys),
        st.builds(Index, trees, trees),
        st.builds(Not, trees),
        st.builds(Op, st.sampled_from(OPERATORS), trees, trees),
        calls("contains", trees, trees),
        calls("startsWith", trees, trees),
        calls("ENDSWITH", trees, trees),
        calls("format", LITERALS, trees, trees),
        calls("format", trees),
        calls("join", trees),
        calls("join", trees, trees),
        calls("toJSON", trees),
        calls("fromJSON", trees),
        calls("case", trees, trees, trees),
        calls("case", st.builds(Op, st.just("=="), trees, trees), trees, st.builds(Not, trees), trees, trees),
        calls("join", trees, trees, trees),
        calls("nothing", trees),
    )


TREES = st.recursive(LITERALS | st.builds(Context, st.sampled_from([*NAMES, "MATRIX"])), larger, max_leaves=7)


@pytest.fixture(scope="module")
def ask(oracles):
    """Asks GitHub's evaluator for a value, in the shape of `found`."""
    command = ["node", str(Path(__file__).with_name("expressions.mjs")), str(oracles.folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:

        def ask(expression, contexts):
            process.stdin.write(json.dumps({"expr": expression, "contexts": contexts}) + "\n")
            process.stdin.flush()
            return theirs(json.loads(process.stdout.readline()))

        yield ask
        process.stdin.close()


KINDS = {type(None): "Null", bool: "Boolean", float: "Number", str: "String", list: "Array", dict: "Object"}


def plain(value):
    """A value as it goes through JSON."""
    if isinstance(value, list):
        return [plain(member) for member in value]
    if isinstance(value, dict):
        return {key: plain(member) for key, member in value.items()}
    if isinstance(value, float | int) and not isinstance(value, bool):
        return float(value) if math.isfinite(value) else None
    return value


def found(expression, contexts):
    """Our answer in the shape of theirs, and whether there was a warning."""
    warnings = []
    try:
        value = evaluate(expression, contexts, warnings=warnings)
    except ExprError as error:
        phase = "evaluation" if isinstance(error, EvaluationError) else "syntax"
        return {"phase": phase}, warnings
    number = isinstance(value, float) and not math.isfinite(value)
    return {"kind": KINDS[type(value)], "value": str(value) if number else plain(value)}, warnings


def theirs(answer):
    if "error" in answer:
        return {"phase": answer["phase"]}
    value = answer["value"]
    if answer["kind"] == "Number" and value is None:
        value = str(float(answer["string"]))
    return {"kind": answer["kind"], "value": plain(value)}


@MANY
@given(TREES.map(show), CONTEXTS)
def test_values(ask, text, contexts):
    ours, warnings = found(text, contexts)
    if not warnings:
        assert ask(text, contexts) == ours


PIECES = (
    *(
        "a",
        "b",
        " ",
        "  ",
        "\t",
        "\n",
        ".",
        "*",
        "[",
        "]",
        "(",
        ")",
        "!",
        "&&",
        "||",
        "==",
        "!=",
        "<",
        ">=",
        "&",
        "|",
        "=",
        ",",
    ),
    *(
        "'",
        "''",
        "'x'",
        "'it''s'",
        "1",
        "-1",
        "+.5e1",
        "0x1F",
        "0o17",
        "1.",
        ".",
        "-",
        "+",
        "e",
        "_",
        "-b",
        "true",
        "NaN",
        "null",
    ),
    *(
        "a.b",
        "[0]",
        "[*]",
        ".*",
        "join(",
        "toJSON(",
        "format('",
        "Infinity",
        "-Infinity",
        "a-b",
        "@",
        '"',
        "$",
        "ä",
        "#",
        "\\",
    ),
)
# The editor tools take these, the runner does not.
ONLY_THEIRS = re.compile(r",\s*\)|\b0[XOB]|\b0b", re.ASCII)


@MANY
@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join))
def test_what_parses(ask, text):
    contexts = {"a": {"b": [1]}, "b": "x"}
    ours, warnings = found(text, contexts)
    answer = ask(text, contexts)
    if not warnings and not ONLY_THEIRS.search(text):
        assert answer == ours


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        pytest.param("'it''s, it''s'", "it's, it's", id="quotes"),
        pytest.param("0xFFFFFFFF", -1, id="hexadecimal-of-32-bits"),
        pytest.param("1 ==\u00a01", True, id="white-space"),
        pytest.param("'0b1' == 1", False, id="binary"),
        pytest.param("'infinity' == Infinity", True, id="case-of-infinity"),
        pytest.param("'\x85 1' == 1", True, id="next-line"),
        pytest.param("format('{0}', 1e15)", "1E+15", id="large-number"),
        pytest.param("format('{0}', 0.00001)", "1E-05", id="small-number"),
        pytest.param("format('{0}', 1234567.123456789)", "1234567.12345679", id="digits"),
        pytest.param("a[1e15]", "large", id="number-as-key"),
        pytest.param("join(fromJSON('[1e15]'))", "1E+15", id="number-as-member"),
        pytest.param("'\u00df' == 'SS'", False, id="sharp-s"),
        pytest.param("'\u017f' == 's'", False, id="long-s"),
        pytest.param("'\ufb01' > 'G'", True, id="ligature"),
        pytest.param("startsWith('stra\u00dfe', 'STRASS')", False, id="sharp-s-in-a-text"),
        pytest.param("contains('\u03c2', '\u03a3')", True, id="final-sigma-in-a-text"),
        pytest.param("a['\u03c2']", "sigma", id="final-sigma-as-key"),
        pytest.param("toJSON('\u2028')", '"\\u2028"', id="line-separator-in-json"),
        pytest.param("toJSON(NaN)", "NaN", id="nan-in-json"),
        pytest.param("fromJSON('[1,]')[0]", 1, id="trailing-comma"),
        pytest.param("fromJSON('010')", 8, id="octal"),
        pytest.param('fromJSON(\'{"a": 1, "A": 2}\').a', 2, id="keys-that-differ-by-case"),
        pytest.param('toJSON(fromJSON(\'{"b": 1, "1": 2}\'))', '{\n  "b": 1,\n  "1": 2\n}', id="order-of-keys"),
        pytest.param("format('x', fromJSON(''))", "x", id="argument-that-is-not-used"),
        pytest.param("case(true, 1, fromJSON(''))", 1, id="case-that-is-not-asked"),
        pytest.param("case(false, fromJSON(''), true, 1, 2)", 1, id="case-that-is-passed-over"),
        pytest.param("contains(a, fromJSON(''))", False, id="item-for-an-object"),
        pytest.param("startsWith(a, fromJSON(''))", False, id="prefix-of-an-object"),
        pytest.param("join(1, fromJSON(''))", "1", id="separator-of-one"),
        pytest.param("(1)[fromJSON('')]", None, id="key-of-a-number"),
    ],
)
def test_known_differences_are_there_and_warned_of(ask, text, ours):
    contexts = {"a": {"1E+15": "large", "\u03a3": "sigma"}}
    answer, warnings = found(text, contexts)

    assert {"kind": KINDS[type(ours) if type(ours) is not int else float], "value": ours} == answer
    assert answer != ask(text, contexts)
    assert {"implementations-differ"} == {warning.name for warning in warnings}

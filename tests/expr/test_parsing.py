from __future__ import annotations

import json
import pickle
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghflow.expr.parsing import MAX_LENGTH, ExprError, Part, parse, parse_with_spans, split
from ghflow.expr.printing import show
from ghflow.expr.tree import Call, Context, Index, Lit, Not, Op, Star, parts, walk

A, B = Context("a"), Context("b")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        pytest.param("  a  ", A, id="spaces"),
        pytest.param("a\n&&\tb", Op("&&", A, B), id="lines"),
        pytest.param("a\u00a0", A, id="no-break-space"),
        pytest.param("a . b", Index(A, Lit("b")), id="spaces-around-a-dot"),
        pytest.param("a .*", Index(A, Star()), id="space-before-star"),
        pytest.param("f (a)", Call("f", (A,)), id="space-before-arguments"),
        pytest.param("f(a , b)", Call("f", (A, B)), id="spaces-in-arguments"),
        pytest.param("a.null", Index(A, Lit("null")), id="keyword-as-property"),
        pytest.param("NULL", Context("NULL"), id="keywords-are-lower-case"),
        pytest.param("a[0.5]", Index(A, Lit(0.5)), id="fraction-as-key"),
        pytest.param("a==.5", Op("==", A, Lit(0.5)), id="fraction-after-operator"),
        pytest.param("f(-1)", Call("f", (Lit(-1),)), id="negative-argument"),
        pytest.param("1.", Lit(1.0), id="trailing-point"),
        pytest.param("1e400", Lit(float("inf")), id="overflow"),
        pytest.param("0xFFFFFFFF", Lit(-1), id="hexadecimal-of-32-bits"),
        pytest.param("+Infinity", Lit(float("inf")), id="infinity-with-a-sign"),
        pytest.param("-0", Lit(-0.0), id="negative-zero"),
        pytest.param("!a.b", Not(Index(A, Lit("b"))), id="not-of-property"),
        pytest.param("(1).a", Index(Lit(1), Lit("a")), id="property-of-grouped-literal"),
        pytest.param("'}}'", Lit("}}"), id="braces-in-text"),
        pytest.param("'''a'''", Lit("'a'"), id="quotes-at-both-ends"),
        pytest.param("a['b'']']", Index(A, Lit("b']")), id="quote-in-key"),
    ],
)
def test_parse(text, tree):
    assert tree == parse(text)


# The place that is complained about stands after ^.
@pytest.mark.parametrize(
    ("expected", "marked"),
    [
        pytest.param("a value", "^", id="nothing"),
        pytest.param("a value", "  ^", id="spaces-only"),
        pytest.param("a value", "a &&^", id="no-right-side"),
        pytest.param("a value", "^&& a", id="no-left-side"),
        pytest.param("a value", "a && ^|| b", id="two-operators"),
        pytest.param("a value", "!^", id="not-of-nothing"),
        pytest.param("a value", "(^)", id="empty-parentheses"),
        pytest.param("a value", "f(a, ^)", id="trailing-comma"),
        pytest.param("a value", "f(^, a)", id="leading-comma"),
        pytest.param("a value", "a[^]", id="empty-brackets"),
        pytest.param("a value", "^.a", id="leading-dot"),
        pytest.param("a value", "1 && ^..a/b", id="two-dots"),
        pytest.param("a value", "a == ^-b", id="minus-before-a-name"),
        pytest.param("a value", "^-0xFF", id="negative-hexadecimal"),
        pytest.param("a value", "^1_000", id="digits-with-underscore"),
        pytest.param("a value", "^0x100000000", id="hexadecimal-of-33-bits"),
        pytest.param("a value", "^0b11", id="binary"),
        pytest.param("a value", "^*", id="lone-star"),
        pytest.param("the name of a property or '*'", "a.^", id="dot-at-the-end"),
        pytest.param("the name of a property or '*'", "a.^1", id="number-as-property"),
        pytest.param("the name of a property or '*'", "a.^'b'", id="text-as-property"),
        pytest.param("the name of a property or '*'", "a.^(b)", id="parentheses-as-property"),
        pytest.param("an operator or the end", "a ^b", id="two-names"),
        pytest.param("an operator or the end", "a ^- b", id="minus"),
        pytest.param("an operator or the end", "1 ^+1", id="plus"),
        pytest.param("an operator or the end", "(1)^2", id="number-after-parentheses"),
        pytest.param("an operator or the end", "a^)", id="surplus-parenthesis"),
        pytest.param("an operator or the end", "a.b^(1)", id="call-of-a-property"),
        pytest.param("an operator or the end", "'a'^.b", id="property-of-text"),
        pytest.param("an operator or the end", "true^(1)", id="call-of-a-keyword"),
        pytest.param("an operator or the end", "'a' ^'b'", id="two-texts"),
        pytest.param("an operator, a name or a literal", "a ^= b", id="single-equals"),
        pytest.param("an operator, a name or a literal", "a ^& b", id="single-and"),
        pytest.param("an operator, a name or a literal", "a ^| b", id="single-or"),
        pytest.param("an operator, a name or a literal", "a.^b@c", id="stranger-in-a-name"),
        pytest.param("an operator, a name or a literal", "^ä", id="letter-beyond-ascii"),
        pytest.param("an operator, a name or a literal", '^"a"', id="double-quotes"),
        pytest.param("an operator, a name or a literal", "^${{ a }}", id="fence"),
        pytest.param("an operator, a name or a literal", "a ^\x1c", id="separator-that-only-python-skips"),
        pytest.param("an operator, a name or a literal", "a ^\0", id="nul"),
        pytest.param("an operator, a name or a literal", "a == ^\ud800", id="half-a-surrogate-pair"),
        pytest.param("')'", "(a^", id="open-parenthesis"),
        pytest.param("')'", "(a ^b)", id="two-names-in-parentheses"),
        pytest.param("']'", "a[b^", id="open-bracket"),
        pytest.param("']'", "a[*^.b]", id="more-than-a-star"),
        pytest.param("',' or ')'", "f(a^", id="open-call"),
        pytest.param("',' or ')'", "f(a, 2 ^b)", id="no-comma"),
        pytest.param('a closing "\'"', "a == 'b^", id="open-text"),
        pytest.param('a closing "\'"', "'a''^", id="doubled-quote-does-not-close"),
        pytest.param('a closing "\'"', "'''^", id="three-quotes"),
        pytest.param("at most 50 levels", "(" * 49 + "^(a" + ")" * 50, id="brackets"),
        pytest.param("at most 50 levels", "^a" + ".b" * 50, id="properties"),
        pytest.param("at most 21000 characters", "a" * MAX_LENGTH + "^ ", id="length"),
        pytest.param("at most 21000 characters", "'" + "\U0001f60a" * 10_500 + "'^", id="length-in-utf-16"),
        pytest.param("at most 50 levels", "a || (" * 49 + "f^(" + "a)" * 50, id="brackets-of-a-call"),
    ],
)
def test_what_does_not_parse(expected, marked):
    text = marked.replace("^", "", 1)
    with pytest.raises(ExprError) as caught:
        parse(text)

    assert (expected, text, marked.index("^")) == (caught.value.expected, caught.value.source, caught.value.at)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("(" * 49 + "a" + ")" * 49, id="brackets"),
        pytest.param("f(" * 49 + "a" + ")" * 49, id="calls"),
        pytest.param("a[" * 49 + "0" + "]" * 49, id="keys"),
        pytest.param("a" + ".b" * 49, id="properties"),
        pytest.param("!" * 49 + "a", id="nots"),
        pytest.param(" == ".join("a" * 50), id="equalities"),
        pytest.param(" && ".join("a" * 4000), id="long-chain-of-and"),
        pytest.param("a || (" * 49 + "a" + ")" * 49, id="grouped-chain-of-or"),
        pytest.param("a" * MAX_LENGTH, id="length"),
    ],
)
def test_the_largest_that_parses(text):
    tree = parse(text)

    assert tree == parse(show(tree))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("(" * 20_000, id="open-parentheses"),
        pytest.param("(" * 10_000 + "a" + ")" * 10_000, id="parentheses"),
        pytest.param("f(" * 5_000 + ")" * 5_000, id="calls"),
        pytest.param("a[" * 10_000, id="open-brackets"),
        pytest.param("!" * 20_000 + "a", id="nots"),
        pytest.param("a" + ".b" * 10_000, id="properties"),
        pytest.param("a" + "[0]" * 6_000, id="items"),
        pytest.param(" < ".join("a" * 5_000), id="comparisons"),
        pytest.param("'" * 20_001, id="quotes"),
        pytest.param("1" * 20_000 + "x", id="digits"),
    ],
)
def test_enormous_texts_are_refused_without_recursion(text):
    with pytest.raises(ExprError):
        parse(text)


def test_a_huge_number_is_a_number():
    assert Lit(float("inf")) == parse("9" * 20_000)


_WORDS = (
    *"()[].,!*'<>=&|+-${}\"\\/@ \t\n\u00a0\x1c\0",
    *("&&", "||", "==", "!=", "<=", ">=", "''", "a", "b-c", "_", "1", ".5", "0x1F", "1e3", "-Infinity", "NaN", "true"),
    *("'x'", "f(", "a.b", "[*]", ".*", "é", "😊"),
)


@given(st.lists(st.sampled_from(_WORDS), max_size=14).map("".join) | st.text(max_size=30))
def test_any_text_gives_a_tree_or_an_error_with_a_place(text):
    try:
        tree = parse(text)
    except ExprError as caught:
        error = caught
    else:
        assert tree == parse(show(tree))
        return

    assert text == error.source
    assert 0 <= error.at <= len(text)


def test_error_survives_pickling():
    error = pickle.loads(pickle.dumps(ExprError("a value", "a &&", 4)))

    assert ("a value", "a &&", 4) == (error.expected, error.source, error.at)
    assert "expected a value at column 5 of 'a &&'" == str(error)


# What GitHub refuses because of a name or a number of arguments: rules, not syntax.
_RULES = ("Unrecognized", "parameters")


def conformance(shared):
    """Every expression of the conformance cases, with whether GitHub's lexer or parser refuses it."""
    for file in sorted((shared / "conformance" / "expressions").glob("*.json")):
        for cases in json.loads(file.read_text("utf-8")).values():
            for case in cases:
                error = case.get("err", {})
                syntax = error.get("kind") in ("lexing", "parsing")
                yield case["expr"], syntax and not any(word in error["value"] for word in _RULES)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        pytest.param(" a ", {"a": " ^a^ "}, id="spaces"),
        pytest.param("((a))", {"a": "((^a^))"}, id="parentheses-left-out"),
        pytest.param("(a) . b", {"a.b": "^(a) . b^", "'b'": "(a) . ^b^"}, id="property"),
        pytest.param("a[ 'b' ].*", {"a.b": "^a[ 'b' ]^.*", "a.b.*": "^a[ 'b' ].*^", "*": "a[ 'b' ].^*^"}, id="star"),
        pytest.param(
            "a[ * ][0]", {"a.*[0]": "^a[ * ][0]^", "*": "a[ ^*^ ][0]", "0": "a[ * ][^0^]"}, id="star-in-brackets"
        ),
        pytest.param("f ( ) == -1", {"f()": "^f ( )^ == -1", "-1": "f ( ) == ^-1^"}, id="call"),
        pytest.param("f(a, (b))", {"f(a, b)": "^f(a, (b))^", "b": "f(a, (^b^))"}, id="arguments"),
        pytest.param("!(a||b)", {"!(a || b)": "^!(a||b)^", "a || b": "!(^a||b^)"}, id="not"),
        pytest.param(
            "(a) && 'b' || c", {"a && 'b'": "^(a) && 'b'^ || c", "a && 'b' || c": "^(a) && 'b' || c^"}, id="operators"
        ),
    ],
)
def test_spans(text, places):
    tree, spans = parse_with_spans(text)
    nodes = [part for node in walk(tree) for part in (node, *parts(node))]
    shown = {"*" if isinstance(node, Star) else show(node): node for node in nodes}

    for name, marked in places.items():
        start = marked.index("^")
        end = marked.index("^", start + 1) - 1
        assert (start, end) == spans[shown[name]], name
        assert text[start:end] == spans.text(shown[name])


@given(data=st.data())
def test_every_part_has_a_place_that_parses_to_it(data, trees):
    try:
        tree, spans = parse_with_spans(show(data.draw(trees)))
    except ExprError:
        return

    assert tree == parse(spans.source)
    for node in walk(tree):
        assert all(part in spans for part in parts(node))
        if not isinstance(node, Lit):
            assert node == parse(spans.text(node))


def test_what_is_no_part_has_no_place():
    tree, spans = parse_with_spans("a")

    assert tree in spans
    assert Context("a") not in spans
    with pytest.raises(KeyError):
        spans[Context("a")]


def test_a_long_source_is_cut_in_the_message():
    with pytest.raises(ExprError) as caught:
        parse("a " * 10_000)

    assert len(str(caught.value)) < 200


def test_conformance(shared):
    differ = []
    for text, refused in conformance(shared):
        try:
            parse(text)
            found = False
        except ExprError:
            found = True
        if found is not refused:
            differ.append(text)

    # GitHub's parser has no tree for an empty text either; the reader of workflows then refuses it.
    assert [""] == differ


def test_conformance_cases_are_there(shared):
    cases = list(conformance(shared))

    assert 591 == len(cases)
    assert 22 <= sum(refused for _, refused in cases)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        pytest.param("", [], id="empty"),
        pytest.param("a", ["a"], id="no-fence"),
        pytest.param("${{ a }}", [Part(" a ", 3)], id="fence-only"),
        pytest.param("${{a}}", [Part("a", 3)], id="no-spaces"),
        pytest.param("${{}}", [Part("", 3)], id="empty-fence"),
        pytest.param("x-${{ a }}-y", ["x-", Part(" a ", 5), "-y"], id="between-texts"),
        pytest.param("${{ a }}${{ b }}", [Part(" a ", 3), Part(" b ", 11)], id="two-fences"),
        pytest.param("${{ '}}' }}", [Part(" '}}' ", 3)], id="braces-in-quotes"),
        pytest.param("${{ 'it''s }}' }}", [Part(" 'it''s }}' ", 3)], id="doubled-quote"),
        pytest.param("${{ '${{' }}", [Part(" '${{' ", 3)], id="fence-in-quotes"),
        pytest.param("${{ a }}'}}'", [Part(" a ", 3), "'}}'"], id="quotes-outside"),
        pytest.param("it's ${{ a }}", ["it's ", Part(" a ", 8)], id="quote-before"),
        pytest.param("}} ${{ a }} }}", ["}} ", Part(" a ", 6), " }}"], id="braces-outside"),
        pytest.param("$${{ a }}}", ["$", Part(" a ", 4), "}"], id="dollar-and-brace-outside"),
        pytest.param("$ {{ a }}", ["$ {{ a }}"], id="no-fence-with-space"),
        pytest.param("{{ a }}", ["{{ a }}"], id="braces-without-dollar"),
        pytest.param("${ { a }}", ["${ { a }}"], id="braces-apart"),
        pytest.param("${{ a } } }}", [Part(" a } } ", 3)], id="single-braces"),
        pytest.param("é\n${{ a }}\n", ["é\n", Part(" a ", 5), "\n"], id="lines"),
    ],
)
def test_split(text, pieces):
    assert pieces == split(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("${{", id="bare"),
        pytest.param("${{ a", id="no-braces"),
        pytest.param("${{ a }", id="one-brace"),
        pytest.param("${{ 'a }}", id="open-quote"),
        pytest.param("${{ 'a'' }}", id="doubled-quote"),
        pytest.param("${{ a }} ${{ b", id="second-fence"),
    ],
)
def test_split_of_a_fence_that_never_closes(text):
    with pytest.raises(ExprError) as caught:
        split(text)

    assert ("a closing '}}'", len(text)) == (caught.value.expected, caught.value.at)


@given(st.lists(st.sampled_from(("${{", "}}", "}", "{", "$", "'", " ", "a", "\n", "é")), max_size=16).map("".join))
def test_split_loses_nothing(text):
    try:
        pieces = split(text)
    except ExprError:
        return

    assert text == "".join("${{" + piece.source + "}}" if isinstance(piece, Part) else piece for piece in pieces)
    assert all(text[piece.at :].startswith(piece.source) for piece in pieces if isinstance(piece, Part))


@given(data=st.data())
def test_any_tree_survives_in_a_text(data, trees):
    tree = data.draw(trees)
    before, after = data.draw(st.tuples(*[st.text("'} ax\n", max_size=5)] * 2))
    pieces = split(before + "${{ " + show(tree) + " }}" + after)

    assert [*filter(None, [before, f" {show(tree)} ", after])] == [
        piece.source if isinstance(piece, Part) else piece for piece in pieces
    ]


def test_long_texts_do_not_hang(soak):
    chooser = random.Random(7)
    for _ in range(40 * soak):
        text = "".join(chooser.choice(("'", "''", "a", " ", ".", "(", "1")) for _ in range(20_000))
        with pytest.raises(ExprError):
            parse(text)


@pytest.mark.parametrize(
    ("source", "at", "excerpt"),
    [
        pytest.param("a = b", 2, "a = b", id="short"),
        pytest.param("=" + "x" * 99, 0, "=" + "x" * 26 + "...", id="beginning"),
        pytest.param("x" * 50 + "=" + "y" * 50, 50, "..." + "x" * 30 + "=" + "y" * 26 + "...", id="middle"),
        pytest.param("x" * 99, 99, "..." + "x" * 30, id="end"),
    ],
)
def test_an_error_shows_the_text_around_it(source, at, excerpt):
    assert ExprError("a value", source, at).excerpt == excerpt

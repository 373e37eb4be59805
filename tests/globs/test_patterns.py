"""Patterns of branches, tags and paths."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ghflow.globs import GlobError, Pattern, compile, ignored, matches, problems  # noqa: A004
from ghflow.globs.patterns import fitting


def test_cases_of_github_and_its_runners(shared):
    lines = (shared / "conformance" / "simulate" / "filter_cases.jsonl").read_text(encoding="utf-8").splitlines()
    wrong = []
    for case in map(json.loads, lines):
        patterns, names = case["patterns"], case["inputs"]
        if "match" in case:
            right = case["match"] == any(matches(patterns, name) for name in names)
        else:
            skipped = bool(patterns) and not any(matches(patterns, name) for name in names)
            filtered = bool(patterns) and all(ignored(patterns, name) for name in names)
            right = (case["skip"], case["filter"]) == (skipped, filtered)
        wrong += [] if right else [case]

    assert len(lines) >= 83
    assert [] == wrong


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        pytest.param("main", ["main"], ["Main", "main2", "a/main", ""], id="plain"),
        pytest.param("*", ["main", "", "a.b"], ["a/b", "/"], id="star"),
        pytest.param("**", ["main", "", "a/b", "/"], [], id="two stars"),
        pytest.param("***", ["main", "", "a/b"], [], id="three stars"),
        pytest.param("a*b", ["ab", "axxb"], ["a/b", "abc", "xab"], id="star inside"),
        pytest.param("a**b", ["ab", "a/x/b"], ["abc"], id="two stars inside"),
        pytest.param("**/b", ["b", "a/b", "a/a/b"], ["/b", "ab", "b/"], id="folders"),
        pytest.param("**/**/b", ["b", "a/b", "a/a/b"], ["/b", "ab"], id="folders twice"),
        pytest.param("a/**/b", ["a/b", "a/x/b", "a/x/y/b"], ["ab", "a//b", "a/xb"], id="folders inside"),
        pytest.param("a/**", ["a/", "a/b", "a/b/c"], ["a", "b/a/"], id="everything below"),
        pytest.param("**/?", ["", "a/"], ["a", "/"], id="folders made optional"),
        pytest.param("ab?c", ["ac", "abc"], ["abbc", "c"], id="optional"),
        pytest.param("ab+c", ["abc", "abbbc"], ["ac", "ab+c"], id="repeated"),
        pytest.param("a??", ["a", ""], ["aa", "a?"], id="optional twice"),
        pytest.param("a+?", ["a", "aa"], ["", "a+"], id="repeated and optional"),
        pytest.param("a*?b", ["ab", "acb"], ["a/b", "a"], id="star and question mark"),
        pytest.param("?a", ["?a"], ["a", "xa"], id="question mark first"),
        pytest.param("+a", ["+a"], ["a", "aa"], id="plus first"),
        pytest.param("!?a", ["?a"], ["a"], id="question mark first behind an exclamation mark"),
        pytest.param("++", ["+", "++"], ["", "+a"], id="plus, repeated"),
        pytest.param("[a-c]x", ["ax", "bx", "cx"], ["dx", "Ax", "x", "-x"], id="range"),
        pytest.param("[abz0-2]", ["a", "b", "z", "0", "2"], ["c", "3", "ab"], id="set"),
        pytest.param("[0-9]+", ["0", "2026"], ["", "1a"], id="set, repeated"),
        pytest.param("[0-9]?", ["", "7"], ["77"], id="set, optional"),
        pytest.param("[A-z]", ["A", "m", "z", "_"], ["0", "-"], id="both cases"),
        pytest.param("[^a]", ["^", "a"], ["b"], id="no negation in sets"),
        pytest.param("v[12].[0-9]+.[0-9]+", ["v1.10.1", "v2.0.0"], ["v3.0.0", "v1x0.0", "v1.0"], id="versions"),
        pytest.param("a.b", ["a.b"], ["axb"], id="dot"),
        pytest.param("a|b(c)$^{1}", ["a|b(c)$^{1}"], ["a", "b"], id="letters of regular expressions"),
        pytest.param(r"\!a", ["!a"], ["a", r"\!a"], id="escaped exclamation mark"),
        pytest.param(r"\*\?\+\[\\", [r"*?+[\ ".strip()], ["a"], id="escapes"),
        pytest.param(r"a\?b", ["a?b"], ["ab", "b"], id="escaped question mark"),
        pytest.param(r"\++", ["+", "+++"], [""], id="escaped plus, repeated"),
        pytest.param("a]b", ["a]b"], ["ab"], id="closing bracket"),
        pytest.param("é*", ["été"[0:1] + "t", "é"], ["e"], id="letters beyond ascii"),
        pytest.param("!a", ["a"], ["!a"], id="exclamation mark"),
        pytest.param("a!", ["a!"], ["a"], id="exclamation mark elsewhere"),
        pytest.param("a*", ["a\nb"], [], id="line break in a name"),
    ],
)
def test_matching(pattern, yes, no):
    found = compile(pattern)

    assert list(yes) == [name for name in (*yes, *no) if found.matches(name)]


@pytest.mark.parametrize(
    ("patterns", "through"),
    [
        pytest.param([], "", id="none"),
        pytest.param("a*", "ab ac", id="one as text"),
        pytest.param(["a*", "!ab"], "ac", id="left out"),
        pytest.param(["!ab", "a*"], "ab ac", id="order"),
        pytest.param(["a*", "!a*", "ab"], "ab", id="and in again"),
        pytest.param(["!x"], "", id="only negated"),
        pytest.param(["!x", "!y"], "", id="only negated ones"),
        pytest.param(["b", "ab"], "ab b", id="any"),
        pytest.param(("**", "!**"), "", id="all and none"),
    ],
)
def test_a_filter_that_lets_names_through(patterns, through):
    assert through.split() == [name for name in ("ab", "ac", "b") if matches(patterns, name)]


@pytest.mark.parametrize(
    ("patterns", "gone"),
    [
        pytest.param([], "", id="none"),
        pytest.param("a*", "ab ac", id="one as text"),
        pytest.param(["b", "ab"], "ab b", id="any"),
        pytest.param(["!ab"], "ac b", id="all that a negated one does not match"),
        pytest.param(["!**"], "", id="negated all"),
    ],
)
def test_a_filter_that_ignores(patterns, gone):
    assert gone.split() == [name for name in ("ab", "ac", "b") if ignored(patterns, name)]


def test_compiled_patterns_and_texts_may_be_mixed():
    assert matches([compile("a*"), "!ab"], "ac")
    assert matches(compile("a*"), "ac")
    assert matches((text for text in ("a*", "!ab")), "ac")
    assert not ignored([compile("a*")], "b")


REFUSED = [
    pytest.param("[]", 1, "'[]' holds no character", id="empty set"),
    pytest.param("a[b", 1, "the set is not closed: ']' is missing", id="open set"),
    pytest.param("a[", 1, "the set is not closed: ']' is missing", id="open set at the end"),
    pytest.param("[a-]", 2, "the range has no end", id="range without end"),
    pytest.param("[a-", 2, "the range has no end", id="range without end or bracket"),
    pytest.param("[-a]", 1, "'-' stands between the two ends of a range", id="range without start"),
    pytest.param("[a-c-e]", 4, "'-' stands between the two ends of a range", id="range of a range"),
    pytest.param("v[9-1]", 2, "the range ends before it starts, got '9-1'", id="range backwards"),
    pytest.param("[a-9]", 1, "a range is of letters or of digits, got 'a-9'", id="range of both"),
    pytest.param("[a-é]", 1, "a range is of letters or of digits, got 'a-é'", id="range beyond ascii"),
    pytest.param("x[a.]", 3, "a set holds letters and digits only, got '.'", id="dot in a set"),
    pytest.param("[!a]", 1, "a set holds letters and digits only, got '!'", id="negation in a set"),
    pytest.param("v*+", 2, "'+' repeats the character before it, and there is none", id="plus behind a star"),
    pytest.param("**+", 2, "'+' repeats the character before it, and there is none", id="plus behind two stars"),
    pytest.param("**/+", 3, "'+' repeats the character before it, and there is none", id="plus behind folders"),
    pytest.param("a++", 2, "'+' repeats the character before it, and there is none", id="plus twice"),
    pytest.param("a?+", 2, "'+' repeats the character before it, and there is none", id="plus behind a question mark"),
    pytest.param("a\\", 1, "a character has to follow '\\'", id="backslash at the end"),
    pytest.param("!a\\", 2, "a character has to follow '\\'", id="backslash at the end of a negated one"),
]


@pytest.mark.parametrize(("text", "at", "message"), REFUSED)
def test_what_github_refuses(text, at, message):
    with pytest.raises(GlobError) as raised:
        compile(text)

    assert (message, text, at) == (raised.value.message, raised.value.source, raised.value.at)
    assert f"{message} at character {at + 1} of {text!r}" == str(raised.value)
    for kind in ("ref", "path"):
        first = problems(text, kind)[0]
        assert (message, at, True) == first


@pytest.mark.parametrize("ask", [matches, ignored])
def test_a_list_with_a_pattern_that_github_refuses(ask):
    with pytest.raises(GlobError):
        ask(["b", "[", "a"], "a")


NEVER = "so it never matches"


@pytest.mark.parametrize(
    ("kind", "text", "found"),
    [
        ("ref", "^foo-", [(0, f"no branch or tag has '^' in its name, {NEVER}")]),
        ("ref", "a b~:", [(at, f"no branch or tag has {'a b~:'[at]!r} in its name, {NEVER}") for at in (1, 3, 4)]),
        ("ref", "v1\n", [(2, f"no branch or tag has '\\n' in its name, {NEVER}")]),
        ("ref", "/main", [(0, f"no name of a branch or tag starts with '/', {NEVER}")]),
        ("ref", "!/main", [(1, f"no name of a branch or tag starts with '/', {NEVER}")]),
        ("ref", "main/", [(4, f"no name of a branch or tag ends with '/', {NEVER}")]),
        ("ref", "main.", [(4, f"no name of a branch or tag ends with '.', {NEVER}")]),
        ("ref", "v1..2", [(2, f"no name of a branch or tag holds '..', {NEVER}")]),
        ("ref", "a//b", [(1, f"no name of a branch or tag holds '//', {NEVER}")]),
        ("ref", "a@{b", [(1, f"no name of a branch or tag holds '@{{', {NEVER}")]),
        ("ref", "refs/heads/main", [(0, f"the pattern is for the name behind 'refs/heads/', {NEVER}")]),
        ("ref", "!refs/tags/v*", [(1, f"the pattern is for the name behind 'refs/tags/', {NEVER}")]),
        ("ref", r"v\d+", [(1, r"'\' takes the next character as it is, here 'd'")]),
        ("ref", r"v\*", [(1, f"no branch or tag has '*' in its name, {NEVER}")]),
        ("ref", "v[^0-9]", [(2, "'^' in a set is a character like others: it does not negate")]),
        ("ref", "!", [(0, "a pattern has to follow '!'")]),
        ("path", "./src/**", [(0, f"no path holds '.', {NEVER}")]),
        ("path", "!../src", [(1, f"no path holds '..', {NEVER}")]),
        ("path", "src/./x/..", [(4, f"no path holds '.', {NEVER}"), (8, f"no path holds '..', {NEVER}")]),
        ("path", ".", [(0, f"no path holds '.', {NEVER}")]),
        ("path", "/src/**", [(0, f"paths start at the root of the repository, without '/', {NEVER}")]),
        ("path", "docs/", [(4, f"a path is that of a file, not of a folder, {NEVER}")]),
        ("path", " src", [(0, f"the pattern starts with a space, {NEVER}")]),
        ("path", "src  ", [(3, f"the pattern ends with a space, {NEVER}")]),
        ("path", "a\nb", [(1, f"the pattern holds a line break, {NEVER}")]),
        ("path", r"src\main", [(3, r"'\' takes the next character as it is, here 'm'")]),
    ],
)  # fmt: skip
def test_what_github_takes_and_what_does_nothing(kind, text, found):
    assert [(message, at, False) for at, message in found] == problems(text, kind)


def test_an_empty_pattern_is_refused():
    assert [("the pattern is empty", 0, True)] == problems("", "ref") == problems("", "path")


def test_a_refused_pattern_may_have_other_problems_beside():
    assert [
        ("the range has no end", 4, True),
        (f"no branch or tag has '^' in its name, {NEVER}", 0, False),
    ] == problems("^v[a-]", "ref")


@pytest.mark.parametrize("kind", ["ref", "path"])
@pytest.mark.parametrize(
    "text",
    [
        "main",
        "releases/**",
        "**/docs/**",
        "v[0-9]+.[0-9]+.[0-9]+",
        "!v1.*",
        "*",
        "**",
        "**.js",
        "feature/a_b-c.d",
        "v1.0.0?",
        r"\!file",
        "dependabot/**",
        "été/*",
        "[A-Za-z0-9]+-x",
        ".github/workflows/*.yml",
        ".x",
        "a+b@c#d",
    ],
)
def test_nothing_wrong(kind, text):
    assert [] == problems(text, kind)


@pytest.mark.parametrize("text", ["a b/c d.txt", "^x", "a~b:c", r"a\*b", "x//y", "x."])
def test_paths_may_hold_what_refs_may_not(text):
    assert [] == problems(text, "path")
    assert problems(text, "ref")


HOSTILE = [
    pytest.param("a?" * 4000, "a" * 4000, id="optional ones"),
    pytest.param("*a" * 4000, "a" * 8000, id="stars"),
    pytest.param("**a" * 3000 + "b", "a" * 8000, id="two stars"),
    pytest.param("**/a?" * 3000, "a/" * 4000, id="folders"),
    pytest.param("[a-z]+" * 3000 + "Z", "a" * 8000, id="repeated sets"),
    pytest.param("a+" * 5000, "a" * 5000 + "b", id="repeated ones"),
    pytest.param("?" * 20000, "?" * 20, id="question marks"),
    pytest.param("\\a" * 10000, "a" * 10000, id="escapes"),
    pytest.param("[" * 20000, "", id="open sets"),
]


@pytest.mark.parametrize(("text", "name"), HOSTILE)
def test_hostile_patterns_end(text, name):
    """None of these comes to an end when matching takes back what it tried."""
    for kind in ("ref", "path"):
        problems(text, kind)
    try:
        found = matches(text, name)
    except GlobError:
        return

    assert found in (True, False)


def as_regex(text: str) -> re.Pattern[str]:
    """The same pattern as a regular expression, for patterns short enough."""
    parts = re.findall(r"\*\*/|\*\*|\*|\[[^\]]*\]|\\.|.", text.removeprefix("!"), re.DOTALL)
    found = ""
    for index, part in enumerate(parts):
        known = {"**/": "(?:.+/)?", "**": ".*", "*": "[^/]*"}
        if part in known:
            found += known[part]
        elif part in "?+" and index:
            found += part if parts[index - 1] not in (*known, "?", "+") or index == 1 else ""
        elif part[0] == "[":
            found += "[" + part[1:-1].replace("\\", r"\\").replace("^", r"\^").replace("[", r"\[") + "]"
        else:
            found += re.escape(part[-1])
    return re.compile(found, re.DOTALL)


PIECES = ["a", "b", "/", ".", "*", "**", "**/", "?", "+", "[ab]", "[a-c]", "\\*", "\\a", "!", "é", "ab"]
texts = st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map("".join)
names = st.text(alphabet="abc/.*!é", max_size=8)


@given(texts, st.lists(names, min_size=1, max_size=6))
@example("**/a?**/b", ["b", "a/b", "/b", "a/ab", "ab"])
@example("**/*/a", ["b/a", "/a", "c/b/a", "a"])
def test_a_pattern_matches_what_the_regular_expression_matches(text, tried):
    try:
        found = compile(text)
    except GlobError:
        return
    known = as_regex(text)

    assert {name: known.fullmatch(name) is not None for name in tried} == {name: found.matches(name) for name in tried}


@given(st.text(alphabet="ab*?+[]\\!/-.^ \n09Zé", max_size=12), st.sampled_from(["ref", "path"]))
def test_any_text_compiles_or_has_a_problem_within_it(text, kind):
    found = problems(text, kind)
    refused = [one for one in found if one.refused]
    if text and refused:
        with pytest.raises(GlobError) as raised:
            compile(text)
        assert (raised.value.message, raised.value.at, True) == found[0]
    elif text:
        assert compile(text).text == text
    assert [] == [one for one in found if text and not 0 <= one.at < len(text)]
    assert len(refused) <= 1


@given(st.text(alphabet="ab/.é*?+[]\\!", max_size=12))
def test_an_escaped_name_matches_itself(name):
    text = "".join("\\" + letter if letter in "*?+[]\\!" else letter for letter in name)

    assert compile(text).matches(name)


def test_patterns_are_equal_when_their_texts_are():
    assert Pattern("a*") == compile("a*") != compile("a")
    assert {Pattern("a*"), compile("a*")} == {compile("a*")}
    assert "Pattern('a*')" == repr(compile("a*"))
    assert compile("!a").negated
    assert "a*" == compile("a*").text
    assert compile("a") != "a"


@pytest.mark.parametrize(
    ("pattern", "fill", "name"),
    [
        pytest.param("v*.*.*", "1", "v1.1.1", id="segments"),
        pytest.param("releases/**", "a/b", "releases/a/b", id="any"),
        pytest.param("*", "a/b", "a-b", id="no slash"),
        pytest.param("**/docs/*.md", "x", "docs/x.md", id="folders"),
        pytest.param("v[3-9]+.[0-9]", "9", "v3.0", id="sets"),
        pytest.param("!ab?", "1", "ab", id="negated"),
    ],
)
def test_fitting(pattern, fill, name):
    assert name == fitting(pattern, fill)


@given(st.text("av1*?+[0-9]/\\!.", max_size=8), st.sampled_from(["1", "x/y", "-rc"]))
def test_what_fits_matches(pattern, fill):
    try:
        compiled = Pattern(pattern)
    except GlobError:
        return

    assert compiled.matches(fitting(pattern, fill))

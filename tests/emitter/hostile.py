"""Strategies for what YAML is most likely to misread: texts, keys, numbers, and mappings of them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

WORDS = (
    *(
        "",
        " ",
        "~",
        "=",
        "<<",
        "y",
        "Y",
        "n",
        "no",
        "No",
        "NO",
        "on",
        "ON",
        "yes",
        "True",
        "FALSE",
        "null",
        "Null",
        "off",
    ),
    *("-", "--", "---", "...", "--- a", "- a", "-a", "--a", "---a", "? a", "?", ":", ": a", "a:", "a: b", "a:b", "::"),
    *("#", "# a", "a #", "a # b", "a#b", "@a", "&a", "*a", "!a", "%a", "%TAG", "|", "|-", ">", ">-", "`a`", "`"),
    *("[", "]", "[a]", "{", "}", "{}", "{a: b}", ",", "a,b", "a, b", "'", '"', "''", "'a'", '"a"', "it's", 'say "a"'),
    *("0", "1", "-1", "+1", "1.0", "3.10", ".5", "5.", "1e3", "1E3", "1e-3", "1.5e+3", "-.5e1", "+_", "_", "_1", "1_"),
    *("2_17", "0b1", "0o7", "0x1F", "0X1F", "017", "08", "1:30", "190:20:30", "-1:2", "1:2.5", ".inf", "-.INF", ".nan"),
    *("2001-01-01", "2001-1-1", "2001-01-01T00:00:00Z", "2001-01-01 1:2:3", "12:30", "v1.2", "1.14.1", "0 0 * * *"),
    *("${{ a }}", "${{ a }} b", "a: ${{ b }}", "${{ 'it''s' }}", "http://a:80/b", "C:\\a\\", "\\", "a\\\nb", "a \\"),
    *(" a", "a ", "\ta", "a\t", "\t", "a\tb", "\n", "\n\n", "a\n", "a\n\n", "\na", "\n a", " a\n b", "a\nb", "a\n\nb"),
    *(
        "a\n  b\nc\n",
        "a \nb",
        "a\n \nb",
        "a\n\t\nb",
        "\n\n a",
        "  \na",
        "#a\n",
        "---\na",
        "...\na",
        "a\n---\n",
        "- a\n- b",
    ),
    *(
        "\r",
        "a\rb",
        "a\r\nb",
        "a\r\n",
        "\x85",
        "a\x85b",
        "\u2028",
        "a\u2029\nb",
        "\ufeff",
        "\ufeffa",
        "a\n\ufeff",
        "\xa0",
    ),
    *(
        "\xa0a",
        "a\xa0",
        "\u3000",
        "\u200b",
        "\x07",
        "\x1b[0m",
        "\x7f",
        "\x80",
        "\ufffe",
        "\uffff",
        "\U0010ffff",
        "\xad",
    ),
    *(
        "é",
        "ß",
        "日本",
        "😊",
        "👩\u200d🚀",
        "e\u0301",
        "\u202e",
        "\U000e0001",
        "a" * 300,
        "a " * 200,
        "ab\n" * 100,
        " " * 90,
    ),
)
_CHARS = "ab1 _:#-?,[]{}&*!|>'\"%@`~=.+<$\\/\t\n\r\0\x07\x7f\x85\xa0\u2028\ufeff\ufffeé😊".replace("\0", "")
WORD = st.integers(0, len(WORDS) - 1).map(WORDS.__getitem__)  # sampled_from would show all of them in every repr
LINES = st.lists(WORD | st.sampled_from(("if x; then", "  echo", "\tfi", "\\", "# ")), max_size=5).map("\n".join)
TEXTS = st.one_of(
    WORD,
    st.text(_CHARS, max_size=12),
    st.lists(WORD | st.sampled_from((" ", ": ", " #", "\n")), max_size=4).map("".join),
    LINES,
    LINES.map(lambda text: text + "\n"),
    st.text("0123456789_:.+-eExXobTZ ", max_size=10),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12),
)
KEYS = st.one_of(st.text("abAB01-_", min_size=1, max_size=6), TEXTS.filter(lambda text: len(text) < 150))
NUMBERS = st.one_of(
    st.integers(-(10**14), 10**14),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([0, -0.0, 0.1, 3.10, 1e15, 1e16, -1e16, 1e-7, 1.5e300, 5e-324, 10**20, 123456789012345678, 2**63]),
)


def tables(
    values: st.SearchStrategy[Any], keys: st.SearchStrategy[str] = KEYS, least: int = 0
) -> st.SearchStrategy[Any]:
    """Mappings whose keys differ in more than case, as GitHub asks for."""
    rows = st.lists(st.tuples(keys, values), min_size=least, max_size=4, unique_by=lambda row: row[0].lower())
    return rows.map(dict)

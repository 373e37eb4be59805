"""Runner files are read as GitHub's runner reads them, mistakes included."""

import json
import os
from pathlib import Path

import pytest

from ghflow.simulator.envfiles import (
    MAX_SUMMARY_BYTES,
    check_summary,
    decode,
    parse_pairs,
    parse_paths,
    refuse_protected,
)

CONFORMANCE = Path(__file__).parents[3] / "shared" / "conformance" / "simulate" / "envfile_cases.json"


def conformance_cases():
    """The runner's own cases, or one row that says why there are none."""
    if CONFORMANCE.exists():
        cases = json.loads(CONFORMANCE.read_text(encoding="utf-8"))
        return [pytest.param(case, id=case["name"]) for case in cases]
    reason = "the conformance cases (shared/conformance/simulate) are not here"
    if "shared" in os.environ.get("GHFLOW_REQUIRE", "").split(","):
        return [pytest.param(None, id="missing")]
    return [pytest.param(None, id="missing", marks=pytest.mark.skip(reason=reason))]


@pytest.mark.parametrize("case", conformance_cases())
def test_conformance(case):
    assert case is not None, "GHFLOW_REQUIRE asks for the conformance cases, and they are not here"

    found = parse_pairs(case["content"])
    values, refused = found.values, ()
    if case["name"].startswith("SetEnv"):
        values, refused = refuse_protected(values)

    if case["error"] is None:
        assert (case["expect"], None) == (values, found.error)
        assert [f"GITHUB_ENV cannot set {name}" for name in case["blocked"]] == list(refused)
    else:
        assert found.error is not None
        assert case["error"] in found.error


@pytest.mark.parametrize(
    ("text", "values", "error"),
    [
        pytest.param("a=1\na=2\n", {"a": "2"}, None, id="the-last-value-counts"),
        pytest.param("a=x<<y\n", {"a": "x<<y"}, None, id="equals-sign-first"),
        pytest.param("a<<E=F\n1\nE=F\n", {"a": "1"}, None, id="equals-sign-in-the-delimiter"),
        pytest.param("a<<E\n\n\nE\n", {"a": "\n"}, None, id="only-empty-lines"),
        pytest.param("a<<E\nE \n E\nE\n", {"a": "E \n E"}, None, id="delimiter-to-the-letter"),
        pytest.param("a b=c\n", {"a b": "c"}, None, id="blank-in-the-name"),
        pytest.param(" a= b \n", {" a": " b "}, None, id="blanks-are-kept"),
        pytest.param("a=1\r\n", {"a": "1\r"}, None, id="carriage-return-is-part-of-the-value"),
        pytest.param("a=1\nb\nc=3\n", {"a": "1"}, "Invalid format 'b'", id="what-came-before-counts"),
        pytest.param("=1\n", {}, "Name must not be empty", id="no-name"),
        pytest.param("<<E\n1\nE\n", {}, "Name must not be empty", id="block-without-name"),
        pytest.param("a<<\n1\n\n", {}, "delimiter must not be empty", id="block-without-delimiter"),
        pytest.param("a<<E\n1\n", {}, "Matching delimiter not found 'E'", id="block-without-end"),
        pytest.param("a<<E\n1\nE", {"a": "1"}, None, id="end-without-newline"),
        pytest.param("a<<E\n1\nEx", {}, "EOF marker missing new line", id="other-last-line-without-newline"),
        pytest.param(" \n", {}, "Invalid format ' '", id="a-blank-is-not-an-empty-line"),
    ],
)
def test_pairs(text, values, error):
    found = parse_pairs(text)

    assert values == found.values
    if error is None:
        assert found.error is None
    else:
        assert error in (found.error or "")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        pytest.param("a=1\r\nb=2\r\n", {"a": "1", "b": "2"}, id="pairs"),
        pytest.param("a<<E\r\n1\r\n2\r\nE\r\n", {"a": "1\r\n2"}, id="block"),
        pytest.param("\r\na=1\n", {"a": "1"}, id="mixed"),
    ],
)
def test_windows_line_ends(text, values):
    found = parse_pairs(text, windows=True)

    assert (values, None) == (found.values, found.error)


def test_values_cannot_be_changed():
    with pytest.raises(TypeError):
        parse_pairs("a=1").values["a"] = "2"  # type: ignore[index]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"], ids=["plain", "utf-8-mark", "powershell-5", "utf-32"]
)
def test_byte_order_mark(encoding):
    assert "a=ä€😀\n" == decode("a=ä€😀\n".encode(encoding))


def test_big_endian_marks():
    assert "a=1" == decode(b"\xfe\xff" + "a=1".encode("utf-16-be"))
    assert "a=1" == decode(b"\x00\x00\xfe\xff" + "a=1".encode("utf-32-be"))


def test_wrong_bytes_do_not_stop_the_reading():
    assert "a=\ufffd" == decode(b"a=\xff")


@pytest.mark.parametrize("name", ["NODE_OPTIONS", "node_options"])
def test_node_options_are_refused(name):
    allowed, messages = refuse_protected({name: "--require ./evil.js", "OK": "1"})

    assert {"OK": "1"} == allowed
    assert (f"GITHUB_ENV cannot set {name}",) == messages


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        pytest.param("", (), id="empty"),
        pytest.param("/a\n\n/b\r\n", ("/a", "/b"), id="lines"),
        pytest.param("/a\n/b\n/a\n", ("/b", "/a"), id="again-moves-to-the-end"),
    ],
)
def test_paths(text, paths):
    assert paths == parse_paths(text)


def test_summary_limit():
    assert check_summary(b"x" * MAX_SUMMARY_BYTES) is None
    assert "at most 1024 KiB, got 1025 KiB" in (check_summary(b"x" * (MAX_SUMMARY_BYTES + 1)) or "")

"""Values in files: what comes back, and what is refused."""

from __future__ import annotations

import json

import pytest

from ghflow.simulator.files import FileCommandError, parse


def test_conformance(shared):
    cases = json.loads((shared / "conformance" / "simulate" / "envfile_cases.json").read_text(encoding="utf-8"))

    assert len(cases) >= 22
    for case in cases:
        if case["error"] is not None:
            with pytest.raises(FileCommandError, match=case["error"]):
                parse(case["content"])
        else:
            assert {**case["expect"]} == {k: v for k, v in parse(case["content"]).items() if k not in case["blocked"]}


@pytest.mark.parametrize("text", ["\ufeffa=1\n", b"\xef\xbb\xbfa=1\n", "a=0\na=1"], ids=["mark", "bytes", "twice"])
def test_values(text):
    assert {"a": "1"} == parse(text)


def test_windows_line_ends():
    assert {"a": "1"} == parse("a=1\r\n", windows=True)
    assert {"a": "1\r"} == parse("a=1\r\n")


@pytest.mark.parametrize("text", ["a", "=1", "a<<E\n1", "<<E\nE"])
def test_what_cannot_be_read_is_an_error(text):
    with pytest.raises(FileCommandError):
        parse(text)

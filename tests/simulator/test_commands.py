"""Lines that tell the runner something, and lines that do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghflow.simulator.commands import Command, CommandError, Stream, parse
from ghflow.simulator.stubs import escaped


@pytest.mark.parametrize(
    ("line", "command"),
    [
        pytest.param("::debug::hello", Command("debug", {}, "hello"), id="plain"),
        pytest.param("  \t::debug::hello", Command("debug", {}, "hello"), id="blanks-in-front"),
        pytest.param("::DeBuG::hello", Command("debug", {}, "hello"), id="any-case"),
        pytest.param(
            "::error file=a.py,line=1::It broke",
            Command("error", {"file": "a.py", "line": "1"}, "It broke"),
            id="properties",
        ),
        pytest.param("::error file=a=b,x::y", Command("error", {"file": "a=b"}, "y"), id="odd-properties"),
        pytest.param(
            "::error title=a%3Ab%2Cc%25%0A::d%0Ae%2C", Command("error", {"title": "a:b,c%\n"}, "d\ne%2C"), id="escapes"
        ),
        pytest.param(
            "::set-output name=a::b::c", Command("set-output", {"name": "a"}, "b::c"), id="colons-in-the-data"
        ),
        pytest.param("::endgroup::", Command("endgroup", {}, ""), id="no-data"),
        pytest.param("##[error]It broke", Command("error", {}, "It broke"), id="old"),
        pytest.param(
            "text ##[set-output name=a;x=b%5D%3B;]c",
            Command("set-output", {"name": "a", "x": "b];"}, "c"),
            id="old-anywhere",
        ),
        pytest.param("text ::debug::hello", None, id="behind-text"),
        pytest.param("::hello::world", None, id="unknown-name"),
        pytest.param("::debug:hello", None, id="one-colon"),
        pytest.param("::debug", None, id="no-end"),
        pytest.param("##[section]hello", None, id="old-unknown-name"),
        pytest.param("##[error hello", None, id="old-no-end"),
        pytest.param("", None, id="empty"),
    ],
)
def test_parse(line, command):
    assert command == parse(line)


@given(st.text())
def test_any_data_comes_back(text):
    assert Command("notice", {}, text) == parse(f"::notice::{escaped(text)}")


@given(st.text())
def test_any_line_is_read(text):
    found = parse(text)

    assert found is None or found.name == found.name.lower()


def test_stopped_commands():
    stream = Stream()
    lines = ["::debug::1", "::stop-commands::END", "::debug::2", "::other::", "::end::", "::debug::3"]
    found = [stream.read(line) for line in lines]

    assert ["1", "3"] == [one.data for one in found if one is not None]


@pytest.mark.parametrize("token", ["", "debug", "Set-Env", "pause-logging"])
def test_a_token_that_anybody_prints(token):
    with pytest.raises(CommandError, match="token"):
        Stream().read(f"::stop-commands::{token}")


def test_properties_ignore_case():
    command = parse("::error endLine=3::x")

    assert command is not None
    assert ("3", None) == (command.get("endline"), command.get("col"))

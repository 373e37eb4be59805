"""Secrets in every form in which a script may print them."""

from __future__ import annotations

import base64
import html
import json
import re
import shutil
import subprocess
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghflow.simulator.masks import Masks

SECRET = "p&ss'w\"rd/with + 100% \\of it"


@pytest.mark.parametrize(
    "printed",
    [
        pytest.param(SECRET, id="plain"),
        pytest.param(f"before {SECRET} after {SECRET}", id="twice"),
        pytest.param(json.dumps({"key": SECRET}), id="json"),
        pytest.param(quote(SECRET, safe=""), id="address"),
        pytest.param(SECRET.replace("'", "''"), id="expression"),
        pytest.param(SECRET.replace('"', '\\"'), id="command-line"),
        pytest.param(base64.b64encode(SECRET.encode()).decode(), id="base64"),
        pytest.param(quote_plus(SECRET), id="form"),
        pytest.param(quote(SECRET), id="path"),
        pytest.param(quote(SECRET, safe=";/?:@&=+$,#~()*!.'"), id="whole-address"),
        pytest.param(html.escape(SECRET), id="html"),
        pytest.param(re.sub(r"\W", r"\\\g<0>", SECRET), id="perl"),
        pytest.param(repr(SECRET), id="python"),
        pytest.param(ascii(f"it's {SECRET}"), id="python-inside"),
        pytest.param(repr(SECRET.encode()), id="python-bytes"),
        pytest.param(SECRET.encode().hex(), id="hexadecimal"),
        pytest.param(f"0x{SECRET.encode().hex().upper()}", id="hexadecimal-upper"),
        pytest.param(SECRET.encode().hex(" "), id="hexadecimal-apart"),
    ],
)
def test_what_is_hidden(printed):
    shown = Masks((SECRET,)).hide(printed)

    assert "***" in shown
    assert "ss'w" not in shown
    assert "100%" not in shown


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")
@pytest.mark.parametrize("script", ['printf "%q\n" "$1"', 'set -x; : "$1"', 'echo "${1@Q}"'])
def test_what_bash_quotes_is_hidden(script):
    done = subprocess.run(["bash", "-c", script, "bash", SECRET], capture_output=True, text=True, check=False)
    shown = Masks((SECRET,)).hide(done.stdout + done.stderr)

    assert "100%" not in shown


@given(st.binary(min_size=40, max_size=200), st.integers(16, 30), st.binary(max_size=5))
def test_wrapped_lines_of_something_encoded(value, width, before):
    secret = "".join(chr(33 + byte % 90) for byte in value)
    raw = before + secret.encode()
    for encoded, step in ((base64.b64encode(raw).decode(), 4), (raw.hex(), 2), (raw.hex().upper(), 2)):
        lines = [encoded[at : at + width * step] for at in range(0, len(encoded), width * step)]
        shown = [Masks((secret,)).hide(line) for line in lines]

        assert all("***" in after for after, line in zip(shown[:-1], lines[:-1], strict=True))
        assert all(len(after.replace("***", "")) < 24 for after in shown[:-1])


def test_what_only_looks_encoded_stays():
    text = "sha256:" + "0123456789abcdef" * 4 + " QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo="

    assert text == Masks(("another secret of some length",)).hide(text)


def test_few_hexadecimal_digits_are_no_secret():
    assert "616263 ***" == Masks(("abc",)).hide("616263 abc")


@given(st.text("abcdefgh0123", min_size=9), st.binary(max_size=9), st.binary(max_size=9))
def test_base64_of_something_around_it(secret, before, after):
    encoded = base64.b64encode(before + secret.encode() + after).decode()
    shown = Masks((secret,)).hide(encoded)

    assert "***" in shown
    assert len(shown) < len(encoded)


@given(st.text("ab\n", min_size=1), st.text("ab ", max_size=20))
def test_nothing_masked_is_left(secret, text):
    masks = Masks()
    added = masks.add(secret)
    shown = masks.hide(text)

    assert added is bool(secret.strip())
    assert not any(line.strip() and line.strip() in shown.replace("***", "") for line in secret.splitlines())


def test_each_line_of_a_value_is_hidden():
    masks = Masks(("-----BEGIN KEY-----\nMIIEabc\r\nxyz\n",))

    assert "*** and ***" == masks.hide("MIIEabc and xyz")


def test_the_longer_value_first():
    assert "*** ***" == Masks(("abc", "abcdef")).hide("abcdef abc")


@pytest.mark.parametrize("value", ["", "  ", "\n\n"])
def test_nothing_is_no_value(value):
    masks = Masks()

    assert not masks.add(value)
    assert "a  b" == masks.hide("a  b")
    assert not masks.hides("a")


def test_data_at_any_depth():
    masks = Masks(("s3cr3t",))

    assert {"a": ["***", 1, None], "***": {"b": "x***"}} == masks.hide_all(
        {"a": ["s3cr3t", 1, None], "s3cr3t": {"b": "xs3cr3t"}}
    )
    assert masks.hides("a s3cr3t") is True
    assert masks.hides("nothing") is False

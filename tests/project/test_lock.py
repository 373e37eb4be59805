"""The file of the lock: what is written is read back, in one order, and a slip of the hand is noticed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghflow.project.lock import LOCK_FILE, Pin, format_lock, is_remote, parse_lock
from ghflow.project.settings import ProjectError

NAMES = st.from_regex(
    r"[a-zA-Z][\w.-]{0,8}/[\w.-]{1,8}(/[\w.-]{1,5}){0,2}@[\w./-]{1,8}",
    fullmatch=True,
    alphabet=st.characters(codec="ascii"),
)
PINS = st.builds(
    Pin,
    NAMES.filter(is_remote),
    st.text("0123456789abcdef", min_size=40, max_size=40),
    st.from_regex(r"[\w./-]{1,8}", fullmatch=True, alphabet=st.characters(codec="ascii")),
    st.dates().map(lambda day: f"{day:%Y-%m-%d}".zfill(10)),
)


@given(st.lists(PINS, unique_by=lambda pin: pin.uses, max_size=6), st.randoms(use_true_random=False))
def test_what_is_written_is_read_back_in_one_order(pins, random):
    text = format_lock(pins)
    random.shuffle(pins)

    assert text == format_lock(pins)
    assert {pin.uses: pin for pin in pins} == parse_lock(text) == parse_lock(text.replace("\n", "\r\n"))


@given(PINS, st.data())
def test_another_letter_anywhere_in_a_line_is_noticed(pin, data):
    head, line = format_lock([pin]).splitlines(keepends=True)
    at = data.draw(st.integers(0, len(line) - 2))
    letter = data.draw(st.sampled_from("abcxyz019/@-. ").filter(lambda letter: letter != line[at]))

    with pytest.raises(ProjectError, match=f"{LOCK_FILE}:2: "):
        parse_lock(head + line[:at] + letter + line[at + 1 :])


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text):
    said = ""
    try:
        parse_lock(text)
    except ProjectError as error:
        said = str(error)

    assert not said or said.startswith(f"{LOCK_FILE}:")


@pytest.mark.parametrize(
    ("uses", "remote"),
    [
        ("actions/checkout@v4", True),
        ("a/b/c/d@release/v1", True),
        ("a/b/.github/workflows/c.yml@main", True),
        ("./a", False),
        ("$/a", False),
        ("docker://a/b@sha256:0", False),
        ("a/b", False),
        ("a@v1", False),
        ("a/b@v1 c", False),
        ("-a/b@--upload-pack=x", True),
        ("../a/b@v1", False),
        ("a/../b@v1", False),
        ("a/b/./c@v1", False),
        ("a/b..c@v1", True),
    ],
)
def test_what_is_a_reference_of_another_repository(uses, remote):
    assert remote == is_remote(uses)

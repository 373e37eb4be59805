"""docs/rules.md and docs/rules/ are what the manuals of the rules say, and every mistake has a manual."""

from __future__ import annotations

import ast

import pytest

from ghflow.project.manual import manual_of
from ghflow.project.mistakes import MISTAKES, PROVED
from ghflow.rules.registry import all_rules
from tests.docs.make_rules import CODE, FOLDER, INDEX, page, pages, reported

NAMES = sorted({*all_rules(lints=True), *MISTAKES, *PROVED})
COMMAND = "run python -m tests.docs.make_rules"


def test_the_index_is_up_to_date() -> None:
    assert pages()[INDEX] == INDEX.read_text(encoding="utf-8"), COMMAND


@pytest.mark.parametrize("name", NAMES)
def test_the_page_is_up_to_date(name: str) -> None:
    assert page(name) == (FOLDER / f"{name}.md").read_text(encoding="utf-8"), COMMAND


def test_no_page_is_left_over() -> None:
    assert NAMES == sorted(path.stem for path in FOLDER.glob("*.md")), COMMAND


def test_every_mistake_that_is_reported_has_a_manual() -> None:
    wanted = set().union(*map(reported, CODE))

    assert {"wrong-value", "file-name"} <= wanted
    assert set() == wanted - set(NAMES)


def test_every_manual_has_a_mistake() -> None:
    words = {
        node.value
        for path in CODE
        if path.name != "mistakes.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
    }

    assert set() == (MISTAKES.keys() | PROVED.keys()) - words


@pytest.mark.parametrize("name", NAMES)
def test_a_manual_begins_with_a_sentence(name: str) -> None:
    manual = manual_of(name)

    assert manual is not None
    assert manual.summary.endswith(".")
    assert len(manual.sentence) <= 160

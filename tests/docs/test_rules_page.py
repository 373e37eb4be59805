"""docs/rules.md has a section for every rule, and a rule for every section."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest

from ghflow.rules.registry import all_rules
from tests.docs.markdown_pages import ROOT, Section, read_page

if TYPE_CHECKING:
    from pathlib import Path

SECTIONS = read_page(ROOT / "docs" / "rules.md").sections
CODE = [path for path in (ROOT / "ghflow").rglob("*.py") if path.parent.name != "rules"]


def under(title: str) -> list[Section]:
    """The sections of level 3 below one of level 2."""
    start = next(index for index, section in enumerate(SECTIONS) if section.title == title)
    end = next((i for i in range(start + 1, len(SECTIONS)) if SECTIONS[i].level < 3), len(SECTIONS))
    return list(SECTIONS[start + 1 : end])


RULES = under("About workflows")
READ = under("About YAML that is read")
OTHERS = READ + under("About sources") + under("About files")
# Names of annotations, and what no example can bring about.
WITHOUT_EXAMPLE = {"unreadable-file", "source-raised", "refused-file", "out-of-date", "too-deep"}
EXAMPLES = [section for section in (*RULES, *OTHERS) if section.title not in WITHOUT_EXAMPLE]


def reported(path: Path) -> set[str]:
    """The rules that a module names when it reports a mistake of its own."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Name(name) | ast.Attribute(attr=name), args=[ast.Constant(str(rule)), *_]):
                if name in ("Diagnostic", "report", "_report"):
                    found.add(rule)
    return found


def test_every_rule_has_a_section_and_every_section_a_rule() -> None:
    assert sorted(all_rules()) == sorted(section.title for section in RULES)


def test_every_other_mistake_has_a_section() -> None:
    wanted = set().union(*map(reported, CODE))

    assert {"wrong-value", "file-name"} <= wanted
    assert set() == wanted - {section.title for section in (*RULES, *OTHERS)}


def test_every_other_section_has_a_mistake() -> None:
    words = {
        node.value
        for path in CODE
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
    }

    assert set() == {section.title for section in OTHERS} - words


def test_no_section_twice() -> None:
    titles = [section.title for section in SECTIONS]

    assert sorted(set(titles)) == sorted(titles)


@pytest.mark.parametrize("section", EXAMPLES, ids=lambda section: section.title)
def test_section_shows_its_rule_and_no_other(section: Section) -> None:
    """A sentence, the source, and what is printed; every finding in it is of this rule."""
    source, printed = section.blocks

    assert ("yaml" if section in READ else "python", "text") == (source.language, printed.language)
    assert {section.title} == set(re.findall(r"\[([a-z-]+)\]$", printed.text, re.MULTILINE))
    assert section.prose.strip().endswith(".")


def test_every_section_says_something() -> None:
    assert [] == [section.title for section in SECTIONS if not section.prose.strip()]

"""The manual as data: its pages, their sections and fenced blocks.

Lives here: finding and reading the pages. Not here: running what they show (`test_examples`).
"""

from __future__ import annotations

import re
from pathlib import Path

import attrs

ROOT = Path(__file__).parents[2]
_FENCE = re.compile(r"( *)(`{3,})(\w*)[^`]*\Z").match
_HEADING = re.compile(r"(#{1,6}) +(.+?) *\Z").match


@attrs.frozen
class Block:
    """One fenced block: its language, its text, and the 1-based line of its fence."""

    language: str
    text: str
    line: int


@attrs.frozen
class Section:
    """What stands under one heading, down to the next one: the blocks, and the prose without them."""

    title: str
    level: int
    line: int
    prose: str
    blocks: tuple[Block, ...]


@attrs.frozen
class Page:
    """One Markdown file."""

    path: Path
    sections: tuple[Section, ...]

    @property
    def name(self) -> str:
        """The path from the root of the repository, with `/`."""
        return self.path.relative_to(ROOT).as_posix()

    def __str__(self) -> str:
        return self.name


def all_pages() -> list[Page]:
    """README.md and everything below docs/."""
    return [read_page(path) for path in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))]


def read_page(path: Path) -> Page:
    """A page with its sections; what stands before the first heading is a section without a title."""
    return Page(path, parse_page(path.read_text(encoding="utf-8")))


def parse_page(text: str) -> tuple[Section, ...]:
    """The sections of a text. Raises `ValueError` for a block that is never closed."""
    sections: list[Section] = []
    title, level, start = "", 0, 1
    prose: list[str] = []
    blocks: list[Block] = []

    def end_section() -> None:
        if title or prose or blocks:
            sections.append(Section(title, level, start, "\n".join(prose), tuple(blocks)))

    lines = enumerate(text.splitlines(), 1)
    for number, line in lines:
        if fence := _FENCE(line):
            blocks.append(Block(fence[3], _body(lines, fence[1], fence[2], number), number))
        elif heading := _HEADING(line):
            end_section()
            title, level, start = heading[2], len(heading[1]), number
            prose, blocks = [], []
        else:
            prose.append(line)
    end_section()
    return tuple(sections)


def _body(lines: enumerate[str], indent: str, fence: str, start: int) -> str:
    body = []
    for _, whole in lines:
        line = whole.removeprefix(indent)
        if line.rstrip() == fence:
            return "".join(f"{one}\n" for one in body)
        body.append(line)
    raise ValueError(f"the block that starts at line {start} is never closed")


def anchor(title: str) -> str:
    """The fragment by which a heading is linked to on GitHub."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")

"""Real files: imported, built back the same, with their comments, as clean sources."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

import pytest

from ghflow.emitter.document import to_yaml
from ghflow.model.graph import graph_of
from ghflow.reader.comments import find_comments
from ghflow.reader.document import load, loads
from ghflow.reader.tree import read_tree
from ghflow.writer.source import to_python
from tests.writer.sources import document, formatted, harmless, linted, typed

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def files(shared, soak) -> list[Path]:
    """Some of the files; all of them at soak counts."""
    found = sorted((shared / "corpus" / "files").rglob("*.y*ml"))
    assert len(found) > 300
    return found if soak > 1 else found[3::17]


@pytest.fixture(scope="module")
def sources(files, tmp_path_factory) -> Path:
    """A folder with the sources of all files."""
    folder = tmp_path_factory.mktemp("sources")
    for index, file in enumerate(files):
        (folder / f"w{index:04}.py").write_text(to_python(load(file).document).text, encoding="utf-8")
    return folder


def references(workflow) -> int:
    """How often expressions refer to jobs, steps and axes."""
    return sum(
        context in ("jobs", "matrix", "needs", "steps")
        for use in graph_of(workflow).all_uses()
        for context, _ in use.parsed.references
    )


def comments(text: str) -> list[str]:
    return [comment.text.strip() for comment in find_comments(text, read_tree(text, "x").scalars)]


def test_real_files_are_built_back(files, gh_tree):
    objects = total = kept = commented = 0
    for file in files:
        loaded = load(file)
        written = to_python(loaded.document)
        made = document(written.text)
        text = to_yaml(made)
        again = loads(text, str(file))
        assert gh_tree.same(text, loaded.text), file
        assert text == to_yaml(loaded.document), file
        assert to_python(again.document).text == written.text, file
        assert harmless(written.text) == [], file
        objects += written.objects
        total += references(loaded.document)
        before, after = comments(loaded.text), comments(text)
        matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
        kept += sum(block.size for block in matcher.get_matching_blocks())
        commented += len(before)

    assert total > 50
    assert objects >= 0.8 * total
    assert kept >= 0.99 * commented > 50


def test_sources_are_as_the_formatter_leaves_them(sources):
    assert formatted(sources) == ""


def test_sources_have_nothing_for_the_linter(sources):
    assert linted(sources) == ""


def test_type_checkers_accept_the_sources(sources):
    assert typed(sources) == ""

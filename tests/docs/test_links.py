"""Links of the manual lead somewhere, and every page can be reached."""

from __future__ import annotations

import re

import pytest

from tests.docs.markdown_pages import ROOT, Page, all_pages, anchor

PAGES = all_pages()
_LINK = re.compile(r"\]\(([^)\s]+)\)")


def links(page: Page) -> list[str]:
    return [target for section in page.sections for target in _LINK.findall(section.prose)]


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_links_lead_somewhere(page: Page) -> None:
    wrong = []
    for link in links(page):
        name, _, fragment = link.partition("#")
        target = (page.path.parent / name).resolve() if name else page.path
        if link.startswith("https://"):
            continue
        if not target.exists() or not target.is_relative_to(ROOT):
            wrong.append(link)
        elif fragment:
            titles = [anchor(section.title) for other in PAGES if other.path == target for section in other.sections]
            wrong += [] if fragment in titles else [link]

    assert [] == wrong


@pytest.mark.parametrize(("name", "folder"), [("docs/index.md", "docs"), ("docs/rules.md", "docs/rules")])
def test_the_index_names_every_page(name: str, folder: str) -> None:
    index = next(page for page in PAGES if page.name == name)
    wanted = {page.path for page in PAGES if page.path.parent == ROOT / folder and page is not index}

    assert wanted == {(index.path.parent / link).resolve() for link in links(index) if "#" not in link} & wanted


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_one_title(page: Page) -> None:
    assert [1] == [section.level for section in page.sections if section.level < 2]

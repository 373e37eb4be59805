"""Tables of the manual against what they are about."""

from __future__ import annotations

import re
import tomllib

import pytest
from ruamel.yaml import YAML

import ghflow.actions
from ghflow.cli.build import _parser
from ghflow.cli.main import _VERBS
from ghflow.project.settings import _KNOWN
from tests.docs.markdown_pages import ROOT, read_page


def prose(page: str, title: str) -> str:
    """What stands under a heading of a page."""
    return next(section.prose for section in read_page(ROOT / page).sections if section.title == title)


def first_cells(text: str) -> list[str]:
    """The first cell of each row of the tables in a text, without heads."""
    rows = re.findall(r"^\| `([^|]+?)` \|", text, re.MULTILINE)
    return [row.split()[0] for row in rows]


@pytest.mark.parametrize(("page", "title"), [("README.md", "Building"), ("docs/build.md", "Options")])
def test_options_of_build(page: str, title: str) -> None:
    options = [action.option_strings[-1] for action in _parser("build")._actions if action.option_strings]

    assert {"NAME...", *options} - {"--help"} == set(first_cells(prose(page, title)))


def test_verbs() -> None:
    cells = re.findall(r"^\| (.+?) \|", prose("README.md", "Verbs"), re.MULTILINE)

    assert sorted(_VERBS) == sorted(verb for cell in cells for verb in re.findall(r"`(\w+)`", cell))


def test_settings() -> None:
    settings = [
        block for s in read_page(ROOT / "docs/build.md").sections if s.title == "Settings" for block in s.blocks
    ]

    assert set(_KNOWN) == set(re.findall(r"^(\w+) =", settings[0].text, re.MULTILINE))


def test_wrappers() -> None:
    text = (ROOT / "docs/wrappers.md").read_text(encoding="utf-8")
    shown = dict(re.findall(r"^\| `(\w+)` \| `(\S+)` \|", text, re.MULTILINE))
    others = {name for row in re.findall(r"\|([^|\n]*)\|$", text, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)}

    assert set(ghflow.actions.__all__) == set(shown) | others
    assert [] == [name for name, uses in shown.items() if f"`{uses}`" not in getattr(ghflow.actions, name).__doc__]


def test_every_job_of_a_release_is_explained() -> None:
    data = YAML(typ="safe", pure=True).load((ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8"))
    page = read_page(ROOT / "docs/releasing.md")
    titles = [section.title for section in page.sections]
    start = titles.index("When something fails") + 1
    environments = {job["environment"] for job in data["jobs"].values() if "environment" in job}

    assert list(data["jobs"]) == titles[start : start + len(data["jobs"])]
    assert {"crates-io", "pypi"} == environments
    assert all(f"`{name}`" in prose("docs/releasing.md", "Environments") for name in environments)


def test_what_a_release_prints_is_quoted_as_it_is() -> None:
    """Errors that the manual tells a maintainer to look for are those of the workflow."""
    text = (ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8")

    assert "::error::iscc-lib is {crate}, iscc-py is {wheels}, the tag is {tag}" in text
    assert "::error::expected one cp310-abi3 wheel" in text
    assert "::error::expected one of each of {wanted}, found {found}" in text
    assert "iscc-lib is 0.1.0, iscc-py is 0.1.0, the tag is v0.2.0" in prose("docs/releasing.md", "verify")
    assert "expected one cp310-abi3 wheel" in prose("docs/releasing.md", "build-wheels")
    assert "expected one of each of ..., found ..." in prose("docs/releasing.md", "check-dist")


def test_every_place_of_the_version_is_named() -> None:
    """Cargo refuses a workspace in which one of the two was forgotten, from one 0.x to the next."""
    workspace = tomllib.loads((ROOT / "Cargo.toml").read_text(encoding="utf-8"))["workspace"]
    places = {table for table in ("package", "dependencies") if "version" in str(workspace[table])}
    text = prose("docs/releasing.md", "A release")

    assert {"package", "dependencies"} == places
    assert workspace["package"]["version"] == workspace["dependencies"]["iscc-lib"]["version"]
    assert all(f"`[workspace.{table}]`" in text for table in places)

"""This repository's workflows with pins: the oracles find nothing at all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ghflow.project.build import run
from ghflow.project.lock import parse_lock
from ghflow.project.locking import pins_from
from ghflow.project.settings import find_settings

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def texts() -> dict[str, tuple[str, str]]:
    """For each workflow its text without and with pins."""
    found = {}
    for pin in (False, True):
        settings = find_settings(start=str(ROOT))
        settings.pin = pin
        built = run(settings)
        assert not built.wrong
        for planned in built.planned:
            found[planned.path.rpartition("/")[2], pin] = planned.text
    return {name: (found[name, False], found[name, True]) for name in ("release.yml", "ci.yml")}


@pytest.mark.parametrize("name", ["release.yml", "ci.yml"])
def test_zizmor_finds_nothing_in_files_with_pins(oracles, texts, tmp_path, name):
    file = tmp_path / ".github" / "workflows" / name
    file.parent.mkdir(parents=True)
    file.write_text(texts[name][1], encoding="utf-8")

    assert [] == [one for oracle in ("zizmor", "actionlint", "schema") for one in oracles.judge(oracle, file)]


@pytest.mark.parametrize("name", ["release.yml", "ci.yml"])
def test_pins_change_the_lines_of_uses_only(texts, name):
    pairs = zip(*(text.splitlines() for text in texts[name]), strict=True)
    changed = [(old, new) for old, new in pairs if old != new]

    assert changed
    assert all(re.fullmatch(r"\s+(- )?uses: [^@]+@[0-9a-f]{40} # \S+", new) for _, new in changed)
    assert all(old.partition("@")[0] == new.partition("@")[0] for old, new in changed)
    assert all(old.endswith(f"@{new.partition(' # ')[2]}") for old, new in changed)


def test_the_lock_has_the_commits_of_the_facts(shared):
    pins = parse_lock((ROOT / "ghflow.lock").read_text(encoding="utf-8"))

    assert pins_from(str(shared / "facts" / "actions-catalogue.json"), pins) == pins
    assert "dc37677b2e1c63e2034f94d8a5b11f265b73ba33" == pins["pypa/gh-action-pypi-publish@release/v1"].commit

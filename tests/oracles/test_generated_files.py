"""The generated files before the oracles: no error, and from zizmor nothing but references that are not pinned."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = ["release.yml", "ci.yml"]


@pytest.fixture(params=FILES)
def file(request) -> Path:
    folder = Path(os.environ.get("GHFLOW_TEST_WORKFLOWS") or ROOT / ".github" / "workflows")
    assert (folder / request.param).exists(), f"{request.param} is not there: build the workflows first (make build)"
    return folder / request.param


@pytest.mark.parametrize("oracle", ["language-service", "schema", "actionlint"])
def test_no_finding(oracles, file, oracle):
    assert [] == oracles.judge(oracle, file)


def test_zizmor_finds_only_references_that_are_not_pinned(oracles, file):
    """Every `uses` is one such finding: zizmor has read the whole file."""
    uses = [number for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1) if " uses: " in line]

    assert [("unpinned-uses", number) for number in uses] == sorted(
        (f.kind, f.line) for f in oracles.judge("zizmor", file)
    )

"""The facts that the tables are checked against."""

from __future__ import annotations

import json

import pytest


@pytest.fixture(scope="session")
def facts(shared):
    return json.loads((shared / "facts" / "github-actions.json").read_text(encoding="utf-8"))

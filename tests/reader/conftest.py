"""Real files for the reader."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def corpus(shared: Path) -> list[tuple[str, str]]:
    """Name and text of every real file."""

    def files() -> Iterator[tuple[str, str]]:
        folder = shared / "corpus"
        for row in json.loads((folder / "manifest.json").read_text()):
            with (folder / row["file"]).open(encoding="utf-8-sig") as stream:
                yield row["file"], stream.read()

    return list(files())

"""Repositories out of texts."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest

from ghflow.reader.document import loads
from ghflow.simulator.repository import Repository

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def repository() -> Callable[..., Repository]:
    """Make a repository of workflows by file name; a lone text is `ci.yml`. Keywords are settings of the repository."""

    def make(first: str | None = None, /, workflows: dict[str, str] | None = None, **settings: Any) -> Repository:
        texts = {**({"ci.yml": first} if first is not None else {}), **(workflows or {})}
        documents = {}
        for name, text in texts.items():
            loaded = loads(dedent(text), f".github/workflows/{name}")
            assert not loaded.errors, loaded.errors
            documents[f".github/workflows/{name}"] = loaded.document
        return Repository(workflows=documents, **settings)

    return make

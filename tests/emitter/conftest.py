"""The three readers that every text must come back from, and snapshots of whole files."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from ruamel.yaml import YAML
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

if TYPE_CHECKING:
    from collections.abc import Callable


class Readers:
    """Text -> what a reader of YAML finds in it, in one form: `canon` of the oracle `gh_tree`."""

    def __init__(self, gh_tree: Any) -> None:
        self.gh_tree = gh_tree

    def all(self, text: str) -> list[tuple[str, Any]]:
        """What each reader finds."""
        return [
            ("ruamel.yaml", self.tree(YAML(typ="safe", pure=True).load(io.StringIO(text)))),
            ("PyYAML", self.tree(yaml.load(text, yaml.SafeLoader))),
            ("gh_tree", self.gh_tree.canon(text)),
        ]

    def tree(self, value: Any) -> Any:
        """Python data in the form of `canon`. The key `on`, which PyYAML takes for true, is `on` again."""
        if isinstance(value, dict):
            return ["m", [[self.tree("on" if key is True else key), self.tree(item)] for key, item in value.items()]]
        if isinstance(value, list | tuple):
            return ["s", [self.tree(item) for item in value]]
        if value is None:
            return ["null"]
        if isinstance(value, bool):
            return ["bool", value]
        if isinstance(value, int | float):
            return ["num", self.gh_tree.g15(float(value))]
        assert isinstance(value, str), f"{value!r} is of no type that YAML should give"
        return ["str", value]

    def agree(self, expected: Any, text: str) -> None:
        """Assert that every reader finds `expected`, in its order."""
        wanted = self.tree(expected)
        for name, found in self.all(text):
            assert wanted == found, f"{name} reads something else\n{text}"


@pytest.fixture(scope="session")
def readers(gh_tree) -> Readers:
    """ruamel.yaml (YAML 1.2), PyYAML (1.1) and the oracle of GitHub's own tree."""
    return Readers(gh_tree)


class _WorkflowFile(SingleFileSnapshotExtension):
    file_extension = "yml"
    _write_mode = WriteMode.TEXT

    def serialize(self, data: str, **_: Any) -> str:
        return data


@pytest.fixture
def golden(snapshot: Any) -> Callable[[str], bool]:
    """A snapshot in a file of its own, exactly as GitHub would read it."""
    return snapshot.with_defaults(extension_class=_WorkflowFile)

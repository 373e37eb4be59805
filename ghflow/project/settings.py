"""Where a project begins, and its `[tool.ghflow]` in `pyproject.toml`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_SOURCE = "workflows"
DEFAULT_OUTPUT = ".github"
_KNOWN = ("source", "output")


class ProjectError(Exception):
    """Something about the project as a whole that ends a command: the message says what, where and what to do.

    The exit code of the command is 2: wrong usage, or nothing to work on.
    """


class Settings:
    """The folders of a project. Paths are absolute; `source_name` is the source folder as people write it."""

    __slots__ = ("output", "root", "source", "source_name")

    def __init__(self, root: str, source: str, output: str) -> None:
        self.root = root
        self.source = source
        self.output = output
        relative = os.path.relpath(source, root)
        inside = not relative.startswith(os.pardir)
        self.source_name = (relative if inside else os.path.basename(source)).replace(os.sep, "/")


def find_settings(source: str | None = None, output: str | None = None, start: str | None = None) -> Settings:
    """The settings that hold at `start` (the current folder): arguments first, then `pyproject.toml`, then defaults.

    The project is the nearest folder from `start` upwards that has sources, up to the one that holds `.git`. With `source`
    it is `start` itself. Raises `ProjectError` when there are no sources, or the settings cannot be read.
    """
    here = os.path.abspath(start or os.curdir)
    if source is not None:
        table = _read_table(here)
        folder = os.path.abspath(os.path.join(here, source))
        if not os.path.isdir(folder):
            raise ProjectError(f"the source folder {source} does not exist")
        return Settings(here, folder, _output(here, table, output))
    folder = here
    while True:
        table = _read_table(folder)
        sources = os.path.join(folder, str(table.get("source", DEFAULT_SOURCE)))
        if _has_sources(sources):
            return Settings(folder, sources, _output(folder, table, output, here))
        if "source" in table:
            raise ProjectError(f"the source folder {table['source']} of pyproject.toml has no workflows in it")
        parent = os.path.dirname(folder)
        if parent == folder or os.path.exists(os.path.join(folder, ".git")):
            break
        folder = parent
    there = os.path.isdir(os.path.join(here, DEFAULT_SOURCE))
    what = f"the folder {DEFAULT_SOURCE}/ holds no sources" if there else f"there is no folder {DEFAULT_SOURCE}/ here"
    raise ProjectError(f"{what}: write {DEFAULT_SOURCE}/ci.py, or name another folder with --source")


def _output(root: str, table: Mapping[str, Any], given: str | None, start: str | None = None) -> str:
    if given is not None:
        return os.path.abspath(os.path.join(start or root, given))
    return os.path.join(root, str(table.get("output", DEFAULT_OUTPUT)))


def _has_sources(folder: str) -> bool:
    try:
        return any(is_source(name) for name in os.listdir(folder))
    except OSError:
        return False


def is_source(name: str) -> bool:
    """Whether a file of the source folder is built: Python, and not starting with `_` or `.`."""
    return name.endswith(".py") and not name.startswith(("_", "."))


def _read_table(folder: str) -> Mapping[str, Any]:
    """`[tool.ghflow]`, if there is one. The file is parsed only when it names the table."""
    path = os.path.join(folder, "pyproject.toml")
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError:
        return {}
    if b"tool.ghflow" not in data:
        return {}
    import tomllib

    try:
        table = tomllib.loads(data.decode()).get("tool", {}).get("ghflow", {})
    except ValueError as error:
        raise ProjectError(f"pyproject.toml cannot be read: {error}") from None
    for key, value in table.items():
        if key not in _KNOWN:
            from ghflow.diagnostics import did_you_mean

            raise ProjectError(f"pyproject.toml: [tool.ghflow] has no setting '{key}' ({did_you_mean(key, _KNOWN)})")
        if not isinstance(value, str) or not value.strip():
            raise ProjectError(f"pyproject.toml: [tool.ghflow] {key} must be the name of a folder, got {value!r}")
    return table  # type: ignore[no-any-return]

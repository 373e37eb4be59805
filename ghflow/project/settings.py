"""Where a project begins, and its `[tool.ghflow]` in `pyproject.toml`."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

from ghflow.diagnostics import did_you_mean
from ghflow.model.node import brief

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_SOURCE = "workflows"
DEFAULT_OUTPUT = ".github"
_KNOWN = ("source", "output", "pin", "cooldown", "allow", "rules", "labels", "requires")
_LISTS = {"allow": "rules", "rules": "files or modules with rules", "labels": "labels of your own runners"}
# Whether a TOML file may have the table: [tool.ghflow], tool.ghflow.source = ..., [tool] with ghflow below it, and so on.
_NAMES_TOOL = re.compile(
    rb"""^(?:\xef\xbb\xbf)?[ \t[]*["']?tool["']?[ \t]*(?:\.[ \t]*["']?ghflow|[]=])""", re.MULTILINE
).search


class ProjectError(Exception):
    """Something about the project as a whole that ends a command: the message says what, where and what to do.

    The exit code of the command is 2: wrong usage, or nothing to work on.
    """


class Settings:
    """The folders of a project. Paths are absolute; `source_name` is the source folder as people write it.

    `pin` says that a build writes pins, `cooldown` how many days old a release must be before `update` takes it. `allow` are
    the names of rules that may be broken, `rules` files or modules with rules of the user's own, `labels` the user's runners.
    """

    __slots__ = ("allow", "cooldown", "labels", "output", "pin", "root", "rules", "source", "source_name")

    def __init__(
        self,
        root: str,
        source: str,
        output: str,
        *,
        pin: bool = False,
        cooldown: int = 0,
        allow: tuple[str, ...] = (),
        rules: tuple[str, ...] = (),
        labels: tuple[str, ...] = (),
    ) -> None:
        self.root = root
        self.pin = pin
        self.cooldown = cooldown
        self.allow = allow
        self.rules = rules
        self.labels = labels
        self.source = source
        self.output = output
        inside = source == root or source.startswith(root.rstrip(os.sep) + os.sep)
        relative = os.path.relpath(source, root) if inside else os.path.basename(source)
        self.source_name = relative.replace(os.sep, "/")
        if not self.source_name.isprintable():
            raise ProjectError(f"the name of the source folder, {self.source_name!r}, cannot be written into a file")


def find_settings(
    source: str | None = None, output: str | None = None, start: str | None = None, *, needs_sources: bool = True
) -> Settings:
    """The settings that hold at `start` (the current folder): arguments first, then `pyproject.toml`, then defaults.

    The project is the nearest folder from `start` upwards that has sources, up to the one that holds `.git`. With `source`
    it is `start` itself. Raises `ProjectError` when there are no sources, or the settings cannot be read. Without
    `needs_sources` the project may also be the nearest folder that has settings, `.github` or `.git`, else `start`.
    """
    try:
        here = os.path.abspath(start or os.curdir)
    except OSError:
        raise ProjectError("the current folder does not exist any more") from None
    for option, given in (("--source", source), ("--output", output)):
        if given is not None and (not given.strip() or "\0" in given):
            raise ProjectError(f"{option} must be the name of a folder, got {given!r}")
    if source is not None:
        table = _read_table(here)
        folder = os.path.abspath(os.path.join(here, source))
        if not os.path.isdir(folder):
            what = "is not a folder" if os.path.exists(folder) else "does not exist"
            raise ProjectError(f"the source folder {source} {what}")
        return _settings(here, folder, _output(here, table, output), table)
    folder = here
    while True:
        table = _read_table(folder)
        sources = os.path.normpath(os.path.join(folder, table.get("source", DEFAULT_SOURCE)))
        if has_sources(sources) or (not needs_sources and (table or os.path.isdir(os.path.join(folder, ".github")))):
            return _settings(folder, sources, _output(folder, table, output, here), table)
        if "source" in table:
            what = "holds no sources" if os.path.isdir(sources) else "does not exist"
            raise ProjectError(f"the source folder {table['source']} that pyproject.toml names {what}")
        parent = os.path.dirname(folder)
        if parent == folder or os.path.exists(os.path.join(folder, ".git")):
            break
        folder = parent
    if not needs_sources:
        if os.path.exists(os.path.join(folder, ".git")):
            here = folder
        return _settings(here, os.path.join(here, DEFAULT_SOURCE), _output(here, {}, output), {})
    there = os.path.isdir(os.path.join(here, DEFAULT_SOURCE))
    what = f"the folder {DEFAULT_SOURCE}/ holds no sources" if there else f"there is no folder {DEFAULT_SOURCE}/ here"
    raise ProjectError(f"{what}: write {DEFAULT_SOURCE}/ci.py, or name another folder with --source")


def _settings(root: str, source: str, output: str, table: Mapping[str, Any]) -> Settings:
    lists = {name: tuple(table.get(name, ())) for name in _LISTS}
    return Settings(root, source, output, pin=table.get("pin", False), cooldown=table.get("cooldown", 0), **lists)


def _output(root: str, table: Mapping[str, Any], given: str | None, start: str | None = None) -> str:
    if given is not None:
        return os.path.abspath(os.path.join(start or root, given))
    return os.path.normpath(os.path.join(root, table.get("output", DEFAULT_OUTPUT)))


def has_sources(folder: str) -> bool:
    """Whether a folder is there and holds files that are built."""
    try:
        return any(is_source(name) for name in os.listdir(folder))
    except OSError:
        return False


def is_source(name: str) -> bool:
    """Whether a file of the source folder is built: Python, and not starting with `_` or `.`."""
    return name.endswith(".py") and not name.startswith(("_", "."))


def _read_table(folder: str) -> Mapping[str, Any]:
    """`[tool.ghflow]`, if there is one. The file is parsed only when it seems to name the table."""
    path = os.path.join(folder, "pyproject.toml")
    if not os.path.isfile(path):
        return {}
    shown = _shown(path)
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        raise ProjectError(f"{shown} cannot be read: {error.strerror}") from None
    if b"ghflow" not in data or not _NAMES_TOOL(data):
        return {}
    import tomllib

    try:
        text = data.decode("utf-8-sig")
        table = tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ProjectError(f"{shown}:{line}: the file is not UTF-8") from None
    except (ValueError, RecursionError) as error:
        words = "it is nested too deeply" if isinstance(error, RecursionError) else error
        raise ProjectError(f"{shown} is not valid TOML: {words}") from None
    for key in ("tool", "ghflow"):
        table = table.get(key, {})
        if not isinstance(table, dict):
            raise ProjectError(f"{shown}: [tool.ghflow] must be a table, got {brief(table)}")
    wrong = [
        f"{shown}:{_line(text, key)}: {problem}" for key, value in table.items() if (problem := _problem(key, value))
    ]
    if wrong:
        raise ProjectError("\nghflow: ".join(wrong))
    return table


def _problem(key: str, value: object) -> str | None:
    """What is wrong with a setting."""
    if key not in _KNOWN:
        return f"[tool.ghflow] has no setting {key!r} ({did_you_mean(key, _KNOWN)})"
    if key == "pin":
        return None if isinstance(value, bool) else f"pin of [tool.ghflow] must be true or false, got {brief(value)}"
    if key == "cooldown":
        good = isinstance(value, int) and not isinstance(value, bool) and value >= 0
        return None if good else f"cooldown of [tool.ghflow] must be a number of days, got {brief(value)}"
    if key in _LISTS:
        good = isinstance(value, list) and all(isinstance(one, str) and one.strip() for one in value)
        return None if good else f"{key} of [tool.ghflow] must be a list of {_LISTS[key]}, got {brief(value)}"
    if key == "requires":
        return _unmet(value)
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        return f"{key} of [tool.ghflow] must be the name of a folder, got {brief(value)}"
    return None


def _unmet(required: object) -> str | None:
    """Why this version of ghflow may not build the project."""
    from ghflow.project.versions import unmet
    from ghflow.version import __version__

    if not isinstance(required, str):
        return f"requires of [tool.ghflow] must be text such as '>=0.2,<0.4', got {brief(required)}"
    try:
        missed = unmet(required, __version__)
    except ValueError as error:
        return f"requires of [tool.ghflow]: {error}"
    if missed is None:
        return None
    return f"the project requires ghflow {missed}, and this is {__version__}: pip install 'ghflow-workflows{required}'"


def setting_line(root: str, key: str) -> tuple[str, int]:
    """The `pyproject.toml` of a project and the line of a setting in it. 1-based."""
    path = os.path.join(root, "pyproject.toml")
    with open(path, encoding="utf-8-sig") as file:
        return path, _line(file.read(), key)


def _line(text: str, key: str) -> int:
    """The line of a setting. 1-based."""
    table = re.search(r"^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*ghflow[ \t]*\]", text, re.MULTILINE)
    start = table.end() if table else 0
    setting = re.compile(rf"^[^#\n]*?\b{re.escape(key)}\b[ \t\"']*=", re.MULTILINE).search(text, start)
    return text.count("\n", 0, setting.end() if setting else start) + 1


def _shown(path: str) -> str:
    """A path as people reach it from the current folder."""
    try:
        return os.path.relpath(path).replace(os.sep, "/")
    except ValueError:
        return path

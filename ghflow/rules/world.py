"""What lies around a file that is checked: the other files of the repository, and the settings.

Lives here: `World`, which rules with a second parameter are given. It never reads a file itself: whoever makes one says how
files of the repository are found, so that what is built and what lies on the disk look alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ghflow.model.graph import ActionGraph, Graph

    Find = Callable[[str], "Graph | ActionGraph | None"]
    List = Callable[[str], "Iterable[str] | None"]

FOLDER = ".github/workflows/"


class World:
    """The repository around a file.

    `files` are the workflows and actions that are checked together, by their path in the repository
    (`.github/workflows/ci.yml`). `find` gives the graph of a path that is not among them; None when there is no such file, or
    it cannot be read. `list` gives the names of what lies in a folder of the repository, None where that is not known: a file
    by itself, or a part of a repository, says nothing of what is not there. `labels` are the names of the user's own runners.
    `pinned` says that actions shall be pinned to commits, and `pins` which commit a build writes for a reference, with the
    comment behind it (`{"actions/checkout@v7": ("3d3c42e5...", "v7.0.1")}`).
    """

    __slots__ = ("_find", "_found", "_list", "_listed", "files", "labels", "pinned", "pins")

    def __init__(
        self,
        files: Mapping[str, Graph | ActionGraph] | None = None,
        find: Find | None = None,
        labels: frozenset[str] = frozenset(),
        pinned: bool = False,
        list: List | None = None,
        pins: Mapping[str, tuple[str, str]] | None = None,
    ) -> None:
        self.files = dict(files or {})
        self.labels = labels
        self.pinned = pinned
        self.pins = pins or {}
        self._find = find
        self._list = list
        self._found: dict[str, Graph | ActionGraph | None] = {}
        self._listed: dict[str, frozenset[str] | None] = {}

    def at(self, path: str) -> Graph | ActionGraph | None:
        """The workflow or action of a path in the repository (`.github/actions/setup/action.yml`); None when it is not known."""
        if path in self.files:
            return self.files[path]
        if path not in self._found:
            self._found[path] = self._find(path) if self._find is not None else None
        return self._found[path]

    def called(self, uses: str) -> Graph | ActionGraph | None:
        """What `uses` refers to, where that is a path of this repository: `./.github/workflows/a.yml`, `./.github/actions/b`."""
        if not uses.startswith(("./", "$/")):
            return None
        path = uses[2:].strip("/")
        if path.endswith((".yml", ".yaml")):
            return self.at(path)
        return self.at(f"{path}/action.yml") or self.at(f"{path}/action.yaml")

    def names_in(self, folder: str) -> frozenset[str] | None:
        """The names in a folder (`.github/workflows/`), those that are checked included; None when not all are known."""
        if folder not in self._listed:
            listed = self._list(folder) if self._list is not None else None
            checked = [path.removeprefix(folder) for path in self.files if path.startswith(folder)]
            self._listed[folder] = None if listed is None else frozenset([*listed, *checked])
        return self._listed[folder]

    def workflows(self) -> dict[str, Graph | None] | None:
        """All workflows of the repository by their paths, None for one that cannot be read; None when not all are known."""
        names = self.names_in(FOLDER)
        if names is None:
            return None
        found: dict[str, Graph | None] = {}
        for name in sorted(names):
            if name.endswith((".yml", ".yaml")) and "/" not in name:
                graph = self.at(FOLDER + name)
                found[FOLDER + name] = graph if hasattr(graph, "workflow") else None  # type: ignore[assignment]
        return found

"""What stands in for an action of somebody else: nothing is downloaded when a run is executed.

Lives here: `Stub`, `Answer` (fixed outputs), `JobAnswer` (for a called workflow), `Call` (what a stub gets), `Store` (what jobs
of a run leave to others), `find_stub`. Not here: the stubs that come with ghflow (`library`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Protocol

import attrs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from ghflow.simulator.workspace import Source


class StubError(Exception):
    """The step that a stub stands for fails. The message says why."""


@attrs.define
class Store:
    """What the jobs of one run share: artifacts by name and caches by key, each a folder below `folder`."""

    folder: Path
    artifacts: dict[str, Path] = attrs.field(factory=dict)
    caches: dict[str, Path] = attrs.field(factory=dict)
    _made: int = 0

    def new_folder(self) -> Path:
        """An empty folder."""
        self._made += 1
        found = self.folder / str(self._made)
        found.mkdir(parents=True)
        return found


@attrs.define(kw_only=True)
class Call:
    """One step that uses an action: what it is given, and what it hands back."""

    uses: str
    inputs: Mapping[str, str]
    env: Mapping[str, str]
    workspace: Path
    temp: Path
    source: Source
    """The repository, from which `actions/checkout` takes its files."""
    store: Store
    github: Mapping[str, Any]
    write: Callable[[str], None]
    """Prints a line, which may be a workflow command."""
    start: Callable[[list[str]], None] = attrs.field(default=lambda _: None, repr=False)
    """Runs a program in the workspace as a script would run: what it prints and hands back counts for the step."""
    succeeded: bool = True
    """Whether the job has gone well so far: of interest to a post step."""
    outputs: dict[str, str] = attrs.field(factory=dict)
    exported: dict[str, str] = attrs.field(factory=dict)
    """Variables for later steps, as by GITHUB_ENV."""
    paths: list[str] = attrs.field(factory=list)
    """Folders for later steps, as by GITHUB_PATH."""
    state: dict[str, Any] = attrs.field(factory=dict)
    """What the step leaves to its post step."""

    def input(self, name: str, default: str = "") -> str:
        """An input, stripped; names ignore case, and an empty one counts as missing."""
        found = next((value for key, value in self.inputs.items() if key.lower() == name.lower()), "")
        return found.strip() or default

    def flag(self, name: str, default: bool = False) -> bool:
        """An input that is true or false. Raises `StubError` for anything else."""
        text = self.input(name, str(default)).lower()
        if text not in ("true", "false"):
            raise StubError(f"the input '{name}' is true or false, got '{text}'")
        return text == "true"

    def warn(self, words: str) -> None:
        """Show a warning at the step."""
        self.write(f"::warning::{escaped(words)}")


class Stub(Protocol):
    """Stands in for an action. `run` raises `StubError` when the step is to fail.

    `post` is called at the end of the job, the last step first, when `run` went well; one that is not there does nothing.
    """

    def run(self, call: Call) -> None: ...


@attrs.frozen(kw_only=True)
class Answer:
    """An action that gives fixed outputs, sets variables, or fails with a reason."""

    outputs: Mapping[str, Any] = attrs.field(factory=dict)
    env: Mapping[str, str] = attrs.field(factory=dict)
    fails: str | None = None

    def run(self, call: Call) -> None:
        call.outputs.update({name: _text(value) for name, value in self.outputs.items()})
        call.exported.update(self.env)
        if self.fails is not None:
            raise StubError(self.fails)


@attrs.frozen(kw_only=True)
class JobAnswer:
    """A called workflow that is not run: its outputs, and how it ends (`success`, `failure`, `cancelled`, `skipped`)."""

    outputs: Mapping[str, Any] = attrs.field(factory=dict)
    result: str = "success"

    @property
    def texts(self) -> dict[str, str]:
        """The outputs as the caller sees them."""
        return {name: _text(value) for name, value in self.outputs.items()}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def escaped(text: str) -> str:
    """A text as the data of a workflow command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def find_stub(stubs: Mapping[str, Any], uses: str) -> Any:
    """The stub for a `uses`: by its whole text, else without the ref, else for the repository; case does not count."""
    known = {_bare(name): stub for name, stub in stubs.items()}
    path = uses.partition("@")[0]
    repository = "/".join(path.split("/")[:2]) if not path.startswith((".", "$")) else path
    for name in (uses, path, repository):
        if _bare(name) in known:
            return known[_bare(name)]
    return None


def _bare(name: str) -> str:
    """A `uses` as it is compared: `$/x` is `./x`, and a slash at the end means nothing."""
    return re.sub(r"^(?:\$/|\.\\)", "./", name).rstrip("/").lower()

"""What all jobs of one execution share: the files, the stubs, the masks, and where things are noted.

Lives here: `Host`. Not here: one job (`scripts.Machine`), the jobs (`executing`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import attrs

from ghflow.simulator.masks import Masks
from ghflow.simulator.reporting import Reporter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from ghflow.model.action import Action
    from ghflow.simulator.executed import Annotation
    from ghflow.simulator.stubs import Store
    from ghflow.simulator.watching import Watcher
    from ghflow.simulator.workspace import Source


@attrs.define(kw_only=True)
class Host:
    """One execution. `folder` is its own, with all that is removed in the end."""

    source: Source
    folder: Path
    store: Store
    load_action: Callable[[Path], Action]
    process: Mapping[str, str]
    """The environment in which every step starts, below all that the workflow says."""
    shims: Path | None = None
    stubs: Mapping[str, Any] = attrs.field(factory=dict)
    workspace: Path | None = None
    on_unstubbed: Literal["fail", "skip"] = "fail"
    on_foreign_runner: Literal["skip", "fail", "run"] = "skip"
    container: Literal["fail", "host"] = "fail"
    token: str = ""
    debug: bool = False
    masks: Masks = attrs.field(factory=Masks)
    reporter: Reporter = attrs.field(factory=Reporter)
    watcher: Watcher | None = None
    annotations: list[Annotation] = attrs.field(factory=list)
    warnings: list[str] = attrs.field(factory=list)
    _folders: set[str] = attrs.field(factory=set)

    def warn(self, words: str) -> None:
        """Note where the result may differ from GitHub's."""
        if words not in self.warnings:
            self.warnings.append(words)

    def new_name(self, title: str) -> str:
        """A name for the folders of a leg: of its title, and like no other."""
        bare = (
            "".join(letter if letter.isalnum() or letter in "._-" else "-" for letter in title).strip("-.")[:80]
            or "job"
        )
        name, number = bare, 1
        while name.lower() in self._folders:
            number += 1
            name = f"{bare}-{number}"
        self._folders.add(name.lower())
        return name

"""Actions of the repository itself, found where a step names them.

Lives here: `find_action`. Not here: reading the file (whoever executes brings that), running it (`working`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ghflow.model.action import Action

FILES = ("action.yml", "action.yaml")


class ActionError(ValueError):
    """An action that cannot be used: the step fails. The message says why."""


def find_action(folder: Path, uses: str, load: Callable[[Path], Action]) -> Action | None:
    """The action in a folder of the workspace; None for a Dockerfile alone. `load` reads its file. Raises `ActionError`."""
    for name in FILES:
        if (folder / name).is_file():
            return load(folder / name)
    if any((folder / name).is_file() for name in ("Dockerfile", "dockerfile")):
        return None
    raise ActionError(
        f"there is no action.yml, action.yaml or Dockerfile in {uses}: did you forget to run actions/checkout before it?"
    )

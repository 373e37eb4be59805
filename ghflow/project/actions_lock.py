"""GitHub's own lock of actions, `.github/workflows/actions.lock`, which `gh actions-lock` writes: what a build makes stale in it.

Lives here: `remarks`. The file is read and never written: it holds ids of owners and repositories, which only GitHub's API knows.
Not here: ghflow's own lock (`lock`).
Source: the schema gh.io/actions-lockfile v0.0.3, as zizmor 1.32 ships it; GitHub changelog of 2026-10-14 (read 2026-11-22).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ghflow.project.files import read
from ghflow.project.lock import is_remote
from ghflow.project.plan import relative_to_root

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ghflow.project.files import State
    from ghflow.project.settings import Settings

PATH = ".github/workflows/actions.lock"


def remarks(settings: Settings, states: Iterable[State]) -> list[str]:
    """A line for each thing that a build adds to, or takes from, what an onboarded file uses. Empty without the file.

    A file is onboarded when the lock names it. Its list there holds what its actions use in turn as well, so that only what the
    file used before, itself or by an action of the repository, and does not any more, counts as taken away. Whether the lock has
    called workflows nobody says: they count when the build changes them.
    """
    path = os.path.join(settings.root, *PATH.split("/"))
    if not os.path.exists(path):
        return []
    onboarded = _read(path)
    if isinstance(onboarded, str):
        return [f"{PATH} {onboarded}"]
    found = []
    by_path = {relative_to_root(settings, state.path): state for state in states if state.change != "refused"}
    new, old = ({path: getattr(state, name) for path, state in by_path.items()} for name in ("new", "old"))
    for shown, state in by_path.items():
        if shown not in onboarded:
            continue
        if state.change == "removed":
            found.append(f"{shown} is removed, and {PATH} still has it")
            continue
        locked = {_key(pin) for pin in onboarded[shown]}
        now, before = _Uses(settings, new), _Uses(settings, old)
        now.add(state.new)
        before.add(state.old)
        added = [pin for key, pin in now.steps.items() if key not in locked]
        added += [pin for key, pin in now.calls.items() if key not in {*locked, *before.calls, *now.steps}]
        taken = [pin for key, pin in before.steps.items() if key not in now.steps and key in locked]
        taken += [pin for key, pin in before.calls.items() if key not in now.calls]
        if added:
            found.append(f"{shown} uses {', '.join(added)}, which {PATH} does not have for it")
        if taken:
            found.append(f"{shown} does not use {', '.join(taken)} any more, which {PATH} still has for it")
    return [*found, "run 'gh actions-lock' and commit the result"] if found else []


def _read(path: str) -> dict[str, list[str]] | str:
    """The pins of each file that the lock names; or what is wrong with it."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        with open(path, "rb") as file:
            data: Any = YAML(typ="safe", pure=True).load(file.read().decode("utf-8-sig"))
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    except (UnicodeDecodeError, YAMLError, RecursionError, ValueError):
        return "is not valid YAML"
    workflows = data.get("workflows") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(workflows or {}, dict):
        return "has no list of workflows"
    return {str(name): [str(pin) for pin in pins or ()] for name, pins in (workflows or {}).items() if _is_list(pins)}


def _is_list(value: object) -> bool:
    return value is None or isinstance(value, list)


def _key(pin: str) -> str:
    """A pin for comparing: names of repositories are the same in any case."""
    name, _, ref = pin.partition("@")
    return f"{name.lower()}@{ref}"


class _Uses:
    """What workflows use, as `owner/name@ref` by its key: in steps, those of the actions of the repository too, and in calls."""

    def __init__(self, settings: Settings, texts: Mapping[str, str]) -> None:
        self.settings = settings
        self.texts = texts
        """The files of the build by their path in the repository; others are read from the disk."""
        self.steps: dict[str, str] = {}
        self.calls: dict[str, str] = {}
        self.seen: set[str] = set()

    def add(self, text: str) -> None:
        """All that a workflow or action uses."""
        from ghflow.reader.document import LoadError, loads

        try:
            document: Any = loads(text).document
        except LoadError:
            return
        for job in getattr(document, "jobs", None) or (document,):
            self._add(getattr(job, "uses", None), self.calls)
            for step in getattr(job, "steps", None) or ():
                for one in (step, *step.nested):
                    self._add(getattr(one, "uses", None), self.steps)

    def _add(self, uses: object, found: dict[str, str]) -> None:
        if not isinstance(uses, str):
            return
        if is_remote(uses):
            name, _, ref = uses.partition("@")
            pin = f"{'/'.join(name.split('/')[:2])}@{ref}"
            found[_key(pin)] = pin
        elif uses.startswith(("./", "$/")) and found is self.steps and uses not in self.seen:
            self.seen.add(uses)
            folder = uses[2:].strip("/")
            self.add(next(filter(None, map(self._text, (f"{folder}/action.yml", f"{folder}/action.yaml"))), ""))

    def _text(self, path: str) -> str:
        if path in self.texts:
            return self.texts[path]
        try:
            return read(os.path.join(self.settings.root, *path.split("/")))
        except (OSError, UnicodeDecodeError):
            return ""

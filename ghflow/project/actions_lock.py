"""GitHub's own lock of actions, `.github/workflows/actions.lock`, which `gh actions-lock` writes: what a build makes stale in it.

Lives here: `remarks`. The file is read and never written: it holds ids of owners and repositories, which only GitHub's API knows.
Not here: ghflow's own lock (`lock`).
Source: the schema gh.io/actions-lockfile v0.0.3, as zizmor 1.32 ships it; GitHub changelog of 2026-10-14 (read 2026-11-22).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ghflow.project.lock import is_remote
from ghflow.project.plan import relative_to_root

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ghflow.project.files import State
    from ghflow.project.settings import Settings

PATH = ".github/workflows/actions.lock"


def remarks(settings: Settings, states: Iterable[State]) -> list[str]:
    """A line for each thing that a build adds to, or takes from, what an onboarded file uses. Empty without the file.

    A file is onboarded when the lock names it. Its list there holds what its actions use in turn as well, so that only what the
    file itself used before, and does not any more, counts as taken away.
    """
    path = os.path.join(settings.root, *PATH.split("/"))
    if not os.path.exists(path):
        return []
    onboarded = _read(path)
    if isinstance(onboarded, str):
        return [f"{PATH} {onboarded}"]
    found = []
    for state in states:
        shown = relative_to_root(settings, state.path)
        if shown not in onboarded or state.change == "refused":
            continue
        if state.change == "removed":
            found.append(f"{shown} is removed, and {PATH} still has it")
            continue
        locked = {pin.lower() for pin in onboarded[shown]}
        now, before = _pins(state.new), _pins(state.old)
        added = [pin for key, pin in now.items() if key not in locked]
        taken = [pin for key, pin in before.items() if key not in now and key in locked]
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


def _pins(text: str) -> dict[str, str]:
    """What the steps of a text use, as `owner/name@ref`, by its lower case."""
    from ghflow.reader.document import LoadError, loads

    try:
        document: Any = loads(text).document
    except LoadError:
        return {}
    found = {}
    for job in getattr(document, "jobs", None) or ():
        for step in getattr(job, "steps", None) or ():
            for one in (step, *step.nested):
                uses = getattr(one, "uses", None)
                if isinstance(uses, str) and is_remote(uses):
                    name, _, ref = uses.partition("@")
                    pin = f"{'/'.join(name.split('/')[:2])}@{ref}"
                    found[pin.lower()] = pin
    return found

"""Putting the lock in place, and other files that it can be filled from.

Lives here: `write_lock`, `pins_from`.
Not here: the text of the lock (`lock`), asking repositories (`resolve`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ghflow.project.files import State, sweep, write
from ghflow.project.lock import LOCK_FILE, Pin, format_lock, is_commit, lock_path, parse_lock, read_lock, today
from ghflow.project.settings import ProjectError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ghflow.project.settings import Settings


def write_lock(settings: Settings, before: Mapping[str, Pin], after: Mapping[str, Pin]) -> None:
    """Put the lock in place, whole or not at all; `before` is what was read, by which `after` was worked out.

    Raises `ProjectError` when another run has written something else meanwhile, or the file cannot be written.
    """
    now = read_lock(settings)
    if now == after:
        return
    if now != before:
        raise ProjectError(
            f"{LOCK_FILE} was changed by another run meanwhile, and is left as that made it: run this again"
        )
    sweep(settings.root)
    try:
        write(State(lock_path(settings), "updated", new=format_lock(after.values())))
    except OSError as error:
        raise ProjectError(f"{LOCK_FILE} cannot be written: {error.strerror}") from None


def pins_from(file: str, wanted: Iterable[str]) -> dict[str, Pin | None]:
    """For each reference the pin that a file has for it: another lock, or facts about actions as JSON.

    Of facts, `actions.NAME.refs.REF` is read: `sha`, and where they differ `floating_sha` and `newer_in_corpus.sha` for a ref
    that moves. Their day is the first in `about.made`. Raises `ProjectError` when the file holds neither.
    """
    try:
        with open(file, "rb") as opened:
            text = opened.read().decode("utf-8-sig")
    except OSError as error:
        raise ProjectError(f"{file} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ProjectError(f"{file} is not UTF-8") from None
    if not text.lstrip().startswith("{"):
        pins = parse_lock(text, file)
        return {uses: pins.get(uses) for uses in wanted}
    import json

    try:
        data = json.loads(text)
        actions = {name.lower(): one["refs"] for name, one in data["actions"].items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ProjectError(f"{file} holds neither a lock nor facts about actions") from None
    day = re.search(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", str((data.get("about") or {}).get("made")))
    return {uses: _from_facts(uses, actions, day[0] if day else today()) for uses in wanted}


def _from_facts(uses: str, actions: Mapping[str, Any], day: str) -> Pin | None:
    name, _, ref = uses.partition("@")
    for key, one in (actions.get(name.lower()) or {}).items():
        newer = one.get("newer_in_corpus") or {}
        commit = None
        if ref in (one.get("floating_major_name"), key) and one.get("floating_major_exists") is not False:
            commit = newer.get("sha") or one.get("floating_sha") or one.get("sha")
        elif ref == one.get("exact_tag"):
            commit = one.get("sha")
        elif ref == newer.get("exact_tag"):
            commit = newer.get("sha")
        if isinstance(commit, str) and is_commit(commit):
            return Pin(uses, commit, ref, day)
    return None

"""Wrappers of further actions in the folder of the sources: `workflows/actions/NAME.py`.

Lives here: finding the `action.yml` of what is asked for, and the file that is written.
Not here: the text of a wrapper (`wrappers`), git (`git`).
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from ghflow.actions.wrapping import keyword
from ghflow.project.git import GitError, remote_refs, temporary_repository
from ghflow.project.lock import Pin, is_commit, is_remote
from ghflow.project.resolve import no_such_ref
from ghflow.project.settings import ProjectError
from ghflow.project.wrappers import RESERVED, plain_name, render, wrapper_of
from ghflow.reader.document import LoadError, loads

if TYPE_CHECKING:
    from ghflow.project.settings import Settings

_NAMES = ("action.yml", "action.yaml")
_MARK = "Written by 'ghflow add"
_SAID = re.compile(r"(?:\./|\$/)").match


class Added(NamedTuple):
    """A wrapper that is to be written."""

    path: str
    function: str
    text: str
    uses: str
    """The reference that the wrapper writes."""


def wrapper_file(settings: Settings, what: str, name: str | None) -> Added:
    """The file for `owner/name@ref`, a path in the project, or `$/path`.

    Raises `ProjectError` for what is none of these, and `GitError` where it has no action, or one that cannot be read.
    """
    uses, file, data = _remote(what) if is_remote(what) else _local(settings, what)
    try:
        loaded = loads(data.decode("utf-8-sig"), file)
        document: Any = loaded.document
    except UnicodeDecodeError:
        raise GitError(f"{file} is not UTF-8") from None
    except LoadError as error:
        raise GitError(f"{file}:{error.diagnostics[0].where.line}: {error.diagnostics[0]}") from None
    if not hasattr(document, "_inputs"):
        what = "has no 'runs', so that it is no action" if document.jobs is None else "is a workflow, not an action"
        raise GitError(f"{file} {what}")
    # A table that could not be read is kept as it was found. What is wrong elsewhere does not matter to a wrapper.
    broken = [key for key in ("inputs", "outputs") if (document.extra or {}).get(key) is not None]
    wrong = next((one for one in loaded.errors if one.path.partition(".")[0] in broken), None)
    if wrong is not None:
        raise GitError(f"{file}:{wrong.where.line}: {wrong}")
    function = name or _function(uses)
    wrapper = wrapper_of(document, uses, function)
    doc = [f"The action {uses.partition('@')[0]}.", "", f"{_MARK} {uses}', which writes it anew; do not edit."]
    path = os.path.join(settings.source, "actions", f"{function}.py")
    return Added(path, function, render(doc, [wrapper]), uses)


def added_from(text: str) -> str | None:
    """The reference that a file of `add` was made of; None for a file that was not made by it."""
    _, mark, rest = text.partition("from __future__")[0].partition(f"{_MARK} ")
    return rest.partition("'")[0] if mark else None


def _function(uses: str) -> str:
    """The name of a wrapper: that of the folder or repository, without `action` around it, else the owner's."""
    parts = uses.partition("@")[0].strip("./$").split("/")
    for part in reversed(parts):
        word = plain_name(part).strip("_")
        if word:
            word = keyword(word)
            return f"{word}_" if word in RESERVED else word
    return "action_"


def _remote(uses: str) -> tuple[str, str, bytes]:
    pin = Pin(uses, "", "", "")
    folder = "".join(f"{part}/" for part in pin.name.split("/")[2:])
    full = pin.ref
    if not is_commit(pin.ref):
        found = remote_refs(pin.repository, [pin.ref]).full_name(pin.ref)
        if found is None:
            raise GitError(no_such_ref(pin))
        full = found
    with temporary_repository(pin.repository) as fetched:
        fetched.fetch(full)
        for name in _NAMES:
            data = fetched.file(folder + name)
            if data is not None:
                return uses, f"{uses}: {folder}{name}", data
        is_file = fetched.file(folder.rstrip("/")) is not None
    if is_file:
        raise GitError(
            f"{uses} is a file: an action is named by its folder, and a workflow is called by CallJob(..., uses=...)"
        )
    raise GitError(f"{uses} has no {folder}action.yml, so that it is no action")


def _local(settings: Settings, what: str) -> tuple[str, str, bytes]:
    if not what.strip() or ("@" in what and not os.path.exists(what)):
        wanted = "an action is named as OWNER/NAME@REF, as a path, or as $/PATH"
        raise ProjectError(f"{what!r} is no reference of an action: {wanted}")
    given = what.replace("\\", "/")
    if given.startswith("$/"):
        path = os.path.join(settings.root, *given[2:].split("/"))
    else:
        path = os.path.abspath(os.path.expanduser(given))
        if not os.path.isdir(path) and os.path.basename(path) not in _NAMES:
            path = os.path.join(settings.root, *given.removeprefix("./").split("/"))
    if os.path.basename(path) in _NAMES:
        path = os.path.dirname(path)
    relative = os.path.relpath(os.path.realpath(path), os.path.realpath(settings.root)).replace(os.sep, "/")
    if relative.startswith(".."):
        raise ProjectError(f"{what} lies outside the repository, where no workflow of it can use it")
    if not os.path.isdir(path):
        hint = (
            f"; write {given}@REF if it is in another repository" if given.count("/") == 1 and not _SAID(given) else ""
        )
        raise ProjectError(f"there is no folder {what}{hint}")
    uses = f"{'$' if given.startswith('$/') else '.'}/{relative}"
    for name in _NAMES:
        try:
            with open(os.path.join(path, name), "rb") as file:
                return uses, f"{relative}/{name}", file.read()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise GitError(f"{relative}/{name} cannot be read: {error.strerror}") from None
    raise GitError(f"{relative} has no action.yml, so that it is no action")

"""Workflows and actions of the repository that are not checked themselves, but called by what is.

Lives here: `graph_in`. Loaded only when something calls a file that no source makes.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ghflow.model.graph import graph_of
from ghflow.project.plan import made_from
from ghflow.reader.document import LoadError, load

if TYPE_CHECKING:
    from ghflow.model.graph import ActionGraph, Graph
    from ghflow.project.settings import Settings


def graph_in(settings: Settings, path: str) -> Graph | ActionGraph | None:
    """The workflow or action at a path of the repository.

    None when it cannot be read: that is its own mistake, not its callers'. None too for a file that a source of the project
    made and that is not made now: it is out of date, or about to be removed.
    """
    loaded = load(os.path.join(settings.root, path))
    origin = made_from(loaded.text)
    if origin is not None and origin.rpartition("/")[0] == settings.source_name:
        return None
    try:
        return graph_of(loaded.document)
    except (LoadError, RecursionError):
        return None

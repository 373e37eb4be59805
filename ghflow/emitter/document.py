"""A workflow or action as the text of its file: `to_yaml`.

Lives here: what follows from references is filled in, the text is written, and what cannot be written is reported.
Not here: the writing itself (`yaml`), headers and files (`project`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ghflow import diagnostics
from ghflow.emitter.scalars import Unwritable
from ghflow.emitter.yaml import emit
from ghflow.model.graph import graph_of

if TYPE_CHECKING:
    from ghflow.model.document import Document


def to_yaml(document: Document) -> str:
    """The text of a `Workflow`, `Action` or `Dependabot`, without the header that a build puts above it.

    Ids and needs that follow from references are filled in, but not in what was read from a file: that says all already.
    Raises `UsageError` for a text that YAML or GitHub cannot hold.
    """
    try:
        return emit(graph_of(document).resolved() if document.judged else document)
    except Unwritable as error:
        from ghflow.emitter.writable import unwritable

        for found in unwritable(document):
            diagnostics.report(found, diagnostics.WrongTypeError)
        raise diagnostics.UsageError(
            diagnostics.Diagnostic("unwritable-text", f"the file would hold {error.reason}", document.where)
        ) from None

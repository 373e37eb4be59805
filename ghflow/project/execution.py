"""From a folder to a run on this machine: its workflows, its files, and the actions in it.

Lives here: `execute_read`. Not here: the run itself (`ghflow.simulator.executing`), reading the workflows (`repository`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from ghflow.model.action import Action
from ghflow.simulator.composites import ActionError
from ghflow.simulator.events import SHA
from ghflow.simulator.executing import execute
from ghflow.simulator.workspace import Source

if TYPE_CHECKING:
    from ghflow.diagnostics import Diagnostic
    from ghflow.project.repository import Read
    from ghflow.simulator.events import Event
    from ghflow.simulator.executed import Execution
    from ghflow.simulator.repository import Repository


def execute_read(read: Read, event: Event, *, repository: Repository | None = None, **options: Any) -> Execution:
    """Execute what an event starts in a repository that was read, on copies of its files.

    Files that Python sources make are there as a build would write them now. `repository` is that of `read` with other settings;
    `options` are those of `execute`.
    """
    repository = repository or read.repository()
    overlay = {}
    if read.built is not None:
        overlay = {f".github/{planned.path}": planned.text for planned in read.built.planned}
    source = Source(Path(read.root), overlay, repository.name)
    options.setdefault("files", read.chosen)
    event = _of_commit(event, source.head())
    return execute(repository, event, source=source, load_action=load_action, **options)


def _of_commit(event: Event, head: str | None) -> Event:
    """The event for the commit that is checked out, where nobody says for which."""
    if head is None or event.sha != SHA or event.complete:
        return event
    return attrs.evolve(event, sha=head, payload=_with_sha(event.payload, head))


def _with_sha(value: Any, head: str) -> Any:
    if hasattr(value, "items"):
        return {key: _with_sha(one, head) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_with_sha(one, head) for one in value]
    return head if value == SHA else value


def load_action(path: Path) -> Action:
    """The action in a file. Raises `ActionError` for one that GitHub would not take."""
    from ghflow.reader.document import LoadError, load

    loaded = load(path)
    try:
        document: Any = loaded.document
    except LoadError as error:
        why = error.diagnostics[0].message if error.diagnostics else "it holds no action"
        raise ActionError(f"{path.parent.name}/{path.name} is no action: {why}") from None
    if not isinstance(document, Action):
        raise ActionError(f"{path.parent.name}/{path.name} is no action: it has no runs")
    grave = [one for one in loaded.errors if not _is_harmless(one)]
    if grave:
        raise ActionError(f"{path.parent.name}/{path.name}, line {grave[0].where.line}: {grave[0].message}")
    return document


def _is_harmless(found: Diagnostic) -> bool:
    """Whether the runner takes an action with this mistake: it reads only `runs` closely."""
    inside = found.path.partition(".")[0]
    unknown_above = found.rule == "unknown-key" and inside == found.path
    return unknown_above or inside in ("inputs", "outputs", "branding", "name", "author", "description")

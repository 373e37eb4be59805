"""The events that start a workflow.

Lives here: one class for each event. Classes with the same keys share a shape, since making a class is what costs.
Source: docs.github.com, "Events that trigger workflows"; actions/languageservices 0.3.61 (read 2026-11-22).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import attrs

from ghflow.model.kinds import INPUTS, NAMES, Names
from ghflow.model.named import Inputs
from ghflow.model.node import Node, field

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ghflow.expr.values import AnyValue
    from ghflow.model.inputs import Input


class _Payload:
    """`github.event`: of a class for any activity type, of an object for those that start a run."""

    __slots__ = ()

    def __get__(self, event: Event | None, cls: type[Event]) -> AnyValue:
        from ghflow.spec.payloads import payload

        types: object = getattr(event, "types", None)
        known = types if isinstance(types, str | tuple) else None
        return payload(cls.event, known, of_any_type=event is None or known is not types)


class Event(Node):
    """Base of all events. `event` is GitHub's name; an event in `many` may be given several times and is written as a list.

    `payload` is `github.event`, with the properties that it has for this event alone: `PullRequest.payload.number`.
    """

    __slots__ = ()
    event: ClassVar[str] = ""
    many: ClassVar[bool] = False
    payload: ClassVar[_Payload] = _Payload()


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Push(Event):
    """Commits or tags were pushed. Filters are GitHub's globs; with only branch filters no tag starts a run, and vice versa."""

    event: ClassVar[str] = "push"
    branches: Names | None = attrs.field(default=None, metadata=field(NAMES))
    branches_ignore: Names | None = attrs.field(default=None, metadata=field(NAMES))
    tags: Names | None = attrs.field(default=None, metadata=field(NAMES))
    tags_ignore: Names | None = attrs.field(default=None, metadata=field(NAMES))
    paths: Names | None = attrs.field(default=None, metadata=field(NAMES))
    paths_ignore: Names | None = attrs.field(default=None, metadata=field(NAMES))


@attrs.frozen(eq=False, repr=False, kw_only=True)
class _PullRequestEvent(Event):
    types: Names | None = attrs.field(default=None, metadata=field(NAMES))
    branches: Names | None = attrs.field(default=None, metadata=field(NAMES))
    branches_ignore: Names | None = attrs.field(default=None, metadata=field(NAMES))
    paths: Names | None = attrs.field(default=None, metadata=field(NAMES))
    paths_ignore: Names | None = attrs.field(default=None, metadata=field(NAMES))


class PullRequest(_PullRequestEvent):
    """A pull request was opened, changed or closed.

    `branches` match the base branch. Without `types`: opened, synchronize, reopened.
    """

    __slots__ = ()
    event = "pull_request"


class PullRequestTarget(_PullRequestEvent):
    """As `PullRequest`, but run in the context of the base repository, with its secrets."""

    __slots__ = ()
    event = "pull_request_target"


@attrs.frozen(eq=False, repr=False, kw_only=True)
class WorkflowDispatch(Event):
    """Somebody started the workflow by hand, or through the API. At most 25 inputs."""

    event: ClassVar[str] = "workflow_dispatch"
    _inputs: Mapping[str, Input | None] | None = attrs.field(default=None, alias="inputs", metadata=field(INPUTS))

    @property
    def inputs(self) -> Inputs:
        """The declared inputs as values: `dispatch.inputs.version` is `${{ inputs.version }}`."""
        return Inputs(self._inputs or {}, type(self).__name__)

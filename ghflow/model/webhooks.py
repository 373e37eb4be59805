"""The events that fewer workflows use: in a module of their own, so that the others start faster.

Source: docs.github.com, "Events that trigger workflows"; actions/languageservices 0.3.61 (read 2026-11-22).
Events without keys and events with activity types alone share one shape each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import attrs

from ghflow.model.events import Event
from ghflow.model.kinds import FILLED_LITERAL, FIXED_FLAG, NAMES, Child, FrozenMap, Names, Table
from ghflow.model.named import Inputs, Secrets
from ghflow.model.node import Node, copied, field, not_yaml
from ghflow.model.outputs import OutputTable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ghflow.model.inputs import Input, Output, Secret
    from ghflow.model.kinds import Str
    from ghflow.where import Where


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Schedule(Event):
    """A time, as five cron fields, in UTC or in an IANA `timezone`. Several make several times."""

    event: ClassVar[str] = "schedule"
    many: ClassVar[bool] = True
    cron: str = attrs.field(kw_only=False, metadata=field(FILLED_LITERAL))
    timezone: str | None = attrs.field(default=None, metadata=field(FILLED_LITERAL))


def _output(value: Any, where: Where) -> Node:
    from ghflow.model.inputs import Output

    return Output(value, where=where)


def _with_value(output: Any, value: Any) -> Any:
    """The output with another value, and the comments that stand at it."""
    return copied(output, value=value, about=output.about and output.about.moved("value", value))


_OUTPUTS = OutputTable(Child("an Output(...) or the value of one", "Output", expression=False), _output)
_CALL_INPUTS = Table(
    "a mapping of names to inputs",
    Child("an Input(...)", "Input", expression=False, nothing=True, needs=("type",)),
    expression=False,
)
_SECRETS = Table(
    "a mapping of names to secrets",
    Child("a Secret(...)", "Secret", expression=False, nothing=True),
    expression=False,
)


@attrs.frozen(eq=False, repr=False, kw_only=True)
class WorkflowCall(Event):
    """Another workflow calls this one. One of the same project does so by `Workflow.job`."""

    event: ClassVar[str] = "workflow_call"
    _inputs: Mapping[str, Input | None] | None = attrs.field(default=None, alias="inputs", metadata=field(_CALL_INPUTS))
    outputs: Mapping[str, Output | Str] | None = attrs.field(default=None, metadata=field(_OUTPUTS))
    _secrets: Mapping[str, Secret | None] | None = attrs.field(
        default=None,
        alias="secrets",
        metadata=field(_SECRETS),
    )
    as_is: bool | None = attrs.field(default=None, metadata=not_yaml(FIXED_FLAG))
    """Whether the event is written as it is: no input gets a type, and no output is spelt for its place."""

    @property
    def inputs(self) -> Inputs:
        """The declared inputs as values: `call.inputs.env` is `${{ inputs.env }}`."""
        return Inputs(self._inputs or {}, type(self).__name__)

    @property
    def secrets(self) -> Secrets:
        """The declared secrets as values: `call.secrets.TOKEN` is `${{ secrets.TOKEN }}`."""
        return Secrets(self._secrets or {}, type(self).__name__)

    def as_written(self, spell: Callable[[Any], Any]) -> WorkflowCall:
        """The same event with the values of its outputs spelt by `spell`, and inputs of the types that GitHub has here."""
        changes: dict[str, Any] = {}
        outputs: Any = self.outputs or {}
        spelt = {name: spell(out.value) for name, out in outputs.items()}
        if any(spelt[name] is not out.value for name, out in outputs.items()):
            changes["outputs"] = FrozenMap(
                {
                    name: _with_value(out, spelt[name]) if spelt[name] is not out.value else out
                    for name, out in outputs.items()
                }
            )
        inputs: Any = self._inputs or {}
        if any(one is None or one.type != one.called_type for one in inputs.values()):
            from ghflow.model.inputs import Input

            plain = Input(where=self.where)
            changes["inputs"] = FrozenMap({name: (one or plain).as_called() for name, one in inputs.items()})
        about = self.about
        for name, value in changes.items():
            about = about and about.moved(name, value)
        return attrs.evolve(self, about=about, **changes) if changes else self


@attrs.frozen(eq=False, repr=False, kw_only=True)
class WorkflowRun(Event):
    """Another workflow was requested, is in progress or has completed. At most three in a chain."""

    event: ClassVar[str] = "workflow_run"
    workflows: Names | None = attrs.field(default=None, metadata=field(NAMES))
    types: Names | None = attrs.field(default=None, metadata=field(NAMES))
    branches: Names | None = attrs.field(default=None, metadata=field(NAMES))
    branches_ignore: Names | None = attrs.field(default=None, metadata=field(NAMES))


@attrs.frozen(eq=False, repr=False, kw_only=True)
class MergeGroup(Event):
    """A pull request was added to a merge queue."""

    event: ClassVar[str] = "merge_group"
    types: Names | None = attrs.field(default=None, metadata=field(NAMES))
    branches: Names | None = attrs.field(default=None, metadata=field(NAMES))
    branches_ignore: Names | None = attrs.field(default=None, metadata=field(NAMES))


@attrs.frozen(eq=False, repr=False, kw_only=True)
class ImageVersion(Event):
    """A version of a custom runner image was created, became ready or was deleted."""

    event: ClassVar[str] = "image_version"
    types: Names | None = attrs.field(default=None, metadata=field(NAMES))
    names: Names | None = attrs.field(default=None, metadata=field(NAMES))
    versions: Names | None = attrs.field(default=None, metadata=field(NAMES))


@attrs.frozen(eq=False, repr=False, kw_only=True)
class _BareEvent(Event):
    """An event without any keys."""


@attrs.frozen(eq=False, repr=False, kw_only=True)
class _TypedEvent(Event):
    types: Names | None = attrs.field(default=None, metadata=field(NAMES))


class BranchProtectionRule(_TypedEvent):
    """A branch protection rule was changed."""

    __slots__ = ()
    event = "branch_protection_rule"


class CheckRun(_TypedEvent):
    """Something happened to a check run."""

    __slots__ = ()
    event = "check_run"


class CheckSuite(_TypedEvent):
    """A check suite completed."""

    __slots__ = ()
    event = "check_suite"


class Create(_BareEvent):
    """A branch or tag was created."""

    __slots__ = ()
    event = "create"


class Delete(_BareEvent):
    """A branch or tag was deleted."""

    __slots__ = ()
    event = "delete"


class Deployment(_BareEvent):
    """A deployment was created."""

    __slots__ = ()
    event = "deployment"


class DeploymentStatus(_BareEvent):
    """The status of a deployment changed."""

    __slots__ = ()
    event = "deployment_status"


class Discussion(_TypedEvent):
    """Something happened to a discussion."""

    __slots__ = ()
    event = "discussion"


class DiscussionComment(_TypedEvent):
    """A comment on a discussion was made, edited or deleted."""

    __slots__ = ()
    event = "discussion_comment"


class Fork(_BareEvent):
    """The repository was forked."""

    __slots__ = ()
    event = "fork"


class Gollum(_BareEvent):
    """A page of the wiki was created or updated."""

    __slots__ = ()
    event = "gollum"


class IssueComment(_TypedEvent):
    """A comment on an issue or pull request was made, edited or deleted."""

    __slots__ = ()
    event = "issue_comment"


class Issues(_TypedEvent):
    """Something happened to an issue."""

    __slots__ = ()
    event = "issues"


class Label(_TypedEvent):
    """A label was created, edited or deleted."""

    __slots__ = ()
    event = "label"


class Milestone(_TypedEvent):
    """Something happened to a milestone."""

    __slots__ = ()
    event = "milestone"


class PageBuild(_BareEvent):
    """GitHub Pages was built from a branch."""

    __slots__ = ()
    event = "page_build"


class Project(_TypedEvent):
    """A classic project changed. Retired by GitHub."""

    __slots__ = ()
    event = "project"


class ProjectCard(_TypedEvent):
    """A card of a classic project changed. Retired by GitHub."""

    __slots__ = ()
    event = "project_card"


class ProjectColumn(_TypedEvent):
    """A column of a classic project changed. Retired by GitHub."""

    __slots__ = ()
    event = "project_column"


class Public(_BareEvent):
    """The repository was made public."""

    __slots__ = ()
    event = "public"


class PullRequestComment(_TypedEvent):
    """A comment on a pull request. Retired by GitHub: use `IssueComment`."""

    __slots__ = ()
    event = "pull_request_comment"


class PullRequestReview(_TypedEvent):
    """A review was submitted, edited or dismissed."""

    __slots__ = ()
    event = "pull_request_review"


class PullRequestReviewComment(_TypedEvent):
    """A comment on the diff of a pull request was made, edited or deleted."""

    __slots__ = ()
    event = "pull_request_review_comment"


class RegistryPackage(_TypedEvent):
    """A package was published or updated."""

    __slots__ = ()
    event = "registry_package"


class Release(_TypedEvent):
    """Something happened to a release."""

    __slots__ = ()
    event = "release"


class RepositoryDispatch(_TypedEvent):
    """Somebody called the API for it; `types` are names of your own."""

    __slots__ = ()
    event = "repository_dispatch"


class Status(_BareEvent):
    """The status of a commit changed."""

    __slots__ = ()
    event = "status"


class Watch(_TypedEvent):
    """The repository was starred."""

    __slots__ = ()
    event = "watch"

"""The events that start a workflow: activity types, filters, and which ref a run is for.

Lives here: one line for each event. Not here: the classes that users write (`model.events`, `model.webhooks`), what is in
the payloads (`spec.payloads`).
Source: docs.github.com, "Events that trigger workflows"; actions/languageservices 0.3.61 (read 2026-11-22).
"""

from __future__ import annotations

from typing import NamedTuple


class Ref:
    """What `github.ref` is for a run: where its commit, and for most events its workflow file, is taken from.

    Source: docs.github.com, "Events that trigger workflows" (read 2026-11-22).
    """

    PUSHED = "the branch or tag that was pushed or created"
    MERGE = "refs/pull/<number>/merge; the base branch after the pull request was merged"
    DEFAULT = "the default branch"
    TAG = "refs/tags/<tag> of the release"
    CHOSEN = "the branch or tag that was chosen"
    QUEUE = "refs/heads/gh-readonly-queue/<base branch>/..."
    DEPLOYED = "the branch or tag to be deployed; empty for a commit"
    PACKAGE = "the branch or tag of the published package"
    CALLER = "that of the calling workflow"


class EventFacts(NamedTuple):
    """What GitHub says of one event."""

    types: tuple[str, ...] = ()
    """Activity types; empty when the event has none, or only names of the user's own."""
    filters: tuple[str, ...] = ()
    """Keys beside `types`."""
    ref: str = Ref.DEFAULT
    """One of `Ref`."""
    default_types: tuple[str, ...] = ()
    """The types that count when none are given; empty: all."""
    free_types: bool = False
    """Whether `types` are names that the user makes up."""
    bare: bool = True
    """Whether the name alone is enough: `on: push`."""
    default_branch_only: bool = False
    """Whether only the workflow file on the default branch counts."""
    legacy: bool = False
    """Whether the service knows the event and the documentation does not (any more)."""


EXCLUSIVE = (("branches", "branches-ignore"), ("tags", "tags-ignore"), ("paths", "paths-ignore"))
"""Filters that cannot stand together in one event."""

_REFS = ("branches", "branches-ignore")
_TAGS = ("tags", "tags-ignore")
_PATHS = ("paths", "paths-ignore")
# fmt: off
_COMMENT = ("created", "edited", "deleted")
_OPENED = ("opened", "synchronize", "reopened")
_PULL_REQUEST = (
    "assigned", "unassigned", "labeled", "unlabeled", "opened", "edited", "closed", "reopened", "synchronize",
    "converted_to_draft", "locked", "unlocked", "enqueued", "dequeued", "milestoned", "demilestoned",
    "ready_for_review", "review_requested", "review_request_removed", "auto_merge_enabled", "auto_merge_disabled",
    "stacked",
)
_ISSUES = (
    "opened", "edited", "deleted", "transferred", "pinned", "unpinned", "closed", "reopened", "assigned",
    "unassigned", "labeled", "unlabeled", "locked", "unlocked", "milestoned", "demilestoned", "field_added",
    "field_removed", "typed", "untyped",
)
_DISCUSSION = (
    "created", "edited", "deleted", "transferred", "pinned", "unpinned", "labeled", "unlabeled", "locked",
    "unlocked", "category_changed", "answered", "unanswered",
)
_RELEASE = ("published", "unpublished", "created", "edited", "deleted", "prereleased", "released")

EVENTS: dict[str, EventFacts] = {
    "branch_protection_rule": EventFacts(_COMMENT, default_branch_only=True),
    "check_run": EventFacts(("completed", "created", "rerequested", "requested_action"), default_branch_only=True),
    "check_suite": EventFacts(("completed",), default_branch_only=True),
    "create": EventFacts(ref=Ref.PUSHED),
    "delete": EventFacts(default_branch_only=True),
    "deployment": EventFacts(ref=Ref.DEPLOYED),
    "deployment_status": EventFacts(ref=Ref.DEPLOYED),
    "discussion": EventFacts(_DISCUSSION, default_branch_only=True),
    "discussion_comment": EventFacts(_COMMENT, default_branch_only=True),
    "fork": EventFacts(default_branch_only=True),
    "gollum": EventFacts(default_branch_only=True),
    "image_version": EventFacts(("created", "ready", "deleted"), ("names", "versions")),
    "issue_comment": EventFacts(_COMMENT, default_branch_only=True),
    "issues": EventFacts(_ISSUES, default_branch_only=True),
    "label": EventFacts(_COMMENT, default_branch_only=True),
    "merge_group": EventFacts(("checks_requested",), _REFS, Ref.QUEUE, ("checks_requested",)),
    "milestone": EventFacts(("created", "closed", "opened", "edited", "deleted"), default_branch_only=True),
    "page_build": EventFacts(default_branch_only=True),
    "project": EventFacts(("created", "closed", "reopened", "edited", "deleted"), legacy=True),
    "project_card": EventFacts(("created", "moved", "converted", "edited", "deleted"), legacy=True),
    "project_column": EventFacts(("created", "updated", "moved", "deleted"), legacy=True),
    "public": EventFacts(default_branch_only=True),
    "pull_request": EventFacts(_PULL_REQUEST, _REFS + _PATHS, Ref.MERGE, _OPENED),
    "pull_request_comment": EventFacts(_COMMENT, legacy=True),
    "pull_request_review": EventFacts(("submitted", "edited", "dismissed"), ref=Ref.MERGE),
    "pull_request_review_comment": EventFacts(_COMMENT, ref=Ref.MERGE),
    "pull_request_target": EventFacts(_PULL_REQUEST, _REFS + _PATHS, Ref.DEFAULT, _OPENED),  # default: since late 2025
    "push": EventFacts((), _REFS + _TAGS + _PATHS, Ref.PUSHED),
    "registry_package": EventFacts(("published", "updated"), ref=Ref.PACKAGE, default_branch_only=True),
    "release": EventFacts(_RELEASE, ref=Ref.TAG),
    "repository_dispatch": EventFacts(free_types=True, default_branch_only=True),
    "schedule": EventFacts(bare=False, default_branch_only=True),
    "status": EventFacts(default_branch_only=True),
    "watch": EventFacts(("started",), default_branch_only=True),
    "workflow_call": EventFacts((), ("inputs", "secrets", "outputs"), Ref.CALLER),
    "workflow_dispatch": EventFacts((), ("inputs",), Ref.CHOSEN, default_branch_only=True),
    "workflow_run": EventFacts(("requested", "completed", "in_progress"), ("workflows", *_REFS), default_branch_only=True),
}
# fmt: on

PULL_REQUEST_EVENTS = ("pull_request", "pull_request_target")
"""The events for which `github.head_ref` and `github.base_ref` are set (docs.github.com, "Contexts reference")."""

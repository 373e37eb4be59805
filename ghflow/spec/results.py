"""What GitHub reports: results of jobs and steps, conclusions of runs, parts of events that are booleans."""

from __future__ import annotations

RESULTS = ("success", "failure", "cancelled", "skipped")
"""How jobs and steps end. Source: docs.github.com, "Contexts reference", `needs` and `steps` (read 2026-11-22)."""

CONCLUSIONS = (
    *("success", "failure", "cancelled", "skipped", "neutral", "timed_out", "action_required", "stale"),
    "startup_failure",
)
"""How a whole run ended. Source: docs.github.com, "Webhook events and payloads", `workflow_run` (read 2026-11-22)."""

BOOLEANS = {
    "pull_request": ("draft", "merged", "locked", "maintainer_can_modify", "mergeable", "rebaseable"),
    "release": ("draft", "prerelease"),
    "repository": ("private", "fork", "archived", "disabled", "is_template"),
    "issue": ("locked",),
}
"""Parts of the events that are booleans. Source: docs.github.com, "Webhook events and payloads" (read 2026-11-22)."""

ARCHITECTURES = ("X86", "X64", "ARM", "ARM64")
"""Values of `runner.arch`. Source: docs.github.com, "Contexts reference", `runner` (read 2026-11-22)."""

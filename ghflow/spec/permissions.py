"""The scopes of the job's token, and what a token may do when nobody says.

Lives here: one line for each scope with its levels. Not here: the class that users write (`model.permissions`).
Source: docs.github.com, "Workflow syntax", `permissions`; actions/languageservices 0.3.61 (read 2026-11-22).
"""

from __future__ import annotations

LEVELS = ("none", "read", "write")
"""From the least to the most; each holds those before it."""

_WRITE = ("none", "write")
_READ = ("none", "read")

SCOPES: dict[str, tuple[str, ...]] = {
    "actions": LEVELS,
    "artifact-metadata": LEVELS,
    "attestations": LEVELS,
    "checks": LEVELS,
    "code-quality": LEVELS,
    "contents": LEVELS,
    "copilot-requests": _WRITE,
    "deployments": LEVELS,
    "discussions": LEVELS,
    "drives": LEVELS,
    "id-token": _WRITE,
    "issues": LEVELS,
    "models": _READ,
    "packages": LEVELS,
    "pages": LEVELS,
    "pull-requests": LEVELS,
    "repository-projects": LEVELS,
    "security-events": LEVELS,
    "statuses": LEVELS,
    "vulnerability-alerts": _READ,
}
"""Scope -> the levels it takes."""

UNDOCUMENTED = ("copilot-requests", "drives", "repository-projects")
"""Scopes that GitHub's schema has and its documentation has not; the last is of classic projects, which are gone."""

SHORTHANDS = ("read-all", "write-all")
"""Words for every scope at once. `{}` is no scope at all."""

UNLISTED = "none"
"""The level of every scope that a mapping does not name."""

RESTRICTED_DEFAULT = {"contents": "read", "packages": "read", "metadata": "read"}
"""What a token may do without `permissions`, in repositories with the restricted setting. `metadata` is no scope."""

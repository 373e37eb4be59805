"""What a job's token may do: the whole map of scopes, from the workflow, the job, the caller and the repository.

Lives here: `effective_for`, `explicit`, `elevated`, `of_fork`. Not here: the scopes themselves (`spec.permissions`).
Source: docs.github.com, "Workflow syntax", `permissions`; actions/runner, PermissionsHelper (read 2026-11-22).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ghflow.model.node import Node
from ghflow.simulator.contexts import as_mapping
from ghflow.spec.permissions import LEVELS, RESTRICTED_DEFAULT, SCOPES, UNLISTED

if TYPE_CHECKING:
    from collections.abc import Mapping

_NOT_BY_DEFAULT = ("attestations", "id-token", "models", "vulnerability-alerts")
"""Scopes that the permissive setting of a repository leaves out ("Permissions for the GITHUB_TOKEN")."""


def restricted() -> dict[str, str]:
    """The token of a repository with the restricted setting: contents and packages to read."""
    return {scope: RESTRICTED_DEFAULT.get(scope, UNLISTED) for scope in SCOPES}


def permissive() -> dict[str, str]:
    """The token of a repository with the permissive setting."""
    return {scope: UNLISTED if scope in _NOT_BY_DEFAULT else levels[-1] for scope, levels in SCOPES.items()}


def explicit(permissions: Any) -> dict[str, str] | None:
    """The whole map that `permissions` stands for; None where nothing stands. A scope that is not named is none [D]."""
    if permissions is None:
        return None
    if isinstance(permissions, str):
        if permissions == "write-all":
            return {scope: levels[-1] for scope, levels in SCOPES.items()}
        level = permissions.removesuffix("-all")
        return {scope: level if level in levels else UNLISTED for scope, levels in SCOPES.items()}
    if not isinstance(permissions, Node) and not hasattr(permissions, "items"):
        return None
    named = as_mapping(permissions) if isinstance(permissions, Node) else permissions
    return {scope: str(named.get(scope, UNLISTED)) for scope in SCOPES}


def elevated(wanted: Mapping[str, str], allowed: Mapping[str, str]) -> list[str]:
    """The scopes, with their level, that a called workflow asks for and its caller has not: the run does not start [S]."""
    return [
        f"{scope}: {level}" for scope, level in wanted.items() if _rank(level) > _rank(allowed.get(scope, UNLISTED))
    ]


def effective_for(said: Mapping[str, str] | None, setting: str | None, fork: bool) -> dict[str, str]:
    """The whole map of a job: what is said, or what the repository gives (`restricted` when nobody knows), less for a fork."""
    found = dict(said) if said is not None else permissive() if setting == "permissive" else restricted()
    return of_fork(found) if fork else found


def of_fork(permissions: Mapping[str, str]) -> dict[str, str]:
    """The same for a pull request from a fork: what would write only reads [D]; there is no id-token then."""
    return {
        scope: ("read" if "read" in SCOPES[scope] else UNLISTED) if level == "write" else level
        for scope, level in permissions.items()
    }


def _rank(level: str) -> int:
    return LEVELS.index(level) if level in LEVELS else 0

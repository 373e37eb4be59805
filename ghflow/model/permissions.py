"""What the job's token may do.

Source: docs.github.com, "Workflow syntax", `permissions`; actions/languageservices 0.3.61 (read 2026-11-22).
A new scope is one line here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

import attrs

from ghflow.model.kinds import Choice
from ghflow.model.node import Kind, Node, Wrong, brief, field, gathered, shape_of, yaml_key

Level: TypeAlias = Literal["read", "write", "none"]
WriteLevel: TypeAlias = Literal["write", "none"]
ReadLevel: TypeAlias = Literal["read", "none"]

_LEVEL = Choice("read", "write", "none")
_WRITE = Choice("write", "none")
_READ = Choice("read", "none")


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Permissions(Node):
    """Scopes by name; a scope that is not named is `none`. `Permissions()` is no access at all."""

    actions: Level | None = attrs.field(default=None, metadata=field(_LEVEL))
    artifact_metadata: Level | None = attrs.field(default=None, metadata=field(_LEVEL))
    attestations: Level | None = attrs.field(default=None, metadata=field(_LEVEL))
    checks: Level | None = attrs.field(default=None, metadata=field(_LEVEL))
    code_quality: Level | None = attrs.field(default=None, metadata=field(_LEVEL))
    contents: Level | None = attrs.field(default=None, metadata=field(_LEVEL))
    copilot_requests: WriteLevel | None = attrs.field(default=None, metadata=field(_WRITE))
    deployments: Level | None = attrs.field(default=None, metadata=field(_LEVEL))
    discussions: Level | None = attrs.field(default=None, metadata=field(_LEVEL))
    drives: Level | None = attrs.field(default=None, metadata=field(_LEVEL))
    id_token: WriteLevel | None = attrs.field(default=None, metadata=field(_WRITE))
    issues: Level | None = attrs.field(default=None, metadata=field(_LEVEL))
    models: ReadLevel | None = attrs.field(default=None, metadata=field(_READ))
    packages: Level | None = attrs.field(default=None, metadata=field(_LEVEL))
    pages: Level | None = attrs.field(default=None, metadata=field(_LEVEL))
    pull_requests: Level | None = attrs.field(default=None, metadata=field(_LEVEL))
    repository_projects: Level | None = attrs.field(default=None, metadata=field(_LEVEL))
    security_events: Level | None = attrs.field(default=None, metadata=field(_LEVEL))
    statuses: Level | None = attrs.field(default=None, metadata=field(_LEVEL))
    vulnerability_alerts: ReadLevel | None = attrs.field(default=None, metadata=field(_READ))


_ALL = Choice("read-all", "write-all")


class _PermissionsKind(Kind):
    wants = "Permissions(...), a mapping of scopes, 'read-all' or 'write-all'"

    def read(self, value: Any) -> Any:
        if isinstance(value, Permissions):
            return value
        if isinstance(value, str):
            if value.lower() == "auto":
                raise _ALL.refuse(value, "permissions='auto', so spelt, is for jobs with steps")
            return _ALL.read(value)
        if not isinstance(value, Mapping):
            raise self.refuse(value)
        found: dict[str, Any] = {}
        wrong: list[Wrong] = []
        for scope, level in value.items():
            try:
                argument, found_level = self.scope(scope, level)
                found[argument] = found_level
            except Wrong as one:
                wrong.append(one.inside(scope))
        if wrong:
            raise gathered(wrong)
        return Permissions(**found)

    def place_of(self, path: tuple[str | int, ...], given: Any) -> tuple[str | int, ...]:
        return tuple(yaml_key(str(part)).replace("-", "_") for part in path)

    def scope(self, scope: Any, level: Any) -> tuple[str, Any]:
        from ghflow.diagnostics import did_you_mean

        known = {key.key: key for key in shape_of(Permissions).keys}
        if scope not in known:
            hint = did_you_mean(scope, known) if isinstance(scope, str) else None
            raise Wrong("", scope, hint, says=f"has no scope {brief(scope)}")
        return known[scope].argument, known[scope].kind.read(level)


PERMISSIONS = _PermissionsKind()

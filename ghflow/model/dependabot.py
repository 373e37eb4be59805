"""`.github/dependabot.yml`: what Dependabot keeps up to date, and how often.

Not here: workflows, actions. Dependabot evaluates no expressions but secrets of its own, in `Registry`.
Source: docs.github.com, "Dependabot options reference" (read 2026-11-22). Keys that are rarer than these go into `extra`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

import attrs

from ghflow import diagnostics
from ghflow.diagnostics import Diagnostic, WrongTypeError, closest
from ghflow.model.document import Document
from ghflow.model.kinds import (
    COUNT,
    FIXED_FLAG,
    LITERAL,
    TEXT,
    Child,
    Children,
    Choice,
    Listing,
    NumberKind,
    OneOrMany,
    Str,
    Table,
)
from ghflow.model.node import Kind, Node, field
from ghflow.spec.dependabot import DAYS, ECOSYSTEMS, INTERVALS, UPDATE_TYPES
from ghflow.where import here

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Interval = Literal["daily", "weekly", "monthly", "quarterly", "semiannually", "yearly", "cron"]
Day = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
UpdateType = Literal["version-update:semver-major", "version-update:semver-minor", "version-update:semver-patch"]


class _Ecosystem(Kind):
    wants = "the name of an ecosystem, as text"

    def read(self, value: Any) -> Any:
        if not isinstance(value, str) or not value or "${{" in value:
            raise self.refuse(value)
        near = None if value in ECOSYSTEMS else closest(value, ECOSYSTEMS)
        if near is not None:
            raise self.refuse(value, f"did you mean '{near}'?")
        return str.__str__(value)


DAYS_KIND = NumberKind("a whole number of days, from 0 on", 0, whole=True)
LIMIT = NumberKind("a whole number, from 0 on", 0, whole=True)
PLAIN_TEXTS = Listing("a list of texts", LITERAL, expression=False)
TYPES = Listing("a list of kinds of updates", Choice(*UPDATE_TYPES), expression=False)


@attrs.frozen(eq=False, repr=False, kw_only=True)
class UpdateSchedule(Node):
    """When to look for updates. `time` is `hh:mm`, in `timezone` (a name like `Europe/Berlin`) or UTC."""

    interval: Interval = attrs.field(kw_only=False, metadata=field(Choice(*INTERVALS)))
    day: Day | None = attrs.field(default=None, metadata=field(Choice(*DAYS)))
    time: str | None = attrs.field(default=None, metadata=field(LITERAL))
    timezone: str | None = attrs.field(default=None, metadata=field(LITERAL))
    cronjob: str | None = attrs.field(default=None, metadata=field(LITERAL))


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Cooldown(Node):
    """How many days old a release must be before there is a pull request for it. Security updates do not wait."""

    default_days: int | None = attrs.field(default=None, metadata=field(DAYS_KIND))
    semver_major_days: int | None = attrs.field(default=None, metadata=field(DAYS_KIND))
    semver_minor_days: int | None = attrs.field(default=None, metadata=field(DAYS_KIND))
    semver_patch_days: int | None = attrs.field(default=None, metadata=field(DAYS_KIND))
    include: Iterable[str] | None = attrs.field(default=None, metadata=field(PLAIN_TEXTS))
    exclude: Iterable[str] | None = attrs.field(default=None, metadata=field(PLAIN_TEXTS))


@attrs.frozen(eq=False, repr=False, kw_only=True)
class UpdateGroup(Node):
    """Updates that come in one pull request."""

    applies_to: Literal["version-updates", "security-updates"] | None = attrs.field(
        default=None, metadata=field(Choice("version-updates", "security-updates"))
    )
    dependency_type: Literal["development", "production"] | None = attrs.field(
        default=None, metadata=field(Choice("development", "production"))
    )
    patterns: Iterable[str] | None = attrs.field(default=None, metadata=field(PLAIN_TEXTS))
    exclude_patterns: Iterable[str] | None = attrs.field(default=None, metadata=field(PLAIN_TEXTS))
    update_types: Iterable[Literal["major", "minor", "patch"]] | None = attrs.field(
        default=None,
        metadata=field(
            Listing("a list of 'major', 'minor', 'patch'", Choice("major", "minor", "patch"), expression=False)
        ),
    )


@attrs.frozen(eq=False, repr=False, kw_only=True)
class CommitMessage(Node):
    """What commits, and the titles of pull requests, begin with."""

    prefix: str | None = attrs.field(default=None, kw_only=False, metadata=field(LITERAL))
    prefix_development: str | None = attrs.field(default=None, metadata=field(LITERAL))
    include: Literal["scope"] | None = attrs.field(default=None, metadata=field(Choice("scope")))


@attrs.frozen(eq=False, repr=False, kw_only=True)
class AllowedUpdate(Node):
    """Dependencies that are updated; the others then are not."""

    dependency_name: str | None = attrs.field(default=None, kw_only=False, metadata=field(LITERAL))
    dependency_type: Literal["direct", "indirect", "all", "production", "development"] | None = attrs.field(
        default=None, metadata=field(Choice("direct", "indirect", "all", "production", "development"))
    )
    update_types: Iterable[UpdateType] | None = attrs.field(default=None, metadata=field(TYPES))


@attrs.frozen(eq=False, repr=False, kw_only=True)
class IgnoredUpdate(Node):
    """Dependencies, or versions of them, that are not updated."""

    dependency_name: str | None = attrs.field(default=None, kw_only=False, metadata=field(LITERAL))
    versions: str | Iterable[str] | None = attrs.field(
        default=None, metadata=field(OneOrMany("text or a list of texts", LITERAL, expression=False))
    )
    update_types: Iterable[UpdateType] | None = attrs.field(default=None, metadata=field(TYPES))


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Registry(Node):
    """A registry that needs a login. Its secrets are those of Dependabot: `secrets.NPM_TOKEN`."""

    type: str = attrs.field(kw_only=False, metadata=field(LITERAL))
    url: str | None = attrs.field(default=None, metadata=field(LITERAL))
    username: Str | None = attrs.field(default=None, metadata=field(TEXT))
    password: Str | None = attrs.field(default=None, metadata=field(TEXT))
    key: Str | None = attrs.field(default=None, metadata=field(TEXT))
    token: Str | None = attrs.field(default=None, metadata=field(TEXT))
    organization: str | None = attrs.field(default=None, metadata=field(LITERAL))
    replaces_base: bool | None = attrs.field(default=None, metadata=field(FIXED_FLAG))


class _Schedule(Child):
    """A schedule; its interval alone does as well."""

    def read(self, value: Any) -> Any:
        if isinstance(value, str):
            return UpdateSchedule(Choice(*INTERVALS).read(value), where=here())
        return super().read(value)


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Update(Node):
    """What is kept up to date, where. Give `directory` (from the root of the repository, `/`) or `directories`.

    `allow_` is Dependabot's `allow`; `allow` silences rules, as everywhere.
    """

    package_ecosystem: str = attrs.field(kw_only=False, metadata=field(_Ecosystem()))
    directory: str | None = attrs.field(default=None, metadata=field(LITERAL))
    directories: Iterable[str] | None = attrs.field(default=None, metadata=field(PLAIN_TEXTS))
    schedule: UpdateSchedule | Interval = attrs.field(
        metadata=field(_Schedule("UpdateSchedule(...), or its interval alone", "UpdateSchedule", expression=False))
    )
    cooldown: Cooldown | None = attrs.field(
        default=None, metadata=field(Child("Cooldown(...)", "Cooldown", expression=False))
    )
    target_branch: str | None = attrs.field(default=None, metadata=field(LITERAL))
    allow_: Iterable[AllowedUpdate] | None = attrs.field(
        default=None,
        metadata=field(
            Children(
                "a list of AllowedUpdate(...)",
                Child("AllowedUpdate(...)", "AllowedUpdate", expression=False),
                hint="write allow_=[AllowedUpdate(...)]; to silence a rule: allow=",
            )
        ),
    )
    ignore: Iterable[IgnoredUpdate] | None = attrs.field(
        default=None,
        metadata=field(
            Children(
                "a list of IgnoredUpdate(...)",
                Child("IgnoredUpdate(...)", "IgnoredUpdate", expression=False),
                hint="write ignore=[IgnoredUpdate(...)]",
            )
        ),
    )
    groups: Mapping[str, UpdateGroup] | None = attrs.field(
        default=None,
        metadata=field(
            Table("a mapping of names to groups", Child("UpdateGroup(...)", "UpdateGroup"), expression=False)
        ),
    )
    exclude_paths: Iterable[str] | None = attrs.field(default=None, metadata=field(PLAIN_TEXTS))
    assignees: Iterable[str] | None = attrs.field(default=None, metadata=field(PLAIN_TEXTS))
    labels: Iterable[str] | None = attrs.field(default=None, metadata=field(PLAIN_TEXTS))
    milestone: int | None = attrs.field(default=None, metadata=field(COUNT))
    commit_message: CommitMessage | None = attrs.field(
        default=None, metadata=field(Child("CommitMessage(...)", "CommitMessage", expression=False))
    )
    open_pull_requests_limit: int | None = attrs.field(default=None, metadata=field(LIMIT))
    rebase_strategy: Literal["auto", "disabled"] | None = attrs.field(
        default=None, metadata=field(Choice("auto", "disabled"))
    )
    registries: Literal["*"] | Iterable[str] | None = attrs.field(
        default=None, metadata=field(OneOrMany("'*' or a list of names", LITERAL, expression=False))
    )
    versioning_strategy: Literal["auto", "increase", "increase-if-necessary", "lockfile-only", "widen"] | None = (
        attrs.field(
            default=None,
            metadata=field(Choice("auto", "increase", "increase-if-necessary", "lockfile-only", "widen")),
        )
    )
    insecure_external_code_execution: Literal["allow", "deny"] | None = attrs.field(
        default=None, metadata=field(Choice("allow", "deny"))
    )
    vendor: bool | None = attrs.field(default=None, metadata=field(FIXED_FLAG))


def _check_place(cls: type[Any], kwargs: dict[str, Any]) -> type[Any]:
    """Report an update that says nowhere, or twice, where it is."""
    given = [word for word in ("directory", "directories") if kwargs.get(word) is not None]
    if "about" not in kwargs and len(given) != 1:
        message = "an update has either directory= or directories=" + (", not both" if given else "")
        where = here().argument(given[1]) if given else here()
        rule = "conflicting-arguments" if given else "missing-argument"
        diagnostics.report(Diagnostic(rule, message, where, 'write directory="/"'), WrongTypeError)
    return cls


Update._choose = _check_place


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Dependabot(Document):
    """The configuration of Dependabot, built to `.github/dependabot.yml`. A repository has one."""

    place: ClassVar[str] = "dependabot.yml"
    judged: ClassVar[bool] = False
    version: Literal[2] = attrs.field(default=2, metadata=field(NumberKind("2", 2, whole=True)))
    enable_beta_ecosystems: bool | None = attrs.field(default=None, metadata=field(FIXED_FLAG))
    registries: Mapping[str, Registry] | None = attrs.field(
        default=None,
        metadata=field(Table("a mapping of names to registries", Child("Registry(...)", "Registry"), expression=False)),
    )
    updates: Iterable[Update] = attrs.field(
        metadata=field(
            Children(
                "a list of Update(...)", Child("Update(...)", "Update", expression=False), hint="write [Update(...)]"
            )
        )
    )

    def named(self, module: str) -> str:
        return "dependabot"

    @property
    def title(self) -> str:
        return "Dependabot configuration"

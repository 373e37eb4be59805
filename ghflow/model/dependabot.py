"""`.github/dependabot.yml`: what Dependabot keeps up to date, and how often.

Not here: workflows, actions. Dependabot evaluates no expressions but secrets of its own, in `Registry`.
Source: docs.github.com, "Dependabot options reference", and the schema of SchemaStore (read 2026-11-22).

What one object gets wrong is found when it is made; what several of them get wrong together, when `Dependabot` is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import attrs

from ghflow import diagnostics
from ghflow.diagnostics import Diagnostic, WrongTypeError, closest, did_you_mean
from ghflow.model.document import Document
from ghflow.model.kinds import (
    COUNT,
    FILLED_LITERAL,
    FIXED_FLAG,
    LITERAL,
    TEXT,
    Child,
    Children,
    Choice,
    Listing,
    OneOrMany,
    Str,
    Table,
)
from ghflow.model.node import Kind, Node, field, shape_of, yaml_key
from ghflow.spec.dependabot import (
    DAYS,
    ECOSYSTEMS,
    INTERVALS,
    LONGEST_COOLDOWN,
    LONGEST_PREFIX,
    REGISTRIES,
    UPDATE_TYPES,
)
from ghflow.where import here

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ghflow.where import Where

Interval = Literal["daily", "weekly", "monthly", "quarterly", "semiannually", "yearly", "cron"]
Day = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
UpdateType = Literal["version-update:semver-major", "version-update:semver-minor", "version-update:semver-patch"]


class _Known(Kind):
    """A word of a list that grows: one that is close to a word of the list is misspelt, any other is newer."""

    def __init__(self, wants: str, words: tuple[str, ...]) -> None:
        self.wants = wants
        self.words = words

    def read(self, value: Any) -> Any:
        if not isinstance(value, str) or not value or "${{" in value:
            raise self.refuse(value)
        near = None if value in self.words else closest(value, self.words)
        if near is not None:
            raise self.refuse(value, f"did you mean '{near}'?")
        return str.__str__(value)


class _Time(Kind):
    wants = "a time of the day, as text: '05:30'"

    def read(self, value: Any) -> Any:
        if isinstance(value, str) and _TIME(value):
            return str.__str__(value)
        hint = f"write '0{value}'" if isinstance(value, str) and _TIME(f"0{value}") else None
        raise self.refuse(value, hint)


class _Zone(Kind):
    wants = "the name of a time zone, such as 'Europe/Berlin'"

    def read(self, value: Any) -> Any:
        from ghflow.model.cron import find_timezone

        # Where there is no table of time zones, as on some machines, any name is taken.
        if isinstance(value, str) and (find_timezone(value) or find_timezone("Etc/GMT") is None):
            return str.__str__(value)
        raise self.refuse(value)


class _Whole(Kind):
    """A whole number between two others. Dependabot evaluates no expression for it."""

    text = False

    def __init__(self, wants: str, least: int, most: int) -> None:
        self.wants = wants
        self.least = least
        self.most = most

    def read(self, value: Any) -> Any:
        if isinstance(value, int) and not isinstance(value, bool) and self.least <= value <= self.most:
            return int.__int__(value)
        raise self.refuse(value)


class _Filled(Listing):
    """A list that GitHub refuses when it is empty."""

    def items(self, value: Any) -> tuple[Any, ...]:
        found = super().items(value)
        if not found:
            raise self.refuse(value, "leave it out")
        return found


class _Prefix(Kind):
    wants = f"text of at most {LONGEST_PREFIX} letters, without expressions"

    def read(self, value: Any) -> Any:
        if isinstance(value, str) and len(value) <= LONGEST_PREFIX and "${{" not in value:
            return str.__str__(value)
        raise self.refuse(value)


_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]").fullmatch
DAYS_KIND = _Whole(f"a whole number of days, from 1 to {LONGEST_COOLDOWN}", 1, LONGEST_COOLDOWN)
PATCH_DAYS = _Whole(f"a whole number of days, from 0 to {LONGEST_COOLDOWN}", 0, LONGEST_COOLDOWN)
LIMIT = _Whole("a whole number, from 0 on", 0, 10**9)
PLAIN_TEXTS = Listing("a list of texts", LITERAL, expression=False)
FILLED_TEXTS = _Filled("a list of one text or more", LITERAL, expression=False)
TYPES = Listing("a list of kinds of updates", Choice(*UPDATE_TYPES), expression=False)
LEVELS = Listing("a list of 'major', 'minor', 'patch'", Choice("major", "minor", "patch"), expression=False)
Level = Literal["major", "minor", "patch"]


@attrs.frozen(eq=False, repr=False, kw_only=True)
class UpdateSchedule(Node):
    """When to look for updates. `time` is `hh:mm`, in `timezone` (a name like `Europe/Berlin`) or UTC.

    `day` is for weekly updates, `cronjob` for the interval `cron`.
    """

    interval: Interval = attrs.field(kw_only=False, metadata=field(Choice(*INTERVALS)))
    day: Day | None = attrs.field(default=None, metadata=field(Choice(*DAYS)))
    time: str | None = attrs.field(default=None, metadata=field(_Time()))
    timezone: str | None = attrs.field(default=None, metadata=field(_Zone()))
    cronjob: str | None = attrs.field(default=None, metadata=field(LITERAL))


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Cooldown(Node):
    """How many days old a release must be before there is a pull request for it. Security updates do not wait."""

    default_days: int | None = attrs.field(default=None, metadata=field(DAYS_KIND))
    semver_major_days: int | None = attrs.field(default=None, metadata=field(DAYS_KIND))
    semver_minor_days: int | None = attrs.field(default=None, metadata=field(DAYS_KIND))
    semver_patch_days: int | None = attrs.field(default=None, metadata=field(PATCH_DAYS))
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
    update_types: Iterable[Level] | None = attrs.field(default=None, metadata=field(LEVELS))
    group_by: Literal["dependency-name"] | None = attrs.field(default=None, metadata=field(Choice("dependency-name")))


@attrs.frozen(eq=False, repr=False, kw_only=True)
class CommitMessage(Node):
    """What commits, and the titles of pull requests, begin with."""

    prefix: str | None = attrs.field(default=None, kw_only=False, metadata=field(_Prefix()))
    prefix_development: str | None = attrs.field(default=None, metadata=field(_Prefix()))
    include: Literal["scope"] | None = attrs.field(default=None, metadata=field(Choice("scope")))


@attrs.frozen(eq=False, repr=False, kw_only=True)
class BranchName(Node):
    """What the branches of pull requests are called. `template` says all of it: `{prefix}/{dependency}`."""

    separator: Literal["-", "_", "/"] | None = attrs.field(default=None, metadata=field(Choice("-", "_", "/")))
    prefix: str | None = attrs.field(default=None, metadata=field(_Prefix()))
    max_length: int | None = attrs.field(
        default=None, metadata=field(_Whole("a whole number of letters, from 20 to 244", 20, 244))
    )
    word_separator: str | None = attrs.field(default=None, metadata=field(FILLED_LITERAL))
    branch_name_case: Literal["lowercase", "uppercase"] | None = attrs.field(
        default=None, metadata=field(Choice("lowercase", "uppercase"))
    )
    template: str | None = attrs.field(default=None, metadata=field(FILLED_LITERAL))


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

    type: str = attrs.field(kw_only=False, metadata=field(_Known("the name of a kind of registry", REGISTRIES)))
    url: str | None = attrs.field(default=None, metadata=field(FILLED_LITERAL))
    username: Str | None = attrs.field(default=None, metadata=field(TEXT))
    password: Str | None = attrs.field(default=None, metadata=field(TEXT))
    key: Str | None = attrs.field(default=None, metadata=field(TEXT))
    token: Str | None = attrs.field(default=None, metadata=field(TEXT))
    replaces_base: bool | None = attrs.field(default=None, metadata=field(FIXED_FLAG))
    scope: str | Iterable[str] | None = attrs.field(
        default=None, metadata=field(OneOrMany("a scope of npm, or a list of them", FILLED_LITERAL, expression=False))
    )
    organization: Str | None = attrs.field(default=None, metadata=field(TEXT))
    repo: Str | None = attrs.field(default=None, metadata=field(TEXT))
    auth_key: Str | None = attrs.field(default=None, metadata=field(TEXT))
    public_key_fingerprint: Str | None = attrs.field(default=None, metadata=field(TEXT))
    registry: Str | None = attrs.field(default=None, metadata=field(TEXT))
    tenant_id: Str | None = attrs.field(default=None, metadata=field(TEXT))
    client_id: Str | None = attrs.field(default=None, metadata=field(TEXT))
    jfrog_oidc_provider_name: Str | None = attrs.field(default=None, metadata=field(TEXT))
    identity_mapping_name: Str | None = attrs.field(default=None, metadata=field(TEXT))
    audience: Str | None = attrs.field(default=None, metadata=field(TEXT))
    aws_region: Str | None = attrs.field(default=None, metadata=field(TEXT))
    account_id: Str | None = attrs.field(default=None, metadata=field(TEXT))
    role_name: Str | None = attrs.field(default=None, metadata=field(TEXT))
    domain: Str | None = attrs.field(default=None, metadata=field(TEXT))
    domain_owner: Str | None = attrs.field(default=None, metadata=field(TEXT))


class _Schedule(Child):
    """A schedule; its interval alone does as well."""

    def read(self, value: Any) -> Any:
        if isinstance(value, str):
            return UpdateSchedule(Choice(*INTERVALS).read(value), where=here())
        return super().read(value)


SCHEDULE = _Schedule("UpdateSchedule(...), or its interval alone", "UpdateSchedule", expression=False)
MESSAGE = Child("CommitMessage(...)", "CommitMessage", expression=False)
BRANCH_NAME = Child("BranchName(...)", "BranchName", expression=False)


@attrs.frozen(eq=False, repr=False, kw_only=True)
class MultiEcosystemGroup(Node):
    """Updates of several ecosystems that come in one pull request: of each `Update` that names the group."""

    schedule: UpdateSchedule | Interval = attrs.field(kw_only=False, metadata=field(SCHEDULE))
    target_branch: str | None = attrs.field(default=None, metadata=field(FILLED_LITERAL))
    exclude_patterns: Iterable[str] | None = attrs.field(default=None, metadata=field(PLAIN_TEXTS))
    dependency_type: Literal["development", "production"] | None = attrs.field(
        default=None, metadata=field(Choice("development", "production"))
    )
    update_types: Iterable[Level] | None = attrs.field(default=None, metadata=field(LEVELS))
    assignees: Iterable[str] | None = attrs.field(default=None, metadata=field(PLAIN_TEXTS))
    labels: Iterable[str] | None = attrs.field(default=None, metadata=field(PLAIN_TEXTS))
    milestone: int | None = attrs.field(default=None, metadata=field(COUNT))
    commit_message: CommitMessage | None = attrs.field(default=None, metadata=field(MESSAGE))
    pull_request_branch_name: BranchName | None = attrs.field(default=None, metadata=field(BRANCH_NAME))
    open_pull_requests_limit: int | None = attrs.field(default=None, metadata=field(LIMIT))


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Update(Node):
    """What is kept up to date, where. Give `directory` (from the root of the repository, `/`) or `directories`.

    `allow_` is Dependabot's `allow`; `allow` silences rules, as everywhere. `schedule` is needed, unless that of
    `multi_ecosystem_group` holds.
    """

    open_keys: ClassVar[bool] = True  # `reviewers`, which GitHub has dropped, stands in many files still
    package_ecosystem: str = attrs.field(
        kw_only=False, metadata=field(_Known("the name of an ecosystem, as text", ECOSYSTEMS))
    )
    name: str | None = attrs.field(default=None, metadata=field(FILLED_LITERAL))
    directory: str | None = attrs.field(default=None, metadata=field(LITERAL))
    directories: Iterable[str] | None = attrs.field(default=None, metadata=field(FILLED_TEXTS))
    schedule: UpdateSchedule | Interval | None = attrs.field(default=None, metadata=field(SCHEDULE))
    multi_ecosystem_group: str | None = attrs.field(default=None, metadata=field(FILLED_LITERAL))
    patterns: Iterable[str] | None = attrs.field(default=None, metadata=field(PLAIN_TEXTS))
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
    commit_message: CommitMessage | None = attrs.field(default=None, metadata=field(MESSAGE))
    pull_request_branch_name: BranchName | None = attrs.field(default=None, metadata=field(BRANCH_NAME))
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


def _check_made(cls: type[Any], kwargs: dict[str, Any]) -> type[Any]:
    if "about" not in kwargs:
        _check_update(kwargs, here())
    return cls


def _check_update(given: Mapping[str, Any], where: Where) -> None:
    """Report an update that says nowhere, or twice, where it is; one that does not say when; and what its group has to say."""
    places = [word for word in ("directory", "directories") if given.get(word) is not None]
    if len(places) != 1:
        message = "an update has either a directory or directories" + (", not both" if places else "")
        rule = "conflicting-arguments" if places else "missing-argument"
        _report(rule, message, where.argument(places[1]) if places else where, 'for example: directory="/"')
    grouped = given.get("multi_ecosystem_group") is not None
    if not grouped and given.get("schedule") is None:
        _report("missing-argument", "an update needs a schedule", where, 'for example: schedule="weekly"')
    if grouped and given.get("patterns") is None:
        message = "an update of a multi-ecosystem group needs patterns"
        _report("missing-argument", message, where, 'for example: patterns=["*"]')
    for word in _OF_THE_GROUP if grouped else ():
        if given.get(word) is not None:
            message = f"{yaml_key(word)} has no place in an update of a multi-ecosystem group"
            _report("conflicting-arguments", message, where.argument(word), "give it to the group")


_OF_THE_GROUP = ("milestone", "target_branch", "commit_message", "pull_request_branch_name")
"""What only the group says of the pull request. Source: zizmor 1.32, which reads the file as GitHub does (read 2026-11-22)."""


def _report(rule: str, message: str, where: Where, hint: str | None) -> None:
    diagnostics.report(Diagnostic(rule, message, where, hint), WrongTypeError)


Update._choose = _check_made


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Dependabot(Document):
    """The configuration of Dependabot, built to `.github/dependabot.yml`. A repository has one."""

    place: ClassVar[str] = "dependabot.yml"
    judged: ClassVar[bool] = False
    version: Literal[2] = attrs.field(default=2, metadata=field(_Whole("2", 2, 2)))
    enable_beta_ecosystems: bool | None = attrs.field(default=None, metadata=field(FIXED_FLAG))
    registries: Mapping[str, Registry] | None = attrs.field(
        default=None,
        metadata=field(Table("a mapping of names to registries", Child("Registry(...)", "Registry"), expression=False)),
    )
    multi_ecosystem_groups: Mapping[str, MultiEcosystemGroup] | None = attrs.field(
        default=None,
        metadata=field(
            Table(
                "a mapping of names to groups",
                Child("MultiEcosystemGroup(...)", "MultiEcosystemGroup"),
                expression=False,
            )
        ),
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


def _check_whole(cls: type[Any], kwargs: dict[str, Any]) -> type[Any]:
    if "about" not in kwargs:
        updates = kwargs.get("updates")
        made = updates if isinstance(updates, list | tuple) else ()
        _check_parts(made, kwargs.get("registries"), kwargs.get("multi_ecosystem_groups"))
    return cls


def check_read(document: Dependabot) -> None:
    """Report what a configuration that was read from a file gets wrong, beside what its values do by themselves."""
    updates = document.updates if isinstance(document.updates, tuple) else ()
    for one in updates:
        given = {key.name: getattr(one, key.name) for key in shape_of(Update).keys}
        kept = one.extra or {}  # what a field could not hold was reported, and is there all the same
        given |= {key.name: kept[key.key] for key in shape_of(Update).keys if key.key in kept}
        _check_update(given, one.where)
    _check_parts(updates, document.registries, document.multi_ecosystem_groups)


def _check_parts(made: Iterable[object], registries: object, groups: object) -> None:
    """Report what the parts of a configuration get wrong together."""
    updates = [one for one in made if isinstance(one, Update)]
    for one in updates:
        named = one.registries
        for index, name in enumerate(named if isinstance(named, tuple) else ()):
            _require(name, registries, "registry", one.where.argument("registries", index))
        if one.multi_ecosystem_group is not None:
            where = one.where.argument("multi_ecosystem_group")
            _require(one.multi_ecosystem_group, groups, "multi-ecosystem group", where)
    _check_overlap(updates)
    for holder in (*updates, *(groups.values() if isinstance(groups, Mapping) else ())):
        schedule = getattr(holder, "schedule", None)
        if isinstance(schedule, UpdateSchedule):
            _check_schedule(schedule)
        for word in _FILLED:
            part = getattr(holder, word, None)
            for one in part if isinstance(part, tuple) else (part,):
                if isinstance(one, Node):
                    _check_filled(one)


def _require(name: str, known: object, what: str, where: Where) -> None:
    names = list(known) if isinstance(known, Mapping) else []
    if name not in names:
        hint = did_you_mean(name, names) if names else "there is none"
        _report("wrong-value", f"there is no {what} '{name}'", where, hint)


def _check_schedule(schedule: UpdateSchedule) -> None:
    if schedule.interval == "cron" and schedule.cronjob is None:
        _report("missing-argument", "the interval 'cron' needs a cronjob", schedule.where, None)
    if schedule.interval != "cron" and schedule.cronjob is not None:
        message = f"a cronjob has no meaning with the interval '{schedule.interval}'"
        _report("conflicting-arguments", message, schedule.where.argument("cronjob"), "write 'cron' for the interval")


_FILLED = ("allow_", "ignore", "commit_message", "pull_request_branch_name")
"""What GitHub refuses when it is empty. Source: the schema of SchemaStore (read 2026-11-22)."""


def _check_filled(one: Node) -> None:
    names = [key.name for key in shape_of(type(one)).keys]
    if not one.extra and all(getattr(one, name) is None for name in names):
        _report("missing-argument", f"{type(one).__name__} says nothing", one.where, f"give one of {', '.join(names)}")


def _check_overlap(updates: list[Update]) -> None:
    """GitHub refuses two entries for one ecosystem, folder and branch, unless a name or a group tells them apart."""
    seen: dict[tuple[object, ...], Update] = {}
    for one in updates:
        folders = [one.directory] if one.directory is not None else one.directories
        for folder in folders if isinstance(folders, list | tuple) else ():
            key = (one.package_ecosystem, folder, one.target_branch, one.name, one.multi_ecosystem_group)
            if seen.setdefault(key, one) is not one:
                message = f"two updates are for {one.package_ecosystem} in {folder}: this one and the one at {seen[key].where}"
                _report(
                    "conflicting-arguments", message, one.where, "make one of both, or give one another target branch"
                )


Dependabot._choose = _check_whole

"""What a job runs on and beside: containers, services, groups of runners, environments, image snapshots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from ghflow.model.kinds import (
    CONDITION,
    CREDENTIALS,
    ENV,
    FILLED,
    FILLED_LITERAL,
    FLAG,
    SCALARS,
    TEXT,
    TEXTS,
    Bool,
    Condition,
    Env,
    FilledKind,
    Names,
    OneOrMany,
    Str,
)
from ghflow.model.node import Node, field
from ghflow.spec.runners import GROUP_PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ghflow.expr.tree import Expr
    from ghflow.expr.values import Value


class _GroupName(FilledKind):
    """The name of a group of runners; with a prefix it is that of one organization or enterprise."""

    wants = "the name of a group of runners"
    hints_fit_files = True

    def read(self, value: Any) -> Any:
        if isinstance(value, str) and "/" in value and "${{" not in value:
            prefix, _, name = value.partition("/")
            if f"{prefix}/" not in GROUP_PREFIXES or not name or "/" in name:
                hint = f"before the '/' stands one of {', '.join(repr(one[:-1]) for one in GROUP_PREFIXES)}"
                raise self.refuse(value, hint)
        return super().read(value)


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Container(Node):
    """The container that the steps of a job run in."""

    image: Str = attrs.field(kw_only=False, metadata=field(FILLED))
    credentials: Mapping[str, Str] | Value[Any] | Expr | None = attrs.field(default=None, metadata=field(CREDENTIALS))
    env: Env | None = attrs.field(default=None, metadata=field(ENV))
    ports: Iterable[str | int | Value[Any]] | Value[Any] | Expr | None = attrs.field(
        default=None, metadata=field(SCALARS)
    )
    volumes: Iterable[Str] | Value[Any] | Expr | None = attrs.field(default=None, metadata=field(TEXTS))
    options: Str | None = attrs.field(default=None, metadata=field(TEXT))


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Service(Container):
    """A container that runs beside the job, a database for example."""

    command: Str | None = attrs.field(default=None, metadata=field(TEXT))
    entrypoint: Str | None = attrs.field(default=None, metadata=field(TEXT))


@attrs.frozen(eq=False, repr=False, kw_only=True)
class RunnerGroup(Node):
    """`runs-on` by group, by labels, or by both."""

    group: Str | None = attrs.field(default=None, kw_only=False, metadata=field(_GroupName()))
    labels: Names | None = attrs.field(default=None, metadata=field(OneOrMany("a label or a list of labels", FILLED)))


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Environment(Node):
    """The deployment environment of a job. `deployment=False` uses its rules and secrets without recording a deployment."""

    name: Str = attrs.field(kw_only=False, metadata=field(TEXT))
    url: Str | None = attrs.field(default=None, metadata=field(TEXT))
    deployment: Bool | None = attrs.field(default=None, metadata=field(FLAG))


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Snapshot(Node):
    """A custom image made from the runner when the job ends."""

    image_name: str = attrs.field(kw_only=False, metadata=field(FILLED_LITERAL))
    version: str | None = attrs.field(default=None, metadata=field(FILLED_LITERAL))
    if_: Condition | None = attrs.field(default=None, metadata=field(CONDITION))

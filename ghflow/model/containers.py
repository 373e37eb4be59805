"""What a job runs on and beside: containers, services, groups of runners, environments, image snapshots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from ghflow.model.kinds import (
    CONDITION,
    ENV,
    FLAG,
    LITERAL,
    SCALARS,
    TEXT,
    TEXTS,
    Bool,
    Condition,
    Env,
    Names,
    OneOrMany,
    Str,
)
from ghflow.model.node import Node, field

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ghflow.expr.tree import Expr
    from ghflow.expr.values import Value


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Container(Node):
    """The container that the steps of a job run in."""

    image: Str = attrs.field(kw_only=False, metadata=field(TEXT))
    credentials: Mapping[str, Str] | Value[Any] | Expr | None = attrs.field(default=None, metadata=field(ENV))
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

    group: Str | None = attrs.field(default=None, kw_only=False, metadata=field(TEXT))
    labels: Names | None = attrs.field(default=None, metadata=field(OneOrMany("a label or a list of labels", TEXT)))


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Environment(Node):
    """The deployment environment of a job. `deployment=False` uses its rules and secrets without recording a deployment."""

    name: Str = attrs.field(kw_only=False, metadata=field(TEXT))
    url: Str | None = attrs.field(default=None, metadata=field(TEXT))
    deployment: Bool | None = attrs.field(default=None, metadata=field(FLAG))


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Snapshot(Node):
    """A custom image made from the runner when the job ends."""

    image_name: str = attrs.field(kw_only=False, metadata=field(LITERAL))
    version: str | None = attrs.field(default=None, metadata=field(LITERAL))
    if_: Condition | None = attrs.field(default=None, metadata=field(CONDITION))

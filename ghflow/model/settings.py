"""Settings that a workflow and a job have alike: concurrency, and defaults for scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import attrs

from ghflow.model.kinds import DATA, FILLED, FLAG, Bool, Choice, Str, Table
from ghflow.model.node import Node, field

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ghflow.expr.tree import Expr
    from ghflow.expr.values import Value


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Concurrency(Node):
    """At most one run of a group at a time. `queue="max"` keeps up to 100 waiting, and excludes `cancel_in_progress`."""

    group: Str = attrs.field(kw_only=False, metadata=field(FILLED))
    cancel_in_progress: Bool | None = attrs.field(default=None, metadata=field(FLAG))
    queue: Literal["single", "max"] | Value[str] | Expr | None = attrs.field(
        default=None, metadata=field(Choice("single", "max", expression=True))
    )


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Defaults(Node):
    """Shell and working directory of all `run:` steps. A job's defaults replace the workflow's as a whole."""

    run: Mapping[str, Any] | Value[Any] | Expr | None = attrs.field(
        default=None, metadata=field(Table("a mapping or an expression", DATA))
    )
    shell: Str | None = attrs.field(default=None, metadata=field(FILLED, under="run"))
    working_directory: Str | None = attrs.field(default=None, metadata=field(FILLED, under="run"))

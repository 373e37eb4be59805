"""One entry of `jobs`: a list of steps on a runner.

Not here: jobs that call a workflow (`calls`), the matrix (`matrix`), the graph of needs (`graph`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import attrs

from ghflow.model.kinds import (
    CONDITION,
    COUNT,
    DATA,
    ENV,
    FILLED,
    FIXED_FLAG,
    FLAG,
    ID,
    LITERAL,
    MINUTES,
    TEXT,
    TEXT_MAP,
    Bool,
    Child,
    Choice,
    Condition,
    Env,
    Num,
    OneOrMany,
    Str,
    Table,
)
from ghflow.model.named import JobOutputs, result_of
from ghflow.model.node import Kind, Node, field, not_yaml
from ghflow.model.permissions import PERMISSIONS, Permissions
from ghflow.model.steps import STEPS, Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ghflow.expr.tree import Expr
    from ghflow.expr.values import Value
    from ghflow.model.containers import Container, Environment, RunnerGroup, Service, Snapshot
    from ghflow.model.matrix import Matrix
    from ghflow.model.settings import Concurrency, Defaults

CacheMode: TypeAlias = Literal["read", "write", "write-only", "none"]
Need: TypeAlias = "AnyJob | str"


class AnyJob(Node):
    """Base of all jobs."""

    __slots__ = ()
    id: str
    as_is: bool | None
    """Whether the job is written as it is: references give it no needs, and its steps no ids."""

    @property
    def result(self) -> Value[str]:
        """`success`, `failure`, `cancelled` or `skipped`, for jobs that need this one."""
        return result_of(self.id)

    @property
    def output_names(self) -> tuple[str, ...] | None:
        """The outputs that other jobs may ask for; None where any name may be right."""
        return None


class _Need(Kind):
    wants = "a job or the id of one"

    def read(self, value: Any) -> Any:
        if isinstance(value, AnyJob):
            return value.id or "unnamed"
        if isinstance(value, str):
            return value
        raise self.refuse(value)


NEEDS = OneOrMany("a job, the id of one, or a list of these", _Need(), expression=False)
RUNS_ON = Child(
    "a label, a list of labels, RunnerGroup(...) or an expression",
    "RunnerGroup",
    other=OneOrMany("a label or a list of labels", FILLED),
)
MATRIX = Child("Matrix(...) or an expression", "Matrix")
STRATEGY = Table(
    "an expression or a mapping for the whole strategy (else use matrix=, fail_fast=, max_parallel=)", DATA, text=True
)
CONCURRENCY = Child("Concurrency(...) or the name of a group", "Concurrency", other=TEXT)
ENVIRONMENT = Child("Environment(...) or the name of one", "Environment", other=TEXT, nothing=True)
CONTAINER = Child("Container(...) or the name of an image", "Container", other=TEXT, nothing=True)
SERVICES = Table(
    "a mapping of names to services", Child("Service(...) or the name of an image", "Service", "Container", other=TEXT)
)
SNAPSHOT = Child("Snapshot(...) or the name of an image", "Snapshot", other=LITERAL)
DEFAULTS = Child("Defaults(...)", "Defaults", expression=False)
CACHE_MODE = Choice("read", "write", "write-only", "none")


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Job(AnyJob):
    """A job: its steps run one after the other on one machine. The order of keys is GitHub's, with `steps` last."""

    id: str = attrs.field(kw_only=False, metadata=not_yaml(ID))
    name: Str | None = attrs.field(default=None, metadata=field(TEXT))
    permissions: Permissions | Mapping[str, str] | Literal["read-all", "write-all", "auto"] | None = attrs.field(
        default=None, metadata=field(PERMISSIONS)
    )
    """With `"auto"`, what the actions of its steps need; a mistake where that is unknown of one."""
    needs: Need | Iterable[Need] | None = attrs.field(default=None, metadata=field(NEEDS))
    if_: Condition | None = attrs.field(default=None, metadata=field(CONDITION))
    runs_on: Str | Iterable[Str] | RunnerGroup = attrs.field(metadata=field(RUNS_ON))
    snapshot: Snapshot | str | None = attrs.field(default=None, metadata=field(SNAPSHOT))
    environment: Environment | Str | None = attrs.field(default=None, metadata=field(ENVIRONMENT))
    concurrency: Concurrency | Str | None = attrs.field(default=None, metadata=field(CONCURRENCY))
    _outputs: Mapping[str, Str] | None = attrs.field(default=None, alias="outputs", metadata=field(TEXT_MAP))
    env: Env | None = attrs.field(default=None, metadata=field(ENV))
    defaults: Defaults | None = attrs.field(default=None, metadata=field(DEFAULTS))
    timeout_minutes: Num | None = attrs.field(default=None, metadata=field(MINUTES))
    cancel_timeout_minutes: Num | None = attrs.field(default=None, metadata=field(MINUTES))
    strategy: Mapping[str, Any] | Value[Any] | Expr | str | None = attrs.field(default=None, metadata=field(STRATEGY))
    fail_fast: Bool | None = attrs.field(default=None, metadata=field(FLAG, under="strategy"))
    max_parallel: Num | None = attrs.field(default=None, metadata=field(COUNT, under="strategy"))
    matrix: Matrix | Value[Any] | Expr | str | None = attrs.field(
        default=None, metadata=field(MATRIX, under="strategy")
    )
    continue_on_error: Bool | None = attrs.field(default=None, metadata=field(FLAG))
    container: Container | Str | None = attrs.field(default=None, metadata=field(CONTAINER))
    services: Mapping[str, Service | Container | Str] | Value[Any] | Expr | None = attrs.field(
        default=None, metadata=field(SERVICES)
    )
    cache_mode: CacheMode | None = attrs.field(default=None, metadata=field(CACHE_MODE))
    steps: Iterable[Step] = attrs.field(metadata=field(STEPS, needed=False))
    as_is: bool | None = attrs.field(default=None, metadata=not_yaml(FIXED_FLAG))

    @property
    def output_names(self) -> tuple[str, ...]:
        return tuple(self._outputs or ())

    @property
    def outputs(self) -> JobOutputs:
        """The declared outputs, as other jobs see them. Asking for one makes the other job need this one."""
        return JobOutputs(self.id, self._outputs or ())


def _choose(cls: type[Any], kwargs: dict[str, Any]) -> type[Any]:
    """Work out `permissions="auto"`; the class itself is always the one that was called."""
    wish = kwargs.get("permissions")
    if wish.__class__ is str and wish == "auto":
        from ghflow.model.needed import automatic

        return automatic(cls, kwargs)
    return cls


Job._choose = _choose
Job._plainly = {"Job": ("permissions", str, False)}

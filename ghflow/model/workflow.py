"""A workflow file as one object."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Never, TypeAlias

import attrs

from ghflow import diagnostics
from ghflow.diagnostics import Diagnostic
from ghflow.model.document import Document
from ghflow.model.events import Event
from ghflow.model.job import CACHE_MODE, CONCURRENCY, DEFAULTS, AnyJob, CacheMode
from ghflow.model.kinds import ENV, LITERAL, TEXT, Child, Children, Env, FrozenMap, Str, check_list
from ghflow.model.node import Kind, Wrong, field, gathered, not_yaml
from ghflow.model.permissions import PERMISSIONS, Permissions
from ghflow.where import here

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ghflow.expr.tree import Expr
    from ghflow.expr.values import Value
    from ghflow.model.calls import CallJob
    from ghflow.model.job import Need
    from ghflow.model.kinds import Bool, Condition, Num, Scalar
    from ghflow.model.matrix import Matrix
    from ghflow.model.settings import Concurrency, Defaults


EventSettings: TypeAlias = "Event | Mapping[str, Any] | Sequence[Event | Mapping[str, Any]] | None"


class _On(Kind):
    """Names stay what they were given as; events become the mapping that they are in the file.

    What stands behind a name there: nothing, an event, events where there may be several, or an empty mapping that was
    given as one.
    """

    wants = "an event, the name of one, a list of these, or a mapping of names to events"

    def read(self, value: Any) -> Any:
        if value.__class__ is FrozenMap:
            return value
        if isinstance(value, str):
            return str.__str__(value)
        if isinstance(value, Event):
            return self.table([value])
        if isinstance(value, Mapping):
            from ghflow.model.eventmap import read_events

            return read_events(value)
        hint = "write on=[Push(branches=['main'])]"
        check_list(value, lambda value, why: self.refuse(value, why or hint))
        items = list(value)
        if items and all(isinstance(item, str) for item in items):
            return tuple(map(str.__str__, items))
        return self.table(items)

    def takes(self, data: Any) -> bool:
        if not isinstance(data, Mapping):
            return super().takes(data)
        try:
            self.read(dict(data))
        except Wrong:
            return False
        return True

    def place_of(self, path: tuple[str | int, ...], given: Any) -> tuple[str | int, ...]:
        if isinstance(given, Mapping):
            return tuple(
                part.replace("-", "_") if index and isinstance(part, str) else part for index, part in enumerate(path)
            )
        if not path or all(isinstance(item, str) for item in given):
            return path
        item, *rest = given[path[0]], *path[1:]
        if isinstance(item, str) or not item.many:
            return (getattr(item, "event", item), *rest)
        before = [other for other in given[: path[0]] if getattr(other, "event", other) == item.event]
        return (item.event, len(before), *rest)

    def table(self, items: list[Any]) -> FrozenMap:
        found: dict[str, Any] = {}
        wrong: list[Wrong] = []
        for index, item in enumerate(items):
            if isinstance(item, str):
                name: str = str.__str__(item)
                entry: Any = None
            elif isinstance(item, Event):
                name, entry = item.event, item
            else:
                hint = f"write {item.__name__}()" if isinstance(item, type) and issubclass(item, Event) else None
                wrong.append(Wrong("an event or the name of one", item, hint).inside(index))
                continue
            if isinstance(entry, Event) and entry.many:
                found[name] = (*found.get(name, ()), entry)
            elif name in found:
                hint = f"put all filters of '{name}' into one event"
                wrong.append(Wrong("", item, hint, says=f"has the event '{name}' twice").inside(index))
            else:
                found[name] = entry
        if wrong:
            raise gathered(wrong)
        return FrozenMap(found)


ON = _On()
JOBS = Children("a list of jobs", Child("a job", "AnyJob"), hint="write jobs=[Job(...)]")


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Workflow(Document):
    """One file below `.github/workflows`.

    `file` names it where the module of its source does not: needed when a module defines several workflows.
    """

    place: ClassVar[str] = "workflows/*"
    named_by: ClassVar[str] = "file"
    name: Str | None = attrs.field(default=None, kw_only=False, metadata=field(TEXT))
    file: str | None = attrs.field(default=None, metadata=not_yaml(LITERAL))
    description: str | None = attrs.field(default=None, metadata=field(LITERAL))
    run_name: Str | None = attrs.field(default=None, metadata=field(TEXT))
    on: str | Event | Sequence[str | Event] | Mapping[str, EventSettings] = attrs.field(metadata=field(ON))
    permissions: Permissions | Mapping[str, str] | Literal["read-all", "write-all"] | None = attrs.field(
        default=None, metadata=field(PERMISSIONS)
    )
    env: Env | None = attrs.field(default=None, metadata=field(ENV))
    defaults: Defaults | None = attrs.field(default=None, metadata=field(DEFAULTS))
    concurrency: Concurrency | Str | None = attrs.field(default=None, metadata=field(CONCURRENCY))
    cache_mode: CacheMode | None = attrs.field(default=None, metadata=field(CACHE_MODE))
    jobs: Iterable[AnyJob] = attrs.field(metadata=field(JOBS, keyed=True))

    def named(self, module: str) -> str:
        name = module if self.file is None else self.file
        return name if self.file is not None and name.endswith((".yml", ".yaml")) else f"{name}.yml"

    @property
    def file_name(self) -> str:
        """The name of its file below `.github/workflows`: `file`, else that of the module or file that it comes from."""
        origin = (self.where.callers or (self.where,))[-1].file.replace("\\", "/").rpartition("/")[2]
        read = self.file is None and origin.endswith((".yml", ".yaml"))
        return origin if read else self.named(origin.removesuffix(".py"))

    @property
    def title(self) -> str:
        return f"workflow '{self.name if isinstance(self.name, str) else self.file_name}'"

    def job(
        self,
        id: str,
        *,
        name: Str | None = None,
        with_: Mapping[str, Scalar] | None = None,
        secrets: Literal["inherit"] | Mapping[str, Scalar] | None = None,
        permissions: Permissions | Mapping[str, str] | Literal["read-all", "write-all"] | None = None,
        needs: Need | Iterable[Need] | None = None,
        if_: Condition | None = None,
        concurrency: Concurrency | Str | None = None,
        strategy: Mapping[str, Any] | Value[Any] | Expr | str | None = None,
        fail_fast: Bool | None = None,
        max_parallel: Num | None = None,
        matrix: Matrix | Value[Any] | Expr | str | None = None,
        cache_mode: CacheMode | None = None,
        comment: str | None = None,
        extra: Mapping[str, Any] | None = None,
        allow: str | Iterable[str] = (),
        key_order: Iterable[str] = (),
        as_is: bool | None = None,
        **unknown: Never,
    ) -> CallJob:
        """A job of another workflow of this project that calls this one, which has to be built too.

        Inputs and secrets that this workflow does not declare, or that are missing or of another type, are mistakes at the
        argument of the call. Its outputs are those of the job: `job.outputs.version`.
        """
        given = locals()
        from ghflow.model.calls import CallJob, call_job, refuse_unknown

        site = here()
        keywords = {key: value for key, value in given.items() if value is not None and key not in ("self", "unknown")}
        if unknown:
            refuse_unknown(self.title, unknown, given, site)
        keywords |= {"uses": f"./.github/workflows/{self.file_name}", "where": site}
        on: Any = self.on
        if "workflow_call" not in ((on,) if isinstance(on, str) else on or ()):
            message = f"{self.title} cannot be called: WorkflowCall is not among its events"
            diagnostics.report(Diagnostic("not-callable", message, site, "put WorkflowCall() into its on=[...]"))
            return CallJob(**keywords)
        return call_job(on["workflow_call"] if isinstance(on, dict) else None, self.title, site, keywords)

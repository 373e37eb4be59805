"""A workflow file as one object."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal

import attrs

from ghflow.model.events import Event
from ghflow.model.job import CACHE_MODE, CONCURRENCY, DEFAULTS, AnyJob, CacheMode
from ghflow.model.kinds import ENV, LITERAL, TEXT, Children, Env, FrozenMap, Kind, Str
from ghflow.model.node import Node, Wrong, field, not_yaml
from ghflow.model.permissions import PERMISSIONS, Permissions

if TYPE_CHECKING:
    from ghflow.model.settings import Concurrency, Defaults


class _On(Kind):
    """Names stay what they were given as; events become the mapping that they are in the file."""

    wants = "an event, the name of one, or a list of these"

    def read(self, value: Any) -> Any:
        if isinstance(value, str | FrozenMap):
            return value
        if isinstance(value, Event):
            return self.table([value])
        if isinstance(value, Mapping) or not isinstance(value, Iterable):
            raise self.refuse(value)
        items = list(value)
        if items and all(isinstance(item, str) for item in items):
            return tuple(items)
        return self.table(items)

    def table(self, items: list[Any]) -> FrozenMap:
        found: dict[str, Any] = {}
        for index, item in enumerate(items):
            if isinstance(item, str):
                name: str = item
                entry: Any = None
            elif isinstance(item, Event):
                name, entry = item.event, item
            else:
                hint = f"write {item.__name__}()" if isinstance(item, type) and issubclass(item, Event) else None
                raise Wrong(self.wants, item, hint, (index,))
            if isinstance(entry, Event) and entry.many:
                found[name] = (*found.get(name, ()), entry)
            elif name in found:
                raise Wrong("events that differ", item, f"put all filters of '{name}' into one event", (index,))
            else:
                found[name] = entry
        return FrozenMap(found)


ON = _On()
JOBS = Children("a list of jobs", "AnyJob", hint="write jobs=[Job(...)]")


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Workflow(Node):
    """One file below `.github/workflows`.

    `file` names it where the module of its source does not: needed when a module defines several workflows.
    """

    name: Str | None = attrs.field(default=None, kw_only=False, metadata=field(TEXT))
    file: str | None = attrs.field(default=None, metadata=not_yaml(LITERAL))
    description: str | None = attrs.field(default=None, metadata=field(LITERAL))
    run_name: Str | None = attrs.field(default=None, metadata=field(TEXT))
    on: str | Event | Iterable[str | Event] = attrs.field(metadata=field(ON))
    permissions: Permissions | Mapping[str, str] | Literal["read-all", "write-all"] | None = attrs.field(
        default=None, metadata=field(PERMISSIONS)
    )
    env: Env | None = attrs.field(default=None, metadata=field(ENV))
    defaults: Defaults | None = attrs.field(default=None, metadata=field(DEFAULTS))
    concurrency: Concurrency | Str | None = attrs.field(default=None, metadata=field(CONCURRENCY))
    cache_mode: CacheMode | None = attrs.field(default=None, metadata=field(CACHE_MODE))
    jobs: Iterable[AnyJob] = attrs.field(metadata=field(JOBS, keyed=True))

"""Mappings of outputs in which the value alone stands for an output: `outputs={"version": build.outputs.version}`.

Lives here: `OutputTable`, and `Inside`, the place of what is made of an entry.
Not here: the outputs themselves (`inputs.Output`, `action.ActionOutput`), attribute access to them (`named`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ghflow.model.kinds import TEXT, FrozenMap, Table, read_entries
from ghflow.model.node import Kind, Node, Wrong
from ghflow.where import CallSite, Where, here


class Inside(Where):
    """The place of an entry of an argument, worked out when somebody asks."""

    __slots__ = ("_path", "_site")

    def __init__(self, site: CallSite, *path: str | int) -> None:
        self._site = site
        self._path = path

    def argument(self, *path: str | int, position: int | None = None) -> Where:
        return self._site.argument(*self._path, *path)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.argument(), name)

    @property
    def callers(self) -> tuple[Where, ...]:
        return self._site.callers

    def __reduce__(self) -> tuple[Any, ...]:
        return self._site.__reduce__()


class OutputTable(Table):
    """A mapping of names to outputs. `make` makes one of a value and its place."""

    def __init__(self, item: Kind, make: Callable[[Any, Where], Node]) -> None:
        super().__init__("a mapping of names to outputs", item, expression=False)
        self.make = make

    def takes(self, data: Any) -> bool:
        return super().takes(data) and all(item is None for item in data.values())

    def read(self, value: Any) -> Any:
        if isinstance(value, Mapping) and any(not isinstance(item, Node | None) for item in value.values()):
            site = here()
            pairs = {name: (name, item) for name, item in value.items()}
            value = FrozenMap(read_entries(pairs, lambda pair: self._output(site, *pair)))
        return super().read(value)

    def _output(self, site: CallSite, name: str, value: Any) -> Any:
        if isinstance(value, Node | None):
            return value
        try:
            return self.make(TEXT.read(value), Inside(site, "outputs", name))
        except Wrong as wrong:
            raise Wrong(self.item.wants, value, wrong.hint) from None

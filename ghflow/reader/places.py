"""Where an object that was read stands in its YAML file, down to the single key, item and character.

Lives here: `Place`, the `Where` of everything that the reader makes. Lines are worked out when somebody asks.
"""

from __future__ import annotations

from typing import Any

from ghflow.model.node import shape_of
from ghflow.reader.tree import Entry, Listed, Mapped, Raw, Scalar, key_span, span_of
from ghflow.where import Span, Where


class Place(Where):
    """The place of one object: the node it was read from, and the entry that this node stands at."""

    __slots__ = ("_allowed", "_cls", "_entry", "_raw", "file")
    from_file = True

    def __init__(
        self,
        file: str,
        raw: Raw,
        cls: type[Any] | None = None,
        entry: Entry | None = None,
        allowed: tuple[Span, ...] = (),
    ) -> None:
        self._allowed = allowed
        self.file = file
        self._raw = raw
        self._cls = cls
        self._entry = entry

    def __deepcopy__(self, memo: object) -> Place:
        return self

    @property
    def raw(self) -> Raw:
        """The node of the file's tree that the object was read from."""
        return self._raw

    def _span(self) -> Span:
        span = span_of(self.file, self._raw)
        if self._entry is not None and self._entry.key is not None:
            key = key_span(self.file, self._entry)
            return Span(self.file, key.line, key.column, key.end_line, key.end_column)
        return span

    @property
    def line(self) -> int:  # type: ignore[override]
        return self._span().line

    @property
    def column(self) -> int:  # type: ignore[override]
        return self._span().column

    @property
    def end_line(self) -> int:  # type: ignore[override]
        return self._span().end_line

    @property
    def end_column(self) -> int:  # type: ignore[override]
        return self._span().end_column

    def argument(self, *path: str | int, position: int | None = None) -> Where:
        """The place of a value by the name of its field, then by keys and indexes; as near as there is one."""
        if not path:
            return self
        first, *rest = path
        if first == "allow" and rest and self._allowed:
            return self._allowed[int(rest[0])]
        steps: list[str | int] = [first]
        if first == "extra":
            steps = []
        elif self._cls is not None:
            for key in shape_of(self._cls).keys:
                if key.argument == first:
                    steps = [key.under, key.key] if key.under is not None else [key.key]
                    break
        raw = self._raw
        found: Entry | None = None
        for step in (*steps, *rest):
            entry = _entry(raw, step)
            if entry is None:
                break
            found, raw = entry, entry.value
        return self if found is None else value_span(self.file, found)


def _entry(raw: Raw, step: str | int) -> Entry | None:
    if isinstance(raw, Listed) and isinstance(step, int):
        return raw.entries[step] if step < len(raw.entries) else None
    if isinstance(raw, Mapped):
        if isinstance(step, int):  # of mappings that the model keeps as a list
            return raw.entries[step] if step < len(raw.entries) else None
        return next((entry for entry in raw.entries if entry.name == step), None)
    return None


def value_span(file: str, entry: Entry) -> Span:
    """The place of an entry's value; of its key where there is nothing behind it."""
    value = entry.value
    if isinstance(value, Scalar) and value.value is None and entry.key is not None and not value.style:
        return key_span(file, entry)
    return span_of(file, value)


def spot(file: str, raw: Raw, text: str, at: int) -> Span:
    """The place of one character (0-based) of a text that a scalar holds.

    Exact in literal blocks and in texts of one line without escapes; the beginning of the scalar elsewhere.
    """
    span = span_of(file, raw)
    if not isinstance(raw, Scalar):
        return span
    if raw.style == "|":
        before = text[:at]
        line = span.line + 1 + before.count("\n")
        return Span(file, line, _indent(raw) + at - (before.rfind("\n") + 1) + 1)
    if raw.start.line == raw.end.line and raw.style != ">":
        quotes = 1 if raw.style else 0
        width = raw.end.column - raw.start.column - 2 * quotes
        if width == len(text):
            return Span(file, span.line, span.column + quotes + at)
    return span


def _indent(raw: Scalar) -> int:
    """Columns before the text of a literal block."""
    buffer: str = raw.start.buffer or ""
    start = buffer.find("\n", raw.start.index) + 1
    while True:
        end = buffer.find("\n", start)
        line = buffer[start : end if end >= 0 else len(buffer)]
        if line.strip() or end < 0:
            return len(line) - len(line.lstrip(" "))
        start = end + 1

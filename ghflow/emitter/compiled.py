r"""Writers made for single classes, for builds of very many objects.

Lives here: `WriterMaker`. Where `ghflow_native` is installed its writers are Rust's; else it writes the source of one function
for one class and compiles it. The function has the keys of the class built in, in their order, and writes the common values
right there:

    def write(writer, node, pad):
        text = ""
        value = node.name
        if value is not None:
            kind = value.__class__
            if kind is str: text += f"{pad}name: {known(value) or scalar(value, pad)}\n"
            ...
        return text

It writes what `_Writer.node` writes for an object that says nothing beside its YAML, and asks the `writer` for all that the
kind of a key does not make likely. Compiling it takes as long as writing some hundred objects.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from ghflow.expr.tree import CLASSES
from ghflow.model.compiled import has_slots
from ghflow.model.kinds import Child, FlagKind, FrozenMap, NumberKind
from ghflow.native import native

if TYPE_CHECKING:
    from collections.abc import Callable

    from ghflow.model.node import Key


class Works(NamedTuple):
    """How the writer writes single values."""

    texts: dict[str, str]
    """What texts of one line were written as before."""
    scalar: Callable[[str, str], str]
    """A text behind a key at some indentation."""
    words: dict[str, str]
    """What texts were written as between brackets before; empty for one that must not stand there."""
    word: Callable[[str], str]
    """A text between brackets."""
    fenced: Callable[[Any], str]
    """An expression."""
    key: Callable[[str], str]
    """The key of a mapping."""


class WriterMaker:
    """Makes writers that write single values in one way: in Rust where that is installed, else in Python."""

    __slots__ = ("_native", "_works")

    def __init__(self, works: Works) -> None:
        module = native()
        self._works = works
        self._native = module and module.Writers(FrozenMap, CLASSES, *works)

    def writer(self, cls: type[Any], keys: tuple[Key, ...]) -> Callable[[Any, Any, str], str]:
        """A function that returns all keys of an object of `cls` at `pad`, as text."""
        if self._native is None or cls.to_yaml is not None or not has_slots(cls):
            return _written_writer(cls, keys, self._works)
        found = [(key.name, key, key.key, key.under, key.bare, key.keyed) for key in keys]
        return self._native.writer(cls, found)  # type: ignore[no-any-return]

    def by_id(self, writer: Any, nodes: tuple[Any, ...], indent: int, apart: bool) -> str | None:
        """Objects as entries of a mapping, each under its id, and with `apart` a blank line between them.

        None where the `writer` has to write one after the other.
        """
        if self._native is None:
            return None
        return self._native.by_id(writer, nodes, indent, apart)  # type: ignore[no-any-return]


def _written_writer(cls: type[Any], keys: tuple[Key, ...], works: Works) -> Callable[[Any, Any, str], str]:
    """What `WriterMaker.writer` gives, written in Python."""
    scope: dict[str, Any] = {"known": works.texts.get, "scalar": works.scalar, "fenced": works.fenced}
    scope |= {"CLASSES": CLASSES, "FrozenMap": FrozenMap}
    body = ['text = ""']
    for under, group in groupby(keys, lambda key: key.under):
        if under is not None:
            body += ['around, text, outer, pad = text, "", pad, pad + "  "']
        for key in group:
            scope[f"key_{key.name}"] = key
            body += _value(key)
        if under is not None:
            body += [f'text = f"{{around}}{{outer}}{under}:\\n{{text}}" if text else around', "pad = outer"]
    body.append("return text")
    source = "def write(writer, node, pad):\n    " + "\n    ".join(body)
    exec(compile(source, f"<ghflow: {cls.__name__}>", "exec"), scope)
    return scope["write"]  # type: ignore[no-any-return]


def _value(key: Key) -> list[str]:
    """The lines that write the value of one key: those that its kind makes likely, and for all others a call.

    To compile a line takes longer than to write some objects, and a class may have dozens of keys.
    """
    start = f"{{pad}}{key.key}:"
    kind = key.kind
    plain = "scalar(value, pad)" if kind.once else "known(value) or scalar(value, pad)"  # few scripts are met twice
    lines = [
        f"value = node.{key.name}",
        "if value is not None:",
        "    kind = value.__class__",
        f'    if kind is str: text += f"{start} {{{plain}}}\\n"',
    ]
    if isinstance(kind, NumberKind):
        lines.append(f'    elif kind is int: text += f"{start} {{value}}\\n"')
    if isinstance(kind, FlagKind):
        lines.append(f"    elif kind is bool: text += f\"{start} {{'true' if value else 'false'}}\\n\"")
    if kind.mapping:
        lines.append(f'    elif kind is FrozenMap and value: text += f"{start}\\n{{writer.plain_entries(value, pad)}}"')
    if isinstance(kind, Child):
        lines.append(f'    elif kind in CLASSES: text += f"{start} {{fenced(value)}}\\n"')
    lines.append(f"    else: text += writer.piece(node, key_{key.name}, value, pad)")
    return lines

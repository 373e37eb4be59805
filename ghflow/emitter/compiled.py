r"""Writers made for single classes, for builds of very many objects.

Lives here: `writer`, which writes the source of one function for one class and compiles it. The function has the keys of the
class built in, in their order, and writes the common values right there:

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
from typing import TYPE_CHECKING, Any

from ghflow.model.kinds import Child, FlagKind, NumberKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from ghflow.model.node import Key


def writer(cls: type[Any], keys: tuple[Key, ...], scope: dict[str, Any]) -> Callable[[Any, Any, str], str]:
    """A function that returns all keys of an object of `cls` at `pad`, as text.

    `scope` has what it works with: `known`, `scalar` and `fenced` for single values, `CLASSES` and `FrozenMap`.
    """
    scope = dict(scope)
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

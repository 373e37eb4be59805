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

It writes what `_Writer.node` writes for an object that says nothing beside its YAML, and asks the `writer` for all that is
not a single scalar or a mapping. Compiling it takes as long as writing some hundred objects.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

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
    """The lines that write the value of one key."""
    start = f"{{pad}}{key.key}:"
    expression = (
        ["    elif kind in CLASSES:", f'        text += f"{start} {{fenced(value)}}\\n"'] if not key.bare else []
    )
    plain = "scalar(value, pad)" if key.kind.once else "known(value) or scalar(value, pad)"  # few scripts are met twice
    return [
        f"value = node.{key.name}",
        "if value is not None:",
        "    kind = value.__class__",
        "    if kind is str:",
        f'        text += f"{start} {{{plain}}}\\n"',
        "    elif kind is int:",
        f'        text += f"{start} {{value}}\\n"',
        "    elif kind is bool:",
        f"        text += f\"{start} {{'true' if value else 'false'}}\\n\"",
        "    elif kind is FrozenMap and value:",
        f'        text += f"{start}\\n{{writer.plain_entries(value, pad)}}"',
        *expression,
        "    else:",
        f"        text += writer.piece(node, key_{key.name}, value, pad)",
    ]

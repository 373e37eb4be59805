"""What is wrong in a file, in the words of YAML: a mapping and not an object, `true` and not True.

Lives here: `shown_name` (where), `shown_value` (what there is), `shown_kind` (what there should be).
"""

from __future__ import annotations

from typing import Any

from ghflow.model import kinds
from ghflow.model.kinds import Child, Children, OneOrMany, Table
from ghflow.model.node import brief
from ghflow.model.scripts import SCRIPT
from ghflow.model.uses import join_path
from ghflow.reader.tree import Listed, Mapped, Raw

Path = tuple[str | int, ...]


def shown_name(path: Path) -> str:
    """What a path is called in a message: its last name, with the indexes behind it."""
    for index in range(len(path) - 1, -1, -1):
        if isinstance(path[index], str):
            return f"'{join_path('', path[index:])}'"
    return "the file"


def shown_value(raw: Raw) -> str:
    """What stands in the file, as the end of a sentence."""
    if isinstance(raw, Listed):
        return "got a list"
    if isinstance(raw, Mapped):
        return "got a mapping"
    value = raw.value
    if value is None:
        return "got nothing"
    if isinstance(value, bool):
        return f"got {str(value).lower()}"
    return f"got the text {brief(value)}" if isinstance(value, str) else f"got the number {brief(value)}"


def shown_kind(kind: Any) -> str:
    """What a kind takes, in the words of YAML."""
    if isinstance(kind, kinds.FlagKind):
        return "true, false or an expression" if kind.expression else "true or false"
    if isinstance(kind, kinds.NumberKind):
        return "a number or an expression"
    if isinstance(kind, kinds.Listing):
        return "a list or an expression" if kind.expression else "a list"
    if isinstance(kind, OneOrMany):
        return f"{shown_kind(kind.item)} or a list"
    if isinstance(kind, Table):
        return "a mapping or an expression" if kind.expression else "a mapping"
    if isinstance(kind, Children):
        return "a list of mappings"
    if isinstance(kind, Child):
        found = ["a mapping"] if kind.classes else []
        if kind.other is not None:
            found.insert(0, shown_kind(kind.other))
        if kind.expression and not any("expression" in word for word in found):
            found.append("an expression")
        return " or ".join(found) if found else kind.wants
    if type(kind) in (type(kinds.TEXT), type(SCRIPT), kinds.ScalarKind, kinds.ConditionKind):
        return "text"
    return str(kind.wants)

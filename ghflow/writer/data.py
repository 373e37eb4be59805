"""Objects of the model as the plain data that they are in a file, with the comments in them.

For what Python cannot say with objects: it is then written as `extra={...}`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ghflow.model.kinds import FrozenMap
from ghflow.model.node import Node, Remark, shape_of

if TYPE_CHECKING:
    from ghflow.model.node import Key, Remarks

Path = tuple[str | int, ...]


def plain_data(value: Any, remarks: Remarks, keyed: bool = False) -> tuple[Any, dict[Path, Remark]]:
    """A value of the model as data, and all comments at it and in it by their path.

    `remarks` are those that are kept with the value; with `keyed`, nodes in it are a mapping by their ids.
    """
    found = dict(remarks)
    return _data(value, (), found, keyed), found


def _data(value: Any, at: Path, found: dict[Path, Remark], keyed: bool = False) -> Any:
    if isinstance(value, Node):
        return _node(value, at, found)
    if isinstance(value, dict):
        return FrozenMap({name: _data(item, (*at, name), found) for name, item in value.items()})
    if isinstance(value, tuple):
        if keyed:
            for index, node in enumerate(value):
                remark = found.pop((*at, index), None)
                if remark is not None:
                    found[(*at, node.id)] = remark
            return FrozenMap({node.id: _data(node, (*at, node.id), found) for node in value})
        return tuple(_data(item, (*at, index), found) for index, item in enumerate(value))
    return value


def _node(node: Node, at: Path, found: dict[Path, Remark]) -> Any:
    if node.comment is not None:
        _add(found, at, Remark(None, node.comment))
    notes = node.about.notes if node.about is not None else {}
    if node.to_yaml is not None:
        for path, remark in notes.get("", (None, {}))[1].items():
            _add(found, (*at, *path), remark)
        return node.to_yaml()
    table: dict[str, Any] = {}
    for name, value, key in keys_of(node):
        way = (name,) if key is None or key.under is None else (key.under, key.key)
        remarks = notes.get("extra" if key is None else key.argument, (None, {}))[1]
        for path, remark in remarks.items():
            if key is not None:
                _add(found, (*at, *way, *path), remark)
            elif path[:1] == (name,):
                _add(found, (*at, *path), remark)
        data = _data(value, (*at, *way), found, key is not None and key.keyed)
        if len(way) == 1:
            table[name] = data
        else:
            table[way[0]] = FrozenMap({**table.get(way[0], {}), way[1]: data})
    return FrozenMap(table)


def keys_of(node: Node) -> list[tuple[str, Any, Key | None]]:
    """The keys that a node writes: name, value and what is known of it, in the order in which they are written."""
    shape = shape_of(type(node))
    rows: list[tuple[str, Any, Key | None]] = [
        (key.under or key.key, value, key)
        for key, value in zip(shape.keys, shape.get(node), strict=True)
        if value is not None
    ]
    rows += [(name, value, None) for name, value in (node.extra or {}).items()]
    if node.key_order:
        places = {name: index for index, name in enumerate(node.key_order)}
        rows.sort(key=lambda row: (places.get(row[0], len(places)), places.get(_in_group(row[2]), 0)))
    return rows


def _in_group(key: Key | None) -> str:
    """What a key inside of a mapping is called in `key_order`."""
    return "" if key is None or key.under is None else f"{key.under}.{key.key}"


def _add(found: dict[Path, Remark], at: Path, remark: Remark) -> None:
    found[at] = remark.joined(found[at]) if at in found else remark

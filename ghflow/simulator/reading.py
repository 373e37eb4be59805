"""What an object of the model holds under a key, whatever it is: a field, or what stood in the file and fits no field.

Lives here: `given`, `texts`, `trigger_names`, `trigger_entry`. Not here: the values of expressions (`contexts`).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from ghflow.expr.coercion import to_string
from ghflow.model.node import Node, shape_of

if TYPE_CHECKING:
    from ghflow.model.workflow import Workflow


def given(node: Any, key: str) -> Any:
    """The value of a YAML key (`runs-on`) of an object or mapping; what does not fit its field counts too. None: absent."""
    if not isinstance(node, Node):
        return node.get(key) if hasattr(node, "get") else None
    name = _attributes(type(node)).get(key)
    value = None if name is None else getattr(node, name)
    if value is None and node.about is not None and node.extra:
        return node.extra.get(key)
    return value


@cache
def _attributes(cls: type[Node]) -> dict[str, str]:
    return {key.key: key.name for key in shape_of(cls).keys}


def texts(value: Any) -> list[str]:
    """A text or a list of scalars as a list of texts; nothing for what is neither."""
    if isinstance(value, str):
        return [value]
    if not isinstance(value, list | tuple):
        return [] if value is None or hasattr(value, "items") else [to_string(value)]
    return [to_string(one) for one in value if isinstance(one, str | int | float | bool)]


def trigger_names(workflow: Workflow) -> list[str]:
    """The events of a workflow in the order of the file."""
    on = given(workflow, "on")
    return list(on) if hasattr(on, "items") else texts(on)


def trigger_entry(workflow: Workflow, name: str) -> Any:
    """What stands behind an event in `on`: its object or mapping, several of them, or None."""
    on = given(workflow, "on")
    return on.get(name) if hasattr(on, "items") else None

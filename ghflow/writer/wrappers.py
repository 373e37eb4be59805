"""Steps that use an action as calls of its wrapper: where there is one for this reference, or for the version of a pin.

Not here: other steps (`objects`), the wrappers themselves (`ghflow.actions`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ghflow.actions.registry import wrapper_for
from ghflow.actions.wrapping import COMMAS, LINES, PLAIN
from ghflow.model import kinds
from ghflow.model.kinds import FrozenMap
from ghflow.model.steps import UsesStep
from ghflow.writer import layout
from ghflow.writer.layout import Call
from ghflow.writer.objects import NotFit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ghflow.actions.registry import Wrapper
    from ghflow.model.node import Kind, Remarks
    from ghflow.model.steps import Step
    from ghflow.writer.layout import Code
    from ghflow.writer.objects import Argument, Objects

_FIRST = ("name", "id", "if_", "uses")
_IMPORTED = "actions."
_COMMIT = re.compile(r"[0-9a-f]{40}\Z").match
_VERSION = re.compile(r"(?:.*@)?v?(\d+)(?:\.\d+)*\Z").match


def imported(names: set[str]) -> set[str]:
    """Those of the names that a source uses which it imports from `ghflow.actions`."""
    return {name.removeprefix(_IMPORTED) for name in names if name.startswith(_IMPORTED)}


def wrapper_of(step: Step) -> Wrapper | None:
    """The wrapper that may make a step: it is for the same version of the action, and has all its inputs."""
    uses: str | None = getattr(step, "uses", None)
    if not isinstance(step, UsesStep) or uses is None or step.key_order or step.allow:
        return None
    notes = step.about.notes if step.about is not None else {}
    wrapper = wrapper_for(uses) or _of_pin(uses, notes.get("uses", (None, {}))[1])
    if wrapper is None:
        return None
    given: Any = step.with_
    if () in notes.get("with_", (None, {}))[1] or "with" in (step.extra or {}):
        return None
    table = wrapper.signature.table
    keys = {key for key, _ in table.values()}
    if given is not None and (not isinstance(given, FrozenMap) or not given or not keys.issuperset(given)):
        return None
    required = {table[name][0] for name in wrapper.signature.required}
    if not required <= {key for key, value in (given or {}).items() if value is not None}:
        return None
    return None if given is not None and None in given.values() else wrapper


def _of_pin(uses: str, remarks: Remarks) -> Wrapper | None:
    """The wrapper for a commit, of the version that the comment behind it names."""
    name, _, ref = uses.partition("@")
    remark = remarks.get(())
    words = remark.behind.split() if remark is not None and remark.behind is not None else []
    version = _VERSION(words[0].lstrip("#")) if words and _COMMIT(ref) else None
    return wrapper_for(f"{name}@v{version[1]}") if version is not None else None


def wrapped(objects: Objects, step: Step, wrapper: Wrapper, given: Mapping[str, Code | None]) -> Call | None:
    """The call of a wrapper; None when an input does not fit it, or type checkers would not take it."""
    mark = len(objects.uses)
    table = wrapper.signature.table
    keywords = {key: (name, kind) for name, (key, kind) in table.items()}
    noted = step.about.notes.get("with_") if step.about is not None else None
    remarks: Remarks = noted[1] if noted is not None else {}
    values: Any = step.with_  # type: ignore[attr-defined]
    try:
        inputs: list[Argument] = []
        for key, value in (values or {}).items():
            name, kind = keywords[key]
            inputs.append((name, objects.noted(_input(objects, kind, value), remarks.get((key,)))))
        said = {} if step.uses != wrapper.signature.uses or _is_noted(step, "uses") else {"uses": None}  # type: ignore[attr-defined]
        own = objects.arguments(step, {**given, **said, "with_": None})
    except NotFit:
        del objects.uses[mark:]
        return None
    if any(name == "key_order" for name, _ in own):
        del objects.uses[mark:]
        return None
    named = [(name or "name", code) for name, code in own]
    arguments = [(name, code) for name, code in named if name in _FIRST]
    rest = [(name, code) for name, code in named if name not in _FIRST]
    spelt = [(f"step_{name}" if name in table else name, code) for name, code in arguments]
    spelt += [*inputs, *[(f"step_{name}" if name in table else name, code) for name, code in rest]]  # type: ignore[list-item]
    objects.use(f"{_IMPORTED}{wrapper.name}")
    return Call(wrapper.call, [*spelt, *objects.beside(step)])


def _is_noted(step: Step, argument: str) -> bool:
    return step.about is not None and bool(step.about.notes.get(argument, (None, {}))[1])


def _input(objects: Objects, kind: Kind, value: Any) -> Code:
    """The value of one input. Raises `NotFit`."""
    objects.require(kind, value)
    if kind is LINES and isinstance(value, str) and value[-1:] == "\n":
        lines = value[:-1].split("\n")
        if len(lines) > 1 and all(lines):
            return layout.Listing([objects.uncommented(kinds.TEXT, line, {}, ()) for line in lines])
    if kind in (LINES, COMMAS, PLAIN):
        kind = kinds.TEXT
    return objects.uncommented(kind, value, {}, ())

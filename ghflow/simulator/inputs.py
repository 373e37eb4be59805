"""The inputs of a dispatch and of a called workflow: defaults, types, and what GitHub refuses.

Lives here: `dispatch_inputs`, `call_inputs`. Not here: their declaration (`model.inputs`).
Source: docs.github.com, "Workflow syntax", `on.workflow_dispatch.inputs`, `on.workflow_call.inputs`; actions/runner,
ConvertToWorkflowJobInputs (read 2026-11-22).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ghflow.expr.coercion import kind_of, ordinal, to_number, to_string
from ghflow.expr.unknown import Unknown
from ghflow.simulator.reading import given, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class InputsError(ValueError):
    """Inputs that GitHub refuses. The message says which and why."""


class Inputs(NamedTuple):
    """The inputs as `inputs` has them, and as `github.event.inputs` has them: as text."""

    typed: dict[str, Any]
    sent: dict[str, Any]


_EMPTY: dict[str, Any] = {"boolean": False, "number": 0, "string": ""}


def _type_of(one: Any) -> str:
    return str(given(one, "type") or "string")


def dispatch_inputs(declared: Mapping[str, Any] | None, values: Mapping[str, Any] | None) -> Inputs:
    """What `inputs` holds after a dispatch. Without `values` (None), required inputs that have no default are `Unknown`.

    `inputs` keeps booleans, `github.event.inputs` has text only [D]. Numbers stay text [inf]. Raises `InputsError` for an
    input that is not declared, one that is required and missing, and a value that is none of the options [D].
    """
    declared = dict(declared) if declared is not None and hasattr(declared, "items") else {}
    values = None if values is None else dict(values)
    names = {ordinal(name): name for name in declared}
    for name in values or ():
        if ordinal(name) not in names:
            raise InputsError(f"the workflow declares no input '{name}' (inputs: {', '.join(declared) or 'none'})")
    typed: dict[str, Any] = {}
    sent: dict[str, Any] = {}
    by_name = {names[ordinal(name)]: value for name, value in (values or {}).items()}
    for name, one in declared.items():
        value = by_name.get(name, given(one, "default"))
        if value is None or (value == "" and given(one, "required") is True):
            if given(one, "required") is True:
                if values is not None:
                    raise InputsError(f"the input '{name}' is required")
                value = Unknown(f"inputs.{name}", "boolean" if _type_of(one) == "boolean" else "string")
            else:
                value = False if _type_of(one) == "boolean" else _first_option(one)
        sent[name] = Unknown(value.reason, "string") if isinstance(value, Unknown) else to_string(value)
        typed[name] = value if isinstance(value, Unknown) else _dispatched(name, one, value)
    return Inputs(typed, sent)


def _first_option(one: Any) -> str:
    """What the form shows for a choice that nobody makes [inf]: the first option; for other inputs nothing."""
    options = texts(given(one, "options"))
    return options[0] if _type_of(one) == "choice" and options else ""


def _dispatched(name: str, one: Any, value: Any) -> Any:
    text = to_string(value)
    kind = _type_of(one)
    if kind == "boolean":
        if text.lower() not in ("true", "false"):
            raise InputsError(f"the input '{name}' is true or false, got '{text}'")
        return text.lower() == "true"
    options = texts(given(one, "options"))
    if kind == "choice" and options and text not in options:
        raise InputsError(f"the input '{name}' is one of {', '.join(options)}, got '{text}'")
    if kind == "number" and to_number(text) != to_number(text):
        raise InputsError(f"the input '{name}' is a number, got '{text}'")
    return text


def call_inputs(
    declared: Mapping[str, Any] | None,
    values: Mapping[str, Any] | None,
    evaluate_default: Callable[[Any], Any],
) -> dict[str, Any]:
    """What `inputs` holds in a called workflow: values of the declared types; without value or default false, 0 or ''.

    Raises `InputsError` for what is not declared, missing, or of another type: the run does not start [S].
    """
    declared = dict(declared) if declared is not None and hasattr(declared, "items") else {}
    names = {ordinal(name): name for name in declared}
    found: dict[str, Any] = {}
    for name, value in (values or {}).items():
        if ordinal(name) not in names:
            raise InputsError(
                f"the called workflow declares no input '{name}' (inputs: {', '.join(declared) or 'none'})"
            )
        found[names[ordinal(name)]] = value
    made: dict[str, Any] = {}
    for name, one in declared.items():
        kind = _type_of(one) if _type_of(one) in _EMPTY else "string"
        if name in found and found[name] is not None:
            made[name] = _called(name, kind, found[name])
            continue
        if given(one, "required") is True and name not in found:
            raise InputsError(f"the called workflow requires the input '{name}'")
        default = given(one, "default")
        made[name] = _EMPTY[kind] if default is None else _called(name, kind, evaluate_default(default))
    return made


def _called(name: str, kind: str, value: Any) -> Any:
    if isinstance(value, Unknown):
        return Unknown(value.reason, kind if value.kind in (None, kind) else value.kind)  # type: ignore[arg-type]
    actual = kind_of(value)
    if kind == "string" and actual in ("string", "number", "boolean", "null"):
        return to_string(value)
    if actual != kind:
        raise InputsError(f"the input '{name}' of the called workflow is a {kind}, got a {actual}")
    return value

"""What is handed to an action or a workflow by the names of its inputs, each read by its kind and checked at its argument.

Lives here: `read_given` for one value, `step_arguments` for the keywords of a call that makes a step.
Not here: what the inputs are (`ghflow.actions`, `action`, `calls`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ghflow import diagnostics
from ghflow.diagnostics import Diagnostic, WrongTypeError, closest, did_you_mean
from ghflow.expr.values import Value
from ghflow.model.node import HOLD_NOTHING, Wrong, note, take_notes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ghflow.model.node import Kind, Remark
    from ghflow.where import CallSite

STEP_ARGUMENTS = frozenset(
    [
        "name",
        "id",
        "if_",
        "env",
        "continue_on_error",
        "timeout_minutes",
        "background",
        "uses",
        "comment",
        "extra",
        "allow",
    ]
)
"""What every call of an action takes beside its inputs."""


def step_arguments(
    title: str, table: Mapping[str, tuple[str, Kind]], required: Iterable[str], given: Mapping[str, Any], site: CallSite
) -> dict[str, Any]:
    """The arguments of a step out of the keywords of a call: inputs (keyword -> key and kind) are gathered into `with_`.

    Where the action has an input called `name`, that of the step is `step_name`.
    """
    inputs: dict[str, Any] = {}
    arguments: dict[str, Any] = {}
    misspelt: set[str | None] = set()
    for name, value in given.items():
        row = table.get(name)
        if row is not None:
            if value is not None:
                key, kind = row
                plain = value.__class__ is kind.plain
                inputs[key] = value if plain else read_given(title, name, kind, value, site)
            continue
        if name in STEP_ARGUMENTS:
            arguments[name] = value
            continue
        word = name.removeprefix("step_")
        if word in STEP_ARGUMENTS and word in table:
            arguments[word] = value
        else:
            known = [*table, *(word if word not in table else f"step_{word}" for word in STEP_ARGUMENTS)]
            misspelt.add(closest(name, known))
            message = f"{title} has no input or argument '{name}'"
            report_given("unknown-argument", message, site.argument(name), did_you_mean(name, known))
    for name in required:
        if given.get(name) is None:
            if name not in misspelt:
                report_given("missing-argument", f"{title} needs {name}=...", site, None)
            inputs[table[name][0]] = ""  # so that no rule says it once more
    if inputs:
        arguments["with_"] = inputs
    return arguments


def read_given(title: str, name: str, kind: Kind, value: Any, site: CallSite, *inside: str) -> Any:
    """The value of an input, read by its kind; a note on it is kept. `inside` is the argument that is a mapping of inputs."""
    if value.__class__ in HOLD_NOTHING or isinstance(value, Value):  # which have no note; a mistake is reported below
        try:
            return None if value is None else kind.read(value)
        except Wrong:
            pass
    noted: dict[Any, Remark] = {}
    value = take_notes(value, (), noted)
    try:
        read = None if value is None else kind.read(value)
    except Wrong as wrong:
        for one in wrong.every:
            where = site.argument(*inside, name, *one.path)
            report_given("wrong-value", one.message(f"{title}: {name}"), where, one.hint)
        return ""
    if any(noted):
        hint = "put note(...) around the whole argument"
        message = f"no comment can stand inside {name}: it becomes one text"
        report_given("misplaced-note", message, site.argument(*inside, name), hint)
    if () not in noted:
        return read
    behind, above, below = noted[()]
    return note(read, behind, above=above, below=below)


def report_given(rule: str, message: str, where: Any, hint: str | None) -> None:
    """Report a mistake in what is handed over."""
    diagnostics.report(Diagnostic(rule, message, where, hint), WrongTypeError)

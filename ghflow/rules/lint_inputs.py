"""Lints about what a workflow declares for those who call or start it: inputs and secrets.

Not here: what GitHub refuses in them (`events`), what callers hand over (`calls`), references to inputs (`expressions`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ghflow.diagnostics import Severity, did_you_mean
from ghflow.rules.expressions import at_name
from ghflow.rules.lint_starts import events_of
from ghflow.rules.registry import Found, rule
from ghflow.spec.credentials import ALWAYS_THERE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ghflow.model.graph import Graph


@rule(Severity.WARNING)
def idle_default(graph: Graph) -> Iterator[Found]:
    """An input of a called workflow is required and has a default, which nobody will ever see.

        on:
          workflow_call:
            inputs:
              level:
                type: string
                required: true
                default: high  # <-
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - run: make test

    Source: docs.github.com, "Workflow syntax", `on.workflow_call.inputs.<input_id>.default` (read 2026-11-22).
    """
    for name, one, path in _inputs(graph, "workflow_call"):
        if one.required is True and one.default is not None:
            message = f"the input '{name}' is required, so that its default is never used"
            hint = "leave out one of the two"
            yield Found(one, one.where.argument("default"), message, f"{path}.default", hint)


@rule(Severity.WARNING)
def repeated_option(graph: Graph) -> Iterator[Found]:
    """An input has an option twice.

        on:
          workflow_dispatch:
            inputs:
              level:
                type: choice
                options: [patch, minor, minor]  # <-
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - run: make test

    Source: docs.github.com, "Workflow syntax", `on.workflow_dispatch.inputs.<input_id>.type` (read 2026-11-22).
    """
    for name, one, path in _inputs(graph, "workflow_dispatch"):
        options: Any = one.options
        for index, option in enumerate(options if isinstance(options, tuple) else ()):
            if option in options[:index]:
                message = f"the input '{name}' has the option {option!r} twice"
                yield Found(one, one.where.argument("options", index), message, f"{path}.options[{index}]")


@rule(Severity.WARNING)
def undeclared_secret(graph: Graph) -> Iterator[Found]:
    """A workflow that is only ever called declares its secrets, and an expression asks for another one.

    It is there only when the caller says `secrets: inherit`, and empty else.

        on:
          workflow_call:
            secrets:
              TOKEN: {required: true}
        jobs:
          publish:
            runs-on: ubuntu-latest
            steps:
              - run: make publish
                env:
                  TOKEN: ${{ secrets.TOKN }}  # <-

    Source: docs.github.com, "Reuse workflows", using inputs and secrets (read 2026-11-22).
    """
    events = events_of(graph)
    if events is None or list(events) != ["workflow_call"]:
        return
    declared = getattr(events["workflow_call"], "_secrets", None)
    if not isinstance(declared, Mapping) or not declared:
        return
    known = {name.lower() for name in declared}
    for use in graph.all_uses():
        for context, name in use.parsed.references:
            if context == "secrets" and name.lower() not in known and name.lower() not in ALWAYS_THERE:
                message = f"the workflow declares no secret '{name}'"
                yield at_name(use, "secrets", name, message, did_you_mean(name, declared))


def _inputs(graph: Graph, event: str) -> Iterator[tuple[str, Any, str]]:
    """The inputs that an event declares: name, input, place in the file."""
    on: Any = graph.workflow.on
    table = getattr(on.get(event), "_inputs", None) if isinstance(on, Mapping) else None
    for name, one in table.items() if isinstance(table, Mapping) else ():
        if hasattr(one, "where"):
            yield name, one, f"on.{event}.inputs.{name}"

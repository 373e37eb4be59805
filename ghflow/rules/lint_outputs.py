"""Lints about values that nobody sets: outputs of scripts, and variables of `env`.

Not here: steps and outputs that are not declared (`expressions`, `actions`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ghflow.diagnostics import Severity, did_you_mean
from ghflow.expr.tree import Context, Index, Lit
from ghflow.model.steps import RunStep
from ghflow.rules.expressions import at_name
from ghflow.rules.lint_commands import (
    may_do_more,
    outputs_of,
    outputs_of_python,
    words_of,
    wrapped_outputs,
    writes_outputs,
)
from ghflow.rules.lint_legs import action_of, nodes_of, shell_of
from ghflow.rules.parts import place_of
from ghflow.rules.registry import Found, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ghflow.model.graph import ActionGraph, Graph, StepsGraph

_ALONE = re.compile(r"^(\s*)(?=[\"'])", re.MULTILINE)
"""Where a text stands alone in PowerShell, which is as good as to print it."""
_QUIET = (
    "actions/checkout",
    "actions/upload-artifact",
    "actions/download-artifact",
    "actions/cache",
    "actions/labeler",
)
"""Actions that set no variables."""


@rule(Severity.WARNING, actions=True)
def unwritten_output(graph: Graph | ActionGraph) -> Iterator[Found]:
    """An expression asks a step for an output that its script never writes; it is empty.

    The script is read for what it writes to `GITHUB_OUTPUT`. A script that starts other scripts, or works a name out, may
    write anything.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - id: find
                run: echo "version=1.0" >> "$GITHUB_OUTPUT"
              - run: make test
                env:
                  VERSION: ${{ steps.find.outputs.verison }}  # <-

    Source: docs.github.com, "Workflow commands", setting an output parameter (read 2026-11-22).
    """
    for job in graph.jobs:
        scripts = {
            (job.step_ids.get(index) or step.reference_id or "").lower(): step
            for index, step in enumerate(job.steps)
            if isinstance(step, RunStep)
        }
        scripts.pop("", None)
        for use in job.uses if scripts else ():
            for node in nodes_of(use) if use.parsed.refers_inside else ():
                match node:
                    case Index(Index(Index(Context(of), Lit(str(name))), Lit(str(word))), Lit(str(output))):
                        step = scripts.get(name.lower())
                        if of.lower() != "steps" or word.lower() != "outputs" or step is None:
                            continue
                        written = _written(graph, job, step)
                        if written is None or output.lower() in written | wrapped_outputs(step.run):
                            continue
                        message = f"the step '{name}' never writes the output '{output}'"
                        hint = (
                            did_you_mean(output, sorted(outputs_of(step.run) or written))
                            if written
                            else f'write it in the script: echo "{output}=..." >> "$GITHUB_OUTPUT"'
                        )
                        yield Found(use.node, place_of(use, node.__eq__, last=True), message, use.yaml_path, hint)


def _written(graph: Graph | ActionGraph, job: StepsGraph, step: RunStep) -> frozenset[str] | None:
    """The names of outputs that a script may write, and of a shell script all other words of it; None where that is open."""
    shell = shell_of(graph, job, step)
    if shell == "python":
        return outputs_of_python(step.run)
    script = step.run
    if shell in ("pwsh", "powershell") and isinstance(script, str):
        script = _ALONE.sub(r"\1echo ", script)
    written = outputs_of(script)
    return None if written is None else written | words_of(str(step.run)) if writes_outputs(script) else written


@rule(Severity.WARNING)
def unset_variable(graph: Graph) -> Iterator[Found]:
    """An expression asks `env` for a variable that nobody sets; it is empty.

    `env` holds what the keys `env` of workflow, job and step say and what earlier steps write to `GITHUB_ENV`; variables of the
    machine are not in it. Behind a step of which it is not known what it sets, any variable may be right.

        on: push
        env:
          PROFILE: release
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - run: make "${{ env.PROFIEL }}"  # <-

    Source: docs.github.com, "Contexts reference", `env` (read 2026-11-22).
    """
    outer = _names(graph.workflow.env)
    for job in graph.jobs:
        if not any(context == "env" for use in job.uses for context, _ in use.parsed.references):
            continue
        own = _names(getattr(job.holder, "env", None))
        container = _names(getattr(getattr(job.holder, "container", None), "env", None))
        if outer is None or own is None or container is None:
            continue
        open_from = _sets_more(job)
        places = {id(step): index for index, step in enumerate(job.steps)}
        for use in job.uses:
            index = places.get(id(use.node))
            if index is None or index >= open_from:
                continue
            step = _names(getattr(use.node, "env", None))
            if step is None:
                continue
            known = {*outer, *own, *container, *step}
            if not isinstance(use.tree, Index):
                continue  # in more than the variable alone, an empty one may be meant
            for context, name in use.parsed.references:
                if context == "env" and name.lower() not in {one.lower() for one in known}:
                    hint = did_you_mean(name, sorted(known)) or "a variable of the machine is $NAME in the script"
                    yield at_name(use, "env", name, f"nobody sets the variable '{name}' before this step", hint)


def _names(env: Any) -> list[str] | None:
    """The variables of a key `env`; None where an expression decides."""
    if env is None:
        return []
    return list(env) if isinstance(env, Mapping) else None


def _sets_more(job: StepsGraph) -> int:
    """The index of the first step before which some step may have set variables."""
    for index, step in enumerate(job.steps):
        quiet = action_of(step)[0] in _QUIET
        if not quiet and (not isinstance(step, RunStep) or _may_set(str(step.run))):
            return index + 1
    return len(job.steps) + 1


def _may_set(script: str) -> bool:
    """Whether a script may set variables for the steps behind it."""
    return may_do_more(script) or "GITHUB_ENV" in script or "set-env" in script

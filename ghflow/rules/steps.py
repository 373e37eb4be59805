"""Rules about the order of steps: what is known when a step begins, and what can be waited for.

Not here: ids (`ids`), references to steps that are nowhere (`expressions`), which steps may stand in which list (the model).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ghflow.diagnostics import Severity, did_you_mean
from ghflow.model.steps import Step
from ghflow.rules.expressions import at_name, is_waiting
from ghflow.rules.registry import Found, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ghflow.model.graph import ActionGraph, Graph, StepsGraph


@rule()
def unknown_waited_step(graph: Graph) -> Iterator[Found]:
    """A step waits for a step, or ends one, that does not stand before it in the job.

    GitHub refuses the whole file: `wait` and `cancel` take the ids of earlier steps.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - id: server
                run: make serve
                background: true
              - run: make test
              - cancel: serve  # <-

    Source: actions/languageservices 0.3.61, converter of steps (read 2026-11-22).
    """
    for job in graph.jobs:
        if job.plain:
            continue
        first = _first_by_id(job)
        for index, step in enumerate(job.steps):
            for way, name in step.named_steps:
                at = first.get(name.lower())
                if at is not None and at < index:
                    continue
                hint = None
                if at is None:
                    message = f"{job.title} has no step '{name}'"
                    hint = did_you_mean(name, [known for known, at in first.items() if at < index])
                elif at == index:
                    message = f"the step '{name}' names itself in its '{way[0]}'"
                else:
                    message = f"the step '{name}' comes later than the step that names it in its '{way[0]}'"
                path = f"{job.step_path(index)}.{way[0]}" + "".join(f"[{one}]" for one in way[1:])
                yield Found(step, step.where.argument(*way), message, path, hint)


@rule()
def wait_all_false(graph: Graph) -> Iterator[Found]:
    """A step says `wait-all: false`, which is nothing to do.

    GitHub refuses the whole file. Without a value, `wait-all:` waits.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - run: make serve
                background: true
              - wait-all: false  # <-

    Source: actions/languageservices 0.3.61, converter of steps (read 2026-11-22).
    """
    for job in graph.jobs:
        for index, step in enumerate(() if job.plain else job.steps):
            if getattr(step, "wait_all", None) is False:
                message = "a step cannot have wait-all: false"
                where = step.where.argument("wait_all")
                yield Found(step, where, message, f"{job.step_path(index)}.wait-all", "remove the step")


@rule(actions=True, in_files=Severity.WARNING)
def step_not_run_yet(graph: Graph | ActionGraph) -> Iterator[Found]:
    """An expression in a step refers to a step that has not ended when it is evaluated; it is empty.

    A step knows those before it. Of a background step nothing is known before a `wait` for it or a `wait-all`, and steps in
    `parallel` do not know each other.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - run: make test
                env:
                  VERSION: ${{ steps.find.outputs.version }}  # <-
              - id: find
                run: echo "version=1.0" >> "$GITHUB_OUTPUT"

    Source: docs.github.com, "Contexts reference", `steps`; changelog of 2026-06-25 (read 2026-11-22).
    """
    for job in graph.jobs:
        known: list[int] = []
        for name, use in job.referring("steps"):
            if not isinstance(use.node, Step) or is_waiting(use):
                continue
            if not known:
                known = _known_from(job)
                first = _first_by_id(job)
                places = {id(step): index for index, step in enumerate(job.steps)}
            at = first.get(name.lower())
            place = places.get(id(use.node))
            if at is None or place is None or known[at] <= place:
                continue
            step = job.steps[at]
            hint = "a step knows only those that ended before it"
            if at == place:
                message = f"the step refers to itself, steps.{name}"
            elif at > place:
                message = f"the step '{name}' comes later than this one"
            elif getattr(step, "background", None):
                message = f"the step '{name}' runs in the background, and nobody has waited for it yet"
                hint = f"put a step before this one: wait: {name}"
            else:
                message = f"the step '{name}' runs side by side with this one"
            yield at_name(use, "steps", name, message, hint)


def _first_by_id(job: StepsGraph) -> dict[str, int]:
    """The index of the first step that may be meant by an id (in lower case): its own, else the one made of its name."""
    own = {step.id.lower(): index for index, step in reversed(list(enumerate(job.steps))) if step.id}
    if job.complete:
        return own
    slugs = {(step.reference_id or "").lower(): index for index, step in reversed(list(enumerate(job.steps)))}
    return slugs | own


def _known_from(job: StepsGraph) -> list[int]:
    """For each step the index of the first step that sees its outputs; behind the last step for none."""
    count = len(job.steps)
    found: list[int] = []
    for top in getattr(job.holder, "steps", None) or ():
        inside = len(top.nested)
        start = len(found)
        found += [start + 1 + inside] * (1 + inside)
        if getattr(top, "background", None) is True:
            later = range(start + 1, count)
            found[start] = next((index + 1 for index in later if _ends(job.steps[index], job.steps[start])), count)
    return found


def _ends(step: Step, background: Step) -> bool:
    """Whether a step waits for another one, or ends it."""
    if hasattr(step, "wait_all"):
        return True
    name = (background.reference_id or "").lower()
    return any(one.lower() == name for _, one in step.named_steps)

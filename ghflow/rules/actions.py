"""Rules about other people's actions that stop a build: inputs, outputs and tags that do not exist.

They judge by the catalogue (`spec.catalogue`). An action or version that is not in it is passed over, and so is a version that
may have more than the catalogue knows: what is doubtful there is a lint (`lint_actions`).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ghflow.diagnostics import Severity, closest, did_you_mean
from ghflow.expr.tree import Context, Index, Lit, walk
from ghflow.rules.registry import Found, rule
from ghflow.spec.catalogue import find, missing_tag

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ghflow.model.graph import ActionGraph, Graph, StepsGraph
    from ghflow.model.steps import UsesStep
    from ghflow.model.uses import Use
    from ghflow.spec.catalogue import ActionFacts
    from ghflow.where import Where


@rule(actions=True, in_files=Severity.WARNING)
def unknown_action_input(graph: Graph | ActionGraph) -> Iterator[Found]:
    """A step gives an action an input that the action does not have.

    GitHub warns in the log of the run, and the input has no effect.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - uses: actions/checkout@v6
                with:
                  fetch-deep: 0  # <-

    Source: actions/runner, "Unexpected input(s)"; the action.yml of each action in the catalogue (read 2026-11-22).
    """
    for step, facts, path in steps_with_facts(graph):
        if step.with_ is not None and not facts.open:
            yield from unknown_inputs(step, facts, path)


@rule(actions=True, in_files=Severity.WARNING)
def missing_action_input(graph: Graph | ActionGraph) -> Iterator[Found]:
    """A step does not give an action an input that it needs.

    Only inputs that the action requires and has no default for count. GitHub itself does not look: the action fails, or does
    something else than was meant.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - uses: actions/cache/save@v4  # <-
                with:
                  path: ~/.cache

    Source: docs.github.com, "Metadata syntax", `inputs.<input_id>.required`; the catalogue (read 2026-11-22).
    """
    for step, facts, path in steps_with_facts(graph):
        if facts.required and not facts.open:
            yield from missing_inputs(step, facts, path)


@rule(actions=True, in_files=Severity.WARNING)
def unknown_action_output(graph: Graph | ActionGraph) -> Iterator[Found]:
    """An expression uses an output that the action of the step does not have.

    It evaluates to an empty text.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - id: python
                uses: actions/setup-python@v6
              - run: echo "${{ steps.python.outputs.version }}"  # <-

    Source: docs.github.com, "Contexts", `steps` context; the action.yml of each action in the catalogue (read 2026-11-22).
    """
    for job in graph.jobs:
        known = {}
        for index in job.using if job.referring("steps") else ():
            step: Any = job.steps[index]
            facts = find(step.uses) if isinstance(step.uses, str) else None
            if facts is not None and not facts.open_outputs:
                known[(job.step_ids.get(index) or step.id or "").lower()] = facts
        if not known:
            continue
        for name, output, use in _outputs_used(job):
            facts = known.get(name.lower())
            if facts is not None and output.lower() not in [one.lower() for one in facts.outputs]:
                hint = did_you_mean(output, facts.outputs) or "it declares no outputs"
                yield Found(use.node, use.where, f"{shown(facts)} has no output '{output}'", use.yaml_path, hint)


@rule(actions=True, in_files=Severity.WARNING)
def missing_action_tag(graph: Graph | ActionGraph) -> Iterator[Found]:
    """A step names an action by its major, and the action has no tag that moves with the major.

    Some actions have exact tags only, so that the run ends before it begins: the action cannot be found.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - uses: astral-sh/setup-uv@v8  # <-

    Source: the tags of each action in the catalogue (read 2026-11-22).
    """
    for step, path in action_steps(graph):
        instead = missing_tag(step.uses)
        if instead is not None:
            name = step.uses.partition("@")[0]
            message = f"{name} has no tag '{step.uses.partition('@')[2]}': its tags are exact versions"
            yield Found(step, step.where.argument("uses"), message, f"{path}.uses", f"write {name}@{instead}")


class StepPath:
    """The place of a step in the file, as text when it is asked for: most are not."""

    __slots__ = ("_index", "_job")

    def __init__(self, job: StepsGraph, index: int) -> None:
        self._job = job
        self._index = index

    def __str__(self) -> str:
        return self._job.step_path(self._index)


@lru_cache(maxsize=1)  # for the rules that ask one after the other about one graph
def action_steps(graph: Graph | ActionGraph) -> Sequence[tuple[UsesStep[Any], StepPath]]:
    """Every step that uses an action, with its place in the file. What has no reference that could be read is left out."""
    found: list[tuple[UsesStep[Any], StepPath]] = []
    for job in graph.jobs:
        for index in job.using:
            step: Any = job.steps[index]
            if isinstance(step.uses, str):
                found.append((step, StepPath(job, index)))
    return found


@lru_cache(maxsize=1)
def steps_with_facts(graph: Graph | ActionGraph) -> Sequence[tuple[UsesStep[Any], ActionFacts, StepPath]]:
    """Every step whose action the catalogue knows."""
    found = []
    for step, path in action_steps(graph):
        facts = facts_of(step)
        if facts is not None:
            found.append((step, facts, path))
    return found


def facts_of(step: UsesStep[Any]) -> ActionFacts | None:
    """What the catalogue knows of the action of a step.

    A commit that it does not know counts as the version in the comment behind it. Then nothing is certain: the comment may be
    wrong, and the version may have other inputs.
    """
    found = find(step.uses)
    if found is not None or not is_commit(step.uses):
        return found
    version = version_said(step)
    facts = find(f"{step.uses.partition('@')[0]}@{version}") if version else None
    return facts and facts.opened()


is_commit = re.compile(r"[^@]*@[0-9a-f]{40}").fullmatch
"""Whether a reference is pinned to a commit."""
_SAYS = re.compile(r"(?:tag=)?((?:[^\s@;]*/)?v?\d+(?:\.\d+)*)(?![\w.-])").match


def version_said(step: UsesStep[Any]) -> str | None:
    """The version that the comment behind the reference of a step begins with."""
    noted = step.about.notes.get("uses") if step.about is not None else None
    behind = noted[1].get(()) if noted is not None else None
    return version_in((behind.behind if behind else None) or "")


def version_in(comment: str) -> str | None:
    """The version that a comment begins with."""
    said = _SAYS(comment)
    return said and said[1]


def shown(facts: ActionFacts) -> str:
    """What an action is called in messages."""
    return f"{facts.shown}@{facts.ref}"


def unknown_inputs(step: UsesStep[Any], facts: ActionFacts, path: object, *, nearly: bool = False) -> Iterator[Found]:
    """A finding for each input of a step that the facts do not have. GitHub compares without regard to case.

    With `nearly`, for those alone that are spelt almost like one that they have.
    """
    known = _inputs_of(facts)
    if not isinstance(step.with_, dict) or known.issuperset(step.with_):
        return
    for name in step.with_:
        if name not in known and name.lower() not in known and not (nearly and closest(name, facts.inputs) is None):
            hint = did_you_mean(name, facts.inputs) or "it has no inputs"
            message = f"{shown(facts)} has no input '{name}'"
            yield Found(step, place_of_input(step, name), message, f"{path}.with.{name}", hint)


def missing_inputs(step: UsesStep[Any], facts: ActionFacts, path: object) -> Iterator[Found]:
    """A finding for the inputs that an action needs and a step does not give."""
    given = step.with_ if isinstance(step.with_, dict) else {} if step.with_ is None else None
    if given is None or facts.required.issubset(given):
        return
    names = {name.lower() for name in given}
    missing = [name for name in facts.inputs if name in facts.required and name.lower() not in names]
    if missing:
        listed = ", ".join(f"'{name}'" for name in missing)
        message = f"{shown(facts)} needs the {'input' if len(missing) == 1 else 'inputs'} {listed}"
        yield Found(step, step.where.argument("uses"), message, f"{path}.with")


@lru_cache(maxsize=1000)
def _inputs_of(facts: ActionFacts) -> frozenset[str]:
    """The inputs that an action takes, in lower case."""
    own = [name.lower() for name in facts.inputs]
    return frozenset([*own, "args", "entrypoint"] if facts.using in ("docker", None) else own)


def place_of_input(step: UsesStep[Any], name: str) -> Where:
    """The place of an input: in `with`, or the argument of a wrapper."""
    place = step.where.argument("with_", name)
    if place is not step.where or step.where.from_file:
        return place
    return step.where.argument("".join(letter if letter.isalnum() else "_" for letter in name))


def _outputs_used(job: StepsGraph) -> Iterator[tuple[str, str, Use]]:
    """The outputs of steps that the expressions of a job name, each with the name of its step."""
    for use in dict.fromkeys(use for _, use in job.referring("steps")):
        for node in walk(use.parsed.tree) if use.parsed.tree is not None else ():
            match node:
                case Index(Index(Index(Context(context), Lit(step)), Lit(word)), Lit(output)):
                    named = isinstance(step, str) and isinstance(output, str) and isinstance(word, str)
                    if named and context.lower() == "steps" and str(word).lower() == "outputs":
                        yield str(step), str(output), use

"""Rules about jobs that call a workflow, and about steps that use an action of the repository.

What is called is known where it is in the checkout; of anything else nothing is said.
Not here: actions of others (`actions`), permissions of a call (`escalation`), the forms of `uses` in steps (the model).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ghflow.diagnostics import Severity, did_you_mean
from ghflow.expr.tree import Context, Index, Lit, walk
from ghflow.model.graph import Graph
from ghflow.model.kinds import is_fenced
from ghflow.model.named import DeclaredOutputs
from ghflow.rules.parts import place_of
from ghflow.rules.registry import Found, rule
from ghflow.spec.limits import MAX_WORKFLOW_LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ghflow.model.graph import ActionGraph, JobGraph, StepsGraph
    from ghflow.model.steps import UsesStep
    from ghflow.rules.world import World


@rule()
def wrong_workflow_reference(graph: Graph) -> Iterator[Found]:
    """A job calls a workflow by a reference that GitHub does not take.

    GitHub refuses the whole file. Workflows lie in `.github/workflows` itself; one of the same repository is called without a
    version, and is the one of the run; one of another repository needs a version.

        on: push
        jobs:
          test:
            uses: ./.github/workflows/test.yml@main  # <-
          publish:
            uses: ./workflows/publish.yml  # <-

    Source: docs.github.com, "Reuse workflows"; actions/languageservices 0.3.61, validation of `uses` (read 2026-11-22).
    """
    for job in call_jobs(graph):
        uses: Any = job.job.uses  # type: ignore[attr-defined]
        found = _wrong_reference(uses) if isinstance(uses, str) else None
        if found is not None:
            message = f"{uses!r} is no reference of a workflow: {found[0]}"
            yield Found(job.job, job.job.where.argument("uses"), message, f"{job.prefix}.uses", found[1])


_FOLDERS = (".github/workflows/", ".github/workflows-lab/")


def _wrong_reference(uses: str) -> tuple[str, str | None] | None:
    """What is wrong with a reference, and what to do; None when it has the form that GitHub takes."""
    path, at, version = uses.partition("@")
    if uses.startswith(("./", "$/")):
        if not uses.startswith(_FOLDERS, 2):
            return "it has to lie in .github/workflows", f"write {uses[:2]}.github/workflows/..."
        if at:
            return "a workflow of the same repository takes no version", f"write {path}"
        inside = path.split("/", 3)[3]
    else:
        repository, folder, inside = max((path.partition(folder) for folder in _FOLDERS), key=lambda parts: parts[1])
        if not folder:
            return "it has to lie in .github/workflows", "write owner/name/.github/workflows/file.yml@ref"
        if "@" in version or not version:
            return ("there are two '@'" if version else "the version is missing"), None
        if repository.count("/") != 2:
            return "it has to begin with the owner and the name of a repository", "write owner/name/..."
    if "/" in inside:
        return "it has to lie in .github/workflows itself, in no folder below", None
    if not inside.endswith((".yml", ".yaml")) or inside in (".yml", ".yaml"):
        return "its file ends in .yml or .yaml", None
    return None


@rule()
def uncallable_workflow(graph: Graph, world: World) -> Iterator[Found]:
    """A job calls a workflow that does not say it can be called.

    GitHub refuses the whole file.

        on: push
        jobs:
          test:
            uses: ./.github/workflows/test.yml  # <-
        === .github/workflows/test.yml
        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - run: make test

    Source: docs.github.com, "Reuse workflows" (read 2026-11-22).
    """
    for job, called in called_by(graph, world):
        where = job.job.where.argument("uses")
        if where is job.job.where:
            continue  # it was made by `Workflow.job`, which says so
        if not isinstance(called, Graph):
            yield Found(job.job, where, f"{_uses(job)} is no workflow", f"{job.prefix}.uses")
        elif "workflow_call" not in _names(called):
            message = f"{_uses(job)} cannot be called: workflow_call is not among its events"
            yield Found(job.job, where, message, f"{job.prefix}.uses", "add workflow_call to its on")


@rule()
def unknown_call_input(graph: Graph, world: World) -> Iterator[Found]:
    """A job hands an input to a workflow that does not declare it.

    GitHub refuses the whole file.

        on: push
        jobs:
          test:
            uses: ./.github/workflows/test.yml
            with:
              pyhton: "3.14"  # <-
        === .github/workflows/test.yml
        on:
          workflow_call:
            inputs:
              python: {type: string}
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - run: make test

    Source: docs.github.com, "Reuse workflows", using inputs and secrets (read 2026-11-22).
    """
    for job, declared, given in _handed(graph, world, "inputs"):
        yield from _undeclared(job, declared, given, "input", "with")


@rule()
def missing_call_input(graph: Graph, world: World) -> Iterator[Found]:
    """A job does not hand an input to a workflow that requires it.

    GitHub refuses the whole file. An input with a default is never missing.

        on: push
        jobs:
          test:
            uses: ./.github/workflows/test.yml  # <-
        === .github/workflows/test.yml
        on:
          workflow_call:
            inputs:
              python: {type: string, required: true}
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - run: make test

    Source: docs.github.com, "Reuse workflows", using inputs and secrets (read 2026-11-22).
    """
    for job, declared, given in _handed(graph, world, "inputs"):
        yield from _missing(job, declared, given, "input", "with")


@rule()
def mistyped_call_input(graph: Graph, world: World) -> Iterator[Found]:
    """A job hands text to an input of a called workflow that is a boolean or a number.

    GitHub refuses the whole file. It does not turn text into anything else: `"true"` in quotes is text.

        on: push
        jobs:
          test:
            uses: ./.github/workflows/test.yml
            with:
              fast: "yes"  # <-
        === .github/workflows/test.yml
        on:
          workflow_call:
            inputs:
              fast: {type: boolean}
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - run: make test

    Source: docs.github.com, "Reuse workflows"; actions/languageservices, test data of the reader (read 2026-11-22).
    """
    for job, declared, given in _handed(graph, world, "inputs"):
        lower = {name.lower(): one for name, one in declared.items()}
        for name, value in given.items():
            one = lower.get(name.lower())
            kind = "string" if one is None else one.called_type
            if kind == "boolean":
                fits = not isinstance(value, (str, int, float)) or isinstance(value, bool)
            elif kind == "number":
                fits = not isinstance(value, (str, bool))
            else:
                continue
            if fits or (isinstance(value, str) and (is_fenced(value) or "${{" in value)):
                continue
            message = f"the input '{name}' of {_uses(job)} is a {kind}, got {value!r}"
            word = {"true": "true", "false": "false"}.get(str(value).lower())
            hint = f"write {word}, without quotes" if word and kind == "boolean" else None
            where = job.job.where.argument("with_", name)
            yield Found(job.job, where, message, f"{job.prefix}.with.{name}", hint)


@rule()
def unknown_call_secret(graph: Graph, world: World) -> Iterator[Found]:
    """A job hands a secret to a workflow that does not declare it.

    GitHub refuses the whole file. `secrets: inherit` hands over all there are.

        on: push
        jobs:
          publish:
            uses: ./.github/workflows/publish.yml
            secrets:
              TOKN: ${{ secrets.TOKEN }}  # <-
        === .github/workflows/publish.yml
        on:
          workflow_call:
            secrets:
              TOKEN: {required: false}
        jobs:
          publish:
            runs-on: ubuntu-latest
            steps:
              - run: make publish

    Source: docs.github.com, "Reuse workflows", using inputs and secrets (read 2026-11-22).
    """
    for job, declared, given in _handed(graph, world, "secrets"):
        yield from _undeclared(job, declared, given, "secret", "secrets")


@rule()
def missing_call_secret(graph: Graph, world: World) -> Iterator[Found]:
    """A job does not hand a secret to a workflow that requires it.

    GitHub refuses the whole file. `secrets: inherit` hands over all there are.

        on: push
        jobs:
          publish:
            uses: ./.github/workflows/publish.yml  # <-
        === .github/workflows/publish.yml
        on:
          workflow_call:
            secrets:
              TOKEN: {required: true}
        jobs:
          publish:
            runs-on: ubuntu-latest
            steps:
              - run: make publish

    Source: docs.github.com, "Reuse workflows", using inputs and secrets (read 2026-11-22).
    """
    for job, declared, given in _handed(graph, world, "secrets"):
        yield from _missing(job, declared, given, "secret", "secrets")


@rule(in_files=Severity.WARNING)
def unknown_call_output(graph: Graph, world: World) -> Iterator[Found]:
    """An expression asks for an output that the called workflow does not declare; it would be empty.

        on: push
        jobs:
          find:
            uses: ./.github/workflows/find.yml
          test:
            needs: find
            runs-on: ubuntu-latest
            steps:
              - run: make test
                env:
                  VERSION: ${{ needs.find.outputs.vers }}  # <-
        === .github/workflows/find.yml
        on:
          workflow_call:
            outputs:
              version: {value: "1.0"}
        jobs:
          find:
            runs-on: ubuntu-latest
            steps:
              - run: make

    Source: docs.github.com, "Reuse workflows", using outputs (read 2026-11-22).
    """
    known = {}
    for job, called in called_by(graph, world):
        event = _call_event(called)
        if event is not None and job.job.output_names is None and not _is_unclear(event, "outputs"):
            known[job.id.lower()] = list(getattr(event, "outputs", None) or ())
    for use in graph.all_uses() if known else ():
        for node, name, output in _outputs_of(use.parsed.tree, ("needs", "jobs")):
            declared = known.get(name.lower())
            if declared is not None and output.lower() not in map(str.lower, declared):
                message = f"the workflow that job '{name}' calls has no output '{output}'"
                hint = did_you_mean(output, declared) or "it declares no outputs"
                yield Found(use.node, place_of(use, node.__eq__, last=True), message, use.yaml_path, hint)


@rule()
def nested_calls(graph: Graph, world: World) -> Iterator[Found]:
    """Workflows call each other in a circle, or more than ten levels deep.

    GitHub refuses to start a run.

        on: [push, workflow_call]
        jobs:
          again:
            uses: ./.github/workflows/ci.yml  # <-

    Source: docs.github.com, "Reuse workflows", limitations (read 2026-11-22).
    """
    for job, called in called_by(graph, world):
        way = _too_far(called, world, [graph, called])
        if way is None:
            continue
        titles = " -> ".join(one.document.title for one in way)
        circle = any(one.document is way[-1].document for one in way[:-1])
        message = f"workflows call each other in a circle: {titles}"
        if not circle:
            message = f"workflows call each other more than {MAX_WORKFLOW_LEVELS} levels deep: {titles}"
        yield Found(job.job, job.job.where.argument("uses"), message, f"{job.prefix}.uses")


def _too_far(
    called: Graph | ActionGraph, world: World, way: list[Graph | ActionGraph]
) -> list[Graph | ActionGraph] | None:
    """The way from the first workflow into a circle through it, or beyond the last level; None when there is neither."""
    if called.document is way[0].document and len(way) > 1:
        return way
    if len(way) > MAX_WORKFLOW_LEVELS:
        return way
    if any(one.document is called.document for one in way[:-1]) or not isinstance(called, Graph):
        return None  # a circle that is not this workflow's: it is reported where it is
    for _, further in called_by(called, world):
        found = _too_far(further, world, [*way, further])
        if found is not None:
            return found
    return None


@rule(actions=True, in_files=Severity.WARNING)
def unknown_local_input(graph: Graph | ActionGraph, world: World) -> Iterator[Found]:
    """A step gives an action of the repository an input that the action does not declare.

    GitHub warns in the log of the run, and the input has no effect.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - uses: ./.github/actions/setup
                with:
                  pyhton: "3.14"  # <-
        === .github/actions/setup/action.yml
        name: Set up
        description: Set up Python
        inputs:
          python: {description: The version}
        runs:
          using: composite
          steps:
            - run: ./setup
              shell: bash

    Source: actions/runner, "Unexpected input(s)" (read 2026-11-22).
    """
    for step, path, declared, given, docker in _used(graph, world):
        known = {name.lower() for name in declared} | ({"args", "entrypoint"} if docker else set())
        for name in given:
            if name.lower() not in known:
                message = f"{step.uses} has no input '{name}'"
                hint = did_you_mean(name, declared) or "it declares no inputs"
                yield Found(step, step.where.argument("with_", name), message, f"{path}.with.{name}", hint)


@rule(actions=True, in_files=Severity.WARNING)
def missing_local_input(graph: Graph | ActionGraph, world: World) -> Iterator[Found]:
    """A step does not give an action of the repository an input that the action requires.

    GitHub does not look: the input is empty.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - uses: ./.github/actions/setup  # <-
        === .github/actions/setup/action.yml
        name: Set up
        description: Set up Python
        inputs:
          python: {description: The version, required: true}
        runs:
          using: composite
          steps:
            - run: ./setup
              shell: bash

    Source: docs.github.com, "Metadata syntax", `inputs.<input_id>.required` (read 2026-11-22).
    """
    for step, path, declared, given, _ in _used(graph, world):
        there = {name.lower() for name in given}
        for name, one in declared.items():
            if one is not None and one.required is True and one.default is None and name.lower() not in there:
                message = f"{step.uses} needs the input '{name}'"
                yield Found(step, step.where.argument("uses"), message, f"{path}.uses", f"add it below with: {name}")


@rule(actions=True, in_files=Severity.WARNING)
def unknown_local_output(graph: Graph | ActionGraph, world: World) -> Iterator[Found]:
    """An expression asks a step for an output that its action, one of the repository, does not declare; it would be empty.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - id: setup
                uses: ./.github/actions/setup
              - run: echo "${{ steps.setup.outputs.paht }}"  # <-
        === .github/actions/setup/action.yml
        name: Set up
        description: Set up Python
        outputs:
          path: {description: Where it is, value: /opt/python}
        runs:
          using: composite
          steps:
            - run: ./setup
              shell: bash

    Source: docs.github.com, "Metadata syntax", `outputs` (read 2026-11-22).
    """
    known_in: dict[StepsGraph, dict[str, tuple[str, list[str]]]] = {}
    for job, index, step in _calls_of_actions(graph):
        called = _action_of(step, world)
        if called is not None:
            id_ = (job.step_ids.get(index) or step.id or "").lower()
            outputs = list(getattr(called.document, "outputs", None) or ())
            known_in.setdefault(job, {})[id_] = (str(step.uses), outputs)
    for job, known in known_in.items():
        for use in job.uses:
            for node, name, output in _outputs_of(use.parsed.tree, ("steps",)):
                uses, declared = known.get(name.lower(), ("", None))
                if declared is not None and output.lower() not in map(str.lower, declared):
                    hint = did_you_mean(output, declared) or "it declares no outputs"
                    where = place_of(use, node.__eq__, last=True)
                    yield Found(use.node, where, f"{uses} has no output '{output}'", use.yaml_path, hint)


@lru_cache(maxsize=1)  # for the rules that ask one after the other about one graph
def call_jobs(graph: Graph) -> Sequence[JobGraph]:
    """The jobs that call a workflow."""
    return tuple([job for job in graph.jobs if hasattr(job.job, "uses")])


def called_by(graph: Graph, world: World) -> Iterator[tuple[JobGraph, Graph | ActionGraph]]:
    """The jobs that call a workflow which is known, with the workflow."""
    for job in call_jobs(graph):
        uses = job.job.uses  # type: ignore[attr-defined]
        called = world.called(uses) if isinstance(uses, str) else None
        if called is not None:
            yield job, called


def _uses(job: JobGraph) -> str:
    return str(job.job.uses)  # type: ignore[attr-defined]


def _names(graph: Graph) -> tuple[str, ...]:
    """The names of the events of a workflow."""
    on: Any = graph.workflow.on
    return (on,) if isinstance(on, str) else tuple(on or ())


def _call_event(called: Graph | ActionGraph) -> Any:
    """What a workflow declares for its callers: an event, an empty mapping; None when it cannot be called."""
    if not isinstance(called, Graph) or "workflow_call" not in _names(called):
        return None
    on: Any = called.workflow.on
    return (on["workflow_call"] if isinstance(on, dict) else None) or {}


def _is_unclear(event: Any, key: str) -> bool:
    """Whether what an event says under a key was not understood, and was reported where it stands."""
    return key in (getattr(event, "extra", None) or ())


def _handed(graph: Graph, world: World, what: str) -> Iterator[tuple[JobGraph, Mapping[str, Any], Mapping[str, Any]]]:
    """Calls with what is declared and what is given, where both are known. Calls by `Workflow.job` were checked when made."""
    argument = "with" if what == "inputs" else what
    for job, called in called_by(graph, world):
        event = _call_event(called)
        call: Any = job.job
        given = call.with_ if what == "inputs" else call.secrets
        if event is None or call.declares is not None or _is_unclear(event, what) or _is_unclear(call, argument):
            continue
        if given is None or isinstance(given, dict):
            yield job, getattr(event, f"_{what}", None) or {}, given or {}


_ARGUMENTS = {"with": "with_", "secrets": "secrets"}


def _undeclared(
    job: JobGraph, declared: Mapping[str, Any], given: Mapping[str, Any], what: str, key: str
) -> Iterator[Found]:
    lower = {name.lower() for name in declared}
    for name in given:
        if name.lower() not in lower:
            hint = did_you_mean(name, declared) or f"it declares no {what}s"
            where = job.job.where.argument(_ARGUMENTS[key], name)
            yield Found(job.job, where, f"{_uses(job)} has no {what} '{name}'", f"{job.prefix}.{key}.{name}", hint)


def _missing(
    job: JobGraph, declared: Mapping[str, Any], given: Mapping[str, Any], what: str, key: str
) -> Iterator[Found]:
    there = {name.lower() for name in given}
    for name, one in declared.items():
        required = one is not None and one.required is True and getattr(one, "default", None) is None
        if required and name.lower() not in there:
            message = f"{_uses(job)} needs the {what} '{name}'"
            where = job.job.where.argument("uses")
            yield Found(job.job, where, message, f"{job.prefix}.uses", f"add it below {key}: {name}")


def _outputs_of(tree: Any, of: tuple[str, ...]) -> Iterator[tuple[Any, str, str]]:
    """Every `needs.<job>.outputs.<output>` in a tree, with the two names."""
    for node in walk(tree) if tree is not None else ():
        match node:
            case Index(Index(Index(Context(context), Lit(str(name))), Lit(str(key))), Lit(str(output))):
                if context.lower() in of and key.lower() == "outputs":
                    yield node, name, output


@lru_cache(maxsize=1)  # for the rules that ask one after the other about one graph
def _calls_of_actions(graph: Graph | ActionGraph) -> Sequence[tuple[StepsGraph, int, UsesStep[Any]]]:
    """The steps that use an action of the repository and were not made by `Action.step`."""
    found = []
    for job in graph.jobs:
        for index in job.using:
            step: Any = job.steps[index]
            uses = step.uses
            if isinstance(uses, str) and uses[:2] in ("./", "$/") and not isinstance(step.produces, DeclaredOutputs):
                found.append((job, index, step))
    return found


def _action_of(step: UsesStep[Any], world: World) -> ActionGraph | None:
    """The action of the repository that a step uses; None when it is not known."""
    called = world.called(str(step.uses))
    return None if called is None or isinstance(called, Graph) else called


def _used(
    graph: Graph | ActionGraph, world: World
) -> Iterator[tuple[Any, str, Mapping[str, Any], Mapping[str, Any], bool]]:
    """Steps that use an action of the repository: the step, its place, what is declared and given, whether it is Docker's."""
    for job, index, step in _calls_of_actions(graph):
        called = _action_of(step, world)
        given: Any = step.with_
        if called is not None and (given is None or isinstance(given, dict)):
            docker = hasattr(called.document, "image")
            yield step, job.step_path(index), getattr(called.document, "_inputs", None) or {}, given or {}, docker

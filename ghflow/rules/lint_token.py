"""Lints about the job's token: what actions and commands need of it and it does not have, and `gh` without one.

Not here: scopes and levels that GitHub refuses, more rights than are needed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ghflow.diagnostics import Severity
from ghflow.model.node import shape_of
from ghflow.model.permissions import Permissions
from ghflow.model.steps import RunStep, UsesStep
from ghflow.rules.lint_commands import lines_with
from ghflow.rules.lint_legs import action_of, systems_of, written
from ghflow.rules.lint_publishing import place_of_line
from ghflow.rules.lint_starts import events_of
from ghflow.rules.registry import Found, rule
from ghflow.spec.catalogue import find
from ghflow.spec.credentials import GH, TOKEN_INPUTS
from ghflow.spec.permissions import LEVELS
from ghflow.spec.publishing import EITHER, GH_SCOPES, NEEDED_SCOPES, PROVENANCE, TOKENS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ghflow.model.graph import Graph, JobGraph
    from ghflow.spec.catalogue import Scope


def granted_to(graph: Graph, job: JobGraph) -> dict[str, str] | None:
    """Scope -> level of what a job's token is given; None where nobody says, or all scopes are given at once."""
    given: Any = getattr(job.holder, "permissions", None)
    given = graph.workflow.permissions if given is None else given
    if not isinstance(given, Permissions):
        return None
    shape = shape_of(Permissions)
    return {key.key: level for key, level in zip(shape.keys, shape.get(given), strict=True) if level is not None}


def _is_own_token(value: Any) -> bool:
    """Whether a value is the job's own token."""
    return re.search(r"github\.token|secrets\.github_token", written(value), re.IGNORECASE) is not None


@rule(Severity.WARNING)
def missing_permission(graph: Graph) -> Iterator[Found]:
    """An action or a command of `gh` needs a right that the job's token does not have.

    As soon as `permissions` names a scope, those that it does not name are gone. `id-token` is there only where it is named.

        on: push
        permissions:
          contents: read
        jobs:
          release:
            runs-on: ubuntu-latest
            steps:
              - run: gh release create v1  # <-
                env:
                  GH_TOKEN: ${{ github.token }}

    Source: docs.github.com, "Workflow syntax", `permissions`; "Permissions required for GitHub Apps"; the README of each action
    in the catalogue (read 2026-11-22).
    """
    events = events_of(graph)
    called = events is None or "workflow_call" in events
    for job in graph.jobs:
        granted = granted_to(graph, job)
        undeclared = getattr(job.holder, "permissions", None) is None and graph.workflow.permissions is None
        for index, step in enumerate(job.steps):
            path = job.step_path(index)
            if isinstance(step, UsesStep):
                for scope, level in (*_needed(step), *_images_built(job, index, step)):
                    if granted is None and not (undeclared and scope == "id-token" and not called):
                        continue
                    if not _has(granted or {}, scope, level):
                        name = step.uses.partition("@")[0]
                        message = f"{name} needs {scope}: {level}, which the token of job '{job.id}' does not have"
                        where = step.where.argument("uses")
                        hint = f"add it to the permissions: {scope}: {level}"
                        yield Found(step, where, message, f"{path}.uses", hint)
            elif isinstance(step, RunStep) and granted is not None:
                found = (*_written(graph, job, step), *_pushed(job, index, step), *_images_pushed(job, index, step))
                for line, scope, command in found:
                    either = re.match(EITHER[0], command) is not None and _has(granted, EITHER[1], "write")
                    if not _has(granted, scope, "write") and not either:
                        message = f"'{command}' needs {scope}: write, which the token of job '{job.id}' does not have"
                        hint = f"add it to the permissions: {scope}: write"
                        yield Found(step, place_of_line(step, line), message, f"{path}.run", hint)


def _has(granted: Mapping[str, str], scope: str, level: str) -> bool:
    return LEVELS.index(granted.get(scope, "none")) >= LEVELS.index(level)


def _needed(step: UsesStep[Any]) -> Iterator[tuple[str, str]]:
    """The rights without which an action fails, and that no token of the user's own takes the place of."""
    facts = find(step.uses) if action_of(step)[0] else None
    given = step.with_ if isinstance(step.with_, Mapping) else {} if step.with_ is None else None
    if facts is None or facts.scopes is None or given is None:
        return
    lower = {name.lower(): value for name, value in given.items()}
    foreign = any(name in lower and not _is_own_token(lower[name]) for name in TOKEN_INPUTS)
    env = step.env if isinstance(step.env, Mapping) else {}
    foreign = foreign or any(name in TOKENS and not _is_own_token(value) for name, value in env.items())
    for scope in facts.scopes:
        if scope.scope not in NEEDED_SCOPES.get(facts.name, ()) or not _counts(scope, lower):
            continue
        if scope.scope == "id-token" or not foreign:
            yield scope.scope, scope.level


def _counts(scope: Scope, given: Mapping[str, Any]) -> bool:
    if scope.unless is not None and given.get(scope.unless.lower()) not in (None, "", False):
        return False
    return scope.given is None or str(given.get(scope.given.lower(), "false")).lower() == "true"


def _written(graph: Graph, job: JobGraph, step: RunStep) -> Iterator[tuple[int, str, str]]:
    """The commands of `gh` in a script that write with the job's own token: line, scope, the command."""
    token = _token(graph, job, step)
    if token is None or not _is_own_token(token):
        return
    for form, scope in GH_SCOPES:
        for line, command in lines_with(step.run, form):
            if not re.search(r"(?:-R|--repo)\b", command):
                yield line, scope, " ".join(command.split()[:3])


def _pushed(job: JobGraph, index: int, step: RunStep) -> Iterator[tuple[int, str, str]]:
    """The `git push` of a script, where git has the job's own token from a checkout and no other: line, scope, the command."""
    checkouts = [one for one in job.steps[:index] if action_of(one)[0] == "actions/checkout"]
    given: list[Any] = [getattr(one, "with_", None) or {} for one in checkouts]
    if len(given) != 1 or not isinstance(given[0], Mapping) or {"token", "ssh-key", "repository"} & set(given[0]):
        return
    scripts = " ".join(str(getattr(one, "run", "")) for one in job.steps[: index + 1])
    others = any("ssh" in action_of(one)[0] or "token" in action_of(one)[0] for one in job.steps[:index])
    if others or re.search(r"git (remote|config [^\n]*url|clone)|https://|git@|--dry-run|set-url", scripts):
        return
    yield from ((line, "contents", "git push") for line, _ in lines_with(step.run, r"git push\b"))


def _images_pushed(job: JobGraph, index: int, step: RunStep) -> Iterator[tuple[int, str, str]]:
    """What a script sends to GitHub's registry by the job's own token, or to npm with a token of OIDC."""
    if "push ghcr.io/" in str(step.run) and _logs_into_packages(job.steps[:index]):
        yield from ((line, "packages", "docker push") for line, _ in lines_with(step.run, r"docker push ghcr\.io/"))
    yield from ((line, "id-token", "npm publish --provenance") for line, _ in lines_with(step.run, PROVENANCE))


def _images_built(job: JobGraph, index: int, step: UsesStep[Any]) -> Iterator[tuple[str, str]]:
    """What an action needs that sends to GitHub's registry what it builds, by the job's own token."""
    given = step.with_ if isinstance(step.with_, Mapping) else {}
    tags = given.get("tags")
    pushes = action_of(step)[0] == "docker/build-push-action" and given.get("push") in (True, "true")
    if pushes and re.search(r"(?:^|[\s,])ghcr\.io/", str(tags)) and _logs_into_packages(job.steps[:index]):
        yield "packages", "write"


def _logs_into_packages(steps: Sequence[Any]) -> bool:
    """Whether a step logs into GitHub's registry with the job's own token."""
    for step in steps:
        given = getattr(step, "with_", None)
        if action_of(step)[0] != "docker/login-action" or not isinstance(given, Mapping):
            continue
        if str(given.get("registry")) == "ghcr.io" and _is_own_token(given.get("password")):
            return True
    return False


def _token(graph: Graph, job: JobGraph, step: RunStep) -> Any:
    """What the variable that `gh` takes its token from holds; None where there is none."""
    for holder in (step, job.holder, graph.workflow):
        env = getattr(holder, "env", None)
        for name in TOKENS:
            if isinstance(env, Mapping) and name in env:
                return env[name]
    return None


@rule(Severity.WARNING)
def gh_without_token(graph: Graph) -> Iterator[Found]:
    """A script calls `gh` and has no token for it; `gh` asks for one and fails.

        on: push
        jobs:
          list:
            runs-on: ubuntu-latest
            steps:
              - run: gh pr list  # <-

    Source: docs.github.com, "Use GitHub CLI in workflows" (read 2026-11-22).
    """
    for job in graph.jobs:
        hosted = any(system is not None for _, system in systems_of(job))
        if not hosted or any(_is_dynamic(getattr(one, "env", None)) for one in (job.holder, graph.workflow)):
            continue
        for index, step in enumerate(job.steps):
            if _may_log_in(step):
                break
            if not isinstance(step, RunStep) or _is_dynamic(step.env) or _token(graph, job, step) is not None:
                continue
            for line, command in lines_with(step.run, GH)[:1]:
                message = f"'{' '.join(command.split()[:3])}' has no token: GH_TOKEN is not set"
                hint = "add env: GH_TOKEN: ${{ github.token }}"
                yield Found(step, place_of_line(step, line), message, f"{job.step_path(index)}.run", hint)


def _is_dynamic(env: Any) -> bool:
    return env is not None and not isinstance(env, Mapping)


def _may_log_in(step: Any) -> bool:
    """Whether a step logs in, or may set the token for itself or for those behind it."""
    if not isinstance(step, RunStep):
        return "token" in str(getattr(step, "with_", "")).lower()
    text = str(step.run)
    return "gh auth" in text or any(name in text for name in TOKENS) or ("GITHUB_ENV" in text and "TOKEN" in text)


@rule(Severity.WARNING)
def checkout_without_contents(graph: Graph) -> Iterator[Found]:
    """A job names permissions of its own and checks out, and has lost the workflow's `contents: read` by that.

    The permissions of a job take the place of the workflow's, and what is not named is gone. A private repository cannot be
    checked out then.

        on: push
        permissions:
          contents: read
        jobs:
          publish:
            runs-on: ubuntu-latest
            permissions:
              id-token: write  # <-
            steps:
              - uses: actions/checkout@v7
              - run: make publish

    Source: docs.github.com, "Workflow syntax", `jobs.<job_id>.permissions` (read 2026-11-22).
    """
    outer = graph.workflow.permissions
    if not isinstance(outer, Permissions) or (outer.contents or "none") == "none":
        return
    for job in graph.jobs:
        own = getattr(job.holder, "permissions", None)
        if not isinstance(own, Permissions) or (own.contents or "none") != "none":
            continue
        for step in job.steps:
            if not isinstance(step, UsesStep) or action_of(step)[0] != "actions/checkout":
                continue
            given = step.with_ if isinstance(step.with_, Mapping) else {}
            if not {"token", "ssh-key", "repository"} & {name.lower() for name in given}:
                message = f"job '{job.id}' checks out, and its token may not read contents"
                where = job.holder.where.argument("permissions")
                yield Found(job.holder, where, message, f"{job.prefix}.permissions", "add contents: read")
                break

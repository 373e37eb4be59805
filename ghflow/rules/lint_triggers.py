"""Lints about events that strangers set off, and what a workflow then does with the rights of the repository.

Not here: text of strangers in scripts (`lint_injection`), which events a job runs at (`lint_reach`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ghflow.diagnostics import Severity
from ghflow.expr.tree import Call, Lit, Not, Op, walk
from ghflow.model.steps import RunStep, UsesStep
from ghflow.rules.actions import place_of_input
from ghflow.rules.lint_injection import place_in_script
from ghflow.rules.lint_reach import events_at, is_guarded, starting_events, trees_of
from ghflow.rules.lint_taint import keys_of, may_have, trees_in
from ghflow.rules.parts import place_of
from ghflow.rules.registry import Found, rule
from ghflow.spec.untrusted import PRIVILEGED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ghflow.expr.tree import Expr
    from ghflow.model.graph import ActionGraph, Graph, StepsGraph
    from ghflow.where import Where

_HEAD = re.compile(r"(^|_|-)head(_|-|$)|^merge_commit_sha$", re.IGNORECASE)
_PULL = re.compile(r"refs/(?:remotes/)?pull/|\bpull/")
_FETCHES = re.compile(
    r"\bgh pr checkout\b|\bhub pr checkout\b|\bgit (?:fetch|pull)\b[^\n]*\bpull/[^\n]*/(?:head|merge)\b"
)


@rule(Severity.WARNING)
def untrusted_checkout(graph: Graph) -> Iterator[Found]:
    """A workflow checks out the code of a pull request from a fork, and has the secrets and the token of the repository.

    At `pull_request_target`, `workflow_run` and `issue_comment` the workflow runs with the rights of the repository. Whatever
    the job then builds, tests or installs from the checkout is code of a stranger. At `pull_request` it has no such rights. A
    condition on who opened the pull request, or on the repository that it comes from, makes it safe.

        on: pull_request_target
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - uses: actions/checkout@v7
                with:
                  ref: ${{ github.event.pull_request.head.sha }}  # <-
              - run: make test

    Without the danger:

        on: pull_request
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - uses: actions/checkout@v7
              - run: make test

    Source: GitHub Security Lab, "Preventing pwn requests"; docs.github.com, "Events that trigger workflows",
    `pull_request_target` (read 2026-11-22).
    """
    for job in graph.jobs:
        for index, step in enumerate(job.steps):
            found = _head_of(graph, job, step)
            if found is None:
                continue
            condition = getattr(step, "if_", None)
            events = events_at(graph, getattr(job.holder, "if_", None), condition)
            event = next((one for one in PRIVILEGED if one in events), None)
            if event is None or is_guarded(graph, job, condition):
                continue
            where, path = found
            message = f"at {event} this checks out code of strangers, with the secrets and the token of the repository"
            hint = "run it at pull_request, or ask in the condition whose repository it comes from"
            yield Found(step, where, message, f"{job.step_path(index)}.{path}", hint)


def _head_of(graph: Graph, job: StepsGraph, step: Any) -> tuple[Where, str] | None:
    """The place at which a step asks for the code of a pull request."""
    if isinstance(step, RunStep) and isinstance(step.run, str):
        found = _FETCHES.search(step.run)
        if found is None:
            return None
        start = step.run.rfind("\n", 0, found.start()) + 1
        return None if step.run[start:].lstrip().startswith("#") else (place_in_script(step, start), "run")
    if not isinstance(step, UsesStep) or str(step.uses).partition("@")[0].lower() != "actions/checkout":
        return None
    given = step.with_ if isinstance(step.with_, dict) else {}
    for name, value in given.items():
        if name.lower() == "ref" and _is_head(graph, job, step, value):
            return place_of_input(step, name), f"with.{name}"
    for name, value in given.items():
        if name.lower() == "repository" and _is_head(graph, job, step, value):
            return place_of_input(step, name), f"with.{name}"
    return None


def _is_head(graph: Graph, job: StepsGraph, step: Any, value: Any, deep: bool = True) -> bool:
    """Whether a value is the head of a pull request, or of the run that set this one off."""
    if isinstance(value, str) and _PULL.search(value) and "${{" in value:
        return True
    for tree in trees_in(value):
        for keys in _values(tree):
            root, *rest = keys
            if root in ("github", "steps", "needs") and any(isinstance(key, str) and _HEAD.search(key) for key in rest):
                return True
            if root == "env" and deep:
                for holder in (step, job.holder, graph.workflow):
                    env = getattr(holder, "env", None)
                    if isinstance(env, dict) and rest and rest[0] in env:
                        return _is_head(graph, job, step, env[rest[0]], deep=False)
    return False


def _values(tree: Expr) -> Iterator[tuple[Any, ...]]:
    """The references that an expression may come to."""
    match tree:
        case Op("||", left, right):
            yield from _values(left)
            yield from _values(right)
        case Op("&&", _, right):
            yield from _values(right)
        case Call("format", args):
            for one in args:
                yield from _values(one)
        case _:
            keys = keys_of(tree)
            if keys is not None:
                yield keys


@rule(Severity.WARNING)
def self_hosted_for_forks(graph: Graph) -> Iterator[Found]:
    """A job of a pull request runs on a self-hosted runner, so that whoever opens one runs code on that machine.

    What they leave behind there waits for the next job. In a public repository that is anybody.

        on: pull_request
        jobs:
          test:
            runs-on: [self-hosted, linux]  # <-
            steps:
              - uses: actions/checkout@v7
              - run: make test

    Source: docs.github.com, "Secure use reference", hardening for self-hosted runners (read 2026-11-22).
    """
    for job in graph.jobs:
        runs_on = getattr(job.holder, "runs_on", None)
        labels = getattr(runs_on, "labels", runs_on)
        listed = (labels,) if isinstance(labels, str) else labels if isinstance(labels, tuple | list) else ()
        if not any(isinstance(one, str) and one.lower() == "self-hosted" for one in listed):
            continue
        events = events_at(graph, getattr(job.holder, "if_", None))
        event = next((one for one in ("pull_request", "pull_request_target") if one in events), None)
        if event is not None and not is_guarded(graph, job):
            message = f"at {event} whoever opens a pull request runs code on your own machine"
            hint = (
                "use a runner of GitHub, or ask: if: github.event.pull_request.head.repo.full_name == github.repository"
            )
            yield Found(job.holder, job.holder.where.argument("runs_on"), message, f"{job.prefix}.runs-on", hint)


@rule(Severity.WARNING)
def spoofable_bot_condition(graph: Graph) -> Iterator[Found]:
    """A condition takes `github.actor` for the author of a pull request, at an event with the rights of the repository.

    The actor is whoever acted last. A stranger opens a pull request in which the newest commit is one of the bot, or has the
    bot act on it, and the condition is true.

        on: pull_request_target
        jobs:
          merge:
            if: github.actor == 'dependabot[bot]'  # <-
            runs-on: ubuntu-latest
            steps:
              - run: make merge

    The author cannot be changed:

        on: pull_request_target
        jobs:
          merge:
            if: github.event.pull_request.user.login == 'dependabot[bot]'
            runs-on: ubuntu-latest
            steps:
              - run: make merge

    Source: zizmor, bot-conditions; docs.github.com, "Automating Dependabot with GitHub Actions" (read 2026-11-22).
    """
    if set(PRIVILEGED).isdisjoint(starting_events(graph)):
        return
    holders: dict[int, tuple[StepsGraph, Any]] = {}
    for job in graph.jobs:
        holders[id(job.holder)] = (job, job.holder)
        for step in job.steps:
            holders[id(step)] = (job, step)
        for use in job.uses:
            if use.path[:1] != ("if",) or id(use.node) not in holders or use.parsed.tree is None:
                continue
            owner = holders[id(use.node)][1]
            conditions = [job.holder.if_] if owner is job.holder else [job.holder.if_, owner.if_]
            events = events_at(graph, *conditions)
            event = next((one for one in PRIVILEGED if one in events), None)
            if event is None or any(_asks_author(tree) for condition in conditions for tree in trees_of(condition)):
                continue
            for part in _bots(use.parsed.tree):
                name = ".".join(map(str, keys_of(part) or ()))
                author = "comment" if event == "issue_comment" else "pull_request"
                right = (
                    "github.event.workflow_run.actor.login"
                    if event == "workflow_run"
                    else f"github.event.{author}.user.login"
                )
                message = f"{name} is whoever acted last, not the author: at {event} a stranger can have a bot act"
                where = place_of(use, lambda one, part=part: one == part)  # type: ignore[misc]
                yield Found(use.node, where, message, use.yaml_path, f"ask for {right}")


_ACTORS = (("github", "actor"), ("github", "triggering_actor"), ("github", "event", "sender", "login"))


def _is_actor(tree: Expr) -> bool:
    keys = keys_of(tree)
    return keys is not None and tuple(str(key).lower() for key in keys) in _ACTORS


def _is_bot(tree: Expr) -> bool:
    match tree:
        case Lit(str(text)):
            return "[bot]" in text.lower()
        case Call(name, (inner,)) if name.lower() == "fromjson":
            return _is_bot(inner)
    return False


def _bots(tree: Expr) -> Iterator[Expr]:
    """The actors that a condition lets through when they are a bot. What a `!` keeps out is left alone."""
    match tree:
        case Op("==", left, right):
            for one, other in ((left, right), (right, left)):
                if _is_actor(one) and _is_bot(other):
                    yield one
        case Op("&&" | "||", left, right):
            yield from _bots(left)
            yield from _bots(right)
        case Call(name, (first, second)) if name.lower() in ("contains", "startswith", "endswith"):
            if _is_actor(first) and _is_bot(second):
                yield first
            elif _is_actor(second) and _is_bot(first):
                yield second
        case Not():
            return


def _asks_author(tree: Expr) -> bool:
    """Whether a condition asks for the author of a pull request, or for its repository, beside the actor."""
    for part in walk(tree):
        keys = keys_of(part) or ()
        names = [str(key).lower() for key in keys]
        if (
            names[:2] == ["github", "event"]
            and names[2:3] != ["sender"]
            and names[-1] in ("login", "full_name", "fork", "author_association")
        ):
            return True
    return False


_IN_A_TEXT = re.compile(r"contains\(\s*'", re.IGNORECASE)
_CHOSEN = {"ref", "ref_name", "head_ref", "base_ref", "actor", "triggering_actor", "login", "head_branch", "title"}
"""Names of properties whose text people choose: parts of such a text can be made to fit."""


@rule(Severity.WARNING, actions=True)
def unsound_contains(graph: Graph | ActionGraph) -> Iterator[Found]:
    """A condition looks for a text that people choose inside one long text, where any part of it fits.

    `contains('refs/heads/main refs/heads/next', github.ref)` is true for the branch `mai` too. In a list, only a whole item fits.

        on: push
        jobs:
          deploy:
            if: contains('refs/heads/main refs/heads/next', github.ref)  # <-
            runs-on: ubuntu-latest
            steps:
              - run: make deploy

    Right:

        on: push
        jobs:
          deploy:
            if: contains(fromJSON('["refs/heads/main", "refs/heads/next"]'), github.ref)
            runs-on: ubuntu-latest
            steps:
              - run: make deploy

    Source: docs.github.com, "Expressions", `contains`; zizmor, unsound-contains (read 2026-11-22).
    """
    for use in graph.all_uses() if may_have(graph, _IN_A_TEXT) else ():
        for part in walk(use.parsed.tree) if use.parsed.tree is not None else ():
            match part:
                case Call(name, (Lit(str(text)), second)) if name.lower() == "contains":
                    keys = keys_of(second) or ("",)
                    if keys[0] == "github" and isinstance(keys[-1], str) and keys[-1].lower() in _CHOSEN and text:
                        said = ".".join(map(str, keys))
                        listed = ", ".join(f'"{one}"' for one in re.split(r"[\s,;|]+", text.strip()) if one)
                        message = f"any part of '{text}' fits {said}: of a branch or name, one letter may do"
                        where = place_of(use, lambda one, part=part: one == part)  # type: ignore[misc]
                        yield Found(
                            use.node, where, message, use.yaml_path, f"write contains(fromJSON('[{listed}]'), {said})"
                        )

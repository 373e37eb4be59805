"""Lints about other people's actions: what works, and had better be changed.

They judge by the catalogue (`spec.catalogue`); what is not in it is passed over. Mistakes that stop a build are in `actions`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ghflow.diagnostics import Severity
from ghflow.rules.actions import (
    action_steps,
    facts_of,
    is_commit,
    missing_inputs,
    place_of_input,
    shown,
    steps_with_facts,
    unknown_inputs,
    version_in,
    version_said,
)
from ghflow.rules.registry import Found, rule
from ghflow.spec.catalogue import commit_of, is_archived, major_of, older_than_known, version_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ghflow.model.graph import ActionGraph, Graph
    from ghflow.rules.world import World

RUNS = "node24"
"""The only Node.js that runners have. Source: GitHub changelog, end of node20 (read 2026-11-22)."""


@rule(Severity.WARNING, actions=True)
def unlisted_action_input(graph: Graph | ActionGraph) -> Iterator[Found]:
    """A step gives an action an input that it did not have when ghflow's catalogue was made, and may have now.

    The version that the step names is another than the one that was read. Only a name that is nearly one that was read counts:
    it is likely misspelt, and has no effect. If the input exists, `allow` this rule.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - uses: pypa/gh-action-pypi-publish@release/v1
                with:
                  skip-exsting: true  # <-

    Source: the action.yml of each action in the catalogue (read 2026-11-22).
    """
    for step, facts, path in steps_with_facts(graph):
        if facts.open:
            yield from unknown_inputs(step, facts, path, nearly=True)


@rule(Severity.WARNING, actions=True)
def likely_missing_input(graph: Graph | ActionGraph) -> Iterator[Found]:
    """A step does not give an action an input that it needed when ghflow's catalogue was made.

    The version that the step names may be newer than the one that was read, and need it no more. If it does, the action fails,
    or does something else than was meant.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - uses: actions/cache@v5  # <-
                with:
                  path: ~/.cache

    Source: the action.yml of each action in the catalogue (read 2026-11-22).
    """
    for step, facts, path in steps_with_facts(graph):
        if facts.open and facts.using is not None:
            yield from missing_inputs(step, facts, path)


@rule(Severity.WARNING, actions=True)
def deprecated_action_input(graph: Graph | ActionGraph) -> Iterator[Found]:
    """A step gives an action an input that the action calls deprecated.

    It works, until a later version drops it.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - uses: pypa/gh-action-pypi-publish@release/v1
                with:
                  packages_dir: dist  # <-

    Source: `deprecationMessage` in the action.yml of each action in the catalogue (read 2026-11-22).
    """
    for step, facts, path in steps_with_facts(graph):
        deprecated = {name.lower() for name in facts.deprecated}
        for name in step.with_ if isinstance(step.with_, dict) else ():
            if name.lower() in deprecated:
                instead = next((one for one in facts.inputs if one == name.replace("_", "-") != name), None)
                hint = f"write {instead}" if instead else None
                message = f"the input '{name}' of {shown(facts)} is deprecated"
                yield Found(step, place_of_input(step, name), message, f"{path}.with.{name}", hint)


@rule(Severity.WARNING, actions=True)
def retired_node(graph: Graph | ActionGraph) -> Iterator[Found]:
    """A step uses a version of an action that was made for a Node.js that runners do not have any more, or an action is one.

    Runners run it with a newer one, for which it was never meant. A newer major of the action often exists.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - uses: actions/checkout@v4  # <-

    Source: GitHub changelog, end of node12, node16 and node20 (read 2026-11-22).
    """
    for step, path in action_steps(graph):
        facts = facts_of(step)
        known = facts or older_than_known(step.uses)
        if known is not None and known.using is not None and known.using.startswith("node") and known.using != RUNS:
            newest = major_of(known.name)
            hint = f"use {newest}" if newest and newest.partition("@")[2] != step.uses.partition("@")[2] else None
            message = f"{shown(known)} is made for {known.using}, which runners do not have any more"
            if facts is None:
                message = f"{step.uses} is older than {shown(known)}, and that {message.partition(' ')[2]}"
            yield Found(step, step.where.argument("uses"), message, f"{path}.uses", hint)
    action: Any = graph.document
    using = getattr(action, "using", None)
    if isinstance(using, str) and using.startswith("node") and using != RUNS:
        message = f"the action is made for {using}, which runners do not have any more"
        yield Found(action, action.where.argument("using"), message, "runs.using", f"write using: {RUNS}")


@rule(Severity.WARNING, actions=True)
def archived_action(graph: Graph | ActionGraph) -> Iterator[Found]:
    """A step uses an action that its owner does not develop any more.

    Nobody mends what is found in it.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - uses: actions/upload-release-asset@v1  # <-
                with:
                  upload_url: x
                  asset_path: x
                  asset_name: x
                  asset_content_type: x

    Source: the README of each action in the catalogue (read 2026-11-22).
    """
    for step, path in action_steps(graph):
        name = step.uses.partition("@")[0]
        if is_archived(name):
            yield Found(step, step.where.argument("uses"), f"{name} is not developed any more", f"{path}.uses")


@rule(Severity.WARNING, actions=True)
def pin_comment(graph: Graph | ActionGraph, world: World) -> Iterator[Found]:
    """The comment behind a pinned action names another version than the one that the commit is.

    Whoever reads it trusts the comment, and so do the bots that move pins. Where sources are built with pins (`pin = true`), the
    lock is looked at: it may have taken over what a bot, or somebody else, wrote.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v4.2.0  # <-

    Source: the commits of the tags of each action in the catalogue (read 2026-11-22).
    """
    for step, path in action_steps(graph):
        name, _, commit = step.uses.partition("@")
        said = version_said(step) if is_commit(step.uses) else None
        remedy = None
        if not graph.document.where.from_file and step.uses in world.pins:
            commit, comment = world.pins[step.uses]
            said = version_in(comment)
            remedy = f"look at how {commit[:12]} came into ghflow.lock"
        if said is None:
            continue
        version, known = version_of(f"{name}@{commit}"), commit_of(name, said)
        if version is not None:
            pairs = zip(_numbers(said), _numbers(version), strict=False)
            if any(ours != theirs for ours, theirs in pairs):
                message = f"the comment says {said}, and the commit is {version} of {name}"
                yield Found(step, step.where.argument("uses"), message, f"{path}.uses", remedy or f"write # {version}")
        elif known is not None and known != commit:
            message = f"the comment says {said}, which is another commit of {name}"
            yield Found(step, step.where.argument("uses"), message, f"{path}.uses", remedy or f"{said} is {known}")


def _numbers(version: str) -> list[str]:
    return re.findall(r"\d+", version.rpartition("/")[2])


@rule(Severity.WARNING, actions=True)
def unpinned_action(graph: Graph | ActionGraph, world: World) -> Iterator[Found]:
    """A file uses an action by a tag or branch in a project whose settings ask for pins.

    The tag can be moved to other code. In what ghflow builds, pins are written by the build, so that only files that are
    written by hand are looked at. The setting is `pin = true`.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - uses: actions/checkout@v7  # <-
        === pyproject.toml
        [tool.ghflow]
        pin = true

    Source: docs.github.com, "Security hardening for GitHub Actions", pinning to a full-length commit (read 2026-11-22).
    """
    if not world.pinned or not graph.document.where.from_file:
        return
    called = [(job.holder, job.prefix) for job in graph.jobs if getattr(job.holder, "uses", None)]
    for node, path in (*called, *action_steps(graph)):
        name, _, ref = node.uses.partition("@")
        if ref and not name.startswith(("./", "$/", "docker://")) and not re.fullmatch(r"[0-9a-f]{40}", ref):
            message = f"{node.uses} is no commit, and the settings ask for pins"
            hint = f"write {name}@COMMIT # {ref}"
            yield Found(node, node.where.argument("uses"), message, f"{path}.uses", hint)

"""Lints about what a name stands for tomorrow: images by their tag, actions by a branch.

Not here: actions and called workflows in projects whose settings ask for pins (`lint_actions`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ghflow.diagnostics import Severity
from ghflow.model.node import Node
from ghflow.rules.actions import action_steps
from ghflow.rules.registry import Found, rule
from ghflow.spec.catalogue import find

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ghflow.model.graph import ActionGraph, Graph
    from ghflow.rules.world import World
    from ghflow.where import Where

_BRANCHES = {"main", "master", "head", "develop", "dev", "trunk"}


@rule(Severity.WARNING, actions=True)
def action_of_a_branch(graph: Graph | ActionGraph, world: World) -> Iterator[Found]:
    """A step uses an action of somebody else by a branch, so that whatever is pushed there runs here at once.

    With a tag there are releases between the two, and with a commit nothing changes by itself. Actions that are meant to be used
    by a branch are passed over where ghflow's catalogue knows them, and so is what a build with pins (`pin = true`) writes as a
    commit.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - uses: octo/setup-tool@main  # <-
              - uses: dtolnay/rust-toolchain@master
                with:
                  toolchain: stable

    Source: docs.github.com, "Secure use reference", third-party actions (read 2026-11-22).
    """
    if world.pinned and not graph.document.where.from_file:
        return
    for step, path in action_steps(graph):
        name, _, ref = str(step.uses).partition("@")
        if ref.lower() in _BRANCHES and not name.startswith(("./", "$/", "docker://")) and find(step.uses) is None:
            message = f"whatever is pushed to the branch '{ref}' of {name} runs here"
            hint = f"use a tag or a commit: {name}@COMMIT # v1.2.3"
            yield Found(step, step.where.argument("uses"), message, f"{path}.uses", hint)


_DIGEST = re.compile(r"@sha(?:256|512):[0-9a-f]{64,}$")


@rule(Severity.WARNING, actions=True)
def unpinned_image(graph: Graph | ActionGraph, world: World) -> Iterator[Found]:
    """A job or step runs in an image by its tag, in a project whose settings ask for pins.

    The tag can be moved to another image; a digest cannot. The setting is `pin = true`.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            container: python:3.14  # <-
            steps:
              - uses: docker://alpine:3.22  # <-
        === pyproject.toml
        [tool.ghflow]
        pin = true

    Source: docs.github.com, "Secure use reference", third-party actions and images (read 2026-11-22).
    """
    if not world.pinned:
        return
    for node, where, image, path in images_of(graph):
        if "${{" not in image and not _DIGEST.search(image):
            message = f"the image {image} is no digest, and the settings ask for pins"
            yield Found(node, where, message, path, f"write {image}@sha256:...")


def images_of(graph: Graph | ActionGraph) -> Iterator[tuple[Any, Where, str, str]]:
    """The images that are given as texts, with their place."""
    for job in graph.jobs:
        holder = job.holder
        services = getattr(holder, "services", None)
        given: list[tuple[Any, tuple[str, ...]]] = [(getattr(holder, "container", None), ("container",))]
        if isinstance(services, Mapping):
            given += [(service, ("services", name)) for name, service in services.items()]
        for one, way in given:
            path = f"{job.prefix}.{'.'.join(way)}"
            if isinstance(one, str):
                yield holder, holder.where.argument(*way), one, path
            elif isinstance(one, Node) and isinstance(image := getattr(one, "image", None), str):
                yield one, one.where.argument("image", position=0), image, f"{path}.image"
    for step, place in action_steps(graph):
        if str(step.uses).startswith("docker://"):
            yield step, step.where.argument("uses"), step.uses.removeprefix("docker://"), f"{place}.uses"

"""Lints about runners: labels that no machine has, machines that are gone, and what a machine cannot do.

Not here: shells and the language of scripts (`lint_shells`), the labels themselves (`spec.runners`).
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from ghflow.diagnostics import Severity, closest
from ghflow.expr.tree import CLASSES
from ghflow.rules.lint_legs import (
    contexts_of,
    holds,
    label_of,
    labels_of,
    legs_of,
    remembered,
    systems_of,
    text_of,
    value_of,
)
from ghflow.rules.parts import respelt
from ghflow.rules.registry import Found, rule
from ghflow.spec.catalogue import find
from ghflow.spec.runners import LABELS, SELF_HOSTED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ghflow.model.graph import Graph, JobGraph
    from ghflow.rules.world import World
    from ghflow.where import Where

_FAMILY = re.compile(
    r"ubuntu-\d+(\.\d+)?(-arm)?|windows-\d+|macos-\d+(\.\d+)?(-intel|-large|-xlarge)?|(linux|osx|mac|win)-latest"
)
"""How GitHub names its machines; what has more behind it may be a larger runner of the user's own."""
_ALIKE = 0.9
"""From which part of its letters on a label is taken for a slip of the pen."""
_OWN = {name.lower() for name in SELF_HOSTED}


@remembered
def _asked(job: JobGraph) -> list[tuple[list[str], Where, str]]:
    """The labels that a job asks for, each set once, with the place where they are written."""
    return list(_labels(job))


def _labels(job: JobGraph) -> Iterator[tuple[list[str], Where, str]]:
    seen: set[tuple[str, ...]] = set()
    runs_on = getattr(job.holder, "runs_on", None)
    dynamic = runs_on.__class__ in CLASSES or (isinstance(runs_on, str) and "${{" in runs_on)
    for leg in legs_of(job) or ():
        labels = labels_of(job, leg)
        if labels and tuple(labels) not in seen:
            seen.add(tuple(labels))
            where, path = (_in_matrix(job, labels) if dynamic else None) or (
                job.holder.where.argument("runs_on"),
                f"{job.prefix}.runs-on",
            )
            yield labels, where, path


def _in_matrix(job: JobGraph, labels: list[str]) -> tuple[Where, str] | None:
    """The place of a value in the matrix that gives the labels; None where there are several or none."""
    matrix = getattr(job.holder, "matrix", None)
    table: Any = matrix.to_yaml() if matrix is not None and getattr(matrix, "to_yaml", None) is not None else None
    if not isinstance(table, dict):
        return None
    wanted = (labels[0], tuple(labels), list(labels)) if len(labels) == 1 else (tuple(labels), list(labels))
    for name, values in table.items():
        for index, item in enumerate(values if isinstance(values, tuple) and name != "exclude" else ()):
            ways = [(index, key) for key, one in item.items() if one in wanted] if isinstance(item, dict) else []
            ways += [(index,)] if not isinstance(item, dict) and item in wanted else []  # type: ignore[list-item]
            for way in ways:
                where = matrix.where.argument(name, *way)  # type: ignore[union-attr]
                shown = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in way)
                return where, f"{job.prefix}.strategy.matrix.{name}{shown}"
    return None


@rule(Severity.WARNING)
def unknown_runner(graph: Graph, world: World) -> Iterator[Found]:
    """A job asks for a runner by a label that no machine of GitHub's has, and that looks like one of them.

    The job waits for a day, and fails then. Labels of runners of your own go into the settings (`labels`).

        on: push
        jobs:
          test:
            runs-on: ubuntu-latests  # <-
            steps:
              - run: make test

    Source: actions/runner-images, README; docs.github.com, "GitHub-hosted runners" (read 2026-11-22).
    """
    own = {label.lower() for label in world.labels}
    for job in graph.jobs:
        for labels, where, path in _asked(job):
            if len(labels) != 1 or labels[0].lower() in LABELS or labels[0].lower() in _OWN | own:
                continue
            near = closest(labels[0].lower(), LABELS)
            if _FAMILY.fullmatch(labels[0].lower()) or _is_slip(labels[0].lower(), near):
                meant = "ubuntu-latest" if labels[0].lower().startswith("linux") else near
                hint = f"did you mean '{meant}'?" if meant else "the labels of your own runners go into the settings"
                message = f"no runner of GitHub's has the label '{labels[0]}'"
                edits = respelt(where, labels[0], hint, unsafe=True)
                yield Found(job.holder, where, message, path, hint, edits)


def _is_slip(label: str, near: str | None) -> bool:
    """Whether a label is one of GitHub's but for a letter or two. A version is not mistyped, and one part more is meant."""
    if near is None or label.startswith(f"{near}-") or re.findall(r"\d+", near) != re.findall(r"\d+", label):
        return False
    return SequenceMatcher(None, label, near).ratio() >= _ALIKE


@rule(Severity.WARNING)
def retired_runner(graph: Graph, world: World) -> Iterator[Found]:
    """A job asks for an image that GitHub has taken away, or has announced the end of; it waits for a day, and fails.

        on: push
        jobs:
          test:
            runs-on: ubuntu-20.04  # <-
            steps:
              - run: make test

    Source: actions/runner-images, announcements (read 2026-11-22).
    """
    own = {label.lower() for label in world.labels}
    for job in graph.jobs:
        for labels, where, path in _asked(job):
            label = label_of(labels)
            if label is None or labels[0].lower() in own or label.stage not in ("removed", "deprecated"):
                continue
            gone = label.stage == "removed"
            day = f" {'on' if gone else 'for'} {label.retired}" if label.retired else ""
            message = f"the image '{labels[0]}' " + (f"went away{day}" if gone else f"was announced to go{day}")
            newer = [
                name
                for name, one in LABELS.items()
                if one.os == label.os and one.arch == label.arch and one.stage == "current"
            ]
            hint = f"current ones: {', '.join(newer[:5])}" if newer else None
            yield Found(job.holder, where, message, path, hint)


@rule(Severity.WARNING)
def conflicting_labels(graph: Graph) -> Iterator[Found]:
    """A job asks for a runner with labels that no single machine has; a list means all of them.

        on: push
        jobs:
          test:
            runs-on: [ubuntu-latest, windows-latest]  # <-
            steps:
              - run: make test

    Source: docs.github.com, "Choosing the runner for a job" (read 2026-11-22).
    """
    for job in graph.jobs:
        for labels, where, path in _asked(job):
            hosted = [label for label in labels if label.lower() in LABELS]
            systems = {LABELS[label.lower()].os for label in hosted}
            systems |= {
                label for label in map(str.lower, labels) if label in ("linux", "windows", "macos") and not hosted
            }
            images = {label.lower() for label in hosted if not label.lower().endswith("-latest")}
            if (len(systems) > 1 and ("self-hosted" not in labels or not hosted)) or len(images) > 1:
                message = f"no runner has all of these labels: {', '.join(labels)}"
                yield Found(job.holder, where, message, path, "for one job on each, make a matrix")


@rule(Severity.WARNING)
def container_off_linux(graph: Graph) -> Iterator[Found]:
    """A job on macOS or Windows has a container or services, which GitHub runs on Linux only; the job fails at its start.

        on: push
        jobs:
          test:
            runs-on: macos-latest
            services:
              db:  # <-
                image: postgres
            steps:
              - run: make test

    Source: docs.github.com, "Workflow syntax", `container`, `services` (read 2026-11-22).
    """
    for job in graph.jobs:
        yield from _docker_off_linux(job)
        if getattr(job.holder, "container", None) is None and getattr(job.holder, "services", None) is None:
            continue
        for leg, system in systems_of(job):
            if system is None or system == "Linux":
                continue
            key = _container_in(job, leg)
            if key is not None:
                message = f"{'services need' if key == 'services' else 'a container needs'} Linux, and the job runs on {system}"
                yield Found(job.holder, job.holder.where.argument(key), message, f"{job.prefix}.{key}")
                break


def _docker_off_linux(job: JobGraph) -> Iterator[Found]:
    """The steps whose action is an image, in a leg that has no Docker for it."""
    for index in job.using:
        step: Any = job.steps[index]
        facts = find(step.uses) if isinstance(step.uses, str) else None
        if not str(step.uses).startswith("docker://") and (facts is None or facts.using != "docker"):
            continue
        for leg, system in systems_of(job):
            if system in ("macOS", "Windows") and holds(step.if_, contexts_of(job, leg), well=False) is not False:
                message = f"{step.uses} runs in a container, which needs Linux, and the job runs on {system}"
                yield Found(step, step.where.argument("uses"), message, f"{job.step_path(index)}.uses")
                break


def _container_in(job: JobGraph, leg: Any) -> str | None:
    """`container` or `services`, where a leg has one for certain."""
    contexts = contexts_of(job, leg)
    container = getattr(job.holder, "container", None)
    if container is not None:
        image = getattr(container, "image", container)
        if text_of(image, contexts):
            return "container"
    services = getattr(job.holder, "services", None)
    if isinstance(services, dict):
        images = [value_of(getattr(one, "image", one), contexts) for one in services.values()]
        if any(isinstance(image, str) and image for image in images):
            return "services"
    return None

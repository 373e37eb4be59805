"""Lints about names and references that no program takes: environment variables, images.

Not here: ids of jobs and steps (the model), references of actions (the model), images without a pin (`lint_pinning`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from ghflow.diagnostics import Severity
from ghflow.rules.lint_pinning import images_of
from ghflow.rules.registry import Found, rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ghflow.model.graph import ActionGraph, Graph, StepsGraph
    from ghflow.model.node import Node

_ODD_NAME = re.compile(r"[=&\s]|\A\Z").search


@rule(Severity.WARNING, actions=True)
def invalid_variable_name(graph: Graph | ActionGraph) -> Iterator[Found]:
    """The name of an environment variable holds a space, `=` or `&`: no program can read it by that name.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - run: make test
                env:
                  LEVEL=high: "1"  # <-

    Source: POSIX.1-2024, "Environment Variable Definition" (read 2026-11-22).
    """
    for node, path in _with_env(graph):
        env: Any = getattr(node, "env", None)
        for name in env if isinstance(env, Mapping) else ():
            if _ODD_NAME(name) and "${{" not in name:
                message = f"'{name}' cannot be the name of an environment variable"
                yield Found(node, node.where.argument("env", name), message, f"{path()}env.{name}")


def _with_env(graph: Graph | ActionGraph) -> Iterator[tuple[Node, Callable[[], str]]]:
    """What may have `env`, with what gives the beginning of its path."""
    is_workflow = hasattr(graph, "workflow")
    if is_workflow:
        yield graph.document, str
    for job in graph.jobs:
        holder: Any = job.holder
        if is_workflow:
            yield holder, partial(_below, job)
        if hasattr(getattr(holder, "container", None), "image"):
            yield holder.container, partial(_below, job, "container")
        services = getattr(holder, "services", None)
        for name, one in services.items() if isinstance(services, Mapping) else ():
            if hasattr(one, "image"):
                yield one, partial(_below, job, "services", name)
        for index, step in enumerate(job.steps):
            yield step, partial(_of_step, job, index)


def _below(job: StepsGraph, *way: str) -> str:
    return ".".join((getattr(job, "prefix", ""), *way, ""))


def _of_step(job: StepsGraph, index: int) -> str:
    return f"{job.step_path(index)}."


_PART = r"[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*"
_IMAGE = re.compile(
    rf"(?:[\w.-]+(?::\d+)?/|\[[0-9a-fA-F:]+\](?::\d+)?/)?{_PART}(?:/{_PART})*(?::\w[\w.-]{{0,127}})?(?:@[\w+.-]+:[0-9a-fA-F]{{32,}})?"
).fullmatch


@rule(Severity.WARNING, actions=True)
def invalid_image(graph: Graph | ActionGraph) -> Iterator[Found]:
    """The reference of an image is none that Docker takes; the job fails at its start.

    Names are in lower case, and a tag or digest that is begun must not be empty.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            container: "python:"  # <-
            steps:
              - uses: docker://Alpine:3.22  # <-

    Source: distribution/reference, grammar of references (read 2026-11-22).
    """
    for node, where, image, path in images_of(graph):
        if image and "${{" not in image and not _IMAGE(image):
            yield Found(node, where, f"'{image}' is no reference of an image{_why(image)}", path)


def _why(image: str) -> str:
    name, _, tag = image.rpartition("/")[2].partition(":")
    if any(letter.isspace() for letter in image):
        return ": it holds a space"
    if image.endswith((":", "@")) and not tag:
        return ": its tag is empty"
    if name != name.lower():
        return ": its name holds upper-case letters"
    return ""


@rule(Severity.WARNING)
def half_credentials(graph: Graph) -> Iterator[Found]:
    """The credentials of a container or service have a user without a password, or the other way round; the login fails.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            container:
              image: ghcr.io/octo/tools
              credentials:
                username: octo  # <-
            steps:
              - run: make test

    Source: docs.github.com, "Workflow syntax", `jobs.<job_id>.container.credentials` (read 2026-11-22).
    """
    for node, path in _with_env(graph):
        given: Any = getattr(node, "credentials", None)
        if isinstance(given, Mapping) and len({"username", "password"} & set(given)) == 1:
            missing = "password" if "username" in given else "username"
            message = f"the credentials have no {missing}"
            (there,) = {"username", "password"} & set(given)
            yield Found(node, node.where.argument("credentials", there), message, f"{path()}credentials")

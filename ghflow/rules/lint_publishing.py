"""Which steps publish, deploy and test, as far as their commands and actions tell.

Lives here: `publishing_steps`, `publishes_in`, `is_testing`, `is_deploying`. Not here: rules, the tables (`spec.publishing`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from ghflow.model.steps import RunStep, UsesStep
from ghflow.rules.lint_commands import commands_of, lines_with
from ghflow.rules.lint_legs import action_of, remembered
from ghflow.spec.publishing import ACTIONS, COMMANDS, DEPLOYING, RELEASE_ACTIONS, RELEASES, TESTING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ghflow.model.graph import StepsGraph
    from ghflow.model.steps import Step
    from ghflow.where import Where


class Publish(NamedTuple):
    """A step that publishes a version."""

    at: int
    """The index of the step."""
    step: Step
    registry: str
    where: Where
    path: str
    skips: bool
    """Whether a version that is there already is passed over."""


_PUBLISHING_WORDS = re.compile(r"publish|upload|push|release")
_TESTING = "|".join(f"(?:{form})" for form in TESTING)
_RELEASES = "|".join(f"(?:{form})" for form in RELEASES)
_FALSE = (False, "false", "", None)


@remembered
def publishing_steps(job: StepsGraph) -> list[Publish]:
    """The steps of a job that publish to a registry; the same step comes once for each command."""
    return list(_publishing(job))


def _publishing(job: StepsGraph) -> Iterator[Publish]:
    for index, step in enumerate(job.steps):
        path = job.step_path(index)
        if isinstance(step, UsesStep):
            facts = ACTIONS.get(action_of(step)[0])
            given = step.with_ if isinstance(step.with_, dict) else {}
            lower = {name.lower().replace("_", "-"): value for name, value in given.items()}
            if facts is None or "test" in str(lower.get(facts.test_input or "")).lower():
                continue
            if str(lower.get("dry-run", "false")).lower() != "false":
                continue
            skips = facts.skips is not None and (facts.skips == "" or lower.get(facts.skips) not in _FALSE)
            yield Publish(index, step, facts.registry, step.where.argument("uses"), f"{path}.uses", skips)
        elif isinstance(step, RunStep) and isinstance(step.run, str):
            yield from _in_script(index, step, path)


def _in_script(index: int, step: RunStep, path: str) -> Iterator[Publish]:
    script = str(step.run)
    if not _PUBLISHING_WORDS.search(script):
        return
    careful = re.search(r"(?m)^\s*(if|for|while|case|until)\b|\|\||\bset \+e\b", script) is not None
    for line, command in commands_of(script):
        for known in COMMANDS:
            if re.match(known.command, command) and not re.search(known.never, command):
                skips = careful or re.search(known.skips, command) is not None
                yield Publish(index, step, known.registry, place_of_line(step, line), f"{path}.run", skips)
                break


def place_of_line(step: Any, line: int) -> Where:
    """The place of a line of a script; that of the script where it cannot be told."""
    lines = str(step.run).split("\n")
    start = sum(len(one) + 1 for one in lines[:line])
    text = lines[line]
    start += len(text) - len(text.lstrip())
    part = (start, start + len(text.strip()))
    return step.where.argument("run").inside(step.run, part, part)  # type: ignore[no-any-return]


def releases(job: StepsGraph) -> bool:
    """Whether a job makes a release of the repository. GoReleaser does only with `release`, and not with `--snapshot`."""
    for step in job.steps:
        name, _ = action_of(step)
        args = str(_given(step).get("args", "")) if name.startswith("goreleaser/") else "release"
        if name in RELEASE_ACTIONS and "release" in args and not re.search(r"--snapshot|--skip", args):
            return True
        if isinstance(step, RunStep) and "release" in str(step.run) and lines_with(step.run, _RELEASES):
            return True
    return False


def _given(step: Any) -> dict[str, Any]:
    """What an action is given; nothing where an expression decides."""
    given = getattr(step, "with_", None)
    return given if isinstance(given, dict) else {}


def is_deploying(job: StepsGraph) -> bool:
    """Whether a job publishes, releases or deploys, or says that it does by its id or its environment."""
    if getattr(job.holder, "environment", None) is not None or releases(job) or any(publishing_steps(job)):
        return True
    if {"deploy", "publish", "release"} & set(re.split(r"[-_]", job.id.lower())):
        return True
    return any(action_of(step)[0] in DEPLOYING for step in job.steps)


def is_test(step: Step) -> bool:
    """Whether a step runs tests."""
    return isinstance(step, RunStep) and bool(lines_with(step.run, _TESTING))


@remembered
def is_testing(job: StepsGraph) -> bool:
    """Whether a job runs tests."""
    return any(map(is_test, job.steps))

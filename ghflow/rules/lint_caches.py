"""Lints about caches where what is built goes out to users.

Lives here: `cache_in_release`, `publishes`. Not here: keys of caches, the order of jobs in a release.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ghflow.diagnostics import Severity
from ghflow.model.steps import RunStep, UsesStep
from ghflow.rules.actions import place_of_input
from ghflow.rules.registry import Found, rule
from ghflow.spec.caches import CACHES, COMMANDS, GIVING_OUT, PUSHES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ghflow.model.graph import Graph
    from ghflow.where import Where


@rule(Severity.WARNING)
def cache_in_release(graph: Graph) -> Iterator[Found]:
    """A job that publishes restores a cache before it does.

    Every job of the branch can write the cache, those that run much other people's code too. What one of them puts there gets
    into the release, whatever the commit says.

        on: release
        jobs:
          publish:
            runs-on: ubuntu-latest
            steps:
              - uses: actions/checkout@v7
              - uses: actions/setup-node@v6
                with:
                  node-version: 24
                  cache: npm  # <-
              - run: npm ci && npm publish

    Source: zizmor, cache-poisoning; GitHub Security Lab, "Keeping your GitHub Actions and workflows secure" (read 2026-11-22).
    """
    for job in graph.jobs:
        modes = (getattr(job.holder, "cache_mode", None), graph.workflow.cache_mode)
        mode = next((one for one in modes if one is not None), None)
        if mode in ("none", "write-only"):
            continue
        last = max((index for index, step in enumerate(job.steps) if publishes(graph, step)), default=-1)
        for index, step in enumerate(job.steps[: last + 1]):
            restored = _restores(step)
            if restored is not None:
                where, path = restored
                message = f"{str(getattr(step, 'uses', '')).partition('@')[0]} restores a cache in a job that publishes"
                hint = "build a release without caches"
                yield Found(step, where, message, f"{job.step_path(index)}.{path}", hint)


def publishes(graph: Graph, step: Any) -> bool:
    """Whether a step gives something out to users: a package, a release, at a release an image."""
    if isinstance(step, RunStep):
        script = str(step.run)
        return bool(COMMANDS.search(script) or (PUSHES.search(script) and _is_release(graph)))
    if not isinstance(step, UsesStep):
        return False
    name = str(step.uses).partition("@")[0].lower()
    given = _inputs(step)
    if name == "docker/build-push-action":
        return _is_on(given.get("push")) and _is_release(graph)
    if name not in GIVING_OUT:
        return False
    needed = GIVING_OUT[name]
    if needed is None:
        return True
    words = str(given.get(needed, ""))
    return bool(words) and "--snapshot" not in words and (needed != "args" or "release" in words)


def _is_release(graph: Graph) -> bool:
    """Whether a release or a tag starts the workflow, and nothing else that would push."""
    on: Any = graph.workflow.on
    if isinstance(on, str):
        return on == "release"
    push = on.get("push") if isinstance(on, dict) else None
    tagged = getattr(push, "tags", None) is not None and getattr(push, "branches", None) is None
    return "release" in (on or ()) or tagged


def _inputs(step: UsesStep[Any]) -> Mapping[str, Any]:
    return {name.lower(): value for name, value in step.with_.items()} if isinstance(step.with_, dict) else {}


def _is_on(value: Any) -> bool:
    """Whether an input is switched on beyond doubt."""
    return isinstance(value, bool | str) and str(value).lower() not in ("", "false") and "${{" not in str(value)


def _restores(step: Any) -> tuple[Where, str] | None:
    """The place at which a step asks for a cache. One with a condition may be off in a release."""
    if not isinstance(step, UsesStep) or step.if_ is not None:
        return None
    name = str(step.uses).partition("@")[0].lower()
    cache = CACHES.get(name)
    if cache is None:
        return None
    given = _inputs(step)
    for off in cache.off:
        said = str(given.get(off.removeprefix("!"), "")).lower()
        if said == ("false" if off.startswith("!") else "true") or "${{" in said:
            return None
    if cache.given is None:
        return step.where.argument("uses"), "uses"
    value = given.get(cache.given)
    if not _is_on(value) or (name == "docker/build-push-action" and "type=gha" not in str(value)):
        return None
    spelt = next(key for key in step.with_ if key.lower() == cache.given)  # type: ignore[union-attr]
    return place_of_input(step, spelt), f"with.{spelt}"

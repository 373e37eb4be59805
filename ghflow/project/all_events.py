"""What holds at all events: nothing in the workflows is out of reach, and a release can neither go out unchecked nor get lost.

Lives here: `check_all`, which brings together what the rules know of steps and what the simulator tries out.
Not here: the events (`simulator.eventspace`), the proofs (`simulator.reach`, `simulator.releases`), manuals (`mistakes`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from ghflow.diagnostics import Diagnostic, Severity
from ghflow.model.allowing import Allowances
from ghflow.model.graph import Graph
from ghflow.project.mistakes import WARNED
from ghflow.rules.lint_publishing import is_test, publishing_steps
from ghflow.rules.registry import all_rules, check
from ghflow.simulator.eventspace import events_of
from ghflow.simulator.planning import plan
from ghflow.simulator.reach import Finding, Reach
from ghflow.simulator.reading import given, trigger_names
from ghflow.simulator.releases import Irreversible, Minted, prove
from ghflow.simulator.repository import NAME
from ghflow.simulator.steps import flat
from ghflow.simulator.triggers import decide
from ghflow.simulator.watching import Place
from ghflow.simulator.whatif import WhatIf
from ghflow.spec.publishing import MINTING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ghflow.model.graph import JobGraph
    from ghflow.simulator.events import Event
    from ghflow.simulator.repository import Repository

_ABOUT_CREDENTIALS = ("unused-credential", "over-granted-permission")


def check_all(
    repository: Repository,
    events: Iterable[Event] | None = None,
    files: Iterable[str] | None = None,
    allowances: Mapping[str, Allowances] | None = None,
) -> list[Diagnostic]:
    """What is wrong with the workflows of a repository (or `files` of them) at some event, or at all.

    Without `events`, those are tried that the triggers of each workflow define; with them, no others. What an object allows
    is left out, and remembered in `allowances`, which are by file. Findings come by file and line.
    """
    asked = None if events is None else list(events)
    chosen = list(repository.workflows if files is None else files)
    found: list[Diagnostic] = []
    reach = Reach()
    tried = {}
    for file in chosen:
        workflow = repository.workflows[file]
        own = events_of(workflow, repository.default_branch) if asked is None else asked
        names = trigger_names(workflow)
        tried[file] = [event for event in own if event.name in names]
        for event in tried[file]:
            reach.event = event
            if reach.is_settled(file, workflow):
                decision = decide(workflow, event, default_branch=repository.default_branch)
                reach.decided(file, event.name, decision.triggered, decision.why)
                continue
            (one,) = plan(repository, event, files=[file], what_if=WhatIf(anything=True), watcher=reach).all
            reach.decided(file, event.name, one.triggered, one.why)
            reach.blocked(file, one.jobs.values())
    for file in chosen:
        workflow = repository.workflows[file]
        allowed = (allowances or {}).get(file) or Allowances(workflow)
        findings = [*reach.findings(file, workflow), *_of_release(repository, file, tried[file])]
        found += [_diagnostic(one) for one in findings if not allowed.silence(one.rule, one.path, one.node)]
        found += _of_credentials(workflow, allowed)
    return sorted(found, key=lambda one: one.spot)


def _diagnostic(one: Finding) -> Diagnostic:
    rule = all_rules(lints=True).get(one.rule)
    severity = rule.severity if rule is not None else Severity.WARNING if one.rule in WARNED else Severity.ERROR
    return Diagnostic(one.rule, one.message, one.where, one.hint, one.path, severity)


# Releases.


def _of_release(repository: Repository, file: str, events: Iterable[Event]) -> list[Finding]:
    """What a workflow that publishes, or fetches credentials, does not hold."""
    graph = Graph(repository.workflows[file])
    published = list(_publishing(repository, file, graph, ()))
    minted = [one for job in graph.jobs for one in _minted(file, job)]
    if not published and not minted:
        return []
    tests = {
        Place(file, job.id, index)
        for job in graph.jobs
        for index, step in enumerate(flat(given(job.job, "steps")))
        if is_test(step)
    }
    # Attempts are counted in the proofs, and what is released is the repository itself, where its name is known.
    certain = {"run_attempt"}
    if repository.name != NAME:
        certain |= {"repository", "repositoryUrl", "repository_owner"}
    known = [attrs.evolve(event, unknown=event.unknown - certain) for event in events]
    return prove(repository, file, known, published, minted, frozenset(tests))


def _publishing(repository: Repository, file: str, graph: Graph, seen: tuple[str, ...]) -> Iterator[Irreversible]:
    """The steps that publish, and the jobs that call a workflow of the repository in which some do."""
    for job in graph.jobs:
        steps = flat(given(job.job, "steps"))
        for one in publishing_steps(job):
            index = next((at for at, step in enumerate(steps) if step is one.step), None)
            if index is not None:
                many = one.registry == "PyPI"  # a version there is several files
                place = Place(file, job.id, index)
                yield Irreversible(place, job.job, one.step, one.registry, one.where, one.path, one.skips, many)
        uses = given(job.job, "uses")
        called = repository.called(uses) if isinstance(uses, str) else None
        if called is not None and called not in (*seen, file):
            inner = _publishing(repository, called, Graph(repository.workflows[called]), (*seen, file))
            first = next(inner, None)
            if first is not None:
                where = job.job.where.argument("uses")
                yield Irreversible(
                    Place(file, job.id), job.job, job.job, first.registry, where, f"{job.prefix}.uses", True, False
                )


def _minted(file: str, job: JobGraph) -> Iterator[Minted]:
    """The steps that fetch a credential, each with those that refer to it."""
    steps = flat(given(job.job, "steps"))
    for index, step in enumerate(steps):
        uses, id = given(step, "uses"), given(step, "id")
        if not isinstance(uses, str) or id is None or uses.partition("@")[0].lower() not in MINTING:
            continue
        asking = [use.node for name, use in job.referring("steps") if name.lower() == str(id).lower()]
        users = tuple(at for at, other in enumerate(steps) if any(other is node for node in asking))
        yield Minted(Place(file, job.id, index), step, users)


def _of_credentials(workflow: Any, allowed: Allowances) -> Iterator[Diagnostic]:
    """What the rules say of credentials that nothing uses: tokens that are fetched, and the right to ask for one."""
    graph = Graph(workflow)
    rules = [all_rules(lints=True)[name] for name in _ABOUT_CREDENTIALS]
    for one in check(graph, rules=rules, allowances=allowed):
        if one.rule != "over-granted-permission" or (
            one.path.endswith("id-token") and not _has_script(graph, one.path)
        ):
            yield one


def _has_script(graph: Graph, path: str) -> bool:
    """Whether the job at a path runs scripts: each of them may ask for an OIDC token, by what the runner tells it."""
    job = graph.by_id.get(path.split(".")[1].lower())
    return job is None or any(given(step, "run") is not None for step in flat(given(job.job, "steps")))

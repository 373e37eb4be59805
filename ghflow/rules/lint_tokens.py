"""Lints about the job's token: what it may do, and where it is kept.

Not here: secrets of the repository (`lint_secrets`), permissions that are missing.
"""

from __future__ import annotations

import re
from linecache import getline
from typing import TYPE_CHECKING, Any

from ghflow.diagnostics import Edit, Severity
from ghflow.model.calls import CallJob
from ghflow.model.node import shape_of
from ghflow.model.permissions import Permissions
from ghflow.model.steps import RunStep, UsesStep
from ghflow.rules.registry import Found, rule
from ghflow.spec.catalogue import find
from ghflow.where import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ghflow.model.graph import Graph, StepsGraph
    from ghflow.where import Where


@rule(Severity.WARNING)
def excessive_permissions(graph: Graph) -> Iterator[Found]:
    """The job's token may do more than the job needs.

    Whatever runs in the job, every action and every dependency, may do what the token may. `write-all` is everything. Of a scope
    that the whole workflow may write, the jobs are named that do nothing with it.

        on: push
        permissions:
          contents: write  # <-
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - uses: actions/checkout@v7
              - run: make test
          release:
            needs: test
            runs-on: ubuntu-latest
            steps:
              - run: gh release create v1
                env:
                  GH_TOKEN: ${{ github.token }}

    The same for the one job that needs it:

        on: push
        permissions:
          contents: read
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - uses: actions/checkout@v7
              - run: make test
          release:
            needs: test
            permissions:
              contents: write
            runs-on: ubuntu-latest
            steps:
              - run: gh release create v1
                env:
                  GH_TOKEN: ${{ github.token }}

    Source: docs.github.com, "Secure use reference", least privilege for GITHUB_TOKEN (read 2026-11-22).
    """
    holders: list[tuple[Any, str, str]] = [(graph.workflow, "permissions", "the workflow")]
    holders += [(job.holder, f"{job.prefix}.permissions", job.title) for job in graph.jobs]
    for holder, path, title in holders:
        if getattr(holder, "permissions", None) == "write-all":
            message = f"the token of {title} may write everything"
            hint = "name the scopes that are needed: permissions: {contents: read}"
            yield Found(holder, holder.where.argument("permissions"), message, path, hint)
    given = graph.workflow.permissions
    inheriting = [job for job in graph.jobs if getattr(job.holder, "permissions", None) is None]
    if not isinstance(given, Permissions) or len(inheriting) < 2:
        return
    for key in shape_of(Permissions).keys:
        if getattr(given, key.argument) != "write":
            continue
        idle = [job for job in inheriting if not _may_need(graph, job, key.key)]
        if idle:
            names = ", ".join(f"'{job.id}'" for job in idle)
            message = f"'{key.key}: write' is given to all jobs, and {names} {'does' if len(idle) == 1 else 'do'} nothing with it"
            where = graph.workflow.where.argument("permissions", key.key)
            where = given.where.argument(key.argument) if where is graph.workflow.where else where
            hint = "give it to the jobs that need it, under their own permissions"
            yield Found(graph.workflow, where, message, f"permissions.{key.key}", hint)


_WORDS = {
    "contents": re.compile(
        r"\b(?:push|tag|release|publish|deploy|commit|bump|version|changelog|upload)\b", re.IGNORECASE
    ),
    "id-token": re.compile(
        r"ID_TOKEN|\b(?:cosign|sigstore|attest|oidc|publish|upload|deploy|release|sign|aws|gcloud|az|vault|terraform)\b",
        re.IGNORECASE,
    ),
}
_TOKEN = re.compile(
    r"GITHUB_TOKEN|GH_TOKEN|github\.token|\bgh (?:api|pr|issue|release|run|workflow|repo|label)\b", re.IGNORECASE
)


def _may_need(graph: Graph, job: StepsGraph, scope: str) -> bool:
    """Whether a job may use a scope, as far as can be seen: what is not known may."""
    if isinstance(job.holder, CallJob):
        return True
    for holder in (graph.workflow, job.holder, *job.steps):
        if holder is not graph.workflow and _TOKEN.search(str(getattr(holder, "env", None) or "")):
            return True
    if _TOKEN.search(str(graph.workflow.env or "")):
        return True
    for step in job.steps:
        if isinstance(step, RunStep):
            script = str(step.run)
            if _TOKEN.search(script) or (scope in _WORDS and _WORDS[scope].search(script)):
                return True
        elif isinstance(step, UsesStep):
            facts = find(str(step.uses))
            if (
                facts is None
                or facts.scopes is None
                or any(one.scope == scope and one.level == "write" for one in facts.scopes)
            ):
                return True
    return False


_WORKSPACE = re.compile(
    r"(?:\./?|\*\*?|\./\*\*?(?:/\*)?|\*\*/\*|\.git/?|\$\{\{\s*github\.workspace\s*\}\}/?|\$GITHUB_WORKSPACE/?)"
)
_KEPT_OUTSIDE = 6
"""From this major on, actions/checkout keeps the token outside of the workspace. Source: its changelog (read 2026-11-22)."""


@rule(Severity.WARNING)
def persisted_credentials(graph: Graph) -> Iterator[Found]:
    """The whole workspace becomes an artifact, and actions/checkout has left the job's token in its `.git/config`.

    Whoever downloads the artifact while the job runs has the token. Newer versions of actions/upload-artifact leave hidden
    files out unless they are told not to; actions/checkout from v6 on keeps the token elsewhere.

        on: push
        jobs:
          build:
            runs-on: ubuntu-latest
            steps:
              - uses: actions/checkout@v5  # <-
              - run: make
              - uses: actions/upload-artifact@v4
                with:
                  path: .
                  include-hidden-files: true

    Source: actions/checkout, README, `persist-credentials`; zizmor, artipacked (read 2026-11-22).
    """
    for job in graph.jobs:
        kept: list[tuple[UsesStep[Any], str]] = []
        for index, step in enumerate(job.steps):
            if not isinstance(step, UsesStep):
                continue
            name = str(step.uses).partition("@")[0].lower()
            given = {key.lower(): value for key, value in step.with_.items()} if isinstance(step.with_, dict) else {}
            if name == "actions/checkout" and _keeps(step, given):
                kept.append((step, job.step_path(index)))
            elif name == "actions/upload-artifact" and _uploads_all(given):
                for checkout, path in kept:
                    message = "the token that actions/checkout leaves in .git is uploaded with the whole workspace"
                    where = checkout.where.argument("uses")
                    hint = "write with: {persist-credentials: false}, or upload what was built"
                    yield Found(checkout, where, message, f"{path}.with", hint, _not_persisted(checkout, where))
                kept = []


def _not_persisted(step: UsesStep[Any], where: Where) -> tuple[Edit, ...]:
    """The edit that puts `persist-credentials: false` below a checkout that is written line by line and is given nothing."""
    line = getline(where.file, where.line).rstrip("\r\n") if where.line == where.end_line else ""
    match = re.match(r"(\s*(?:- +)?)uses: ", line)
    if match is None or step.with_ is not None:
        return ()
    end = len(line) + 1
    indent = " " * len(match[1])
    text = f"\n{indent}with:\n{indent}  persist-credentials: false"
    return (Edit(Span(where.file, where.line, end, where.line, end), text, "", unsafe=True),)


def _keeps(step: UsesStep[Any], given: Mapping[str, Any]) -> bool:
    """Whether a checkout leaves its token in the workspace."""
    if str(given.get("persist-credentials", "true")).lower() != "true" or "path" in given:
        return False
    facts = find(step.uses)
    ref = facts.ref if facts is not None else step.uses.partition("@")[2]
    major = re.match(r"v(\d+)", ref)
    return major is not None and int(major[1]) < _KEPT_OUTSIDE


def _uploads_all(given: Mapping[str, Any]) -> bool:
    """Whether the artifact is the whole workspace, with what is hidden in it."""
    if str(given.get("include-hidden-files", "true")).lower() != "true":
        return False
    lines = [line.strip() for line in str(given.get("path", "")).splitlines()]
    return any(_WORKSPACE.fullmatch(line) for line in lines) and not any(
        line.startswith("!") and ".git" in line for line in lines
    )

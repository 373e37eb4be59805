"""The contexts of expressions and their properties.

A new property is one line here: the annotations are the table, for Python, for type checkers and for the rules.
Source: docs.github.com, "Contexts reference", and actions/languageservices 0.3.61 (read 2026-11-22).
"""

from __future__ import annotations

from typing import Any

from ghflow.expr.tree import Context
from ghflow.expr.values import AnyValue, Known, OpenContext, Value

__all__ = [
    "NAMES",
    "env",
    "github",
    "inputs",
    "job",
    "matrix",
    "needs",
    "runner",
    "secrets",
    "steps",
    "strategy",
    "vars",
]

NAMES = ("github", "env", "vars", "job", "jobs", "steps", "runner", "secrets", "strategy", "matrix", "needs", "inputs")
"""All contexts; which of them a key may use depends on the key."""


class Github(Known):
    """The run and what started it."""

    __slots__ = ()
    _title = "the context 'github'"
    action: Value[str]
    action_path: Value[str]
    action_ref: Value[str]
    action_repository: Value[str]
    action_status: Value[str]
    actor: Value[str]
    actor_id: Value[str]
    api_url: Value[str]
    artifacts: Value[str]
    artifacts_list: Value[str]
    base_ref: Value[str]
    env: Value[str]
    event: AnyValue
    event_name: Value[str]
    event_path: Value[str]
    graphql_url: Value[str]
    head_ref: Value[str]
    job: Value[str]
    path: Value[str]
    ref: Value[str]
    ref_name: Value[str]
    ref_protected: Value[bool]
    ref_type: Value[str]
    repository: Value[str]
    repository_id: Value[str]
    repository_owner: Value[str]
    repository_owner_id: Value[str]
    repositoryUrl: Value[str]
    retention_days: Value[str]
    run_attempt: Value[str]
    run_id: Value[str]
    run_number: Value[str]
    secret_source: Value[str]
    server_url: Value[str]
    sha: Value[str]
    token: Value[str]
    triggering_actor: Value[str]
    workflow: Value[str]
    workflow_ref: Value[str]
    workflow_sha: Value[str]
    workspace: Value[str]
    # Not in the documentation, but there (read in actions/runner).
    artifact_cache_size_limit: Value[str]
    output: Value[str]
    repository_visibility: Value[str]
    state: Value[str]
    step_summary: Value[str]


class Runner(Known):
    """The machine that runs the job."""

    __slots__ = ()
    _title = "the context 'runner'"
    name: Value[str]
    os: Value[str]
    arch: Value[str]
    temp: Value[str]
    tool_cache: Value[str]
    debug: Value[str]
    environment: Value[str]
    workspace: Value[str]


class JobContainer(Known):
    """The container that the job runs in."""

    __slots__ = ()
    _title = "'job.container'"
    id: Value[str]
    network: Value[str]


class JobContext(Known):
    """The job that is running."""

    __slots__ = ()
    _title = "the context 'job'"
    _parts = {"JobContainer": JobContainer}
    status: Value[str]
    check_run_id: Value[float]
    container: JobContainer
    services: AnyValue
    workflow_ref: Value[str]
    workflow_sha: Value[str]
    workflow_repository: Value[str]
    workflow_file_path: Value[str]


class Strategy(Known):
    """The matrix job's place among its siblings."""

    __slots__ = ()
    _title = "the context 'strategy'"
    _kebab = True
    fail_fast: Value[bool]
    job_index: Value[float]
    job_total: Value[float]
    max_parallel: Value[float]


github = Github(Context("github"))
runner = Runner(Context("runner"))
job = JobContext(Context("job"))
strategy = Strategy(Context("strategy"))
env = OpenContext(Context("env"))
vars = OpenContext(Context("vars"))
secrets = OpenContext(Context("secrets"))
inputs = OpenContext(Context("inputs"))
matrix = OpenContext(Context("matrix"))
needs = OpenContext(Context("needs"))
steps = OpenContext(Context("steps"))

_TABLES: dict[str, Any] = {"github": Github, "runner": Runner, "job": JobContext, "strategy": Strategy}
_PROPERTIES = {
    context: [table._key_of(name) for name in table.__annotations__ if not name.startswith("_")]
    for context, table in _TABLES.items()
}


def properties(context: str) -> list[str] | None:
    """The properties of a context in GitHub's spelling; None when they are the user's own names."""
    return _PROPERTIES.get(context.lower())

"""The contexts of expressions and their properties.

A new property is one line here: the annotations are the table, for Python, for type checkers and for the rules.
Source: docs.github.com, "Contexts reference", and actions/languageservices 0.3.61 (read 2026-11-22).
"""

from __future__ import annotations

from typing import Any

from ghflow.expr.tree import Context
from ghflow.expr.values import AnyContext, AnyValue, Known, OpenContext, Texts, Value

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
    id: Value[str]
    network: Value[str]


class JobService(Known):
    """A container that runs beside the job."""

    __slots__ = ()
    _parts = {"Texts": Texts}
    id: Value[str]
    network: Value[str]
    ports: Texts


class JobServices(OpenContext[JobService]):
    """The containers that run beside the job, by their names."""

    __slots__ = ()
    _kind = JobService


class JobContext(Known):
    """The job that is running."""

    __slots__ = ()
    _title = "the context 'job'"
    _parts = {"JobContainer": JobContainer, "JobServices": JobServices}
    status: Value[str]
    check_run_id: Value[float]
    container: JobContainer
    services: JobServices
    workflow_ref: Value[str]
    workflow_sha: Value[str]
    workflow_repository: Value[str]
    workflow_file_path: Value[str]


class NeededJob(Known):
    """A job that this one needs."""

    __slots__ = ()
    _parts = {"Texts": Texts}
    outputs: Texts
    result: Value[str]


class Needs(OpenContext[NeededJob]):
    """The jobs that this one needs, by their ids."""

    __slots__ = ()
    _kind = NeededJob


class EarlierStep(Known):
    """A step that ran before this one."""

    __slots__ = ()
    _parts = {"Texts": Texts}
    outputs: Texts
    outcome: Value[str]
    conclusion: Value[str]


class Steps(OpenContext[EarlierStep]):
    """The steps that ran before this one, by their ids."""

    __slots__ = ()
    _kind = EarlierStep


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
env = Texts(Context("env"))
vars = Texts(Context("vars"))
secrets = Texts(Context("secrets"))
inputs = AnyContext(Context("inputs"))
matrix = AnyContext(Context("matrix"))
needs = Needs(Context("needs"))
steps = Steps(Context("steps"))

VALUES: dict[str, tuple[str, ...]] = {
    "github.ref_type": ("branch", "tag"),
    "job.status": ("success", "failure", "cancelled"),
    "jobs.<job_id>.result": ("success", "failure", "cancelled", "skipped"),
    "needs.<job_id>.result": ("success", "failure", "cancelled", "skipped"),
    "runner.arch": ("X86", "X64", "ARM", "ARM64"),
    "runner.environment": ("github-hosted", "self-hosted"),
    "runner.os": ("Linux", "Windows", "macOS"),
    "steps.<id>.conclusion": ("success", "failure", "cancelled", "skipped"),
    "steps.<id>.outcome": ("success", "failure", "cancelled", "skipped"),
}
"""Properties that have one of a few values."""

NULL_BEFORE_STEPS = ("job", "token")
"""Properties of `github` that are empty until the steps of a job run."""

PULL_REQUEST_ONLY = ("base_ref", "head_ref")
"""Properties of `github` that are empty unless a pull request started the run."""

_TABLES: dict[str, Any] = {
    "github": Github,
    "runner": Runner,
    "job": JobContext,
    "strategy": Strategy,
    "env": Texts,
    "vars": Texts,
    "secrets": Texts,
    "inputs": AnyContext,
    "matrix": AnyContext,
    "needs": Needs,
    "jobs": Needs,
    "steps": Steps,
}


def properties(context: str, *names: str) -> list[str] | None:
    """The properties of a context, or of what is behind some names in it, in GitHub's spelling: `properties("job", "container")`.

    None when they are the user's own names or cannot be known; none for a text, a number or a boolean, and behind a name that
    does not exist.
    """
    table: Any = _TABLES.get(context.lower())
    for name in names:
        table = _behind(table, name)
    if table is None or hasattr(table, "_kind") or table is AnyValue:
        return None
    return [] if isinstance(table, str) else [table._key_of(name) for name in table.__annotations__]


def _behind(table: Any, name: str) -> Any:
    """What is behind a name: a table, `AnyValue`, or the annotation of a plain value, behind which is nothing."""
    if table is None or table is AnyValue or isinstance(table, str):
        return table
    if hasattr(table, "_kind"):
        return "Value[str]" if table._kind is Value else table._kind
    found = {table._key_of(key).lower(): kind for key, kind in table.__annotations__.items()}.get(name.lower(), "")
    return table._parts.get(found, AnyValue if found == "AnyValue" else found)

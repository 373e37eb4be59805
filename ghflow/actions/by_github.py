"""GitHub's own actions.

Source: the action.yml of each at the version named in its docstring (read 2026-11-22).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ghflow.actions.wrapping import action, declared
from ghflow.model.named import StepOutputs

if TYPE_CHECKING:
    from typing import Literal, Unpack

    from ghflow.actions.wrapping import Lines, StepKeywords, UnnamedStepKeywords
    from ghflow.expr.values import Value
    from ghflow.model.kinds import Bool, Num, Str
    from ghflow.model.steps import UsesStep


class CheckoutOutputs(StepOutputs):
    """Outputs of actions/checkout."""

    __slots__ = ()
    commit: Value[str]
    ref: Value[str]


@action("actions/checkout@v7", CheckoutOutputs)
def checkout(
    *,
    allow_unsafe_pr_checkout: Bool | None = None,
    clean: Bool | None = None,
    fetch_depth: Num | None = None,
    fetch_tags: Bool | None = None,
    filter: Str | None = None,
    github_server_url: Str | None = None,
    lfs: Bool | None = None,
    path: Str | None = None,
    persist_credentials: Bool | None = None,
    ref: Str | None = None,
    repository: Str | None = None,
    set_safe_directory: Bool | None = None,
    show_progress: Bool | None = None,
    sparse_checkout: Lines | None = None,
    sparse_checkout_cone_mode: Bool | None = None,
    ssh_key: Str | None = None,
    ssh_known_hosts: Str | None = None,
    ssh_strict: Bool | None = None,
    ssh_user: Str | None = None,
    submodules: Str | None = None,
    token: Str | None = None,
    **step: Unpack[StepKeywords],
) -> UsesStep[CheckoutOutputs]:
    """Check out the repository, or another one. `actions/checkout@v7`, v7.0.1."""
    declared()


class UploadArtifactOutputs(StepOutputs):
    """Outputs of actions/upload-artifact."""

    __slots__ = ()
    artifact_digest: Value[str]
    artifact_id: Value[str]
    artifact_url: Value[str]


@action("actions/upload-artifact@v4", UploadArtifactOutputs)
def upload_artifact(
    *,
    compression_level: Num | None = None,
    if_no_files_found: Literal["warn", "error", "ignore"] | Value[str] | None = None,
    include_hidden_files: Bool | None = None,
    name: Str | None = None,
    overwrite: Bool | None = None,
    path: Lines,
    retention_days: Num | None = None,
    **step: Unpack[UnnamedStepKeywords],
) -> UsesStep[UploadArtifactOutputs]:
    """Keep files for later jobs, or for download. `actions/upload-artifact@v4`, v4.6.2."""
    declared()


class DownloadArtifactOutputs(StepOutputs):
    """Outputs of actions/download-artifact."""

    __slots__ = ()
    download_path: Value[str]


@action("actions/download-artifact@v4", DownloadArtifactOutputs)
def download_artifact(
    *,
    artifact_ids: Lines | None = None,
    github_token: Str | None = None,
    merge_multiple: Bool | None = None,
    name: Str | None = None,
    path: Str | None = None,
    pattern: Str | None = None,
    repository: Str | None = None,
    run_id: Num | None = None,
    **step: Unpack[UnnamedStepKeywords],
) -> UsesStep[DownloadArtifactOutputs]:
    """Fetch what earlier jobs have uploaded. `actions/download-artifact@v4`, v4.3.0."""
    declared()


class SetupPythonOutputs(StepOutputs):
    """Outputs of actions/setup-python."""

    __slots__ = ()
    cache_hit: Value[str]
    python_path: Value[str]
    python_version: Value[str]


@action("actions/setup-python@v7", SetupPythonOutputs)
def setup_python(
    *,
    allow_prereleases: Bool | None = None,
    architecture: Str | None = None,
    cache: Str | None = None,
    cache_dependency_path: Lines | None = None,
    check_latest: Bool | None = None,
    freethreaded: Bool | None = None,
    pip_version: Str | None = None,
    python_version: Lines | None = None,
    python_version_file: Str | None = None,
    token: Str | None = None,
    update_environment: Bool | None = None,
    **step: Unpack[StepKeywords],
) -> UsesStep[SetupPythonOutputs]:
    """Put a version of Python on the PATH. `actions/setup-python@v7`, v7.0.0."""
    declared()

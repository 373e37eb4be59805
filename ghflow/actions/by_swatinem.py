"""Actions of Swatinem.

Source: the action.yml of each at the version named in its docstring (read 2026-11-22).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ghflow.actions.wrapping import action, declared
from ghflow.model.named import StepOutputs

if TYPE_CHECKING:
    from typing import Unpack

    from ghflow.actions.wrapping import Lines, StepKeywords
    from ghflow.expr.values import Value
    from ghflow.model.kinds import Bool, Str
    from ghflow.model.steps import UsesStep


class RustCacheOutputs(StepOutputs):
    """Outputs of Swatinem/rust-cache."""

    __slots__ = ()
    cache_hit: Value[str]


@action("Swatinem/rust-cache@v2", RustCacheOutputs)
def rust_cache(
    *,
    add_job_id_key: Bool | None = None,
    add_rust_environment_hash_key: Bool | None = None,
    cache_all_crates: Bool | None = None,
    cache_bin: Bool | None = None,
    cache_directories: Lines | None = None,
    cache_on_failure: Bool | None = None,
    cache_provider: Str | None = None,
    cache_targets: Bool | None = None,
    cache_workspace_crates: Bool | None = None,
    cmd_format: Str | None = None,
    env_vars: Lines | None = None,
    key: Str | None = None,
    lookup_only: Bool | None = None,
    prefix_key: Str | None = None,
    save_if: Bool | None = None,
    shared_key: Str | None = None,
    workspaces: Lines | None = None,
    **step: Unpack[StepKeywords],
) -> UsesStep[RustCacheOutputs]:
    """Cache what cargo downloads and builds. `Swatinem/rust-cache@v2`, v2.9.2."""
    declared()

"""Actions of dtolnay.

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
    from ghflow.model.kinds import Str
    from ghflow.model.steps import UsesStep


class RustToolchainOutputs(StepOutputs):
    """Outputs of dtolnay/rust-toolchain."""

    __slots__ = ()
    cachekey: Value[str]
    name: Value[str]


@action("dtolnay/rust-toolchain@stable", RustToolchainOutputs)
def rust_toolchain(
    *,
    components: Lines | None = None,
    target: Str | None = None,
    targets: Lines | None = None,
    toolchain: Str | None = None,
    **step: Unpack[StepKeywords],
) -> UsesStep[RustToolchainOutputs]:
    """Install a Rust toolchain; the reference is the default one. `dtolnay/rust-toolchain@stable`, no release."""
    declared()

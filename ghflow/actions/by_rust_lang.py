"""Actions of the Rust project.

Source: the action.yml of each at the version named in its docstring (read 2026-11-22).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ghflow.actions.wrapping import action, declared
from ghflow.model.named import StepOutputs

if TYPE_CHECKING:
    from typing import Unpack

    from ghflow.actions.wrapping import StepKeywords
    from ghflow.expr.values import Value
    from ghflow.model.kinds import Str
    from ghflow.model.steps import UsesStep


class CratesIoAuthOutputs(StepOutputs):
    """Outputs of rust-lang/crates-io-auth-action."""

    __slots__ = ()
    token: Value[str]


@action("rust-lang/crates-io-auth-action@v1", CratesIoAuthOutputs, default_id="auth")
def crates_io_auth(
    *,
    url: Str | None = None,
    **step: Unpack[StepKeywords],
) -> UsesStep[CratesIoAuthOutputs]:
    """A short-lived token for crates.io, by trusted publishing; the job needs `id-token: write`.

    `rust-lang/crates-io-auth-action@v1`, v1.0.5.
    """
    declared()

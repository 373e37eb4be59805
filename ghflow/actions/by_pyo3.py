"""Actions of PyO3.

Source: the action.yml of each at the version named in its docstring (read 2026-11-22).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ghflow.actions.wrapping import action, declared

if TYPE_CHECKING:
    from typing import Unpack

    from ghflow.actions.wrapping import StepKeywords
    from ghflow.model.kinds import Bool, Str
    from ghflow.model.named import AnyOutputs
    from ghflow.model.steps import UsesStep


@action("PyO3/maturin-action@v1")
def maturin(
    *,
    args: Str | None = None,
    before_script_linux: Str | None = None,
    command: Str | None = None,
    container: Str | None = None,
    docker_options: Str | None = None,
    host_home_mount: Str | None = None,
    manylinux: Str | None = None,
    maturin_version: Str | None = None,
    rust_toolchain: Str | None = None,
    rustup_components: Str | None = None,
    sccache: Bool | None = None,
    target: Str | None = None,
    token: Str | None = None,
    working_directory: Str | None = None,
    **step: Unpack[StepKeywords],
) -> UsesStep[AnyOutputs]:
    """Build wheels or a source distribution with maturin. `PyO3/maturin-action@v1`, v1.51.0."""
    declared()

"""Actions of the Python Packaging Authority.

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


@action("pypa/gh-action-pypi-publish@release/v1")
def pypi_publish(
    *,
    packages_dir: Str | None = None,
    password: Str | None = None,
    print_hash: Bool | None = None,
    repository_url: Str | None = None,
    skip_existing: Bool | None = None,
    user: Str | None = None,
    verbose: Bool | None = None,
    verify_metadata: Bool | None = None,
    **step: Unpack[StepKeywords],
) -> UsesStep[AnyOutputs]:
    """Publish all distributions in a folder, by trusted publishing unless there is a password.

    `pypa/gh-action-pypi-publish@release/v1`, v1.8.14.
    """
    declared()

"""What stands in for actions and called workflows in `Repo.execute`, made in a few words.

Lives here: `stub`. Not here: what a stub is and the ones that come with ghflow (`simulator.stubs`, `simulator.library`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from ghflow.simulator.library import Checkout
from ghflow.simulator.stubs import Answer, JobAnswer

if TYPE_CHECKING:
    from collections.abc import Mapping


class _Stubs:
    """Makes stubs: `stub(outputs=...)` for an action, `stub.job(outputs=...)` for a called workflow."""

    def __call__(
        self,
        *,
        outputs: Mapping[str, Any] | None = None,
        env: Mapping[str, str] | None = None,
        fails: str | None = None,
    ) -> Answer:
        """An action that gives outputs and sets variables for later steps. With `fails`, a reason, it fails afterwards."""
        return Answer(outputs=dict(outputs or {}), env=dict(env or {}), fails=fails)

    def copy_repo(self) -> Checkout:
        """An action that brings the files of the repository, as `actions/checkout` does."""
        return Checkout()

    def job(
        self,
        *,
        outputs: Mapping[str, Any] | None = None,
        result: Literal["success", "failure", "cancelled", "skipped"] = "success",
    ) -> JobAnswer:
        """A called workflow that gives outputs and ends as it is told."""
        return JobAnswer(outputs=dict(outputs or {}), result=result)


stub = _Stubs()

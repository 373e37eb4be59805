"""What is told while a run is executed, as it happens.

Lives here: `Reporter`, which says nothing. Not here: one that prints (`cli`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ghflow.simulator.executed import ExecutedLeg, ExecutedStep


class Reporter:
    """Is told what happens; all texts are masked. `depth` is 0 for the steps of a job, 1 for those of an action, and so on.

    Steps in the background report from threads of their own.
    """

    def job_begins(self, name: str) -> None:
        """A leg of a job starts."""

    def step_begins(self, name: str, depth: int) -> None:
        """A step starts; one that is skipped is not told of here."""

    def line(self, text: str, depth: int) -> None:
        """A step prints."""

    def step_ends(self, step: ExecutedStep, depth: int) -> None:
        """A step has ended, or is skipped."""

    def job_ends(self, leg: ExecutedLeg) -> None:
        """A leg of a job has ended, or is skipped."""

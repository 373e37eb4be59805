"""Who wants to know how each condition comes out while a plan is made or executed: for coverage, and for what holds always.

Lives here: `Place`, and `Watcher`, which forgets what it is told. Not here: who remembers (`coverage`, `reach`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from ghflow.simulator.contexts import Scope
    from ghflow.simulator.planned import Runs


class Place(NamedTuple):
    """A job or a step of a workflow: the file, the id of the job, and the index of the step (0-based, None for the job)."""

    file: str
    job: str
    step: int | None = None


class Watcher:
    """Is told of each job and step that a plan decides, with the contexts that its condition sees."""

    def job(self, place: Place, node: Any, scope: Scope, runs: Runs) -> None:
        """A job was decided. `scope` has its status functions."""

    def matrix(self, place: Place, node: Any, problem: str) -> None:
        """The matrix of a job that runs, or may run, gives no legs. `problem` says why."""

    def step(self, place: Place, node: Any, scope: Scope, runs: Runs) -> None:
        """A step of one leg was decided. `scope` has its status functions; a job that does not run tells of no steps."""

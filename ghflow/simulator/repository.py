"""The repository that a plan is made for: its workflows, and the settings that decide what runs.

Lives here: `Repository`. Not here: reading it from a folder (`ghflow.project`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import attrs

from ghflow.model.graph import Graph

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ghflow.model.workflow import Workflow
    from ghflow.simulator.events import Event

NAME = "octo-org/example"


def _resolved(workflows: Mapping[str, Workflow]) -> dict[str, Workflow]:
    return {file: Graph(workflow).resolved() for file, workflow in workflows.items()}


@attrs.frozen(kw_only=True)
class Repository:
    """Workflows by their files (`.github/workflows/ci.yml`), and what GitHub's settings say.

    `vars` and `secrets` are all that there are; None means that nobody knows them. `token` is what a job's token may do
    when no `permissions` say: `restricted` (contents and packages to read) or `permissive`; None is restricted, but a
    called workflow that asks for more is not refused for it. `refused` has files that hold no workflow, with the reason;
    `doubts` has what a check says of others, which are planned all the same.
    """

    workflows: Mapping[str, Workflow] = attrs.field(factory=dict, converter=_resolved)
    name: str = NAME
    default_branch: str = "main"
    vars: Mapping[str, str] | None = None
    secrets: Mapping[str, str] | None = None
    token: Literal["restricted", "permissive"] | None = None
    private: bool = False
    refused: Mapping[str, str] = attrs.field(factory=dict)
    doubts: Mapping[str, str] = attrs.field(factory=dict)

    def seen_in(self, event: Event) -> Repository:
        """The same with what the whole payload of an event says of it: its name, default branch, and whether it is private."""
        told: Any = event.payload.get("repository") if event.complete else None
        news: dict[str, Any] = {}
        for ours, key, kind in (
            ("name", "full_name", str),
            ("default_branch", "default_branch", str),
            ("private", "private", bool),
        ):
            said = told.get(key) if hasattr(told, "get") else None
            if isinstance(said, kind) and said != "" and said != getattr(self, ours):
                news[ours] = said
        return attrs.evolve(self, **news) if news else self

    def find(self, name: str) -> str | None:
        """The file of a workflow by its path, its file name with or without ending, or its `name`."""
        bare = name.replace("\\", "/").removeprefix("./")
        for file in self.workflows:
            short = file.rpartition("/")[2]
            if bare in (file, short, short.rpartition(".")[0]):
                return file
        return next((file for file, one in self.workflows.items() if one.name == name), None)

    def called(self, uses: str) -> str | None:
        """The file of a called workflow of this repository; None for one that is elsewhere or not at hand."""
        path = uses.partition("@")[0]
        for beginning in ("./", "$/", f"{self.name}/"):
            if path.startswith(beginning) and (beginning != f"{self.name}/" or "@" in uses):
                found = path.removeprefix(beginning)
                return found if found in self.workflows else None
        return None


def display_name(workflow: Any, file: str) -> str:
    """`github.workflow`: the name of a workflow, or the path of its file when it has none [D]."""
    name = getattr(workflow, "name", None)
    return name if isinstance(name, str) and name else file

"""The repository as tests see it: read once, then asked for plans, runs, and what holds at all events.

Lives here: `Repo`. Not here: events (`simulator.events`), what comes back (`simulator.planned`), fixtures (`plugin`).
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ghflow.project.repository import read_repository
from ghflow.project.settings import ProjectError
from ghflow.simulator.planning import plan
from ghflow.simulator.repository import Repository
from ghflow.simulator.runs import simulate

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from typing import Literal

    from ghflow.diagnostics import Diagnostic
    from ghflow.model.workflow import Workflow
    from ghflow.project.build import Built
    from ghflow.project.repository import Read
    from ghflow.simulator.coverage import Coverage
    from ghflow.simulator.events import Event
    from ghflow.simulator.executed import Execution
    from ghflow.simulator.planning import Plan
    from ghflow.simulator.runs import Run

_FOLDER = ".github/workflows/"
_covering: list[Coverage] = []
"""Who remembers how conditions come out, while pytest runs with coverage of conditions: the last one does."""


def cover(coverage: Coverage) -> None:
    """Let all repositories tell `coverage` of their conditions from now on."""
    _covering.append(coverage)


def uncover(coverage: Coverage) -> None:
    """End that again."""
    _covering[:] = [one for one in _covering if one is not coverage]


class SourcesError(ProjectError):
    """The sources of a project have mistakes, so that there is nothing to plan. The message shows them as a build does."""

    def __init__(self, message: str, diagnostics: list[Diagnostic]) -> None:
        super().__init__(message)
        self.diagnostics = diagnostics


class Repo:
    """The workflows of a repository, with its settings. Nothing in it changes."""

    __slots__ = ("_covered", "_origin", "repository")

    def __init__(self, repository: Repository, read: Read | None = None, *, covered: bool = True) -> None:
        self.repository = repository
        self._origin = read
        self._covered = covered
        """Whether its conditions count for coverage: texts that a test makes up have no place of their own."""
        if self._watcher is not None:
            self._watcher.add(repository)

    @classmethod
    def load(
        cls,
        path: str | os.PathLike[str] = os.curdir,
        *,
        vars: Mapping[str, str] | None = None,
        secrets: Mapping[str, str] | None = None,
        default_branch: str | None = None,
        name: str | None = None,
        token: Literal["restricted", "permissive"] | None = None,
        private: bool | None = None,
        source: str | None = None,
    ) -> Repo:
        """Read the project in a folder: sources are run, YAML files are read; nothing is written.

        `vars` and `secrets` are all that the repository has; without them nobody knows their values. `name` (`owner/name`)
        and `default_branch` are else what the remote `origin` says. `token` is what a token may do when no `permissions`
        say. `source` is the folder of the sources.

        Raises `SourcesError` for sources with mistakes, `ghflow.project.settings.ProjectError` when there is no workflow.
        """
        read = read_repository(source=source, start=os.fspath(path))
        if read.built is not None and read.built.wrong:
            raise _mistakes(read.built)
        settings = {
            "vars": vars,
            "secrets": secrets,
            "default_branch": default_branch,
            "name": name,
            "token": token,
            "private": private,
        }
        given = {key: value for key, value in settings.items() if value is not None}
        return cls(read.repository(**given), read)

    @classmethod
    def of(cls, workflows: Mapping[str, Workflow | str], **settings: Any) -> Repo:
        """A repository of workflows by the names of their files, `{"ci.yml": workflow}`: objects, or texts of YAML.

        `settings` are those of `load`. Raises `ghflow.LoadError` for a text that holds no workflow.
        """
        named = {file if "/" in file else _FOLDER + file: one for file, one in workflows.items()}
        documents = {file: _read(file, one) if isinstance(one, str) else one for file, one in named.items()}
        made_up = any(isinstance(one, str) for one in workflows.values())
        return cls(Repository(workflows=documents, **settings), covered=not made_up)

    def with_(self, **settings: Any) -> Repo:
        """The same workflows with other settings: those of `load`, but `source`."""
        import attrs

        return Repo(attrs.evolve(self.repository, **settings), self._origin, covered=self._covered)

    def __repr__(self) -> str:
        return f"<repository {self.repository.name}: {', '.join(sorted(self.workflows)) or 'no workflows'}>"

    @property
    def workflows(self) -> set[str]:
        """The names of the workflow files: `{"ci.yml", "release.yml"}`."""
        return {file.rpartition("/")[2] for file in self.repository.workflows}

    def __getitem__(self, name: str) -> Workflow:
        """A workflow by its file or its name, with the needs and ids that it gets in the file. Raises KeyError."""
        file = self.repository.find(name)
        if file is None:
            raise KeyError(name)
        return self.repository.workflows[file]

    def plan(self, event: Event, *, workflow: str | None = None) -> Plan:
        """What an event would start, in all workflows or in one of them. Nothing is executed.

        Raises KeyError for a workflow that there is not.
        """
        return plan(self.repository, event, files=self._files(workflow), watcher=self._watcher)

    def simulate(
        self,
        event: Event,
        *,
        fail: str | Iterable[str] = (),
        outputs: Mapping[str, Any] | None = None,
        cancel_after: str | None = None,
        durations: Mapping[str, float] | None = None,
        workflow: str | None = None,
    ) -> Run:
        """The first attempt at a run, in which what is assumed comes to pass, and else all goes well. Nothing is executed.

        `fail`: `job`, `job[axis=value]`, `job/step-id`. `outputs`: by `job.output` or `job/step-id.output`. `cancel_after`:
        the job after which somebody cancels. `durations`: minutes by job, leg or step, for limits of time. Raises
        `TargetError` for a job, leg or step that there is not, KeyError for such a workflow.
        """
        return simulate(
            self.repository,
            event,
            fail=(fail,) if isinstance(fail, str) else fail,
            outputs=outputs,
            cancel_after=cancel_after,
            durations=durations,
            files=self._files(workflow),
            watcher=self._watcher,
        )

    def execute(
        self,
        event: Event,
        *,
        workspace: str | os.PathLike[str] | None = None,
        jobs: str | Iterable[str] | None = None,
        stubs: Mapping[str, Any] | None = None,
        on_unstubbed: Literal["fail", "skip"] = "fail",
        on_foreign_runner: Literal["skip", "fail", "run"] = "skip",
        container: Literal["fail", "host"] = "fail",
        allow: Collection[str] = (),
        keep: Iterable[str] = (),
        workflow: str | None = None,
    ) -> Execution:
        """Run the scripts of what an event starts on this machine, in a copy of the files; actions are stood in for.

        `jobs`: only these, and what they need. `workspace`: below it each leg works in a folder of its own, which stays.
        `stubs`: what stands in for an action or a called workflow, by `owner/name`, the whole `uses`, or a path: `stub(...)`,
        `stub.copy_repo()`, `stub.job(...)`; checkout, setup, cache and artifacts have theirs. `on_unstubbed`: what becomes of
        other actions. `on_foreign_runner`: jobs for another system are left out, fail, or run here. `container`: jobs in a
        container fail, or run without. `allow`: programs that may publish (`git push`, `twine`, ...), or `all`. `keep`:
        environment variables that scripts see. Only the secrets and variables of this `Repo` are there.

        Raises ValueError for a job or program that there is not, KeyError for such a workflow.
        """
        from pathlib import Path

        from ghflow.project.execution import execute_read

        files = self._files(workflow)
        with _origin_or_nothing(self._origin) as read:
            return execute_read(
                read,
                event,
                repository=self.repository,
                files=files,
                jobs=jobs,
                workspace=None if workspace is None else Path(workspace),
                stubs=stubs,
                on_unstubbed=on_unstubbed,
                on_foreign_runner=on_foreign_runner,
                container=container,
                allow=allow,
                keep=keep,
                watcher=self._watcher,
            )

    def event_space(self, *, workflow: str | None = None) -> list[Event]:
        """The events that the triggers of all workflows, or of one, define: branches, tags, types, inputs, times, forks.

        What no trigger decides is unknown in them, so that plans say on what it depends. Some of them start nothing.
        """
        from ghflow.simulator.eventspace import event_space

        return event_space(self.repository, self._files(workflow))

    def check_all(self, events: Iterable[Event] | None = None, *, workflow: str | None = None) -> list[Diagnostic]:
        """What is out of reach at all events, and what a release does not hold when something fails; nothing is well.

        Without `events`, each workflow is tried at its own `event_space`. What an object allows is left out.
        """
        from ghflow.project.all_events import check_all

        return check_all(self.repository, events, self._files(workflow))

    @property
    def _watcher(self) -> Coverage | None:
        return _covering[-1] if _covering and self._covered else None

    def _files(self, workflow: str | None) -> list[str] | None:
        if workflow is None:
            return None
        file = self.repository.find(workflow)
        if file is None:
            from ghflow.diagnostics import did_you_mean

            raise KeyError(f"there is no workflow '{workflow}' ({did_you_mean(workflow, self.workflows)})")
        return [file]


@contextmanager
def _origin_or_nothing(origin: Read | None) -> Iterator[Read]:
    """What was read from a folder; for workflows that come from nowhere, an empty folder for as long as it takes."""
    if origin is not None:
        yield origin
        return
    import tempfile

    from ghflow.project.repository import Read

    with tempfile.TemporaryDirectory(prefix="ghflow-") as made:
        yield Read(root=made)


def _read(file: str, text: str) -> Any:
    from ghflow.reader.document import loads

    return loads(text, file).document


def _mistakes(built: Built) -> SourcesError:
    from ghflow.rendering import render_text

    found = built.diagnostics
    said = render_text(found) + "".join(source.failure for source in built.raised)
    return SourcesError(f"the sources have mistakes\n{said}", found)

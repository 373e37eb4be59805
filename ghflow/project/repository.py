"""From a folder to the repository that a plan is made for: Python sources and YAML files alike.

Lives here: `read_repository` and `Read`, `default_branch_of`. Not here: the plan (`ghflow.simulator`).
Nothing is written, and no program is run.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

import attrs

from ghflow.model.workflow import Workflow
from ghflow.project.plan import made_from
from ghflow.project.settings import ProjectError, find_settings, has_sources
from ghflow.simulator.reading import given
from ghflow.simulator.repository import NAME, Repository

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ghflow.project.build import Built
    from ghflow.project.settings import Settings

_FOLDER = ".github/workflows/"
_ORIGIN = re.compile(r'\[remote "origin"\][^\[]*?\burl\s*=\s*\S*github\.com[:/]([\w.-]+/[\w.-]+?)(?:\.git)?/?\s').search
_HEAD = re.compile(r"ref: refs/remotes/origin/(\S+)").match


@attrs.define
class Read:
    """The workflows at hand by file, what is wrong with them, and the files that were asked for (None: all)."""

    workflows: dict[str, Workflow] = attrs.field(factory=dict)
    refused: dict[str, str] = attrs.field(factory=dict)
    doubts: dict[str, str] = attrs.field(factory=dict)
    chosen: list[str] | None = None
    built: Built | None = None
    """The sources that ran; when they have mistakes, there are no workflows of theirs."""
    name: str = NAME
    default_branch: str = "main"
    root: str = os.curdir
    """The folder that paths in workflows are relative to."""

    def repository(self, **settings: Any) -> Repository:
        """The repository; `settings` are those of `Repository`, and take the place of what the folder says."""
        facts = {"name": self.name, "default_branch": self.default_branch} | settings
        return Repository(workflows=self.workflows, refused=self.refused, doubts=self.doubts, **facts)


def repository_of(root: str, workflows: Mapping[str, Any]) -> Repository:
    """The repository at a root, with workflows that have been read already."""
    return Repository(workflows=workflows, name=_name(root), default_branch=default_branch_of(root))


def read_repository(workflow: str | None = None, *, source: str | None = None, start: str | None = None) -> Read:
    """The workflows of the project at `start` (the current folder), or one of them with those that it calls.

    `workflow` is a YAML file wherever it lies, a source, or the name of either. Sources are run, YAML is read; a file that a
    source makes is taken from the source. Raises `ProjectError` when there is nothing to read.
    """
    here = os.path.abspath(start or os.curdir)
    if workflow is not None and workflow.endswith((".yml", ".yaml")) and os.path.isfile(os.path.join(here, workflow)):
        file = os.path.join(here, workflow)
        origin = _source_of(file)
        if origin is None or not os.path.isfile(os.path.join(_root_of(file, here), origin)):
            return _read_one(file, here)
    if (
        workflow is not None
        and workflow.endswith(".py")
        and source is None
        and os.path.isfile(os.path.join(here, workflow))
    ):
        folder = os.path.dirname(os.path.abspath(os.path.join(here, workflow)))
        source, start = os.path.basename(folder), os.path.dirname(folder)
    settings = find_settings(source, start=start, needs_sources=False)
    found = Read(name=_name(settings.root), default_branch=default_branch_of(settings.root), root=settings.root)
    if has_sources(settings.source):
        from ghflow.project.build import run

        found.built = run(settings)
        if found.built.wrong:
            return found
        for planned in found.built.planned:
            if isinstance(planned.document, Workflow):
                found.workflows[f".github/{planned.path}"] = planned.document
    _add_files(settings, found)
    if not found.workflows and not found.refused:
        if workflow is not None and not os.path.exists(os.path.join(here, workflow)):
            raise ProjectError(f"there is no file {workflow}, and no workflow of that name")
        raise ProjectError(f"there is no workflow here: neither in {settings.source_name}/ nor in .github/workflows/")
    if workflow is not None:
        found.chosen = [_chosen(found, workflow)]
    return found


def _chosen(found: Read, workflow: str) -> str:
    bare = os.path.basename(workflow.replace("\\", "/"))
    stem = bare.removesuffix(".py").removesuffix(".yml").removesuffix(".yaml")
    for file in (*found.workflows, *found.refused):
        short = file.removeprefix(_FOLDER)
        if workflow.endswith(file) or bare == short or stem == short.rpartition(".")[0]:
            return file
    named = next((file for file, one in found.workflows.items() if one.name == workflow), None)
    if named is not None:
        return named
    from ghflow.diagnostics import did_you_mean

    known = [file.removeprefix(_FOLDER) for file in (*found.workflows, *found.refused)]
    raise ProjectError(f"there is no workflow '{workflow}' ({did_you_mean(bare, known)})")


def _add_files(settings: Settings, found: Read) -> None:
    """The YAML files that no source makes. One that a source made and makes no more is left over: it is about to go."""
    folder = os.path.join(settings.root, ".github", "workflows")
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
        file = f"{_FOLDER}{name}"
        if not name.endswith((".yml", ".yaml")) or file in found.workflows:
            continue
        origin = _source_of(os.path.join(folder, name))
        if origin is None or found.built is None or not origin.startswith(f"{settings.source_name}/"):
            _add_file(found, file, os.path.join(folder, name))


def _source_of(file: str) -> str | None:
    """The source that made a file, from its first line; None for one that people wrote."""
    try:
        with open(file, encoding="utf-8", errors="replace", newline="") as opened:
            return made_from(opened.read(4096))
    except OSError:
        return None


def _add_file(found: Read, name: str, path: str) -> None:
    from ghflow.reader.document import LoadError, load

    loaded = load(path)
    try:
        document = loaded.document
    except LoadError as error:
        found.refused[name] = error.diagnostics[0].message if error.diagnostics else "it holds no workflow"
        return
    if not isinstance(document, Workflow):
        found.refused[name] = "it holds an action, not a workflow"
        return
    found.workflows[name] = document
    if loaded.errors:
        first = loaded.errors[0]
        more = f" (and {len(loaded.errors) - 1} more)" if len(loaded.errors) > 1 else ""
        found.doubts[name] = f"GitHub may refuse the file, line {first.where.line}: {first.message}{more}"


def _read_one(file: str, here: str) -> Read:
    """One YAML file, and the files of its repository that it calls."""
    root = _root_of(file, here)
    found = Read(name=_name(root), default_branch=default_branch_of(root), root=root)
    name = _FOLDER + os.path.basename(file)
    _add_file(found, name, file)
    found.chosen = [name]
    waiting = [name]
    while waiting:
        for path in _called(found.workflows.get(waiting.pop())):
            if path not in found.workflows and os.path.isfile(os.path.join(root, path)):
                _add_file(found, path, os.path.join(root, path))
                waiting.append(path)
    return found


def _called(workflow: Workflow | None) -> Iterator[str]:
    """The paths of the workflows that a workflow calls in its own repository."""
    for job in given(workflow, "jobs") or ():
        uses = given(job, "uses")
        if isinstance(uses, str) and uses.startswith(("./", "$/")):
            yield uses[2:]


def _root_of(file: str, here: str) -> str:
    """The root of the repository that a file is in: above `.github`, else `here` when that is above it, else its folder."""
    folder = os.path.dirname(os.path.abspath(file))
    above = folder.removesuffix(os.path.join(os.sep, ".github", "workflows"))
    if above != folder:
        return above or folder
    return here if os.path.join(folder, "").startswith(os.path.join(here, "")) else folder


def _name(root: str) -> str:
    """`owner/name` of the remote `origin` when it is on GitHub; an example's name when nobody knows."""
    found = _ORIGIN(_text(os.path.join(root, ".git", "config")))
    return found[1] if found else NAME


def default_branch_of(root: str) -> str:
    """The default branch of the remote `origin`, as git has kept it; `main` when nobody knows."""
    found = _HEAD(_text(os.path.join(root, ".git", "refs", "remotes", "origin", "HEAD")))
    return found[1] if found else "main"


def _text(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as opened:
            return opened.read()
    except OSError:
        return ""

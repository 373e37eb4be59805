"""Lints about artifacts: those that nobody uploads, or not in time, or several times under one name.

Only artifacts of the same run count: a download with `run-id`, `repository` or `github-token` is passed over.
Source of the facts: README of actions/upload-artifact and actions/download-artifact (read 2026-11-22).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from ghflow.diagnostics import Severity, closest
from ghflow.expr.tree import NODES, Context, walk
from ghflow.expr.unknown import Fields, Unknown
from ghflow.model.steps import RunStep, UsesStep
from ghflow.model.uses import parse_text
from ghflow.rules.lint_legs import (
    LATER,
    action_of,
    contexts_of,
    holds,
    legs_of,
    needed_by,
    remembered,
    system_of,
    text_of,
    uses_of,
)
from ghflow.rules.lint_starts import events_of
from ghflow.rules.registry import Found, rule
from ghflow.spec.catalogue import find

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ghflow.model.graph import Graph, JobGraph

_DOWNLOAD = "actions/download-artifact"
_UPLOADS = ("actions/upload-artifact",)
_UPLOADING = re.compile(
    r"upload|artifact|build-and-inspect|pages|release|goreleaser|dist|package|report|sarif|scorecard|slsa|attest|sbom|snapshot|"
    r"cache|changesets|playwright|cypress|docker|script",
    re.IGNORECASE,
)
"""What the name of an action has in it that may upload artifacts itself."""
_QUIET = frozenset(
    (
        "actions/upload-artifact",
        "actions/download-artifact",
        "actions/cache",
        "swatinem/rust-cache",
        "pypa/gh-action-pypi-publish",
    )
)
_SAME_EVERYWHERE = ("github", "inputs", "vars", "needs", "secrets")
"""The contexts that are alike in all legs of a job."""


class Upload(NamedTuple):
    """One step that uploads, in one leg: the name where it is known."""

    job: JobGraph
    at: int
    step: UsesStep[Any]
    name: str | None
    leg: Any
    sure: bool
    """Whether the step runs for certain where its job does."""


def _given(step: UsesStep[Any]) -> dict[str, Any] | None:
    given = step.with_
    if given is None:
        return {}
    return {name.lower(): value for name, value in given.items()} if isinstance(given, Mapping) else None


@lru_cache(maxsize=64)
def _overwrites_nothing(uses: str) -> bool:
    """Whether a version of upload-artifact refuses a second artifact of one name: from v4 on."""
    facts = find(uses)
    ref = facts.ref if facts is not None else uses.partition("@")[2]
    return re.fullmatch(r"v?[123](\..*)?", ref) is None


@remembered
def _uploads(graph: Graph) -> list[Upload]:
    """Every upload of the workflow, leg by leg; one without a leg where the matrix is not known."""
    found = []
    for job in graph.jobs:
        for index, step in enumerate(job.steps) if uses_of(job).intersection(_UPLOADS) else ():
            if action_of(step)[0] not in _UPLOADS:
                continue
            given = _given(step)  # type: ignore[arg-type]
            for leg in legs_of(job) or (None,):
                contexts = contexts_of(job, leg)
                runs = holds(getattr(step, "if_", None), contexts)
                if runs is False and holds(getattr(step, "if_", None), contexts, well=False) is False:
                    continue
                name = None if given is None else text_of(given.get("name", "artifact"), contexts)
                found.append(Upload(job, index, step, name, leg, runs is True))  # type: ignore[arg-type]
    return found


class Download(NamedTuple):
    """One step that downloads from its own run, in one leg."""

    job: JobGraph
    at: int
    step: UsesStep[Any]
    leg: Any
    name: str | None
    """Empty for all artifacts, or those of a pattern; None where it is not known."""
    pattern: str | None
    merged: bool
    folder: str


@remembered
def _downloads(graph: Graph) -> list[Download]:
    """Every download of the workflow from its own run, leg by leg."""
    return [one for job in graph.jobs if _DOWNLOAD in uses_of(job) for one in _downloads_in(job)]


def _downloads_in(job: JobGraph) -> Iterator[Download]:
    for index, step in enumerate(job.steps):
        if action_of(step)[0] != _DOWNLOAD:
            continue
        given = _given(step)  # type: ignore[arg-type]
        if given is None or {"run-id", "repository", "github-token", "artifact-ids"} & set(given):
            continue
        for leg in legs_of(job) or (None,):
            contexts = contexts_of(job, leg)
            if holds(getattr(step, "if_", None), contexts, well=False) is False:
                continue
            name = text_of(given.get("name", ""), contexts)
            pattern = text_of(given.get("pattern", ""), contexts)
            merged = str(given.get("merge-multiple", "false")).lower() != "false"
            folder = text_of(given.get("path", ""), contexts) or ""
            yield Download(job, index, step, leg, name, pattern, merged, folder)  # type: ignore[arg-type]


def _others_upload(graph: Graph, jobs: list[JobGraph]) -> bool:
    """Whether something that is not known may upload artifacts: a called workflow, a local action, an unknown one."""
    for job in jobs:
        if getattr(job.holder, "uses", None) is not None:
            return True
        for step in job.steps:
            name, _ = action_of(step)
            if not name or name in _QUIET:
                continue
            if name.startswith(("./", "$/", "docker://")) or find(step.uses) is None or _UPLOADING.search(name):  # type: ignore[attr-defined]
                return True
    events = events_of(graph)
    return events is None or "workflow_call" in events


def _place(step: UsesStep[Any], key: str) -> Any:
    where = step.where.argument("with_", key)
    return where if where is not step.where or step.where.from_file else step.where.argument(key.replace("-", "_"))


@rule(Severity.WARNING)
def artifact_never_uploaded(graph: Graph) -> Iterator[Found]:
    """A job downloads an artifact that no job of the workflow uploads; the step fails.

    Workflows with steps that may upload by themselves are passed over: called workflows, actions that are not known.

        on: push
        jobs:
          build:
            runs-on: ubuntu-latest
            steps:
              - run: make
              - uses: actions/upload-artifact@v7
                with: {name: wheels, path: dist}
          publish:
            needs: build
            runs-on: ubuntu-latest
            steps:
              - uses: actions/download-artifact@v8
                with:
                  name: wheel  # <-
              - run: make publish

    Source: README of actions/download-artifact (read 2026-11-22).
    """
    if not _downloads(graph):
        return
    uploads = _uploads(graph)
    if any(one.name is None for one in uploads):
        return
    names = {one.name or "" for one in uploads}
    unsure = _others_upload(graph, graph.jobs)
    for one in _downloads(graph):
        path = f"{one.job.step_path(one.at)}.with"
        if one.name:
            near = closest(one.name, names)
            if one.name not in names and (not unsure or near is not None):
                hint = f"did you mean '{near}'?" if near else f"uploaded: {', '.join(sorted(names)) or 'nothing'}"
                message = f"no job uploads an artifact '{one.name}'"
                yield Found(one.step, _place(one.step, "name"), message, f"{path}.name", hint)
        elif one.pattern and not unsure and not any(_fits(one.pattern, name) for name in names):
            message = f"no job uploads an artifact that '{one.pattern}' matches"
            hint = f"uploaded: {', '.join(sorted(names)) or 'nothing'}"
            yield Found(one.step, _place(one.step, "pattern"), message, f"{path}.pattern", hint)


def _fits(pattern: str, name: str) -> bool:
    """Whether a pattern matches a name, as far as it has only `*` and `?`; what has more may match anything."""
    if set(pattern) & set("[]{}()!+@|"):
        return True
    form = "".join(".*" if one == "*" else "." if one == "?" else re.escape(one) for one in pattern.replace("**", "*"))
    return re.fullmatch(form, name) is not None


@rule(Severity.WARNING)
def artifact_not_needed(graph: Graph) -> Iterator[Found]:
    """A job downloads an artifact of a job that it does not need: it may not be there yet.

        on: push
        jobs:
          build:
            runs-on: ubuntu-latest
            steps:
              - run: make
              - uses: actions/upload-artifact@v7
                with: {name: wheels, path: dist}
          publish:
            runs-on: ubuntu-latest
            steps:
              - uses: actions/download-artifact@v8
                with:
                  name: wheels  # <-
              - run: make publish

    Source: docs.github.com, "Store and share data with workflow artifacts" (read 2026-11-22).
    """
    uploads = _uploads(graph) if _downloads(graph) else []
    for one in _downloads(graph):
        before = [*needed_by(graph, one.job), one.job]
        if one.name:
            matching = [up for up in uploads if up.name == one.name]
            word = f"the artifact '{one.name}'"
        else:
            matching = [up for up in uploads if up.name and one.pattern and _fits(one.pattern, up.name)]
            word = f"an artifact that '{one.pattern}' matches"
        late = [up for up in matching if up.job not in before]
        if not late or (one.name and len(late) < len(matching)):
            continue
        if any(up.name is None for up in uploads if up.job in before) or _others_upload(graph, before):
            continue
        key = "name" if one.name else "pattern"
        message = f"{word} comes from job '{late[0].job.id}', which this job does not need"
        path = f"{one.job.step_path(one.at)}.with.{key}"
        yield Found(one.step, _place(one.step, key), message, path, f"add '{late[0].job.id}' to the needs")


@rule(Severity.WARNING)
def artifact_name_taken(graph: Graph) -> Iterator[Found]:
    """Two legs or jobs of a run upload an artifact of the same name; the second one fails.

    With `overwrite: true` it takes the place of the first instead, and one of both is lost.

        on: push
        jobs:
          build:
            strategy:
              matrix:
                os: [ubuntu-latest, macos-latest]
            runs-on: ${{ matrix.os }}
            steps:
              - run: make
              - uses: actions/upload-artifact@v7
                with:
                  name: wheels  # <-
                  path: dist

    Source: README of actions/upload-artifact, v4 (read 2026-11-22).
    """
    seen: dict[str, Upload] = {}
    told: set[int] = set()
    for job in graph.jobs:
        for index, step in enumerate(job.steps) if uses_of(job).intersection(_UPLOADS) else ():
            if action_of(step)[0] not in _UPLOADS or not _overwrites_nothing(step.uses):  # type: ignore[attr-defined]
                continue
            given = _given(step)  # type: ignore[arg-type]
            name = None if given is None else given.get("name", "artifact")
            count = _same_named_legs(job, step, name) if given is not None else 0
            if count > 1:
                what = "all legs" if count == len(legs_of(job) or ()) else f"{count} legs"
                where = _place(step, "name") if given and "name" in given else step.where.argument("uses")  # type: ignore[arg-type]
                message = f"{what} of job '{job.id}' upload an artifact of the same name"
                told.add(id(step))
                yield Found(
                    step, where, message, f"{job.step_path(index)}.with.name", "put a value of the matrix into the name"
                )
    for up in _uploads(graph):
        name, condition = up.name, getattr(up.job.holder, "if_", None)
        if (
            name is None
            or not up.sure
            or condition is not None
            or id(up.step) in told
            or not _overwrites_nothing(up.step.uses)
        ):
            continue
        first = seen.setdefault(name, up)
        if first.step is up.step and first.job is up.job:
            continue
        given = _given(up.step) or {}
        if str(given.get("overwrite", "false")).lower() == "true" and first.job is up.job:
            continue
        told.add(id(up.step))
        where = _place(up.step, "name") if "name" in given else up.step.where.argument("uses")
        message = (
            f"job '{first.job.id}' uploads an artifact '{name}' too"
            if first.job is not up.job
            else f"the artifact '{name}' is uploaded twice"
        )
        yield Found(up.step, where, message, f"{up.job.step_path(up.at)}.with.name")


def _same_named_legs(job: JobGraph, step: Any, name: Any) -> int:
    """The largest number of legs in which a step uploads under one name, for certain."""
    legs = legs_of(job)
    if legs is None or len(legs) < 2:
        return 0
    counts: dict[str, int] = {}
    for leg in legs:
        contexts = contexts_of(job, leg)
        if not holds(step.if_, contexts, well=False) and step.if_ is not None:
            continue
        known = text_of(name, contexts)
        if known is None and _alike_in_legs(name):
            stand_in = {of: Fields(rest=Unknown("x", "string")) for of in _SAME_EVERYWHERE}
            known = _filled(name, Fields({**contexts, **stand_in}, rest=LATER))
        if known is not None:
            counts[known] = counts.get(known, 0) + 1
    return max(counts.values(), default=0)


def _alike_in_legs(name: Any) -> bool:
    """Whether all that a name has beside the matrix is alike in all legs."""
    trees = [name] if isinstance(name, NODES) else [one.tree for one in parse_text(str(name))]
    used = {node.name.lower() for tree in trees if tree is not None for node in walk(tree) if isinstance(node, Context)}
    return None not in trees and used <= {*_SAME_EVERYWHERE, "matrix", "runner"}


def _filled(name: Any, contexts: Fields) -> str | None:
    """A name with each expression that is not known as it stands."""
    if not isinstance(name, str):
        return None
    shown = name
    for parsed in parse_text(name):
        text = text_of("${{" + parsed.source + "}}", contexts)
        used = (
            {node.name.lower() for node in walk(parsed.tree) if isinstance(node, Context)}
            if parsed.tree is not None
            else set()
        )
        if text is None and used & {"matrix", "runner"}:
            return None
        shown = shown.replace("${{" + parsed.source + "}}", parsed.source if text is None else text)
    return shown


@rule(Severity.WARNING)
def artifacts_in_folders(graph: Graph) -> Iterator[Found]:
    """Several artifacts are downloaded, each into a folder of its own, and what follows looks for their files in one.

    Without `merge-multiple: true`, `dist/*.whl` finds nothing there.

        on: push
        jobs:
          build:
            strategy:
              matrix:
                os: [ubuntu-latest, macos-latest]
            runs-on: ${{ matrix.os }}
            steps:
              - run: make
              - uses: actions/upload-artifact@v7
                with: {name: "wheels-${{ matrix.os }}", path: dist}
          publish:
            needs: build
            runs-on: ubuntu-latest
            permissions:
              id-token: write
            steps:
              - uses: actions/download-artifact@v8  # <-
                with:
                  pattern: wheels-*
                  path: dist
              - uses: pypa/gh-action-pypi-publish@release/v1

    Source: README of actions/download-artifact, `merge-multiple` (read 2026-11-22).
    """
    for one in _downloads(graph):
        if one.name != "" or one.pattern is None or one.merged or not one.folder:
            continue
        folder = re.escape(one.folder.strip("/").removeprefix("./"))
        for step in one.job.steps[one.at + 1 :]:
            if action_of(step)[0] == "pypa/gh-action-pypi-publish":
                given = {name.replace("_", "-"): value for name, value in (_given(step) or {}).items()}  # type: ignore[arg-type]
                flat = str(given.get("packages-dir", "dist")).strip("/").removeprefix("./") == one.folder.strip(
                    "/"
                ).removeprefix("./")
            else:
                script = step.run if isinstance(step, RunStep) and isinstance(step.run, str) else ""
                if re.search(rf"{folder}/(\*/|\*\*)|find |mv |globstar|cp ", script):
                    break
                flat = (
                    re.search(rf"(?<![\w/-]){folder}/\*\.\w+|twine (upload|check)[^\n]* {folder}/\*(\s|$)", script)
                    is not None
                )
            if flat:
                message = (
                    f"each artifact gets a folder of its own in '{one.folder}', where a later step looks for all files"
                )
                path = f"{one.job.step_path(one.at)}.with"
                yield Found(one.step, one.step.where.argument("uses"), message, path, "add merge-multiple: true")
                break


_ARCHES = (
    ("X64", re.compile(r"(?<![a-z0-9])(?:x86[_-]64|amd64|x64)(?![a-z0-9])")),
    ("ARM64", re.compile(r"(?<![a-z0-9])(?:aarch64|arm64)(?![a-z0-9])")),
)
_SYSTEMS = (
    ("Linux", re.compile(r"(?<![a-z])(?:linux|ubuntu|manylinux|musllinux)(?![a-z])")),
    ("macOS", re.compile(r"(?<![a-z])(?:macos|darwin|osx)(?![a-z])")),
    ("Windows", re.compile(r"(?<![a-z])(?:windows|win(?:32|64)?)(?![a-z])")),
)


@rule(Severity.WARNING)
def artifact_of_other_machine(graph: Graph) -> Iterator[Found]:
    """A leg installs an artifact that was made for another system or processor, as its name says.

        on: push
        jobs:
          build:
            strategy:
              matrix:
                target: [x86_64, aarch64]
            runs-on: ubuntu-latest
            steps:
              - run: make ${{ matrix.target }}
              - uses: actions/upload-artifact@v7
                with: {name: "wheel-linux-${{ matrix.target }}", path: dist}
          test:
            needs: build
            runs-on: ubuntu-24.04-arm
            steps:
              - uses: actions/download-artifact@v8
                with:
                  name: wheel-linux-x86_64  # <-
              - run: pip install *.whl

    Source: actions/runner-images, README, processors of the images (read 2026-11-22).
    """
    for one in _downloads(graph):
        if not one.name or one.leg is None or not _installs(one.job):
            continue
        contexts = contexts_of(one.job, one.leg)
        system, arch = system_of(one.job, one.leg), text_of("${{ runner.arch }}", contexts)
        name = one.name.lower()
        made = [
            (said, have)
            for forms, have in ((_SYSTEMS, system), (_ARCHES, arch))
            if have is not None
            for said in [[value for value, form in forms if form.search(name)]]
            if len(said) == 1 and said[0] != have
        ]
        if made:
            (said, *_), have = made[0]
            message = f"the artifact '{one.name}' is for {said} by its name, and this leg runs on {have}"
            where, path = _leg_place(one) or (_place(one.step, "name"), f"{one.job.step_path(one.at)}.with.name")
            yield Found(one.step, where, message, path)


def _installs(job: JobGraph) -> bool:
    """Whether a job installs what it has, natively: without a container and without an emulator."""
    if getattr(job.holder, "container", None) is not None:
        return False
    for step in job.steps:
        if re.search(r"qemu|docker|binfmt", action_of(step)[0]):
            return False
    scripts = " ".join(str(step.run) for step in job.steps if isinstance(step, RunStep))
    return re.search(r"pip install|npm install|chmod \+x|uv pip|gem install", scripts) is not None and not re.search(
        r"docker|qemu|arch -x86_64|wine|rosetta", scripts
    )


def _leg_place(one: Download) -> tuple[Any, str] | None:
    """The place of the name in a row of `include`; None where it stands elsewhere."""
    matrix = getattr(one.job.holder, "matrix", None)
    rows = getattr(matrix, "include", None)
    if not isinstance(rows, tuple):
        return None
    for index, row in enumerate(rows):
        if isinstance(row, Mapping) and all(one.leg.get(key) == value for key, value in row.items()):
            for key, value in row.items():
                if value == one.name:
                    where = matrix.where.argument("include", index, key)  # type: ignore[union-attr]
                    return where, f"{one.job.prefix}.strategy.matrix.include[{index}].{key}"
    return None

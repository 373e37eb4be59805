"""The workflows of another branch of the same checkout, and the files that differ from it.

Lives here: `Base` and `base_of`, which ask the user's own git about commits that are there already. The checkout, its index and
its branches stay as they are: what is needed is written into a temporary folder.
Not here: what is made of it (`simulator.comparing`), other people's repositories (`git`).
"""

from __future__ import annotations

import os
import subprocess
import tempfile

import attrs

from ghflow.project.repository import Read, read_repository
from ghflow.project.settings import ProjectError, find_settings

_SECONDS = 120


@attrs.frozen(kw_only=True)
class Base:
    """A branch to compare with."""

    branch: str
    commit: str
    root: str
    """The folder of the checkout."""
    prefix: str
    """The project's folder in it, with a `/` behind; empty where they are the same."""

    @property
    def title(self) -> str:
        """`main (0a9d3b3)`."""
        return f"{self.branch} ({self.commit[:7]})"

    @property
    def head(self) -> str | None:
        """The branch that is checked out; None for a commit."""
        try:
            return (
                _git(self.root, "symbolic-ref", "--short", "--quiet", "HEAD").decode(errors="replace").strip() or None
            )
        except _GitFailed:
            return None

    def changed(self) -> tuple[str, ...] | None:
        """The files that differ between HEAD and what it has in common with the branch; None where they have nothing."""
        try:
            shown = _git(self.root, "diff", "--name-only", "--no-renames", "-z", f"{self.commit}...HEAD")
        except _GitFailed:
            return None
        return tuple(name.decode(errors="replace") for name in shown.split(b"\0") if name)

    def read(self, source: str | None = None) -> Read:
        """The workflows of the branch: its sources are run, its YAML files read. `source` is the folder of the sources.

        First only sources, `.github` and the files at the root are written out; all, when the sources ask for more. Raises
        `ProjectError` for sources with mistakes.
        """
        with tempfile.TemporaryDirectory(prefix="ghflow-") as made:
            try:
                found = self._read(
                    self._written(os.path.join(os.path.realpath(made), "some"), self._folders(source)), source
                )
                if found.built is not None and found.built.stopped:
                    found = self._read(self._written(os.path.join(os.path.realpath(made), "all"), None), source)
            except _GitFailed as error:
                raise ProjectError(f"git cannot read {self.branch}: {error}") from None
        if found.built is not None and found.built.wrong:
            raise ProjectError(f"the sources of {self.branch} have mistakes, so that there is nothing to compare with")
        return found

    def _folders(self, source: str | None) -> tuple[str, ...]:
        """The folders that workflows are made of, from the root of the checkout."""
        settings = find_settings(source, start=os.path.join(self.root, self.prefix), needs_sources=False)
        sources = os.path.relpath(settings.source, settings.root).replace(os.sep, "/")
        return f"{self.prefix}.github/", f"{self.prefix}{sources}/"

    def _written(self, folder: str, folders: tuple[str, ...] | None) -> str:
        """The project's folder after the commit was written below `folder`: all of it, or `folders` and files at the root.

        It goes through an index of its own.
        """
        os.makedirs(os.path.join(folder, self.prefix, ".github"))  # where the project begins
        index = {"GIT_INDEX_FILE": os.path.join(folder, ".index"), "GIT_LFS_SKIP_SMUDGE": "1"}
        _git(self.root, "read-tree", self.commit, env=index)
        names = _git(self.root, "ls-files", "-z", env=index).split(b"\0")
        if folders is not None:
            here, inside = os.fsencode(self.prefix), tuple(map(os.fsencode, folders))
            at_root = (name for name in names if name.startswith(here) and b"/" not in name[len(here) :])
            names = [*at_root, *(name for name in names if name.startswith(inside))]
        given = b"".join(name + b"\0" for name in names if name)
        _git(self.root, "checkout-index", "-z", "--stdin", f"--prefix={folder}{os.sep}", env=index, given=given)
        return os.path.join(folder, self.prefix)

    def _read(self, folder: str, source: str | None) -> Read:
        try:
            return read_repository(source=source, start=folder)
        except ProjectError:
            return Read()  # it has no workflows


class _GitFailed(Exception):
    """git does not do as it is told. The message is its own."""


def base_of(branch: str, start: str | None = None) -> Base | None:
    """A branch, of the checkout or else of its remote `origin`, as something to compare with; None outside of a checkout.

    Raises `ProjectError` for a branch that the checkout does not have.
    """
    here = os.path.abspath(start or os.curdir)
    settings = find_settings(start=here, needs_sources=False)
    try:
        shown = _git(settings.root, "rev-parse", "--show-toplevel", "--show-prefix").decode(errors="replace")
    except _GitFailed:
        return None
    root, _, prefix = shown.rstrip("\n").partition("\n")
    for ref in (f"refs/heads/{branch}", f"refs/remotes/origin/{branch}", branch):
        try:
            found = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
        except _GitFailed:
            continue
        return Base(branch=branch, commit=found.decode().strip(), root=root, prefix=prefix)
    raise ProjectError(f"this checkout has no branch '{branch}', nor 'origin/{branch}': fetch it to compare with it")


def _git(folder: str, *command: str, env: dict[str, str] | None = None, given: bytes = b"") -> bytes:
    environment = {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", **(env or {})}
    try:
        done = subprocess.run(
            ["git", *command],  # noqa: S607 - the user's own git, wherever it is
            cwd=folder,
            env=environment,
            input=given,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _GitFailed(str(error)) from None
    if done.returncode:
        raise _GitFailed(done.stderr.decode(errors="replace"))
    return done.stdout

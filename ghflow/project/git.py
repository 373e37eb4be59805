"""Asking git about other people's repositories: refs, their commits and dates, single files.

Lives here: the only places where ghflow talks to a network, always through the user's own `git` with the user's settings
(`url.<base>.insteadOf`, credentials, proxies), never by an API.
Not here: what is done with the answers (`lock`, `update`).
"""

from __future__ import annotations

import os
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SERVER = "https://github.com/"
_SECONDS = 120
_OF_A_CHECKOUT = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
)
"""Variables that git itself sets for hooks, and that would lead it away from another repository."""


class GitError(Exception):
    """A repository that cannot be asked, or a ref that it does not have. The message says which, and what git said."""


class UnreachableError(GitError):
    """No answer at all: no network, no such server."""


_TAGS, _BRANCHES = "refs/tags/", "refs/heads/"


class Refs:
    """The refs of a repository, each with its commit; annotated tags are peeled."""

    __slots__ = ("branches", "every", "tags")

    def __init__(self, every: dict[str, str]) -> None:
        self.every = every
        """By their full names: `refs/tags/v1`."""
        self.tags = {name.removeprefix(_TAGS): commit for name, commit in every.items() if name.startswith(_TAGS)}
        self.branches = {
            name.removeprefix(_BRANCHES): commit for name, commit in every.items() if name.startswith(_BRANCHES)
        }

    def full_name(self, ref: str) -> str | None:
        """What GitHub takes for a ref, by its full name: a tag before a branch, and a full name for itself."""
        return next((name for name in (_TAGS + ref, _BRANCHES + ref, ref) if name in self.every), None)

    def commit(self, ref: str) -> str | None:
        """The commit of what GitHub takes for a ref."""
        return self.every.get(self.full_name(ref) or "")


def remote_refs(repository: str, refs: Iterable[str] | None = None) -> Refs:
    """The tags and branches of `owner/name`; only those that are called like `refs` (and some beside) where these are given.

    The repository is asked once. Raises `GitError`.
    """
    patterns = [f"{_TAGS}*", f"{_BRANCHES}*"]
    if refs is not None:
        patterns = [
            pattern
            for ref in refs
            for pattern in ([f"{ref}*"] if ref.startswith("refs/") else [f"{_TAGS}{ref}*", _BRANCHES + ref])
        ]
    output = _git(repository, "ls-remote", "--", SERVER + repository, *patterns)
    every: dict[str, str] = {}
    for line in output.splitlines():
        commit, _, name = line.partition("\t")
        every[name.removesuffix("^{}")] = commit  # the commit of an annotated tag stands behind the tag itself
    return Refs(every)


class Fetched:
    """A temporary repository that holds what was fetched of another one, without its history."""

    def __init__(self, repository: str, folder: str) -> None:
        self.repository = repository
        self.folder = folder

    def fetch(self, name: str) -> None:
        """Fetch what a full name of a ref, or a commit, stands for. Raises `GitError`."""
        options = ("--quiet", "--depth=1", "--no-tags", "--no-write-fetch-head")
        _git(self.repository, "fetch", *options, "--", SERVER + self.repository, f"+{name}:refs/ghflow", at=self.folder)

    def date(self) -> int:
        """When what was fetched last was tagged or committed: seconds since 1970, as the one who did it says."""
        shown = _git(self.repository, "for-each-ref", "--format=%(creatordate:unix)", "refs/ghflow", at=self.folder)
        return int(shown.strip() or 0)

    def file(self, path: str) -> bytes | None:
        """A file of what was fetched last; None where there is none, or something else. Asks nobody."""
        try:
            return _run(self.repository, "cat-file", "blob", f"refs/ghflow^{{}}:{path}", at=self.folder)
        except GitError:
            return None


@contextmanager
def temporary_repository(repository: str) -> Iterator[Fetched]:
    """A bare repository to fetch into, gone at the end of the block."""
    import shutil
    import tempfile

    folder = tempfile.mkdtemp(prefix="ghflow-")
    try:
        _git(repository, "init", "--quiet", "--bare", folder)
        for name, value in _own_settings(repository):
            _git(repository, "config", "--add", name, value, at=folder)
        yield Fetched(repository, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


# Settings that say how a server is reached. Where a checkout has its own (a token, another name for the server), they hold too.
_REACHING = r"^(url|http|credential|protocol|remote\.[^.]+\.proxy|ssh|core\.(sshcommand|gitproxy|askpass))\."


def _own_settings(repository: str) -> Iterator[tuple[str, str]]:
    """The settings of the checkout that this runs in, by which its git reaches servers. None outside of a checkout."""
    try:
        listed = _git(repository, "config", "--local", "--null", "--get-regexp", _REACHING)
    except GitError:
        return
    for entry in listed.split("\0"):
        name, _, value = entry.partition("\n")
        if name:
            yield name, value


def _git(repository: str, *command: str, at: str | None = None) -> str:
    return _run(repository, *command, at=at).decode(errors="replace")


def _run(repository: str, *command: str, at: str | None = None) -> bytes:
    environment = os.environ | {"GIT_TERMINAL_PROMPT": "0", "GCM_INTERACTIVE": "never", "LC_ALL": "C"}
    if at is not None or command[0] == "init":
        for name in _OF_A_CHECKOUT:
            environment.pop(name, None)
    if at is not None:
        environment["GIT_DIR"] = at
    try:
        done = subprocess.run(
            ["git", *command],  # noqa: S607 - the user's own git, wherever it is
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except FileNotFoundError:
        raise UnreachableError("git is not installed, or not on the PATH") from None
    except subprocess.TimeoutExpired:
        raise UnreachableError(f"{SERVER}{repository} gives no answer within {_SECONDS} seconds") from None
    if done.returncode == 0:
        return done.stdout
    raise _explained(repository, done.stderr.decode(errors="replace"))


_NO_REPOSITORY = ("not found", "does not appear to be a git repository", "not a git repository", "does not exist")


def _explained(repository: str, said: str) -> GitError:
    """The one line of what git says that tells why."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    told = [line for line in lines if line.startswith(("fatal:", "error:", "remote:"))] or lines or ["it says nothing"]
    reason = told[0].removeprefix("fatal: ").removeprefix("error: ").removeprefix("remote: ")
    if "could not read Username" in said or "Authentication failed" in said:
        return GitError(f"{repository} does not exist on the server, or is private: {reason}")
    if any(words in said for words in _NO_REPOSITORY):
        return GitError(f"{repository} is no repository that git can read: {reason}")
    if "couldn't find remote ref" in said:
        return GitError(f"{repository}: {reason}")
    return UnreachableError(f"{SERVER}{repository} cannot be reached: {reason}")

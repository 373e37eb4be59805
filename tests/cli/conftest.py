"""A server of git repositories on the disk, which git takes for github.com: nothing here needs a network."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import attrs
import pytest

if TYPE_CHECKING:
    from pathlib import Path

ACTION = """\
name: Greet
description: Greet somebody
inputs:
  who-to-greet: {description: Whom, required: true}
  loud: {description: Whether to shout, default: 'false'}
outputs:
  greeting-time: {description: When}
runs: {using: node24, main: index.js}
"""
DAY = 86_400
START = 1_767_225_600  # 2026-01-01


@attrs.define
class Server:
    """Bare repositories by `owner/name`, and what is done to them."""

    root: Path
    number: int = 0

    def git(self, repository: str, *command: str, at: int | None = None, given: str | None = None) -> str:
        folder = self.root / f"{repository}.git"
        if not folder.exists():
            subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", str(folder)], check=True)
        person = {f"GIT_{who}_{what}": "x@y.z" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        day = f"{at or START} +0000"
        environment = os.environ | person | {"GIT_AUTHOR_DATE": day, "GIT_COMMITTER_DATE": day}
        done = subprocess.run(
            ["git", "-C", str(folder), *command],
            env=environment,
            check=True,
            capture_output=True,
            text=True,
            input=given,
        )
        return done.stdout.strip()

    def commit(
        self, repository: str, branch: str = "main", files: dict[str, str] | None = None, at: int | None = None
    ) -> str:
        """A new commit at the end of a branch, with these files alone."""
        self.number += 1
        tree = self._tree(repository, {"action.yml": ACTION} if files is None else files)
        made = self.git(repository, "commit-tree", tree, "-m", f"commit {self.number}", at=at)
        self.git(repository, "update-ref", f"refs/heads/{branch}", made)
        return made

    def _tree(self, repository: str, files: dict[str, str]) -> str:
        here = {name: text for name, text in files.items() if "/" not in name}
        below: dict[str, dict[str, str]] = {}
        for name, text in files.items():
            if "/" in name:
                folder, _, rest = name.partition("/")
                below.setdefault(folder, {})[rest] = text
        lines = [
            f"100644 blob {self.git(repository, 'hash-object', '-w', '--stdin', given=text)}\t{name}"
            for name, text in here.items()
        ]
        lines += [f"040000 tree {self._tree(repository, inner)}\t{name}" for name, inner in below.items()]
        return self.git(repository, "mktree", given="\n".join(lines) + "\n")

    def tag(self, repository: str, name: str, commit: str, annotated: bool = False, at: int | None = None) -> None:
        options = ["-a", "-m", name] if annotated else []
        self.git(repository, "tag", "-f", *options, name, commit, at=at)

    def release(self, repository: str, version: str, annotated: bool = False, at: int | None = None) -> str:
        """A commit with an exact tag, and the tag of its major moved to it."""
        commit = self.commit(repository, at=at)
        self.tag(repository, version, commit, annotated, at=at)
        self.tag(repository, version.partition(".")[0], commit, annotated, at=at)
        return commit


@pytest.fixture
def server(tmp_path, monkeypatch) -> Server:
    """An empty server in the place of github.com."""
    root = tmp_path / "server"
    for number, (key, value) in enumerate(
        {f"url.{root}/.insteadOf": "https://github.com/", "protocol.file.allow": "always"}.items()
    ):
        monkeypatch.setenv(f"GIT_CONFIG_KEY_{number}", key)
        monkeypatch.setenv(f"GIT_CONFIG_VALUE_{number}", value)
    monkeypatch.setenv("GIT_CONFIG_COUNT", "2")
    return Server(root)

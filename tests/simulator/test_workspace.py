"""Copies of a repository: which files are in them, and what of git."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from ghflow.simulator.workspace import Source

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git here")


def git(folder, *arguments):
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "GIT_AUTHOR_NAME": "a",
        "GIT_AUTHOR_EMAIL": "a@example.org",
        "GIT_COMMITTER_NAME": "a",
        "GIT_COMMITTER_EMAIL": "a@example.org",
    }
    done = subprocess.run(["git", "-C", str(folder), *arguments], env=environment, capture_output=True, check=True)
    return done.stdout.decode().strip()


@pytest.fixture
def plain(tmp_path):
    root = tmp_path / "root"
    for name in ("a.txt", "sub/b.txt", ".hidden", ".gitignore", "ignored/c.txt"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("ignored/\n" if name == ".gitignore" else name)
    (root / "a.txt").chmod(0o755)
    return root


@pytest.fixture
def repository(plain):
    git(plain, "init", "-q", "-b", "main")
    git(plain, "add", "-A")
    git(plain, "commit", "-q", "-m", "one")
    git(plain, "tag", "v1.0.0")
    git(plain, "config", "remote.origin.url", "https://user:password@example.org/x")
    (plain / "new.txt").write_text("new")
    (plain / "sub" / "b.txt").write_text("changed")
    return plain


def names(folder):
    found = (path for path in folder.rglob("*") if not path.is_dir() or path.is_symlink())
    return sorted(path.relative_to(folder).as_posix() for path in found if ".git" not in path.parts)


def test_all_files_without_git(plain, tmp_path):
    Source(plain).copy_to(tmp_path / "copy")

    assert [".gitignore", ".hidden", "a.txt", "ignored/c.txt", "sub/b.txt"] == names(tmp_path / "copy")
    assert os.access(tmp_path / "copy" / "a.txt", os.X_OK)
    assert not (tmp_path / "copy" / ".git").exists()


@needs_git
def test_what_git_knows_and_what_is_new(repository, tmp_path):
    Source(repository).copy_to(tmp_path / "copy")

    assert [".gitignore", ".hidden", "a.txt", "new.txt", "sub/b.txt"] == names(tmp_path / "copy")
    assert "changed" == (tmp_path / "copy" / "sub" / "b.txt").read_text()


@needs_git
def test_history_without_settings(repository, tmp_path):
    (repository / ".git" / "hooks" / "pre-commit").write_text("#!/bin/sh\nexit 1\n")
    source = Source(repository, repository="octo-org/example")
    source.copy_to(tmp_path / "copy")
    copy = tmp_path / "copy"

    assert git(repository, "rev-parse", "HEAD") == git(copy, "rev-parse", "HEAD") == source.head()
    assert "v1.0.0" == git(copy, "describe", "--tags")
    assert "https://github.com/octo-org/example" == git(copy, "remote", "get-url", "origin")
    assert "password" not in (copy / ".git" / "config").read_text()
    assert "M sub/b.txt\n?? new.txt" == git(copy, "status", "--short")
    assert not (copy / ".git" / "hooks" / "pre-commit").exists()


@needs_git
def test_no_push_from_a_copy(repository, tmp_path):
    git(tmp_path, "init", "-q", "--bare", str(tmp_path / "bare"))
    Source(repository).copy_to(tmp_path / "copy")

    with pytest.raises(subprocess.CalledProcessError) as refused:
        git(tmp_path / "copy", "push", str(tmp_path / "bare"), "main")
    assert b"refused-by-ghflow" in refused.value.stderr


@needs_git
def test_no_push_to_an_address_that_a_remote_has_of_its_own(repository, tmp_path):
    git(tmp_path, "init", "-q", "--bare", str(tmp_path / "bare"))
    copy = tmp_path / "copy"
    Source(repository).copy_to(copy)
    git(copy, "config", "remote.origin.pushurl", str(tmp_path / "bare"))

    with pytest.raises(subprocess.CalledProcessError) as refused:
        git(copy, "push", "origin", "main")
    assert b"git push is refused" in refused.value.stderr


@needs_git
def test_a_push_from_a_copy_where_it_is_allowed(repository, tmp_path):
    git(tmp_path, "init", "-q", "--bare", str(tmp_path / "bare"))
    Source(repository, pushes=True).copy_to(tmp_path / "copy")
    git(tmp_path / "copy", "push", str(tmp_path / "bare"), "main")

    assert git(repository, "rev-parse", "HEAD") == git(tmp_path / "bare", "rev-parse", "main")


@needs_git
def test_the_original_is_not_touched(repository, tmp_path):
    before = git(repository, "status", "--short"), git(repository, "for-each-ref")
    Source(repository).copy_to(tmp_path / "copy")
    git(tmp_path / "copy", "checkout", "-q", "-b", "other")
    git(tmp_path / "copy", "commit", "-q", "-a", "-m", "two")
    (tmp_path / "copy" / "a.txt").unlink()

    assert before == (git(repository, "status", "--short"), git(repository, "for-each-ref"))
    assert (repository / "a.txt").exists()


@needs_git
def test_a_folder_inside_a_repository(repository, tmp_path):
    Source(repository / "sub").copy_to(tmp_path / "copy")
    Source(repository / "ignored").copy_to(tmp_path / "all")

    assert ["b.txt"] == names(tmp_path / "copy")
    assert ["c.txt"] == names(tmp_path / "all")  # git knows none of them
    assert Source(repository / "sub").head() is None


def test_links(plain, tmp_path):
    (tmp_path / "outside").write_text("x")
    (plain / "inside").symlink_to("sub/b.txt")
    (plain / "folder").symlink_to("sub")
    (plain / "out").symlink_to("../outside")
    (plain / "absolute").symlink_to(tmp_path / "outside")
    (plain / "dangling").symlink_to("gone")
    left_out = Source(plain).copy_to(tmp_path / "copy")

    assert ["absolute", "out"] == sorted(left_out)
    assert "sub/b.txt" == (tmp_path / "copy" / "inside").read_text()
    assert (tmp_path / "copy" / "folder" / "b.txt").is_file()
    assert (tmp_path / "copy" / "dangling").is_symlink()
    assert not (tmp_path / "copy" / "out").is_symlink()


def test_what_a_build_would_write(plain, tmp_path):
    overlay = {".github/workflows/ci.yml": "on: push\n", "sub/b.txt": "made"}
    Source(plain, overlay).copy_to(tmp_path / "copy")

    assert "on: push\n" == (tmp_path / "copy" / ".github/workflows/ci.yml").read_text()
    assert ("made", "sub/b.txt") == ((tmp_path / "copy/sub/b.txt").read_text(), (plain / "sub/b.txt").read_text())

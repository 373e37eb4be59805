"""The files of the repository, copied to where a job works: what is in git, and what is new and not ignored.

Lives here: `Source`. Not here: which job gets them when (`executing`, `library`). Nothing is written to the original.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

REFUSED_PUSH = "refused-by-ghflow://push-is-not-allowed/"
_GIT_SECONDS = 60
_NO_PUSH = """\
#!/bin/sh
echo "::error title=Refused::git push is refused: a run on this machine publishes nothing. Allow it with --allow git" >&2
exit 1
"""


@attrs.frozen
class Source:
    """A folder, and texts of files that stand in the place of what is there: those that a build would write now.

    `repository` is `owner/name`, the origin that a copy says it has.
    """

    root: Path
    overlay: Mapping[str, str] = attrs.field(factory=dict)
    repository: str = "octo-org/example"
    pushes: bool = False
    """Whether `git push` works in a copy, as far as there are credentials for it."""
    leave_out: Path | None = None
    """A folder that is not copied, because the copies are in it."""

    def copy_to(self, target: Path) -> list[str]:
        """Copy all files, with git's history where there is one. Answers the links that were left out: they lead elsewhere."""
        target.mkdir(parents=True, exist_ok=True)
        left_out = []
        root = os.path.realpath(self.root)
        for name in self.files():
            place = target / name
            place.parent.mkdir(parents=True, exist_ok=True)
            original = os.path.join(root, name)
            if os.path.islink(original):
                if _leads_out(root, original):
                    left_out.append(name)
                else:
                    _link(os.readlink(original), place)
            elif os.path.isfile(original):
                shutil.copy2(original, place)
        for name, text in self.overlay.items():
            place = target / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8", newline="")
        self._copy_history(target)
        return left_out

    def files(self) -> list[str]:
        """The paths of all files and links, relative to the root: of git's list, or of all that there is without git."""
        kept = (
            name for name in self._all_files() if self.leave_out is None or not self._is_below(name, self.leave_out)
        )
        return list(kept)

    def _is_below(self, name: str, folder: Path) -> bool:
        return folder in Path(os.path.realpath(self.root), name).parents

    def _all_files(self) -> list[str]:
        listed = _git(self.root, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
        if listed:
            names = dict.fromkeys(os.fsdecode(one) for one in listed.split(b"\0") if one)
            found = [name for name in names if os.path.lexists(self.root / name)]
            if found:
                return list(_whole(self.root, found))
        return list(_walk(self.root))

    def head(self) -> str | None:
        """The commit that is checked out; None without git."""
        found = _git(self.root, "rev-parse", "--verify", "HEAD") if (self.root / ".git").exists() else None
        return None if found is None else found.decode().strip()

    def _copy_history(self, target: Path) -> None:
        """Give a copy the commits and tags of the original, by reference, and neither its settings nor its hooks."""
        if not (self.root / ".git").exists() or (target / ".git").exists():
            return
        bare = target / ".git"
        options = ("--no-checkout", "--shared", "--quiet", "--no-hardlinks", "--bare")
        if _git(self.root, "clone", *options, str(self.root.absolute()), str(bare)) is None:
            shutil.rmtree(bare, ignore_errors=True)
            return
        _git(target, "config", "core.bare", "false")
        _git(target, "config", "remote.origin.url", f"https://github.com/{self.repository}")
        _git(target, "config", "remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*")
        if not self.pushes:
            _git(target, "config", f"url.{REFUSED_PUSH}.pushInsteadOf", "")
            refuse_pushes(bare)  # an address to push to that is a remote's own goes past the setting
        _git(target, "reset", "--quiet")


def refuse_pushes(git: Path) -> None:
    """Write the hook that refuses pushes into a `.git` folder, or into the template of such folders."""
    hook = git / "hooks" / "pre-push"
    hook.parent.mkdir(parents=True, exist_ok=True)
    hook.write_text(_NO_PUSH, encoding="utf-8", newline="\n")
    hook.chmod(0o755)


def _whole(root: Path, names: Iterable[str]) -> Iterator[str]:
    """The same with the files of what git lists as a folder: another repository inside."""
    for name in names:
        if (root / name).is_dir() and not (root / name).is_symlink():
            yield from (f"{name.rstrip('/')}/{inner}" for inner in _walk(root / name))
        else:
            yield name


def _walk(root: Path) -> Iterator[str]:
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if name != ".git")
        links = [name for name in folders if os.path.islink(os.path.join(folder, name))]
        for name in sorted([*files, *links]):
            yield os.path.relpath(os.path.join(folder, name), root)


def _leads_out(root: str, link: str) -> bool:
    target = os.path.realpath(link)
    return os.path.isabs(os.readlink(link)) or not (target == root or target.startswith(root + os.sep))


def _link(to: str, place: Path) -> None:
    if place.is_symlink() or place.exists():
        place.unlink()
    place.symlink_to(to)


def _git(folder: Path, *arguments: str) -> bytes | None:
    """What git prints; None when it fails or is not there. The settings of the user do not count."""
    git = shutil.which("git")
    if git is None:
        return None
    keep = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment = keep | {"GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"}
    try:
        done = subprocess.run(
            [git, "-C", str(folder), *arguments],
            env=environment,
            capture_output=True,
            check=True,
            timeout=_GIT_SECONDS,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout

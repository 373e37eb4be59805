"""Files by patterns, in the dialect of GitHub's own actions: `hashFiles`, `path` of caches and artifacts.

Lives here: `FileSet`, `hash_files`. Not here: the globs of events (`ghflow.globs`), another dialect.

Source: actions/toolkit, packages/glob; actions/runner, `hashFiles` (read 2026-11-22).
"""

from __future__ import annotations

import hashlib
import os
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MAGIC = re.compile(r"[*?\[]").search
_BLOCK_BYTES = 1 << 20


@attrs.frozen
class _Pattern:
    """One line: a path from the root in which `*`, `?`, `[...]` and `**` mean what they mean in a shell."""

    path: str
    refuses: bool

    @property
    def start(self) -> Path:
        """The part in front of the first segment with a star in it: where a search begins."""
        parts: list[str] = []
        for part in self.path.split("/"):
            if _MAGIC(part):
                break
            parts.append(part)
        return Path("/".join(parts) or "/")

    def fits(self, path: str) -> bool:
        """Whether it names a file, or a folder above it."""
        return _compiled(self.path).fullmatch(path) is not None


@lru_cache(maxsize=1024)
def _compiled(path: str) -> re.Pattern[str]:
    pieces = []
    for part in path.split("/")[1:]:
        pieces.append("(?:/[^/]+)*" if part == "**" else "/" + _segment(part))
    return re.compile("".join(pieces) + "(?:/.*)?", re.DOTALL)


def _segment(text: str) -> str:
    found = ""
    at = 0
    while at < len(text):
        letter = text[at]
        at += 1
        end = text.find("]", at + 1) if letter == "[" else -1
        if letter == "*":
            while text.startswith("*", at):
                at += 1
            found += "[^/]*"
        elif letter == "?":
            found += "[^/]"
        elif end > 0:
            inner = text[at:end]
            refused = inner[0] in "!^"
            found += f"[{'^/' if refused else ''}{_class(inner[1:] if refused else inner)}]"
            at = end + 1
        elif letter == "\\" and at < len(text):
            found += re.escape(text[at])
            at += 1
        else:
            found += re.escape(letter)
    return found


def _class(inner: str) -> str:
    return re.sub(r"([\\\[\]&~|^])", r"\\\1", inner)


class FileSet:
    """The files that some patterns name, one pattern to a line. `!` takes files out again, `#` begins a comment.

    A pattern that names a folder stands for all that is in it; paths are relative to `root`, `~` is `home`.
    """

    def __init__(self, patterns: str | Iterable[str], *, root: Path, home: Path | None = None) -> None:
        lines = (
            patterns.splitlines()
            if isinstance(patterns, str)
            else [line for one in patterns for line in one.splitlines()]
        )
        self.patterns = [found for line in lines if (found := _read(line.strip(), root, home)) is not None]

    @property
    def starts(self) -> list[Path]:
        """Where the searches begin, without those inside another."""
        found = list(dict.fromkeys(one.start for one in self.patterns if not one.refuses))
        return [one for one in found if not any(other in one.parents for other in found)]

    def files(self, *, links: bool = True) -> list[Path]:
        """The files, in the order in which GitHub finds them: folder by folder by name. `links`: go into linked folders."""
        return list(dict.fromkeys(one for start in self.starts for one in _below(start, links) if self.holds(one)))

    def holds(self, path: Path) -> bool:
        """Whether a file is among them: the last pattern that fits decides."""
        found = False
        for one in self.patterns:
            if one.fits(path.as_posix()):
                found = not one.refuses
        return found


def _read(line: str, root: Path, home: Path | None) -> _Pattern | None:
    if not line or line.startswith("#"):
        return None
    bare = line.lstrip("!")
    refuses = (len(line) - len(bare)) % 2 == 1
    bare = bare.strip()
    if not bare:
        return None
    if home is not None and (bare == "~" or bare.startswith("~/")):
        bare = home.as_posix() + bare[1:]
    if not os.path.isabs(bare):
        bare = f"{root.as_posix()}/{bare}"
    return _Pattern(os.path.normpath(bare).replace(os.sep, "/"), refuses)


def _below(path: Path, links: bool, above: tuple[str, ...] = ()) -> Iterator[Path]:
    """A file itself, or the files below a folder; a link to a folder above leads nowhere."""
    if path.is_file():
        yield path
    elif path.is_dir() and (links or not path.is_symlink()):
        real = os.path.realpath(path)
        if real not in above:
            try:
                names = sorted(os.listdir(path), key=os.fsencode)
            except OSError:
                return
            for name in names:
                yield from _below(path / name, links, (*above, real))


def hash_files(patterns: Iterable[str], workspace: Path) -> str:
    """`hashFiles`: one hash over the hashes of all files below the workspace that fit; nothing when there are none."""
    whole = hashlib.sha256()
    found = False
    for file in FileSet(patterns, root=workspace).files(links=False):
        if workspace not in file.parents:
            continue
        found = True
        with file.open("rb") as opened:
            one = hashlib.sha256()
            while block := opened.read(_BLOCK_BYTES):
                one.update(block)
        whole.update(one.digest())
    return whole.hexdigest() if found else ""

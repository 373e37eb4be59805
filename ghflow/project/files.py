"""The generated files on the disk: what state each is in, and how it is changed without ever losing anything.

Lives here: `compare`, `write`, `remove`, left-over files.
A file is replaced by renaming a complete temporary file over it, so that a crash at any moment leaves the old or the new
one. A file without ghflow's header is somebody's work and is not touched unless told to.
"""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

from ghflow.project.plan import made_from, relative_to_root

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ghflow.project.plan import Planned
    from ghflow.project.settings import Settings

_TEMPORARY = ".ghflow-tmp"


class State:
    """What is to be done about one file.

    `change` is `created`, `updated`, `unchanged`, `removed` or `refused` (`why` then says why it may not be written).
    """

    __slots__ = ("change", "new", "old", "path", "why")

    def __init__(self, path: str, change: str, old: str = "", new: str = "", why: str = "") -> None:
        self.path = path
        self.change = change
        self.old = old
        self.new = new
        self.why = why


def target(settings: Settings, path: str, direct: bool) -> str:
    """Where a planned file is written. With an output folder of the user's (`direct`) workflows stand directly in it."""
    if direct:
        path = path.removeprefix("workflows/")
    return os.path.join(settings.output, *path.split("/"))


def compare(settings: Settings, planned: Planned, direct: bool, force: bool) -> State:
    """The state of a planned file against the disk."""
    path = target(settings, planned.path, direct)
    blocked = _blocked(settings, os.path.dirname(path))
    if blocked:
        return State(path, "refused", new=planned.text, why=blocked)
    try:
        mode = os.lstat(path).st_mode
    except FileNotFoundError:
        return State(path, "created", new=planned.text)
    except OSError as error:
        return State(path, "refused", new=planned.text, why=_reason(error))
    if stat.S_ISLNK(mode) and not force:
        return State(path, "refused", new=planned.text, why="it is a symbolic link; --force puts a file in its place")
    if not stat.S_ISREG(mode) and not stat.S_ISLNK(mode):
        return State(path, "refused", new=planned.text, why=f"it is {_what(mode)}; move it away")
    try:
        old = read(path)
    except OSError as error:
        if not (force and stat.S_ISLNK(mode)):
            return State(path, "refused", new=planned.text, why=_reason(error))
        old = ""
    except UnicodeDecodeError:
        old = ""
    if old.replace("\r\n", "\n") == planned.text and not stat.S_ISLNK(mode):
        return State(path, "unchanged", old, old)
    if not force and made_from(old) is None:
        return State(path, "refused", old, planned.text, "it was not made by ghflow; --force takes it over")
    if not force and not mode & stat.S_IWUSR:
        return State(path, "refused", old, planned.text, "it is read-only; make it writable, or use --force")
    return State(path, "updated", old, planned.text)


def _what(mode: int) -> str:
    return "a folder" if stat.S_ISDIR(mode) else "not a file"


def _blocked(settings: Settings, folder: str) -> str:
    """Why a folder cannot hold files of ghflow's, if so: a link leads out of the output folder, or a file is in the way."""
    while len(folder) > len(settings.output):
        if os.path.islink(folder):
            shown = relative_to_root(settings, folder)
            return f"{shown} is a symbolic link out of the output folder; name its target with --output"
        folder = os.path.dirname(folder)
    if os.path.islink(settings.output) and settings.output == os.path.join(settings.root, ".github"):
        return ".github is a symbolic link; name its target with --output"
    return ""


def left_over(settings: Settings, kept: Iterable[str], direct: bool, names: Iterable[str] = ()) -> list[State]:
    """Files that ghflow made from this source folder (or only from sources `names`) and that nothing is written to any more."""
    keep = {path.lower(): path for path in kept}
    wanted = {f"{settings.source_name}/{name}.py" for name in names}
    found: list[State] = []
    for path in _generated(settings, direct):
        if _is_same(path, keep.get(path.lower())) or os.path.islink(path) or not os.path.isfile(path):
            continue
        try:
            old = read(path)
        except (OSError, UnicodeDecodeError):
            continue
        origin = made_from(old)
        if origin is None or origin.rpartition("/")[0] != settings.source_name:
            continue
        if not wanted or origin in wanted:
            found.append(State(path, "removed", old))
    return found


def _generated(settings: Settings, direct: bool) -> list[str]:
    """The files that a build may have written: those of workflows, the `action.yml` of each action, that of Dependabot."""
    found = []
    folder = settings.output if direct else os.path.join(settings.output, "workflows")
    if not _blocked(settings, folder):
        found = [os.path.join(folder, name) for name in _names(folder) if name.endswith((".yml", ".yaml"))]
    folder = os.path.join(settings.output, "actions")
    actions = [os.path.join(folder, name) for name in _names(folder)]
    found += [os.path.join(action, "action.yml") for action in actions if not _blocked(settings, action)]
    return list(dict.fromkeys([*found, os.path.join(settings.output, "dependabot.yml")]))


def _names(folder: str) -> list[str]:
    """What a folder holds, sorted; nothing where there is none."""
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []


def _is_same(path: str, other: str | None) -> bool:
    """Whether both names are one file, as they can be on a system that ignores case."""
    try:
        return other is not None and (path == other or os.path.samefile(path, other))
    except OSError:
        return False


def read(path: str) -> str:
    """The text of a file as it is, newlines and all. Raises `OSError` and `UnicodeDecodeError`."""
    with open(path, "rb") as file:
        return file.read().decode()


class Writing:
    """A file on its way to its place: `write` puts its text into a temporary file beside it, `put` or `drop` ends that.

    `write` and `put` raise `OSError`; then the old file is as it was.
    """

    __slots__ = ("_temporary", "_there", "state")

    def __init__(self, state: State) -> None:
        self.state = state
        folder, name = os.path.split(state.path)
        self._temporary = os.path.join(folder, f".{name}.{os.getpid()}-{os.urandom(4).hex()}{_TEMPORARY}")
        self._there = False

    def handed_over(self) -> tuple[str, str]:
        """The temporary file and its text, for somebody who does what `write` does. Until `taken_back` it may be there."""
        self._there = True
        return self._temporary, self.state.new

    def taken_back(self, there: bool, error: int) -> None:
        """The same from then on as after `write`: the file is there or is not, and there was an error of some number, or 0."""
        self._there = there
        if error:
            raise OSError(error, os.strerror(error))

    def write(self) -> None:
        """Write the temporary file, and wait until it is on the disk. With an error, nothing of it is left."""
        self._there = True  # before it is: an interrupt may come at any moment
        try:
            try:
                descriptor = _opened(self._temporary)
            except FileNotFoundError:
                os.makedirs(os.path.dirname(self._temporary), exist_ok=True)
                descriptor = _opened(self._temporary)
            try:
                rest = memoryview(self.state.new.encode())
                while rest:
                    rest = rest[os.write(descriptor, rest) :]
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except FileExistsError:
            self._there = False
            raise
        except BaseException:
            self.drop()
            raise

    def put(self) -> None:
        """Put the temporary file in the place of the old one, whose mode it takes."""
        try:
            mode = os.lstat(self.state.path).st_mode
        except FileNotFoundError:
            pass
        else:
            if not stat.S_ISLNK(mode):
                os.chmod(self._temporary, stat.S_IMODE(mode))
            _require_unchanged(self.state)
        os.replace(self._temporary, self.state.path)
        self._there = False

    def drop(self) -> None:
        """Remove the temporary file, unless it was put in place."""
        if self._there:
            try:
                os.unlink(self._temporary)
            except OSError:
                pass
            self._there = False


def write(state: State) -> None:
    """Put the new text in place, atomically. Raises `OSError`; then the old file is as it was."""
    writing = Writing(state)
    try:
        writing.write()
        writing.put()
    finally:
        writing.drop()


def _opened(path: str) -> int:
    """A descriptor of a new file."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)


def _require_unchanged(state: State) -> None:
    """Refuse when somebody has put a file of their own there since it was compared. Raises `OSError`."""
    if state.change != "created" and made_from(state.old) is None:
        return  # taken over with --force
    try:
        ours = made_from(read(state.path)) is not None
    except FileNotFoundError:
        return
    except UnicodeDecodeError:
        ours = False
    if not ours:
        raise FileExistsError(errno.EEXIST, "somebody else has written it meanwhile")


def remove(state: State) -> None:
    """Remove a left-over file, if nobody else has done so, and the folder of an action that is then empty. Raises `OSError`."""
    _require_unchanged(state)
    try:
        os.unlink(state.path)
    except FileNotFoundError:
        pass
    folder, name = os.path.split(state.path)
    if name == "action.yml":
        try:
            os.rmdir(folder)
        except OSError:
            pass  # it holds something else


def sweep(folder: str) -> None:
    """Remove temporary files of builds that did not come to their end. Those of a running build are left alone."""
    try:
        entries = os.listdir(folder)
    except OSError:
        return
    for entry in entries:
        if entry.startswith(".") and entry.endswith(_TEMPORARY):
            owner = entry.removesuffix(_TEMPORARY).rpartition(".")[2].partition("-")[0]
            if owner.isdigit() and not _is_running(int(owner), os.path.join(folder, entry)):
                try:
                    os.unlink(os.path.join(folder, entry))
                except OSError:
                    pass


def _is_running(process: int, path: str) -> bool:
    # In containers all builds may have the same number, and a number says nothing of who had it before.
    if process == os.getpid() or os.name != "posix":
        import time

        try:
            return time.time() - os.stat(path).st_mtime < 600
        except OSError:
            return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _reason(error: OSError) -> str:
    if isinstance(error, NotADirectoryError):
        return "a file is in the place of its folder; move it away"
    return f"it cannot be read: {error.strerror or error}"

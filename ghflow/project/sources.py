"""Running the sources: Python files that define workflows and actions.

Lives here: finding them, running each with mistakes recorded, and what to say when one raises.
Not here: files that are written (`plan`, `files`).

A source runs as a module of a synthetic package whose path is the source folder, so that it can import its siblings, by
name or relatively. The folder is the last on `sys.path` and never hides the standard library; no bytecode is written.
Whatever a source does to the interpreter (paths, streams, the current folder) is undone when it ends.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING, Any

from ghflow.diagnostics import Diagnostic, collecting
from ghflow.model.document import Document
from ghflow.project.settings import ProjectError, Settings, is_source
from ghflow.where import CallSite, Span, remember_source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_PACKAGE = "_ghflow_sources"
# PEP 263: the encoding of a source, named in a comment of its first two lines.
_CODING = re.compile(rb"(?:[^\n]*\n)?[ \t\f]*#.*?coding[:=]").match


class Source:
    """One source that ran: its file, the workflows and actions it defines, its mistakes, and whether it came to its end.

    What it raised is there twice: as a traceback (`failure`) and as a diagnostic (`raised`).
    """

    __slots__ = ("documents", "failed", "failure", "file", "found", "name", "raised")

    def __init__(self, name: str, file: str) -> None:
        self.name = name
        self.file = file
        self.documents: list[Document] = []
        self.found: list[Diagnostic] = []
        self.failed = False
        self.failure = ""
        self.raised: Diagnostic | None = None


def find_sources(settings: Settings, names: Sequence[str] = ()) -> list[str]:
    """The names of the sources, sorted; only `names` when some are given (`release`, `release.py`, `workflows/release.py`)."""
    try:
        found = sorted(entry[:-3] for entry in os.listdir(settings.source) if is_source(entry))
    except OSError as error:
        raise ProjectError(f"the source folder {settings.source_name}/ cannot be read: {error.strerror}") from None
    if not found:
        raise ProjectError(f"the folder {settings.source_name}/ holds no sources: write {settings.source_name}/ci.py")
    wanted, missing = [], []
    for given in names:
        name = _named(settings, given)
        if name in found:
            wanted.append(name)
        else:
            missing.append(_missing(settings, given, name, found))
    if missing:
        raise ProjectError("\nghflow: ".join(missing))
    return sorted(set(wanted)) if names else found


def _named(settings: Settings, given: str) -> str:
    """The source that people mean: by its name, its file, or the file that it makes. Empty when it lies elsewhere."""
    folder, name = os.path.split(given.replace("\\", "/"))
    if folder:
        known = (settings.source, settings.output, os.path.join(settings.output, "workflows"))
        if not any(os.path.abspath(os.path.join(base, folder)) in known for base in (os.curdir, settings.root)):
            return ""
    return name.removesuffix(".py").removesuffix(".yml").removesuffix(".yaml")


def _missing(settings: Settings, given: str, name: str, found: list[str]) -> str:
    shown = f"{settings.source_name}/{name}.py" if name else given
    if name and os.path.isfile(os.path.join(settings.source, f"{name}.py")):
        return f"{shown} is for sharing and makes no file, because its name starts with {name[0]}"
    from ghflow.diagnostics import did_you_mean

    return f"there is no source {shown} ({did_you_mean(name, found)})"


@contextmanager
def source_package(settings: Settings) -> Iterator[None]:
    """The synthetic package of the sources, for the length of the block; afterwards nothing of it is left."""
    if _PACKAGE in sys.modules:
        raise ProjectError("a source must not start a build: it is run by one")
    _forget(settings.source)
    package = ModuleType(_PACKAGE)
    package.__path__ = [settings.source]
    before = set(sys.modules)
    hook = _without_bytecode(settings.source)
    search, entries = sys.path, sys.path[:]
    sys.modules[_PACKAGE] = package
    sys.path_hooks.insert(0, hook)
    sys.path = [*(entry for entry in entries if os.path.abspath(entry) != settings.source), settings.source]
    try:
        yield
    finally:
        sys.path_hooks[:] = [one for one in sys.path_hooks if one is not hook]
        sys.path = search
        sys.path[:] = entries
        for name in set(sys.modules) - before:
            if name.startswith(_PACKAGE) or _lies_in(settings.source, sys.modules[name]):
                del sys.modules[name]
        for folder in [one for one in sys.path_importer_cache if _is_below(settings.source, one)]:
            del sys.path_importer_cache[folder]


def _without_bytecode(source: str) -> Callable[[str], Any]:
    """A path hook by which modules in the source folder are loaded without leaving `__pycache__` behind.

    Only there: what else is imported meanwhile, ghflow's own modules among it, keeps its bytecode and starts faster.
    """

    def hook(path: str) -> Any:
        if not _is_below(source, path):
            raise ImportError(path)
        from importlib import machinery as kinds

        class Uncached(kinds.SourceFileLoader):
            def set_data(self, path: str, data: object, **options: object) -> None:
                """Write nothing."""

        return kinds.FileFinder(
            path,
            (kinds.ExtensionFileLoader, kinds.EXTENSION_SUFFIXES),
            (Uncached, kinds.SOURCE_SUFFIXES),
            (kinds.SourcelessFileLoader, kinds.BYTECODE_SUFFIXES),
        )

    return hook


def _forget(folder: str) -> None:
    """Drop the lines that an earlier build of this process may have seen in the sources."""
    linecache = sys.modules.get("linecache")
    for file in list(linecache.cache) if linecache else ():
        if _is_below(folder, file):
            remember_source(file, "")
            linecache.cache.pop(file, None)  # type: ignore[union-attr]


def _lies_in(folder: str, module: ModuleType) -> bool:
    """Whether a module was loaded from the folder. A folder without `__init__.py` is a module without a file."""
    places = [getattr(module, "__file__", None), *getattr(module, "__path__", ())]
    return any(_is_below(folder, place) for place in places)


def _is_below(folder: str, path: object) -> bool:
    return isinstance(path, str) and (path + os.sep).startswith(folder + os.sep)


def run_source(settings: Settings, name: str) -> Source:
    """Run one source inside `source_package`. Nothing that it does is raised but `KeyboardInterrupt`."""
    file = os.path.join(settings.source, f"{name}.py")
    source = Source(name, file)
    if not name.isprintable():
        message = f"{name + '.py'!r} cannot be the name of a source on every system"
        source.found.append(Diagnostic("file-name", message, hint="rename it"))
        source.failed = True
        return source
    module = run_file(source)
    if not source.failed:
        source.documents = _defined(settings, module, file)
    return source


def run_file(source: Source) -> ModuleType:
    """Run the file of a source as a module of the package. Its mistakes, and why it failed if it did, go into the source."""
    file = source.file
    module = ModuleType(f"{_PACKAGE}.{source.name}")
    module.__file__ = file
    module.__package__ = _PACKAGE
    sys.modules[module.__name__] = module
    with collecting() as found, _Undisturbed():
        try:
            exec(compile(_read(file), file, "exec", dont_inherit=True), module.__dict__)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            source.failed = True
            raised = error
    source.found += found
    if source.failed:
        explain(source, raised)
    return module


def _read(file: str) -> bytes:
    """The bytes of a source. Raises `OSError`, and `SyntaxError` where they are not in the encoding they should be in."""
    if not stat.S_ISREG(os.stat(file).st_mode):
        raise OSError(None, "it is not a file")
    with open(file, "rb") as opened:
        data = opened.read()
    if b"\0" in data and data.isascii():
        raise _at(file, data, data.index(b"\0"), "the file holds the character NUL")
    if not data.isascii() and not _CODING(data):
        try:
            data.decode()
        except UnicodeDecodeError as error:
            raise _at(file, data, error.start, f"the file is not UTF-8: byte 0x{data[error.start]:02X}") from None
    return data


def _at(file: str, data: bytes, offset: int, message: str) -> SyntaxError:
    line = data.count(b"\n", 0, offset) + 1
    column = len(data[data.rfind(b"\n", 0, offset) + 1 : offset].decode()) + 1
    return SyntaxError(message, (file, line, column, None, line, column + 1))


class _Undisturbed:
    """What a source prints is for people: stdout belongs to the command. And what it changes is changed back."""

    def __enter__(self) -> None:
        self.streams = sys.stdout, sys.stderr
        self.search = sys.path, sys.path[:]
        self.limit = sys.getrecursionlimit()
        try:
            self.folder = os.getcwd()
        except OSError:
            self.folder = ""
        sys.stdout = sys.stderr

    def __exit__(self, *error: object) -> None:
        sys.stdout, sys.stderr = self.streams
        sys.path, entries = self.search
        sys.path[:] = entries
        sys.setrecursionlimit(self.limit)
        if sys.stderr is not None and sys.stderr.closed:
            sys.stderr = open(2, "w", errors="backslashreplace", closefd=False)  # noqa: SIM115 - it stays open
        if self.folder:
            os.chdir(self.folder)


def _defined(settings: Settings, module: ModuleType, file: str) -> list[Document]:
    """The workflows and actions at module level that were made while this module ran: an imported one is its own source's."""
    found: dict[int, Document] = {}
    for value in list(vars(module).values()):
        if issubclass(type(value), Document) and _made_in(settings, module, value, file):
            found[id(value)] = value
    return list(found.values())


def _made_in(settings: Settings, module: ModuleType, document: Document, file: str) -> bool:
    site: Any = document.where
    if not isinstance(site, CallSite):
        return bool(site.file == file)
    outermost = site[-2]
    if outermost.co_name == "<module>":
        return bool(outermost.co_filename == file)
    # Made so deep inside helper functions that the chain of calls ends before the module: then who holds it decides.
    others = [one for one in list(sys.modules.values()) if one is not module and _lies_in(settings.source, one)]
    return not any(value is document for other in others for value in list(vars(other).values()))


# What to say when a source does not come to its end. Loaded only then.


def explain(source: Source, error: BaseException) -> None:
    """Say why a source did not come to its end: as a diagnostic when it did not even start, else as its traceback."""
    source.failed = True
    steps = _user_steps(error)
    if isinstance(error, SyntaxError) and error.filename == source.file:
        source.found.append(_syntax_error(source.file, error))
    elif not steps:
        source.found.append(_not_started(source.file, error))
    else:
        source.failure = _traceback(source, error)
        folder = os.path.dirname(source.file)
        file, line = ([step for step in steps if _is_below(folder, step[0])] or steps)[-1]
        source.raised = Diagnostic("source-raised", source.failure.strip(), Span(file, line))


def _traceback(source: Source, error: BaseException) -> str:
    import traceback

    shown = traceback.TracebackException.from_exception(error, compact=True)
    _keep_user_frames(shown)
    text = "".join(shown.format()).replace(f"'{_PACKAGE}.", "'.")
    text = re.sub(rf" \({re.escape(_OURS)}[^()\n]*\)", "", text)  # behind "cannot import name"
    # Since 3.12 Python often knows what was meant, and says so.
    if isinstance(error, ImportError) and "Did you mean" not in text and (hint := _import_hint(source, error)):
        text += f"  hint: {hint}\n"
    if isinstance(error, SystemExit):
        text += "  hint: a source only defines workflows; it must not end the program\n"
    return text


def _not_started(file: str, error: BaseException) -> Diagnostic:
    if isinstance(error, OSError):
        remember_source(file, "")  # or the one who shows the line tries to read it, and a pipe waits for ever
        return Diagnostic("unreadable-file", f"the source cannot be read: {error.strerror}", Span(file, 1))
    if isinstance(error, RecursionError | MemoryError):
        return Diagnostic("syntax-error", "the source is nested too deeply for Python", Span(file, 1))
    return Diagnostic("syntax-error", f"the source is not valid Python: {error}", Span(file, 1))


def _syntax_error(file: str, error: SyntaxError) -> Diagnostic:
    from importlib.util import decode_source

    try:
        with open(file, "rb") as opened:
            data = opened.read()
        remember_source(file, decode_source(data))
    except (SyntaxError, UnicodeDecodeError):
        remember_source(file, data.decode("utf-8", "backslashreplace"))
    except OSError:
        pass
    line, column = error.lineno or 1, max(error.offset or 1, 1)
    end_line, end = error.end_lineno or line, error.end_offset or column + 1
    span = Span(file, line, column, end_line, end if end > 0 else column + 1)
    hint = "the file is not valid Python"
    if "not UTF-8" in error.msg:
        hint = "save it as UTF-8, or name its encoding in the first line: # coding: latin-1"
    return Diagnostic("syntax-error", f"{error.msg}", span, hint)


def _user_steps(error: BaseException) -> list[tuple[str, int]]:
    """File and line of each frame that is not ghflow's, outermost first."""
    found, step = [], error.__traceback__
    while step is not None:
        file = step.tb_frame.f_code.co_filename
        if not _is_ours(file):
            found.append((file, step.tb_lineno))
        step = step.tb_next
    return found


def _keep_user_frames(shown: Any) -> None:
    """Take ghflow's own frames out of a traceback and all it was caused by, and causes that are ghflow's alone."""
    waiting, seen = [shown], {id(shown)}
    while waiting:
        shown = waiting.pop()
        shown.stack[:] = [frame for frame in shown.stack if not _is_ours(frame.filename)]
        for link in ("__cause__", "__context__"):
            inner = getattr(shown, link)
            if inner is not None and inner.stack and all(_is_ours(frame.filename) for frame in inner.stack):
                setattr(shown, link, None)
        for inner in (shown.__cause__, shown.__context__, *(shown.exceptions or ())):
            if inner is not None and id(inner) not in seen:
                seen.add(id(inner))
                waiting.append(inner)


_OURS = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep


def _is_ours(file: str) -> bool:
    return file.startswith((_OURS, "<attrs", "<ghflow", "<frozen importlib"))


def _import_hint(source: Source, error: ImportError) -> str | None:
    from ghflow.diagnostics import closest

    module = sys.modules.get(error.name or "")
    wanted = re.match(r"cannot import name '(\w+)'", str(error))
    if module is not None and wanted:
        match = closest(wanted[1], dir(module))
    else:
        folder = os.path.dirname(source.file)
        siblings = [entry.removesuffix(".py") for entry in sorted(os.listdir(folder)) if not entry.startswith("__")]
        match = closest((error.name or "").removeprefix(f"{_PACKAGE}."), siblings)
    return f"did you mean '{match}'?" if match else None

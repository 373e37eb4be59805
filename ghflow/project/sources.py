"""Running the sources: Python files that define workflows.

Lives here: finding them, running each with mistakes recorded, and what to say when one raises.
Not here: files that are written (`plan`, `files`).

A source runs as a module of a synthetic package whose path is the source folder, so that it can import its siblings, by
name or relatively. The folder is the last on `sys.path` and never hides the standard library; no bytecode is written.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING, Any

from ghflow.diagnostics import Diagnostic, collecting
from ghflow.model.workflow import Workflow
from ghflow.project.settings import ProjectError, Settings, is_source
from ghflow.where import CallSite, Span, remember_source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PACKAGE = "_ghflow_sources"


class Source:
    """One source that ran: its file, the workflows it defines, its mistakes, and whether it came to its end."""

    __slots__ = ("failed", "failure", "file", "found", "name", "workflows")

    def __init__(self, name: str, file: str) -> None:
        self.name = name
        self.file = file
        self.workflows: list[Workflow] = []
        self.found: list[Diagnostic] = []
        self.failed = False
        self.failure = ""


def find_sources(settings: Settings, names: Sequence[str] = ()) -> list[str]:
    """The names of the sources, sorted; only `names` when some are given (`release`, `release.py`, `workflows/release.py`)."""
    try:
        found = sorted(entry[:-3] for entry in os.listdir(settings.source) if is_source(entry))
    except OSError as error:
        raise ProjectError(f"the source folder {settings.source_name}/ cannot be read: {error.strerror}") from None
    if not found:
        raise ProjectError(f"the folder {settings.source_name}/ holds no sources: write {settings.source_name}/ci.py")
    wanted = []
    for given in names:
        name = os.path.basename(given.replace("\\", "/"))
        name = name.removesuffix(".py").removesuffix(".yml").removesuffix(".yaml")
        if name not in found:
            from ghflow.diagnostics import did_you_mean

            hint = did_you_mean(name, found)
            raise ProjectError(f"there is no source {settings.source_name}/{name}.py" + (f" ({hint})" if hint else ""))
        wanted.append(name)
    return sorted(set(wanted)) if names else found


@contextmanager
def source_package(settings: Settings) -> Iterator[None]:
    """The synthetic package of the sources, for the length of the block; afterwards nothing of it is left."""
    package = ModuleType(_PACKAGE)
    package.__path__ = [settings.source]
    before = set(sys.modules)
    bytecode, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    sys.modules[_PACKAGE] = package
    sys.path.append(settings.source)
    try:
        yield
    finally:
        sys.dont_write_bytecode = bytecode
        sys.path.remove(settings.source)
        inside = settings.source + os.sep
        for name in set(sys.modules) - before:
            file = getattr(sys.modules[name], "__file__", None) or ""
            if name.startswith(_PACKAGE) or file.startswith(inside):
                del sys.modules[name]


def run_source(settings: Settings, name: str) -> Source:
    """Run one source inside `source_package`. Nothing that it does is raised but `KeyboardInterrupt`."""
    file = os.path.join(settings.source, f"{name}.py")
    source = Source(name, file)
    module = ModuleType(f"{_PACKAGE}.{name}")
    module.__file__ = file
    module.__package__ = _PACKAGE
    sys.modules[module.__name__] = module
    with collecting() as found, _PrintsToStderr():
        try:
            code = compile(_read(file), file, "exec", dont_inherit=True)
            exec(code, module.__dict__)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            source.failed = True
            source.failure = _failure(source, error)
    source.found += found
    if not source.failed:
        source.workflows = _defined(module, file)
    return source


def _read(file: str) -> bytes:
    with open(file, "rb") as opened:
        return opened.read()


class _PrintsToStderr:
    """What a source prints is for people: stdout belongs to the command."""

    def __enter__(self) -> None:
        self.stdout = sys.stdout
        sys.stdout = sys.stderr

    def __exit__(self, *error: object) -> None:
        sys.stdout = self.stdout


def _defined(module: ModuleType, file: str) -> list[Workflow]:
    """The workflows at module level that were made while this module ran: an imported one belongs to its own source."""
    found: dict[int, Workflow] = {}
    for value in list(vars(module).values()):
        if isinstance(value, Workflow):
            site: Any = value.where
            outermost = site[-2].co_filename if isinstance(site, CallSite) else site.file
            if outermost == file:
                found[id(value)] = value
    return list(found.values())


# What to say when a source does not come to its end. Loaded only then.


def _failure(source: Source, error: BaseException) -> str:
    """The text to show; a source that does not even parse is recorded as a diagnostic instead."""
    if isinstance(error, SyntaxError) and error.filename == source.file:
        source.found.append(_syntax_error(source.file, error))
        return ""
    if isinstance(error, (OSError, UnicodeDecodeError)) and error.__traceback__ and error.__traceback__.tb_next is None:
        source.found.append(Diagnostic("unreadable-file", f"cannot be read: {error}", Span(source.file, 1)))
        return ""
    if isinstance(error, (ValueError, RecursionError, MemoryError)) and not _user_frames(error):
        words = (
            "is nested too deeply for Python" if not isinstance(error, ValueError) else f"is no Python source: {error}"
        )
        source.found.append(Diagnostic("syntax-error", f"the file {words}", Span(source.file, 1)))
        return ""
    import traceback

    shown = traceback.TracebackException.from_exception(error, compact=True)
    _keep_user_frames(shown)
    text = "".join(shown.format())
    if isinstance(error, ImportError) and (hint := _import_hint(error)):
        text += f"  hint: {hint}\n"
    if isinstance(error, SystemExit):
        text += "  hint: a source only defines workflows; it must not end the program\n"
    return text


def _syntax_error(file: str, error: SyntaxError) -> Diagnostic:
    try:
        remember_source(file, _read(file).decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        pass
    line, column = error.lineno or 1, max(error.offset or 1, 1)
    end_line, end = error.end_lineno or line, error.end_offset or column + 1
    span = Span(file, line, column, end_line, end if end > 0 else column + 1)
    return Diagnostic("syntax-error", f"{error.msg}", span, "the file is not valid Python")


def _user_frames(error: BaseException) -> list[str]:
    found, step = [], error.__traceback__
    while step is not None:
        if not _is_ours(step.tb_frame.f_code.co_filename):
            found.append(step.tb_frame.f_code.co_filename)
        step = step.tb_next
    return found


def _keep_user_frames(shown: Any) -> None:
    """Take ghflow's own frames out of a traceback, and out of those it was caused by."""
    seen: set[int] = set()
    while shown is not None and id(shown) not in seen:
        seen.add(id(shown))
        shown.stack[:] = [frame for frame in shown.stack if not _is_ours(frame.filename)]
        shown = shown.__cause__ or shown.__context__


_OURS = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep


def _is_ours(file: str) -> bool:
    return file.startswith((_OURS, "<attrs", "<frozen importlib"))


def _import_hint(error: ImportError) -> str | None:
    from ghflow.diagnostics import closest

    if error.name in ("ghflow", "ghflow.actions") and error.name_from:  # type: ignore[attr-defined]
        module = sys.modules[str(error.name)]
        match = closest(str(error.name_from), dir(module))  # type: ignore[attr-defined]
        return f"did you mean '{match}'?" if match else None
    return None

"""Existing YAML files into sources of the project, and the files into ones that are built from these.

Lives here: what is imported under which name, the proof that a source builds the same workflow back, writing sources,
taking YAML files over.
Not here: reading YAML (`reader`), writing Python (`writer`), what is printed (`cli.import_`).

Nothing is overwritten unasked, and no YAML file is touched unless what is built in its place means the same to GitHub.
"""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, Any

from ghflow.diagnostics import Severity, UsageError, collecting
from ghflow.emitter.document import to_yaml
from ghflow.model.action import Action
from ghflow.model.document import Document
from ghflow.model.node import copied
from ghflow.project.build import run
from ghflow.project.files import State, read, target, write
from ghflow.project.plan import is_file_name, made_from, relative_to_root
from ghflow.project.settings import DEFAULT_SOURCE, is_source
from ghflow.reader.document import load
from ghflow.reader.sameness import difference, holds
from ghflow.reader.tree import YamlError
from ghflow.rules.registry import all_rules
from ghflow.writer.data import plain_data
from ghflow.writer.naming import module_name
from ghflow.writer.objects import NotFit
from ghflow.writer.source import to_python

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ghflow.diagnostics import Diagnostic
    from ghflow.project.build import Built
    from ghflow.project.settings import Settings
    from ghflow.reader.document import Loaded
    from ghflow.writer.source import Written

_ENDINGS = (".yml", ".yaml")


class Imported:
    """One file: what was read, the source that builds it, and whether that is the same workflow."""

    __slots__ = ("allowed", "built", "differs", "file", "loaded", "name", "problem", "state", "written")

    def __init__(self, file: str, name: str, loaded: Loaded) -> None:
        self.file = file
        self.name = name
        """The name of the source, without `.py`."""
        self.loaded = loaded
        self.written: Written | None = None
        self.allowed: list[Diagnostic] = []
        """Mistakes that the file has had all along: a build would refuse them, so that the source allows their rules."""
        self.built = ""
        """What the source builds, without the header of a build."""
        self.differs: str | None = None
        """The way to the first place where that is not what the file says: None when it is the same."""
        self.problem = ""
        """Why there is no source, or none that can be built."""
        self.state: State | None = None
        """What becomes of the source on the disk."""

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What is wrong with the file."""
        return self.loaded.diagnostics

    @property
    def wrong(self) -> bool:
        """Whether the file, or its import, has a mistake that somebody has to see to."""
        errors = any(found.severity is Severity.ERROR for found in self.diagnostics)
        return errors or bool(self.problem) or self.differs is not None


def import_files(files: Sequence[str]) -> list[Imported]:
    """Read files and write their sources, in memory. Each has a name of its own; nothing on the disk is touched."""
    imported = []
    for file in files:
        loaded = load(file)
        name = module_name(_stem(file, isinstance(loaded._document, Action)))
        imported.append(Imported(file, name if is_file_name(f"{name}.py") else f"{name}_", loaded))
    taken: set[str] = set()
    for exact in (True, False):  # a file that is called like its source comes first
        for made in imported:
            is_action = isinstance(made.loaded._document, Action)
            if (made.name == _stem(made.file, is_action)) == exact:
                made.name = _free(made.name, is_action, taken)
    for made in imported:
        _import(made)
    return imported


def _import(made: Imported) -> None:
    loaded = made.loaded
    document: Any = loaded._document
    if document is None:
        unread = any(found.rule == "unreadable-file" for found in loaded.diagnostics)
        made.problem = "it cannot be read" if unread else "it holds no workflow and no action that could be imported"
        return
    if not loaded.is_whole:
        made.problem = "a part of it cannot be read"
        return
    try:
        _write(made)
    except NotFit:
        made.problem = "a key in it is longer than GitHub takes"
        return
    _prove(made, document)


def _write(made: Imported) -> None:
    document: Any = made.loaded.document
    if isinstance(document, Action) and not is_file_name(document.id):
        document = copied(document, id=made.name)
    allow = tuple(sorted({found.rule for found in made.allowed}))
    made.written = to_python(document, _file(made) if document.named_by == "file" else None, allow)


def _file(made: Imported) -> str | None:
    """The `file` of a workflow: None where its source is called like it, or no build writes a file of that name."""
    base = os.path.basename(made.file)
    wanted = base != f"{made.name}.yml" and base.endswith(_ENDINGS) and is_file_name(base)
    return base if wanted else None


def _stem(file: str, is_action: bool) -> str:
    """What a source is named after: the file, or the folder of an action."""
    folder, base = os.path.split(os.path.abspath(file))
    return os.path.basename(folder) if is_action else os.path.splitext(base)[0]


def _free(name: str, is_action: bool, taken: set[str]) -> str:
    wanted = [name, f"{name}_action"] if is_action else [name]
    number = 2
    while wanted[0] in taken:
        if len(wanted) > 1:
            wanted.pop(0)
        else:
            wanted[0] = f"{name}_{number}"
            number += 1
    taken.add(wanted[0])
    return wanted[0]


def _prove(made: Imported, document: Any) -> None:
    """Build the source in memory and compare with the file. A difference would be a mistake of ghflow's own.

    What is built is read again only when it is not, to the byte, what the objects that were read are written as, or
    these do not hold all of the file: reading is what takes the time.
    """
    assert made.written is not None
    with collecting() as found:
        module: dict[str, Any] = {"__name__": made.name}
        exec(compile(made.written.text, f"{made.name}.py", "exec", dont_inherit=True), module)
        (built,) = [value for value in module.values() if isinstance(value, Document)]
        try:
            made.built = to_yaml(built)
            if made.built != to_yaml(document) or not holds(document.where.raw, plain_data(document, {})[0]):
                made.differs = difference(document.where.raw, made.built)
        except UsageError as error:
            made.problem = f"it cannot be built: {error}"
        except YamlError as error:
            made.problem = f"it cannot be built: {error.message}"
    if found and not made.problem:
        made.problem = f"it cannot be built: {found[0]}"


def write_sources(folder: str, imported: Iterable[Imported], *, force: bool = False) -> None:
    """Write the sources into a folder; each gets its state. One that exists and is another stays, unless `force`."""
    for one in imported:
        if one.written is None:
            continue
        path = os.path.join(folder, f"{one.name}.py")
        one.state = state = State(path, "created", new=one.written.text)
        try:
            if os.path.lexists(path):
                state.old = read(path)
                state.change = "unchanged" if state.old == state.new else "updated"
                if state.change == "updated" and not force:
                    state.change, state.why = "refused", "it exists; --force writes over it"
            if state.change in ("created", "updated"):
                write(state)
        except UnicodeDecodeError:
            state.change, state.why = "refused", "it exists, and is not UTF-8"
        except OSError as error:
            state.change, state.why = "refused", f"it cannot be written: {error.strerror or error}"


class Taken:
    """A YAML file beside what is built in its place: written, or left as it is with the reason why."""

    __slots__ = ("imported", "state")

    def __init__(self, imported: Imported, state: State) -> None:
        self.imported = imported
        self.state = state


def take_over(settings: Settings, imported: Sequence[Imported]) -> list[Taken]:
    """Build the sources and write the files that mean the same as those they were imported from; the others stay.

    Files that no build writes, since they lie elsewhere, are left alone and not listed.
    """
    ready = [one for one in imported if one.state is not None and one.state.change != "refused" and not one.problem]
    if not ready:
        return []
    names = [one.name for one in ready]
    built = run(settings, names)
    if _allow_mistakes(built, ready):
        built = run(settings, names)
    texts = {planned.source.name: planned for planned in built.planned}
    found: list[Taken] = []
    for one in ready:
        planned = texts.get(one.name)
        path = os.path.abspath(one.file)
        if planned is None:
            source = next(source for source in built.sources if source.name == one.name)
            why = source.found[0].message if source.found else "its source could not be run"
            found.append(Taken(one, State(path, "refused", why=why)))
            continue
        if target(settings, planned.path, direct=False) != path:
            if os.path.dirname(path) == os.path.join(settings.output, "workflows"):
                why = f"a build writes {planned.path} in its place; remove it, or rename it and import it again"
                found.append(Taken(one, State(path, "refused", why=why)))
            continue
        why = _protected(path)
        if why:
            found.append(Taken(one, State(path, "refused", why=why)))
            continue
        state = State(path, "updated", new=planned.text)
        found.append(Taken(one, state))
        try:
            state.old = read(state.path)
            way = one.differs
            if planned.text.partition("\n")[2] != one.built or _plain(state.old) != one.loaded.text:
                way = difference(_plain(state.old), planned.text)  # it has changed, or is built with pins
            if way is not None:
                state.change, state.why = "refused", f"the build differs at {way}"
            elif state.old == state.new:
                state.change = "unchanged"
            else:
                write(state)
        except (OSError, UnicodeDecodeError, YamlError) as error:
            state.change, state.why = "refused", f"it cannot be written: {error}"
    return found


def _protected(path: str) -> str:
    """Why a file must not be replaced; empty when it may be."""
    try:
        mode = os.lstat(path).st_mode
    except OSError:
        return ""
    if stat.S_ISLNK(mode):
        return "it is a symbolic link: import the file that it leads to"
    return "" if mode & stat.S_IWUSR else "it is read-only: make it writable"


def _allow_mistakes(built: Built, imported: Iterable[Imported]) -> bool:
    """Let sources allow the rules that a build would refuse them for, and write them again; whether there are such."""
    rules = all_rules()
    sources = {source.name: source for source in built.sources}
    again = False
    for one in imported:
        found = sources[one.name].found if one.name in sources else []
        one.allowed = [mistake for mistake in found if mistake.severity is Severity.ERROR and mistake.rule in rules]
        if one.allowed and one.state is not None:
            _write(one)
            assert one.written is not None
            state = State(one.state.path, "updated", one.state.new, one.written.text)
            write(state)
            one.state.new = state.new
            again = True
    return again


def _plain(text: str) -> str:
    """A text as the reader keeps it."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


class Found:
    """What a repository has below `.github`: files to import, and those that are left, each with the reason."""

    __slots__ = ("files", "left")

    def __init__(self) -> None:
        self.files: list[str] = []
        self.left: list[tuple[str, str]] = []


def find_files(settings: Settings) -> Found:
    """Every workflow of the repository, and every action where a build writes one. Files that ghflow made are left."""
    found = Found()
    folder = os.path.join(settings.output, "workflows")
    for name in _listed(folder):
        path = os.path.join(folder, name)
        if name.endswith(_ENDINGS) and not os.path.isdir(path):
            _add(found, path, name)
    folder = os.path.join(settings.output, "actions")
    for name in _listed(folder):
        for inner, _, names in sorted(os.walk(os.path.join(folder, name))):
            for file in sorted(names):
                if file not in ("action.yml", "action.yaml"):
                    continue
                path = os.path.join(inner, file)
                if inner == os.path.join(folder, name) and file == "action.yml":
                    _add(found, path, name)
                else:
                    found.left.append((path, "a build writes actions to actions/NAME/action.yml only"))
    return found


def _add(found: Found, path: str, name: str) -> None:
    """Sort a file in: a workflow of that name, or the action in a folder of that name."""
    if os.path.islink(path):
        found.left.append((path, "it is a symbolic link"))
        return
    if not is_file_name(name):
        found.left.append((path, "no build writes a file or folder of this name; rename it"))
        return
    try:
        origin = made_from(read(path))
    except (OSError, UnicodeDecodeError):
        origin = None  # reading it says what is wrong
    if origin is None:
        found.files.append(path)
    else:
        found.left.append((path, f"it is built from {origin}"))


def _listed(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []


def choose_source(settings: Settings, given: str | None) -> str | None:
    """The setting `source` that `pyproject.toml` has to get, so that the imported sources are found; None when it needs none.

    The settings get the folder: the one that was asked for, else the default one unless it holds other Python files.
    """
    folder = settings.source if given is None else os.path.abspath(given)
    if given is None and folder == os.path.join(settings.root, DEFAULT_SOURCE) and _holds_other_code(folder):
        folder = os.path.join(settings.root, ".ghflow")
    if folder == settings.source:
        return None
    settings.source = folder
    settings.source_name = relative_to_root(settings, folder)
    return settings.source_name


def _holds_other_code(folder: str) -> bool:
    """Whether a folder has Python files that are no sources of ghflow's."""
    for name in _listed(folder):
        if is_source(name):
            try:
                if "ghflow" not in read(os.path.join(folder, name)):
                    return True
            except (OSError, UnicodeDecodeError):
                return True
    return False


def write_setting(settings: Settings, source: str) -> State:
    """Put `source` into `[tool.ghflow]` of `pyproject.toml`; refused where the file says something else already."""
    import tomllib

    path = os.path.join(settings.root, "pyproject.toml")
    state = State(path, "created")
    line = f"[tool.ghflow]\nsource = {_toml(source)}\n"
    try:
        if os.path.lexists(path):
            state.change, state.old = "updated", read(path)
            if tomllib.loads(state.old).get("tool", {}).get("ghflow") is not None:
                state.change, state.why = "refused", f"it has [tool.ghflow] already: set source = {_toml(source)}"
                return state
        state.new = f"{state.old.rstrip()}\n\n{line}" if state.old.strip() else line
        tomllib.loads(state.new)
        write(state)
    except (OSError, ValueError) as error:
        state.change, state.why = "refused", f"it cannot be written ({error}); add {line!r}"
    return state


def _toml(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

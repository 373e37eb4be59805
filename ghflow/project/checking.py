"""The check: everything that is wrong in Python sources and YAML files, with every rule.

Lives here: `check_paths`, which files a path stands for (`find_targets`), what is allowed and what is left of it (`Checked`).
Not here: the rules (`rules`), how findings are printed (`rendering`, `sarif`), mending (`fixing`), what was there before
(`baseline`).
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

from ghflow.diagnostics import Diagnostic, Severity, did_you_mean
from ghflow.model.allowing import Allowances
from ghflow.model.graph import graph_of
from ghflow.project.mistakes import MISTAKES, PROVED
from ghflow.project.plan import made_from, make_plan
from ghflow.project.policies import Policies, load_policies
from ghflow.project.settings import ProjectError, Settings, has_sources, is_source, setting_line
from ghflow.project.sources import Source, find_sources, run_source, source_package
from ghflow.rules.registry import all_rules, check
from ghflow.rules.world import World
from ghflow.where import Span, remember_source

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from ghflow.model.graph import ActionGraph, Graph
    from ghflow.project.plan import Judge, Planned
    from ghflow.reader.document import Loaded
    from ghflow.rules.registry import Rule
    from ghflow.where import Where

UNREADABLE = frozenset({"unreadable-file", "syntax-error", "invalid-yaml", "source-raised"})
"""What keeps a file from being checked at all: it is shown whichever rules are chosen, and cannot be allowed."""

_SKIPPED_FOLDERS = ("node_modules", "__pycache__")


class Choice(NamedTuple):
    """Which findings are wanted."""

    only: tuple[str, ...] = ()
    """Names of rules; all when there are none."""
    ignored: tuple[str, ...] = ()
    severity: Severity = Severity.WARNING
    """The mildest that is shown."""

    def wants(self, name: str, severity: Severity) -> bool:
        """Whether findings of a rule are shown when they are so bad."""
        if name in UNREADABLE:
            return True
        mild = self.severity is Severity.ERROR and severity is Severity.WARNING
        return not mild and name not in self.ignored and (not self.only or name in self.only)


class Targets(NamedTuple):
    """The files to check: sources by their project, YAML files, and what is neither."""

    sources: dict[Settings, list[str]]
    files: list[str]
    unreadable: list[Diagnostic]


class Checked:
    """What a check came to."""

    __slots__ = ("allowed", "diagnostics", "files", "sources")

    def __init__(self) -> None:
        self.diagnostics: list[Diagnostic] = []
        """What stands, by file and line."""
        self.allowed = 0
        """How many findings some object, comment or setting allows."""
        self.files = 0
        """How many files were looked at."""
        self.sources: list[Source] = []

    @property
    def raised(self) -> list[Source]:
        """The sources that did not come to their end because they raised something."""
        return [source for source in self.sources if source.failure]

    @property
    def stopped(self) -> bool:
        """Whether some source did not come to its end."""
        return any(source.failed for source in self.sources)

    def count(self, severity: Severity) -> int:
        """How many findings are so bad."""
        return sum(one.severity is severity for one in self.diagnostics)


def check_paths(
    settings: Settings,
    paths: Sequence[str] = (),
    choice: Choice | None = None,
    *,
    execute: bool = True,
    all_events: bool = False,
) -> Checked:
    """Check files and folders; the whole project when none are given.

    Without `execute` no Python runs: sources are passed over, and so are rules of the user's own. With `all_events` it is
    tried out what each event does, and what becomes of releases in which something fails. Raises `ProjectError` when
    there is nothing to check, or a rule is named that there is not.
    """
    choice = choice or Choice()
    targets = find_targets(settings, paths, execute=execute)
    policies = Policies()
    if execute and settings.rules:
        with source_package(settings):
            policies = load_policies(settings)
    rules = {**all_rules(lints=True), **policies.rules}
    _require_known([*choice.only, *choice.ignored], rules)
    run = _Run(settings, choice, rules, is_whole=not paths and execute, all_events=all_events)
    run.add_all(targets, policies)
    return run.checked


def known_names(rules: Mapping[str, Rule]) -> set[str]:
    """The names of all findings: those of rules, and those of mistakes that no rule finds."""
    return {*rules, *MISTAKES, *PROVED}


def _require_known(names: Iterable[str], rules: Mapping[str, Rule]) -> None:
    wrong = [name for name in names if name not in rules]
    known = known_names(rules) if wrong else set()
    said = [f"there is no rule '{name}' ({did_you_mean(name, known)})" for name in wrong if name not in known]
    if said:
        raise ProjectError("\nghflow: ".join(said))


# Which files.


def find_targets(settings: Settings, paths: Sequence[str] = (), *, execute: bool = True) -> Targets:
    """The files that paths stand for, each once; of the whole project when there are none. Raises `ProjectError` for none at all.

    A generated file is checked through its source, when that is checked too.
    """
    found = Targets({}, [], [])
    if paths:
        for path in paths:
            _add_path(settings, path, found, execute)
    else:
        _add_project(settings, found, execute)
    made = {f"{project.source_name}/{name}.py" for project, names in found.sources.items() for name in names}
    found.files[:] = [
        file for file in dict.fromkeys(found.files) if not (made and file not in paths and _origin(file) in made)
    ]
    if not (found.sources or found.files or found.unreadable):
        where = " in ".join(["", ", ".join(paths)]) if paths else f" here: neither sources in {settings.source_name}/"
        more = "" if paths else " nor YAML below .github"
        raise ProjectError(f"there is nothing to check{where}{more}")
    return found


def _origin(file: str) -> str | None:
    """The source that a generated file names in its first line."""
    try:
        with open(file, "rb") as opened:
            return made_from(opened.readline(4096).decode("utf-8", "replace"))
    except OSError:
        return None


def _add_project(settings: Settings, found: Targets, execute: bool) -> None:
    if execute and has_sources(settings.source):
        found.sources[settings] = find_sources(settings)
    found.files.extend(files_below(os.path.join(settings.root, ".github")))
    found.files.extend(
        path for name in ("action.yml", "action.yaml") if os.path.isfile(path := os.path.join(settings.root, name))
    )


def files_below(folder: str) -> Iterator[str]:
    """The workflows and actions in a folder `.github`, or in one below it, and the configuration of Dependabot."""
    for base, folders, names in os.walk(folder):
        folders.sort()
        is_workflows = os.path.basename(base) == "workflows" and os.path.basename(os.path.dirname(base)) == ".github"
        for name in sorted(names):
            is_dependabot = name in ("dependabot.yml", "dependabot.yaml") and os.path.basename(base) == ".github"
            if (is_workflows and _is_yaml(name)) or name in ("action.yml", "action.yaml") or is_dependabot:
                yield os.path.join(base, name)


def _is_yaml(name: str) -> bool:
    return name.endswith((".yml", ".yaml")) and not name.startswith(".")


def _add_path(settings: Settings, path: str, found: Targets, execute: bool) -> None:
    if os.path.isdir(path):
        _add_folder(settings, path, found, execute)
    elif path.endswith(".py"):
        if execute:
            _add_source(settings, path, found)
    elif os.path.exists(path) and not path.endswith((".yml", ".yaml")):
        message = "the file is neither a Python source nor YAML"
        found.unreadable.append(Diagnostic("unreadable-file", message, Span(path, 1), "name .py, .yml or .yaml files"))
    else:
        found.files.append(path)


def _add_source(settings: Settings, path: str, found: Targets) -> None:
    """A source by its file. One outside of the project's source folder is a project of its own."""
    full = os.path.abspath(path)
    folder, name = os.path.split(full)
    if not os.path.isfile(full):
        found.unreadable.append(
            Diagnostic("unreadable-file", "the file cannot be read: there is no such file", Span(path, 1))
        )
        return
    if not is_source(name):
        message = "the file is for sharing and makes no workflow, because its name starts with _"
        found.unreadable.append(Diagnostic("unreadable-file", message, Span(path, 1), "check the sources that use it"))
        return
    if folder != settings.source:
        settings = next(
            (one for one in found.sources if one.source == folder), Settings(os.path.dirname(folder), folder, "")
        )
    names = found.sources.setdefault(settings, [])
    if name[:-3] not in names:
        names.append(name[:-3])


def _add_folder(settings: Settings, path: str, found: Targets, execute: bool) -> None:
    """The sources and the YAML files in a folder.

    Where there is a `.github` at or around it, only what GitHub reads from there counts; else every YAML file does.
    """
    full = os.path.abspath(path)
    inside = os.path.join(settings.source, "").startswith(os.path.join(full, ""))
    if execute and inside and has_sources(settings.source):
        found.sources[settings] = find_sources(settings)
    if ".github" in full.split(os.sep):
        found.files.extend(_shown_alike(path, full, files_below(full)))
        return
    every: list[str] = []
    githubs: list[str] = []
    for base, folders, names in os.walk(full):
        githubs += [os.path.join(base, ".github")] if ".github" in folders else []
        folders[:] = sorted(one for one in folders if not one.startswith(".") and one not in _SKIPPED_FOLDERS)
        every += [os.path.join(base, name) for name in sorted(names) if _is_yaml(name)]
    if githubs:
        every = [file for file in every if os.path.basename(file) in ("action.yml", "action.yaml")]
        every += [file for github in githubs for file in files_below(github)]
    found.files.extend(_shown_alike(path, full, every))


def _shown_alike(path: str, full: str, files: Iterable[str]) -> Iterator[str]:
    """Files below a folder, named the way the folder was."""
    return (os.path.join(path, os.path.relpath(file, full)) for file in files)


# Running the rules.


class _Repository:
    """What lies around the YAML files of one repository: its root, and the graphs of those that are checked."""

    def __init__(self, root: str, settings: Settings) -> None:
        self.root = root
        self.settings = settings
        self.graphs: dict[str, Graph | ActionGraph] = {}

    def world(self) -> World:
        """The world of its files."""
        settings = self.settings
        labels = frozenset(settings.labels)
        return World(
            self.graphs, self.find, labels, settings.pin, self.names_in, self._pins() if settings.pin else None
        )

    def _pins(self) -> dict[str, tuple[str, str]]:
        """The pins of the lock. A lock that cannot be read is a mistake of its own, where something is built."""
        from ghflow.project.lock import read_lock
        from ghflow.project.settings import ProjectError

        try:
            return {uses: (pin.commit, pin.comment) for uses, pin in read_lock(self.settings).items()}
        except ProjectError:
            return {}

    def names_in(self, folder: str) -> list[str] | None:
        """What lies in a folder of the repository; None where only some files of it are at hand, and not its `.github`."""
        if not os.path.isdir(os.path.join(self.root, ".github", "workflows")):
            return None
        try:
            return os.listdir(os.path.join(self.root, folder))
        except OSError:
            return []

    def find(self, path: str) -> Graph | ActionGraph | None:
        """A file of the repository that is not checked itself. What it gets wrong is not its callers' mistake."""
        file = os.path.join(self.root, path)
        if not os.path.isfile(file):
            return None
        from ghflow.reader.document import load

        return _graph(load(file))


class _Read(NamedTuple):
    """A YAML file that was read, its graph if there is one, and the repository around it."""

    loaded: Loaded
    graph: Graph | ActionGraph | None
    repository: _Repository


def _graph(loaded: Loaded) -> Graph | ActionGraph | None:
    from ghflow.reader.document import LoadError

    try:
        return graph_of(loaded.document) if loaded.document.judged else None
    except (LoadError, RecursionError):
        return None


class _Run:
    """One check: what was found so far, and which allowances silenced something."""

    def __init__(
        self, settings: Settings, choice: Choice, rules: Mapping[str, Rule], *, is_whole: bool, all_events: bool = False
    ) -> None:
        self.settings = settings
        self.choice = choice
        self.known = rules
        self.rules = [rule for rule in rules.values() if self.runs(rule)]
        self.is_whole = is_whole
        self.all_events = all_events
        self.checked = Checked()
        self.found: list[Diagnostic] = []
        self.given: list[Allowances] = []
        self.given_in: dict[tuple[str, str], Allowances] = {}
        """The same by the root of the repository and the path in it."""
        self.roots: dict[str, str] = {}
        self.repositories: dict[str, _Repository] = {}
        self.read: list[_Read] = []

    def runs(self, rule: Rule) -> bool:
        """Whether a rule is among the chosen ones. Who asks what is allowed without need asks for all."""
        if "unused-suppression" in self.choice.only:
            return True
        worst = min((rule.severity, rule.in_files or rule.severity), key=lambda one: one is Severity.WARNING)
        return self.choice.wants(rule.name, worst)

    def add_all(self, targets: Targets, policies: Policies) -> None:
        """Check everything, and sort what was found."""
        checked = self.checked
        checked.files = len(targets.files) + len(targets.unreadable) + sum(map(len, targets.sources.values()))
        self.found += targets.unreadable
        self.read = [self.read_file(file) for file in targets.files]
        for settings, names in targets.sources.items():
            self.add_sources(settings, names)
        worlds = {id(one): one.world() for one in self.repositories.values()}
        for read in self.read:
            self.add_file(read, worlds[id(read.repository)])
        checked.sources += [one for one in policies.sources if one.failed]
        for source in checked.sources:
            self.found += [*source.found, *([source.raised] if source.raised else [])]
        if self.all_events:
            self.found += self.at_all_events()
        self.found += self.unused()
        checked.allowed += sum(one.silenced for one in self.given)
        left = (one for one in self.found if self.choice.wants(one.rule, one.severity))
        checked.diagnostics = in_order(one for one in left if not self.is_allowed(one))

    def is_allowed(self, one: Diagnostic) -> bool:
        """Whether the settings allow a finding."""
        made_in_python = one.rule not in {*self.known, *PROVED} and one.where.file.endswith(".py")
        if one.rule not in self.settings.allow or one.rule in UNREADABLE or made_in_python:
            return False
        self.checked.allowed += 1
        return True

    def repository_of(self, file: str) -> _Repository:
        """The repository of a YAML file: the folder above `.github`, else the nearest one that holds `.git` or `.github`."""
        folder = os.path.dirname(os.path.abspath(file))
        if folder not in self.roots:
            self.roots[folder] = _root_above(folder)
        return self.repository(self.roots[folder])

    def repository(self, root: str) -> _Repository:
        """The repository with this root."""
        if root not in self.repositories:
            self.repositories[root] = _Repository(root, self.settings)
        return self.repositories[root]

    # Sources.

    def add_sources(self, settings: Settings, names: list[str]) -> None:
        """Run the sources of a project and look at what they define."""
        with source_package(settings):
            sources = [run_source(settings, name) for name in names]
            make_plan(settings, sources, self.judging, complete=names == find_sources(settings))
        self.checked.sources += sources

    def judging(self, settings: Settings, planned: Mapping[str, Planned]) -> Judge:
        """What looks for mistakes in the files that sources make, with all the others around them."""
        repository = self.repository(settings.root)
        graphs: dict[int, Graph | ActionGraph] = {}
        for one in planned.values():
            try:
                graph = graphs[id(one.document)] = graph_of(one.document)
            except RecursionError:
                continue  # it is reported with the text that cannot be made
            repository.graphs[f".github/{one.path}"] = graph
        world = repository.world()

        def judge(one: Planned, graph: Graph | ActionGraph) -> list[Diagnostic]:
            allowances = Allowances(one.document)
            self.given.append(allowances)
            self.given_in[settings.root, f".github/{one.path}"] = allowances
            return check(graphs.get(id(one.document), graph), world, rules=self.rules, allowances=allowances)

        return judge

    # YAML files.

    def read_file(self, file: str) -> _Read:
        """Read a file, and make known to the others of its repository what can be made of it."""
        from ghflow.reader.document import load

        if "linecache" in sys.modules:  # an earlier check of this process may have shown lines that are different now
            sys.modules["linecache"].cache.pop(file, None)
        loaded = load(file)
        graph = _graph(loaded)
        repository = self.repository_of(file)
        if graph is not None:
            path = os.path.relpath(os.path.abspath(file), repository.root).replace(os.sep, "/")
            repository.graphs[path] = graph
        return _Read(loaded, graph, repository)

    def add_file(self, read: _Read, world: World) -> None:
        """What is wrong with a YAML file: what the reader found, then the rules."""
        loaded = read.loaded
        if any(one.rule == "unreadable-file" for one in loaded.diagnostics):
            remember_source(loaded.file, "")  # whoever shows the line shall not try to read it again
        if read.graph is None:
            self.found += loaded.diagnostics
            return
        allowances = Allowances(read.graph.document)
        self.found += [one for one in loaded.diagnostics if not (one.path and allowances.silence(one.rule, one.path))]
        seen = {(one.rule, one.spot) for one in loaded.diagnostics}
        found = check(read.graph, world, rules=self.rules, allowances=allowances)
        self.found += [one for one in found if (one.rule, one.spot) not in seen]
        if "ghflow:" in loaded.text:
            self.given.append(allowances)
            path = os.path.relpath(os.path.abspath(loaded.file), read.repository.root).replace(os.sep, "/")
            self.given_in[read.repository.root, path] = allowances

    # What becomes of all events.

    def at_all_events(self) -> list[Diagnostic]:
        """What is wrong at some event, or at all; what a rule has said already is not said again."""
        from ghflow.project.all_events import check_all
        from ghflow.project.repository import repository_of

        said = {(one.rule, one.where.file, one.where.line) for one in self.found}
        found: list[Diagnostic] = []
        for root, repository in self.repositories.items():
            documents = {path: graph.document for path, graph in repository.graphs.items()}
            workflows = {path: one for path, one in documents.items() if hasattr(one, "jobs")}
            allowances = {path: given for (where, path), given in self.given_in.items() if where == root}
            for one in check_all(repository_of(root, workflows), allowances=allowances):
                rules = (one.rule, "condition-never-true") if one.rule == "unreachable-job" else (one.rule,)
                if not any((rule, one.where.file, one.where.line) in said for rule in rules):
                    found.append(one)
        return found

    # Allowances that silence nothing.

    def unused(self) -> Iterator[Diagnostic]:
        """What objects, comments and settings allow without need. Rules that were not run are no reason to complain."""
        ran = {rule.name for rule in self.rules}
        ran |= {name for name in MISTAKES if self.choice.wants(name, Severity.ERROR)} - UNREADABLE
        ran |= {name for name in PROVED if self.all_events and self.choice.wants(name, Severity.ERROR)}
        used = {(id(one.node), one.index) for given in self.given for one in given.given if one.used}
        said = set()
        for given in self.given:
            for one in given.given:
                key = (id(one.node), one.index)
                if key not in used and key not in said:
                    said.add(key)
                    yield from self.complaint(one.rule, one.where, ran, "here")
        if self.is_whole:
            silenced = {one.rule for one in self.found}
            for name in self.settings.allow:
                if name not in silenced:
                    file, line = setting_line(self.settings.root, "allow")
                    yield from self.complaint(name, Span(file, line), ran, "in the project")

    def complaint(self, name: str, where: Where, ran: Container[str], place: str) -> Iterator[Diagnostic]:
        """About a name that silenced nothing."""
        if name not in self.known and name not in (known := known_names(self.known)):
            message, hint = f"there is no rule '{name}' to allow", did_you_mean(name, known)
        elif name in ran:
            message, hint = f"nothing {place} breaks the rule '{name}'", "remove it from what is allowed"
        else:
            return
        yield Diagnostic("unused-suppression", message, where, hint, severity=Severity.WARNING)


def in_order(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Findings by file and line, each once: a sibling that two sources import may have run, and been reported, twice."""
    kept: dict[tuple[Any, ...], Diagnostic] = {}
    for one in found:
        callers = tuple((caller.file, caller.line) for caller in one.where.callers)
        kept.setdefault((one.spot, one.rule, one.message, callers), one)
    return [kept[key] for key in sorted(kept)]


def _root_above(folder: str) -> str:
    parts = folder.split(os.sep)
    if ".github" in parts:
        return os.sep.join(parts[: len(parts) - 1 - parts[::-1].index(".github")]) or os.sep
    above = folder
    while True:
        if any(os.path.exists(os.path.join(above, name)) for name in (".git", ".github")):
            return above
        parent = os.path.dirname(above)
        if parent == above:
            return folder
        above = parent

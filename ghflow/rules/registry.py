"""What a rule is, and the running of all of them.

Lives here: `rule`, `Found`, `check`. A module of this package that defines rules is found by itself; there is no list.
Rules of severity error live in modules of any name, and a build runs them. What GitHub accepts and then does wrong is found
by modules whose names start with `lint_`, which only a check loads.

The docstring of a rule is its manual: `ghflow explain`, `docs/rules/NAME.md` and the help of code scanning are made of it. Its
first paragraph is one sentence or a few, what is wrong and what comes of it. Paragraphs may follow. Blocks that are indented by
four spaces more are examples, which run as tests; `Source:` comes last. For example:

    A job waits for a job that does not exist in the workflow, or refers to its outputs.

    GitHub refuses the whole file.

        on: push
        jobs:
          test:
            needs: [biuld]  # <-
            runs-on: ubuntu-latest
            steps:
              - run: make test

    Source: docs.github.com, "Workflow syntax", `jobs.<job_id>.needs` (read 2026-11-22).

The first example is one whole file. The lines where the rule finds something, and no others, end with `# <-`; readers do not see
the mark. Other files of the repository stand behind lines `=== .github/workflows/other.yml`; the first file is
`.github/workflows/ci.yml` unless such a line names it; `=== pyproject.toml` holds settings. Further examples may follow: one
without marks is right, the rule says nothing about it. An example that begins with `from` or `import` is a Python source,
`workflows/ci.py`; a rule that only Python can break has no other. All rules but this one stay silent at error level in every
example.

`python -m tests.docs.make_rules` writes the pages anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, NamedTuple

from ghflow.diagnostics import Diagnostic, Edit, Severity

if TYPE_CHECKING:
    from ghflow.model.allowing import Allowances
    from ghflow.model.graph import ActionGraph, Graph
    from ghflow.model.node import Node
    from ghflow.rules.world import World
    from ghflow.where import Where


class Found(NamedTuple):
    """What a rule yields: the object at fault, the place in it, and the words."""

    node: Node
    where: Where
    message: str
    path: str = ""
    """The place in the YAML: `jobs.test.needs[0]`. Without one it is that of the object."""
    hint: str | None = None
    edits: tuple[Edit, ...] = ()
    """What mends it in a YAML file, where there is no doubt what was meant; in Python sources nothing comes of it."""


Check = Callable[..., Iterator[Found]]


class Rule(NamedTuple):
    """A rule with its name in words: `unknown-need`."""

    name: str
    severity: Severity
    check: Check
    actions: bool = False
    """Whether it looks at actions as well as at workflows."""
    asks_world: bool = False
    """Whether it looks at more than the file at hand: called workflows, actions, the settings."""
    in_files: Severity | None = None
    """How bad it is in a YAML file, where that differs from a Python source."""

    def severity_in(self, graph: Graph | ActionGraph) -> Severity:
        """How bad it is in this workflow or action."""
        return self.in_files if self.in_files is not None and graph.document.where.from_file else self.severity


_rules: dict[str, Rule] = {}
_lints: dict[str, Rule] = {}
_loaded: set[bool] = set()
_own: dict[str, Rule] = {}
_PREFIX = "lint_"
_PACKAGE = __name__.rpartition(".")[0]


def rule(
    severity: Severity = Severity.ERROR, *, actions: bool = False, in_files: Severity | None = None
) -> Callable[[Check], Check]:
    """Make a generator function a rule. Its name becomes the rule's, its docstring the manual.

    With `actions` it is given the graphs of actions too, else those of workflows alone. A function with a second parameter
    is given the `World` around the file as well. `in_files=Severity.WARNING` is for what GitHub takes and evaluates to
    nothing: a mistake in a source, which nobody has run yet, and a warning in YAML that may be at work.
    """

    def register(check: Check) -> Check:
        name = check.__name__.replace("_", "-")
        table = _lints if check.__module__.rpartition(".")[2].startswith(_PREFIX) else _rules
        if not check.__module__.startswith(_PACKAGE):
            table = _own
        table[name] = Rule(name, severity, check, actions, check.__code__.co_argcount > 1, in_files)
        return check

    return register


def all_rules(lints: bool = False) -> dict[str, Rule]:
    """Every rule by its name: those that a build runs, and with `lints` all."""
    if lints not in _loaded:
        for module in iter_modules(import_module(_PACKAGE).__path__):
            if lints or not module.name.startswith(_PREFIX):
                import_module(f"{_PACKAGE}.{module.name}")
        _loaded.update((False, lints))
    return _rules | _lints if lints else _rules


def taken_rules() -> dict[str, Rule]:
    """The rules that modules outside of this package have defined since it was asked last."""
    found = dict(_own)
    _own.clear()
    return found


def check(
    graph: Graph | ActionGraph,
    world: World | None = None,
    only: str | None = None,
    *,
    lints: bool = False,
    rules: Iterable[Rule] | None = None,
    allowances: Allowances | None = None,
) -> list[Diagnostic]:
    """What the rules (or only one of them) find in a file, in the order of the rules; the same thing is said once.

    Rules that ask for a world are passed over without one. `rules` are run instead of all that there are. What an object
    allows is left out, and remembered in `allowances`.
    """
    is_action = not hasattr(graph, "workflow")
    found: dict[tuple[str, str, str], Diagnostic] = {}
    for rule in all_rules(lints).values() if rules is None else rules:
        if only is not None and only != rule.name:
            continue
        if (is_action and not rule.actions) or (rule.asks_world and world is None):
            continue
        for one in rule.check(graph, world) if rule.asks_world else rule.check(graph):
            if allowances is None:
                from ghflow.model.allowing import Allowances

                allowances = Allowances(graph.document)
            if not allowances.silence(rule.name, one.path, one.node):
                severity = rule.severity_in(graph)
                said = Diagnostic(rule.name, one.message, one.where, one.hint, one.path, severity, one.edits)
                found.setdefault((rule.name, one.message, one.path), said)
    return list(found.values())

"""What a rule is, and the running of all of them.

Lives here: `rule`, `Found`, `check`. A module of this package that defines rules is found by itself; there is no list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any, NamedTuple

from ghflow.diagnostics import Diagnostic, Severity

if TYPE_CHECKING:
    from ghflow.model.graph import ActionGraph, Graph
    from ghflow.model.node import Node
    from ghflow.where import Where


class Found(NamedTuple):
    """What a rule yields: the object at fault, the place in it, and the words."""

    node: Node
    where: Where
    message: str
    path: str = ""
    hint: str | None = None


Check = Callable[[Any], Iterator[Found]]


class Rule(NamedTuple):
    """A rule with its name in words: `unknown-need`."""

    name: str
    severity: Severity
    check: Check
    actions: bool = False
    """Whether it looks at actions as well as at workflows."""


_rules: dict[str, Rule] = {}
_complete = False


def rule(severity: Severity = Severity.ERROR, *, actions: bool = False) -> Callable[[Check], Check]:
    """Make a generator function a rule. Its name becomes the rule's, its docstring the manual.

    With `actions` it is given the graphs of actions too, else those of workflows alone.
    """

    def register(check: Check) -> Check:
        name = check.__name__.replace("_", "-")
        _rules[name] = Rule(name, severity, check, actions)
        return check

    return register


def all_rules() -> dict[str, Rule]:
    """Every rule by its name."""
    global _complete  # noqa: PLW0603 - the modules are looked for once
    if _complete:
        return _rules
    package = __name__.rpartition(".")[0]
    for module in iter_modules(import_module(package).__path__):
        import_module(f"{package}.{module.name}")
    _complete = True
    return _rules


def check(graph: Graph | ActionGraph, only: str | None = None) -> list[Diagnostic]:
    """What the rules (or only one of them) find in a file, in the order of the rules; the same thing is said once."""
    allowed = set(graph.document.allow)
    is_action = not hasattr(graph, "workflow")
    found: dict[tuple[str, str, str], Diagnostic] = {}
    for rule in all_rules().values():
        if only in (None, rule.name) and rule.name not in allowed and (rule.actions or not is_action):
            for one in rule.check(graph):
                about = one.node.about
                if about is None or rule.name not in about.allow:
                    said = Diagnostic(rule.name, one.message, one.where, one.hint, one.path, rule.severity)
                    found.setdefault((rule.name, one.message, one.path), said)
    return list(found.values())

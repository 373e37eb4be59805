"""Rules of the user's own: the modules that the settings name, run like sources.

Lives here: `load_policies`. A rule is a function with the decorator `ghflow.rule`, as ghflow's own are; what it raises is shown
as the user's traceback and ends nothing but this rule.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import wraps
from typing import TYPE_CHECKING, Any

from ghflow.diagnostics import Diagnostic
from ghflow.model.node import Node
from ghflow.project.settings import ProjectError
from ghflow.project.sources import Source, explain, run_file
from ghflow.rules.registry import Found, all_rules, taken_rules
from ghflow.where import Span, Where

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ghflow.project.settings import Settings
    from ghflow.rules.registry import Check


class Policies:
    """The user's rules by their names, and the modules that define them; a module that failed says why."""

    __slots__ = ("rules", "sources")

    def __init__(self) -> None:
        self.rules: dict[str, Any] = {}
        self.sources: list[Source] = []


def load_policies(settings: Settings) -> Policies:
    """Run the modules of rules that the settings name, inside of `source_package`. Raises `ProjectError` for a name twice."""
    policies = Policies()
    taken_rules()
    for name in settings.rules:
        source = _run(settings, name)
        policies.sources.append(source)
        for rule in taken_rules().values():
            if rule.name in all_rules(lints=True) or rule.name in policies.rules:
                raise ProjectError(f"{name}: there is a rule '{rule.name}' already; give the function another name")
            policies.rules[rule.name] = rule._replace(check=_guarded(rule.check, source))
    return policies


def _run(settings: Settings, name: str) -> Source:
    """Run a module: a file below the project, or a module by its name as `import` has it."""
    file = os.path.join(settings.root, name)
    if name.endswith(".py"):
        if not os.path.isfile(file):
            raise ProjectError(f"rules of [tool.ghflow] names {name}, and there is no such file")
        source = Source(os.path.basename(name)[:-3], os.path.normpath(file))
        run_file(source)
        return source
    source = Source(name, file)
    try:
        from importlib import import_module

        import_module(name)
    except KeyboardInterrupt:
        raise
    except ModuleNotFoundError as error:
        if error.name is None or not f"{name}.".startswith(f"{error.name}."):
            explain(source, error)
            return source
        message = f"rules of [tool.ghflow] names {name}, and there is no such module; files are named by their path"
        raise ProjectError(message) from None
    except BaseException as error:
        explain(source, error)
    return source


def _guarded(check: Check, source: Source) -> Callable[..., Iterator[Found]]:
    @wraps(check)
    def guarded(*arguments: Any) -> Iterator[Found]:
        if source.failed:
            return
        try:
            found: Any = check(*arguments)
            if not isinstance(found, Iterable):
                _report(source, check, f"gives {type(found).__name__}, and is to yield Found(...)")
                return
            for one in found:
                if not _is_found(one):
                    _report(source, check, f"yields {one!r:.60}, and not Found(node, node.where, message)")
                    return
                yield one
        except Exception as error:
            explain(source, error)

    return guarded


def _is_found(one: Any) -> bool:
    """Whether a rule's finding is one, with what its parts must be."""
    kinds: tuple[tuple[Any, type[Any]], ...] = ((one.node, Node), (one.where, Where)) if isinstance(one, Found) else ()
    return bool(kinds) and all(isinstance(part, kind) for part, kind in kinds)


def _report(source: Source, check: Check, message: str) -> None:
    """Say that a rule does not do what rules do; it is not run again."""
    source.failed = True
    code = check.__code__
    where = Span(code.co_filename, code.co_firstlineno)
    hint = "see the chapter on rules of your own"
    source.found.append(Diagnostic("wrong-rule", f"the rule '{check.__name__}' {message}", where, hint))

"""Rules of the user's own: the modules that the settings name, run like sources.

Lives here: `load_policies`. A rule is a function with the decorator `ghflow.rule`, as ghflow's own are; what it raises is shown
as the user's traceback and ends nothing but this rule.
"""

from __future__ import annotations

import os
from functools import wraps
from typing import TYPE_CHECKING, Any

from ghflow.project.settings import ProjectError
from ghflow.project.sources import Source, explain, run_file
from ghflow.rules.registry import all_rules, taken_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ghflow.project.settings import Settings
    from ghflow.rules.registry import Check, Found


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
    except BaseException as error:
        explain(source, error)
    return source


def _guarded(check: Check, source: Source) -> Callable[..., Iterator[Found]]:
    @wraps(check)
    def guarded(*arguments: Any) -> Iterator[Found]:
        try:
            yield from check(*arguments)
        except Exception as error:
            if not source.failed:
                explain(source, error)

    return guarded

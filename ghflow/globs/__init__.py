"""GitHub's patterns for branches, tags and paths: matching, filtering by ordered lists, and what is wrong with a pattern.

Knows nothing of workflows and imports nothing of the rest of ghflow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ghflow.globs.patterns import GlobError, Pattern, Problem, compile, ignored, matches, problems  # noqa: A004

_HOMES = {"patterns": "GlobError Pattern Problem compile ignored matches problems"}
_HOME = {name: module for module, names in _HOMES.items() for name in names.split()}

__all__ = ["GlobError", "Pattern", "Problem", "compile", "ignored", "matches", "problems"]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__

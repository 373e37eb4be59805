"""Whether two texts are the same workflow to GitHub: `same`, and where they first differ.

What counts is the tree of typed values. Where GitHub names the keys of a mapping their order means nothing; where the user
made them up (jobs, env, with, axes, inputs, outputs, services, events) it is part of the workflow.
Not here: the tree itself (`tree`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ghflow.reader.tree import Listed, Scalar, read_tree

if TYPE_CHECKING:
    from ghflow.reader.tree import Entry, Raw

# The way through a file: behind each place, the places of its keys (`*` for any key or item).
_BEHIND: dict[str, dict[str, str]] = {
    "file": {
        "on": "events",
        "jobs": "jobs",
        "inputs": "entries",
        "outputs": "entries",
        "runs": "runs",
        "branding": "keys",
        **dict.fromkeys(("permissions", "concurrency"), "keys"),
        "defaults": "defaults",
        "updates": "updates",
        "multi-ecosystem-groups": "updates",
        "registries": "entries",
    },
    "updates": {"*": "update"},
    "update": {
        **dict.fromkeys(("schedule", "cooldown", "commit-message", "pull-request-branch-name"), "keys"),
        **dict.fromkeys(("allow", "ignore", "groups"), "entries"),
    },
    "events": {"schedule": "times", "*": "event"},
    "times": {"*": "keys"},
    "event": dict.fromkeys(("inputs", "outputs", "secrets"), "entries"),
    "entries": {"*": "keys"},
    "defaults": {"run": "keys"},
    "jobs": {"*": "job"},
    "job": {
        **dict.fromkeys(("permissions", "concurrency", "environment", "snapshot", "runs-on"), "keys"),
        "defaults": "defaults",
        "strategy": "strategy",
        "container": "container",
        "services": "services",
        "steps": "steps",
    },
    "strategy": {"matrix": "matrix"},
    "services": {"*": "container"},
    "container": {"credentials": "keys"},
    "runs": {"steps": "steps"},
    "steps": {"*": "step"},
    "step": {"parallel": "steps"},
}
_NAMED = frozenset(["file", "event", "keys", "defaults", "job", "strategy", "container", "runs", "step", "update"])
"""The places whose keys GitHub names."""


def same(one: str | Raw, other: str | Raw) -> bool:
    """Whether two texts (or what was read of them) mean the same to GitHub. Raises `YamlError` for a text that is no YAML."""
    return difference(one, other) is None


def difference(one: str | Raw, other: str | Raw) -> str | None:
    """The way to the first place where two texts mean something else (`jobs.test.steps[0]`); None when they mean the same."""
    first, second = (read_tree(raw, "<text>").root if isinstance(raw, str) else raw for raw in (one, other))
    way: list[str] = []
    return None if _same(first, second, "file", way) else "".join(reversed(way)).removeprefix(".") or "the whole file"


def _same(one: Raw, other: Raw, place: str, way: list[str]) -> bool:
    """Where they differ, the steps of the way are put into `way`, the last one first."""
    if one.__class__ is not other.__class__:
        return False
    if isinstance(one, Scalar):
        return _typed(one) == _typed(other)
    firsts: list[Entry] = one.entries
    seconds: list[Entry] = other.entries  # type: ignore[union-attr]
    if len(firsts) != len(seconds):
        return False
    behind = _BEHIND.get(place, {})
    anything = behind.get("*", "")
    if isinstance(one, Listed):
        for index, (item, twin) in enumerate(zip(firsts, seconds, strict=True)):
            if not _same(item.value, twin.value, anything, way):
                way.append(f"[{index}]")
                return False
        return True
    if place in _NAMED:
        firsts, seconds = sorted(firsts, key=_name), sorted(seconds, key=_name)
    elif place == "matrix":
        firsts, seconds = sorted(firsts, key=_axes_first), sorted(seconds, key=_axes_first)
    for item, twin in zip(firsts, seconds, strict=True):
        if _typed(item.key) != _typed(twin.key) or not _same(
            item.value, twin.value, behind.get(item.name, anything), way
        ):
            way.append(f".{item.name}")
            return False
    return True


def holds(raw: Raw, data: Any) -> bool:
    """Whether a file's tree is what plain data says: mappings, tuples, texts, numbers, flags and None."""
    return _holds(raw, data, "file")


def _holds(raw: Raw, data: Any, place: str) -> bool:
    if isinstance(raw, Scalar):
        value = raw.value
        return value.__class__ is data.__class__ and (value == data or value != value)
    behind = _BEHIND.get(place, {})
    anything = behind.get("*", "")
    if isinstance(raw, Listed):
        return (
            data.__class__ is tuple
            and len(data) == len(raw.entries)
            and all(_holds(entry.value, item, anything) for entry, item in zip(raw.entries, data, strict=True))
        )
    if not isinstance(data, dict) or len(data) != len(raw.entries):
        return False
    names = [entry.name for entry in raw.entries]
    if place == "matrix":
        kept = [name for name in names if name not in ("include", "exclude")]
        ordered = [name for name in data if name not in ("include", "exclude")] == kept
    else:
        ordered = place in _NAMED or list(data) == names
    return ordered and all(
        entry.name in data and _holds(entry.value, data[entry.name], behind.get(entry.name, anything))
        for entry in raw.entries
    )


def _name(entry: Entry) -> str:
    return entry.name


def _axes_first(entry: Entry) -> str:
    return entry.name if entry.name in ("include", "exclude") else ""


def _typed(scalar: Any) -> tuple[str, Any]:
    """The type of a scalar, and its value as GitHub shows it: numbers with 15 digits."""
    value = scalar.value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return (value.__class__.__name__, value)
    return ("number", "0" if value == 0 else f"{_double(value):.15g}")


def _double(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")

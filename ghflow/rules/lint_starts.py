"""How a workflow can start: the events that start it, with what is known of the contexts then.

Lives here: `starts_of`, `Start`, `never_true`. Not here: whether one given event starts a workflow (`simulator`), rules.

References are tried out: those that the filters name, and those that the texts in a condition suggest. A condition that is
false for all of these is false for all, unless it takes a reference apart in a way that no candidate fits.
"""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

from ghflow.expr.tree import Call, Context, Index, Lit, Star, walk
from ghflow.expr.unknown import Fields, Unknown
from ghflow.globs.patterns import GlobError, ignored, matches
from ghflow.rules.lint_legs import LATER, contexts_of, holds, trees_of
from ghflow.spec.events import EVENTS, PULL_REQUEST_EVENTS, Ref
from ghflow.spec.payloads import missing_property

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ghflow.expr.unknown import Kind
    from ghflow.model.graph import Graph, JobGraph, StepsGraph

    Expr = Any

_TEXT = Unknown("what only the run knows", "string")
_SET = Unknown("what only the run knows", "string", True)
_MOST_TEXTS = 10
_MERGE = re.compile(r"(?:refs/pull/)?\d+/merge").fullmatch
_KINDS: dict[Any, Kind] = {"boolean": "boolean", "number": "number"}


class Start(NamedTuple):
    """One event with one activity type, and the filters behind it."""

    event: str
    action: str | None
    settings: Any


def events_of(graph: Graph) -> dict[str, Any] | None:
    """The events of a workflow with what stands behind each; None where they cannot be known."""
    on: Any = graph.workflow.on
    table = dict.fromkeys((on,) if isinstance(on, str) else on or ()) if not isinstance(on, dict) else on
    return dict(table) if all(name in EVENTS for name in table) and table else None


def types_of(event: str, settings: Any) -> tuple[str, ...]:
    """The activity types that start a run; none where the event has none or they cannot be known."""
    given = getattr(settings, "types", None)
    named = (given,) if isinstance(given, str) else given
    facts = EVENTS[event]
    if not isinstance(named, tuple | list | None):
        return ()
    return tuple(map(str, named or facts.default_types or facts.types)) if facts.types else ()


def starts_of(graph: Graph) -> list[Start] | None:
    """Every event and activity type that starts a workflow; None where a caller may have any event."""
    events = events_of(graph)
    if events is None or "workflow_call" in events:
        return None
    return [
        Start(event, action, one)
        for event, settings in events.items()
        for action in types_of(event, settings) or (None,)
        for one in (settings if isinstance(settings, tuple) and settings else (settings,))
    ]


def never_true(graph: Graph, job: JobGraph, conditions: Iterable[Any], leg: Mapping[str, Any] | None = None) -> bool:
    """Whether there is no start of the workflow at which all conditions may hold."""
    wanted = [condition for condition in conditions if condition is not None]
    starts = starts_of(graph)
    if starts is None:
        return any(holds(one, contexts_of(job, leg), well=False) is False for one in wanted)
    return not any(_may_hold(job, wanted, start, leg) for start in starts)


def holds_at(
    job: JobGraph, conditions: Iterable[Any], start: Start, ref: str, leg: Mapping[str, Any] | None = None
) -> bool | None:
    """Whether all conditions hold at a start for a reference; None where that is not known."""
    wanted = [condition for condition in conditions if condition is not None]
    trees = [tree for one in wanted for tree in trees_of(one)]
    contexts = contexts_of(job, leg, **_contexts(start, ref, trees))
    found = [holds(one, contexts) for one in wanted]
    return False if False in found else None if None in found else True


def _may_hold(job: StepsGraph, wanted: list[Any], start: Start, leg: Mapping[str, Any] | None) -> bool:
    trees = [tree for one in wanted for tree in trees_of(one)]
    for ref in refs_of(start, trees):
        contexts = contexts_of(job, leg, **_contexts(start, ref, trees))
        if all(holds(one, contexts, well=False) is not False for one in wanted):
            return True
    return False


def _contexts(start: Start, ref: str | None, trees: list[Expr]) -> dict[str, Any]:
    """The contexts `github` and `inputs` at a start."""
    github: dict[str, Any] = {"event_name": start.event, "event": _payload(start, trees)}
    if ref is not None:
        kind = "tag" if ref.startswith("refs/tags/") else "branch"
        name = ref.removeprefix("refs/tags/").removeprefix("refs/heads/").removeprefix("refs/pull/")
        github |= {"ref": ref, "ref_type": kind, "ref_name": name}
    is_pull = start.event in PULL_REQUEST_EVENTS
    if not is_pull and start.event not in ("workflow_run", "merge_group"):
        github |= {"head_ref": "", "base_ref": ""}
    elif is_pull:
        github |= {"head_ref": _SET, "base_ref": _SET}
    inputs: Any = Fields()
    if start.event == "workflow_dispatch":
        declared = getattr(start.settings, "_inputs", None) or {}
        values = {
            name: Unknown("an input", _KINDS.get(getattr(one, "type", None), "string"))
            for name, one in declared.items()
        }
        inputs = Fields(values)
    return {"github": Fields(github, rest=_TEXT), "inputs": inputs}


def _payload(start: Start, trees: list[Expr]) -> Any:
    """`github.event` with null for what the payload does not have."""
    root = Fields(rest=LATER)
    types = start.action
    for path in event_paths(trees):
        holder = root
        for index, name in enumerate(path):
            if not isinstance(name, str):
                break
            if missing_property({start.event: types}, path[: index + 1]) is not None:
                holder[name] = None
                break
            if index + 1 == len(path):
                break
            inner = holder.get(name)
            if not isinstance(inner, Fields):
                # A part that may be null itself, as `head_commit` of a deleted branch is, stays unknown as a whole.
                inner = holder[name] = Fields(rest=LATER)
            holder = inner
    if types is not None:
        root["action"] = types
    if start.event == "schedule" and isinstance(getattr(start.settings, "cron", None), str):
        root["schedule"] = start.settings.cron
    return root


def event_paths(trees: Iterable[Expr]) -> Iterator[tuple[str | int, ...]]:
    """Every `github.event.<path>` of some expressions, as far as it is fixed."""
    for tree in trees:
        for node in walk(tree):
            path = event_path(node)
            if path:
                yield path


def event_path(node: Expr) -> tuple[str | int, ...] | None:
    """`("pull_request", "number")` of `github.event.pull_request.number`; None for anything else."""
    found: list[str | int] = []
    while isinstance(node, Index):
        key = node.key
        if isinstance(key, Star):
            found.append("*")
        elif isinstance(key, Lit) and isinstance(key.value, str):
            found.append(key.value)
        elif isinstance(key, Lit) and isinstance(key.value, int | float):
            found.append(int(key.value))
        else:
            return None
        node = node.of
    if not isinstance(node, Context) or node.name.lower() != "github" or not found or str(found[-1]).lower() != "event":
        return None
    return tuple(reversed(found[:-1]))


def refs_of(start: Start, trees: list[Expr]) -> list[str | None]:
    """References that are worth trying at a start; a None among them is one of which nothing is known."""
    if not any(_asks_ref(tree) for tree in trees):
        return [None]
    texts = _texts_in(trees)
    kind = EVENTS[start.event].ref
    if len(texts) > _MOST_TEXTS or kind in (Ref.DEPLOYED, Ref.PACKAGE, Ref.CALLER):
        return [None]
    if kind == Ref.MERGE:  # of a merged one it is the branch that it went into
        merges = [f"refs/pull/{text.removeprefix('refs/pull/')}" for text in texts if _MERGE(text)]
        return [None] if start.action == "closed" else ["refs/pull/1/merge", *merges]
    if start.event == "push":
        patterns = {
            key: _names(getattr(start.settings, key, None))
            for key in ("branches", "branches_ignore", "tags", "tags_ignore")
        }
        if None in patterns.values():
            return [None]
        return _pushed(patterns, texts)
    heads = [f"refs/heads/{name}" for name in _candidates(texts, ())]
    tags = [f"refs/tags/{name}" for name in _candidates(texts, ())]
    if kind == Ref.TAG:
        return list(tags)
    return list(heads) if kind == Ref.DEFAULT else [*heads, *tags] if kind in (Ref.CHOSEN, Ref.PUSHED) else [None]


def _asks_ref(tree: Expr) -> bool:
    return any(
        isinstance(node, Index)
        and isinstance(node.of, Context)
        and node.of.name.lower() == "github"
        and (not isinstance(node.key, Lit) or str(node.key.value).lower() in ("ref", "ref_name", "ref_type"))
        for node in walk(tree)
    )


def _names(value: Any) -> tuple[str, ...] | None:
    """The patterns of a filter; None where they are no plain texts."""
    given = (value,) if isinstance(value, str) else () if value is None else value
    if not isinstance(given, tuple | list):
        return None
    return tuple(given) if all(isinstance(one, str) and "${{" not in one for one in given) else None


def _pushed(patterns: Mapping[str, Any], texts: list[str]) -> list[str | None]:
    """The candidates among branches and tags that the filters of a push let through."""
    found: list[str | None] = []
    for kind, include, exclude, others in (
        ("heads", patterns["branches"], patterns["branches_ignore"], ("tags", "tags_ignore")),
        ("tags", patterns["tags"], patterns["tags_ignore"], ("branches", "branches_ignore")),
    ):
        if not include and not exclude and any(patterns[other] for other in others):
            continue
        try:
            for name in _candidates(texts, (*include, *exclude)):
                if (not include or matches(include, name)) and not (exclude and ignored(exclude, name)):
                    found.append(f"refs/{kind}/{name}")
        except GlobError:
            return [None]
    return found or [None]


def _candidates(texts: list[str], patterns: tuple[str, ...]) -> list[str]:
    """Names of branches or tags that some texts and patterns suggest."""
    bare = [re.sub(r"^refs/(heads|tags)/?", "", text).strip("/") for text in texts]
    pieces = [text for text in dict.fromkeys(bare) if text]
    ends = [*pieces, *(f"{one}1" for one in pieces), *(f"1{one}" for one in pieces), *(f"1{one}1" for one in pieces)]
    found = ["x", "1.0.0", "v1.0.0", *pieces, *ends]
    found += [f"{one}{middle}{other}" for one, other in product(pieces, repeat=2) for middle in ("", "1", "/")]
    for pattern in patterns:
        stem = pattern.removeprefix("!")
        found += [
            re.sub(r"\*\*?", "1", stem),
            re.sub(r"\*\*?", "", stem),
            re.sub(r"\[0-9\]\+?", "1", stem).replace("*", "1"),
        ]
        found += [re.sub(r"\*\*?$", end, stem).replace("*", "1") for end in ends]
        found += [re.sub(r"^\*\*?", end, stem).replace("*", "1") for end in ends]
        found += [re.sub(r"\*\*?", end, stem, count=1).replace("*", "1") for end in ends]
    return list(dict.fromkeys(name for name in found if name))


def _texts_in(trees: list[Expr]) -> list[str]:
    """The texts in some expressions; those of a list in JSON one by one."""
    found: dict[str, None] = {}
    for tree in trees:
        for node in walk(tree):
            if isinstance(node, Lit) and isinstance(node.value, str):
                listed = re.findall(r'"([^"]*)"', node.value) if node.value.lstrip().startswith("[") else [node.value]
                found |= dict.fromkeys(listed)
            elif isinstance(node, Call) and node.name.lower() == "format":
                return [""] * (_MOST_TEXTS + 1)
    return list(found)

"""The events that a workflow has to expect: each of its triggers with the branches, tags, types and inputs that matter to it.

Lives here: `event_space` of a repository, `events_of` one workflow. Not here: what holds at all of them (`reach`, `releases`).

An event stands for many: what nothing in the workflow decides about (who did it, in which copy of the repository, the rest of the
payload) is unknown. Branches and tags are tried out, because patterns cannot be turned round: names that fit the filters, names
that do not, and names that the texts suggest which the workflow compares references with. Where it does anything else with a
reference, each event comes once more, with a reference that nobody knows.
"""

from __future__ import annotations

from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

import attrs

from ghflow.expr.parsing import ExprError, Part, parse, split
from ghflow.expr.tree import NODES, Call, Context, Index, Lit, Op, parts, walk
from ghflow.expr.unknown import Unknown
from ghflow.globs.patterns import GlobError, fitting
from ghflow.model.node import Node
from ghflow.simulator.contexts import as_mapping
from ghflow.simulator.events import Event, split_ref
from ghflow.simulator.reading import given, texts, trigger_entry, trigger_names
from ghflow.spec.events import EVENTS, PULL_REQUEST_EVENTS, Ref

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ghflow.expr.tree import Expr
    from ghflow.model.workflow import Workflow
    from ghflow.simulator.repository import Repository

ANYBODY = frozenset(
    {
        "actor",
        "actor_id",
        "repository",
        "repositoryUrl",
        "repository_id",
        "repository_owner",
        "repository_owner_id",
        "repository_visibility",
        "run_attempt",
        "run_id",
        "run_number",
        "secret_source",
        "sha",
        "triggering_actor",
        "workflow_sha",
    }
)
"""Properties of `github` that no trigger decides."""
_REFS = frozenset({"ref", "ref_name", "ref_type"})
_CALLER = ANYBODY | _REFS | {"base_ref", "event", "event_name", "head_ref"}
_ASKING = ("ref", "ref_name", "base_ref")
_COMPARING = ("startswith", "endswith", "contains")
_DECIDING = ("if", "strategy", "matrix", "env", "outputs", "continue-on-error", "with", "inputs")
"""Keys whose expressions may decide what runs."""
_MOST_TEXTS = 12
_MOST_COMBINATIONS = 48


def event_space(repository: Repository, files: Iterable[str] | None = None) -> list[Event]:
    """The events that all workflows of a repository (or `files` of them) have to expect, each once."""
    found: dict[str, Event] = {}
    for file in repository.workflows if files is None else files:
        for event in events_of(repository.workflows[file], repository.default_branch):
            found.setdefault(repr(event), event)
    return list(found.values())


def events_of(workflow: Workflow, default_branch: str = "main") -> list[Event]:
    """The events that one workflow has to expect, in the order of its triggers.

    Among them are some that its filters keep out. An event that ghflow does not know gives none.
    """
    seen = _References(workflow)
    found: dict[str, Event] = {}
    for name in trigger_names(workflow):
        if name not in EVENTS:
            continue
        for event in _of_trigger(name, trigger_entry(workflow, name), seen, default_branch):
            found.setdefault(repr(event), event)
            if seen.open:
                other = _of_any_reference(event)
                found.setdefault(repr(other), other)
    return list(found.values())


def _of_any_reference(event: Event) -> Event:
    """An event that starts what this one does, and stands for all references that do."""
    bases = {"base_ref"} if event.base_ref else set()
    return attrs.evolve(event, unknown=event.unknown | {"event", "ref", "ref_name"} | bases)


def _of_trigger(name: str, entry: Any, seen: _References, default_branch: str) -> Iterator[Event]:
    match name:
        case "push":
            for ref in seen.refs(default_branch, entry):
                yield _event(name, ref, {"ref": ref, "deleted": False})
        case "workflow_dispatch":
            yield from _dispatches(given(entry, "inputs"), seen, default_branch)
        case "workflow_call":
            declared = given(entry, "inputs")
            names = list(declared) if hasattr(declared, "items") else []
            values = {one: _any_input(one, declared[one]) for one in names}
            yield Event(name=name, inputs=values, unknown=_CALLER)
        case "schedule":
            for one in entry if isinstance(entry, list | tuple) else [entry]:
                if (cron := given(one, "cron")) is not None:
                    yield Event(name=name, payload={"schedule": str(cron)}, unknown=ANYBODY)
        case "workflow_run":
            yield from _runs(entry, seen, default_branch)
        case _ if name in PULL_REQUEST_EVENTS:
            yield from _pull_requests(name, entry, seen, default_branch)
        case _:
            for action in _actions(name, entry):
                yield from _others(name, action, seen, default_branch)


def _event(name: str, ref: str | None, payload: dict[str, Any], action: str | None = None) -> Event:
    """An event for a reference; None where ghflow does not know of which."""
    unknown = ANYBODY if ref is not None else ANYBODY | _REFS
    payload = payload if action is None else {"action": action, **payload}
    return Event(name=name, ref=ref, action=action, payload=payload, unknown=unknown)


def _actions(name: str, entry: Any) -> list[str | None]:
    """The activity types that start the workflow; None where there are none, or anybody may make one up."""
    facts = EVENTS[name]
    return [*(texts(given(entry, "types")) or facts.default_types or facts.types)] or [None]


def _pull_requests(name: str, entry: Any, seen: _References, default_branch: str) -> Iterator[Event]:
    """Of each type, into each branch that matters, from the repository and from a fork, merged or not where it is closed."""
    filtered = name in ("pull_request", "pull_request_target")
    bases = [split_ref(ref)[1] for ref in seen.refs(default_branch, entry, heads_only=True)]
    for action, base, fork in product(_actions(name, entry), bases, (False, True)):
        for merged in (False, True) if action == "closed" and filtered else (False,):
            pull: dict[str, Any] = {"base": {"ref": base}, "head": {"repo": {"fork": fork}}}
            if filtered:
                pull["merged"] = merged
            if fork:
                pull["head"]["repo"]["full_name"] = Unknown(
                    "github.event.pull_request.head.repo.full_name", "string", True
                )
            ref: str | None = "refs/pull/1/merge"
            if name == "pull_request_target":
                ref = f"refs/heads/{default_branch}"
            elif merged:
                ref = f"refs/heads/{base}"
            yield Event(
                name=name,
                ref=ref,
                action=action,
                payload={"action": action, "pull_request": pull},
                base_ref=base,
                head_ref="some-branch",
                fork=fork and name != "pull_request_target",
                unknown=ANYBODY | {"head_ref"},
            )


def _runs(entry: Any, seen: _References, default_branch: str) -> Iterator[Event]:
    """Runs of each workflow that is waited for, on each branch that matters."""
    listed = [one for one in texts(given(entry, "workflows")) if not one.startswith("!")]
    branches = [split_ref(ref)[1] for ref in seen.refs(default_branch, entry, heads_only=True)]
    for pattern, action, branch in product(listed, _actions("workflow_run", entry), branches):
        try:
            workflow = fitting(pattern, "1")
        except GlobError:
            continue
        run = {"name": workflow, "head_branch": branch}
        payload = {"action": action, "workflow_run": run, "workflow": {"name": workflow}}
        yield Event(name="workflow_run", action=action, payload=payload, unknown=ANYBODY)


def _others(name: str, action: str | None, seen: _References, default_branch: str) -> Iterator[Event]:
    """Events whose filters are types and no more."""
    facts = EVENTS[name]
    if facts.ref == Ref.DEFAULT:
        yield _event(name, f"refs/heads/{default_branch}", {}, action)
    elif facts.ref == Ref.TAG:
        for ref in seen.refs(default_branch, None, tags_only=True):
            yield _event(name, ref, {"release": {"tag_name": split_ref(ref)[1]}}, action)
    elif facts.ref == Ref.QUEUE:
        for ref in seen.refs(default_branch, None, heads_only=True):
            base = split_ref(ref)[1]
            queue = f"refs/heads/gh-readonly-queue/{base}/pr-1"
            made = _event(name, queue, {"merge_group": {"base_ref": ref, "head_ref": queue}}, action)
            yield attrs.evolve(made, base_ref=base)
    elif facts.ref == Ref.PUSHED:
        for ref in seen.refs(default_branch, None):
            kind, short = split_ref(ref)
            yield _event(name, ref, {"ref": short, "ref_type": kind}, action)
    else:
        yield _event(name, None, {}, action)


def _dispatches(declared: Any, seen: _References, default_branch: str) -> Iterator[Event]:
    """On each branch and tag that matters; both values of a boolean, each option of a choice, anything for other inputs."""
    inputs = {str(name): one for name, one in declared.items()} if hasattr(declared, "items") else {}
    choices = {name: _choices(name, one) for name, one in inputs.items()}
    if prod(map(len, choices.values())) > _MOST_COMBINATIONS:
        choices = {name: [_any_input(name, inputs[name])] for name in choices}
    for ref in seen.refs(default_branch, None):
        for values in product(*choices.values()):
            found = _event("workflow_dispatch", ref, {"ref": ref})
            yield attrs.evolve(found, inputs=dict(zip(choices, values, strict=True)))


def _choices(name: str, one: Any) -> list[Any]:
    kind = given(one, "type")
    options = texts(given(one, "options"))
    return [True, False] if kind == "boolean" else list(options) if options else [_any_input(name, one)]


def _any_input(name: str, one: Any) -> Unknown:
    kind = given(one, "type")
    return Unknown(f"inputs.{name}", kind if kind in ("boolean", "number") else "string")


class _References:
    """What a workflow does with references of branches and tags: the texts it compares them with, and whether that is all."""

    def __init__(self, workflow: Workflow) -> None:
        found: dict[str, None] = {}
        self.open = False
        """Whether references are used in a way that names cannot be made up for."""
        for tree in _trees(workflow):
            if any(_asks(node) for node in walk(tree)):
                found.update(dict.fromkeys(_texts(tree)))
                self.open = self.open or not _compares_only(tree)
        self.texts = [one for one in found if one and " " not in one and len(one) < 100]
        if len(self.texts) > _MOST_TEXTS:
            self.texts, self.open = [], True

    def refs(self, default_branch: str, entry: Any, *, heads_only: bool = False, tags_only: bool = False) -> list[str]:
        """Full references to try for a trigger."""
        found: dict[str, None] = {}
        for kind, folder, keys, plain in (
            ("branch", "refs/heads/", ("branches", "branches-ignore"), (default_branch, "some-branch")),
            ("tag", "refs/tags/", ("tags", "tags-ignore"), ("v1.0.0", "some-tag")),
        ):
            if (kind == "branch" and tags_only) or (kind == "tag" and heads_only):
                continue
            patterns = [one for key in keys for one in texts(given(entry, key))]
            names = (*plain, *self._names(folder, patterns))
            found.update((folder + name, None) for name in names if not name.startswith("refs/"))
        return list(found)

    def _names(self, folder: str, patterns: list[str]) -> Iterator[str]:
        own = list(dict.fromkeys(self._bare(one, folder) for one in self.texts))
        for text in own:
            yield from (text, f"{text}1", f"1{text}", f"1{text}1")
        fills = ["1", "some/x", *(f"1{text}" for text in own)]
        if len(own) > 1:
            fills.append("1" + "".join(own))
        for pattern in patterns:
            for fill in fills:
                try:
                    name = fitting(pattern, fill)
                except GlobError:
                    break
                if name:
                    yield name

    @staticmethod
    def _bare(text: str, folder: str) -> str:
        for beginning in (folder, "refs/heads/", "refs/tags/", "refs/"):
            text = text.removeprefix(beginning)
        return text or "x"


def _asks(node: Any) -> bool:
    """Whether a part of a tree is a reference: `github.ref`, or the base of a pull request in the payload."""
    if not isinstance(node, Index):
        return False
    of = node.of
    key = node.key.value if isinstance(node.key, Lit) else None
    if isinstance(of, Context) and of.name.lower() == "github":
        return key is None or str(key).lower() in _ASKING
    return str(key).lower() in ("ref", "head_branch", "tag_name") and isinstance(of, Index)


def _compares_only(tree: Expr) -> bool:
    """Whether every reference in a tree is compared with a text, and nothing else is done with it."""
    compared: set[int] = set()
    for node in walk(tree):
        match node:
            case Op("==" | "!=", left, Lit()):
                compared.add(id(left))
            case Op("==" | "!=", Lit(), right):
                compared.add(id(right))
            case Call(name, (first, Lit())) if name.lower() in _COMPARING:
                compared.add(id(first))
    return all(id(node) in compared for node in walk(tree) if _asks(node))


def _texts(tree: Expr) -> Iterator[str]:
    """The texts in a tree, but for the names of properties."""
    waiting: list[Any] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Lit):
            if isinstance(node.value, str):
                yield node.value
        elif isinstance(node, Index):
            waiting.append(node.of)
        elif isinstance(node, NODES):
            waiting += parts(node)


def _trees(workflow: Workflow) -> Iterator[Expr]:
    """The expressions of a workflow that may decide what runs."""
    waiting: list[tuple[Any, bool]] = [(as_mapping(workflow), False)]
    while waiting:
        value, decides = waiting.pop()
        if isinstance(value, NODES):
            if decides:
                yield value
        elif isinstance(value, str):
            if decides:
                yield from _trees_of_text(value)
        elif isinstance(value, Node):
            waiting.append((value.to_yaml if value.to_yaml is not None else as_mapping(value), decides))
        elif hasattr(value, "items"):
            waiting += [(one, decides or str(key) in _DECIDING) for key, one in value.items()]
        elif isinstance(value, list | tuple):
            waiting += [(one, decides) for one in value]


def _trees_of_text(text: str) -> Iterator[Expr]:
    """The expressions in a text; of a condition it may be one without the fence."""
    try:
        if "${{" in text:
            yield from (parse(one.source) for one in split(text) if isinstance(one, Part))
        elif "github" in text.lower():
            yield parse(text)
    except ExprError:
        return

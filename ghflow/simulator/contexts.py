"""The contexts of expressions before the run: what is known has its value, what only the run will know says so.

Lives here: `Scope`, which works out the fields of the model; `Named`, `Payload`, `github_context`, `runner_context`.
Not here: which of them a key may use is up to whoever makes the scope.

Marks of sources: [D] GitHub's documentation, [S] source read, [inf] inferred.
Source: docs.github.com, "Contexts reference" (read 2026-11-22).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ghflow.expr.coercion import ordinal, to_string
from ghflow.expr.evaluation import MAX_FIELD_MEMORY, evaluate
from ghflow.expr.parsing import ExprError, Part, parse, split
from ghflow.expr.running import concatenated
from ghflow.expr.tree import CLASSES
from ghflow.expr.unknown import Fields, Unknown
from ghflow.model.node import Node, shape_of
from ghflow.simulator.conditions import judge
from ghflow.simulator.events import split_ref
from ghflow.spec.events import PULL_REQUEST_EVENTS
from ghflow.spec.payloads import payload_properties
from ghflow.spec.runners import LABELS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from ghflow.expr.unknown import Kind
    from ghflow.simulator.conditions import Verdict
    from ghflow.simulator.events import Event
    from ghflow.simulator.repository import Repository

SERVER = "https://github.com"
RUN_ID = "1658821493"
_INSERT = "${{insert}}"
_FAILS = "an expression that fails: "


def fails(value: Any) -> bool:
    """Whether a value is that of an expression which cannot be evaluated."""
    return isinstance(value, Unknown) and value.reason.startswith(_FAILS)


class Named(Fields):
    """An object of which only some keys are known; each of the others is an `Unknown` that says its name: `vars.LEVEL`."""

    __slots__ = ("kind", "name")

    def __init__(
        self,
        name: str,
        known: Mapping[str, Any] | Iterable[tuple[str, Any]] = (),
        kind: Kind | None = None,
        *,
        case_sensitive: bool = False,
    ) -> None:
        super().__init__(known, rest=Unknown(name, kind), case_sensitive=case_sensitive)
        self.name = name
        self.kind = kind

    def missing(self, key: str) -> Unknown | None:
        return Unknown(f"{self.name}.{key}", self.kind)


class Payload(Fields):
    """`github.event` or a part of it, of which not all is known: what no payload of the event has is null all the same."""

    __slots__ = ("action", "event", "path")

    def __init__(self, event: str, action: str | None, path: Sequence[str | int], known: Mapping[str, Any]) -> None:
        name = ".".join(("github.event", *map(str, path)))
        super().__init__(
            {key: _inside(event, action, (*path, key), value) for key, value in known.items()}, rest=Unknown(name)
        )
        self.event = event
        self.action = action
        self.path = path

    def missing(self, key: str) -> Unknown | None:
        names = payload_properties(self.event, self.action, self.path)
        if names is not None and ordinal(key) not in map(ordinal, names):
            return None
        return Unknown(".".join(("github.event", *map(str, self.path), key)))


def _inside(event: str, action: str | None, path: Sequence[str | int], value: Any) -> Any:
    if hasattr(value, "items"):
        if path[0] in ("inputs", "client_payload"):  # what the sender made up is all there is
            return dict(value)
        return Payload(event, action, path, value)
    if isinstance(value, list | tuple):
        return [_inside(event, action, (*path, index), one) for index, one in enumerate(value)]
    return value


def github_context(
    event: Event, repository: Repository, *, workflow: str, file: str, attempt: int = 1
) -> dict[str, Any]:
    """`github` for a run of a workflow. Before the steps of a job, `token` and `job` are null [S]."""
    ref = event.ref if event.ref is not None else f"refs/heads/{repository.default_branch}"
    kind, short = split_ref(ref)
    owner = repository.name.partition("/")[0]
    known = {
        "actor": event.actor,
        "actor_id": "583231",
        "api_url": "https://api.github.com",
        "base_ref": event.base_ref if event.shown in PULL_REQUEST_EVENTS else "",
        "event": event_context(event, repository),
        "event_name": event.shown,
        "graphql_url": "https://api.github.com/graphql",
        "head_ref": event.head_ref if event.shown in PULL_REQUEST_EVENTS else "",
        "job": None,
        "ref": ref,
        "ref_name": short,
        "ref_protected": Unknown("github.ref_protected", "boolean"),
        "ref_type": "tag" if kind == "tag" else "branch",
        "repository": repository.name,
        "repository_id": "1296269",
        "repository_owner": owner,
        "repository_owner_id": "6811672",
        "repository_visibility": "private" if repository.private else "public",
        "repositoryUrl": f"git://github.com/{repository.name}.git",
        "retention_days": "90",
        "run_attempt": str(attempt),
        "run_id": RUN_ID,
        "run_number": "1",
        "secret_source": "None" if event.fork else "Actions",
        "server_url": SERVER,
        "sha": event.sha,
        "token": None,
        "triggering_actor": event.actor,
        "workflow": workflow,
        "workflow_ref": f"{repository.name}/{file}@{ref}",
        "workflow_sha": event.sha,
        "workspace": "/home/runner/work/example/example",
    }
    return known | {name: _nobody_knows(name, event) for name in event.unknown}


def _nobody_knows(name: str, event: Event) -> Any:
    """A property of `github` that an event leaves open. Only a branch of a pull request may be empty."""
    if name == "event":
        return Named("github.event")
    empty = name in ("base_ref", "head_ref") and "event_name" in event.unknown
    return Unknown(f"github.{name}", "string", None if empty else True)


def event_context(event: Event, repository: Repository) -> Any:
    """`github.event`: a whole payload as it is; of a preset what is known, with what the repository adds to any payload."""
    if event.complete:
        return dict(event.payload)
    owner, _, name = repository.name.partition("/")
    common = {
        "repository": {
            "name": name,
            "full_name": repository.name,
            "owner": {"login": owner, "name": owner},
            "default_branch": repository.default_branch,
            "private": repository.private,
            "fork": False,
            "archived": False,
        },
        "sender": {"login": event.actor, "type": "Bot" if event.actor.endswith("[bot]") else "User"},
    }
    known = {**common, **event.payload}
    pull: Any = known.get("pull_request")
    if hasattr(pull, "items"):
        known["pull_request"] = {**pull, **{side: _of_repository(pull, side, repository) for side in ("base", "head")}}
    if event.name == "schedule" or event.name == "merge_group":
        known.setdefault("workflow", Unknown("github.event.workflow"))
    return Payload(event.shown, event.action, (), known)


def _of_repository(pull: Any, side: str, repository: Repository) -> Any:
    """The base or head of a pull request with the repository that it is in."""
    given = pull.get(side) or {}
    repo = given.get("repo") or {}
    return {**given, "repo": {"full_name": repository.name, "fork": False, **repo}}


def runner_context(labels: Any) -> dict[str, Any]:
    """`runner` on a machine with some labels (a text or a list): its system and kind where the labels tell."""
    names = [labels] if isinstance(labels, str) else labels if isinstance(labels, list) else []
    known = next((LABELS[name.lower()] for name in names if isinstance(name, str) and name.lower() in LABELS), None)
    words = {name.lower() for name in names if isinstance(name, str)}
    system = known.os if known else next((os for os in ("Linux", "Windows", "macOS") if os.lower() in words), None)
    arch = known.arch if known else next((one for one in ("X64", "ARM64", "ARM") if one.lower() in words), None)
    hosted: Any = "github-hosted" if known else Unknown("runner.environment", "string")
    return {
        "name": Unknown("runner.name", "string"),
        "os": system or Unknown("runner.os", "string", truth=True),
        "arch": arch or Unknown("runner.arch", "string", truth=True),
        "temp": Unknown("runner.temp", "string", truth=True),
        "tool_cache": Unknown("runner.tool_cache", "string", truth=True),
        "debug": Unknown("runner.debug"),
        "environment": "self-hosted" if "self-hosted" in words else hosted,
        "workspace": Unknown("runner.workspace", "string", truth=True),
    }


def env_texts(values: Mapping[str, Any]) -> dict[str, Any]:
    """Variables as `env` has them: text, whatever an expression gives. `true` is the text 'true' there [S]."""
    return {name: _as_text(value) for name, value in values.items()}


def _as_text(value: Any) -> Any:
    if not isinstance(value, Unknown):
        return to_string(value)
    truth = value.truth if value.kind == "string" else True if value.kind in ("boolean", "number") else None
    return Unknown(value.reason, "string", truth)


def masked(value: Any, secrets: Any) -> Any:
    """A value with `***` in the place of every secret whose value is known, in texts at any depth [D]."""
    known = [one for one in secrets.values() if isinstance(one, str) and one] if secrets else []
    return _masked(value, known) if known else value


def _masked(value: Any, known: list[str]) -> Any:
    if isinstance(value, str):
        for one in known:
            value = value.replace(one, "***")
        return value
    if hasattr(value, "items") and not isinstance(value, Fields):
        return {key: _masked(one, known) for key, one in value.items()}
    return [_masked(one, known) for one in value] if isinstance(value, list) else value


class Scope:
    """Where expressions are worked out: contexts by name, and functions that the place brings."""

    __slots__ = ("contexts", "functions")

    def __init__(self, contexts: Mapping[str, Any], functions: Mapping[str, Callable[..., Any]] | None = None) -> None:
        self.contexts = contexts
        self.functions = functions or {}

    def with_(self, functions: Mapping[str, Callable[..., Any]] | None = None, **contexts: Any) -> Scope:
        """The same with more contexts, or others."""
        return Scope({**self.contexts, **contexts}, self.functions if functions is None else functions)

    def judge(self, condition: Any, *, bare: bool = False) -> Verdict:
        """How an `if` comes out here; with `bare`, without the `success()` that GitHub puts in front."""
        return judge(condition, self.contexts, self.functions, bare=bare)

    def value(self, field: Any) -> Any:
        """The value of a field of the model, whatever it holds; an `Unknown` with the reason for what cannot be worked out."""
        cls = field.__class__
        if cls is str:
            return self._text(field) if "${{" in field else field
        if cls in CLASSES:
            return self._tree(field)
        if field is None or isinstance(field, bool | int | float | Unknown):
            return field
        if isinstance(field, Node):
            return self.value(field.to_yaml() if field.to_yaml is not None else as_mapping(field))
        if isinstance(field, str):
            return self.value(str.__str__(field))
        if hasattr(field, "items"):
            return self._mapping(field)
        return [self.value(one) for one in field]

    def text(self, field: Any) -> str | Unknown:
        """The value of a field as text."""
        value = self.value(field)
        return Unknown(value.reason, "string") if isinstance(value, Unknown) else to_string(value)

    def _tree(self, tree: Any) -> Any:
        try:
            return evaluate(tree, self.contexts, functions=self.functions, memory=MAX_FIELD_MEMORY)
        except ExprError as error:
            return Unknown(f"{_FAILS}{error}")

    def _text(self, text: str) -> Any:
        try:
            pieces = _pieces(text)
            values = [
                evaluate(one, self.contexts, functions=self.functions, memory=MAX_FIELD_MEMORY)
                if one.__class__ is not str
                else one
                for one in pieces
            ]
        except ExprError as error:
            return Unknown(f"{_FAILS}{error}")
        if len(pieces) == 1:
            return values[0]
        return concatenated([value if isinstance(value, Unknown) else to_string(value) for value in values])

    def _mapping(self, table: Mapping[str, Any]) -> Any:
        found: dict[str, Any] = {}
        for key, value in table.items():
            if "${{" not in key:
                found[str(key)] = self.value(value)
            elif key.replace(" ", "") == _INSERT:  # [S] merges a mapping into this one
                more = self.value(value)
                if isinstance(more, Unknown):
                    return Unknown(more.reason, "object")
                found.update(more if hasattr(more, "items") else {})
            else:
                name = self.value(key)
                if isinstance(name, Unknown):
                    return Unknown(name.reason, "object")
                found[to_string(name)] = self.value(value)
        return found


@lru_cache(maxsize=8192)
def _pieces(text: str) -> tuple[Any, ...]:
    """A text with `${{ }}` as texts and trees. Raises `ExprError`."""
    return tuple(parse(one.source) if isinstance(one, Part) else one for one in split(text))


def as_mapping(node: Node) -> dict[str, Any]:
    """The keys of an object with what they hold."""
    shape = shape_of(type(node))
    found = {key.key: value for key, value in zip(shape.keys, shape.get(node), strict=True) if value is not None}
    return found | dict(node.extra or {})

"""How a function with an action's inputs as keywords becomes a step.

Lives here: `action`, and the keywords that every wrapper takes beside its inputs.
Not here: the wrappers themselves (one module for each owner of actions).

The signature of a wrapper is its table: names and annotations of the keywords say which inputs there are and of what kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias, TypedDict, TypeVar

from ghflow.expr.values import Value
from ghflow.model.given import report_given, step_arguments
from ghflow.model.kinds import FLAG, NUMBER, SCALAR, TEXT, Bool, Choice, Condition, Env, Num, Str
from ghflow.model.named import AnyOutputs, StepOutputs
from ghflow.model.node import Kind, Wrong, yaml_key
from ghflow.model.steps import UsesStep
from ghflow.where import here

if TYPE_CHECKING:
    from ghflow.where import CallSite

F = TypeVar("F", bound=Callable[..., Any])


class StepKeywords(TypedDict, total=False):
    """What every wrapper takes beside the inputs of its action."""

    name: Str
    id: str
    if_: Condition
    env: Env
    continue_on_error: Bool
    timeout_minutes: Num
    background: bool
    uses: str
    comment: str
    extra: Mapping[str, Any]
    allow: str | Iterable[str]


class UnnamedStepKeywords(TypedDict, total=False):
    """The same for an action that has an input called `name`: the step's name is then `step_name`."""

    step_name: Str
    id: str
    if_: Condition
    env: Env
    continue_on_error: Bool
    timeout_minutes: Num
    background: bool
    uses: str
    comment: str
    extra: Mapping[str, Any]
    allow: str | Iterable[str]


_tables: dict[Callable[..., Any], dict[str, tuple[str, Kind]]] = {}


def action(uses: str, outputs: type[StepOutputs] = AnyOutputs, *, default_id: str | None = None) -> Callable[[F], F]:
    """Make a wrapper of a signature: a function that turns its keywords, in the order of the call, into a step.

    `default_id` is the id of the step when it is referred to and has no id of its own.
    """

    def decorate(signature: F) -> F:
        def call(*args: Any, **given: Any) -> Any:
            site = here()
            if args:
                hint = f"name the input: {signature.__name__}({next(iter(signature.__annotations__))}=...)"
                report_given("unknown-argument", f"{signature.__name__} takes keywords only", site, hint)
            keywords = {"uses": uses, "default_id": default_id, "produces": outputs, "where": site}
            return UsesStep(**keywords | _arguments(signature, given, site))

        call.__name__ = call.__qualname__ = signature.__name__
        call.__doc__ = signature.__doc__
        call.__module__ = signature.__module__
        call.__wrapped__ = signature  # type: ignore[attr-defined]
        return call  # type: ignore[return-value]

    return decorate


def declared() -> NoReturn:
    """The body of a signature, which never runs: `action` makes the step."""
    raise AssertionError("a wrapper without its @action(...)")


def _arguments(signature: Callable[..., Any], given: dict[str, Any], site: CallSite) -> dict[str, Any]:
    """The arguments of a step out of the keywords of a wrapper."""
    table = _tables.get(signature) or _table(signature)
    defaults = signature.__kwdefaults__ or {}
    return step_arguments(signature.__name__, table, [name for name in table if name not in defaults], given, site)


def _table(function: Callable[..., Any]) -> dict[str, tuple[str, Kind]]:
    """Key and kind of each input, from the annotations of the wrapper."""
    renamed: Mapping[str, str] = getattr(function, "keys", {})
    found = {}
    for name, annotation in function.__annotations__.items():
        if name not in ("step", "return"):
            found[name] = (renamed.get(name) or yaml_key(name), _kind(str(annotation)))
    return _tables.setdefault(function, found)


def _kind(annotation: str) -> Kind:
    if annotation.startswith("Bool"):
        return FLAG
    if annotation.startswith("Num"):
        return NUMBER
    if annotation.startswith("Str"):
        return TEXT
    if annotation.startswith("Literal["):
        words = annotation[len("Literal[") : annotation.index("]")].replace('"', "").replace("'", "")
        return Choice(*(word.strip() for word in words.split(",")), expression=True)
    if annotation.startswith("Lines"):
        return LINES
    return SCALAR


class _Lines(Kind):
    """An input of several lines: a text, or a list that is joined by newlines."""

    wants = "text or a list of texts"

    def read(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            for index, line in enumerate(value):
                if not isinstance(line, str | Value):
                    raise Wrong(self.wants, line).inside(index)
            return "\n".join(map(str, value)) + ("\n" if len(value) > 1 else "")
        return TEXT.read(value)


LINES = _Lines()
Lines: TypeAlias = "Str | Iterable[Str]"

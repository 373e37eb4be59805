"""What the steps of a job need of its token, worked out from what is known of their actions.

Lives here: `needs_of`, and `automatic`, which makes `permissions="auto"` of a job into scopes.
Not here: the facts (`spec.catalogue`), permissions as users write them (`permissions`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ghflow import diagnostics
from ghflow.diagnostics import Diagnostic
from ghflow.expr.tree import Context, Index, Lit, walk
from ghflow.expr.values import Value
from ghflow.model.node import Node
from ghflow.model.permissions import Permissions
from ghflow.model.steps import RunStep, Step, UsesStep
from ghflow.model.uses import parse_text, uses_in
from ghflow.spec.catalogue import find
from ghflow.spec.permissions import LEVELS, SCOPES
from ghflow.where import here

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ghflow.expr.tree import Expr
    from ghflow.spec.catalogue import Scope


class Needs(NamedTuple):
    """The scopes that are needed, in GitHub's order, and why there may be more."""

    scopes: dict[str, str]
    unknown: list[str]


def needs_of(steps: Iterable[Step], *around: object) -> Needs:
    """What steps need of the token. `around` are values beside the steps that may hand it on: `env`, a container.

    A script needs nothing, unless it is handed the token, pushes with git, or asks for an OIDC token by itself: what it does
    then is unknown, as is what an action does that the catalogue does not know.
    """
    return _needs(_flat(steps), around)


def _needs(steps: Iterable[Step], around: Iterable[object]) -> Needs:
    """The same of steps that stand one by one."""
    found: dict[str, str] = {}
    unknown: list[str] = []
    for step in steps:
        reason = _reason(step)
        if reason is not None:
            unknown.append(reason)
        elif isinstance(step, UsesStep):
            for scope in _scopes(step):
                if LEVELS.index(scope.level) > LEVELS.index(found.get(scope.scope, "none")):
                    found[scope.scope] = scope.level
    if any(map(_hands_token, around)):
        unknown.append("the job hands its token to all steps, and what they do with it is unknown")
    return Needs({scope: found[scope] for scope in SCOPES if scope in found}, list(dict.fromkeys(unknown)))


def _flat(steps: Iterable[Step]) -> Iterator[Step]:
    for step in steps:
        yield step
        yield from step.nested


def _reason(step: Step) -> str | None:
    """Why it is unknown what a step does with the token; None when it is known."""
    if isinstance(step, UsesStep):
        uses: Any = step.uses
        if not isinstance(uses, str):  # a file may say anything, which was reported
            return "which action a step uses is unknown"
        facts = find(uses)
        if facts is not None and facts.scopes is not None:
            return None
        if not step.uses.startswith("docker://"):
            return f"what {step.uses} needs is unknown"
    title = f"the step '{step.name or step.id}'" if step.name or step.id else "a step"
    if _hands_token(step):
        return f"{title} is handed the token, and what it does with it is unknown"
    text = step.run if isinstance(step, RunStep) else ""
    if isinstance(text, str) and _PUSHES(text):
        return f"{title} pushes with git, and what the token needs for it is unknown"
    if isinstance(text, str) and _ASKS(text):
        return f"{title} may ask for an OIDC token by itself"
    return None


# Programs that look for the variables of OIDC themselves. Source: manuals of npm, uv, twine, PDM, cosign (read 2026-11-22).
_ASKS = re.compile(
    r"ACTIONS_ID_TOKEN_REQUEST|--provenance|\bcosign\b|\b(?:npm|pnpm|yarn|uv|pdm)\b[^\n;|&]*\bpublish\b|\btwine upload\b"
).search
_PUSHES = re.compile(r"\bgit\b[^\n;|&]*\bpush\b").search


def _scopes(step: UsesStep[Any]) -> Iterator[Scope]:
    """The scopes of a known action that hold for the inputs given."""
    facts = find(step.uses)
    given: Mapping[str, Any] | None = {} if step.with_ is None else step.with_ if isinstance(step.with_, dict) else None
    for scope in (facts.scopes if facts is not None else None) or ():
        if given is not None:
            values = {name.lower(): value for name, value in given.items()}
            if scope.given is not None and not _is_on(values.get(scope.given.lower())):
                continue
            if scope.unless is not None and values.get(scope.unless.lower()) not in (None, ""):
                continue
        yield scope


def _is_on(value: object) -> bool:
    return value is not None and value is not False and str(value).lower() not in ("", "false", "never", "no")


def _hands_token(value: object) -> bool:
    """Whether an expression in a value is the job's token."""
    if isinstance(value, Node):
        return any(use.parsed.tree is not None and _is_token(use.parsed.tree) for use in uses_in(value))
    if isinstance(value, Mapping):
        return any(map(_hands_token, value.values()))
    if isinstance(value, Value):
        return _is_token(value._tree)
    if isinstance(value, str):
        return any(one.tree is not None and _is_token(one.tree) for one in parse_text(value))
    return False


def _is_token(tree: Expr) -> bool:
    for node in walk(tree):
        match node:
            case Index(Context(context), Lit(name)) if isinstance(name, str):
                if (context.lower(), name.lower()) in (("github", "token"), ("secrets", "github_token")):
                    return True
            case _:
                pass
    return False


def _opened(steps: Iterable[Step]) -> Iterator[Step]:
    """Steps with those of the project's own actions in their place, as far as these get the token by themselves alone."""
    for step in _flat(steps):
        action: Any = getattr(step.produces, "action", None) if isinstance(step, UsesStep) else None
        inner: Any = getattr(action, "steps", None)
        is_it = inner is not None and getattr(step, "uses", None) == action.uses
        if is_it and not _hands_token(step) and not _hands_token(action._inputs):
            yield from _opened(inner)
        else:
            yield step


def automatic(cls: type[Any], given: dict[str, Any]) -> type[Any]:
    """Make `permissions="auto"` in the arguments of a job what its steps need. What cannot be worked out is a mistake."""
    steps = given.get("steps")
    if isinstance(steps, Iterator):
        steps = given["steps"] = list(steps)
    usable = [step for step in steps if isinstance(step, Step)] if isinstance(steps, list | tuple) else []
    needs = _needs(_opened(usable), (given.get("env"), given.get("container"), given.get("services")))
    if needs.unknown:
        where = here(2).argument("permissions")
        hint = 'write permissions=Permissions(contents="read", ...) with the scopes that it needs'
        for reason in needs.unknown:
            message = f"permissions='auto' cannot be worked out: {reason}"
            diagnostics.report(Diagnostic("unknown-permissions", message, where, hint, "permissions"))
    scopes: dict[str, Any] = {scope.replace("-", "_"): level for scope, level in needs.scopes.items()}
    given["permissions"] = Permissions(**scopes)
    return cls

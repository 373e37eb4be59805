"""Jobs that call a reusable workflow.

Lives here: `CallJob`, and `call_job`, which checks what is handed to a workflow of the same project (`Workflow.job`).
Not here: what a workflow declares that can be called (`webhooks.WorkflowCall`), project actions (`action`).
Source: docs.github.com, "Reuse workflows", supported keywords of the calling job (read 2026-11-22).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

import attrs

from ghflow.diagnostics import closest, did_you_mean
from ghflow.model.given import read_given, report_given
from ghflow.model.inputs import Input
from ghflow.model.job import CACHE_MODE, CONCURRENCY, MATRIX, NEEDS, STRATEGY, AnyJob, CacheMode, Need
from ghflow.model.kinds import (
    CONDITION,
    COUNT,
    FIXED_FLAG,
    FLAG,
    ID,
    SCALAR,
    TEXT,
    Bool,
    Condition,
    Listing,
    Num,
    Scalar,
    Str,
    Table,
)
from ghflow.model.named import JobOutputs
from ghflow.model.node import Kind, field, not_yaml
from ghflow.model.permissions import PERMISSIONS, Permissions
from ghflow.model.steps import UsesKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ghflow.expr.tree import Expr
    from ghflow.expr.values import Value
    from ghflow.model.matrix import Matrix
    from ghflow.model.settings import Concurrency
    from ghflow.model.webhooks import WorkflowCall
    from ghflow.where import CallSite


class _Secrets(Kind):
    wants = "'inherit' or a mapping of names to values"

    def read(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            return _SECRETS.read(value)
        if isinstance(value, str) and value == "inherit":
            return "inherit"
        raise self.refuse(value)


_SECRETS = Table(_Secrets.wants, SCALAR, expression=False)
_WITH = Table("a mapping of names to values", SCALAR, expression=False)
_DECLARED = Listing("a list of names", TEXT, expression=False)


@attrs.frozen(eq=False, repr=False, kw_only=True)
class CallJob(AnyJob):
    """A job that runs another workflow. One of the same project is called by `Workflow.job`, which knows what it takes.

    `declares` are the outputs of the called workflow, where they are known.
    """

    id: str = attrs.field(kw_only=False, metadata=not_yaml(ID))
    name: Str | None = attrs.field(default=None, metadata=field(TEXT))
    permissions: Permissions | Mapping[str, str] | Literal["read-all", "write-all"] | None = attrs.field(
        default=None, metadata=field(PERMISSIONS)
    )
    needs: Need | Iterable[Need] | None = attrs.field(default=None, metadata=field(NEEDS))
    if_: Condition | None = attrs.field(default=None, metadata=field(CONDITION))
    concurrency: Concurrency | Str | None = attrs.field(default=None, metadata=field(CONCURRENCY))
    strategy: Mapping[str, Any] | Value[Any] | Expr | str | None = attrs.field(default=None, metadata=field(STRATEGY))
    fail_fast: Bool | None = attrs.field(default=None, metadata=field(FLAG, under="strategy"))
    max_parallel: Num | None = attrs.field(default=None, metadata=field(COUNT, under="strategy"))
    matrix: Matrix | Value[Any] | Expr | str | None = attrs.field(
        default=None, metadata=field(MATRIX, under="strategy")
    )
    cache_mode: CacheMode | None = attrs.field(default=None, metadata=field(CACHE_MODE))
    uses: str = attrs.field(
        metadata=field(
            UsesKind(
                "the reference of a workflow: 'owner/name/.github/workflows/file.yml@ref', './path' or '$/path'",
                r"\./.+|\$/[^@]+|(?!\.\.?/|\$/)[^/@\s]+/[^/@\s]+/[^@\s]+@\S+",
            )
        )
    )
    with_: Mapping[str, Scalar] | None = attrs.field(default=None, metadata=field(_WITH))
    secrets: Literal["inherit"] | Mapping[str, Scalar] | None = attrs.field(default=None, metadata=field(_Secrets()))
    declares: Iterable[str] | None = attrs.field(default=None, metadata=not_yaml(_DECLARED))
    as_is: bool | None = attrs.field(default=None, metadata=not_yaml(FIXED_FLAG))

    @property
    def output_names(self) -> tuple[str, ...] | None:
        declared: Any = self.declares
        return declared  # type: ignore[no-any-return]

    @property
    def outputs(self) -> JobOutputs:
        """The outputs of the called workflow, as other jobs see them; any name where they are not known."""
        return JobOutputs(self.id, self.output_names)


def call_job(event: WorkflowCall | None, title: str, site: CallSite, keywords: dict[str, Any]) -> CallJob:
    """A job that calls a workflow of the same project. What it does not declare or misses is reported at its argument.

    `event` is what the workflow declares, `title` what it is called in messages, `site` the call that is being made.
    """
    declared = event or None  # an event without keys may be an empty mapping
    inputs: Mapping[str, Input | None] = (declared and declared._inputs) or {}
    secrets: Mapping[str, Any] = (declared and declared._secrets) or {}
    given = keywords.get("with_")
    _check_names(title, "input", inputs, given, site)
    _check_names(title, "secret", secrets, keywords.get("secrets"), site)
    if isinstance(given, Mapping):
        keywords["with_"] = {
            name: read_given(title, name, (inputs[name] or Input()).takes(), value, site, "with_")
            if name in inputs
            else value
            for name, value in given.items()
        }
    return CallJob(**keywords, declares=tuple((declared and declared.outputs) or ()))


def refuse_unknown(title: str, unknown: Mapping[str, Any], arguments: Mapping[str, Any], site: CallSite) -> None:
    """Report keywords that a call of a workflow does not take; `arguments` has those that it takes."""
    known = [name for name in arguments if name not in ("self", "unknown")]
    for name in unknown:
        match = closest(name, known)
        hint = f"did you mean '{match}'?" if match else "inputs go into with_={...}; the other workflow says all else"
        report_given("unknown-argument", f"a call of {title} has no argument '{name}'", site.argument(name), hint)


_ARGUMENTS = {"input": "with_", "secret": "secrets"}


def _check_names(title: str, what: str, declared: Mapping[str, Any], given: Any, site: CallSite) -> None:
    """Report names that are not declared, and declared ones that are required and missing (unless one was misspelt)."""
    argument = _ARGUMENTS[what]
    if given is not None and not isinstance(given, Mapping):
        return  # 'inherit', or a mistake that the constructor sees
    known = {name.lower() for name in declared}
    there = {name.lower() for name, value in (given or {}).items() if isinstance(name, str) and value is not None}
    for name in given or ():
        if isinstance(name, str) and name.lower() not in known:
            there.add((closest(name, declared) or "").lower())
            hint = did_you_mean(name, declared) or f"it declares no {what}s"
            report_given(f"unknown-{what}", f"{title} has no {what} '{name}'", site.argument(argument, name), hint)
    for name, one in declared.items():
        if one is not None and one.required and getattr(one, "default", None) is None and name.lower() not in there:
            where = site.argument(argument) if given is not None else site
            hint = f"write {argument}={{'{name}': ...}}"
            report_given("missing-argument", f"{title} needs the {what} '{name}'", where, hint)

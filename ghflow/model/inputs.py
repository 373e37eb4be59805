"""What a workflow takes and gives when it is started by hand or called: inputs, secrets, outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

import attrs

from ghflow.expr.tree import Expr
from ghflow.expr.values import Value
from ghflow.model.kinds import FIXED_FLAG, LITERAL, SCALAR, TEXT, TEXTS, Choice, Str
from ghflow.model.node import Node, field

if TYPE_CHECKING:
    from collections.abc import Iterable

InputType: TypeAlias = Literal["string", "boolean", "number", "choice", "environment"]
Default: TypeAlias = str | bool | int | float | Value[object] | Expr


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Input(Node):
    """One input.

    `choice` and `environment` are for `workflow_dispatch` only; only a called workflow takes an expression as default.
    """

    description: str | None = attrs.field(default=None, kw_only=False, metadata=field(LITERAL))
    required: bool | None = attrs.field(default=None, metadata=field(FIXED_FLAG))
    default: Default | None = attrs.field(default=None, metadata=field(SCALAR))
    type: InputType | None = attrs.field(
        default=None, metadata=field(Choice("string", "boolean", "number", "choice", "environment"))
    )
    options: Iterable[str] | None = attrs.field(default=None, metadata=field(TEXTS))

    @classmethod
    def string(
        cls, description: str | None = None, *, required: bool | None = None, default: str | Value[object] | None = None
    ) -> Input:
        """A text."""
        return cls(description, required=required, default=default, type="string")

    @classmethod
    def boolean(
        cls,
        description: str | None = None,
        *,
        required: bool | None = None,
        default: bool | Value[object] | None = None,
    ) -> Input:
        """True or false."""
        return cls(description, required=required, default=default, type="boolean")

    @classmethod
    def number(
        cls,
        description: str | None = None,
        *,
        required: bool | None = None,
        default: float | Value[object] | None = None,
    ) -> Input:
        """A number."""
        return cls(description, required=required, default=default, type="number")

    @classmethod
    def choice(
        cls, *options: str, description: str | None = None, required: bool | None = None, default: str | None = None
    ) -> Input:
        """One of some texts."""
        return cls(description, required=required, default=default, type="choice", options=options)

    @classmethod
    def environment(
        cls, description: str | None = None, *, required: bool | None = None, default: str | None = None
    ) -> Input:
        """The name of one of the repository's environments."""
        return cls(description, required=required, default=default, type="environment")


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Secret(Node):
    """A secret that a called workflow takes."""

    description: str | None = attrs.field(default=None, kw_only=False, metadata=field(LITERAL))
    required: bool | None = attrs.field(default=None, metadata=field(FIXED_FLAG))


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Output(Node):
    """An output of a called workflow. Its value is an output of a job: `value=build.outputs.version`."""

    value: Str = attrs.field(kw_only=False, metadata=field(TEXT))
    description: str | None = attrs.field(default=None, metadata=field(LITERAL))

"""What a workflow takes and gives when it is started by hand or called: inputs, secrets, outputs.

Not here: inputs and outputs of actions (`action`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import attrs

from ghflow.expr.tree import Expr
from ghflow.expr.values import Value
from ghflow.model.kinds import FIXED_FLAG, FLAG, LITERAL, NUMBER, SCALAR, TEXT, TEXTS, Choice, Str
from ghflow.model.node import Kind, Node, field

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self

InputType: TypeAlias = Literal["string", "boolean", "number", "choice", "environment"]
Default: TypeAlias = str | bool | int | float | Value[object] | Expr


class AnyInput(Node):
    """Base of the inputs of workflows and of actions."""

    __slots__ = ()
    required: bool | None
    default: Default | None
    type: str | None
    options: Iterable[str] | None

    if TYPE_CHECKING:

        def __init__(
            self,
            description: str | None = None,
            *,
            required: bool | None = None,
            default: Default | None = None,
            type: Any = None,
            options: Iterable[str] | None = None,
        ) -> None: ...

    @classmethod
    def string(
        cls, description: str | None = None, *, required: bool | None = None, default: str | Value[object] | None = None
    ) -> Self:
        """A text."""
        return cls(description, required=required, default=default, type="string")

    @classmethod
    def boolean(
        cls,
        description: str | None = None,
        *,
        required: bool | None = None,
        default: bool | Value[object] | None = None,
    ) -> Self:
        """True or false."""
        return cls(description, required=required, default=default, type="boolean")

    @classmethod
    def number(
        cls,
        description: str | None = None,
        *,
        required: bool | None = None,
        default: float | Value[object] | None = None,
    ) -> Self:
        """A number."""
        return cls(description, required=required, default=default, type="number")

    @classmethod
    def choice(
        cls, *options: str, description: str | None = None, required: bool | None = None, default: str | None = None
    ) -> Self:
        """One of some texts."""
        return cls(description, required=required, default=default, type="choice", options=options)

    @property
    def called_type(self) -> Literal["string", "boolean", "number"]:
        """The type where a workflow is called: GitHub has three there. Without a type it is that of the default."""
        if self.type in ("boolean", "number"):
            return self.type  # type: ignore[return-value]
        default = self.default if self.type is None else None
        if isinstance(default, bool):
            return "boolean"
        return "number" if isinstance(default, int | float) else "string"

    def takes(self) -> Kind:
        """How a value for this input is read."""
        options: Any = self.options
        return OneOption(options) if self.type == "choice" and options else BY_TYPE[self.called_type]


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Input(AnyInput):
    """One input. Without a type it is a text, or what its default is.

    GitHub has `choice` and `environment` for `workflow_dispatch` only. In a `WorkflowCall` they are written as `string`, and
    a type that is missing is filled in, since GitHub requires one there; the callers in the same project are still held to
    the options. Only a called workflow takes an expression as default.
    """

    description: str | None = attrs.field(default=None, kw_only=False, metadata=field(LITERAL))
    required: bool | None = attrs.field(default=None, metadata=field(FIXED_FLAG))
    default: Default | None = attrs.field(default=None, metadata=field(SCALAR))
    type: InputType | None = attrs.field(
        default=None, metadata=field(Choice("string", "boolean", "number", "choice", "environment"))
    )
    options: Iterable[str] | None = attrs.field(default=None, metadata=field(TEXTS))

    @classmethod
    def environment(
        cls, description: str | None = None, *, required: bool | None = None, default: str | None = None
    ) -> Input:
        """The name of one of the repository's environments."""
        return cls(description, required=required, default=default, type="environment")

    def as_called(self) -> Input:
        """The same input as a called workflow declares it; itself when that is what it is."""
        return self if self.type == self.called_type else attrs.evolve(self, type=self.called_type, options=None)


class OneOption(Choice):
    """One of the options of an input; a text with an expression in it may become any of them."""

    def __init__(self, options: Iterable[object]) -> None:
        super().__init__(*map(str, options), expression=True)

    def read(self, value: Any) -> Any:
        return value if isinstance(value, str) and "${{" in value else super().read(value)


BY_TYPE: dict[str, Kind] = {"string": TEXT, "boolean": FLAG, "number": NUMBER}


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

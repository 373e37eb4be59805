"""Actions of the project: an `action.yml`, and steps that use it.

Lives here: `Action` and its kinds (`CompositeAction`, `NodeAction`, `DockerAction`), their inputs, outputs and branding.
Not here: steps (`steps`), wrappers of other people's actions (`ghflow.actions`).
Source: docs.github.com, "Metadata syntax"; actions/languageservices 0.3.61, action schema (read 2026-11-22).
"""

from __future__ import annotations

from keyword import iskeyword
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias, overload

import attrs

from ghflow import diagnostics
from ghflow.diagnostics import Diagnostic, WrongTypeError
from ghflow.model.document import Document
from ghflow.model.given import step_arguments
from ghflow.model.inputs import AnyInput, Default, Input, Output
from ghflow.model.kinds import (
    CONDITION,
    ENV,
    FIXED_FLAG,
    LITERAL,
    SCALAR,
    TEXT,
    TEXTS,
    Child,
    Choice,
    Condition,
    Env,
    Listing,
    Scalar,
    Str,
    Table,
)
from ghflow.model.named import AnyOutputs, DeclaredOutputs, Inputs
from ghflow.model.node import Kind, Node, Wrong, field, not_yaml, shape_of
from ghflow.model.outputs import OutputTable
from ghflow.model.steps import RunStep, Step, StepList, UsesStep, unfit
from ghflow.where import here

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


NodeVersion: TypeAlias = Literal["node24", "node20", "node16", "node12"]
Color: TypeAlias = Literal["white", "yellow", "blue", "green", "orange", "red", "purple", "gray-dark"]


@attrs.frozen(eq=False, repr=False, kw_only=True)
class ActionInput(AnyInput):
    """An input of an action. An `Input` does as well, where there is nothing to say of its deprecation.

    `type` and `options` are for the callers in the same project: GitHub knows no types here, and they are not written.
    """

    open_keys: ClassVar[bool] = True
    description: str | None = attrs.field(default=None, kw_only=False, metadata=field(LITERAL))
    required: bool | None = attrs.field(default=None, metadata=field(FIXED_FLAG))
    default: Default | None = attrs.field(default=None, metadata=field(SCALAR))
    deprecation_message: str | None = attrs.field(default=None, metadata=field(LITERAL, key="deprecationMessage"))
    type: Literal["string", "boolean", "number", "choice"] | None = attrs.field(
        default=None, metadata=not_yaml(Choice("string", "boolean", "number", "choice"))
    )
    options: Iterable[str] | None = attrs.field(default=None, metadata=not_yaml(TEXTS))


@attrs.frozen(eq=False, repr=False, kw_only=True)
class ActionOutput(Node):
    """An output of an action. Only that of a composite action has a value; the others set theirs while they run."""

    description: str | None = attrs.field(default=None, kw_only=False, metadata=field(LITERAL))
    value: Str | None = attrs.field(default=None, metadata=field(TEXT))


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Branding(Node):
    """The badge of an action in the marketplace. `icon` is the name of a Feather icon, `package` for example."""

    icon: str | None = attrs.field(default=None, metadata=field(LITERAL))
    color: Color | None = attrs.field(
        default=None,
        metadata=field(Choice("white", "yellow", "blue", "green", "orange", "red", "purple", "gray-dark")),
    )


class _InputKind(Child):
    """An input; one of a workflow becomes one of an action, with what it says beside."""

    def read(self, value: Any) -> Any:
        if value.__class__ is not Input:
            return super().read(value)
        kind = None if value.type == "environment" else value.type
        return ActionInput(
            value.description,
            required=value.required,
            default=value.default,
            type=kind,
            options=value.options,
            where=value.where,
            about=value.about,
        )


class _OutputKind(Child):
    """An output; one of a workflow becomes one of an action."""

    def read(self, value: Any) -> Any:
        if value.__class__ is not Output:
            return super().read(value)
        return ActionOutput(value.description, value=value.value, where=value.where, about=value.about)


class _ActionSteps(StepList):
    """The steps of a composite action: no background steps, no time limits, and a shell for each script."""

    strict = True

    def check(self, step: Step) -> Step:
        if not isinstance(step, RunStep | UsesStep):
            raise Wrong("a step with run= or uses=", step)
        for argument in ("background", "timeout_minutes"):
            if getattr(step, argument) is not None:
                hint = "put it at the step that uses the action"
                name = f"'{argument.replace('_', '-')}'" if step.where.from_file else f"{argument}="
                step = unfit(step, argument, f"a step of an action takes no {name}", hint)
        if isinstance(step, RunStep) and step.shell is None and "shell" not in (step.extra or {}):
            name, given = ("a 'shell'", "shell: bash") if step.where.from_file else ("shell=...", 'shell="bash"')
            hint = f"GitHub has no default here: write {given}"
            step = unfit(step, "shell", f"a script in an action needs {name}", hint, "bash")
        return step


class _Folder(Kind):
    wants = "the name of a folder, as text"

    def read(self, value: Any) -> Any:
        if isinstance(value, str) and value:
            return str.__str__(value)
        raise self.refuse(value)


FOLDER = _Folder()
ACTION_INPUTS = Table(
    "a mapping of names to inputs",
    _InputKind("an Input(...) or ActionInput(...)", "ActionInput", expression=False, nothing=True),
    expression=False,
)
VALUES = OutputTable(
    _OutputKind(
        "an ActionOutput(...), an Output(...) or the value of one", "ActionOutput", expression=False, nothing=True
    ),
    lambda value, where: ActionOutput(value=value, where=where),
)
DESCRIPTIONS = Table(
    "a mapping of names to outputs",
    Child("an ActionOutput(...)", "ActionOutput", expression=False, nothing=True),
    expression=False,
)
BRANDING = Child("Branding(...)", "Branding", expression=False)
ACTION_STEPS = _ActionSteps("a list of steps", hint='write steps=[Step(run=..., shell="bash")]')
ARGS = Listing("a list of texts", SCALAR, expression=False)


class Action(Document):
    """An action of the project, built to `.github/actions/ID/action.yml`; `step` makes a step that uses it.

    Give one of `steps=` (`CompositeAction`), `main=` (`NodeAction`) and `image=` (`DockerAction`). GitHub requires a name and
    a description: without a name one is made of the id, and without a description the name is written.
    """

    __slots__ = ()
    place: ClassVar[str] = "actions/*/action.yml"
    named_by: ClassVar[str] = "id"
    id: str
    name: str | None
    description: str | None
    _inputs: Mapping[str, Any] | None
    as_is: bool | None
    """Whether the action is written as it is: no name, no description and no ids of steps are filled in."""

    if TYPE_CHECKING:

        @overload
        def __new__(
            cls,
            id: str,
            *,
            steps: Iterable[Step],
            name: str | None = None,
            author: str | None = None,
            description: str | None = None,
            inputs: Mapping[str, Input | ActionInput | None] | None = None,
            outputs: Mapping[str, ActionOutput | Output | Str | None] | None = None,
            using: Literal["composite"] = "composite",
            branding: Branding | None = None,
            comment: str | None = None,
            extra: Mapping[str, Any] | None = None,
            allow: str | Iterable[str] = (),
            key_order: Iterable[str] = (),
            as_is: bool | None = None,
        ) -> CompositeAction: ...
        @overload
        def __new__(
            cls,
            id: str,
            *,
            main: str,
            name: str | None = None,
            author: str | None = None,
            description: str | None = None,
            inputs: Mapping[str, Input | ActionInput | None] | None = None,
            outputs: Mapping[str, ActionOutput | None] | None = None,
            using: NodeVersion = "node24",
            pre: str | None = None,
            pre_if: Condition | None = None,
            post: str | None = None,
            post_if: Condition | None = None,
            branding: Branding | None = None,
            comment: str | None = None,
            extra: Mapping[str, Any] | None = None,
            allow: str | Iterable[str] = (),
            key_order: Iterable[str] = (),
            as_is: bool | None = None,
        ) -> NodeAction: ...
        @overload
        def __new__(
            cls,
            id: str,
            *,
            image: str,
            name: str | None = None,
            author: str | None = None,
            description: str | None = None,
            inputs: Mapping[str, Input | ActionInput | None] | None = None,
            outputs: Mapping[str, ActionOutput | None] | None = None,
            using: Literal["docker"] = "docker",
            pre_entrypoint: str | None = None,
            pre_if: Condition | None = None,
            env: Env | None = None,
            entrypoint: str | None = None,
            post_entrypoint: str | None = None,
            post_if: Condition | None = None,
            args: Iterable[Scalar] | None = None,
            branding: Branding | None = None,
            comment: str | None = None,
            extra: Mapping[str, Any] | None = None,
            allow: str | Iterable[str] = (),
            key_order: Iterable[str] = (),
            as_is: bool | None = None,
        ) -> DockerAction: ...
        def __new__(cls, *args: Any, **kwargs: Any) -> Any: ...

    def named(self, module: str) -> str:
        return self.id or module

    @property
    def title(self) -> str:
        return f"action '{self.id}'"

    @property
    def uses(self) -> str:
        """How the workflows of the repository refer to it."""
        return f"./.github/actions/{self.id}"

    @property
    def inputs(self) -> Inputs:
        """The declared inputs as values: `setup.inputs.python` is `${{ inputs.python }}`."""
        return Inputs(self._inputs or {}, self.title)

    def step(self, name: Str | None = None, /, **given: Any) -> UsesStep[AnyOutputs]:
        """A step that uses this action: inputs by keyword, with `_` for `-`, beside those that every step takes.

        Inputs that the action does not declare, or that are missing or of another type, are mistakes at the argument. Where
        an input has the name of an argument of steps, that of the step is `step_name`, `step_env` and so on.
        """
        site = here()
        inputs: Mapping[str, AnyInput | None] = self._inputs or {}
        keywords = {_keyword(key): key for key in inputs}
        declared = {word: inputs[key] or ActionInput() for word, key in keywords.items()}
        table = {word: (keywords[word], one.takes()) for word, one in declared.items()}
        required = [word for word, one in declared.items() if one.required and one.default is None]
        words = {_keyword(key) if key in inputs else key: value for key, value in given.items()}
        arguments = step_arguments(self.title, table, required, words, site)
        if name is not None:
            arguments.setdefault("name", name)
        outputs = DeclaredOutputs(getattr(self, "outputs", None) or ())
        outputs.action = self
        return UsesStep(**{"uses": self.uses, "produces": outputs, "where": site} | arguments)

    def filled(self) -> dict[str, Any]:
        """What is written and was not said: a name made of the id, and the name as description."""
        name = self.name
        if name is None:
            name = (self.id or "").replace("-", " ").replace("_", " ").strip().capitalize() or "Action"
        found = {"name": name, "description": self.description if self.description is not None else name}
        return {key: value for key, value in found.items() if getattr(self, key) is None}


def _keyword(key: str) -> str:
    """The Python keyword argument that stands for an input."""
    word = key.replace("-", "_")
    return f"{word}_" if iskeyword(word) else word


_KINDS = {"steps": "CompositeAction", "main": "NodeAction", "image": "DockerAction"}


def _choose(cls: type[Any], kwargs: dict[str, Any]) -> type[Any]:
    """The kind of an action that a call of `Action` makes."""
    if cls is not Action:
        return cls
    given = [word for word in _KINDS if kwargs.get(word) is not None] or _misspelt(kwargs)
    if len(given) != 1:
        message = "an action has one of steps= (composite), main= (Node.js) and image= (Docker)"
        where = here().argument(given[1]) if given else here()
        diagnostics.report(Diagnostic("wrong-action", message, where), WrongTypeError)
        for word in given[1:]:
            kwargs.pop(word)
        if not given:
            given = ["steps"]
            kwargs["steps"] = ()
    return globals()[_KINDS[given[0]]]  # type: ignore[no-any-return]


def _misspelt(kwargs: Mapping[str, Any]) -> list[str]:
    """The argument that was meant by one that no kind of action has; the constructor then reports it."""
    known = {word for kind in _KINDS.values() for word in shape_of(globals()[kind]).readers}
    near = (diagnostics.closest(word, _KINDS) for word in kwargs if word not in known)
    return [word for word in near if word is not None][:1]


Action._choose = _choose


@attrs.frozen(eq=False, repr=False, kw_only=True)
class CompositeAction(Action):
    """An action made of steps. Each script needs its `shell`."""

    id: str = attrs.field(kw_only=False, metadata=not_yaml(FOLDER))
    name: str | None = attrs.field(default=None, metadata=field(LITERAL))
    author: str | None = attrs.field(default=None, metadata=field(LITERAL))
    description: str | None = attrs.field(default=None, metadata=field(LITERAL))
    _inputs: Mapping[str, Input | ActionInput | None] | None = attrs.field(
        default=None, alias="inputs", metadata=field(ACTION_INPUTS)
    )
    outputs: Mapping[str, ActionOutput | Output | Str | None] | None = attrs.field(default=None, metadata=field(VALUES))
    using: Literal["composite"] = attrs.field(default="composite", metadata=field(Choice("composite"), under="runs"))
    steps: Iterable[Step] = attrs.field(metadata=field(ACTION_STEPS, under="runs"))
    branding: Branding | None = attrs.field(default=None, metadata=field(BRANDING))
    as_is: bool | None = attrs.field(default=None, metadata=not_yaml(FIXED_FLAG))


@attrs.frozen(eq=False, repr=False, kw_only=True)
class NodeAction(Action):
    """An action in JavaScript. `main`, `pre` and `post` are files beside its `action.yml`."""

    id: str = attrs.field(kw_only=False, metadata=not_yaml(FOLDER))
    name: str | None = attrs.field(default=None, metadata=field(LITERAL))
    author: str | None = attrs.field(default=None, metadata=field(LITERAL))
    description: str | None = attrs.field(default=None, metadata=field(LITERAL))
    _inputs: Mapping[str, Input | ActionInput | None] | None = attrs.field(
        default=None, alias="inputs", metadata=field(ACTION_INPUTS)
    )
    outputs: Mapping[str, ActionOutput | None] | None = attrs.field(default=None, metadata=field(DESCRIPTIONS))
    using: NodeVersion = attrs.field(
        default="node24", metadata=field(Choice("node24", "node20", "node16", "node12"), under="runs")
    )
    main: str = attrs.field(metadata=field(LITERAL, under="runs"))
    pre: str | None = attrs.field(default=None, metadata=field(LITERAL, under="runs"))
    pre_if: Condition | None = attrs.field(default=None, metadata=field(CONDITION, under="runs"))
    post: str | None = attrs.field(default=None, metadata=field(LITERAL, under="runs"))
    post_if: Condition | None = attrs.field(default=None, metadata=field(CONDITION, under="runs"))
    branding: Branding | None = attrs.field(default=None, metadata=field(BRANDING))
    as_is: bool | None = attrs.field(default=None, metadata=not_yaml(FIXED_FLAG))


@attrs.frozen(eq=False, repr=False, kw_only=True)
class DockerAction(Action):
    """An action in a container. `image` is a `Dockerfile` beside its `action.yml`, or `docker://image:tag`."""

    id: str = attrs.field(kw_only=False, metadata=not_yaml(FOLDER))
    name: str | None = attrs.field(default=None, metadata=field(LITERAL))
    author: str | None = attrs.field(default=None, metadata=field(LITERAL))
    description: str | None = attrs.field(default=None, metadata=field(LITERAL))
    _inputs: Mapping[str, Input | ActionInput | None] | None = attrs.field(
        default=None, alias="inputs", metadata=field(ACTION_INPUTS)
    )
    outputs: Mapping[str, ActionOutput | None] | None = attrs.field(default=None, metadata=field(DESCRIPTIONS))
    using: Literal["docker"] = attrs.field(default="docker", metadata=field(Choice("docker"), under="runs"))
    pre_entrypoint: str | None = attrs.field(default=None, metadata=field(LITERAL, under="runs"))
    pre_if: Condition | None = attrs.field(default=None, metadata=field(CONDITION, under="runs"))
    image: str = attrs.field(metadata=field(LITERAL, under="runs"))
    env: Env | None = attrs.field(default=None, metadata=field(ENV, under="runs"))
    entrypoint: str | None = attrs.field(default=None, metadata=field(LITERAL, under="runs"))
    post_entrypoint: str | None = attrs.field(default=None, metadata=field(LITERAL, under="runs"))
    post_if: Condition | None = attrs.field(default=None, metadata=field(CONDITION, under="runs"))
    args: Iterable[Scalar] | None = attrs.field(default=None, metadata=field(ARGS, under="runs"))
    branding: Branding | None = attrs.field(default=None, metadata=field(BRANDING))
    as_is: bool | None = attrs.field(default=None, metadata=not_yaml(FIXED_FLAG))

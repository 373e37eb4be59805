"""The steps of a job: `Step(run=...)` and `Step(uses=...)`.

Lives here: `Step`, `RunStep`, `UsesStep`, the id that a step gets when it is referred to, lists of steps.
Not here: steps that wait, cancel or run in parallel (`background`), scripts (`scripts`), wrappers of actions
(`ghflow.actions`).
"""

from __future__ import annotations

import re
from operator import is_
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, overload

import attrs

from ghflow import diagnostics
from ghflow.diagnostics import Diagnostic
from ghflow.expr.tree import Context, property_of
from ghflow.expr.values import Value
from ghflow.model.kinds import (
    CONDITION,
    ENV,
    FIXED_FLAG,
    FLAG,
    ID,
    MINUTES,
    TEXT,
    Bool,
    Child,
    Children,
    Condition,
    Env,
    Num,
    Scalar,
    Str,
)
from ghflow.model.named import ActionOutputs, AnyOutputs, DeclaredOutputs, StepOutputs
from ghflow.model.node import Kind, Node, Wrong, brief, field, gathered, not_yaml, shape_of
from ghflow.model.scripts import SCRIPT, Script
from ghflow.where import Where, here

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ghflow.expr.tree import Expr

O = TypeVar("O", bound=StepOutputs, covariant=True)  # noqa: E741 - the outputs of an action


class Step(Node):
    """One step. Give either `run=` (a script: `RunStep`) or `uses=` (an action: `UsesStep`)."""

    __slots__ = ()
    id: str | None
    name: Any

    if TYPE_CHECKING:

        @overload
        def __new__(
            cls,
            name: Str | None = None,
            *,
            run: Script,
            id: str | None = None,
            if_: Condition | None = None,
            working_directory: Str | None = None,
            shell: Str | None = None,
            env: Env | None = None,
            continue_on_error: Bool | None = None,
            timeout_minutes: Num | None = None,
            background: bool | None = None,
            comment: str | None = None,
            extra: Mapping[str, Any] | None = None,
            allow: str | Iterable[str] = (),
            key_order: Iterable[str] = (),
        ) -> RunStep: ...
        @overload
        def __new__(
            cls,
            name: Str | None = None,
            *,
            uses: str,
            with_: Mapping[str, Scalar] | Value[Any] | Expr | None = None,
            id: str | None = None,
            if_: Condition | None = None,
            env: Env | None = None,
            continue_on_error: Bool | None = None,
            timeout_minutes: Num | None = None,
            background: bool | None = None,
            comment: str | None = None,
            extra: Mapping[str, Any] | None = None,
            allow: str | Iterable[str] = (),
            key_order: Iterable[str] = (),
        ) -> UsesStep[AnyOutputs]: ...
        def __new__(cls, *args: Any, **kwargs: Any) -> Any: ...

    @property
    def reference_id(self) -> str | None:
        """The id by which other steps refer to this one: its own, else a slug of its name. None when it has neither."""
        return self.id or slug(self.name)

    @property
    def nested(self) -> tuple[Step, ...]:
        """The steps inside this one: those of `Parallel`."""
        return ()

    @property
    def named_steps(self) -> tuple[tuple[tuple[str | int, ...], str], ...]:
        """The ids of other steps that this one names in a key of its own, as `Wait` does, each with the way to it."""
        return ()

    @property
    def outcome(self) -> Value[str]:
        """`success`, `failure`, `cancelled` or `skipped`, before `continue-on-error` is applied."""
        return Value(property_of(self._context(), "outcome"))

    @property
    def conclusion(self) -> Value[str]:
        """`success`, `failure`, `cancelled` or `skipped`, after `continue-on-error` was applied."""
        return Value(property_of(self._context(), "conclusion"))

    def _context(self) -> Expr:
        """`steps.<id>`."""
        found = self.reference_id
        if found is None:
            hint = "give the step a name or an id"
            message = f"the step made at {self.where} has no name and no id to refer to it by"
            diagnostics.report(Diagnostic("step-without-id", message, here(), hint))
            found = "unnamed"
        return property_of(Context("steps"), found)


def _choose(cls: type[Any], kwargs: dict[str, Any]) -> type[Any]:
    """The kind of a step that a call of `Step` makes."""
    run = kwargs.get("run")
    if run.__class__ is str and "uses" not in kwargs:
        return RunStep if cls is Step else cls
    if callable(run) and not isinstance(run, Value) and kwargs.get("shell") is None:
        kwargs["shell"] = "python"
    if cls is not Step:
        return cls
    if run is None:
        if kwargs.get("uses") is not None:
            kwargs.pop("run", None)
            return UsesStep
    elif kwargs.get("uses") is None:
        kwargs.pop("uses", None)
        return RunStep
    return _after_mistake(kwargs)


Step._choose = _choose
Step._plainly = {"RunStep": ("run", str, True)}


def _after_mistake(kwargs: dict[str, Any]) -> type[Any]:
    """The kind that was most likely meant by a call with both or neither of `run=` and `uses=`, which is reported."""
    where: Where = here()
    cls: type[Step]
    if kwargs.get("run") is not None:
        cls, message, hint = RunStep, "a step has either run= or uses=, not both", "make two steps of it"
        for word in ("uses", "with_"):
            kwargs.pop(word, None)
    else:
        message, hint = "a step needs run= (a script) or uses= (an action)", ""
        cls = UsesStep if "with_" in kwargs else RunStep
        known = {"comment", "extra", "allow", "key_order", *shape_of(RunStep).readers, *shape_of(UsesStep).readers}
        near = {word: diagnostics.closest(word, ("run", "uses")) for word in kwargs if word not in known}
        for word, meant in near.items():
            if meant is not None:
                hint, where = f"did you mean '{meant}' instead of '{word}'?", where.argument(word)
                cls = RunStep if meant == "run" else UsesStep
                kwargs[meant] = kwargs.pop(word)
                break
        else:
            kwargs["run" if cls is RunStep else "uses"] = "./"
    diagnostics.report(Diagnostic("wrong-step", message, where, hint or None), diagnostics.WrongTypeError)
    return cls


class UsesKind(Kind):
    """What `uses:` refers to, in one of the forms that GitHub takes."""

    hints_fit_files = True

    good: set[str]

    def __init__(self, wants: str, form: str) -> None:
        self.wants = wants
        self.fits = re.compile(form).fullmatch
        self.good = set()

    def read(self, value: Any) -> Any:
        if value.__class__ is str and value in self.good:
            return value
        if not isinstance(value, str) or "${{" in value:
            raise self.refuse(value, "GitHub evaluates no expression here" if isinstance(value, str | Value) else None)
        if not self.fits(value):
            raise self.refuse(value, self.hint(value))
        self.good.add(value)
        return str.__str__(value)

    def hint(self, value: str) -> str | None:
        if value.startswith("$/") and "@" in value:
            return "a path of the same repository takes no ref: it is the one of the run"
        if re.fullmatch(r"[\w-][^/@\s]*(/[^@\s]+)+", value):
            return f"say which version: '{value}@v1' or the hash of a commit"
        if value.startswith("../"):
            return "paths are relative to the root of the repository: './...'"
        return None


class _Produces(Kind):
    wants = "a class of outputs: a subclass of StepOutputs"
    plain = ActionOutputs

    def read(self, value: Any) -> Any:
        if isinstance(value, (ActionOutputs, DeclaredOutputs)) or (  # a union would be made anew each time
            isinstance(value, type) and issubclass(value, StepOutputs)
        ):
            return value
        raise self.refuse(value)


_REPOSITORY = r"(?!\.\.?/|\$/)[^/@\s]+/[^@\s]+@\S+"
USES = UsesKind(
    "the reference of an action: 'owner/name@ref', './path', '$/path' or 'docker://image'",
    rf"\./.*|\.\\.*|\$/[^@]+|docker://.*|{_REPOSITORY}",
)


@attrs.frozen(eq=False, repr=False, kw_only=True)
class RunStep(Step):
    """A step that runs a script."""

    name: Str | None = attrs.field(default=None, kw_only=False, metadata=field(TEXT))
    id: str | None = attrs.field(default=None, metadata=field(ID))
    if_: Condition | None = attrs.field(default=None, metadata=field(CONDITION))
    run: Script = attrs.field(metadata=field(SCRIPT))
    working_directory: Str | None = attrs.field(default=None, metadata=field(TEXT))
    shell: Str | None = attrs.field(default=None, metadata=field(TEXT))
    env: Env | None = attrs.field(default=None, metadata=field(ENV))
    continue_on_error: Bool | None = attrs.field(default=None, metadata=field(FLAG))
    timeout_minutes: Num | None = attrs.field(default=None, metadata=field(MINUTES))
    background: bool | None = attrs.field(default=None, metadata=field(FIXED_FLAG))

    @property
    def outputs(self) -> AnyOutputs:
        """What the script writes to `GITHUB_OUTPUT`; any name is taken here."""
        return AnyOutputs(self._context(), "the step")


@attrs.frozen(eq=False, repr=False, kw_only=True)
class UsesStep(Step, Generic[O]):
    """A step that runs an action. `O` is the class of its outputs."""

    _choose: ClassVar[Any] = None
    name: Str | None = attrs.field(default=None, kw_only=False, metadata=field(TEXT))
    id: str | None = attrs.field(default=None, metadata=field(ID))
    if_: Condition | None = attrs.field(default=None, metadata=field(CONDITION))
    uses: str = attrs.field(metadata=field(USES))
    with_: Mapping[str, Scalar] | Value[Any] | Expr | None = attrs.field(default=None, metadata=field(ENV))
    env: Env | None = attrs.field(default=None, metadata=field(ENV))
    continue_on_error: Bool | None = attrs.field(default=None, metadata=field(FLAG))
    timeout_minutes: Num | None = attrs.field(default=None, metadata=field(MINUTES))
    background: bool | None = attrs.field(default=None, metadata=field(FIXED_FLAG))
    default_id: str | None = attrs.field(default=None, metadata=not_yaml(ID))
    produces: type[StepOutputs] = attrs.field(default=AnyOutputs, metadata=not_yaml(_Produces()))

    @property
    def reference_id(self) -> str | None:
        """Its own id, the short one of its wrapper, a slug of its name, or of its action: the first that there is."""
        action = _action_name(self.uses) if self.uses else None  # a file may have none
        return self.id or self.default_id or slug(self.name) or slug(action)

    @property
    def outputs(self) -> O:
        """The outputs of the action, as values."""
        return self.produces(self._context(), f"action {self.uses}")  # type: ignore[return-value]


def slug(name: object) -> str | None:
    """An id made of a name: lower case, words joined by `-`. None for an expression, or when no letter is left."""
    if not isinstance(name, str) or "${{" in name:
        return None
    words = re.findall(r"[a-z0-9_]+", name.lower())
    if not words:
        return None
    text = "-".join(words)[:99].rstrip("-")
    return text if text[0].isalpha() else "_" + text[:98].lstrip("_")


def _action_name(uses: str) -> str:
    """`upload-artifact` of `actions/upload-artifact@v4`; the last folder of a path; the image of `docker://`."""
    path = uses.removeprefix("docker://").partition("@")[0].rstrip("/")
    return path.rpartition("/")[2].partition(":")[0]


class StepList(Children):
    """A list of steps, each fit for the place of the list: `check` looks at those that need a look."""

    strict: ClassVar[bool] = False
    """Whether even an action, or a script without a shell, may be wrong here."""
    reports = True

    def __init__(self, wants: str, hint: str) -> None:
        super().__init__(wants, Child("a step", "Step"), hint)

    def read(self, value: Any) -> Any:
        steps = super().read(value)
        for step in steps:
            if step.__class__ is not UsesStep and (step.__class__ is not RunStep or step.shell is not None):
                break
        else:
            if not self.strict:
                return steps
        checked = []
        wrong: list[Wrong] = []
        for index, step in enumerate(steps):
            try:
                checked.append(self.check(step))
            except Wrong as one:
                wrong.append(one.inside(index))
        if wrong:
            raise gathered(wrong)
        return steps if all(map(is_, checked, steps)) else tuple(checked)

    def check(self, step: Step) -> Step:
        """Report what the step must not have here, and give it without. Raises `Wrong` for a kind of step that is none here."""
        if step.__class__ is RunStep:
            shell = step.shell
            if shell is not None and (shell.__class__ is not str or "${{" in shell):
                hint = "GitHub evaluates no expression here; only an action of your own has a shell by expression"
                return unfit(step, "shell", f"shell must be text without expressions, got {brief(shell)}", hint)
        return step


def unfit(step: Step, argument: str, message: str, hint: str, instead: Any = None) -> Step:
    """Report an argument of a step that is wrong in the list that the step stands in; the step with another value there.

    The place is the step's own line, and a mended step keeps a copy of the list from reporting it again. A step that was read
    from a file stays as it is.
    """
    rule = "missing-argument" if getattr(step, argument) is None else "wrong-value"
    where = step.where.argument(argument)
    diagnostics.report(Diagnostic(rule, message, where, hint, argument), diagnostics.WrongTypeError)
    if step.where.from_file:
        return step
    changes: dict[str, Any] = {argument: instead}
    return attrs.evolve(step, **changes)


STEPS = StepList("a list of steps", hint="write steps=[Step(run=...)]")

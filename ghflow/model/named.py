"""Attribute access to names that the user declared: outputs of a job or step, inputs of a workflow.

Lives here: `NamedValues` and its kinds. A name that was not declared is a mistake at the line that asks for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ghflow import diagnostics
from ghflow.diagnostics import Diagnostic, UnknownNameError, WrongTypeError, closest, did_you_mean
from ghflow.expr.tree import Context, Index, Lit, property_of
from ghflow.expr.values import AnyValue, Value
from ghflow.where import here

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ghflow.expr.tree import Expr


class NamedValues:
    """Names as attributes, and as items where they are no Python names: `outputs.token`, `outputs["artifact-id"]`."""

    __slots__ = ("_names", "_rule", "_title", "_tree")

    def __init__(self, tree: Expr, names: Iterable[str] | None, rule: str, title: str) -> None:
        self._tree = tree
        self._names = None if names is None else tuple(names)
        self._rule = rule
        self._title = title

    if not TYPE_CHECKING:  # a kind whose names are declared in Python is checked by them

        def __getattr__(self, name: str) -> AnyValue:
            if name.startswith("__") or name in NamedValues.__slots__:
                raise AttributeError(name)
            return self._value(self._declared(name))

    def __getitem__(self, name: str) -> AnyValue:
        return self._value(name)

    def __dir__(self) -> list[str]:
        return [*(self._names or ())]

    def __repr__(self) -> str:
        return f"<{self._title}: {', '.join(self._names) if self._names is not None else 'any'}>"

    def _declared(self, name: str) -> str:
        """The declared name that a Python attribute stands for: itself, or with `-` for `_`."""
        if self._names is None or name in self._names:
            return name
        kebab = name.replace("_", "-")
        return kebab if kebab in self._names else name

    def _value(self, name: str) -> AnyValue:
        names = self._names
        if not isinstance(name, str):
            message = f"{self._title} is asked for an {self._rule.removeprefix('unknown-')} by its name, got {name!r}"
            diagnostics.report(Diagnostic(self._rule, message, here()), WrongTypeError)
            name = next(iter(names or ()), "unknown")
        if names is not None and name.lower() not in [known.lower() for known in names]:
            message = f"{self._title} has no {self._rule.removeprefix('unknown-')} '{name}'"
            hint = did_you_mean(name, names) if names else f"it declares no {self._rule.removeprefix('unknown-')}s"
            diagnostics.report(Diagnostic(self._rule, message, here(), hint), UnknownNameError)
            name = closest(name, names) or next(iter(names), name)
        return AnyValue(Index(self._tree, Lit(name)))


def _annotated(cls: type[object]) -> list[str]:
    """Names that a class itself annotates."""
    return [name for name in cls.__dict__.get("__annotations__", ()) if not name.startswith("_")]  # noqa: RUF063 - inspect is slow to import


class StepOutputs(NamedValues):
    """The outputs of a step. A subclass names them in its annotations; `AnyOutputs` takes any name.

    `artifact_id` is `artifact-id`; `_spelling` has GitHub's spelling of names that do not follow the rule.
    """

    __slots__ = ()
    _spelling: ClassVar[Mapping[str, str]] = {}

    def __init__(self, tree: Expr, title: str) -> None:
        spelling = type(self)._spelling
        names = [spelling.get(name) or name.replace("_", "-") for name in _annotated(type(self))]
        super().__init__(property_of(tree, "outputs"), names or None, "unknown-output", title)


class _Open(NamedValues):
    """Names that type checkers cannot know."""

    __slots__ = ()

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> AnyValue: ...


class AnyOutputs(StepOutputs, _Open):
    """The outputs of a script, or of an action that nothing is known of: any name is taken."""

    __slots__ = ()


class DeclaredOutputs(tuple[str, ...]):
    """Names of outputs that are known when a source runs; called like a class of outputs, it gives them for one step.

    `action` is the action of the project that has them.
    """

    action: object = None

    def __call__(self, tree: Expr, title: str) -> AnyOutputs:
        made = AnyOutputs(tree, title)
        made._names = tuple(self)
        return made


class OpenOutputs(AnyOutputs):
    """The outputs of an action that may have others than those that are known: any name is taken."""

    __slots__ = ("_known",)

    def __init__(self, tree: Expr, title: str, known: tuple[str, ...]) -> None:
        super().__init__(tree, title)
        self._known = known

    def __dir__(self) -> list[str]:
        return [*self._known]

    def _declared(self, name: str) -> str:
        kebab = name.replace("_", "-")
        return kebab if name not in self._known and kebab in self._known else name


class ActionOutputs(tuple[str, ...]):
    """The names of outputs of somebody else's action, in GitHub's spelling; called like a class, it gives them for one step.

    With `open`, there may be others.
    """

    open = False

    def opened(self) -> ActionOutputs:
        """The same of another version of the action, which may have others."""
        made = ActionOutputs(self)
        made.open = True
        return made

    def __call__(self, tree: Expr, title: str) -> StepOutputs:
        if self.open:
            return OpenOutputs(tree, title, self)
        made = StepOutputs(tree, title)
        made._names = tuple(self)
        return made


class JobOutputs(_Open):
    """The declared outputs of a job, as other jobs see them: `${{ needs.<job>.outputs.<name> }}`."""

    __slots__ = ()

    def __init__(self, job: str, names: Iterable[str] | None) -> None:
        tree = property_of(Context("needs"), job, "outputs")
        super().__init__(tree, names, "unknown-output", f"job '{job}'")


class Inputs(_Open):
    """The declared inputs of a workflow: `${{ inputs.<name> }}`."""

    __slots__ = ()

    def __init__(self, names: Iterable[str], title: str) -> None:
        super().__init__(Context("inputs"), names, "unknown-input", title)


class Secrets(NamedValues):
    """The declared secrets of a called workflow: `${{ secrets.<name> }}`."""

    __slots__ = ()

    def __init__(self, names: Iterable[str], title: str) -> None:
        super().__init__(Context("secrets"), names, "unknown-secret", title)


def result_of(job: str) -> Value[str]:
    """`needs.<job>.result`."""
    return Value(property_of(Context("needs"), job, "result"))

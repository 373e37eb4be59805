"""Steps that wait for background steps or end them, and steps that run side by side.

Lives here: `Wait`, `WaitAll`, `Cancel`, `Parallel`. A step is sent to the background by `background=True` (`steps`).
Source: docs.github.com, "Workflow syntax", `jobs.<job_id>.steps`; changelog of 2026-06-25 (read 2026-11-22).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import attrs

from ghflow.model.kinds import FLAG, ID, TEXT, Bool, FlagKind, OneOrMany, Str
from ghflow.model.node import Kind, Wrong, field
from ghflow.model.steps import RunStep, Step, StepList, UsesStep, unfit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self, TypeAlias

    Waited: TypeAlias = "Step | str"


class _StepId(Kind):
    wants = "a step of the same job or the id of one"

    def read(self, value: Any) -> Any:
        if isinstance(value, Step):
            found = value.reference_id
            if found is None:
                hint = "give the step a name or an id"
                raise Wrong("", hint=hint, says=f"is the step made at {value.where}, which has no name and no id")
            return found
        if isinstance(value, str) and value and "${{" not in value:
            return str.__str__(value)
        raise self.refuse(value)


class _ParallelSteps(StepList):
    strict = True

    def check(self, step: Step) -> Step:
        if not isinstance(step, RunStep | UsesStep):
            raise Wrong("a step with run= or uses=", step)
        step = super().check(step)
        if step.background is not None:  # type: ignore[attr-defined]
            hint = "the steps in Parallel(...) run side by side as they are"
            name = "'background'" if step.where.from_file else "background="
            step = unfit(step, "background", f"a step in parallel takes no {name}", hint)
        return step


WAIT_ALL = FlagKind("True or False", expression=False, nothing=True)
STEP_ID = _StepId()
STEP_IDS = OneOrMany("a step, the id of one, or a list of these", STEP_ID, expression=False)
PARALLEL_STEPS = _ParallelSteps("a list of steps", hint="write Parallel([Step(run=...), Step(run=...)])")


class _OwnCall(Step):
    """A step that is made by its own class only: `Step(...)` does not choose it."""

    __slots__ = ()
    _choose: ClassVar[Any] = None

    if TYPE_CHECKING:

        def __new__(cls, *args: Any, **kwargs: Any) -> Self: ...


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Wait(_OwnCall):
    """Wait for background steps, given as objects or ids. Their outputs and variables are there from here on."""

    name: Str | None = attrs.field(default=None, kw_only=False, metadata=field(TEXT))
    id: str | None = attrs.field(default=None, metadata=field(ID))
    wait: Waited | Iterable[Waited] = attrs.field(metadata=field(STEP_IDS))
    continue_on_error: Bool | None = attrs.field(default=None, metadata=field(FLAG))

    @property
    def named_steps(self) -> tuple[tuple[tuple[str | int, ...], str], ...]:
        """Way to each id in this step, and the id."""
        wait: Any = self.wait
        if wait is None or isinstance(wait, str):
            return () if wait is None else ((("wait",), wait),)
        return tuple((("wait", index), one) for index, one in enumerate(wait))


@attrs.frozen(eq=False, repr=False, kw_only=True)
class WaitAll(_OwnCall):
    """Wait for all background steps so far."""

    name: Str | None = attrs.field(default=None, kw_only=False, metadata=field(TEXT))
    id: str | None = attrs.field(default=None, metadata=field(ID))
    wait_all: bool | None = attrs.field(default=True, metadata=field(WAIT_ALL))
    continue_on_error: Bool | None = attrs.field(default=None, metadata=field(FLAG))


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Cancel(_OwnCall):
    """End one background step, given as an object or by its id."""

    name: Str | None = attrs.field(default=None, kw_only=False, metadata=field(TEXT))
    id: str | None = attrs.field(default=None, metadata=field(ID))
    cancel: Waited = attrs.field(metadata=field(STEP_ID))
    continue_on_error: Bool | None = attrs.field(default=None, metadata=field(FLAG))

    @property
    def named_steps(self) -> tuple[tuple[tuple[str | int, ...], str], ...]:
        """Way to the id in this step, and the id."""
        cancel: Any = self.cancel
        return () if cancel is None else ((("cancel",), cancel),)


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Parallel(_OwnCall):
    """Steps that run side by side. The job goes on when all of them have ended; their ids are known behind it."""

    id = None  # GitHub gives it neither an id nor a name
    name = None
    steps: Iterable[Step] = attrs.field(kw_only=False, metadata=field(PARALLEL_STEPS, key="parallel"))

    @property
    def nested(self) -> tuple[Step, ...]:
        steps: Any = self.steps
        return steps or ()

"""What is assumed of a run: which jobs, legs and steps fail, what they hand back, when somebody cancels, how long things take.

Lives here: `Target` (`job`, `job[axis=value]`, `job/step-id`), `WhatIf`. Not here: what follows from it (`jobs`, `steps`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import attrs

from ghflow.expr.coercion import to_string
from ghflow.expr.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_PART = re.compile(r"\s*([^\[\]/]+?)\s*(?:\[([^\]]*)\])?\s*").fullmatch


class TargetError(ValueError):
    """A text that names no job, leg or step. The message says why."""


@attrs.frozen
class Part:
    """One part of a target: an id, and the values that the leg has."""

    id: str
    axes: tuple[tuple[str, str], ...] = ()

    def fits(self, id: str, matrix: Mapping[str, Any] | Unknown | None = None) -> bool:
        """Whether it names this job or, with its `matrix`, this leg of it."""
        if self.id.lower() != id.lower():
            return False
        if not self.axes or matrix is None:
            return True
        if isinstance(matrix, Unknown):
            return False
        values = {name.lower(): value for name, value in matrix.items()}
        return all(_shown(values.get(name.lower())) == value.lower() for name, value in self.axes)


def _shown(value: Any) -> str | None:
    if value is None or isinstance(value, Unknown) or hasattr(value, "items") or isinstance(value, list | tuple):
        return None
    return to_string(value).lower()


@attrs.frozen
class Target:
    """The way to a job, a leg or a step: `deploy/build[os=ubuntu-latest]/compile`."""

    text: str
    parts: tuple[Part, ...]

    @property
    def first(self) -> Part:
        return self.parts[0]

    def inner(self) -> Target | None:
        """What stands behind the first part: the step, or the job of a called workflow."""
        return Target(self.text, self.parts[1:]) if len(self.parts) > 1 else None


def read_target(text: str) -> Target:
    """The target that a text stands for. Raises `TargetError`."""
    pieces = re.split(r"/(?![^\[]*\])", text)
    parts = []
    for piece in pieces:
        found = _PART(piece)
        if not found:
            raise TargetError(f"'{text}' is none of job, job[axis=value] and job/step-id")
        axes = []
        for pair in (found[2] or "").split(",") if found[2] is not None else ():
            name, equals, value = pair.partition("=")
            if not equals or not name.strip():
                raise TargetError(f"'{text}': in the brackets stands axis=value, got '{pair.strip()}'")
            axes.append((name.strip(), value.strip().strip("'\"")))
        parts.append(Part(found[1], tuple(axes)))
    return Target(text, tuple(parts))


@attrs.frozen(kw_only=True)
class WhatIf:
    """Assumptions about a run, seen from a workflow or, after `inside`, from one that it calls."""

    fail: tuple[Target, ...] = ()
    outputs: Mapping[str, Any] = attrs.field(factory=dict)
    """Outputs by `job.output`, or `job/step-id.output`."""
    cancel_after: Target | None = None
    durations: tuple[tuple[Target, float], ...] = ()
    """Minutes that a job, leg or step takes."""
    anything: bool = False
    """Whether every step may fail, and the run be cancelled at any moment: what then holds, holds however a run ends."""
    met: set[str] = attrs.field(factory=set, eq=False)
    """The targets, as they were written, that fitted some leg: another one is a mistake of whoever assumes it."""

    def inside(self, id: str, matrix: Mapping[str, Any] | Unknown) -> WhatIf:
        """What is assumed of the workflow that this leg of a job calls."""
        prefix = f"{id.lower()}/"
        cancel = self.cancel_after
        return WhatIf(
            fail=self.below(id, matrix),
            outputs={
                name[len(prefix) :]: value for name, value in self.outputs.items() if name.lower().startswith(prefix)
            },
            cancel_after=cancel.inner() if cancel is not None and cancel.first.fits(id, matrix) else None,
            durations=tuple(
                (inner, minutes)
                for target, minutes in self.durations
                if target.first.fits(id, matrix) and (inner := target.inner()) is not None
            ),
            anything=self.anything,
            met=self.met,
        )

    def below(self, id: str, matrix: Mapping[str, Any] | Unknown) -> tuple[Target, ...]:
        """The failures inside a leg."""
        fitting = [target for target in self.fail if target.first.fits(id, matrix)]
        self.met.update(target.text for target in fitting)
        return tuple(inner for target in fitting if (inner := target.inner()) is not None)

    def fails(self, id: str, matrix: Mapping[str, Any] | Unknown) -> bool:
        """Whether a leg as a whole is to fail."""
        return any(len(one.parts) == 1 and one.first.fits(id, matrix) for one in self.fail)

    def output(self, id: str, name: str) -> Any:
        """An output that is assumed, else None. Ids and names ignore case."""
        wanted = f"{id}.{name}".lower()
        return next((value for key, value in self.outputs.items() if key.lower() == wanted), None)

    def outputs_of(self, id: str) -> dict[str, Any]:
        """All outputs that are assumed of a job or step."""
        prefix = f"{id.lower()}."
        return {
            key[len(prefix) :]: value
            for key, value in self.outputs.items()
            if key.lower().startswith(prefix) and "/" not in key[len(prefix) :]
        }

    def minutes(
        self, id: str, matrix: Mapping[str, Any] | Unknown | None = None, step: str | None = None
    ) -> float | None:
        """How long a job, leg or step is assumed to take."""
        for target, minutes in self.durations:
            inner = target.inner()
            same = inner is None if step is None else inner is not None and inner.first.id.lower() == step.lower()
            if same and target.first.fits(id, matrix):
                return minutes
        return None


def what_if(
    fail: Iterable[str] = (),
    outputs: Mapping[str, Any] | None = None,
    cancel_after: str | None = None,
    durations: Mapping[str, float] | None = None,
) -> WhatIf:
    """Assumptions from texts. Raises `TargetError` for a text that names nothing that could be."""
    names = (fail,) if isinstance(fail, str) else tuple(fail)
    return WhatIf(
        fail=tuple(read_target(one) for one in names),
        outputs=dict(outputs or {}),
        cancel_after=None if cancel_after is None else read_target(cancel_after),
        durations=tuple((read_target(name), minutes) for name, minutes in (durations or {}).items()),
    )

"""What is wrong, as data: `Diagnostic`, and where it goes.

Lives here: the record, `report` (recorded inside a ghflow run, raised outside one), `collecting`, "did you mean".
Not here: how a diagnostic is shown (`rendering`), what counts as a mistake (`model`, `rules`, `project`).
"""

from __future__ import annotations

import enum
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, NamedTuple

import attrs

from ghflow.where import NOWHERE, Where

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Severity(enum.Enum):
    """How bad: an error stops the build, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class Edit(NamedTuple):
    """A change of a YAML file that mends a mistake: what stands at a place is replaced by a text."""

    where: Where
    text: str
    old: str | None = None
    """What has to stand there, by itself or in quotes, which stay; without it whatever does is replaced."""
    unsafe: bool = False
    """Whether the workflow does something else afterwards, which was meant as far as anybody can tell."""


@attrs.frozen(eq=False)
class Diagnostic:
    """One mistake, with the place to mend it."""

    rule: str
    """The name of what was broken, in words: `unknown-need`."""
    message: str
    """What is wrong; makes sense alone on one line."""
    where: Where = NOWHERE
    hint: str | None = None
    """What to do about it."""
    path: str = ""
    """The place in the workflow, for people and for tests: `jobs.test.needs[0]`."""
    severity: Severity = Severity.ERROR
    edits: tuple[Edit, ...] = ()
    """What `check --fix` does about it, all or nothing. Only for YAML, and only when there is no doubt what was meant."""

    @property
    def spot(self) -> tuple[str, int, int]:
        """File, line and column, for sorting."""
        return (self.where.file, self.where.line, self.where.column)

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class UsageError(Exception):
    """A mistake in the use of ghflow's objects, outside a ghflow run.

    Inside one (`build`, `check`) the same mistake is recorded and the source goes on, so that all mistakes show at once.
    """

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(str(diagnostic))
        self.diagnostic = diagnostic

    def __reduce__(self) -> tuple[type[UsageError], tuple[Diagnostic]]:
        return (type(self), (self.diagnostic,))


class UnknownNameError(UsageError, AttributeError):
    """The mistake is a name that does not exist: an `AttributeError` too, so that `hasattr` answers."""


class WrongTypeError(UsageError, TypeError):
    """The mistake is a value of the wrong kind, or an argument that does not exist: a `TypeError` too."""


_recorded: ContextVar[list[Diagnostic] | None] = ContextVar("recorded", default=None)


@contextmanager
def collecting() -> Iterator[list[Diagnostic]]:
    """Record mistakes into the list instead of raising them, for the length of the block."""
    found: list[Diagnostic] = []
    token = _recorded.set(found)
    try:
        yield found
    finally:
        _recorded.reset(token)


def report(diagnostic: Diagnostic, error: type[UsageError] = UsageError) -> None:
    """Record the mistake when a ghflow run is listening; raise it as `error` when none is."""
    found = _recorded.get()
    if found is None:
        raise error(diagnostic) from None
    found.append(diagnostic)


def closest(name: str, known: Iterable[str]) -> str | None:
    """The known name that was most likely meant, if any is near."""
    import difflib

    known = list(known)
    by_lower = {candidate.lower(): candidate for candidate in known}
    matches = difflib.get_close_matches(name.lower(), by_lower, n=1, cutoff=0.6)
    if matches:
        alike = [candidate for candidate in known if candidate.lower() == matches[0]]
        return max(alike, key=lambda candidate: difflib.SequenceMatcher(None, name, candidate).ratio())
    squeezed = {key.replace("-", "").replace("_", ""): value for key, value in by_lower.items()}
    return squeezed.get(name.lower().replace("-", "").replace("_", ""))


def certain(name: str, known: Iterable[str]) -> str | None:
    """The known name that was meant without a doubt: one that is spelt nearly the same, and no other is near."""
    import difflib

    known = list(known)
    squeezed = [one for one in known if _squeezed(one) == _squeezed(name)]
    if squeezed:
        return squeezed[0] if len(squeezed) == 1 else None
    near = difflib.get_close_matches(name.lower(), known, n=2, cutoff=0.7)
    if len(near) != 1:
        return None
    alike = difflib.SequenceMatcher(None, name.lower(), near[0]).ratio() >= 0.85
    return near[0] if alike or _are_swapped(name.lower(), near[0].lower()) else None


def _are_swapped(name: str, other: str) -> bool:
    """Whether two names differ in two letters side by side that changed places."""
    differ = [index for index, (one, two) in enumerate(zip(name, other, strict=False)) if one != two]
    if len(name) != len(other) or len(differ) != 2 or differ[1] != differ[0] + 1:
        return False
    first, second = differ
    return name[first] == other[second] and name[second] == other[first]


def _squeezed(name: str) -> str:
    return name.lower().replace("-", "").replace("_", "")


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """The hint for a name that is not known: the closest one, else the list of all."""
    names = list(known)
    match = closest(name, names)
    if match is not None:
        return f"did you mean '{match}'?"
    if not names:
        return None
    shown = ", ".join(sorted(names)[:12])
    return f"known: {shown}" + (", ..." if len(names) > 12 else "")

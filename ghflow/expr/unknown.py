"""Values that are not known yet, for evaluating with three truth values.

Lives here: `Unknown`, `Fields` (an object of which only some keys are known).
Not here: how operators and functions treat them (`running`, `builtins`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Literal, TypeAlias

    Kind: TypeAlias = Literal["null", "boolean", "number", "string", "array", "object"]


def _truth_of_kind(unknown: Unknown) -> bool | None:
    return True if unknown.kind in ("array", "object") else None


@attrs.frozen
class Unknown:
    """A value that only the run will know. It may stand in contexts at any depth, and `evaluate` may give it back.

    `reason` says in words where it comes from. `kind` is what it will be, where that is known; `truth` is how `&&`, `||`
    and `!` will take it, where that is known: of `unknown && false` only that it is falsy.
    """

    reason: str
    kind: Kind | None = None
    truth: bool | None = attrs.field(default=attrs.Factory(_truth_of_kind, takes_self=True))

    def __bool__(self) -> NoReturn:
        raise TypeError(f"{self.reason} is not known yet: ask for its truth")

    def either(self, truth: bool) -> Any:
        """What this is where it turns out truthy (or falsy): a value if there is one such value only."""
        if self.kind == "boolean":
            return truth
        if self.kind == "string" and not truth:
            return ""
        return attrs.evolve(self, truth=truth)


class Fields(dict[str, Any]):
    """An object for contexts: with `rest`, a key that is not there is that `Unknown` and not null.

    With `case_sensitive`, keys differ by case too, as those of `env` do on Linux and macOS.
    """

    __slots__ = ("case_sensitive", "rest")

    def __init__(
        self,
        known: Mapping[str, Any] | Iterable[tuple[str, Any]] = (),
        *,
        rest: Unknown | None = None,
        case_sensitive: bool = False,
    ) -> None:
        super().__init__(known)
        self.rest = rest
        self.case_sensitive = case_sensitive

    def missing(self, key: str) -> Unknown | None:
        """What a key that is not there is; None where it is null. A class of its own may give each key a reason."""
        return self.rest

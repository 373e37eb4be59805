"""An object while it is read: its values so far, the comments in them, and the order of its keys where that matters.

Lives here: `Making`, `Found`. Not here: what the values are (`loading`), to which entry a comment belongs (`comments`).
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from ghflow.model.kinds import FrozenMap
from ghflow.model.node import About, Remark
from ghflow.reader.tree import Mapped, Scalar

if TYPE_CHECKING:
    from ghflow.reader.forms import Form
    from ghflow.reader.tree import Entry

Path = tuple[str | int, ...]


class Found:
    """What is found on the way through one field: the comments in it, by the path inside its value."""

    __slots__ = ("remarks",)

    def __init__(self) -> None:
        self.remarks: dict[Path, Remark] = {}

    def add(self, at: Path, entry: Entry, above: bool = True) -> None:
        """Keep the comments of an entry; those above it only when they do not belong to the object that stands there."""
        if entry.behind is None and not entry.below and not (above and entry.above):
            return
        self.remarks[at] = Remark(entry.behind, joined(entry.above) if above else None, joined(entry.below))


class Making:
    """An object while it is read: its values so far, and what goes beside them."""

    __slots__ = ("extra", "form", "kept", "notes", "path", "values")

    def __init__(self, form: Form, path: Path, given: dict[str, Any]) -> None:
        self.form = form
        self.path = path
        self.values: dict[str, Any] = given
        self.extra: dict[str, Any] = {}
        self.notes: dict[str, Any] = {}
        self.kept = Found()
        """The comments inside `extra`."""

    def about(self, comment: str | None, order: tuple[str, ...], allow: tuple[str, ...]) -> About | None:
        """What the object says beside its YAML; None when that is nothing."""
        if not (self.extra or self.notes or order or allow) and comment is None:
            return None
        extra = FrozenMap(self.extra) if self.extra else None
        if self.kept.remarks:
            self.notes["extra"] = (extra, self.kept.remarks)
        return About(comment, extra, allow, self.notes, order)

    def order(self, entries: list[Entry]) -> tuple[str, ...]:
        """The keys as they stand in the file, where comments would change places if all were written in GitHub's order.

        A comment at the end of a key's block stays there.
        """
        ranks = self.form.ranks
        last = len(ranks)
        names: list[str] = []
        rows: list[tuple[int, int, Entry, bool]] = []
        for entry in entries:
            name = entry.name
            names.append(name)
            if name in self.extra:
                rows.append((last, 0, entry, entry.commented))
                continue
            rank = ranks.get(name, last)
            if name in self.form.groups and isinstance(entry.value, Mapped):
                for inner in entry.value.entries:
                    names.append(f"{name}.{inner.name}")
                    rows.append((rank, ranks.get(names[-1], last), inner, inner.commented))
            else:
                rows.append((rank, 0, entry, entry.commented))
        if _is_sorted(rows):
            return ()
        if any(name == "" or (isinstance(name, str) and "/" in name) for name in self.path):
            return tuple(names)  # below a name that GitHub does not take nothing is known of its keys
        ended = any(entry.below for entry in entries) or any(
            row[2].below for row in rows
        )  # or the next key would get it
        first = min(rows, key=lambda row: row[:2])[2]
        begun = not self.path and first is not entries[0] and first.above  # or the whole file would get it
        if not ended and not begun and _is_sorted([row for row in rows if row[3] or _commented_inside(row[2])]):
            return ()
        return tuple(names)


def _is_sorted(rows: list[tuple[int, int, Entry, bool]]) -> bool:
    return all(one[:2] <= other[:2] for one, other in pairwise(rows))


def _commented_inside(entry: Entry) -> bool:
    """Whether a comment stands somewhere below an entry."""
    value = entry.value
    return not isinstance(value, Scalar) and any(one.commented or _commented_inside(one) for one in value.entries)


def joined(lines: list[str]) -> str | None:
    """The lines of a comment as one text; None when there are none."""
    return "\n".join(lines) if lines else None

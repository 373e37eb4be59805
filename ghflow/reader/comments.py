"""The comments of a file, each put where it belongs: above, behind or below an entry of the tree.

Those that are meant for ghflow (`# ghflow: allow RULE`) stay comments like all others; the tree has them besides.
The YAML library's events come without comments. Outside of scalars a `#` at the start of a line or behind white space
begins one, so the text between the scalars tells all.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

from ghflow.reader.tree import Directive, Listed, Mapped, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ghflow.reader.tree import Entry, Raw, Tree

_SHORT = 40
"""Characters of the words in a list that is surely written in one line."""
_WORD = re.compile(r"[\w.-]+\Z").match
_BLOCK_HEADER = re.compile(r"[|>][-+0-9]*[ \t]+#")


class Comment(NamedTuple):
    """One comment: its text (see `comment_text`), its line and column (0-based), whether the line holds nothing else."""

    text: str
    line: int
    column: int
    alone: bool


_FOR_GHFLOW = re.compile(r"#?ghflow:").match


def comment_text(comment: str) -> str:
    """The text of a comment, given from its `#` on: without `# `; as it stands when no space follows the `#`."""
    text = comment.rstrip()
    if text == "#":
        return ""
    return text[2:] if text[1] == " " and text[2:3] != "#" else text


def find_comments(text: str, scalars: list[tuple[int, int, bool]]) -> Iterator[Comment]:
    """All comments, in the order of the file."""
    starts = [start for start, _, _ in scalars]
    offset = 0
    for number, line in enumerate(text.split("\n")):
        at = line.find("#")
        while at >= 0:
            if at == 0 or line[at - 1] in " \t":
                index = bisect_right(starts, offset + at) - 1
                inside = index >= 0 and offset + at < scalars[index][1]
                if inside and scalars[index][2]:
                    # In a block: the comment behind its `|`, on the first line, is one all the same.
                    inside = starts[index] < offset or not _BLOCK_HEADER.match(line, starts[index] - offset)
                if not inside:
                    yield Comment(comment_text(line[at:]), number, at, not line[:at].strip(" \t-"))
                    break
            at = line.find("#", at + 1)
        offset += len(line) + 1


def place_comments(text: str, tree: Tree) -> list[str]:
    """Put every comment of the text at its entry, and those for ghflow into the tree besides.

    What belongs to no entry (a file without any) is given back.
    """
    entries = tree.entries
    if "#" not in text:
        return []
    lines = _lines_of(entries, text.split("\n"))
    lost: list[str] = []
    gap = _Gap()
    for comment in find_comments(text, tree.scalars):
        after = bisect_right(lines, comment.line)
        if not entries:
            lost.append(comment.text)
            continue
        if comment.alone:
            at = gap.place(comment, entries, bisect_left(lines, comment.line))  # a dash may stand before it
        elif after:
            at = _place_behind(comment, entries, after - 1)
        else:
            at = entries[0]
            at.above.append(comment.text)
        if _FOR_GHFLOW(comment.text):
            column = comment.column if comment.text[0] == "#" else comment.column + 2
            around = _around(comment, at, entries[0])
            tree.directives.append(Directive(comment.text, comment.line, column, around))
    return lost


def _lines_of(entries: list[Entry], text: list[str]) -> list[int]:
    """The line in which each entry begins: for an item, that of its dash, which may stand alone above it."""
    found = []
    for entry in entries:
        line = entry.line
        if entry.key is None and not entry.of.flow:
            while line > 0 and text[line][entry.column : entry.column + 1] != "-":
                line -= 1
        found.append(line)
    return found


def _around(comment: Comment, entry: Entry, first: Entry) -> list[Raw]:
    """What a comment is about: the value of its entry, unless it ends a block or begins the file, and all that this stands in."""
    about_value = comment.line <= entry.line and not (entry is first and comment.line < entry.line)
    found: list[Raw] = [entry.value] if about_value else []
    within: Entry | None = entry
    while within is not None:
        found.append(within.of)
        within = within.of.owner
    return found


class _Gap:
    """The lines between two entries. Of several comments in them, none goes before one that stands above it."""

    def __init__(self) -> None:
        self.after = -1
        self.column = 0
        """The column of the block that the comment before has ended; -1 when that stands above the next entry."""

    def place(self, comment: Comment, entries: list[Entry], after: int) -> Entry:
        """Above the entry that follows, unless the comment stands deeper: then it ends the block before it.

        Between a key and its text it stands above the key.
        """
        following = entries[after] if after < len(entries) else None
        before = entries[after - 1] if after else None
        if before is not None and _has_own_text(before) and before.value.start.line > comment.line:
            _raise(before)
            before.above.append(comment.text)
            return before
        column = comment.column if after != self.after else min(comment.column, self.column)
        self.after, self.column = after, column
        limit = -1 if following is None else following.column
        while before is not None and before.of.flow and before.of.end.line < comment.line:
            before = before.of.owner
        if before is not None and before.of.flow:
            if following is None or not _is_within(following, before.of):
                before.below.append(comment.text)
                return before
        elif column > limit or following is None:
            while before is not None and before.column > column:
                before = before.of.owner
            if before is not None and before.column > limit:
                before.below.append(comment.text)
                return before
        if following is not None:
            self.column = -1
            following.above.append(comment.text)
            return following
        entries[0].below.append(comment.text)
        return entries[0]


def _place_behind(comment: Comment, entries: list[Entry], index: int) -> Entry:
    """Behind the last entry that begins before it; behind the whole of a collection in brackets that has no other comment."""
    entry = entries[index]
    last = None
    while entry.of.flow and entry.of.end.line <= comment.line and entry.of.owner is not None:
        last, entry = entry, entry.of.owner
    if last is not None and last.of.end.line > last.of.start.line and _is_commented(last.of):
        entry = last
        if last.value.end.line < comment.line or _is_commented(last.value):  # behind the bracket that closes it
            last.below.append(comment.text)
            return last
    while entry.key is None and isinstance(entry.value, Mapped) and entry.value.entries:
        if entry.value.owner is not entry or entry.value.entries[0].line > comment.line:  # behind an alias or an anchor
            entry.above.append(comment.text)
            return entry
        entry = entry.value.entries[0]  # the line that begins an item, when it is written as a block
    value = entry.value
    if entry.key is None and isinstance(value, Listed) and not _is_short(value):
        entry.above.append(comment.text)  # its first item begins on the same line when it is written as a block
        return entry
    _raise(entry)
    entry.behind = comment.text
    return entry


def _has_own_text(entry: Entry) -> bool:
    """Whether the value of an entry is a text or a collection in brackets, and no alias."""
    value = entry.value
    if isinstance(value, Scalar):
        return bool(value.end.index > value.start.index)
    return bool(value.flow and value.owner is entry)


def _is_short(raw: Listed) -> bool:
    """Whether a list stands in one line, and always will: a few words and numbers."""
    words = [str(getattr(one.value, "value", None) or "a list") for one in raw.entries]
    return raw.flow and raw.end.line == raw.start.line and sum(map(len, words)) < _SHORT and all(map(_WORD, words))


def _is_commented(raw: Raw) -> bool:
    """Whether a comment stands somewhere in it."""
    return not isinstance(raw, Scalar) and any(one.commented or _is_commented(one.value) for one in raw.entries)


def _is_within(entry: Entry, collection: Listed | Mapped) -> bool:
    """Whether an entry stands in a collection, at any depth."""
    within: Entry | None = entry
    while within is not None and within.of is not collection:
        within = within.of.owner
    return within is not None


def _raise(entry: Entry) -> None:
    """Put the comment that stands behind an entry above it, since only one can stand there."""
    if entry.behind is not None:
        entry.above.append(entry.behind)
        entry.behind = None

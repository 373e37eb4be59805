"""Where a part of an expression stands, for the caret under it, and what to write there instead.

Lives here: `place_of`, `place_of_error`, `respelt`. Not here: the rules that ask (`expressions`, `availability`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ghflow.diagnostics import Edit, certain
from ghflow.expr.parsing import parse_with_spans
from ghflow.expr.tree import Star, walk

if TYPE_CHECKING:
    from collections.abc import Callable

    from ghflow.expr.tree import Expr
    from ghflow.model.uses import Use
    from ghflow.where import Where


def place_of(use: Use, fits: Callable[[Expr], bool], last: bool = False) -> Where:
    """The place of the first part of an expression that fits; that of the whole where it was built in Python.

    With `last`, it is the last name of that part: `reff` of `github.reff`.
    """
    source = use.parsed.source
    if not source:
        return use.where
    tree, spans = parse_with_spans(source)
    for part in walk(tree):
        if fits(part):
            key = getattr(part, "key", part) if last else part
            return place_of_span(use, *spans[part if isinstance(key, Star) else key])
    return use.where


def place_of_span(use: Use, start: int, end: int) -> Where:
    """The place of a part of an expression by its offsets.

    An expression of several lines cannot be found in the file as a whole, where the indentation is another: the part can.
    """
    parsed = use.parsed
    found = use.part(start, end)
    text = parsed.source[start:end]
    if not parsed.source or "\n" in text or not text.strip() or found != use.where:
        return found
    inside = (parsed.at + start, parsed.at + end)
    return use.where.inside(parsed.text, inside, inside)


def place_of_error(use: Use) -> Where:
    """The place of the character at which an expression stops to be one."""
    error = use.parsed.error
    if error is None:
        return use.where
    text = error.source
    start = text.rfind("\n", 0, error.at) + 1
    end = text.find("\n", error.at)
    line = text[start : end if end >= 0 else len(text)]
    start += len(line) - len(line.lstrip())
    return use.where.inside(text, (start, start + len(line.strip())), (error.at, error.at + 1))


_MEANT = re.compile(r"did you mean '([^']+)'\?").fullmatch


def respelt(where: Where, name: str, hint: str | None, *, unsafe: bool = False) -> tuple[Edit, ...]:
    """The edit that spells a name the way a hint says, where that is beyond doubt: `did you mean 'build'?`."""
    meant = _MEANT(hint or "")
    if meant is None or certain(name, [meant[1]]) is None:
        return ()
    return (Edit(where, meant[1], name, unsafe),)

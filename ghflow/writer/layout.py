"""Pieces of Python code, and how they are set: as `ruff format` leaves them, at 88 columns.

A piece that fits stands in one line; else a call, list or mapping has one argument a line, with a comma behind the last,
which is what makes the formatter leave it so.
Not here: what is written (`objects`), texts (`texts`), expressions (`expressions`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH = 88
_INDENT = 4


def width(text: str) -> int:
    """Columns that a line takes, at most: a character beyond ASCII may take two."""
    return len(text) if text.isascii() else len(text) + sum(char > "\x7f" for char in text)


class Code:
    """A piece of code that stands in one line, however long."""

    __slots__ = ("flat",)

    def __init__(self, flat: str | None) -> None:
        self.flat = flat
        """The whole in one line; None when it has several."""

    def key(self) -> Any:
        """What two pieces have in common when they are written alike."""
        return self.flat if self.flat is not None else self.parts()

    def parts(self) -> Any:
        """The same for a piece of several lines."""
        return None

    def set(self, out: list[str], indent: int) -> None:
        """Write the piece over several lines; those after the first begin at `indent` at least."""
        out.append(self.flat or "")


class Call(Code):
    """A call: `head` and arguments, each with its keyword or None."""

    __slots__ = ("arguments", "head")

    def __init__(self, head: str, arguments: Sequence[tuple[str | None, Code]]) -> None:
        self.head = head
        self.arguments = arguments
        shown = []
        for name, code in arguments:
            if code.flat is None:
                super().__init__(None)
                return
            shown.append(code.flat if name is None else f"{name}={code.flat}")
        super().__init__(f"{head}({', '.join(shown)})")

    def parts(self) -> Any:
        return (self.head, tuple([(name, code.key()) for name, code in self.arguments]))

    def set(self, out: list[str], indent: int) -> None:
        pad = " " * (indent + _INDENT)
        out.append(f"{self.head}(\n")
        for name, code in self.arguments:
            start = pad if name is None else f"{pad}{name}="
            out.append(start)
            put(code, out, indent + _INDENT, len(start))
            out.append(",\n")
        out.append(f"{' ' * indent})")


class Listing(Code):
    """A list."""

    __slots__ = ("items",)

    def __init__(self, items: Sequence[Code]) -> None:
        self.items = items
        shown = [item.flat for item in items if item.flat is not None]
        super().__init__(f"[{', '.join(shown)}]" if len(shown) == len(items) else None)

    def parts(self) -> Any:
        return ("[", tuple([item.key() for item in self.items]))

    def set(self, out: list[str], indent: int) -> None:
        pad = " " * (indent + _INDENT)
        out.append("[\n")
        for item in self.items:
            out.append(pad)
            put(item, out, indent + _INDENT, len(pad))
            out.append(",\n")
        out.append(f"{' ' * indent}]")


class Table(Code):
    """A mapping; keys are pieces of one line."""

    __slots__ = ("rows",)

    def __init__(self, rows: Sequence[tuple[str, Code]]) -> None:
        self.rows = rows
        shown = [f"{key}: {value.flat}" for key, value in rows if value.flat is not None]
        super().__init__(f"{{{', '.join(shown)}}}" if len(shown) == len(rows) else None)

    def parts(self) -> Any:
        return ("{", tuple([(key, value.key()) for key, value in self.rows]))

    def set(self, out: list[str], indent: int) -> None:
        pad = " " * (indent + _INDENT)
        out.append("{\n")
        for key, value in self.rows:
            start = f"{pad}{key}: "
            if key[-1] == ")" and value.__class__ is Code and len(start) + width(value.flat or "") >= WIDTH:
                head, _, name = key.rpartition("(")  # a key that is a call is what can be broken
                start = f"{pad}{head}(\n{pad}    {name[:-1]}\n{pad}): "
            out.append(start)
            put(value, out, indent + _INDENT, width(start))
            out.append(",\n")
        out.append(f"{' ' * indent}}}")


class Block(Code):
    """A triple-quoted text: its lines as they stand in the source, without the indentation that they get here.

    `start` is what stands before the first of them, `end` what stands behind the last: on its own line when `closed`.
    """

    __slots__ = ("closed", "end", "lines", "start")

    def __init__(self, start: str, lines: Sequence[str], end: str = '"""', closed: bool = True) -> None:
        super().__init__(None)
        self.start = start
        self.lines = lines
        self.end = end
        self.closed = closed

    def parts(self) -> Any:
        return (self.start, tuple(self.lines), self.end, self.closed)

    def set(self, out: list[str], indent: int) -> None:
        pad = " " * (indent + _INDENT)
        body = "\n".join([f"{pad}{line}" if line else "" for line in self.lines])
        out.append(f"{self.start}\n{body}")
        out.append(f"\n{' ' * indent}{self.end}" if self.closed else self.end)


class Chain(Code):
    """Pieces joined by an operator (or by nothing: a text in parts); in parentheses where they take several lines."""

    __slots__ = ("inside", "operator", "pieces")

    def __init__(self, pieces: Sequence[Code], operator: str, flat: str) -> None:
        super().__init__(flat)
        self.pieces = pieces
        self.operator = operator
        self.inside = flat
        """The whole in one line between the parentheses."""

    def fits(self, indent: int) -> bool:
        """Whether each piece has room on lines of its own."""
        room = WIDTH - indent - _INDENT - len(self.operator) - 1
        return all(
            width(piece.flat or "") <= room or (isinstance(piece, Chain) and piece.fits(indent + _INDENT))
            for piece in self.pieces
        )

    def joined(self) -> int:
        """Columns that the parts of a text take as one, at least."""
        shown = [piece.flat or "" for piece in self.pieces]
        return sum(width(one) - 2 - one.count("\\'") - one.count('\\"') for one in shown) + 2

    def set(self, out: list[str], indent: int) -> None:
        pad = " " * (indent + _INDENT)
        if self.operator and len(pad) + width(self.inside) <= WIDTH:
            out.append(f"(\n{pad}{self.inside}\n{' ' * indent})")
            return
        if not self.operator and len(pad) + self.joined() <= WIDTH:
            out.append(self.inside)  # the formatter would join the parts
            return
        out.append("(\n")
        for index, piece in enumerate(self.pieces):
            start = f"{pad}{self.operator} " if index and self.operator else pad
            out.append(start)
            put(piece, out, indent + _INDENT, len(start), after=0)
            out.append("\n")
        out.append(f"{' ' * indent})")


class Use:
    """Names that a piece needs, and the references to other parts of the workflow in it; none when it is not written."""

    __slots__ = ("names", "objects")

    def __init__(self, names: frozenset[str], objects: int = 0) -> None:
        self.names = names
        self.objects = objects


class Either(Code):
    """A piece where it fits (in one line, or as a chain over several), else another in its place."""

    __slots__ = ("instead", "objects", "other", "piece", "use")

    def __init__(
        self, piece: Code, other: Code, use: Use, instead: frozenset[str] = frozenset(), objects: int = 0
    ) -> None:
        super().__init__(piece.flat)
        self.piece = piece
        self.other = other
        self.use = use
        self.instead = instead
        """What the other piece needs."""
        self.objects = objects

    def set(self, out: list[str], indent: int) -> None:
        if isinstance(self.piece, Chain) and (self.flat or "").isascii() and self.piece.fits(indent):
            self.piece.set(out, indent)
            return
        self.use.names, self.use.objects = self.instead, self.objects
        put(self.other, out, indent, WIDTH)


_EMPTY = frozenset(["[]", "{}"])


def put(code: Code, out: list[str], indent: int, used: int, after: int = 1) -> None:
    """Write a piece behind `used` columns of its line, with `after` more to follow."""
    flat = code.flat
    if flat is not None and (used + width(flat) + after <= WIDTH or flat in _EMPTY):
        out.append(flat)
    else:
        code.set(out, indent)


def statement(name: str, code: Code) -> str:
    """`name = code`, and the newline."""
    out = [f"{name} = "]
    put(code, out, 0, len(name) + 3, after=0)
    out.append("\n")
    return "".join(out)

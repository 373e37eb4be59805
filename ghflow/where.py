"""Where in the user's own source an object was made, down to the single argument.

Lives here: `Where` and its two kinds (`CallSite` for Python that ran, `Span` for a known place in a file), `here`,
`component`, `shown_path`.
Not here: what is wrong at that place (`diagnostics`), how a mistake is shown (`rendering`).

A call site keeps (code object, instruction) pairs and nothing else: both come for free from the running frame, and lines,
columns and arguments are worked out only when somebody asks, which is when there is a mistake to show.
"""

from __future__ import annotations

import os
import sys
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias, TypeVar

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable
    from types import CodeType, FrameType

    F = TypeVar("F", bound=Callable[..., Any])

_PACKAGE = __file__.rpartition("where.py")[0]
_SKIPPED = ("<attrs", "<ghflow", "<frozen ", _PACKAGE)
_COMPONENTS: dict[int, CodeType] = {}
_Frames: TypeAlias = "tuple[tuple[CodeType, int], ...]"
SITES: dict[int, tuple[_Frames, dict[int, CallSite]]] = {}
"""By the id of some code, from where it was called last, and the calls of ghflow in it, by their instruction.

Most come in loops, and to compare frames with those of the time before is cheaper than to make a place of them.
"""
_MAX_CHAIN = 24  # twelve frames
# The frame of a comprehension is a detail of the interpreter (and gone since Python 3.12): its caller is the same statement.
_COMPREHENSIONS = ("<listcomp>", "<dictcomp>", "<setcomp>", "<genexpr>")


class Where:
    """A place in a file. Lines and columns are 1-based and count characters; `end_column` is the first one not included."""

    __slots__ = ()
    from_file: ClassVar[bool] = False
    """Whether the object was read from a file, in which all is there that shall be: no id and no need is added to it."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int

    @property
    def callers(self) -> tuple[Where, ...]:
        """The calls that led here, innermost first; empty at module level."""
        return ()

    def argument(self, *path: str | int, position: int | None = None) -> Where:
        """The place of one argument of the call made here, or the call's own place when it cannot be told.

        `path` is the keyword, then keys and indexes into its value (`argument("env", "TOKEN")`); `position` is the index of
        the argument when it was given without its keyword.
        """
        return self

    def inside(self, text: str, whole: tuple[int, int], part: tuple[int, int]) -> Where:
        """The place of a part of an expression in a text that stands here; this place when it cannot be found in the file.

        `whole` is the expression and `part` the part of it, as offsets into `text` (0-based, in characters, the last one not
        included).
        """
        return self

    def __str__(self) -> str:
        return f"{shown_path(self.file)}:{self.line}"


class Span(Where):
    """A place that is known already: read from a YAML file, or taken from a syntax error."""

    __slots__ = ("_callers", "column", "end_column", "end_line", "file", "line")

    def __init__(
        self,
        file: str,
        line: int,
        column: int = 1,
        end_line: int | None = None,
        end_column: int | None = None,
        callers: tuple[Where, ...] = (),
    ) -> None:
        self.file = file
        self.line = line
        self.column = column
        self.end_line = line if end_line is None else end_line
        self.end_column = column if end_column is None else end_column
        self._callers = callers

    @property
    def callers(self) -> tuple[Where, ...]:
        return self._callers

    def inside(self, text: str, whole: tuple[int, int], part: tuple[int, int]) -> Where:
        """The whole is looked for as it is spelt: escapes, folds and indentation keep offsets from being of use."""
        spelt = text[slice(*whole)]
        if not spelt.strip() or "\n" in spelt:
            return self
        before = text.count(spelt, 0, whole[0])
        lines = _lines_of(self.file)
        for number in range(max(self.line, 1), min(self.end_line, len(lines)) + 1):
            line = lines[number - 1]
            at = self.column - 1 if number == self.line else 0
            stop = self.end_column - 1 if number == self.end_line else len(line)
            while (at := line.find(spelt, at, stop)) >= 0:
                if before == 0:
                    first, last = (at + offset - whole[0] + 1 for offset in part)
                    return Span(self.file, number, first, number, max(last, first + 1), self._callers)
                before -= 1
                at += len(spelt)
        return self

    def _key(self) -> tuple[object, ...]:
        return (self.file, self.line, self.column, self.end_line, self.end_column)

    def __eq__(self, other: object) -> bool:
        return self._key() == other._key() if isinstance(other, Span) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._key())

    def __repr__(self) -> str:
        return f"Span({self.file!r}, {self.line}, {self.column}, {self.end_line}, {self.end_column})"


NOWHERE = Span("<unknown>", 0)


class CallSite(tuple, Where):  # type: ignore[type-arg]
    """Code objects and instruction offsets in turn, innermost frame first, up to the module that was running."""

    __slots__ = ()

    @property
    def file(self) -> str:  # type: ignore[override]
        return str(self[0].co_filename)

    @property
    def line(self) -> int:  # type: ignore[override]
        return _position(self[0], self[1])[0]

    @property
    def column(self) -> int:  # type: ignore[override]
        return self._span().column

    @property
    def end_line(self) -> int:  # type: ignore[override]
        return _position(self[0], self[1])[1]

    @property
    def end_column(self) -> int:  # type: ignore[override]
        return self._span().end_column

    @property
    def callers(self) -> tuple[Where, ...]:
        frames = [
            (code, offset)
            for code, offset in zip(self[::2], self[1::2], strict=True)
            if not code.co_filename.startswith(_SKIPPED) and id(code) not in _COMPONENTS
        ]
        kept = [
            frame
            for inner, frame in pairwise(frames)
            if inner[0].co_name not in _COMPREHENSIONS or inner[0].co_filename != frame[0].co_filename
        ]
        return tuple(CallSite(frame) for frame in kept)

    def argument(self, *path: str | int, position: int | None = None) -> Where:
        code, offset = self[0], self[1]
        call = _find_call(code, offset)
        node = None if call is None else _find_argument(call, path, position)
        if node is None:
            return self
        return Span(*_in_characters(code.co_filename, _extent(node)), callers=self.callers)

    def _span(self) -> Span:
        return Span(*_in_characters(self[0].co_filename, _position(self[0], self[1])))

    def __reduce__(self) -> tuple[Any, ...]:
        callers = tuple(Span(c.file, c.line, c.column) for c in self.callers)
        return (Span, (self.file, self.line, self.column, self.end_line, self.end_column, callers))

    def __str__(self) -> str:
        return f"{shown_path(self.file)}:{self.line}"

    def __repr__(self) -> str:
        return f"CallSite({self!s})"


class _ComponentCall(CallSite):
    """The call of a user's component: its arguments are not those of what is made inside it."""

    __slots__ = ()

    def argument(self, *path: str | int, position: int | None = None) -> Where:
        return self


def here(depth: int = 1) -> CallSite:
    """The call that is running now, seen from outside ghflow: innermost frame of the user's, then its callers.

    Frames of ghflow, of code that attrs generated and of functions marked `component` are passed over. `depth` is the
    number of frames that are known to be ghflow's own.
    """
    innermost = sys._getframe(depth)
    known = SITES.get(id(innermost.f_code))
    if known is not None:
        frame: FrameType | None = innermost
        for code, offset in known[0]:
            frame = frame.f_back  # type: ignore[union-attr]
            if frame is None or frame.f_code is not code or frame.f_lasti != offset:
                break
        else:
            offset = innermost.f_lasti
            site = known[1].get(offset)
            if site is None:
                outer = (part for pair in known[0] for part in pair)
                site = known[1][offset] = CallSite((innermost.f_code, offset, *outer))
            return site
    frame = innermost
    kind = CallSite
    while frame is not None:
        code = frame.f_code
        if not code.co_filename.startswith(_SKIPPED) and id(code) not in _COMPONENTS:
            chain = [code, frame.f_lasti]
            while code.co_name != "<module>" and len(chain) < _MAX_CHAIN:
                frame = frame.f_back
                if frame is None:
                    break
                code = frame.f_code
                chain += (code, frame.f_lasti)
            if code.co_name != "<module>":
                chain += _module_above(frame)
                return kind(chain)
            site = kind(chain)
            if site[0] is innermost.f_code:
                frames = tuple(zip(site[2::2], site[3::2], strict=True))
                SITES[id(site[0])] = (frames, {site[1]: site})  # which keeps the code alive, and its id its own
            return site
        if id(code) in _COMPONENTS:
            kind = _ComponentCall
        frame = frame.f_back
    return CallSite((innermost.f_code, innermost.f_lasti))


def _module_above(frame: FrameType | None) -> tuple[Any, ...]:
    """The module that a very long chain of calls began in: it is what the object belongs to."""
    while frame is not None:
        if frame.f_code.co_name == "<module>":
            return (frame.f_code, frame.f_lasti)
        frame = frame.f_back
    return ()


def component(function: F) -> F:
    """Mark a function that returns steps or jobs as a building block: mistakes in them are shown at its caller's line."""
    code = getattr(function, "__code__", None)
    if code is None:
        raise TypeError(f"component marks a Python function, got {function!r}")
    _COMPONENTS[id(code)] = code
    SITES.pop(id(code), None)
    return function


def shown_path(file: str) -> str:
    """A path as people know it: relative to the current folder where it lies inside it, with `/`."""
    return relative_path(file, os.curdir)


def relative_path(file: str, folder: str) -> str:
    """A path seen from a folder, with `/`; as it is when it lies outside."""
    try:
        relative = os.path.relpath(file, folder)
    except (ValueError, OSError):
        return file
    outside = relative == os.pardir or relative.startswith(os.pardir + os.sep)
    return file if outside else relative.replace(os.sep, "/")


# From an instruction to the syntax tree. Everything below runs only when a mistake is shown.

_trees: dict[str, tuple[list[str], dict[tuple[int, int, int, int], ast.AST]]] = {}


def remember_source(file: str, text: str) -> None:
    """Let places in `file` be worked out from `text`, whatever happens to the file on disk meanwhile."""
    import linecache

    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines = [f"{line}\n" for line in lines]
    linecache.cache[file] = (len(text), None, lines, file)
    _trees.pop(file, None)


def _position(code: CodeType, offset: int) -> tuple[int, int, int, int]:
    """Line, end line, column and end column (bytes, 0-based) of the instruction, as the compiler recorded them."""
    for index, (line, end, column, end_column) in enumerate(code.co_positions()):
        if index == offset // 2 and line is not None:
            return line, end or line, column or 0, end_column or 0
    return code.co_firstlineno, code.co_firstlineno, 0, 0


def _extent(node: ast.AST) -> tuple[int, int, int, int]:
    spot: Any = node
    return spot.lineno, spot.end_lineno, spot.col_offset, spot.end_col_offset


def _in_characters(file: str, extent: tuple[int, int, int, int]) -> tuple[str, int, int, int, int]:
    line, end, column, end_column = extent
    lines, _ = _parsed(file)

    def characters(number: int, byte: int) -> int:
        if not 0 < number <= len(lines):
            return byte + 1
        return len(lines[number - 1].encode()[:byte].decode(errors="replace")) + 1

    return file, line, characters(line, column), end, characters(end, end_column)


def _lines_of(file: str) -> list[str]:
    import linecache

    return linecache.getlines(file)


def _parsed(file: str) -> tuple[list[str], dict[tuple[int, int, int, int], ast.AST]]:
    if file not in _trees:
        import ast

        lines = _lines_of(file)
        calls: dict[tuple[int, int, int, int], ast.AST] = {}
        try:
            tree = ast.parse("".join(lines))
        except (SyntaxError, ValueError, RecursionError):
            tree = ast.Module([], [])
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                calls[_extent(node)] = node
        _trees[file] = (lines, calls)
    return _trees[file]


def _find_call(code: CodeType, offset: int) -> ast.Call | None:
    found: Any = _parsed(code.co_filename)[1].get(_position(code, offset))
    return found  # type: ignore[no-any-return]


def _find_argument(call: ast.Call, path: tuple[str | int, ...], position: int | None) -> ast.AST | None:
    import ast

    node: ast.AST | None = None
    for keyword in call.keywords:
        if path and keyword.arg == path[0]:
            node = keyword
    if node is None and position is not None and position < len(call.args):
        node = call.args[position]
        if isinstance(node, ast.Starred):
            return None
    if node is None:
        return None
    for key in path[1:]:
        inner = _step_into(_unwrapped(node.value if isinstance(node, ast.keyword) else node), key)
        if inner is None:
            break
        node = inner
    return node


def _unwrapped(node: ast.AST) -> ast.AST:
    import ast

    while isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "note" and node.args:
        node = node.args[0]
    return node


def _step_into(node: ast.AST, key: str | int) -> ast.AST | None:
    import ast

    if isinstance(node, ast.List | ast.Tuple | ast.Set) and isinstance(key, int) and key < len(node.elts):
        if any(isinstance(item, ast.Starred) for item in node.elts[: key + 1]):
            return None
        return node.elts[key]
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        named = {name.value: value for name, value in pairs if isinstance(name, ast.Constant)}
        # A mapping that stands for an object has the keys of the file: `id-token` for `id_token`.
        for spelling in (key, key.replace("_", "-") if isinstance(key, str) else key):
            if spelling in named:
                return named[spelling]
    if isinstance(node, ast.Call):
        for keyword in node.keywords:
            if keyword.arg == key:
                return keyword.value
    return None

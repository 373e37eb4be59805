"""Text -> expression tree, with the offset of whatever does not parse.

Lives here: the lexer, the parser (`parse`, `parse_with_spans`, `located`) and the finding of `${{ }}` in a text (`split`).
Not here: which contexts, properties and functions exist, and where they may stand.
Source: actions/runner, src/Sdk/Expressions/Tokens/LexicalAnalyzer.cs and ExpressionParser.cs (facts read 2026-11-22).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from ghflow.expr.numbers import parse_number
from ghflow.expr.printing import LEVEL, is_identifier, show
from ghflow.expr.tree import Call, Context, Index, Lit, Not, Op, Star, levels, walk

if TYPE_CHECKING:
    from typing import TypeAlias

    from ghflow.expr.tree import Expr

MAX_LENGTH = 21_000
MAX_DEPTH = 50

_KEYWORDS: dict[str, Any] = {
    "null": None,
    "true": True,
    "false": False,
    "NaN": float("nan"),
    "Infinity": float("inf"),
}
# A string, an operator or punctuation, or a run of anything else: a number or a name. U+001C to U+001F are white space
# for Python, but not for GitHub.
_TOKEN = re.compile(
    r"[^\S\x1c-\x1f]*(?:('(?:[^']|'')*'?)|(&&|\|\||[=!<>]=|[!<>()\[\],.*])|([^\s()\[\],.!<>=&|*']+)|(?s:(.))|\Z)"
).match
_NUMBER = re.compile(r"[-+.0-9][^\s()\[\],!<>=&|]*").match
_PROPERTY = "the name of a property or '*'"


class ExprError(ValueError):
    """A text that is no expression: what was expected, in which text, at which offset (0-based, in characters)."""

    def __init__(self, expected: str, source: str, at: int) -> None:
        shown = source if len(source) <= 100 else f"{source[max(0, at - 50) : at + 50]}..."
        super().__init__(f"expected {expected} at column {at + 1} of {shown!r}")
        self.expected = expected
        self.source = source
        self.at = at

    @property
    def excerpt(self) -> str:
        """The text, or some 60 characters of a longer one around the place."""
        if len(self.source) <= 60:
            return self.source
        start, end = max(0, self.at - 30), self.at + 27
        return ("..." if start else "") + self.source[start:end] + ("..." if end < len(self.source) else "")

    def __reduce__(self) -> tuple[type[ExprError], tuple[str, str, int]]:
        return (type(self), (self.expected, self.source, self.at))


def parse(source: str) -> Expr:
    """The tree of an expression, given without its `${{ }}`.

    Raises `ExprError` for what GitHub refuses: syntax, more than 21,000 characters (counted as UTF-16, as GitHub does), more
    than 50 levels. Levels are those of the tree, as GitHub's runner counts them, and those of brackets in brackets, as its
    language service does. Which contexts and functions there are is not asked here (`check`).
    """
    return _Parser(source).tree()


class Span(NamedTuple):
    """Where a part of an expression stands in its text: 0-based, in characters, without the parentheses around it."""

    start: int
    end: int


class Spans:
    """The places of all parts of one tree, `*` and the names of properties included.

    Parts are told apart by identity, since equal ones may stand in several places: `spans[tree.left]`. What is no part of
    the tree is a `KeyError`.
    """

    __slots__ = ("_found", "source", "tree")

    def __init__(self, source: str, tree: Expr, found: dict[int, Span]) -> None:
        self.source = source
        self.tree = tree  # kept, so that no identity is used again
        self._found = found

    def __getitem__(self, part: Expr | Star) -> Span:
        found = self._found.get(id(part))
        if found is None:
            raise KeyError(part)
        return found

    def __contains__(self, part: Expr | Star) -> bool:
        return id(part) in self._found

    def text(self, part: Expr | Star) -> str:
        """A part as it is spelt."""
        return self.source[slice(*self[part])]


def parse_with_spans(source: str) -> tuple[Expr, Spans]:
    """The same as `parse`, and where each part of the tree stands."""
    found: dict[int, Span] = {}
    tree = _Parser(source, found).tree()
    return tree, Spans(source, tree, found)


def located(expression: str | Expr) -> tuple[Expr, Spans]:
    """The tree of a text, or a tree itself, and where its parts stand: those of a tree in the text that `show` gives.

    A part that stands in several places of a tree has the first of them. The parts of a tree whose text is too long, or which
    is too deep, all have the place of the whole.
    """
    if isinstance(expression, str):
        return parse_with_spans(expression)
    source = show(expression)
    here = _with_keys(expression)
    try:
        tree, spans = parse_with_spans(source)
    except ExprError:
        return expression, Spans(source, expression, {id(part): Span(0, len(source)) for part in here})
    there = _with_keys(tree)
    found = {id(part): spans[same] for part, same in zip(reversed(here), reversed(there), strict=True)}
    return expression, Spans(source, expression, found)


def _with_keys(tree: Expr) -> list[Expr | Star]:
    found: list[Expr | Star] = []
    for node in walk(tree):
        found.append(node)
        if isinstance(node, Index) and isinstance(node.key, Star):
            found.append(node.key)
    return found


if TYPE_CHECKING:
    _Token: TypeAlias = tuple[str, str, int]  # "string", "number", "name", "end" or the operator itself; text; place
    _Operand: TypeAlias = tuple[
        Expr, int, int
    ]  # a tree that has been read, where it starts and ends, parentheses included
    # What waits for more, a bracket or an operator: what it is ("(", "[", "call", "!", or a binary operator), how strongly it
    # binds (0 for brackets), where it starts; of a call the name, and how many operands there were before.
    _Open: TypeAlias = tuple[str, int, int, str, int]

_NOT_LEVEL = 5
_CLOSING = {"(": "')'", "[": "']'", "call": "',' or ')'"}


class _Parser:
    """Two stacks instead of recursion: operands that are complete, and what waits for more."""

    __slots__ = ("found", "index", "open", "operands", "source", "tokens")

    def __init__(self, source: str, found: dict[int, Span] | None = None) -> None:
        if _utf_16_length(source) > MAX_LENGTH:
            raise ExprError(f"at most {MAX_LENGTH} characters", source, min(MAX_LENGTH, len(source)))
        self.source = source
        self.tokens = tokens_of(source)
        self.index = 0
        self.operands: list[_Operand] = []
        self.open: list[_Open] = []
        self.found = found

    def tree(self) -> Expr:
        while True:
            self.operand()
            while self.tail():
                pass
            if self.tokens[self.index - 1][0] == "end":
                break
        tree = self.operands[0][0]
        # Every level has a token of its own.
        if len(self.tokens) > MAX_DEPTH and levels(tree) > MAX_DEPTH:
            raise ExprError(f"at most {MAX_DEPTH} levels", self.source, 0)
        return tree

    def put(self, tree: Expr, start: int, end: int) -> None:
        """An operand is complete."""
        self.operands.append((tree, start, end))
        if self.found is not None:
            self.found[id(tree)] = Span(start, end)

    def operand(self) -> None:
        """Read up to the first operand: what stands before it, and itself; only `(` of a call without arguments."""
        tokens = self.tokens
        while True:
            kind, text, at = tokens[self.index]
            self.index += 1
            if kind == "name":
                if text in _KEYWORDS:
                    tree: Expr = Lit(_KEYWORDS[text])
                    break
                following, _, bracket = tokens[self.index]
                if following != "(":
                    tree = Context(text)
                    break
                self.index += 1
                self.enter(("call", 0, at, text, len(self.operands)), bracket)
                if tokens[self.index][0] == ")":
                    return
            elif kind == "string":
                tree = Lit(text[1:-1].replace("''", "'"))
                break
            elif kind == "(":
                self.enter(("(", 0, at, "", 0), at)
            elif kind == "!":
                self.open.append(("!", _NOT_LEVEL, at, "", 0))
            elif kind == "number":
                tree = Lit(_number(text))
                break
            else:
                raise ExprError("a value", self.source, at)
        self.put(tree, at, at + len(text))

    def tail(self) -> bool:
        """Read what stands behind an operand; whether more such may follow, and not an operand."""
        kind, _, at = self.tokens[self.index]
        self.index += 1
        if kind == "." and self.has_properties():
            return self.property()
        level = LEVEL.get(kind, 0)
        if level:
            self.reduce(level)
            self.open.append((kind, level, at, "", 0))
            return False
        if kind == "[" and self.has_properties():
            return self.item(at)
        self.reduce(1)
        if not self.open:
            if kind != "end":
                raise ExprError("an operator or the end", self.source, at)
            return False
        waiting = self.open[-1]
        if kind == "," and waiting[0] == "call":
            return False
        if kind != ("]" if waiting[0] == "[" else ")"):
            raise ExprError(_CLOSING[waiting[0]], self.source, at)
        self.close(at + 1)
        return True

    def has_properties(self) -> bool:
        """Whether `.` or `[` may follow: not behind a literal that stands alone."""
        return not isinstance(self.operands[-1][0], Lit) or self.tokens[self.index - 2][0] == ")"

    def property(self) -> bool:
        kind, text, at = self.tokens[self.index]
        self.index += 1
        if kind == "name":
            self.put_index(Lit(text), at, at + len(text))
        elif kind == "*":
            self.put_index(Star(), at, at + 1)
        else:
            raise ExprError(_PROPERTY, self.source, at)
        return True

    def item(self, bracket: int) -> bool:
        kind, _, at = self.tokens[self.index]
        if kind != "*":
            self.enter(("[", 0, bracket, "", 0), bracket)
            return False
        kind, _, closing = self.tokens[self.index + 1]
        self.index += 2
        if kind != "]":
            raise ExprError("']'", self.source, closing)
        self.put_index(Star(), at, closing + 1)
        return True

    def put_index(self, key: Lit | Star, at: int, end: int) -> None:
        """The last operand gets a property; the key stands at `at`, and what follows it ends at `end`."""
        if self.found is not None:
            self.found[id(key)] = Span(at, at + 1 if isinstance(key, Star) else end)
        of, start, _ = self.operands.pop()
        self.put(Index(of, key), start, end)

    def enter(self, waiting: _Open, at: int) -> None:
        self.open.append(waiting)
        # Operators bind before the brackets around them, so that only few of these are none.
        if len(self.open) >= MAX_DEPTH and sum(not one[1] for one in self.open) >= MAX_DEPTH:
            raise ExprError(f"at most {MAX_DEPTH} levels", self.source, at)

    def close(self, end: int) -> None:
        """The other half of a bracket has been read."""
        kind, _, at, name, before = self.open.pop()
        if kind == "call":
            args = tuple(operand[0] for operand in self.operands[before:])
            del self.operands[before:]
            self.put(Call(name, args), at, end)
        elif kind == "(":
            self.operands[-1] = (self.operands[-1][0], at, end)
        else:
            key = self.operands.pop()[0]
            of, start, _ = self.operands.pop()
            self.put(Index(of, key), start, end)

    def reduce(self, level: int) -> None:
        """Complete the operators that bind at least as strongly as one of `level` that follows."""
        while self.open and self.open[-1][1] >= level:
            op: Any
            op, _, at, _, _ = self.open.pop()
            right, start, end = self.operands.pop()
            if op == "!":
                self.put(Not(right), at, end)
            else:
                left, start, _ = self.operands.pop()
                self.put(Op(op, left, right), start, end)


def _utf_16_length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def tokens_of(source: str) -> list[_Token]:
    """The words of an expression: what each is, its text and its place. The last has the kind `end`."""
    found: list[_Token] = []
    previous = "("
    at = 0
    while True:
        match: Any = _TOKEN(source, at)
        group = match.lastindex
        if group is None:
            found.append(("end", "", len(source)))
            return found
        start, text = match.start(group), match[group]
        if text[0] in "-+.0123456789" and (text[0] != "." or previous not in ("name", ")", "]", "*")):
            text = _NUMBER(source, start)[0]  # type: ignore[index]
            if previous == "." or not _is_number(text):
                raise ExprError(_expected_after(previous), source, start)
            previous = "number"
        elif group == 1:
            if text.count("'") % 2:
                raise ExprError('a closing "\'"', source, len(source))
            previous = "string"
        elif group == 2:
            previous = text
        elif group == 3 and is_identifier(text):
            previous = "name"
        else:
            raise ExprError("an operator, a name or a literal", source, start)
        found.append((previous, text, start))
        at = start + len(text)


def _expected_after(previous: str) -> str:
    if previous == ".":
        return _PROPERTY
    return "an operator or the end" if previous in ("string", "number", "name", ")", "]", "*") else "a value"


def _is_number(text: str) -> bool:
    value = parse_number(text)
    return value == value


def _number(text: str) -> int | float:
    value = parse_number(text)
    return int(value) if value.is_integer() and abs(value) < 1e15 and str(value) != "-0.0" else value


class Part(NamedTuple):
    """One `${{ }}` of a text: the expression between the fences and where it starts (0-based, in characters)."""

    source: str
    at: int


def split(text: str) -> list[str | Part]:
    """The text as literal pieces and `${{ }}` parts in turn; a `}}` inside a string literal does not close.

    Raises `ExprError` when a `${{` is never closed.
    """
    pieces: list[str | Part] = []
    at = 0
    while True:
        start = text.find("${{", at)
        if start < 0:
            if at < len(text):
                pieces.append(text[at:])
            return pieces
        if start > at:
            pieces.append(text[at:start])
        end = _closing(text, start + 3)
        pieces.append(Part(text[start + 3 : end], start + 3))
        at = end + 2


def _closing(text: str, at: int) -> int:
    quoted = False
    for index in range(at, len(text)):
        if text[index] == "'":
            quoted = not quoted
        elif not quoted and text.startswith("}}", index):
            return index
    raise ExprError("a closing '}}'", text, len(text))

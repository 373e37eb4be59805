"""Text -> expression tree, with the offset of whatever does not parse.

Lives here: the lexer, the parser (`parse`) and the finding of `${{ }}` in a text (`split`).
Not here: which contexts, properties and functions exist, and where they may stand.
Source: actions/runner, src/Sdk/Expressions/Tokens/LexicalAnalyzer.cs and ExpressionParser.cs (facts read 2026-11-22).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from ghflow.expr.printing import LEVEL, is_identifier
from ghflow.expr.tree import Call, Context, Index, Lit, Not, Op, Star, levels

if TYPE_CHECKING:
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
_DECIMAL = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?\Z").match
_HEX = re.compile(r"0x[0-9a-fA-F]+\Z").match
_OCTAL = re.compile(r"0o[0-7]+\Z").match
_PROPERTY = "the name of a property or '*'"


class ExprError(ValueError):
    """A text that is no expression: what was expected, in which text, at which offset (0-based, in characters)."""

    def __init__(self, expected: str, source: str, at: int) -> None:
        super().__init__(f"expected {expected} at column {at + 1} of {source!r}")
        self.expected = expected
        self.source = source
        self.at = at

    def __reduce__(self) -> tuple[type[ExprError], tuple[str, str, int]]:
        return (type(self), (self.expected, self.source, self.at))


class _Token(NamedTuple):
    kind: str  # "string", "number", "name", "end", or the operator itself
    text: str
    at: int


def parse(source: str) -> Expr:
    """The tree of an expression, given without its `${{ }}`.

    Raises `ExprError` for what GitHub refuses: syntax, more than 21,000 characters, more than 50 levels. Levels are those
    of the tree, as GitHub's runner counts them, and those of brackets in brackets, as its language service does.
    """
    if len(source) > MAX_LENGTH:
        raise ExprError(f"at most {MAX_LENGTH} characters", source, MAX_LENGTH)
    tree = _Parser(source).whole()
    if levels(tree) > MAX_DEPTH:
        raise ExprError(f"at most {MAX_DEPTH} levels", source, 0)
    return tree


class _Parser:
    __slots__ = ("depth", "index", "source", "tokens")

    def __init__(self, source: str) -> None:
        self.source = source
        self.tokens = _tokens(source)
        self.index = 0
        self.depth = 1

    def whole(self) -> Expr:
        tree = self.binary(1)
        token = self.tokens[self.index]
        if token.kind != "end":
            raise ExprError("an operator or the end", self.source, token.at)
        return tree

    def binary(self, least: int) -> Expr:
        left = self.unary()
        while True:
            op: Any = self.tokens[self.index].kind
            level = LEVEL.get(op, 0)
            if level < least:
                return left
            self.index += 1
            left = Op(op, left, self.binary(level + 1))

    def unary(self) -> Expr:
        count = 0
        while self.tokens[self.index].kind == "!":
            self.index += 1
            count += 1
        tree = self.postfix()
        for _ in range(count):
            tree = Not(tree)
        return tree

    def postfix(self) -> Expr:
        token = self.tokens[self.index]
        tree = self.atom()
        if isinstance(tree, Lit) and token.kind != "(":
            return tree
        while True:
            kind = self.tokens[self.index].kind
            if kind == ".":
                self.index += 1
                tree = Index(tree, self.property_name())
            elif kind == "[":
                self.index += 1
                tree = Index(tree, self.bracketed())
            else:
                return tree

    def atom(self) -> Expr:
        token = self.tokens[self.index]
        self.index += 1
        match token.kind:
            case "string":
                return Lit(token.text[1:-1].replace("''", "'"))
            case "number":
                return Lit(_number(token.text))
            case "name" if token.text in _KEYWORDS:
                return Lit(_KEYWORDS[token.text])
            case "name" if self.tokens[self.index].kind == "(":
                self.index += 1
                return Call(token.text, self.arguments())
            case "name":
                return Context(token.text)
            case "(":
                self.enter()
                tree = self.binary(1)
                self.depth -= 1
                self.expect(")", "')'")
                return tree
        raise ExprError("a value", self.source, token.at)

    def property_name(self) -> Lit | Star:
        token = self.tokens[self.index]
        self.index += 1
        if token.kind == "*":
            return Star()
        if token.kind != "name":
            raise ExprError(_PROPERTY, self.source, token.at)
        return Lit(token.text)

    def bracketed(self) -> Expr | Star:
        if self.tokens[self.index].kind == "*":
            self.index += 1
            self.expect("]", "']'")
            return Star()
        self.enter()
        key = self.binary(1)
        self.depth -= 1
        self.expect("]", "']'")
        return key

    def arguments(self) -> tuple[Expr, ...]:
        self.enter()
        found: list[Expr] = []
        if self.tokens[self.index].kind == ")":
            self.index += 1
        else:
            while True:
                found.append(self.binary(1))
                if self.tokens[self.index].kind != ",":
                    break
                self.index += 1
            self.expect(")", "',' or ')'")
        self.depth -= 1
        return tuple(found)

    def expect(self, kind: str, words: str) -> None:
        token = self.tokens[self.index]
        if token.kind != kind:
            raise ExprError(words, self.source, token.at)
        self.index += 1

    def enter(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ExprError(f"at most {MAX_DEPTH} levels", self.source, self.tokens[self.index - 1].at)


def _tokens(source: str) -> list[_Token]:
    found: list[_Token] = []
    at = 0
    while True:
        match: Any = _TOKEN(source, at)
        kind = match.lastindex
        if kind is None:
            found.append(_Token("end", "", len(source)))
            return found
        start, text = match.start(kind), match[kind]
        previous = found[-1].kind if found else "("
        if text[0] in "-+.0123456789" and (text[0] != "." or previous not in ("name", ")", "]", "*")):
            text = _NUMBER(source, start)[0]  # type: ignore[index]
            if previous == "." or not _is_number(text):
                raise ExprError(_expected_after(previous), source, start)
            found.append(_Token("number", text, start))
        elif kind == 1:
            if text.count("'") % 2:
                raise ExprError('a closing "\'"', source, len(source))
            found.append(_Token("string", text, start))
        elif kind == 2:
            found.append(_Token(text, text, start))
        elif kind == 3 and is_identifier(text):
            found.append(_Token("name", text, start))
        else:
            raise ExprError("an operator, a name or a literal", source, start)
        at = start + len(text)


def _expected_after(previous: str) -> str:
    if previous == ".":
        return _PROPERTY
    return "an operator or the end" if previous in ("string", "number", "name", ")", "]", "*") else "a value"


def _is_number(text: str) -> bool:
    return bool(_DECIMAL(text) or _HEX(text) or _OCTAL(text) or text in ("-Infinity", "+Infinity"))


def _number(text: str) -> int | float:
    if _HEX(text):
        return int(text, 16)
    if _OCTAL(text):
        return int(text, 8)
    body = text.lstrip("+-")
    return int(text) if body.isdigit() and len(body) < 16 and not (text[0] == "-" and int(body) == 0) else float(text)


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

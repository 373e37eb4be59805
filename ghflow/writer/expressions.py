"""Expressions as Python: trees become values with operators, texts with `${{ }}` become f-strings.

Lives here: `Scope` (the variables that jobs, steps and matrices have where an expression stands) and `Expressions`.
Every expression is also evaluated, with the real objects: it is used only when what comes out is the very tree that was
asked for, and type checkers take it. Else the text stays a text.
"""

from __future__ import annotations

import re
from keyword import iskeyword
from typing import TYPE_CHECKING, Any, NamedTuple

from ghflow.diagnostics import UsageError
from ghflow.expr import functions
from ghflow.expr.parsing import ExprError, Part, parse, split
from ghflow.expr.printing import show
from ghflow.expr.tree import Call, Context, Expr, Index, Lit, Not, Op, Star, levels
from ghflow.expr.values import Namespace, OpenContext, Value
from ghflow.model.graph import needs_to_jobs
from ghflow.model.named import AnyOutputs, JobOutputs, NamedValues
from ghflow.spec import contexts
from ghflow.writer.layout import Chain, Code
from ghflow.writer.texts import literal, number

if TYPE_CHECKING:
    from ghflow.model.job import AnyJob
    from ghflow.model.matrix import Matrix
    from ghflow.model.steps import Step

Types = frozenset[str]
ANY: Types = frozenset(["any"])
TEXT: Types = frozenset(["str"])
FLAG: Types = frozenset(["bool"])
NUMBER: Types = frozenset(["float"])
ALL: Types = frozenset(["any", "str", "bool", "float", "None"])

_ATOM, _NOT, _OP = 3, 2, 1
_FUNCTIONS: dict[str, tuple[str, int, int, Types]] = {
    "contains": ("contains", 2, 2, FLAG),
    "startsWith": ("starts_with", 2, 2, FLAG),
    "endsWith": ("ends_with", 2, 2, FLAG),
    "format": ("format", 1, 255, TEXT),
    "join": ("join", 1, 2, TEXT),
    "toJSON": ("to_json", 1, 1, TEXT),
    "fromJSON": ("from_json", 1, 1, ANY),
    "hashFiles": ("hash_files", 1, 255, TEXT),
    "case": ("case", 3, 255, ANY),
    "success": ("success", 0, 0, FLAG),
    "failure": ("failure", 0, 0, FLAG),
    "always": ("always", 0, 0, FLAG),
    "cancelled": ("cancelled", 0, 0, FLAG),
}
"""The functions that have a Python spelling: its name, fewest and most arguments, what it gives."""
FUNCTION_NAMES = tuple(word for word, _, _, _ in _FUNCTIONS.values())
_METHODS = {"contains": "contains", "startsWith": "startswith", "endsWith": "endswith"}
_OPERATORS = {"&&": "&", "||": "|"}
_DEEPEST = 40
_MOST_BRACES = 4
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z").match
_INLINE = re.compile(r"[\w ./:@*,+=#()-]*\Z", re.ASCII).match


class Inexpressible(Exception):
    """An expression that has no Python form here."""


class Piece(NamedTuple):
    """A part of an expression as code, and what it is: its value, its types for type checkers, how strongly it binds."""

    code: str
    inline: str | None
    """The same inside of an f-string: with single quotes."""
    value: Any
    types: Types
    binds: int
    links: tuple[Any, ...] = ()
    """Of a chain of `&` or `|`: the operator, then the pieces that it joins."""
    inner: int = 0
    """How many of its references became objects of the source."""
    names: frozenset[str] = frozenset()
    """What has to be imported, and the variables in it."""


class Scope:
    """What an expression can refer to: variables of the source by what they stand for."""

    __slots__ = ("called", "jobs", "matrix", "steps")

    def __init__(self) -> None:
        self.matrix: tuple[str, Matrix] | None = None
        self.steps: dict[str, tuple[str, Step]] = {}
        self.jobs: dict[str, tuple[str, AnyJob]] = {}
        self.called = False
        """Whether this is the place of a called workflow's outputs, where `jobs` is spelt `needs` in Python."""


class Expressions:
    """Turns expressions into code, as they can be written in a scope."""

    def __init__(self) -> None:
        self.scope = Scope()

    def made(self, source: str, bare: bool = False) -> Piece | None:
        """The piece for an expression's text, as it stands between `${{` and `}}`; None when it has no form that comes back.

        A `bare` text stands without them.
        """
        key = source if bare else source[1:-1]
        if not bare and (source[:1] != " " or source[-1:] != " "):
            return None
        inner = any(word in key.lower() for word in ("matrix", "steps", "needs", "jobs"))
        if not inner and key in _plain:
            return _plain[key]
        found: Piece | None = None
        try:
            tree = parse(key)
            if show(tree) == key and levels(tree) < _DEEPEST:
                found = self.piece(tree)
                if not self.comes_back(found.value, tree):
                    found = None
        except (ExprError, Inexpressible, UsageError, AttributeError, RecursionError):
            found = None
        if not inner:
            if len(_plain) > 10_000:
                _plain.clear()
            _plain[key] = found
        return found

    def comes_back(self, value: Any, tree: Expr) -> bool:
        """Whether a value stands for a tree, as it is spelt in its place."""
        if not isinstance(value, Value):
            return False
        made = value._tree
        if self.scope.called:
            made = needs_to_jobs(made)
        return made == tree and show(made) == show(tree)

    # Trees.

    def piece(self, tree: Expr) -> Piece:
        match tree:
            case Lit(value):
                return self.constant(value)
            case Context(name):
                if name not in contexts.__all__:
                    raise Inexpressible
                return Piece(name, name, getattr(contexts, name), ANY, _ATOM, names=frozenset([name]))
            case Index(of, key):
                return self.referred(of, key) or self.index(self.piece(of), key)
            case Call(name, args):
                return self.call(name, args)
            case Not(of):
                inner = self.piece(of)
                if not isinstance(inner.value, Value):
                    raise Inexpressible
                return self.put_together(["~", inner], ~inner.value, FLAG, _NOT)
            case Op():
                return self.operation(tree)

    def constant(self, value: Any) -> Piece:
        if isinstance(value, str):
            if "${{" in value:
                raise Inexpressible
            inline = f"'{value}'" if _INLINE(value) else None
            return Piece(literal(value), inline, value, TEXT, _ATOM)
        if isinstance(value, bool) or value is None:
            return Piece(str(value), str(value), value, FLAG if value is not None else frozenset(["None"]), _ATOM)
        if abs(value) < float("inf"):
            shown = number(value)
            return Piece(shown, shown, value, NUMBER, _ATOM if value >= 0 else _NOT)
        raise Inexpressible

    def put_together(
        self, parts: list[str | Piece], value: Any, types: Types, binds: int, links: tuple[Any, ...] = ()
    ) -> Piece:
        """A piece out of text and pieces; those that bind less than `binds` get parentheses."""
        code: list[str] = []
        inline: list[str] | None = []
        inner = 0
        names: frozenset[str] = frozenset()
        for part in parts:
            if isinstance(part, str):
                code.append(part)
                if inline is not None:
                    inline.append(part)
                continue
            lone = part.binds > _OP if binds < _ATOM else part.binds == _ATOM
            code.append(part.code if lone else f"({part.code})")
            if inline is not None:
                inline = None if part.inline is None else [*inline, part.inline if lone else f"({part.inline})"]
            inner += part.inner
            names |= part.names
        shown = None if inline is None else "".join(inline)
        return Piece("".join(code), shown, value, types, binds, links, inner, names)

    def referred(self, of: Expr, key: Expr | Star) -> Piece | None:
        """`matrix.os`, `steps.x.outputs`, `steps.x.outcome`, `needs.x.outputs`, `needs.x.result` as objects of the source."""
        if not isinstance(key, Lit) or not isinstance(key.value, str):
            return None
        name = key.value
        scope = self.scope
        if isinstance(of, Context):
            if of.name != "matrix" or scope.matrix is None:
                return None
            variable, matrix = scope.matrix
            known = matrix.axis_names()
            if known is not None and name not in known:
                return None
            return self.got(Piece(variable, variable, matrix, ANY, _ATOM, (), 1, frozenset([variable])), name)
        if not (isinstance(of, Index) and isinstance(of.of, Context) and isinstance(of.key, Lit)):
            return None
        context, target = of.of.name, of.key.value
        if context == "steps" and target in scope.steps and name in ("outputs", "outcome", "conclusion"):
            variable, step = scope.steps[target]
            value: Any = getattr(step, name)
        elif (
            context == ("jobs" if scope.called else "needs") and target in scope.jobs and name in ("outputs", "result")
        ):
            variable, job = scope.jobs[target]
            value = getattr(job, name)
        else:
            return None
        code = f"{variable}.{name}"
        types = ANY if name == "outputs" else TEXT
        return Piece(code, code, value, types, _ATOM, (), 1, frozenset([variable]))

    def index(self, of: Piece, key: Expr | Star) -> Piece:
        if isinstance(key, Star):
            return self.put_together([of, "[:]"], self.value_of(of)[:], ANY, _ATOM)
        if isinstance(key, Lit) and isinstance(key.value, str):
            return self.got(of, key.value)
        inner = self.piece(key)
        if inner.value is None or isinstance(inner.value, bool) or not isinstance(of.value, Value):
            raise Inexpressible
        return self.put_together([of, "[", inner._replace(binds=_ATOM), "]"], of.value[inner.value], ANY, _ATOM)

    def value_of(self, piece: Piece) -> Any:
        if not isinstance(piece.value, Value):
            raise Inexpressible
        return piece.value

    def got(self, of: Piece, name: str) -> Piece:
        """A property, as an attribute where its name is one and as an item else."""
        holder = of.value
        attribute = name
        if isinstance(holder, Namespace) and holder._kebab:
            attribute = name.replace("-", "_")
        elif isinstance(holder, NamedValues):
            attribute = _attribute(holder, name)
        taken = hasattr(type(holder), attribute) and not isinstance(holder, NamedValues)
        if isinstance(holder, NamedValues):
            taken = attribute in _OWN
        if _NAME(attribute) and not iskeyword(attribute) and not taken:
            value = getattr(holder, attribute)
            return self.put_together([of, f".{attribute}"], value, _types(holder, attribute, value), _ATOM)
        if isinstance(holder, str | int | float | None) or "${{" in name:
            raise Inexpressible
        value = holder[name]
        types = TEXT if isinstance(holder, OpenContext) and value.__class__ is Value else ANY
        return self.put_together([of, "[", self.constant(name), "]"], value, types, _ATOM)

    def call(self, name: str, args: tuple[Expr, ...]) -> Piece:
        if name not in _FUNCTIONS:
            raise Inexpressible
        word, least, most, types = _FUNCTIONS[name]
        if not least <= len(args) <= most:
            raise Inexpressible
        pieces = [self.piece(arg) for arg in args]
        for index, piece in enumerate(pieces):
            texts = name in ("startsWith", "endsWith", "hashFiles") or index == 0
            if texts and name not in ("toJSON", "case") and not isinstance(piece.value, Value | str):
                raise Inexpressible
            if name != "toJSON" and isinstance(piece.value, NamedValues):
                raise Inexpressible
        if name == "join" and not isinstance(pieces[0].value, Value):
            raise Inexpressible
        inside = [piece._replace(binds=_ATOM) for piece in pieces]
        values = [piece.value for piece in pieces]
        if name in _METHODS and isinstance(values[0], Value) and (name == "contains" or pieces[1].types <= TEXT | ANY):
            value = getattr(values[0], _METHODS[name])(values[1])
            return self.put_together([pieces[0], f".{_METHODS[name]}(", inside[1], ")"], value, types, _ATOM)
        parts: list[str | Piece] = [f"{word}("]
        for index, piece in enumerate(inside):
            parts += [", ", piece] if index else [piece]
        made = self.put_together([*parts, ")"], getattr(functions, word)(*values), types, _ATOM)
        return made._replace(names=made.names | {word})

    def operation(self, tree: Op) -> Piece:
        op = tree.op
        chain: list[Expr] = [tree.right]
        left = tree.left
        while op in _OPERATORS and isinstance(left, Op) and left.op == op:
            chain.append(left.right)
            left = left.left
        pieces = [self.piece(left), *(self.piece(link) for link in reversed(chain))]
        value = pieces[0].value
        types = pieces[0].types
        for piece in pieces[1:]:
            if not isinstance(value, Value) and not isinstance(piece.value, Value):
                raise Inexpressible
            if op in _OPERATORS:
                value = value & piece.value if op == "&&" else value | piece.value
                types = piece.types if op == "&&" else types | piece.types
            else:
                if not isinstance(value, Value) or piece.value is None or isinstance(piece.value, bool):
                    raise Inexpressible  # Python would turn the sides, or a linter asks for `is`
                value = _compared(op, value, piece.value)
                types = FLAG
        parts: list[str | Piece] = [pieces[0]]
        for piece in pieces[1:]:
            parts += [f" {_OPERATORS.get(op, op)} ", piece]
        made = self.put_together(parts, value, types, _OP)
        if op in _OPERATORS:
            made = made._replace(links=(_OPERATORS[op], *pieces))
        return made

    # Texts.

    def f_string(self, text: str, block: bool = False) -> tuple[str, list[Piece]] | None:
        """What stands between the quotes of an f-string for a text with `${{ }}`, not escaped, and the pieces in it.

        In a `block`, which has triple quotes, texts inside of expressions have the common ones.

        None when a part of it has no Python form, or the text holds more than a few braces of its own.
        """
        try:
            parts = split(text)
        except ExprError:
            return None
        shown: list[str] = []
        pieces: list[Piece] = []
        braces = 0
        for part in parts:
            if isinstance(part, Part):
                piece = self.made(part.source)
                if piece is None or piece.inline is None or piece.inline[0] == "{":
                    return None
                pieces.append(piece)
                shown.append(f"{{{piece.code if block else piece.inline}}}")
            else:
                braces += part.count("{") + part.count("}")
                shown.append(part.replace("{", "{{").replace("}", "}}"))
        if braces > _MOST_BRACES or (braces and not any(piece.inner for piece in pieces)):
            return None
        return "".join(shown), pieces

    def chain(self, piece: Piece) -> Code:
        """A piece that may be set over several lines, where it joins others."""
        if not piece.links:
            return Code(piece.code if piece.binds > _OP else f"({piece.code})")
        operator, *pieces = piece.links
        chain = Chain([self.chain(one) for one in pieces], operator, piece.code)
        chain.flat = f"({piece.code})"
        return chain


_plain: dict[str, Piece | None] = {}
"""Expressions without references into the workflow, which are the same everywhere."""
_OWN = frozenset([*dir(NamedValues), *dir(AnyOutputs), *dir(JobOutputs)])


def _attribute(holder: NamedValues, name: str) -> str:
    """The attribute by which a declared output is asked for."""
    kebab = name.replace("-", "_")
    known = holder._names
    if known is None or name not in known or kebab == name or kebab in known:
        return name
    return kebab


def _types(holder: Any, attribute: str, value: Any) -> Types:
    """What type checkers know of a property."""
    if value.__class__ is not Value:
        return ANY
    if isinstance(holder, Namespace):
        return {"Value[str]": TEXT, "Value[bool]": FLAG, "Value[float]": NUMBER}.get(
            str(holder._properties()[attribute]), ANY
        )
    return TEXT


def _compared(op: str, left: Any, right: Any) -> Any:
    match op:
        case "==":
            return left == right
        case "!=":
            return left != right
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
    return left >= right

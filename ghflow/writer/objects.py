"""Objects of the model as calls of their classes: from the fields and kinds alone, as the constructors take them.

What a constructor would not take, or type checkers would not, is written in `extra`, as it stands in the file.
Not here: variables and the order of a source (`source`), expressions (`expressions`), wrappers (`wrappers`).
"""

from __future__ import annotations

import re
from keyword import iskeyword
from typing import TYPE_CHECKING, Any

import attrs

from ghflow.diagnostics import collecting
from ghflow.expr.parsing import ExprError, Part, parse, split
from ghflow.expr.printing import show
from ghflow.expr.tree import NODES
from ghflow.model import kinds
from ghflow.model.eventmap import CLASSES as EVENTS
from ghflow.model.events import Event
from ghflow.model.kinds import Child, FrozenMap, Listing, OneOrMany, PlainKey, Table
from ghflow.model.matrix import Matrix
from ghflow.model.node import Kind, Node, Remark, Wrong, shape_of
from ghflow.model.outputs import OutputTable
from ghflow.model.scripts import SCRIPT
from ghflow.model.steps import StepList
from ghflow.model.workflow import ON
from ghflow.writer import layout, texts
from ghflow.writer.data import keys_of, plain_data
from ghflow.writer.expressions import ALL, ANY, FLAG, NUMBER, TEXT, Expressions, Piece, Types
from ghflow.writer.layout import Call, Code, Either, Use

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ghflow.model.node import Key, Remarks

Path = tuple[str | int, ...]
Argument = tuple[str | None, Code]
_HOMES = {
    "RunStep": "Step",
    "UsesStep": "Step",
    "CompositeAction": "Action",
    "NodeAction": "Action",
    "DockerAction": "Action",
}
_ABSENT = Code("absent")
_NONE = Code("None")
# A condition that YAML holds without quotes, whatever may follow.
_PLAIN_CONDITION = re.compile(r"[A-Za-z(][^:#\n]*[^:#\s]\Z").match
_BREAKABLE = re.compile(r"[(\[ ]").search
_AXIS = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z").match
_NO_AXES = frozenset(["include", "exclude", "comment", "where", "about"])


class NotFit(Exception):
    """A value that no argument can be given for."""


class _Field:
    """One argument of a constructor."""

    __slots__ = ("alias", "default", "key", "kind", "name", "positional", "required")

    def __init__(self, attribute: Any, key: Key | None, kind: Kind) -> None:
        self.alias: str = attribute.alias
        self.name: str = attribute.name
        self.key = key
        self.kind = kind
        self.positional = not attribute.kw_only
        self.required = attribute.default is attrs.NOTHING
        self.default = None if self.required else attribute.default


_fields: dict[type[Any], list[_Field]] = {}


def fields_of(cls: type[Any]) -> list[_Field]:
    """The arguments of a class, in their order."""
    found = _fields.get(cls)
    if found is None:
        keys = {key.name: key for key in shape_of(cls).keys}
        found = _fields[cls] = []
        for attribute in attrs.fields(cls):
            spec = attribute.metadata.get("ghflow")
            if spec is not None:
                found.append(_Field(attribute, keys.get(attribute.name), spec.kind))
    return found


class Objects:
    """Turns objects and their values into code. What it takes is added to `uses`."""

    def __init__(self) -> None:
        self.expressions = Expressions()
        self.uses: list[Use] = []
        self.allow: dict[int, tuple[str, ...]] = {}
        """Rules that objects allow beside those that they say themselves, by identity."""
        self.extras = 0
        """How many objects have something in `extra`."""
        self.as_is: set[int] = set()
        """Objects to which nothing may be added when they are built, by identity."""

    def use(self, *names: str) -> None:
        """Note what has to be imported."""
        self.uses.append(Use(frozenset(names)))

    # Objects.

    def node(self, node: Node, given: Mapping[str, Code | None] | None = None, comment: Code | None = None) -> Call:
        """The call that makes an object. `given` has arguments that are known already, or None for those to leave out."""
        if isinstance(node, Matrix):
            return self.matrix(node)
        mark = len(self.uses)
        try:
            cls = type(node)
            name = _HOMES.get(cls.__name__, cls.__name__)
            self.use(name)
            return Call(name, [*self.arguments(node, given or {}), *self.beside(node, comment)])
        except NotFit:
            del self.uses[mark:]
            raise

    def arguments(self, node: Node, given: Mapping[str, Code | None]) -> list[Argument]:
        """The fields of an object as arguments, and what does not fit them as `extra`."""
        codes, extra, remarks, moved = self.fields(node, given)
        arguments: list[Argument] = []
        positional = True
        for field in fields_of(type(node)):
            code = codes.get(field.alias)
            if code is None:
                positional = False
                continue
            arguments.append((None if field.positional and positional else field.alias, code))
        if extra:
            self.extras += 1
            scope = self.expressions.scope
            called, scope.called = scope.called, False
            arguments.append(("extra", self.mapping(kinds.DATA, extra, remarks, ())))
            scope.called = called
        order = node.key_order
        if not order and moved and any(plain_data(node, {})[1]):  # a comment stands somewhere in it
            order = tuple(dict.fromkeys(name for name, _, _ in keys_of(node)))
        if order:
            arguments.append(("key_order", layout.Listing([Code(texts.literal(name)) for name in order])))
        return arguments

    def beside(self, node: Node, comment: Code | None = None) -> list[Argument]:
        """The comment above an object, and the rules that it allows to be broken, as arguments."""
        found: list[Argument] = []
        if comment is not None:
            found.append(("comment", comment))
        elif node.comment is not None:
            found.append(("comment", texts.comment(node.comment)))
        allow = (*(node.about.allow if node.about is not None else ()), *self.allow.get(id(node), ()))
        if allow:
            names = [Code(texts.literal(name)) for name in dict.fromkeys(allow)]
            found.append(("allow", layout.Listing(names)))
        return found

    def fields(
        self, node: Node, given: Mapping[str, Code | None]
    ) -> tuple[dict[str, Code], dict[str, Any], dict[Path, Remark], set[str]]:
        """Code for each argument; then all that goes to `extra`, the comments in that, and which keys were moved to or fro."""
        if id(node) in self.as_is:
            given = {**given, "as_is": Code("True")}
        codes: dict[str, Code] = {}
        notes = node.about.notes if node.about is not None else {}
        extra: dict[str, Any] = {}
        remarks: dict[Path, Remark] = dict(notes.get("extra", (None, {}))[1])
        moved: dict[str, list[_Field]] = {}
        fields = fields_of(type(node))
        for field in fields:
            mark = len(self.uses)
            try:
                code = given[field.alias] if field.alias in given else self.argument(field, node)
            except NotFit:
                del self.uses[mark:]
                if field.key is None:
                    raise
                moved.setdefault(field.key.under or field.key.key, []).append(field)
            else:
                if code is not None:
                    codes[field.alias] = code
        for name, misfits in moved.items():
            self.move(node, name, misfits, fields, codes, extra, remarks)
        extra.update(node.extra or {})  # behind the others: the first of its keys says what an object is
        for field in fields:
            key = field.key
            if key is None or key.under is not None:
                continue
            name = key.key
            if name in extra and key.takes(extra[name]):
                inside = {path[1:]: remark for path, remark in remarks.items() if path[:1] == (name,)}
                codes[field.alias] = self.value(field.kind, extra.pop(name), inside, ())
                remarks = {path: remark for path, remark in remarks.items() if path[:1] != (name,)}
                if moved.pop(name, None) is None:
                    moved[name] = []
        if extra and not kinds.DATA_MAP.takes(FrozenMap(extra)):
            raise NotFit
        if _ABSENT in codes.values():
            self.use("absent")
        return codes, extra, remarks, set(moved)

    def argument(self, field: _Field, node: Node) -> Code | None:
        """One argument; None when it need not be given. Raises `NotFit`."""
        value = getattr(node, field.name)
        if value is None:
            return _ABSENT if field.required or field.default is not None else None
        noted = node.about.notes.get(field.alias) if node.about is not None else None
        inside = noted[1] if noted is not None and noted[0] is value else {}
        if field.default is not None and value == field.default and not inside:
            return None
        return self.field(field, value, inside, node)

    def move(
        self,
        node: Node,
        name: str,
        misfits: list[_Field],
        fields: list[_Field],
        codes: dict[str, Code],
        extra: dict[str, Any],
        remarks: dict[Path, Remark],
    ) -> None:
        """Put a key that does not fit into `extra`; a key inside of a group with the whole group."""
        notes = node.about.notes if node.about is not None else {}
        first = misfits[0].key
        group = first is not None and first.under is not None
        parts = misfits
        if group:
            order = tuple(node.key_order)
            parts = [one for one in fields if one.key is not None and one.key.under == name]
            parts.sort(key=lambda one: _place_in(order, f"{name}.{one.key and one.key.key}"))
        for field in parts:
            assert field.key is not None
            value = getattr(node, field.name)
            codes.pop(field.alias, None)
            if field.required or field.default is not None:
                codes[field.alias] = _ABSENT
            if value is None:
                continue
            way: Path = (name, field.key.key) if group else (name,)
            data, found = plain_data(value, notes.get(field.alias, (None, {}))[1], field.key.keyed)
            remarks.update({(*way, *path): remark for path, remark in found.items()})
            if group:
                extra[name] = FrozenMap({**extra.get(name, {}), field.key.key: data})
            else:
                extra[name] = data

    def field(self, field: _Field, value: Any, remarks: Remarks, node: Node) -> Code:
        """The value of one argument. Raises `NotFit`."""
        kind = field.kind
        if kind.plain is not value.__class__:
            self.require(kind, value)
        if kind is ON:
            return self.noted(self.on(value, remarks), remarks.get(()))
        if field.alias == "outputs" and type(node).__name__ == "WorkflowCall":
            self.expressions.scope.called = id(node) not in self.as_is
            try:
                return self.value(kind, value, remarks, ())
            finally:
                self.expressions.scope.called = False
        return self.value(kind, value, remarks, ())

    def require(self, kind: Kind, value: Any) -> None:
        """Raise `NotFit` unless the constructor takes a value as it is."""
        try:
            if isinstance(kind, StepList):
                with collecting() as found:
                    read = kind.read(value)
                if found:
                    raise NotFit
            else:
                read = kind.read(value)
        except Wrong:
            raise NotFit from None
        if read.__class__ is not value.__class__ and not isinstance(value, NODES):
            raise NotFit

    # Values.

    def value(self, kind: Kind, value: Any, remarks: Remarks, path: Path) -> Code:
        """A value with the comments at it and in it."""
        code = self.uncommented(kind, value, remarks, path)
        return self.noted(code, remarks.get(path)) if remarks else code

    def noted(self, code: Code, remark: Remark | None) -> Code:
        """A piece with the comments behind, above and below it."""
        if remark is None:
            return code
        self.use("note")
        arguments: list[Argument] = [(None, code)]
        if remark.behind is not None:
            arguments.append((None, texts.behind(remark.behind)))
        if remark.above is not None:
            arguments.append(("above", texts.comment(remark.above)))
        if remark.below is not None:
            arguments.append(("below", texts.comment(remark.below)))
        return Call("note", arguments)

    def uncommented(self, kind: Kind, value: Any, remarks: Remarks, path: Path) -> Code:
        cls = value.__class__
        if cls is str:
            return self.text(kind, value)
        if value is None:
            return _NONE
        if cls is bool:
            return Code(str(value))
        if cls is int or cls is float:
            return Code(texts.number(value))
        if isinstance(value, Node):
            simple = self.value_alone(kind, value)
            return self.node(value) if simple is None else simple
        if isinstance(value, NODES):
            shown = show(value)
            return self.text(kind, shown if kind.bare else f"${{{{ {shown} }}}}")
        kind = kind.other if isinstance(kind, Child) and kind.other is not None else kind
        if isinstance(value, tuple):
            item = getattr(kind, "item", kinds.DATA)
            return layout.Listing([self.value(item, one, remarks, (*path, index)) for index, one in enumerate(value)])
        return self.mapping(kind, value, remarks, path)

    def value_alone(self, kind: Kind, node: Any) -> Code | None:
        """The value of an output that has nothing else, where the value alone will do."""
        if not isinstance(kind, _OneOutput) or node.about is not None or node.description is not None:
            return None
        return self.uncommented(kinds.TEXT, node.value, {}, ()) if isinstance(node.value, (str, *NODES)) else None

    def mapping(self, kind: Kind, table: Mapping[str, Any], remarks: Remarks, path: Path) -> Code:
        item = getattr(kind, "item", kinds.DATA)
        if isinstance(kind, OutputTable):
            item = _OneOutput(item)
        return layout.Table(
            [(self.key(name), self.value(item, one, remarks, (*path, name))) for name, one in table.items()]
        )

    def key(self, name: str) -> str:
        if name.__class__ is PlainKey:
            self.use("PlainKey")
            return f"PlainKey({texts.literal(str(name))})"
        return texts.literal(name)

    # Texts.

    def text(self, kind: Kind, text: str) -> Code:
        """A text as the argument that a kind reads: a literal, an expression, or an f-string."""
        if isinstance(kind, kinds.ConditionKind):
            return self.condition(text)
        if kind is SCRIPT:
            return self.script(text)
        whole = isinstance(kind, OneOrMany) and not isinstance(
            kind, Listing
        )  # its types have no expression for the whole
        kind = _innermost(kind)
        expected = _expected(kind)
        if "${{" not in text or not expected:
            return self.plain(text)
        try:
            parts = split(text)
        except ExprError:
            parts = []
        if len(parts) == 1 and isinstance(parts[0], Part) and not whole:
            source = parts[0].source
            piece = self.expressions.made(source)
            if piece is not None and piece.types <= expected | ANY:
                return self.expression(piece, text, kind)
            if not kind.text:
                return self.spelt(source)
        elif not kind.text:
            raise NotFit
        return self.f_string(text) or self.plain(text)

    def spelt(self, source: str) -> Code:
        """An expression in GitHub's own notation, for arguments whose types have no text."""
        try:
            if f" {show(parse(source))} " != source:
                raise NotFit
        except ExprError:
            raise NotFit from None
        self.use("expression")
        return Call("expression", [(None, Code(texts.literal(source[1:-1])))])

    def expression(self, piece: Piece, text: str, kind: Kind, bare: bool = False) -> Code:
        """An expression; where it has no room, and says nothing more than its text, the text."""
        use = Use(piece.names, piece.inner)
        self.uses.append(use)
        code = Code(piece.code)
        if not _BREAKABLE(piece.code):
            return code
        if piece.links and (piece.inner or not kind.text):
            code = self.expressions.chain(piece)
            code.flat = piece.code
        if kind.text and piece.inner and not piece.links and not bare and piece.inline is not None:
            return Either(code, Code(f'f"{{{piece.inline}}}"'), use, piece.names, piece.inner)
        if kind.text:
            return Either(code, Code(texts.literal(text)), use)
        spelt = Call("expression", [(None, Code(texts.literal(text[4:-3])))])
        return Either(code, spelt, use, frozenset(["expression"]))

    def f_string(self, text: str, kind: Kind | None = None) -> Code | None:
        """A text with expressions as an f-string, where it is one that reads well; of several lines only for references."""
        found = self.expressions.f_string(text, block="\n" in text)
        if found is None:
            return None
        body, pieces = found
        inner = sum(piece.inner for piece in pieces)
        code: Code | None = None
        if "\n" not in text:
            quoted = any("'" in (piece.inline or "") for piece in pieces)
            if body.isprintable() and "\\" not in body and not ('"' in body and (quoted or "'" in body)):
                quote = "'" if '"' in body else '"'
                code = Code(f"f{quote}{body}{quote}")
        elif inner:
            code = texts.block(body, "f") if kind is SCRIPT else None
            if code is None and not (kind is SCRIPT and text[0] == "\n"):
                code = texts.dedented(body, "f")
        if code is not None:
            self.literal(code)
            self.uses += [Use(piece.names, piece.inner) for piece in pieces]
        return code

    def condition(self, text: str) -> Code:
        if "${{" in text:
            found = self.expressions.f_string(text)
            if found is not None and any(piece.inner for piece in found[1]):
                return self.f_string(text) or self.plain(text)
            return self.plain(text)
        if _PLAIN_CONDITION(text) and text.isprintable():
            piece = self.expressions.made(text, bare=True)
            if piece is not None:
                return self.expression(piece, text, kinds.TEXT, bare=True)
        return self.plain(text)

    def script(self, text: str) -> Code:
        if "${{" in text:
            try:
                parts = split(text)
            except ExprError:
                parts = []
            if len(parts) == 1 and isinstance(parts[0], Part):
                piece = self.expressions.made(parts[0].source)
                if piece is not None:
                    return self.expression(piece, text, SCRIPT)
            found = self.expressions.f_string(text)
            if found is not None and any(piece.inner for piece in found[1]):
                code = self.f_string(text, SCRIPT)
                if code is not None:
                    return code
        return self.literal(texts.script(text))

    def plain(self, text: str) -> Code:
        return self.literal(texts.plain(text))

    def literal(self, code: Code) -> Code:
        """A text without expressions, with what it needs."""
        if texts.is_dedented(code):
            self.use("dedent")
        return code

    # What is more than its fields.

    def matrix(self, matrix: Matrix) -> Call:
        """A matrix: its axes as keywords where all their names can be, else in a mapping."""
        axes = {name: value for name, value in matrix._axes.items() if name not in ("include", "exclude")}
        rows = {"include": matrix.include, "exclude": matrix.exclude}
        if matrix._whole is not None or len(axes) != len(matrix._axes):
            raise NotFit
        with collecting() as found:
            made = Matrix(dict(axes), include=matrix.include, exclude=matrix.exclude)
        if found or not _alike(made.to_yaml(), matrix.to_yaml()):
            raise NotFit
        self.use("Matrix")
        remarks = matrix.about.notes.get("", (None, {}))[1] if matrix.about is not None else {}
        arguments: list[Argument] = []
        codes = [(name, self.value(_AXIS_KIND, value, remarks, (name,))) for name, value in axes.items()]
        if all(_AXIS(name) and not iskeyword(name) and name not in _NO_AXES for name in axes):
            arguments += codes
        else:
            arguments.append((None, layout.Table([(self.key(name), code) for name, code in codes])))
        for name, row in rows.items():
            if row is not None:
                arguments.append((name, self.value(_AXIS_KIND, row, remarks, (name,))))
        return Call("Matrix", [*arguments, *self.beside(matrix)])

    def on(self, value: Any, remarks: Remarks) -> Code:
        """The events: names as they are; events as a list where that says all, else as the mapping that they are."""
        if isinstance(value, str):
            return Code(texts.literal(value))
        if isinstance(value, tuple):
            names = [self.noted(Code(texts.literal(name)), remarks.get((index,))) for index, name in enumerate(value)]
            return layout.Listing(names)
        if any(name not in EVENTS for name in value):
            raise NotFit
        many = [name for name in value if EVENTS[name].many]
        as_list = bool(value) and not any((name,) in remarks for name in many)
        items: list[Code] = []
        rows: list[tuple[str, Code]] = []
        for name, item in value.items():
            if item is None:
                if EVENTS[name].many:
                    raise NotFit
                code = self.event(name) if as_list else _NONE
            elif isinstance(item, Event):
                code = self.node(item)
            elif isinstance(item, tuple) and item and all(isinstance(one, Event) for one in item):
                codes = [self.noted(self.node(one), remarks.get((name, index))) for index, one in enumerate(item)]
                rows.append((texts.literal(name), self.noted(layout.Listing(codes), remarks.get((name,)))))
                items += codes
                continue
            elif item in ((), {}) and (item == ()) == EVENTS[name].many:
                as_list = False
                code = layout.Listing([]) if item == () else layout.Table([])
            else:
                raise NotFit
            code = self.noted(code, remarks.get((name,)))
            items.append(code)
            rows.append((texts.literal(name), code))
        return layout.Listing(items) if as_list else layout.Table(rows)

    def event(self, name: str) -> Code:
        cls = EVENTS[name].__name__
        self.use(cls)
        return Call(cls, [])


class _OneOutput(Kind):
    """An item of a mapping of outputs, for which the value alone will do."""

    def __init__(self, item: Kind) -> None:
        self.item = item


_AXIS_KIND = kinds.DATA


def _place_in(order: Sequence[str], name: str) -> int:
    """The place of a key; behind all others where it has none."""
    return order.index(name) if name in order else len(order)


def _innermost(kind: Kind) -> Kind:
    """The kind that reads a text, where an object or a list might stand too."""
    if isinstance(kind, Child) and kind.other is not None:
        return _innermost(kind.other)
    if isinstance(kind, OneOrMany) and not isinstance(kind, Listing):
        return _innermost(kind.item)
    return kind


def _expected(kind: Kind) -> Types:
    """The types of expressions that type checkers take for a kind; none where GitHub evaluates none."""
    if isinstance(kind, kinds.FlagKind):
        return FLAG if kind.expression else frozenset()
    if isinstance(kind, kinds.NumberKind):
        return NUMBER
    if isinstance(kind, kinds.Choice):
        return TEXT if kind.expression else frozenset()
    if isinstance(kind, kinds.TextKind):
        return TEXT
    if isinstance(kind, kinds.ScalarKind | kinds.DataKind):
        return ALL
    if isinstance(kind, Table | Listing | Child):
        return ALL if kind.expression else frozenset()
    return frozenset()


def _alike(one: Any, other: Any) -> bool:
    """Equal, and of the same types throughout: 1 is not True, and not 1.0."""
    if one.__class__ is not other.__class__:
        return False
    if isinstance(one, dict):
        return list(one) == list(other) and all(_alike(one[key], other[key]) for key in one)
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(_alike, one, other))
    return bool(one == other) or (one != one and other != other)

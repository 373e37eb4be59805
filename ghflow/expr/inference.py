"""Types of expressions, and what they give away: comparisons that are decided, objects that are used as texts.

Lives here: `infer`, `infer_template`, and the remarks of both.
Not here: the types (`types`), names and numbers of arguments (`checking`), the types of GitHub's contexts (whoever asks).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from ghflow.expr.coercion import same_text, to_string
from ghflow.expr.json_text import JsonError, read_json
from ghflow.expr.numbers import SPACE, parse_number, show_number
from ghflow.expr.parsing import located, split
from ghflow.expr.remarks import Remark
from ghflow.expr.running import links
from ghflow.expr.signatures import signature_of
from ghflow.expr.tree import Call, Context, Index, Lit, Not, Op, Star
from ghflow.expr.types import (
    ANY,
    BOOLEAN,
    NEVER,
    NULL,
    STRING,
    ArrayType,
    ObjectType,
    ScalarType,
    Type,
    kinds_of,
    members_of,
    outcomes,
    truth_of,
    type_of,
    union,
    when,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ghflow.expr.parsing import Spans
    from ghflow.expr.tree import Expr
    from ghflow.expr.unknown import Kind


def infer(expression: str | Expr, types: Mapping[str, Type], remarks: list[Remark] | None = None) -> Type:
    """The type of an expression, given as text (without `${{ }}`) or as a tree.

    `types` are those of the contexts by their names, which ignore case; one that is not there may be anything. `remarks` is a
    list that gets what the types give away, in the order of evaluation:

    - `always-false`, `always-true`: a comparison that has one outcome only;
    - `boolean-compared-with-text`: the same for a boolean and `'true'` or `'false'`;
    - `number-compared-with-text`: `3.10` and a text are compared as numbers, so that `3.1` is as good;
    - `object-as-text`: an array or object where a text is taken; it is `Array` or `Object` then;
    - `object-searched`: `contains` of an object, or `join` of one, which never finds anything;
    - `odd-index`: a property of an object is asked for by something else than a text;
    - `odd-order`: something that has no order is compared by `<` and its like;
    - `odd-argument`: a boolean or null where a text is searched, or a lone value that `join` is to join;
    - `no-boolean`: a predicate of `case` that is none, which fails;
    - `unknown-property`: a name that an object does not have; `property-of-array`, `property-of-scalar`: null for every name.

    Raises `ExprError` for a text that does not parse.
    """
    tree, spans = located(expression)
    return _Inference(spans, {name.lower(): kind for name, kind in types.items()}, remarks).type(tree)


def infer_template(template: str, types: Mapping[str, Type], remarks: list[Remark] | None = None) -> Type:
    """The type of a text with `${{ }}` in it: of a sole `${{ }}` that of its expression, else a string.

    Remarks are as with `infer`, with places in the template; arrays and objects amid text are `object-as-text` too. Raises
    `ExprError` for what does not parse.
    """
    pieces = split(template)
    for piece in pieces:
        if isinstance(piece, str):
            continue
        found: list[Remark] = []
        kind = infer(piece.source, types, found)
        if len(pieces) > 1:
            inner = piece.source.strip(SPACE)
            start = piece.source.find(inner)
            _note_object(found, kind, start, start + len(inner))
        if remarks is not None:
            remarks += (one._replace(at=piece.at + one.at, end=piece.at + one.end) for one in found)
        if len(pieces) == 1:
            return kind
    return ScalarType("string", (template,)) if all(isinstance(piece, str) for piece in pieces) else STRING


def _note_object(remarks: list[Remark], kind: Type, at: int, end: int) -> None:
    kinds = kinds_of(kind)
    if kinds and kinds <= {"array", "object"}:
        text = " or ".join(f"'{one.capitalize()}'" for one in sorted(kinds))
        remarks.append(
            Remark("object-as-text", f"as a text this is {text}: use toJSON, join or a property of it", at, end)
        )


class _Inference:
    def __init__(self, spans: Spans, types: Mapping[str, Type], remarks: list[Remark] | None) -> None:
        self.spans = spans
        self.types = types
        self.remarks = [] if remarks is None else remarks

    def note(self, name: str, message: str, node: Expr | Star) -> None:
        self.remarks.append(Remark(name, message, *self.spans[node]))

    def type(self, node: Expr) -> Type:
        match node:
            case Lit(value):
                return type_of(value)
            case Context(name):
                return self.types.get(name.lower(), ANY)
            case Index(of, key):
                return self.index(self.type(of), key)
            case Call():
                return self.call(node)
            case Not(of):
                answer = truth_of(self.type(of))
                return BOOLEAN if answer is None else ScalarType("boolean", (not answer,))
            case Op("&&" | "||"):
                return self.logical(node)
            case Op():
                return self.comparison(node)
            case _:
                assert_never(node)

    def logical(self, node: Op) -> Type:
        stop = node.op == "||"
        found: list[Type] = []
        kinds = [self.type(operand) for operand in links(node)]
        for kind in kinds[:-1]:
            found.append(when(kind, stop))
            if truth_of(kind) is stop:
                return union(found)
        return union([*found, kinds[-1]])

    def comparison(self, node: Op) -> Type:
        left, right = self.type(node.left), self.type(node.right)
        found = outcomes(node.op, left, right)
        literal = isinstance(node.left, Lit) and isinstance(node.right, Lit)
        if node.op[0] in "<>" and (literal or len(found) != 1):
            self.note_order(node, left, right)
        if len(found) != 1:
            self.note_spelling(node, node.left, left, right)
            self.note_spelling(node, node.right, right, left)
            return BOOLEAN
        answer = found.pop()
        words = "true" if answer else "false"
        for boolean, text in ((left, right), (right, left)):
            if kinds_of(boolean) == {"boolean"} and _is_word(text):
                message = f"a boolean is never equal to a text such as 'true', so that this is always {words}"
                self.note("boolean-compared-with-text", message, node)
                break
        else:
            if not literal:
                self.note(f"always-{words}", f"with what these can be, this is always {words}", node)
        return ScalarType("boolean", (answer,))

    def note_order(self, node: Op, left: Type, right: Type) -> None:
        """A side of an order that has none."""
        for side, kind in ((node.left, left), (node.right, right)):
            found = kinds_of(kind)
            if found and found <= {"boolean", "null", "array", "object"}:
                shown = " or ".join(sorted(found)).replace("null", "nothing")
                self.note("odd-order", f"this is {_with_article(shown)}, which '{node.op}' puts in no order", side)

    def note_spelling(self, node: Op, side: Expr, kind: Type, other: Type) -> None:
        """A number or text whose digits are more than its number, compared with the other of the two."""
        if not isinstance(side, Lit) or not isinstance(kind, ScalarType):
            return
        spelt = self.spans.text(side) if kind.kind == "number" else to_string(side.value)
        compared = {"number": {"string"}, "string": {"number"}}.get(kind.kind)
        number = parse_number(spelt)
        if compared is not None and kinds_of(other) == compared and number == number and spelt != show_number(number):
            message = f"a number and a text are compared as numbers: {spelt} is {show_number(number)} here"
            self.note("number-compared-with-text", message, node)

    def index(self, of: Type, key: Expr | Star) -> Type:
        members = members_of(of)
        if members is None:
            if not isinstance(key, Star):
                self.type(key)
            return ArrayType(ANY, filtered=True) if isinstance(key, Star) else ANY
        if isinstance(key, Star):
            return ArrayType(union(item for one in members for item in _items(one)), filtered=True)
        by = self.type(key)
        kinds_of_key = kinds_of(by)
        objects = members and all(isinstance(one, ObjectType) for one in members)
        odd = bool(objects and kinds_of_key and "string" not in kinds_of_key)
        if odd and kinds_of_key:
            shown = _with_article(" or ".join(sorted(kinds_of_key)).replace("null", "nothing"))
            self.note("odd-index", f"the properties of an object have names, and this is {shown}", key)
        found = [_property(one, by) for one in members]
        if members and not odd and all(one is None for one in found):
            self.note_missing(members, by, key)
        kinds = [one for one in found if one is not None]
        if any(isinstance(one, ArrayType) and one.filtered for one in members):
            return union(kinds or [ArrayType(NEVER, filtered=True)])
        return union([*kinds, NULL]) if None in found else union(kinds)

    def note_missing(self, members: tuple[ScalarType | ArrayType | ObjectType, ...], by: Type, key: Expr) -> None:
        """No member of a type has the property."""
        name = to_string(by.values[0]) if isinstance(by, ScalarType) and by.values else "this"
        objects = [member for member in _unfiltered(members) if isinstance(member, ObjectType)]
        if objects:
            known = ", ".join(sorted({one for member in objects for one in member.properties})[:20])
            self.note("unknown-property", f"there is no property '{name}'" + (f" among {known}" if known else ""), key)
        elif any(isinstance(member, ArrayType) and not member.filtered for member in members):
            self.note(
                "property-of-array", f"an array has no property '{name}': say .*.{name} for that of each member", key
            )
        elif any(isinstance(member, ScalarType) and member.kind != "null" for member in members):
            self.note("property-of-scalar", f"this has no properties, so that '{name}' is always null", key)

    def call(self, node: Call) -> Type:
        signature = signature_of(node.name)
        kinds = [self.type(arg) for arg in node.args]
        if signature is None:
            return ANY
        for index, (arg, kind) in enumerate(zip(node.args, kinds, strict=True)):
            found = kinds_of(kind)
            use = signature.use(index) if signature.odd or signature.uses else "any"
            if use == "text":
                _note_object(self.remarks, kind, *self.spans[arg])
                self.note_argument(node, index, arg, found)
            elif use == "members" and found and not found & {"array", "object"}:
                self.note("odd-argument", f"{node.name} takes an array, and gives a lone value back as it is", arg)
            elif use == "boolean" and index < len(kinds) - 1 and found is not None and "boolean" not in found:
                self.note("no-boolean", "this must be a boolean: say == or !!", arg)
            elif use in ("search", "members") and found == {"object"}:
                self.note(
                    "object-searched", f"{node.name} takes an array or a text, and finds nothing in an object", arg
                )
        return _result(node, kinds)

    def note_argument(self, node: Call, index: int, arg: Expr, found: set[Kind] | None) -> None:
        """A boolean or null where a text is searched, or searched for."""
        if node.name.lower() in ("startswith", "endswith") and found and found <= {"boolean", "null"}:
            shown = _with_article(" or ".join(sorted(found)).replace("null", "nothing"))
            self.note("odd-argument", f"{node.name} compares texts, and this is {shown}", arg)


def _with_article(words: str) -> str:
    return words if words.startswith("nothing") else f"{'an' if words[0] in 'ao' else 'a'} {words}"


def _is_word(kind: Type) -> bool:
    """Whether a type is that of `'true'` or `'false'`."""
    values = kind.values if isinstance(kind, ScalarType) and kind.kind == "string" else None
    return bool(values) and all(same_text(value, "true") or same_text(value, "false") for value in values or ())


def _items(member: ScalarType | ArrayType | ObjectType) -> list[Type]:
    """The types of what `.*` gives for a value."""
    match member:
        case ScalarType():
            return []
        case ArrayType(item, filtered=False):
            return [item]
        case ArrayType(item):
            inner = members_of(item)
            return [ANY] if inner is None else [one for part in inner for one in _items(part)]
        case ObjectType(properties, rest):
            return [*properties.values(), *([] if rest is None else [rest])]
        case _:
            assert_never(member)


def _unfiltered(members: tuple[ScalarType | ArrayType | ObjectType, ...]) -> list[ScalarType | ArrayType | ObjectType]:
    found: list[ScalarType | ArrayType | ObjectType] = []
    for member in members:
        inner = members_of(member.item) if isinstance(member, ArrayType) and member.filtered else (member,)
        found += inner or ()
    return found


def _property(member: ScalarType | ArrayType | ObjectType, by: Type) -> Type | None:
    """The type of a property of one kind of value; None when it is null for certain."""
    names = by.values if isinstance(by, ScalarType) else None
    match member:
        case ScalarType():
            return None
        case ArrayType(item, filtered=True):
            inner = members_of(item)
            if inner is None:
                return ArrayType(ANY, filtered=True)
            found = [kind for kind in (_property(one, by) for one in inner) if kind is not None]
            # Nothing is known of the members of an array that is always empty.
            return ArrayType(union(found), filtered=True) if found or not inner else None
        case ArrayType(item):
            numbers = None if names is None else [parse_number(to_string(name)) for name in names]
            impossible = numbers is not None and not any(number >= 0 for number in numbers)
            return None if impossible else union((item, NULL))
        case ObjectType(properties, rest):
            if names is None:
                return union([*properties.values(), NULL, *([] if rest is None else [rest])])
            kinds = [member.property(to_string(name)) for name in names]
            if not any(kinds):
                return None
            return union(NULL if kind is None else kind for kind in kinds)
        case _:
            assert_never(member)


def _result(node: Call, kinds: list[Type]) -> Type:
    match node.name.lower():
        case "case":
            *pairs, otherwise = kinds or [ANY]
            return union([*pairs[1::2], otherwise])
        case "fromjson":
            given = kinds[0] if kinds else ANY
            if isinstance(given, ScalarType) and given.kind == "string" and given.values and len(given.values) == 1:
                try:
                    return type_of(read_json(given.values[0]))
                except JsonError:
                    return NEVER
            return ANY
    signature = signature_of(node.name)
    return STRING if signature is not None and signature.returns == "string" else BOOLEAN

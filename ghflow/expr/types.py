"""What is known of a value before it is there: a small lattice of types.

Lives here: the types, their union, what is left of one that is truthy or falsy, whether two can be equal or in order.
Not here: the types of expressions (`inference`), those of GitHub's contexts (whoever knows them).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias, assert_never

import attrs

from ghflow.expr.coercion import equal, greater, kind_of, same_text, to_number, truth
from ghflow.expr.unknown import Fields, Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Literal

    from ghflow.expr.unknown import Kind

    ScalarKind: TypeAlias = Literal["null", "boolean", "number", "string"]

_MOST_VALUES = 64


@attrs.frozen
class ScalarType:
    """Null, a boolean, a number or a string; `values` are the only ones it can be, None when that is not known."""

    kind: ScalarKind
    values: tuple[Any, ...] | None = None


@attrs.frozen
class ArrayType:
    """An array with members of one type. `filtered`: what `.*` gives, whose properties are those of its members."""

    item: Type
    filtered: bool = False


@attrs.frozen
class ObjectType:
    """An object. Names ignore case; `rest` is the type of all that are not among `properties`, None when there are none."""

    properties: Mapping[str, Type]
    rest: Type | None = None

    def property(self, name: str) -> Type | None:
        """The type of a property; None when there is none of that name."""
        for one, kind in self.properties.items():
            if same_text(one, name):
                return kind
        return self.rest


@attrs.frozen
class AnyType:
    """A value of which nothing is known."""


@attrs.frozen
class UnionType:
    """One of several types; of none, for what has no value at all. Made by `union`."""

    members: tuple[ScalarType | ArrayType | ObjectType, ...]


Type: TypeAlias = ScalarType | ArrayType | ObjectType | AnyType | UnionType

NULL = ScalarType("null", (None,))
BOOLEAN = ScalarType("boolean", (False, True))
NUMBER = ScalarType("number")
STRING = ScalarType("string")
ANY = AnyType()
NEVER = UnionType(())


def type_of(value: Any) -> Type:
    """The type of a value as it may stand in a context; of what is unknown in it, as much as is known."""
    if isinstance(value, Unknown):
        return _of_kind(value.kind)
    match kind_of(value):
        case "object":
            rest = ANY if isinstance(value, Fields) and value.rest is not None else None
            return ObjectType({name: type_of(one) for name, one in value.items()}, rest)
        case "array":
            return ArrayType(union(map(type_of, value)))
        case "null":
            return NULL
        case "boolean":
            return ScalarType("boolean", (value,))
        case "number":
            return ScalarType("number", (float(value),))
    return ScalarType("string", (value,))


def _of_kind(kind: Kind | None) -> Type:
    match kind:
        case "null":
            return NULL
        case "boolean":
            return BOOLEAN
        case "number":
            return NUMBER
        case "string":
            return STRING
        case "array":
            return ArrayType(ANY)
        case "object":
            return ObjectType({}, ANY)
    return ANY


def union(types: Iterable[Type]) -> Type:
    """The type of what has one of `types`."""
    members: list[ScalarType | ArrayType | ObjectType] = []
    for one in types:
        if isinstance(one, AnyType):
            return ANY
        for member in one.members if isinstance(one, UnionType) else (one,):
            _add(members, member)
    return members[0] if len(members) == 1 else UnionType(tuple(members))


def _add(members: list[ScalarType | ArrayType | ObjectType], new: ScalarType | ArrayType | ObjectType) -> None:
    for index, old in enumerate(members):
        if isinstance(old, ScalarType) and isinstance(new, ScalarType) and old.kind == new.kind:
            members[index] = ScalarType(old.kind, _values(old.values, new.values))
            return
        if isinstance(old, ArrayType) and isinstance(new, ArrayType) and old.filtered is new.filtered:
            members[index] = ArrayType(union((old.item, new.item)), old.filtered)
            return
        if old == new:
            return
    members.append(new)


def _values(left: tuple[Any, ...] | None, right: tuple[Any, ...] | None) -> tuple[Any, ...] | None:
    if left is None or right is None:
        return None
    both = (*left, *(value for value in right if value not in left))
    return both if len(both) <= _MOST_VALUES else None


def members_of(kind: Type) -> tuple[ScalarType | ArrayType | ObjectType, ...] | None:
    """What a value of the type can be; None when that is anything."""
    match kind:
        case AnyType():
            return None
        case UnionType(members):
            return members
        case ScalarType() | ArrayType() | ObjectType():
            return (kind,)
        case _:
            assert_never(kind)


def kinds_of(kind: Type) -> set[Kind] | None:
    """The kinds that a value of the type can have; None when that is any."""
    members = members_of(kind)
    return None if members is None else {_kind(member) for member in members}


def _kind(member: ScalarType | ArrayType | ObjectType) -> Kind:
    if isinstance(member, ScalarType):
        return member.kind
    return "array" if isinstance(member, ArrayType) else "object"


def when(kind: Type, answer: bool) -> Type:
    """What is left of a type when its value is known to be truthy, or falsy."""
    members = members_of(kind)
    return ANY if members is None else union(filter(None, (_when(member, answer) for member in members)))


def _when(member: ScalarType | ArrayType | ObjectType, answer: bool) -> Type | None:
    if not isinstance(member, ScalarType):
        return member if answer else None
    if member.values is None:
        return ScalarType("string", ("",)) if member.kind == "string" and not answer else member
    values = tuple(value for value in member.values if truth(value) is answer)
    return ScalarType(member.kind, values) if values else None


def truth_of(kind: Type) -> bool | None:
    """Whether every value of the type is truthy (or falsy); None when that depends."""
    if when(kind, False) == NEVER:
        return True
    return False if when(kind, True) == NEVER else None


def outcomes(op: str, left: Type, right: Type) -> set[bool]:
    """What a comparison of values of two types can give."""
    lefts, rights = members_of(left), members_of(right)
    if lefts is None or rights is None:
        return {True, False}
    found: set[bool] = set()
    for one in lefts:
        for other in rights:
            found |= _outcomes(op, one, other)
    return found


def _outcomes(
    op: str, left: ScalarType | ArrayType | ObjectType, right: ScalarType | ArrayType | ObjectType
) -> set[bool]:
    both = {True, False}
    never = {op == "!="}
    if not (isinstance(left, ScalarType) and isinstance(right, ScalarType)):
        alike = _kind(left) == _kind(right) and op in ("==", "!=", "<=", ">=")
        return both if alike else never
    if left.values is not None and right.values is not None:
        return {COMPARISONS[op](one, other) for one in left.values for other in right.values}
    if left.kind != right.kind and (_is_nan(left) or _is_nan(right)):
        return never
    return both


def _is_nan(kind: ScalarType) -> bool:
    """Whether a type has values only that are no number."""
    return kind.values is not None and all(number != number for number in map(to_number, kind.values))


COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "==": equal,
    "!=": lambda left, right: not equal(left, right),
    "<": lambda left, right: greater(right, left),
    "<=": lambda left, right: greater(right, left) or equal(left, right),
    ">": greater,
    ">=": lambda left, right: greater(left, right) or equal(left, right),
}

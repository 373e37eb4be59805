"""The kinds of values that fields take: each reads what a user may write into what the model keeps.

Lives here: one small class for each shape of value. A kind raises `Wrong` for what it does not take.
Not here: which field has which kind (the classes of the model), text (`emitter`).
Reading is idempotent, so that `attrs.evolve` may pass what was read before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from operator import is_
from typing import TYPE_CHECKING, Any, TypeAlias

from ghflow.diagnostics import closest, did_you_mean
from ghflow.expr.tree import CLASSES, NODES, Expr
from ghflow.expr.values import Value
from ghflow.model.node import About, Kind, Node, Wrong, brief, gathered
from ghflow.spec.limits import LARGEST, MAX_DEPTH, MAX_ID, MAX_KEY

if TYPE_CHECKING:
    from collections.abc import Callable

Str: TypeAlias = "str | Value[str] | Expr"
Bool: TypeAlias = "bool | Value[bool] | Expr"
Num: TypeAlias = "int | float | Value[float] | Expr"
Condition: TypeAlias = "bool | str | Value[Any] | Expr"
Scalar: TypeAlias = "str | bool | int | float | None | Value[Any] | Expr"
Names: TypeAlias = "str | Iterable[str | Value[str]] | Expr"
Env: TypeAlias = "Mapping[str, Scalar] | Value[Any] | Expr"


class FrozenMap(dict[str, Any]):
    """A read-only mapping in the user's order."""

    __slots__ = ()

    def _refuse(self, *args: object, **kwargs: object) -> Any:
        raise TypeError("this mapping is read-only; make a changed copy with attrs.evolve")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[Any, ...]:
        return (FrozenMap, (dict(self),))

    def __copy__(self) -> FrozenMap:
        return self


class PlainKey(str):
    """A key that is no text in the file: a number, `true`, `null`. It is written without quotes, and is no text's equal."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return other.__class__ is PlainKey and str.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(("plain", str(self)))


def _expression(value: Any) -> Any:
    """The tree of a value or tree, a text that is one whole `${{ }}`, or None for anything else."""
    if isinstance(value, Value):
        return value._tree
    if isinstance(value, NODES):
        return value
    return str.__str__(value) if is_fenced(value) else None


def is_fenced(value: object) -> bool:
    """Whether a value is a text that consists of one or more `${{ }}` from its first to its last character."""
    if not isinstance(value, str):
        return False
    text = value.strip()
    return text.startswith("${{") and text.endswith("}}")


class TextKind(Kind):
    """Text, or an expression that gives some."""

    nothing = True
    wants = "text"
    plain: type[Any] | None = str

    def read(self, value: Any) -> Any:
        if value.__class__ is str:
            return value
        if isinstance(value, Value):
            return value._tree
        if isinstance(value, NODES):
            return value
        if isinstance(value, str):
            return str.__str__(value)
        if isinstance(value, bool | int | float):
            raise self.refuse(value, f"write '{str(value).lower() if isinstance(value, bool) else brief(value)}'")
        raise self.refuse(value)


class FilledKind(TextKind):
    """Text that is not empty."""

    nothing = False
    wants = "text that is not empty"
    plain = None

    def read(self, value: Any) -> Any:
        if isinstance(value, str) and not value:
            raise self.refuse(value)
        return super().read(value)


class LiteralKind(Kind):
    """Text that is fixed before the run: no expression. `filled` text is not empty."""

    wants = "text without expressions"

    def __init__(self, filled: bool = False) -> None:
        self.nothing = not filled

    def read(self, value: Any) -> Any:
        if isinstance(value, str) and "${{" not in value and (value or self.nothing):
            return str.__str__(value)
        if isinstance(value, str) and not value:
            raise self.refuse(value, "it must not be empty")
        fixed = isinstance(value, str | Value)
        raise self.refuse(value, "GitHub evaluates no expression here" if fixed else None)


class IdKind(Kind):
    """The id of a job or step."""

    wants = f"an id: letters, digits, '-' and '_', not starting with a digit, '-' or '__', at most {MAX_ID} characters"

    good: set[str]

    def __init__(self) -> None:
        self.good = set()

    def read(self, value: Any) -> Any:
        if value.__class__ is str and value in self.good:
            return value
        if isinstance(value, str) and len(value) <= MAX_ID and _ID(value):
            value = str.__str__(value)
            if len(self.good) < _KEPT:
                self.good.add(value)
            return value
        raise self.refuse(value)


_KEPT = 1000
_ID = re.compile(r"(?!__)[A-Za-z_][A-Za-z0-9_-]*\Z").match


class FlagKind(Kind):
    """True or false."""

    text = False
    plain = bool

    def __init__(self, wants: str, expression: bool = True, nothing: bool = False) -> None:
        self.wants = wants
        self.expression = expression
        self.nothing = nothing

    def read(self, value: Any) -> Any:
        if value is True or value is False:
            return value
        found = _expression(value)
        if found is not None:
            if self.expression:
                return found
            raise self.refuse(value, "GitHub evaluates no expression here")
        hint = None
        if isinstance(value, str):
            word = {"true": "True", "yes": "True", "false": "False", "no": "False"}.get(value.lower())
            hint = (
                f"write {word}" if word else f"for an expression say expression({value!r})" if self.expression else None
            )
        raise self.refuse(value, hint)


class NumberKind(Kind):
    """A number, at least `least`; `whole` without a fraction."""

    text = False

    def __init__(self, wants: str, least: float, whole: bool = False) -> None:
        self.wants = wants
        self.least = self.plain_from = least
        self.whole = whole

    def read(self, value: Any) -> Any:
        if value.__class__ is int and self.least <= value < LARGEST:
            return value
        if isinstance(value, int | float) and not isinstance(value, bool):
            if self.least <= value < LARGEST and not (self.whole and value % 1):
                return exact(value)
            raise self.refuse(value)
        found = _expression(value)
        if found is not None:
            return found
        hint = f"write {value}" if isinstance(value, str) and value.isdigit() else None
        raise self.refuse(value, hint)


class ConditionKind(Kind):
    """A condition, written without `${{ }}`."""

    nothing = True
    wants = "a condition: an expression, its text, True or False"
    bare = True

    def read(self, value: Any) -> Any:
        if value is True or value is False:
            return value
        if isinstance(value, str):
            return str.__str__(value)
        found = _expression(value)
        if found is None:
            raise self.refuse(value)
        return found


class Choice(Kind):
    """One of a few words."""

    text = False

    def __init__(self, *words: str, expression: bool = False) -> None:
        self.words = words
        self.good = set(words)
        self.expression = expression
        self.wants = "one of " + ", ".join(map(repr, words)) if len(words) > 1 else repr(words[0])

    def read(self, value: Any) -> Any:
        if isinstance(value, str) and value in self.words:
            return str.__str__(value)
        found = _expression(value) if self.expression else None
        if found is None:
            match = closest(value, self.words) if isinstance(value, str) else None
            raise self.refuse(value, f"did you mean '{match}'?" if match else None)
        return found


class ScalarKind(Kind):
    """Text, a number, a boolean, nothing, or an expression."""

    nothing = True
    wants = "text, a number, True, False or an expression"

    def read(self, value: Any) -> Any:
        if value.__class__ is str or value is None:
            return value
        if isinstance(value, str | int | float):
            return exact(value)
        if isinstance(value, Value):
            return value._tree
        if isinstance(value, NODES):
            return value
        raise self.refuse(value)


def exact(value: Any) -> Any:
    """A text, number or boolean as Python's own class: what the member of an enum, or a number of numpy, is worth."""
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return value if value.__class__ is bool else float.__float__(value)
    if -LARGEST < value < LARGEST:
        return int.__int__(value)
    raise Wrong("a number of at most 300 digits", value)


class OneOrMany(Kind):
    """One text, or a list of texts: what was given decides what is written."""

    def __init__(self, wants: str, item: Kind, expression: bool = True) -> None:
        self.wants = wants
        self.item = item
        self.expression = expression

    def read(self, value: Any) -> Any:
        if isinstance(value, (str, Node)):  # a union of the two would be made anew each time
            return self.item.read(value)
        found = _expression(value) if self.expression else None
        if found is not None:
            return found
        return self.items(value)

    def items(self, value: Any) -> tuple[Any, ...]:
        check_list(value, self.refuse)
        found = tuple(_each(value, self.item.read))
        return value if value.__class__ is tuple and all(map(is_, found, value)) else found


def check_list(value: Any, refuse: Callable[[object, str | None], Wrong]) -> None:
    """Raise unless `value` is something to go through, in an order of its own, as often as one likes.

    An iterator is refused too: read with care it comes back as a list, and no item is lost with a mistake.
    """
    if value.__class__ in (list, tuple):
        return
    if isinstance(value, set | frozenset):
        raise refuse(value, "a set has no order, so every build would differ: write a list")
    if isinstance(value, (str, bytes, bytearray, Mapping, Iterator, Value, *NODES)) or not isinstance(value, Iterable):
        raise refuse(value, None)


def _each(items: Iterable[Any], read: Callable[[Any], Any]) -> list[Any]:
    """What is read of each item. Raises `Wrong` with the mistakes of all."""
    found = []
    wrong: list[Wrong] = []
    for index, item in enumerate(items):
        try:
            found.append(read(item))
        except Wrong as one:
            wrong.append(one.inside(index))
    if wrong:
        raise gathered(wrong)
    return found


def read_entries(table: Mapping[Any, Any], read: Callable[[Any], Any], known: tuple[str, ...] = ()) -> dict[str, Any]:
    """What is read of each entry. Raises `Wrong` with the mistakes of all; with `known`, other keys are mistakes."""
    found = {}
    wrong: list[Wrong] = []
    for key, item in table.items():
        try:
            if known and key not in known:
                hint = did_you_mean(key, known) if isinstance(key, str) else None
                raise Wrong("", key, hint, says=f"has no key {brief(key)}")
            found[read_key(key)] = read(item)
        except Wrong as one:
            wrong.append(one.inside(key))
    if wrong:
        raise gathered(wrong)
    return found


class Listing(OneOrMany):
    """A list only: a lone text would be a list of its letters."""

    def read(self, value: Any) -> Any:
        found = _expression(value) if self.expression else None
        if found is not None:
            return found
        if isinstance(value, str):
            raise self.refuse(value, f"write [{value!r}]")
        return self.items(value)


class Table(Kind):
    """A mapping whose keys the user made up; or, where GitHub allows it, one expression for the whole.

    With `known`, there are no other keys than these.
    """

    mapping = True

    def __init__(
        self,
        wants: str,
        item: Kind,
        expression: bool = True,
        known: tuple[str, ...] = (),
        text: bool = False,
    ) -> None:
        self.wants = wants
        self.item = item
        self.expression = expression
        self.known = known
        self.text = text
        if item.__class__ is ScalarKind and not known:
            self.of_scalars = FrozenMap

    def read(self, value: Any) -> Any:
        if self.of_scalars is not None and (value.__class__ is dict or value.__class__ is FrozenMap):
            plain = _plain(value)
            if plain is not None:
                return plain
        if not isinstance(value, Mapping):
            found = _expression(value) if self.expression else None
            if found is None:
                raise self.refuse(value)
            return found
        found = read_entries(value, self.item.read, self.known)
        if value.__class__ is FrozenMap and all(map(is_, found.values(), value.values())):
            return value
        return FrozenMap(found)


def _plain(table: dict[Any, Any]) -> FrozenMap | None:
    """A mapping of texts, numbers, flags and values, read without further ado; None when it holds anything else.

    One that was read before is itself.
    """
    found = table if table.__class__ is FrozenMap else FrozenMap(table)
    for key, item in table.items():
        if key.__class__ is not str or len(key) > MAX_KEY:
            return None
        cls = item.__class__
        if cls is str or cls is bool or item is None or cls in CLASSES:
            continue
        if cls is int and -LARGEST < item < LARGEST:
            continue
        if not isinstance(item, Value) or found is table:
            return None
        _put(found, key, item._tree)
    return found


_put = dict.__setitem__


def read_key(key: object) -> str:
    """A key of a mapping: text of a length that every YAML reader takes."""
    if key.__class__ is PlainKey:
        return key
    if not isinstance(key, str):
        raise Wrong("a mapping with text as keys", key, f"write '{key}'" if isinstance(key, int | float) else None)
    if len(key) > MAX_KEY:
        raise Wrong(f"a mapping with keys of at most {MAX_KEY} characters", key)
    return str.__str__(key)


class DataKind(Kind):
    """Anything that YAML holds: texts, numbers, lists, mappings, expressions."""

    nothing = True
    wants = "text, a number, True, False, an expression, or a list or mapping of these"

    def read(self, value: Any) -> Any:
        return self.nested(value, 1)

    def nested(self, value: Any, depth: int) -> Any:
        if value is None:
            return value
        if isinstance(value, str | int | float):
            return exact(value)
        if isinstance(value, Value):
            return value._tree
        if isinstance(value, NODES):
            return value
        if depth > MAX_DEPTH:
            raise Wrong("", says=f"is nested more than {MAX_DEPTH} levels deep")
        if isinstance(value, Mapping):
            return FrozenMap(read_entries(value, lambda item: self.nested(item, depth + 1)))
        if isinstance(value, list | tuple):
            return tuple(_each(value, lambda item: self.nested(item, depth + 1)))
        raise self.refuse(value)


class Child(Kind):
    """Another object of the model, by the name of its class, so that rare classes are imported only where they are used."""

    def __init__(
        self,
        wants: str,
        *classes: str,
        other: Kind | None = None,
        expression: bool = True,
        nothing: bool = False,
        needs: tuple[str, ...] = (),
    ) -> None:
        self.wants = wants
        self.needs = needs
        """Keys that a file has to give here, beside those that the class asks for anywhere."""
        self.classes = classes
        self.other = other
        self.expression = expression
        self.nothing = nothing

    def read(self, value: Any) -> Any:
        if isinstance(value, Node) and (value.__class__.__name__ in self.classes or self.is_one(value)):
            return value
        if value is None and self.nothing:
            return None
        if isinstance(value, Node) or self.other is None:
            found = _expression(value) if self.expression else None
            if found is None:
                raise self.refuse(value)
            return found
        try:
            return self.other.read(value)
        except Wrong as wrong:
            raise (wrong if wrong.path or wrong.says else self.refuse(value, wrong.hint)) from None

    def is_one(self, value: Node) -> bool:
        return any(base.__name__ in self.classes for base in type(value).__mro__)


class Children(Kind):
    """A list of objects of the model."""

    def __init__(self, wants: str, item: Child, hint: str) -> None:
        self.wants = wants
        self.item = item
        self.hint = hint
        self.known: set[type[Any]] = set()

    def read(self, value: Any) -> Any:
        if value.__class__ is not list:
            check_list(value, lambda value, hint: self.refuse(value, hint or self.hint))
        items = value if isinstance(value, tuple) else tuple(value)
        if self.known.issuperset(map(type, items)):
            return items
        wrong: list[Wrong] = []
        for index, item in enumerate(items):
            if item.__class__ in self.known:
                continue
            if isinstance(item, Node) and self.item.is_one(item):
                self.known.add(item.__class__)
            else:
                hint = "put * before a list inside the list" if isinstance(item, list | tuple) else None
                wrong.append(self.item.refuse(item, hint).inside(index))
        if wrong:
            raise gathered(wrong)
        return items


TEXT = TextKind()
FILLED = FilledKind()
LITERAL = LiteralKind()
FILLED_LITERAL = LiteralKind(filled=True)
ID = IdKind()
FLAG = FlagKind("True, False or an expression")
FIXED_FLAG = FlagKind("True or False", expression=False)
CONDITION = ConditionKind()
SCALAR = ScalarKind()
DATA = DataKind()
MINUTES = NumberKind("a positive number of minutes", 0.000001)
COUNT = NumberKind("a positive whole number", 1, whole=True)
NUMBER = NumberKind("a number or an expression", -LARGEST)
NAMES = OneOrMany("text or a list of texts", TEXT)
TEXTS = Listing("a list of texts", TEXT)
SCALARS = Listing("a list of texts and numbers", SCALAR)
ENV = Table("a mapping of names to values", SCALAR)
CREDENTIALS = Table("a mapping of 'username' and 'password'", FILLED, known=("username", "password"))
FILLED_NAMES = OneOrMany("text or a list of texts", FILLED)
TEXT_MAP = Table("a mapping of names to text", TEXT, expression=False)
DATA_MAP = Table("a mapping", DATA, expression=False)
About.kind = DATA_MAP  # `node` is below this module and cannot import it
INPUTS = Table(
    "a mapping of names to inputs", Child("an Input(...)", "Input", expression=False, nothing=True), expression=False
)

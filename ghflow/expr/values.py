"""What `github.ref` and `matrix.os` are in Python: a `Value`, with operators that build the tree.

Lives here: `Value`, its open and closed kinds (`AnyValue`, `OpenContext`, `Namespace`), turning things into trees, `expression`.
Not here: which contexts and properties GitHub has (`spec.contexts`).

A `Value` refuses what would silently go wrong: `bool()`, iteration, `in`, `+`, a format spec. The refusal goes through
`misused`, which raises here and is replaced by the model, so that inside a ghflow run it is recorded at the user's line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Generic, NoReturn, TypeVar, overload

from ghflow.expr.printing import show
from ghflow.expr.tree import NODES, Call, Context, Expr, Index, Lit, Not, Op, Star, path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

T = TypeVar("T", covariant=True)
S = TypeVar("S")


class ExprUsageError(TypeError):
    """A Python operation that an expression cannot take part in: what is wrong, and what to write instead."""

    def __init__(self, message: str, hint: str | None) -> None:
        super().__init__(f"{message} ({hint})" if hint else message)
        self.message = message
        self.hint = hint


def _raise(message: str, hint: str | None, known: Iterable[str] | None) -> None:
    raise AttributeError(message) if known is not None else ExprUsageError(message, hint)


misused: Callable[[str, str | None, Iterable[str] | None], None] = _raise
"""Called with message, hint and, for a name that does not exist, the names that do. May return: the caller then goes on."""


def _misused(message: str, hint: str | None = None, known: Iterable[str] | None = None) -> None:
    misused(message, hint, known)


class Value(Generic[T]):
    """An expression that GitHub evaluates during the run; `T` is what it will be then.

    `==`, `<`, `&`, `|`, `~`, `[...]` and the methods give new values. In text (an f-string, `format`) it is `${{ ... }}`.
    """

    __slots__ = ("_tree",)

    def __init__(self, tree: Expr) -> None:
        self._tree = tree

    def __format__(self, spec: str) -> str:
        if spec:
            _misused(
                f"a format spec cannot be applied to the expression {show(self._tree)}: its value is not known yet",
                f"drop ':{spec}'",
            )
        return "${{ " + show(self._tree) + " }}"

    def __str__(self) -> str:
        return "${{ " + show(self._tree) + " }}"

    def __repr__(self) -> str:
        return f"<expression {show(self._tree)}>"

    # The operators. A Python str, number, bool or None on the other side becomes a literal.

    def __eq__(self, other: object) -> Value[bool]:  # type: ignore[override]
        return _op("==", self, other)

    def __ne__(self, other: object) -> Value[bool]:  # type: ignore[override]
        return _op("!=", self, other)

    def __lt__(self, other: object) -> Value[bool]:
        return _op("<", self, other)

    def __le__(self, other: object) -> Value[bool]:
        return _op("<=", self, other)

    def __gt__(self, other: object) -> Value[bool]:
        return _op(">", self, other)

    def __ge__(self, other: object) -> Value[bool]:
        return _op(">=", self, other)

    @overload
    def __and__(self, other: Value[S]) -> Value[S]: ...
    @overload
    def __and__(self, other: S) -> Value[S]: ...
    def __and__(self, other: object) -> Value[Any]:
        return _op("&&", self, other)

    def __rand__(self, other: object) -> Value[T]:
        return _op("&&", other, self)

    @overload
    def __or__(self, other: Value[S]) -> Value[T | S]: ...
    @overload
    def __or__(self, other: S) -> Value[T | S]: ...
    def __or__(self, other: object) -> Value[Any]:
        return _op("||", self, other)

    def __ror__(self, other: S) -> Value[T | S]:
        return _op("||", other, self)

    def __invert__(self) -> Value[bool]:
        return Value(Not(self._tree))

    def __getitem__(self, key: str | int | float | slice | Value[Any]) -> AnyValue:
        """An item by key or index; `[:]` is GitHub's `.*`, all items at once."""
        return AnyValue(Index(self._tree, _as_key(key)))

    def startswith(self, prefix: str | Value[str]) -> Value[bool]:
        """`startsWith(self, prefix)`. GitHub ignores case."""
        return call_of("startsWith", self, prefix)

    def endswith(self, suffix: str | Value[str]) -> Value[bool]:
        """`endsWith(self, suffix)`. GitHub ignores case."""
        return call_of("endsWith", self, suffix)

    def contains(self, item: object) -> Value[bool]:
        """`contains(self, item)`: a part of a string (ignoring case) or a member of an array."""
        return call_of("contains", self, item)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """No property: the value is a text, a number or a boolean. Most likely a method is misspelt."""
            if name.startswith("_"):
                raise AttributeError(name)
            _misused(f"the expression {show(self._tree)} has no property '{name}'", None, _METHODS)
            return _Misspelt(self._tree)

    # What would silently go wrong.

    __hash__ = None  # type: ignore[assignment]

    def __bool__(self) -> NoReturn:
        _misused(
            f"the expression {show(self._tree)} has no truth value in Python: GitHub decides it during the run",
            "say & | ~ instead of and or not, and if_= instead of if",
        )
        return True  # type: ignore[misc]

    def __iter__(self) -> Iterator[NoReturn]:
        _misused(
            f"the expression {show(self._tree)} cannot be looped over: its value is not known yet",
            "use a matrix: Matrix(axis=from_json(...))",
        )
        return iter(())

    def __contains__(self, item: object) -> bool:
        _misused(
            f"'in' cannot look into the expression {show(self._tree)}: its value is not known yet",
            "use .contains(...)",
        )
        return False

    def __len__(self) -> int:
        _misused(f"the expression {show(self._tree)} has no length: its value is not known yet")
        return 0

    def __add__(self, other: object) -> Value[T]:
        _misused("GitHub's expressions have no '+'", "use an f-string to put texts together")
        return self

    __radd__ = __add__

    def __mod__(self, other: object) -> Value[T]:
        _misused("GitHub's expressions have no '%'", "use an f-string, or format('{0}', value) inside an expression")
        return self

    def __call__(self, *args: object, **kwargs: object) -> Value[T]:
        _misused(f"the expression {show(self._tree)} is not a function")
        return self

    def __copy__(self) -> Value[T]:
        return self

    def __deepcopy__(self, memo: object) -> Value[T]:
        return self


_METHODS = ("contains", "endswith", "startswith")


class AnyValue(Value[Any]):
    """A value of which nothing is known before the run: any property may be asked of it."""

    __slots__ = ()

    def __getattr__(self, name: str) -> AnyValue:
        if name.startswith("__") or name == "_tree":
            raise AttributeError(name)
        return AnyValue(Index(self._tree, Lit(name)))


class _Misspelt(AnyValue):
    """What stands for a method that does not exist, so that calling it is not a second mistake."""

    __slots__ = ()

    def __call__(self, *args: object, **kwargs: object) -> AnyValue:
        return self


class Namespace(Value[Any]):
    """A context or a part of one, whose properties are known: the annotations of the subclass.

    An annotation that `_parts` names leads on to the properties of that part. With `kebab`, `job_index` means `job-index`.
    """

    __slots__ = ("__dict__",)  # of the properties that were asked for
    _kebab = False
    _title = ""
    """What messages call it; when empty, its own text."""
    _parts: ClassVar[dict[str, Any]] = {}

    def __setattr__(self, name: str, value: object) -> None:
        if name != "_tree":
            raise AttributeError(f"the expression {show(self._tree)} cannot be changed")
        super().__setattr__(name, value)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in self._properties():
            return self._unknown(name)
        found = self.__dict__[name] = self._property(name)
        return found

    def __getitem__(self, key: str | int | float | slice | Value[Any]) -> Any:
        if not isinstance(key, str):
            return AnyValue(Index(self._tree, _as_key(key)))
        name = next((name for name in self._properties() if self._key_of(name).lower() == key.lower()), None)
        return self._unknown(key) if name is None else self._made(name, Index(self._tree, as_tree(key)))

    @classmethod
    def _properties(cls) -> dict[str, Any]:
        return cls.__annotations__

    @classmethod
    def _key_of(cls, name: str) -> str:
        return name.replace("_", "-") if cls._kebab else name

    def _property(self, name: str) -> Any:
        key = self._key_of(name)
        tree = self._tree
        return self._made(name, path(tree.name, key) if isinstance(tree, Context) else Index(tree, Lit(key)))

    def _made(self, name: str, tree: Expr) -> Any:
        """The value of a property, of the kind that its annotation says."""
        kind = self._properties()[name]
        if isinstance(kind, str) and not kind.startswith("Value["):
            return self._parts.get(kind, AnyValue)(tree)
        return Value(tree)

    def _unknown(self, name: str) -> AnyValue:
        names = self._properties()
        title = self._title or f"'{show(self._tree)}'"
        _misused(f"{title} has no property '{name}'", None, names)
        return AnyValue(Index(self._tree, Lit(name)))


if TYPE_CHECKING:
    Known = Value[Any]  # without `__getattr__`, so that type checkers know a misspelt property
else:

    class Known(Namespace):
        """A context whose properties are all known. One that is misspelt counts as the closest from there on."""

        __slots__ = ()

        def _unknown(self, name: str) -> AnyValue:
            from difflib import get_close_matches

            super()._unknown(name)
            known = [self._key_of(one) for one in self._properties() if not one.startswith("_")]
            return AnyValue(Index(self._tree, Lit(get_close_matches(name, known, 1, 0)[0])))


if TYPE_CHECKING:
    K = TypeVar("K", covariant=True)

    class OpenContext(Value[Any], Generic[K]):
        """A context whose names are the user's: `secrets.PYPI_TOKEN`, `vars["a-b"]`. Behind each name stands a `K`."""

        _kind: ClassVar[Any]

        def __getattr__(self, name: str) -> K: ...
        @overload  # type: ignore[override]
        def __getitem__(self, key: slice) -> AnyValue: ...
        @overload
        def __getitem__(self, key: str | int | float | Value[Any]) -> K: ...
        def __getitem__(self, key: Any) -> Any: ...

else:

    class OpenContext(Value):
        """A context, or a part of one, whose names are the user's. Behind each name stands a value of `_kind`."""

        __slots__ = ()
        _kind = AnyValue

        def __class_getitem__(cls, kind: object) -> Any:
            return cls  # for type checkers alone

        def __getattr__(self, name: str) -> Any:
            if name.startswith("__") or name == "_tree":
                raise AttributeError(name)
            tree = self._tree
            return self._kind(path(tree.name, name) if isinstance(tree, Context) else Index(tree, Lit(name)))

        def __getitem__(self, key: object) -> Any:
            return self._kind(Index(self._tree, _as_key(key)))


class AnyContext(OpenContext[AnyValue]):
    """Names of the user's, of values that may be anything."""

    __slots__ = ()


class Texts(OpenContext[Value[str]]):
    """Names of the user's, of texts."""

    __slots__ = ()
    _kind = Value


def expression(text: str) -> AnyValue:
    """A value from GitHub's own notation, with or without `${{ }}`. A text that does not parse is refused."""
    from ghflow.expr.parsing import ExprError, parse

    body = text.strip()
    if body.startswith("${{") and body.endswith("}}"):
        body = body[3:-2]
    try:
        return AnyValue(parse(body))
    except ExprError as error:
        message = f"expected {error.expected} at character {error.at + 1} of {error.excerpt!r}"
    _misused(message, "say expression('...') with GitHub's own notation")
    return AnyValue(Lit(""))


def tree_of(value: Value[Any]) -> Expr:
    """The tree that a value stands for."""
    return value._tree


def as_tree(thing: object) -> Expr:
    """The tree of an operand: a value's, a tree itself, or a Python str, number, bool or None as a literal."""
    if isinstance(thing, Value):
        return thing._tree
    if isinstance(thing, NODES):
        return thing
    if isinstance(thing, str):
        if "${{" in thing:
            _misused(
                f"the text {thing!r} holds ${{{{ }}}} and stands inside an expression, where it would be taken literally",
                "use format('...{0}...', value) from ghflow, not an f-string",
            )
        return Lit(str.__str__(thing))
    if thing is None or isinstance(thing, bool):
        return Lit(thing)
    if isinstance(thing, int | float):
        return _number(thing)
    tree: Any = getattr(thing, "_tree", None)
    if isinstance(tree, NODES):  # all outputs of a job or step at once
        return tree
    _misused(
        f"a {type(thing).__name__} cannot stand in an expression, got {thing!r}",
        "GitHub has literals for text, numbers, true, false and null only; use from_json('...') for lists and maps",
    )
    return Lit(None)


def _number(value: float) -> Lit:
    """A literal of the number alone: members of enumerations and the like are shown in ways of their own."""
    try:
        double = float(value)
    except OverflowError:
        _misused(f"a number of {int(value).bit_length()} bits cannot stand in an expression: GitHub's are doubles")
        return Lit(0)
    return Lit(int(value) if isinstance(value, int) else double)


def _as_key(key: object) -> Expr | Star:
    return Star() if isinstance(key, slice) and key == slice(None) else as_tree(key)


def _op(op: Any, left: object, right: object) -> Value[Any]:
    return Value(Op(op, as_tree(left), as_tree(right)))


def call_of(name: str, *args: object) -> Value[Any]:
    """A call of one of GitHub's functions, as a value."""
    return Value(Call(name, tuple(as_tree(arg) for arg in args)))

"""The matrix of a job: axes that the user names, `include` and `exclude`.

Lives here: `Matrix`, the one class with an `__init__` of its own, since its keywords are the user's words; `expand`.
Not here: how a matrix becomes legs (`legs`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import attrs

from ghflow import diagnostics
from ghflow.diagnostics import Diagnostic, UnknownNameError, closest, did_you_mean
from ghflow.expr.tree import NODES, Expr, path
from ghflow.expr.values import AnyValue, Value
from ghflow.model.kinds import DATA, FrozenMap, check_list, is_fenced, read_key
from ghflow.model.node import About, Node, NodeType, Remark, Wrong, brief, gathered, read_comment, take_notes
from ghflow.spec.limits import MAX_KEY
from ghflow.where import Where, here

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ghflow.model.legs import Leg
    from ghflow.model.node import Remarks

    Rows = Iterable[Mapping[str, Any]] | Value[Any] | Expr | str


if TYPE_CHECKING:
    _MatrixType = type
else:

    class _MatrixType(NodeType):
        """The axes are the user's words, so the call is read here and not by fields."""

        def __call__(cls, *args, **kwargs):
            return _make(here(2), args, kwargs)


@attrs.frozen(eq=False, repr=False, init=False)
class Matrix(Node, metaclass=_MatrixType):
    """Axes by keyword (`Matrix(os=[...])`), or in a mapping where a name is no Python name; or one expression for all.

    An axis is asked for as an attribute or item (`m.os`, `m["python-version"]`) and is then `${{ matrix.os }}`. Keys that
    only `include` has are axes too. A name that is no axis is a mistake at the line that asks for it, unless axes or
    `include` come from an expression and cannot be known.
    """

    # The aliases are names that no axis has, so that `attrs.evolve` can pass the axes beside those of the user.
    _axes: FrozenMap = attrs.field(alias="_ghflow_axes")
    include: tuple[Any, ...] | str | Expr | None = attrs.field(default=None)
    exclude: tuple[Any, ...] | str | Expr | None = attrs.field(default=None)
    _whole: str | Expr | None = attrs.field(default=None, alias="_ghflow_whole")

    def __init__(
        self,
        axes: Mapping[str, Any] | Value[Any] | Expr | str | None = None,
        /,
        *,
        include: Rows | None = None,
        exclude: Rows | None = None,
        comment: str | None = None,
        **named: Any,
    ) -> None: ...

    # A matrix has no extra keys and allows no rules of its own: these words are free for axes.
    if TYPE_CHECKING:
        extra: AnyValue  # type: ignore[assignment]
        allow: AnyValue
    else:
        extra = property(lambda self: self._axis_or("extra", None))
        allow = property(lambda self: self._axis_or("allow", ()))

    def _axis_or(self, name: str, otherwise: Any) -> Any:
        known = self.axis_names()
        return self[name] if known is not None and name in known else otherwise

    def __getattr__(self, name: str) -> AnyValue:
        if name.startswith("_") or name in Matrix.__slots__:  # type: ignore[attr-defined]
            raise AttributeError(name)
        if name in self._axes:
            return AnyValue(path("matrix", name))
        known = self.axis_names()
        if known is not None and name not in known:
            kebab = name.replace("_", "-")
            return self[kebab if kebab in known else name]
        return AnyValue(path("matrix", name))

    def __getitem__(self, name: str) -> AnyValue:
        known = self.axis_names()
        if not isinstance(name, str):
            message = f"the matrix is asked for an axis by its name, got {brief(name)}"
            diagnostics.report(Diagnostic("unknown-axis", message, here()), diagnostics.WrongTypeError)
            name = next(iter(known or ()), "unknown")
        if known is not None and name not in known:
            message = f"the matrix has no axis '{name}'"
            hint = did_you_mean(name, known) if known else "it has no axes"
            diagnostics.report(Diagnostic("unknown-axis", message, here(), hint), UnknownNameError)
            name = closest(name, known) or next(iter(known), name)
        return AnyValue(path("matrix", name))

    @classmethod
    def from_file(cls, where: Where, axes: Mapping[str, Any], comment: str | None, notes: Remarks) -> Matrix:
        """A matrix as it stands in a file, whatever it holds; `include` and `exclude` are among the axes."""
        read = dict(axes)
        empty = [name for name in ("include", "exclude") if name in read and read[name] is None]
        matrix = _built(where, None, read, comment, notes)
        if empty:  # None means absent, and an empty key is kept as it is
            object.__setattr__(matrix, "_axes", FrozenMap(matrix._axes | dict.fromkeys(empty, None)))
        return matrix

    def axis_names(self) -> tuple[str, ...] | None:
        """All axes, those that only `include` has among them; None when an expression decides."""
        if self._whole is not None or isinstance(self.include, (str, *NODES)):
            return None
        found = dict.fromkeys(self._axes)
        rows = () if self.include is None else self.include
        if not isinstance(rows, tuple | list):  # in a file it may be anything, which was reported
            return None
        for row in rows:
            if not isinstance(row, Mapping):
                return None
            found.update(dict.fromkeys(row))
        return tuple(found)

    def to_yaml(self) -> Any:
        """What stands in the file: axes in their order, then `include` and `exclude`."""
        if self._whole is not None:
            return self._whole
        if self.include is None and self.exclude is None:
            return self._axes
        keys = dict(self._axes)
        if self.include is not None:
            keys["include"] = self.include
        if self.exclude is not None:
            keys["exclude"] = self.exclude
        return FrozenMap(keys)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Matrix):
            return NotImplemented
        return self.to_yaml() == other.to_yaml() and self.comment == other.comment

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return f"Matrix({dict(self.to_yaml())!r})" if self._whole is None else f"Matrix({self._whole!r})"


def expand(matrix: Mapping[str, Any]) -> list[Leg]:
    """The legs of a matrix without expressions: `expand(matrix.to_yaml())`. Raises ValueError for what GitHub refuses."""
    from ghflow.model.legs import expand_matrix  # few need it

    return expand_matrix(matrix)


_NO_AXES = frozenset(("include", "exclude", "comment", "where", "about", "_ghflow_axes", "_ghflow_whole"))
_TEXTS = {str}


def _plain_axes(given: dict[str, Any]) -> FrozenMap | None:
    """Axes that are lists of texts, read without further ado; None when anything else is among the arguments."""
    if not given.keys().isdisjoint(_NO_AXES):
        return None
    axes = {}
    for name, value in given.items():
        if value.__class__ is not list or set(map(type, value)) != _TEXTS or len(name) > MAX_KEY:
            return None
        axes[name] = tuple(value)
    return FrozenMap(axes)


def _made(where: Where, axes: FrozenMap, whole: Any, include: Any, exclude: Any, about: About | None) -> Matrix:
    self = object.__new__(Matrix)
    _set_axes(self, axes)
    _set_include(self, include)
    _set_exclude(self, exclude)
    _set_whole(self, whole)
    _set_where(self, where)
    _set_about(self, about)
    return self


_SLOTS = ("_axes", "include", "exclude", "_whole", "where", "about")
_set_axes, _set_include, _set_exclude, _set_whole, _set_where, _set_about = [
    getattr(Matrix, name).__set__ for name in _SLOTS
]


def _make(where: Where, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Matrix:
    """A matrix out of the arguments of a call; mistakes are reported, one by one, and what is right is kept."""
    plain = None if args else _plain_axes(kwargs)
    if plain is not None:
        return _made(where, plain, None, None, None, None)
    notes: dict[tuple[str | int, ...], Remark] = {}
    comment = read_comment(kwargs.pop("comment")) if isinstance(kwargs.get("comment"), str) else None
    where = kwargs.pop("where") if isinstance(kwargs.get("where"), Where) else where
    about = kwargs.pop("about", None) if isinstance(kwargs.get("about"), About | None) else None
    old = kwargs.pop("_ghflow_axes", None)
    whole = kwargs.pop("_ghflow_whole", None)
    if whole is not None and not args:
        args = (whole,)
    elif isinstance(old, FrozenMap):
        kwargs = {**old, **kwargs}
    if about is not None:
        comment = comment or about.comment
        notes.update(about.notes.get("", (None, {}))[1])
    first, axes = _first(where, args)
    for name in kwargs.keys() & axes.keys():
        _report(where, f"the axis '{name}' is given twice", (name,))
    given = axes | kwargs
    read: dict[str, Any] = {}
    for name, value in given.items():
        if value is None and name in ("include", "exclude"):
            continue
        path = (name,)
        try:
            read[read_key(name)] = _axis(name, take_notes(value, path, notes))
        except Wrong as wrong:
            for one in wrong.every:
                _report(where, one.message(name), (name, *one.path), one.hint, in_first=name not in kwargs)
    _check_excluded(where, read.get("exclude"), [name for name in given if name not in ("include", "exclude")])
    return _built(where, first, read, comment, notes)


def _built(where: Where, whole: Any, read: dict[str, Any], comment: str | None, notes: Remarks) -> Matrix:
    about = About(comment, notes={"": (None, notes)}) if comment or notes else None
    include, exclude = read.pop("include", None), read.pop("exclude", None)
    return _made(where, FrozenMap(read), whole, include, exclude, about)


def _check_excluded(where: Where, rows: Any, axes: list[str]) -> None:
    """Report keys of `exclude` that no axis has; GitHub fails the run. Keys that only `include` has do not count."""
    for index, row in enumerate(rows if isinstance(rows, tuple) else ()):
        for name in row if isinstance(row, Mapping) else ():
            if name.lower() not in [axis.lower() for axis in axes]:
                message = f"exclude[{index}] names '{name}', which is not an axis of the matrix"
                hint = did_you_mean(name, axes)
                place = where.argument("exclude", index, name)
                found = Diagnostic("unknown-axis", message, place, hint, f"exclude.{index}.{name}")
                diagnostics.report(found, diagnostics.WrongTypeError)


def _first(where: Where, args: tuple[Any, ...]) -> tuple[Any, dict[str, Any]]:
    """What was given without a keyword: an expression for the whole matrix, or a mapping of axes."""
    if len(args) > 1:
        _report(where, f"Matrix got {len(args)} arguments without a keyword", (), "one mapping of axes may stand there")
    if not args or args[0] is None:
        return None, {}
    first = args[0]
    if isinstance(first, Value):
        return first._tree, {}
    if isinstance(first, NODES) or is_fenced(first):
        return first, {}
    if isinstance(first, Mapping) and all(isinstance(name, str) for name in first):
        return None, dict(first)
    _report(where, f"Matrix takes a mapping of axes or an expression, got {brief(first)}", ())
    return None, {}


def _axis(name: str, value: Any) -> Any:
    if isinstance(value, Value):
        return value._tree
    if isinstance(value, NODES) or is_fenced(value):
        return value
    lone = f"write {name}=[{brief(value)}]" if isinstance(value, str | int | float) else None
    check_list(value, lambda value, hint: Wrong("a list or an expression", value, hint or lone))
    rows: tuple[Any, ...] = DATA.read(value if value.__class__ in (list, tuple) else tuple(value))
    if name in ("include", "exclude"):
        wrong = [
            Wrong("a mapping of axes to values", row).inside(index)
            for index, row in enumerate(rows)
            if not (isinstance(row, (Mapping, *NODES)) or is_fenced(row))
        ]
        if wrong:
            raise gathered(wrong)
    return rows


def _report(
    where: Where, message: str, path: tuple[str | int, ...], hint: str | None = None, in_first: bool = False
) -> None:
    """Report at an axis: an argument of its own, or an entry of the mapping that stands first."""
    place = where.argument("", *path, position=0) if in_first else where.argument(*path) if path else where
    diagnostics.report(
        Diagnostic("wrong-value", message, place, hint, ".".join(map(str, path))), diagnostics.WrongTypeError
    )

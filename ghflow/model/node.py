"""What every class of the model is made of: `Node`, its fields, and how a call becomes an object.

Lives here: the metaclass that reads arguments by kind and reports mistakes at the argument's line, `yaml_key`, `note`.
Not here: the kinds of values (`kinds`), the classes themselves (`workflow`, `job`, `steps`, ...), YAML (`emitter`).

A class declares its fields once (attrs, in GitHub's documented order of keys) with `metadata=field(KIND)`. From that
one line the constructor, the emitter, the reader and the writer work; none of them has code for a single class.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from operator import attrgetter, is_
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, TypeAlias, TypeVar, overload

import attrs

from ghflow import diagnostics
from ghflow.diagnostics import Diagnostic, UnknownNameError, WrongTypeError, closest, did_you_mean
from ghflow.expr import values
from ghflow.model.blocks import dedent
from ghflow.spec.limits import LARGEST, MAX_DEPTH
from ghflow.where import NOWHERE, Where, here

if TYPE_CHECKING:
    from collections.abc import Callable

    from ghflow.model.compiled import ConstructorMaker, Only

T = TypeVar("T")


class Wrong(Exception):
    """A value that its field does not take: what it must be (or `says`, all of it in words), and where in the argument.

    `also` are more mistakes in the same value; `every` are all of them.
    """

    def __init__(self, wants: str, value: object = None, hint: str | None = None, *, says: str = "") -> None:
        super().__init__(wants)
        self.wants = wants
        self.value = value
        self.hint = hint
        self.says = says
        self.path: tuple[str | int, ...] = ()
        self.also: tuple[Wrong, ...] = ()

    @property
    def every(self) -> tuple[Wrong, ...]:
        return (self, *self.also)

    def inside(self, key: str | int) -> Wrong:
        """The same mistakes, seen from one level further out."""
        for one in self.every:
            one.path = (key, *one.path)
        return self

    def message(self, name: str) -> str:
        """What is wrong, in words, for an argument called `name`."""
        if self.says:
            return f"{name} {self.says}"
        shown = "".join(f"[{key!r}]" for key in self.path[:4]) + ("[...]" if len(self.path) > 4 else "")
        return f"{name}{shown} must be {self.wants}, got {brief(self.value)}"


def gathered(found: list[Wrong]) -> Wrong:
    """Several mistakes in one value as one: the first, with the others beside it."""
    first, *others = (one for wrong in found for one in wrong.every)
    first.also = tuple(others)
    return first


class Kind:
    """How a field is read. `bare` fields hold expressions without `${{ }}` around them.

    A value of the class `plain` is taken as it is, without a call of `read`.
    """

    bare = False
    nothing = False
    """Whether a file may have the key with nothing behind it."""
    text = True
    """Whether a text that is one `${{ }}` is of the type that the field is declared with, and not only an expression is."""
    hints_fit_files = False
    """Whether what it hints at is right for YAML, and not for Python alone."""
    once = False
    """Whether what was read must not be read again: a script that begins with a newline would be dedented. Any other text is
    taken as it is."""
    wants = "a value"
    plain: type[Any] | None = None
    good: set[str] | None = None
    """Texts that are taken as they are: those that it knows, or has read before."""
    plain_from: float | None = None
    """Integers from this on, and below `LARGEST`, are taken as they are; None where each has to be read."""
    mapping = False
    """Whether it reads mappings whose keys the user made up."""
    of_scalars: type[Any] | None = None
    """The class of what it makes of a mapping that holds nothing but texts, numbers, flags and values, whatever its keys; None
    where it has to read them."""
    reports = False
    """Whether reading reports mistakes itself, which must not be done twice, beside raising `Wrong`."""

    def read(self, value: Any) -> Any:
        raise NotImplementedError

    def place_of(self, path: tuple[str | int, ...], given: Any) -> tuple[str | int, ...]:
        """Where in what was read that is found which stood at `path` in the value that was given."""
        return path

    def refuse(self, value: object, hint: str | None = None) -> Wrong:
        return Wrong(self.wants, value, hint)

    def takes(self, data: Any) -> bool:
        """Whether plain data of a file can be given for the field as it is."""
        if data is None or (not self.text and isinstance(data, str) and "${{" in data):
            return False
        try:
            read = self.read(data)
        except Wrong:
            return False
        return isinstance(read, Node) or read.__class__ is data.__class__


@attrs.frozen(eq=False, repr=False)
class FieldSpec:
    """What one field of a class is in YAML."""

    kind: Kind
    key: str | None = None
    under: str | None = None
    keyed: bool = False
    yaml: bool = True
    needed: bool = True


def field(
    kind: Kind, *, key: str | None = None, under: str | None = None, keyed: bool = False, needed: bool = True
) -> dict[str, FieldSpec]:
    """Metadata of a field that is a YAML key.

    `key` is the spelling where the rule does not give it; `under` the mapping that the key is really in (`strategy`);
    `keyed` says that a sequence of nodes is written as a mapping, each under its own name; `needed=False` that a file may
    leave out what a call must give.
    """
    return {"ghflow": FieldSpec(kind, key, under, keyed, needed=needed)}


def not_yaml(kind: Kind) -> dict[str, FieldSpec]:
    """Metadata of a field that is no YAML key of its own: an id, a file name."""
    return {"ghflow": FieldSpec(kind, yaml=False)}


def yaml_key(name: str) -> str:
    """The YAML key of an attribute: no trailing (or leading) `_`, and `-` for `_`. Exceptions are in the field's metadata."""
    return name.strip("_").replace("_", "-")


@attrs.frozen(eq=False, repr=False)
class Key:
    """One YAML key of a class, ready for use."""

    name: str
    """The attribute."""
    argument: str
    """The keyword of the constructor."""
    key: str
    kind: Kind
    under: str | None
    keyed: bool
    bare: bool
    needed: bool
    path: tuple[str]
    """The way to the value in YAML, inside its object."""

    def takes(self, data: Any) -> bool:
        """Whether plain data of a file can be given for the field as it is; never for a list that is a mapping there."""
        return not self.keyed and self.kind.takes(data)


class Shape:
    """All that is known of a class: its keys in order, and how each keyword is read."""

    __slots__ = (
        "calls",
        "fast",
        "get",
        "keys",
        "make",
        "once",
        "positional",
        "readers",
        "required",
        "walk",
        "walks",
    )

    def __init__(self, cls: type[Any]) -> None:
        self.calls = 0
        self.make: Callable[..., Any] | None = None
        self.walks = 0
        self.walk: Callable[..., None] | None = None
        keys: list[Key] = []
        self.readers: dict[str, Callable[[Any], Any]] = {}
        self.fast: dict[str, tuple[type[Any] | None, Callable[[Any], Any]]] = {}
        positional: list[str] = []
        self.required: list[str] = []
        for attribute in attrs.fields(cls):
            alias = attribute.alias
            spec = attribute.metadata.get("ghflow")
            self.readers[alias] = _OWN.get(alias, _as_is) if spec is None else spec.kind.read
            self.fast[alias] = (None if spec is None else spec.kind.plain, self.readers[alias])
            if spec is None:
                continue
            if not attribute.kw_only:
                positional.append(alias)
            if attribute.default is attrs.NOTHING:
                self.required.append(alias)
            if spec.yaml:
                key = spec.key or yaml_key(alias)
                keys.append(
                    Key(
                        attribute.name,
                        alias,
                        key,
                        spec.kind,
                        spec.under,
                        spec.keyed,
                        spec.kind.bare,
                        spec.needed,
                        (key,),
                    )
                )
        self.keys = tuple(keys)
        self.positional = tuple(positional)
        self.once = next((key.argument for key in keys if key.kind.once), "")
        self.get: Callable[[Any], tuple[Any, ...]] = _getter([key.name for key in keys])


def _as_is(value: T) -> T:
    return value


def _as_place(value: object) -> object:
    if isinstance(value, Where):
        return value
    raise Wrong("the place of another object", value)


def _as_about(value: object) -> object:
    if isinstance(value, About):
        return value
    raise Wrong("the about of another object", value)


_OWN: dict[str, Callable[[Any], Any]] = {"where": _as_place, "about": _as_about}


def _getter(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    if not names:
        return lambda _: ()
    if len(names) == 1:
        one = attrgetter(names[0])
        return lambda node: (one(node),)
    return attrgetter(*names)


shapes: dict[type[Any], Shape] = {}
makers: dict[type[Any], Callable[..., Any]] = {}
"""For classes that are called very often, by the class that is called, functions that do what the call does (`compiled`)."""
MANY = 200
"""Objects of a class after which functions written for it alone pay (`compiled`); in Rust they do after a quarter of that."""


def pays(count: int) -> bool:
    """Whether functions made for a class pay from its object number `count` on, and not before."""
    quarter = MANY // 4 or MANY
    if count not in (quarter, MANY):
        return False
    from ghflow.native import native

    return count == (MANY if native() is None else quarter)


def shape_of(cls: type[Any]) -> Shape:
    """The shape of a class of the model, worked out once."""
    shape = shapes.get(cls)
    if shape is None:
        shape = shapes[cls] = Shape(cls)
    return shape


class Remark(NamedTuple):
    """The comments at a value, an item or an entry. Those above and below may have several lines."""

    behind: str | None = None
    above: str | None = None
    below: str | None = None

    def joined(self, outer: Remark) -> Remark:
        """Both as one: of an entry that was noted twice."""
        above, below = [
            [text for text in pair if text is not None]
            for pair in ((outer.above, self.above), (self.below, outer.below))
        ]
        behind = [text for text in (self.behind, outer.behind) if text is not None]
        return Remark(
            "; ".join(behind) if behind else None,
            "\n".join(above) if above else None,
            "\n".join(below) if below else None,
        )


class _Absent:
    """What `absent` is: no kind takes it, so that a call with it is read with care."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "absent"


absent: Any = _Absent()
"""In place of a required argument: the file is to lack the key, or has something else for it in `extra`."""

Remarks: TypeAlias = "Mapping[tuple[str | int, ...], Remark]"
"""The comments inside of a value, each at its path; the empty path is the value as a whole."""


class About:
    """What an object says beside its YAML: comment, extra keys, allowed rules, comments at its values, order of its keys."""

    __slots__ = ("allow", "comment", "extra", "key_order", "notes")
    kind: ClassVar[Kind]
    """How `extra` is read."""

    def __init__(
        self,
        comment: str | None = None,
        extra: Mapping[str, Any] | None = None,
        allow: tuple[str, ...] = (),
        notes: Mapping[str, tuple[Any, Remarks]] | None = None,
        key_order: tuple[str, ...] = (),
    ) -> None:
        self.comment = comment
        self.extra = extra
        self.allow = allow
        self.notes = notes or {}
        self.key_order = key_order

    def moved(self, name: str, value: Any) -> About:
        """The same, with the notes on a field kept for another value of it."""
        noted = self.notes.get(name)
        notes = self.notes if noted is None else {**self.notes, name: (value, noted[1])}
        return self.with_notes(notes)

    def with_notes(self, notes: Mapping[str, tuple[Any, Remarks]]) -> About:
        """The same with other comments at its values."""
        return About(self.comment, self.extra, self.allow, notes, self.key_order)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, About):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.__slots__)

    __hash__ = None  # type: ignore[assignment]


if TYPE_CHECKING:
    NodeType = type
    _read_call = type.__call__
else:

    class NodeType(type):
        """Reads the arguments of a call by the kinds of its fields, and turns a mistake into a diagnostic."""

        @property
        def __signature__(cls):
            """That of a call, for `inspect`: Python 3.13 cannot read it off a method in Rust (`compiled.faster_call`)."""
            from inspect import signature

            return signature(_read_call.__get__(cls))

        def __call__(cls, *args, **kwargs):
            make = makers.get(cls)
            if make is not None:
                try:
                    return make(*args, **kwargs)
                except (Wrong, KeyError, TypeError):
                    pass
            called = cls
            choose = cls._choose
            if choose is not None:
                cls = choose(cls, kwargs)
            shape = shapes.get(cls) or shape_of(cls)
            unnamed = args
            once = kwargs.get(shape.once) if shape.once else None
            try:
                if shape.make is not None:
                    return shape.make(*args, **kwargs)
                shape.calls += 1
                if pays(shape.calls):
                    _compile(shape, cls, called)
                if args:
                    _name_positional(shape, args, kwargs)
                    unnamed = ()
                fast = shape.fast
                for name, value in kwargs.items():
                    plain, read = fast[name]
                    if value is None:
                        if name in shape.required and kwargs.get("where") is None:
                            raise TypeError
                    elif value.__class__ is not plain:
                        kwargs[name] = read(value)
                if kwargs.get("where") is None:
                    kwargs["where"] = here(2)
                return type.__call__(cls, **kwargs)
            except (Wrong, KeyError, TypeError):
                pass
            if once is not None:
                kwargs[shape.once] = once
            # Outside of `except`, so that what is raised here does not show what was tried before.
            return _Careful(cls, shape, args, unnamed, kwargs, here(2)).build()

    _read_call = NodeType.__call__


@lru_cache(maxsize=1)
def _constructor_maker() -> ConstructorMaker:
    from ghflow.model.compiled import ConstructorMaker, faster_call

    refusals = (Wrong, KeyError, TypeError)
    NodeType.__call__ = faster_call(NodeType, _read_call, globals(), refusals)  # type: ignore[method-assign]
    return ConstructorMaker(_read_call)


def _compile(shape: Shape, cls: type[Any], called: type[Any]) -> None:
    """Have a function make the objects of a class from now on, also where another class is called that chooses it."""
    constructor = _constructor_maker().constructor
    shape.make = constructor(cls, shape.fast)
    if called._choose is None:
        make = shape.make
    else:
        only = called._plainly.get(cls.__name__)
        make = only and constructor(cls, shape.fast, only)
    if make is not None:
        makers[called] = make


def _name_positional(shape: Shape, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """Put arguments without a keyword under their names, all or none."""
    names = shape.positional[: len(args)]
    if len(args) > len(names) or not kwargs.keys().isdisjoint(names):
        raise TypeError
    kwargs.update(zip(names, args, strict=True))


if TYPE_CHECKING:

    @attrs.frozen(eq=False, repr=False, kw_only=True)
    class _Beside:
        """What type checkers see: four more keywords. The constructor keeps them together in `about`."""

        comment: str | None = attrs.field(default=None)
        extra: Mapping[str, Any] | None = attrs.field(default=None)
        allow: str | Iterable[str] = attrs.field(default=())
        key_order: Iterable[str] = attrs.field(default=())
else:

    class _Beside:
        __slots__ = ()

        @property
        def comment(self):
            """The comment above the object."""
            return self.about and self.about.comment

        @property
        def extra(self):
            """Keys that the tables do not know yet, in GitHub's spelling."""
            return self.about and self.about.extra

        @property
        def allow(self):
            """Names of rules that keep silent about this object."""
            return self.about.allow if self.about else ()

        @property
        def key_order(self):
            """Keys in the order in which they are written, where it is not GitHub's."""
            return self.about.key_order if self.about else ()


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Node(_Beside, metaclass=NodeType):
    """Base of all classes of the model: where the object was made, and what it says beside its YAML."""

    _choose: ClassVar[Any] = None
    """A function that says which class a call makes an object of, and may change the arguments of the call."""
    _plainly: ClassVar[Mapping[str, Only]] = {}
    """By the name of the class it chooses: what is enough for `_choose` to choose that class and change nothing."""
    open_keys: ClassVar[bool] = False
    """Whether GitHub takes keys that it does not know, and ignores them."""
    to_yaml: ClassVar[Any] = None
    """A method of classes that are not written field by field: gives what stands in the file."""
    where: Where = attrs.field(default=NOWHERE)
    about: About | None = attrs.field(default=None)

    def __eq__(self, other: object) -> bool:
        if self.__class__ is not other.__class__:
            return NotImplemented
        return _identity(self) == _identity(other)

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        shape = shape_of(type(self))
        shown = [repr(getattr(self, name)) for name in shape.positional if getattr(self, name) is not None]
        for key in shape.keys:
            value = getattr(self, key.name)
            if value is not None and key.argument not in shape.positional:
                shown.append(f"{key.argument}={value!r}")
        return f"{type(self).__name__}({', '.join(shown)})"


N = TypeVar("N", bound=Node)


def _identity(node: Any) -> tuple[Any, ...]:
    names = [a.name for a in attrs.fields(type(node)) if a.name not in ("where", "about")]
    return (*(getattr(node, name) for name in names), node.comment, node.extra, tuple(node.allow))


def copied(node: N, **changes: Any) -> N:
    """The object with other values, which are of the form that the model keeps: nothing is read, unlike by `attrs.evolve`."""
    values = {field.alias: getattr(node, field.name) for field in attrs.fields(type(node))}
    return type.__call__(type(node), **values | changes)  # type: ignore[no-any-return]


class _Noted:
    """What `note` returns: no kind takes it, so that a call with one is read with care, which takes it apart."""

    __slots__ = ("remark", "value")

    def __init__(self, value: object, remark: Remark) -> None:
        self.value = value
        self.remark = remark

    def __format__(self, spec: str) -> str:
        return format(self._misplaced(), spec)

    def __str__(self) -> str:
        return str(self._misplaced())

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._misplaced(), name)

    def _misplaced(self) -> Any:
        text = next(filter(None, self.remark))
        message = f"the note {text!r} stands where no comment can be: note() gives a whole value, an item or an entry"
        hint = "put note(...) around the whole argument, a list's item or a mapping's value"
        diagnostics.report(Diagnostic("misplaced-note", message, here(), hint), WrongTypeError)
        return self.value


if TYPE_CHECKING:
    # Different items or keys would be joined to `object` before the argument that they are for is known.
    @overload
    def note(
        value: dict[str, Any] | list[Any],
        text: str | None = None,
        *,
        above: str | None = None,
        below: str | None = None,
    ) -> Any: ...
    @overload
    def note(value: T, text: str | None = None, *, above: str | None = None, below: str | None = None) -> T: ...


def note(value: Any, text: str | None = None, *, above: str | None = None, below: str | None = None) -> Any:
    """`value`, with a comment behind it in the YAML: `cancel_in_progress=note(False, "never cancel a release")`.

    `above` and `below` stand on lines of their own, and may have several; `text` is one line. A text that starts with a
    newline is dedented. Works for any value of an object, an item of its lists and a value of its mappings. Only for use
    inside the call of a constructor, which takes the comments off.
    """
    where = None
    for name, words in (("text", text), ("above", above), ("below", below)):
        if words is None and (name != "text" or above is not None or below is not None):
            continue
        if not _is_note(words, lines=name != "text"):
            where = here().argument(name, position=1 if name == "text" else None)
            message = f"a note is {'one line of ' if name == 'text' else ''}text, got {brief(words)}"
            diagnostics.report(Diagnostic("wrong-value", message, where), WrongTypeError)
    if where is not None:
        return value
    above, below = [dedent(lines) if lines and lines[0] == "\n" else lines for lines in (above, below)]
    return _Noted(value, Remark(text and text.strip(), above and above.strip("\n"), below and below.strip("\n")))


def _is_note(words: object, lines: bool) -> bool:
    return isinstance(words, str) and bool(words.strip()) and is_comment(words.replace("\n", "") if lines else words)


_NO_COMMENT = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]").search


def is_comment(line: str) -> bool:
    """Whether a line can be a comment: none of its characters ends the line for some reader, or cannot stand in YAML."""
    return line.isprintable() or _NO_COMMENT(line) is None


HOLD_NOTHING = frozenset((str, int, bool, type(None)))


def take_notes(value: Any, path: tuple[str | int, ...], found: dict[tuple[str | int, ...], Remark]) -> Any:
    """`value` without its notes; they are put into `found` by their path. An iterator becomes the list of its items.

    What holds no note is returned as it is, and what is nested too deeply for any file is left for its kind to refuse.
    """
    if value.__class__ in HOLD_NOTHING:
        return value
    if isinstance(value, _Noted):
        found[path] = value.remark.joined(found[path]) if path in found else value.remark
        return take_notes(value.value, path, found)
    if isinstance(value, values.Value):
        return value
    if isinstance(value, Iterator):
        value = list(value)
    if len(path) > MAX_DEPTH:
        return value
    if value.__class__ in (list, tuple):
        items = [take_notes(item, (*path, index), found) for index, item in enumerate(value)]
        return value if all(map(is_, items, value)) else items
    if value.__class__ is dict:
        table = {key: take_notes(item, (*path, key), found) for key, item in value.items()}
        return value if all(map(is_, table.values(), value.values())) else table
    return value


class _Careful:
    """The slow way to make an object, taken when a call has comments, notes or mistakes: each mistake is reported."""

    def __init__(
        self,
        cls: type[Any],
        shape: Shape,
        args: tuple[Any, ...],
        unnamed: tuple[Any, ...],
        kwargs: dict[str, Any],
        where: Where,
    ) -> None:
        given: object = kwargs.pop("where", None)
        where = given if isinstance(given, Where) else where
        self.cls = cls
        self.shape = shape
        self.where = where
        self.kwargs = kwargs
        self.given_by_position = dict(zip(shape.positional, range(len(args)), strict=False))
        self.notes: dict[str, tuple[Any, Remarks]] = {}
        self.title = self._title(args)
        if given is not None and where is not given:
            self.report("wrong-value", f"where must be the place of another object, got {brief(given)}", ("where",))
        for name, value in zip(shape.positional, unnamed, strict=False):
            if name in kwargs:
                self.report("unknown-argument", f"{self.title} got {name} twice", (name,))
            kwargs[name] = value
        if len(args) > len(shape.positional):
            self.surplus(args)

    def build(self) -> Any:
        about = self.kwargs.pop("about", None)
        if not isinstance(about, About | None):
            self.report("wrong-value", f"about must be the about of another object, got {brief(about)}", ("about",))
            about = None
        comment = self.comment(self.kwargs.pop("comment", None)) or (about.comment if about else None)
        extra = self.extra(self.kwargs.pop("extra", None)) or (about.extra if about else None)
        allow = self.names("allow", "rules") or (about.allow if about else ())
        order = self.names("key_order", "keys") or (about.key_order if about else ())
        self.notes.update(about.notes if about else {})
        self.unknown([name for name in self.kwargs if name not in self.shape.readers])
        read = {name: self.argument(name, value) for name, value in self.kwargs.items() if name in self.shape.readers}
        for name in self.shape.required:
            if read.get(name) is None:
                read[name] = None
                if self.kwargs.get(name) is None:
                    self.report("missing-argument", f"{self.title} needs {name}=...")
        if comment or extra or allow or self.notes or order:
            about = About(comment, extra, allow, self.notes, order)
        made = type.__call__(self.cls, where=self.where, about=about, **read)
        self.check_extra(made, extra or {})
        return made

    def _title(self, args: tuple[Any, ...]) -> str:
        name = args[0] if args else self.kwargs.get(self.shape.positional[0]) if self.shape.positional else None
        return f"{self.cls.__name__}({name!r})" if isinstance(name, str) else self.cls.__name__

    def report(
        self, rule: str, message: str, path: tuple[str | int, ...] = (), hint: str | None = None, error: Any = None
    ) -> None:
        where = self.where
        if path:
            where = where.argument(*path, position=self.given_by_position.get(str(path[0])))
        place = ".".join(map(str, path))
        diagnostics.report(Diagnostic(rule, message, where, hint, place), error or WrongTypeError)

    def argument(self, name: str, value: Any) -> Any:
        notes: dict[tuple[str | int, ...], Remark] = {}
        value = take_notes(value, (), notes)
        if value is None or value is absent:
            return None
        try:
            read = self.shape.readers[name](value)
        except Wrong as wrong:
            for one in wrong.every:
                self.report("wrong-value", one.message(name), (name, *one.path), one.hint)
            return self.rest(name, value, wrong)
        return self.noted(name, value, read, notes) if notes else read

    def rest(self, name: str, given: Any, wrong: Wrong) -> Any:
        """What is right in a mapping, so that mistakes of another kind in it are found as well; else None."""
        bad = {one.path[0] if one.path else None for one in wrong.every}
        left = {} if None in bad or not isinstance(given, Mapping) else {k: v for k, v in given.items() if k not in bad}
        try:
            return self.shape.readers[name](left) if left else None
        except Wrong:
            return None

    def noted(self, name: str, given: Any, read: Any, notes: dict[tuple[str | int, ...], Remark]) -> Any:
        """Keep the notes on a value that was read; those inside of what became an object are that object's."""
        kind = next((key.kind for key in self.shape.keys if key.argument == name), None)
        if kind is not None:
            notes = {kind.place_of(path, given): remark for path, remark in notes.items()}
        inside = {path: remark for path, remark in notes.items() if path}
        if isinstance(read, str) and inside:
            hint = "put note(...) around the whole argument"
            self.report("misplaced-note", f"no comment can stand inside {name}: it becomes one text", (name,), hint)
            notes = {path: remark for path, remark in notes.items() if not path}
        elif inside:
            read = _handed_down(read, (), notes)
        if notes:
            self.notes[name] = (read, notes)
        return read

    def unknown(self, names: list[str]) -> None:
        """Report arguments that do not exist. One that was clearly misspelt counts as the right one from here on."""
        own = ("comment", "extra", "allow", "key_order")
        known = [name for name in (*self.shape.readers, *own) if name not in ("where", "about")]
        for name in names:
            same = [argument for argument in known if argument.strip("_") == name]
            match = same[0] if same else closest(name, known)
            hint = f"did you mean '{match}'?" if match else did_you_mean(name, known)
            self.report("unknown-argument", f"{self.title} has no argument '{name}'", (name,), hint)
            value = self.kwargs.pop(name)
            if match in self.shape.readers and match not in self.kwargs:
                self.kwargs[match] = value

    def surplus(self, args: tuple[Any, ...]) -> None:
        allowed = len(self.shape.positional)
        first = f"only {' and '.join(self.shape.positional)} may stand without a keyword" if allowed else ""
        self.report("unknown-argument", f"{self.title} got {len(args)} arguments without a keyword", (), first or None)

    def comment(self, text: object) -> str | None:
        if text is None:
            return None
        if isinstance(text, str) and is_comment(text.replace("\n", "")):
            return read_comment(text)
        wants = "text without control characters" if isinstance(text, str) else "text"
        self.report("wrong-value", f"comment must be {wants}, got {brief(text)}", ("comment",))
        return None

    def names(self, argument: str, what: str) -> tuple[str, ...]:
        names: Any = self.kwargs.pop(argument, None)
        if names is None:
            return ()
        found: tuple[Any, ...] = (names,) if isinstance(names, str) or not isinstance(names, Iterable) else tuple(names)
        if all(isinstance(name, str) for name in found):
            return found
        self.report("wrong-value", f"{argument} must be names of {what}, got {brief(names)}", (argument,))
        return ()

    def extra(self, keys: Any) -> Mapping[str, Any] | None:
        if keys is None:
            return None
        notes: dict[tuple[str | int, ...], Remark] = {}
        keys = take_notes(keys, (), notes)
        try:
            read: Mapping[str, Any] = About.kind.read(keys)
        except Wrong as wrong:
            for one in wrong.every:
                self.report("wrong-value", one.message("extra"), ("extra", *one.path), one.hint)
            return None
        if notes:
            self.notes["extra"] = (read, notes)
        return read

    def check_extra(self, made: Any, extra: Mapping[str, Any]) -> None:
        """Report keys of `extra` that the object has a field for, unless they hold what the field cannot be given."""
        for known in self.shape.keys:
            key = known.under or known.key
            if key not in extra:
                continue
            if getattr(made, known.name) is not None or (known.under is None and known.takes(extra[key])):
                self.report(
                    "known-extra-key",
                    f"extra holds '{key}', which {self.cls.__name__} has a field for",
                    ("extra", key),
                    f"write {known.argument}=...",
                )
                return


def read_comment(text: str) -> str | None:
    """A comment of one or more lines; a block that starts with a newline is dedented."""
    return (dedent(text) if text[:1] == "\n" else text).strip("\n") or None


def _handed_down(value: Any, path: tuple[str | int, ...], notes: dict[tuple[str | int, ...], Remark]) -> Any:
    """`value`, which was read, with the notes inside of its objects handed to these and taken out of `notes`."""
    inside = {at: notes[at] for at in notes if len(at) > len(path) and at[: len(path)] == path}
    if isinstance(value, Node):
        own: dict[str, tuple[Any, Remarks]] = {}
        names = {key.argument: key.name for key in shape_of(type(value)).keys}
        for at, remark in inside.items():
            del notes[at]
            key = str(at[len(path)])
            held, earlier = own.get(key, (getattr(value, names.get(key, key)), {}))
            own[key] = (held, {**earlier, at[len(path) + 1 :]: remark})
        return attrs.evolve(value, about=(value.about or About()).with_notes(own)) if own else value
    if not any(len(at) > len(path) + 1 for at in inside):
        return value
    if isinstance(value, dict):
        return type(value)({key: _handed_down(item, (*path, key), notes) for key, item in value.items()})
    if isinstance(value, tuple):
        return tuple(_handed_down(item, (*path, index), notes) for index, item in enumerate(value))
    return value


def brief(value: object, limit: int = 60) -> str:
    """A short `repr` for a message; in words for what has none that is of use."""
    if isinstance(value, Node):
        shape = shape_of(type(value))
        name = getattr(value, shape.positional[0]) if shape.positional else None
        return f"{type(value).__name__}({name!r})" if isinstance(name, str) else f"a {type(value).__name__}"
    if isinstance(value, type) or (callable(value) and hasattr(value, "__name__")):
        return f"{value.__name__} itself"
    if type(value).__repr__ is object.__repr__ or isinstance(value, Iterator):
        return f"an object of the class {type(value).__name__}"
    if isinstance(value, set | frozenset):
        return f"a set of {len(value)}"
    if isinstance(value, int) and not -LARGEST < value < LARGEST:
        return "a number of more than 300 digits"
    if type(value) is str and len(value) > limit:
        value = value[:limit]  # what is behind it would be worked out for nothing
    try:
        text = repr(value)
    except Exception:  # somebody's own code, a list nested too deeply, a number of too many digits
        return f"an object of the class {type(value).__name__}"
    return text if len(text) <= limit else text[: limit - 3] + "..."


def _misuse(message: str, hint: str | None, known: Iterable[str] | None) -> None:
    """Expressions report their misuse the way the model does."""
    rule, error = ("wrong-expression", WrongTypeError) if known is None else ("unknown-property", UnknownNameError)
    if known is not None:
        name = message.rpartition("'")[0].rpartition("'")[2]
        hint = did_you_mean(name, known)
    diagnostics.report(Diagnostic(rule, message, here(), hint), error)


values.misused = _misuse

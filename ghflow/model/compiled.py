"""Functions made for single classes, for builds of very many objects.

Lives here: `ConstructorMaker` and `WalkerMaker`. Where `ghflow_native` is installed their functions are Rust's; else they write
the source of one function for one class and compile it. Behind every call of a class are the same questions for each field:
was it given, is it plain, who reads it? A constructor has the answers built in:

    def make(name=None, *, id=None, run, ...):
        if name is not None and name.__class__ is not plain_name: name = read_name(name)
        ...
        self = new(twin)
        self.name = name
        ...
        self.__class__ = cls

It does what `NodeType` and attrs' own `__init__` do, in half the time (in Rust, in a fifth); a walker does so for the search
for expressions. To compile one takes as long as some hundred calls, so that it is made only once a class has been called that
often. The twin of a class has the same slots and is not frozen: Python fills them many times faster than by the descriptors
of a frozen class.
Not here: what is said about mistakes. A constructor raises, and the call is read again with care.
"""

from __future__ import annotations

from types import MemberDescriptorType
from typing import TYPE_CHECKING, Any

import attrs

from ghflow.expr.tree import CLASSES
from ghflow.expr.values import Value
from ghflow.native import native
from ghflow.spec.limits import LARGEST, MAX_KEY
from ghflow.where import SITES, CallSite, here

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    Reader = tuple[type[Any] | None, Callable[[Any], Any]]
    Only = tuple[str, type[Any], bool]
    """A condition on a call: an argument, a class, and whether it has to be of that class, or must not be."""


class ConstructorMaker:
    """Makes functions that take the arguments of a call of a class and return the object.

    They are called in the place of the class, by the method `call` of its metaclass. They raise `TypeError` for arguments
    that do not exist, are missing or not what a condition says, and what the readers raise.
    """

    __slots__ = ("_native",)

    def __init__(self, call: Callable[..., Any]) -> None:
        module = native()
        self._native = module and module.Makers(here, SITES, CallSite, CLASSES, Value, MAX_KEY, call)

    def constructor(
        self, cls: type[Any], readers: Mapping[str, Reader], only: Only | None = None
    ) -> Callable[..., Any] | None:
        """A function for the class; None for one that is not plain.

        `readers` has, for each keyword, the class of values that are taken as they are, and the function that reads others.
        """
        fields = attrs.fields(cls)
        if not _is_plain(cls, fields):
            return None
        if self._native is None:
            return _written_constructor(cls, fields, readers, only)
        found = [_in_native(field, readers) for field in fields]
        order = [field.alias for field in sorted(fields, key=_reports)]
        return self._native.maker(cls, found, order, only)  # type: ignore[no-any-return]


def faster_call(
    metaclass: type[Any], call: Any, module: dict[str, Any], refusals: tuple[type[BaseException], ...]
) -> Any:
    """A `__call__` for the metaclass that does what `call`, the one that it has, begins with; `call` itself without Rust.

    It calls what `makers`, a dictionary in `module`, has for the class, and `call` where that is nothing or raises one of the
    `refusals`.
    """
    rust = native()
    return call if rust is None else rust.method(metaclass, module, call, refusals)


def _in_native(field: Any, readers: Mapping[str, Reader]) -> tuple[Any, ...]:
    """A field as `Makers.maker` takes it."""
    name = field.alias
    spec = field.metadata.get("ghflow")
    default = None if name == "where" else field.default
    plain, read = readers[name]
    taken = (plain, None, None, False, None)
    if spec is not None:
        kind = spec.kind
        taken = (plain, kind.good, kind.plain_from, kind.once, kind.of_scalars)
    return name, field.name, None if default is attrs.NOTHING else (default,), not field.kw_only, taken, read


def _written_constructor(
    cls: type[Any], fields: tuple[Any, ...], readers: Mapping[str, Reader], only: Only | None
) -> Callable[..., Any]:
    """What `ConstructorMaker.constructor` gives, written in Python."""
    twin = _twin(cls)
    scope: dict[str, Any] = {
        "new": object.__new__,
        "cls": cls,
        "twin": twin,
        "here": here,
        "CallSite": CallSite,
        "LARGEST": LARGEST,
    }
    first: list[str] = []
    rest: list[str] = []
    for field in fields:
        name = field.alias
        parameter = name
        if name == "where":
            parameter = "where=None"
        elif field.default is not attrs.NOTHING:
            scope[f"default_{name}"] = field.default
            parameter = f"{name}=default_{name}"
        (rest if field.kw_only else first).append(parameter)
    required = [field.alias for field in fields if field.default is attrs.NOTHING]
    body = []
    if only is not None:
        argument, scope["only"], wanted = only
        body.append(f"if {argument}.__class__ is{' not' if wanted else ''} only: raise TypeError")
    body += [f"if {name} is None and where is None: raise TypeError" for name in required]
    body += ["if where is None: where = here(3)", "elif where.__class__ is not CallSite: where = read_where(where)"]
    for field in sorted(fields, key=_reports):  # what it reports must not be followed by a refusal of the whole call
        name = field.alias
        scope[f"plain_{name}"], scope[f"read_{name}"] = readers[name]
        if name == "where":
            continue
        unless, scope[f"good_{name}"] = _unless_plain(field, name)
        body.append(f"if {name} is not None{unless}: {name} = read_{name}({name})")
    if twin is None:
        body.append("self = new(cls)")
        for field in fields:
            scope[f"set_{field.alias}"] = getattr(cls, field.name).__set__
            body.append(f"set_{field.alias}(self, {field.alias})")
    else:
        body.append("self = new(twin)")
        body += [f"self.{field.name} = {field.alias}" for field in fields]
        body.append("self.__class__ = cls")
    body.append("return self")
    return _compiled(cls, f"make({', '.join([*first, '*', *rest])})", body, scope)


def _unless_plain(field: Any, name: str) -> tuple[str, set[str] | None]:
    """A condition, as source, for values that have to be read, and the texts that it knows as `good_...`."""
    spec = field.metadata.get("ghflow")
    if spec is None:
        return "", None
    kind = spec.kind
    if kind.plain is not None:
        return f" and {name}.__class__ is not plain_{name}", None
    if kind.good is not None:
        return f" and ({name}.__class__ is not str or {name} not in good_{name})", kind.good
    if kind.plain_from is not None:
        return f" and not ({name}.__class__ is int and {kind.plain_from!r} <= {name} < LARGEST)", None
    if kind.once:
        return f" and ({name}.__class__ is not str or {name}[:1] == '\\n')", None
    return "", None


def _twin(cls: type[Any]) -> type[Any] | None:
    """A class whose objects are filled like any other's and then become objects of `cls`; None where Python does not do that."""
    # Not in a module of the model: it is none of the classes that are looked for there.
    body = {"__slots__": cls.__dict__["__slots__"], "__module__": "builtins"}
    body |= {"__setattr__": object.__setattr__, "__delattr__": object.__delattr__}
    if "__orig_bases__" in cls.__dict__:
        body["__orig_bases__"] = cls.__dict__["__orig_bases__"]
    try:
        twin: Any = type.__new__(type(cls), cls.__name__, cls.__bases__, body)
        object.__new__(twin).__class__ = cls
    except TypeError:
        return None
    return twin  # type: ignore[no-any-return]


def _reports(field: attrs.Attribute[Any]) -> bool:
    spec = field.metadata.get("ghflow")
    return spec is not None and spec.kind.reports


def _is_plain(cls: type[Any], fields: tuple[attrs.Attribute[Any], ...]) -> bool:
    """Whether making an object of the class is filling its slots: no constructor, converter or the like of somebody's own."""
    generated = getattr(cls.__init__, "__code__", None)
    return (
        generated is not None
        and generated.co_filename.startswith("<attrs generated ")
        and cls.__new__ is object.__new__  # type: ignore[comparison-overlap]
        and not getattr(cls, "__abstractmethods__", None)
        and not hasattr(cls, "__attrs_pre_init__")
        and not hasattr(cls, "__attrs_post_init__")
        and sum(map(_reports, fields)) <= 1
        and has_slots(cls)
        and all(
            field.init
            and field.converter is None
            and field.validator is None
            and not isinstance(field.default, attrs.Factory)  # type: ignore[arg-type]
            for field in fields
        )
    )


def has_slots(cls: type[Any]) -> bool:
    """Whether each attribute of the class is a slot of its own, and nothing is somebody's own."""
    slots = [getattr(cls, field.name, None) for field in attrs.fields(cls)]
    commenting = next((base for base in cls.__mro__ if "comment" in vars(base)), None)
    return (
        all(isinstance(slot, MemberDescriptorType) for slot in slots)
        and len(slots) == len(set(slots))
        and cls.__getattribute__ is object.__getattribute__  # type: ignore[comparison-overlap]
        and commenting is not None
        and commenting.__module__ == _HOME
    )


_HOME = "ghflow.model.node"
"""Where the comment of an object comes from, unless a class has one of its own."""


class WalkerMaker:
    """Makes functions that look for expressions in the fields of an object: `walk(finder, node, prefix, at)`.

    They pass over what cannot hold one, a text without `${{` or a number, and leave entries of mappings to the finder's
    `table` and all else to its `field`. Most trees in a `mapping` refer to nothing else in the workflow: of those that were met
    before, which are in `trees` with what is `parsed` of them, only the kind of their place is kept.
    """

    __slots__ = ("_native", "_scope")

    def __init__(self, mapping: type[Any], trees: dict[int, Any], parsed: type[Any]) -> None:
        module = native()
        self._native = module and module.Walkers(mapping, CLASSES, trees, parsed)
        self._scope = {"FrozenMap": mapping, "CLASSES": CLASSES, "trees": trees}

    def walker(self, cls: type[Any], keys: Iterable[Any]) -> Callable[[Any, Any, Any, Any], None]:
        """A function for the objects of `cls`."""
        if self._native is None or not has_slots(cls):
            return _written_walker(cls, keys, self._scope)
        found = [(key.name, key, key.key, key.path, key.under, key.bare, key.kind.mapping, key.keyed) for key in keys]
        return self._native.walker(cls, found)  # type: ignore[no-any-return]


def _written_walker(cls: type[Any], keys: Iterable[Any], scope: dict[str, Any]) -> Callable[[Any, Any, Any, Any], None]:
    """What `WalkerMaker.walker` gives, written in Python."""
    scope = dict(scope, cls=cls)
    body = []
    for key in keys:
        scope[f"key_{key.name}"], scope[f"path_{key.name}"] = key, key.path
        at = "at" if key.under is None else f"({key.under!r},) if at is None else (*at, {key.under!r})"
        field = f"finder.field(node, prefix, {at}, key_{key.name}, value)"
        body += [f"value = node.{key.name}", "if value is not None:"]
        if key.bare:
            body.append(f"    {field}")
            continue
        body += ["    kind = value.__class__", "    if kind is str:", f"        if '${{{{' in value: {field}"]
        if key.kind.mapping:
            one = f"finder.table(node, prefix, {at}, path_{key.name}, {{name: item}})"
            body += [
                "    elif kind is FrozenMap:",
                "        for name, item in value.items():",
                "            kind = item.__class__",
                "            if kind is str:",
                f"                if '${{{{' in item: {one}",
                "            elif kind in CLASSES:",
                "                known = trees.get(id(item))",
                "                if known is None or known.tree is not item or known.refers_inside or finder.thorough:",
                f"                    {one}",
                f"                else: finder.places.add((known, cls, {key.key!r}, 2))",
                f"            elif kind is not int and kind is not bool: {one}",
            ]
        body.append(f"    elif kind is not int and kind is not bool: {field}")
    return _compiled(cls, "walk(finder, node, prefix, at)", body, scope)


def _compiled(cls: type[Any], signature: str, body: list[str], scope: dict[str, Any]) -> Callable[..., Any]:
    """The function; its name for a file says that its frames are ghflow's own."""
    source = f"def {signature}:\n    " + "\n    ".join(body or ["pass"])
    exec(compile(source, f"<ghflow: {cls.__name__}>", "exec"), scope)
    return scope[signature.partition("(")[0]]  # type: ignore[no-any-return]

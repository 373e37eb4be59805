"""The classes of the model as forms that a file fills in: which keys one has, and which class a mapping is meant to be.

Lives here: `Form`, `form_of`, `class_named`, `leaves_of`, `signs_of`. Not here: reading a mapping by its form (`loading`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from ghflow.model.node import Node, shape_of

if TYPE_CHECKING:
    from ghflow.model.node import Key


class Form:
    """The keys of a class as they stand in a file."""

    __slots__ = ("groups", "keys", "names", "ranks", "required", "shape")

    def __init__(self, cls: type[Any]) -> None:
        self.shape = shape_of(cls)
        self.keys: dict[str, Key] = {}
        self.groups: dict[str, dict[str, Key]] = {}
        for key in self.shape.keys:
            if key.under is None:
                self.keys[key.key] = key
            else:
                self.groups.setdefault(key.under, {})[key.key] = key
        defaults = {attribute.alias: attribute.default for attribute in attrs.fields(cls)}
        self.required = [key for key in self.shape.keys if defaults[key.argument] is not None]
        """What a file has to say: what a call must give, or need not since there is a value for it."""
        self.names = list(dict.fromkeys(key.under or key.key for key in self.shape.keys))
        self.ranks = {name: index for index, name in enumerate(self.names)}
        """The place of each key among all that are written; `strategy.matrix` for one inside a group."""
        for name, group in self.groups.items():
            self.ranks.update((f"{name}.{key}", index) for index, key in enumerate(group))


_forms: dict[type[Any], Form] = {}
_classes: dict[str, type[Any]] = {}


def form_of(cls: type[Any]) -> Form:
    """The form of a class, made once."""
    form = _forms.get(cls)
    if form is None:
        form = _forms[cls] = Form(cls)
    return form


def class_named(name: str) -> type[Any]:
    """A class of the model by its name."""
    if name not in _classes:
        import pkgutil
        from importlib import import_module

        import ghflow.model

        for module in pkgutil.iter_modules(ghflow.model.__path__):
            import_module(f"ghflow.model.{module.name}")
        _classes.update((cls.__name__, cls) for cls in below(Node))
    return _classes[name]


def below(cls: type[Any]) -> list[type[Any]]:
    """A class and all classes of the model that are made from it; those of somebody's own are not for files."""
    inner = [one for one in cls.__subclasses__() if one.__module__.startswith("ghflow.model.")]
    return [cls, *(found for one in inner for found in below(one))]


def leaves_of(base: type[Any]) -> list[type[Any]]:
    """The classes that an object of `base` may really be."""
    if base not in _choices:
        class_named(base.__name__)
        _choices[base] = [cls for cls in below(base) if shape_of(cls).keys and not cls.__name__.startswith("_")]
    return _choices[base]


_choices: dict[type[Any], list[type[Any]]] = {}
_known_signs: dict[type[Any], tuple[dict[str, Any], ...]] = {}


def signs_of(base: type[Any]) -> tuple[dict[str, Any], ...]:
    """The groups of all classes below `base`; the keys that only one of them needs, with it; those that only one has."""
    if base not in _known_signs:
        leaves = leaves_of(base)
        groups = {name: None for cls in leaves for name in form_of(cls).groups}
        needs = [(key.key, cls) for cls in leaves for key in form_of(cls).required]
        has = [(key.key, cls) for cls in leaves for key in shape_of(cls).keys]
        _known_signs[base] = (groups, _of_one(needs), _of_one(has))
    return _known_signs[base]


def _of_one(pairs: list[tuple[str, type[Any]]]) -> dict[str, type[Any]]:
    """The keys that stand beside one class only."""
    classes: dict[str, set[type[Any]]] = {}
    for key, cls in pairs:
        classes.setdefault(key, set()).add(cls)
    return {key: next(iter(found)) for key, found in classes.items() if len(found) == 1}


def telling_key(cls: type[Any]) -> str:
    """The key that makes a mapping an object of this class."""
    return form_of(cls).required[0].key if form_of(cls).required else form_of(cls).names[-1]

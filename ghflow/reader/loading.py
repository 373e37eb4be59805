"""A tree of YAML -> objects of the model, with a diagnostic for everything that GitHub would not accept.

It works from the fields of the classes and from the kinds of their values; there is no code here for a single class.
Nothing is lost: what has no field, or does not fit the field it has, is kept in `extra` as it stands in the file.
Not here: text and places (`tree`, `places`), the keys of classes (`forms`), the words of messages (`wording`), what a whole
workflow gets wrong (`rules`).
"""

from __future__ import annotations

import os
import re
from copy import copy
from typing import TYPE_CHECKING, Any

from ghflow import diagnostics
from ghflow.diagnostics import Diagnostic, Edit, Severity, certain, closest, did_you_mean
from ghflow.model import kinds
from ghflow.model.events import Event
from ghflow.model.kinds import Child, Children, FrozenMap, OneOrMany, Table, is_fenced
from ghflow.model.matrix import Matrix
from ghflow.model.node import About, Kind, Node, Wrong
from ghflow.model.permissions import PERMISSIONS, Permissions
from ghflow.model.scripts import SCRIPT
from ghflow.model.uses import join_path, parse_text
from ghflow.model.workflow import ON, Workflow
from ghflow.reader.forms import below, class_named, form_of, leaves_of, signs_of, telling_key
from ghflow.reader.making import Found, Making, Path, joined
from ghflow.reader.places import Place, spot, value_span
from ghflow.reader.tree import Entry, Listed, Mapped, Raw, Scalar, key_span, span_of
from ghflow.reader.wording import shown_kind, shown_name, shown_value
from ghflow.where import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ghflow.model.node import Key
    from ghflow.reader.tree import Directive

_INSERT = re.compile(r"\$\{\{\s*insert\s*\}\}").search
_ALLOWS = re.compile(r"#?ghflow:\s*allow:?\s+([\w-]+(?:\s*,\s*[\w-]+)*)(?=\s|\Z)").match
_MEANT = re.compile(r"did you mean '([^']+)'\?").fullmatch
_NAME = re.compile(r"[\w-]+").finditer


_MAY_BE_EMPTY = {"default", "description", "deprecationMessage", "labels", "wait-all"}
"""Keys for which nothing is as good as a value."""
_MAPPING = Child("a mapping", "Node", expression=False)


class _Misfit(Exception):
    """A value that its field cannot hold. It was reported; the field's key goes to `extra`."""


class Loader:
    """Reads one file. Mistakes are reported; run it inside `diagnostics.collecting()`."""

    def __init__(self, file: str, directives: list[Directive] | None = None) -> None:
        self.file = file
        self.directives: dict[int, list[Directive]] = {}
        """The comments for ghflow, by the `id` of each node that they stand at."""
        for directive in directives or []:
            for raw in directive.around:
                self.directives.setdefault(id(raw), []).append(directive)
        self.taken: set[int] = set()
        """The lines of those that an object has taken."""
        self.guesses = 1000
        """How many more unknown names are compared with the known ones, which takes as long as reading a few lines."""
        self.shared: dict[tuple[int, type[Any]], Node] = {}
        self.loaders: dict[type[Kind], Callable[[Any, Entry, Path, Found, Path], Any]] = {
            kinds.FlagKind: self.flag,
            kinds.NumberKind: self.number,
            kinds.ConditionKind: self.scalar,
            kinds.ScalarKind: self.scalar,
            kinds.DataKind: self.any,
            OneOrMany: self.one_or_many,
            Table: self.table,
            Child: self.child,
            Children: self.children,
            type(kinds.TEXT): self.scalar,
            kinds.FilledKind: self.filled,
            type(SCRIPT): self.scalar,
            type(PERMISSIONS): self.permissions,
            type(ON): self.on,
        }

    # What is wrong.

    def report(
        self,
        rule: str,
        message: str,
        where: Any,
        path: Path,
        hint: str | None = None,
        severity: Severity = Severity.ERROR,
        edits: tuple[Edit, ...] = (),
    ) -> None:
        diagnostics.report(Diagnostic(rule, message, where, hint, join_path("", path), severity, edits))

    def comparable(self, names: Iterable[str]) -> Iterable[str]:
        """The known names, to find out which was meant; none any more in a file that has very many unknown ones."""
        self.guesses -= 1
        return names if self.guesses >= 0 else ()

    def misfit(
        self, kind: Kind, entry: Entry, path: Path, hint: str | None = None, edits: tuple[Edit, ...] = ()
    ) -> _Misfit:
        """Report a value of the wrong kind. What is given back is raised, to give up the field."""
        message = f"{shown_name(path)} must be {shown_kind(kind)}, {shown_value(entry.value)}"
        self.report("wrong-value", message, value_span(self.file, entry), path, hint, edits=edits)
        return _Misfit()

    # Objects.

    def document(self, root: Raw) -> Node | None:
        """The workflow, action or configuration of Dependabot of a whole file; None when the file is no mapping."""
        if not isinstance(root, Mapped):
            message = f"a workflow is a mapping with 'on' and 'jobs', {shown_value(root)}"
            if isinstance(root, Scalar) and root.value is None:
                message = "the file is empty"
            self.report("wrong-value", message, span_of(self.file, root), ())
            return None
        is_action = root.get("runs") is not None and root.get("jobs") is None
        is_workflow = root.get("jobs") is not None or root.get("on") is not None
        is_dependabot = not (is_workflow or is_action or (root.get("updates") or root.get("version")) is None)
        cls: type[Any] = Workflow
        if is_action:
            cls = self.choose(class_named("Action"), root)
        elif is_dependabot:
            cls = class_named("Dependabot")
        given: dict[str, Any] = {"id": _folder(self.file)} if is_action else {}
        comment = None
        if root.entries:  # what stands above the first key is about the whole file
            comment = _lines(root.entries[0])
            root.entries[0].above = []
        made = self.node(cls, root, (), comment=comment, **given)
        if is_dependabot:
            from ghflow.model.dependabot import check_read

            check_read(made)  # type: ignore[arg-type]
        return made

    def node(
        self,
        cls: type[Any],
        raw: Mapped,
        path: Path,
        *,
        entry: Entry | None = None,
        comment: str | None = None,
        lenient: bool = False,
        **given: Any,
    ) -> Node:
        """An object of a class out of a mapping. With `lenient`, keys that the class does not know are warnings."""
        form = form_of(cls)
        made = Making(form, path, given)
        for item in raw.entries:
            name = item.name
            key = form.keys.get(name)
            if name in form.groups and isinstance(item.value, Mapped):
                if not self.group(form.groups[name], item, made):
                    self.keep(item, made)
            elif key is not None:
                self.put(key, item, made)
            else:
                if name in form.groups:
                    message = f"{shown_name((*path, name))} must be a mapping, {shown_value(item.value)}"
                    self.report("wrong-value", message, value_span(self.file, item), (*path, name))
                elif cls.open_keys:
                    self.perhaps_misspelt(form.names, item, path)
                elif _INSERT(name) is None:
                    self.unknown(cls, form.names, item, path, lenient)
                self.keep(item, made)
        for key in form.required:
            if key.argument not in made.values:
                made.values[key.argument] = None
                others = () if lenient else [name for name in made.extra if name not in form.keys]
                if any(certain(name, form.names) == key.key for name in others):
                    continue  # it is there, and its name was reported
                if key.needed and not (key.under is not None and key.under in made.extra):
                    shown = key.key if key.under is None else f"{key.under}.{key.key}"
                    message = f"{shown_name(path)} needs the key '{shown}'"
                    self.report("missing-key", message, span_of(self.file, raw), path)
        for argument in form.shape.required:
            made.values.setdefault(argument, None)
        allow, spans = self.allowed(raw) if self.directives else ((), ())
        where = Place(self.file, raw, cls, entry, spans)
        about = made.about(comment, made.order(raw.entries), allow)
        return type.__call__(cls, where=where, about=about, **made.values)  # type: ignore[no-any-return]

    def allowed(self, raw: Mapped) -> tuple[tuple[str, ...], tuple[Span, ...]]:
        """The rules that comments at an object allow, with their places. Objects inside of it have taken theirs already."""
        names: list[str] = []
        spans: list[Span] = []
        for one in self.directives.get(id(raw), ()):
            if one.line in self.taken:
                continue
            self.taken.add(one.line)
            allows = _ALLOWS(one.text)
            line = one.line + 1
            if allows is None:
                where = Span(self.file, line, one.column + 1, line, one.column + len(one.text) + 1)
                message = "the comment is meant for ghflow, and says nothing that it knows"
                hint = "write '# ghflow: allow RULE', with commas between several rules"
                self.report("unused-suppression", message, where, (), hint, Severity.WARNING)
                continue
            for name in _NAME(allows[1]):
                start = one.column + 1 + allows.start(1) + name.start()
                names.append(name[0])
                spans.append(Span(self.file, line, start, line, start + len(name[0])))
        return tuple(names), tuple(spans)

    def put(self, key: Key, item: Entry, made: Making, path: Path | None = None) -> bool:
        """Read one field into an object; False when its value does not fit and is kept in `extra`."""
        found = Found()
        try:
            value = self.field(key, item, made.path if path is None else path, found)
        except _Misfit:
            if path is None:
                made.values[key.argument] = None
                self.keep(item, made)
            return False
        made.values[key.argument] = value
        if found.remarks:
            made.notes[key.argument] = (value, found.remarks)
        return True

    def group(self, keys: dict[str, Key], item: Entry, outer: Making) -> bool:
        """The keys of a mapping that the class has as fields of its own; False when one of them does not fit."""
        assert isinstance(item.value, Mapped)
        if item.commented and item.value.entries:  # a group has no place for a comment, but its keys have
            first, last = item.value.entries[0], item.value.entries[-1]
            first.above[:0] = [*item.above, *([] if item.behind is None else [item.behind])]
            last.below += item.below
            item.above, item.behind, item.below = [], None, []
        path = (*outer.path, item.name)
        made = Making(outer.form, path, {})
        fits = bool(item.value.entries)
        for inner in item.value.entries:
            key = keys.get(inner.name)
            if key is not None:
                fits &= self.put(key, inner, made, path)
            else:
                fits = False
                if _INSERT(inner.name) is None:
                    self.unknown(None, list(keys), inner, path, lenient=False)
        if not fits:
            return False
        outer.values.update(made.values)
        outer.notes.update(made.notes)
        return True

    def unknown(self, cls: type[Any] | None, names: list[str], item: Entry, path: Path, lenient: bool) -> None:
        owner = shown_name(path)
        message = f"{owner} has no key '{item.name}'"
        near = self.comparable(names)
        hint = did_you_mean(item.name, near) if names else "it takes no keys"
        if item.name == "<<":
            hint = "GitHub has anchors and aliases, but no merge keys"
        if lenient:
            message += "; GitHub ignores it"
        elif cls is not None:
            other = [
                one
                for base in cls.__mro__[1:3]
                if base is not Node and issubclass(base, Node)
                for one in leaves_of(base)
                if item.name in form_of(one).keys
            ]
            if other:
                message = f"{owner} cannot have the key '{item.name}' beside '{telling_key(cls)}'"
                hint = "make two of it"
        severity = Severity.WARNING if lenient else Severity.ERROR
        where = key_span(self.file, item)
        edits = _renamed(where, item, near)
        self.report("unknown-key", message, where, (*path, item.name), hint, severity, edits)

    def perhaps_misspelt(self, names: list[str], item: Entry, path: Path) -> None:
        """Warn of a key of the user's own that looks much like one of GitHub's."""
        match = closest(item.name, self.comparable(names))
        if match is not None:
            message = f"{shown_name(path)} has the key '{item.name}', which means nothing to GitHub"
            hint = f"did you mean '{match}'?"
            where = key_span(self.file, item)
            self.report("unknown-key", message, where, (*path, item.name), hint, Severity.WARNING)

    def keep(self, item: Entry, made: Making) -> None:
        """Keep a key as it stands in the file. The comment above the first of all is that of the file."""
        made.extra[item.name] = self.data(item.value, made.kept, (item.name,))
        made.kept.add((item.name,), item)

    # Fields.

    def field(self, key: Key, item: Entry, path: Path, found: Found) -> Any:
        """The value of one field, with the comments at it."""
        path = (*path, key.key)
        if isinstance(item.value, Scalar) and item.value.value is None:
            self.nothing(key.kind, item, path)
            if key.key not in _MAY_BE_EMPTY and key.kind.nothing:
                self.says_nothing(key, item, path)
            raise _Misfit
        if _is_empty(item.value) and key.key not in _MAY_BE_EMPTY:
            self.says_nothing(key, item, path)
        if key.keyed:
            value = self.keyed(key.kind, item, path, found)
        else:
            value = self.value(key.kind, item, path, found, ())
        found.add((), item, above=not _took_comment(value, item))
        return value

    def nothing(self, kind: Kind, item: Entry, path: Path) -> None:
        """A key with nothing behind it."""
        if kind.nothing and not (isinstance(kind, Child) and kind.needs):
            return
        message = f"{shown_name(path)} is empty: it must be {shown_kind(kind)}"
        self.report("wrong-value", message, value_span(self.file, item), path, "remove the key")

    def says_nothing(self, key: Key, item: Entry, path: Path) -> None:
        """Warn of a key with an empty text or list, which GitHub takes."""
        kind = key.kind.other if isinstance(key.kind, Child) else key.kind
        if not isinstance(item.value, Scalar) and not isinstance(kind, OneOrMany):
            return
        where = key_span(self.file, item)
        message = f"{shown_name(path)} is there, and says nothing"
        self.report("empty-value", message, where, path, "give it a value, or remove the key", Severity.WARNING)

    def loader_of(self, kind: Kind) -> Callable[[Any, Entry, Path, Found, Path], Any]:
        cls = type(kind)
        load = self.loaders.get(cls)
        if load is None:
            load = next((self.loaders[base] for base in cls.__mro__ if base in self.loaders), self.other)
            self.loaders[cls] = load
        return load

    def value(self, kind: Kind, entry: Entry, path: Path, found: Found, at: Path) -> Any:
        """A value read by its kind. `at` is the way inside the field."""
        return self.loader_of(kind)(kind, entry, path, found, at)

    def scalar(self, kind: Kind, entry: Entry, path: Path, found: Found, at: Path) -> Any:
        """Text, or what GitHub turns into text."""
        raw = entry.value
        if not isinstance(raw, Scalar):
            raise self.misfit(kind, entry, path)
        value = raw.value
        if isinstance(value, str) and "${{" in value:
            self.text(value, raw, path)
        return value

    def filled(self, kind: Kind, entry: Entry, path: Path, found: Found, at: Path) -> Any:
        """Text that is not empty, or has a form."""
        value = self.scalar(kind, entry, path, found, at)
        return self.read(kind, value, entry, path) if isinstance(value, str) else value

    def text(self, value: str, raw: Scalar, path: Path) -> None:
        """Report expressions in a text that do not parse."""
        for parsed in parse_text(value):
            error = parsed.error
            if error is not None:
                where = spot(self.file, raw, value, error.at)
                self.report(
                    "expression-syntax",
                    f"expected {error.expected} at character {error.at + 1} of {error.excerpt!r}",
                    where,
                    path,
                )
        if _INSERT(value):
            self.report(
                "expression-syntax",
                "'${{ insert }}' stands inside a text",
                span_of(self.file, raw),
                path,
                "it is a key of a mapping, with a mapping as its value",
            )

    def flag(self, kind: Any, entry: Entry, path: Path, found: Found, at: Path) -> Any:
        raw = entry.value
        value = raw.value if isinstance(raw, Scalar) else None
        if isinstance(value, bool):
            return value
        if isinstance(raw, Scalar) and isinstance(value, str) and is_fenced(value) and kind.expression:
            self.text(value, raw, path)
            return value
        hint: str | None = None
        edits: tuple[Edit, ...] = ()
        if isinstance(value, str) and value.lower() in ("true", "false", "yes", "no", "on", "off"):
            meant = "true" if value.lower() in ("true", "yes", "on") else "false"
            hint, edits = f"write {meant}, without quotes", _respelt(value_span(self.file, entry), raw, value, meant)
        raise self.misfit(kind, entry, path, hint, edits)

    def number(self, kind: Any, entry: Entry, path: Path, found: Found, at: Path) -> Any:
        raw = entry.value
        value = raw.value if isinstance(raw, Scalar) else None
        if isinstance(value, int | float) and not isinstance(value, bool):
            if value < kind.least or (kind.whole and value % 1):
                message = f"{shown_name(path)} must be {kind.wants}, {shown_value(raw)}"
                where = value_span(self.file, entry)
                self.report("wrong-value", message, where, path, severity=Severity.WARNING)
            return value
        if isinstance(raw, Scalar) and isinstance(value, str) and is_fenced(value):
            self.text(value, raw, path)
            return value
        hint: str | None = None
        edits: tuple[Edit, ...] = ()
        if isinstance(value, str) and value.strip().isdigit():
            hint, edits = "remove the quotes", _respelt(value_span(self.file, entry), raw, value, value.strip())
        raise self.misfit(kind, entry, path, hint, edits)

    def any(self, kind: Kind, entry: Entry, path: Path, found: Found, at: Path) -> Any:
        return self.data(entry.value, found, at, path)

    def other(self, kind: Kind, entry: Entry, path: Path, found: Found, at: Path) -> Any:
        """A kind that the reader knows nothing of: it is given plain data."""
        return self.read(kind, self.data(entry.value, found, at, path), entry, path)

    def read(self, kind: Kind, value: Any, entry: Entry, path: Path) -> Any:
        """What a kind makes of a value; what it does not take is reported."""
        try:
            return kind.read(value)
        except Wrong as wrong:
            fits = kind.hints_fit_files or (wrong.hint or "").startswith("did you mean")
            hint = wrong.hint if fits else None
            message = (
                wrong.message(shown_name(path))
                if wrong.says
                else (f"{shown_name(path)} must be {shown_kind(kind)}, {shown_value(entry.value)}")
            )
            where = value_span(self.file, entry)
            meant = _MEANT(hint or "")
            edits: tuple[Edit, ...] = ()
            if meant and isinstance(value, str) and certain(value, [meant[1]]):
                edits = _respelt(where, entry.value, value, meant[1])
            self.report("wrong-value", message, where, path, hint, edits=edits)
            raise _Misfit from None

    def one_or_many(self, kind: OneOrMany, entry: Entry, path: Path, found: Found, at: Path) -> Any:
        raw = entry.value
        if isinstance(raw, Listed):
            items = []
            for index, item in enumerate(raw.entries):
                items.append(self.value(kind.item, item, (*path, index), found, (*at, index)))
                found.add((*at, index), item)
            return tuple(items)
        if isinstance(raw, Scalar) and kind.expression and is_fenced(raw.value):
            return self.scalar(kind, entry, path, found, at)
        if isinstance(kind, kinds.Listing) or isinstance(raw, Mapped):
            raise self.misfit(kind, entry, path, "write a list" if isinstance(raw, Scalar) else None)
        return self.value(kind.item, entry, path, found, at)

    def table(self, kind: Table, entry: Entry, path: Path, found: Found, at: Path) -> Any:
        raw = entry.value
        if isinstance(raw, Mapped):
            read: dict[str, Any] = {}
            for item in raw.entries:
                if kind.known and item.name not in kind.known:
                    self.unknown(None, list(kind.known), item, path, lenient=False)
                if isinstance(item.value, Scalar) and item.value.value is None:
                    self.nothing(kind.item, item, (*path, item.name))
                    read[item.name] = None
                else:
                    read[item.name] = self.value(kind.item, item, (*path, item.name), found, (*at, item.name))
                found.add((*at, item.name), item, above=not _took_comment(read[item.name], item))
            return FrozenMap(read)
        if isinstance(raw, Scalar) and kind.expression and is_fenced(raw.value):
            value = self.scalar(kind, entry, path, found, at)
            if kind is kinds.ENV and path[-1] == "env":
                message = f"{shown_name(path)} is one expression: GitHub takes it, but no key in it can be checked"
                self.report(
                    "whole-env-expression",
                    message,
                    value_span(self.file, entry),
                    path,
                    "write a mapping",
                    Severity.WARNING,
                )
            return value
        raise self.misfit(kind, entry, path)

    def child(self, kind: Any, entry: Entry, path: Path, found: Found, at: Path) -> Any:
        raw = entry.value
        if isinstance(raw, Mapped) and kind.classes:
            node = self.object(class_named(kind.classes[0]), entry, path)
            for name in kind.needs:
                if raw.get(name) is None:
                    message = f"{shown_name(path)} needs the key '{name}' here"
                    self.report("missing-key", message, span_of(self.file, raw), path)
            return node
        if isinstance(raw, Scalar) and kind.expression and is_fenced(raw.value):
            return self.scalar(kind, entry, path, found, at)
        if kind.other is None:
            raise self.misfit(kind, entry, path)
        if isinstance(raw, Mapped) and not isinstance(kind.other, (Table, kinds.DataKind)):
            raise self.misfit(kind, entry, path)
        return self.value(kind.other, entry, path, found, at)

    def object(self, base: type[Any], entry: Entry, path: Path, **given: Any) -> Node:
        """The object behind an entry, with the comment above it. What an alias repeats is one object, but for the comment."""
        raw = entry.value
        assert isinstance(raw, Mapped)
        if given:
            return self.node(self.choose(base, raw), raw, path, entry=entry, comment=_lines(entry), **given)
        known = self.shared.get((id(raw), base))
        if known is None:
            if base is Matrix:
                known = self.matrix(raw, path, _lines(entry))
            else:
                cls = self.choose(base, raw)
                known = self.node(cls, raw, path, entry=entry, comment=_lines(entry))
            self.shared[id(raw), base] = known
        elif known.comment != _lines(entry):
            return _commented(known, _lines(entry))
        return known

    def choose(self, base: type[Any], raw: Mapped) -> type[Any]:
        """The class that a mapping is meant to be: by the first key that only one of them needs, or only one has."""
        leaves = leaves_of(base)
        if len(leaves) < 2 or base in leaves:
            return base
        groups, *tables = signs_of(base)
        keys = [*raw.entries]
        for group in groups:
            inner = raw.get(group)
            keys += inner.entries if isinstance(inner, Mapped) else []
        for table in tables:
            for entry in keys:
                found: type[Any] | None = table.get(entry.name)
                if found is not None:
                    return found
        return leaves[0]

    def children(self, kind: Children, entry: Entry, path: Path, found: Found, at: Path) -> Any:
        raw = entry.value
        if not isinstance(raw, Listed):
            raise self.misfit(kind, entry, path)
        base = class_named(kind.item.classes[0])
        items = []
        misfits = [
            self.misfit(_MAPPING, item, (*path, index))
            for index, item in enumerate(raw.entries)
            if not isinstance(item.value, Mapped)
        ]
        if misfits:
            raise misfits[0]
        for index, item in enumerate(raw.entries):
            node = self.object(base, item, (*path, index))
            items.append(node)
            found.add((*at, index), item, above=not _took_comment(node, item))
        return self.checked(kind, tuple(items), entry, path)

    def checked(self, kind: Children, items: tuple[Any, ...], entry: Entry, path: Path) -> Any:
        """The items as the kind takes them; it reports what is wrong with them as items of this very list."""
        try:
            return kind.read(items)
        except Wrong as wrong:
            index = wrong.path[0] if wrong.path else None
            place = entry.value.entries[index] if isinstance(index, int) else entry  # type: ignore[union-attr]
            message = f"{shown_name((*path, *wrong.path))} {wrong.says or f'must be {wrong.wants}'}"
            self.report("wrong-value", message, value_span(self.file, place), (*path, *wrong.path))
            raise _Misfit from None

    def keyed(self, kind: Any, entry: Entry, path: Path, found: Found) -> Any:
        """A list of objects that is a mapping in the file, each under its own name."""
        raw = entry.value
        if not isinstance(raw, Mapped):
            raise self.misfit(kind, entry, path)
        base = class_named(kind.item.classes[0])
        items = []
        misfits = [
            self.misfit(_MAPPING, item, (*path, item.name))
            for item in raw.entries
            if not isinstance(item.value, Mapped)
        ]
        if misfits:
            raise misfits[0]
        for index, item in enumerate(raw.entries):
            try:
                kinds.ID.read(item.name)
            except Wrong as wrong:
                self.report(
                    "invalid-id", f"{item.name!r} is not {wrong.wants}", key_span(self.file, item), (*path, item.name)
                )
            items.append(self.object(base, item, (*path, item.name), id=item.name))
            found.add((index,), item, above=False)
        return tuple(items)

    # The kinds that are more than their parts.

    def permissions(self, kind: Kind, entry: Entry, path: Path, found: Found, at: Path) -> Any:
        if isinstance(entry.value, Mapped):
            return self.object(Permissions, entry, path)
        return self.other(kind, entry, path, found, at)

    def on(self, kind: Kind, entry: Entry, path: Path, found: Found, at: Path) -> Any:
        raw = entry.value
        events = {cls.event: cls for cls in below(Event) if cls.event} if class_named("Event") else {}
        if isinstance(raw, Scalar) and isinstance(raw.value, str):
            self.event(raw.value, events, value_span(self.file, entry), path)
            return raw.value
        if isinstance(raw, Listed):
            names = []
            for index, item in enumerate(raw.entries):
                value = item.value
                if not (isinstance(value, Scalar) and isinstance(value.value, str)):
                    message = f"{shown_name((*path, index))} must be the name of an event, {shown_value(value)}"
                    hint = "events with settings are keys of a mapping" if isinstance(value, Mapped) else None
                    self.report("wrong-value", message, value_span(self.file, item), (*path, index), hint)
                    raise _Misfit
                self.event(value.value, events, value_span(self.file, item), (*path, index))
                names.append(value.value)
                found.add((*at, index), item)
            return tuple(names)
        if not isinstance(raw, Mapped):
            raise self.misfit(kind, entry, path)
        read: dict[str, Any] = {}
        for item in raw.entries:
            inner = (*path, item.name)
            cls = events.get(item.name)
            read[item.name] = value = self.settings(cls, item, inner, found, (*at, item.name))
            if cls is None:
                self.event(item.name, events, key_span(self.file, item), inner)
            found.add((*at, item.name), item, above=not _took_comment(value, item))
        return FrozenMap(read)

    def event(self, name: str, events: dict[str, type[Any]], where: Any, path: Path) -> None:
        if name not in events:
            message = f"GitHub has no event '{name}'"
            near = self.comparable(events)
            meant = certain(name, near)
            edits = (Edit(where, meant),) if meant and where.end_column - where.column == len(name) else ()
            self.report("unknown-event", message, where, path, did_you_mean(name, near), edits=edits)

    def settings(self, cls: type[Any] | None, item: Entry, path: Path, found: Found, at: Path) -> Any:
        """What stands behind an event: nothing, a mapping of its settings, or a list of them."""
        raw = item.value
        if cls is not None and cls.many:
            if isinstance(raw, Listed) and all(isinstance(one.value, Mapped) for one in raw.entries):
                nodes = []
                for index, one in enumerate(raw.entries):
                    assert isinstance(one.value, Mapped)
                    nodes.append(
                        self.node(cls, one.value, (*path, index), entry=one, comment=_lines(one), lenient=True)
                    )
                    found.add((*at, index), one, above=False)
                return tuple(nodes)
            message = f"{shown_name(path)} must be a list of mappings, {shown_value(raw)}"
        elif isinstance(raw, Scalar) and raw.value is None:
            return None
        elif cls is not None and isinstance(raw, Mapped) and raw.entries:
            return self.node(cls, raw, path, entry=item, comment=_lines(item), lenient=True)
        elif isinstance(raw, Mapped):
            return self.data(raw, found, at)
        else:
            message = f"{shown_name(path)} must be a mapping, {shown_value(raw)}"
        if cls is not None:
            self.report("wrong-value", message, value_span(self.file, item), path)
        return self.data(raw, found, at)

    def matrix(self, raw: Mapped, path: Path, comment: str | None) -> Node:
        """The axes of a matrix are the user's words: they are read as they stand."""
        found = Found()
        axes: dict[str, Any] = {}
        for item in raw.entries:
            axes[item.name] = self.data(item.value, found, (item.name,), (*path, item.name))
            found.add((item.name,), item)
            value = item.value
            if isinstance(value, Scalar) and is_fenced(value.value):
                continue
            if not isinstance(value, Listed):
                self.report(
                    "wrong-value",
                    f"{shown_name((*path, item.name))} must be a list or an expression, {shown_value(value)}",
                    value_span(self.file, item),
                    (*path, item.name),
                )
            elif item.name in ("include", "exclude"):
                for index, row in enumerate(value.entries):
                    if not isinstance(row.value, Mapped) and not is_fenced(getattr(row.value, "value", None)):
                        inner = (*path, item.name, index)
                        message = f"{shown_name(inner)} must be a mapping of axes to values, {shown_value(row.value)}"
                        self.report("wrong-value", message, value_span(self.file, row), inner)
            elif not value.entries:
                self.report(
                    "wrong-value",
                    f"the axis '{item.name}' has no values",
                    value_span(self.file, item),
                    (*path, item.name),
                    "GitHub refuses an empty axis",
                )
        return Matrix.from_file(Place(self.file, raw), axes, comment, found.remarks)

    # Data.

    def data(self, raw: Raw, found: Found, at: Path, path: Path | None = None) -> Any:
        """Plain data, with the comments in it. With a path, expressions in its texts are parsed."""
        if isinstance(raw, Scalar):
            value = raw.value
            if path is not None and isinstance(value, str) and "${{" in value:
                self.text(value, raw, path)
            return value
        if isinstance(raw, Listed):
            items = []
            for index, item in enumerate(raw.entries):
                items.append(self.data(item.value, found, (*at, index), None if path is None else (*path, index)))
                found.add((*at, index), item)
            return tuple(items)
        table = {}
        for item in raw.entries:
            inner = None if path is None else (*path, item.name)
            table[item.name] = self.data(item.value, found, (*at, item.name), inner)
            found.add((*at, item.name), item)
        return FrozenMap(table)


def _is_empty(raw: Raw) -> bool:
    """Whether a text, list or mapping has nothing in it."""
    return raw.value == "" if isinstance(raw, Scalar) else not raw.entries


def _renamed(where: Span, item: Entry, names: Iterable[str]) -> tuple[Edit, ...]:
    """The edit that spells a key right: where it is beyond doubt which was meant, and the mapping has no such key yet."""
    meant = certain(item.name, names)
    plain = item.key is not None and where.end_column - where.column == len(item.name)
    if meant is None or not plain or any(one.name.lower() == meant.lower() for one in item.of.entries):
        return ()
    return (Edit(where, meant),)


def _respelt(where: Span, raw: Raw, value: str, meant: str) -> tuple[Edit, ...]:
    """The edit that writes a scalar of one line otherwise; none for one that has a tag, an anchor or escapes."""
    quotes = 2 if isinstance(raw, Scalar) and raw.style else 0
    return (Edit(where, meant),) if where.end_column - where.column == len(value) + quotes else ()


def _folder(file: str) -> str:
    """The name of an action: that of the folder its file is in."""
    return os.path.basename(os.path.dirname(os.path.abspath(file))) or "action"


def _lines(entry: Entry) -> str | None:
    return joined(entry.above)


def _took_comment(value: Any, entry: Entry) -> bool:
    """Whether the comment above an entry is the object's own."""
    return isinstance(value, Node) and value.comment == _lines(entry)


def _commented(node: Node, comment: str | None) -> Node:
    """The same object with another comment above it."""
    about = node.about or About()
    made = copy(node)
    rest = (about.extra, about.allow, about.notes, about.key_order)
    object.__setattr__(made, "about", About(comment, *rest) if comment is not None or any(rest) else None)
    return made

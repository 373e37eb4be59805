"""The whole of an object as YAML, as a careful person would write it.

Lives here: `emit` for a workflow, and the writing of mappings, lists and nodes. It works from the fields of the classes
alone; there is no code here for any class but the file as a whole.
Not here: single scalars (`scalars`), ids and needs that follow from references (`model.graph`), files (`project`).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ghflow.emitter import scalars
from ghflow.emitter.scalars import Unwritable, block, fenced, in_flow, number, text
from ghflow.expr.printing import show
from ghflow.expr.tree import CLASSES
from ghflow.model.kinds import FrozenMap, PlainKey
from ghflow.model.node import Node, pays, shape_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ghflow.emitter.compiled import WriterMaker
    from ghflow.expr.tree import Expr
    from ghflow.model.node import Key, Remark, Remarks

_known = scalars.texts.get
_WIDTH = 80
_KEPT = 10_000
"""Entries of each table of what was written before."""
_MAX_KEY = 1000
Path = tuple[str | int, ...]
_writers: dict[type[Any], Callable[[Any, Any, str], str]] = {}
"""Functions that write the objects of one class which has very many."""
_written: dict[type[Any], int] = {}


def emit(node: Node, header: str = "") -> str:
    """The text of a file: an optional header line, then the sections of `node` with a blank line between them.

    References must be resolved (`Graph.resolved`). Raises `Unwritable` for a text that YAML or GitHub cannot hold.
    """
    out: list[str] = []
    writer = _Writer(out)
    if header:
        out.append(f"# {header}\n")
    _comment(node.comment, "", out)
    writer.sections(node)
    return "".join(out)


class _Writer:
    """Writes into one list of lines; a piece may hold several lines, each ends with a newline."""

    __slots__ = ("out",)

    def __init__(self, out: list[str]) -> None:
        self.out = out

    def sections(self, node: Node) -> None:
        """The keys of a whole file: a blank line before and after each section that is more than one line."""
        out = self.out
        first = len(out)
        wide = False
        given = _ordered(node)
        if not given:
            out.append("{}\n")
        start = 0
        group: str | None = None
        for key, value in given:
            if isinstance(key, str):
                self.gap()
                self.unknown(node, key, value, "")
                group, wide = None, True
                continue
            inner = key.under is not None and key.under == group
            group = key.under
            if not inner:
                start = len(out)
                if key.under is not None:
                    out.append(f"{key.under}:\n")
            self.keyed(node, key, value, "" if key.under is None else "  ", blank=key.under is None)
            long = len(out) > start + 1 or out[start].count("\n") > 1
            if start > first and not inner and (wide or long) and not out[start - 1].endswith("\n\n"):
                out.insert(start, "\n")
                start += 1
            wide = long

    def keyed(self, node: Node, key: Key, value: Any, pad: str, blank: bool = False) -> None:
        """One key of a node."""
        notes = _notes(node, key, value)
        start = len(self.out)
        if key.keyed:
            self.by_id(key.key, value, pad, blank, notes or {})
        elif key.bare:
            self.out.append(f"{pad}{key.key}: {_bare(value, pad)}\n")
        else:
            self.entry(f"{pad}{key.key}:", value, pad, notes, ())
        if notes and () in notes:
            self.remark(start, notes[()], pad)

    def node(self, node: Node, pad: str) -> None:
        """All keys of a node, at `pad`. The common values are written right here: this is where the time goes."""
        about = node.about
        if about is not None:
            self.beside(node, pad)
            return
        write = _writers.get(node.__class__) or _writer_of(node.__class__)
        if write is not None:
            written = write(self, node, pad)
            if written:
                self.out.append(written)
            return
        shape = shape_of(node.__class__)
        append = self.out.append
        known = _known
        group: str | None = None
        for key, value in zip(shape.keys, shape.get(node), strict=True):
            if value is None:
                continue
            inner = pad
            if key.under is not None:
                if key.under != group:
                    group = key.under
                    append(f"{pad}{group}:\n")
                inner = pad + "  "
            cls = value.__class__
            if cls is str:
                append(f"{inner}{key.key}: {known(value) or _scalar(value, inner)}\n")
            elif cls is int:
                append(f"{inner}{key.key}: {value}\n")
            elif cls is FrozenMap and value:
                append(f"{inner}{key.key}:\n")
                self.entries(value, inner + "  ", None, ())
            elif cls in CLASSES and not key.bare:
                append(f"{inner}{key.key}: {_fenced(value)}\n")
            else:
                self.keyed(node, key, value, inner)

    def beside(self, node: Node, pad: str) -> None:
        """All keys of a node that says more than its YAML: comments, keys that the tables do not know, another order."""
        group: str | None = None
        for key, value in _ordered(node):
            if isinstance(key, str):
                group = None
                self.unknown(node, key, value, pad)
                continue
            if key.under is not None and key.under != group:
                self.out.append(f"{pad}{key.under}:\n")
            group = key.under
            self.keyed(node, key, value, pad if group is None else pad + "  ")

    def unknown(self, node: Node, name: str, value: Any, pad: str) -> None:
        """One key that the tables do not know."""
        notes = node.about.notes.get("extra", (None, None))[1] if node.about is not None else None
        start = len(self.out)
        if value is None:
            self.out.append(f"{pad}{_key(name)}:\n")
        else:
            self.entry(f"{pad}{_key(name)}:", value, pad, notes, (name,))
        if notes and (name,) in notes:
            self.remark(start, notes[name,], pad)

    def piece(self, node: Node, key: Key, value: Any, pad: str) -> str:
        """One key of a node as text."""
        out = self.out
        start = len(out)
        self.keyed(node, key, value, pad)
        written = "".join(out[start:])
        del out[start:]
        return written

    def entry(self, start: str, value: Any, pad: str, notes: Remarks | None, path: Path) -> None:
        """`start` (which ends with `:` or `-`) and a value, in one line or in lines below."""
        out = self.out
        cls = value.__class__
        if cls is str:
            out.append(f"{start} {_known(value) or _scalar(value, pad)}\n")
        elif value is True or value is False:
            out.append(f"{start} true\n" if value else f"{start} false\n")
        elif cls is int or cls is float:
            out.append(f"{start} {number(value)}\n")
        elif value is None:
            out.append(f"{start} null\n")
        elif cls in CLASSES:
            out.append(f"{start} {_fenced(value)}\n")
        elif isinstance(value, dict):
            self.table(start, value, pad, notes, path)
        elif cls is tuple:
            self.list(start, value, pad, notes, path)
        else:
            self.child(start, value, pad)

    def table(self, start: str, table: Mapping[str, Any], pad: str, notes: Remarks | None, path: Path) -> None:
        """A mapping whose keys the user made up."""
        if not table:
            self.out.append(f"{start} {{}}\n")
            return
        self.out.append(f"{start}\n")
        self.entries(table, pad + "  ", notes, path)

    def entries(self, table: Mapping[str, Any], pad: str, notes: Remarks | None, path: Path) -> None:
        append = self.out.append
        known = _known
        line = 0
        for name, value in table.items():
            cls = value.__class__
            if notes:
                line = len(self.out)
            key = known(name)
            if key is None or len(key) > _MAX_KEY:
                key = _key(name)
            if cls is str:
                append(f"{pad}{key}: {known(value) or _scalar(value, pad)}\n")
            elif cls is int:
                append(f"{pad}{key}: {value}\n")
            elif cls in CLASSES:
                append(f"{pad}{key}: {_fenced(value)}\n")
            elif value is None and not path:
                append(f"{pad}{key}:\n")
            else:
                self.entry(f"{pad}{key}:", value, pad, notes, (*path, name))
            if notes and (*path, name) in notes:
                self.remark(line, notes[(*path, name)], pad)

    def plain_entries(self, table: Mapping[str, Any], pad: str) -> str:
        """The entries of a mapping without comments, below a key at `pad`, as text."""
        pad += "  "
        known = _known
        written = ""
        for name, value in table.items():
            key = _keys.get(name) or _key(name)
            cls = value.__class__
            if cls is str:
                written += f"{pad}{key}: {known(value) or _scalar(value, pad)}\n"
            elif cls is int:
                written += f"{pad}{key}: {value}\n"
            elif cls is bool:
                written += f"{pad}{key}: {'true' if value else 'false'}\n"
            elif cls in CLASSES:
                written += f"{pad}{key}: {_fenced(value)}\n"
            else:
                start = len(self.out)
                self.entries({name: value}, pad, None, ())
                written += "".join(self.out[start:])
                del self.out[start:]
        return written

    def list(self, start: str, items: tuple[Any, ...], pad: str, notes: Remarks | None, path: Path) -> None:
        noted = notes is not None and any(key[: len(path)] == path and len(key) > len(path) for key in notes)
        if not noted:
            flow = _flow(items)
            if flow is not None and (not items or len(start) + len(flow) < _WIDTH):
                self.out.append(f"{start} {flow}\n")
                return
        out = self.out
        out.append(f"{start}\n")
        inner = pad + "    "
        width = len(inner)
        for index, item in enumerate(items):
            write = None if noted else _writers.get(item.__class__)
            written = write(self, item, inner) if write is not None and item.about is None else ""
            if written and written[width] != "#":
                out.append(f"{pad}  - {written[width:]}")
            else:
                self.item(item, pad + "  ", notes, (*path, index))

    def item(self, value: Any, pad: str, notes: Remarks | None, path: Path) -> None:
        """One item of a block list, with its dash at `pad`."""
        out = self.out
        start = len(out)
        if isinstance(value, Node):
            if value.about is not None:
                _comment(value.comment, pad, out)
            line = len(out)
            self.node(value, pad + "  ")
        elif isinstance(value, dict) and value:
            line = len(out)
            self.entries(value, pad + "  ", notes, path)
        elif value.__class__ is tuple and value and _flow(value) is None:
            line = len(out)
            for index, item in enumerate(value):
                self.item(item, pad + "  ", notes, (*path, index))
        else:
            line = -1
            self.entry(f"{pad}-", value, pad, notes, path)
        if line == len(out):
            out.append(f"{pad}- {{}}\n")
        elif line >= 0:
            first = out[line][len(pad) + 2 :]
            if first[0] == "#":
                out.insert(line, f"{pad}-\n")
            else:
                out[line] = f"{pad}- {first}"
        if notes and path in notes:
            self.remark(start, notes[path], pad, line if line >= 0 else len(out) - 1)

    def child(self, start: str, value: Any, pad: str) -> None:
        """An object of the model below its key, with its comment above."""
        _comment(value.comment, pad, self.out)
        if value.to_yaml is not None:
            notes = value.about.notes.get("", (None, None))[1] if value.about else None
            self.entry(start, value.to_yaml(), pad, notes, ())
            return
        line = len(self.out)
        self.out.append(f"{start}\n")
        self.node(value, pad + "  ")
        if len(self.out) == line + 1 and not getattr(value, "event", None):
            self.out[line] = f"{start} {{}}\n"

    def by_id(self, name: str, nodes: tuple[Any, ...], pad: str, blank: bool, notes: Remarks) -> None:
        """Nodes as a mapping, each under its own id; with `blank`, a blank line between them."""
        if not nodes:
            self.out.append(f"{pad}{name}: {{}}\n")
            return
        self.out.append(f"{pad}{name}:\n")
        # They are mostly of one class; what any other says is left to Python.
        if not notes and nodes[0].__class__ in _writers:
            written = _writer_maker().by_id(self, nodes, len(pad) + 2, blank)
            if written is not None:
                self.out.append(written)
                return
        for index, node in enumerate(nodes):
            if index and blank:
                self.gap()
            line = len(self.out)
            self.child(f"{pad}  {_key(node.id or '')}:", node, pad + "  ")
            if (index,) in notes:
                self.remark(line, notes[index,], pad + "  ")

    def gap(self) -> None:
        """A blank line, unless there is one: behind a text that ends in empty lines it would become a part of it."""
        if self.out and not self.out[-1].endswith("\n\n"):
            self.out.append("\n")

    def remark(self, start: int, remark: Remark, pad: str, first: int | None = None) -> None:
        """The comments at what was written since `start`.

        `first` is the line that a comment stands behind, where it is not the first one that is no comment.
        """
        out = self.out
        if remark.behind is not None:
            if first is None:
                first = start
                while out[first].lstrip(" ").startswith("#"):
                    first += 1
            line, newline, rest = out[first].partition("\n")
            out[first] = f"{line} {_hashed(remark.behind)}{newline}{rest}"
        if remark.below is not None:
            _comment(remark.below, pad, out)
        if remark.above is not None:
            above: list[str] = []
            _comment(remark.above, pad, above)
            out[start:start] = above


def _writer_of(cls: type[Any]) -> Callable[[Any, Any, str], str] | None:
    """A writer for a class, when it has had so many objects that one pays."""
    count = _written[cls] = _written.get(cls, 0) + 1
    if not pays(count):
        return None
    return _writers.setdefault(cls, _writer_maker().writer(cls, shape_of(cls).keys))


@lru_cache(maxsize=1)
def _writer_maker() -> WriterMaker:
    from ghflow.emitter.compiled import Works, WriterMaker

    return WriterMaker(Works(scalars.texts, _scalar, _words, _word, _fenced, _key))


def _ordered(node: Node) -> list[tuple[Key | str, Any]]:
    """The keys that are written, with their values, in their order: GitHub's, then those of `extra`, unless `key_order` says.

    A key that `key_order` does not name stays behind the one that it follows otherwise.
    """
    shape = shape_of(node.__class__)
    found: list[tuple[Key | str, Any]] = []
    found += [(key, value) for key, value in zip(shape.keys, shape.get(node), strict=True) if value is not None]
    if node.about is None:
        return found
    found += (node.extra or {}).items()
    places = {name: index for index, name in enumerate(node.key_order)}
    if not places:
        return found
    rows = []
    outer = inner = -1
    for key, value in found:
        name = key if isinstance(key, str) else key.under or key.key
        outer = places.get(name, outer)
        inner = -1 if isinstance(key, str) or key.under is None else places.get(f"{key.under}.{key.key}", inner)
        rows.append((outer, inner, (key, value)))
    rows.sort(key=lambda row: row[:2])
    return [row[2] for row in rows]


def _notes(node: Node, key: Key, value: Any) -> Remarks | None:
    """The comments behind parts of a value, as long as it is still the value that they were written for."""
    if node.about is None:
        return None
    noted = node.about.notes.get(key.argument)
    return noted[1] if noted is not None and noted[0] is value else None


def _bare(value: Any, pad: str) -> str:
    """A condition: without `${{ }}` where YAML can hold it so and GitHub reads it so."""
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, str):
        return _scalar(value, pad)
    if isinstance(value, int | float):
        return number(value)
    shown = show(value)
    return shown if text(shown) == shown and "${{" not in shown else text(fenced(value))


def _scalar(value: str, pad: str) -> str:
    """A text behind a key at `pad`: a literal block where it has several lines."""
    return ("\n" in value and block(value, pad + "  ")) or text(value)


_shown: dict[int, tuple[Expr, str]] = {}


def _fenced(tree: Expr) -> str:
    """An expression as a scalar of one line."""
    kept = _shown.get(id(tree))
    if kept is None or kept[0] is not tree:
        if len(_shown) > _KEPT:
            _shown.clear()
        kept = _shown[id(tree)] = (tree, text(fenced(tree)))
    return kept[1]


_keys: dict[str, str] = {}


def _key(name: str) -> str:
    if name.__class__ is PlainKey:
        return str(name)
    found = _known(name) or text(name)
    if len(found) > _MAX_KEY:
        raise Unwritable(name, f"a key of {len(found)} characters, which not every YAML reader accepts")
    if len(_keys) < _KEPT:
        _keys[name] = found
    return found


def _flow(items: tuple[Any, ...]) -> str | None:
    """A short list of words and numbers between brackets; None when it needs lines of its own."""
    shown = []
    for item in items:
        if item.__class__ is str:
            word = _words.get(item)
            if word is None:
                word = _word(item)
            if not word:
                return None
            shown.append(word)
        elif item is True or item is False:
            shown.append("true" if item else "false")
        elif item.__class__ in (int, float):
            shown.append(number(item))
        else:
            return None
    return f"[{', '.join(shown)}]"


_words: dict[str, str] = {}


def _word(value: str) -> str:
    """A text as it stands between brackets; empty when it must not."""
    fits = value and " " not in value and "${{" not in value and value.isprintable()
    found = in_flow(value) if fits else ""
    if len(_words) < _KEPT and len(value) < _WIDTH:
        _words[value] = found
    return found


def _comment(words: str | None, pad: str, out: list[str]) -> None:
    """A comment on lines of its own."""
    for line in words.split("\n") if words is not None else ():
        out.append(f"{pad}{_hashed(line)}\n")


def _hashed(line: str) -> str:
    """A line as a comment. One that begins with `#` is one already: `#!`, `##`, a line of code that was taken out."""
    return line.rstrip() if line.startswith("#") else f"# {line}".rstrip()

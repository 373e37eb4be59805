"""YAML text -> a tree of scalars, lists and mappings that knows where everything stands and which comments belong to it.

Lives here: `read_tree` and the nodes it makes, GitHub's limits on a file, and what GitHub's YAML leaves out (merge keys,
several documents, tags of one's own).
Not here: what a mapping means (`loading`), finding and placing the comments (`comments`).
Source: actions/runner, src/Sdk/WorkflowParser/Conversion/YamlObjectReader.cs and ParseOptions (facts read 2026-11-22).
"""

from __future__ import annotations

import re
from copy import copy
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from ghflow.diagnostics import Diagnostic, Severity, did_you_mean
from ghflow.expr.numbers import show_number
from ghflow.reader.scalars import TAGS, key_of, resolve
from ghflow.spec.limits import MAX_DEPTH, MAX_NODES, MAX_RESULT_BYTES
from ghflow.where import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAX_CHARACTERS = MAX_RESULT_BYTES // 2
"""Characters that aliases may repeat: GitHub's runner counts two bytes for each."""
_MAX_PROBLEMS = 100
_LONG_TAG = re.compile(r"(?:^|[\s,\[{])(!\S{20000})").search
_COLLECTION_TAGS = ("!", "!!map", "!!seq", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")

Raw: TypeAlias = "Scalar | Listed | Mapped"


class YamlError(Exception):
    """A text that is no YAML, or none that GitHub reads: what is wrong, where, and what to do."""

    def __init__(self, message: str, where: Span, hint: str | None = None, rule: str = "invalid-yaml") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint
        self.rule = rule


class Scalar:
    """One scalar: its value as GitHub types it, and the marks of its first and last character."""

    __slots__ = ("end", "start", "style", "value")
    count = 1
    depth = 1

    def __init__(self, value: str | int | float | bool | None, style: str, start: Any, end: Any) -> None:
        self.value = value
        self.style = style
        self.start = start
        self.end = end


class _Collection:
    """A list or a mapping: its entries, and how many nodes and levels it counts for GitHub's limits."""

    __slots__ = ("count", "depth", "end", "entries", "flow", "owner", "start")

    def __init__(self, start: Any, flow: bool) -> None:
        self.entries: list[Entry] = []
        self.owner: Entry | None = None
        self.start = start
        self.end = start
        self.flow = flow
        self.count = 1
        self.depth = 1


class Listed(_Collection):
    """A sequence."""

    __slots__ = ()


class Mapped(_Collection):
    """A mapping, in the order of the file."""

    __slots__ = ()

    def get(self, name: str) -> Raw | None:
        """The value of a key; None when there is none."""
        for entry in self.entries:
            if entry.name == name:
                return entry.value
        return None


class Entry:
    """An item of a list, or a key of a mapping with its value, and the comments at this place.

    `line` and `column` (0-based) are those of the key, or of the item and its list's dashes. An alias gives its node a
    second entry: comments belong to the place, not to the node.
    """

    __slots__ = ("above", "behind", "below", "column", "key", "line", "name", "of", "value")

    def __init__(self, of: Listed | Mapped, name: str, key: Scalar | None, line: int, column: int) -> None:
        self.of = of
        self.name = name
        self.key = key
        self.line = line
        self.column = column
        self.value: Raw = _NOTHING
        self.above: list[str] = []
        self.behind: str | None = None
        self.below: list[str] = []

    @property
    def commented(self) -> bool:
        """Whether a comment stands here."""
        return bool(self.above or self.behind is not None or self.below)


_NOTHING: Any = None


class Directive(NamedTuple):
    """A comment for ghflow: its words, their line and column (0-based), and the nodes that it stands at, innermost first."""

    text: str
    line: int
    column: int
    around: list[Raw]


class Tree:
    """What a text holds: its root, all entries in the order of the file, and where its scalars are."""

    __slots__ = ("directives", "entries", "problems", "root", "scalars")

    def __init__(self) -> None:
        self.root: Raw = _NOTHING
        self.problems: list[Diagnostic] = []
        """What is wrong with the text and does not keep the rest from being read: keys that stand twice, wrong aliases."""
        self.directives: list[Directive] = []
        self.entries: list[Entry] = []
        self.scalars: list[tuple[int, int, bool]] = []
        """First and last offset of every scalar, and whether it is a block, in the order of the file."""


def span_of(file: str, raw: Raw) -> Span:
    """The place of a node. A block collection ends where its last entry does."""
    start, end = raw.start, raw.end
    last = raw
    while isinstance(last, (Listed, Mapped)) and not last.flow and last.entries:
        last = last.entries[-1].value
        end = last.end
    return Span(file, start.line + 1, start.column + 1, end.line + 1, end.column + 1)


def key_span(file: str, entry: Entry) -> Span:
    """The place of an entry's key, or of the item."""
    return span_of(file, entry.value if entry.key is None else entry.key)


def read_tree(text: str, file: str) -> Tree:
    """The tree of a text. Raises `YamlError` for the first thing behind which nothing can be read any more.

    A key that stands twice is left out the second time, and so is what an alias without an anchor was to be.
    """
    long_tag = _LONG_TAG(text)
    if long_tag:  # the library takes quadratic time for it
        at = long_tag.start(1)
        where = Span(file, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))
        raise YamlError("a tag of more than 20,000 characters", where, "remove it", "yaml-limits")
    yaml = YAML(typ="safe", pure=True)
    yaml.version = (1, 2)
    try:
        return _Builder(file).build(yaml.parse(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = Span(file, mark.line + 1, mark.column + 1) if mark else Span(file, 1)
        raise YamlError(_sentence(error), where, _hint(error)) from None
    except YAMLError as error:  # a character that YAML has not
        position = getattr(error, "position", 0)
        before = text[:position]
        where = Span(file, before.count("\n") + 1, position - before.rfind("\n"))
        character = getattr(error, "character", "")
        code = ord(character) if isinstance(character, str) and len(character) == 1 else character
        shown = f"U+{code:04X}" if isinstance(code, int) else "of this kind"
        raise YamlError(f"the character {shown} cannot stand in YAML", where, "remove it") from None


def _sentence(error: MarkedYAMLError) -> str:
    words = [part for part in (error.context, error.problem) if part]
    return f"this is no YAML: {', '.join(words)}" if words else "this is no YAML"


def _hint(error: MarkedYAMLError) -> str | None:
    problem = error.problem or ""
    if "\\t" in problem or "'\t'" in problem:
        return "YAML is indented with spaces, not with tabs"
    if "mapping values are not allowed" in problem:
        return "put the text in quotes when it holds ': '"
    return None


class _Builder:
    """Goes through the events of a text without recursion, and stops at GitHub's limits."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.tree = Tree()
        self.anchors: dict[str, Raw] = {}
        self.idle: dict[str, Any] = {}
        """The events of the anchors that no alias has repeated yet."""
        self.nodes = 0
        self.repeated = 0
        """Characters that aliases repeat."""
        self.documents = 0
        self.open: list[tuple[Listed | Mapped, str | None, set[str]]] = []
        """The collections around the next node, each with its anchor and the keys that it has so far."""
        self.waiting: Entry | None = None
        """The key that waits for its value."""

    def build(self, events: Iterator[Any]) -> Tree:
        handlers = {
            ScalarEvent: self.on_scalar,
            AliasEvent: self.on_alias,
            MappingStartEvent: self.on_start,
            SequenceStartEvent: self.on_start,
            MappingEndEvent: self.on_end,
            SequenceEndEvent: self.on_end,
            DocumentStartEvent: self.on_document,
        }
        for event in events:
            handler = handlers.get(event.__class__)
            if handler is not None:
                handler(event)
        if self.tree.root is None:
            self.tree.root = Scalar(None, "", _START, _START)
        for name in list(self.idle):
            self.report_idle(name)
        return self.tree

    def on_document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            raise self.error(event, "a second document begins here", "a file is one document: remove '---'")

    def on_scalar(self, event: Any) -> None:
        node = self.scalar(event)
        self.tree.scalars.append((event.start_mark.index, event.end_mark.index, node.style in ("|", ">")))
        self.put(node, event)

    def on_alias(self, event: Any) -> None:
        node = self.anchors.get(event.anchor)
        if node is None:
            self.on_dangling(event)
            return
        self.idle.pop(event.anchor, None)
        self.count(node.count, event)
        self.repeated += _characters(node)
        if self.repeated > _MAX_CHARACTERS:
            message = f"aliases repeat more than {MAX_RESULT_BYTES // 2**20} MiB of text"
            raise self.error(event, message, rule="yaml-limits")
        if len(self.open) + node.depth > MAX_DEPTH:
            raise self.error(event, f"nested more than {MAX_DEPTH} levels deep", rule="yaml-limits")
        self.put(node, event)

    def on_dangling(self, event: Any) -> None:
        """An alias that repeats nothing: it is reported, and its place stays empty."""
        inside = any(anchor == event.anchor for _, anchor, _ in self.open)
        message = f"no anchor '{event.anchor}' stands before this alias"
        hint = None
        if inside:
            message = f"the alias '{event.anchor}' stands inside of what it repeats"
            self.idle.pop(event.anchor, None)
        else:
            hint = did_you_mean(event.anchor, self.anchors)
        self.report(self.error(event, message, hint))
        if self.waiting is not None:  # it was the last to come
            self.tree.entries.pop()
            within = self.waiting.of.entries
            if within and within[-1] is self.waiting:
                within.pop()
            self.waiting = None
        elif not self.open or self.open[-1][0].__class__ is Mapped:  # the whole text, or a key of a mapping
            raise self.error(event, message, hint)

    def remember(self, anchor: str, event: Any) -> None:
        """Look whether an anchor will be used. One of the same name before it cannot be any more."""
        self.report_idle(anchor)
        self.idle[anchor] = event

    def report_idle(self, anchor: str) -> None:
        event = self.idle.pop(anchor, None)
        if event is not None:
            mark = event.start_mark
            where = Span(self.file, mark.line + 1, mark.column + 1, mark.line + 1, mark.column + 2 + len(anchor))
            message = f"no alias repeats the anchor '{anchor}'"
            found = Diagnostic("unused-anchor", message, where, "remove it", severity=Severity.WARNING)
            self.tree.problems.append(found)

    def report(self, error: YamlError) -> None:
        """Remember what is wrong, and go on."""
        if len(self.tree.problems) < _MAX_PROBLEMS:
            self.tree.problems.append(Diagnostic(error.rule, error.message, error.where, error.hint))

    def on_start(self, event: Any) -> None:
        tag = event.tag
        if tag is not None and str(tag) not in _COLLECTION_TAGS:
            raise self.error(event, f"GitHub does not know the tag {tag}", "remove it")
        if len(self.open) >= MAX_DEPTH:
            raise self.error(event, f"nested more than {MAX_DEPTH} levels deep", rule="yaml-limits")
        self.count(1, event)
        cls = Mapped if event.__class__ is MappingStartEvent else Listed
        is_behind = (event.anchor or tag is not None) and not event.flow_style
        node = cls(_behind_properties(event.end_mark) if is_behind else event.start_mark, bool(event.flow_style))
        node.owner = self.put(node, event)
        self.open.append((node, event.anchor, set()))
        if event.anchor:
            self.remember(event.anchor, event)

    def on_end(self, event: Any) -> None:
        node, anchor, _ = self.open.pop()
        node.end = event.end_mark
        if anchor:
            self.anchors[anchor] = node
        if self.open:
            outer = self.open[-1][0]
            outer.count += node.count
            outer.depth = max(outer.depth, node.depth + 1)

    def put(self, node: Raw, event: Any) -> Entry | None:
        """Put a node at its place: the root, an item, a key, or the value of the key before it. Gives the entry."""
        if not self.open:
            self.tree.root = node
            return None
        within, _, keys = self.open[-1]
        entry = self.waiting
        if entry is not None:
            self.waiting = None
            entry.value = node
        elif within.__class__ is Listed:
            mark = event.start_mark
            entry = Entry(within, "", None, mark.line, mark.column if within.flow else within.start.column)
            entry.value = node
            within.entries.append(entry)
            self.tree.entries.append(entry)
        else:
            self.waiting = self.key(within, node, keys, event)
            within.count += 1
            return None
        if node.__class__ is Scalar or event.__class__ is AliasEvent:  # collections count when they end
            within.count += node.count
            within.depth = max(within.depth, node.depth + 1)
        return entry

    def key(self, within: Listed | Mapped, node: Raw, keys: set[str], event: Any) -> Entry:
        if not isinstance(node, Scalar):
            raise self.error(event, "a list or mapping cannot be the key of a mapping", "keys are text")
        value = node.value
        name = value if isinstance(value, str) else key_of(value, _written(event, value))
        same = f"{value.__class__.__name__[:3]}:{name.lower()}"
        if isinstance(value, int | float) and not isinstance(value, bool):
            same = f"number:{show_number(float(value))}"  # 1, 1.0 and 0x1 are one key
        mark = event.start_mark
        entry = Entry(within, name, Scalar(value, node.style, mark, event.end_mark), mark.line, mark.column)
        if same in keys:
            hint = "keys are equal when only the case of their letters differs"
            message = f"the key '{name}' stands twice in this mapping"
            self.report(self.error(event, message, hint, rule="duplicate-key"))
        else:
            keys.add(same)
            within.entries.append(entry)
        self.tree.entries.append(entry)
        return entry

    def scalar(self, event: Any) -> Scalar:
        self.count(1, event)
        text = event.value
        style = event.style or ""
        tag = event.tag
        if tag is None:
            value = text if style else resolve(text)
        else:
            value = self.tagged(event, str(tag), text, style)
        node = Scalar(value, style, event.start_mark, event.end_mark)
        if event.anchor:
            self.anchors[event.anchor] = node
            self.remember(event.anchor, event)
        return node

    def tagged(self, event: Any, tag: str, text: str, style: str) -> str | int | float | bool | None:
        if tag == "!":
            return text
        if tag.startswith("!!"):
            tag = f"tag:yaml.org,2002:{tag[2:]}"
        classes = TAGS.get(tag)
        shown = tag.replace("tag:yaml.org,2002:", "!!")
        if classes is None:
            raise self.error(
                event, f"GitHub does not know the tag {shown}", "it knows !!str !!bool !!int !!float !!null"
            )
        if classes is str:
            return text
        if style:
            raise self.error(event, f"a text in quotes or a block cannot have the tag {shown}", "remove the quotes")
        value: Any = resolve(text)
        if not isinstance(value, classes) or (isinstance(value, bool) and classes is not bool):
            raise self.error(event, f"{text!r} is no value for the tag {shown}")
        return value  # type: ignore[no-any-return]

    def count(self, nodes: int, event: Any) -> None:
        self.nodes += nodes
        if self.nodes > MAX_NODES:
            message = f"more than {MAX_NODES:,} nodes, aliases counted with all that they repeat"
            raise self.error(event, message, "split the file", rule="yaml-limits")

    def error(self, event: Any, message: str, hint: str | None = None, rule: str = "invalid-yaml") -> YamlError:
        mark = event.start_mark
        return YamlError(message, Span(self.file, mark.line + 1, mark.column + 1), hint, rule)


def _behind_properties(end: Any) -> Any:
    """Where a block that has an anchor or a tag really begins: the event of a list without indentation ends behind its dash."""
    if end.buffer[end.index - 1 : end.index] != "-":
        return end
    before = copy(end)
    before.index, before.column = end.index - 1, end.column - 1
    return before


class _Start:
    """The mark of a text without any node."""

    index = line = column = 0


_START = _Start()


def _characters(node: Raw) -> int:
    """How much text a node holds. All aliases together repeat few nodes, so that this is done for few."""
    if isinstance(node, Scalar):
        return len(node.value) if isinstance(node.value, str) else 0
    return sum(_characters(entry.value) + len(entry.name) for entry in node.entries)


def _written(event: Any, value: object) -> str:
    """A key that is no text, as it stands in the file; behind an alias, in YAML's words."""
    if value is None:
        return "null"
    if event.__class__ is ScalarEvent:
        return str(event.value)
    return str(value).lower() if isinstance(value, bool) else str(value)

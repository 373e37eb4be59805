"""The plain subset of YAML, in which nearly all workflows are written -> the same tree that `tree` makes, many times faster.

Lives here: `read_plain`. It knows block mappings and lists, scalars without quotes, with quotes on one line, literal and folded
blocks, and flow collections. Whatever else there is (anchors, tags, documents, tabs between tokens, mistakes of any kind), it
gives up at once, and `tree` reads the text by the YAML library, which also says what is wrong. It never guesses: a text that it
reads is read to the same tree by the library, node by node and mark by mark.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ghflow.reader.scalars import key_of, resolve
from ghflow.reader.tree import Entry, Listed, Mapped, Scalar, Tree
from ghflow.spec.limits import MAX_DEPTH, MAX_NODES

if TYPE_CHECKING:
    from ghflow.reader.tree import Raw

# What the library refuses, takes for the end of a line, or takes for the border of documents.
_STRANGE = re.compile("[^\t\n -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]").search
_BORDER = re.compile(r"^(?:---|\.\.\.)(?:[ \t\n]|\Z)", re.MULTILINE).search
_START = re.compile(r"(?:[ ]*(?:#[^\n]*)?\n)*---[ ]*\n").match
# Loops are possessive (`*+`): what could be tried again would be kept in mind, 150 bytes for each character.
_SINGLE = r"'(?:[^'\n]|'')*+'"
_DOUBLE = r'"(?:[^"\\\n]|\\["\\/nt])*+"'
# A plain scalar ends before ": ", before " #" and at the end of the line.
_PLAIN = r"(?:[^\s\-?:,\[\]{}#&*!|>'\"%@`]|-(?=[^\s]))(?:[^\n:# \t]|:(?=[^\s])|(?<=[^\s])#|[ ]+(?=[^\s#]))*+"
_KEY = re.compile(rf"({_PLAIN}|{_SINGLE}|{_DOUBLE})(?<! ):(?=[ \n]|\Z)[ ]*").match
_SCALAR = re.compile(rf"({_PLAIN}|{_SINGLE}|{_DOUBLE})[ ]*(?:(?<= )#[^\n]*)?(?=\n|\Z)").match
_MORE = re.compile(
    r"((?:[^\s#:]|:(?=[^\s]))(?:[^\n:# \t]|:(?=[^\s])|(?<=[^\s])#|[ ]+(?=[^\s#]))*+)[ ]*(?:(?<= )#[^\n]*)?(?=\n|\Z)"
).match
_HEAD = re.compile(r"[|>]([+-]?)[ ]*(?:(?<= )#[^\n]*)?(?=\n|\Z)").match
_REST = re.compile(r"[ ]*(?:(?<= )#[^\n]*)?(?=\n|\Z)").match
_NEXT = re.compile(r"(?:[ ]*(?:#[^\n]*)?\n)*([ ]*)").match
_DASH = re.compile(r"-(?=[ \n]|\Z)[ ]*").match
_FLOW_SPACE = re.compile(r"[ \n]*(?:(?<=[ \n])#[^\n]*\n[ \n]*)*").match
_FLOW_WORD = re.compile(
    rf"{_SINGLE}|{_DOUBLE}|(?:[\w./$^~<(+\\=;]|-(?=[\w./$]))(?:[\w./$^~<(+\\=;)*@%!|&>'\"?`-]| +(?=[^\s#,\[\]{{}}:]))*+"
).match
_ESCAPE = re.compile(r"\\(.)")
_ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\", "/": "/"}
_LONGEST_KEY = 1000


class Mark:
    """A place in a text. All 0-based; `buffer` is the text."""

    __slots__ = ("buffer", "column", "index", "line")

    def __init__(self, index: int, line: int, column: int, buffer: str) -> None:
        self.index = index
        self.line = line
        self.column = column
        self.buffer = buffer


class _GiveUp(Exception):
    """The text is not in the subset."""


def read_plain(text: str) -> Tree | None:
    """The tree of a text; None when it is not in the subset, or holds a mistake."""
    if _STRANGE(text):
        return None
    start = _START(text)
    at = start.end() if start else 0
    if _BORDER(text, at):
        return None
    try:
        return _Reader(text).read(at)
    except _GiveUp:
        return None


class _Reader:
    """Goes through a text from its beginning to its end. `at` is the offset of the next token, `line` and `bol` its line's."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tree = Tree()
        self.at = 0
        self.line = 0
        self.bol = 0
        self.nodes = 0
        self.depth = 0

    def read(self, at: int) -> Tree:
        self.line = self.text.count("\n", 0, at)
        self.at = self.bol = at
        column = self.next_line()
        if column < 0:
            raise _GiveUp
        self.tree.root = self.collection(column, None)
        if self.at < len(self.text) or self.nodes > MAX_NODES:
            raise _GiveUp
        return self.tree

    # Places.

    def next_line(self) -> int:
        """Go to the next line that holds something; its column, -1 at the end of the text."""
        text = self.text
        match = _NEXT(text, self.bol)
        assert match is not None
        start, at = match.span(1)
        if start > self.bol:
            self.line += text.count("\n", self.bol, start)
            self.bol = start
        self.at = at
        if at >= len(text) or text[at] == "#":  # a comment in the last line, without a line end
            self.at = len(text)
            return -1
        return at - start

    def end_line(self, at: int) -> int:
        """Go on behind the line end at an offset."""
        if at == len(self.text):
            self.at = at
            return -1
        self.line += 1
        self.bol = at + 1
        return self.next_line()

    def mark(self, at: int) -> Mark:
        return Mark(at, self.line, at - self.bol, self.text)

    # Nodes.

    def scalar(self, spelt: str, start: int, end: int) -> Scalar:
        """A scalar of one line, with or without quotes."""
        style = spelt[0]
        value: str | int | float | bool | None
        if style == "'":
            value = spelt[1:-1].replace("''", "'") if "''" in spelt else spelt[1:-1]
        elif style == '"':
            value = spelt[1:-1]
            if "\\" in value:
                value = _ESCAPE.sub(lambda match: _ESCAPES[match[1]], value)
        else:
            style = ""
            value = resolve(spelt)
        line, bol, text = self.line, self.bol, self.text
        self.nodes += 1
        self.tree.scalars.append((start, end, False))
        return Scalar(value, style, Mark(start, line, start - bol, text), Mark(end, line, end - bol, text))

    def nothing(self) -> Scalar:
        """The value behind a key that has none. For the library it stands where the next token does."""
        return self.nothing_at(self.mark(self.at))

    def nothing_at(self, mark: Mark) -> Scalar:
        """A value that is not there, at a place."""
        self.nodes += 1
        self.tree.scalars.append((mark.index, mark.index, False))
        return Scalar(None, "", mark, mark)

    def collection(self, column: int, owner: Entry | None) -> Raw:
        """The block mapping or list that begins here."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _GiveUp
        self.nodes += 1
        if _DASH(self.text, self.at):
            listed = Listed(self.mark(self.at), False)
            listed.owner = owner
            if owner is not None:
                owner.value = listed
            self.items(listed, column, indentless=False)
            self.depth -= 1
            return listed
        mapped = Mapped(self.mark(self.at), False)
        mapped.owner = owner
        if owner is not None:
            owner.value = mapped
        self.pairs(mapped, column)
        self.depth -= 1
        return mapped

    def pairs(self, mapped: Mapped, column: int) -> None:
        """The keys of a block mapping at a column, with their values."""
        text = self.text
        seen: set[str] = set()
        entries = mapped.entries
        while True:
            match = _KEY(text, self.at)
            if match is None:
                raise _GiveUp
            start, end = match.span(1)
            if end - start > _LONGEST_KEY:
                raise _GiveUp
            key = self.scalar(match[1], start, end)
            value = key.value
            name = value if isinstance(value, str) else key_of(value, _written(value, match[1]))
            same = f"{value.__class__.__name__[:3]}:{name.lower()}"
            if same in seen:
                raise _GiveUp
            seen.add(same)
            entry = Entry(mapped, name, key, self.line, start - self.bol)
            entries.append(entry)
            self.tree.entries.append(entry)
            at = match.end()
            following = self.value(entry, at, column, True)
            if following == column and not _DASH(text, self.at):
                continue
            if following > column or following == column:
                raise _GiveUp
            return

    def items(self, listed: Listed, column: int, *, indentless: bool) -> None:
        """The items of a block list, whose dashes stand at a column."""
        text = self.text
        while True:
            match = _DASH(text, self.at)
            if match is None:
                raise _GiveUp
            at = match.end()
            entry = Entry(listed, "", None, self.line, column)
            listed.entries.append(entry)
            self.tree.entries.append(entry)
            if at < len(text) and text[at] not in "\n#" and (_DASH(text, at) or _KEY(text, at)):
                self.at = at
                self.collection(at - self.bol, entry)
                following = self.column_here()
            else:
                following = self.value(entry, at, column, False)
            if following == column and _DASH(text, self.at):
                continue
            if following > column or (following == column and not indentless):
                raise _GiveUp
            return

    def column_here(self) -> int:
        """The column of the next token; -1 at the end of the text."""
        return self.at - self.bol if self.at < len(self.text) else -1

    def value(self, entry: Entry, at: int, column: int, is_pair: bool) -> int:
        """The value of a key, or an item, whose text begins at an offset; the column of what follows it.

        `column` is that of the key or the dash.
        """
        text = self.text
        first = text[at] if at < len(text) else "\n"
        if first == "\n" or (first == "#" and text[at - 1] == " "):
            return self.value_below(entry, at, column, is_pair)
        if first == "|" or first == ">":
            return self.block(entry, at, column)
        if first == "[" or first == "{":
            self.at = at
            if not is_pair:
                entry.line = self.line
            self.depth += 1
            entry.value = self.flow(entry, column)
            self.depth -= 1
            rest = _REST(text, self.at)
            if rest is None:
                raise _GiveUp
            return self.end_line(rest.end())
        match = _SCALAR(text, at)
        if match is None:
            raise _GiveUp
        start, end = match.span(1)
        node = entry.value = self.scalar(match[1], start, end)
        if not is_pair:
            entry.line = self.line
        following = self.end_line(match.end())
        if following > column:
            if first == "'" or first == '"' or match.end() > end:
                raise _GiveUp
            return self.folded_plain(node, text[start:end], start, end, following, column)
        return following

    def folded_plain(self, node: Scalar, spelt: str, start: int, end: int, following: int, column: int) -> int:
        """A plain scalar that goes on in the next lines, without empty ones or comments between them."""
        text = self.text
        last = end
        parts = [spelt]
        while following > column:
            if text.count("\n", last, self.at) != 1:
                raise _GiveUp
            match = _MORE(text, self.at)
            if match is None:
                raise _GiveUp
            parts.append(match[1])
            last = match.end(1)
            node.end = self.mark(last)
            ends_here = match.end() > last
            following = self.end_line(match.end())
            if ends_here and following > column:
                raise _GiveUp
        node.value = resolve(" ".join(parts))
        self.tree.scalars[-1] = (start, last, False)
        return following

    def value_below(self, entry: Entry, at: int, column: int, is_pair: bool) -> int:
        """What stands in the lines below a key or dash."""
        text = self.text
        behind_dash = self.mark(self.at + 1)
        newline = text.find("\n", at)
        following = self.end_line(len(text) if newline < 0 else newline)
        if following > column:
            if not _DASH(text, self.at) and not _KEY(text, self.at):
                return self.value(entry, self.at, column, is_pair)
            if not is_pair:
                entry.line = self.line
            self.collection(following, entry)
            return self.column_here()
        if is_pair and following == column and _DASH(text, self.at):
            self.depth += 1
            if self.depth > MAX_DEPTH:
                raise _GiveUp
            self.nodes += 1
            listed = entry.value = Listed(self.mark(self.at), False)
            listed.owner = entry
            self.items(listed, column, indentless=True)
            self.depth -= 1
            return self.column_here()
        entry.value = self.nothing() if is_pair else self.nothing_at(behind_dash)
        return following

    # Blocks of text.

    def block(self, entry: Entry, at: int, column: int) -> int:
        """A literal or folded block."""
        text = self.text
        head = _HEAD(text, at)
        if head is None:
            raise _GiveUp
        start = self.mark(at)
        if entry.key is None:
            entry.line = self.line
        lines: list[str] = []
        indent = 0
        position = head.end() + 1
        number = self.line + 1
        length = len(text)
        empty: list[str] = []
        is_cut = False
        while position < length:
            newline = text.find("\n", position)
            line = text[position:newline] if newline >= 0 else text[position:]
            stripped = line.lstrip(" ")
            width = len(line) - len(stripped)
            if not indent and stripped:
                indent = width
                if indent <= column or any(empty):
                    break
            if stripped and width < indent:
                break
            if len(line) > indent and indent:
                lines += [""] * len(empty)
                empty.clear()
                lines.append(line[indent:])
            else:
                empty.append(line)
            if newline < 0:  # the text ends without a line end
                is_cut = True
                break
            position = newline + 1
            number += 1
        is_folded = text[at] == ">"
        if not lines or (is_cut and empty) or (is_folded and not lines[0]):
            raise _GiveUp
        value = _fold(lines) if is_folded else "\n".join(lines)
        if head[1] != "-" and not is_cut:
            value += "\n"
        if head[1] == "+":
            value += "\n" * len(empty)
        end = length if is_cut else position
        self.nodes += 1
        self.line, self.bol = number, position
        entry.value = Scalar(value, text[at], start, self.mark(end))
        self.tree.scalars.append((at, end, True))
        following = -1 if is_cut else self.next_line()
        self.at = end if is_cut else self.at
        if following > column:
            raise _GiveUp
        return following

    # Flow collections.

    def flow(self, owner: Entry, column: int) -> Raw:
        """The flow collection that begins here; further lines of it stand deeper than a column."""
        text = self.text
        if self.depth > MAX_DEPTH:
            raise _GiveUp
        is_mapping = text[self.at] == "{"
        closing = "}" if is_mapping else "]"
        node: Listed | Mapped = Mapped(self.mark(self.at), True) if is_mapping else Listed(self.mark(self.at), True)
        node.owner = owner
        self.nodes += 1
        seen: set[str] = set()
        self.at += 1
        while True:
            self.flow_space(column)
            if text[self.at : self.at + 1] == closing:
                break
            if is_mapping:
                key = self.flow_word()
                value = key.value
                written = _written(value, text[key.start.index : key.end.index])
                name = value if isinstance(value, str) else key_of(value, written)
                same = f"{value.__class__.__name__[:3]}:{name.lower()}"
                if same in seen or text[self.at : self.at + 2] != ": ":
                    raise _GiveUp
                seen.add(same)
                entry = Entry(node, name, key, key.start.line, key.start.column)
                self.at += 1
                self.flow_space(column)
            else:
                entry = Entry(node, "", None, self.line, self.at - self.bol)
            node.entries.append(entry)
            self.tree.entries.append(entry)
            if text[self.at : self.at + 1] in ("[", "{"):
                self.depth += 1
                entry.value = self.flow(entry, column)
                self.depth -= 1
            else:
                entry.value = self.flow_word()
            self.flow_space(column)
            if text[self.at : self.at + 1] == ",":
                self.at += 1
            elif text[self.at : self.at + 1] != closing:
                raise _GiveUp
        self.at += 1
        node.end = self.mark(self.at)
        return node

    def flow_space(self, column: int) -> None:
        """Go on to the next token inside a flow collection."""
        text = self.text
        match = _FLOW_SPACE(text, self.at)
        assert match is not None
        at = match.end()
        if "\n" in match[0]:
            self.line += match[0].count("\n")
            self.bol = text.rindex("\n", 0, at) + 1
            if at - self.bol <= column:
                raise _GiveUp
        self.at = at

    def flow_word(self) -> Scalar:
        match = _FLOW_WORD(self.text, self.at)
        if match is None:
            raise _GiveUp
        node = self.scalar(match[0], self.at, match.end())
        self.at = match.end()
        return node


def _written(value: object, spelt: str) -> str:
    """A key that is no text, as the tree has it."""
    return "null" if value is None else spelt


def _fold(lines: list[str]) -> str:
    """The text of a folded block: lines are joined by spaces, but for those that are indented more, or empty."""
    parts = [lines[0]]
    breaks = 0
    for line in lines[1:]:
        if not line:
            breaks += 1
            continue
        previous = parts[-1]
        plain = previous[:1] not in (" ", "\t") and line[:1] not in (" ", "\t")
        if plain:
            parts.append("\n" * breaks if breaks else " ")
        else:
            parts.append("\n" * (breaks + 1))
        parts.append(line)
        breaks = 0
    return "".join(parts)

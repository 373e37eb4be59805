"""Texts as Python literals: never other bytes than those of the text, whatever it holds.

Lives here: `literal` for one line, blocks for several, comments.
Not here: `${{ }}` inside of texts (`expressions`), where the pieces go (`layout`).
"""

from __future__ import annotations

import textwrap

from ghflow.model.blocks import dedent
from ghflow.model.node import is_comment
from ghflow.writer.layout import Block, Chain, Code, Listing

_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def literal(text: str) -> str:
    """A text in quotes on one line: double ones, unless single ones need fewer escapes."""
    if '"' not in text and "\\" not in text and text.isprintable():
        return f'"{text}"'
    quote = "'" if text.count('"') > text.count("'") else '"'
    return f"{quote}{escaped(text, quote)}{quote}"


def escaped(text: str, quote: str = "") -> str:
    """What stands between the quotes: nothing in it can end the text, or be invisible."""
    shown = []
    for char in text:
        if char == quote:
            shown.append("\\" + char)
        elif char in _ESCAPES:
            shown.append(_ESCAPES[char])
        else:
            shown.append(char if char.isprintable() else _escape(ord(char)))
    return "".join(shown)


def _escape(code: int) -> str:
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def number(value: int | float) -> str:
    """A number as the formatter leaves it; what is no number for Python's grammar as a call."""
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return f'float("{value}")'
    return repr(value).replace("e+", "e")


def plain(text: str) -> Code:
    """A text for a field that takes it byte for byte. One of several lines is a block inside `dedent`, where that is the same."""
    if "\n" in text.rstrip("\n"):
        return dedented(text) or _in_parts(text)
    return Code(literal(text))


def script(text: str) -> Code:
    """The text of a script: a block where the model takes its indentation off again, else one inside of `dedent`."""
    if text[:1] == "\n" or "\n" in text.rstrip("\n"):
        found = block(text)
        if found is not None:
            return found
        if text[:1] == "\n":  # in a list of lines nothing is taken off
            return Listing([Code(literal(text))])
        return dedented(text) or _in_parts(text)
    return Code(literal(text))


def is_dedented(code: Code) -> bool:
    """Whether a piece calls `dedent`."""
    return isinstance(code, Block) and code.start.startswith("dedent(")


def block(text: str, prefix: str = "") -> Block | None:
    """A triple-quoted block that `ghflow.model.blocks.dedent` turns into exactly this text; None where there is none.

    With the prefix `f` the text may hold `{...}` of an f-string.
    """
    lines = text.split("\n")
    if lines.pop() or not _fit(lines) or dedent("\n" + _indented(lines, closed=True)) != text:
        return None
    if "\\" in text and all(line.replace("\t", "").isprintable() for line in lines):
        return Block(f'r{prefix}"""', lines)
    return Block(f'{prefix}"""', [_in_block(line) for line in lines])


def dedented(text: str, prefix: str = "") -> Block | None:
    """The same for a field that takes nothing off: the block stands inside of `dedent(...)`."""
    lines = text.split("\n")
    closed = not lines[-1]
    if closed:
        lines.pop()
    if not _fit(lines) or textwrap.dedent(_indented(lines, closed)) != text:
        return None
    shown = [_in_block(line) for line in lines]
    if not closed and shown[-1].endswith('"'):
        shown[-1] = f'{shown[-1][:-1]}\\"'
    return Block(f'dedent({prefix}"""\\', shown, '""")', closed)


def _fit(lines: list[str]) -> bool:
    """Whether lines can stand in a triple-quoted text: no quotes that end it, no white space that nobody sees."""
    return bool(lines) and not any('"""' in line or (line and not line.strip()) for line in lines)


def _indented(lines: list[str], closed: bool) -> str:
    return "\n".join([f"    {line}" if line else "" for line in lines]) + ("\n    " if closed else "")


def _in_block(line: str) -> str:
    """A line of a block; tabs stay."""
    if "\\" not in line and line.replace("\t", "").isprintable():
        return line
    return "\t".join([escaped(part) for part in line.split("\t")])


def _in_parts(text: str) -> Code:
    """A text of several lines as one literal, or as one for each line where that is too long."""
    whole = literal(text)
    pieces = [Code(literal(line)) for line in text.splitlines(keepends=True)] if text.isascii() else []
    if len(pieces) < 2 or "".join(text.splitlines(keepends=True)) != text:
        return Code(whole)
    return Chain(pieces, "", whole)


def comment(text: str) -> Code:
    """A comment of one or several lines."""
    text = whole_comment(text)
    if "\n" in text:
        found = block(text + "\n")
        return found if found is not None else _in_parts(text)
    return Code(literal(text))


def whole_comment(text: str) -> str:
    """A comment that the model gives back: an empty line at an end is written as its `#`, what no comment holds as `?`."""
    lines = text.split("\n")
    for index in (0, -1):
        if not lines[index]:
            lines[index] = "#"
    return "\n".join(
        [line if is_comment(line) else "".join([c if is_comment(c) else "?" for c in line]) for line in lines]
    )


def behind(text: str) -> Code:
    """A comment behind a value, which has one line."""
    text = whole_comment(text)
    return Code(literal(text if text == text.strip() else f"# {text}".rstrip()))


def docstring(text: str) -> str | None:
    """A text as a docstring that no formatter and no version of Python changes; None where there is none."""
    lines = text.split("\n")
    rest = [line for line in lines[1:] if line]
    clean = (
        text.replace("\n", "").isprintable()
        and "\\" not in text
        and '"""' not in text
        and text[-1:] not in ('"', "")
        and text[0] != '"'
        and all(line == line.rstrip() for line in lines)
        and lines[0] == lines[0].lstrip()
        and lines[0] != ""
        and lines[-1] != ""
        and (not rest or any(line[0] != " " for line in rest))
    )
    if not clean:
        return None
    return f'"""{text}"""' if len(lines) == 1 else f'"""{text}\n"""'

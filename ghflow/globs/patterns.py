r"""GitHub's patterns for branches, tags and paths: parsing, matching, filtering, and what is wrong with a pattern.

Lives here: `Pattern` and `compile`, `matches` and `ignored` (ordered lists), `problems`. Not here: which filter of which
event looks at what (the simulator), globs of `hashFiles` and of actions, which are other dialects.

The dialect: `*` is any text without `/`, `**` any text, `**/` any folders or none; `?` and `+` make the character before
them optional or repeated (and are themselves where nothing stands before them); `[a-z0-9]` is one of some letters and digits;
`\\` takes the next character as it is; a `!` in front negates. The whole name has to match, case included.
Source: docs.github.com, "Workflow syntax", filter pattern cheat sheet; nektos/act, workflow_pattern.go; for what never
matches actionlint, glob.go, and git's check-ref-format (read 2026-11-22).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Literal


class GlobError(ValueError):
    """A pattern that GitHub refuses: what is wrong, the pattern, and the offset of the character at fault."""

    def __init__(self, message: str, source: str, at: int) -> None:
        super().__init__(f"{message} at character {at + 1} of {source!r}")
        self.message = message
        self.source = source
        self.at = at


class Problem(NamedTuple):
    """Something wrong with a pattern."""

    message: str
    at: int
    """Offset of the character at fault."""
    refused: bool
    """Whether GitHub refuses the pattern; if not, it takes it, and it does not do what it looks like."""


class _Token(NamedTuple):
    """One character, or a run of them, that a pattern takes from a name."""

    kind: Literal["char", "set", "any", "segment", "folders"]
    """Of `set`: one of `text`; `any`: every character; `segment`: every character but `/`; `folders`: `(.+/)?`."""
    text: str = ""
    optional: bool = False
    repeated: bool = False


class Pattern:
    """One pattern, ready for matching. Matching takes time in proportion to the name, whatever the pattern."""

    __slots__ = (
        "_any",
        "_end",
        "_folders",
        "_masks",
        "_optional",
        "_plain",
        "_repeated",
        "_segment",
        "_start",
        "negated",
        "text",
    )

    text: str
    """The pattern as it was written."""
    negated: bool
    """Whether it starts with `!`. In a list, the names that it matches are left out again."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.negated = text.startswith("!")
        tokens = _parse(text, 1 if self.negated else 0)
        plain = all(token.kind == "char" and not token.optional and not token.repeated for token in tokens)
        self._plain = "".join(token.text for token in tokens) if plain else None
        # One bit for each token: those that take a given character, may be left out, may be repeated.
        self._masks: dict[str, int] = {}
        self._any = self._segment = self._folders = self._optional = self._repeated = 0
        for index, token in enumerate(tokens):
            bit = 1 << index
            self._optional |= bit * token.optional
            self._repeated |= bit * token.repeated
            if token.kind == "any":
                self._any |= bit
            elif token.kind == "segment":
                self._segment |= bit
            elif token.kind == "folders":
                self._folders |= bit
            for character in token.text:
                self._masks[character] = self._masks.get(character, 0) | bit
        self._end = 1 << len(tokens)
        self._start = self._skipped(1)

    def matches(self, name: str) -> bool:
        """Whether the whole name is of this pattern, leaving a `!` aside."""
        if self._plain is not None:
            return name == self._plain
        at = self._start
        inside = 0  # those tokens `**/` that have taken at least one character and wait for a `/`
        for character in name:
            takes = self._masks.get(character, 0) | self._any
            left = 0
            if character == "/":
                left = inside << 1
            else:
                takes |= self._segment
            inside |= at & self._folders
            taken = at & takes
            at = (taken << 1) | (taken & self._repeated) | left
            if not at and not inside:
                return False
            at = self._skipped(at)
        return bool(at & self._end)

    def _skipped(self, at: int) -> int:
        """With the tokens behind those that may be left out: a carry runs through each row of them."""
        optional = self._optional
        return at | (((at & optional) + optional) ^ optional)

    def __eq__(self, other: object) -> bool:
        return self.text == other.text if isinstance(other, Pattern) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        return f"Pattern({self.text!r})"


def _parse(text: str, at: int) -> list[_Token]:
    """The tokens from an offset on. Raises `GlobError` for what GitHub refuses."""
    tokens: list[_Token] = []
    first = at
    quantified = True  # whether what stands before cannot take another `+`
    while at < len(text):
        character = text[at]
        step = 1
        fresh = False
        if character == "*":
            if text.startswith("**/", at):
                step = 3
                if not (tokens and tokens[-1].kind == "folders"):
                    tokens.append(_Token("folders", optional=True))
            elif text.startswith("**", at):
                step = 2
                tokens.append(_Token("any", optional=True, repeated=True))
            else:
                tokens.append(_Token("segment", optional=True, repeated=True))
        elif character in "?+" and at > first:
            if character == "+" and quantified:
                raise GlobError("'+' repeats the character before it, and there is none", text, at)
            if not quantified:
                last = tokens[-1]
                tokens[-1] = last._replace(optional=character == "?", repeated=character == "+")
        elif character == "[":
            letters, end = _members(text, at)
            tokens.append(_Token("set", letters))
            step = end - at
            fresh = True
        elif character == "\\":
            if at + 1 == len(text):
                raise GlobError("a character has to follow '\\'", text, at)
            tokens.append(_Token("char", text[at + 1]))
            step = 2
            fresh = True
        else:
            tokens.append(_Token("char", character))
            fresh = True
        quantified = not fresh
        at += step
    return tokens


def fitting(text: str, fill: str = "1") -> str:
    """A name that a pattern matches, leaving a `!` aside: `fill` stands wherever the pattern takes any text.

    A `/` in `fill` becomes `-` where the pattern takes none. Raises `GlobError` for a pattern that GitHub refuses.
    """
    found = ""
    for token in _parse(text, 1 if text.startswith("!") else 0):
        match token.kind:
            case "any":
                found += fill
            case "segment":
                found += fill.replace("/", "-")
            case "char" | "set":
                found += token.text[:1]
    return found


def _is_member(character: str) -> bool:
    """Whether a set may hold a character. What lies between `Z` and `a` counts as a letter, as in ranges (`A-z`)."""
    return "A" <= character <= "z" or "0" <= character <= "9"


def _members(text: str, start: int) -> tuple[str, int]:
    """The characters of the set `[...]` that starts at an offset, and the offset behind it."""
    at = start + 1
    found: dict[str, None] = {}
    if text.startswith("]", at):
        raise GlobError("'[]' holds no character", text, at)
    while at < len(text) and text[at] != "]":
        low = text[at]
        if low == "-":
            raise GlobError("'-' stands between the two ends of a range", text, at)
        if not _is_member(low):
            raise GlobError(f"a set holds letters and digits only, got {low!r}", text, at)
        if not text.startswith("-", at + 1):
            found[low] = None
            at += 1
            continue
        high = text[at + 2 : at + 3]
        if high in ("", "]"):
            raise GlobError("the range has no end", text, at + 1)
        if not _is_member(high) or low.isdigit() != high.isdigit():
            raise GlobError(f"a range is of letters or of digits, got '{low}-{high}'", text, at)
        if low > high:
            raise GlobError(f"the range ends before it starts, got '{low}-{high}'", text, at)
        found.update(dict.fromkeys(map(chr, range(ord(low), ord(high) + 1))))
        at += 3
    if at == len(text):
        raise GlobError("the set is not closed: ']' is missing", text, start)
    return "".join(found), at + 1


@lru_cache(maxsize=4096)
def compile(text: str) -> Pattern:
    """The pattern that a text stands for. Raises `GlobError` for what GitHub refuses."""
    return Pattern(text)


def matches(patterns: str | Pattern | Iterable[str | Pattern], name: str) -> bool:
    """Whether a filter (`branches`, `tags`, `paths`) lets a name through.

    The last pattern that matches decides: one with `!` leaves the name out again. No pattern lets nothing through, nor does
    a list of patterns with `!` only. Raises `GlobError` for a pattern that GitHub refuses.
    """
    through = False
    for pattern in _compiled(patterns):
        if through == pattern.negated and pattern.matches(name):
            through = not through
    return through


def ignored(patterns: str | Pattern | Iterable[str | Pattern], name: str) -> bool:
    """Whether a filter that ignores (`branches-ignore`, `tags-ignore`, `paths-ignore`) ignores a name: any pattern may.

    A pattern with `!` ignores every name that it does not match. Raises `GlobError` for a pattern that GitHub refuses.
    """
    return any(pattern.matches(name) is not pattern.negated for pattern in _compiled(patterns))


def _compiled(patterns: str | Pattern | Iterable[str | Pattern]) -> list[Pattern]:
    if isinstance(patterns, str | Pattern):
        patterns = (patterns,)
    return [pattern if isinstance(pattern, Pattern) else compile(pattern) for pattern in patterns]


_NEVER = "so it never matches"


def problems(text: str, kind: Literal["ref", "path"]) -> list[Problem]:
    """What is wrong with a pattern for branches and tags (`ref`) or for paths (`path`); nothing when it is fine.

    First what GitHub refuses, at most one; then, in their order, things that GitHub takes and that do nothing.
    """
    refused: list[Problem] = []
    start = 1 if text.startswith("!") else 0
    if len(text) == start:
        return [Problem("a pattern has to follow '!'" if start else "the pattern is empty", 0, not start)]
    try:
        compile(text)
    except GlobError as error:
        refused.append(Problem(error.message, error.at, True))
    check = _never_a_ref if kind == "ref" else _never_a_path
    idle = [Problem(message, at, False) for message, at in (*check(_outside(text), start), *_misread(text, kind))]
    first = {one.at: one for one in reversed([*refused, *sorted(idle, key=lambda one: one.at)])}
    return refused + [one for at, one in sorted(first.items()) if one not in refused]


def _special(text: str) -> Iterator[tuple[str, int]]:
    """Escaped characters with their backslash, and sets, in order, each with its offset. A set may be left open."""
    at = 0
    while at < len(text):
        if text[at] == "\\":
            yield text[at : at + 2], at
            at += 2
        elif text[at] == "[":
            end = text.find("]", at)
            yield text[at : end + 1] if end >= 0 else text[at:], at
            at = end + 1 if end >= 0 else len(text)
        else:
            at += 1


def _outside(text: str) -> str:
    """A pattern with a letter in the place of each character that is in a set or escaped."""
    for piece, at in _special(text):
        text = text[:at] + "x" * len(piece) + text[at + len(piece) :]
    return text


def _misread(text: str, kind: str) -> Iterator[tuple[str, int]]:
    """What means something else than it looks like, to who takes patterns for regular expressions or for paths of Windows."""
    for piece, at in _special(text):
        if piece.startswith("[^"):
            yield "'^' in a set is a character like others: it does not negate", at + 1
        elif piece[0] == "\\" and piece[1:].isalnum():
            yield f"'\\' takes the next character as it is, here {piece[1:]!r}", at
        elif piece[0] == "\\" and kind == "ref" and piece[1:] in ("*", "?", "[", "\\"):
            yield f"no branch or tag has {piece[1:]!r} in its name, {_NEVER}", at


def _never_a_ref(text: str, start: int) -> Iterator[tuple[str, int]]:
    """What no name of a branch or tag has."""
    for at, character in enumerate(text):
        if character in " ~^:" or not character.isprintable():
            yield f"no branch or tag has {character!r} in its name, {_NEVER}", at
    if text.startswith("/", start):
        yield f"no name of a branch or tag starts with '/', {_NEVER}", start
    if text.endswith(("/", ".")):
        yield f"no name of a branch or tag ends with {text[-1]!r}, {_NEVER}", len(text) - 1
    for pair in ("..", "//", "@{"):
        if pair in text:
            yield f"no name of a branch or tag holds {pair!r}, {_NEVER}", text.index(pair)
    for full in ("refs/heads/", "refs/tags/"):
        if text.startswith(full, start):
            yield f"the pattern is for the name behind {full!r}, {_NEVER}", start


def _never_a_path(text: str, start: int) -> Iterator[tuple[str, int]]:
    """What no path of a changed file has: paths start at the root of the repository, without `/` or `./`."""
    if text != text.lstrip():
        yield f"the pattern starts with a space, {_NEVER}", 0
    if text != text.rstrip():
        yield f"the pattern ends with a space, {_NEVER}", len(text.rstrip())
    for at, character in enumerate(text):
        if character in "\r\n":
            yield f"the pattern holds a line break, {_NEVER}", at
    if text.startswith("/", start):
        yield f"paths start at the root of the repository, without '/', {_NEVER}", start
    if text.endswith("/"):
        yield f"a path is that of a file, not of a folder, {_NEVER}", len(text) - 1
    at = start
    for part in text[start:].split("/"):
        if part in (".", ".."):
            yield f"no path holds {part!r}, {_NEVER}", at
        at += len(part) + 1

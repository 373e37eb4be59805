"""What must not show in a log: secrets, in every form in which a script may print them.

Lives here: `Masks`. Not here: who adds to them (`commands`, `working`), the log itself.

Source: actions/runner, `SecretMasker.cs`, `ValueEncoders.cs`, `HostContext.cs` (read 2026-11-22).
"""

from __future__ import annotations

import base64
import html
import json
import re
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Iterator

STARS = "***"
_SHORTEST_ENCODED = 6
"""Letters of base64 that are masked at least: fewer stand in any text by chance."""
_SHORTEST_IN_HEX = 8
_PIECE = 16
"""Letters of base64, and hexadecimal digits, by which a part of a long value is known where a program wraps its lines."""
_RUN = re.compile(rf"[A-Za-z0-9+/_-]{{{_PIECE},}}")
_NO_WORD = re.compile(r"\W", re.ASCII).sub
_QUOTED_BY_BASH = re.compile(r"""[ \t'"\\|&;()<>!{}*\[\]?^$`,]""").sub


class Masks:
    """Values that are replaced by `***`, in the order of their length: the longest first. Threads may share one."""

    def __init__(self, values: Iterator[str] | tuple[str, ...] = ()) -> None:
        self._values: set[str] = set()
        self._pieces: set[str] = set()
        self._pattern: re.Pattern[str] | None = None
        self._lock = Lock()
        for value in values:
            self.add(value)

    def add(self, value: str) -> bool:
        """Mask a value, each of its lines, and its encoded forms. False when there is nothing in it to mask."""
        found = [one for one in (value, value.strip(), *map(str.strip, value.splitlines())) if one.strip()]
        if not found:
            return False
        with self._lock:
            self._pieces.update(_pieces(value.encode("utf-8", "surrogatepass")))
            for one in found:
                self._values.update(_forms(one))
            longest_first = sorted(self._values, key=lambda one: (-len(one), one))
            self._pattern = re.compile("|".join(map(re.escape, longest_first)))
        return True

    def hide(self, text: str) -> str:
        """The text with `***` in the place of every value."""
        if self._pattern is None:
            return text
        text = self._pattern.sub(STARS, text)
        return _RUN.sub(self._hide_pieces, text) if self._pieces else text

    def _hide_pieces(self, match: re.Match[str]) -> str:
        """A run of letters and digits without the parts of it that are pieces of an encoded value."""
        run = match[0]
        kept: list[str] = []
        at = 0
        for start in range(len(run) - _PIECE + 1):
            piece = run[start : start + _PIECE]
            if piece not in self._pieces and piece.lower() not in self._pieces:
                continue
            if start > at or not kept:
                kept += (run[at:start], STARS)
            at = start + _PIECE
        return "".join((*kept, run[at:]))

    def hide_all(self, value: Any) -> Any:
        """The same for the texts in data at any depth."""
        if isinstance(value, str):
            return self.hide(value)
        if hasattr(value, "items"):
            return {self.hide(str(key)): self.hide_all(one) for key, one in value.items()}
        return [self.hide_all(one) for one in value] if isinstance(value, list | tuple) else value

    def hides(self, text: str) -> bool:
        """Whether something in a text is masked."""
        return self._pattern is not None and self._pattern.search(text) is not None


def _forms(value: str) -> Iterator[str]:
    """A value as it is, and as JSON, Python, shells, addresses, XML, expressions, base64 and hexadecimal digits write it."""
    yield value
    yield json.dumps(value)[1:-1]
    yield json.dumps(value, ensure_ascii=False)[1:-1]
    yield ascii(value)[1:-1]
    slashed = value.replace("\\", "\\\\")
    yield from (slashed, slashed.replace("'", "\\'"))
    for safe in ("", "/", "~()*!.'", ";/?:@&=+$,#~()*!.'"):
        yield quote(value, safe=safe, errors="replace")
    yield quote_plus(value, errors="replace")
    yield escape(value, {'"': "&quot;", "'": "&apos;"})
    yield html.escape(value)
    yield value.replace("'", "''")
    yield value.replace("'", "'\\''")  # `set -x`
    yield _QUOTED_BY_BASH(r"\\\g<0>", value)  # `printf %q`
    yield _NO_WORD(r"\\\g<0>", value)  # `quotemeta` of Perl
    yield value.replace('"', '\\"')
    if value[:1] == value[-1:] == '"' and len(value) > 2:
        yield value[1:-1]
    raw = value.encode("utf-8", "surrogatepass")
    yield from _in_base64(raw)
    for digits in (raw.hex(), raw.hex(" ")):
        if len(digits) >= _SHORTEST_IN_HEX:
            yield from (digits, digits.upper())


def _pieces(value: bytes) -> Iterator[str]:
    """Each part of a value that makes one piece of base64 or of hexadecimal digits; none of a short value."""
    in_base64, in_hex = _PIECE // 4 * 3, _PIECE // 2
    for at in range(len(value) - in_base64 + 1):
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            yield encode(value[at : at + in_base64]).decode()
    if len(value) >= in_base64:
        for at in range(len(value) - in_hex + 1):
            yield value[at : at + in_hex].hex()


def _in_base64(value: bytes) -> Iterator[str]:
    """What of a value is the same wherever it stands in something encoded: for each of the three places it may begin at."""
    for shift in range(3):
        part = value[shift:]
        whole = part[: len(part) // 3 * 3]
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            text = encode(part).decode()
            if shift == 0 and len(text) >= _SHORTEST_ENCODED:
                yield text
            inner = encode(whole).decode()
            if len(inner) >= _SHORTEST_ENCODED:
                yield inner

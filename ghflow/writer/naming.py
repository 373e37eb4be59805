"""Names of variables in a source: made of ids and names, and never two alike.

A name has ASCII letters, digits and `_` alone. It is no keyword, no builtin and nothing that the source may import.
"""

from __future__ import annotations

import builtins
import re
from keyword import iskeyword, issoftkeyword

_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z][a-z])")
_WORD = re.compile(r"[^A-Za-z0-9]+")
_LONGEST = 40


class Names:
    """The names of one source."""

    def __init__(self, reserved: set[str]) -> None:
        self._taken = {*reserved, *dir(builtins)}

    def new(self, *parts: str, kind: str) -> str:
        """A name made of words: the last part alone where it is free, else with more before it, else with `kind` and a number.

        Every name begins with a letter; `kind` says what it stands for.
        """
        words = [snake(part) for part in parts]
        for count in range(1, len(words) + 1):
            name = "_".join(word for word in words[-count:] if word)
            if self._free(name):
                return self._take(name)
        base = "_".join(word for word in (words[-1] if words else "", kind) if word)
        base = base if base[:1].isalpha() else f"{kind}_{base}"
        name, number = base, 2
        while not self._free(name):
            name = f"{base}_{number}"
            number += 1
        return self._take(name)

    def _free(self, name: str) -> bool:
        usable = name.isidentifier() and name[0] != "_"
        return usable and not iskeyword(name) and not issoftkeyword(name) and name not in self._taken

    def _take(self, name: str) -> str:
        self._taken.add(name)
        return name


def snake(text: str) -> str:
    """`buildWheels`, `Build wheels` and `build-wheels` as `build_wheels`; cut where it is too long for a name."""
    word = _WORD.sub("_", _HUMPS.sub("_", text[:200])).strip("_").lower()
    if len(word) > _LONGEST:
        word = word[:_LONGEST].rpartition("_")[0] or word[:_LONGEST]
    return word


def module_name(stem: str) -> str:
    """The name of the source for a file: an identifier that is no keyword and does not begin with `_`."""
    name = snake(stem)
    if not name or not name[0].isalpha():
        name = f"workflow_{name}".rstrip("_")
    return f"{name}_" if iskeyword(name) else name

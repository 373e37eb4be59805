"""The setting `requires`: which versions of ghflow may build a project.

The form is that of Python's version specifiers, for released versions: `>=0.2,<0.4`, `==0.3.*`, `~=0.2.1`, `!=0.2.3`.
"""

from __future__ import annotations

import re

_CLAUSE = re.compile(r"\s*(>=|<=|==|!=|~=|<|>)\s*(\d+(?:\.\d+)*)(\.\*)?\s*").fullmatch
_RELEASE = re.compile(r"\d+(?:\.\d+)*").match


def unmet(required: str, version: str) -> str | None:
    """The first clause that a version does not meet; None when it meets all. Raises `ValueError` for what is no specifier.

    Of a version that is not released yet only the numbers count: `0.3.0rc1` is taken for `0.3.0`.
    """
    release = _RELEASE(version)
    own = _numbers(release[0]) if release else (0,)
    clauses = [(text.strip(), _clause(text)) for text in required.split(",")]
    return next((text for text, clause in clauses if not _meets(own, *clause)), None)


def _clause(text: str) -> tuple[str, tuple[int, ...], bool]:
    found = _CLAUSE(text)
    if found is None or (found[3] and found[1] not in ("==", "!=")) or (found[1] == "~=" and "." not in found[2]):
        raise ValueError(f"{text.strip()!r} is no condition on a version, such as >=0.2")
    return found[1], _numbers(found[2]), bool(found[3])


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))


def _meets(own: tuple[int, ...], operator: str, wanted: tuple[int, ...], begins: bool) -> bool:
    if operator == "~=":
        return _meets(own, ">=", wanted, False) and _meets(own, "==", wanted[:-1], True)
    length = len(wanted) if begins else max(len(own), len(wanted))
    left, right = (tuple((*version, *[0] * length)[:length]) for version in (own, wanted))
    match operator:
        case "==":
            return left == right
        case "!=":
            return left != right
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case _:
            return left >= right

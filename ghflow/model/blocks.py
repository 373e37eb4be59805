"""Blocks of a Python source: triple-quoted texts that start with a newline and are indented like the code around them.

Not here: what else a script may be (`scripts`).
"""

from __future__ import annotations


def dedent(text: str) -> str:
    """A block of a triple-quoted text: without its first newline and its common indentation, with one newline at its end.

    Lines of white space only become empty and do not count for the indentation.
    """
    lines = [line if line.strip() else "" for line in text[1:].split("\n")]
    margin: str | None = None
    for line in lines:
        if line:
            indent = line[: len(line) - len(line.lstrip(" \t"))]
            margin = indent if margin is None else _common(margin, indent)
    body = "\n".join(line[len(margin or "") :] for line in lines).rstrip("\n")
    return body + "\n" if body else ""


def _common(one: str, other: str) -> str:
    length = 0
    while length < min(len(one), len(other)) and one[length] == other[length]:
        length += 1
    return one[:length]

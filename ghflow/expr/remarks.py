"""What can be said about a part of an expression without refusing it.

Lives here: the record.
Not here: who makes such remarks (`checking`, `inference`, `editor`, `running`), and how severe they are: that is for rules.
"""

from __future__ import annotations

from typing import NamedTuple


class Remark(NamedTuple):
    """A finding about a part of an expression.

    `name` says which kind it is, in words with hyphens. `at` and `end` are the place of the part (0-based, in characters) in
    the text; for a tree, in the text that `show` gives.
    """

    name: str
    message: str
    at: int
    end: int

"""GitHub's functions as a table: how many arguments they take, what they do with them, what they give, where they may stand.

Lives here: `Signature`, `SIGNATURES`, `signature_of`.
Not here: what the functions do (`builtins`), how a call is built in Python (`functions`).
Source: docs.github.com, "Evaluate expressions in workflows and actions"; actions/runner,
src/Sdk/Expressions/ExpressionConstants.cs and src/Sdk/WorkflowParser/workflow-v1.0.json (facts read 2026-11-22).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Literal, TypeAlias

    from ghflow.expr.unknown import Kind

    # What a function does with an argument: takes it as a text (an array or object is then of no use), as a boolean, joins its
    # members, looks into it, or hands it on.
    Use: TypeAlias = Literal["text", "boolean", "members", "search", "any"]
    Place: TypeAlias = Literal["job if", "step if", "step key"]


class Signature(NamedTuple):
    """One function. Names ignore case.

    `most` is None without a limit; `odd`: the count of arguments must be odd. The last of `uses` holds for all further
    arguments too. `places` is empty for everywhere; `step key` is any key of a step that takes expressions.
    """

    name: str
    least: int
    most: int | None
    returns: Kind | None
    uses: tuple[Use, ...] = ()
    odd: bool = False
    places: tuple[Place, ...] = ()

    def use(self, index: int) -> Use:
        """What becomes of an argument (0-based)."""
        if self.odd:
            return "boolean" if index % 2 == 0 else "any"
        return self.uses[min(index, len(self.uses) - 1)]


# In the condition of a step, `success` and `failure` take no arguments.
SIGNATURES = {
    one.name.lower(): one
    for one in (
        Signature("contains", 2, 2, "boolean", ("search", "any")),
        Signature("startsWith", 2, 2, "boolean", ("text",)),
        Signature("endsWith", 2, 2, "boolean", ("text",)),
        Signature("format", 1, 255, "string", ("text",)),
        Signature("join", 1, 2, "string", ("members", "text")),
        Signature("toJSON", 1, 1, "string", ("any",)),
        Signature("fromJSON", 1, 1, None, ("text",)),
        Signature("case", 3, 255, None, odd=True),
        Signature("hashFiles", 1, 255, "string", ("text",), places=("step key", "step if")),
        Signature("always", 0, 0, "boolean", places=("job if", "step if")),
        Signature("cancelled", 0, 0, "boolean", places=("job if", "step if")),
        Signature("success", 0, None, "boolean", ("text",), places=("job if", "step if")),
        Signature("failure", 0, None, "boolean", ("text",), places=("job if", "step if")),
    )
}


def signature_of(name: str) -> Signature | None:
    """The function of a name in any case; None when GitHub has none."""
    return SIGNATURES.get(name.lower())

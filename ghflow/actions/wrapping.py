"""How a function with an action's inputs as keywords becomes a step.

Lives here: `action`, and the kinds of inputs.
Not here: the wrappers themselves (one module for each owner of actions), the keywords beside the inputs (`keywords`).

The signature of a wrapper is its table: names and annotations of the keywords say which inputs there are and of what kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias, TypeVar

from ghflow.expr.values import Value
from ghflow.model.given import STEP_ARGUMENTS, read_given, report_given, step_arguments
from ghflow.model.kinds import ENV, FLAG, NUMBER, SCALAR, TEXT, Choice, Str
from ghflow.model.named import ActionOutputs
from ghflow.model.node import Kind, Wrong, gathered, take_notes, yaml_key
from ghflow.model.steps import UsesStep
from ghflow.where import here

if TYPE_CHECKING:
    from ghflow.where import CallSite

F = TypeVar("F", bound=Callable[..., Any])
Table: TypeAlias = dict[str, tuple[str, Kind]]


class Signature:
    """What is known of one wrapper: how it is declared, and the table of its inputs, worked out when it is first called."""

    __slots__ = ("default_id", "function", "newer", "outputs", "required", "spelling", "table", "uses")

    def __init__(
        self,
        function: Any,
        uses: str,
        outputs: Any,
        spelling: str | Mapping[str, str],
        default_id: str | None,
        newer: str | None,
    ) -> None:
        self.function = function
        self.uses = uses
        self.outputs = outputs
        self.spelling = spelling
        self.default_id = default_id
        self.newer = newer
        self.table: Table = {}
        self.required: list[str] = []

    def prepare(self) -> None:
        """Key and kind of each input, from the annotations; the spelling of those that do not follow the rule."""
        spelt: dict[str, str] = {}
        if isinstance(self.spelling, str):
            for word in self.spelling.split():
                keyword, _, key = word.rpartition("=")
                spelt[keyword or key] = key
        else:
            spelt.update(self.spelling)
        defaults = self.function.__kwdefaults__ or {}
        for name, annotation in self.function.__annotations__.items():
            if name not in ("step", "return"):
                self.table[name] = (spelt.get(name) or yaml_key(name), _kind(annotation))
                if name not in defaults:
                    self.required.append(name)


def action(
    uses: str,
    outputs: str | Iterable[str] = "",
    *,
    open_outputs: bool = False,
    spelling: str | Mapping[str, str] = "",
    default_id: str | None = None,
    newer: str | None = None,
) -> Callable[[F], F]:
    """Make a wrapper of a signature: a function that turns its keywords, in the order of the call, into a step.

    `outputs` are the names of all outputs, in GitHub's spelling; with `open_outputs` there may be others. `spelling` has the
    inputs that are not called by the rule (`-` for `_`): as they are, or `keyword=input`. Either is one text, or a list and a
    mapping where a name has a space or `=` in it. `default_id` is the id of the step
    when it is referred to and has no id of its own. `newer` is a version in use that is newer than the one the signature is
    from: its inputs may be others, so that one that the signature does not have is taken as it is.
    """

    def decorate(function: F) -> F:
        produces = ActionOutputs(outputs.split() if isinstance(outputs, str) else outputs)
        produces.open = open_outputs
        signature = Signature(function, uses, produces, spelling, default_id, newer)

        def call(*args: Any, **given: Any) -> Any:
            site = here(2)
            if args:
                example = next((f"{name}=..." for name in function.__annotations__ if name != "step"), "")
                hint = f"name the input: {function.__name__}({example})"
                report_given("unknown-argument", f"{function.__name__} takes keywords only", site, hint)
            return _step(signature, given, site)

        call.__name__ = call.__qualname__ = function.__name__
        call.__doc__ = function.__doc__
        call.__module__ = function.__module__
        call.__wrapped__ = function  # type: ignore[attr-defined]
        call.signature = signature  # type: ignore[attr-defined]
        return call  # type: ignore[return-value]

    return decorate


def declared() -> NoReturn:
    """The body of a signature, which never runs: `action` makes the step."""
    raise AssertionError("a wrapper without its @action(...)")


def _step(signature: Signature, given: dict[str, Any], site: CallSite) -> UsesStep[Any]:
    if not signature.table and not signature.required:
        signature.prepare()
    title = signature.function.__name__
    table, required, produces = signature.table, signature.required, signature.outputs
    more = given.pop("step_with_" if "with_" in table else "with_", None)
    other = given.get("step_uses" if "uses" in table else "uses")
    if other is not None:
        other = take_notes(other, (), {})
    if signature.newer or (isinstance(other, str) and other != signature.uses):
        table, required = _of_another(signature, given, other)
        produces = signature.outputs if other is None else signature.outputs.opened()
    if more is not None and isinstance(more, Mapping):
        required = [name for name in required if table[name][0] not in more]
    arguments = step_arguments(title, table, required, given, site)
    if more is not None:
        arguments["with_"] = arguments.get("with_", {}) | _further(title, table, more, given, site)
    arguments.setdefault("uses", signature.uses)
    return UsesStep(default_id=signature.default_id, produces=produces, where=site, **arguments)


def _of_another(signature: Signature, given: Mapping[str, Any], uses: str | None) -> tuple[Table, list[str]]:
    """The table for a version that may have other inputs than the signature: what is known of it, or whatever is given."""
    table, required = signature.table, signature.required
    unknown = [name for name in given if name not in table and not _is_of_step(name, table)]
    if uses is None and not unknown:
        return table, required
    from ghflow.spec.catalogue import find

    facts = find(uses or signature.uses)
    if facts is not None and facts.name != signature.uses.partition("@")[0].lower():
        facts = None  # a fork, or another action altogether
    known = {} if facts is None else {keyword(name): name for name in facts.inputs}
    more: Table = {}
    for name in unknown:
        if name in known or facts is None or facts.open:
            more[name] = (known.get(name) or yaml_key(name), SCALAR)
    if uses is not None and facts is not None:
        required = [name for name in required if table[name][0] in facts.required]
    return table | more, required


def _is_of_step(name: str, table: Table) -> bool:
    """Whether a keyword is the step's own, beside the inputs of the table."""
    plain = name.removeprefix("step_")
    return plain in STEP_ARGUMENTS and (name == plain) == (plain not in table)


def _further(title: str, table: Table, more: Any, given: Mapping[str, Any], site: CallSite) -> dict[str, Any]:
    """Inputs that the table does not have, and values that it does not know of one that it has, in the spelling of the action."""
    read = read_given(title, "with_", ENV, more, site)
    if not isinstance(read, dict):
        hint = "write with_={...}, or Step(uses=..., with_=...)"
        report_given("wrong-value", f"{title}: with_ must be a mapping of inputs", site.argument("with_"), hint)
        return {}
    keywords = {key: name for name, (key, _) in table.items()}
    for key, value in read.items():
        if key in keywords and (keywords[key] in given or _takes(table[keywords[key]][1], value)):
            message = f"with_ holds '{key}', which {title} has a keyword for"
            report_given("known-input", message, site.argument("with_", key), f"write {keywords[key]}=...")
    return dict(read)


def _takes(kind: Kind, value: Any) -> bool:
    try:
        kind.read(value)
    except Wrong:
        return False
    return True


def keyword(name: str) -> str:
    """The Python keyword argument that stands for an input: `_` for what is no letter, digit or `_`."""
    from keyword import iskeyword

    word = "".join(letter if letter.isalnum() and letter.isascii() else "_" for letter in name) or "_"
    if word[0].isdigit() or word == "_":
        word = f"input_{word}"
    return f"{word}_" if iskeyword(word) or word in ("self", "step", "declared") else word


def _kind(annotation: str) -> Kind:
    if annotation.startswith("Literal["):
        listed, _, rest = annotation[len("Literal[") :].partition("]")
        if "Str" in rest or "Plain" in rest:
            return PLAIN
        words = [word.strip(" '\"") for word in listed.split(",")]
        return _Word(words) if "Bool" in rest else Choice(*words, expression=True)
    return _KINDS.get(annotation.partition(" ")[0], SCALAR)


class _Plain(Kind):
    """An input of which no more is known than that it becomes text: a text, a whole number, True or False."""

    wants = "text, a whole number, True, False or an expression"

    def read(self, value: Any) -> Any:
        if isinstance(value, float):
            raise self.refuse(value, f"write '{value}': as a number 3.10 is 3.1")
        try:
            return SCALAR.read(value)
        except Wrong as wrong:
            raise self.refuse(value, wrong.hint) from None


class _Word(Choice):
    """One of a few words, `true` and `false` among them, which may be given as flags."""

    def __init__(self, words: Iterable[str]) -> None:
        super().__init__(*words, expression=True)
        shown = [word.capitalize() if word in ("true", "false") else repr(word) for word in self.words]
        self.wants = "one of " + ", ".join(shown)

    def read(self, value: Any) -> Any:
        return value if value is True or value is False else super().read(value)


class _Joined(Kind):
    """An input that holds several things: a text as the action wants it, or a list that is joined."""

    wants = "text or a list of texts"

    def __init__(self, separator: str, end: str = "") -> None:
        self.separator = separator
        self.end = end

    def read(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            others = ((index, line) for index, line in enumerate(value) if not isinstance(line, str | Value))
            wrong = [Wrong("text", line).inside(index) for index, line in others]
            if wrong:
                raise gathered(wrong)
            return self.separator.join(map(str, value)) + (self.end if len(value) > 1 else "")
        return TEXT.read(value)


PLAIN = _Plain()
LINES = _Joined("\n", "\n")
COMMAS = _Joined(",")
Plain: TypeAlias = "Str | bool | int"
"""What an input takes of which the documents say no more than that it is text."""
Lines: TypeAlias = "Str | Iterable[Str]"
"""An input of several lines: a text, or a list."""
Commas: TypeAlias = "Str | Iterable[Str]"
"""An input that the action splits at commas: a text, or a list."""
_KINDS = {"Bool": FLAG, "Num": NUMBER, "Str": TEXT, "Plain": PLAIN, "Lines": LINES, "Commas": COMMAS}

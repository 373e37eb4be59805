"""From what is known of an action to a wrapper of it, as Python.

Lives here: `Wrapper` and `render`, by which the wrappers of `ghflow.actions` are made and those that `add` writes, and
`wrapper_of` for an action that was read.
Not here: finding an `action.yml` (`added`), the running of a wrapper (`ghflow.actions.wrapping`).

Whatever an action calls its inputs and says of itself becomes a name, a string or a line of a docstring, never code.
"""

from __future__ import annotations

import ast
import re
from textwrap import indent, shorten, wrap
from typing import TYPE_CHECKING, NamedTuple

from ghflow.actions.wrapping import keyword
from ghflow.model.given import STEP_ARGUMENTS
from ghflow.model.node import yaml_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ghflow.model.action import Action

_DOC = 75
"""Columns of a docstring inside a function."""


class WrappedInput(NamedTuple):
    """One input: its name in the action's spelling, and the annotation that says what it takes (`Bool`, `Plain`, ...)."""

    name: str
    annotation: str
    required: bool = False
    deprecated: bool = False
    says: str = ""
    """What the action says of it, on one line."""


class Wrapper(NamedTuple):
    """One function to be."""

    function: str
    uses: str
    inputs: Sequence[WrappedInput]
    outputs: Sequence[str]
    doc: Sequence[str]
    """The lines of the docstring."""
    open_outputs: bool = False
    newer: str | None = None
    default_id: str | None = None


def plain_name(words: str) -> str:
    """A name of an owner, repository or folder as a Python name, without `action` around it. Empty when that is all of it."""
    text = re.sub(r"[^a-z0-9]", "_", words.lower())
    text = re.sub(r"^(?:gh_|github_|gh)?actions?_|_(?:github_)?actions?$", "", text)
    return "" if text in ("action", "actions") else text


def wrapper_of(action: Action, uses: str, function: str) -> Wrapper:
    """The wrapper of an action that was read."""
    inputs: list[WrappedInput] = []
    for name, one in (action._inputs or {}).items():
        default = getattr(one, "default", None)
        required = _is_required(one) and default is None
        deprecated = getattr(one, "deprecation_message", None) is not None
        says = _line(getattr(one, "description", None))
        inputs.append(WrappedInput(name, _annotation(name, default), required and not deprecated, deprecated, says))
    first = _line(action.description) or _line(action.name)
    doc = [*wrap(first, _DOC), ""] if first else []
    doc.append(f"`{uses}`.")
    words = keywords_of([one.name for one in inputs])
    said = [wrap(f"{words[one.name]}: {one.says}", _DOC, subsequent_indent="  ") for one in inputs if one.says]
    if said:
        doc += ["", *(line for lines in said for line in lines)]
    old = [words[one.name] for one in inputs if one.deprecated]
    if old:
        doc += ["", *wrap(f"Deprecated: {', '.join(old)}.", _DOC)]
    return Wrapper(function, uses, inputs, [*(getattr(action, "outputs", None) or ())], doc)


def _is_required(one: object) -> bool:
    """Whether an input is required. GitHub does not look, so that many actions have it as text."""
    said = getattr(one, "required", None)
    if said is None:
        said = (getattr(one, "extra", None) or {}).get("required")
    return str(said).lower() == "true"


def _line(text: object) -> str:
    """A text on one line, which is cut where it is long."""
    return shorten(text, 400, placeholder=" ...") if isinstance(text, str) else ""


def _annotation(name: str, default: object) -> str:
    """What an input takes, as far as its default tells. A version is no number: of 3.10 only text keeps the 0."""
    if default is True or default is False or default in ("true", "false"):
        return "Bool"
    return "Num" if isinstance(default, int) and "version" not in name.lower() else "Plain"


# The sets of step keywords that `ghflow.actions.keywords` has a class for, beside inputs of these names.
_KEYWORDS = {
    (): "StepKeywords",
    ("name",): "NameStepKeywords",
    ("env",): "EnvStepKeywords",
    ("allow",): "AllowStepKeywords",
    ("timeout_minutes",): "TimeoutMinutesStepKeywords",
    ("continue_on_error", "timeout_minutes"): "ContinueOnErrorTimeoutMinutesStepKeywords",
}
_STEP_TYPES = {
    "name": "Str",
    "id": "str",
    "if_": "Condition",
    "env": "Env",
    "continue_on_error": "Bool",
    "timeout_minutes": "Num",
    "background": "bool",
    "uses": "str",
    "with_": "Mapping[str, Scalar]",
    "comment": "str",
    "extra": "Mapping[str, Any]",
    "allow": "str | Iterable[str]",
}
_HOMES = {
    "collections.abc": ("Iterable", "Mapping"),
    "typing": ("Any", "Literal", "TypedDict", "Unpack"),
    "ghflow.actions.keywords": tuple(_KEYWORDS.values()),
    "ghflow.actions.wrapping": ("Commas", "Lines", "Plain"),
    "ghflow.expr.values": ("Value",),
    "ghflow.model.kinds": ("Bool", "Condition", "Env", "Num", "Scalar", "Str"),
    "ghflow.model.named": ("AnyOutputs", "StepOutputs"),
    "ghflow.model.steps": ("UsesStep",),
}


RESERVED = frozenset(
    [
        "__init__",
        "action",
        "declared",
        "annotations",
        "TYPE_CHECKING",
        "str",
        "bool",
        *(name for names in _HOMES.values() for name in names),
    ]
)
"""Names that a module of wrappers, or its package, uses itself, which no function in it can have."""


def render(doc: Sequence[str], wrappers: Sequence[Wrapper], width: int = 79) -> str:
    """The text of a module, as formatters leave it whose lines have `width` columns or more."""
    classes: dict[tuple[object, ...], str] = {}
    bodies = [_function(one, classes, width) for one in wrappers]
    declared = [_outputs_class(name, shape) for shape, name in classes.items() if name != "AnyOutputs"]
    below = "".join([*declared, *(_keywords_class(one) for one in wrappers if _clash(one) not in _KEYWORDS)])
    return (
        f"""{_docstring(doc, "")}

from __future__ import annotations

from typing import TYPE_CHECKING

from ghflow.actions.wrapping import action, declared

if TYPE_CHECKING:
{_imports(f"if 1:{below}    pass{''.join(bodies)}")}{below}
{"".join(bodies)}""".rstrip("\n")
        + "\n"
    )


def _imports(code: str) -> str:
    """What the annotations in a piece of code need."""
    used = {node.id for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)}
    lines: list[str] = []
    for home, names in _HOMES.items():
        wanted = sorted(used & set(names))
        if wanted:
            blank = "\n" if home.startswith("ghflow") and lines and "ghflow" not in lines[-1] else ""
            lines.append(f"{blank}    from {home} import {', '.join(wanted)}\n")
    return "".join(lines)


def _function(one: Wrapper, classes: dict[tuple[object, ...], str], width: int) -> str:
    words = keywords_of([wanted.name for wanted in one.inputs])
    spelling = {word: name for name, word in words.items() if yaml_key(word) != name}
    arguments = [_quoted(one.uses)]
    if any(map(_is_odd, one.outputs)):
        arguments.append(_listed("", "[]", map(_quoted, one.outputs), width - 5))
    elif one.outputs:
        arguments.append(_quoted(" ".join(one.outputs)))
    if one.open_outputs:
        arguments.append("open_outputs=True")
    if any(map(_is_odd, spelling.values())):
        items = [f"{_quoted(word)}: {_quoted(name)}" for word, name in spelling.items()]
        arguments.append(_listed("spelling=", "{}", items, width - 5))
    elif spelling:
        shown = [name if word == name else f"{word}={name}" for word, name in spelling.items()]
        arguments.append(f"spelling={_quoted(' '.join(shown))}")
    if one.default_id:
        arguments.append(f"default_id={_quoted(one.default_id)}")
    if one.newer:
        arguments.append(f"newer={_quoted(one.newer)}")
    lines = []
    for wanted in one.inputs:
        default = "" if wanted.required else " | None = None"
        lines.append(f"    {words[wanted.name]}: {wanted.annotation}{default},\n")
    star = "    *,\n" if lines else ""
    outputs = _outputs_name(one, classes)
    return (
        f"\n{_listed('@action', '()', arguments, width)}\ndef {one.function}(\n{star}{''.join(lines)}"
        f"    **step: Unpack[{_keywords_name(one)}],\n) -> UsesStep[{outputs}]:\n{_docstring(one.doc, '    ')}\n"
        "    declared()\n\n"
    )


def _is_odd(name: str) -> bool:
    """Whether a name cannot stand among others in one text."""
    return re.search(r"[\s=]", name) is not None


def _listed(head: str, brackets: str, parts: Iterable[str], width: int) -> str:
    """Parts between brackets: on one line where they fit into `width` columns, else each on a line of its own."""
    parts = list(parts)
    line = f"{head}{brackets[0]}{', '.join(parts)}{brackets[1]}"
    if "\n" not in line and sum(1 if letter.isascii() else 2 for letter in line) <= width:
        return line
    inner = "".join(indent(f"{part},\n", "    ") for part in parts)
    return f"{head}{brackets[0]}\n{inner}{brackets[1]}"


def keywords_of(names: Sequence[str]) -> dict[str, str]:
    """The keyword of each input.

    Of two that would have one keyword the second gets a `_` behind it, and so does an input that is called like the keyword of
    the step beside an input: `step_name` beside `name`.
    """
    found: dict[str, str] = {}
    taken = {f"step_{word}" for word in map(keyword, names) if word in _STEP_TYPES}
    for name in sorted(names, key=lambda name: (yaml_key(keyword(name)) != name, names.index(name))):
        word = keyword(name)
        while word in taken:
            word += "_"
        taken.add(word)
        found[name] = word
    return {name: found[name] for name in names}


def _clash(one: Wrapper) -> tuple[str, ...]:
    """The keywords of a step that inputs are called like."""
    return tuple(sorted({*keywords_of([wanted.name for wanted in one.inputs]).values()} & _STEP_TYPES.keys()))


def _keywords_name(one: Wrapper) -> str:
    return _KEYWORDS.get(_clash(one)) or _class_name(one, "Keywords")


def _keywords_class(one: Wrapper) -> str:
    clash = _clash(one)
    lines = [
        f"        {'step_' if word in clash else ''}{word}: {kind}\n"
        for word, kind in _STEP_TYPES.items()
        if word in STEP_ARGUMENTS or word == "with_"
    ]
    return (
        f"\n    class {_keywords_name(one)}(TypedDict, total=False):\n"
        f'        """What the wrapper takes beside the inputs."""\n\n{"".join(lines)}'
    )


def _outputs_name(one: Wrapper, classes: dict[tuple[object, ...], str]) -> str:
    """The class of the outputs of a wrapper; wrappers of one action that have the same share one."""
    if not one.outputs and one.open_outputs:
        return "AnyOutputs"
    shape = (one.uses.partition("@")[0], tuple(one.outputs), one.open_outputs)
    return classes.setdefault(shape, _class_name(one, "Outputs"))


def _outputs_class(name: str, shape: tuple[object, ...]) -> str:
    action, outputs, is_open = shape
    base = "AnyOutputs" if is_open else "StepOutputs"
    words = dict.fromkeys(filter(None, map(_attribute, outputs)))  # type: ignore[call-overload]
    lines = [f"        {word}: Value[str]\n" for word in words]
    what = "Outputs of" if lines else "No outputs:"
    doc = _docstring([f"{what} {action}."], "        ")
    return f"\n    class {name}({base}):\n{doc}\n\n        __slots__ = ()\n{''.join(lines)}"


def _attribute(output: str) -> str | None:
    """The attribute that stands for an output; None for one that is only reached as `outputs["..."]`."""
    word = output.replace("-", "_")
    return word if keyword(word) == word and not word.startswith("_") and word not in ("str", "Value") else None


def _class_name(one: Wrapper, what: str) -> str:
    name = "".join(word[:1].upper() + word[1:] for word in one.function.split("_")) + what
    return f"{name}_" if name in RESERVED else name


def _quoted(text: str) -> str:
    """A text as a Python string, in the quotes that need fewer escapes; nothing in it ends the string."""
    quote = "'" if text.count('"') > text.count("'") else '"'
    escaped = text.replace("\\", "\\\\").replace(quote, f"\\{quote}")
    return quote + "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in escaped) + quote


def _docstring(lines: Sequence[str], pad: str) -> str:
    """Lines as a docstring; nothing in them ends it or is an escape."""
    shown = [_harmless(lines[0]).lstrip(), *map(_harmless, lines[1:])]
    if len(shown) == 1:
        return f'{pad}"""{shown[0]}"""'
    inner = "".join(f"{pad}{line}".rstrip() + "\n" for line in shown[1:])
    return f'{pad}"""{shown[0]}\n{inner}{pad}"""'


def _harmless(line: str) -> str:
    shown = "".join(letter if letter.isprintable() else " " for letter in line)
    return shown.replace("\\", "/").replace('"', "'").rstrip()

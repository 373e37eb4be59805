"""From what is known of an action to a wrapper of it, as Python.

Lives here: `Wrapper` and `render`, by which the wrappers of `ghflow.actions` are made and those that `add` writes, and
`wrapper_of` for an action that was read.
Not here: finding an `action.yml` (`added`), the running of a wrapper (`ghflow.actions.wrapping`).

Whatever an action calls its inputs and says of itself becomes a name, a string or a line of a docstring, never code.
"""

from __future__ import annotations

import re
from textwrap import wrap
from typing import TYPE_CHECKING, NamedTuple

from ghflow.actions.wrapping import keyword
from ghflow.model.given import STEP_ARGUMENTS
from ghflow.model.node import yaml_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ghflow.model.action import Action


class WrappedInput(NamedTuple):
    """One input: its name in the action's spelling, and the annotation that says what it takes (`Bool`, `Plain`, ...)."""

    name: str
    annotation: str
    required: bool = False
    deprecated: bool = False


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


def wrapper_of(action: Action, uses: str, function: str) -> tuple[Wrapper, list[str]]:
    """The wrapper of an action that was read; and the inputs and outputs whose names no call can hold."""
    inputs: list[WrappedInput] = []
    left_out = []
    for name, one in (action._inputs or {}).items():
        if not _usable(name):
            left_out.append(name)
            continue
        default = getattr(one, "default", None)
        required = bool(getattr(one, "required", False)) and default is None
        deprecated = getattr(one, "deprecation_message", None) is not None
        inputs.append(WrappedInput(name, _annotation(default), required and not deprecated, deprecated))
    outputs: list[str] = []
    for name in getattr(action, "outputs", None) or ():
        (outputs if _usable(name) else left_out).append(name)
    words = (action.description or action.name or "").split() or [uses]
    doc = [*wrap(" ".join(words), 110), "", f"`{uses}`."]
    old = [one.name for one in inputs if one.deprecated]
    if old:
        doc += ["", f"Deprecated: {', '.join(old)}."]
    return Wrapper(function, uses, inputs, outputs, doc), left_out


def _usable(name: str) -> bool:
    return name.isprintable() and not re.search(r"[\s=]", name)


def _annotation(default: object) -> str:
    """What an input takes, as far as its default tells."""
    if default in (True, False) or default in ("true", "false"):
        return "Bool"
    return "Num" if isinstance(default, int | float) else "Plain"


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


def render(doc: Sequence[str], wrappers: Sequence[Wrapper]) -> str:
    """The text of a module. Lines may be longer than a formatter would have them."""
    classes: dict[tuple[object, ...], str] = {}
    bodies = [_function(one, classes) for one in wrappers]
    declared = "\n".join(_outputs_class(name, shape) for shape, name in classes.items() if name != "AnyOutputs")
    own = "\n".join(_keywords_class(one) for one in wrappers if _clash(one) not in _KEYWORDS)
    below = "\n\n".join([declared, own]).strip("\n")
    code = "\n".join([below, *bodies])
    return (
        f"""{_docstring(doc, "")}

from __future__ import annotations

from typing import TYPE_CHECKING

from ghflow.actions.wrapping import action, declared

if TYPE_CHECKING:
{_imports(code)}
{below}

{"".join(bodies)}""".rstrip("\n").replace("\n\n\n\n", "\n\n\n")
        + "\n"
    )


def _imports(code: str) -> str:
    used = set(re.findall(r"\w+", re.sub(r'"[^"\n]*"|`[^`\n]*`', "", code)))
    lines = []
    for home, names in _HOMES.items():
        wanted = sorted(used & set(names))
        if wanted:
            blank = "\n" if home == "ghflow.actions.keywords" else ""
            lines.append(f"{blank}    from {home} import {', '.join(wanted)}\n")
    return "".join(lines)


def _function(one: Wrapper, classes: dict[tuple[object, ...], str]) -> str:
    words = keywords_of([wanted.name for wanted in one.inputs])
    spelling = [name if word == name else f"{word}={name}" for name, word in words.items() if yaml_key(word) != name]
    arguments = [_quoted(one.uses)]
    if one.outputs:
        arguments.append(_quoted(" ".join(one.outputs)))
    if one.open_outputs:
        arguments.append("open_outputs=True")
    if spelling:
        arguments.append(f"spelling={_quoted(' '.join(spelling))}")
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
        f"\n@action({', '.join(arguments)})\ndef {one.function}(\n{star}{''.join(lines)}"
        f"    **step: Unpack[{_keywords_name(one)}],\n) -> UsesStep[{outputs}]:\n{_docstring(one.doc, '    ')}\n"
        "    declared()\n\n"
    )


def keywords_of(names: Sequence[str]) -> dict[str, str]:
    """The keyword of each input. Of two that would have one keyword, the second gets a `_` behind it."""
    found: dict[str, str] = {}
    for name in sorted(names, key=lambda name: (yaml_key(keyword(name)) != name, names.index(name))):
        word = keyword(name)
        while word in found.values():
            word += "_"
        found[name] = word
    return {name: found[name] for name in names}


def _clash(one: Wrapper) -> tuple[str, ...]:
    """The keywords of a step that inputs are called like."""
    return tuple(sorted({*keywords_of([wanted.name for wanted in one.inputs]).values()} & _STEP_TYPES.keys()))


def _keywords_name(one: Wrapper) -> str:
    return _KEYWORDS.get(_clash(one)) or f"{_camel(one.function)}Keywords"


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
    return classes.setdefault(shape, f"{_camel(one.function)}Outputs")


def _outputs_class(name: str, shape: tuple[object, ...]) -> str:
    action, outputs, is_open = shape
    base = "AnyOutputs" if is_open else "StepOutputs"
    lines = [f"        {word}: Value[str]\n" for output in outputs if (word := _attribute(output))]  # type: ignore[attr-defined]
    what = "Outputs of" if lines else "No outputs:"
    doc = _docstring([f"{what} {action}."], "        ")
    return f"\n    class {name}({base}):\n{doc}\n\n        __slots__ = ()\n{''.join(lines)}"


def _attribute(output: str) -> str | None:
    """The attribute that stands for an output; None for one that is only reached as `outputs["..."]`."""
    word = output.replace("-", "_")
    return word if keyword(word) == word and not word.startswith("_") else None


def _camel(function: str) -> str:
    return "".join(word[:1].upper() + word[1:] for word in function.split("_"))


def _quoted(text: str) -> str:
    """A text as a Python string in double quotes; nothing in it ends the string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in escaped) + '"'


def _docstring(lines: Sequence[str], pad: str) -> str:
    """Lines as a docstring; nothing in them ends it or is an escape."""
    shown = [_harmless(line) for line in lines]
    if len(shown) == 1:
        return f'{pad}"""{shown[0]}"""'
    inner = "".join(f"{pad}{line}".rstrip() + "\n" for line in shown[1:])
    return f'{pad}"""{shown[0]}\n{inner}{pad}"""'


def _harmless(line: str) -> str:
    shown = "".join(letter if letter.isprintable() else " " for letter in line)
    return shown.replace("\\", "/").replace('"', "'").strip()

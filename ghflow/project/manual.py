"""The manual of a rule, made of its docstring, and its examples, tried out.

Lives here: `manual_of` and what it gives, `Manual` and `Example`. The form of the docstrings is told in `rules.registry`.
"""

from __future__ import annotations

import inspect
import os
import re
import tempfile
from typing import TYPE_CHECKING, NamedTuple

from ghflow.project.mistakes import MISTAKES, PROVED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ghflow.diagnostics import Diagnostic
    from ghflow.rules.registry import Rule

_MARK = re.compile(r"[ \t]*# <-$", re.MULTILINE)
_OTHER_FILE = re.compile(r"^=== (.+)\n", re.MULTILINE)


class Example(NamedTuple):
    """One example of a docstring, with its marks."""

    text: str

    @property
    def language(self) -> str:
        """`python` or `yaml`."""
        return "python" if re.match(r"(?:#.*\n)*(?:from|import) ", self.text) else "yaml"

    @property
    def files(self) -> dict[str, str]:
        """The files by their path, without marks: the one with the mistake first."""
        return {path: _MARK.sub("", text) for path, text in self._files().items()}

    @property
    def shown(self) -> str:
        """The example as readers see it."""
        return _MARK.sub("", self.text)

    @property
    def marked(self) -> list[tuple[str, int]]:
        """File and line (1-based) of each mark."""
        return [
            (path, number)
            for path, text in self._files().items()
            for number, line in enumerate(text.split("\n"), 1)
            if _MARK.search(line)
        ]

    def _files(self) -> dict[str, str]:
        first, *others = _OTHER_FILE.split(self.text)
        name = "workflows/ci.py" if self.language == "python" else ".github/workflows/ci.yml"
        named = dict(zip(others[::2], others[1::2], strict=True))
        return {name: first, **named} if first.strip() else named


class Manual(NamedTuple):
    """What is known of a rule, for people."""

    name: str
    paragraphs: tuple[str | Example, ...]
    """Prose and examples in their order, without the source."""
    source: str | None
    """Where the fact comes from."""

    @property
    def summary(self) -> str:
        """The first paragraph, on one line."""
        return " ".join(str(self.paragraphs[0]).split())

    @property
    def sentence(self) -> str:
        """The first sentence, as a line of a list has it. What stands in backticks does not end it."""
        masked = re.sub(r"`[^`]*`", lambda match: "x" * len(match[0]), self.summary)
        return self.summary[: len(re.split(r"(?<=[.;:])\s", masked, maxsplit=1)[0])].rstrip(";:.") + "."

    @property
    def examples(self) -> list[Example]:
        """The examples in their order."""
        return [one for one in self.paragraphs if isinstance(one, Example)]

    @property
    def text(self) -> str:
        """All of it as plain text."""
        parts = [one if isinstance(one, str) else _indented(one.shown) for one in self.paragraphs]
        return "\n\n".join([*parts, *([f"Source: {self.source}"] if self.source else [])])

    @property
    def markdown(self) -> str:
        """All of it as Markdown."""
        parts = [one if isinstance(one, str) else f"```{one.language}\n{one.shown}```" for one in self.paragraphs]
        return "\n\n".join([*parts, *([f"Source: {self.source}"] if self.source else [])])


def _indented(text: str) -> str:
    return "".join(f"    {line}" if line.strip() else line for line in text.splitlines(keepends=True)).rstrip()


def manual_of(name: str, rules: Mapping[str, Rule] | None = None) -> Manual | None:
    """The manual of a rule, of ghflow's or of `rules`, or of a mistake that no rule finds; None when there is none."""
    if rules is None:
        from ghflow.rules.registry import all_rules

        rules = all_rules(lints=True)
    text = inspect.getdoc(rules[name].check) if name in rules else MISTAKES.get(name) or PROVED.get(name)
    return parse_manual(name, text) if text and text.strip() else None


def parse_manual(name: str, docstring: str) -> Manual:
    """A docstring in its parts; its lines come without the indentation that they have in the code."""
    paragraphs: list[str | Example] = []
    source = None
    block: list[str] = []

    def end() -> None:
        nonlocal source
        text = "\n".join(block).strip("\n")
        block.clear()
        if not text:
            return
        if text.startswith("    "):
            lines = [line[4:] for line in text.split("\n")]
            paragraphs.append(Example("\n".join(lines).rstrip() + "\n"))
            return
        before, found, after = text.partition("Source: ")
        if found and (not before or before.endswith("\n")):
            source = " ".join(after.split())
            text = before.strip()
        if text:
            paragraphs.append(text)

    for line in docstring.split("\n"):
        is_code = line.startswith("    ")
        if block and line.strip() and is_code != block[0].startswith("    "):
            end()
        if not line.strip() and not (block and block[0].startswith("    ")):
            end()
        elif line.strip() or block:
            block.append(line)
    end()
    return Manual(name, tuple(paragraphs), source)


def try_example(
    example: Example, only: str | None = None, *, all_events: bool | None = None
) -> tuple[list[Diagnostic], str]:
    """What a check with all rules (or only one) finds in an example, and what it prints about it.

    All events are tried out when it is asked for, or when that one rule is found in no other way.
    """
    from ghflow.project.checking import Choice, check_paths, known_names
    from ghflow.project.settings import find_settings
    from ghflow.rendering import render_text
    from ghflow.rules.registry import all_rules

    with tempfile.TemporaryDirectory() as made:
        folder = os.path.realpath(made)
        for path, text in example.files.items():
            full = os.path.join(folder, *path.split("/"))
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
        settings = find_settings(start=folder, needs_sources=False)
        known = only is None or only in known_names(all_rules(lints=True))
        choice = Choice((only,) if only and known else ())
        checked = check_paths(settings, (), choice, all_events=only in PROVED if all_events is None else all_events)
        found = [one for one in checked.diagnostics if only in (None, one.rule)]
        printed = render_text(found)
    return found, printed.replace(folder + os.sep, "").replace(os.sep, "/")

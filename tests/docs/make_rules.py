"""Make `docs/rules.md` and `docs/rules/` of the manuals of the rules: `python -m tests.docs.make_rules`.

A page is the docstring of a rule; each example is checked, and what a check prints about it stands below.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import ghflow
from ghflow.diagnostics import Severity
from ghflow.project.checking import UNREADABLE
from ghflow.project.manual import Example, manual_of, try_example
from ghflow.project.mistakes import MISTAKES, PROVED
from ghflow.rules.registry import all_rules

ROOT = Path(__file__).parents[2]
INDEX = ROOT / "docs" / "rules.md"
FOLDER = ROOT / "docs" / "rules"

_INTRODUCTION = """\
# Rules

Every mistake has the name of a rule behind it, in brackets. `ghflow explain NAME` says on a terminal what stands on the page of
the rule: what is wrong, an example, what a check prints about it, and where the fact comes from. [Checking](checking.md) tells
how a rule is allowed, and how rules of your own are written.

These pages are made of the docstrings of the rules by `python -m tests.docs.make_rules`.
"""
_PARTS = {
    "Errors": "A build runs these and writes nothing when one of them finds something; a check runs them too.",
    "Warnings": "GitHub accepts these, and then does something that was hardly meant. Only a check looks for them.",
    "About objects and files": "These are found where an object is made or a file is read, at an argument or a key.\n"
    "In a source they cannot be allowed.",
    "About all events": "`ghflow check --all-events` tries out what each event does, and what becomes of a release in which\n"
    "something fails. [Testing](testing.md) tells more.",
}


def pages() -> dict[Path, str]:
    """Every page with its text."""
    rules = all_rules(lints=True)
    errors = [name for name, rule in rules.items() if rule.severity is Severity.ERROR]
    groups = (errors, rules.keys() - set(errors), MISTAKES.keys() - rules.keys(), PROVED.keys())
    parts = dict(zip(_PARTS, groups, strict=True))
    index = _INTRODUCTION
    for title, names in parts.items():
        index += f"\n## {title}\n\n{_PARTS[title]}\n\n| rule | finds |\n|---|---|\n"
        for name in sorted(names):
            manual = manual_of(name)
            said = manual.sentence if manual else ""
            index += f"| [{name}](rules/{name}.md) | {said.replace('|', chr(92) + '|')} |\n"
    return {INDEX: index} | {FOLDER / f"{name}.md": page(name) for names in parts.values() for name in sorted(names)}


def page(name: str) -> str:
    """The page of one rule."""
    manual = manual_of(name)
    assert manual is not None, f"{name} has no manual"
    parts = [f"# {name}", _about(name)]
    for one in manual.paragraphs:
        if isinstance(one, Example):
            parts.append(f"```{one.language}\n{one.shown}```")
            _, printed = try_example(one, name)
            parts += [f"```text\n{printed}```"] if printed else []
        else:
            parts.append(one)
    if manual.source:
        parts.append(f"Source: {manual.source}")
    return "\n\n".join(parts) + "\n"


def _about(name: str) -> str:
    rule = all_rules(lints=True).get(name)
    if name in PROVED:
        return f'Found with `--all-events` only. Allow it with `allow="{name}"` or `# ghflow: allow {name}`.'
    if rule is None:
        seen = "A file in which it is found says nothing else; it cannot be allowed." if name in UNREADABLE else ""
        return f"Found while objects are made and files are read. {seen}".strip()
    severity = "An error" if rule.severity is Severity.ERROR else "A warning"
    if rule.in_files not in (None, rule.severity):
        severity += (
            " in a source, a warning in YAML" if rule.in_files is Severity.WARNING else " in a source, an error in YAML"
        )
    return f'{severity}. Allow it with `allow="{name}"` or `# ghflow: allow {name}`.'


def reported(path: Path) -> set[str]:
    """The mistakes that a module names when it reports them itself."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Name(name) | ast.Attribute(attr=name), args=[ast.Constant(str(rule)), *_]):
                if name in ("Diagnostic", "report", "_report"):
                    found.add(rule)
    return found


CODE = [path for path in Path(ghflow.__file__).parent.rglob("*.py") if path.parent.name != "rules"]


def write() -> None:
    """Write all pages, and remove those of rules that are gone."""
    made = pages()
    FOLDER.mkdir(exist_ok=True)
    for path in FOLDER.glob("*.md"):
        if path not in made:
            path.unlink()
    for path, text in made.items():
        path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write()
    sys.stdout.write(f"{FOLDER}\n")

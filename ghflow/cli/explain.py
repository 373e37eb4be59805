"""`explain`."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import TYPE_CHECKING

from ghflow.diagnostics import did_you_mean
from ghflow.project.checking import UNREADABLE, known_names
from ghflow.project.manual import Manual, manual_of, try_example
from ghflow.project.mistakes import PROVED, WARNED
from ghflow.project.policies import load_policies
from ghflow.project.settings import ProjectError, find_settings
from ghflow.project.sources import source_package
from ghflow.rules.registry import all_rules

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ghflow.rules.registry import Rule

_DESCRIPTION = "Say what a rule is about, with an example, and how it is allowed. Without a name: all rules."
_SILENCE = """\
To allow it, name it
  on an object:  allow="{name}", for the object and all that is in it
  in YAML:       # ghflow: allow {name}, above or behind the line
  in a project:  allow = ["{name}"], in [tool.ghflow] of pyproject.toml
"""
_SILENCE_IN_YAML = """\
It is found while a file is read or an object is made. In a source it cannot be allowed; for YAML, name it
  in the file:   # ghflow: allow {name}, above or behind the line
  in a project:  allow = ["{name}"], in [tool.ghflow] of pyproject.toml
"""
_NEVER = "It cannot be allowed: without mending it, the file says nothing.\n"


def main(argv: Sequence[str]) -> int:
    """Run the verb and return its exit code. Raises `SystemExit` when the arguments are wrong, or `--help` is among them."""
    parser = ArgumentParser(
        prog="ghflow explain",
        description=_DESCRIPTION,
        formatter_class=lambda prog: RawDescriptionHelpFormatter(prog, width=100),
        allow_abbrev=False,
    )
    parser.add_argument("rule", nargs="?", metavar="RULE", help="the name of a rule: unknown-need")
    name = parser.parse_args(argv).rule
    try:
        rules = _rules()
    except ProjectError as error:
        print(f"ghflow: {error}", file=sys.stderr)
        return 2
    if name is None:
        sys.stdout.write(_listed(rules))
        return 0
    name = name.replace("_", "-").lower()
    manual = manual_of(name, rules)
    if manual is not None:
        sys.stdout.write(explained(manual, rules))
        return 0
    known = known_names(rules)
    if name in known:
        print(f"{name}: a rule of the project, without a manual")
        return 0
    print(f"ghflow: there is no rule '{name}' ({did_you_mean(name, known)})", file=sys.stderr)
    return 2


def _rules() -> dict[str, Rule]:
    """All rules, the project's own among them; these need its sources."""
    rules = dict(all_rules(lints=True))
    settings = find_settings(needs_sources=False)
    if settings.rules:
        with source_package(settings):
            policies = load_policies(settings)
        for source in policies.sources:
            sys.stderr.write(source.failure)
        rules |= policies.rules
    return rules


def _listed(rules: Mapping[str, Rule]) -> str:
    names = sorted(known_names(rules))
    width = max(map(len, names))
    manuals = {name: manual_of(name, rules) for name in names}
    return "".join(
        f"{name:<{width}}  {manual.sentence if manual else ''}".rstrip() + "\n" for name, manual in manuals.items()
    )


def explained(manual: Manual, rules: Mapping[str, Rule]) -> str:
    """The manual of a rule for a terminal: each example with what a check prints about it."""
    rule = rules.get(manual.name)
    severity = rule.severity.value if rule else "warning" if manual.name in WARNED else "error"
    parts = [f"{manual.name} ({severity})\n"]
    for one in manual.paragraphs:
        if isinstance(one, str):
            parts.append(f"{one}\n")
            continue
        _, printed = try_example(one, manual.name)
        shown = "".join(f"    {line}".rstrip() + "\n" for line in one.shown.splitlines())
        parts.append(shown + (f"\n{printed}" if printed else ""))
    if manual.source:
        parts.append(f"Source: {manual.source}\n")
    words = _NEVER if manual.name in UNREADABLE else _SILENCE if rule or manual.name in PROVED else _SILENCE_IN_YAML
    parts.append(words.format(name=manual.name))
    return "\n".join(parts)

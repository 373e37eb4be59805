"""`init`."""

from __future__ import annotations

import os
import re
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import TYPE_CHECKING

from ghflow.project.checking import files_below
from ghflow.project.files import State, write
from ghflow.project.plan import made_from, relative_to_root
from ghflow.project.repository import default_branch_of
from ghflow.project.settings import ProjectError, find_settings, has_sources
from ghflow.project.starting import first_source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ghflow.project.settings import Settings

_EPILOG = """\
What it writes depends on what is in the repository: Cargo.toml, package.json, go.mod, pyproject.toml, Makefile.

exit codes: 0 fine; 1 there are sources or workflows already, or the file cannot be written; 2 wrong usage
"""
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*").fullmatch
_SHOWN = 3


def main(argv: Sequence[str]) -> int:
    """Run the verb and return its exit code. Raises `SystemExit` when the arguments are wrong, or `--help` is among them."""
    parser = ArgumentParser(
        prog="ghflow init",
        description="Write a first source, workflows/NAME.py. Nothing is ever overwritten.",
        epilog=_EPILOG,
        formatter_class=lambda prog: RawDescriptionHelpFormatter(prog, width=110),
        allow_abbrev=False,
    )
    parser.add_argument("name", nargs="?", metavar="NAME", help="the name of the source and its workflow (default: ci)")
    args = parser.parse_args(argv)
    name = args.name or "ci"
    if not _NAME(name):
        parser.error(f"{name!r} cannot be the name of a source: use letters, digits, '-' and '_'")
    try:
        settings = find_settings(needs_sources=False)
    except ProjectError as error:
        print(f"ghflow: {error}", file=sys.stderr)
        return 2
    path = os.path.join(settings.source, f"{name}.py")
    reason = _in_the_way(settings, path, asked=args.name is not None)
    if reason is not None:
        print(f"ghflow: {reason}", file=sys.stderr)
        return 1
    state = State(path, "created", new=first_source(settings.root, default_branch_of(settings.root)))
    shown = relative_to_root(settings, path)
    try:
        write(state)
    except OSError as error:
        print(f"ghflow: {shown} cannot be written: {error.strerror or error}", file=sys.stderr)
        return 1
    print(f"created   {shown}")
    print(f"Next: say in it how the repository is tested, run 'python -m ghflow build', and commit {shown} and")
    print(f".github/workflows/{name}.yml.")
    return 0


def _in_the_way(settings: Settings, path: str, asked: bool) -> str | None:
    """Why nothing is written. One who `asked` for a name gets it beside other sources and workflows."""
    shown = relative_to_root(settings, path)
    if os.path.lexists(path):
        return f"{shown} is there already; 'python -m ghflow build' builds it"
    if has_sources(settings.source) and not asked:
        return f"{settings.source_name}/ holds sources already; 'ghflow init NAME' adds one"
    by_hand = [
        relative_to_root(settings, file)
        for file in files_below(os.path.join(settings.root, ".github"))
        if os.path.basename(os.path.dirname(file)) == "workflows" and _is_by_hand(file)
    ]
    stem = os.path.splitext(os.path.basename(path))[0]
    clashing = [file for file in by_hand if os.path.splitext(os.path.basename(file))[0] == stem]
    if clashing if asked else by_hand:
        listed = ", ".join((clashing or by_hand)[:_SHOWN])
        more = f" and {len(by_hand) - _SHOWN} more" if not asked and len(by_hand) > _SHOWN else ""
        return f"there are workflows already: {listed}{more}; 'ghflow import --all' turns them into sources"
    return None


def _is_by_hand(file: str) -> bool:
    try:
        with open(file, encoding="utf-8", errors="replace", newline="") as opened:
            return made_from(opened.read(4096)) is None
    except OSError:
        return True

"""`add`: a typed wrapper for one more action, into `workflows/actions/`."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from keyword import iskeyword
from typing import TYPE_CHECKING

from ghflow.actions.registry import wrapper_for
from ghflow.project.added import added_from, wrapper_file
from ghflow.project.files import State, read, write
from ghflow.project.git import GitError
from ghflow.project.plan import relative_to_root
from ghflow.project.settings import ProjectError, find_settings
from ghflow.project.wrappers import RESERVED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ghflow.project.added import Added
    from ghflow.project.settings import Settings

_EPILOG = """\
examples:
  ghflow add acme/setup-thing@v2          workflows/actions/setup_thing.py
  ghflow add ./.github/actions/hello      an action of this repository
  ghflow add '$/.github/actions/hello'    the same, at the commit of the run

The wrapper is used as: from actions.setup_thing import setup_thing

exit codes: 0 fine; 1 there is no such action, or it cannot be read; 2 wrong usage
"""

_PACKAGE = '"""Wrappers of actions, written by \'ghflow add\'."""\n'
"""What makes the folder a package, without which type checkers would find each wrapper under two names."""


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="ghflow add",
        description="Read the action.yml of an action, through git, and write a typed function for it into the folder\n"
        "actions/ of the sources.",
        epilog=_EPILOG,
        formatter_class=lambda prog: RawDescriptionHelpFormatter(prog, width=100),
        allow_abbrev=False,
    )
    parser.add_argument("action", metavar="ACTION", help="OWNER/NAME@REF, a path in this repository, or $/PATH")
    parser.add_argument("--name", metavar="NAME", help="the name of the function (default: after the action)")
    parser.add_argument("--source", metavar="DIR", help="the folder of the sources (default: workflows)")
    parser.add_argument("--force", action="store_true", help="replace a file that 'ghflow add' did not write")
    return parser


def main(argv: Sequence[str]) -> int:
    """Run the verb and return its exit code. Raises `SystemExit` when the arguments are wrong, or `--help` is among them."""
    parser = _parser()
    args = parser.parse_args(argv)
    if args.name is not None and (not args.name.isidentifier() or iskeyword(args.name)):
        parser.error(f"--name must be a name of Python, got {args.name!r}")
    if args.name in RESERVED:
        parser.error(f"--name cannot be {args.name}, which the wrapper itself uses")
    try:
        settings = find_settings(args.source, needs_sources=False)
        added = wrapper_file(settings, args.action, args.name)
    except ProjectError as error:
        print(f"ghflow: {error}", file=sys.stderr)
        return 2
    except GitError as error:
        print(f"ghflow: {error}", file=sys.stderr)
        return 1
    return _write(settings, added, args.force)


def _write(settings: Settings, added: Added, force: bool) -> int:
    shown = relative_to_root(settings, added.path)
    try:
        old = read(added.path)
    except FileNotFoundError:
        old = None
    except UnicodeDecodeError:
        old = ""
    except OSError as error:
        return _refuse(f"{shown} cannot be read: {error.strerror}")
    refusal = None if old is None or force else _refusal(old, added)
    if refusal:
        return _refuse(f"{shown} {refusal}")
    hiding = f"{os.path.dirname(added.path)}.py"
    if os.path.exists(hiding):
        name = relative_to_root(settings, hiding)
        return _refuse(f"Python would take {name} for the folder of {shown}: give {name} another name")
    if old == added.text:
        print(f"unchanged {shown}")
        return 0
    package = os.path.join(os.path.dirname(added.path), "__init__.py")
    fresh = not os.path.lexists(package)
    try:
        if fresh:
            write(State(package, "created", new=_PACKAGE))
        # For `write` the file is taken over: whose it is has been looked at here.
        write(State(added.path, "updated", new=added.text))
    except OSError as error:
        return _refuse(f"{shown} cannot be written: {error.strerror}")
    print(f"{'created' if old is None else 'updated'}   {shown}: from actions.{added.function} import {added.function}")
    if fresh:
        print(f"created   {relative_to_root(settings, package)}")
    known = wrapper_for(added.uses)
    if known is not None:
        print(f"ghflow: ghflow.actions has a wrapper for {added.uses} already: {known.call}", file=sys.stderr)
    return 0


def _refusal(old: str, added: Added) -> str | None:
    """Why a file may not be replaced."""
    before = added_from(old)
    if before is None:
        return "was not written by 'ghflow add'; --force replaces it"
    if before.partition("@")[0].lower() != added.uses.partition("@")[0].lower():
        return f"is the wrapper of {before}; --name gives this one another name, --force replaces it"
    return None


def _refuse(words: str) -> int:
    print(f"ghflow: {words}", file=sys.stderr)
    return 1

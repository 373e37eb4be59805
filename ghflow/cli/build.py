"""`build` and `preview`."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, HelpFormatter
from typing import TYPE_CHECKING

from ghflow.project.build import Built, apply, build, run
from ghflow.project.plan import relative_to_root
from ghflow.project.settings import ProjectError, find_settings

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from ghflow.project.files import State


def _parser(verb: str) -> ArgumentParser:
    parser = ArgumentParser(
        prog=f"ghflow {verb}",
        description="Write .github/workflows/NAME.yml for every workflows/NAME.py, or for those named.",
        formatter_class=lambda prog: HelpFormatter(prog, width=100),
        allow_abbrev=False,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="sources to build (default: all)")
    parser.add_argument("--source", metavar="DIR", help="the folder of the sources (default: workflows)")
    parser.add_argument(
        "--output", metavar="DIR", help="write the workflows directly into DIR (default: below .github)"
    )
    if verb == "build":
        parser.add_argument("--check", action="store_true", help="write nothing; fail when a file is not up to date")
        parser.add_argument("--diff", action="store_true", help="write nothing; show what would change")
        parser.add_argument("--stdout", action="store_true", help="print the texts instead of writing files")
        parser.add_argument("--force", action="store_true", help="take over files that ghflow did not make")
    return parser


def main(verb: str, argv: Sequence[str]) -> int:
    """Run the verb and return its exit code."""
    args = _parser(verb).parse_args(argv)
    if verb == "preview":
        args.check = args.stdout = args.force = False
        args.diff = True
    try:
        settings = find_settings(args.source, args.output)
        if args.stdout:
            return _print_texts(run(settings, args.names))
        built = build(settings, args.names, direct=args.output is not None, force=args.force)
    except ProjectError as error:
        print(f"ghflow: {error}", file=sys.stderr)
        return 2
    if built.wrong:
        return _show_mistakes(built)
    _show_mistakes(built)
    if args.check or args.diff:
        return _show_differences(built, args)
    apply(built)
    return _show_files(built)


def _show_mistakes(built: Built) -> int:
    """Print all mistakes; the exit code that they make."""
    found = built.diagnostics
    if not found and not built.stopped:
        return 0
    from ghflow.rendering import render_github, render_text

    sys.stderr.write(render_text(found, colour=_colour(sys.stderr)))
    for failure in built.failures:
        sys.stderr.write(failure)
    if os.environ.get("GITHUB_ACTIONS") == "true":
        sys.stderr.write(render_github(found))
    if built.wrong:
        count = len(found) + len(built.failures)
        print(f"ghflow: {count} {'mistake' if count == 1 else 'mistakes'}; nothing was written", file=sys.stderr)
    return 2 if built.stopped else 1 if built.wrong else 0


def _print_texts(built: Built) -> int:
    code = _show_mistakes(built)
    if not built.wrong:
        sys.stdout.write("---\n".join(planned.text for planned in built.planned))
    return code


def _show_files(built: Built) -> int:
    """A line for each file; refused ones say why."""
    for state in built.files:
        if state.change != "refused":
            print(f"{state.change:<9} {relative_to_root(built.settings, state.path)}")
    return _show_refused(built)


def _show_refused(built: Built) -> int:
    refused = [state for state in built.files if state.change == "refused"]
    for state in refused:
        print(f"refused   {relative_to_root(built.settings, state.path)}: {state.why}", file=sys.stderr)
    return 1 if refused else 0


def _show_differences(built: Built, args: Namespace) -> int:
    """Unified differences of what would change. `--check` fails on any; `--diff` only shows."""
    changed = [state for state in built.files if state.change not in ("unchanged", "refused")]
    for state in changed:
        sys.stdout.write(_difference(relative_to_root(built.settings, state.path), state, _colour(sys.stdout)))
    refused = _show_refused(built)
    if args.check and changed:
        words = {"created": "is missing", "updated": "is not up to date", "removed": "is left over"}
        for state in changed:
            print(f"ghflow: {relative_to_root(built.settings, state.path)} {words[state.change]}", file=sys.stderr)
        print("ghflow: run 'python -m ghflow build' and commit the result", file=sys.stderr)
    elif not changed and not refused:
        print(f"{len(built.files)} {'file is' if len(built.files) == 1 else 'files are'} up to date")
    return 1 if refused or (args.check and changed) else 0


def _difference(path: str, state: State, colour: bool) -> str:
    from difflib import unified_diff

    old = "/dev/null" if state.change == "created" else f"a/{path}"
    new = "/dev/null" if state.change == "removed" else f"b/{path}"
    lines = unified_diff(_lines(state.old), _lines(state.new), old, new)
    if not colour:
        return "".join(lines)
    codes = {"+": "\033[32m", "-": "\033[31m", "@": "\033[36m"}
    return "".join(f"{codes[line[0]]}{line.rstrip()}\033[0m\n" if line[0] in codes else line for line in lines)


def _lines(text: str) -> list[str]:
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    return lines


def _colour(stream: object) -> bool:
    """Whether to paint: on a terminal, and never under `NO_COLOR`."""
    return not os.environ.get("NO_COLOR") and bool(getattr(stream, "isatty", bool)())

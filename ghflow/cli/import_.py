"""`import`: existing YAML into sources."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import TYPE_CHECKING

from ghflow.cli.build import difference_of, in_colour
from ghflow.diagnostics import did_you_mean
from ghflow.project.importing import (
    choose_source,
    find_files,
    import_files,
    take_over,
    write_setting,
    write_sources,
)
from ghflow.project.settings import ProjectError, find_settings

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from ghflow.project.importing import Imported, Taken
    from ghflow.project.settings import Settings

_DESCRIPTION = """\
Write a source, NAME.py, for each workflow or action. The YAML file is replaced by the one that is
built from the source, where a build writes that very file and both mean the same to GitHub; else
it stays as it is, and the difference is shown.
"""
_EPILOG = """\
examples:
  ghflow import .github/workflows/ci.yml    write workflows/ci.py and build ci.yml from it
  ghflow import --stdout ci.yml             print the source, and write nothing
  ghflow import --all                       take over the whole repository

exit codes: 0 fine; 1 a file with mistakes, a refused file, or one that could not be imported;
2 wrong usage, no input
"""
_OPTIONS = ["--all", "--output", "--stdout", "--force", "--help"]


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="ghflow import",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=lambda prog: RawDescriptionHelpFormatter(prog, width=100),
        allow_abbrev=False,
    )
    parser.add_argument("files", nargs="*", metavar="FILE", help="a workflow, or an action.yml")
    parser.add_argument("--all", action="store_true", help="every workflow and action of the repository")
    parser.add_argument(
        "--output", metavar="DIR", help="write the sources into DIR (default: the folder of the sources, workflows)"
    )
    parser.add_argument("--stdout", action="store_true", help="print the sources instead of writing files")
    parser.add_argument("--force", action="store_true", help="write over sources that exist")
    return parser


def _arguments(argv: Sequence[str]) -> Namespace:
    parser = _parser()
    args, unknown = parser.parse_known_intermixed_args(argv)
    if unknown:
        parser.error("; ".join(f"there is no option {one} ({did_you_mean(one, _OPTIONS)})" for one in unknown))
    if args.all and args.files:
        parser.error("--all takes no files: it finds them")
    if not args.all and not args.files:
        parser.error("name the files to import, or say --all")
    surplus = [f"--{name}" for name in ("force", "output") if getattr(args, name)]
    if args.stdout and surplus:
        parser.error(f"--stdout only prints the sources: leave out {' and '.join(surplus)}")
    return args


def main(argv: Sequence[str]) -> int:
    """Run the verb and return its exit code. Raises `SystemExit` when the arguments are wrong, or `--help` is among them."""
    args = _arguments(argv)
    try:
        settings = find_settings(needs_sources=False)
        files = args.files
        left: list[tuple[str, str]] = []
        if args.all:
            found = find_files(settings)
            files, left = found.files, found.left
            if not files and not left:
                raise ProjectError(f"there are no workflows and no actions below {_shown(settings.output)}")
    except ProjectError as error:
        print(f"ghflow: {error}", file=sys.stderr)
        return 2
    imported = import_files(files)
    _show_mistakes(imported)
    if args.stdout:
        return _print_sources(imported)
    return _write(args, settings, imported, left)


def _write(args: Namespace, settings: Settings, imported: list[Imported], left: list[tuple[str, str]]) -> int:
    setting = choose_source(settings, args.output) if args.all else None
    folder = settings.source if args.all or args.output is None else os.path.abspath(args.output)
    write_sources(folder, imported, force=args.force)
    refused = _show_sources(imported)
    if setting is not None:
        state = write_setting(settings, setting)
        print(f"{state.change:<9} {_shown(state.path)}" + (f": {state.why}" if state.why else ""))
        refused = refused or bool(state.why)
    taken = take_over(settings, imported) if folder == settings.source else []
    refused = _show_taken(taken) or refused
    for path, why in left:
        print(f"left      {_shown(path)}: {why}")
    _show_remarks(imported)
    return 1 if refused or any(one.wrong for one in imported) else 0


def _show_mistakes(imported: list[Imported]) -> None:
    """What is wrong with the files, and which of them could not be imported."""
    from ghflow.rendering import render_text

    for one in imported:
        sys.stderr.write(render_text(one.diagnostics, colour=in_colour(sys.stderr)))
        if one.problem:
            print(f"ghflow: {_shown(one.file)} is not imported: {one.problem}", file=sys.stderr)
        elif one.differs is not None:
            print(
                f"ghflow: {_shown(one.file)}: the source builds something else at {one.differs}; please report it",
                file=sys.stderr,
            )


def _print_sources(imported: list[Imported]) -> int:
    texts = [one.written.text for one in imported if one.written is not None]
    shown = texts if len(texts) < 2 else [f"# {one.name}.py\n{one.written.text}" for one in imported if one.written]
    sys.stdout.flush()
    text = "\n".join(shown)
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        sys.stdout.write(text)
    else:
        buffer.write(text.encode("utf-8", "backslashreplace"))
    return 1 if any(one.wrong for one in imported) else 0


def _show_sources(imported: list[Imported]) -> bool:
    """A line for each source; whether one was refused."""
    refused = False
    for one in imported:
        state = one.state
        if state is None:
            continue
        if state.change == "refused":
            refused = True
            print(f"refused   {_shown(state.path)}: {state.why}", file=sys.stderr)
        else:
            print(f"{state.change:<9} {_shown(state.path)}")
    return refused


def _show_taken(taken: list[Taken]) -> bool:
    """A line for each YAML file; whether one had to stay, with the difference."""
    refused = False
    for one in taken:
        state = one.state
        if state.change != "refused":
            print(f"{state.change:<9} {_shown(state.path)}")
            continue
        refused = True
        print(f"refused   {_shown(state.path)}: {state.why}", file=sys.stderr)
        if state.new:
            sys.stderr.write(difference_of(_shown(state.path), state, in_colour(sys.stderr)))
    return refused


def _show_remarks(imported: list[Imported]) -> None:
    """What a reviewer should look at."""
    lines = []
    for one in imported:
        written = one.written
        if written is None or one.state is None:
            continue
        remarks = []
        if written.extra:
            what = "an object has" if written.extra == 1 else f"{written.extra} objects have"
            remarks.append(f"{what} keys in extra=, which ghflow does not check")
        if written.as_is:
            what = "a part is" if written.as_is == 1 else f"{written.as_is} parts are"
            remarks.append(f"{what} built as_is=True, since a reference in it leads nowhere")
        remarks += [f"{mistake.message} (allow={mistake.rule!r} lets it be built)" for mistake in one.allowed]
        lines += [f"  {_shown(one.state.path)}: {remark}" for remark in dict.fromkeys(remarks)]
    if lines:
        print("look at:", *lines, sep="\n")


def _shown(path: str) -> str:
    from ghflow.where import shown_path

    return ascii(shown_path(path))[1:-1] if not path.isprintable() else shown_path(path)

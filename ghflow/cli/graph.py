"""`graph`."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import TYPE_CHECKING

from ghflow.cli.build import show_mistakes
from ghflow.project.diagrams import dot, drawing_of, mermaid, svg
from ghflow.project.repository import read_repository
from ghflow.project.settings import ProjectError

if TYPE_CHECKING:
    from collections.abc import Sequence

_FORMATS = {"mermaid": mermaid, "dot": dot, "svg": svg}
_EPILOG = """\
examples:
  ghflow graph release                      Mermaid, for a block ```mermaid in a README
  ghflow graph --format svg > jobs.svg      all workflows in one picture
  ghflow graph ci --format dot | dot -Tpng  by Graphviz

exit codes: 0 fine; 1 the sources have mistakes; 2 wrong usage, no workflow, a source that fails
"""


def main(argv: Sequence[str]) -> int:
    """Run the verb and return its exit code. Raises `SystemExit` when the arguments are wrong, or `--help` is among them."""
    parser = ArgumentParser(
        prog="ghflow graph",
        description="Draw the jobs of workflows and what they need. Nothing is run or written.",
        epilog=_EPILOG,
        formatter_class=lambda prog: RawDescriptionHelpFormatter(prog, width=100),
        allow_abbrev=False,
    )
    parser.add_argument(
        "workflow", nargs="?", metavar="WORKFLOW", help="a YAML file, a source, or the name of one (default: all)"
    )
    parser.add_argument("--format", choices=tuple(_FORMATS), default="mermaid", help="default: mermaid")
    parser.add_argument("--all-needs", action="store_true", help="draw needs that follow from others too")
    parser.add_argument("--source", metavar="DIR", help="the folder of the sources (default: workflows)")
    args = parser.parse_args(argv)
    try:
        read = read_repository(args.workflow, source=args.source)
    except ProjectError as error:
        print(f"ghflow: {error}", file=sys.stderr)
        return 2
    code = show_mistakes(read.built) if read.built is not None else 0
    if code:
        return code
    chosen = list(read.workflows) if read.chosen is None else read.chosen
    for file in (*read.refused,) if read.chosen is None else read.chosen:
        if file in read.refused:
            print(f"ghflow: {file} is left out: {read.refused[file]}", file=sys.stderr)
    drawings = [
        drawing_of(file.rpartition("/")[2], read.workflows[file], every_need=args.all_needs)
        for file in sorted(chosen)
        if file in read.workflows
    ]
    if not drawings:
        return 2
    sys.stdout.write(_FORMATS[args.format](drawings))
    return 0

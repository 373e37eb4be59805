"""`check`."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import TYPE_CHECKING

from ghflow.cli.build import in_colour
from ghflow.diagnostics import Severity
from ghflow.project.checking import Choice, check_paths
from ghflow.project.settings import ProjectError, find_settings

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from ghflow.project.checking import Checked
    from ghflow.project.settings import Settings

_DESCRIPTION = """\
Say everything that is wrong with Python sources and with YAML files: workflows and action.yml. Without
a PATH the whole project is checked: its sources, and the hand-written files below .github."""
_EPILOG = """\
examples:
  ghflow check                                   the whole project
  ghflow check .github/workflows/ci.yml          one file; folders work too
  ghflow check --format sarif > ghflow.sarif     for GitHub code scanning
  ghflow check --baseline known.json --write-baseline
  ghflow check --fix .github
  ghflow check --all-events                      jobs that nothing runs, releases that a failure breaks

exit codes: 0 fine; 1 an error stands (with --strict: a warning); 2 wrong usage, nothing to check, a
source that fails
"""


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="ghflow check",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=lambda prog: RawDescriptionHelpFormatter(prog, width=100),
        allow_abbrev=False,
    )
    parser.add_argument("paths", nargs="*", metavar="PATH", help="sources, YAML files or folders (default: all)")
    parser.add_argument("--format", choices=("text", "json", "github", "sarif"), default="text", help="default: text")
    parser.add_argument("--rule", action="append", default=[], metavar="NAME", help="only this rule; may be repeated")
    parser.add_argument("--ignore", action="append", default=[], metavar="NAME", help="all but this rule")
    parser.add_argument("--severity", choices=("error", "warning"), default="warning", help="the mildest that is shown")
    parser.add_argument("--strict", action="store_true", help="fail on warnings as well")
    parser.add_argument("--all-events", action="store_true", help="try out what each event and each failure leads to")
    parser.add_argument("--no-exec", action="store_true", help="run no Python: check only YAML")
    parser.add_argument("--baseline", metavar="FILE", help="pass over the findings that this file lists")
    parser.add_argument("--write-baseline", action="store_true", help="list all findings in that file")
    parser.add_argument("--fix", action="store_true", help="mend in YAML files what is beyond doubt")
    parser.add_argument("--unsafe-fixes", action="store_true", help="mend also what changes what a workflow does")
    parser.add_argument("--source", metavar="DIR", help="the folder of the sources (default: workflows)")
    return parser


def _arguments(argv: Sequence[str]) -> Namespace:
    parser = _parser()
    args, unknown = parser.parse_known_intermixed_args(argv)
    if unknown:
        from ghflow.diagnostics import did_you_mean

        known = [option for action in parser._actions for option in action.option_strings]
        hints = [f"there is no option {one} ({did_you_mean(one.partition('=')[0], known)})" for one in unknown]
        parser.error("; ".join(hints))
    if args.write_baseline and not args.baseline:
        parser.error("--write-baseline needs --baseline FILE")
    if args.unsafe_fixes and not args.fix:
        parser.error("--unsafe-fixes needs --fix")
    return args


def main(argv: Sequence[str]) -> int:
    """Run the verb and return its exit code. Raises `SystemExit` when the arguments are wrong, or `--help` is among them."""
    args = _arguments(argv)
    choice = Choice(tuple(args.rule), tuple(args.ignore), Severity(args.severity))
    notes: list[str] = []
    try:
        settings = find_settings(args.source, needs_sources=False)
        options = {"execute": not args.no_exec, "all_events": args.all_events}
        checked = check_paths(settings, args.paths, choice, **options)
        if args.fix:
            from ghflow.project.fixing import fix

            mended = fix(
                checked, lambda: check_paths(settings, args.paths, choice, **options), unsafe=args.unsafe_fixes
            )
            checked = mended.checked
            notes.append(f"{mended.number} mended")
            if mended.left:
                notes.append(f"{mended.left} more with --unsafe-fixes")
        if args.baseline:
            from ghflow.project.baseline import pass_over, write_baseline

            if args.write_baseline:
                write_baseline(args.baseline, settings, checked)
                print(f"ghflow: {args.baseline} lists {_counted(len(checked.diagnostics), 'finding')}", file=sys.stderr)
                return 2 if checked.stopped else 0
            notes += pass_over(args.baseline, settings, checked)
    except ProjectError as error:
        print(f"ghflow: {error}", file=sys.stderr)
        return 2
    _show(args, settings, checked, notes)
    if checked.stopped:
        return 2
    return 1 if checked.count(Severity.ERROR) or (args.strict and checked.diagnostics) else 0


def _show(args: Namespace, settings: Settings, checked: Checked, notes: list[str]) -> None:
    """Print what stands. Only what was asked for goes to stdout when a program reads it."""
    from ghflow import rendering

    found = checked.diagnostics
    human = sys.stdout if args.format == "text" else sys.stderr
    if args.format == "json":
        sys.stdout.write(rendering.render_json(found))
    elif args.format == "sarif":
        from ghflow.project.sarif import render_sarif

        sys.stdout.write(render_sarif(settings, found))
    elif args.format == "github":
        sys.stdout.write(rendering.render_github(found))
    else:
        plain = [one for one in found if one.rule != "source-raised"]
        sys.stdout.write(rendering.render_text(plain, colour=in_colour(sys.stdout)))
    if args.format in ("text", "json", "sarif"):
        for source in checked.raised:
            human.write(source.failure)
        if os.environ.get("GITHUB_ACTIONS") == "true":
            human.write(rendering.render_github(found))
    if args.format == "text":
        sys.stdout.write(_summary(checked, notes))


def _summary(checked: Checked, notes: list[str]) -> str:
    errors, warnings = checked.count(Severity.ERROR), checked.count(Severity.WARNING)
    counts = [_counted(number, what) for number, what in ((errors, "error"), (warnings, "warning")) if number]
    more = [*([f"{checked.allowed} allowed"] if checked.allowed else []), *notes]
    said = " and ".join(counts) if counts else "nothing to report"
    return f"ghflow: {said} in {_counted(checked.files, 'file')}" + (f" ({', '.join(more)})" if more else "") + "\n"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"

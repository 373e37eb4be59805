"""`build` and `preview`."""

from __future__ import annotations

import os
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from ghflow.diagnostics import Diagnostic, did_you_mean
from ghflow.project.build import Built, apply, build, run
from ghflow.project.plan import relative_to_root
from ghflow.project.settings import ProjectError, find_settings
from ghflow.where import Span

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Sequence

    from ghflow.project.files import State


_DESCRIPTION = {
    "build": "Run the sources, workflows/*.py, check what they define, and write .github/workflows/NAME.yml\n"
    "for each. With a mistake in any of them nothing is written.",
    "preview": "Show as a difference what 'ghflow build' would change, and write nothing.",
}
_EPILOG = {
    "build": """\
examples:
  ghflow build                 write what changed; remove files of ghflow's that no source makes now
  ghflow build release         only the files of workflows/release.py
  ghflow build --check         in CI: fail when somebody forgot to build

exit codes: 0 fine; 1 problems, files that differ or are refused; 2 wrong usage, no input, a source
that fails
""",
    "preview": "exit codes: 0 fine; 1 problems or refused files; 2 wrong usage, no input, a source that fails\n",
}
_FLAGS = {
    "--check": "write nothing; show what would change, and fail when a file is missing, changed or left over",
    "--diff": "write nothing; show what would change",
    "--stdout": "print the texts instead of writing files",
    "--no-check": "do not ask the rules; mistakes that the objects themselves see are shown all the same",
    "--force": "take over files that ghflow did not make, links and read-only files too",
    "--pin": "write the commits of ghflow.lock: uses: NAME@COMMIT # REF",
    "--no-pin": "write references as the sources have them, whatever the settings say",
}


def _parser(verb: str) -> ArgumentParser:
    from argparse import ArgumentParser, RawDescriptionHelpFormatter

    parser = ArgumentParser(
        prog=f"ghflow {verb}",
        description=_DESCRIPTION[verb],
        epilog=_EPILOG[verb],
        formatter_class=lambda prog: RawDescriptionHelpFormatter(prog, width=100),
        allow_abbrev=False,
    )
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="sources: release or workflows/release.py (default: all)"
    )
    parser.add_argument("--source", metavar="DIR", help="the folder of the sources (default: workflows)")
    parser.add_argument("--output", metavar="DIR", help="write the workflows into DIR (default: .github/workflows)")
    for flag, words in _FLAGS.items() if verb == "build" else ():
        parser.add_argument(flag, action="store_true", help=words)
    return parser


def _arguments(verb: str, argv: Sequence[str]) -> Any:
    if verb == "build" and not argv:
        return _nothing_given()  # what most builds are: the parser would take a twentieth of their time
    parser = _parser(verb)
    args, unknown = parser.parse_known_intermixed_args(argv)
    if unknown:
        parser.error("; ".join(f"there is no option {one} ({_instead(verb, one)})" for one in unknown))
    if verb == "preview":
        args.check = args.stdout = args.force = args.pin = args.no_pin = args.no_check = False
        args.diff = True
    if args.pin and args.no_pin:
        parser.error("--pin and --no-pin say the opposite of each other")
    surplus = [f"--{name}" for name in ("check", "diff", "force", "output") if getattr(args, name)]
    if args.stdout and surplus:
        parser.error(f"--stdout only prints the texts: leave out {' and '.join(surplus)}")
    return args


def _nothing_given() -> SimpleNamespace:
    """What the parser of `build` gives for no arguments."""
    flags = dict.fromkeys((flag[2:].replace("-", "_") for flag in _FLAGS), False)
    return SimpleNamespace(names=[], source=None, output=None, **flags)


def _instead(verb: str, given: str) -> str | None:
    """What to write for an option that does not exist."""
    flag = given.partition("=")[0]
    if flag in _FLAGS:
        return f"'ghflow build {flag}' has it"
    return did_you_mean(flag, ["--source", "--output", "--help", *(_FLAGS if verb == "build" else ())])


_kept: list[Built] = []
"""The build that came last: to take thousands of objects apart takes time, and `python -m ghflow` ends without doing so."""


def main(verb: str, argv: Sequence[str]) -> int:
    """Run the verb and return its exit code. Raises `SystemExit` when the arguments are wrong, or `--help` is among them."""
    args = _arguments(verb, argv)
    try:
        settings = find_settings(args.source, args.output)
        settings.pin = args.pin or (settings.pin and not args.no_pin)
        if args.stdout:
            return _print_texts(run(settings, args.names, judged=not args.no_check))
        direct = args.output is not None
        built = build(settings, args.names, direct=direct, force=args.force, judged=not args.no_check)
        _kept[:] = [built]
    except ProjectError as error:
        print(f"ghflow: {error}", file=sys.stderr)
        return 2
    if built.wrong:
        return show_mistakes(built)
    show_mistakes(built)
    if args.check or args.diff:
        code = _show_differences(built, args)
    else:
        apply(built)
        code = _show_files(built)
    if os.path.exists(os.path.join(settings.root, ".github", "workflows", "actions.lock")):
        from ghflow.project.actions_lock import remarks

        for line in remarks(settings, built.files):
            print(f"ghflow: {line}", file=sys.stderr)
    return code


def show_mistakes(built: Built) -> int:
    """Print all mistakes; the exit code that they make."""
    found = built.diagnostics
    if not found and not built.stopped:
        return 0
    from ghflow.rendering import render_text

    sys.stderr.write(render_text(found, colour=in_colour(sys.stderr)))
    for source in built.raised:
        sys.stderr.write(source.failure)
    _annotate([*found, *(source.raised for source in built.raised if source.raised)])
    if built.wrong:
        count = len(found) + len(built.raised)
        print(f"ghflow: {count} {'mistake' if count == 1 else 'mistakes'}; nothing was written", file=sys.stderr)
    return 2 if built.stopped else 1 if built.wrong else 0


def _annotate(found: list[Diagnostic]) -> None:
    """Show problems in a pull request too, when this runs on GitHub."""
    if found and os.environ.get("GITHUB_ACTIONS") == "true":
        from ghflow.rendering import render_github

        sys.stderr.write(render_github(found))


def _print_texts(built: Built) -> int:
    code = show_mistakes(built)
    if not built.wrong:
        _write("---\n".join(planned.text for planned in built.planned))
    return code


def _write(text: str) -> None:
    r"""Print YAML, or a difference of it, as it is in the file: UTF-8 and no `\r`, whatever the system prefers."""
    sys.stdout.flush()
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        sys.stdout.write(text)
    else:
        buffer.write(text.encode())


def _show_files(built: Built) -> int:
    """A line for each file; refused ones say why."""
    for state in built.files:
        if state.change != "refused":
            print(f"{state.change:<9} {relative_to_root(built.settings, state.path)}")
    return _show_refused(built)


def _show_refused(built: Built) -> int:
    refused = [state for state in built.files if state.change == "refused"]
    problems = []
    for state in refused:
        shown = relative_to_root(built.settings, state.path)
        print(f"refused   {shown}: {state.why}", file=sys.stderr)
        problems.append(Diagnostic("refused-file", f"{shown} is not written: {state.why}", Span(state.path, 1)))
    _annotate(problems)
    return 1 if refused else 0


def _show_differences(built: Built, args: Any) -> int:
    """Unified differences of what would change. `--check` fails on any; `--diff` only shows."""
    changed = [state for state in built.files if state.change not in ("unchanged", "refused")]
    for state in changed:
        _write(difference_of(relative_to_root(built.settings, state.path), state, in_colour(sys.stdout)))
    refused = _show_refused(built)
    if args.check and changed:
        words = {"created": "is missing", "updated": "is not up to date", "removed": "is left over"}
        remedy = "run 'python -m ghflow build' and commit the result"
        problems = []
        for state in changed:
            message = f"{relative_to_root(built.settings, state.path)} {words[state.change]}"
            print(f"ghflow: {message}", file=sys.stderr)
            problems.append(Diagnostic("out-of-date", message, Span(state.path, 1), remedy))
        print(f"ghflow: {remedy}", file=sys.stderr)
        if built.settings.pin and any(map(_differs_in_pins, changed)):
            print("ghflow: where a bot has changed pins: run 'python -m ghflow lock --pull' before", file=sys.stderr)
        _annotate(problems)
    elif not changed and not refused:
        print(f"{len(built.files)} {'file is' if len(built.files) == 1 else 'files are'} up to date")
    return 1 if refused or (args.check and changed) else 0


def _differs_in_pins(state: State) -> bool:
    """Whether nothing but pins differs, as when a bot has changed them in the file, or `update` has in the lock."""
    from ghflow.project.lock import is_commit
    from ghflow.project.pins import USES

    new, old = _lines(state.new), _lines(state.old)
    if len(new) != len(old):
        return False
    pairs = [(USES(ours), USES(theirs)) for ours, theirs in zip(new, old, strict=True) if ours != theirs]
    return all(a and b and a["name"] == b["name"] and is_commit(b["ref"]) for a, b in pairs)


def difference_of(path: str, state: State, colour: bool) -> str:
    """What a file would change, as a unified difference; `path` is how it is shown."""
    from difflib import unified_diff

    old = "/dev/null" if state.change == "created" else f"a/{path}"
    new = "/dev/null" if state.change == "removed" else f"b/{path}"
    lines = unified_diff(_lines(state.old), _lines(state.new), old, new)
    shown = [line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines]
    if not colour:
        return "".join(shown)
    codes = {"+": "\033[32m", "-": "\033[31m", "@": "\033[36m"}
    return "".join(f"{codes[line[0]]}{line[:-1]}\033[0m\n" if line[0] in codes else line for line in shown)


def _lines(text: str) -> list[str]:
    """The lines as git counts them. Windows' line ends are no difference."""
    lines = text.replace("\r\n", "\n").split("\n")
    return [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def in_colour(stream: object) -> bool:
    """Whether to paint: on a terminal that can, and never under `NO_COLOR`."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return not plain and bool(getattr(stream, "isatty", bool)())

"""`lock`: the references of the sources, each with its commit, into `ghflow.lock`."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import TYPE_CHECKING

from ghflow.cli.build import show_mistakes
from ghflow.project.build import run
from ghflow.project.files import read, target
from ghflow.project.lock import LOCK_FILE, Pin, read_lock
from ghflow.project.locking import pins_from, write_lock
from ghflow.project.pins import PullError, pulled, references
from ghflow.project.plan import relative_to_root
from ghflow.project.settings import ProjectError, find_settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ghflow.project.build import Built
    from ghflow.project.pins import Bump
    from ghflow.project.settings import Settings

_EPILOG = """\
examples:
  ghflow lock                  pin what has no pin yet, and forget what is not used any more
  ghflow lock --check          in CI, without a network: fail when the lock lacks something, or has too much
  ghflow lock --pull           after Dependabot or Renovate has changed pins in .github/workflows

exit codes: 0 fine; 1 something cannot be pinned, the lock is as it was; 2 wrong usage, a broken lock
"""


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="ghflow lock",
        description="Ask git for the commit of every reference in the sources, and keep it in ghflow.lock, from which\n"
        "'ghflow build --pin' writes pins. Pins that are there already stay: 'ghflow update' moves them.",
        epilog=_EPILOG,
        formatter_class=lambda prog: RawDescriptionHelpFormatter(prog, width=100),
        allow_abbrev=False,
    )
    parser.add_argument("--source", metavar="DIR", help="the folder of the sources (default: workflows)")
    parser.add_argument("--output", metavar="DIR", help="where --pull looks for workflows (default: .github/workflows)")
    one = parser.add_mutually_exclusive_group()
    one.add_argument("--from", metavar="FILE", dest="file", help="take pins from another lock, or from facts as JSON")
    one.add_argument("--pull", action="store_true", help="take over pins that were changed in the generated files")
    one.add_argument("--check", action="store_true", help="write nothing; fail when the lock does not fit the sources")
    return parser


def main(argv: Sequence[str]) -> int:
    """Run the verb and return its exit code. Raises `SystemExit` when the arguments are wrong, or `--help` is among them."""
    args = _parser().parse_args(argv)
    try:
        settings = find_settings(args.source, args.output)
        pins = read_lock(settings)
        settings.pin = False
        built = run(settings)
        if built.wrong:
            return show_mistakes(built)
        wanted = {uses for planned in built.planned for _, uses in references(planned.document)}
        if args.pull:
            return _pull(settings, pins, direct=args.output is not None)
        missing = sorted(wanted - pins.keys())
        if args.check:
            return _check(missing, sorted(pins.keys() - wanted))
        found, wrong = _from_file(args.file, missing) if args.file else _resolved(missing)
        if wrong:
            return _refuse(wrong)
        kept = {uses: pin for uses, pin in pins.items() if uses in wanted}
        return _write(settings, pins, kept | {pin.uses: pin for pin in found})
    except ProjectError as error:
        print(f"ghflow: {error}", file=sys.stderr)
        return 2


def _resolved(missing: list[str]) -> tuple[list[Pin], list[str]]:
    if not missing:
        return [], []
    from ghflow.project.resolve import resolve

    return resolve(missing)


def _from_file(file: str, missing: list[str]) -> tuple[list[Pin], list[str]]:
    found = pins_from(file, missing)
    unknown = [uses for uses, pin in found.items() if pin is None]
    return [pin for pin in found.values() if pin], [f"{file} has no commit for {uses}" for uses in unknown]


def _refuse(wrong: Sequence[str]) -> int:
    for line in wrong:
        print(f"ghflow: {line}", file=sys.stderr)
    print(f"ghflow: {LOCK_FILE} is as it was", file=sys.stderr)
    return 1


def _check(missing: list[str], surplus: list[str]) -> int:
    for uses in missing:
        print(f"ghflow: {uses} is not in {LOCK_FILE}", file=sys.stderr)
    for uses in surplus:
        print(f"ghflow: {uses} is in {LOCK_FILE}, and nothing uses it", file=sys.stderr)
    if missing or surplus:
        print("ghflow: run 'python -m ghflow lock' and commit the result", file=sys.stderr)
        return 1
    print(f"{LOCK_FILE} is up to date")
    return 0


def _write(settings: Settings, before: Mapping[str, Pin], after: Mapping[str, Pin]) -> int:
    if not after and not before:
        print(f"nothing to pin: no source uses an action by a ref, and {LOCK_FILE} is not written")
        return 0
    write_lock(settings, before, after)
    for uses in sorted({*before, *after}, key=str.lower):
        old, new = before.get(uses), after.get(uses)
        if new is None:
            print(f"removed   {uses}")
        elif old is None:
            print(f"locked    {uses} at {new.commit[:12]}")
        elif old != new:
            moved = f"{old.comment} ({old.commit[:12]}) -> {new.comment} ({new.commit[:12]})"
            print(f"updated   {uses}: {moved}{new.remark}")
    unchanged = sum(before.get(uses) == pin for uses, pin in after.items())
    if unchanged:
        print(f"unchanged {unchanged} {'pin' if unchanged == 1 else 'pins'}")
    return 0


def _pull(settings: Settings, pins: dict[str, Pin], *, direct: bool) -> int:
    """Take pins out of the generated files. A bot changes all that it finds of one action; what it left is built anew."""
    settings.pin = True
    built = run(settings)
    if built.wrong:
        return show_mistakes(built)
    bumps: dict[str, dict[tuple[str, str], str]] = {}
    wrong: list[str] = []
    files = _bumps(built, pins, direct, wrong)
    if not files and not wrong:
        raise ProjectError("there are no generated files to take pins from: run 'python -m ghflow build --pin'")
    for shown, found in files:
        for bump in found:
            bumps.setdefault(bump.uses, {}).setdefault((bump.commit, bump.comment), f"{shown}:{bump.line}")
    for uses, places in bumps.items():
        if len(places) > 1:
            listed = ", ".join(f"{commit[:12]} ({place})" for (commit, _), place in places.items())
            wrong.append(f"{uses} was changed to different commits: {listed}")
    if wrong:
        return _refuse(wrong)
    after = dict(pins)
    for uses, places in bumps.items():
        ((commit, comment),) = places
        after[uses] = pins[uses].moved(commit, comment)
    if not bumps:
        print(f"the generated files have the pins of {LOCK_FILE}")
        return 0
    return _write(settings, pins, after)


def _bumps(built: Built, pins: Mapping[str, Pin], direct: bool, wrong: list[str]) -> list[tuple[str, list[Bump]]]:
    found = []
    for planned in built.planned:
        path = target(built.settings, planned.path, direct)
        shown = relative_to_root(built.settings, path)
        try:
            found.append((shown, pulled(planned.text, read(path), pins.values())))
        except PullError as error:
            line, _, words = str(error).partition(": ")
            wrong.append(f"{shown}:{line}: {words}")
        except FileNotFoundError:
            continue
        except (OSError, UnicodeDecodeError) as error:
            wrong.append(f"{shown} cannot be read: {getattr(error, 'strerror', None) or 'it is not UTF-8'}")
    return found

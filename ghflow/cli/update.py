"""`update`: move the pins of `ghflow.lock` to newer releases."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter
from typing import TYPE_CHECKING

from ghflow.diagnostics import did_you_mean
from ghflow.project.lock import LOCK_FILE, Pin, read_lock
from ghflow.project.locking import write_lock
from ghflow.project.resolve import move
from ghflow.project.settings import ProjectError, find_settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ghflow.project.resolve import Move

_EPILOG = """\
examples:
  ghflow update                    every pin, within its major
  ghflow update actions/checkout   this one only ('checkout' does as well)
  ghflow update --major            to the newest major too
  ghflow update --cooldown 7       only to releases that are a week old

exit codes: 0 fine; 1 a repository gives no answer, the lock is as it was; 2 wrong usage, a broken lock
"""


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="ghflow update",
        description="Ask git for newer releases, and move the pins of ghflow.lock to them. 'ghflow build --pin' then writes\n"
        "them into the workflows.",
        epilog=_EPILOG,
        formatter_class=lambda prog: RawDescriptionHelpFormatter(prog, width=100),
        allow_abbrev=False,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="actions: actions/checkout or checkout (default: all)")
    parser.add_argument("--source", metavar="DIR", help="the folder of the sources (default: workflows)")
    parser.add_argument("--major", action="store_true", help="go to other majors as well")
    parser.add_argument("--cooldown", type=_days, metavar="DAYS", help="the age that a release must have (default: 0)")
    parser.add_argument("--dry-run", action="store_true", help="write nothing; show what would change")
    return parser


def _days(text: str) -> int:
    if not text.isdecimal() or len(text) > 5:
        raise ArgumentTypeError(f"a number of days, got {text!r}")
    return int(text)


def main(argv: Sequence[str]) -> int:
    """Run the verb and return its exit code. Raises `SystemExit` when the arguments are wrong, or `--help` is among them."""
    args = _parser().parse_intermixed_args(argv)
    try:
        settings = find_settings(args.source)
        pins = read_lock(settings)
        if not pins:
            raise ProjectError(f"there are no pins to update: run 'python -m ghflow lock', which makes {LOCK_FILE}")
        chosen = _chosen(pins, args.names)
    except ProjectError as error:
        print(f"ghflow: {error}", file=sys.stderr)
        return 2
    cooldown = settings.cooldown if args.cooldown is None else args.cooldown
    moves, wrong = move(chosen, major=args.major, cooldown=cooldown)
    if wrong:
        for line in wrong:
            print(f"ghflow: {line}", file=sys.stderr)
        print(f"ghflow: {LOCK_FILE} is as it was", file=sys.stderr)
        return 1
    if not args.dry_run:
        try:
            write_lock(settings, pins, pins | {one.pin.uses: one.new for one in moves})
        except ProjectError as error:
            print(f"ghflow: {error}", file=sys.stderr)
            return 2
    for one in moves:
        print(_line(one))
    return 0


def _chosen(pins: Mapping[str, Pin], names: Sequence[str]) -> list[Pin]:
    """The pins that are meant by names. Raises `ProjectError` for a name that means none."""
    chosen = []
    known = sorted({pin.name for pin in pins.values()}, key=str.lower)
    for name in names:
        meant = [pin for pin in pins.values() if name.lower() in _names(pin)]
        if not meant:
            near = known if "/" in name else [one.rpartition("/")[2] for one in known]
            raise ProjectError(f"{name} has no pin in {LOCK_FILE} ({did_you_mean(name, near)})")
        chosen += meant
    return [pin for pin in pins.values() if pin in chosen or not names]


def _names(pin: Pin) -> set[str]:
    name = pin.name.lower()
    return {pin.uses.lower(), name, pin.repository.lower(), name.rpartition("/")[2], name.partition("/")[2]}


def _line(one: Move) -> str:
    """What is told of one pin."""
    if one.state == "updated":
        old, new = f"{one.old} ({one.pin.commit[:12]})", f"{one.new.comment} ({one.new.commit[:12]})"
        note = f"; {one.note}" if one.note else ""
        return f"updated   {one.pin.uses}: {old} -> {new}{one.new.remark}{note}"
    return f"{one.state:<9} {one.pin.uses}: {one.old}" + (f"; {one.note}" if one.note else "")

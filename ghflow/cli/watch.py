"""`watch`.

Each build is a process of its own: a source may leave anything behind in the one that it runs in.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import TYPE_CHECKING

from ghflow.project.settings import ProjectError, find_settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ghflow.project.settings import Settings

    Stamps = dict[str, tuple[int, int]]

_SETTINGS = ("pyproject.toml", "ghflow.lock")
_EPILOG = """\
Sources, what they share, pyproject.toml and ghflow.lock are looked at; Ctrl+C ends it.

exit codes: 0 ended by Ctrl+C; 2 wrong usage, no sources
"""


def main(argv: Sequence[str]) -> int:
    """Run the verb and return its exit code. Raises `SystemExit` when the arguments are wrong, or `--help` is among them."""
    parser = ArgumentParser(
        prog="ghflow watch",
        description="Build, and build again whenever a source changes.",
        epilog=_EPILOG,
        formatter_class=lambda prog: RawDescriptionHelpFormatter(prog, width=100),
        allow_abbrev=False,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="sources (default: all)")
    parser.add_argument("--source", metavar="DIR", help="the folder of the sources (default: workflows)")
    parser.add_argument("--output", metavar="DIR", help="write the workflows into DIR (default: .github/workflows)")
    parser.add_argument("--check", action="store_true", help="run 'ghflow check' after each build that succeeds")
    parser.add_argument(
        "--interval", metavar="SECONDS", type=float, default=0.3, help="how often to look (default: 0.3)"
    )
    args = parser.parse_args(argv)
    if not 0.01 <= args.interval <= 3600:
        parser.error("--interval takes seconds from 0.01 to 3600")
    try:
        settings = find_settings(args.source, args.output)
    except ProjectError as error:
        print(f"ghflow: {error}", file=sys.stderr)
        return 2
    command = [*args.names]
    for option in ("source", "output"):
        given = getattr(args, option)
        command += [] if given is None else [f"--{option}", given]
    try:
        _watch(settings, command, args.interval, args.check)
    except KeyboardInterrupt:
        print()
    return 0


def _watch(settings: Settings, command: list[str], interval: float, check: bool) -> None:
    """Build for ever. Changes while a build runs are built next."""
    seen: Stamps | None = None
    while True:
        now = stamps(settings)
        if now == seen:
            time.sleep(interval)
            continue
        if seen is not None:
            _say(", ".join(_changed(settings, seen, now)))
        seen = now
        if _ghflow("build", *command) == 0 and check:
            _ghflow("check", *(["--source", command[command.index("--source") + 1]] if "--source" in command else []))


def _ghflow(*arguments: str) -> int:
    sys.stdout.flush()
    return subprocess.run([sys.executable, "-P", "-m", "ghflow", *arguments], check=False).returncode


def stamps(settings: Settings) -> Stamps:
    """Time and size of every file that a build may depend on. A file that goes while it is looked at is left out."""
    found = {}
    for path in _files(settings):
        try:
            stat = os.stat(path)
        except OSError:
            continue
        found[path] = (stat.st_mtime_ns, stat.st_size)
    return found


def _files(settings: Settings) -> Iterator[str]:
    yield from (os.path.join(settings.root, name) for name in _SETTINGS)
    for base, folders, names in os.walk(settings.source):
        folders[:] = [name for name in folders if not name.startswith((".", "__pycache__"))]
        yield from (os.path.join(base, name) for name in names if name.endswith(".py"))


def _changed(settings: Settings, before: Stamps, now: Stamps) -> list[str]:
    """The files that differ, as they are shown."""
    different = sorted(path for path in {*before, *now} if before.get(path) != now.get(path))
    return [os.path.relpath(path, settings.root).replace(os.sep, "/") for path in different]


def _say(changed: str) -> None:
    print(f"{time.strftime('%H:%M:%S')}  {changed}", flush=True)

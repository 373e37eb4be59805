"""The command `iscc`: Sum-Codes of files.

Lives here: arguments, output, progress and exit codes.
Not here: the codes themselves, which are compiled (`_native`).
"""

import argparse
import json
import os
import stat
import sys
import time
import unicodedata
from collections.abc import Callable, Sequence
from typing import BinaryIO, TextIO

from ._native import SumHasher, __version__, gen_sum_code_v0

# Bytes read at once.
_BLOCK = 4 << 20

# Input that is known to be shorter is done before a bar could be read.
_LARGE = 256 << 20

# Seconds between two states of the bar.
_PAUSE = 0.1

_WIDTH = 30

_DESCRIPTION = """\
Print the ISCC (ISO 24138) of each file: an ISCC-CODE of Data-Code and Instance-Code.

Similar files have codes with similar beginnings after the header, equal files have equal codes."""

_EPILOGUE = """\
exit codes: 0 all files done, 1 one could not be read or the output not written, 2 wrong arguments, 130 interrupted"""


class _Bar:
    """Progress on one line of a terminal, however narrow, which it clears in the end.

    `size` is the number of bytes to come, None if it is not known.
    """

    def __init__(self, terminal: TextIO, name: str, size: int | None) -> None:
        self.terminal = terminal
        self.name = _printable(os.path.basename(name))
        self.size = size
        self.done = 0
        self.start = self.shown = time.monotonic()

    def advance(self, count: int) -> None:
        self.done += count
        now = time.monotonic()
        if now - self.shown >= _PAUSE:
            self.shown = now
            self.show(self.done / (now - self.start))

    def show(self, speed: float) -> None:
        state = f"{self.done / 1e9:.2f} GB, {speed / 1e9:.2f} GB/s"
        if self.size:
            part = min(self.done / self.size, 1.0)
            full = round(part * _WIDTH)
            state = f"[{'#' * full}{'.' * (_WIDTH - full)}] {part:4.0%} {state}"
        self.write(f"{state} {self.name}")

    def close(self) -> None:
        if self.shown > self.start:
            self.write("")
            self.terminal.write("\r")
            self.terminal.flush()

    def write(self, line: str) -> None:
        """Put `line` in place of the last one; the last column stays free, or the cursor might leave the line."""
        self.terminal.write("\r" + _fitted(line, _columns(self.terminal) - 1))
        self.terminal.flush()


def _columns(terminal: TextIO) -> int:
    try:
        return os.get_terminal_size(terminal.fileno()).columns or 80
    except OSError:
        return 80


def _fitted(line: str, columns: int) -> str:
    """The line, cut or filled with blanks so that it takes this many columns."""
    for end, character in enumerate(line):
        width = 2 if unicodedata.east_asian_width(character) in "FW" else 1
        if width > columns:
            line = line[:end]
            break
        columns -= width
    return line + " " * columns


def _terminal() -> TextIO | None:
    return sys.stderr if sys.stderr.isatty() else None


def _printable(name: str) -> str:
    return name.encode("ascii", "backslashreplace").decode() if not name.isprintable() else name


def _line_name(name: str) -> tuple[str, str]:
    """What stands before the line, and the name: a name that would break the line is escaped, as sha256sum does."""
    escaped = name.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
    return ("", name) if name == escaped else ("\\", escaped)


def _sum_code(name: str, options: argparse.Namespace) -> dict[str, object]:
    """Result for one file; OSError if it cannot be read."""
    terminal = _terminal()
    if name == "-":
        # With a buffer: a pipe by itself gives less than a block at a time.
        file: BinaryIO = open(0, "rb", closefd=False)  # noqa: SIM115
        size = None
    else:
        status = os.stat(name)
        size = status.st_size if stat.S_ISREG(status.st_mode) else None
        if terminal is None or (size is not None and size < _LARGE):
            return dict(gen_sum_code_v0(name, options.bits, options.wide, options.units))
        file = open(name, "rb")  # noqa: SIM115
    hasher = SumHasher()
    bar = None if terminal is None else _Bar(terminal, name, size)
    with file:
        try:
            while piece := file.read(_BLOCK):
                hasher.update(piece)
                if bar:
                    bar.advance(len(piece))
        finally:
            if bar:
                bar.close()
    return dict(hasher.finalize(options.bits, options.wide, options.units))


def _write_json(name: str, result: dict[str, object]) -> None:
    print(json.dumps({"file": name, **result}))


def _write_lines(name: str, result: dict[str, object]) -> None:
    mark, shown = _line_name(name)
    units = result.get("units", [])
    assert isinstance(units, list)
    for code in [result["iscc"], *units]:
        print(f"{mark}{code}  {shown}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="iscc",
        description=_DESCRIPTION,
        epilog=_EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", metavar="FILE", nargs="+", help="a file, or - for standard input")
    parser.add_argument("--json", action="store_true", help="print a JSON object on a line of its own for each file")
    parser.add_argument(
        "--bits",
        type=int,
        default=64,
        choices=range(64, 257, 32),
        metavar="N",
        help="bits of the two units: 64 (default), 96, 128, ... 256",
    )
    parser.add_argument("--wide", action="store_true", help="keep 128 bits of each unit in the code (implies 128 bits)")
    parser.add_argument("--units", action="store_true", help="print the Data-Code and the Instance-Code too")
    parser.add_argument("--version", action="version", version=f"iscc-lib {__version__}")
    return parser


def run(arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments (by default those of the process) say; returns the exit code.

    Raises SystemExit for wrong arguments, `--help` and `--version`.
    """
    options = _parser().parse_args(arguments)
    if options.wide:
        options.bits = max(options.bits, 128)
    write: Callable[[str, dict[str, object]], None] = _write_json if options.json else _write_lines
    failed = False
    for name in options.files:
        try:
            result = _sum_code(name, options)
        except OSError as error:
            failed = True
            print(f"iscc: {_printable(name)}: {error.strerror or error}", file=sys.stderr)
        else:
            write(name, result)
    sys.stdout.flush()
    return int(failed)


def main() -> int:
    """Entry point of the command."""
    # Python has no object for a stream that is closed from the start.
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115
    if sys.stdout is None:
        print("iscc: cannot write: standard output is closed", file=sys.stderr)
        return 1
    if hasattr(sys.stdout, "reconfigure"):
        # Names of files need not be text; what came in as bytes goes out as the same bytes.
        sys.stdout.reconfigure(errors="surrogateescape")
    try:
        return run()
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        # A reader that has seen enough is no news. Python would complain again when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            print(f"iscc: cannot write: {error.strerror or error}", file=sys.stderr)
        return 1

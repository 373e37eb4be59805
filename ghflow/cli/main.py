"""The entry point: picks the verb, and nothing of the other verbs is loaded.

Exit codes: 0 fine; 1 problems, drift or a refused file; 2 wrong usage, no input, or a source that raises.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_VERBS = {
    "build": "write the workflow files",
    "preview": "show what build would change, and write nothing",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code. `argv` is what stands behind `ghflow`."""
    args = list(sys.argv[1:] if argv is None else argv)
    verb = args[0] if args else "--help"
    if verb in ("-h", "--help", "help"):
        print(_usage(), end="")
        return 0 if args else 2
    if verb in ("-V", "--version"):
        from ghflow.version import __version__

        print("ghflow", __version__)
        return 0
    if verb not in _VERBS:
        from ghflow.diagnostics import closest

        match = closest(verb, _VERBS)
        hint = f"; did you mean '{match}'?" if match else f" (verbs: {', '.join(_VERBS)})"
        print(f"ghflow: there is no verb '{verb}'{hint}", file=sys.stderr)
        return 2
    from ghflow.cli import build

    try:
        return build.main(verb, args[1:])
    except KeyboardInterrupt:
        print("ghflow: interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:
        sys.stdout = None
        return 1


def script() -> None:
    """The console script `ghflow`."""
    sys.exit(main())


def _usage() -> str:
    lines = [f"  {verb:<10}{words}\n" for verb, words in _VERBS.items()]
    return (
        "usage: ghflow VERB [...]\n\nverbs:\n"
        + "".join(lines)
        + "\n'ghflow VERB --help' says more; 'ghflow --version'.\n"
    )

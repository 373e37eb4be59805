"""The entry point: picks the verb, and nothing of the other verbs is loaded.

Exit codes: 0 fine; 1 problems, drift or a refused file; 2 wrong usage, no input, or a source that raises.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_VERBS = {
    "init": "write a first source",
    "build": "write the workflow files",
    "import": "turn existing YAML into sources",
    "check": "say everything that is wrong, in sources and YAML files",
    "explain": "say what a rule is about",
    "preview": "show what build would change, and write nothing",
    "watch": "build again whenever a source changes",
    "plan": "show what an event would start, and why: workflows, jobs, legs, steps",
    "why": "say why a job runs or not",
    "list": "list workflows and actions, those of sources and those written by hand",
    "graph": "draw jobs and what they need: Mermaid, DOT, SVG",
    "add": "write a typed wrapper for one more action",
    "lock": "keep the commit of every action in ghflow.lock",
    "update": "move the pins of ghflow.lock to newer releases",
}
_USAGE = """\
usage: ghflow VERB [...]

verbs:
{verbs}
'ghflow VERB --help' says more about a verb; 'ghflow --version' shows the version.
Exit codes: 0 fine; 1 problems, files that differ or are refused; 2 wrong usage, no input, a source that fails.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code. `argv` is what stands behind `ghflow`.

    Raises nothing: what is left over here is a mistake of ghflow's own, and is shown as one line.
    """
    _make_streams_safe()
    try:
        code = _run(list(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()
        sys.stderr.flush()
    except KeyboardInterrupt:
        return _end("interrupted", 130)
    except BrokenPipeError:
        # Whoever read the output has seen enough. What is still in the buffer must not fail once more at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        return _end(f"{error.strerror or error}" + (f": {error.filename}" if error.filename else ""), 1)
    except Exception as error:
        if os.environ.get("GHFLOW_TRACEBACK"):
            raise
        return _end(f"internal error, please report it: {_described(error)}", 2)
    return code


def script() -> None:
    """The console script `ghflow`."""
    sys.exit(main())


def _make_streams_safe() -> None:
    """A closed stream swallows, and what the encoding of a terminal does not have is escaped."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - stays open until the end
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115
    if sys.stdout.errors == "strict" and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")


def _end(words: str, code: int) -> int:
    print(f"ghflow: {words}", file=sys.stderr)
    return code


def _described(error: Exception) -> str:
    step = error.__traceback__
    while step is not None and step.tb_next is not None:
        step = step.tb_next
    place = f" ({os.path.basename(step.tb_frame.f_code.co_filename)}:{step.tb_lineno})" if step else ""
    return f"{type(error).__name__}: {error}{place}; GHFLOW_TRACEBACK=1 shows where"


def _run(args: list[str]) -> int:
    verb = args[0] if args else ""
    if verb == "help" and len(args) > 1:
        verb, args = args[1], [args[1], "--help"]
    if verb in ("", "-h", "--help", "help"):
        print(_usage(), end="", file=sys.stdout if verb else sys.stderr)
        return 0 if verb else 2
    if verb in ("-V", "--version"):
        from ghflow.version import __version__

        print("ghflow", __version__)
        return 0
    if verb.startswith("-"):
        return _end(f"a verb comes first, as in 'ghflow build {verb}' (verbs: {', '.join(_VERBS)})", 2)
    if verb not in _VERBS:
        return _unknown(verb)
    try:
        return _run_verb(verb, args[1:])
    except SystemExit as end:  # argparse has said what there is to say
        return end.code if isinstance(end.code, int) else 2


def _run_verb(verb: str, args: list[str]) -> int:
    if verb in ("build", "preview"):
        from ghflow.cli import build

        return build.main(verb, args)
    if verb in ("plan", "why"):
        from ghflow.cli import plan

        return plan.main(verb, args)
    from importlib import import_module
    from keyword import iskeyword

    module = f"{verb}_" if iskeyword(verb) else verb
    code: int = import_module(f"ghflow.cli.{module}").main(args)
    return code


def _unknown(verb: str) -> int:
    from ghflow.diagnostics import closest

    match = closest(verb, [*_VERBS, "help", "--version"])
    hint = f"; did you mean '{match}'?" if match else f" (verbs: {', '.join(_VERBS)})"
    return _end(f"there is no verb '{verb}'{hint}", 2)


def _usage() -> str:
    return _USAGE.format(verbs="".join(f"  {verb:<10}{words}\n" for verb, words in _VERBS.items()))

"""How a `run:` text becomes a file and a command line: GitHub's shell templates.

Lives here: `Shell`, `find_shell`, the built-in templates, file endings, what is put around a script, how arguments
are split.
Not here: which of step, job and workflow says the shell (`model`), starting the process (`scripts`).

Source: actions/runner, `ScriptHandler.cs` and `ScriptHandlerHelpers.cs` (read 2026-11).
"""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Callable

_ARGUMENTS = {
    "bash": "--noprofile --norc -e -o pipefail {0}",
    "sh": "-e {0}",
    "python": "{0}",
    "pwsh": "-command \". '{0}'\"",
    "powershell": "-command \". '{0}'\"",
    "cmd": '/D /E:ON /V:OFF /S /C "CALL "{0}""',
}
_ENDINGS = {"bash": ".sh", "sh": ".sh", "python": ".py", "pwsh": ".ps1", "powershell": ".ps1", "cmd": ".cmd"}
_POWERSHELLS = ("pwsh", "powershell")
_STOP_ON_ERROR = "$ErrorActionPreference = 'stop'"
_EXIT_AS_LAST_PROGRAM = "if ((Test-Path -LiteralPath variable:\\LASTEXITCODE)) { exit $LASTEXITCODE }"


class ShellError(ValueError):
    """The `shell:` of a step is none that the runner could use; the step fails."""


@attrs.frozen
class Shell:
    """A program and the template of its arguments, in which `{0}` is the script file."""

    program: str
    arguments: str

    @property
    def ending(self) -> str:
        """Ending of the script file; a program that GitHub does not know gets none."""
        return _ENDINGS.get(self.program.lower(), "")

    def contents(self, run: str, newline: str = "\n") -> str:
        """What is written into the script file for the text of `run:`."""
        text = run.replace("\r\n", "\n")
        if self.program.lower() in _POWERSHELLS:
            text = f"{_STOP_ON_ERROR}\n{text}\n{_EXIT_AS_LAST_PROGRAM}"
        elif self.program.lower() == "cmd":
            text = f"@echo off\n{text}"
        return text.replace("\n", newline)

    def command(self, executable: str, script: str) -> list[str] | str:
        """The command that runs the file `script` with the program found at `executable`.

        A list of arguments, but for cmd, whose quotes follow no rule but its own: there the finished command line.
        """
        if self.program.lower() == "cmd":
            return f'"{executable}" {_fill(self.arguments, script)}'
        return [executable, *(_fill(argument, script) for argument in split_arguments(self.arguments))]


def find_shell(
    option: str | None,
    *,
    windows: bool = sys.platform == "win32",
    which: Callable[[str], str | None] = shutil.which,
) -> Shell:
    """The shell that `shell: option` means; None is a step for which nobody says a shell.

    Without a shell: bash where there is one (without pipefail, unlike `shell: bash`), else sh; on Windows pwsh, else
    powershell.
    Raises `ShellError` for a template without `{0}` or with another brace.
    """
    if not option:
        if windows:
            program = "pwsh" if which("pwsh") else "powershell"
            return Shell(program, _ARGUMENTS[program])
        return Shell("bash" if which("bash") else "sh", _ARGUMENTS["sh"])
    program, _, arguments = option.partition(" ")
    arguments = arguments.lstrip() or _ARGUMENTS.get(program.lower(), "")
    if "{0}" not in arguments:
        known = ", ".join(sorted(_ARGUMENTS))
        raise ShellError(f"shell {option!r} is neither built in ({known}) nor a command with '{{0}}' for the script")
    _fill(arguments, "")
    return Shell(program, arguments)


def split_arguments(text: str) -> list[str]:
    """Split a command line as .NET does: at blanks outside double quotes; single quotes mean nothing.

    A backslash is itself, but before a double quote: there two stand for one, and an odd one makes the quote a letter.
    """
    arguments: list[str] = []
    current: str | None = None
    quoted = False
    at = 0
    while at < len(text):
        letter = text[at]
        if letter in " \t" and not quoted:
            if current is not None:
                arguments.append(current)
            current = None
            at += 1
            continue
        current = current or ""
        if letter == "\\":
            end = at
            while end < len(text) and text[end] == "\\":
                end += 1
            slashes = end - at
            at = end
            if not text.startswith('"', end):
                current += "\\" * slashes
                continue
            current += "\\" * (slashes // 2)
            if slashes % 2:
                current += '"'
                at += 1
        elif letter == '"':
            if quoted and text.startswith('""', at):
                current += '"'
                at += 1
            else:
                quoted = not quoted
            at += 1
        else:
            current += letter
            at += 1
    return arguments if current is None else [*arguments, current]


def _fill(template: str, script: str) -> str:
    """Put `script` in the place of `{0}`; `{{` and `}}` are single braces, as in .NET's `string.Format`."""
    pieces: list[str] = []
    at = 0
    while at < len(template):
        if template.startswith(("{{", "}}"), at):
            pieces.append(template[at])
            at += 2
        elif template.startswith("{0}", at):
            pieces.append(script)
            at += 3
        elif template[at] in "{}":
            raise ShellError(f"shell arguments {template!r} hold a brace that is neither '{{0}}' nor doubled")
        else:
            pieces.append(template[at])
            at += 1
    return "".join(pieces)

"""The shells that GitHub knows by name.

Lives here: arguments, file endings, which system has which. Not here: how a command line is made of them (`simulator`).
Source: actions/runner, ScriptHandlerHelpers.cs; docs.github.com, "Workflow syntax", `shell` (read 2026-11-22).
"""

from __future__ import annotations

from typing import NamedTuple


class Shell(NamedTuple):
    """One shell; `{0}` is the script file."""

    arguments: str
    ending: str
    windows_only: bool = False
    not_on_windows: bool = False


SHELLS: dict[str, Shell] = {
    "bash": Shell("--noprofile --norc -e -o pipefail {0}", ".sh"),
    "sh": Shell("-e {0}", ".sh", not_on_windows=True),
    "python": Shell("{0}", ".py"),
    "pwsh": Shell("-command \". '{0}'\"", ".ps1"),
    "powershell": Shell("-command \". '{0}'\"", ".ps1", windows_only=True),
    "cmd": Shell('/D /E:ON /V:OFF /S /C "CALL "{0}""', ".cmd", windows_only=True),
}
"""Any other text is the command line of a program of the user's own and must hold `{0}`."""

COMMANDS: dict[str, tuple[str, ...]] = {
    "apt-get": ("Linux",),
    "apt": ("Linux",),
    "dpkg": ("Linux",),
    "systemctl": ("Linux",),
    "choco": ("Windows",),
    "winget": ("Windows",),
    "msbuild": ("Windows",),
    "brew": ("macOS", "Linux"),
    "xcodebuild": ("macOS",),
    "xcrun": ("macOS",),
    "codesign": ("macOS",),
    "hdiutil": ("macOS",),
}
"""Commands of one system alone, by `runner.os`. Source: actions/runner-images, README of each image (read 2026-11-22)."""

WRAPPED = {name: frozenset({"stdout", "stderr", "exitcode"}) for name in ("terraform", "tofu", "terragrunt")}
"""Outputs that programs write where the action that installs them puts a wrapper around, as hashicorp/setup-terraform does.

Source: README of hashicorp/setup-terraform and opentofu/setup-opentofu (read 2026-11-22).
"""

DEFAULT = {"Linux": "bash -e {0}", "macOS": "bash -e {0}", "Windows": "pwsh"}
"""The shell of a step for which nobody says one, by `runner.os`. Unlike `shell: bash` it has no `pipefail`."""

DEFAULT_WITHOUT_BASH = "sh -e {0}"
"""The same on Linux and macOS where there is no bash, and always in a container."""

"""The labels of GitHub's own runners, and when they went away.

A new label is one line here. Labels ignore case.
Source: actions/runner-images, README of 2026-08-21 (749514466); the dates as announced in its issues, for macos-14 in issue
13518; docs.github.com, "GitHub-hosted runners" (read 2026-11-22).
"""

from __future__ import annotations

from typing import NamedTuple


class Label(NamedTuple):
    """One label of a machine that GitHub runs."""

    os: str
    """As `runner.os` says it."""
    arch: str | None
    """As `runner.arch` says it; None where GitHub does not say."""
    stage: str = "current"
    """`current`, `preview`, `deprecated` (announced to go) or `removed`."""
    retired: str | None = None
    """The day on which it went or goes away, as far as it is known: `2025-12-08`."""


_LINUX, _WINDOWS, _MACOS = "Linux", "Windows", "macOS"
_X64, _ARM64 = "X64", "ARM64"

LABELS: dict[str, Label] = {
    "ubuntu-slim": Label(_LINUX, _X64),
    "ubuntu-latest": Label(_LINUX, _X64),
    "ubuntu-26.04": Label(_LINUX, _X64, "preview"),
    "ubuntu-26.04-arm": Label(_LINUX, _ARM64, "preview"),
    "ubuntu-24.04": Label(_LINUX, _X64),
    "ubuntu-24.04-arm": Label(_LINUX, _ARM64),
    "ubuntu-22.04": Label(_LINUX, _X64),
    "ubuntu-22.04-arm": Label(_LINUX, _ARM64),
    "windows-latest": Label(_WINDOWS, _X64),
    "windows-2025": Label(_WINDOWS, _X64),
    "windows-2025-vs2026": Label(_WINDOWS, _X64),
    "windows-2022": Label(_WINDOWS, _X64),
    "windows-11-arm": Label(_WINDOWS, _ARM64),
    "windows-11-vs2026-arm": Label(_WINDOWS, _ARM64),
    "macos-latest": Label(_MACOS, _ARM64),
    "macos-latest-large": Label(_MACOS, _X64),
    "macos-latest-xlarge": Label(_MACOS, _ARM64),
    "macos-26": Label(_MACOS, _ARM64),
    "macos-26-intel": Label(_MACOS, _X64),
    "macos-26-large": Label(_MACOS, _X64),
    "macos-26-xlarge": Label(_MACOS, _ARM64),
    "macos-15": Label(_MACOS, _ARM64),
    "macos-15-intel": Label(_MACOS, _X64),
    "macos-15-large": Label(_MACOS, _X64),
    "macos-15-xlarge": Label(_MACOS, _ARM64),
    "xcode-27": Label(_MACOS, None, "preview"),
    "xcode-27-xlarge": Label(_MACOS, None, "preview"),
    "macos-14": Label(_MACOS, _ARM64, "deprecated", "2026-11-02"),
    "macos-14-large": Label(_MACOS, _X64, "deprecated", "2026-11-02"),
    "macos-14-xlarge": Label(_MACOS, _ARM64, "deprecated", "2026-11-02"),
    "macos-13": Label(_MACOS, _X64, "removed", "2025-12-08"),
    "macos-13-large": Label(_MACOS, _X64, "removed", "2025-12-08"),
    "macos-13-xlarge": Label(_MACOS, _ARM64, "removed", "2025-12-08"),
    "macos-12": Label(_MACOS, _X64, "removed", "2024-12-03"),
    "macos-11": Label(_MACOS, _X64, "removed"),
    "macos-10.15": Label(_MACOS, _X64, "removed"),
    "ubuntu-20.04": Label(_LINUX, _X64, "removed", "2025-04-15"),
    "ubuntu-18.04": Label(_LINUX, _X64, "removed"),
    "ubuntu-16.04": Label(_LINUX, _X64, "removed"),
    "windows-2019": Label(_WINDOWS, _X64, "removed", "2025-06-30"),
    "windows-2016": Label(_WINDOWS, _X64, "removed"),
}

ALIASES = {"ubuntu-latest": "ubuntu-24.04", "windows-latest": "windows-2025", "macos-latest": "macos-26"}
"""What `-latest` means today."""

SELF_HOSTED = ("self-hosted", "linux", "windows", "macOS", "x64", "ARM", "ARM64")
"""The labels that a self-hosted runner is given by itself."""

GROUP_PREFIXES = ("org/", "organization/", "ent/", "enterprise/")
"""What the name of a group of runners may start with."""

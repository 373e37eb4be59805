"""Actions that restore a cache, and what gives something out to users, which a cache must not reach.

Unlike `publishing`, what counts here can be taken back as well: releases, images.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Cache(NamedTuple):
    """An action that restores a cache: always, or where an input says so."""

    given: str | None = None
    """The input that switches it on when it is not empty; None where it is on by itself."""
    off: tuple[str, ...] = ()
    """Inputs that switch it off: `name` when it is true, `!name` when it is false."""


CACHES: dict[str, Cache] = {
    "actions/cache": Cache(off=("lookup-only",)),
    "actions/cache/restore": Cache(off=("lookup-only",)),
    "actions/setup-dotnet": Cache("cache"),
    "actions/setup-go": Cache(off=("!cache",)),
    "actions/setup-java": Cache("cache"),
    "actions/setup-node": Cache("cache"),
    "actions/setup-python": Cache("cache"),
    "actions-rust-lang/setup-rust-toolchain": Cache(off=("!cache",)),
    "astral-sh/setup-uv": Cache("enable-cache"),
    "docker/build-push-action": Cache("cache-from"),
    "gradle/actions/setup-gradle": Cache(off=("cache-disabled",)),
    "pnpm/action-setup": Cache("cache"),
    "ruby/setup-ruby": Cache("bundler-cache"),
    "swatinem/rust-cache": Cache(off=("lookup-only",)),
}
"""Source: the action.yml of each (read 2026-11-22)."""

GIVING_OUT: dict[str, str | None] = {
    "actions/create-release": None,
    "cargo-bins/release-pr": None,
    "changesets/action": "publish",
    "goreleaser/goreleaser-action": "args",
    "js-devtools/npm-publish": None,
    "katyo/publish-crates": None,
    "ncipollo/release-action": None,
    "pypa/gh-action-pypi-publish": None,
    "rubygems/release-gem": None,
    "softprops/action-gh-release": None,
    "svenstaro/upload-release-action": None,
}
"""Actions that publish, with the input without which they do not."""

COMMANDS = re.compile(
    r"^(?!\s*#).*?(?<![\w./-])(?:"
    r"(?:npm|pnpm|yarn|yarn npm|lerna|changeset|cargo|uv|poetry|flit|hatch|maturin|vsce|ovsx|dart pub|flutter pub)\s+publish"
    r"|cargo workspaces publish|twine upload|maturin upload|gem push|(?:dotnet )?nuget push|helm push"
    r"|gh release (?:create|upload)|goreleaser release"
    r")(?![\w-])(?!.*--(?:dry-run|snapshot))",
    re.MULTILINE,
)
PUSHES = re.compile(r"^\s*docker (?:image |buildx? )?push\b", re.MULTILINE)
"""Commands that give something out, and one that does so at a release alone."""

"""Programs that stand before those which publish: a run on this machine pushes, uploads and releases nothing.

Lives here: `SHIMS` (what is refused), `write_shims`, and what holds where a script names a program by its path: `guards`,
`git_template`.
Not here: secrets (a run has none unless somebody gives them).

What cannot be had this way: a program called by its path, or through another (`python -m`, `make`), is only stopped where a
setting of it leads nowhere, and by having no credentials; a script that talks to a server by itself is not stopped at all.
"""

from __future__ import annotations

import os
import stat
import sys
from typing import TYPE_CHECKING

import attrs

from ghflow.simulator.workspace import REFUSED_PUSH, refuse_pushes

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

_NOWHERE = "https://refused-by-ghflow.invalid"


@attrs.frozen(kw_only=True)
class Shim:
    """What is refused of a program: `verbs`, each of one or more words; without any, all of it but `harmless`.

    `valued` are options in front of the verb that take a value; `flags` are options that are refused behind any verb.
    `guards` are variables that refuse the same, for when the program is called by its path.
    """

    verbs: tuple[str, ...] = ()
    harmless: tuple[str, ...] = ()
    valued: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    why: str = "a run on this machine publishes nothing"
    anywhere: bool = False
    """Whether a verb counts behind other words too."""
    guards: Mapping[str, str] = attrs.field(factory=dict)


_HELP = ("--help", "-h", "--version", "-V", "help", "version")
_DOCKER = Shim(
    verbs=(
        "push",
        "image push",
        "manifest push",
        "compose push",
        "plugin push",
        "trust sign",
        "login",
    ),
    valued=("--config", "-c", "--context", "-H", "--host", "-l", "--log-level", "--tlscacert", "--tlscert", "--tlskey"),
    flags=("--push", "type=registry", "push=true"),
)
_NPM = Shim(
    verbs=(
        *("publish", "publis", "publi", "publ", "pub"),  # npm takes the beginning of a command for it
        *("unpublish", "deprecate", "dist-tag", "owner", "access", "star"),
        *("npm publish", "stage publish", "exec npm publish", "x npm publish"),
    ),
    valued=(
        "--prefix",
        "-C",
        "--dir",
        "--cwd",
        "-w",
        "--workspace",
        "--filter",
        "-F",
        "--registry",
        "--userconfig",
        "--tag",
    ),
)
_RUNS_TWINE = ("--from", "--with", "--python", "-p", "--spec", "--index", "--index-url", "--extra", "--group")
_SSH = Shim(harmless=("-V", "-Q"), why="it would use the keys of whoever runs this")
SHIMS: dict[str, Shim] = {
    "git": Shim(
        verbs=("push", "send-pack", "lfs push", "subtree push", "svn dcommit", "http-push"),
        valued=("-C", "-c", "--git-dir", "--work-tree", "--namespace", "--exec-path", "--config-env", "--super-prefix"),
        guards={
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": f"url.{REFUSED_PUSH}.pushInsteadOf",
            "GIT_CONFIG_VALUE_0": "",
            "GIT_TERMINAL_PROMPT": "0",
        },
    ),
    "gh": Shim(harmless=_HELP, guards={"GH_HOST": "refused-by-ghflow.invalid", "GH_PROMPT_DISABLED": "1"}),
    "ssh": _SSH,
    "scp": _SSH,
    "sftp": _SSH,
    "sudo": Shim(harmless=_HELP, why="it would change this machine"),
    "hub": Shim(harmless=_HELP),
    "glab": Shim(harmless=_HELP),
    "cargo": Shim(
        verbs=("publish", "yank", "owner", "login", "release"),
        valued=("--config", "-Z", "-C", "--color"),
        guards={"CARGO_REGISTRY_TOKEN": ""},
    ),
    "twine": Shim(harmless=("check", *_HELP), guards={"TWINE_REPOSITORY_URL": _NOWHERE, "TWINE_NON_INTERACTIVE": "1"}),
    "uv": Shim(
        verbs=("publish", "run twine upload", "tool run twine upload"),
        valued=("--directory", "--project", "--config-file", *_RUNS_TWINE),
        guards={"UV_PUBLISH_URL": _NOWHERE},
    ),
    "uvx": Shim(verbs=("twine upload",), valued=_RUNS_TWINE),
    "pipx": Shim(verbs=("run twine upload",), valued=_RUNS_TWINE),
    "poetry": Shim(verbs=("publish",), valued=("-C", "--directory", "-P", "--project")),
    "flit": Shim(verbs=("publish",), valued=("-f", "--ini-file"), guards={"FLIT_INDEX_URL": _NOWHERE}),
    "hatch": Shim(verbs=("publish",), valued=("-e", "--env", "-p", "--project"), guards={"HATCH_INDEX_REPO": _NOWHERE}),
    "pdm": Shim(verbs=("publish",), guards={"PDM_PUBLISH_REPO": _NOWHERE}),
    "maturin": Shim(verbs=("publish", "upload"), guards={"MATURIN_REPOSITORY_URL": _NOWHERE}),
    "npm": _NPM,
    "pnpm": _NPM,
    "npx": Shim(
        verbs=("npm publish", "semantic-release", "lerna publish", "vsce publish", "ovsx publish", "jsr publish"),
        valued=("-p", "--package", "-w", "--workspace"),
    ),
    "yarn": attrs.evolve(_NPM, guards={"YARN_NPM_PUBLISH_REGISTRY": _NOWHERE}),
    "bun": _NPM,
    "lerna": Shim(verbs=("publish",)),
    "semantic-release": Shim(harmless=_HELP),
    "vsce": Shim(verbs=("publish", "unpublish")),
    "ovsx": Shim(verbs=("publish",)),
    "jsr": Shim(verbs=("publish",)),
    "deno": Shim(verbs=("publish", "deploy")),
    "docker": _DOCKER,
    "docker-compose": Shim(verbs=("push",), valued=("-f", "--file", "-p", "--project-name"), flags=("--push",)),
    "podman": _DOCKER,
    "buildah": Shim(verbs=("push", "login")),
    "skopeo": Shim(verbs=("copy", "sync", "delete", "login")),
    "helm": Shim(verbs=("push",)),
    "oras": Shim(verbs=("push",)),
    "gem": Shim(verbs=("push", "yank", "owner"), guards={"RUBYGEMS_HOST": _NOWHERE}),
    "mvn": Shim(verbs=("deploy", "release:perform"), anywhere=True),
    "nuget": Shim(verbs=("push",)),
    "dotnet": Shim(verbs=("nuget push",)),
    "goreleaser": Shim(verbs=("release", "publish")),
}
"""By the name of the program; `--allow` takes these names."""

_SCRIPT = """\
#!/bin/sh
# Stands before {name}: {why}. Written by ghflow.
refuse() {{
  echo "::error title=Refused::$1 is refused: {why}. Allow it with --allow {name}" >&2
  exit 1
}}
{check}
IFS=:
for folder in $PATH; do
  if [ "$folder" != {here} ] && [ -x "$folder/{name}" ] && [ ! -d "$folder/{name}" ]; then
    unset IFS
    exec "$folder/{name}" "$@"
  fi
done
echo "{name}: command not found" >&2
exit 127
"""
_FIRST = """\
words=""
skip=""
for word in "$@"; do
  if [ -n "$skip" ]; then skip=""; continue; fi
  case "$word" in
    {valued}) skip=1 ;;
    -*|+*) ;;
    *) words="$words $word" ;;
  esac
done
case "$words " in
{cases}
esac
"""
_FLAGS = """\
for word in "$@"; do
  case "$word" in
    {flags}) refuse "{name} with $word" ;;
  esac
done
"""
_ALL = """\
case "$1" in
  {harmless}) ;;
  *) refuse "{name}" ;;
esac
"""


def script_of(name: str, shim: Shim, here: str) -> str:
    """The text of the program that stands before another; `here` is the folder it is in."""
    if shim.verbs:
        valued = "|".join(shim.valued) or "--no-option-takes-a-value"
        start = "*" if shim.anywhere else ""
        cases = "\n".join(f'  {start}" {verb} "*) refuse "{name} {verb}" ;;' for verb in shim.verbs)
        check = _FIRST.format(valued=valued, cases=cases)
        if shim.flags:
            check += _FLAGS.format(name=name, flags="|".join(f"*{flag}*" for flag in shim.flags))
    else:
        check = _ALL.format(name=name, harmless="|".join(shim.harmless))
    return _SCRIPT.format(name=name, check=check, here=_quoted(here), why=shim.why)


def write_shims(folder: Path, allow: Collection[str] = ()) -> None:
    """Write the programs into a folder, but those that are allowed. On Windows they hold in bash alone."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, shim in SHIMS.items():
        if name not in allow:
            file = folder / name
            file.write_text(script_of(name, shim, str(folder)), encoding="utf-8", newline="\n")
            file.chmod(file.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)


def guards(allow: Collection[str] = ()) -> dict[str, str]:
    """Variables by which programs refuse to publish that are called by their path."""
    found: dict[str, str] = {}
    for name, shim in SHIMS.items():
        if name not in allow:
            found.update(shim.guards)
    return found


def git_template(folder: Path) -> dict[str, str]:
    """Write a template whose hook refuses pushes, and the variable by which git takes it for repositories that scripts make."""
    refuse_pushes(folder)
    (folder / "info").mkdir()
    (folder / "info" / "exclude").touch()
    return {"GIT_TEMPLATE_DIR": str(folder)}


def kept_tools() -> dict[str, str]:
    """Where tools are installed that look for themselves below the home folder, which is another one in a run."""
    home = os.path.expanduser("~")
    found = {}
    for name, folder in (
        ("RUSTUP_HOME", ".rustup"),
        ("PYENV_ROOT", ".pyenv"),
        ("NVM_DIR", ".nvm"),
        ("VOLTA_HOME", ".volta"),
    ):
        path = os.environ.get(name) or os.path.join(home, folder)
        if os.path.isdir(path):
            found[name] = path
    if sys.platform == "darwin" and "DEVELOPER_DIR" in os.environ:
        found["DEVELOPER_DIR"] = os.environ["DEVELOPER_DIR"]
    return found


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"

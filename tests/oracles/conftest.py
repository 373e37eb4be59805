"""Other people's judgement of a workflow file, each in one normal form.

Lives here: the fixture `oracles`, which finds an installation and runs GitHub's language service, check-jsonschema,
actionlint and zizmor. GHFLOW_ORACLES names the folder; else it is ~/.cache/ghflow-oracles, where
`../shared/oracles/setup.sh` puts it.
Not here: what ghflow itself finds (`rules`), and which findings are right: the oracles have mistakes of their own.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@attrs.frozen
class Finding:
    """What an oracle says about a line; `severity` and `kind` are its own words."""

    line: int
    severity: str
    kind: str
    message: str


class OracleError(Exception):
    """An oracle did not give a judgement; the message holds what it printed."""


@attrs.frozen
class Oracles:
    """An installation of the oracles in `folder`. Each method judges one file and gives its findings."""

    folder: Path

    def program(self, name: str) -> Path:
        """A program that pip or go has put there."""
        return self.folder / "venv" / "bin" / name

    def language_service(self, file: Path) -> list[Finding]:
        """GitHub's own; with all its feature flags, without which it lags behind the server."""
        output = _run("node", str(self.folder / "langservice.bundle.mjs"), "--flags", "all", str(file))
        found = _parse(output)["diagnostics"]
        return [Finding(d["line"], d["severity"], str(d["code"]), d["message"]) for d in found]

    def schema(self, file: Path) -> list[Finding]:
        """check-jsonschema with the schema for workflows that it ships."""
        command = ("--builtin-schema", "vendor.github-workflows", "-o", "json", "--force-filetype", "yaml")
        found = _parse(_run(str(self.program("check-jsonschema")), *command, str(file)))
        broken = [Finding(0, "error", "parse", e["message"]) for e in found.get("parse_errors", [])]
        return broken + [Finding(0, "error", e["path"], e["message"]) for e in found.get("errors", [])]

    def actionlint(self, file: Path) -> list[Finding]:
        """The native program, without the checks that it leaves to shellcheck and pyflakes."""
        command = ("-no-color", "-shellcheck=", "-pyflakes=", "-format", "{{json .}}")
        found = _parse(_run(str(self.program("actionlint")), *command, str(file)))
        return [Finding(d["line"], "error", d["kind"], d["message"]) for d in found or []]

    def zizmor(self, file: Path) -> list[Finding]:
        """The regular persona, offline, without the project's own settings."""
        command = (
            "--offline",
            "--no-config",
            "--no-exit-codes",
            "--no-progress",
            "--color",
            "never",
            "--format",
            "json-v1",
        )
        found = _parse(_run(str(self.program("zizmor")), *command, str(file)))
        return [_zizmor_finding(d) for d in found]

    def judge(self, oracle: str, file: Path) -> list[Finding]:
        """The findings of one oracle, by its name in words; that it cannot read the file at all is a finding too."""
        ask: Callable[[Path], list[Finding]] = getattr(self, oracle.replace("-", "_"))
        try:
            return ask(file)
        except OracleError as refusal:
            return [Finding(0, "error", "refused", str(refusal))]

    def missing(self) -> list[str]:
        """The programs that are not there."""
        programs = [self.program(name) for name in ("check-jsonschema", "actionlint", "zizmor")]
        files = [str(path) for path in (*programs, self.folder / "langservice.bundle.mjs") if not path.exists()]
        return files if shutil.which("node") else [*files, "node"]


def _zizmor_finding(data: Mapping[str, Any]) -> Finding:
    places = data["locations"]
    place = next((p for p in places if p["symbolic"]["kind"] == "Primary"), places[0])
    line = place["concrete"]["location"]["start_point"]["row"] + 1
    return Finding(line, data["determinations"]["severity"].lower(), data["ident"], data["desc"])


def _run(*command: str) -> str:
    """What a program prints; some end with a failure for every finding, so its exit code says nothing."""
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    if not ended.stdout.strip():
        raise OracleError(f"{Path(command[0]).name} gave no judgement: {ended.stderr.strip()[-500:]}")
    return ended.stdout


def _parse(output: str) -> Any:
    try:
        return json.loads(output)
    except ValueError:
        raise OracleError(f"not a judgement: {output[:500]}") from None


@pytest.fixture(scope="session")
def oracles() -> Oracles:
    """The oracles, or a skip (a failure where GHFLOW_REQUIRE holds `oracles`)."""
    found = Oracles(Path(os.environ.get("GHFLOW_ORACLES") or Path.home() / ".cache" / "ghflow-oracles"))
    if missing := found.missing():
        reason = (
            f"the oracles are not installed in {found.folder} (missing: {', '.join(Path(m).name for m in missing)})"
        )
        if "oracles" in os.environ.get("GHFLOW_REQUIRE", "").split(","):
            pytest.fail(f"{reason}, and GHFLOW_REQUIRE holds oracles")
        pytest.skip(reason)
    return found

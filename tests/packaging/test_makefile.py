"""`make`: the native part is built where that can be done, and everything else goes on where it cannot."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import attrs
import pytest

MAKEFILE = Path(__file__).resolve().parents[2] / "Makefile"
WITHOUT = "ghflow works without it, in Python alone\n"
PYTHON = """\
#!/bin/sh
echo "$@" >>calls
case "$3" in install) echo building; test ! -e broken; exit;; esac
"""
"""Stands for the interpreter of the virtual environment. An installation fails while there is a file `broken`."""


@attrs.frozen
class Checkout:
    """The Makefile in a folder of its own, with a virtual environment that only writes down what it is asked for."""

    folder: Path
    make: str

    def run(self, *, cargo: bool = True) -> str:
        """Run `make build`, on a machine with cargo or without; what it says but for the commands that it shows."""
        path = [self.folder / "bin"] if cargo else []
        ended = subprocess.run(
            [self.make, "--silent", "build"],
            cwd=self.folder,
            env={"PATH": os.pathsep.join(map(str, [*path, self.folder / "tools"]))},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (0, "") == (ended.returncode, ended.stderr)
        return ended.stdout

    @property
    def calls(self) -> list[str]:
        """What pip was asked for since this was asked last, in a word each."""
        file = self.folder / "calls"
        lines = file.read_text(encoding="utf-8").splitlines()
        file.unlink()
        return [line.split()[2] for line in lines if line.startswith("-m pip")]


def program(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    make = shutil.which("make")
    if make is None or sys.platform == "win32":
        pytest.skip("there is no make here")
    shutil.copy(MAKEFILE, tmp_path)
    (tmp_path / "tools").mkdir()
    for name in ("sh", "touch", "rm"):
        (tmp_path / "tools" / name).symlink_to(str(shutil.which(name)))
    program(tmp_path / "bin" / "cargo", "#!/bin/sh\n")
    program(tmp_path / ".venv" / "bin" / "python", PYTHON)
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / ".venv" / ".installed").touch()
    (tmp_path / "crates" / "ghflow-native" / "src").mkdir(parents=True)
    (tmp_path / "crates" / "ghflow-native" / "src" / "lib.rs").touch()
    return Checkout(tmp_path, make)


def test_it_is_built_once(checkout: Checkout) -> None:
    assert ("", ["install"]) == (checkout.run(), checkout.calls)
    assert ("", []) == (checkout.run(), checkout.calls)


def test_changed_sources_are_built(checkout: Checkout) -> None:
    assert ("", ["install"]) == (checkout.run(), checkout.calls)
    for ago, name in enumerate((".venv/.native", ".venv/.installed", "pyproject.toml"), start=5):
        then = time.time() - ago
        os.utime(checkout.folder / name, (then, then))
    assert ("", ["install"]) == (checkout.run(), checkout.calls)


def test_without_cargo_it_is_said_once(checkout: Checkout) -> None:
    assert (f"no cargo, so no native part: {WITHOUT}", ["uninstall"]) == (checkout.run(cargo=False), checkout.calls)
    assert ("", []) == (checkout.run(cargo=False), checkout.calls)


def test_a_cargo_that_comes_later_is_noticed(checkout: Checkout) -> None:
    assert WITHOUT in checkout.run(cargo=False)
    assert ["uninstall"] == checkout.calls
    assert ("", ["install"]) == (checkout.run(), checkout.calls)
    assert ("", []) == (checkout.run(), checkout.calls)


def test_a_cargo_that_has_gone_takes_what_it_built_along(checkout: Checkout) -> None:
    assert ("", ["install"]) == (checkout.run(), checkout.calls)
    assert WITHOUT in checkout.run(cargo=False)
    assert ["uninstall"] == checkout.calls
    assert ("", ["install"]) == (checkout.run(), checkout.calls)


def test_a_build_that_fails_is_tried_again(checkout: Checkout) -> None:
    said = f"the native part cannot be built (see .venv/native.log): {WITHOUT}"
    (checkout.folder / "broken").touch()
    assert (said, ["install", "uninstall"]) == (checkout.run(), checkout.calls)
    assert (said, ["install", "uninstall"]) == (checkout.run(), checkout.calls)
    assert "building\n" == (checkout.folder / ".venv" / "native.log").read_text(encoding="utf-8")

    (checkout.folder / "broken").unlink()
    assert ("", ["install"]) == (checkout.run(), checkout.calls)

"""The notices in the wheel name every crate that is compiled into it."""

import pathlib
import shutil
import subprocess
from importlib import metadata
from types import ModuleType

import pytest

CRATES = pathlib.Path(__file__).parents[2] / "crates"
OWN = {"iscc-lib", "iscc-py"}


def test_every_crate_is_named() -> None:
    cargo = shutil.which("cargo")
    if cargo is None:
        pytest.skip("cargo is not installed")
    command = [cargo, "tree", "--locked", "--package", "iscc-py", "--edges", "normal,no-proc-macro"]
    command += ["--prefix", "none", "--target", "all", "--format", "{p}"]
    tree = subprocess.run(command, cwd=CRATES, capture_output=True, text=True, check=True).stdout
    crates = {line.split()[0] for line in tree.splitlines() if line} - OWN
    words = set((CRATES / "iscc-py/THIRD-PARTY-NOTICES").read_text(encoding="utf-8").split())

    assert crates
    assert set() == crates - words


def test_the_wheel_has_the_notices(iscc_lib: ModuleType) -> None:
    files = metadata.files(iscc_lib.__name__.replace("_", "-")) or []
    names = [pathlib.PurePath(str(file)).name for file in files]

    assert {"LICENSE", "THIRD-PARTY-NOTICES"} <= set(names)

"""The native part as people get it: its sdist, and the wheel out of nothing but the sdist."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from ghflow.native import INTERFACE

CRATE = Path(__file__).resolve().parents[2] / "crates" / "ghflow-native"
MAY_BE_MISSING = "native" not in os.environ.get("GHFLOW_REQUIRE", "").split(",")


def run(*command: object, cwd: Path, **env: str) -> str:
    ended = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=os.environ | env, capture_output=True, text=True, timeout=600
    )
    assert 0 == ended.returncode, ended.stdout + ended.stderr
    return ended.stdout


@pytest.fixture(scope="session")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sdist, unpacked."""
    maturin = shutil.which("maturin", path=str(Path(sys.executable).parent))
    if MAY_BE_MISSING and (shutil.which("cargo") is None or maturin is None):
        pytest.skip("cargo or maturin is not installed")
    folder = tmp_path_factory.mktemp("native")
    run(maturin, "sdist", "--manifest-path", CRATE / "Cargo.toml", "--out", folder, cwd=folder)
    (file,) = folder.glob("*.tar.gz")
    with tarfile.open(file) as archive:
        archive.extractall(folder, filter="data")
    file.unlink()
    (unpacked,) = folder.iterdir()
    return unpacked


@pytest.fixture(scope="session")
def wheel(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the sdist, unpacked."""
    folder = tmp_path_factory.mktemp("native-wheel")
    target = os.environ.get("GHFLOW_CARGO_TARGET") or str(tmp_path_factory.mktemp("native-target"))
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    pip = (sys.executable, "-m", "pip", "wheel", "--disable-pip-version-check", "--no-build-isolation", "--no-deps")
    run(*pip, "--wheel-dir", folder, sdist, cwd=folder, PATH=path, CARGO_TARGET_DIR=target)
    (file,) = folder.glob("*.whl")
    with zipfile.ZipFile(file) as archive:
        archive.extractall(folder)
    file.unlink()
    return folder


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_the_sdist_holds_what_it_takes(sdist: Path) -> None:
    kept = {"Cargo.lock", "Cargo.toml", "LICENSE", "README.md", "THIRD-PARTY-NOTICES", "pyproject.toml"}
    sources = {f"src/{path.name}" for path in (CRATE / "src").iterdir()}

    assert {"PKG-INFO", *kept, *sources} == names(sdist)


def test_the_wheel_holds_the_module_and_whose_work_it_is(wheel: Path) -> None:
    package = {name for name in names(wheel) if name.startswith("ghflow_native/")}
    licences = {name.rpartition("/")[2] for name in names(wheel) if ".dist-info/licenses/" in name}

    assert 2 == len(package)
    assert "ghflow_native/__init__.py" in package
    assert {"LICENSE", "THIRD-PARTY-NOTICES"} == licences


def test_neither_names_the_folder_it_was_built_in(sdist: Path, wheel: Path) -> None:
    folders = [str(folder).encode() for folder in (CRATE.parents[1], sdist.parent, wheel)]
    files = [path for folder in (sdist, wheel) for path in folder.rglob("*") if path.is_file()]

    assert files
    assert [] == [path.name for path in files if any(folder in path.read_bytes() for folder in folders)]


def test_ghflow_takes_it(wheel: Path) -> None:
    code = "import ghflow_native, json; print(json.dumps([ghflow_native.__file__, ghflow_native.INTERFACE]))"
    file, interface = json.loads(run(sys.executable, "-c", code, cwd=wheel, PYTHONPATH=str(wheel)))

    assert wheel in Path(file).parents
    assert INTERFACE == interface

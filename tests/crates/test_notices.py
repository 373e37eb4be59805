"""What the packages say about the crates below them: notices in the wheel, numbers in the README."""

import pathlib
import re
import shutil
import subprocess
from importlib import metadata
from types import ModuleType

import pytest

CRATES = pathlib.Path(__file__).parents[2] / "crates"
OWN = {"iscc-lib", "iscc-py", "ghflow-native"}


def crates_below(package: str, edges: str, target: str = "all") -> set[str]:
    """Names of the crates that a package depends on, however far below; its own crates are not among them."""
    cargo = shutil.which("cargo")
    if cargo is None:
        pytest.skip("cargo is not installed")
    command = [
        cargo,
        "tree",
        "--locked",
        "--manifest-path",
        f"{package}/Cargo.toml",
        "--edges",
        edges,
        "--target",
        target,
    ]
    command += ["--prefix", "none", "--format", "{p}"]
    tree = subprocess.run(command, cwd=CRATES, capture_output=True, text=True, check=True).stdout
    return {line.split()[0] for line in tree.splitlines() if line} - OWN


@pytest.mark.parametrize("package", ["iscc-py", "ghflow-native"])
def test_every_crate_is_named(package: str) -> None:
    crates = crates_below(package, "normal,no-proc-macro")
    words = set((CRATES / package / "THIRD-PARTY-NOTICES").read_text(encoding="utf-8").split())

    assert crates
    assert set() == crates - words


def test_the_readme_counts_the_dependencies() -> None:
    readme = " ".join((CRATES / "iscc-lib/README.md").read_text(encoding="utf-8").split())
    compiled = crates_below("iscc-lib", "normal,no-proc-macro", "x86_64-unknown-linux-gnu")
    needed = crates_below("iscc-lib", "normal,build", "x86_64-unknown-linux-gnu")
    found = re.search(r"(\d+) other crates are compiled into .* and (\d+) more are needed", readme)

    assert found
    assert (len(compiled), len(needed - compiled)) == (int(found[1]), int(found[2]))


def test_the_wheel_has_the_notices(iscc_lib: ModuleType) -> None:
    files = metadata.files(iscc_lib.__name__.replace("_", "-")) or []
    names = [pathlib.PurePath(str(file)).name for file in files]

    assert {"LICENSE", "THIRD-PARTY-NOTICES"} <= set(names)

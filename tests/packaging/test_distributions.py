"""ghflow as people get it: from its wheel, and from its sdist, with no checkout in sight."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import attrs
import pytest

from ghflow.version import __version__

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("attrs", "ruamel.yaml")


def run(*command, cwd):
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "GITHUB_", "GHFLOW_"))}
    ended = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=env, capture_output=True, text=True, timeout=300
    )
    assert 0 == ended.returncode, ended.stdout + ended.stderr
    return ended


def build(kind, project, target):
    isolated = [] if importlib.util.find_spec("hatchling") is None else ["--no-isolation"]
    run(sys.executable, "-m", "build", f"--{kind}", *isolated, "--outdir", target, project, cwd=target)
    (found,) = target.glob("*.whl" if kind == "wheel" else "*.tar.gz")
    return found


@attrs.frozen
class Distributions:
    """The sdist, the wheel out of the checkout, and the wheel out of nothing but the sdist."""

    sdist: Path
    wheel: Path
    wheel_of_sdist: Path


@pytest.fixture(scope="session")
def distributions(tmp_path_factory):
    folders = [tmp_path_factory.mktemp(name) for name in ("wheel", "sdist", "unpacked", "wheel-of-sdist")]
    wheel, sdist = build("wheel", ROOT, folders[0]), build("sdist", ROOT, folders[1])
    with tarfile.open(sdist) as archive:
        archive.extractall(folders[2], filter="data")
    (unpacked,) = folders[2].iterdir()
    return Distributions(sdist, wheel, build("wheel", unpacked, folders[3]))


@pytest.fixture(scope="session")
def installed(distributions, tmp_path_factory):
    """The programs of an environment that has the wheel (out of the sdist), what it needs, and nothing else."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, symlinks=os.name == "posix")
    programs = folder / ("bin" if os.name == "posix" else "Scripts")
    target = Path(
        run(
            programs / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder
        ).stdout.strip()
    )
    for name in NEEDED:  # copied, so that the test needs no network
        for file in distribution(name).files or ():
            if ".." not in file.parts and "__pycache__" not in file.parts:
                (target / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file.locate(), target / file)
    pip = (sys.executable, "-m", "pip", "--python", programs / "python", "install", "--no-index", "--no-deps")
    run(*pip, "--no-compile", distributions.wheel_of_sdist, cwd=folder)
    return programs


def files_of(path):
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    with tarfile.open(path) as archive:
        return {
            member.name.partition("/")[2]: archive.extractfile(member).read() for member in archive if member.isfile()
        }


def sources():
    """All of the package, as it is in the checkout."""
    found = (path for path in (ROOT / "ghflow").rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in found}


def test_the_wheel_holds_the_package_and_nothing_else(distributions):
    files = files_of(distributions.wheel)

    package = {name: content for name, content in files.items() if ".dist-info/" not in name}
    assert sources() == package
    assert b"" == package["ghflow/py.typed"]


def test_the_sdist_holds_what_it_takes(distributions):
    files = files_of(distributions.sdist)

    top = {name.partition("/")[0] for name in files}
    assert sources() == {name: content for name, content in files.items() if name.startswith("ghflow/")}
    assert {"ghflow", "README.md", "LICENSE", "pyproject.toml", "PKG-INFO"} <= top
    assert set() == top & {"tests", "workflows", "crates", "target", ".github", ".venv", "Cargo.toml"}


def test_the_wheel_of_the_sdist_is_the_wheel(distributions):
    """Byte for byte; so what is shown below of one of them is shown of both."""
    assert files_of(distributions.wheel) == files_of(distributions.wheel_of_sdist)
    assert distributions.wheel.read_bytes() == distributions.wheel_of_sdist.read_bytes()


def test_metadata(distributions):
    files = files_of(distributions.wheel)
    metadata = next(content.decode() for name, content in files.items() if name.endswith(".dist-info/METADATA"))
    head, _, text = metadata.partition("\n\n")

    required = sorted(re.findall(r"^Requires-Dist: ([\w.-]+)[^;\n]*$", head, re.MULTILINE))  # but for the extras
    assert list(NEEDED) == [name.replace("-", ".") for name in required]
    assert f"\nVersion: {__version__}\n" in head
    assert "\nRequires-Python: >=3.11\n" in head
    assert (ROOT / "README.md").read_text(encoding="utf-8").strip() == text.strip()


def test_the_plugin_of_pytest_is_registered(distributions):
    files = files_of(distributions.wheel)
    entries = next(content.decode() for name, content in files.items() if name.endswith(".dist-info/entry_points.txt"))

    assert "[pytest11]\nghflow = ghflow.testing.plugin\n" in entries


def section(heading):
    """The lines of a section of the README."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return re.split(rf"^## {heading}$", text, flags=re.MULTILINE)[1].split("\n## ")[0]


def blocks(text, language):
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def test_the_first_workflow_of_the_readme(installed, tmp_path):
    """In an empty folder: write the file, run the commands, get what the page shows."""
    text = section("First workflow")
    name = re.search(r"write `([\w/]+\.py)`", text)[1]
    source = tmp_path / name
    source.parent.mkdir()
    source.write_text(blocks(text, "python")[0], encoding="utf-8")
    command, *shown = blocks(text, "console")[0].splitlines()

    assert "$ python -m ghflow build" == command
    ended = run(installed / "python", "-m", "ghflow", "build", cwd=tmp_path)
    checked = run(installed / "ghflow", "build", "--check", cwd=tmp_path)

    assert (shown, "") == (ended.stdout.splitlines(), ended.stderr)
    assert blocks(text, "yaml")[0] == (tmp_path / shown[0].split()[1]).read_text(encoding="utf-8")
    assert "1 file is up to date\n" == checked.stdout
    assert {"workflows", ".github"} == {path.name for path in tmp_path.iterdir()}
    assert [source.name] == [path.name for path in source.parent.iterdir()]


def test_the_console_script(installed, tmp_path):
    assert f"ghflow {__version__}\n" == run(installed / "ghflow", "--version", cwd=tmp_path).stdout
    assert f"ghflow {__version__}\n" == run(installed / "python", "-m", "ghflow", "--version", cwd=tmp_path).stdout


@pytest.mark.parametrize("program", ["ghflow", "python"])
def test_exit_codes(installed, tmp_path, program):
    (tmp_path / "workflows").mkdir()
    (tmp_path / "workflows" / "ci.py").write_text("from ghflow import Job\nJob('a', runs_onn='x', steps=[])\n")
    module = ["-m", "ghflow"] if program == "python" else []

    ended = subprocess.run([installed / program, *module, "build"], cwd=tmp_path, capture_output=True, text=True)

    assert (1, "") == (ended.returncode, ended.stdout)
    assert ended.stderr.endswith("nothing was written\n")


def test_all_of_the_package_can_be_imported(installed, tmp_path):
    """Without anything of the checkout, and without what only tests need: the modules for pytest and syrupy ask for these."""
    code = """\
import importlib, pkgutil, sys, ghflow
for module in pkgutil.walk_packages(ghflow.__path__, "ghflow."):
    if not module.name.endswith(("__main__", "testing.plugin", "testing.snapshots")):
        importlib.import_module(module.name)
for name in ghflow.__all__:
    getattr(ghflow, name)
print(ghflow.__file__)
"""
    file = Path(run(installed / "python", "-c", code, cwd=tmp_path).stdout.strip())

    assert ROOT not in file.parents
    assert installed.parent in file.parents

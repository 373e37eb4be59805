"""What all tests share: how many examples a property test tries, the folder of facts beside the repository, projects.

GHFLOW_SOAK set: property tests try many examples. GHFLOW_REQUIRE=shared: a missing `../shared` is a failure, not a skip.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import HealthCheck, settings

from ghflow.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Iterable

SOAK = bool(os.environ.get("GHFLOW_SOAK"))

settings.register_profile(
    "default",
    max_examples=100,
    deadline=None,
    derandomize=True,
    database=None,
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile("soak", settings.get_profile("default"), max_examples=5000, derandomize=False)
settings.load_profile("soak" if SOAK else "default")


TOGETHER = ("tests/workflows/test_ci_scripts.py", "tests/workflows/test_release_scripts.py")
"""Files whose tests share what takes minutes to make: one process of pytest-xdist runs them all, and begins with them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the tests that take longest, so that the other processes are not waiting for them at the end."""
    items.sort(key=lambda item: not item.nodeid.startswith(TOGETHER))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """File by file, in their order, but for those that belong together."""
    from xdist.scheduler import LoadScopeScheduling

    class Together(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return "together" if nodeid.startswith(TOGETHER) else nodeid.partition("::")[0]

    config.option.loadscopereorder = False
    return Together(config, log)


@pytest.fixture(scope="session")
def soak() -> int:
    """By how much a test that draws its own examples multiplies their number."""
    return 50 if SOAK else 1


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder `../shared`, or a skip (a failure where GHFLOW_REQUIRE holds `shared`)."""
    found = Path(__file__).resolve().parents[2] / "shared"
    if not found.is_dir():
        reason = "there is no folder ../shared beside the repository"
        if "shared" in os.environ.get("GHFLOW_REQUIRE", "").split(","):
            pytest.fail(f"{reason}, and GHFLOW_REQUIRE holds shared")
        pytest.skip(reason)
    return found


@pytest.fixture(scope="session")
def gh_tree(shared: Path) -> Any:
    """The oracle that says which typed tree GitHub sees in a text, and when two texts are the same workflow."""
    spec = importlib.util.spec_from_file_location("gh_tree", shared / "oracles" / "gh_tree.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SOURCE = """\
from ghflow import Job, Push, Step, Workflow

workflow = Workflow(
    "CI",
    on=[Push()],
    jobs=[
        Job("test", runs_on="ubuntu-latest", steps=[Step("Say", run="echo hi")]),
    ],
)
"""


@attrs.frozen
class Ended:
    """What a command came to."""

    code: int
    out: str
    err: str


@attrs.frozen
class Project:
    """A folder with sources in it, and the command line run there: in a process of its own (`run`), or in this one (`main`)."""

    root: Path
    capsys: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch
    good: str = SOURCE
    """A source without a mistake. It says `echo hi`."""

    def write(self, path: str, content: str | bytes = SOURCE) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    def read(self, path: str) -> str:
        return (self.root / path).read_bytes().decode()

    def main(self, *args: str, cwd: str = ".") -> Ended:
        self.monkeypatch.chdir(self.root / cwd)
        self.capsys.readouterr()
        code = main(args)
        return Ended(code, *self.capsys.readouterr())

    def start(self, *args: str, cwd: str = ".", python: Iterable[str] = ("-m", "ghflow"), **env: str) -> Any:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")}
        return subprocess.Popen(
            [sys.executable, *python, *args],
            cwd=self.root / cwd,
            env=clean | env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(self, *args: str, cwd: str = ".", python: Iterable[str] = ("-m", "ghflow"), **env: str) -> Ended:
        process = self.start(*args, cwd=cwd, python=python, **env)
        out, err = process.communicate(timeout=120)
        return Ended(process.returncode, out.decode(), err.decode())

    def files(self) -> dict[str, bytes | None]:
        """Every file below the folder with its bytes, and every folder and link (as None)."""
        found: dict[str, bytes | None] = {}
        for path in sorted(self.root.rglob("*")):
            plain = path.is_file() and not path.is_symlink()
            found[path.relative_to(self.root).as_posix()] = path.read_bytes() if plain else None
        return found

    def generated(self) -> list[str]:
        """The names below `.github/workflows`, hidden ones included."""
        folder = self.root / ".github" / "workflows"
        return sorted(os.listdir(folder)) if folder.is_dir() else []


@pytest.fixture
def project(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Project:
    """An empty project."""
    for name in [name for name in os.environ if name.startswith("GITHUB_")]:
        monkeypatch.delenv(name)
    root = tmp_path / "project"
    root.mkdir()
    return Project(root, capsys, monkeypatch)

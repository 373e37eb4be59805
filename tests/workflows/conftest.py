"""The generated workflow files, and machines to run their scripts on.

Lives here: the fixtures that find and parse the files, take a step's script out of them, make checkouts, fresh Python
environments and stubs. GHFLOW_TEST_WORKFLOWS names another folder of files than this repository's.
Not here: how a script is run (`ghflow.simulator`), what must hold for a file (the tests).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from ruamel.yaml import YAML

from ghflow.simulator.environment import Run, machine_environment
from ghflow.simulator.scripts import Machine, Outcome, Script

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[2]
# What programs need to find their toolchain and to reach a registry, whatever HOME says.
KEPT = (
    "SSL_",
    "PIP_",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "RUSTUP_",
    "CARGO_HTTP_",
)
EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")


def required(what: str) -> bool:
    """Whether GHFLOW_REQUIRE turns a missing `what` from a skip into a failure."""
    return what in os.environ.get("GHFLOW_REQUIRE", "").split(",")


def unavailable(what: str, reason: str) -> None:
    """Skip with the reason, or fail when `what` is required here."""
    if required(what):
        pytest.fail(f"{reason} (GHFLOW_REQUIRE holds {what})")
    pytest.skip(reason)


@attrs.frozen
class WorkflowFile:
    """A generated file: its text and what GitHub reads from it."""

    path: Path
    text: str
    data: dict[str, Any]

    def job(self, job: str) -> dict[str, Any]:
        """The job of this id."""
        return self.data["jobs"][job]

    def step(self, job: str, name: str) -> dict[str, Any]:
        """The one step of the job with this name or id."""
        found = [step for step in self.job(job)["steps"] if name in (step.get("name"), step.get("id"))]
        assert len(found) == 1, f"job {job} of {self.path.name} has {len(found)} steps {name!r}, expected one"
        return found[0]

    def shell(self, job: str, step: Mapping[str, Any]) -> str | None:
        """What the runner takes: the step's, else the job's `defaults.run` as a whole, else the workflow's."""
        defaults = self.job(job).get("defaults", {}).get("run") or self.data.get("defaults", {}).get("run", {})
        return step.get("shell", defaults.get("shell"))

    def script(self, job: str, name: str, **values: str) -> Script:
        """The step's script as the runner gets it, with `values` in place of its expressions.

        A value's name is the expression with `_` for everything but letters and digits: `needs_verify_outputs_version`.
        """
        step = self.step(job, name)
        assert "${{" not in step["run"]
        return Script(
            run=step["run"],
            shell=self.shell(job, step),
            env={key: fill(str(value), values) for key, value in step.get("env", {}).items()},
            working_directory=step.get("working-directory"),
            timeout_minutes=10,
        )

    def maturin(self, job: str, name: str) -> Script:
        """The command that the maturin action runs for this step, but for container and target: the host's own."""
        step = self.step(job, name)
        assert step["uses"].startswith("PyO3/maturin-action@")
        given = step["with"]
        return Script(run=f"maturin {given.get('command', 'build')} {given['args']}", shell="bash", timeout_minutes=10)


def fill(text: str, values: Mapping[str, str]) -> str:
    """Replace each expression by its value; one without a value is a mistake of the test."""

    def value(match: re.Match[str]) -> str:
        return values[re.sub(r"\W+", "_", match[1]).strip("_")]

    return EXPRESSION.sub(value, text)


def load(name: str) -> WorkflowFile:
    """Read one of the generated files, YAML 1.2, so that `on` is a word like any other."""
    path = Path(os.environ.get("GHFLOW_TEST_WORKFLOWS") or ROOT / ".github" / "workflows") / name
    assert path.exists(), f"{name} is not there: build the workflows first (make build)"
    text = path.read_text(encoding="utf-8")
    return WorkflowFile(path, text, YAML(typ="safe", pure=True).load(text))


@pytest.fixture(scope="session")
def release() -> WorkflowFile:
    """release.yml."""
    return load("release.yml")


@pytest.fixture(scope="session")
def ci() -> WorkflowFile:
    """ci.yml."""
    return load("ci.yml")


@pytest.fixture(scope="session")
def posix() -> None:
    """The scripts run on hosted Linux here; on Windows their paths and stubs would be others."""
    if sys.platform == "win32":
        pytest.skip("the scripts of the workflows are run on Linux and macOS only")


@pytest.fixture(scope="session")
def rust() -> None:
    """A Rust toolchain, or a skip."""
    if shutil.which("cargo") is None:
        unavailable("rust", "cargo is not installed")


@pytest.fixture(scope="session")
def maturin(rust: None, release: WorkflowFile) -> None:
    """The maturin that the workflow pins, or a skip."""
    found = shutil.which("maturin", path=str(Path(sys.executable).parent))
    if found is None:
        unavailable("rust", "maturin is not installed beside this Python")
        return
    version = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout.split()[1]
    assert release.step("build-wheels", "Build the wheel")["with"]["maturin-version"] == f"v{version}"


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean checkout of this repository as it is now, uncommitted changes included, for one test session."""
    folder = tmp_path_factory.mktemp("checkout") / "repository"
    if not (ROOT / ".git").exists():
        pytest.skip("this is no git checkout, so what belongs to it is not known")
    listed = _git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in filter(None, listed.split("\0")):
        source = ROOT / name
        if source.is_file():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    commit(folder)
    return folder


def commit(folder: Path) -> None:
    """Make a folder a repository with everything in it committed."""
    _git(folder, "init", "--quiet")
    _git(folder, "add", "--all")
    author = ("-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false")
    _git(folder, *author, "commit", "--quiet", "--no-verify", "--message", "Everything")


def _git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="session")
def version() -> str:
    """The version that the manifest of the workspace says."""
    return str(tomllib.loads((ROOT / "Cargo.toml").read_text(encoding="utf-8"))["workspace"]["package"]["version"])


@pytest.fixture(scope="session")
def target_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all that cargo builds in a session: a new one, or the one that GHFLOW_CARGO_TARGET names.

    It must not outlive what a session builds from broken sources: cargo tells sources from what it has built by dates.
    """
    given = os.environ.get("GHFLOW_CARGO_TARGET")
    return Path(given) if given else tmp_path_factory.mktemp("target")


@attrs.frozen
class Runner:
    """Starts machines: each call is one job's first step on a fresh one."""

    folder: Path
    process: Mapping[str, str]
    done: list[tuple[Script, Path, Outcome]] = attrs.field(factory=list)

    def machine(self, workspace: Path, *, run: Run | None = None, path: Path | None = None) -> Machine:
        """A fresh machine; `path` is searched first for programs."""
        process = dict(self.process)
        if path is not None:
            process["PATH"] = os.pathsep.join([str(path), process["PATH"]])
        count = len(list(self.folder.iterdir()))
        return Machine(self.folder / str(count), workspace=workspace, run=run, process=process)

    def __call__(self, script: Script, workspace: Path, *, run: Run | None = None, path: Path | None = None) -> Outcome:
        """Run one script on a fresh machine."""
        with self.machine(workspace, run=run, path=path) as machine:
            outcome = machine.run(script)
        print(outcome.log)
        return outcome

    def once(self, script: Script, workspace: Path) -> Outcome:
        """Run a script that changes nothing; what the same script did before in this workspace is what it would do."""
        for known, where, outcome in self.done:
            if (known, where) == (script, workspace):
                return outcome
        outcome = self(script, workspace)
        self.done.append((script, workspace, outcome))
        return outcome


@pytest.fixture(scope="session")
def runner(tmp_path_factory: pytest.TempPathFactory, target_folder: Path, posix: None) -> Runner:
    """Machines with this Python's programs and the Rust toolchain, and nothing else of whoever runs the tests."""
    home = Path.home()
    process = machine_environment(keep=[name for name in os.environ if name.startswith(KEPT)])
    process["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), process["PATH"]])
    process |= {
        "CARGO_HOME": os.environ.get("CARGO_HOME", str(home / ".cargo")),
        "RUSTUP_HOME": os.environ.get("RUSTUP_HOME", str(home / ".rustup")),
        "PIP_CACHE_DIR": os.environ.get("PIP_CACHE_DIR", str(home / ".cache" / "pip")),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "CARGO_TARGET_DIR": str(target_folder),
        "CARGO_INCREMENTAL": "0",  # as the action sets it that installs Rust
    }
    return Runner(tmp_path_factory.mktemp("machines"), process)


@pytest.fixture(scope="session")
def fresh_python(tmp_path_factory: pytest.TempPathFactory):
    """Makes a new, empty Python environment and gives the folder of its programs.

    Of this Python, or of a version that the machine has; a skip if it has not. pip is installed once for each version
    and copied then, which takes a tenth of the time.
    """
    pip: dict[str, tuple[str, Path]] = {}

    def first(version: str) -> tuple[str, Path]:
        """A Python of this version, and the packages of an environment of it that has pip."""
        folder = tmp_path_factory.mktemp("pip")
        for program in python_programs(version):
            if subprocess.run([program, "-m", "venv", "--clear", str(folder)], check=False).returncode == 0:
                return program, _packages(folder)
        pytest.skip(f"Python {version} is not on this machine")

    def make(version: str = "") -> Path:
        if version not in pip:
            pip[version] = first(version)
        program, packages = pip[version]
        folder = tmp_path_factory.mktemp("python")
        subprocess.run([program, "-m", "venv", "--without-pip", str(folder)], check=True)
        shutil.copytree(packages, _packages(folder), dirs_exist_ok=True)
        return folder / "bin"

    return make


def python_programs(version: str) -> list[str]:
    """Pythons of this version on this machine, on the path or kept by pyenv; this one if no version is given."""
    if not version:
        return [sys.executable]
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    kept = sorted(pyenv.glob(f"{version}.*/bin/python{version}"))
    return [str(program) for program in (shutil.which(f"python{version}"), *kept) if program]


def _packages(environment: Path) -> Path:
    """Where an environment keeps what is installed into it."""
    (folder,) = (environment / "lib").glob("python*/site-packages")
    return folder


@pytest.fixture(scope="session")
def empty_python(fresh_python) -> Path:
    """A fresh Python into which nothing is ever installed."""
    return fresh_python()


@pytest.fixture
def stub(tmp_path: Path):
    """Puts a small shell program of a name into a folder of its own and gives the folder."""

    def make(name: str, body: str) -> Path:
        folder = tmp_path / "stubs"
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
        (folder / name).chmod(0o755)
        return folder

    return make


@pytest.fixture(scope="session")
def wheel(release: WorkflowFile, runner: Runner, checkout: Path, maturin: None) -> Path:
    """The wheel for this machine, built with the workflow's own arguments."""
    outcome = runner(release.maturin("build-wheels", "Build the wheel"), checkout)
    assert outcome.succeeded, outcome.log
    (wheel,) = (checkout / "dist").glob("*.whl")
    return wheel.rename(_sibling(checkout, "wheels") / wheel.name)


@pytest.fixture(scope="session")
def sdist(release: WorkflowFile, runner: Runner, checkout: Path, maturin: None) -> Path:
    """The source distribution, built with the workflow's own arguments."""
    outcome = runner(release.maturin("build-sdist", "Build the sdist"), checkout)
    assert outcome.succeeded, outcome.log
    (sdist,) = (checkout / "dist").glob("*.tar.gz")
    return sdist.rename(_sibling(checkout, "sdists") / sdist.name)


def _sibling(checkout: Path, name: str) -> Path:
    """A folder beside the checkout: what is built must not stay where the next build looks."""
    folder = checkout.parent / name
    folder.mkdir(exist_ok=True)
    return folder

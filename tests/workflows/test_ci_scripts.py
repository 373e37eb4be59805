"""The scripts of the generated ci.yml, run as GitHub would run them, on good and on bad checkouts."""

from __future__ import annotations

import os
import re
import shutil
import tarfile
from pathlib import Path

import attrs
import pytest


def copy_of(checkout: Path, folder: Path) -> Path:
    """A checkout that a test may spoil."""
    return Path(shutil.copytree(checkout, folder / "workspace", ignore=shutil.ignore_patterns("dist")))


# --- workflows


@pytest.fixture(scope="session")
def tools(ci, runner, checkout, fresh_python, tmp_path_factory):
    """A fresh Python in which the workflow's own step has installed ghflow and zizmor."""
    programs = fresh_python()
    workspace = copy_of(checkout, tmp_path_factory.mktemp("tools"))
    outcome = runner(ci.script("workflows", "Install ghflow and zizmor"), workspace, path=programs)
    if re.search(r"Retrying|ConnectionError|Temporary failure", outcome.log) and not outcome.succeeded:
        pytest.skip("no package registry is reached from here")
    assert outcome.succeeded, outcome.log
    return programs


def test_generated_files_are_up_to_date(ci, runner, checkout, tools):
    outcome = runner(ci.script("workflows", "Require generated files that are up to date"), checkout, path=tools)

    assert outcome.succeeded, outcome.log


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda file: file.write_text(file.read_text() + "\n# edited by hand\n"), id="edited"),
        pytest.param(lambda file: file.unlink(), id="missing"),
    ],
)
def test_a_stale_file_is_noticed(ci, runner, checkout, tools, tmp_path, spoil):
    workspace = copy_of(checkout, tmp_path)
    spoil(workspace / ".github" / "workflows" / "release.yml")
    outcome = runner(ci.script("workflows", "Require generated files that are up to date"), workspace, path=tools)

    assert 1 == outcome.exit_code
    assert "release.yml" in outcome.log


def test_workflows_have_no_mistakes(ci, runner, checkout, tools):
    outcome = runner(ci.script("workflows", "Require workflows without mistakes"), checkout, path=tools)

    assert outcome.succeeded, outcome.log


def test_a_mistake_is_noticed(ci, runner, checkout, tools, tmp_path):
    workspace = copy_of(checkout, tmp_path)
    source = workspace / "workflows" / "ci.py"
    source.write_text(
        source.read_text().replace('run="python -m pytest"', 'run="python -m pytest ${{ github.head_ref }}"')
    )
    outcome = runner(ci.script("workflows", "Require workflows without mistakes"), workspace, path=tools)

    assert 1 == outcome.exit_code
    assert "[template-injection]" in outcome.log


def test_workflows_pass_the_audit(ci, runner, checkout, tools):
    outcome = runner(ci.script("workflows", "Audit the workflows"), checkout, path=tools)

    assert outcome.succeeded, outcome.log


@pytest.mark.parametrize(
    ("found", "instead", "finding"),
    [
        pytest.param("persist-credentials: false", "fetch-depth: 1", "artipacked", id="credentials"),
        pytest.param(
            "cargo test --workspace", "cargo test ${{ github.ref_name }}", "template-injection", id="injection"
        ),
    ],
)
def test_audit_notices(ci, runner, checkout, tools, tmp_path, found, instead, finding):
    workspace = copy_of(checkout, tmp_path)
    file = workspace / ".github" / "workflows" / "release.yml"
    assert found in file.read_text()
    file.write_text(file.read_text().replace(found, instead))
    outcome = runner(ci.script("workflows", "Audit the workflows"), workspace, path=tools)

    assert not outcome.succeeded
    assert finding in outcome.log


# --- rust


@pytest.fixture(scope="session")
def components(runner, rust, tmp_path_factory, ci):
    """rustfmt and clippy, or a skip."""
    script = attrs.evolve(ci.script("rust", "Test"), run="cargo fmt --version && cargo clippy --version")
    if not runner(script, tmp_path_factory.mktemp("nothing")).succeeded:
        pytest.skip("rustfmt and clippy are not installed")


TIDY = {
    "Check the format": "rust",
    "Lint": "rust",
    "Build the documentation": "rust",
    "Check the format of the native part": "native",
    "Lint the native part": "native",
}
CRATE = {"rust": "iscc-lib", "native": "ghflow-native"}


@pytest.mark.parametrize("step", TIDY)
def test_crates_are_tidy(ci, runner, checkout, components, step):
    outcome = runner(ci.script(TIDY[step], step), checkout)

    assert outcome.succeeded, outcome.log


@pytest.mark.parametrize(
    ("step", "lines", "named"),
    [
        pytest.param("Check the format", "fn  badly ( ) { }", "badly", id="format"),
        pytest.param("Lint", "fn never_called() {}", "never_called", id="warning"),
        pytest.param("Build the documentation", "/// [nowhere]\npub fn documented() {}", "nowhere", id="link"),
        pytest.param("Check the format of the native part", "fn  badly ( ) { }", "badly", id="native-format"),
        pytest.param("Lint the native part", "fn never_called() {}", "never_called", id="native-warning"),
    ],
)
def test_an_untidy_crate_is_noticed(ci, runner, checkout, components, tmp_path, step, lines, named):
    workspace = copy_of(checkout, tmp_path)
    source = workspace / "crates" / CRATE[TIDY[step]] / "src" / "lib.rs"
    source.write_text(f"{source.read_text()}\n{lines}\n")

    outcome = runner(ci.script(TIDY[step], step), workspace)

    assert not outcome.succeeded
    assert named in outcome.log


def test_workspace_passes_its_tests(ci, runner, checkout, rust):
    outcome = runner.once(ci.script("rust", "Test"), checkout)

    assert outcome.succeeded, outcome.log
    assert re.search(r"test result: ok\. [1-9]\d* passed", outcome.log)


@pytest.mark.skipif(not os.environ.get("GHFLOW_SOAK"), reason="takes minutes: only with GHFLOW_SOAK, and in ci.yml")
@pytest.mark.parametrize("job", ["rust", "native"])
def test_oldest_supported_rust(ci, runner, checkout, components, tmp_path, job):
    """All steps of the job with the toolchain of its other leg, where rustup has it."""
    *_, oldest = ci.job(job)["strategy"]["matrix"]["toolchain"]
    listed = runner(attrs.evolve(ci.script("rust", "Test"), run="rustup toolchain list || true"), checkout).log
    toolchain = re.search(rf"^{re.escape(oldest)}[.-]\S*", listed, re.MULTILINE)
    if toolchain is None:
        pytest.skip(f"there is no Rust {oldest} on this machine")
    old = {"RUSTUP_TOOLCHAIN": toolchain[0], "CARGO_TARGET_DIR": str(tmp_path)}
    with attrs.evolve(runner, process=runner.process | old).machine(checkout) as machine:
        for step in [step["name"] for step in ci.job(job)["steps"] if "run" in step]:
            outcome = machine.run(ci.script(job, step))

            assert outcome.succeeded, outcome.log


# --- dependencies


@pytest.mark.parametrize("step", ["Check advisories, licences and origins", "Check those of the native part"])
@pytest.mark.parametrize(
    ("found", "instead", "passes"),
    [
        pytest.param("MIT", "MIT", True, id="as-they-are"),
        pytest.param('"Unicode-3.0"', '"0BSD"', False, id="another"),
    ],
)
def test_dependencies(ci, runner, checkout, tmp_path, step, found, instead, passes):
    """All but the advisories, which are fetched from where a test does not go."""
    if shutil.which("cargo-deny") is None:
        pytest.skip("cargo-deny is not installed")
    workspace = copy_of(checkout, tmp_path)
    settings = workspace / "deny.toml"
    settings.write_text(settings.read_text().replace(found, instead))
    script = ci.script("dependencies", step)
    outcome = runner(attrs.evolve(script, run=f"{script.run.strip()} bans licenses sources"), workspace)

    assert passes is outcome.succeeded
    assert f"licenses {'ok' if passes else 'FAILED'}" in outcome.log


# --- build-wheel and test-wheel


@pytest.fixture(scope="session")
def wheel_leg(ci, runner, checkout, wheel, fresh_python, tmp_path_factory):
    """Makes what one leg has when its wheel is installed: a checkout, and the programs of a fresh Python."""

    def make(version):
        programs = fresh_python(version)
        workspace = copy_of(checkout, tmp_path_factory.mktemp("leg"))
        (workspace / "dist").mkdir()
        shutil.copy(wheel, workspace / "dist")
        outcome = runner(ci.script("test-wheel", "Install the wheel and its test tools"), workspace, path=programs)
        if re.search(r"Retrying|ConnectionError|Temporary failure", outcome.log) and not outcome.succeeded:
            pytest.skip("no package registry is reached from here")
        assert outcome.succeeded, outcome.log
        return workspace, programs

    return make


PYTHONS = ("3.10", "3.11", "3.12", "3.13", "3.14")


@pytest.mark.parametrize("python", PYTHONS)
def test_wheel_passes_its_tests(ci, runner, wheel_leg, python):
    """The oldest Python always; the others take a while, so with GHFLOW_SOAK only."""
    assert python in {leg["python"] for leg in ci.job("test-wheel")["strategy"]["matrix"]["include"]}
    if python != PYTHONS[0] and not os.environ.get("GHFLOW_SOAK"):
        pytest.skip("tried on the oldest Python; on the others with GHFLOW_SOAK, and in ci.yml")
    workspace, programs = wheel_leg(python)
    for step, passed in (("Test the wheel", r"\b[1-9]\d\d passed"), ("Compare the types with the module", "Success")):
        outcome = runner(ci.script("test-wheel", step), workspace, path=programs)

        assert outcome.succeeded, outcome.log
        assert re.search(passed, outcome.log)


@pytest.mark.parametrize(
    ("step", "finding"),
    [
        pytest.param("Test the wheel", "no attribute 'conformance_selftest'", id="tests"),
        pytest.param("Compare the types with the module", "iscc_lib.missing is not present at runtime", id="types"),
    ],
)
def test_a_module_that_lacks_something_is_noticed(ci, runner, checkout, tmp_path, step, finding):
    module = tmp_path / "iscc_lib"
    module.mkdir()
    (module / "py.typed").touch()
    (module / "__init__.py").touch()
    (module / "__init__.pyi").write_text("def missing() -> None: ...\n")
    script = ci.script("test-wheel", step)
    short = {"PYTHONPATH": str(tmp_path), "PYTEST_ADDOPTS": "-k selftest", "MYPYPATH": str(tmp_path)}
    outcome = runner(attrs.evolve(script, env={**script.env, **short}), checkout)

    assert not outcome.succeeded
    assert finding in outcome.log


def test_a_wheel_that_is_missing_is_noticed(ci, runner, checkout, tmp_path, empty_python):
    workspace = copy_of(checkout, tmp_path)
    (workspace / "dist").mkdir()
    script = ci.script("test-wheel", "Install the wheel and its test tools")
    outcome = runner(script, workspace, path=empty_python)

    assert not outcome.succeeded
    assert "No matching distribution found for iscc-lib" in outcome.log


# --- python


def test_test_tools_can_be_installed(ci, runner, checkout, empty_python, tmp_path):
    script = ci.script("python", "Install ghflow and its test tools")
    workspace = copy_of(checkout, tmp_path)
    rehearsal = attrs.evolve(script, run=f"{script.run.strip()} --dry-run")
    outcome = runner(rehearsal, workspace, path=empty_python)
    if re.search(r"Retrying|ConnectionError|Temporary failure", outcome.log) and not outcome.succeeded:
        pytest.skip("no package registry is reached from here")

    assert outcome.succeeded, outcome.log
    assert "does not provide the extra" not in outcome.log
    assert re.search(r"Would install .*\bpytest-", outcome.log)


@pytest.mark.parametrize("broken", [pytest.param(False, id="as-it-is"), pytest.param(True, id="broken")])
def test_the_native_part_can_be_installed(ci, runner, checkout, empty_python, rust, tmp_path, broken):
    """As far as its metadata: `tests/packaging` builds it."""
    script = ci.script("python", "Install the native part")
    workspace = copy_of(checkout, tmp_path)
    if broken:
        (workspace / "crates" / "ghflow-native" / "Cargo.toml").unlink()
    rehearsal = attrs.evolve(script, run=f"{script.run.strip()} --dry-run")
    outcome = runner(rehearsal, workspace, path=empty_python)
    if re.search(r"Retrying|ConnectionError|Temporary failure", outcome.log) and not outcome.succeeded:
        pytest.skip("no package registry is reached from here")

    assert broken is not outcome.succeeded
    assert broken is not bool(re.search(r"Would install ghflow-native-", outcome.log))


def test_tests_are_found(ci, runner, checkout):
    script = ci.script("python", "Test", matrix_native_native="")
    outcome = runner(
        attrs.evolve(script, env={**script.env, "PYTEST_ADDOPTS": "--collect-only -q --snapshot-warn-unused"}), checkout
    )

    assert outcome.succeeded, outcome.log
    assert "test_ci_scripts.py" in outcome.log


# --- package


def test_crate_can_be_packaged(ci, runner, checkout, target_folder, rust, version):
    outcome = runner(ci.script("package", "Package the crate"), checkout)
    assert outcome.succeeded, outcome.log

    with tarfile.open(target_folder / "package" / f"iscc-lib-{version}.crate") as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"Cargo.toml", "LICENSE", "README.md", "src/lib.rs"} <= names


@pytest.fixture(scope="session")
def fuzz_runner(runner, tmp_path_factory):
    """Machines on which the C++ of the fuzzer is said to be built already: nothing is linked with it here."""
    return attrs.evolve(runner, process=runner.process | {"CUSTOM_LIBFUZZER_PATH": "/none/libfuzzer.a"})


@pytest.mark.parametrize("broken", [pytest.param(False, id="as-they-are"), pytest.param(True, id="broken")])
def test_fuzz_targets(ci, fuzz_runner, checkout, rust, tmp_path, broken):
    workspace = copy_of(checkout, tmp_path)
    targets = workspace / "crates" / "iscc-lib" / "fuzz" / "fuzz_targets"
    if broken:
        (targets / "cdc.rs").write_text("use iscc_lib::nothing_like_it;\n")
    outcome = fuzz_runner(ci.script("package", "Check the fuzz targets"), workspace)

    assert broken is not outcome.succeeded
    assert broken is ("nothing_like_it" in outcome.log)
    assert {"cdc.rs", "decode.rs", "text.rs"} == {file.name for file in targets.iterdir()}


# --- ci


@pytest.mark.parametrize(
    ("results", "passes"),
    [
        pytest.param("success success success success", True, id="all"),
        pytest.param("success", True, id="a-single-one"),
        pytest.param("success failure success success", False, id="failure"),
        pytest.param("success success success cancelled", False, id="cancelled"),
        pytest.param("skipped success success success", False, id="skipped"),
        pytest.param("", False, id="none"),
        pytest.param("successful", False, id="another-word"),
    ],
)
def test_verdict(ci, runner, tmp_path, results, passes):
    script = ci.script("ci", "Require every job to have succeeded", join_needs_result=results)

    assert passes is runner(script, tmp_path).succeeded


def test_every_script_of_the_file_is_run_here(ci):
    source = Path(__file__).read_text(encoding="utf-8")
    names = [step["name"] for job in ci.data["jobs"].values() for step in job["steps"] if "run" in step]

    assert [] == [name for name in names if f'"{name}"' not in source]

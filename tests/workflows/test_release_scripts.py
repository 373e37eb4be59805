"""The scripts of the generated release.yml, run as GitHub would run them, with good and bad inputs."""

from __future__ import annotations

import re
import shutil
import tarfile
import zipfile
from importlib.metadata import requires
from importlib.util import find_spec
from pathlib import Path

import attrs
import pytest

from ghflow.simulator.environment import Run

ROOT = Path(__file__).parents[2]
WHEELS = (
    "iscc_lib-0.1.0-cp310-abi3-macosx_10_12_x86_64.macosx_11_0_arm64.macosx_10_12_universal2.whl",
    "iscc_lib-0.1.0-cp310-abi3-manylinux_2_17_aarch64.manylinux2014_aarch64.whl",
    "iscc_lib-0.1.0-cp310-abi3-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
    "iscc_lib-0.1.0-cp310-abi3-win_amd64.whl",
)
SDIST = "iscc_lib-0.1.0.tar.gz"
COMPLETE = (*WHEELS, SDIST)


def put(folder: Path, *names: str) -> Path:
    """Fill the `dist` of a workspace with files of these names."""
    (folder / "dist").mkdir()
    for name in names:
        (folder / "dist" / name).touch()
    return folder


# --- verify


@pytest.fixture
def manifest(tmp_path, checkout, version, rust):
    """Makes a checkout in which the two crates have the versions asked for."""

    def make(crate: str, wheels: str | None = None) -> Path:
        workspace = tmp_path / "workspace"
        shutil.copytree(checkout, workspace, ignore=shutil.ignore_patterns(".git"))
        root, binding = workspace / "Cargo.toml", workspace / "crates" / "iscc-py" / "Cargo.toml"
        root.write_text(root.read_text().replace(f'version = "{version}"', f'version = "{crate}"'))
        if wheels is not None:
            text = binding.read_text()
            assert "version.workspace = true" in text
            binding.write_text(text.replace("\nversion.workspace = true", f'\nversion = "{wheels}"', 1))
        return workspace

    return make


@pytest.mark.parametrize(
    ("crate", "ref"),
    [
        pytest.param("0.1.0", "refs/tags/v0.1.0", id="tag"),
        pytest.param("0.1.0-rc.1", "refs/tags/v0.1.0-rc.1", id="candidate"),
        pytest.param("0.1.0", "refs/heads/main", id="branch"),
        pytest.param("0.1.0", "refs/heads/v9.9.9", id="branch-like-a-tag"),
    ],
)
def test_verify_gives_the_version(release, runner, manifest, crate, ref):
    outcome = runner(release.script("verify", "version"), manifest(crate), run=Run(ref=ref))

    assert outcome.succeeded
    assert {"version": crate} == outcome.outputs


@pytest.mark.parametrize(
    ("crate", "wheels", "ref"),
    [
        pytest.param("0.1.0", None, "refs/tags/v0.1", id="too-short"),
        pytest.param("0.1.0", None, "refs/tags/vx.y.z", id="letters"),
        pytest.param("0.1.0", None, "refs/tags/v0.1.0-rc.1", id="candidate-of-a-final-manifest"),
        pytest.param("0.2.0", None, "refs/tags/v0.1.0", id="other-version"),
        pytest.param("0.1.0", None, "refs/tags/0.1.0", id="without-v"),
        pytest.param("0.1.0", "0.2.0", "refs/tags/v0.1.0", id="wheels-differ"),
        pytest.param("0.1.0", "0.2.0", "refs/tags/v0.2.0", id="crate-differs"),
        pytest.param("0.1.0", "0.2.0", "refs/heads/main", id="wheels-differ-on-a-branch"),
    ],
)
def test_verify_refuses(release, runner, manifest, crate, wheels, ref):
    outcome = runner(release.script("verify", "version"), manifest(crate, wheels), run=Run(ref=ref))

    assert not outcome.succeeded
    assert {} == outcome.outputs
    assert f"::error::iscc-lib is {crate}, iscc-py is {wheels or crate}, the tag is" in outcome.log


def test_verify_accepts_this_repository(release, runner, checkout, version, rust):
    outcome = runner(release.script("verify", "version"), checkout, run=Run(ref=f"refs/tags/v{version}"))

    assert {"version": version} == outcome.outputs


# --- build-wheels


@pytest.mark.parametrize(
    ("names", "succeeds"),
    [
        *[pytest.param([name], True, id=name.rpartition("_")[2]) for name in WHEELS],
        pytest.param([], False, id="none"),
        pytest.param(WHEELS[:2], False, id="two"),
        pytest.param(["iscc_lib-0.1.0-cp38-abi3-win_amd64.whl"], False, id="older-abi"),
        pytest.param(["iscc_lib-0.1.0-cp310-cp310-win_amd64.whl"], False, id="not-abi3"),
        pytest.param([WHEELS[0], SDIST], False, id="wheel-and-sdist"),
        pytest.param([SDIST], False, id="only-an-sdist"),
    ],
)
def test_exactly_one_abi3_wheel(release, runner, tmp_path, names, succeeds):
    outcome = runner(release.script("build-wheels", "Require exactly one abi3 wheel"), put(tmp_path, *names))

    assert succeeds is outcome.succeeded
    assert succeeds is ("::error::" not in outcome.log)


def test_a_build_that_left_nothing(release, runner, tmp_path):
    assert not runner(release.script("build-wheels", "Require exactly one abi3 wheel"), tmp_path).succeeded


def test_built_wheel_is_the_one_that_is_required(release, runner, wheel, tmp_path, version):
    outcome = runner(release.script("build-wheels", "Require exactly one abi3 wheel"), put(tmp_path, wheel.name))

    assert outcome.succeeded
    assert wheel.name.startswith(f"iscc_lib-{version}-cp310-abi3-")


def test_wheel_does_not_tell_where_it_was_built(wheel, checkout):
    with zipfile.ZipFile(wheel) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    places = [str(folder).encode() for folder in (checkout, ROOT)]
    telling = [name for name, data in content.items() if any(place in data for place in places)]

    assert [] == telling


def test_wheel_has_the_size_that_its_readme_says(wheel):
    readme = (ROOT / "crates" / "iscc-py" / "README.md").read_text(encoding="utf-8")
    said = re.search(r"about ([\d.]+) MB \(([\d.]+) MB installed\)", " ".join(readme.split()))
    with zipfile.ZipFile(wheel) as archive:
        installed = sum(file.file_size for file in archive.infolist())

    assert said
    # Another compiler makes another size, but not quite another one.
    assert wheel.stat().st_size / 1e6 == pytest.approx(float(said[1]), rel=0.3)
    assert installed / 1e6 == pytest.approx(float(said[2]), rel=0.3)


# --- check-dist


@pytest.fixture(scope="session")
def twine(release, runner, fresh_python, tmp_path_factory):
    """A Python in which the workflow's own step has installed twine; what this Python has counts as downloaded."""
    programs = fresh_python()
    (own,) = (programs.parent / "lib").glob("python*/site-packages")
    spec = find_spec("twine")
    if spec is None or spec.origin is None:
        pytest.skip("twine is not installed beside this Python")
    (own / "shared.pth").write_text(str(Path(spec.origin).parents[1]))
    outcome = runner(release.script("check-dist", "Install twine"), tmp_path_factory.mktemp("empty"), path=programs)
    assert outcome.succeeded, outcome.log
    return programs


def check_set(release, runner, workspace, twine, version="0.1.0"):
    """Run the step that compares the set of files."""
    step = "Require exactly four wheels and one sdist of this version"
    return runner(release.script("check-dist", step, needs_verify_outputs_version=version), workspace, path=twine)


def test_complete_set(release, runner, tmp_path, twine):
    assert check_set(release, runner, put(tmp_path, *COMPLETE), twine).succeeded


def test_complete_set_of_a_candidate(release, runner, tmp_path, twine):
    names = [name.replace("0.1.0", "0.1.0rc1") for name in COMPLETE]

    assert check_set(release, runner, put(tmp_path, *names), twine, "0.1.0-rc.1").succeeded


@pytest.mark.parametrize(
    "names",
    [
        *[pytest.param([n for n in COMPLETE if n != gone], id=f"without-{i}") for i, gone in enumerate(COMPLETE)],
        pytest.param([], id="nothing"),
        pytest.param([*COMPLETE, "README.md"], id="extra-file"),
        pytest.param([*COMPLETE, "iscc_lib-0.1.0-cp310-abi3-musllinux_1_2_x86_64.whl"], id="extra-wheel"),
        pytest.param([*COMPLETE, "iscc_lib-0.1.1.tar.gz"], id="two-sdists"),
        pytest.param([*WHEELS, "iscc_lib-0.1.0.zip"], id="sdist-of-another-kind"),
        pytest.param([*WHEELS, "iscc-lib-0.1.0.tar.gz"], id="sdist-of-another-name"),
        pytest.param([n.replace("0.1.0", "0.1.1") for n in COMPLETE], id="wrong-version"),
        pytest.param([n.replace("0.1.0", "0.1.1") if "win" in n else n for n in COMPLETE], id="one-wrong-version"),
        pytest.param([n.replace("cp310", "cp38") if "win" in n else n for n in COMPLETE], id="wrong-python"),
        pytest.param([n.replace("abi3", "cp310") if "win" in n else n for n in COMPLETE], id="wrong-abi"),
        pytest.param([n.replace("win_amd64", "win_arm64") for n in COMPLETE], id="wrong-platform"),
        pytest.param([n.replace("universal2", "arm64") for n in COMPLETE], id="one-cpu-of-two"),
        pytest.param(
            [re.sub(r"manylinux_\w+\.many.*_x86_64", "linux_x86_64", n) for n in COMPLETE], id="not-manylinux"
        ),
        pytest.param([n for n in COMPLETE if "win" not in n] + [WHEELS[0].replace("10_12", "11_0")], id="mac-twice"),
    ],
)
def test_wrong_set(release, runner, tmp_path, twine, names):
    outcome = check_set(release, runner, put(tmp_path, *names), twine)

    assert not outcome.succeeded
    assert "::error::expected one of each of" in outcome.log


def test_twine_brings_what_the_comparison_imports():
    assert any(requirement.startswith("packaging") for requirement in requires("twine") or ())


def test_metadata_of_wheel_and_sdist(release, runner, tmp_path, twine, wheel, sdist):
    workspace = put(tmp_path)
    for file in (wheel, sdist):
        shutil.copy(file, workspace / "dist")
    outcome = runner(release.script("check-dist", "Check the metadata"), workspace, path=twine)

    assert outcome.succeeded
    assert 2 == outcome.log.count("PASSED")


def test_metadata_that_the_index_would_show_badly(release, runner, tmp_path, twine):
    workspace = put(tmp_path)
    with zipfile.ZipFile(workspace / "dist" / "plain-1.0-py3-none-any.whl", "w") as archive:
        archive.writestr("plain-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: plain\nVersion: 1.0\n")
        archive.writestr("plain-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr("plain-1.0.dist-info/RECORD", "")
    outcome = runner(release.script("check-dist", "Check the metadata"), workspace, path=twine)

    assert not outcome.succeeded
    assert "long_description" in outcome.log


# --- test-wheels and build-sdist: installed and exercised


@pytest.fixture(scope="session")
def installed_wheel(release, runner, wheel, fresh_python, tmp_path_factory, version):
    """A fresh Python into which the workflow's own step has installed the wheel."""
    programs, workspace = fresh_python(), put(tmp_path_factory.mktemp("leg"))
    shutil.copy(wheel, workspace / "dist")
    script = release.script("test-wheels", "Install the wheel", needs_verify_outputs_version=version)
    outcome = runner(script, workspace, path=programs)
    assert outcome.succeeded, outcome.log
    return programs


@pytest.fixture(scope="session")
def installed_sdist(release, runner, sdist, fresh_python, tmp_path_factory):
    """A fresh Python into which the workflow's own step has installed the sdist, compiling it."""
    programs, workspace = fresh_python(), put(tmp_path_factory.mktemp("sdist"))
    shutil.copy(sdist, workspace / "dist")
    outcome = runner(release.script("build-sdist", "Install from the sdist"), workspace, path=programs)
    assert outcome.succeeded, outcome.log
    return programs


@pytest.mark.parametrize(
    ("job", "installed"),
    [
        pytest.param("test-wheels", "installed_wheel", id="wheel"),
        pytest.param("build-sdist", "installed_sdist", id="sdist"),
    ],
)
class TestExercise:
    """The smoke test, on what was really built."""

    def test_passes(self, release, runner, request, tmp_path, version, job, installed):
        script = release.script(job, "Exercise the installed package", needs_verify_outputs_version=version)
        outcome = runner(script, tmp_path, path=request.getfixturevalue(installed))

        assert outcome.succeeded, outcome.log
        assert f"{version} ISCC:" in outcome.log

    def test_notices_another_version(self, release, runner, request, tmp_path, job, installed):
        script = release.script(job, "Exercise the installed package", needs_verify_outputs_version="9.9.9")
        outcome = runner(script, tmp_path, path=request.getfixturevalue(installed))

        assert not outcome.succeeded
        assert "AssertionError" in outcome.log

    def test_notices_a_failing_self_test(self, release, runner, request, tmp_path, version, job, installed):
        script = release.script(job, "Exercise the installed package", needs_verify_outputs_version=version)
        programs = request.getfixturevalue(installed)
        (tmp_path / "sitecustomize.py").write_text("import iscc_lib\niscc_lib.conformance_selftest = lambda: False\n")
        broken = attrs.evolve(script, env={**script.env, "PYTHONPATH": str(tmp_path)})
        outcome = runner(broken, tmp_path, path=programs)

        assert not outcome.succeeded
        assert "conformance" in outcome.log


def test_nothing_installed_is_noticed(release, runner, empty_python, tmp_path, version):
    script = release.script("test-wheels", "Exercise the installed package", needs_verify_outputs_version=version)
    outcome = runner(script, tmp_path, path=empty_python)

    assert not outcome.succeeded
    assert "No module named 'iscc_lib'" in outcome.log


@pytest.mark.parametrize(
    ("rename", "asked"),
    [
        pytest.param(lambda name: name, "9.9.9", id="another-version"),
        pytest.param(lambda name: name.replace("cp310-abi3", "cp399-cp399"), None, id="another-python"),
        pytest.param(lambda name: re.sub(r"abi3-.*", "abi3-win_arm64.whl", name), None, id="another-platform"),
    ],
)
def test_a_wheel_that_does_not_fit_is_refused(release, runner, wheel, tmp_path, empty_python, version, rename, asked):
    workspace = put(tmp_path)
    shutil.copy(wheel, workspace / "dist" / rename(wheel.name))
    script = release.script("test-wheels", "Install the wheel", needs_verify_outputs_version=asked or version)
    outcome = runner(script, workspace, path=empty_python)

    assert not outcome.succeeded
    assert "No matching distribution found" in outcome.log


@pytest.mark.parametrize("python", ["3.10", "3.14"])
def test_wheel_on_the_pythons_of_the_legs(release, runner, wheel, tmp_path, version, python, fresh_python):
    """One wheel serves all: tried on those that this machine has."""
    assert python in {leg["python"] for leg in release.job("test-wheels")["strategy"]["matrix"]["include"]}
    workspace = put(tmp_path)
    shutil.copy(wheel, workspace / "dist")
    with runner.machine(workspace, path=fresh_python(python)) as machine:
        for step in ("Install the wheel", "Exercise the installed package"):
            outcome = machine.run(release.script("test-wheels", step, needs_verify_outputs_version=version))

            assert outcome.succeeded, outcome.log


def test_sdist_holds_what_it_is_built_from(sdist):
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}

    assert {"PKG-INFO", "Cargo.toml", "Cargo.lock", "pyproject.toml"} <= names
    assert any(Path(name).name == "LICENSE" for name in names)
    assert any(name.endswith("iscc-lib/src/lib.rs") for name in names)


# --- publish-crates-io


def test_workspace_passes_its_tests(release, runner, checkout, rust):
    outcome = runner.once(release.script("publish-crates-io", "Test the workspace"), checkout)

    assert outcome.succeeded, outcome.log
    assert re.search(r"test result: ok\. [1-9]\d* passed", outcome.log)


def test_crate_could_be_published(release, runner, checkout, rust, version):
    script = release.script("publish-crates-io", "Publish the crate", steps_auth_outputs_token="no-token")
    assert "cargo publish -p iscc-lib" == script.run.strip()
    rehearsal = attrs.evolve(script, run=f"{script.run.strip()} --dry-run", env={})
    outcome = runner(rehearsal, checkout)

    assert outcome.succeeded, outcome.log
    assert f"Uploading iscc-lib v{version}" in outcome.log
    assert "aborting upload due to dry run" in outcome.log


def decides(release, name: str, published: str) -> bool:
    """Whether a step of the publishing job runs, given what the registry step said."""
    condition = release.step("publish-crates-io", name)["if"]
    found = re.fullmatch(r"steps\.registry\.outputs\.published (==|!=) '(\w+)'", condition)
    assert found, f"{condition!r} is not a comparison of what the registry said"
    return (published == found[2]) is (found[1] == "==")


@pytest.mark.parametrize(
    ("answer", "publishes"),
    [
        pytest.param("echo 'iscc-lib #iscc'; exit 0", False, id="published"),
        pytest.param("echo 'error: could not find `iscc-lib@0.1.0` in registry' >&2; exit 101", True, id="absent"),
        pytest.param("echo 'error: failed to download: timeout' >&2; exit 101", True, id="unreachable"),
        pytest.param("echo 'version: 0.1.0'; exit 1", True, id="text-decides-nothing"),
        pytest.param("exit 0", False, id="silence-decides-nothing"),
    ],
)
def test_asks_the_registry(release, runner, stub, tmp_path, answer, publishes):
    asked, workspace = tmp_path / "asked", tmp_path / "workspace"
    workspace.mkdir()
    programs = stub("cargo", f'pwd > "{asked}"; printf "%s\\n" "$@" >> "{asked}"\n{answer}')
    script = release.script("publish-crates-io", "registry", needs_verify_outputs_version="0.1.0")
    outcome = runner(script, workspace, path=programs)
    folder, *arguments = asked.read_text().splitlines()

    assert outcome.succeeded
    assert ["info", "iscc-lib@0.1.0"] == arguments
    assert not Path(folder).is_relative_to(workspace)
    assert {"published"} == set(outcome.outputs)
    assert publishes is decides(release, "Publish the crate", outcome.outputs["published"])
    assert publishes is decides(release, "auth", outcome.outputs["published"])


def test_the_manifest_does_not_answer_for_the_registry(release, runner, manifest):
    """In the checkout cargo knows every version that the manifest says; asked there, it would never be published."""
    unpublished = "0.1.0-rehearsal.1"
    workspace = manifest(unpublished)
    script = release.script("publish-crates-io", "registry", needs_verify_outputs_version=unpublished)
    stays = re.sub(r'^cd "\$RUNNER_TEMP".*$', "", script.run, flags=re.MULTILINE)
    assert stays != script.run

    assert {"published": "false"} == runner(script, workspace).outputs
    assert {"published": "true"} == runner(attrs.evolve(script, run=stays), workspace).outputs


# --- all of them


def test_every_script_of_the_file_is_run_here(release):
    source = Path(__file__).read_text(encoding="utf-8")
    for job in release.data["jobs"].values():
        for step in job["steps"]:
            if "run" in step:
                assert f'"{step.get("id", step["name"])}"' in source or f'"{step["name"]}"' in source, step["name"]

"""What must hold for the generated ci.yml."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import yaml

from ghflow.model.legs import expand_matrix

ROOT = Path(__file__).parents[2]
NATIVE = ROOT / "crates" / "ghflow-native"
OLDEST_RUST = tomllib.loads((ROOT / "Cargo.toml").read_text(encoding="utf-8"))["workspace"]["package"]["rust-version"]
OLDEST_RUST_OF_NATIVE = tomllib.loads((NATIVE / "Cargo.toml").read_text(encoding="utf-8"))["package"]["rust-version"]


def test_triggers(ci):
    assert {"push": {"branches": ["main"]}, "pull_request": None} == ci.data["on"]


def test_reads_only(ci):
    assert {"contents": "read"} == ci.data["permissions"]
    assert all(job.get("permissions", {}) == {} for job in ci.data["jobs"].values())


def test_pull_requests_cancel_their_predecessors_and_main_never_does(ci):
    concurrency = ci.data["concurrency"]

    assert "${{ github.event_name == 'pull_request' }}" == concurrency["cancel-in-progress"]
    # A group shared by runs on main would still lose all but the newest of those that wait.
    assert "ci-${{ github.event_name == 'pull_request' && github.ref || github.run_id }}" == concurrency["group"]


def test_rust_is_tested_on_stable_and_the_oldest_supported(ci):
    job = ci.job("rust")

    assert ["stable", OLDEST_RUST] == job["strategy"]["matrix"]["toolchain"]
    assert "${{ matrix.toolchain }}" == ci.step("rust", "Set up Rust")["with"]["toolchain"]
    assert job["strategy"]["fail-fast"] is False


def test_the_native_part_is_checked_on_stable_and_the_oldest_supported(ci):
    job = ci.job("native")

    assert ["stable", OLDEST_RUST_OF_NATIVE] == job["strategy"]["matrix"]["toolchain"]
    assert "${{ matrix.toolchain }}" == ci.step("native", "Set up Rust")["with"]["toolchain"]
    assert NATIVE.relative_to(ROOT).as_posix() == ci.step("native", "Restore the build cache")["with"]["workspaces"]
    assert job["strategy"]["fail-fast"] is False


def test_every_python_and_every_system_has_the_native_part_and_each_has_not(ci):
    legs = [leg.values for leg in expand_matrix(ci.job("python")["strategy"]["matrix"])]
    having, lacking = ([leg for leg in legs if bool(leg.get("native")) is has] for has in (True, False))

    assert 8 == len(legs)
    assert {"3.11", "3.12", "3.13", "3.14"} == {leg["python"] for leg in having}
    assert {"3.11", "3.14"} == {leg["python"] for leg in lacking}
    assert {leg["os"] for leg in having} == {leg["os"] for leg in lacking}
    assert {"matrix.native"} == {ci.step("python", name)["if"] for name in ("Set up Rust", "Install the native part")}
    # Where it is installed, its tests must not be skipped.
    assert {"GHFLOW_REQUIRE": "${{ matrix.native && 'native' || '' }}"} == ci.step("python", "Test")["env"]


def test_everything_is_installed_before_the_tests(ci):
    *before, last = [step["name"] for step in ci.job("python")["steps"]]

    assert "Test" == last
    assert before.index("Install ghflow and its test tools") < before.index("Install the native part")
    assert before.index("Set up Rust") < before.index("Install the native part")


def test_python_is_tested_on_oldest_and_newest_everywhere(ci):
    job = ci.job("python")

    assert ["3.11", "3.14"] == job["strategy"]["matrix"]["python"]
    assert ["ubuntu", "macos", "windows"] == [os.partition("-")[0] for os in job["strategy"]["matrix"]["os"]]
    assert "${{ matrix.os }}" == job["runs-on"]
    assert "${{ matrix.python }}" == ci.step("python", "Set up Python")["with"]["python-version"]
    assert job["strategy"]["fail-fast"] is False


def test_crates_are_tested_as_in_a_release(ci, release):
    assert release.step("publish-crates-io", "Test the workspace")["run"] == ci.step("rust", "Test")["run"]


def test_wheel_is_built_as_in_a_release(ci, release):
    built, released = (
        file.step(job, "Build the wheel") for file, job in ((ci, "build-wheel"), (release, "build-wheels"))
    )

    # Without a target: that of the runner, whatever it is.
    assert built["with"].items() <= released["with"].items()
    assert {"target"} == released["with"].keys() - built["with"].keys()


def test_wheel_is_tested_on_every_python_and_every_system(ci):
    job = ci.job("test-wheel")
    legs = [(leg["os"].partition("-")[0], leg["python"]) for leg in job["strategy"]["matrix"]["include"]]

    assert [*[("ubuntu", f"3.{minor}") for minor in range(10, 15)], ("macos", "3.14"), ("windows", "3.14")] == legs
    assert ["build-wheel"] == job["needs"]
    uploaded, fetched = ci.step("build-wheel", "Keep the wheel"), ci.step("test-wheel", "Fetch the wheel")
    assert uploaded["with"]["name"] == fetched["with"]["name"] == "wheel-${{ matrix.os }}"
    assert "--confcutdir" in ci.step("test-wheel", "Test the wheel")["run"]


def test_classifiers_and_legs_name_the_same_pythons(ci):
    project = tomllib.loads((ROOT / "crates" / "iscc-py" / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = {line.rpartition(" ")[2] for line in project["classifiers"] if re.search(r":: 3\.\d", line)}

    assert named == {leg["python"] for leg in ci.job("test-wheel")["strategy"]["matrix"]["include"]}


def test_sdist_is_built_as_in_a_release(ci, release):
    assert release.step("build-sdist", "Build the sdist") == ci.step("package", "Build the sdist")


def test_every_lock_file_of_a_wheel_is_checked_and_kept_up_to_date(ci):
    checked = [step["run"] for step in ci.job("dependencies")["steps"] if "run" in step]
    dependabot = yaml.safe_load((ROOT / ".github" / "dependabot.yml").read_text(encoding="utf-8"))
    (cargo,) = (update for update in dependabot["updates"] if update["package-ecosystem"] == "cargo")
    manifest = (NATIVE / "Cargo.toml").relative_to(ROOT).as_posix()

    assert ["cargo deny --locked check", f"cargo deny --locked --manifest-path {manifest} check"] == checked
    assert ["/", f"/{NATIVE.relative_to(ROOT).as_posix()}"] == cargo["directories"]
    assert all((ROOT / folder.strip("/") / "Cargo.lock").is_file() for folder in cargo["directories"])


def test_verdict_waits_for_every_other_job(ci):
    *others, last = ci.data["jobs"]
    verdict = ci.job(last)

    assert set(others) == set(verdict["needs"])
    assert "always()" in str(verdict["if"])
    assert "${{ join(needs.*.result, ' ') }}" in verdict["steps"][0]["env"].values()


def test_every_job_is_bounded_and_keeps_no_credentials(ci):
    for job in ci.data["jobs"].values():
        assert 0 < job["timeout-minutes"] <= 60
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False


def test_scripts_hold_no_expression(ci):
    assert not [step for job in ci.data["jobs"].values() for step in job["steps"] if "${{" in step.get("run", "")]
    assert {"run": {"shell": "bash"}} == ci.data["defaults"]


def test_reads_the_same_with_pyyaml(ci):
    found = yaml.safe_load(ci.text)
    found["on"] = found.pop(True)

    assert ci.data == found

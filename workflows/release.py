"""Publish iscc-lib to crates.io and its wheels to PyPI, both by OIDC trusted publishing, when a version is tagged.

verify -> build-wheels (4) + build-sdist -> test-wheels (10) + check-dist -> publish-crates-io, publish-pypi
A dispatch on a branch runs everything but the two publish jobs; a dispatch on a tag takes up a release that failed half-way.
"""

from ghflow import Concurrency, Defaults, Job, Matrix, Permissions, Push, Step, Workflow, WorkflowDispatch, github, note
from ghflow.actions import checkout, crates_io_auth, download_artifact_v4, maturin, pypi_publish
from ghflow.actions import rust_cache, rust_toolchain, setup_python, upload_artifact_v4

UBUNTU, WINDOWS = "ubuntu-latest", "windows-latest"
MACOS = "macos-15"  # macos-14 ended on 2026-11-02 (actions/runner-images #13518)
MATURIN = "v1.16.0"
TO_DIST = "--out dist --manifest-path crates/iscc-py/Cargo.toml"

BUILDS = {("x86_64", UBUNTU): [UBUNTU], ("aarch64", UBUNTU): ["ubuntu-24.04-arm"],
          ("universal2-apple-darwin", MACOS): [MACOS, "macos-15-intel"], ("x64", WINDOWS): [WINDOWS]}
wheels = Matrix(include=[{"os": os, "target": target} for target, os in BUILDS])
legs = Matrix(include=[{"os": runner, "artifact": f"dist-{os}-{target}", "python": python}
                       for (target, os), runners in BUILDS.items() for runner in runners for python in ("3.10", "3.14")])
is_release = github.ref.startswith("refs/tags/v")
source = checkout(name="Check out", persist_credentials=False)
fetch_all = download_artifact_v4(step_name="Fetch all distributions", pattern="dist-*", path="dist", merge_multiple=True)

version = Step("Compare the versions of crate, wheels and tag", id="version", shell="python", run="""
    import json, os, subprocess
    command = "cargo metadata --locked --no-deps --format-version 1".split()
    packages = json.loads(subprocess.check_output(command))["packages"]
    versions = {package["name"]: package["version"] for package in packages}
    crate, wheels = versions["iscc-lib"], versions["iscc-py"]
    tag = os.environ["GITHUB_REF_NAME"] if os.environ["GITHUB_REF_TYPE"] == "tag" else f"v{crate}"
    if wheels != crate or tag != f"v{crate}":
        raise SystemExit(f"::error::iscc-lib is {crate}, iscc-py is {wheels}, the tag is {tag}")
    with open(os.environ["GITHUB_OUTPUT"], "a") as output:
        print(f"version={crate}", file=output)
""")
verify = Job("verify", name="Verify versions", runs_on=UBUNTU, timeout_minutes=10, steps=[source, version],
             outputs={"version": version.outputs.version})
VERSION = {"VERSION": verify.outputs.version}

one_wheel = Step("Require exactly one abi3 wheel", run="""
    found=(dist/*)
    if [[ ${#found[@]} -ne 1 || ${found[0]} != *-cp310-abi3-*.whl ]]; then
      echo "::error::expected one cp310-abi3 wheel in dist, found: ${found[*]}"
      exit 1
    fi
""")
build_wheels = Job(
    "build-wheels", name=f"Build wheel ({wheels.os}, {wheels.target})", needs=[verify], runs_on=wheels.os,
    timeout_minutes=60, matrix=wheels, fail_fast=False,
    steps=[source,
           maturin(name="Build the wheel", maturin_version=MATURIN, target=wheels.target, manylinux="auto",
                   args=f"--release {TO_DIST}"),
           one_wheel,
           upload_artifact_v4(step_name="Keep the wheel", name=f"dist-{wheels.os}-{wheels.target}", path="dist",
                              if_no_files_found="error", overwrite=True)])

exercise = Step("Exercise the installed package", shell="python", env=VERSION, run="""
    import os, pathlib
    import iscc_lib
    assert iscc_lib.__version__ == os.environ["VERSION"], iscc_lib.__version__
    assert iscc_lib.conformance_selftest(), "the package fails its own conformance vectors"
    sample = pathlib.Path(os.environ["RUNNER_TEMP"], "sample.bin")
    sample.write_bytes(bytes(range(256)) * 4096)
    code = iscc_lib.gen_sum_code_v0(str(sample))
    assert code["iscc"].startswith("ISCC:") and code["filesize"] == 1 << 20, code
    print(iscc_lib.__version__, code["iscc"])
""")
build_sdist = Job(
    "build-sdist", name="Build sdist", needs=[verify], runs_on=UBUNTU, timeout_minutes=30,
    steps=[source,
           maturin(name="Build the sdist", command="sdist", maturin_version=MATURIN, args=TO_DIST),
           setup_python(name="Set up Python", python_version="3.10"),
           Step("Install from the sdist", run="python -m pip install --no-deps dist/*.tar.gz"),
           exercise,
           upload_artifact_v4(step_name="Keep the sdist", name="dist-sdist", path="dist", if_no_files_found="error",
                              overwrite=True)])

test_wheels = Job(
    "test-wheels", name=f"Test wheel ({legs.os}, Python {legs.python})", permissions={}, needs=[verify, build_wheels],
    runs_on=legs.os, timeout_minutes=15, matrix=legs, fail_fast=False,
    steps=[setup_python(name="Set up Python", python_version=legs.python),
           download_artifact_v4(step_name="Fetch the wheel", name=legs.artifact, path="dist"),
           Step("Install the wheel", env=VERSION,
                run='python -m pip install --no-index --no-deps --find-links dist "iscc-lib==$VERSION"'),
           exercise])

exact_set = Step("Require exactly four wheels and one sdist of this version", shell="python", env=VERSION, run="""
    import fnmatch, os
    from packaging.version import Version
    version = Version(os.environ["VERSION"])  # 1.0.0-rc.1 in Cargo is 1.0.0rc1 in Python
    platforms = "manylinux_*_x86_64", "manylinux_*_aarch64", "macosx_*_universal2", "win_amd64"
    wheels = [f"iscc_lib-{version}-cp310-abi3-{platform}.whl" for platform in platforms]
    wanted, found = [f"iscc_lib-{version}.tar.gz", *wheels], sorted(os.listdir("dist"))
    if len(found) != len(wanted) or not all(fnmatch.filter(found, name) for name in wanted):
        raise SystemExit(f"::error::expected one of each of {wanted}, found {found}")
""")
check_dist = Job(
    "check-dist", name="Check distributions", permissions={}, needs=[verify, build_wheels, build_sdist], runs_on=UBUNTU,
    timeout_minutes=10,
    steps=[setup_python(name="Set up Python", python_version="3.14"),
           fetch_all,
           Step("Install twine", run="python -m pip install twine==7.0.0"),
           exact_set,
           Step("Check the metadata", run="python -m twine check --strict dist/*")])
gate = [verify, build_wheels, build_sdist, test_wheels, check_dist]

no_cache = note(True, "A release restores no cache, so none can poison it")
registry = Step("Ask whether this version is published", id="registry", env=VERSION, run="""
    cd "$RUNNER_TEMP" # Inside the checkout cargo would answer from the manifest
    if cargo info "iscc-lib@$VERSION"; then published=true; else published=false; fi
    echo "published=$published" >> "$GITHUB_OUTPUT"
""")
is_new = registry.outputs.published != "true"
auth = crates_io_auth(name="Authenticate with crates.io", if_=is_new)
publish_crates_io = Job(
    "publish-crates-io", name="Publish to crates.io", permissions=Permissions(contents="read", id_token="write"),
    needs=gate, if_=is_release, runs_on=UBUNTU, environment="crates-io", timeout_minutes=30,
    steps=[source,
           rust_toolchain(name="Set up Rust"),
           rust_cache(name="Look up the build cache", lookup_only=no_cache, save_if=False),
           Step("Test the workspace", run="cargo test --workspace"),
           registry,
           auth,
           Step("Publish the crate", if_=is_new, run="cargo publish -p iscc-lib",
                env={"CARGO_REGISTRY_TOKEN": auth.outputs.token})])

is_recovery = (github.run_attempt != "1") | (github.event_name == "workflow_dispatch")
publish_pypi = Job(
    "publish-pypi", name="Publish to PyPI", permissions=Permissions(id_token="write"), needs=gate, if_=is_release,
    runs_on=UBUNTU, environment="pypi", timeout_minutes=15,
    steps=[fetch_all, pypi_publish(name="Publish the distributions", skip_existing=is_recovery)])

workflow = Workflow(
    "Release", on=[Push(tags=["v*.*.*"]), WorkflowDispatch()], permissions=Permissions(contents="read"),
    defaults=Defaults(shell="bash"), jobs=[*gate, publish_crates_io, publish_pypi],
    allow="retired-node",  # both artifact actions are asked for in v4, made for node20; runners run them with node24
    concurrency=Concurrency("release", cancel_in_progress=note(False, "Never cancel a release in progress")))

"""Everything that a change must pass, on every system that ghflow supports."""

from ghflow import Concurrency, Defaults, Job, Matrix, Permissions, PullRequest, Push, Step, Workflow
from ghflow import always, github, join, needs
from ghflow.actions import checkout, download_artifact, maturin, rust_cache, rust_toolchain, setup_python
from ghflow.actions import taiki_e_install, upload_artifact

UBUNTU, MACOS, WINDOWS = "ubuntu-latest", "macos-latest", "windows-latest"
MSRV, NATIVE_MSRV = "1.85", "1.88"
NATIVE = "crates/ghflow-native/Cargo.toml"
MATURIN = "v1.16.0"

source = checkout(name="Check out", persist_credentials=False)
is_pull_request = github.event_name == "pull_request"

workflows = Job(
    "workflows",
    name="Workflows",
    runs_on=UBUNTU,
    timeout_minutes=10,
    steps=[
        source,
        setup_python(name="Set up Python", python_version="3.14"),
        Step("Install ghflow and zizmor", run="python -m pip install . zizmor==1.32.0"),
        Step("Require generated files that are up to date", run="python -m ghflow build --check"),
        Step("Require workflows without mistakes", run="python -m ghflow check --strict --all-events"),
        Step("Audit the workflows", run="zizmor --offline .github/workflows"),
    ],
)

toolchains = Matrix(toolchain=["stable", MSRV])
rust = Job(
    "rust",
    name=f"Rust ({toolchains.toolchain})",
    runs_on=UBUNTU,
    timeout_minutes=30,
    matrix=toolchains,
    fail_fast=False,
    steps=[
        source,
        rust_toolchain(name="Set up Rust", toolchain=toolchains.toolchain, components="rustfmt, clippy"),
        rust_cache(name="Restore the build cache"),
        Step("Check the format", run="cargo fmt --all --check"),
        Step("Lint", run="cargo clippy --workspace --all-targets --locked -- -D warnings"),
        Step("Test", run="cargo test --workspace"),
        Step(
            "Build the documentation",
            env={"RUSTDOCFLAGS": "-D warnings"},
            run="cargo doc --workspace --no-deps --locked",
        ),
    ],
)

# The part of ghflow that is in Rust: no crate of the workspace, and nothing in it is tested without Python.
native_toolchains = Matrix(toolchain=["stable", NATIVE_MSRV])
native = Job(
    "native",
    name=f"Native part ({native_toolchains.toolchain})",
    runs_on=UBUNTU,
    timeout_minutes=15,
    matrix=native_toolchains,
    fail_fast=False,
    steps=[
        source,
        setup_python(name="Set up Python", python_version="3.14"),
        rust_toolchain(name="Set up Rust", toolchain=native_toolchains.toolchain, components="rustfmt, clippy"),
        rust_cache(name="Restore the build cache", workspaces="crates/ghflow-native"),
        Step("Check the format of the native part", run=f"cargo fmt --manifest-path {NATIVE} --check"),
        Step("Lint the native part", run=f"cargo clippy --manifest-path {NATIVE} --locked -- -D warnings"),
    ],
)

dependencies = Job(
    "dependencies",
    name="Dependencies of the crates",
    runs_on=UBUNTU,
    timeout_minutes=10,
    steps=[
        source,
        taiki_e_install(name="Install cargo-deny", tool="cargo-deny@0.20.2"),
        Step("Check advisories, licences and origins", run="cargo deny --locked check"),
        Step("Check those of the native part", run=f"cargo deny --locked --manifest-path {NATIVE} check"),
    ],
)

# The native part is another one for each version of Python. Each version and each system is tried with it; the oldest and the
# newest version and each system are tried without it.
pythons = Matrix(
    os=[UBUNTU, MACOS, WINDOWS],
    python=["3.11", "3.14"],
    include=[
        *[{"os": UBUNTU, "python": python, "native": True} for python in ("3.11", "3.12", "3.13")],
        *[{"os": os, "python": "3.14", "native": True} for os in (MACOS, WINDOWS)],
    ],
)
python = Job(
    "python",
    name=f"Python {pythons.python} ({pythons.os}{pythons.native & ', native' | ''})",
    runs_on=pythons.os,
    timeout_minutes=45,
    matrix=pythons,
    fail_fast=False,
    steps=[
        source,
        setup_python(name="Set up Python", python_version=pythons.python),
        Step("Install ghflow and its test tools", run="python -m pip install --editable '.[test]'"),
        rust_toolchain(name="Set up Rust", if_=pythons.native),
        Step("Install the native part", if_=pythons.native, run="python -m pip install ./crates/ghflow-native"),
        Step("Test", env={"GHFLOW_REQUIRE": pythons.native & "native" | ""}, run="python -m pytest"),
    ],
)

builds = Matrix(os=[UBUNTU, MACOS, WINDOWS])
build_wheel = Job(
    "build-wheel",
    name=f"Build the wheel ({builds.os})",
    runs_on=builds.os,
    timeout_minutes=30,
    matrix=builds,
    fail_fast=False,
    steps=[
        source,
        maturin(
            name="Build the wheel",
            maturin_version=MATURIN,
            manylinux="auto",
            args="--release --out dist --manifest-path crates/iscc-py/Cargo.toml",
        ),
        upload_artifact(
            step_name="Keep the wheel",
            name=f"wheel-{builds.os}",
            path="dist",
            if_no_files_found="error",
            overwrite=True,
        ),
    ],
)

# One wheel serves every Python; the other systems, and with macOS another processor, are tried with the newest.
legs = Matrix(
    include=[
        *[{"os": UBUNTU, "python": python} for python in ("3.10", "3.11", "3.12", "3.13")],
        *[{"os": os, "python": "3.14"} for os in (UBUNTU, MACOS, WINDOWS)],
    ]
)
test_wheel = Job(
    "test-wheel",
    name=f"Test the wheel ({legs.os}, Python {legs.python})",
    needs=[build_wheel],
    runs_on=legs.os,
    timeout_minutes=30,
    matrix=legs,
    fail_fast=False,
    steps=[
        source,
        setup_python(name="Set up Python", python_version=legs.python),
        download_artifact(step_name="Fetch the wheel", name=f"wheel-{legs.os}", path="dist"),
        Step(
            "Install the wheel and its test tools",
            run="""
                python -m pip install --no-index --no-deps --find-links dist iscc-lib
                python -m pip install iscc-core==1.5.0 mypy packaging pytest
            """,
        ),
        # Not the tests of ghflow around it, which needs a newer Python than the wheel.
        Step(
            "Test the wheel",
            env={"GHFLOW_REQUIRE": "wheel"},
            run="python -m pytest --confcutdir tests/crates tests/crates",
        ),
        Step("Compare the types with the module", run="python -m mypy.stubtest iscc_lib"),
    ],
)

package = Job(
    "package",
    name="Package the crate and the sdist",
    runs_on=UBUNTU,
    timeout_minutes=30,
    steps=[
        source,
        rust_toolchain(name="Set up Rust"),
        Step("Package the crate", run="cargo package -p iscc-lib --locked"),
        Step("Check the fuzz targets", run="cargo check --manifest-path crates/iscc-lib/fuzz/Cargo.toml"),
        maturin(
            name="Build the sdist",
            command="sdist",
            maturin_version=MATURIN,
            args="--out dist --manifest-path crates/iscc-py/Cargo.toml",
        ),
    ],
)

others = [workflows, rust, native, dependencies, python, build_wheel, test_wheel, package]
passed = Job(
    "ci",
    name="CI passed",
    permissions={},
    needs=others,
    if_=always(),
    runs_on=UBUNTU,
    timeout_minutes=5,
    steps=[
        Step(
            "Require every job to have succeeded",
            env={"RESULTS": join(needs[:].result, " ")},
            run="""
                echo "$RESULTS"
                [[ "$RESULTS" =~ ^success(\\ success)*$ ]]
            """,
        )
    ],
)

workflow = Workflow(
    "CI",
    on=[Push(branches=["main"]), PullRequest()],
    permissions=Permissions(contents="read"),
    defaults=Defaults(shell="bash"),
    # A run on main has a group of its own: in a shared one GitHub would cancel those that wait.
    concurrency=Concurrency(
        f"ci-{is_pull_request & github.ref | github.run_id}",
        cancel_in_progress=is_pull_request,
        comment="Pull requests cancel their predecessors; a run on main has a group of its own, so nothing cancels it",
    ),
    jobs=[*others, passed],
)

"""Everything that a change must pass, on every system that ghflow supports."""

from ghflow import Concurrency, Defaults, Job, Matrix, Permissions, PullRequest, Push, Step, Workflow
from ghflow import always, github, join, needs
from ghflow.actions import checkout, maturin, rust_cache, rust_toolchain, setup_python

UBUNTU = "ubuntu-latest"
MSRV = "1.85"
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
        Step("Require workflows without mistakes", run="python -m ghflow check --strict"),
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
        Step("Test", run="cargo test --workspace --locked"),
    ],
)

pythons = Matrix(os=[UBUNTU, "macos-latest", "windows-latest"], python=["3.11", "3.14"])
python = Job(
    "python",
    name=f"Python {pythons.python} ({pythons.os})",
    runs_on=pythons.os,
    timeout_minutes=45,
    matrix=pythons,
    fail_fast=False,
    steps=[
        source,
        setup_python(name="Set up Python", python_version=pythons.python),
        Step("Install ghflow and its test tools", run="python -m pip install --editable '.[test]'"),
        Step("Test", run="python -m pytest"),
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
        maturin(
            name="Build the sdist",
            command="sdist",
            maturin_version=MATURIN,
            args="--out dist --manifest-path crates/iscc-py/Cargo.toml",
        ),
    ],
)

passed = Job(
    "ci",
    name="CI passed",
    permissions={},
    needs=[workflows, rust, python, package],
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
    jobs=[workflows, rust, python, package, passed],
)

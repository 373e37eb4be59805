"""The release workflow of this repository as a script of yamloom: what `workflows/release.py` says, in its words."""

import sys

from yamloom import (
    Concurrency,
    Defaults,
    Environment,
    Events,
    Job,
    Matrix,
    Permissions,
    PushEvent,
    RunDefaults,
    Strategy,
    Workflow,
    WorkflowDispatchEvent,
    action,
    script,
)
from yamloom.expressions import context

COMPARE_VERSIONS = """\
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
"""
REQUIRE_ONE_WHEEL = """\
found=(dist/*)
if [[ ${#found[@]} -ne 1 || ${found[0]} != *-cp310-abi3-*.whl ]]; then
  echo "::error::expected one cp310-abi3 wheel in dist, found: ${found[*]}"
  exit 1
fi
"""
EXERCISE = """\
import os, pathlib
import iscc_lib
assert iscc_lib.__version__ == os.environ["VERSION"], iscc_lib.__version__
assert iscc_lib.conformance_selftest(), "the package fails its own conformance vectors"
sample = pathlib.Path(os.environ["RUNNER_TEMP"], "sample.bin")
sample.write_bytes(bytes(range(256)) * 4096)
code = iscc_lib.gen_sum_code_v0(str(sample))
assert code["iscc"].startswith("ISCC:") and code["filesize"] == 1 << 20, code
print(iscc_lib.__version__, code["iscc"])
"""
REQUIRE_EXACT_SET = """\
import fnmatch, os
from packaging.version import Version
version = Version(os.environ["VERSION"])  # 1.0.0-rc.1 in Cargo is 1.0.0rc1 in Python
platforms = "manylinux_*_x86_64", "manylinux_*_aarch64", "macosx_*_universal2", "win_amd64"
wheels = [f"iscc_lib-{version}-cp310-abi3-{platform}.whl" for platform in platforms]
wanted, found = [f"iscc_lib-{version}.tar.gz", *wheels], sorted(os.listdir("dist"))
if len(found) != len(wanted) or not all(fnmatch.filter(found, name) for name in wanted):
    raise SystemExit(f"::error::expected one of each of {wanted}, found {found}")
"""
ASK_REGISTRY = """\
cd "$RUNNER_TEMP" # Inside the checkout cargo would answer from the manifest
if cargo info "iscc-lib@$VERSION"; then published=true; else published=false; fi
echo "published=$published" >> "$GITHUB_OUTPUT"
"""
workflow = Workflow(
    name="Release",
    on=Events(push=PushEvent(tags=["v*.*.*"]), workflow_dispatch=WorkflowDispatchEvent()),
    permissions=Permissions(contents="read"),
    defaults=Defaults(run_defaults=RunDefaults(shell="bash")),
    concurrency=Concurrency("release", cancel_in_progress=False),
    jobs={
        "verify": Job(
            name="Verify versions",
            use_recommended_permissions=False,
            runs_on="ubuntu-latest",
            outputs={"version": "${{ steps.version.outputs.version }}"},
            timeout_minutes=10,
            steps=[
                action("Check out", "actions/checkout", ref="v7", with_opts={"persist-credentials": False}),
                script(
                    COMPARE_VERSIONS, id="version", shell="python", name="Compare the versions of crate, wheels and tag"
                ),
            ],
        ),
        "build-wheels": Job(
            name="Build wheel (${{ matrix.os }}, ${{ matrix.target }})",
            use_recommended_permissions=False,
            needs=["verify"],
            runs_on="${{ matrix.os }}",
            timeout_minutes=60,
            strategy=Strategy(
                fast_fail=False,
                matrix=Matrix(
                    include=[
                        {"os": "ubuntu-latest", "target": "x86_64"},
                        {"os": "ubuntu-latest", "target": "aarch64"},
                        {"os": "macos-15", "target": "universal2-apple-darwin"},
                        {"os": "windows-latest", "target": "x64"},
                    ]
                ),
            ),
            steps=[
                action("Check out", "actions/checkout", ref="v7", with_opts={"persist-credentials": False}),
                action(
                    "Build the wheel",
                    "PyO3/maturin-action",
                    ref="v1",
                    with_opts={
                        "maturin-version": "v1.16.0",
                        "target": "${{ matrix.target }}",
                        "manylinux": "auto",
                        "args": "--release --out dist --manifest-path crates/iscc-py/Cargo.toml",
                    },
                ),
                script(REQUIRE_ONE_WHEEL, name="Require exactly one abi3 wheel"),
                action(
                    "Keep the wheel",
                    "actions/upload-artifact",
                    ref="v4",
                    with_opts={
                        "name": "dist-${{ matrix.os }}-${{ matrix.target }}",
                        "path": "dist",
                        "if-no-files-found": "error",
                        "overwrite": True,
                    },
                ),
            ],
        ),
        "build-sdist": Job(
            name="Build sdist",
            use_recommended_permissions=False,
            needs=["verify"],
            runs_on="ubuntu-latest",
            timeout_minutes=30,
            steps=[
                action("Check out", "actions/checkout", ref="v7", with_opts={"persist-credentials": False}),
                action(
                    "Build the sdist",
                    "PyO3/maturin-action",
                    ref="v1",
                    with_opts={
                        "command": "sdist",
                        "maturin-version": "v1.16.0",
                        "args": "--out dist --manifest-path crates/iscc-py/Cargo.toml",
                    },
                ),
                action("Set up Python", "actions/setup-python", ref="v7", with_opts={"python-version": "3.10"}),
                script("python -m pip install --no-deps dist/*.tar.gz", name="Install from the sdist"),
                script(
                    EXERCISE,
                    env={"VERSION": "${{ needs.verify.outputs.version }}"},
                    shell="python",
                    name="Exercise the installed package",
                ),
                action(
                    "Keep the sdist",
                    "actions/upload-artifact",
                    ref="v4",
                    with_opts={"name": "dist-sdist", "path": "dist", "if-no-files-found": "error", "overwrite": True},
                ),
            ],
        ),
        "test-wheels": Job(
            name="Test wheel (${{ matrix.os }}, Python ${{ matrix.python }})",
            permissions=Permissions.none(),
            use_recommended_permissions=False,
            needs=["verify", "build-wheels"],
            runs_on="${{ matrix.os }}",
            timeout_minutes=15,
            strategy=Strategy(
                fast_fail=False,
                matrix=Matrix(
                    include=[
                        {"os": "ubuntu-latest", "artifact": "dist-ubuntu-latest-x86_64", "python": "3.10"},
                        {"os": "ubuntu-latest", "artifact": "dist-ubuntu-latest-x86_64", "python": "3.14"},
                        {"os": "ubuntu-24.04-arm", "artifact": "dist-ubuntu-latest-aarch64", "python": "3.10"},
                        {"os": "ubuntu-24.04-arm", "artifact": "dist-ubuntu-latest-aarch64", "python": "3.14"},
                        {"os": "macos-15", "artifact": "dist-macos-15-universal2-apple-darwin", "python": "3.10"},
                        {"os": "macos-15", "artifact": "dist-macos-15-universal2-apple-darwin", "python": "3.14"},
                        {"os": "macos-15-intel", "artifact": "dist-macos-15-universal2-apple-darwin", "python": "3.10"},
                        {"os": "macos-15-intel", "artifact": "dist-macos-15-universal2-apple-darwin", "python": "3.14"},
                        {"os": "windows-latest", "artifact": "dist-windows-latest-x64", "python": "3.10"},
                        {"os": "windows-latest", "artifact": "dist-windows-latest-x64", "python": "3.14"},
                    ]
                ),
            ),
            steps=[
                action(
                    "Set up Python",
                    "actions/setup-python",
                    ref="v7",
                    with_opts={"python-version": "${{ matrix.python }}"},
                ),
                action(
                    "Fetch the wheel",
                    "actions/download-artifact",
                    ref="v4",
                    with_opts={"name": "${{ matrix.artifact }}", "path": "dist"},
                ),
                script(
                    'python -m pip install --no-index --no-deps --find-links dist "iscc-lib==$VERSION"',
                    env={"VERSION": "${{ needs.verify.outputs.version }}"},
                    name="Install the wheel",
                ),
                script(
                    EXERCISE,
                    env={"VERSION": "${{ needs.verify.outputs.version }}"},
                    shell="python",
                    name="Exercise the installed package",
                ),
            ],
        ),
        "check-dist": Job(
            name="Check distributions",
            permissions=Permissions.none(),
            use_recommended_permissions=False,
            needs=["verify", "build-wheels", "build-sdist"],
            runs_on="ubuntu-latest",
            timeout_minutes=10,
            steps=[
                action("Set up Python", "actions/setup-python", ref="v7", with_opts={"python-version": "3.14"}),
                action(
                    "Fetch all distributions",
                    "actions/download-artifact",
                    ref="v4",
                    with_opts={"pattern": "dist-*", "path": "dist", "merge-multiple": True},
                ),
                script("python -m pip install twine==7.0.0", name="Install twine"),
                script(
                    REQUIRE_EXACT_SET,
                    env={"VERSION": "${{ needs.verify.outputs.version }}"},
                    shell="python",
                    name="Require exactly four wheels and one sdist of this version",
                ),
                script("python -m twine check --strict dist/*", name="Check the metadata"),
            ],
        ),
        "publish-crates-io": Job(
            name="Publish to crates.io",
            permissions=Permissions(contents="read", id_token="write"),
            use_recommended_permissions=False,
            needs=["verify", "build-wheels", "build-sdist", "test-wheels", "check-dist"],
            condition=context.github.ref.startswith("refs/tags/v"),
            runs_on="ubuntu-latest",
            environment=Environment("crates-io"),
            timeout_minutes=30,
            steps=[
                action("Check out", "actions/checkout", ref="v7", with_opts={"persist-credentials": False}),
                action("Set up Rust", "dtolnay/rust-toolchain", ref="stable"),
                action(
                    "Look up the build cache",
                    "Swatinem/rust-cache",
                    ref="v2",
                    with_opts={"lookup-only": True, "save-if": False},
                ),
                script("cargo test --workspace", name="Test the workspace"),
                script(
                    ASK_REGISTRY,
                    id="registry",
                    env={"VERSION": "${{ needs.verify.outputs.version }}"},
                    name="Ask whether this version is published",
                ),
                action(
                    "Authenticate with crates.io",
                    "rust-lang/crates-io-auth-action",
                    ref="v1",
                    id="auth",
                    condition="${{ steps.registry.outputs.published != 'true' }}",
                ),
                script(
                    "cargo publish -p iscc-lib",
                    condition="${{ steps.registry.outputs.published != 'true' }}",
                    env={"CARGO_REGISTRY_TOKEN": "${{ steps.auth.outputs.token }}"},
                    name="Publish the crate",
                ),
            ],
        ),
        "publish-pypi": Job(
            name="Publish to PyPI",
            permissions=Permissions(id_token="write"),
            use_recommended_permissions=False,
            needs=["verify", "build-wheels", "build-sdist", "test-wheels", "check-dist"],
            condition=context.github.ref.startswith("refs/tags/v"),
            runs_on="ubuntu-latest",
            environment=Environment("pypi"),
            timeout_minutes=15,
            steps=[
                action(
                    "Fetch all distributions",
                    "actions/download-artifact",
                    ref="v4",
                    with_opts={"pattern": "dist-*", "path": "dist", "merge-multiple": True},
                ),
                action(
                    "Publish the distributions",
                    "pypa/gh-action-pypi-publish",
                    ref="release/v1",
                    with_opts={
                        "skip-existing": "${{ github.run_attempt != '1' || github.event_name == 'workflow_dispatch' }}"
                    },
                ),
            ],
        ),
    },
)
workflow.dump(sys.argv[1])

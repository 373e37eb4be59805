"""One-fault mutants of our own release.yml: what a slip of the pen leaves behind, each with a name that says what is wrong.

A mutant is a list of replacements, each in the part of the file that begins at a marker.
"""

from __future__ import annotations

Change = tuple[str, str, str]
"""Where to begin, what stands there, what comes in its place."""

PYPI = "  publish-pypi:"
CRATES = "  publish-crates-io:"
TEST = "  test-wheels:"
BUILD = "  build-wheels:"
SDIST = "  build-sdist:"
CHECK = "  check-dist:"
GATE = "needs: [verify, build-wheels, build-sdist, test-wheels, check-dist]"
TAG = "    if: startsWith(github.ref, 'refs/tags/v')\n"
SKIP = "        if: steps.registry.outputs.published != 'true'\n"

MUTANTS: dict[str, list[Change]] = {
    # Credentials.
    "token-not-passed-on": [
        (CRATES, "        env:\n          CARGO_REGISTRY_TOKEN: ${{ steps.auth.outputs.token }}\n", "")
    ],
    "token-of-a-misspelt-output": [(CRATES, "steps.auth.outputs.token", "steps.auth.outputs.tokn")],
    "token-of-a-misspelt-step": [(CRATES, "steps.auth.outputs.token", "steps.auht.outputs.token")],
    "auth-without-id": [(CRATES, "        id: auth\n", "")],
    "auth-before-the-tests": [
        (
            CRATES,
            "      - name: Test the workspace",
            "      - id: auth\n        uses: rust-lang/crates-io-auth-action@v1\n      - name: Test the workspace",
        ),
        (
            CRATES,
            "      - name: Authenticate with crates.io\n        id: auth\n"
            + SKIP
            + "        uses: rust-lang/crates-io-auth-action@v1\n",
            "",
        ),
    ],
    "token-in-the-wrong-variable": [(CRATES, "CARGO_REGISTRY_TOKEN:", "CARGO_TOKEN:")],
    # Permissions.
    "crates-without-id-token": [(CRATES, "      id-token: write\n", "")],
    "crates-without-contents": [(CRATES, "      contents: read\n", "")],
    "pypi-without-id-token": [(PYPI, "    permissions:\n      id-token: write\n", "")],
    "id-token-misspelt": [(PYPI, "id-token: write", "id_token: write")],
    "id-token-read": [(PYPI, "id-token: write", "id-token: read")],
    "write-all-for-tests": [(TEST, "permissions: {}", "permissions: write-all")],
    # From where.
    "crates-from-a-branch": [(CRATES, TAG, "")],
    "pypi-from-a-branch": [(PYPI, TAG, "")],
    "tag-compared-without-its-prefix": [(PYPI, "startsWith(github.ref, 'refs/tags/v')", "startsWith(github.ref, 'v')")],
    "tag-compared-as-a-branch": [(CRATES, "'refs/tags/v'", "'refs/heads/v'")],
    "condition-in-half-a-fence": [
        (
            PYPI,
            "if: startsWith(github.ref, 'refs/tags/v')",
            "if: ${{ github.event_name == 'push' }} && startsWith(github.ref, 'refs/tags/v')",
        )
    ],
    "tags-filter-with-refs": [("on:", "tags: [v*.*.*]", "tags: [refs/tags/v*.*.*]")],
    # Needs.
    "pypi-before-the-tests": [(PYPI, GATE, "needs: [verify, build-wheels, build-sdist, check-dist]")],
    "crates-before-the-tests": [(CRATES, GATE, "needs: [verify, build-wheels, build-sdist, check-dist]")],
    "pypi-without-check-dist": [(PYPI, GATE, "needs: [verify, build-wheels, build-sdist, test-wheels]")],
    "crates-before-the-wheels": [(CRATES, GATE, "needs: [verify]")],
    "tests-do-not-need-the-wheels": [(TEST, "needs: [verify, build-wheels]", "needs: [verify]")],
    "tests-do-not-need-verify": [(TEST, "needs: [verify, build-wheels]", "needs: [build-wheels]")],
    "check-without-the-sdist": [(CHECK, "needs: [verify, build-wheels, build-sdist]", "needs: [verify, build-wheels]")],
    "publish-always": [(PYPI, TAG, "    if: always()\n")],
    "tests-may-fail": [(TEST, "    timeout-minutes: 15\n", "    timeout-minutes: 15\n    continue-on-error: true\n")],
    # Artifacts.
    "wheels-of-one-name": [(BUILD, "name: dist-${{ matrix.os }}-${{ matrix.target }}", "name: dist-wheels")],
    "wheels-by-system-only": [
        (BUILD, "name: dist-${{ matrix.os }}-${{ matrix.target }}", "name: dist-${{ matrix.os }}")
    ],
    "wheel-of-another-processor": [
        (TEST, "artifact: dist-ubuntu-latest-aarch64", "artifact: dist-ubuntu-latest-x86_64")
    ],
    "wheel-of-another-system": [(TEST, "artifact: dist-windows-latest-x64", "artifact: dist-ubuntu-latest-x86_64")],
    "arm-wheel-on-intel": [(TEST, "          - os: ubuntu-24.04-arm\n", "          - os: ubuntu-latest\n")],
    "artifact-misspelt": [
        (TEST, "artifact: dist-macos-15-universal2-apple-darwin", "artifact: dist-macos-15-universal2-darwin")
    ],
    "not-merged": [(PYPI, "          merge-multiple: true\n", "")],
    "pattern-of-nothing": [(CHECK, "pattern: dist-*", "pattern: wheels-*")],
    # Run again, cancelled, hanging.
    "published-is-not-asked": [
        (CRATES, "      - name: Publish the crate\n" + SKIP, "      - name: Publish the crate\n")
    ],
    "existing-not-skipped": [
        (
            PYPI,
            "skip-existing: ${{ github.run_attempt != '1' || github.event_name == 'workflow_dispatch' }}",
            "skip-existing: false",
        )
    ],
    "cancelled-half-way": [
        ("concurrency:", "cancel-in-progress: false # Never cancel a release in progress", "cancel-in-progress: true")
    ],
    "group-of-its-own-workflow": [
        (PYPI, "    environment: pypi\n", "    environment: pypi\n    concurrency: release\n")
    ],
    "no-timeout": [(CHECK, "    timeout-minutes: 10\n", "")],
    # Scripts and values.
    "output-misspelt-where-written": [
        ("  verify:", 'print(f"version={crate}", file=output)', 'print(f"verison={crate}", file=output)')
    ],
    "output-misspelt-where-asked": [
        (CRATES, "steps.registry.outputs.published != 'true'", "steps.registry.outputs.publishd != 'true'")
    ],
    "job-output-misspelt": [(TEST, "needs.verify.outputs.version", "needs.verify.outputs.verson")],
    "python-as-a-number": [(TEST, "python: '3.10'", "python: 3.10")],
    "axis-misspelt": [(TEST, "python-version: ${{ matrix.python }}", "python-version: ${{ matrix.pyton }}")],
    "bash-lost-on-windows": [("defaults:", "defaults:\n  run:\n    shell: bash\n", "")],
    "retired-image": [(BUILD, "os: macos-15", "os: macos-13")],
    "runner-misspelt": [(TEST, "os: macos-15-intel", "os: macos-15-itel")],
    "input-misspelt": [(BUILD, "manylinux: auto", "manylinx: auto")],
    "cache-written-by-a-release": [
        (
            CRATES,
            "lookup-only: true # A release restores no cache, so none can poison it",
            "cache-on-failure: true",
        )
    ],
}


def mutated(text: str, changes: list[Change]) -> str:
    """The text with the first occurrence behind each marker replaced. Raises ValueError where there is none."""
    for marker, old, new in changes:
        start = text.index(f"\n{marker}") + 1
        at = text.index(old, start)
        text = text[:at] + new + text[at + len(old) :]
    return text

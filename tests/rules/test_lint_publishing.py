"""Tokens, credentials, artifacts and publishing."""

from __future__ import annotations

import pytest

from tests.rules.harness import findings, job, lines_found, lines_marked, params

TAGS = "{push: {tags: ['v*']}}"
BY_HAND = "{push: {tags: ['v*']}, workflow_dispatch: }"
TOKEN = "\n  env: {GH_TOKEN: '${{ github.token }}'}"
AUTH = "- id: auth\n  uses: rust-lang/crates-io-auth-action@v1"
PASSED = "\n  env: {CARGO_REGISTRY_TOKEN: '${{ steps.auth.outputs.token }}'}"
CARGO = "\n  env: {CARGO_REGISTRY_TOKEN: x}"
DOWN = "- uses: actions/download-artifact@v8 # <-\n  with: "
LEGS = "{matrix: {os: [ubuntu-latest, macos-latest]}}"


def up(name, version="v7", more=""):
    return f"- uses: actions/upload-artifact@{version}\n  with: {{name: {name}, path: x{more}}}"


def down(more, mark=" # <-"):
    return f"- uses: actions/download-artifact@v8\n  with: {{{more}}}{mark}"


def two(first, second, needs="needs: a", on="push", **keys):
    """A workflow with the jobs `a` and `b`."""
    body = "\n".join(f"      {line}" for line in second.split("\n"))
    needs = f"    {needs}\n" if needs else ""
    return job(first, on=on, **keys) + f"  b:\n{needs}    runs-on: ubuntu-latest\n    steps:\n{body}\n"


ROWS = {
    "missing-permission": {
        "gh": "permissions: {contents: read}\n" + job("- run: gh release create v1 # <-" + TOKEN),
        "action": "permissions: {contents: read}\n" + job("- uses: pypa/gh-action-pypi-publish@release/v1 # <-"),
        "id-token-is-never-there": job("- uses: pypa/gh-action-pypi-publish@release/v1 # <-"),
        "of-the-job": "permissions: {contents: write}\n"
        + job("- run: gh release create v1 # <-" + TOKEN, permissions="{issues: write}"),
        "push": "permissions: {contents: read}\n" + job("- uses: actions/checkout@v7\n- run: git push # <-"),
        "push-with-another-token": "permissions: {contents: read}\n"
        + job("- uses: actions/checkout@v7\n  with: {token: '${{ secrets.PAT }}'}\n- run: git push"),
        "push-elsewhere": "permissions: {contents: read}\n"
        + job("- uses: actions/checkout@v7\n- run: git push https://x@example.org/x"),
        "given": "permissions: {contents: write}\n" + job("- run: gh release create v1" + TOKEN),
        "password": job("- uses: pypa/gh-action-pypi-publish@release/v1\n  with: {password: x}"),
        "all": "permissions: write-all\n" + job("- uses: pypa/gh-action-pypi-publish@release/v1"),
        "another-token": "permissions: {}\n"
        + job("- run: gh release create v1\n  env: {GH_TOKEN: '${{ secrets.PAT }}'}"),
        "reading": "permissions: {}\n" + job("- run: gh release list" + TOKEN),
        "nobody-says": job("- run: gh release create v1" + TOKEN),
        "of-the-caller": job("- uses: pypa/gh-action-pypi-publish@release/v1", on="workflow_call"),
    },
    "gh-without-token": {
        "none": job("- run: gh pr list # <-", runs_on="ubuntu-latest"),
        "inside": job("- run: |\n    x=$(gh api y) # <-", runs_on="ubuntu-latest"),
        "own": job("- run: gh pr list" + TOKEN, runs_on="ubuntu-latest"),
        "of-the-job": job("- run: gh pr list", runs_on="ubuntu-latest", env="{GITHUB_TOKEN: x}"),
        "logged-in": job("- run: gh auth login --with-token < x\n- run: gh pr list", runs_on="ubuntu-latest"),
        "no-need": job("- run: gh --version", runs_on="ubuntu-latest"),
        "own-machine": job("- run: gh pr list", runs_on="build-box"),
        "another-word": job("- run: echo gh pr list", runs_on="ubuntu-latest"),
    },
    "checkout-without-contents": {
        "lost": "permissions: {contents: read}\n"
        + job("- uses: actions/checkout@v7", permissions="{id-token: write}  # <-"),
        "kept": "permissions: {contents: read}\n"
        + job("- uses: actions/checkout@v7", permissions="{id-token: write, contents: read}"),
        "no-checkout": "permissions: {contents: read}\n" + job(permissions="{id-token: write}"),
        "own-token": "permissions: {contents: read}\n"
        + job("- uses: actions/checkout@v7\n  with: {token: x}", permissions="{}"),
    },
    "unused-credential": {
        "unused": job(AUTH + " # <-\n- run: cargo publish"),
        "without-id": job("- uses: rust-lang/crates-io-auth-action@v1 # <-\n- run: cargo publish"),
        "used": job(AUTH + "\n- run: cargo publish" + PASSED),
        "given-on": job(AUTH, outputs="{t: '${{ steps.auth.outputs.token }}'}"),
        "all-at-once": job(AUTH + "\n- run: echo '${{ toJSON(steps) }}'"),
    },
    "early-credential": {
        "step-between": job(AUTH + " # <-\n- run: cargo test\n- run: cargo publish" + PASSED),
        "next": job(AUTH + "\n- run: cargo publish" + PASSED + "\n- run: x"),
        "for-many-commands": job("- id: auth\n  uses: actions/create-github-app-token@v2\n- run: x\n- run: y" + PASSED),
    },
    "publish-without-credential": {
        "none": job("- run: cargo publish -p x # <-"),
        "own": job("- run: cargo publish -p x" + CARGO),
        "dry": job("- run: cargo publish --dry-run"),
        "logged-in": job("- run: cargo login x\n- run: cargo publish"),
        "other-registry": job("- run: cargo publish --registry mine"),
    },
    "artifact-never-uploaded": {
        "misspelt": two(up("wheels"), down("name: wheel")),
        "pattern": two(up("wheels"), down("pattern: dist-*")),
        "right": two(up("wheels"), down("name: wheels", "")),
        "leg": two(up("'w-${{ matrix.os }}'"), down("name: w-macos-latest", ""), strategy=LEGS),
        "no-leg": two(up("'w-${{ matrix.os }}'"), down("name: w-windows-latest"), strategy=LEGS),
        "dynamic": two(up("'w-${{ github.sha }}'"), down("name: wheel", "")),
        "another-run": two(up("wheels"), down("name: other, run-id: 1, github-token: x", "")),
        "unknown-action": two("- uses: some/action@v1\n" + up("wheels"), down("name: report", "")),
    },
    "artifact-not-needed": {
        "no-needs": two(up("wheels"), down("name: wheels"), needs=""),
        "pattern": two(up("wheels"), down("pattern: wh*"), needs=""),
        "needed": two(up("wheels"), down("name: wheels", "")),
        "own": job(up("wheels") + "\n" + down("name: wheels", "")),
    },
    "artifact-name-taken": {
        "legs": job(up("wheels") + " # <-", strategy=LEGS),
        "default-name": job("- uses: actions/upload-artifact@v7 # <-\n  with: {path: x}", strategy=LEGS),
        "jobs": two(up("wheels"), up("wheels") + " # <-", needs=""),
        "same-in-all-legs": job(up("'w-${{ github.sha }}'") + " # <-", strategy=LEGS),
        "by-leg": job(up("'w-${{ matrix.os }}'"), strategy=LEGS),
        "by-index": job(up("'w-${{ strategy.job-index }}'"), strategy=LEGS),
        "one-leg-only": job(up("w") + "\n  if: matrix.os == 'ubuntu-latest'", strategy=LEGS),
        "old-version": job(up("w", "v3"), strategy=LEGS),
        "by-condition": two(up("w") + "\n  if: github.ref == 'x'", up("w") + "\n  if: github.ref != 'x'", needs=""),
        "by-another-value": job(up("'w-${{ env.X }}'"), strategy=LEGS),
    },
    "artifacts-in-folders": {
        "pypi": two(
            up("w"),
            DOWN + "{pattern: w*, path: dist}\n- uses: pypa/gh-action-pypi-publish@release/v1",
        ),
        "script": two(up("w"), DOWN + "{path: dist}\n- run: pip install dist/*.whl"),
        "merged": two(
            up("w"), down("pattern: w*, path: dist, merge-multiple: true", "") + "\n- run: pip install dist/*.whl"
        ),
        "one": two(up("w"), down("name: w, path: dist", "") + "\n- run: pip install dist/*.whl"),
        "into-folders": two(up("w"), down("path: dist", "") + "\n- run: pip install dist/*/*.whl"),
    },
    "artifact-of-other-machine": {
        "processor": two(up("w-linux-aarch64"), down("name: w-linux-aarch64") + "\n- run: pip install x.whl"),
        "system": two(up("w-macos"), down("name: w-macos") + "\n- run: pip install x.whl"),
        "own": two(up("w-linux-x86_64"), down("name: w-linux-x86_64", "") + "\n- run: pip install x.whl"),
        "not-installed": two(up("w-macos"), down("name: w-macos", "") + "\n- run: sha256sum x"),
        "emulated": two(
            up("w-linux-aarch64"),
            down("name: w-linux-aarch64", "") + "\n- uses: docker/setup-qemu-action@v3\n- run: pip install x.whl",
        ),
    },
    "publish-from-branch": {
        "by-hand": job("- run: twine upload x # <-", on=BY_HAND),
        "behind-a-result": job(
            "- id: s\n  run: echo v=1 >> $GITHUB_OUTPUT\n- run: twine upload x # <-\n  if: steps.s.outputs.v != '1'",
            on=BY_HAND,
        ),
        "asks-for-the-repository": job("- run: twine upload x # <-", on=BY_HAND, if_="github.repository == 'a/b'"),
        "repository-and-tag": job(
            "- run: twine upload x", on=BY_HAND, if_="github.repository == 'a/b' && github.ref_type == 'tag'"
        ),
        "asks": job("- run: twine upload x", on=BY_HAND, if_="startsWith(github.ref, 'refs/tags/')"),
        "asks-before": two("- run: x", "- run: twine upload x", on=BY_HAND, if_="github.ref_type == 'tag'"),
        "asks-for-the-event": job("- run: twine upload x", on=BY_HAND, if_="github.event_name == 'push'"),
        "input": job(
            "- run: twine upload x",
            on="{push: {tags: [v]}, workflow_dispatch: {inputs: {p: {type: boolean}}}}",
            if_="inputs.p",
        ),
        "tags-only": job("- run: twine upload x", on=TAGS),
        "made-for-branches": job("- run: twine upload x", on="{push: {branches: [main]}, workflow_dispatch: }"),
        "test-registry": job("- run: twine upload --repository testpypi x", on=BY_HAND),
    },
    "untested-publish": {
        "side-by-side": two("- run: pytest", "- run: twine upload x # <-", needs="", on=TAGS),
        "tests-what-was-built": two(up("w"), down("name: w", "") + "\n- run: ./try", on=TAGS).replace(
            "  b:", "  smoke-test:"
        )
        + "  c:\n    needs: [a]  # <-\n    runs-on: x\n    steps: [{run: twine upload x}]\n",
        "needed": two("- run: pytest", "- run: twine upload x", on=TAGS),
        "no-tests": two("- run: make", "- run: twine upload x", needs="", on=TAGS),
        "tests-of-pull-requests": two(
            "- run: pytest", "- run: twine upload x", needs="", on=TAGS, if_="github.event_name == 'pull_request'"
        ),
    },
    "publish-despite-failure": {
        "job": two("- run: pytest", "- run: twine upload x", on=TAGS, continue_on_error="true  # <-"),
        "step": two("- run: pytest\n  continue-on-error: true # <-", "- run: twine upload x", on=TAGS),
        "of-no-test": two("- run: make\n  continue-on-error: true", "- run: twine upload x", on=TAGS),
        "asked-for-later": two(
            "- id: t\n  run: pytest\n  continue-on-error: true\n- run: exit 1\n  if: steps.t.outcome == 'failure'",
            "- run: twine upload x",
            on=TAGS,
        ),
        "not-needed": two("- run: pytest\n  continue-on-error: true", "- run: twine upload x", needs="", on=TAGS),
    },
    "publish-once-only": {
        "another-behind": job("- run: twine upload x # <-\n- run: npm publish"),
        "one-command-behind": job("- run: |\n    cargo publish -p a # <-\n    cargo publish -p b" + CARGO).replace(
            " # <-", "", 0
        ),
        "many-files": two(
            up("w"),
            down("path: dist, merge-multiple: true", "") + "\n- uses: pypa/gh-action-pypi-publish@release/v1 # <-",
        ),
        "skips": job("- run: twine upload --skip-existing x\n- run: npm publish"),
        "asks": job("- run: twine upload x\n  if: steps.s.outputs.there != 'true'\n- run: npm publish"),
        "last": job("- run: twine upload x"),
        "careful": job(
            "- run: |\n    if ! cargo info x; then\n      cargo publish\n    fi\n- run: npm publish" + CARGO
        ),
    },
    "missing-timeout": {
        "one-without": job(timeout_minutes="5")
        + "  b: {runs-on: x, timeout-minutes: 5, steps: [{run: x}]}\n  c: {runs-on: x, steps: [{run: x}]}  # <-\n",
        "all": job(timeout_minutes="5")
        + "  b: {runs-on: x, timeout-minutes: 5, steps: [{run: x}]}\n  c: {runs-on: x, timeout-minutes: 5, steps: [{run: x}]}\n",
        "none": job() + "  b: {runs-on: x, steps: [{run: x}]}\n  c: {runs-on: x, steps: [{run: x}]}\n",
        "by-step": job(timeout_minutes="5")
        + "  b: {runs-on: x, timeout-minutes: 5, steps: [{run: x}]}\n  c: {runs-on: x, steps: [{run: x, timeout-minutes: 3}]}\n",
    },
}


@pytest.mark.parametrize(("rule", "text"), params(ROWS))
def test_finds_the_marked_lines(rule, text):
    assert lines_marked(text) == lines_found(rule, text)


def test_the_words():
    (one,) = findings("artifact-never-uploaded", two(up("wheels"), down("name: wheel", "")))

    assert "no job uploads an artifact 'wheel'" == one.message
    assert "did you mean 'wheels'?" == one.hint
    assert "jobs.b.steps[0].with.name" == one.path

"""Runners, shells, filters and what follows jobs that failed."""

from __future__ import annotations

import pytest

from ghflow.model.graph import graph_of
from ghflow.reader.document import loads
from ghflow.rules.registry import check
from ghflow.rules.world import World
from tests.rules.harness import findings, job, lines_found, lines_marked, params

BOTH = "{matrix: {os: [ubuntu-latest, windows-latest]}}"
BASH = '- run: echo "v=1" >> "$GITHUB_OUTPUT"'


def jobs(on="push", run="x", **each):
    """A workflow of several jobs, each on one line with the keys given; a mark goes behind it."""
    lines = []
    for name, given in each.items():
        keys, mark, _ = given.partition(" # <-")
        lines.append(f"  {name}: {{runs-on: x, steps: [{{run: {run}}}], {keys}}}{mark and ' # <-'}")
    return "\n".join([f"on: {on}", "jobs:", *lines]) + "\n"


GATE = jobs("pull_request", a="", ok="needs: a, if: always(), env: {R: '${{ join(needs.*.result) }}'}")
MAIN = "if: github.ref == 'x'"

ROWS = {
    "unknown-runner": {
        "letter-more": job(runs_on="ubuntu-latests  # <-"),
        "no-such-version": job(runs_on="macos-10.13  # <-"),
        "no-such-system": job(runs_on="linux-latest  # <-"),
        "axis": job(
            strategy="\n      matrix:\n        os:\n          - ubuntu-latest\n          - ubuntu-lates # <-",
            runs_on="${{ matrix.os }}",
        ),
        "own-label": job(runs_on="gpu"),
        "own-family": job(runs_on="ubuntu-24.04-16core"),
        "larger-by-a-letter": job(runs_on="ubuntu-latest-l"),
        "another-word": job(runs_on="ubuntu-small"),
        "other-processor": job(runs_on="ubuntu-24.04-arm64"),
        "larger": job(runs_on="ubuntu-latest-8-cores"),
        "with-self-hosted": job(runs_on="[self-hosted, ubuntu-latests]"),
        "any-case": job(runs_on="Ubuntu-Latest"),
        "expression": job(runs_on="${{ inputs.os }}"),
        "new": job(runs_on="windows-11-vs2026-arm"),
    },
    "retired-runner": {
        "gone": job(runs_on="ubuntu-20.04  # <-"),
        "announced": job(runs_on="macos-14  # <-"),
        "leg": job(
            strategy="\n      matrix:\n        include:\n          - os: macos-13 # <-", runs_on="${{ matrix.os }}"
        ),
        "current": job(runs_on="ubuntu-22.04"),
        "of-ones-own": job(runs_on="[self-hosted, ubuntu-20.04]"),
    },
    "conflicting-labels": {
        "two": job(runs_on="[ubuntu-latest, windows-latest]  # <-"),
        "own": job(runs_on="[self-hosted, linux, windows]  # <-"),
        "one": job(runs_on="[self-hosted, linux, x64]"),
        "axis": job(strategy=BOTH, runs_on="${{ matrix.os }}"),
    },
    "container-off-linux": {
        "container": job(container="alpine  # <-", runs_on="windows-latest"),
        "leg": job(container="alpine  # <-", strategy=BOTH, runs_on="${{ matrix.os }}"),
        "linux": job(container="alpine", runs_on="ubuntu-latest"),
        "empty-on-windows": job(
            container="${{ matrix.c }}",
            strategy="{matrix: {include: [{os: windows-latest, c: ''}, {os: ubuntu-latest, c: alpine}]}}",
            runs_on="${{ matrix.os }}",
        ),
        "own-machine": job(container="alpine", runs_on="build-box"),
    },
    "bash-in-powershell": {
        "output": job(BASH + " # <-", runs_on="windows-latest"),
        "leg": job(BASH + " # <-", strategy=BOTH, runs_on="${{ matrix.os }}"),
        "condition": job("- run: |\n    if [ -f x ]; then # <-\n      y\n    fi", runs_on="windows-latest"),
        "shell": job(BASH + "\n  shell: bash", runs_on="windows-latest"),
        "default": job(BASH, runs_on="windows-latest", defaults="{run: {shell: bash}}"),
        "linux": job(BASH, runs_on="ubuntu-latest"),
        "other-leg": job(BASH + "\n  if: runner.os != 'Windows'", strategy=BOTH, runs_on="${{ matrix.os }}"),
        "powershell": job("- run: echo v=1 >> $env:GITHUB_OUTPUT", runs_on="windows-latest"),
        "comment": job("- run: |\n    # echo >> $GITHUB_OUTPUT\n    x", runs_on="windows-latest"),
    },
    "missing-shell": {
        "cmd-on-linux": job("- run: x\n  shell: cmd # <-", runs_on="ubuntu-latest"),
        "no-such": job("- run: x\n  shell: dash # <-"),
        "default": job(defaults="{run: {shell: fish}}  # <-"),
        "of-the-workflow": "defaults: {run: {shell: fish}}  # <-\n" + job(),
        "cmd-on-windows": job("- run: x\n  shell: cmd", runs_on="windows-latest"),
        "command-line": job("- run: x\n  shell: perl {0}"),
        "on-a-leg": job("- run: x\n  shell: pwsh", strategy=BOTH, runs_on="${{ matrix.os }}"),
        "only-there": job(
            "- run: x\n  shell: cmd\n  if: runner.os == 'Windows'", strategy=BOTH, runs_on="${{ matrix.os }}"
        ),
    },
    "lost-default-shell": {
        "lost": "defaults: {run: {shell: bash}}\n" + job(defaults="{run: {working-directory: x}}  # <-"),
        "said-again": "defaults: {run: {shell: bash}}\n" + job(defaults="{run: {working-directory: x, shell: bash}}"),
        "none-to-lose": "defaults: {run: {working-directory: y}}\n" + job(defaults="{run: {working-directory: x}}"),
        "each-step-has-one": "defaults: {run: {shell: bash}}\n"
        + job("- run: x\n  shell: sh", defaults="{run: {working-directory: x}}"),
    },
    "old-command": {
        "output": job("- run: echo '::set-output name=v::1' # <-"),
        "path": job("- run: echo '::add-path::/x' # <-"),
        "message": job("- run: echo '::error::x'"),
    },
    "idle-pattern": {
        "dot": job(on="{push: {paths: ['./src/**']}}  # <-"),
        "folder": job(on="{push: {paths: ['src/']}}  # <-"),
        "full-ref": job(on="{push: {tags: ['refs/tags/v*']}}  # <-"),
        "right": job(on="{push: {paths: ['src/**', '!**.md'], branches: ['release/**']}}"),
    },
    "missing-workflow": {
        "missing": "on:\n  workflow_run:\n    workflows: [Tets] # <-\n"
        + job().partition("\n")[2]
        + "=== .github/workflows/t.yml\nname: Test\n"
        + job(),
        "there": "on:\n  workflow_run:\n    workflows: [Test]\n"
        + job().partition("\n")[2]
        + "=== .github/workflows/t.yml\nname: Test\n"
        + job(),
        "by-its-path": "on:\n  workflow_run:\n    workflows: [.github/workflows/t.yml]\n"
        + job().partition("\n")[2]
        + "=== .github/workflows/t.yml\n"
        + job(),
        "alone": "on:\n  workflow_run:\n    workflows: [Test]\n" + job().partition("\n")[2],
    },
    "skipped-check": {
        "gate": GATE.replace("pull_request", "{pull_request: {paths: [x]}} # <-"),
        "no-gate": jobs("{pull_request: {paths: [x]}}", a="", b="needs: a"),
        "no-paths": GATE,
    },
    "deploy-after-failure": {
        "always": jobs(a="", d="needs: a, environment: prod, if: always() # <-"),
        "not-cancelled": jobs(run="twine upload x", a="", d="needs: a, if: '!cancelled()' # <-"),
        "asks": jobs(a="", d="needs: a, environment: prod, if: always() && needs.a.result == 'success'"),
        "by-its-id": jobs(a="", **{"deploy-site": "needs: a, if: always() # <-"}),
        "no-deploy": jobs(a="", d="needs: a, if: always()"),
        "after-failure": jobs(a="", d="needs: a, environment: prod, if: failure()"),
    },
    "skipped-with-ancestor": {
        "behind-always": jobs(a=MAIN, b="needs: a, if: always()", c="needs: b # <-"),
        "asks-the-result": jobs(a=MAIN, b="needs: a, if: always()", c="needs: b, if: needs.b.result == 'success' # <-"),
        "asks-itself": jobs(a=MAIN, b="needs: a, if: always()", c="needs: b, if: always()"),
        "asks-the-same": jobs(a=MAIN, b="needs: a, if: always()", c="needs: b, if: github.ref_name == 'main'"),
        "asks-an-output": jobs(a=MAIN, b="needs: a, if: always()", c="needs: b, if: needs.b.outputs.x == '1'"),
        "never-skipped": jobs(a="", b="needs: a, if: always()", c="needs: b"),
        "skipped-too": jobs(a=MAIN, b="needs: a", c="needs: b"),
        "runs-after-success": jobs(a=MAIN, b="needs: a, if: always() && needs.a.result == 'success'", c="needs: b"),
    },
    "wait-for-ended-step": {
        "plain": job("- id: s\n  run: x\n- wait: s # <-"),
        "background": job("- id: s\n  run: x\n  background: true\n- wait: s"),
    },
    "own-concurrency-group": {
        "static": "concurrency: d\n" + job(concurrency="D  # <-"),
        "expression": "concurrency: '${{ github.workflow }}-${{github.ref}}'\n"
        + job(concurrency="'${{ github.workflow }}-${{ github.ref }}'  # <-"),
        "called": "concurrency: '${{ github.workflow }}'\non: push\njobs:\n  a:\n    uses: ./.github/workflows/c.yml # <-\n"
        "=== .github/workflows/c.yml\nconcurrency: '${{ github.workflow }}'\n" + job(on="workflow_call"),
        "other": "concurrency: d\n" + job(concurrency="e"),
        "jobs-alone": job(concurrency="e"),
    },
    "cancelled-release": {
        "workflow": "concurrency: {group: r, cancel-in-progress: true}  # <-\n" + job("- run: twine upload x"),
        "job": job("- run: cargo publish", concurrency="{group: r, cancel-in-progress: true}  # <-"),
        "pull-requests-only": "concurrency: {group: r, cancel-in-progress: \"${{ github.event_name == 'pull_request' }}\"}\n"
        + job("- run: twine upload x"),
        "own-group": "concurrency: {group: '${{ github.sha }}', cancel-in-progress: true}\n"
        + job("- run: twine upload x"),
        "release-of-the-repository": "concurrency: {group: r, cancel-in-progress: true}  # <-\n"
        + job("- run: gh release create v1"),
        "snapshot": "concurrency: {group: r, cancel-in-progress: true}\n"
        + job("- uses: goreleaser/goreleaser-action@v6\n  with: {args: release --snapshot}"),
        "no-release": "concurrency: {group: r, cancel-in-progress: true}\n" + job("- run: twine check x"),
        "never": "concurrency: {group: r, cancel-in-progress: false}\n" + job("- run: twine upload x"),
    },
}


@pytest.mark.parametrize(("rule", "text"), params(ROWS))
def test_finds_the_marked_lines(rule, text):
    assert lines_marked(text) == lines_found(rule, text)


def test_a_line_that_goes_on_in_bash_does_not_in_powershell():
    (one,) = findings("bash-in-powershell", job("- run: |\n    make \\\n      all", runs_on="windows-latest"))

    assert "does not continue it there" in one.message
    assert one.where.line == 7


def test_labels_of_the_settings_are_known():
    graph = graph_of(loads(job(runs_on="ubuntu-latests"), "w.yml").document)

    assert [] == check(graph, World(labels=frozenset({"ubuntu-latests"})), "unknown-runner", lints=True)


def test_the_words():
    (one,) = findings("unknown-runner", job(runs_on="ubuntu-latests"))

    assert "no runner of GitHub's has the label 'ubuntu-latests'" == one.message
    assert "did you mean 'ubuntu-latest'?" == one.hint

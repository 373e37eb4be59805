"""What is named, declared or asked for in vain: variables, images, options, secrets, schedules, conditions without a question."""

from __future__ import annotations

import pytest

from tests.rules.harness import findings, job, lines_found, lines_marked, params

LEGS = "{matrix: {os: [ubuntu-latest, windows-latest]}}"
LIST = "{matrix: {a: [{x: 1}, {y: [2]}], b: [[1], [2]], c: [p, q]}}"
POWERSHELL = "- id: s\n  shell: pwsh\n  run: |\n    {}\n- run: x ${{{{ steps.s.outputs.{} }}}}"
GHCR = "- uses: docker/login-action@v4\n  with: {registry: ghcr.io, username: x, password: '${{ github.token }}'}\n"
FLAG = "{workflow_dispatch: {inputs: {f: {type: boolean}, n: {type: number}, s: {}}}}"


def called(steps, secrets="{A: {required: true}}", more=""):
    return f"on:\n  workflow_call:\n    secrets: {secrets}\n{more}" + job(steps).partition("\n")[2]


def inputs(event, *lines):
    return (
        f"on:\n  {event}:\n    inputs:\n      a:\n"
        + "".join(f"        {line}\n" for line in lines)
        + job().partition("\n")[2]
    )


def cron(text):
    return job(on=f"{{schedule: [{{cron: '{text}'}}]}}")


ROWS = {
    "invalid-variable-name": {
        "space": job(env="{A B: c}  # <-"),
        "equals-in-a-step": job("- run: x\n  env:\n    A=B: c # <-\n    D: e"),
        "ampersand-in-an-action": job("- uses: a/b@v1\n  env: {A&B: c} # <-"),
        "of-the-workflow": "on: push\nenv:\n  A B: c # <-\n" + job().partition("\n")[2],
        "of-a-service": job(services="\n      db:\n        image: redis\n        env: {A B: c} # <-"),
        "of-a-container": job(container="\n      image: redis\n      env: {A B: c} # <-"),
        "right": job(env="{A_b-c.d: c}"),
        "expression": job(env="{'${{ github.job }} x': c}"),
        "dynamic": job(env="${{ fromJSON(vars.E) }}"),
    },
    "invalid-image": {
        "no-tag": job(container="'python:'  # <-"),
        "upper-case": job(container="Python:3.14  # <-"),
        "space": job("- uses: 'docker://a b:c' # <-"),
        "no-tag-in-a-step": job("- uses: 'docker://ghcr.io/a/b:' # <-"),
        "service": job(services="\n      db: {image: 'redis@'} # <-"),
        "right": job(container="ghcr.io:443/a_b/c-d/e.f:v1.2-x@sha256:" + "0" * 64),
        "upper-case-tag": job("- uses: docker://alpine:LATEST"),
        "port": job(container="localhost:5000/tools"),
        "host": job(container="MyHost.local/tools:1"),
        "expression": job(container="${{ vars.IMAGE }}"),
    },
    "half-credentials": {
        "no-password": job(container="\n      image: a\n      credentials:\n        username: b # <-"),
        "no-user": job(
            services="\n      s:\n        image: a\n        credentials:\n          password: ${{ secrets.B }} # <-"
        ),
        "right": job(container="\n      image: a\n      credentials: {username: b, password: '${{ secrets.B }}'}"),
        "dynamic": job(container="\n      image: a\n      credentials: ${{ fromJSON(secrets.B) }}"),
    },
    "idle-default": {
        "text": inputs("workflow_call", "type: string", "required: true", "default: x # <-"),
        "empty": inputs("workflow_call", "type: string", "required: true", "default: '' # <-"),
        "optional": inputs("workflow_call", "type: string", "required: false", "default: x"),
        "required": inputs("workflow_call", "type: string", "required: true"),
        "by-hand": inputs("workflow_dispatch", "type: string", "required: true", "default: x"),
    },
    "repeated-option": {
        "twice": inputs("workflow_dispatch", "type: choice", "options: [x, y, x] # <-"),
        "once": inputs("workflow_dispatch", "type: choice", "options: [x, y, X]"),
    },
    "undeclared-secret": {
        "misspelt": called("- run: x\n  env: {A: '${{ secrets.B }}'} # <-"),
        "declared": called("- run: x\n  env: {A: '${{ secrets.a }}'}"),
        "own": called("- run: x\n  env: {A: '${{ secrets.GITHUB_TOKEN }}'}"),
        "nothing-declared": called("- run: x\n  env: {A: '${{ secrets.B }}'}", "{}"),
        "not-only-called": called("- run: x\n  env: {A: '${{ secrets.B }}'}", more="  push:\n"),
        "not-called": job("- run: x\n  env: {A: '${{ secrets.B }}'}"),
    },
    "idle-schedule": {
        "february": cron("0 3 30 2 *").replace("}\njobs", "} # <-\njobs", 1),
        "months": cron("0 3 31 2,4,6 *").replace("}\njobs", "} # <-\njobs", 1),
        "leap-day": cron("0 3 29 2 *"),
        "another-month": cron("0 3 31 2,3 *"),
        "weekday": cron("0 3 31 2 1"),
    },
    "unnamed-workflow-run": {
        "types-only": "on:\n  workflow_run: # <-\n    types: [completed]\n" + job().partition("\n")[2],
        "nothing": "on:\n  workflow_run: # <-\n" + job().partition("\n")[2],
        "name-only": job(on="workflow_run  # <-"),
        "named": job(on="{workflow_run: {workflows: [CI]}}"),
        "one": job(on="{workflow_run: {workflows: CI}}"),
        "other-event": job(),
    },
    "repeated-need": {
        "twice": "on: push\njobs:\n  b: {runs-on: x, steps: [run: x]}\n"
        + job(needs="[b, B]  # <-").partition("jobs:\n")[2],
        "once": "on: push\njobs:\n  b: {runs-on: x, steps: [run: x]}\n" + job(needs="[b]").partition("jobs:\n")[2],
    },
    "constant-condition": {
        "false": job(if_="false  # <-"),
        "true": job("- run: x\n  if: true # <-"),
        "fenced": job("- run: x\n  if: ${{ true }} # <-"),
        "text": job(if_="${{ 'x' }}  # <-"),
        "number": job(if_="0  # <-"),
        "worked-out": job("- run: x\n  if: contains('abc', 'b') || 1 > 2 # <-"),
        "loose-text": job("- run: x\n  if: github.ref_name == 'a' || 'b' # <-"),
        "chosen-text": job("- run: x\n  if: (github.ref_name == 'a' || 'b') == 'b'"),
        "never-by-parts": job("- run: x\n  if: false && github.ref == 'x'"),
        "asks": job("- run: x\n  if: github.ref == 'x'"),
        "status": job("- run: x\n  if: always()\n- run: x\n  if: ${{ !cancelled() }}"),
        "files": job("- run: x\n  if: hashFiles('x')"),
        "text-around": job("- run: x\n  if: ${{ true }} && x"),
    },
    "missing-shell": {
        "sh-on-windows": job("- run: x\n  shell: sh # <-", runs_on="windows-latest"),
        "sh-in-a-leg": job("- run: x\n  shell: sh # <-", runs_on="${{ matrix.os }}", strategy=LEGS),
        "sh-elsewhere": job(
            "- run: x\n  shell: sh\n  if: runner.os != 'Windows'", runs_on="${{ matrix.os }}", strategy=LEGS
        ),
        "sh": job("- run: x\n  shell: sh", runs_on="ubuntu-latest"),
    },
    "conflicting-labels": {
        "two-images": job(runs_on="[ubuntu-22.04, ubuntu-24.04]  # <-"),
        "same-image": job(runs_on="[ubuntu-latest, ubuntu-24.04]"),
    },
    "container-off-linux": {
        "image-as-step": job("- uses: docker://alpine:3 # <-", runs_on="macos-latest"),
        "action-in-an-image": job(
            "- uses: pypa/gh-action-pypi-publish@v1.4.0 # <-\n- uses: docker://a # <-", runs_on="windows-2025"
        ),
        "in-no-such-leg": job(
            "- uses: docker://alpine:3\n  if: runner.os == 'Linux'", runs_on="${{ matrix.os }}", strategy=LEGS
        ),
        "linux": job("- uses: docker://alpine:3", runs_on="ubuntu-latest"),
    },
    "bash-in-powershell": {
        "default-of-a-variable": job("- run: echo ${NAME:-x} # <-", runs_on="windows-latest"),
        "nowhere": job("- run: x > /dev/null # <-", runs_on="windows-latest"),
        "own-syntax": job("- run: echo ${NAME}; x > $null", runs_on="windows-latest"),
    },
    "powershell-in-bash": {
        "variable": job("- run: echo $env:HOME # <-", runs_on="ubuntu-latest"),
        "assignment": job("- run: |\n    echo\n    $x = 1 # <-", runs_on="macos-latest"),
        "command": job("- run: 'dir | Select-Object Name' # <-", runs_on="ubuntu-latest"),
        "shell": job("- run: echo $env:HOME\n  shell: pwsh", runs_on="ubuntu-latest"),
        "windows": job("- run: echo $env:HOME", runs_on="windows-latest"),
        "quoted": job("- run: pwsh -c 'Write-Host $env:HOME'\n- run: echo '$env:HOME'", runs_on="ubuntu-latest"),
        "bash": job("- run: |\n    x=1\n    [ $x = 1 ] && git log --format=Get-It", runs_on="ubuntu-latest"),
    },
    "command-of-other-system": {
        "apt-on-macos": job("- run: |\n    echo\n    sudo apt-get install x # <-", runs_on="macos-latest"),
        "choco-on-linux": job("- run: choco install x # <-", runs_on="ubuntu-latest"),
        "brew-in-a-leg": job("- run: brew install x # <-", runs_on="${{ matrix.os }}", strategy=LEGS),
        "condition": job(
            "- run: sudo apt-get install x\n  if: runner.os == 'Linux'", runs_on="${{ matrix.os }}", strategy=LEGS
        ),
        "asks": job("- run: '[ \"$RUNNER_OS\" = Linux ] && sudo apt-get install x'", runs_on="macos-latest"),
        "container": job("- run: apt-get install x", runs_on="${{ matrix.os }}", strategy=LEGS, container="debian"),
        "own": job("- run: sudo apt-get install x && systemctl status", runs_on="ubuntu-latest"),
        "unknown": job("- run: apt-get install x", runs_on="self-hosted"),
        "tried": job("- run: sudo apt-get install x || brew install x", runs_on="macos-latest"),
        "asked": job(
            "- run: |\n    if [ -f /etc/debian_version ]; then\n      apt-get install x\n    fi", runs_on="macos-latest"
        ),
        "behind-the-if": job(
            "- run: |\n    if true; then\n      x\n    fi\n    apt-get install x # <-", runs_on="macos-latest"
        ),
    },
    "shortened-number": {
        "variable": job("- run: x\n  env: {V: 1.10} # <-"),
        "of-the-job": job(env="{V: 1.10}  # <-"),
        "text": job("- run: x\n  env: {V: '1.10', W: 1.1}"),
    },
    "boolean-compared-with-text": {
        "draft": job("- run: x\n  if: github.event.pull_request.draft == 'false' # <-", on="pull_request"),
        "title": job("- run: x\n  if: github.event.pull_request.title == 'false'", on="pull_request"),
    },
    "condition-never-true": {
        "branch-of-a-pull-request": job(on="pull_request", if_="github.ref == 'refs/heads/main'  # <-"),
        "one-pull-request": job(
            on="pull_request", if_="github.ref == 'refs/pull/7/merge' || github.ref_name == '8/merge'"
        ),
        "merged-into-a-branch": job(on="{pull_request: {types: [closed]}}", if_="github.ref == 'refs/heads/main'"),
        "pushed-too": job(on="[push, pull_request]", if_="github.ref == 'refs/heads/main'"),
    },
    "wrong-payload": {
        "no-head": job("- run: x\n  env: {A: '${{ github.head_ref }}'} # <-"),
        "head": job("- run: x\n  env: {A: '${{ github.head_ref }}'}", on="[push, pull_request]"),
        "or-something-else": job("- run: x\n  env: {A: '${{ github.head_ref || github.ref_name }}'}"),
    },
    "falsy-choice": {
        "boolean-input": job("- run: x ${{ github.ref == 'x' && inputs.f || 'y' }} # <-", on=FLAG),
        "text-input": job("- run: x ${{ github.ref == 'x' && inputs.s || 'y' }}", on=FLAG),
        "false-anyway": job("- run: x ${{ github.ref == 'x' && inputs.f || false }}", on=FLAG),
    },
    "unwritten-output": {
        "tee": job("- id: s\n  run: echo a=1 | tee -a $GITHUB_OUTPUT\n- run: x ${{ steps.s.outputs.b }} # <-"),
        "powershell": job(POWERSHELL.format('"a=1" | Out-File -Append $env:GITHUB_OUTPUT', "b") + " # <-"),
        "powershell-right": job(POWERSHELL.format('"a=1" >> $env:GITHUB_OUTPUT', "a")),
        "powershell-that-does-more": job(POWERSHELL.format('$x = "b=1"; "a=1" >> $env:GITHUB_OUTPUT', "b")),
        "tee-right": job('- id: s\n  run: echo a=1 | tee -a "$GITHUB_OUTPUT"\n- run: x ${{ steps.s.outputs.a }}'),
    },
    "missing-permission": {
        "image-of-an-action": job(
            GHCR + "- uses: docker/build-push-action@v6 # <-\n  with: {push: true, tags: ghcr.io/a/b}",
            permissions="{contents: read}",
        ),
        "image-of-an-action-right": job(
            GHCR + "- uses: docker/build-push-action@v6\n  with: {push: true, tags: ghcr.io/a/b}",
            permissions="{packages: write}",
        ),
        "image-not-pushed": job(
            GHCR + "- uses: docker/build-push-action@v6\n  with: {push: false, tags: ghcr.io/a/b}",
            permissions="{contents: read}",
        ),
        "image-pushed-elsewhere": job(
            GHCR + "- uses: docker/build-push-action@v6\n  with: {push: true, tags: docker.io/a/b}",
            permissions="{contents: read}",
        ),
        "comment": job(
            "- run: gh pr comment 1 -b x # <-\n  env: {GH_TOKEN: '${{ github.token }}'}", permissions="{contents: read}"
        ),
        "comment-on-an-issue": job(
            "- run: gh pr comment 1 -b x\n  env: {GH_TOKEN: '${{ github.token }}'}", permissions="{issues: write}"
        ),
        "api": job(
            "- run: gh api -X POST repos/o/r/issues -f title=x # <-\n  env: {GH_TOKEN: '${{ github.token }}'}",
            permissions="{contents: read}",
        ),
        "api-that-reads": job(
            "- run: gh api repos/o/r/issues\n  env: {GH_TOKEN: '${{ github.token }}'}", permissions="{contents: read}"
        ),
        "provenance": job("- run: npm publish --provenance # <-", permissions="{contents: read}"),
        "no-provenance": job("- run: npm publish --provenance=false", permissions="{contents: read}"),
        "image": job(
            "- uses: docker/login-action@v4\n  with: {registry: ghcr.io, username: x, password: '${{ github.token }}'}\n"
            "- run: docker push ghcr.io/o/x # <-",
            permissions="{contents: read}",
        ),
        "image-with-another-token": job(
            "- uses: docker/login-action@v4\n  with: {registry: ghcr.io, username: x, password: '${{ secrets.T }}'}\n"
            "- run: docker push ghcr.io/o/x",
            permissions="{contents: read}",
        ),
    },
    "hard-coded-credential": {
        "curl": job("- run: curl -sf -u joe:hunter22 x.example # <-"),
        "address": job("- run: git clone https://joe:hunter22@example.com/x # <-"),
        "variable": job('- run: curl -u "joe:$PASSWORD" x && git clone "https://x:${TOKEN}@example.com/x"'),
        "expression": job("- run: git clone https://x:${{ secrets.TOKEN }}@example.com/x"),
        "port": job("- run: curl https://example.com:8443/a@b"),
    },
    "old-command": {
        "each": job("- run: |\n    echo ::set-output name=a::b # <-\n    echo\n    echo ::add-path::b # <-"),
    },
    "retired-node": {
        "older-than-known": job("- uses: actions/checkout@v1 # <-"),
        "own-action": "name: a\ndescription: b\nruns:\n  using: node16 # <-\n  main: x.js\n",
        "own-newest-action": "name: a\ndescription: b\nruns:\n  using: node24\n  main: x.js\n",
        "newest": job("- uses: actions/checkout@v7"),
        "unknown-version": job("- uses: actions/checkout@v99"),
    },
    "idle-exclude": {
        "value": job(strategy="\n      matrix:\n        a: [p, q]\n        exclude:\n          - a: r # <-"),
        "beside-an-unknown-axis": job(
            strategy="\n      matrix:\n        a: [p, q]\n        exclude:\n          - b: 1\n          - a: r # <-"
        ),
        "mapping": job(
            strategy="\n      matrix:\n        a: [{x: 1, y: 2}]\n        exclude:\n          - a: {x: 2} # <-"
        ),
        "part-of-a-mapping": job(
            strategy="\n      matrix:\n        a: [{x: 1, y: 2}]\n        exclude:\n          - a: {X: 1}"
        ),
        "list": job(strategy="\n      matrix:\n        a: [[1, 2]]\n        exclude:\n          - a: [1] # <-"),
        "number-as-text": job(strategy="\n      matrix:\n        a: [1, 2]\n        exclude:\n          - a: '1'"),
        "dynamic": job(strategy="\n      matrix:\n        a: ['${{ vars.A }}']\n        exclude:\n          - a: r"),
    },
    "axis-in-some-legs": {
        "version": job(
            "- uses: actions/setup-python@v6\n  with:\n    python-version: ${{ matrix.v }} # <-",
            strategy="{matrix: {include: [{os: a, v: '3.14'}, {os: b}]}}",
        ),
        "required-input": job(
            "- uses: actions/cache@v5\n  with:\n    path: x\n    key: ${{ matrix.k }} # <-",
            strategy="{matrix: {include: [{os: a, k: x}, {os: b}]}}",
        ),
        "value-of-an-option": job(
            "- run: make -j --target ${{ matrix.rust-target }} --release # <-",
            strategy="{matrix: {include: [{os: a, rust-target: x}, {os: b}]}}",
        ),
        "behind-another-option": job(
            "- run: make --release ${{ matrix.flags }}", strategy="{matrix: {include: [{os: a, flags: x}, {os: b}]}}"
        ),
        "another-input": job(
            "- uses: actions/setup-python@v6\n  with:\n    cache: ${{ matrix.c }}",
            strategy="{matrix: {include: [{os: a, c: pip}, {os: b}]}}",
        ),
    },
    "repeated-axis-value": {
        "list": job(strategy="\n      matrix:\n        a: [[1], [1]] # <-"),
        "mapping": job(strategy="\n      matrix:\n        a:\n          - {x: [1]}\n          - {x: [1]} # <-"),
        "different": job(strategy="\n      matrix:\n        a: [1, '1', [1], {x: 1}]"),
    },
    "object-as-text": {
        "context": job("- run: echo ${{ github }} # <-"),
        "event": job("- run: x\n  env: {A: '${{ github.event }}'} # <-"),
        "amid-text": job("- run: x\n  name: x ${{ needs.b }} # <-"),
        "list": job("- run: x ${{ github.event.commits.*.id }} # <-"),
        "axis": job("- run: x ${{ matrix.b }} # <-", strategy=LIST),
        "input-of-an-action": job("- uses: a/b@v1\n  with: {x: '${{ matrix.a }}'} # <-", strategy=LIST),
        "of-a-job": job(outputs="{a: '${{ steps }}'}  # <-"),
        "text": job("- run: echo ${{ github.ref }} ${{ matrix.c }} ${{ matrix.a.x }}", strategy=LIST),
        "json": job("- run: echo ${{ toJSON(github.event) }} ${{ join(matrix.b) }}", strategy=LIST),
        "unknown": job("- run: echo ${{ github.event.x }} ${{ fromJSON(vars.A) }}"),
        "axes": job(strategy="{matrix: '${{ fromJSON(vars.A) }}'}"),
        "environment": job(env="${{ matrix.a }}", strategy=LIST),
        "condition": job("- run: x\n  if: github.event.label"),
    },
    "odd-operand": {
        "number-as-name": job("- run: echo ${{ github.event.x }} ${{ env[0] }} # <-"),
        "boolean-as-name": job("- run: echo ${{ env[inputs.f] }} # <-", on=FLAG),
        "order-of-booleans": job("- run: x\n  if: inputs.f > false # <-", on=FLAG),
        "nothing": job("- run: echo ${{ startsWith(github.ref, null) }} # <-"),
        "join-of-a-text": job("- run: echo ${{ join(github.ref, ',') }} # <-"),
        "order-of-objects": job("- run: x\n  if: github.event.x < 1"),
        "text-as-name": job("- run: echo ${{ env[inputs.s] }} ${{ github.event.commits[0].id }}", on=FLAG),
        "order-of-numbers": job("- run: x\n  if: inputs.n > 1 && '2' < '3'", on=FLAG),
        "text": job("- run: echo ${{ startsWith(inputs.s, 'x') }}", on=FLAG),
    },
    "wrong-result-kind": {
        "variable": job("- run: x\n  timeout-minutes: ${{ vars.T }} # <-"),
        "output": job("- run: x\n  continue-on-error: ${{ steps.a.outputs.b }} # <-"),
        "input": job(timeout_minutes="${{ inputs.s }}  # <-", on=FLAG),
        "boolean-as-number": job(strategy="{matrix: {a: [1]}, max-parallel: '${{ inputs.f }}'}  # <-", on=FLAG),
        "axis": job(continue_on_error="${{ matrix.c }}  # <-", strategy=LIST),
        "number": job("- run: x\n  timeout-minutes: ${{ inputs.n }}", on=FLAG),
        "read": job("- run: x\n  timeout-minutes: ${{ fromJSON(vars.T) }}"),
        "chosen": job("- run: x\n  timeout-minutes: ${{ inputs.f && 5 || 10 }}", on=FLAG),
        "comparison": job("- run: x\n  continue-on-error: ${{ github.ref == 'x' }}"),
        "in-some-legs": job(
            continue_on_error="${{ matrix.d }}", strategy="{matrix: {a: [1, 2], include: [{a: 1, d: true}]}}"
        ),
        "unknown": job("- run: x\n  timeout-minutes: ${{ github.event.x }}"),
    },
}


@pytest.mark.parametrize(("rule", "text"), params(ROWS))
def test_lints(rule, text):
    assert lines_marked(text) == lines_found(rule, text)


@pytest.mark.parametrize(
    "text",
    [
        job("- uses:\n  with: {a: b}", permissions="{contents: write}"),
        job("- run: ${{ matrix.a }}", strategy="{matrix: {include: true}}"),
        job("- run: ${{ matrix.a }}", strategy="{matrix: {a: 5, exclude: 7}}"),
        job(on="{workflow_run: true, push: 5, schedule: {}}"),
    ],
)
def test_values_that_make_no_sense_are_passed_over(text):
    """They were reported when the file was read."""
    assert isinstance(findings(None, text), list)


def test_linux_is_not_windows():
    (one,) = findings("unknown-runner", job(runs_on="linux-latest"))

    assert "did you mean 'ubuntu-latest'?" == one.hint


def test_an_old_version_is_named():
    (one,) = findings("retired-node", job("- uses: actions/checkout@v1"))

    assert one.message.startswith("actions/checkout@v1 is older than actions/checkout@v")


def test_a_value_that_is_excluded_is_shown_as_in_the_file():
    (one,) = findings("idle-exclude", ROWS["idle-exclude"]["mapping"])

    assert "the axis 'a' has no value {x: 2}, so that nothing is excluded" == one.message


def test_the_hint_about_a_loose_text():
    (found,) = findings("constant-condition", job("- run: x\n  if: github.ref_name == 'a' || 'b'"))

    assert "a text that stands alone is always true: compare it, too" == found.hint

"""Outputs and variables that nobody sets, holes in matrices, and how scripts are read."""

from __future__ import annotations

import pytest

from ghflow.rules.lint_commands import commands_of, outputs_of, outputs_of_python
from tests.rules.harness import findings, job, lines_found, lines_marked, params

PARTIAL = "{matrix: {os: [ubuntu-latest, macos-latest], include: [{os: ubuntu-latest, n: 4}]}}"


def asked(script, output="v", shell=""):
    lines = script.split("\n")
    body = "run: " + lines[0] if len(lines) == 1 else "run: |\n" + "\n".join(f"    {line}" for line in lines)
    extra = f"\n  shell: {shell}" if shell else ""
    return job(f"- id: s\n  {body}{extra}\n- run: echo ${{{{ steps.s.outputs.{output} }}}}")


def marked(text):
    """The last line is the one at fault."""
    return text.rstrip("\n") + " # <-\n"


ROWS = {
    "unwritten-output": {
        "nothing": marked(asked("echo hello")),
        "another": marked(asked('echo "w=1" >> "$GITHUB_OUTPUT"')),
        "python": marked(
            asked(
                "import os\nwith open(os.environ['GITHUB_OUTPUT'], 'a') as f:\n  print(f'w={1}', file=f)",
                shell="python",
            )
        ),
        "python-right": asked("import os\nopen(os.environ['GITHUB_OUTPUT'], 'a').write('v=1')", shell="python"),
        "python-worked-out": asked(
            "import os\nfor k in 'v':\n  print(f'{k}=1', file=open(os.environ['GITHUB_OUTPUT'], 'a'))", shell="python"
        ),
        "job-output": job(
            "- id: s\n  run: echo w=1 >> $GITHUB_OUTPUT", outputs="\n      v: ${{ steps.s.outputs.v }} # <-"
        ),
        "right": asked('echo "v=1" >> "$GITHUB_OUTPUT"'),
        "any-case": asked('echo "V=1" >> "$GITHUB_OUTPUT"'),
        "many-lines": asked(
            'echo "v<<EOF" >> "$GITHUB_OUTPUT"\ncat file >> "$GITHUB_OUTPUT"\necho EOF >> "$GITHUB_OUTPUT"'
        ),
        "block": asked('{\n  echo "w=1"\n  echo "v=1"\n} >> "$GITHUB_OUTPUT"'),
        "old": asked('echo "::set-output name=v::1"'),
        "powershell": asked('"v=1" >> $env:GITHUB_OUTPUT\n', shell="pwsh"),
        "file": asked('cat results >> "$GITHUB_OUTPUT"'),
        "worked-out": asked('for k in v w; do echo "$k=1" >> "$GITHUB_OUTPUT"; done'),
        "other-program": asked("./configure.sh"),
        "make": asked("make version"),
        "variable-instead": marked(asked('echo "v=1" >> $GITHUB_ENV')),
        "wrapped-program": asked("terraform plan", "stdout"),
        "not-of-the-wrapper": marked(asked("terraform plan", "stdoutt")),
        "expression": asked("${{ env.COMMAND }}"),
    },
    "unset-variable": {
        "nobody": job("- run: echo ${{ env.NOPE }} # <-"),
        "misspelt": job("- run: echo ${{ env.PROFIEL }} # <-", env="{PROFILE: x}"),
        "of-a-later-step": job("- run: echo ${{ env.A }} # <-\n- run: echo A=1 >> $GITHUB_ENV"),
        "own": job("- run: echo ${{ env.A }}\n  env: {A: 1}"),
        "of-the-job": job("- run: echo ${{ env.a }}", env="{A: 1}"),
        "of-a-step-before": job("- run: echo A=1 >> $GITHUB_ENV\n- run: echo ${{ env.A }}"),
        "of-an-action-before": job("- uses: some/action@v1\n- run: echo ${{ env.A }}"),
        "of-a-program-before": job("- run: make env\n- run: echo ${{ env.A }}"),
        "behind-a-checkout": job("- uses: actions/checkout@v7\n- run: echo ${{ env.A }} # <-"),
        "instead": job("- run: echo ${{ env.A || 'x' }}"),
        "dynamic": job("- run: echo ${{ env.A }}", env="${{ fromJSON(vars.ENV) }}"),
    },
    "axis-in-some-legs": {
        "in-a-word": job("- run: make --jobs=${{ matrix.n }} # <-", strategy=PARTIAL),
        "behind": job("- run: cp x/${{ matrix.n }}/y . # <-", strategy=PARTIAL),
        "runner": job(strategy="{matrix: {os: [a, b], include: [{os: a, r: x}]}}", runs_on="${{ matrix.r }}  # <-"),
        "flags": job("- run: make ${{ matrix.n }}", strategy=PARTIAL),
        "asked": job("- run: make -j${{ matrix.n }}\n  if: matrix.n", strategy=PARTIAL),
        "by-another-axis": job("- run: make -j${{ matrix.n }}\n  if: matrix.os == 'ubuntu-latest'", strategy=PARTIAL),
        "instead": job("- run: make -j${{ matrix.n || 1 }}", strategy=PARTIAL),
        "every-leg": job("- run: make -j${{ matrix.n }}", strategy="{matrix: {include: [{n: 1}, {n: 2}]}}"),
        "tested-in-the-script": job("- run: '[ -n \"${{ matrix.n }}\" ] && make -j${{ matrix.n }}'", strategy=PARTIAL),
        "dynamic": job(
            "- run: make -j${{ matrix.n }}", strategy="{matrix: {os: [a], include: '${{ fromJSON(vars.M) }}'}}"
        ),
    },
    "idle-exclude": {
        "no-value": job(strategy="{matrix: {os: [a, b], exclude: [{os: c}]}}  # <-"),
        "value": job(strategy="{matrix: {os: [a, b], exclude: [{os: A}]}}"),
        "number-as-text": job(strategy="{matrix: {v: [1, 2], exclude: [{v: '1'}]}}"),
        "dynamic": job(strategy="{matrix: {os: '${{ fromJSON(vars.X) }}', exclude: [{os: c}]}}"),
    },
    "repeated-axis-value": {
        "twice": job(strategy="{matrix: {os: [a, b, a]}}  # <-"),
        "other-kind": job(strategy="{matrix: {v: [1, '1', true]}}"),
        "other-axis": job(strategy="{matrix: {a: [x], b: [x]}}"),
    },
    "shortened-number": {
        "axis": job(strategy="{matrix: {v: [3.9, 3.10]}}  # <-"),
        "row": job(strategy="{matrix: {include: [{v: 1.20}]}}  # <-"),
        "input": job("- uses: some/action@v1\n  with:\n    version: 3.10 # <-"),
        "text": job(strategy="{matrix: {v: ['3.9', '3.10']}}"),
        "no-zero": job(strategy="{matrix: {v: [3.9, 1.25, 10]}}"),
    },
}


@pytest.mark.parametrize(("rule", "text"), params(ROWS))
def test_finds_the_marked_lines(rule, text):
    assert lines_marked(text) == lines_found(rule, text)


def test_a_near_name_is_suggested():
    (one,) = findings("unwritten-output", asked('echo "version=1" >> "$GITHUB_OUTPUT"', "verison"))

    assert "the step 's' never writes the output 'verison'" == one.message
    assert "did you mean 'version'?" == one.hint


@pytest.mark.parametrize(
    ("script", "commands"),
    [
        pytest.param("a b\n  c d", [(0, "a b"), (1, "c d")], id="lines"),
        pytest.param("a && b || c; d | e", [(0, one) for one in "abcde"], id="joined"),
        pytest.param("a \\\n  --b\nc", [(0, "a  --b"), (2, "c")], id="continued"),
        pytest.param("# a\nb # c", [(1, "b")], id="comments"),
        pytest.param("cat <<EOF\na\nEOF\nb", [(0, "cat <<EOF"), (3, "b")], id="fed"),
        pytest.param("A=1 sudo b", [(0, "b")], id="before-the-command"),
        pytest.param("if a; then\n  b\nfi", [(0, "a"), (0, "then"), (1, "b"), (2, "fi")], id="branches"),
        pytest.param("echo 'a; b'", [(0, "echo 'a; b'")], id="quoted"),
        pytest.param("x --y=${{ a && b }}", [(0, "x --y=${X}")], id="expression"),
    ],
)
def test_commands_of_a_script(script, commands):
    assert commands == list(commands_of(script))


@pytest.mark.parametrize(
    ("script", "names"),
    [
        pytest.param("echo hi", set(), id="none"),
        pytest.param('echo "a=1" >> $GITHUB_OUTPUT', {"a"}, id="one"),
        pytest.param("printf 'a=%s\\n' x >> $GITHUB_OUTPUT", {"a"}, id="printed"),
        pytest.param('tool >> "$GITHUB_OUTPUT"', None, id="of-a-program"),
        pytest.param('echo "${name}=1" >> "$GITHUB_OUTPUT"', None, id="worked-out"),
        pytest.param("python script.py", None, id="another-script"),
    ],
)
def test_outputs_of_a_script(script, names):
    assert (None if names is None else frozenset(names)) == outputs_of(script)


def test_outputs_of_python_that_does_not_parse_are_not_known():
    assert outputs_of_python("GITHUB_OUTPUT = (") is None

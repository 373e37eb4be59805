"""`check`: formats, exit codes, options."""

from __future__ import annotations

import json

import pytest

GOOD = """\
on: push
permissions: {}
jobs:
  test:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: make
"""
BAD = GOOD.replace("    runs-on", "    needs: [biuld]\n    runs-on")
WARNED = GOOD.replace("permissions: {}", "env: ${{ fromJSON('{}') }}")
FILE = ".github/workflows/a.yml"
COLUMNS = ["rule", "severity", "message", "file", "line", "column", "end_line", "end_column", "path", "hint"]


def test_text(project):
    project.write(FILE, BAD)

    ended = project.main("check", "--rule", "unknown-need")

    assert (1, "") == (ended.code, ended.err)
    assert ended.out == (
        f"{FILE}:5:13: error: job 'test' needs 'biuld', which is not a job here (jobs: test) [unknown-need]\n"
        "    5 |     needs: [biuld]\n"
        "      |             ^^^^^\n"
        "  hint: put the job into the workflow's jobs=[...]\n"
        "ghflow: 1 error in 1 file\n"
    )


@pytest.mark.parametrize(
    ("text", "args", "code"),
    [
        pytest.param(GOOD, [], 0, id="fine"),
        pytest.param(WARNED, [], 0, id="a warning"),
        pytest.param(WARNED, ["--strict"], 1, id="a warning, strictly"),
        pytest.param(WARNED, ["--strict", "--severity", "error"], 0, id="no errors, strictly"),
        pytest.param(WARNED, ["--strict", "--ignore", "whole-env-expression"], 0, id="an ignored warning"),
        pytest.param(BAD, [], 1, id="an error"),
        pytest.param(BAD, ["--rule", "cyclic-need"], 0, id="an error of another rule"),
        pytest.param(BAD, ["--rule", "cyclic-need", "--rule", "unknown-need"], 1, id="one of two rules"),
        pytest.param("a: [", [], 1, id="no YAML"),
    ],
)
def test_exit_codes(project, text, args, code):
    project.write(FILE, text)

    ended = project.main("check", *args)

    assert code == ended.code, ended.out


@pytest.mark.parametrize("source", ["1 / 0", "def (", "import nowhere"])
def test_a_source_that_fails_ends_with_2(project, source):
    project.write("workflows/x.py", source)
    project.write(FILE, BAD)

    ended = project.main("check")

    assert 2 == ended.code
    assert "[unknown-need]" in ended.out


@pytest.mark.parametrize(
    ("args", "told"),
    [
        pytest.param(["--rul", "x"], "did you mean '--rule'?", id="an option"),
        pytest.param(["--rule", "unknwon-need"], "did you mean 'unknown-need'?", id="a rule"),
        pytest.param(["--write-baseline"], "needs --baseline FILE", id="a baseline without a name"),
        pytest.param(["--unsafe-fixes"], "--unsafe-fixes needs --fix", id="unsafe fixes by themselves"),
        pytest.param(["--format", "xml"], "invalid choice", id="a format"),
        pytest.param(["--baseline", "nowhere.json"], "cannot be read", id="a baseline that is not there"),
        pytest.param(["--baseline", FILE], "is no baseline", id="a baseline that is none"),
    ],
)
def test_wrong_usage(project, args, told):
    project.write(FILE, GOOD)

    ended = project.main("check", *args)

    assert (2, "") == (ended.code, ended.out)
    assert told in ended.err


def test_nothing_to_check(project):
    ended = project.main("check")

    assert 2 == ended.code
    assert "there is nothing to check" in ended.err


def test_json(project):
    project.write(FILE, BAD)
    project.write(".github/workflows/b.yml", b"\xff")

    ended = project.main("check", "--format", "json", "--severity", "error")

    rows = json.loads(ended.out)
    assert [COLUMNS, COLUMNS] == [list(row) for row in rows]
    assert ["unknown-need", "unreadable-file"] == [row["rule"] for row in rows]
    assert {**rows[0], "message": "", "hint": ""} == {
        "rule": "unknown-need",
        "severity": "error",
        "message": "",
        "file": FILE,
        "line": 5,
        "column": 13,
        "end_line": 5,
        "end_column": 18,
        "path": "jobs.test.needs[0]",
        "hint": "",
    }
    assert (1, "") == (ended.code, ended.err)


@pytest.mark.parametrize("format", ["json", "sarif"])
@pytest.mark.parametrize("ci", [False, True])
def test_stdout_is_one_document(project, monkeypatch, format, ci):
    project.write("workflows/x.py", "print('hello')\n1 / 0")
    project.write(FILE, BAD)
    if ci:
        monkeypatch.setenv("GITHUB_ACTIONS", "true")

    ended = project.main("check", "--format", format)

    json.loads(ended.out)
    assert 2 == ended.code
    assert "ZeroDivisionError" in ended.err
    assert ci == ("::error file=" in ended.err)


def test_no_findings_are_an_empty_array(project):
    project.write(FILE, GOOD)

    assert "[]\n" == project.main("check", "--format", "json", "--severity", "error").out


def test_github(project, monkeypatch):
    project.write(FILE, BAD)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")

    ended = project.main("check", "--format", "github", "--rule", "unknown-need")

    assert 1 == ended.out.count("::error ") == len(ended.out.splitlines())
    assert f"file={FILE},line=5," in ended.out


def test_annotations_stand_beside_the_text_in_a_run(project, monkeypatch):
    project.write(FILE, BAD)

    assert "::error" not in project.main("check").out

    monkeypatch.setenv("GITHUB_ACTIONS", "true")

    assert f"::error file={FILE},line=5" in project.main("check").out


def test_no_python_is_run(project):
    project.write("workflows/x.py", "open('ran', 'w').close()\n")
    project.write(FILE, BAD)

    ended = project.main("check", "--no-exec")

    assert 1 == ended.code
    assert not (project.root / "ran").exists()


def test_a_check_writes_nothing(project):
    project.write("workflows/x.py")
    project.write(FILE, BAD)
    before = project.files()

    project.main("check")

    assert before == project.files()


# Baseline.


def test_baseline(project):
    project.write(FILE, BAD)
    args = ["check", "--severity", "error", "--baseline", "known.json"]

    assert (0, "", "ghflow: known.json lists 1 finding\n") == attrs(project.main(*args, "--write-baseline"))
    project.write(FILE, f"# a line more\n{BAD}")
    assert (0, "ghflow: nothing to report in 1 file (1 in the baseline)\n", "") == attrs(project.main(*args))

    project.write(FILE, BAD.replace("[biuld]", "[biuld, other]"))

    ended = project.main(*args)
    assert 1 == ended.code
    assert "'other'" in ended.out
    assert "needs 'biuld'" not in ended.out


def attrs(ended):
    return ended.code, ended.out, ended.err


def test_a_baseline_lists_as_many_as_there_were(project):
    project.write(FILE, BAD)
    project.main("check", "--baseline", "known.json", "--write-baseline")
    project.write(".github/workflows/b.yml", BAD)

    ended = project.main("check", "--severity", "error", "--baseline", "known.json")

    assert 1 == ended.code
    assert "b.yml" in ended.out
    assert "a.yml" not in ended.out


def test_a_baseline_that_lists_what_is_gone(project):
    project.write(FILE, BAD)
    project.main("check", "--severity", "error", "--baseline", "known.json", "--write-baseline")
    project.write(FILE, GOOD)

    ended = project.main("check", "--severity", "error", "--baseline", "known.json")

    assert (0, True) == (ended.code, "1 of the baseline are gone" in ended.out)


def test_a_baseline_never_holds_a_file_that_cannot_be_read(project):
    project.write(FILE, "a: [")
    project.main("check", "--baseline", "known.json", "--write-baseline")

    assert 1 == project.main("check", "--baseline", "known.json").code


# Mending.

WRONG = """\
# A comment\r
on:\r
  pullrequest:   # started by\r
jobs:\r
  a:\r
    runs_on:   ubuntu-latest    # kept\r
    timeoutminutes: "5"\r
    continue-on-error: 'yes'\r
    steps:\r
      - run:  "echo  x"\r
        with: {a: 1}\r
"""


def test_fix(project):
    project.write(FILE, "\ufeff" + WRONG)

    ended = project.main("check", "--fix", "--severity", "error")

    assert "(5 mended)" in ended.out
    assert "unknown-key" in ended.out
    assert 1 == ended.code
    assert project.read(FILE) == "\ufeff" + WRONG.replace("pullrequest", "pull_request").replace(
        "runs_on", "runs-on"
    ).replace("timeoutminutes", "timeout-minutes").replace('"5"', "5").replace("'yes'", "true")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(GOOD, id="nothing to mend"),
        pytest.param(BAD, id="a mistake that only its author can mend"),
        pytest.param(GOOD.replace("    runs-on", "    runs_on: x\n    runs-on"), id="the right key is there too"),
        pytest.param(GOOD.replace("make", "make\n        nonsense: 1"), id="a key like no other"),
        pytest.param("a: [", id="no YAML"),
        pytest.param(GOOD.replace("timeout-minutes: 5", 'timeout-minutes: !!str "5"'), id="a tag"),
        pytest.param(GOOD.replace("timeout-minutes: 5", 'timeout-minutes: "\\u0035"'), id="an escape"),
    ],
)
def test_fix_leaves_the_rest_alone(project, text):
    project.write(FILE, text)

    project.main("check", "--fix")

    assert text == project.read(FILE)


def test_fix_leaves_generated_files_and_sources_alone(project):
    project.write("workflows/ci.py")
    project.main("build")
    generated = project.read(".github/workflows/ci.yml").replace("runs-on", "runs_on")
    project.write(".github/workflows/ci.yml", generated)

    project.main("check", "--fix", "--no-exec")

    assert generated == project.read(".github/workflows/ci.yml")


def test_fix_leaves_what_is_allowed_alone(project):
    text = GOOD.replace("    runs-on: ubuntu-latest", "    runs_on: x  # ghflow: allow unknown-key")
    project.write(FILE, text)

    project.main("check", "--fix")

    assert text == project.read(FILE)


MENDABLE = """\
on:
  pull_request:
    types: [opend, 'synchronise']
  workflow_dispatch:
    inputs:
      force: {type: boolean}
permissions:
  contents: raed  # as they are
jobs:
  build:
    runs-on: ubunut-latest
    strategy:
      matrix: {python: [3.9, 3.10, "3.11"]}
    steps:
      - uses: actions/checkout@v4   # kept
      - uses: actions/upload-artifact@v7
        with: {path: ., name: 'x-${{ matrix.pyhton }}', include-hidden-files: true}
      - run: |
          echo "::set-output name=v::${{ github.reff }}"
          echo ::add-path::$HOME/bin && ls
        if: ${{ github.ref == 'a' }} && ${{ github.actor == 'b' || github.actor == 'c' }}
      - run: x
        if: "${{ inputs.force == 'true' }} "
      - run: x
        if: ${{ steps.s.outputs.x == true }}
      - run: x
        if: 'steps.s.outputs.x == true'
  test:
    needs: [biuld]
    runs-on: windows-latest
    steps:
      - run: echo ::set-output name=v::1
"""
SAFE = [
    ("[opend, 'synchronise']", "[opened, 'synchronize']"),
    ("contents: raed", "contents: read"),
    ("[biuld]", "[build]"),
]
UNSAFE = [
    ("ubunut", "ubuntu"),
    ("3.10", "'3.10'"),
    ("   # kept\n", "   # kept\n        with:\n          persist-credentials: false\n"),
    ("pyhton", "python"),
    ('echo "::set-output name=v::${{ github.reff }}"', 'echo "v=${{ github.ref }}" >> "$GITHUB_OUTPUT"'),
    ("echo ::add-path::$HOME/bin && ls", 'echo "$HOME/bin" >> "$GITHUB_PATH" && ls'),
    (
        "${{ github.ref == 'a' }} && ${{ github.actor == 'b' || github.actor == 'c' }}",
        "github.ref == 'a' && (github.actor == 'b' || github.actor == 'c')",
    ),
    ("\"${{ inputs.force == 'true' }} \"", "inputs.force == true"),
    ("${{ steps.s.outputs.x == true }}", "${{ steps.s.outputs.x == 'true' }}"),
]


def mended(text, pairs):
    for old, new in pairs:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return text


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_fix_and_unsafe_fixes(project, newline):
    """All that the rules offer. What would break the file is left: the quotes inside of quotes, a command for PowerShell."""
    text = MENDABLE.replace("\n", newline)
    project.write(FILE, text)
    safe = mended(MENDABLE, SAFE).replace("\n", newline)

    assert "(4 mended, 9 more with --unsafe-fixes)" in project.main("check", "--fix").out
    assert safe == project.read(FILE)

    unsafe = mended(safe.replace("\r\n", "\n"), UNSAFE).replace("\n", newline)
    assert "mended)" in project.main("check", "--fix", "--unsafe-fixes").out
    assert unsafe == project.read(FILE)

    assert "(0 mended)" in project.main("check", "--fix", "--unsafe-fixes").out
    assert unsafe == project.read(FILE)

from __future__ import annotations

import re

import pytest

from ghflow.project.plan import made_from

TAIL = ". Do not edit; run: python -m ghflow build"
HINT = "use letters, digits, '-' and '_'; the file is always written to .github/workflows"


def named(project, file):
    """The good source with a file of its own name."""
    return project.good.replace('"CI",\n', f'"CI",\n    file={file!a},  # <- here\n')


@pytest.mark.parametrize(
    "name",
    [
        *(
            "../../x",
            "..",
            "/etc/x",
            "a/b",
            "a\\b",
            "C:x",
            "",
            " ",
            ".",
            " x",
            "x ",
            "x.",
            "x .yml",
            "x..yml",
            ".yml",
        ),
        *(
            "con",
            "CON",
            "con.yml",
            "nul.x.yml",
            "aux",
            "com1",
            "lpt9",
            "COM\u00b9",
            "con .yml",
            "conin$",
            "CONOUT$.yml",
        ),
        *("a\0b", "a\nb", "a\rb", "a\tb", "a\x7fb", "a\x85b", "a\u2028b", "\u202ex", "\ud800", "\ufeffx", "a\u00a0b"),
        *("a*", "a?", 'a"b', "a<b", "a>b", "a|b", "x" * 197, "\u00e9" * 99),
    ],
    ids=lambda name: ascii(name[:20]),
)
def test_names_that_no_file_can_have(project, name):
    file = project.write("workflows/ci.py", named(project, name))
    line = next(number for number, text in enumerate(file.read_text().splitlines(), 1) if "# <- here" in text)
    before = project.files()

    ended = project.main("build")

    first, *_, hint, last = ended.err.splitlines()
    assert (1, "") == (ended.code, ended.out)
    assert first.startswith(f"workflows/ci.py:{line}:5: error: ")
    assert first.endswith(" cannot be the name of a workflow file on every system [file-name]")
    assert (f"  hint: {HINT}", "ghflow: 1 mistake; nothing was written") == (hint, last)
    assert before == project.files()
    assert ["project"] == [path.name for path in project.root.parent.iterdir()]


@pytest.mark.parametrize(
    ("name", "file"),
    [
        pytest.param("nightly", "nightly.yml", id="plain"),
        pytest.param("nightly.yml", "nightly.yml", id="yml"),
        pytest.param("nightly.yaml", "nightly.yaml", id="yaml"),
        pytest.param("nightly.x", "nightly.x.yml", id="other-ending"),
        pytest.param("My flow (2)", "My flow (2).yml", id="spaces"),
        pytest.param("-x", "-x.yml", id="dash"),
        pytest.param(".x", ".x.yml", id="hidden"),
        pytest.param("console", "console.yml", id="almost-reserved"),
        pytest.param("com10", "com10.yml", id="almost-a-port"),
        pytest.param("pr\u00fcfung", "pr\u00fcfung.yml", id="umlaut"),
        pytest.param("\u30c6\u30b9\u30c8", "\u30c6\u30b9\u30c8.yml", id="japanese"),
        pytest.param("x" * 196, "x" * 196 + ".yml", id="long"),
    ],
)
def test_names_that_a_file_can_have(project, name, file):
    project.write("workflows/ci.py", named(project, name))

    ended = project.main("build")

    assert (0, f"created   .github/workflows/{file}\n", "") == (ended.code, ended.out, ended.err)
    assert [file] == project.generated()


@pytest.mark.parametrize("source", ["con", "x ", "aux.x", "x" * 197])
def test_a_source_whose_name_no_file_can_have(project, source):
    project.write(f"workflows/{source}.py")

    ended = project.main("build")

    assert 1 == ended.code
    assert f"{source!r}"[:50] in ended.err.splitlines()[0]
    assert "hint: rename the source, or give the workflow file='...' of letters, digits, '-' and '_'" in ended.err


@pytest.mark.parametrize(
    ("one", "two", "path"),
    [
        pytest.param(None, None, "ci.yml", id="no-names"),
        pytest.param(None, "ci", "ci.yml", id="named-as-the-module"),
        pytest.param(None, "CI.yml", "CI.yml", id="case"),
        pytest.param("x", "X.yml", "X.yml", id="case-and-ending"),
        pytest.param("\u00dcbung", "\u00fcbung", "\u00fcbung.yml", id="case-of-an-umlaut"),
        pytest.param("pr\u00fcfung", "pru\u0308fung", "pru\u0308fung.yml", id="composed"),
        pytest.param("stra\u00dfe", "STRASSE", "STRASSE.yml", id="sharp-s"),
    ],
)
def test_two_workflows_of_one_name(project, one, two, path):
    made = "Workflow('x', on='push', jobs=[Job('t', runs_on='ubuntu-latest', steps=[Step(run='x')])], file=%a)"
    code = f"from ghflow import *\na = {made % one}  # <- first\nb = {made % two}  # <- second\n"
    project.write("workflows/ci.py", code)
    first, second = (code[: code.index(mark)].count("\n") + 1 for mark in ("# <- first", "# <- second"))

    ended = project.main("build")

    message = f"two workflows are written to workflows/{path}: this one and the one made at workflows/ci.py:{first}"
    shown = ended.err.splitlines()[0]
    assert 1 == ended.code
    assert shown.startswith(f"workflows/ci.py:{second}:")
    assert shown.endswith(f": error: {message} [same-file]")
    assert "hint: give one of them file='...'" in ended.err
    assert [] == project.generated()


@pytest.mark.parametrize(
    ("other", "wrong"),
    [
        pytest.param("ci", True, id="same"),
        pytest.param("CI", True, id="case"),
        pytest.param("cd", False, id="different"),
        pytest.param("ci.yaml", False, id="other-ending"),
    ],
)
def test_two_sources_with_one_file(project, other, wrong):
    project.write("workflows/ci.py")
    project.write("workflows/z.py", named(project, other))

    ended = project.main("build")

    assert (1 if wrong else 0) == ended.code
    assert wrong == ("made at workflows/ci.py:" in ended.err)
    assert ([] if wrong else sorted(["ci.yml", other if "." in other else f"{other}.yml"])) == project.generated()


def test_one_of_two_sources_with_one_file(project):
    """Asked for by name, only one is built; which of them is left to whoever asks."""
    project.write("workflows/ci.py")
    project.write("workflows/z.py", named(project, "ci"))

    assert 0 == project.main("build", "z").code
    assert project.read(".github/workflows/ci.yml").startswith("# Generated by ghflow from workflows/z.py.")


@pytest.mark.parametrize(
    ("text", "source"),
    [
        pytest.param(f"# Generated by ghflow from workflows/ci.py{TAIL}\nname: x\n", "workflows/ci.py", id="header"),
        pytest.param(f"# Generated by ghflow from workflows/ci.py{TAIL}\r\nname: x\r\n", "workflows/ci.py", id="crlf"),
        pytest.param(f"\ufeff# Generated by ghflow from a b/c d.py{TAIL}\n", "a b/c d.py", id="byte-order-mark"),
        pytest.param(f"\n# Generated by ghflow from workflows/ci.py{TAIL}\n", None, id="not-first"),
        pytest.param("# Generated by ghflow from workflows/ci.py.\n", None, id="half"),
        pytest.param("# Generated by ghflow\n", None, id="start"),
        pytest.param("name: x\n", None, id="somebody's"),
        pytest.param("", None, id="empty"),
    ],
)
def test_made_from(text, source):
    assert source == made_from(text)


MISTAKES = """\
from ghflow import Job, Step, Workflow, component

def helper(**more):
    return Step("Say", run="x", **more)  # <- in the helper

@component
def block(**more):
    return Step("Say", run="x", **more)

one = Job("a", runs_onn="u", steps=[])  # <- misspelt
two = helper(envv={})  # <- call of the helper
three = block(envv={})  # <- call of the component
workflow = Workflow("CI", on="push", jobs=[one])
"""


def test_mistakes_inside_one_component_do_not_hide_each_other(project):
    code = """
from ghflow import *

@component
def two():
    return [Step(run="make", evn={}), Step(run="echo ${{ steps.nowhere.outcome }}")]

workflow = Workflow(on="push", jobs=[Job("a", runs_on="x", steps=two())])
"""
    project.write("workflows/ci.py", code)
    ended = project.main("build")

    assert 1 == ended.code
    assert ["unknown-argument", "unknown-step"] == re.findall(r"\[([a-z-]+)\]$", ended.err, re.MULTILINE)


def test_all_mistakes_sorted(project):
    """Those of two sources and of their sibling, each once, by file and line, at the user's own lines."""
    code = "from _mine import two\n" + MISTAKES
    for name in ("workflows/ci.py", "workflows/b.py"):
        project.write(name, code)
    project.write("workflows/_mine.py", MISTAKES)
    project.write("workflows/fine.py")
    marks = ["# <- in the helper", "# <- misspelt", "# <- call of the component"]

    ended = project.main("build")

    wanted = [
        f"{file}:{text[: text.index(mark)].count(chr(10)) + 1}"
        for file, text in [("workflows/_mine.py", MISTAKES), ("workflows/b.py", code), ("workflows/ci.py", code)]
        for mark in marks
    ]
    found = [
        line.rpartition(": error:")[0].rpartition(":")[0] for line in ended.err.splitlines() if ": error: " in line
    ]
    assert 1 == ended.code
    assert wanted == found
    assert "ghflow: 9 mistakes; nothing was written" == ended.err.splitlines()[-1]
    called = next(number for number, line in enumerate(MISTAKES.splitlines(), 1) if "# <- call of the helper" in line)
    callers = [line.strip() for line in ended.err.splitlines() if "called from" in line]
    assert [
        f"called from workflows/_mine.py:{called}",
        f"called from workflows/b.py:{called + 1}",
        f"called from workflows/ci.py:{called + 1}",
    ] == callers


@pytest.mark.parametrize("where", ["name", "comment"])
@pytest.mark.parametrize("text", ["\ud800", "a\0b"], ids=ascii)
def test_text_that_cannot_be_written(project, where, text):
    code = project.good.replace('"CI",', f"{where}={'x' + text!a},")
    project.write("workflows/ci.py", code)

    ended = project.main("build")

    assert (1, "") == (ended.code, ended.out)
    assert ended.err.endswith("ghflow: 1 mistake; nothing was written\n")
    assert [] == project.generated()


@pytest.mark.parametrize(
    ("more", "rules"),
    [
        pytest.param("", ["empty-job"], id="by-itself"),
        pytest.param("github.reff\n", ["unknown-property"], id="after-a-mistake"),
    ],
)
def test_an_empty_job_is_a_mistake_of_its_own(project, more, rules):
    source = "from ghflow import *\nw = Workflow(on=Push(), jobs=[Job('a', runs_on='x', steps=[])])\n"
    project.write("workflows/ci.py", source + more)
    ended = project.main("build")

    assert 1 == ended.code
    assert rules == re.findall(r"\[([a-z-]+)\]$", ended.err, re.MULTILINE)

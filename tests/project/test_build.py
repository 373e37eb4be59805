from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

import ghflow

ROOT = Path(__file__).resolve().parents[2]
OURS = str(Path(ghflow.__file__).parent) + os.sep
# Long enough that the order of sets and mappings, if anything rests on it, comes out differently.
SOURCE = """\
from ghflow import Job, Matrix, Permissions, Push, Step, Workflow, WorkflowDispatch, github

wheels = Matrix(os=["ubuntu-latest", "windows-latest"], target=["x86_64", "aarch64"])
a = Step("Prüfen", id="a", run="echo x=1 >> $GITHUB_OUTPUT", env={k: k for k in ["Z", "Y", "X", "ä"]})
b = Job("b", runs_on=wheels.os, matrix=wheels, steps=[a, Step("Say", run=f"echo {a.outputs.x} {github.ref}")])
c = Job("c", runs_on="ubuntu-latest", needs=[b], permissions=Permissions(contents="read", id_token="write"),
        steps=[Step(run="echo 1\\necho 2\\n")])
workflow = Workflow("CI", on=[Push(branches=["main"]), WorkflowDispatch()], jobs=[b, c])
"""


@pytest.mark.parametrize(
    "env",
    [
        pytest.param({"PYTHONHASHSEED": "0"}, id="seed-0"),
        pytest.param({"PYTHONHASHSEED": "1"}, id="seed-1"),
        pytest.param({"PYTHONHASHSEED": "4242"}, id="seed-4242"),
        pytest.param({"LC_ALL": "C", "LANG": "C"}, id="locale-c"),
        pytest.param({"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, id="locale-ascii"),
        pytest.param({"LC_ALL": "de_DE.ISO-8859-1", "LANG": "de_DE"}, id="locale-german"),
        pytest.param({"PYTHONIOENCODING": "ascii"}, id="ascii-streams"),
        pytest.param({"PYTHONIOENCODING": "utf-16"}, id="utf-16-streams"),
        pytest.param({"TZ": "Pacific/Kiritimati"}, id="time-zone"),
        pytest.param({"SOURCE_DATE_EPOCH": "1"}, id="clock"),
        pytest.param({"PYTHONDEVMODE": "1"}, id="development-mode"),
        pytest.param({"PYTHONOPTIMIZE": "2"}, id="optimised"),
        pytest.param({"GHFLOW_NO_FAST_EXIT": "1"}, id="slow-exit"),
        pytest.param({"TERM": "dumb", "HOME": "/nonexistent", "USER": ""}, id="bare-environment"),
    ],
)
def test_byte_equal(project, env):
    """Whatever surrounds it, a build gives these bytes, in files and on stdout alike."""
    project.write("elsewhere/workflows/ci.py", SOURCE)
    wanted = project.main("build", "--stdout", cwd="elsewhere").out.encode()
    file = project.write("somewhere else/wörk/workflows/ci.py", SOURCE)

    built = project.run("build", cwd="somewhere else/wörk", **env)
    shown = project.start("build", "--stdout", cwd="somewhere else/wörk", **env)
    out, _ = shown.communicate(timeout=60)
    found = (file.parents[1] / ".github/workflows/ci.yml").read_bytes()

    assert (0, "") == (built.code, built.err)
    assert wanted == out
    assert wanted == found


@pytest.mark.parametrize("mask", [0o000, 0o027, 0o077])
def test_byte_equal_whatever_the_umask(project, mask):
    project.write("workflows/ci.py", SOURCE)
    wanted = project.main("build", "--stdout").out
    old = os.umask(mask)
    try:
        project.main("build")
    finally:
        os.umask(old)

    assert wanted == project.read(".github/workflows/ci.yml")


def test_byte_equal_to_what_the_repository_holds(project, monkeypatch):
    """From a copy elsewhere, this repository's own files."""
    for file in sorted((ROOT / "workflows").glob("*.py")):
        project.write(f"workflows/{file.name}", file.read_bytes())

    ended = project.main("build")

    assert 0 == ended.code
    for file in sorted((ROOT / "workflows").glob("[!_]*.py")):
        name = f".github/workflows/{file.stem}.yml" if file.stem != "dependabot" else ".github/dependabot.yml"
        assert (ROOT / name).read_bytes() == project.files()[name]


def test_the_second_build_in_one_process_sees_the_new_source(project):
    """Also the sibling's: nothing is remembered from the first."""
    project.write("workflows/ci.py", "from _shared import NAME\n" + project.good.replace('"CI"', "NAME"))
    project.write("workflows/_shared.py", "NAME = 'One'\n")
    first = project.main("build", "--stdout").out
    project.write("workflows/_shared.py", "NAME = 'Two'\n")

    assert "name: One" in first
    assert "name: Two" in project.main("build", "--stdout").out


def test_the_second_build_in_one_process_shows_the_new_lines(project):
    """What stands at a line is read anew, for the source and for its sibling."""
    for line in ("one", "two"):
        shift = "\n" * (line == "two")
        bad = f"{shift}from ghflow import Job\nJob('{line}', runs_onn='u', steps=[])\n"
        project.write("workflows/ci.py", "import _shared\n" + bad)
        project.write("workflows/_shared.py", bad)

        shown = project.main("build").err

        assert 2 == shown.count(f"| Job('{line}', runs_onn='u', steps=[])\n")
        assert 2 == shown.count("| " + " " * 11 + "^" * 12 + "\n")


# Fuzzing: whatever becomes of a source, ghflow says it in its own words.

PIECES = [
    "(",
    ")",
    "[",
    "]",
    ",",
    "=",
    '"',
    "'",
    '"""',
    "\n",
    "\n    ",
    "#",
    ".",
    ":",
    "${{",
    "}}",
    "\\",
    "\0",
    "\r",
    "\t",
    "\u2028",
    "é",
    "\ud800",
]
PIECES += [
    " None ",
    " 0 ",
    " -1 ",
    " True ",
    " [] ",
    " {} ",
    " () ",
    " object() ",
    " lambda: 0 ",
    " wheels ",
    " verify ",
    " github.ref ",
    " int ",
    " 1e999 ",
]
PIECES += [
    "raise SystemExit\n",
    "1/0\n",
    "import sys; sys.exit()\n",
    "x = yield\n",
    " and ",
    " not ",
    " in ",
    " * ",
    "**",
    "del Job\n",
    "return\n",
]


def mutated(text, random):
    for _ in range(random.choice([1, 1, 1, 2, 3, 8])):
        start = random.randrange(len(text))
        end = min(len(text), start + random.choice([0, 1, 1, 2, 5, 20, 200]))
        match random.randrange(5):
            case 0:
                text = text[:start] + text[end:]
            case 1:
                text = text[:start] + random.choice(PIECES) + text[end:]
            case 2:
                text = text[:start] + text[start:end] * 2 + text[end:]
            case 3:
                other = random.randrange(len(text))
                text = text[:start] + text[other : other + end - start] + text[end:]
            case 4:
                words = [word for word in text.split() if word.isidentifier()]
                text = text.replace(random.choice(words), random.choice(words), 1)
    return text


@pytest.mark.parametrize("seed", range(5))
def test_mutated_sources(project, soak, seed):
    """No frame of ghflow's, an exit code that says what happened, and the files are the old ones or complete new ones."""
    original = (ROOT / "workflows/release.py").read_text(encoding="utf-8")
    project.write("workflows/release.py", original)
    project.main("build")
    wanted = generated(project)
    codes = set()
    for number in range(seed * 100_000, seed * 100_000 + 10 * soak):
        text = mutated(original, random.Random(number))
        project.write("workflows/release.py", text.encode("utf-8", "surrogatepass"))

        ended = project.main("build")

        codes.add(ended.code)
        assert ended.code in (0, 1, 2), number
        assert "internal error" not in ended.err, number
        assert OURS not in ended.err, number
        if ended.code == 0:
            assert 0 == project.main("build", "--check").code, number
            for path in generated(project):
                (project.root / path).unlink()
            for path, content in wanted.items():
                project.write(path, content)
        else:
            assert ("", True) == (ended.out, ended.err.endswith("nothing was written\n")), number
            assert wanted == generated(project), number
    assert len(codes) > 1


def generated(project):
    return {path: content for path, content in project.files().items() if path.startswith(".github/workflows/")}

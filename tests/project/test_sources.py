from __future__ import annotations

import linecache
import os
import re
import sys

import pytest

import ghflow.where

BUILT = "created   .github/workflows/ci.yml\n"
HINT = "hint: a source only defines workflows; it must not end the program"


def frames(text):
    """Pairs of file and line in a traceback, machine paths cut off, line numbers replaced by what stands in the line."""
    found = []
    for line in [line.strip("| ") for line in text.splitlines()]:
        if line.startswith('File "'):
            file = line.split('"')[1]
            number = int(line.split(", line ")[1].split(",")[0])
            found.append((os.path.basename(file), linecache.getline(file, number).strip()))
    return found


# What a source that does not come to its end shows.


@pytest.mark.parametrize(
    ("content", "place", "message"),
    [
        pytest.param("x = 1\ny = (\n", "2:5", "'(' was never closed [syntax-error]", id="not-closed"),
        pytest.param("def f()\n    pass\n", "1:8", "expected ':' [syntax-error]", id="no-colon"),
        pytest.param("\ufeffx = 1\ny = 1 +* 2\n", "2:8", "invalid syntax [syntax-error]", id="byte-order-mark"),
        pytest.param("x = 1\r\n\r\ny = 1 +* 2\r\n", "3:8", "invalid syntax [syntax-error]", id="crlf"),
        pytest.param(
            "if 1:\nx\n",
            "2:1",
            "expected an indented block after 'if' statement on line 1 [syntax-error]",
            id="indentation",
        ),
        pytest.param(b"x = 1\n# caf\xe9\n", "2:6", "the file is not UTF-8: byte 0xE9 [syntax-error]", id="latin-1"),
        pytest.param(
            b"x = '\xc3\xa9' + '\xe9'\n",
            "1:12",
            "the file is not UTF-8: byte 0xE9 [syntax-error]",
            id="latin-1-in-a-string",
        ),
        pytest.param("x = 1\n".encode("utf-16"), "1:1", "the file is not UTF-8: byte 0xFF [syntax-error]", id="utf-16"),
        pytest.param("# coding: nope\nx = 1\n", "1:1", "unknown encoding: nope [syntax-error]", id="unknown-encoding"),
        pytest.param("x = 1\ny = '\0'\n", "2:6", "the file holds the character NUL [syntax-error]", id="nul"),
        pytest.param(
            "x = " + "(" * 2000 + ")" * 2000, "1:205", "too many nested parentheses [syntax-error]", id="nested"
        ),
        pytest.param(
            "x = " + "-" * 200_000 + "1",
            "1:1",
            "the source is nested too deeply for Python [syntax-error]",
            id="nested-operators",
        ),
        pytest.param(
            "".join(" " * i + "if 1:\n" for i in range(120)) + " " * 120 + "pass\n",
            "101:1",
            "too many levels of indentation [syntax-error]",
            id="nested-blocks",
        ),
        pytest.param(
            "x = 1\n", "1:1", "workflows/ci.py defines no workflow at its top level [no-workflow]", id="no-workflow"
        ),
        pytest.param("", "1:1", "workflows/ci.py defines no workflow at its top level [no-workflow]", id="empty"),
    ],
)
def test_a_source_that_does_not_start(project, content, place, message):
    project.write("workflows/ci.py", content)
    before = project.files()

    ended = project.main("build")

    assert (2, "") == (ended.code, ended.out)
    assert f"workflows/ci.py:{place}: error: {message}" == ended.err.splitlines()[0]
    assert "ghflow: 1 mistake; nothing was written" == ended.err.splitlines()[-1]
    assert before == project.files()


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        pytest.param(lambda path: path.mkdir(), "it is not a file", id="folder"),
        pytest.param(os.mkfifo, "it is not a file", id="pipe"),
        pytest.param(lambda path: path.symlink_to("gone.py"), "No such file or directory", id="dangling-link"),
        pytest.param(lambda path: path.symlink_to("x.py"), "Too many levels of symbolic links", id="loop"),
    ],
)
def test_a_source_that_cannot_be_read(project, make, reason):
    make(project.write("workflows/ci.py").with_name("x.py"))

    ended = project.main("build")

    message = f"workflows/x.py:1:1: error: the source cannot be read: {reason} [unreadable-file]\n"
    assert (2, message + "ghflow: 1 mistake; nothing was written\n") == (ended.code, ended.err)
    assert [] == project.generated()


@pytest.mark.parametrize(
    "name", ["a\nb", b"caf\xe9".decode("utf-8", "surrogateescape"), "a\u2028b", "\u202eab"], ids=ascii
)
def test_a_source_whose_name_cannot_be_written(project, name):
    project.write(f"workflows/{name}.py")

    ended = project.main("build")

    message = f"error: {name + '.py'!r} cannot be the name of a source on every system [file-name]\n  hint: rename it\n"
    assert (2, message + "ghflow: 1 mistake; nothing was written\n") == (ended.code, ended.err)


RAISES = {
    "division": ("1 / 0  # here", "ZeroDivisionError: division by zero"),
    "in-a-function": ("def f():\n    1 / 0  # here\nf()  # here", "ZeroDivisionError: division by zero"),
    "exit": ("import sys\nsys.exit(0)  # here", "SystemExit: 0"),
    "exit-with-text": ("raise SystemExit('enough')  # here", "SystemExit: enough"),
    "generator-exit": ("raise GeneratorExit  # here", "GeneratorExit"),
    "with-a-bad-text": (
        "class E(Exception):\n    def __str__(self):\n        1 / 0\nraise E  # here",
        "_ghflow_sources.ci.E: <exception str() failed>",
    ),
    "in-ghflow": (
        "from ghflow.project.files import read\nread('gone')  # here",
        "FileNotFoundError: [Errno 2] No such file or directory: 'gone'",
    ),
    "os-error": ("open('gone')  # here", "FileNotFoundError: [Errno 2] No such file or directory: 'gone'"),
    "decode-error": (
        "b'\\xff'.decode()  # here",
        "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte",
    ),
    "compiled-text": ("compile('1 +* 2', 'text', 'exec')  # here", "SyntaxError: invalid syntax"),
}


@pytest.mark.parametrize("case", RAISES)
def test_a_source_that_raises(project, case):
    code, message = RAISES[case]
    project.write("workflows/ci.py", project.good + code + "\n")
    before = project.files()

    ended = project.main("build")

    wanted = [("ci.py", line.strip()) for line in reversed(code.splitlines()) if "# here" in line]
    assert (2, "") == (ended.code, ended.out)
    assert ended.err.startswith("Traceback (most recent call last):\n")
    assert wanted == [frame for frame in frames(ended.err) if frame[0] != "text"]
    assert message in ended.err.splitlines()
    assert (HINT in ended.err) == ("SystemExit" in message)
    assert ended.err.endswith("ghflow: 1 mistake; nothing was written\n")
    assert before == project.files()


NESTED = """\
from ghflow.project.files import read

def fail():
    read("gone")  # inner

def catch():
    try:
        fail()  # outer
    except OSError as error:
        return error

"""


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("raise ValueError('x') from catch()", id="cause"),
        pytest.param("try:\n    fail()\nexcept OSError:\n    raise ValueError('x')", id="context"),
        pytest.param("raise ExceptionGroup('x', [catch()])", id="group"),
        pytest.param(
            "raise ExceptionGroup('x', [ExceptionGroup('y', [catch(), ValueError(1)])]) from catch()",
            id="groups-and-cause",
        ),
        pytest.param(
            "one, two = ValueError('x'), catch()\none.__cause__ = two\ntwo.__context__ = one\nraise one",
            id="in-a-circle",
        ),
    ],
)
def test_no_frame_of_ghflow_in_causes(project, code):
    project.write("workflows/ci.py", NESTED + code + "\n")

    ended = project.main("build")

    assert 2 == ended.code
    assert ("ci.py", 'read("gone")  # inner') in frames(ended.err)
    assert {"ci.py"} == {file for file, _ in frames(ended.err)}


def test_a_cause_inside_ghflow_is_no_news(project, monkeypatch):
    """What ghflow had caught before it called the user's code is its own business."""
    code = "def misuse(call):\n    try:\n        {}['inside']\n    except KeyError:\n        call()\n"
    names = {}
    exec(compile(code, ghflow.where.__file__, "exec"), names)
    monkeypatch.setattr(ghflow.where, "misuse", names["misuse"], raising=False)
    project.write("workflows/ci.py", "from ghflow.where import misuse\nmisuse(lambda: 1 / 0)\n")

    ended = project.main("build")

    assert 2 == ended.code
    assert 1 == ended.err.count("Traceback")
    assert "KeyError" not in ended.err
    assert "ZeroDivisionError: division by zero" in ended.err
    assert [("ci.py", "misuse(lambda: 1 / 0)")] * 2 == frames(ended.err)


def test_recursion(project):
    project.write("workflows/ci.py", "def f(n):\n    return f(n + 1)\n\nf(0)\n")

    ended = project.run("build")

    assert 2 == ended.code
    assert "RecursionError: maximum recursion depth exceeded" in ended.err
    assert "more times]" in ended.err
    assert len(ended.err.splitlines()) < 25


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        pytest.param("from ghflow import Jobb", "Job", id="ghflow"),
        pytest.param("from ghflow.actions import chekout", "checkout", id="actions"),
        pytest.param("import shared", "_shared", id="sibling"),
        pytest.param("from .shared import wheels", "_shared", id="sibling-relative"),
        pytest.param("from _shared import wheel", "wheels", id="name-in-a-sibling"),
        pytest.param("from ._shared import wheel", "wheels", id="name-in-a-relative-sibling"),
        pytest.param("import quite_something_else", None, id="nothing-near"),
        pytest.param("from json import nothing_of_the_kind", None, id="nothing-near-in-a-module"),
    ],
)
def test_misspelt_imports(project, code, hint):
    project.write("workflows/ci.py", code + "\n")
    project.write("workflows/_shared.py", "wheels = 1\n")

    ended = project.main("build")

    assert 2 == ended.code
    assert ([hint] if hint else []) == re.findall(r"did you mean:? '(\w+)'\?", ended.err, re.IGNORECASE)
    assert "_ghflow_sources" not in ended.err


def test_a_sibling_that_does_not_parse(project):
    project.write("workflows/ci.py", "from _shared import x\n" + project.good)
    project.write("workflows/_shared.py", "x = 1\ny = 1 +* 2\n")

    ended = project.main("build")

    assert 2 == ended.code
    assert [("ci.py", "from _shared import x"), ("_shared.py", "y = 1 +* 2")] == frames(ended.err)
    assert "SyntaxError: invalid syntax" in ended.err


def test_the_rest_is_still_looked_at(project):
    """A source that raises, one that does not parse, one without a workflow, one with a mistake: all are shown."""
    project.write("workflows/a.py", "1 / 0\n")
    project.write("workflows/b.py", "x = (\n")
    project.write("workflows/c.py", "x = 1\n")
    project.write("workflows/d.py", project.good.replace("runs_on", "runs_onn"))
    project.write("workflows/e.py")

    ended = project.main("build")

    assert 2 == ended.code
    assert [f"workflows/{name}.py" for name in "bcd"] == [
        line.split(":")[0] for line in ended.err.splitlines() if ": error: " in line
    ]
    assert "ZeroDivisionError" in ended.err
    assert ended.err.endswith("ghflow: 4 mistakes; nothing was written\n")
    assert [] == project.generated()


# Imports.


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("from _shared import NAME", id="by-name"),
        pytest.param("from ._shared import NAME", id="relative"),
        pytest.param("from . import _shared\nNAME = _shared.NAME", id="relative-module"),
        pytest.param("import _shared\nNAME = _shared.NAME", id="module"),
        pytest.param("from lib.names import NAME", id="sub-folder"),
        pytest.param("from .lib.names import NAME", id="relative-sub-folder"),
        pytest.param("from package import NAME", id="package"),
        pytest.param("import _shared, sys\nNAME = sys.modules[__name__]._shared.NAME", id="itself-in-sys-modules"),
        pytest.param(
            "import pathlib\nNAME = (pathlib.Path(__file__).parent / 'name.txt').read_text()", id="its-own-folder"
        ),
        pytest.param(
            "import dataclasses\n@dataclasses.dataclass\nclass C:\n    n: 'str' = 'Test'\nNAME = C().n", id="dataclass"
        ),
    ],
)
def test_siblings_can_be_imported(project, code):
    project.write("workflows/ci.py", code + "\n" + project.good.replace('"CI"', "NAME"))
    project.write("workflows/_shared.py", "NAME = 'Test'\n")
    project.write("workflows/lib/names.py", "NAME = 'Test'\n")
    project.write("workflows/package/__init__.py", "from .names import NAME\n")
    project.write("workflows/package/names.py", "NAME = 'Test'\n")
    project.write("workflows/name.txt", "Test")
    before = set(project.files())

    ended = project.run("build", PYTHONDONTWRITEBYTECODE="")

    assert (0, BUILT, "") == (ended.code, ended.out, ended.err)
    assert "name: Test" in project.read(".github/workflows/ci.yml")
    assert {".github", ".github/workflows", ".github/workflows/ci.yml"} == set(project.files()) - before


@pytest.mark.parametrize("cwd", [".", "workflows"])
def test_the_standard_library_is_not_hidden(project, cwd):
    names = ["platform", "json", "copy", "difflib", "traceback", "tomllib", "argparse", "linecache"]
    for name in names:
        project.write(f"workflows/{name}.py", project.good + f"NAME = {name!r}\n")
    project.write("workflows/ci.py", "import json, platform\njson.dumps(platform.system())\n" + project.good)
    project.write("pyproject.toml", "[tool.ghflow]\n")

    built = project.run("build", cwd=cwd)
    project.write("workflows/ci.py", "1 / 0\n")
    ended = project.run("build", "--diff", cwd=cwd)

    assert (0, "") == (built.code, built.err)
    assert sorted(f"{name}.yml" for name in [*names, "ci"]) == project.generated()
    assert (2, [("ci.py", "1 / 0")]) == (ended.code, frames(ended.err))


@pytest.mark.parametrize(
    "code",
    [
        "",
        "1 / 0\n",
        "x = (\n",
        "import sys\nsys.path.insert(0, 'x')\nsys.path[:] = sys.path[:2]\n",
        "import sys\nsys.path = ['x']\n",
    ],
    ids=["fine", "raises", "syntax", "path", "new-path"],
)
def test_nothing_stays_behind(project, monkeypatch, code):
    imports = "import _shared, lib.names\nfrom . import _shared as two\nfrom .lib import names\n"
    project.write("workflows/ci.py", imports + project.good + code)
    project.write("workflows/_shared.py", "")
    project.write("workflows/lib/names.py", "")
    project.main("build")
    modules, path, search = dict(sys.modules), sys.path, list(sys.path)
    caches, bytecode, stdout = dict(sys.path_importer_cache), sys.dont_write_bytecode, sys.stdout

    project.main("build")

    assert modules == sys.modules
    assert path is sys.path
    assert search == sys.path
    assert set(caches) == set(sys.path_importer_cache)
    assert (bytecode, stdout) == (sys.dont_write_bytecode, sys.stdout)
    assert not [
        name for name in sys.modules if name.startswith("_ghflow_sources") or name in ("_shared", "lib", "lib.names")
    ]


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("sys.path.clear()", id="search-path"),
        pytest.param("sys.path = None", id="no-search-path"),
        pytest.param("sys.stdout = sys.stderr = None", id="no-streams"),
        pytest.param("sys.stdout.close()", id="closed-stream"),
        pytest.param("sys.setrecursionlimit(60)", id="recursion-limit"),
        pytest.param("os.chdir('/')", id="current-folder"),
        pytest.param("os.umask(0o777)", id="umask"),
        pytest.param("import warnings; warnings.simplefilter('error')", id="warnings"),
        pytest.param("import builtins; print = open = None", id="shadowed-builtins"),
        pytest.param("del sys.modules[__name__]", id="no-module"),
        pytest.param("__file__ = __name__ = __package__ = None", id="no-names"),
        pytest.param("globals()[1] = 1", id="odd-global"),
        pytest.param("class E:\n    __class__ = property(lambda self: 1 / 0)\ne = E()", id="hostile-object"),
        pytest.param("from unittest.mock import Mock\nfrom ghflow import Workflow as W\nm = Mock(spec=W)", id="mock"),
    ],
)
def test_what_a_source_does_to_the_interpreter(project, code):
    """The source that comes after it, and ghflow, work all the same."""
    project.write("workflows/a.py", project.good + "import os, sys\n" + code + "\n")
    project.write("workflows/b.py", "import _shared, json\n" + project.good)
    project.write("workflows/_shared.py", "")

    ended = project.run("build")

    assert (0, "") == (ended.code, ended.err)
    assert ["created   .github/workflows/a.yml", "created   .github/workflows/b.yml"] == ended.out.splitlines()
    assert project.read(".github/workflows/b.yml").startswith("# Generated")


@pytest.mark.parametrize("args", [[], ["--stdout"]], ids=["build", "stdout"])
def test_a_source_that_starts_a_build(project, args):
    project.write(
        "workflows/ci.py", f"from ghflow.cli.main import main\ncode = main(['build', *{args}])\n1 / (code - 2)\n"
    )

    ended = project.main("build")

    assert 2 == ended.code
    assert "ghflow: a source must not start a build: it is run by one\n" in ended.err
    assert "ZeroDivisionError" in ended.err


def test_prints_go_to_stderr(project):
    project.write("workflows/ci.py", "import _shared, sys\nprint('one')\nsys.stdout.write('two\\n')\n" + project.good)
    project.write("workflows/_shared.py", "print('zero')\n")

    ended = project.main("build", "--stdout")

    assert (0, "zero\none\ntwo\n") == (ended.code, ended.err)
    assert ended.out.startswith("# Generated by ghflow")


# Which workflows a module defines.

HELPERS = """\
from ghflow import Job, Step, Workflow

def make(file=None):
    return Workflow("CI", file=file, on="push", jobs=[Job("t", runs_on="ubuntu-latest", steps=[Step(run="x")])])

def deep(level, file=None):
    return deep(level - 1, file) if level else make(file)

held = make()
"""


@pytest.mark.parametrize(
    ("code", "names"),
    [
        pytest.param("from _shared import make\nw = make()", ["ci"], id="by-a-helper"),
        pytest.param("from _shared import deep\nw = deep(20)", ["ci"], id="deep-in-helpers"),
        pytest.param("from ._shared import deep\nw = deep(20)", ["ci"], id="deep-in-relative-helpers"),
        pytest.param("from _shared import make\nw = v = make()", ["ci"], id="two-names"),
        pytest.param("from _shared import make\na, b = make(), make('b')", ["b", "ci"], id="two-workflows"),
        pytest.param("from _shared import make\na = make('b.yaml')", ["b.yaml"], id="other-ending"),
        pytest.param("from _shared import make, held\na = make()", ["ci"], id="imported-one-is-not-built"),
        pytest.param(
            "from _shared import make\nfor n in 'xyz':\n    globals()[n] = make(n)", ["x", "y", "z"], id="in-a-loop"
        ),
        pytest.param(
            "from _shared import *\nfrom concurrent.futures import ThreadPoolExecutor\n"
            "with ThreadPoolExecutor() as pool:\n    w = pool.submit(make, 'b').result()",
            ["b"],
            id="in-a-thread",
        ),
        pytest.param(
            "from _shared import make\nif __name__ == '__main__':\n    1 / 0\nw = make()", ["ci"], id="not-as-main"
        ),
    ],
)
def test_workflows_of_a_module(project, code, names):
    project.write("workflows/ci.py", code + "\n")
    project.write("workflows/_shared.py", HELPERS)

    ended = project.main("build")

    assert (0, "") == (ended.code, ended.err)
    assert [name if "." in name else f"{name}.yml" for name in names] == project.generated()


@pytest.mark.parametrize("name", ["a", "z"])
@pytest.mark.parametrize("how", ["from ci import workflow as base", "from .ci import workflow as base"])
@pytest.mark.parametrize("make", ["deep(1)", "deep(20)"])
def test_a_workflow_of_a_sibling_is_built_once(project, name, how, make):
    project.write("workflows/ci.py", f"from _shared import deep\nworkflow = {make}\n")
    project.write(f"workflows/{name}.py", f"{how}\nfrom _shared import make\nown = make()\n")
    project.write("workflows/_shared.py", HELPERS)

    ended = project.main("build")

    assert (0, "") == (ended.code, ended.err)
    assert sorted([f"{name}.yml", "ci.yml"]) == project.generated()


def test_a_source_with_only_an_imported_workflow(project):
    project.write("workflows/ci.py")
    project.write("workflows/z.py", "from ci import workflow\n")

    ended = project.main("build")

    assert 2 == ended.code
    assert "workflows/z.py defines no workflow at its top level [no-workflow]" in ended.err


# NAMEs.


@pytest.mark.parametrize(
    ("names", "built"),
    [
        pytest.param(["release"], ["release"], id="name"),
        pytest.param(["release.py"], ["release"], id="file"),
        pytest.param(["workflows/release.py"], ["release"], id="path"),
        pytest.param(["./workflows/release.py"], ["release"], id="path-with-dot"),
        pytest.param(["workflows\\release.py"], ["release"], id="path-of-windows"),
        pytest.param([".github/workflows/release.yml"], ["release"], id="generated-file"),
        pytest.param(["release", "release.py"], ["release"], id="twice"),
        pytest.param(["release", "ci"], ["ci", "release"], id="two"),
        pytest.param([], ["ci", "release"], id="none"),
    ],
)
def test_names(project, names, built):
    project.write("workflows/ci.py")
    project.write("workflows/release.py")

    ended = project.main("build", *names)

    assert (0, "") == (ended.code, ended.err)
    assert [f"{name}.yml" for name in built] == project.generated()


def test_names_from_a_sub_folder(project):
    project.write("workflows/ci.py")
    project.write("src/x/y.py", "")

    assert 0 == project.main("build", "../../workflows/ci.py", cwd="src/x").code
    assert 0 == project.main("build", "workflows/ci.py", cwd="src/x").code
    assert 2 == project.main("build", "./ci.py", cwd="src/x").code


def test_absolute_names(project):
    file = project.write("workflows/ci.py")

    assert 0 == project.main("build", str(file)).code


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("relaese", "there is no source workflows/relaese.py (did you mean 'release'?)", id="misspelt"),
        pytest.param("x", "there is no source workflows/x.py (known: ci, release)", id="unknown"),
        pytest.param("other/ci.py", "there is no source other/ci.py (known: ci, release)", id="elsewhere"),
        pytest.param("", "there is no source  (known: ci, release)", id="blank"),
        pytest.param(
            "_x", "workflows/_x.py is for sharing and makes no file, because its name starts with _", id="for-sharing"
        ),
    ],
)
def test_unknown_names(project, name, message):
    project.write("workflows/ci.py")
    project.write("workflows/release.py")
    project.write("workflows/_x.py")

    ended = project.main("build", "ci", name)

    assert (2, "", f"ghflow: {message}\n") == (ended.code, ended.out, ended.err)
    assert [] == project.generated()


def test_all_unknown_names_at_once(project):
    project.write("workflows/ci.py")

    ended = project.main("build", "a", "b")

    assert [
        "ghflow: there is no source workflows/a.py (known: ci)",
        "ghflow: there is no source workflows/b.py (known: ci)",
    ] == ended.err.splitlines()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("# coding: latin-1\n{}".format, id="latin-1"),
        pytest.param("#!/usr/bin/env python\n# -*- coding: latin-1 -*-\n{}".format, id="latin-1-emacs"),
    ],
)
@pytest.mark.parametrize("argument", ["runs_on", "runs_onn"])
def test_another_encoding_is_fine_when_named(project, content, argument):
    code = content(project.good.replace("runs_on", argument).replace("Say", "Säy"))
    project.write("workflows/ci.py", code.encode("latin-1"))

    ended = project.main("build", "--stdout")

    shown = ended.out if argument == "runs_on" else ended.err
    assert (0 if argument == "runs_on" else 1) == ended.code
    assert "Säy" in shown


def test_a_huge_source(project):
    project.write("workflows/ci.py", "x = 1\n" * 10_000 + f"# {'x' * 98}\n" * 20_000 + project.good)

    ended = project.main("build")

    assert (0, BUILT, "") == (ended.code, ended.out, ended.err)


def test_mistake_at_the_end_of_a_huge_source(project):
    code = "x = 1\n" * 5_000 + project.good.replace("runs_on", "runs_onn")
    project.write("workflows/ci.py", code)
    line = next(number for number, text in enumerate(code.splitlines(), 1) if "runs_onn" in text)

    ended = project.main("build")

    assert 1 == ended.code
    assert ended.err.startswith(f"workflows/ci.py:{line}:")


def test_only_the_source_folder_gets_no_bytecode(project, tmp_path):
    library = tmp_path / "library"
    library.mkdir()
    (library / "outside.py").write_text("VALUE = 1\n")
    project.write("workflows/_beside.py", "VALUE = 1\n")
    project.write("workflows/parts/inside.py", "VALUE = 1\n")
    project.write("workflows/ci.py", "import _beside, outside\nfrom parts import inside\n" + project.good)
    ended = project.run("build", PYTHONPATH=str(library), PYTHONDONTWRITEBYTECODE="")

    assert (0, "") == (ended.code, ended.err)
    assert [library / "__pycache__"] == list(tmp_path.rglob("__pycache__"))

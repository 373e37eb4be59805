from __future__ import annotations

import os
import subprocess
import sys

import pytest

from ghflow.cli import build
from ghflow.cli.main import main
from ghflow.version import __version__

VERBS = "init, build, import, check, explain, preview, watch, plan, why, list, graph, add, lock, update"


@pytest.mark.parametrize(
    ("args", "code", "out", "err"),
    [
        pytest.param([], 2, "", "usage: ghflow VERB", id="nothing"),
        pytest.param(["--help"], 0, "usage: ghflow VERB", "", id="help"),
        pytest.param(["-h"], 0, "usage: ghflow VERB", "", id="h"),
        pytest.param(["help"], 0, "usage: ghflow VERB", "", id="help-as-a-verb"),
        pytest.param(["help", "build"], 0, "usage: ghflow build", "", id="help-about-a-verb"),
        pytest.param(
            ["help", "biuld"], 2, "", "ghflow: there is no verb 'biuld'; did you mean 'build'?\n", id="help-misspelt"
        ),
        pytest.param(["build", "--help"], 0, "usage: ghflow build", "", id="help-of-build"),
        pytest.param(["preview", "-h"], 0, "usage: ghflow preview", "", id="help-of-preview"),
        pytest.param(["--version"], 0, f"ghflow {__version__}\n", "", id="version"),
        pytest.param(["-V"], 0, f"ghflow {__version__}\n", "", id="v"),
        pytest.param(["biuld"], 2, "", "ghflow: there is no verb 'biuld'; did you mean 'build'?\n", id="misspelt"),
        pytest.param(["Build"], 2, "", "ghflow: there is no verb 'Build'; did you mean 'build'?\n", id="case"),
        pytest.param(
            ["version"],
            2,
            "",
            "ghflow: there is no verb 'version'; did you mean '--version'?\n",
            id="version-as-a-verb",
        ),
        pytest.param(
            ["frobnicate"],
            2,
            "",
            f"ghflow: there is no verb 'frobnicate' (verbs: {VERBS})\n",
            id="unknown",
        ),
        pytest.param([""], 2, "", "usage: ghflow VERB", id="blank"),
        pytest.param(
            ["--check"],
            2,
            "",
            f"ghflow: a verb comes first, as in 'ghflow build --check' (verbs: {VERBS})\n",
            id="flag-first",
        ),
        pytest.param(
            ["build", "--chekc"],
            2,
            "",
            "ghflow build: error: there is no option --chekc (did you mean '--check'?)\n",
            id="misspelt-flag",
        ),
        pytest.param(
            ["build", "--che"],
            2,
            "",
            "ghflow build: error: there is no option --che (did you mean '--check'?)\n",
            id="abbreviated-flag",
        ),
        pytest.param(["build", "--a", "--b"], 2, "", "there is no option --b (known: --check", id="two-unknown-flags"),
        pytest.param(
            ["preview", "--check"],
            2,
            "",
            "ghflow preview: error: there is no option --check ('ghflow build --check' has it)\n",
            id="flag-of-another-verb",
        ),
        pytest.param(
            ["build", "--source"],
            2,
            "",
            "ghflow build: error: argument --source: expected one argument\n",
            id="no-value",
        ),
        pytest.param(
            ["build", "--stdout", "--check"],
            2,
            "",
            "ghflow build: error: --stdout only prints the texts: leave out --check\n",
            id="stdout-and-check",
        ),
        pytest.param(
            ["build", "--stdout", "--diff", "--force", "--output", "x"],
            2,
            "",
            "leave out --diff and --force and --output\n",
            id="stdout-and-others",
        ),
    ],
)
def test_usage(project, args, code, out, err):
    project.write("workflows/ci.py")

    ended = project.main(*args)

    assert code == ended.code
    assert ended.out.startswith(out)
    assert bool(out) == bool(ended.out)
    assert (err in ended.err) if err else ended.err == ""
    assert [] == project.generated()


@pytest.mark.parametrize("verb", ["build", "preview"])
def test_help_names_every_verb_and_flag(project, verb):
    text = project.main(verb, "--help").out
    flags = ["--check", "--diff", "--stdout", "--force"]

    assert verb in project.main("--help").out
    assert all((flag in text) == (verb == "build") for flag in flags)
    assert all(words in text for words in ("--source DIR", "--output DIR", "NAME", "exit codes: 0 fine; 1"))
    assert max(map(len, text.splitlines())) <= 100


def test_flags_may_stand_anywhere(project):
    project.write("workflows/ci.py")
    project.write("workflows/release.py")

    codes = [
        project.main("build", *args).code
        for args in (["ci", "--check", "release"], ["--check", "ci", "release"], ["ci", "release", "--check"])
    ]

    assert [1, 1, 1] == codes
    assert [] == project.generated()


def test_arguments_of_the_process(project, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["ghflow", "--version"])

    assert 0 == main()
    assert f"ghflow {__version__}\n" == project.capsys.readouterr().out


def test_a_mistake_of_ghflow(project, monkeypatch):
    """One line and exit code 2; the traceback for whoever asks for it."""

    def fail(verb, argv):
        raise LookupError("oh no")  # <- here

    monkeypatch.setattr(build, "main", fail)
    ended = project.main("build")
    monkeypatch.setenv("GHFLOW_TRACEBACK", "1")

    assert (2, "") == (ended.code, ended.out)
    assert ended.err.startswith("ghflow: internal error, please report it: LookupError: oh no (test_main.py:")
    assert ended.err.endswith("); GHFLOW_TRACEBACK=1 shows where\n")
    assert 1 == len(ended.err.splitlines())
    with pytest.raises(LookupError, match="oh no"):
        main(["build"])


def test_interrupted(project, monkeypatch):
    project.write("workflows/ci.py", "raise KeyboardInterrupt\n")

    ended = project.main("build")

    assert (130, "", "ghflow: interrupted\n") == (ended.code, ended.out, ended.err)


# Streams that are not what they should be.


@pytest.mark.parametrize("slow", ["", "1"], ids=["fast-exit", "slow-exit"])
@pytest.mark.parametrize(
    ("command", "code", "err"),
    [
        pytest.param("build --stdout | (exec 0<&-; sleep 0.5)", 1, "", id="nobody-reads"),
        pytest.param("build --stdout | head -n 1 > /dev/null", 0, "", id="somebody-reads-a-line"),
        pytest.param("build --stdout > /dev/full", 1, "ghflow: No space left on device\n", id="full"),
        pytest.param("build > /dev/full", 1, "ghflow: No space left on device\n", id="full-of-lines"),
        pytest.param("build >&-", 0, "", id="no-stdout"),
        pytest.param("build --stdout >&-", 0, "", id="no-stdout-for-texts"),
        pytest.param("build 2>&-", 0, "", id="no-stderr"),
        pytest.param("build biuld >&- 2>&-", 2, "", id="neither"),
        pytest.param("build <&-", 0, "", id="no-stdin"),
    ],
)
def test_streams(project, command, code, err, slow):
    """No traceback, no noise at the end, whatever stdout is connected to."""
    steps = "".join(f'Step("Say {number}", run="echo {"x" * 200}"), ' for number in range(1000))
    project.write("workflows/ci.py", project.good.replace('Step("Say", run="echo hi")', steps))
    command = command.replace("build", f"{sys.executable} -m ghflow build", 1)

    ended = subprocess.run(
        ["bash", "-c", f'{command}; exit "${{PIPESTATUS[0]}}"'],
        cwd=project.root,
        env={**os.environ, "GHFLOW_NO_FAST_EXIT": slow},
        capture_output=True,
        text=True,
        timeout=60,
    )

    if "head" in command:  # whether the pipe was full in time is nobody's promise
        assert ended.returncode in (0, 1)
    else:
        assert code == ended.returncode
    assert err == ended.stderr


def test_names_that_the_terminal_cannot_show(project):
    project.write("workflows/prüfung.py")

    ended = project.run("build", PYTHONIOENCODING="ascii")

    assert (0, "created   .github/workflows/pr\\xfcfung.yml\n", "") == (ended.code, ended.out, ended.err)


@pytest.mark.parametrize("unbuffered", [[], ["-u"]], ids=["buffered", "unbuffered"])
def test_a_traced_run_ends_the_long_way(project, unbuffered):
    """Coverage and debuggers need what the interpreter does at its end."""
    project.write(
        "workflows/ci.py", "import atexit, sys\natexit.register(lambda: print('end', file=sys.stderr))\n" + project.good
    )

    fast = project.run("build", python=[*unbuffered, "-m", "ghflow"])
    slow = project.run("build", python=[*unbuffered, "-m", "ghflow"], GHFLOW_NO_FAST_EXIT="1")
    trace = (
        "import runpy, sys; sys.settrace(lambda *a: None); sys.argv[0] = 'ghflow'; sys.path.insert(0, '')\n"
        "runpy.run_module('ghflow', run_name='__main__')"
    )
    traced = project.run("build", python=[*unbuffered, "-c", trace])

    assert (0, "") == (fast.code, fast.err)
    assert (0, "end\n") == (slow.code, slow.err)
    assert (0, "end\n") == (traced.code, traced.err)

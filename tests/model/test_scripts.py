"""The text of `run`: dedented, byte for byte, from lines, from a Python function."""

from __future__ import annotations

import os
import subprocess
import sys

import attrs
import pytest

from ghflow import RunStep, Step, UsageError, github

OUTSIDE = 1


@pytest.mark.parametrize(
    ("given", "written"),
    [
        pytest.param("make", "make", id="one-line"),
        pytest.param("make\n", "make\n", id="as-it-is"),
        pytest.param("  make\n    test  \n\n", "  make\n    test  \n\n", id="every-byte"),
        pytest.param("a\r\nb", "a\r\nb", id="carriage-return"),
        pytest.param("\nmake\n", "make\n", id="first-newline-goes"),
        pytest.param("\n    make\n    test\n", "make\ntest\n", id="common-indentation"),
        pytest.param("\n    make\n      test\n    ", "make\n  test\n", id="deeper-line"),
        pytest.param("\n    make", "make\n", id="one-newline-at-the-end"),
        pytest.param("\n    make\n\n\n    ", "make\n", id="one-newline-only"),
        pytest.param("\n    make\n\n    test\n", "make\n\ntest\n", id="empty-line-inside"),
        pytest.param("\n    make\n \n    test\n", "make\n\ntest\n", id="short-white-line"),
        pytest.param("\n    make\n          \n    test\n", "make\n\ntest\n", id="long-white-line"),
        pytest.param("\n\tmake\n\t\ttest\n", "make\n\ttest\n", id="tabs"),
        pytest.param("\n\tmake\n    test\n", "\tmake\n    test\n", id="tabs-and-spaces-share-nothing"),
        pytest.param("\n    cat <<EOF\n  x\n    EOF\n", "  cat <<EOF\nx\n  EOF\n", id="least-indented-line-counts"),
        pytest.param("\n    a \\\n      b  \n", "a \\\n  b  \n", id="trailing-spaces-stay"),
        pytest.param("\n\n    make\n", "\nmake\n", id="only-the-first-newline"),
        pytest.param("\n    \u00a0make\n", "\u00a0make\n", id="no-break-space-is-text"),
        pytest.param("\n   \n", "", id="nothing-but-white"),
        pytest.param("\n", "", id="newline-alone"),
        pytest.param("", "", id="empty"),
        pytest.param(["a", "b"], "a\nb\n", id="lines"),
        pytest.param(("a", "  b"), "a\n  b\n", id="tuple-of-lines"),
        pytest.param(["a"], "a", id="one-line-in-a-list"),
        pytest.param((line for line in ["a", "b"]), "a\nb\n", id="generator-of-lines"),
        pytest.param([f"echo {github.ref}", "b"], "echo ${{ github.ref }}\nb\n", id="expression-in-a-line"),
    ],
)
def test_script(given, written):
    assert written == Step(run=given).run


@pytest.mark.parametrize("given", ["\n    make\n      test\n", ["a", "b"], "make", "\n"])
def test_reading_twice_changes_nothing(given):
    step = Step(run=given)

    assert step.run == attrs.evolve(step, name="x").run


def greet():
    import os

    who = os.environ.get("WHO", "world")

    def shout(text):
        return text.upper() + "!"

    print(shout(f"hello {who}"), len(who))


def count(left=None):
    return left


def marked(function):
    return function


@marked
def decorated():
    """Say it."""
    print("decorated")


def recursive():
    print("once") if "DEPTH" in __import__("os").environ else None


def uses_module():
    print(OUTSIDE)


def uses_module_inside():
    def inner():
        return OUTSIDE

    print(inner())


def sets_global():
    global MADE  # noqa: PLW0603 - what is tested
    MADE = 1
    print(MADE)


def attribute_of_the_same_name():
    class Own:
        OUTSIDE = 2

    print(Own().OUTSIDE)


def produce():
    yield 1


async def later():
    pass


@pytest.mark.parametrize(
    ("function", "output"),
    [
        pytest.param(greet, "HELLO ME! 2\n", id="plain"),
        pytest.param(decorated, "decorated\n", id="decorated"),
        pytest.param(sets_global, "1\n", id="own-global"),
        pytest.param(attribute_of_the_same_name, "2\n", id="attribute"),
    ],
)
def test_a_function_becomes_a_script_that_runs_alone(function, output, tmp_path):
    step = Step("Say", run=function)
    (tmp_path / "script.py").write_text(step.run, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", "script.py"],
        cwd=tmp_path,
        env=os.environ | {"WHO": "me"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert ("python", output) == (step.shell, done.stdout)
    assert "@" not in step.run


def test_a_shell_of_the_users_is_kept():
    assert "python3 -X utf8 {0}" == Step(run=greet, shell="python3 -X utf8 {0}").shell
    assert "python" == Step(run=greet, shell=None).shell
    assert "python" == RunStep(run=greet).shell
    assert "python" == attrs.evolve(Step(run="x"), run=greet).shell


def closure():
    value = 1

    def inner():
        print(value)

    return inner


def method_owner():
    class Owner:
        def method(self):
            pass

    return Owner().method


@pytest.mark.parametrize(
    ("function", "message"),
    [
        pytest.param(count, "a function without parameters", id="parameters"),
        pytest.param(lambda *a: None, "a function without parameters", id="star"),
        pytest.param(method_owner(), "a function without parameters", id="method"),
        pytest.param(closure(), "a function that uses nothing from around it (it uses value)", id="closure"),
        pytest.param(uses_module, "a function that uses nothing from around it (it uses OUTSIDE)", id="module"),
        pytest.param(
            uses_module_inside, "a function that uses nothing from around it (it uses OUTSIDE)", id="module-inside"
        ),
        pytest.param(lambda: None, "a function written with def", id="lambda"),
        pytest.param(later, "a plain function: calling a generator or a coroutine runs nothing", id="async"),
        pytest.param(produce, "a plain function: calling a generator or a coroutine runs nothing", id="generator"),
        pytest.param(
            eval(compile("lambda: 1", "<nowhere>", "eval")), "a function whose source can be read", id="no-source"
        ),
        pytest.param(print, "a script: text, a list of lines, or a Python function without parameters", id="builtin"),
    ],
)
def test_a_function_that_cannot_stand_alone(function, message):
    with pytest.raises(UsageError) as raised:
        Step(run=function)

    assert raised.value.diagnostic.message.startswith(f"run must be {message}, got ")

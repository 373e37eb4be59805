"""Names of variables and sources: valid, and never two alike."""

from __future__ import annotations

from keyword import iskeyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghflow.project.settings import is_source
from ghflow.writer.naming import Names, module_name, snake
from tests.emitter.hostile import TEXTS


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("build-wheels", "build_wheels", id="kebab"),
        pytest.param("buildWheels", "build_wheels", id="humps"),
        pytest.param("Build the wheels!", "build_the_wheels", id="words"),
        pytest.param("  --x--  ", "x", id="trimmed"),
        pytest.param("HTTPServer", "httpserver", id="capitals"),
        pytest.param("a_b__c", "a_b_c", id="underscores"),
        pytest.param("größe", "gr_e", id="letters-of-others"),
        pytest.param("日本", "", id="none"),
        pytest.param(
            "one two three four five six seven eight nine", "one_two_three_four_five_six_seven_eight", id="cut"
        ),
        pytest.param("x" * 50, "x" * 40, id="one-long-word"),
    ],
)
def test_snake(text, name):
    assert snake(text) == name


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        pytest.param([("a",), ("a",), ("a",)], ["a", "a_job", "a_job_2"], id="numbers"),
        pytest.param([("test", "cache"), ("lint", "cache")], ["cache", "lint_cache"], id="more-words"),
        pytest.param([("import",), ("class",), ("match",)], ["import_job", "class_job", "match_job"], id="keywords"),
        pytest.param([("print",), ("list",)], ["print_job", "list_job"], id="builtins"),
        pytest.param([("github",), ("note",)], ["github_job", "note_job"], id="reserved"),
        pytest.param([("1st",), ("",), ("日本",), ("_",)], ["job_1st_job", "job", "job_2", "job_3"], id="no-name"),
        pytest.param([("A-b",), ("a_b",), ("a-B",)], ["a_b", "a_b_job", "a_b_job_2"], id="case-and-dashes"),
        pytest.param([("__import__",), ("__class__",)], ["import_job", "class_job"], id="dunder"),
    ],
)
def test_names(asked, names):
    made = Names({"github", "note"})

    assert names == [made.new(*parts, kind="job") for parts in asked]


@given(st.lists(st.lists(TEXTS, min_size=1, max_size=2), max_size=8))
def test_names_are_valid_and_different(asked):
    made = Names({"github"})
    names = [made.new(*parts, kind="step") for parts in asked]

    assert len(set(names)) == len(names)
    assert all(name.isidentifier() and name.isascii() and not iskeyword(name) for name in names)
    assert not any(name.startswith("_") or name == "github" for name in names)


@given(TEXTS)
def test_names_of_sources(text):
    name = module_name(text)

    assert name.isidentifier()
    assert name.isascii()
    assert not iskeyword(name)
    assert is_source(f"{name}.py")


@pytest.mark.parametrize(
    ("stem", "name"),
    [("ci", "ci"), ("build-wheels", "build_wheels"), (".test", "test"), ("2fa", "workflow_2fa"), ("import", "import_")],
)
def test_the_name_of_a_source(stem, name):
    assert module_name(stem) == name

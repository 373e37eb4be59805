"""From docstrings to manuals, and examples that are tried out."""

from __future__ import annotations

import pytest

from ghflow.project.manual import Example, parse_manual, try_example

DOCSTRING = """\
A job waits for a job
that is not there. GitHub refuses it.

More words.

    on: push
    jobs:

      test:
        needs: [biuld]  # <-
        runs-on: ubuntu-latest
        steps:
          - run: make
Right:

    on: push

Source: docs.github.com, "Workflow
syntax" (read 2026-11-22)."""


def test_parts():
    manual = parse_manual("a-rule", DOCSTRING)

    assert "A job waits for a job that is not there. GitHub refuses it." == manual.summary
    assert "A job waits for a job that is not there." == manual.sentence
    assert 'docs.github.com, "Workflow syntax" (read 2026-11-22).' == manual.source
    assert [str, str, Example, str, Example] == [type(one) for one in manual.paragraphs]
    assert "on: push\njobs:\n\n  test:\n" == manual.examples[0].shown[:24]
    assert "# <-" not in manual.text + manual.markdown
    assert "    on: push\n    jobs:\n\n      test:\n" in manual.text
    assert "```yaml\non: push\n```" in manual.markdown


@pytest.mark.parametrize(
    ("summary", "sentence"),
    [
        ("A thing.", "A thing."),
        ("A thing. Another.", "A thing."),
        ("A thing; it would be empty.", "A thing."),
        ("Of version 1.2 a thing", "Of version 1.2 a thing."),
        ("It says `a: b; c`: no more", "It says `a: b; c`."),
    ],
)
def test_sentence(summary, sentence):
    assert sentence == parse_manual("x", summary).sentence


@pytest.mark.parametrize(
    ("text", "language", "files"),
    [
        pytest.param("on: push\n", "yaml", [".github/workflows/ci.yml"], id="yaml"),
        pytest.param("from ghflow import x\n", "python", ["workflows/ci.py"], id="python"),
        pytest.param("# A comment\nimport os\n", "python", ["workflows/ci.py"], id="python below a comment"),
        pytest.param(
            "on: push\n=== a/action.yml\nname: x\n", "yaml", [".github/workflows/ci.yml", "a/action.yml"], id="two"
        ),
        pytest.param("=== a/action.yml\nname: x\n=== b.yml\ny: 1\n", "yaml", ["a/action.yml", "b.yml"], id="named"),
    ],
)
def test_files_of_an_example(text, language, files):
    example = Example(text)

    assert (language, files) == (example.language, list(example.files))


def test_marks():
    example = Example("a: 1  # <-\nb: 2\n=== other.yml\nc: 3\nd: 4 # <-\n")

    assert [(".github/workflows/ci.yml", 1), ("other.yml", 2)] == example.marked
    assert {".github/workflows/ci.yml": "a: 1\nb: 2\n", "other.yml": "c: 3\nd: 4\n"} == example.files


def test_an_example_is_tried_in_a_project_of_its_own():
    example = parse_manual("x", DOCSTRING).examples[0]

    found, printed = try_example(example, "unknown-need")

    assert [("unknown-need", 5)] == [(one.rule, one.where.line) for one in found]
    assert printed.startswith(".github/workflows/ci.yml:5:13: error: ")


def test_settings_of_an_example():
    example = parse_manual("x", DOCSTRING).examples[0]

    assert ([], "") == try_example(
        Example(example.text + "=== pyproject.toml\ntool.ghflow.allow = ['unknown-need']\n"), "unknown-need"
    )

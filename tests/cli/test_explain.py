"""`explain`."""

from __future__ import annotations

import pytest

from ghflow.project.mistakes import MISTAKES, PROVED
from ghflow.rules.registry import all_rules


def test_a_rule(project):
    ended = project.main("explain", "unknown-need")

    assert (0, "") == (ended.code, ended.err)
    assert ended.out.startswith("unknown-need (error)\n\nA job waits for a job that does not exist")
    assert "        needs: [biuld]\n" in ended.out
    assert ".github/workflows/ci.yml:8:13: error: job 'test' needs 'biuld'" in ended.out
    assert "Source: docs.github.com" in ended.out
    assert "# ghflow: allow unknown-need" in ended.out


@pytest.mark.parametrize("name", ["unknown_need", "UNKNOWN-NEED"])
def test_other_spellings(project, name):
    assert project.main("explain", "unknown-need").out == project.main("explain", name).out


def test_a_mistake_that_no_rule_finds(project):
    ended = project.main("explain", "duplicate-key")

    assert 0 == ended.code
    assert "[duplicate-key]" in ended.out
    assert "In a source it cannot be allowed" in ended.out


def test_a_mistake_that_cannot_be_allowed(project):
    assert "It cannot be allowed" in project.main("explain", "invalid-yaml").out


def test_the_list(project):
    ended = project.main("explain")
    names = [line.split()[0] for line in ended.out.splitlines()]

    assert 0 == ended.code
    assert sorted({*all_rules(lints=True), *MISTAKES, *PROVED}) == names
    assert all(len(line.split()) > 3 for line in ended.out.splitlines())


def test_a_name_that_is_none(project):
    ended = project.main("explain", "unknwon-need")

    assert (2, "") == (ended.code, ended.out)
    assert "did you mean 'unknown-need'?" in ended.err


def test_a_rule_of_the_project_without_a_manual(project):
    project.write("workflows/_policies.py", "from ghflow import rule\n@rule()\ndef mine(graph):\n    yield from ()\n")
    project.write("pyproject.toml", "[tool.ghflow]\nrules = ['workflows/_policies.py']\n")

    assert (0, "mine: a rule of the project, without a manual\n") == (
        project.main("explain", "mine").code,
        project.main("explain", "mine").out,
    )

"""What a rule sees of the other files while sources are built: those that are built with them, and those on the disk."""

from __future__ import annotations

import pytest

from ghflow.project.around import graph_in
from ghflow.project.settings import find_settings
from ghflow.rules import registry
from ghflow.rules.registry import Rule, Severity, all_rules

CALLER = """\
from ghflow import CallJob, Job, Push, Step, Workflow

workflow = Workflow(on=Push(), jobs=[CallJob("call", uses="./.github/workflows/called.yml")])
"""
CALLED = """\
from ghflow import Job, Step, Workflow, WorkflowCall

workflow = Workflow(on=WorkflowCall(), jobs=[Job("x", runs_on="ubuntu-latest", steps=[Step(run="make")])])
"""
YAML = "on: workflow_call\njobs:\n  x:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n"


@pytest.fixture
def seen(monkeypatch):
    """Every build tells which call found what."""
    told = []

    def sees(graph, world):
        for job in graph.jobs:
            if hasattr(job.job, "uses"):
                called = world.called(job.job.uses)
                told.append(None if called is None else [one.id for one in called.jobs])
        yield from ()

    monkeypatch.setattr(registry, "_rules", {**all_rules(), "sees": Rule("sees", Severity.ERROR, sees, False, True)})
    return told


def test_calls_between_sources(project, seen):
    project.write("workflows/a.py", CALLER)
    project.write("workflows/called.py", CALLED)

    assert 0 == project.main("build").code
    assert [["x"]] == seen


def test_a_call_of_a_file_on_the_disk(project, seen):
    project.write("workflows/a.py", CALLER)
    project.write(".github/workflows/called.yml", YAML)

    assert 0 == project.main("build").code
    assert [["x"]] == seen


@pytest.mark.parametrize("text", ["a: [", "", "[]", "\0"])
def test_a_called_file_that_cannot_be_read_is_no_mistake_of_its_caller(project, seen, text):
    project.write("workflows/a.py", CALLER)
    project.write(".github/workflows/called.yml", text)

    assert 0 == project.main("build").code
    assert [None] == seen


def test_a_generated_file_that_is_not_built_now_is_not_looked_at(project, seen):
    project.write("workflows/a.py", CALLER)
    project.write("workflows/called.py", CALLED)
    project.main("build")
    seen.clear()
    project.write("workflows/called.py", CALLED.replace('"x"', '"y"'))

    assert 0 == project.main("build", "a").code
    assert [None] == seen


def test_graph_in(project):
    project.write("workflows/a.py")
    project.write(".github/actions/a/action.yml", "name: A\nruns:\n  using: composite\n  steps: []\n")
    settings = find_settings(start=str(project.root))

    found = graph_in(settings, ".github/actions/a/action.yml")

    assert found is not None
    assert "A" == found.document.name
    assert graph_in(settings, ".github/actions/b/action.yml") is None


def test_settings_allow_rules_in_a_build(project):
    project.write(
        "workflows/a.py", CALLER.replace("jobs=[", "jobs=[Job('a', needs='b', runs_on='x', steps=[Step(run='x')]), ")
    )

    assert "[unknown-need]" in project.main("build").err

    project.write("pyproject.toml", "[tool.ghflow]\nallow = ['unknown-need']\n")

    assert "" == project.main("build").err

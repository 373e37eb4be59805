"""What a rule is: its name, what it is given, and which findings are said."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ghflow import Action, Found, Job, Push, Severity, Step, Workflow, rule
from ghflow.model.allowing import Allowances
from ghflow.model.graph import graph_of
from ghflow.rules.registry import Rule, all_rules, check, taken_rules
from ghflow.rules.world import World

STEP = Step(run="make", shell="bash", id="s")
GRAPH = graph_of(Workflow("W", on=Push(), jobs=[Job("a", runs_on="x", steps=[STEP])]))
ACTION = graph_of(Action("a", steps=[STEP]))


def made(function, *args, **keywords) -> Rule:
    """The rule that the decorator makes of a function."""
    taken_rules()
    rule(*args, **keywords)(function)
    (found,) = taken_rules().values()
    return found


def every_step(graph):
    for job in graph.jobs:
        for index, step in enumerate(job.steps):
            yield Found(step, step.where, "a step", job.step_path(index), "a hint")


def with_world(graph, world):
    yield Found(graph.document, graph.document.where, f"{len(world.files)} files")


def test_a_name_in_words():
    assert "every-step" == made(every_step).name


def test_rules_of_the_user_are_not_among_our_own():
    made(every_step)

    assert "every-step" not in all_rules(lints=True)
    assert {} == taken_rules()


@pytest.mark.parametrize(("keywords", "found"), [({}, 0), ({"actions": True}, 1)])
def test_actions_are_asked_for(keywords, found):
    one = made(every_step, **keywords)

    assert 1 == len(check(GRAPH, rules=[one]))
    assert found == len(check(ACTION, rules=[one]))


def test_a_world_is_asked_for():
    one = made(with_world)

    assert [] == check(GRAPH, rules=[one])
    assert ["1 files"] == [said.message for said in check(GRAPH, World({"a": GRAPH}), rules=[one])]


@pytest.mark.parametrize("severity", list(Severity))
def test_what_is_said(severity):
    (said,) = check(GRAPH, rules=[made(every_step, severity)])

    assert ("every-step", severity, "a step", "a hint", "jobs.a.steps[0]") == (
        said.rule,
        said.severity,
        said.message,
        said.hint,
        said.path,
    )
    assert STEP.where == said.where


def test_the_same_thing_is_said_once():
    def twice(graph):
        yield from every_step(graph)
        yield from every_step(graph)

    assert 1 == len(check(GRAPH, rules=[made(twice)]))


@pytest.mark.parametrize("at", ["workflow", "job", "step", "nowhere"])
def test_an_object_allows_what_is_in_it(at):
    allow = {name: "every-step" if name == at else () for name in ("workflow", "job", "step")}
    step = Step(run="make", allow=allow["step"])
    job = Job("a", runs_on="x", steps=[step], allow=allow["job"])
    graph = graph_of(Workflow("W", on=Push(), jobs=[job], allow=allow["workflow"]))
    allowances = Allowances(graph.document)

    found = check(graph, rules=[made(every_step)], allowances=allowances)

    assert (at == "nowhere") == bool(found)
    assert (at != "nowhere") == bool(allowances.silenced)


def test_lints_are_loaded_only_when_they_are_asked_for():
    code = "import sys; from ghflow.rules.registry import all_rules; all_rules(); print(*sys.modules)"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert "ghflow.rules.needs" in printed
    assert "ghflow.rules.lint_" not in printed

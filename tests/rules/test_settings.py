"""Concurrency, snapshots, and how long things may be."""

from __future__ import annotations

import pytest

from ghflow import Action, ActionOutput, Concurrency, Job, Push, Step, Workflow
from ghflow.diagnostics import Severity
from ghflow.model.graph import ActionGraph, Graph
from ghflow.rules.registry import check
from tests.rules.harness import findings, job, lines_found, lines_marked, params

OUTPUTS = """\
name: A
description: a
outputs:
  v: {description: a%s}%s
runs:
  using: %s
"""
COMPOSITE = "composite\n  steps: [{run: x, shell: bash}]"


def top(concurrency, of_job, mark=""):
    return job(concurrency=of_job + mark).replace("jobs:", f"concurrency: {concurrency}\njobs:")


ROWS = {
    "long-script": {
        "21001": job(f"- run: {'a' * 21_001} # <-"),
        "21000": job(f"- run: {'a' * 21_000}"),
        "lines": job("- name: x\n  run: | \n" + "    0123456789\n" * 2000).replace("run: | ", "run: | # <-"),
        "action": OUTPUTS
        % (", value: 1", "", COMPOSITE.replace("run: x", f"run: {'a' * 21_001}").replace("}]", "}] # <-")),
    },
    "queue-with-cancel": {
        "workflow": top("\n  group: a\n  queue: max # <-\n  cancel-in-progress: true", "b"),
        "job": job(concurrency="\n      group: a\n      cancel-in-progress: true\n      queue: max # <-"),
        "single": job(concurrency="{group: a, queue: single, cancel-in-progress: true}"),
        "false": job(concurrency="{group: a, queue: max, cancel-in-progress: false}"),
        "expression": job(concurrency="{group: a, queue: max, cancel-in-progress: '${{ vars.A == 1 }}'}"),
    },
    "long-concurrency-group": {
        "401": job(concurrency="a" * 401 + " # <-"),
        "401-in-a-group": job(concurrency="{group: " + "a" * 401 + "} # <-"),
        "400": job(concurrency="a" * 400),
        "expression": job(concurrency="a" * 400 + "${{ github.ref }}"),
    },
    "wrong-snapshot-version": {
        "exact": job(snapshot="{image-name: a, version: 2.1.0} # <-"),
        "number": job(snapshot="{image-name: a, version: '2'} # <-"),
        "minor": job(snapshot="{image-name: a, version: 2.1.*} # <-"),
        "major": job(snapshot="{image-name: a, version: 2.*}"),
        "without": job(snapshot="{image-name: a}"),
        "name": job(snapshot="a"),
    },
    "missing-output-value": {
        "without": OUTPUTS % ("", " # <-", COMPOSITE),
        "nothing": (OUTPUTS % ("", "", COMPOSITE)).replace("{description: a}", " # <-"),
        "with": OUTPUTS % (", value: 1", "", COMPOSITE),
        "javascript": OUTPUTS % ("", "", "node24\n  main: a.js"),
        "workflow": job(),
    },
}


@pytest.mark.parametrize(("rule", "text"), params(ROWS))
def test_finds_the_marked_lines(rule, text):
    assert lines_marked(text) == lines_found(rule, text)


def test_an_output_without_a_value_is_a_warning_in_a_file():
    (one,) = findings("missing-output-value", ROWS["missing-output-value"]["without"])

    assert Severity.WARNING == one.severity


def python(**keywords):
    made = Workflow("W", on=Push(), jobs=[Job("a", runs_on="x", steps=[Step(run="x")], **keywords)])
    return [one.rule for one in check(Graph(made))]


def test_python():
    assert ["queue-with-cancel"] == python(concurrency=Concurrency("a", queue="max", cancel_in_progress=True))
    assert ["long-concurrency-group"] == python(concurrency="a" * 401)


def test_python_actions():
    made = Action("a", steps=[Step(run="x", shell="bash")], outputs={"v": ActionOutput("a")})

    assert [("missing-output-value", Severity.ERROR)] == [(one.rule, one.severity) for one in check(ActionGraph(made))]

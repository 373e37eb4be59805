"""The order of steps."""

from __future__ import annotations

import pytest

from ghflow import Cancel, Job, Parallel, Push, Step, Wait, WaitAll, Workflow
from ghflow.diagnostics import Severity
from ghflow.model.graph import Graph
from ghflow.rules.registry import check
from tests.rules.harness import findings, job, lines_found, lines_marked, params

SET = "- {id: s, run: x}\n"
BACK = "- {id: s, run: x, background: true}\n"
USE = "- run: echo ${{ steps.s.outputs.v }}"

ROWS = {
    "unknown-waited-step": {
        "unknown": job(BACK + "- wait: nope # <-"),
        "unknown-in-list": job(BACK + "- wait:\n    - s\n    - nope # <-"),
        "cancel": job(BACK + "- cancel: nope # <-"),
        "later": job("- wait: s # <-\n" + BACK),
        "itself": job(BACK + "- id: w\n  wait: w # <-"),
        "slug-in-a-file": job("- {name: S, run: x, background: true}\n- wait: s # <-"),
        "any-case": job(BACK + "- wait: S"),
        "right": job(BACK + "- wait: [s]\n- cancel: s"),
    },
    "wait-all-false": {
        "false": job(BACK + "- wait-all: false # <-"),
        "nothing": job(BACK + "- wait-all:"),
        "true": job(BACK + "- wait-all: true"),
    },
    "step-not-run-yet": {
        "later": job(USE + " # <-\n" + SET),
        "itself": job("- id: s\n  run: echo ${{ steps.s.outputs.v }} # <-"),
        "own-condition": job("- id: s\n  if: steps.s.outcome == '' # <-\n  run: x"),
        "before": job(SET + USE),
        "any-case": job("- run: echo ${{ STEPS.S.outputs.v }} # <-\n" + SET),
        "job-outputs": job(SET, outputs="{v: '${{ steps.s.outputs.v }}'}"),
        "not-there": job(USE),
        "background": job(BACK + USE + " # <-\n- wait: s"),
        "background-waited": job(BACK + "- wait: s\n" + USE),
        "background-all": job(BACK + "- wait-all:\n" + USE),
        "background-cancelled": job(BACK + "- cancel: s\n" + USE),
        "background-other-waited": job("- {id: o, run: x, background: true}\n" + BACK + "- wait: o\n" + USE + " # <-"),
        "background-never-waited": job(BACK + "- run: x\n" + USE + " # <-"),
        "background-outputs": job(BACK, outputs="{v: '${{ steps.s.outputs.v }}'}"),
        "not-sent-to-the-background": job("- {id: s, run: x, background: false}\n" + USE),
        "parallel-siblings": job("- parallel:\n    - {id: s, run: x}\n    - run: echo ${{ steps.s.outputs.v }} # <-"),
        "parallel-other-way": job("- parallel:\n    - run: echo ${{ steps.s.outputs.v }} # <-\n    - {id: s, run: x}"),
        "behind-parallel": job("- parallel:\n    - {id: s, run: x}\n    - {run: y}\n" + USE),
        "into-parallel": job(SET + "- parallel:\n    - run: echo ${{ steps.s.outputs.v }}"),
        "in-a-wait": job(BACK + "- wait: s\n  name: ${{ steps.s.outcome }} # <-"),
    },
}


@pytest.mark.parametrize(("rule", "text"), params(ROWS))
def test_finds_the_marked_lines(rule, text):
    assert lines_marked(text) == lines_found(rule, text)


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (USE + "\n" + SET, "the step 's' comes later than this one", "a step knows only those that ended before it"),
        (
            BACK + USE,
            "the step 's' runs in the background, and nobody has waited for it yet",
            "put a step before this one: wait: s",
        ),
    ],
)
def test_the_words(text, message, hint):
    (one,) = findings("step-not-run-yet", job(text))

    assert (message, hint, Severity.WARNING) == (one.message, one.hint, one.severity)


def python(*steps):
    return check(Graph(Workflow("W", on=Push(), jobs=[Job("a", runs_on="x", steps=steps)])))


def test_steps_made_in_python_are_known_by_their_objects():
    find = Step("Find it", run="x", background=True)
    other = Step("Other", run="y", background=True)
    tell = Step("Tell", run=f"echo {find.outputs.v}")

    assert ["step-not-run-yet"] == [one.rule for one in python(tell, find)]
    assert [Severity.ERROR] == [one.severity for one in python(tell, find)]
    assert ["step-not-run-yet"] == [one.rule for one in python(find, other, Wait(wait=other), tell)]
    assert [] == python(find, other, Wait(wait=[find]), tell)
    assert [] == python(find, WaitAll(), tell)
    assert [] == python(find, Cancel(cancel=find), tell)
    assert ["step-not-run-yet"] == [one.rule for one in python(Parallel([Step("Find it", run="x"), tell]))]
    assert ["unknown-waited-step"] == [one.rule for one in python(Wait(wait=find), find)]


def test_one_step_in_two_places():
    find = Step("Find it", run="x", id="find")
    tell = Step("Tell", run=f"echo {find.outputs.v}")

    assert [] == [one for one in python(find, tell, Step(run="z"), tell) if one.rule == "step-not-run-yet"]

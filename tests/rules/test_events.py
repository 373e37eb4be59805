"""The events that start a workflow."""

from __future__ import annotations

import pytest

from ghflow import Input, Job, PullRequest, Push, Schedule, Step, Workflow, WorkflowCall, WorkflowDispatch
from ghflow.diagnostics import Severity
from ghflow.model.graph import Graph
from ghflow.rules.registry import check
from tests.rules.harness import findings, lines_found, lines_marked, params

JOBS = "jobs:\n  a:\n    runs-on: x\n    steps: [{run: x}]\n"


def on(*lines):
    return "\n".join(["on:", *(f"  {line}" for line in lines)]) + "\n" + JOBS


def inputs(*lines, event="workflow_dispatch"):
    return on(f"{event}:", "  inputs:", *(f"    {line}" for line in lines))


def cron(text, *more):
    return on("schedule:", f"  - cron: {text}", *(f"    {line}" for line in more))


ROWS = {
    "unknown-activity-type": {
        "list": on("pull_request:", "  types:", "    - opened", "    - merged # <-"),
        "one": on("issues:", "  types: created # <-"),
        "case-counts": on("issues:", "  types: [Opened] # <-"),
        "right": on("pull_request:", "  types: [opened, stacked, auto_merge_enabled]"),
        "names-of-ones-own": on("repository_dispatch:", "  types: [anything]"),
        "no-event": on("push:", "  branches: [a]"),
    },
    "conflicting-filters": {
        "paths": on("push:", "  paths: [a]", "  paths-ignore: [b] # <-"),
        "branches": on("pull_request:", "  branches-ignore: [b] # <-", "  branches: [a]"),
        "tags": on("push:", "  tags: [a]", "  tags-ignore: [b] # <-"),
        "of-a-merge-group": on("merge_group:", "  branches: [a]", "  branches-ignore: [b] # <-"),
        "different": on("push:", "  branches: [a]", "  tags-ignore: [b]", "  paths: [c]"),
        "different-events": on("push: {branches: [a]}", "pull_request: {branches-ignore: [b]}"),
    },
    "invalid-pattern": {
        "open-set": on("push:", "  branches: ['a[b'] # <-"),
        "range-down": on("push:", "  tags:", "    - v[0-9]", "    - v[9-0] # <-"),
        "two-signs": on("pull_request:", "  paths: ['a++'] # <-"),
        "lone": on("push:", "  branches: '[]' # <-"),
        "empty": on("push:", "  branches: [''] # <-"),
        "odd-and-taken": on("push:", "  branches: ['^main', 'a b']", "  paths: ['./a']"),
        "right": on("push:", "  branches: ['release/**', '!x', 'v[0-9]+.?']"),
        "not-for-names": on("workflow_run:", "  workflows: ['a[b']", "  branches: [main]"),
    },
    "invalid-schedule": {
        "four-fields": cron("'0 0 * *' # <-"),
        "hour": cron("'0 25 * * *' # <-"),
        "word": cron("'@daily' # <-"),
        "second-of-two": on("schedule:", "  - cron: '0 3 * * *'", "  - cron: '0 3 * * 7' # <-"),
        "bare": "on: schedule # <-\n" + JOBS,
        "in-a-list": "on: [push, schedule] # <-\n" + JOBS,
        "right": cron("'30 5,17 * * 1-5'"),
        "not-scheduled": "on: [push, pull_request]\n" + JOBS,
    },
    "frequent-schedule": {
        "every-minute": cron("'* * * * *' # <-"),
        "close-together": cron("'0,3 12 * * *' # <-"),
        "over-the-hour": cron("'2,58 * * * *' # <-"),
        "every-five": cron("'*/5 * * * *'"),
        "wrong": cron("'* * * *'"),
    },
    "unknown-timezone": {
        "misspelt": cron("'0 3 * * *'", "timezone: Europe/Berln # <-"),
        "right": cron("'0 3 * * *'", "timezone: Europe/Berlin"),
        "without": cron("'0 3 * * *'"),
    },
    "too-many-inputs": {
        "26": inputs(*(f"i{number}: {{type: string}}" for number in range(26))).replace(
            "workflow_dispatch:", "workflow_dispatch: # <-"
        ),
        "25": inputs(*(f"i{number}: {{type: string}}" for number in range(25))),
        "called": inputs(*(f"i{number}: {{type: string}}" for number in range(30)), event="workflow_call"),
    },
    "wrong-options": {
        "choice-without": inputs("a: # <-", "  type: choice"),
        "choice-empty": inputs("a: # <-", "  type: choice", "  options: []"),
        "text-with": inputs("a:", "  type: string", "  options: [b] # <-"),
        "without-a-type": inputs("a:", "  options: [b] # <-"),
        "right": inputs("a: {type: choice, options: [b]}", "c: {type: environment}"),
    },
    "wrong-default": {
        "not-an-option": inputs("a:", "  type: choice", "  options: [b]", "  default: c # <-"),
        "text-for-a-flag": inputs("a:", "  type: boolean", "  default: 'yes' # <-"),
        "text-for-a-number": inputs("a:", "  type: number", "  default: many # <-"),
        "flag-for-a-number": inputs("a:", "  type: number", "  default: true # <-"),
        "called": inputs("a:", "  type: number", "  default: ':1' # <-", event="workflow_call"),
        "right": inputs(
            "a: {type: choice, options: [1, 2], default: '2'}",
            "b: {type: boolean, default: 'true'}",
            "c: {type: number, default: '1.5'}",
            "d: {type: string, default: 1}",
            "e: {type: choice, options: [x], default: ''}",
        ),
        "expression": inputs("a: {type: boolean, default: '${{ github.ref == 1 }}'}", event="workflow_call"),
    },
    "wrong-call-type": {
        "choice": inputs("a:", "  type: choice # <-", event="workflow_call"),
        "environment": inputs("a:", "  type: environment # <-", event="workflow_call"),
        "options": inputs("a:", "  type: string", "  options: [a] # <-", event="workflow_call"),
        "right": inputs("a: {type: string}", "b: {type: number}", event="workflow_call"),
        "by-hand": inputs("a: {type: choice, options: [a]}"),
    },
}


@pytest.mark.parametrize(("rule", "text"), params(ROWS))
def test_finds_the_marked_lines(rule, text):
    assert lines_marked(text) == lines_found(rule, text)


@pytest.mark.parametrize(
    ("rule", "text", "message", "hint", "part"),
    [
        (
            "unknown-activity-type",
            on("pull_request: {types: [opened, reopend]}"),
            "'pull_request' has no activity type 'reopend'",
            "did you mean 'reopened'?",
            "reopend",
        ),
        (
            "invalid-pattern",
            on("push: {tags: ['v[9-1]']}"),
            "'v[9-1]' is no pattern: the range ends before it starts, got '9-1'",
            None,
            "9",
        ),
        (
            "invalid-schedule",
            cron("'0 25 * * *'"),
            "'0 25 * * *' is no schedule: the hour is 0 to 23, got '25'",
            None,
            "2",
        ),
        (
            "frequent-schedule",
            cron("'*/2 * * * *'"),
            "'*/2 * * * *' asks for a run every 2 minutes",
            "GitHub starts one every 5 minutes at most: '*/5 * * * *'",
            "'*/2 * * * *'",
        ),
        (
            "unknown-timezone",
            cron("'0 3 * * *'", "timezone: Europe/Berln"),
            "there is no time zone 'Europe/Berln'",
            "did you mean 'Europe/Berlin'?",
            "Europe/Berln",
        ),
        (
            "wrong-default",
            inputs("a: {type: choice, options: [patch, minor], default: ptach}"),
            "the default of the input 'a' must be one of its options, got 'ptach'",
            "did you mean 'patch'?",
            "ptach",
        ),
    ],
)
def test_the_words_and_the_place(rule, text, message, hint, part):
    (one,) = findings(rule, text)

    assert (message, hint) == (one.message, one.hint)
    assert part == text.split("\n")[one.where.line - 1][one.where.column - 1 : one.where.end_column - 1]


def test_too_many_runs_are_a_warning_in_a_file():
    (one,) = findings("frequent-schedule", cron("'* * * * *'"))

    assert Severity.WARNING == one.severity


def python(*events):
    jobs = [Job("a", runs_on="x", steps=[Step(run="x")])]
    return [(one.rule, one.severity.value) for one in check(Graph(Workflow("W", on=events, jobs=jobs)))]


def test_python():
    assert [("unknown-activity-type", "error")] == python(PullRequest(types=["merged"]))
    assert [("conflicting-filters", "error")] == python(Push(tags=["a"], tags_ignore=["b"]))
    assert [("invalid-pattern", "error")] == python(Push(branches="a[b"))
    assert [("invalid-schedule", "error"), ("frequent-schedule", "error")] == python(
        Schedule("0 25 * * *"), Schedule("* * * * *")
    )
    assert [("unknown-timezone", "error")] == python(Schedule("0 3 * * *", timezone="Nowhere"))
    assert [("wrong-options", "error")] == python(WorkflowDispatch(inputs={"a": Input(type="choice")}))
    assert [("wrong-options", "error")] == python(WorkflowDispatch(inputs={"a": Input(options=["b"])}))
    assert [("wrong-default", "error")] == python(WorkflowDispatch(inputs={"a": Input.choice("b", default="c")}))


def test_a_called_workflow_of_python_may_have_choices():
    assert [] == python(WorkflowCall(inputs={"a": Input.choice("b", "c", default="b"), "d": Input.environment()}))
    assert [("wrong-call-type", "error")] == python(WorkflowCall(inputs={"d": Input.environment()}, as_is=True))

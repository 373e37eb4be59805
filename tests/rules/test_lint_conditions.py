"""Conditions and comparisons that are decided."""

from __future__ import annotations

import pytest

from ghflow import Input, Job, Matrix, Push, Step, Workflow, WorkflowDispatch
from ghflow.model.graph import Graph
from ghflow.rules.lint_starts import Start, refs_of, starts_of
from ghflow.rules.registry import check
from ghflow.rules.world import World
from tests.rules.harness import findings, job, lines_found, lines_marked, params

TAGS = "{push: {tags: ['v*']}}"
MAIN = "{push: {branches: [main]}}"
BOTH = "{push: {branches: [main]}, pull_request: }"
FLAG = "{workflow_dispatch: {inputs: {f: {type: boolean}, n: {type: number}, c: {type: choice, options: [dev, prod]}}}}"
LEGS = "{matrix: {os: [ubuntu-latest, macos-latest], fast: [true, false]}}"


def step(condition):
    return job(f"- run: x\n  if: {condition}")


ROWS = {
    "condition-as-text": {
        "half": step("${{ github.ref == 'x' }} && true  # <-"),
        "two": step("${{ github.ref == 'x' }} || ${{ github.sha }}  # <-"),
        "space": step("\"${{ github.ref == 'x' }} \"  # <-"),
        "not-before": step("\"! ${{ github.ref == 'x' }}\"  # <-"),
        "job": job(if_="${{ github.ref == 'x' }} && true  # <-"),
        "fenced": step("${{ github.ref == 'x' && true }}"),
        "bare": step("github.ref == 'x' && true"),
        "line-end-without-fence": job("- run: x\n  if: |\n    github.ref == 'x'"),
    },
    "condition-never-true": {
        "other-event": job(on="push", if_="github.event_name == 'pull_request'  # <-"),
        "own-event": job(on=BOTH, if_="github.event_name == 'pull_request'"),
        "any-case": job(on="push", if_="github.event_name == 'PUSH'"),
        "tag-of-branches": job(on=MAIN, if_="startsWith(github.ref, 'refs/tags/')  # <-"),
        "other-branch": job(on=MAIN, if_="github.ref == 'refs/heads/master'  # <-"),
        "branch-by-name": job(on=MAIN, if_="github.ref_name == 'main'"),
        "branch-of-a-pattern": job(on="{push: {branches: ['release/**']}}", if_="endsWith(github.ref, '/2.0')"),
        "tag-with-two-parts": job(on=TAGS, if_="startsWith(github.ref, 'refs/tags/v') && contains(github.ref, '-rc')"),
        "tag-without-a-part": job(on=TAGS, if_="${{ !contains(github.ref_name, '-') }}"),
        "branch-of-tags": job(on=TAGS, if_="github.ref_type == 'branch'  # <-"),
        "branches-ignored": job(on="{push: {branches-ignore: [main]}}", if_="github.ref_name == 'main'  # <-"),
        "anything-pushed": job(on="push", if_="startsWith(github.ref, 'refs/tags/')"),
        "negated-pattern": job(on="{push: {branches: ['**', '!main']}}", if_="github.ref_name == 'main'  # <-"),
        "list": job(on=MAIN, if_='contains(fromJSON(\'["main", "dev"]\'), github.ref_name)'),
        "release-is-a-tag": job(on="release", if_="github.ref == 'refs/heads/main'  # <-"),
        "release-tag": job(on="release", if_="startsWith(github.ref, 'refs/tags/v')"),
        "schedule-is-a-branch": job(on="{schedule: [{cron: '0 0 * * *'}]}", if_="github.ref == 'refs/heads/main'"),
        "other-type": job(on="{pull_request: {types: [opened]}}", if_="github.event.action == 'closed'  # <-"),
        "other-time": job(on="{schedule: [{cron: '0 0 * * *'}]}", if_="github.event.schedule == '1 0 * * *'  # <-"),
        "own-time": job(
            on="{schedule: [{cron: '0 0 * * *'}, {cron: '1 0 * * *'}]}", if_="github.event.schedule == '1 0 * * *'"
        ),
        "own-type": job(on="{pull_request: {types: [opened, closed]}}", if_="github.event.action == 'closed'"),
        "missing-in-payload": job(on="push", if_="github.event.pull_request.merged == true  # <-"),
        "null-in-payload": job(on="push", if_="github.event.pull_request.draft == false"),
        "inputs-of-another-event": job(on="push", if_="inputs.f  # <-"),
        "input": job(on=FLAG, if_="inputs.f"),
        "called": job(on="{workflow_call: , push: }", if_="github.event_name == 'schedule'"),
        "failure": job(on="push", if_="failure() && github.ref_name == 'main'"),
        "cleaning-up": step("always()"),
        "step-against-its-job": job(
            "- run: x\n  if: github.event_name == 'push' # <-", on=BOTH, if_="github.event_name != 'push'"
        ),
        "said-once": job(
            "- run: x\n  if: github.event_name == 'release'", on="push", if_="github.event_name == 'release'  # <-"
        ),
        "no-leg": job("- run: x\n  if: matrix.os == 'windows-latest' # <-", strategy=LEGS),
        "a-leg": job("- run: x\n  if: matrix.os == 'macos-latest'", strategy=LEGS),
        "no-such-machine": job("- run: x\n  if: runner.os == 'Windows' # <-", runs_on="ubuntu-latest"),
        "switched-off": step("false"),
        "switched-off-in-front": step("false && github.ref == 'x'"),
        "head-of-a-pull-request": job(on="pull_request", if_="github.head_ref == 'dev' || github.base_ref == 'main'"),
        "merged": job(on="{pull_request: {types: [closed]}}", if_="github.event.pull_request.merged == true"),
        "variables": step("env.DEPLOY == 'yes' && vars.OK"),
        "dispatched-tag": job(on="workflow_dispatch", if_="github.ref_type == 'tag'"),
    },
    "wrong-payload": {
        "push": job("- run: echo ${{ github.event.pull_request.number }} # <-"),
        "release": job("- run: x\n  env:\n    A: ${{ github.event.head_commit.id }} # <-", on="release"),
        "one-of-two": job("- run: echo ${{ github.event.pull_request.number }}", on=BOTH),
        "instead": job("- run: echo ${{ github.event.pull_request.number || github.sha }}"),
        "called": job("- run: echo ${{ github.event.pull_request.number }}", on="workflow_call"),
        "dispatch": job("- run: echo ${{ github.event.client_payload.x }}", on="repository_dispatch"),
        "item": job("- run: echo ${{ github.event.commits[0].message }}"),
    },
    "falsy-choice": {
        "text": job("- run: x\n  env:\n    A: ${{ github.ref == 'x' && '' || 'b' }} # <-"),
        "boolean": job("- run: x\n  env:\n    A: ${{ github.ref == 'x' && false || true }} # <-"),
        "truthy": job("- run: x\n  env:\n    A: ${{ github.ref == 'x' && 'a' || '' }}"),
        "value": job("- run: x\n  env:\n    A: ${{ github.ref == 'x' && github.sha || 'b' }}"),
    },
    "boolean-compared-with-text": {
        "input": job("- run: x\n  if: inputs.f == 'true' # <-", on=FLAG),
        "not": job("- run: x\n  if: inputs.f != 'false' # <-", on=FLAG),
        "axis": job("- run: x\n  if: matrix.fast == 'true' # <-", strategy=LEGS),
        "of-the-event": job("- run: x\n  if: github.event.inputs.f == 'true'", on=FLAG),
        "output": job("- id: s\n  run: echo f=true >> $GITHUB_OUTPUT\n- run: x\n  if: steps.s.outputs.f == 'true'"),
        "boolean": job("- run: x\n  if: inputs.f == true", on=FLAG),
        "from-json": job("- run: x\n  if: fromJSON(env.F) == 'true'"),
    },
    "text-compared-with-boolean": {
        "output": job("- run: x\n  if: steps.s.outputs.f == true # <-"),
        "turned": job("- run: x\n  if: false != needs.b.outputs.f # <-"),
        "of-the-event": job("- run: x\n  if: github.event.inputs.f == true # <-", on=FLAG),
        "text": job("- run: x\n  if: steps.s.outputs.f == 'true'"),
        "boolean": job("- run: x\n  if: inputs.f == true", on=FLAG),
        "payload": job("- run: x\n  if: github.event.created == true"),
        "read": job("- run: x\n  if: fromJSON(steps.s.outputs.f) == true"),
    },
    "decided-comparison": {
        "result": job("- run: x\n  if: steps.s.outcome == 'failed' # <-"),
        "system": job("- run: x\n  if: runner.os == 'ubuntu-latest' # <-"),
        "choice": job("- run: x\n  if: inputs.c == 'prd' # <-", on=FLAG),
        "event": job("- run: x\n  if: github.event_name == 'pull-request' # <-", on=BOTH),
        "status": job("- run: x\n  if: always() && job.status == 'failed' # <-"),
        "conclusion": job(
            "- run: x\n  if: github.event.workflow_run.conclusion == 'succeeded' # <-",
            on="{workflow_run: {workflows: [A]}}",
        ),
        "right-conclusion": job(
            "- run: x\n  if: github.event.workflow_run.conclusion == 'timed_out'", on="{workflow_run: {workflows: [A]}}"
        ),
        "short-name": job("- run: x\n  if: github.ref_name == 'refs/heads/x' # <-"),
        "short-name-of-a-pull-request": job(
            "- run: x\n  if: startsWith(github.head_ref, 'refs/heads/a') # <-", on="pull_request"
        ),
        "right-short-name": job("- run: x\n  if: github.ref_name == 'x' || startsWith(github.ref, 'refs/heads/a')"),
        "right-result": job("- run: x\n  if: steps.s.outcome == 'Failure'"),
        "right-system": job("- run: x\n  if: runner.os == 'macos'"),
        "right-choice": job("- run: x\n  if: inputs.c == 'prod'", on=FLAG),
        "no-choice": job("- run: x\n  if: inputs.c != ''", on=FLAG),
        "right-event": job("- run: x\n  if: github.event_name == 'pull_request'", on=BOTH),
    },
    "number-compared-with-text": {
        "number": job("- run: x\n  if: env.V == 3.10 # <-"),
        "text": job("- run: x\n  if: env.V == '3.10'"),
        "short": job("- run: x\n  if: env.V == 3.9"),
        "null": job("- run: x\n  if: fromJSON(env.V).n != null"),
        "nothing": job("- run: x\n  if: matrix.n == ''", strategy="{matrix: {n: [1, 2]}}"),
    },
    "object-as-text": {
        "argument": job("- run: x\n  if: startsWith(github.event, 'x') # <-"),
        "property": job("- run: x\n  if: startsWith(github.event.ref, 'x')"),
    },
    "missing-property": {
        "axis": job("- run: echo ${{ matrix.p.x }} # <-", strategy="{matrix: {p: [{n: 1}]}}"),
        "json": job("- run: |\n    echo ${{ fromJSON('{\"a\": 1}').b }} # <-"),
        "text": job("- run: echo ${{ github.repository.owner }}"),
        "some-leg": job("- run: echo ${{ matrix.p.x }}", strategy="{matrix: {p: [{n: 1}, {x: 1}]}}"),
    },
    "wrong-format": {
        "too-many": job("- run: echo ${{ format('{0}', 1, 2) }} # <-"),
        "too-few": job("- run: echo ${{ format('{0}{1}', 1) }} # <-"),
        "json": job("- run: |\n    echo ${{ fromJSON('{\"a\": ').a }} # <-"),
        "right": job("- run: echo ${{ format('{{}} {0}{1}', 1, 2) }} ${{ fromJSON('[1]')[0] }}"),
        "by-value": job("- run: echo ${{ format(env.F, 1) }}"),
    },
}


@pytest.mark.parametrize(("rule", "text"), params(ROWS))
def test_finds_the_marked_lines(rule, text):
    assert lines_marked(text) == lines_found(rule, text)


def test_the_words():
    (one,) = findings("condition-never-true", job(on=MAIN, if_="startsWith(github.ref, 'refs/tags/')"))

    assert "the condition is never true at the events that start the workflow: push" == one.message
    assert "jobs.a.if" == one.path


def test_in_python_the_argument_is_shown():
    dispatch = WorkflowDispatch(inputs={"f": Input.boolean()})
    wrong = Job(
        "a",
        runs_on="ubuntu-latest",
        matrix=Matrix(v=["1"]),
        steps=[
            Step(
                run="x",
                if_=dispatch.inputs.f == "true",  # <- here
            )
        ],
    )
    graph = Graph(Workflow("W", on=[Push(), dispatch], jobs=[wrong]))

    (one,) = check(graph, World(), "boolean-compared-with-text", lints=True)

    with open(one.where.file, encoding="utf-8") as source:
        assert "# <- here" in source.read().split("\n")[one.where.line - 1]


def test_starts_are_events_by_their_types():
    graph = Graph(
        Workflow(
            "W",
            on={"pull_request": {"types": ["opened", "closed"]}, "push": None},
            jobs=[Job("a", runs_on="x", steps=[Step(run="x")])],
        )
    )

    assert [("pull_request", "opened"), ("pull_request", "closed"), ("push", None)] == [
        (one.event, one.action) for one in starts_of(graph) or ()
    ]


def test_references_are_not_tried_where_nobody_asks():
    assert [None] == refs_of(Start("push", None, None), [])

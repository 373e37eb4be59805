"""What an expression may use where it stands."""

from __future__ import annotations

import pytest

from ghflow import Job, Matrix, Push, Step, Workflow, WorkflowDispatch, github, hash_files, runner, secrets, success
from ghflow.actions import checkout
from ghflow.diagnostics import Severity
from ghflow.model.graph import Graph
from ghflow.rules.registry import check
from tests.rules.harness import findings, job, lines_found, lines_marked, params

CALLED = """\
on:
  workflow_call:
    inputs:
      a: {type: string, default: "${{ github.ref }}"}
    outputs:
      v: {value: "${{ jobs.a.outputs.v }}"}
"""
JOBS = "jobs:\n  a:\n    runs-on: x\n    outputs: {v: 1}\n    steps: [{run: x}]\n"
ACTION = """\
name: A
description: a
inputs:
  token: {description: a, default: "${{ github.token }}"}
outputs:
  v: {description: a, value: "${{ steps.s.outputs.v }}"}
runs:
  using: composite
  steps:
    - {id: s, run: "echo ${{ inputs.token }}", shell: bash}
"""

ROWS = {
    "unknown-context": {
        "job-if": job(if_="refs == 'x'  # <-"),
        "any-case": job(if_="GitHub.ref == 'x'"),
        "in-text": job("- run: |\n    echo\n    echo ${{ gihtub.ref }} ${{ github.ref }} # <-\n    echo"),
        "folded": job("- run: >\n    echo ${{ github.ref &&\n    refs }} # <-\n    x"),
        "twice-in-one": job("- run: echo ${{ github.ref }} ${{ a.b || c.d }}  # <-"),
        "known": job("- run: echo ${{ github.ref }} ${{ vars.X }} ${{ env.X }} ${{ secrets.X }}"),
        "in-a-string": job("- run: echo ${{ 'refs.main' }}"),
        "action": ACTION.replace("inputs.token", "input.token").replace("shell: bash}", "shell: bash} # <-"),
    },
    "unavailable-context": {
        "secrets-in-job-if": job(if_="secrets.X != ''  # <-"),
        "secrets-in-step-if": job("- run: x\n  if: secrets.X != ''  # <-"),
        "secrets-in-a-step": job("- run: echo ${{ secrets.X }}\n  env: {A: '${{ secrets.X }}'}"),
        "env-in-runs-on": job(runs_on="${{ env.RUNNER }}  # <-"),
        "vars-in-runs-on": job(runs_on="${{ vars.RUNNER }}"),
        "matrix-in-job-if": job(if_="matrix.os == 'x'  # <-", strategy="{matrix: {os: [a]}}"),
        "matrix-in-strategy": job(strategy="{matrix: {os: ['${{ matrix.os }}']}}  # <-"),
        "env-in-job-env": job(env="{A: 1, B: '${{ env.A }}'}  # <-"),
        "job-in-job-env": job(env="{A: '${{ job.status }}'}  # <-"),
        "needs-in-workflow-env": "on: push\nenv:\n  A: ${{ needs.a.result }} # <-\n" + JOBS,
        "secrets-in-workflow-env": "on: push\nenv:\n  A: ${{ secrets.A }}\n" + JOBS,
        "run-name": "on: push\nrun-name: ${{ env.A }} # <-\n" + JOBS,
        "workflow-concurrency": "on: push\nconcurrency:\n  group: ${{ matrix.os }} # <-\n" + JOBS,
        "job-concurrency": job(concurrency="{group: '${{ matrix.os }}'}", strategy="{matrix: {os: [a]}}"),
        "environment-name": job(environment="{name: '${{ steps.a.outputs.v }}'}  # <-"),
        "environment-url": job(environment="{name: a, url: '${{ steps.a.outputs.v }}'}"),
        "container-image": job(container="{image: '${{ env.IMAGE }}'}  # <-"),
        "container-env": job(container="{image: a, env: {A: '${{ secrets.A }}'}}"),
        "service-credentials": job(
            services="{a: {image: a, credentials: {username: a, password: '${{ secrets.A }}'}}}"
        ),
        "outputs": job(outputs="{v: '${{ secrets.A }} ${{ steps.a.outputs.v }}'}"),
        "called-outputs": CALLED.replace("jobs.a", "needs.a").replace('outputs.v }}"}', 'outputs.v }}"} # <-') + JOBS,
        "called-right": CALLED + JOBS,
        "called-default": CALLED.replace('github.ref }}"}', 'env.A }}"} # <-') + JOBS,
        "action-secrets": ACTION.replace("inputs.token", "secrets.X").replace("shell: bash}", "shell: bash} # <-"),
        "action-right": ACTION,
        "action-default": ACTION.replace('github.token }}"}', 'inputs.x }}"} # <-'),
    },
    "unknown-function": {
        "misspelt": job(if_="startWith(github.ref, 'x')  # <-"),
        "any-case": job(if_="STARTSWITH(github.ref, 'x')"),
        "case": job("- run: echo ${{ case(true, 1, 2) }}"),
        "nested": job(if_="contains(lower(github.ref), 'x')  # <-"),
        "action": ACTION.replace("inputs.token", "now()").replace("shell: bash}", "shell: bash} # <-"),
    },
    "unavailable-function": {
        "hash-in-job-env": job(env="{A: '${{ hashFiles(''a'') }}'}  # <-"),
        "hash-in-steps": job("- run: echo ${{ hashFiles('a') }}\n  if: hashFiles('a') != ''"),
        "hash-in-job-if": job(if_="hashFiles('a') != ''  # <-"),
        "status-in-a-script": job("- run: echo ${{ success() }}  # <-"),
        "status-in-runs-on": job(runs_on="${{ always() && 'a' }}  # <-"),
        "status-in-conditions": job("- run: x\n  if: always()", if_="failure() || cancelled()"),
        "action": ACTION.replace("inputs.token", "failure()").replace("shell: bash}", "shell: bash} # <-"),
    },
    "wrong-arguments": {
        "too-few": job(if_="startsWith(github.ref)  # <-"),
        "too-many": job(if_="toJSON(github, 2)  # <-"),
        "none": job(if_="always(1)  # <-"),
        "case-even": job("- run: echo ${{ case(true, 1) }} # <-"),
        "case-of-four": job("- run: echo ${{ case(true, 1, false, 2) }} # <-"),
        "case-odd": job("- run: echo ${{ case(true, 1, false, 2, 3) }}"),
        "names-in-job-if": job(if_="success('b', 'c')"),
        "names-in-step-if": job("- run: x\n  if: success('b')  # <-"),
        "right": job(if_="contains(github.ref, 'x') && format('{0}', join(github.event.labels.*.name)) != ''"),
    },
    "unevaluated-expression": {
        "filter": 'on:\n  push:\n    branches: ["${{ vars.B }}"] # <-\n' + JOBS,
        "name": "on: push\nname: CI ${{ github.ref }} # <-\n" + JOBS,
        "run-name": "on: push\nrun-name: CI ${{ github.ref }}\n" + JOBS,
        "needs": job(needs="${{ github.ref }}  # <-"),
        "job-name": job(name="CI ${{ github.ref }}"),
    },
}


@pytest.mark.parametrize(("rule", "text"), params(ROWS))
def test_finds_the_marked_lines(rule, text):
    assert lines_marked(text) == lines_found(rule, text)


def test_the_caret_stands_under_the_part():
    (one,) = findings("unavailable-context", job("- run: x\n  if: github.ref == 'x' && secrets.X != ''"))

    assert (6 + 1, 34, 41) == (one.where.line, one.where.column, one.where.end_column)


def test_the_words():
    (one,) = findings("unavailable-context", job(env="{A: '${{ runner.os }}'}"))

    assert "the context 'runner' is not available in jobs.a.env.A" == one.message
    assert "there are: github, inputs, vars, needs, strategy, matrix, secrets" == one.hint


def test_secrets_go_through_the_environment_of_steps():
    (one,) = findings("unavailable-context", job("- run: x\n  if: secrets.X != ''"))

    assert "put the secret into an environment variable and ask for env" == one.hint


def test_python_is_held_to_the_same():
    legs = Matrix(os=["a"])
    wrong = Workflow(
        "W",
        on=[Push(), WorkflowDispatch()],
        jobs=[
            Job(
                "a",
                runs_on=legs.os,
                matrix=legs,
                if_=secrets.X != "",
                env={"A": runner.os, "B": hash_files("a")},
                concurrency=f"{github.ref}",
                steps=[checkout(), Step(run=f"echo {success()} {secrets.X}", env={"C": hash_files("a")})],
            )
        ],
    )

    assert {
        ("unavailable-context", "jobs.a.if"),
        ("unavailable-context", "jobs.a.env.A"),
        ("unavailable-function", "jobs.a.env.B"),
        ("unavailable-function", "jobs.a.steps[1].run"),
    } == {(one.rule, one.path) for one in check(Graph(wrong))}


def test_what_the_reader_refused_is_not_said_again():
    text = job("- run: x\n  id: ${{ github.ref }}")

    assert [] == [one.rule for one in findings(None, text) if one.severity is Severity.ERROR]


def test_an_id_that_is_none_does_not_confuse_the_places():
    text = job("- run: echo ${{ secrets.X }}").replace("  a:", "  a.b:")

    assert [] == [one.rule for one in findings(None, text) if one.severity is Severity.ERROR]


def test_keys_that_are_new_may_use_everything():
    text = job().replace("    runs-on", "    brand-new: ${{ secrets.X }}\n    runs-on")

    assert [] == [one.rule for one in findings(None, text) if one.severity is Severity.ERROR]

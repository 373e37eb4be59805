"""Every rule, with rows that must fire beside rows that must stay silent."""

from __future__ import annotations

import inspect
import linecache
import re
from functools import reduce

import pytest

from ghflow import (
    Concurrency,
    Defaults,
    Input,
    Job,
    Matrix,
    Output,
    Push,
    Schedule,
    Step,
    Workflow,
    WorkflowCall,
    WorkflowDispatch,
    always,
    expression,
    from_json,
    github,
    join,
    matrix,
    needs,
    secrets,
)
from ghflow.actions import checkout, crates_io_auth, upload_artifact
from ghflow.diagnostics import Severity
from ghflow.expr import ExprError, parse
from ghflow.model.graph import Graph
from ghflow.rules.registry import all_rules, check
from ghflow.where import shown_path
from tests.rules.harness import lines_marked, tables

DISPATCH = WorkflowDispatch(inputs={"version": Input.string()})


def job(id, *given, **keywords):
    return Job(id, **{"runs_on": "x", "steps": [Step(run="make")]} | keywords)


def refused(text, source=None, at=0):
    """The message about an expression that does not parse, as the parser of expressions has it."""
    with pytest.raises(ExprError) as raised:
        parse(text if source is None else source)
    return f"expected {raised.value.expected} at character {raised.value.at + at + 1} of {text!r}"


def workflow(*jobs, on="push", **keywords):
    return Workflow("W", on=on, jobs=jobs, **keywords)


OUT = job("out", outputs={"v": "1"})
LEGS = Matrix({"python-version": ["3.14"]}, os=["a"], include=[{"extra": 1}])
NAMED = Step("Find it", run="x")
DYNAMIC = Matrix(from_json(needs.out.outputs.v))

FIRES = {
    "unknown-need": {
        "missing": (lambda: workflow(job("a", needs=["b"])), ["job 'a' needs 'b', which is not a job here (jobs: a)"]),
        "lone": (lambda: workflow(job("a", needs="b")), ["job 'a' needs 'b', which is not a job here (jobs: a)"]),
        "object-outside": (
            lambda: workflow(job("a", needs=[OUT])),
            ["job 'a' needs 'out', which is not a job here (jobs: a)"],
        ),
        "referred-to": (
            lambda: workflow(job("a", env={"A": OUT.outputs.v})),
            ["job 'a' refers to job 'out', which is not a job here (jobs: a)"],
        ),
        "in-text": (
            lambda: workflow(job("a", name="x ${{ needs.zzz.result }}")),
            ["job 'a' refers to job 'zzz', which is not a job here (jobs: a)"],
        ),
        "in-condition": (
            lambda: workflow(job("a", if_="needs.zzz.result == 'x'")),
            ["job 'a' refers to job 'zzz', which is not a job here (jobs: a)"],
        ),
        "as-item": (
            lambda: workflow(job("a", if_="needs['zzz'].result == 'x'")),
            ["job 'a' refers to job 'zzz', which is not a job here (jobs: a)"],
        ),
        "workflow-outputs": (
            lambda: workflow(job("a"), on=[WorkflowCall(outputs={"v": Output(OUT.outputs.v)})]),
            ["the workflow refers to job 'out', which is not a job here (jobs: a)"],
        ),
    },
    "cyclic-need": {
        "itself": (lambda: workflow(job("a", needs=["a"])), ["job 'a' needs itself"]),
        "two": (
            lambda: workflow(job("a", needs=["b"]), job("b", needs=["a"])),
            ["jobs need each other in a circle: a -> b -> a"],
        ),
        "by-reference": (
            lambda: workflow(job("a", env={"A": "${{ needs.b.result }}"}), job("b", needs=["A"])),
            ["jobs need each other in a circle: a -> b -> a"],
        ),
        "behind-a-way": (
            lambda: workflow(
                job("s", needs=["a"]), job("a", needs=["b"]), job("b", needs=["c"]), job("c", needs=["b"])
            ),
            ["jobs need each other in a circle: b -> c -> b"],
        ),
    },
    "duplicate-job-id": {
        "two": (lambda: workflow(job("a"), job("a")), ["job id 'a' is taken by the job made at {here}"]),
        "other-case": (lambda: workflow(job("a"), job("A")), ["job id 'A' is taken by the job made at {here}"]),
        "one-object-twice": (lambda: workflow(OUT, OUT), ["job id 'out' is taken by the job made at {here}"]),
    },
    "duplicate-step-id": {
        "two": (
            lambda: workflow(job("a", steps=[Step(run="x", id="s"), Step(run="y", id="s")])),
            ["step id 's' is taken by the step made at {here}"],
        ),
        "other-case": (
            lambda: workflow(job("a", steps=[Step(run="x", id="s"), Step(run="y", id="S")])),
            ["step id 'S' is taken by the step made at {here}"],
        ),
        "one-object-twice": (
            lambda: workflow(job("a", steps=[Step(run="x", id="s")] * 2)),
            ["the step with the id 's' stands in job 'a' twice"],
        ),
    },
    "ambiguous-step": {
        "two": (
            lambda: workflow(
                job("a", steps=[NAMED, Step("Find it", run="y"), Step(run="z", env={"A": NAMED.outputs.v})])
            ),
            ["steps.find-it may be any of the steps made at {here} and {here}"],
        ),
        "one-object-twice": (
            lambda: workflow(job("a", steps=[NAMED, NAMED], outputs={"v": NAMED.outputs.v})),
            ["steps.find-it may be any of the steps made at {here} and {here}"],
        ),
        "other-case": (
            lambda: workflow(
                job("a", steps=[NAMED, Step("find IT", run="y")], outputs={"v": "${{ steps.FIND-IT.outputs.v }}"})
            ),
            ["steps.find-it may be any of the steps made at {here} and {here}"],
        ),
    },
    "expression-syntax": {
        "unfinished": (lambda: workflow(job("a", name="${{ github. }}")), [refused("${{ github. }}", " github. ", 3)]),
        "condition": (lambda: workflow(job("a", if_="github.ref = 'x'")), [refused("github.ref = 'x'")]),
        "double-quotes": (lambda: workflow(job("a", if_='github.ref == "x"')), [refused('github.ref == "x"')]),
        "script": (
            lambda: workflow(job("a", steps=[Step(run="echo ${{ a b }}")])),
            [refused("echo ${{ a b }}", " a b ", 8)],
        ),
        "too-deep": (
            lambda: workflow(job("a", if_=reduce(lambda value, _: value["a"], range(50), github.event))),
            ["the expression has more than 50 levels"],
        ),
        "long-text": (
            lambda: workflow(job("a", name="x" * 100 + "${{ a b }}" + "y" * 100)),
            ["expected an operator or the end at character 107 of '..." + "x" * 24 + "${{ a b }}" + "y" * 23 + "...'"],
        ),
    },
    "unknown-context": {
        "misspelt": (lambda: workflow(job("a", if_="gihub.ref == 'x'")), ["there is no context 'gihub'"]),
        "bare-word": (lambda: workflow(job("a", if_="github.ref == main")), ["there is no context 'main'"]),
        "at-the-workflow": (lambda: workflow(job("a"), env={"A": "${{ gihub.ref }}"}), ["there is no context 'gihub'"]),
    },
    "unknown-property": {
        "text": (
            lambda: workflow(job("a", name="${{ github.reff }}")),
            ["the context 'github' has no property 'reff'"],
        ),
        "item": (
            lambda: workflow(job("a", name="${{ github['reff'] }}")),
            ["the context 'github' has no property 'reff'"],
        ),
        "expression": (
            lambda: workflow(job("a", if_=expression("runner.oss == 'x'"))),
            ["the context 'runner' has no property 'oss'"],
        ),
        "strategy": (
            lambda: workflow(job("a", name="${{ strategy.job_index }}")),
            ["the context 'strategy' has no property 'job_index'"],
        ),
    },
    "unknown-step": {
        "missing": (
            lambda: workflow(job("a", outputs={"v": "${{ steps.zzz.outputs.v }}"})),
            ["job 'a' has no step 'zzz'"],
        ),
        "item": (
            lambda: workflow(job("a", outputs={"v": "${{ steps['zzz'].outputs.v }}"})),
            ["job 'a' has no step 'zzz'"],
        ),
        "of-another-job": (
            lambda: workflow(job("a", steps=[NAMED]), job("b", env={"A": NAMED.outputs.v})),
            ["job 'b' has no step 'find-it'"],
        ),
        "by-slug-of-a-step-with-id": (
            lambda: workflow(
                job("a", steps=[Step("Find it", id="other", run="x")], outputs={"v": "${{ steps.find-it.outputs.v }}"})
            ),
            ["job 'a' has no step 'find-it'"],
        ),
        "in-script": (
            lambda: workflow(job("a", steps=[Step(run="echo ${{ steps.zzz.outputs.v }}")])),
            ["job 'a' has no step 'zzz'"],
        ),
    },
    "unknown-axis": {
        "misspelt": (
            lambda: workflow(job("a", matrix=LEGS, name="${{ matrix.oss }}")),
            ["the matrix of job 'a' has no axis 'oss'"],
        ),
        "of-another-job": (
            lambda: workflow(job("a", matrix=Matrix(b=[1]), name=f"{LEGS.os}")),
            ["the matrix of job 'a' has no axis 'os'"],
        ),
        "no-matrix": (lambda: workflow(job("a", runs_on=LEGS.os)), ["job 'a' has no matrix"]),
    },
    "unknown-input": {
        "misspelt": (
            lambda: workflow(job("a", env={"A": "${{ inputs.versoin }}"}), on=[DISPATCH]),
            ["the workflow has no input 'versoin'"],
        ),
        "none-declared": (
            lambda: workflow(job("a", steps=[Step(run="echo ${{ inputs.x }}")]), on="workflow_dispatch"),
            ["the workflow has no input 'x'"],
        ),
    },
    "unknown-output": {
        "misspelt": (
            lambda: workflow(OUT, job("a", env={"A": "${{ needs.out.outputs.w }}"})),
            ["job 'out' has no output 'w'"],
        ),
        "none-declared": (
            lambda: workflow(job("b"), job("a", if_="needs.b.outputs.w == '1'")),
            ["job 'b' has no output 'w'"],
        ),
        "item": (
            lambda: workflow(OUT, job("a", env={"A": "${{ needs['out'].Outputs['w'] }}"})),
            ["job 'out' has no output 'w'"],
        ),
        "twice-in-one-text": (
            lambda: workflow(OUT, job("a", env={"A": "${{ needs.out.outputs.w && needs.out.outputs.w }}"})),
            ["job 'out' has no output 'w'"],
        ),
        "workflow-outputs": (
            lambda: workflow(OUT, on=[WorkflowCall(outputs={"v": Output("${{ jobs.out.outputs.w }}")})]),
            ["job 'out' has no output 'w'"],
        ),
    },
    "unknown-event": {
        "lone": (lambda: workflow(job("a"), on="psuh"), ["there is no event 'psuh'"]),
        "listed": (lambda: workflow(job("a"), on=["push", "pull_requst"]), ["there is no event 'pull_requst'"]),
        "beside-objects": (lambda: workflow(job("a"), on=[Push(), "psuh"]), ["there is no event 'psuh'"]),
    },
    "empty-workflow": {
        "no-jobs": (workflow, ["a workflow needs at least one job"]),
        "no-events": (lambda: workflow(job("a"), on=[]), ["a workflow needs at least one event"]),
    },
    "empty-job": {"no-steps": (lambda: workflow(job("a", steps=[])), ["job 'a' needs at least one step"])},
    "conflicting-arguments": {
        "strategy": (
            lambda: workflow(job("a", strategy="${{ fromJSON('{}') }}", matrix=LEGS)),
            ["strategy= and matrix= cannot stand together: matrix is a part of strategy"],
        ),
        "defaults": (
            lambda: workflow(job("a"), defaults=Defaults(run={"shell": "sh"}, shell="bash")),
            ["run= and shell= cannot stand together: shell is a part of run"],
        ),
        "defaults-of-a-job": (
            lambda: workflow(job("a", defaults=Defaults(run={"shell": "sh"}, shell="bash"))),
            ["run= and shell= cannot stand together: shell is a part of run"],
        ),
    },
}

SILENT = {
    "unknown-need": {
        "there": lambda: workflow(OUT, job("a", needs=["OUT"], env={"A": OUT.outputs.v})),
        "wildcard": lambda: workflow(OUT, job("a", needs=["out"], if_=join(needs[:].result, ",") == "success")),
        "dynamic": lambda: workflow(OUT, job("a", matrix=Matrix(n=["out"]), name="${{ needs[matrix.n].result }}")),
        "workflow-outputs": lambda: workflow(OUT, on=[WorkflowCall(outputs={"v": Output(OUT.outputs.v)})]),
        "in-a-literal": lambda: workflow(job("a", if_="github.ref == 'needs.zzz.result'")),
        "in-a-script-without-fence": lambda: workflow(job("a", steps=[Step(run="echo needs.zzz.result")])),
    },
    "cyclic-need": {
        "diamond": lambda: workflow(job("a"), job("b", needs=["a"]), job("c", needs=["a"]), job("d", needs=["b", "c"])),
        "chain": lambda: workflow(*(job(f"j{i}", needs=[f"j{i - 1}"] if i else None) for i in range(3000))),
    },
    "duplicate-job-id": {"different": lambda: workflow(job("a"), job("b"))},
    "duplicate-step-id": {
        "other-jobs": lambda: workflow(
            job("a", steps=[Step(run="x", id="s")]), job("b", steps=[Step(run="x", id="s")])
        ),
        "no-ids": lambda: workflow(job("a", steps=[Step("S", run="x"), Step("S", run="y")])),
    },
    "ambiguous-step": {
        "not-referred-to": lambda: workflow(job("a", steps=[NAMED, Step("Find it", run="y")])),
        "one-with-that-id": lambda: workflow(
            job("a", steps=[NAMED, Step(run="y", id="find-it")], outputs={"v": NAMED.outputs.v})
        ),
        "other-jobs": lambda: workflow(
            job("a", steps=[NAMED], outputs={"v": NAMED.outputs.v}), job("b", steps=[NAMED])
        ),
        "one-with-another-id": lambda: workflow(
            job("a", steps=[NAMED, Step("Find it", id="z", run="y")], outputs={"v": NAMED.outputs.v})
        ),
    },
    "expression-syntax": {
        "all-forms": lambda: workflow(job("a", if_="${{ always() }} ", name="a ${{ format('}}{0}', 1) }} b")),
        "long-chain": lambda: workflow(
            job("a", if_=reduce(lambda value, n: value | (github.ref == n), range(500), github.ref_protected))
        ),
        "shell-braces": lambda: workflow(job("a", steps=[Step(run="echo ${HOME} $((1)) }} {{ ${")])),
        "empty-condition": lambda: workflow(job("a", if_="")),
        "flag": lambda: workflow(job("a", if_=False)),
    },
    "unknown-context": {"any-case": lambda: workflow(job("a", if_="GitHub.ref == 'x' && true"))},
    "unknown-property": {
        "any-case": lambda: workflow(job("a", if_="github.REF == 'x' && github.repositoryURL")),
        "payload": lambda: workflow(job("a", if_="github.event.anything.at.all == 'x'")),
        "own-names": lambda: workflow(job("a", env={"A": secrets.ANY})),
        "dynamic": lambda: workflow(job("a", matrix=LEGS, name="${{ github[matrix.os] }}")),
        "wildcard": lambda: workflow(job("a", if_="contains(github.*, 'x')")),
        "kebab": lambda: workflow(job("a", name="${{ strategy.job-index }}")),
    },
    "unknown-step": {
        "by-name": lambda: workflow(job("a", steps=[NAMED], outputs={"v": NAMED.outputs.v})),
        "any-case": lambda: workflow(job("a", steps=[NAMED], outputs={"v": "${{ STEPS.Find-It.outputs.v }}"})),
        "wrapper": lambda: workflow(
            job("a", steps=[crates_io_auth()], outputs={"v": "${{ steps.auth.outputs.token }}"})
        ),
        "action": lambda: workflow(
            job(
                "a",
                steps=[upload_artifact(path="x")],
                outputs={"v": "${{ steps.upload-artifact.outputs.artifact-id }}"},
            )
        ),
        "wildcard": lambda: workflow(job("a", steps=[NAMED], outputs={"v": "${{ join(steps.*.outcome) }}"})),
        "dynamic": lambda: workflow(job("a", matrix=LEGS, outputs={"v": "${{ steps[matrix.os].outcome }}"})),
        "whole": lambda: workflow(job("a", outputs={"v": "${{ toJSON(steps) }}"})),
    },
    "unknown-axis": {
        "there": lambda: workflow(job("a", matrix=LEGS, name=f"{LEGS.os} {LEGS['python-version']} {LEGS.extra}")),
        "any-case": lambda: workflow(job("a", matrix=LEGS, name="${{ Matrix.OS }}")),
        "from-an-expression": lambda: workflow(OUT, job("a", matrix=DYNAMIC, name=f"{DYNAMIC.anything}")),
        "include-from-an-expression": lambda: workflow(
            OUT, job("a", matrix=Matrix(os=["a"], include=from_json("[]")), name=f"{matrix.anything}")
        ),
        "row-from-an-expression": lambda: workflow(
            OUT, job("a", matrix=Matrix(include=[from_json("{}")]), name=f"{matrix.anything}")
        ),
        "whole-strategy": lambda: workflow(job("a", strategy=from_json("{}"), name=f"{matrix.anything}")),
        "matrix-text": lambda: workflow(job("a", matrix="${{ fromJSON('{}') }}", name=f"{matrix.anything}")),
        "whole": lambda: workflow(job("a", name="${{ toJSON(matrix) }}")),
    },
    "unknown-input": {
        "declared": lambda: workflow(job("a", env={"A": DISPATCH.inputs.version}), on=[Push(), DISPATCH]),
        "any-case": lambda: workflow(job("a", name="${{ inputs.VERSION }}"), on=[DISPATCH]),
        "by-another-event": lambda: workflow(
            job("a", name="${{ inputs.version }}"), on=[WorkflowCall(inputs={"x": Input.string()}), DISPATCH]
        ),
        "extra-keys": lambda: workflow(job("a", name="${{ inputs.x }}"), on=[WorkflowDispatch(extra={"new": 1})]),
        "event": lambda: workflow(job("a", name="${{ github.event.inputs.version }}"), on=[DISPATCH]),
    },
    "unknown-output": {
        "there": lambda: workflow(OUT, job("a", env={"A": OUT.outputs.v})),
        "any-case": lambda: workflow(OUT, job("a", env={"A": "${{ needs.OUT.outputs.V }}"})),
        "wildcard": lambda: workflow(OUT, job("a", needs=[OUT], env={"A": "${{ join(needs.*.outputs.v) }}"})),
        "dynamic": lambda: workflow(OUT, job("a", matrix=LEGS, env={"A": "${{ needs.out.outputs[matrix.os] }}"})),
        "result": lambda: workflow(OUT, job("a", env={"A": OUT.result})),
    },
    "unknown-event": {
        "known": lambda: workflow(job("a"), on=["push", "workflow_run", "gollum"]),
        "objects": lambda: workflow(job("a"), on=[Push(), Schedule("0 0 * * *"), Schedule("1 0 * * *")]),
    },
    "empty-workflow": {"full": lambda: workflow(job("a")), "no-steps": lambda: workflow(job("a", steps=[]))},
    "empty-job": {"full": lambda: workflow(job("a"))},
    "conflicting-arguments": {
        "parts": lambda: workflow(job("a", matrix=LEGS, fail_fast=False, max_parallel=2)),
        "whole": lambda: workflow(job("a", strategy=from_json("{}"))),
    },
}


def found(build, rule):
    return check(Graph(build()), only=rule)


@pytest.mark.parametrize(
    ("rule", "build", "messages"),
    [pytest.param(rule, *row, id=f"{rule}-{name}") for rule, rows in FIRES.items() for name, row in rows.items()],
)
def test_fires(rule, build, messages):
    place = re.compile(re.escape(shown_path(__file__)) + r":[0-9]+")

    assert messages == [place.sub("{here}", one.message) for one in found(build, rule)]


@pytest.mark.parametrize(
    ("rule", "build"),
    [pytest.param(rule, row, id=f"{rule}-{name}") for rule, rows in SILENT.items() for name, row in rows.items()],
)
def test_stays_silent(rule, build):
    assert [] == found(build, rule)


@pytest.mark.parametrize("name", sorted(all_rules()))
def test_a_rule_is_named_documented_and_tested(name):
    rule = all_rules()[name]
    manual = inspect.getdoc(rule.check) or ""
    first = manual.split("\n\n")[0].replace("\n", " ")

    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", name)
    assert re.fullmatch(r"[A-Z].+\.", first)
    assert "GitHub" not in manual or re.search(r"Source: .+\(read 20[0-9]{2}-[0-9]{2}-[0-9]{2}\)\.", manual, re.DOTALL)
    rows = [table[name] for table in tables("ROWS") if name in table]
    marked = [bool(lines_marked(text)) for row in rows for text in row.values()]
    assert FIRES.get(name) or any(marked)
    assert SILENT.get(name) or not all(marked)


def test_no_row_is_for_a_rule_that_does_not_exist():
    named = {name for table in (FIRES, SILENT, *tables("ROWS")) for name in table}

    assert set() == named - set(all_rules(lints=True))


@pytest.mark.parametrize(
    "build",
    [
        pytest.param(lambda: workflow(job("a", needs=["b"], allow="unknown-need")), id="at-the-job"),
        pytest.param(lambda: workflow(job("a", needs=["b"]), allow=["unknown-need"]), id="at-the-workflow"),
    ],
)
def test_a_rule_is_silenced(build):
    assert [] == found(build, "unknown-need")


def test_another_rule_is_not_silenced():
    assert 1 == len(found(lambda: workflow(job("a", needs=["b"], allow="unknown-step")), "unknown-need"))


def test_a_finding_says_where_and_how_bad():
    build = workflow(
        OUT,
        job("a"),
        Job(
            "b",
            runs_on="x",
            steps=[NAMED],
            needs=[
                "a",
                "c",  # <- here
            ],
        ),
    )

    (one,) = check(Graph(build), only="unknown-need")

    assert "# <- here" in linecache.getline(one.where.file, one.where.line)
    assert ("jobs.b.needs[1]", Severity.ERROR) == (one.path, one.severity)
    assert "put the job into the workflow's jobs=[...]" == one.hint


def test_all_rules_are_silent_about_a_right_workflow():
    right = workflow(
        OUT,
        job("a", matrix=LEGS, steps=[checkout(), NAMED], outputs={"v": NAMED.outputs.v}, if_=always()),
        job("b", name=f"{OUT.outputs.v}", concurrency=Concurrency(f"x-{github.ref}")),
        on=[Push(), WorkflowDispatch(inputs={"a": Input()})],
    )

    assert [] == check(Graph(right))


def test_rules_are_found_and_run_together():
    wrong = workflow(job("a", needs=["b"], name="${{ github.reff }}"), job("A", steps=[]))

    assert {"unknown-need", "unknown-property", "duplicate-job-id", "empty-job"} == {
        one.rule for one in check(Graph(wrong))
    }

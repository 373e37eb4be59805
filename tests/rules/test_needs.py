"""References to jobs, in files and in Python."""

from __future__ import annotations

import pytest

from ghflow import Job, Output, Push, Step, Workflow, WorkflowCall
from ghflow.diagnostics import Severity
from ghflow.model.graph import Graph
from ghflow.rules.registry import check
from tests.rules.harness import findings, job, lines_found, lines_marked, params

THIRD = "  c:\n    needs: b\n    runs-on: x\n    steps: [{run: x}]\n"
OTHER = "  b:\n    runs-on: x\n    outputs: {v: 1}\n    steps: [{run: x}]\n"

ROWS = {
    "missing-need": {
        "not-needed": job("- run: echo ${{ needs.b.outputs.v }} # <-") + OTHER,
        "behind-a-need": job("- run: echo ${{ needs.b.outputs.v }} # <-", needs="c")
        + OTHER
        + "  c:\n    needs: b\n    runs-on: x\n    steps: [{run: x}]\n",
        "nowhere": job("- run: echo ${{ needs.zzz.outputs.v }} # <-") + OTHER,
        "condition": job(if_="needs.b.result == 'x'  # <-") + OTHER,
        "needed": job("- run: echo ${{ needs.b.outputs.v }}", needs="b") + OTHER,
        "any-case": job("- run: echo ${{ needs.B.outputs.v }}", needs="[b]") + OTHER,
        "all": job("- run: echo ${{ join(needs.*.result) }}") + OTHER,
        "called-outputs": job(on="{workflow_call: {outputs: {v: {value: '${{ jobs.zzz.outputs.v }}'}}}}  # <-") + OTHER,
        "called-right": job(on="{workflow_call: {outputs: {v: {value: '${{ jobs.b.outputs.v }}'}}}}") + OTHER,
    },
    "unknown-need": {
        "list": job(needs="[b, zzz]  # <-") + OTHER,
        "lines": job(needs="\n      - b\n      - zzz # <-") + OTHER,
        "right": job(needs="[B]") + OTHER,
        "reference-in-a-file": job("- run: echo ${{ needs.zzz.outputs.v }}") + OTHER,
        "expression": job(needs="${{ github.ref }}") + OTHER,
    },
    "unknown-output": {
        "misspelt": job("- run: echo ${{ needs.b.outputs.w }} # <-", needs="b") + OTHER,
        "right": job("- run: echo ${{ needs.b.outputs.V }}", needs="b") + OTHER,
        "called-outputs": job(on="{workflow_call: {outputs: {v: {value: '${{ jobs.b.outputs.w }}'}}}}  # <-") + OTHER,
        "two-lines": job("- run: |\n    ${{ needs.b.outputs.v }}\n    ${{ needs.b.outputs.w }} # <-", needs="b")
        + OTHER,
    },
}


@pytest.mark.parametrize(("rule", "text"), params(ROWS))
def test_finds_the_marked_lines(rule, text):
    assert lines_marked(text) == lines_found(rule, text)


def test_the_words():
    (one,) = findings(
        "missing-need", job("- run: echo ${{ needs.b.outputs.v }}", needs="[c]") + OTHER + OTHER.replace("b:", "c:")
    )

    assert "job 'a' refers to job 'b', which it does not need" == one.message
    assert "add it: needs: [c, b]" == one.hint


def test_in_python_a_reference_is_a_need_unless_the_job_is_written_as_it_is():
    first = Job("first", runs_on="x", outputs={"v": "1"}, steps=[Step(run="x")])

    def rules(as_is):
        second = Job("second", runs_on="x", steps=[Step(run=f"echo {first.outputs.v}")], as_is=as_is)
        return [(one.rule, one.severity) for one in check(Graph(Workflow("W", on=Push(), jobs=[first, second])))]

    assert [] == rules(as_is=None)
    assert [("missing-need", Severity.ERROR)] == rules(as_is=True)


def test_outputs_of_a_called_workflow_in_python_name_jobs():
    first = Job("first", runs_on="x", outputs={"v": "1"}, steps=[Step(run="x")])
    other = Job("other", runs_on="x", steps=[Step(run="x")])
    wrong = Workflow("W", on=WorkflowCall(outputs={"v": Output(first.outputs.v)}), jobs=[other])

    assert ["unknown-need"] == [one.rule for one in check(Graph(wrong))]

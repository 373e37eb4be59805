"""What expressions refer to, in files."""

from __future__ import annotations

import pytest

from ghflow.diagnostics import Severity
from tests.rules.harness import findings, job, lines_found, lines_marked, params

ROWS = {
    "expression-syntax": {
        "condition": job(if_="github.ref = 'x'  # <-"),
        "step-condition": job("- run: x\n  if: github.ref == # <-"),
        "several-lines": job("- run: x\n  if: |\n    github.ref == 'x' &&\n    github.sha = 'y'\n    || true").replace(
            "sha = 'y'", "sha = 'y' # <-"
        ),
        "right": job("- run: x\n  if: |\n    github.ref == 'x' &&\n    github.sha == 'y'"),
    },
    "unknown-property": {
        "first": job(if_="github.reff == 'x'  # <-"),
        "result": job(needs="b", if_="needs.b.reslt == 'x'  # <-"),
        "output": job("- {id: s, run: x}\n- run: echo ${{ steps.s.output.v }} # <-"),
        "behind-text": job("- run: echo ${{ runner.os.name }} # <-"),
        "behind-secrets": job("- run: echo ${{ secrets.A.B }} # <-"),
        "behind-outputs": job("- {id: s, run: x}\n- run: echo ${{ steps.s.outputs.v.w }} # <-"),
        "services": job("- run: echo ${{ job.services.db.port }} # <-"),
        "all-of-needs": job(needs="b", if_="contains(needs.*.reslt, 'x')  # <-"),
        "once-for-a-chain": job("- run: echo ${{ github.evnt.number.x }} # <-"),
        "in-a-long-text": job("- run: |\n    echo\n    echo ${{ github.ref }} ${{ github.reff }} # <-\n    echo"),
        "event": job(if_="github.event.anything.at.all == 'x'"),
        "ports": job("- run: echo ${{ job.services.db.ports['5432'] }} ${{ job.container.id }}"),
        "right": job("- {id: s, run: x}\n- run: echo ${{ steps.s.outcome }} ${{ needs.*.result }} ${{ runner.OS }}"),
        "dynamic": job("- run: echo ${{ github[env.A] }} ${{ needs[env.A].outputs.x }}"),
        "strategy": job("- run: echo ${{ strategy.job-index }}"),
    },
    "unknown-step": {
        "misspelt": job("- {id: s, run: x}\n- run: echo ${{ steps.t.outputs.v }} # <-"),
        "slug-in-a-file": job("- {name: Find, run: x}\n- run: echo ${{ steps.find.outputs.v }} # <-"),
        "action-in-a-file": job("- uses: actions/cache@v4\n- run: echo ${{ steps.cache.outputs.v }} # <-"),
        "waited": job("- wait: nope"),
        "right": job("- {id: s, run: x}\n- run: echo ${{ steps.S.outputs.v }}"),
        "two-in-a-text": job(
            "- {id: s, run: x}\n- run: |\n    ${{ steps.s.outcome }}\n    ${{ steps.t.outcome }} # <-"
        ),
    },
    "unknown-axis": {
        "misspelt": job(runs_on="${{ matrix.oss }}  # <-", strategy="{matrix: {os: [a]}}"),
        "right": job(runs_on="${{ matrix.os }}", strategy="{matrix: {os: [a]}}"),
        "of-include": job(runs_on="${{ matrix.os }}", strategy="{matrix: {include: [{os: a}]}}"),
        "no-matrix": job("- run: echo ${{ matrix.os }} # <-"),
        "dynamic": job(runs_on="${{ matrix.os }}", strategy="{matrix: '${{ fromJSON(vars.M) }}'}"),
    },
    "unknown-input": {
        "misspelt": job("- run: echo ${{ inputs.b }} # <-", on="{workflow_dispatch: {inputs: {a: {type: string}}}}"),
        "right": job("- run: echo ${{ inputs.A }}", on="{workflow_dispatch: {inputs: {a: {type: string}}}}"),
        "no-inputs": job("- run: echo ${{ inputs.b }} # <-"),
    },
    "unknown-event-input": {
        "misspelt": job(
            "- run: echo ${{ github.event.inputs.b }} # <-", on="{workflow_dispatch: {inputs: {a: {type: string}}}}"
        ),
        "no-inputs": job("- run: echo ${{ github.event.inputs.b }} # <-", on="[push, workflow_dispatch]"),
        "right": job(
            "- run: echo ${{ github.event.inputs.A }}", on="{workflow_dispatch: {inputs: {a: {type: string}}}}"
        ),
        "called": job("- run: echo ${{ github.event.inputs.b }}", on="[workflow_call, workflow_dispatch]"),
        "all": job("- run: echo ${{ toJSON(github.event.inputs) }}"),
    },
}


@pytest.mark.parametrize(("rule", "text"), params(ROWS))
def test_finds_the_marked_lines(rule, text):
    assert lines_marked(text) == lines_found(rule, text)


@pytest.mark.parametrize(
    "rule", ["unknown-property", "unknown-step", "unknown-axis", "unknown-input", "unknown-event-input"]
)
def test_what_github_takes_for_empty_is_a_warning_in_a_file(rule):
    text = next(text for text in ROWS[rule].values() if "# <-" in text)

    assert {Severity.WARNING} == {one.severity for one in findings(rule, text)}


@pytest.mark.parametrize(
    ("rule", "line", "part"),
    [
        ("unknown-property", "- run: echo ${{ github.ref }} ${{ github.reff }} x", "reff"),
        ("unknown-step", "- run: echo ${{ github.ref == steps.nope.outcome }}", "nope"),
        ("unknown-input", "- run: echo ${{ inputs['nope'] }}", "'nope'"),
        ("unknown-property", "- run: echo ${{ github.ref && steps.*.outcom }}", "outcom"),
    ],
)
def test_the_caret_stands_under_the_name(rule, line, part):
    text = job(line)
    (one,) = findings(rule, text)

    assert part == text.split("\n")[one.where.line - 1][one.where.column - 1 : one.where.end_column - 1]


def test_the_words_for_what_has_nothing_behind_it():
    (one,) = findings("unknown-property", job("- run: echo ${{ runner.os.name }}"))

    assert "'runner.os' has no property 'name'" == one.message
    assert "there is nothing behind it: it is a text, a number or a boolean" == one.hint

"""Permissions of calls where nobody says what the caller has."""

from __future__ import annotations

import pytest

from ghflow.diagnostics import Severity
from tests.rules.harness import findings, lines_found, lines_marked, params

CALLER = "on: push\njobs:\n  a:\n    uses: ./.github/workflows/b.yml\n"


def called(permissions):
    return f"=== .github/workflows/b.yml\non: workflow_call\n{permissions}jobs:\n  c:\n    runs-on: x\n    steps: [{{run: x}}]\n"


def marked(text):
    return text.replace("  a:", "  a: # <-")


ROWS = {
    "escalation-by-default": {
        "write": marked(CALLER) + called("permissions: {contents: write}\n"),
        "other-scope": marked(CALLER) + called("permissions: {issues: read}\n"),
        "read": CALLER + called("permissions: {contents: read, packages: read}\n"),
        "nothing-asked": CALLER + called(""),
        "given": CALLER + "    permissions: {contents: write}\n" + called("permissions: {contents: write}\n"),
        "given-by-the-workflow": "permissions: write-all\n" + CALLER + called("permissions: {contents: write}\n"),
        "only-called": CALLER.replace("push", "workflow_call") + called("permissions: {contents: write}\n"),
        "refused-anyway": CALLER + called("permissions: {contents: write, id-token: write}\n"),
    },
}


@pytest.mark.parametrize(("rule", "text"), params(ROWS))
def test_finds_the_marked_lines(rule, text):
    assert lines_marked(text.split("===")[0]) == lines_found(rule, text)


def test_the_words():
    (one,) = findings("escalation-by-default", CALLER + called("permissions: {contents: write, issues: read}\n"))

    assert "workflow 'b.yml' asks for contents: write, issues: read, and nobody gives it to job 'a'" == one.message
    assert "say so: permissions: {contents: write, issues: read}" == one.hint
    assert Severity.WARNING == one.severity

"""The lint about permissions: rows that must fire, with the lines marked, beside rows that must stay silent."""

from __future__ import annotations

import linecache

import pytest

from ghflow import Job, Permissions, Step, Workflow
from ghflow.actions import checkout
from ghflow.model.graph import graph_of
from ghflow.rules.registry import check
from tests.rules.harness import findings, lines_found, lines_marked

HEAD = """\
on: push
jobs:
  a:
    runs-on: x
"""


def given(permissions: str, *steps: str, more: str = "") -> str:
    listed = "".join(f"      - {step}\n" for step in steps)
    return f"{HEAD}    permissions:\n{permissions}{more}    steps:\n{listed}"


CHECKOUT = "uses: actions/checkout@v7"
ROWS = {
    "scope": given("      contents: read\n      packages: write  # <-\n", CHECKOUT),
    "level": given("      contents: write  # <-\n", CHECKOUT),
    "script-alone": given("      contents: write\n", "run: make"),
    "script-that-may-push": given("      contents: write\n", CHECKOUT, "run: ./release.sh"),
    "script-that-may-ask-for-a-token": given("      id-token: write\n", CHECKOUT, "run: cosign sign x"),
    "token-of-nobody": given("      id-token: write  # <-\n", CHECKOUT),
    "of-the-workflow-tried-out": "permissions:\n  packages: write\n" + HEAD + "    steps:\n      - run: echo\n",
    "read": given("      contents: read\n      actions: read\n", "run: make"),
    "right": given("      contents: read\n", CHECKOUT, "run: make"),
    "less": given("      contents: none\n", CHECKOUT),
    "unknown-action": given("      packages: write\n", CHECKOUT, "uses: a/b@v1"),
    "token-in-a-script": given("      packages: write\n", "run: x ${{ github.token }}"),
    "token-in-env": given("      packages: write\n", "run: x", more="    env:\n      T: ${{ github.token }}\n"),
    "push": given("      contents: write\n", CHECKOUT, "run: git push"),
    "all": HEAD + f"    permissions: write-all\n    steps:\n      - {CHECKOUT}\n",
    "none": HEAD + f"    steps:\n      - {CHECKOUT}\n",
    "empty": HEAD + "    permissions: {}\n    steps:\n      - run: x\n",
    "of-the-workflow": "permissions:\n  packages: write  # <-\n" + HEAD + f"    steps:\n      - {CHECKOUT}\n",
    "of-the-workflow-needed": "permissions:\n  contents: write\n" + HEAD + "    steps:\n      - run: git push\n",
    "of-the-workflow-beside-its-own": "permissions:\n  packages: write\n"
    + given("      contents: read\n", CHECKOUT)
    + "  b:\n    runs-on: x\n    steps:\n      - uses: a/b@v1\n",
    "of-the-workflow-for-several": "permissions:\n  packages: write\n"
    + HEAD
    + f"    steps:\n      - {CHECKOUT}\n  b:\n    runs-on: x\n    steps:\n      - {CHECKOUT}\n",
    "call": "on: push\njobs:\n  a:\n    uses: ./.github/workflows/x.yml\n    permissions:\n      packages: write\n",
}


@pytest.mark.parametrize("text", ROWS.values(), ids=ROWS)
def test_lines(text):
    assert lines_marked(text) == lines_found("over-granted-permission", text)


def test_messages():
    (scope,) = findings("over-granted-permission", ROWS["scope"])
    (level,) = findings("over-granted-permission", ROWS["level"])

    assert "job 'a' gives its token packages: write, and its steps need none of it" == scope.message
    assert "job 'a' gives its token contents: write, and its steps need read only" == level.message
    assert ("leave it out", "write contents: read") == (scope.hint, level.hint)


def test_the_place_in_a_source():
    made = Job(
        "a",
        runs_on="x",
        permissions=Permissions(contents="read", packages="write"),  # <- here
        steps=[checkout()],
    )
    (found,) = check(graph_of(Workflow("W", on="push", jobs=[made])), only="over-granted-permission", lints=True)
    auto = Job("a", runs_on="x", permissions="auto", steps=[checkout(), Step(run="x")])

    assert "# <- here" in linecache.getline(found.where.file, found.where.line)
    assert [] == check(graph_of(Workflow("W", on="push", jobs=[auto])), only="over-granted-permission", lints=True)


def test_the_place_of_a_scope_in_a_mapping():
    made = Job(
        "a",
        runs_on="x",
        permissions={"contents": "read", "id-token": "write"},
        steps=[checkout()],
    )
    (found,) = check(graph_of(Workflow("W", on="push", jobs=[made])), only="over-granted-permission", lints=True)

    line = linecache.getline(found.where.file, found.where.line)
    assert '"write"' == line[found.where.column - 1 : found.where.end_column - 1]

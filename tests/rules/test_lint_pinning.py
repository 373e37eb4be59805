"""Images where the settings ask for pins, actions by a branch."""

from __future__ import annotations

import pytest

from ghflow import Job, Step, Workflow
from ghflow.model.graph import graph_of
from ghflow.reader.document import loads
from ghflow.rules.registry import check
from ghflow.rules.world import World
from tests.rules.harness import job, lines_found, lines_marked, params

ROWS = {
    "action-of-a-branch": {
        "main": job("- uses: a/b@main # <-"),
        "master": job("- uses: a/b/c@master # <-"),
        "head": job("- uses: a/b@HEAD # <-"),
        "action": "runs:\n  using: composite\n  steps:\n    - uses: a/b@main # <-\n",
        "meant-so": job("- uses: dtolnay/rust-toolchain@master"),
        "tag": job("- uses: a/b@v1"),
        "branch-of-releases": job("- uses: a/b@release/v1"),
        "commit": job(f"- uses: a/b@{'0' * 40}"),
        "path": job("- uses: ./main"),
    }
}


@pytest.mark.parametrize(("rule", "text"), params(ROWS))
def test_finds_the_marked_lines(rule, text):
    assert lines_marked(text) == lines_found(rule, text)


def test_a_branch_that_a_build_writes_as_a_commit():
    by_hand = graph_of(loads(job("- uses: a/b@main")).document)
    made = graph_of(Workflow("CI", on="push", jobs=[Job("j", runs_on="x", steps=[Step(uses="a/b@main")])]))

    for graph, world, count in ((by_hand, World(pinned=True), 1), (made, World(), 1), (made, World(pinned=True), 0)):
        assert count == len(check(graph, world, "action-of-a-branch", lints=True))


DIGEST = "alpine@sha256:" + "0" * 64


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(job(container="alpine:3 # <-"), id="container"),
        pytest.param(job() + "    container:\n      image: alpine # <-\n", id="container-image"),
        pytest.param(job() + "    services:\n      db: {image: 'postgres:18'} # <-\n", id="service"),
        pytest.param(job("- uses: docker://alpine:3 # <-"), id="step"),
        pytest.param(job(container=DIGEST), id="digest"),
        pytest.param(job(f"- uses: docker://{DIGEST}"), id="step-digest"),
        pytest.param(job(container="${{ matrix.image }}"), id="expression"),
        pytest.param(job("- uses: actions/checkout@v7"), id="action"),
    ],
)
def test_pins_are_asked_for_by_the_settings(text):
    graph = graph_of(loads(text).document)

    found = [one.where.line for one in check(graph, World(pinned=True), "unpinned-image", lints=True)]

    assert lines_marked(text) == found
    assert [] == check(graph, World(), "unpinned-image", lints=True)

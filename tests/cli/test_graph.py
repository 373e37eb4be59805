"""`graph`: what it draws and how it ends."""

from __future__ import annotations

import pytest

HAND = "on: push\njobs:\n  a: {runs-on: x, steps: [{run: make}]}\n  b: {needs: a, runs-on: x, steps: [{run: make}]}\n"


def test_a_workflow_of_a_file(project):
    project.write(".github/workflows/hand.yml", HAND)
    ended = project.main("graph", "hand")

    assert (0, "") == (ended.code, ended.err)
    assert 'flowchart LR\n  w0j0["a"]\n  w0j1["b"]\n  w0j0 --> w0j1\n' == ended.out


def test_all_workflows_of_sources_and_files(project):
    project.write("workflows/ci.py")
    project.write(".github/workflows/hand.yml", HAND)
    ended = project.main("graph", "--format", "dot")

    assert 0 == ended.code
    assert ["CI", "hand.yml"] == [line.split('"')[1] for line in ended.out.splitlines() if " label=" in line[:12]]


@pytest.mark.parametrize(("shape", "start"), [("mermaid", "flowchart"), ("dot", "digraph"), ("svg", "<svg ")])
def test_formats(project, shape, start):
    project.write(".github/workflows/hand.yml", HAND)

    assert project.main("graph", "--format", shape).out.startswith(start)


def test_every_need(project):
    more = "  c: {needs: [a, b], runs-on: x, steps: [{run: make}]}\n"
    project.write(".github/workflows/hand.yml", HAND + more)

    assert 2 == project.main("graph").out.count("-->")
    assert 3 == project.main("graph", "--all-needs").out.count("-->")


def test_a_file_that_cannot_be_read_is_left_out(project):
    project.write(".github/workflows/hand.yml", HAND)
    project.write(".github/workflows/broken.yml", "on: [")
    ended = project.main("graph")

    assert 0 == ended.code
    assert "ghflow: .github/workflows/broken.yml is left out: " in ended.err
    assert 2 == project.main("graph", "broken").code


def test_mistakes_end_it(project):
    project.write("workflows/ci.py", project.good.replace("runs_on", "run_on"))
    ended = project.main("graph")

    assert (1, "") == (ended.code, ended.out)
    assert "unknown-argument" in ended.err


def test_nothing_to_draw(project):
    ended = project.main("graph")

    assert (2, "") == (ended.code, ended.out)
    assert ended.err.startswith("ghflow: there is no workflow here")

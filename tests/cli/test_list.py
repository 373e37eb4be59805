"""`list`: every file, where it comes from, and what it holds."""

from __future__ import annotations

import json

ACTION = "name: Greet\ndescription: d\nruns: {using: composite, steps: [{run: make, shell: bash}]}\n"
HAND = "on: [push, pull_request]\njobs: {a: {runs-on: x, steps: [{run: make}]}}\n"


def test_the_table(project):
    project.write("workflows/ci.py")
    project.write(".github/workflows/hand.yml", HAND)
    project.write(".github/workflows/broken.yml", "on: [")
    project.write(".github/actions/greet/action.yml", ACTION)
    project.main("build")
    ended = project.main("list")

    assert (0, "") == (ended.code, ended.err)
    rows = [line.split("  ") for line in ended.out.splitlines()]
    assert [[part.strip() for part in row if part] for row in rows] == [
        [".github/actions/greet/action.yml", "by hand", "Greet", "action"],
        [".github/workflows/broken.yml", "by hand", "-", rows[1][-1]],
        [".github/workflows/ci.yml", "workflows/ci.py", "CI", "on push; 1 job"],
        [".github/workflows/hand.yml", "by hand", "-", "on push, pull_request; 1 job"],
    ]
    assert rows[1][-1].startswith("cannot be read: ")


def test_json(project):
    project.write(".github/workflows/hand.yml", HAND)
    project.write("action.yml", ACTION)

    assert [
        {
            "file": ".github/workflows/hand.yml",
            "source": None,
            "kind": "workflow",
            "name": None,
            "events": ["push", "pull_request"],
            "jobs": ["a"],
            "error": None,
        },
        {
            "file": "action.yml",
            "source": None,
            "kind": "action",
            "name": "Greet",
            "events": None,
            "jobs": None,
            "error": None,
        },
    ] == json.loads(project.main("list", "--format", "json").out)


def test_a_file_that_was_built_and_whose_source_is_gone(project):
    project.write("workflows/ci.py")
    project.main("build")
    (project.root / "workflows" / "ci.py").unlink()

    assert "workflows/ci.py" == json.loads(project.main("list", "--format", "json").out)[0]["source"]


def test_nothing(project):
    ended = project.main("list")

    assert (0, "there are no workflows and no actions here\n") == (ended.code, ended.out)
    assert [] == json.loads(project.main("list", "--format", "json").out)


def test_mistakes_end_it(project):
    project.write("workflows/ci.py", "import nothing_of_that_name")
    ended = project.main("list")

    assert (2, "") == (ended.code, ended.out)
    assert "nothing_of_that_name" in ended.err

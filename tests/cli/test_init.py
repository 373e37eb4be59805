"""`init`: what it writes, and what keeps it from writing."""

from __future__ import annotations

import pytest

HAND = "on: push\njobs: {a: {runs-on: x, steps: [{run: make}]}}\n"


def test_an_empty_folder(project):
    ended = project.main("init")

    assert (0, "") == (ended.code, ended.err)
    assert ended.out.startswith("created   workflows/ci.py\n")
    assert 0 == project.main("build").code


def test_a_name(project):
    project.write("workflows/ci.py")
    project.write(".github/workflows/hand.yml", HAND)

    assert 0 == project.main("init", "release").code
    assert (project.root / "workflows" / "release.py").is_file()


def test_the_default_branch_of_the_remote(project):
    project.write(".git/refs/remotes/origin/HEAD", "ref: refs/remotes/origin/trunk\n")
    project.main("init")

    assert 'Push(branches=["trunk"])' in (project.root / "workflows" / "ci.py").read_text()


@pytest.mark.parametrize(
    ("files", "args", "code", "message"),
    [
        pytest.param(
            {"workflows/a.py": ""}, [], 1, "workflows/ holds sources already; 'ghflow init NAME' adds one", id="sources"
        ),
        pytest.param(
            {"workflows/ci.py": ""}, ["ci"], 1, "workflows/ci.py is there already; 'python -m", id="same-name"
        ),
        pytest.param(
            {f".github/workflows/{name}.yml": HAND for name in "abcde"},
            [],
            1,
            "there are workflows already: .github/workflows/a.yml, .github/workflows/b.yml, .github/workflows/c.yml "
            "and 2 more; 'ghflow import --all' turns them into sources",
            id="workflows",
        ),
        pytest.param(
            {".github/workflows/ci.yaml": HAND, ".github/workflows/x.yml": HAND},
            ["ci"],
            1,
            "there are workflows already: .github/workflows/ci.yaml; 'ghflow",
            id="workflow-of-that-name",
        ),
        pytest.param({"workflows": "a file"}, [], 1, "workflows/ci.py cannot be written: ", id="no-folder"),
        pytest.param({}, ["../x"], 2, "'../x' cannot be the name of a source", id="path"),
        pytest.param({}, ["a", "b"], 2, "unrecognized arguments: b", id="two"),
    ],
)
def test_nothing_is_written(project, files, args, code, message):
    for name, text in files.items():
        project.write(name, text or project.good)
    before = sorted(project.root.rglob("*"))
    ended = project.main("init", *args)

    assert (code, "") == (ended.code, ended.out)
    assert message in ended.err
    assert before == sorted(project.root.rglob("*"))

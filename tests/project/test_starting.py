"""First sources: of each kind of repository, built and checked as they are."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ghflow.project.starting import first_source

KINDS = {
    "Cargo.toml": "cargo test --workspace --locked",
    "package.json": "npm ci",
    "go.mod": "go test ./...",
    "pyproject.toml": "python -m pytest",
    "setup.py": "python -m pytest",
    "Makefile": "make test",
    "README.md": "echo 'say here",
}


@pytest.mark.parametrize("name", KINDS)
def test_a_kind(project, name):
    project.write(name, "")
    source = first_source(str(project.root), "trunk")

    assert KINDS[name] in source
    assert 'branches=["trunk"]' in source
    path = project.write("workflows/ci.py", source)
    assert 0 == project.main("build").code
    ended = project.main("check", "--strict")
    assert (0, "ghflow: nothing to report in 1 file\n") == (ended.code, ended.out + ended.err)
    for command in (["format", "--diff", "--isolated"], ["check", "--isolated", "--line-length=100"]):
        done = subprocess.run([sys.executable, "-m", "ruff", *command, str(path)], capture_output=True, text=True)
        assert 0 == done.returncode, done.stdout


def test_the_first_kind_that_is_there_decides(project):
    project.write("Makefile", "")
    project.write("go.mod", "")

    assert "go test" in first_source(str(project.root))


def test_the_name_of_a_branch_cannot_become_code(project):
    project.write("workflows/ci.py", first_source(str(project.root), 'a"],x=print("b'))

    assert """branches: ['a"],x=print("b']""" in project.main("build", "--stdout").out

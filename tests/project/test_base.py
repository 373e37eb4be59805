"""`plan --base`: the workflows of another branch, read through git, and what is different from them."""

from __future__ import annotations

import json
import shutil
import subprocess

import attrs
import pytest

from ghflow.project.base import base_of

SHARED = 'RUNNER = "ubuntu-22.04"\n'
SOURCE = """\
from ghflow import Job, PullRequest, Step, Workflow

from ._shared import RUNNER

test = Job("test", runs_on=RUNNER, steps=[Step("Test", run="make test")])
workflow = Workflow("CI", on=PullRequest(paths=["src/**"]), permissions={}, jobs=[test])
"""
HAND = "on: pull_request\njobs: {a: {runs-on: ubuntu-latest, steps: [{run: make}]}}\n"


@attrs.frozen
class Checkout:
    """A project in a git checkout."""

    project: object
    folder: object

    def git(self, *command):
        author = ("-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false")
        done = subprocess.run(["git", *author, *command], cwd=self.project.root, capture_output=True, text=True)
        assert 0 == done.returncode, done.stderr
        return done.stdout

    def commit(self, **files):
        for name, text in files.items():
            self.project.write(name, text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "x")

    def state(self):
        """All that git and the folder have to say."""
        return (
            self.git("status", "--porcelain", "--ignored"),
            self.git("for-each-ref"),
            self.git("reflog"),
            sorted(
                path.relative_to(self.project.root).as_posix()
                for path in self.project.root.rglob("*")
                if ".git/" not in str(path)
            ),
        )


@pytest.fixture
def checkout(project, monkeypatch):
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"):
        monkeypatch.delenv(name, raising=False)
    made = Checkout(project, project.root)
    made.git("init", "--quiet", "--initial-branch", "main")
    files = {"workflows/_shared.py": SHARED, "workflows/ci.py": SOURCE, ".github/workflows/hand.yml": HAND}
    made.commit(**files, **{"src/a.py": "1\n", "docs/a.md": "1\n"})
    made.git("checkout", "--quiet", "-b", "fix/it")
    return made


def plan(checkout, *arguments):
    ended = checkout.project.main("plan", "--base", "main", *arguments)
    assert (0, "") == (ended.code, ended.err)
    return ended.out


def changes(checkout, *arguments):
    found = json.loads(plan(checkout, "--format", "json", *arguments))
    assert "main" == found["base"]["branch"]
    return [
        (one["file"].rpartition("/")[2], one.get("job"), one["what"], one["before"], one["after"])
        for one in found["changes"]
    ]


def test_nothing_has_changed(checkout):
    checkout.commit(**{"src/a.py": "2\n"})

    assert plan(checkout).endswith(f"no changes from main ({checkout.git('rev-parse', 'main')[:7]})\n")


def test_sources_with_what_they_import(checkout):
    checkout.commit(**{"workflows/_shared.py": SHARED.replace("22", "24"), "src/a.py": "2\n"})
    before = checkout.state()

    assert [("ci.yml", "test", "runs-on", "ubuntu-22.04", "ubuntu-24.04")] == changes(checkout)
    assert before == checkout.state()


def test_files_that_people_wrote(checkout):
    checkout.commit(**{".github/workflows/hand.yml": HAND.replace("a:", "b:")})

    assert [("hand.yml", "b", "job", None, "runs"), ("hand.yml", "a", "job", "runs", None)] == changes(checkout)


def test_what_is_not_committed_counts(checkout):
    checkout.project.write("workflows/_shared.py", SHARED.replace("22", "24"))

    assert ("ci.yml", "test", "runs-on", "ubuntu-22.04", "ubuntu-24.04") in changes(checkout, "--changed", "src/a.py")


def test_changed_files_decide_filters_of_paths(checkout):
    checkout.commit(**{"docs/a.md": "2\n"})
    assert "- ci.yml: no changed file matches paths: src/**" in plan(checkout)
    checkout.commit(**{"src/a.py": "2\n"})
    assert "the changed file src/a.py matches paths" in plan(checkout)
    # What was added to main meanwhile is no part of the pull request.
    checkout.git("checkout", "--quiet", "main")
    checkout.commit(**{"src/b.py": "3\n"})
    checkout.git("checkout", "--quiet", "-b", "other", "main~1")
    checkout.commit(**{"docs/b.md": "4\n"})
    assert "no changed file matches paths" in plan(checkout)


def test_the_branch_that_is_checked_out_is_the_head(checkout):
    assert "from 'fix/it' into 'main'" in plan(checkout)
    assert "from 'mine' into 'main'" in plan(checkout, "--head", "mine")


def test_another_event(checkout):
    checkout.commit(**{".github/workflows/hand.yml": HAND.replace("pull_request", "push")})

    assert ("hand.yml", None, "starts", "does not start", "starts") in changes(checkout, "--event", "push")


def test_one_workflow(checkout):
    checkout.commit(
        **{".github/workflows/hand.yml": HAND.replace("a:", "b:"), "workflows/_shared.py": SHARED.replace("22", "24")}
    )

    assert {"hand.yml"} == {file for file, *_ in changes(checkout, "--workflow", "hand.yml")}


def test_a_project_in_a_folder_of_the_checkout(checkout):
    checkout.git("checkout", "--quiet", "main")
    checkout.commit(**{"inner/workflows/ci.py": checkout.project.good, "inner/pyproject.toml": "[tool.ghflow]\n"})
    checkout.git("checkout", "--quiet", "-b", "third")
    checkout.project.write("inner/workflows/ci.py", checkout.project.good.replace("ubuntu-latest", "macos-15"))
    ended = checkout.project.main("plan", "--base", "main", "--event", "push", cwd="inner")

    assert "runs-on: ubuntu-latest -> macos-15" in ended.out


def test_sources_that_read_other_files(checkout):
    checkout.git("checkout", "--quiet", "main")
    source = "import pathlib\nROOT = pathlib.Path(__file__).parents[1]\n" + SOURCE.replace(
        "RUNNER, steps", "(ROOT / 'src/runner').read_text().strip(), steps"
    )
    checkout.commit(**{"workflows/ci.py": source, "src/runner": "ubuntu-22.04\n"})
    checkout.git("checkout", "--quiet", "-b", "third")
    checkout.commit(**{"src/runner": "macos-15\n"})

    assert [("ci.yml", "test", "runs-on", "ubuntu-22.04", "macos-15")] == changes(checkout)


def test_a_branch_without_workflows(checkout):
    checkout.git("checkout", "--quiet", "main")
    checkout.git("rm", "--quiet", "-r", "workflows", ".github")
    checkout.commit()
    checkout.git("checkout", "--quiet", "fix/it")
    checkout.commit(**{"src/a.py": "2\n"})

    assert {None} == {before for _, _, what, before, _ in changes(checkout) if what == "workflow"}


def test_a_branch_with_mistakes(checkout):
    checkout.git("checkout", "--quiet", "main")
    checkout.commit(**{"workflows/ci.py": SOURCE.replace("runs_on", "run_on")})
    checkout.git("checkout", "--quiet", "fix/it")
    ended = checkout.project.main("plan", "--base", "main", "--format", "json")

    assert 0 == ended.code
    assert "the sources of main have mistakes" in ended.err
    assert json.loads(ended.out)["changes"] is None
    assert json.loads(ended.out)["workflows"]


def test_a_branch_of_the_remote(checkout, tmp_path):
    subprocess.run(["git", "clone", "--quiet", str(checkout.project.root), str(tmp_path / "clone")], check=True)
    (tmp_path / "clone" / "workflows" / "_shared.py").write_text(SHARED.replace("22", "24"))
    base = base_of("main", str(tmp_path / "clone"))

    assert base is not None
    assert checkout.git("rev-parse", "main").strip() == base.commit


@pytest.mark.parametrize("branch", ["mian", "--all", "main..fix/it", ""])
def test_a_branch_that_there_is_not(checkout, branch):
    ended = checkout.project.main("plan", f"--base={branch}")

    assert 0 == ended.code
    assert "changes from" not in ended.out
    assert f"this checkout has no branch '{branch}'" in ended.err


def test_outside_of_a_checkout_nothing_is_compared(project):
    project.write(".github/workflows/hand.yml", HAND)
    ended = project.main("plan", "--event", "pull_request", "--base", "main")

    assert (0, "") == (ended.code, ended.err)
    assert "changes" not in ended.out


def test_an_event_is_needed_without_it(project):
    project.write(".github/workflows/hand.yml", HAND)
    ended = project.main("plan")

    assert 2 == ended.code
    assert "the following arguments are required: --event" in ended.err

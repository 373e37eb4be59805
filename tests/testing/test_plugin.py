"""The plugin as pytest loads it: fixtures, messages, snapshots, coverage of conditions, alone and in several processes."""

from __future__ import annotations

import importlib.metadata

import pytest

pytest_plugins = ["pytester"]

WORKFLOW = """\
name: CI
on: [push, pull_request]
jobs:
  a:
    if: github.ref_type == 'branch'
    runs-on: x
    steps:
      - run: make
      - {name: Tell, if: failure(), run: make tell}
  b: {if: github.event_name == 'issues', runs-on: x, steps: [{run: make}]}
"""
FIRST = """\
from ghflow.testing import push, tag

def test_branch(ghflow_repo):
    assert ghflow_repo.plan(push()).job("a").ran
"""
SECOND = """\
from ghflow.testing import push, tag

def test_tag(ghflow_repo):
    assert not ghflow_repo.plan(tag("v1")).job("a").ran
"""


@pytest.fixture
def run(pytester, monkeypatch):
    """Run the tests of a small project in a pytest of its own; what it printed, and how it ended."""
    for name in ("PYTEST_ADDOPTS", "PYTEST_DISABLE_PLUGIN_AUTOLOAD", "PYTEST_XDIST_WORKER", "PYTEST_XDIST_TESTRUNUID"):
        monkeypatch.delenv(name, raising=False)
    folder = pytester.path / ".github" / "workflows"
    folder.mkdir(parents=True)
    (folder / "ci.yml").write_text(WORKFLOW, encoding="utf-8")

    def go(*arguments: str, **tests: str):
        pytester.makepyfile(**tests)
        return pytester.runpytest_subprocess("-p", "no:cacheprovider", *arguments)

    return go


def test_the_plugin_is_installed():
    (found,) = [one for one in importlib.metadata.entry_points(group="pytest11") if one.name == "ghflow"]

    assert "ghflow.testing.plugin" == found.value


def test_a_failure_says_why(run):
    text = FIRST.replace('assert ghflow_repo.plan(push()).job("a").ran', "plan = ghflow_repo.plan(push())\n") + (
        '    assert plan["ci.yml"].jobs.will_run == {"a", "b"}\n'
    )
    ended = run(test_first=text)

    ended.assert_outcomes(failed=1)
    ended.stdout.fnmatch_lines(
        [
            "E*assert {'a'} == {'a', 'b'}",
            "E*missing: b (does not run: github.event_name == 'issues' is false: 'push' == 'issues')",
        ]
    )


def test_a_job_that_does_not_run_says_why(run):
    ended = run(test_first=FIRST.replace('"a"', '"b"'))

    ended.assert_outcomes(failed=1)
    ended.stdout.fnmatch_lines(["E*where False = <job 'b' does not run: github.event_name == 'issues' is false*>.ran"])


def test_coverage_is_shown_only_when_it_is_asked_for(run):
    ended = run(test_first=FIRST)

    ended.assert_outcomes(passed=1)
    ended.stdout.no_fnmatch_line("*coverage of conditions*")


SUMMARY = [
    "*ghflow: coverage of conditions*",
    ".github/workflows/ci.yml:9: never true: step 'Tell' of job 'a': failure()",
    ".github/workflows/ci.yml:10: never true: job 'b': github.event_name == 'issues'",
    "1 of 3 conditions were both true and false",
]


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["--ghflow-coverage", "-p", "no:xdist"], id="without-xdist"),
        pytest.param(["--ghflow-coverage", "-n", "0"], id="one-process"),
        # One test for each process: neither of them alone sees the condition of `a` both ways.
        pytest.param(["--ghflow-coverage", "-n", "2", "--dist", "loadfile"], id="two-processes"),
        pytest.param(["-o", "ghflow_coverage=true", "-n", "0"], id="setting"),
    ],
)
def test_coverage(run, arguments):
    ended = run(*arguments, test_first=FIRST, test_second=SECOND)

    ended.assert_outcomes(passed=2)
    ended.stdout.fnmatch_lines(SUMMARY, consecutive=True)


def test_coverage_of_half_the_tests(run):
    ended = run("--ghflow-coverage", "-n", "0", "test_second.py", test_first=FIRST, test_second=SECOND)

    ended.stdout.fnmatch_lines([".github/workflows/ci.yml:5: never true: job 'a': github.ref_type == 'branch'"])


SNAPSHOTS = """\
from ghflow import Job, Push, Step, Workflow
from ghflow.testing import push

def test_yaml(ghflow_yaml_snapshot):
    job = Job("a", runs_on="x", steps=[Step(run="make")])
    assert ghflow_yaml_snapshot == Workflow("CI", on=Push(), jobs=[job])

def test_plan(ghflow_repo, ghflow_plan_snapshot):
    assert ghflow_plan_snapshot == ghflow_repo.plan(push(EVENT))

def test_run(ghflow_repo, ghflow_plan_snapshot):
    assert ghflow_plan_snapshot == ghflow_repo.simulate(push(), fail=["a"])
"""


def test_snapshots(run, pytester):
    run("--snapshot-update", test_kept=SNAPSHOTS.replace("EVENT", "'main'")).assert_outcomes(passed=3)
    folder = pytester.path / "__snapshots__" / "test_kept"
    kept = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}

    assert {"test_yaml.yml", "test_plan.txt", "test_run.txt"} == set(kept)
    assert kept["test_yaml.yml"].startswith("name: CI\n\non:\n  push:\n")
    assert "+ ci.yml (CI): push of the branch main" == kept["test_plan.txt"].partition("\n")[0]
    assert "  + a on x\n      ends as failure" in kept["test_run.txt"]
    run(test_kept=SNAPSHOTS.replace("EVENT", "'main'")).assert_outcomes(passed=3)
    changed = run(test_kept=SNAPSHOTS.replace("EVENT", "'refs/tags/v1'"))
    changed.assert_outcomes(passed=2, failed=1)
    changed.stdout.fnmatch_lines(["E*push of the branch main*"])


def test_snapshots_without_syrupy(run):
    ended = run("-p", "no:syrupy", test_kept=SNAPSHOTS.replace("EVENT", "'main'"))

    ended.stdout.fnmatch_lines(["*snapshots need syrupy: pip install 'ghflow-workflows[[]snapshot[]]'*"])


def test_the_plugin_can_be_turned_off(run):
    ended = run("-p", "no:ghflow", test_first=FIRST)

    ended.assert_outcomes(errors=1)
    ended.stdout.fnmatch_lines(["*fixture 'ghflow_repo' not found*"])


def test_mistakes_of_sources_are_shown(run, pytester):
    (pytester.path / "workflows").mkdir()
    (pytester.path / "workflows" / "ci.py").write_text("from ghflow import Job\nJob('a', run_on='x')\n")
    ended = run(test_first=FIRST)

    ended.assert_outcomes(errors=1)
    ended.stdout.fnmatch_lines(["*workflows/ci.py:2:10: error: Job('a') has no argument 'run_on'*"])

"""Rules of the user's own: run in checks and builds like ghflow's, and their mistakes are the user's."""

from __future__ import annotations

import json

import pytest

POLICIES = '''
from ghflow import Found, Severity, rule


@rule()
def nameless_job(graph):
    """A job has no name."""
    for job in graph.jobs:
        if job.job.name is None:
            yield Found(job.job, job.job.where, f"job '{job.id}' has no name", hint="say what it does")


@rule(Severity.WARNING)
def weak_runner(graph):
    """A job runs on the smallest runner."""
    for job in graph.jobs:
        if job.job.runs_on == "ubuntu-slim":
            yield Found(job.job, job.job.where.argument("runs_on"), "a weak runner", f"{job.prefix}.runs-on")
'''
SOURCE = """\
from ghflow import Job, Push, Step, Workflow

workflow = Workflow("CI", on=Push(), jobs=[
    Job("a", runs_on="ubuntu-slim", steps=[Step(run="make")]),
])
"""
YAML = "on: push\njobs:\n  b:\n    runs-on: x\n    steps:\n      - run: make\n"


@pytest.fixture
def own(project):
    project.write("workflows/_policies.py", POLICIES)
    project.write("workflows/ci.py", SOURCE)
    project.write("pyproject.toml", "[tool.ghflow]\nrules = ['workflows/_policies.py']\n")
    return project


def rows(project, *args):
    found = json.loads(project.main("check", "--format", "json", *args).out)
    return [(row["rule"], row["severity"], row["file"], row["line"], row["path"]) for row in found]


def test_rules_of_the_project_are_run_by_a_check(own):
    own.write(".github/workflows/b.yml", YAML)

    found = rows(own, "--rule", "nameless-job", "--rule", "weak-runner")

    assert [
        ("nameless-job", "error", "workflows/ci.py", 4, ""),
        ("weak-runner", "warning", "workflows/ci.py", 4, "jobs.a.runs-on"),
        ("nameless-job", "error", ".github/workflows/b.yml", 3, ""),
    ] == sorted(found, key=lambda row: row[2], reverse=True)


def test_errors_of_the_project_are_run_by_a_build(own):
    ended = own.main("build")

    assert 1 == ended.code
    assert "job 'a' has no name [nameless-job]" in ended.err
    assert "weak-runner" not in ended.err
    assert [] == own.generated()


@pytest.mark.parametrize("allow", ["allow='nameless-job', jobs=[", "jobs=["])
def test_they_are_allowed_like_any_other(own, allow):
    own.write("workflows/ci.py", SOURCE.replace("jobs=[", allow))

    assert (0 if "nameless" in allow else 1) == own.main("build").code


def test_settings_allow_them(own):
    own.write("pyproject.toml", "[tool.ghflow]\nrules = ['workflows/_policies.py']\nallow = ['nameless-job']\n")

    assert 0 == own.main("build").code
    assert [] == rows(own, "--severity", "error")


def test_no_python_of_a_stranger_is_run(own):
    own.write(".github/workflows/b.yml", YAML)
    own.write("workflows/_policies.py", "raise SystemExit(3)")

    assert [] == rows(own, "--no-exec", "--severity", "error")


def test_a_module_by_its_name(own, monkeypatch):
    own.write("lib/house_rules.py", POLICIES)
    own.write("pyproject.toml", "[tool.ghflow]\nrules = ['house_rules']\n")
    monkeypatch.syspath_prepend(str(own.root / "lib"))

    assert "nameless-job" in own.main("build").err


@pytest.mark.parametrize("verb", ["build", "check"])
@pytest.mark.parametrize(
    ("policies", "told"),
    [
        pytest.param("import nowhere\n", "No module named 'nowhere'", id="while it is imported"),
        pytest.param(
            "from ghflow import rule\n@rule()\ndef broken(graph):\n    yield graph.jobs[7]\n",
            "yield graph.jobs[7]",
            id="while it looks",
        ),
        pytest.param("def broken(:\n", "invalid syntax", id="while it is read"),
    ],
)
def test_what_a_rule_raises_is_shown_as_the_users_traceback(own, verb, policies, told):
    own.write("workflows/_policies.py", policies)

    ended = own.main(verb)

    assert 2 == ended.code
    assert told in ended.out + ended.err
    assert "_policies.py" in ended.out + ended.err
    assert "registry.py" not in ended.out + ended.err
    assert [] == own.generated()


@pytest.mark.parametrize(
    ("body", "told"),
    [
        pytest.param("return None", "the rule 'odd' gives NoneType, and is to yield Found(...)", id="nothing"),
        pytest.param("yield 5", "the rule 'odd' yields 5, and not Found(node, node.where, message)", id="a number"),
        pytest.param("yield Found(graph, 'x', 'y')", "and not Found(node, node.where, message)", id="no place"),
    ],
)
@pytest.mark.parametrize("verb", ["build", "check"])
def test_a_rule_that_is_none(own, verb, body, told):
    own.write("workflows/_policies.py", f"from ghflow import Found, rule\n@rule()\ndef odd(graph):\n    {body}\n")

    ended = own.main(verb)

    assert 2 == ended.code
    assert told in ended.out + ended.err
    assert "_policies.py:" in ended.out + ended.err
    assert [] == own.generated()


@pytest.mark.parametrize("name", ["nowhere", "nowhere.rules"])
def test_a_module_that_is_not_there(own, name):
    own.write("pyproject.toml", f"[tool.ghflow]\nrules = ['{name}']\n")

    ended = own.main("check")

    assert (2, "") == (ended.code, ended.out)
    message = f"rules of [tool.ghflow] names {name}, and there is no such module; files are named by their path"
    assert f"ghflow: {message}\n" == ended.err


def test_the_other_rules_go_on(own):
    own.write(
        "workflows/_policies.py", "from ghflow import rule\n@rule()\ndef broken(graph):\n    yield graph.jobs[7]\n"
    )
    own.write("workflows/ci.py", SOURCE.replace("Step(", "Step(if_='foo(',"))

    assert "[expression-syntax]" in own.main("check").out


def test_a_name_that_is_taken(own):
    own.write(
        "workflows/_policies.py", "from ghflow import rule\n@rule()\ndef unknown_need(graph):\n    yield from ()\n"
    )

    ended = own.main("check")

    assert 2 == ended.code
    assert "there is a rule 'unknown-need' already" in ended.err


def test_a_file_that_is_not_there(own):
    own.write("pyproject.toml", "[tool.ghflow]\nrules = ['workflows/_rules.py']\n")

    ended = own.main("check")

    assert 2 == ended.code
    assert "workflows/_rules.py, and there is no such file" in ended.err


def test_explain_knows_them(own):
    assert "A job has no name." in own.main("explain", "nameless-job").out
    assert "nameless-job" in own.main("explain").out

"""Which files a check looks at, what it finds in them together, and what is allowed."""

from __future__ import annotations

import pytest

from ghflow.diagnostics import Severity
from ghflow.project.checking import Checked, Choice, check_paths, find_targets
from ghflow.project.settings import ProjectError, find_settings

GOOD = """\
on: push
jobs:
  test:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: make
"""
BAD = GOOD.replace("    runs-on", "    needs: [biuld]\n    runs-on")
ACTION = "name: A\ndescription: A\nruns:\n  using: composite\n  steps:\n    - run: make\n      shell: bash\n"
CALL = "on: push\njobs:\n  call:\n    uses: ./.github/workflows/called.yml\n"
CALLED = GOOD.replace("on: push", "on:\n  workflow_call:\n    inputs:\n      x: {type: string, required: true}\n")


@pytest.fixture
def checked(project, monkeypatch):
    """Check from the project's root."""
    monkeypatch.chdir(project.root)

    def run(*paths: str, execute: bool = True, **choice) -> Checked:
        return check_paths(find_settings(needs_sources=False), paths, Choice(**choice), execute=execute)

    return run


def rules(checked: Checked) -> list[str]:
    return [one.rule for one in checked.diagnostics]


@pytest.fixture
def targets(project, monkeypatch):
    """The files that paths stand for, seen from the project's root."""
    monkeypatch.chdir(project.root)
    root = f"{project.root}/"

    def find(*paths: str, execute: bool = True) -> list[str]:
        found = find_targets(find_settings(needs_sources=False), paths, execute=execute)
        sources = [f"{one.source}/{name}.py" for one, names in found.sources.items() for name in names]
        return [file.removeprefix(root) for file in (*sources, *found.files)]

    return find


@pytest.fixture
def full(project):
    """A project with a file of every kind."""
    for path in ("workflows/ci.py", "workflows/_shared.py"):
        project.write(path)
    project.main("build")
    for path in (".github/workflows/own.yml", ".github/workflows/z.yaml", "docs/compose.yml"):
        project.write(path, GOOD)
    for path in (".github/actions/a/action.yml", ".github/actions/deep/b/action.yaml", "action.yml"):
        project.write(path, ACTION)
    project.write(".github/dependabot.yml", "version: 2\nupdates: []\n")
    for path in (
        ".github/labeler.yml",
        "docs/dependabot.yml.md",
        ".github/workflows/sub/x.yml",
        ".github/workflows/notes.md",
    ):
        project.write(path, "x: 1\n")
    return project


HAND_WRITTEN = [
    ".github/actions/a/action.yml",
    ".github/actions/deep/b/action.yaml",
    ".github/dependabot.yml",
    ".github/workflows/own.yml",
    ".github/workflows/z.yaml",
    "action.yml",
]


@pytest.mark.parametrize(
    ("paths", "files"),
    [
        pytest.param([], ["workflows/ci.py", *HAND_WRITTEN], id="project"),
        pytest.param(["."], ["workflows/ci.py", *HAND_WRITTEN], id="its folder"),
        pytest.param(["workflows"], ["workflows/ci.py"], id="sources"),
        pytest.param(["workflows/ci.py"], ["workflows/ci.py"], id="a source"),
        pytest.param([".github"], [*HAND_WRITTEN[:-1], ".github/workflows/ci.yml"], id="generated without its source"),
        pytest.param([".github/workflows/ci.yml"], [".github/workflows/ci.yml"], id="a generated file"),
        pytest.param(
            [".github/workflows/ci.yml", "workflows"], ["workflows/ci.py", ".github/workflows/ci.yml"], id="both"
        ),
        pytest.param(["docs"], ["docs/compose.yml"], id="a folder without .github"),
        pytest.param(["docs/compose.yml", "docs/compose.yml"], ["docs/compose.yml"], id="twice"),
        pytest.param([".github/actions/a"], [".github/actions/a/action.yml"], id="an action's folder"),
    ],
)
def test_targets(full, targets, paths, files):
    assert sorted(files) == sorted(file.removeprefix("./") for file in targets(*paths))


def test_without_python_generated_files_stand_for_themselves(full, targets):
    assert sorted([*HAND_WRITTEN, ".github/workflows/ci.yml"]) == sorted(targets(execute=False))
    assert [".github/workflows/own.yml"] == targets("workflows/ci.py", ".github/workflows/own.yml", execute=False)


def test_a_generated_file_whose_source_is_gone_stands_for_itself(full, targets):
    (full.root / "workflows" / "ci.py").rename(full.root / "workflows" / "other.py")

    assert ".github/workflows/ci.yml" in targets()


@pytest.mark.parametrize("paths", [[], ["empty"]])
def test_nothing_to_check(project, targets, paths):
    (project.root / "empty").mkdir()

    with pytest.raises(ProjectError, match="there is nothing to check"):
        targets(*paths)


def test_sources_and_files_in_one_run(project, checked):
    project.write("workflows/ci.py", project.good.replace('Job("test"', 'Job("test", needs="biuld"'))
    project.write(".github/workflows/own.yml", BAD)

    found = checked(only=("unknown-need",))

    places = sorted((one.where.file.rpartition("/")[2], one.where.line) for one in found.diagnostics)
    assert [("ci.py", 7), ("own.yml", 4)] == places
    assert 2 == found.files


def test_a_source_outside_of_the_project(project, checked):
    project.write("elsewhere/mistakes.py", project.good.replace('Job("test"', 'Job("test", needs="biuld"'))

    found = checked("elsewhere/mistakes.py", severity=Severity.ERROR)

    assert ["unknown-need"] == rules(found)


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        pytest.param(".github/workflows/x.yml", b"\xff\xfeo\0n\0", "unreadable-file", id="UTF-16"),
        pytest.param(".github/workflows/x.yml", b"a: [", "invalid-yaml", id="no YAML"),
        pytest.param("workflows/x.py", b"def (", "syntax-error", id="no Python"),
        pytest.param("workflows/x.py", b"1 / 0", "source-raised", id="raises"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_row_and_the_run_goes_on(project, checked, name, content, rule):
    project.write(name, content)
    project.write(".github/workflows/y.yml", BAD)
    project.write("workflows/y.py", project.good.replace('Job("test"', 'Job("test", needs="biuld"'))

    assert ["unknown-need", "unknown-need", rule] == sorted(
        rules(checked(severity=Severity.ERROR)), key=lambda one: one == rule
    )
    assert [rule] == rules(checked(only=("cyclic-need",), severity=Severity.ERROR))


@pytest.mark.parametrize("path", ["nowhere.yml", "nowhere.py", "nowhere"])
def test_a_file_that_is_not_there_is_a_row(project, checked, path):
    project.write(".github/workflows/y.yml", BAD)

    found = checked(path, ".github/workflows/y.yml", severity=Severity.ERROR)

    assert ["unknown-need", "unreadable-file"] == sorted(rules(found))


def test_a_file_of_another_kind_is_a_row(project, checked):
    project.write("notes.md", "# x")

    assert ["unreadable-file"] == rules(checked("notes.md"))


# What lies around a file.


def test_files_see_each_other(project, checked):
    project.write(".github/workflows/a.yml", CALL)
    project.write(".github/workflows/called.yml", CALLED)

    assert ["missing-call-input"] == rules(checked(severity=Severity.ERROR))
    assert ["missing-call-input"] == rules(checked(".github/workflows/a.yml", severity=Severity.ERROR))


def test_files_see_what_sources_make(project, checked):
    project.write(".github/workflows/a.yml", CALL)
    project.write(
        "workflows/called.py",
        project.good.replace("Push", "WorkflowCall, Input").replace(
            "WorkflowCall, Input()", "WorkflowCall(inputs={'x': Input.string(required=True)})"
        ),
    )

    assert ["missing-call-input"] == rules(checked(severity=Severity.ERROR))


def test_sources_see_hand_written_files(project, checked):
    project.write(".github/workflows/called.yml", CALLED)
    source = project.good.replace("Job, ", "CallJob, ").replace(", Step", "")
    start, end = source.index('Job("test"'), source.index("],\n)")
    project.write(
        "workflows/a.py", f'{source[:start]}CallJob("x", uses="./.github/workflows/called.yml"),\n{source[end:]}'
    )

    assert ["missing-call-input"] == rules(checked(severity=Severity.ERROR))


def test_mistakes_of_a_called_file_are_not_its_callers(project, checked):
    project.write(".github/workflows/a.yml", CALL)
    project.write(".github/workflows/called.yml", "a: [")

    assert [] == rules(checked(".github/workflows/a.yml", severity=Severity.ERROR))


def test_a_folder_of_files_has_the_repository_that_it_lies_in(project, checked):
    for root, called in (("one", CALLED), ("two", GOOD.replace("push", "workflow_call"))):
        project.write(f"{root}/.github/workflows/a.yml", CALL)
        project.write(f"{root}/.github/workflows/called.yml", called)

    found = checked("one", "two", severity=Severity.ERROR)

    assert [("missing-call-input", "one")] == [(one.rule, one.where.file.split("/")[0]) for one in found.diagnostics]


# What is allowed.


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        pytest.param(BAD, 0, id="not allowed"),
        pytest.param(BAD.replace("needs: [biuld]", "needs: [biuld] # ghflow: allow unknown-need"), 1, id="behind"),
        pytest.param(f"# ghflow: allow unknown-need\n{BAD}", 1, id="at the top"),
        pytest.param(BAD.replace("      - run", "      # ghflow: allow unknown-need\n      - run"), 0, id="elsewhere"),
        pytest.param(
            BAD.replace("needs", "neds").replace("  test:", "  test: # ghflow: allow unknown-key"), 1, id="a key"
        ),
    ],
)
def test_comments_allow(project, checked, text, allowed):
    project.write(".github/workflows/a.yml", text)

    found = checked(severity=Severity.ERROR)

    assert (1 - allowed, allowed) == (len(found.diagnostics), found.allowed)


def test_settings_allow(project, checked):
    project.write(".github/workflows/a.yml", BAD)
    project.write("pyproject.toml", "[tool.ghflow]\nallow = ['unknown-need']\n")

    found = checked(severity=Severity.ERROR)

    assert ([], 1) == (rules(found), found.allowed)


def test_what_keeps_a_file_from_being_read_cannot_be_allowed(project, checked):
    project.write(".github/workflows/a.yml", "# ghflow: allow invalid-yaml\na: [")
    project.write("pyproject.toml", "[tool.ghflow]\nallow = ['invalid-yaml']\n")

    assert ["invalid-yaml"] == rules(checked(severity=Severity.ERROR))


@pytest.mark.parametrize(
    ("comment", "message"),
    [
        pytest.param("unknown-need", None, id="used"),
        pytest.param("cyclic-need", "nothing here breaks the rule 'cyclic-need'", id="unused"),
        pytest.param("unknown-key", "nothing here breaks the rule 'unknown-key'", id="unused of the reader"),
        pytest.param("unknwon-need", "there is no rule 'unknwon-need' to allow", id="unknown"),
    ],
)
def test_an_allowance_that_silences_nothing_is_reported(project, checked, comment, message):
    project.write(".github/workflows/a.yml", BAD.replace("needs: [biuld]", f"needs: [biuld] # ghflow: allow {comment}"))
    project.write("workflows/b.py", project.good.replace('Job("test"', f'Job("test", needs="a", allow=["{comment}"]'))

    found = [one for one in checked().diagnostics if one.rule == "unused-suppression"]

    assert [message] * 2 * (message is not None) == [one.message for one in found]
    assert ["a.yml:4", "b.py:7"] * (message is not None) == sorted(
        f"{one.where.file.rpartition('/')[2]}:{one.where.line}" for one in found
    )


@pytest.mark.parametrize(
    "choice", [{"only": ("unknown-need",)}, {"ignored": ("cyclic-need",)}, {"severity": Severity.ERROR}], ids=str
)
def test_a_rule_that_was_not_run_is_no_reason(project, checked, choice):
    project.write(
        ".github/workflows/a.yml", BAD.replace("needs: [biuld]", "needs: [biuld] # ghflow: allow cyclic-need")
    )

    assert "unused-suppression" not in rules(checked(**choice))


def test_an_outer_allowance_is_unused_when_an_inner_one_is_there(project, checked):
    text = BAD.replace("needs: [biuld]", "needs: [biuld] # ghflow: allow unknown-need")
    project.write(".github/workflows/a.yml", f"# ghflow: allow unknown-need\n{text}")

    found = [one for one in checked().diagnostics if one.rule == "unused-suppression"]

    assert [1] == [one.where.line for one in found]


def test_settings_that_allow_without_need(project, checked):
    project.write(".github/workflows/a.yml", BAD)
    project.write("pyproject.toml", "[tool.ghflow]\nallow = ['cyclic-need', 'unknown-need', 'nonsense']\n")
    wanted = ["nothing in the project breaks the rule 'cyclic-need'", "there is no rule 'nonsense' to allow"]

    found = [one for one in checked().diagnostics if one.rule == "unused-suppression"]

    assert wanted == sorted(one.message for one in found)
    assert {2} == {one.where.line for one in found}
    assert "unused-suppression" not in rules(checked(".github/workflows/a.yml"))


def test_a_shared_step_may_be_allowed_in_one_job_only(project, checked):
    project.write(
        "workflows/a.py",
        "from ghflow import Job, Push, Step, Workflow\n"
        "step = Step(run='x', if_='steps.y.outcome', allow='unknown-step')\n"
        "jobs = [Job(id, runs_on='x', steps=steps) for id, steps in\n"
        "        {'a': [step], 'b': [Step('y', run='y'), step]}.items()]\n"
        "w = Workflow(on=Push(), jobs=jobs)\n",
    )

    assert "unused-suppression" not in rules(checked())


# Which findings.


@pytest.mark.parametrize("name", ["unknwon-need", "nonsense"])
def test_a_rule_that_does_not_exist(project, checked, name):
    project.write(".github/workflows/a.yml", BAD)

    for choice in ("only", "ignored"):
        with pytest.raises(ProjectError, match=f"there is no rule '{name}'"):
            checked(**{choice: (name,)})


def test_choice(project, checked):
    project.write(".github/workflows/a.yml", BAD.replace("[biuld]", "[biuld]\n    env: ${{ fromJSON('{}') }}"))

    assert {"unknown-need", "whole-env-expression"} <= set(rules(checked()))
    assert ["unknown-need"] == rules(checked(severity=Severity.ERROR))
    assert ["whole-env-expression"] == rules(checked(only=("whole-env-expression",)))
    assert "unknown-need" not in rules(checked(ignored=("unknown-need",)))


@pytest.mark.parametrize("on", ["on: pusch", "on: [pusch]", "on:\n  pusch:\n    branches: [main]"])
def test_the_same_thing_is_said_once(project, checked, on):
    project.write(".github/workflows/a.yml", GOOD.replace("on: push", on))

    assert ["unknown-event"] == rules(checked(severity=Severity.ERROR))


CALLER = """\
on:
  workflow_run:
    workflows: [Tets]
jobs:
  a:
    uses: ./.github/workflows/tset.yml
  b:
    runs-on: ubuntu-latest
    steps:
      - uses: ./.github/actions/setpu
      - uses: ./actions/made-by-the-build
"""


def missing(project, *paths):
    choice = Choice(("missing-workflow", "missing-called-file"))
    checked = check_paths(find_settings(start=str(project.root), needs_sources=False), paths, choice)
    return sorted((one.rule, one.where.line) for one in checked.diagnostics)


def test_files_around_a_single_one(project, monkeypatch):
    """What a workflow names is looked for on the disk, when only that workflow is checked."""
    monkeypatch.chdir(project.root)
    project.write(".github/workflows/ci.yml", CALLER)
    project.write(".github/workflows/test.yml", "name: Test\non: workflow_call\njobs: {}\n")
    project.write(".github/actions/setup/action.yml", "name: x\n")

    everything = [("missing-called-file", 6), ("missing-called-file", 10), ("missing-workflow", 3)]
    assert everything == missing(project, ".github/workflows/ci.yml")
    assert everything == missing(project)

    project.write(".github/workflows/tset.yml", "name: Tets\non: workflow_call\njobs: {}\n")
    project.write(".github/actions/setpu/Dockerfile", "FROM scratch\n")

    assert [] == missing(project, ".github/workflows/ci.yml")


def test_nothing_is_known_of_what_is_around_a_file_elsewhere(project, monkeypatch):
    monkeypatch.chdir(project.root)
    project.write("ci.yml", CALLER)

    assert [] == missing(project, "ci.yml")


def test_another_repository_may_have_the_action(project, monkeypatch):
    monkeypatch.chdir(project.root)
    other = "      - uses: actions/checkout@v7\n        with: {repository: octo/tools}\n"
    project.write(".github/workflows/ci.yml", CALLER.replace("    steps:\n", "    steps:\n" + other))

    assert [("missing-called-file", 6), ("missing-workflow", 3)] == missing(project)

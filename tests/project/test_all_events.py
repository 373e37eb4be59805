"""What a release has to hold whatever fails, and `check --all-events`."""

from __future__ import annotations

import json
from textwrap import dedent, indent

import pytest

from ghflow.testing import Repo

ASK = "{id: ask, run: 'echo there=false >> $GITHUB_OUTPUT'}"
SAFE = "{if: steps.ask.outputs.there != 'true', run: npm publish}"
TEST = "test: {runs-on: x, steps: [{name: Test, run: make test}]}"
HEAD = "on: {push: {tags: ['v*']}, workflow_dispatch: }\npermissions: {}\njobs:\n"


def found(jobs: str, head: str = HEAD, **others: str) -> list[tuple[str, str]]:
    repo = Repo.of(
        {"ci.yml": head + indent(dedent(jobs), "  "), **{f"{name}.yml": text for name, text in others.items()}}
    )
    return [(one.rule, one.message) for one in repo.check_all()]


def rules(jobs: str, head: str = HEAD, **others: str) -> set[str]:
    return {rule for rule, _ in found(jobs, head, **others)}


def publish(*steps: str, more: str = "needs: test") -> str:
    return f"{TEST}\npublish: {{{more}, runs-on: x, steps: [{', '.join(steps)}]}}"


def test_a_release_that_holds_everything():
    assert [] == found(publish(ASK, SAFE))


@pytest.mark.parametrize(
    ("jobs", "named"),
    [
        pytest.param(publish(ASK, SAFE, more="name: P"), ["'test'"], id="needs-nothing"),
        pytest.param(publish(ASK, SAFE, more="needs: test, if: always()"), ["'test'"], id="always"),
        pytest.param(publish(ASK, SAFE, more="needs: test, if: '!cancelled()'"), ["'test'"], id="not-cancelled"),
        pytest.param(
            publish(ASK, SAFE, more="needs: test, if: success() || github.ref_type == 'tag'"), ["'test'"], id="or-a-tag"
        ),
        pytest.param(
            "a: {runs-on: x, steps: [{run: make}]}\n" + publish(ASK, SAFE, more="needs: a"), ["'test'"], id="one-of-two"
        ),
        pytest.param(
            "build: {needs: test, runs-on: x, steps: [{run: make}]}\n" + publish(ASK, SAFE, more="needs: build"),
            [],
            id="through-another",
        ),
        pytest.param(
            publish(ASK, SAFE, more="needs: test, if: always() && needs.test.result == 'success'"), [], id="asked"
        ),
        pytest.param(
            "docs: {environment: pages, runs-on: x, steps: [{run: make}]}\n" + publish(ASK, SAFE), [], id="deploys"
        ),
        pytest.param(
            "tell: {needs: publish, runs-on: x, steps: [{run: make}]}\n" + publish(ASK, SAFE), [], id="comes-afterwards"
        ),
        pytest.param(
            "tell: {if: failure(), needs: test, runs-on: x, steps: [{run: make}]}\n" + publish(ASK, SAFE),
            [],
            id="alarm",
        ),
        pytest.param(
            "try: {continue-on-error: true, runs-on: x, steps: [{run: make}]}\n" + publish(ASK, SAFE), [], id="may-fail"
        ),
        pytest.param(
            "main: {if: github.ref_type == 'branch', runs-on: x, steps: [{run: make}]}\n"
            + publish(ASK, SAFE, more="needs: test, if: github.ref_type == 'tag'"),
            [],
            id="at-other-events",
        ),
    ],
)
def test_nothing_is_published_before_every_gate_has_passed(jobs, named):
    messages = [message for rule, message in found(jobs) if rule == "publish-before-gate"]

    assert bool(named) is bool(messages)
    assert all(name in messages[0] for name in named)


def test_tests_behind_the_publishing():
    assert "publish-before-gate" in rules(publish(ASK, SAFE, "{name: Last, run: pytest}"))
    assert "publish-before-gate" not in rules(publish("{name: First, run: pytest}", ASK, SAFE))
    assert "publish-before-gate" in rules(
        publish(
            "{name: First, run: make}", ASK, "{if: always() && steps.ask.outputs.there != 'true', run: npm publish}"
        )
    )
    assert "publish-before-gate" not in rules(publish("{name: First, continue-on-error: true, run: make}", ASK, SAFE))
    assert "publish-before-gate" in rules(publish("{name: First, continue-on-error: true, run: pytest}", ASK, SAFE))
    assert "publish-before-gate" in rules(
        publish(
            "{name: First, run: pytest}", ASK, "{if: always() && steps.ask.outputs.there != 'true', run: npm publish}"
        )
    )


def test_a_called_workflow_publishes():
    called = f"on: workflow_call\njobs: {{go: {{runs-on: x, steps: [{ASK}, {SAFE}]}}}}"
    call = "call: {NEEDSuses: ./.github/workflows/called.yml}\n" + TEST

    assert {"publish-before-gate"} == rules(call.replace("NEEDS", ""), called=called)
    assert set() == rules(call.replace("NEEDS", "needs: test, "), called=called)


@pytest.mark.parametrize(
    ("jobs", "expected"),
    [
        pytest.param(publish(ASK, SAFE, "{name: Tell, run: make}"), set(), id="asks-first"),
        pytest.param(
            publish("{run: npm publish}", "{name: Tell, run: make}"),
            {"lost-by-failure", "publish-again"},
            id="a-later-step",
        ),
        pytest.param(publish("{run: npm publish}"), {"publish-again"}, id="alone"),
        pytest.param(publish("{run: twine upload dist/*}"), {"lost-by-failure", "publish-again"}, id="many-files"),
        pytest.param(publish("{run: twine upload --skip-existing dist/*}"), set(), id="skips-existing"),
        pytest.param(
            publish(ASK, SAFE, more="needs: test, if: github.run_attempt == 1"), {"lost-by-failure"}, id="first-attempt"
        ),
        pytest.param(
            publish("{if: github.run_attempt == 1, run: npm publish}"),
            {"lost-by-failure", "publish-again"},  # by hand it is a first attempt once more
            id="step-at-the-first-attempt",
        ),
        pytest.param(
            "build: {if: github.run_attempt == 1, runs-on: x, steps: [{run: make}]}\n"
            + publish(ASK, SAFE, more="needs: [test, build]"),
            {"lost-by-failure"},
            id="build-at-the-first-attempt",
        ),
    ],
)
def test_each_failure_and_each_repetition(jobs, expected):
    assert expected == rules(jobs)


@pytest.mark.parametrize(
    ("skips", "expected"),
    [
        pytest.param("true", set(), id="always"),
        pytest.param("false", {"lost-by-failure", "publish-again"}, id="never"),
        pytest.param("${{ github.run_attempt != '1' }}", {"publish-again"}, id="on-the-second-attempt-alone"),
        pytest.param(
            "${{ github.event_name == 'workflow_dispatch' }}", {"lost-by-failure", "publish-again"}, id="by-hand"
        ),
        pytest.param("${{ github.run_attempt != '1' || github.event_name == 'workflow_dispatch' }}", set(), id="both"),
        pytest.param("${{ vars.SKIP }}", set(), id="unknown"),
    ],
)
def test_an_input_decides_what_is_skipped(skips, expected):
    step = f"{{uses: pypa/gh-action-pypi-publish@release/v1, with: {{skip-existing: '{skips.replace(chr(39), chr(39) * 2)}'}}}}"

    assert expected == rules(publish(step, more="needs: test, permissions: {id-token: write}"))


def test_nobody_starts_by_hand_what_has_no_dispatch():
    step = "{uses: pypa/gh-action-pypi-publish@release/v1, with: {skip-existing: \"${{ github.run_attempt != '1' }}\"}}"
    jobs = publish(step, more="needs: test, permissions: {id-token: write}")

    assert [
        ("publish-again", "started by hand after a success, this step publishes to PyPI again, which is refused")
    ] == (found(jobs))
    assert [] == found(jobs, HEAD.replace(", workflow_dispatch: ", ""))
    only_tags = jobs.replace("needs: test", "needs: test, if: github.event_name == 'push'")
    assert [] == found(only_tags)


def test_the_repository_is_the_one_that_releases():
    jobs = publish(ASK, SAFE, more="if: github.repository == 'me/mine'")
    text = HEAD + indent(jobs, "  ")

    assert {"publish-before-gate"} == {one.rule for one in Repo.of({"ci.yml": text}, name="me/mine").check_all()}
    assert set() == {one.rule for one in Repo.of({"ci.yml": text}, name="me/other").check_all()}


AUTH = "{id: auth, IF uses: rust-lang/crates-io-auth-action@v1}"
CARGO = "{IF run: cargo publish, env: {CARGO_REGISTRY_TOKEN: '${{ steps.auth.outputs.token }}'}}"
NEW = "if: steps.ask.outputs.there != 'true', "


@pytest.mark.parametrize(
    ("auth", "cargo", "expected"),
    [
        pytest.param(NEW, NEW, set(), id="both-alike"),
        pytest.param(
            "if: github.ref_type == 'tag', ", "if: github.ref_type == 'branch', ", {"unused-credential"}, id="apart"
        ),
        pytest.param("", "if: github.ref_type == 'branch', ", {"unused-credential"}, id="fetched-in-vain"),
        pytest.param("if: github.ref_type == 'branch', ", "", {"unused-credential"}, id="goes-without"),
    ],
)
def test_every_credential_is_used(auth, cargo, expected):
    jobs = publish(
        ASK, AUTH.replace("IF", auth), CARGO.replace("IF", cargo), more="needs: test, permissions: {id-token: write}"
    )

    assert expected == rules(jobs) & {"unused-credential"}


def test_a_right_to_ask_for_a_credential_that_nothing_needs():
    head = "on: push\npermissions: {}\njobs:\n"
    jobs = "a: {runs-on: x, permissions: {id-token: write}, steps: [{uses: actions/checkout@v7}]}"

    assert {"over-granted-permission"} == rules(jobs, head)
    assert set() == rules(jobs.replace("id-token", "packages"), head)
    assert set() == rules(jobs.replace("}]}", "}, {run: make}]}"), head)  # a script may ask for one


def test_an_artifact_that_only_the_failed_job_made():
    jobs = f"""
        build:
          runs-on: x
          steps: [{{run: make}}, {{if: github.run_attempt == 1, uses: actions/upload-artifact@v7, with: {{name: dist}}}}]
        publish:
          needs: build
          runs-on: x
          steps:
            - {{uses: actions/download-artifact@v7, with: {{name: dist}}}}
            - {ASK}
            - {SAFE}
    """
    messages = [message for rule, message in found(jobs) if rule == "lost-by-failure"]

    assert "when 'build' fails and is run again, 'publish' finds no artifact 'dist'" in messages
    assert set() == rules(jobs.replace("if: github.run_attempt == 1, ", ""))


def test_workflows_that_do_not_publish_are_let_be():
    assert [] == found(
        "a: {runs-on: x, steps: [{run: make}]}\nb: {if: github.run_attempt == 1, runs-on: x, steps: [{run: y}]}"
    )


# The command.

SOURCE = """\
from ghflow import Job, Push, Step, Workflow, github

test = Job("test", runs_on="ubuntu-latest", steps=[Step("Test", run="make test")])
docs = Job(
    "docs",
    if_=github.event_name == "release",  # <- this line
    needs=[test],
    runs_on="ubuntu-latest",
    steps=[Step("Docs", run="make docs")],
)
later = Job("later", needs=[docs], runs_on="ubuntu-latest", steps=[Step("Later", run="make later")])
workflow = Workflow("CI", on=Push(branches=["main"]), permissions={}, jobs=[test, docs, later])
"""


def shown(ended):
    assert ended.err == ""
    return [(one["rule"], one["line"]) for one in json.loads(ended.out)]


def lines(text, *words):
    return [next(number for number, line in enumerate(text.splitlines(), 1) if word in line) for word in words]


def test_only_when_it_is_asked_for(project):
    project.write("workflows/ci.py", SOURCE)

    assert "unreachable" not in project.main("check").out
    assert "[unreachable-job]" in project.main("check", "--all-events").out


def test_one_thing_is_said_once_and_at_the_line_of_the_source(project):
    project.write("workflows/ci.py", SOURCE)
    dead, later = lines(SOURCE, "# <- this line", "later = Job")

    assert [("condition-never-true", dead), ("unreachable-job", later)] == shown(
        project.main("check", "--all-events", "--format", "json")
    )
    assert [("unreachable-job", dead), ("unreachable-job", later)] == shown(
        project.main("check", "--all-events", "--rule", "unreachable-job", "--format", "json")
    )


def test_what_an_object_allows(project):
    text = SOURCE.replace('"later", needs', '"later", allow="unreachable-job", needs')
    project.write("workflows/ci.py", text)
    ended = project.main("check", "--all-events", "--ignore", "condition-never-true")

    assert "later" not in ended.out
    assert "1 allowed" in ended.out
    assert "unused-suppression" not in project.main("check").out
    project.write("workflows/ci.py", text.replace('"release"', '"push"'))
    assert "unused-suppression" in project.main("check", "--all-events").out


def test_what_the_settings_allow(project):
    project.write("workflows/ci.py", SOURCE)
    project.write("pyproject.toml", "[tool.ghflow]\nallow = ['unreachable-job', 'condition-never-true']\n")
    ended = project.main("check", "--all-events")

    assert "nothing to report" in ended.out
    assert 0 == ended.code


def test_errors_make_the_check_fail(project):
    file = HEAD + indent(publish("{run: npm publish}", more="name: P"), "  ")
    project.write(".github/workflows/ci.yml", file)

    assert 0 == project.main("check", "--severity", "error").code
    ended = project.main("check", "--all-events", "--severity", "error")
    assert 1 == ended.code
    assert "[publish-before-gate]" in ended.out

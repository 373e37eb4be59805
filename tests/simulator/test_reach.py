"""What no event can bring about, and what looks so and is not."""

from __future__ import annotations

import pytest

from ghflow.project.all_events import check_all
from ghflow.simulator.events import dispatch, push, tag

STEP = "runs-on: x, steps: [{run: make}]"


def found(repository, text, *, only=None, **others):
    made = repository(text, {name.replace("_", "."): other for name, other in others.items()})
    return [(one.rule, one.path) for one in check_all(made) if only is None or one.rule == only]


@pytest.mark.parametrize(
    ("on", "condition", "dead"),
    [
        pytest.param("push", "github.ref == 'refs/heads/main'", False, id="any-branch"),
        pytest.param("{push: {branches: [main]}}", "github.ref == 'refs/heads/main'", False, id="that-branch"),
        pytest.param("{push: {branches: [main]}}", "github.ref == 'refs/heads/master'", True, id="another-branch"),
        pytest.param("{push: {branches: [main]}}", "startsWith(github.ref, 'refs/tags/')", True, id="no-tags"),
        pytest.param("{push: {tags: ['v*']}}", "contains(github.ref, '-rc')", False, id="part-of-a-tag"),
        pytest.param("{push: {tags: ['v*']}}", "endsWith(github.ref_name, '-rc')", False, id="end-of-a-tag"),
        pytest.param("{push: {tags: ['v[0-9].[0-9]']}}", "contains(github.ref, '-rc')", True, id="no-room"),
        pytest.param(
            "{push: {tags: ['v*']}}",
            "contains(github.ref, '-rc') && !contains(github.ref, 'dev') && startsWith(github.ref_name, 'v')",
            False,
            id="several-parts",
        ),
        pytest.param("{push: {branches: ['**']}}", "github.ref == vars.BRANCH", False, id="compared-with-a-name"),
        pytest.param(
            "{push: {tags: ['v*']}}", "contains(fromJSON(vars.TAGS), github.ref_name)", False, id="listed-tags"
        ),
        pytest.param(
            "{push: {tags: ['v*']}}", "contains(format('{0}.', github.ref_name), '9.')", False, id="part-of-a-made-text"
        ),
        pytest.param(
            "{pull_request: {branches: ['*']}}", "format('{0}', github.base_ref) == 'x7'", False, id="base-in-a-text"
        ),
        pytest.param(
            "{workflow_run: {workflows: [CI], types: [completed]}}",
            "format('{0}', github.event.workflow_run.head_branch) == 'x7'",
            False,
            id="branch-of-a-run-in-a-text",
        ),
        pytest.param("{push: {branches: [main]}}", "github.event_name == 'pull_request'", True, id="another-event"),
        pytest.param("[push, pull_request]", "github.event_name == 'pull_request'", False, id="that-event"),
        pytest.param("pull_request", "github.base_ref == 'main'", False, id="base"),
        pytest.param("{pull_request: {branches: [dev]}}", "github.base_ref == 'main'", True, id="another-base"),
        pytest.param("pull_request", "github.event.action == 'closed'", True, id="a-type-that-does-not-count"),
        pytest.param("{pull_request: {types: [closed]}}", "github.event.pull_request.merged", False, id="merged"),
        pytest.param("pull_request", "github.event.pull_request.head.repo.fork", False, id="fork"),
        pytest.param(
            "pull_request",
            "github.event.pull_request.head.repo.full_name != github.repository",
            False,
            id="fork-by-name",
        ),
        pytest.param("push", "github.actor == 'me'", False, id="somebody"),
        pytest.param("push", "github.repository == 'me/mine'", False, id="some-repository"),
        pytest.param("push", "github.run_attempt > 1", False, id="attempt"),
        pytest.param("push", "contains(github.event.head_commit.message, 'x')", False, id="message"),
        pytest.param("push", "vars.X == 'y'", False, id="variable"),
        pytest.param("push", "failure()", True, id="failure-without-needs"),
        pytest.param("push", "cancelled()", False, id="cancelled"),
        pytest.param("push", "always()", False, id="always"),
        pytest.param("push", "false", True, id="false"),
        pytest.param("push", "inputs.x", True, id="no-input"),
        pytest.param("workflow_call", "github.event_name == 'push'", False, id="any-caller"),
        pytest.param("{workflow_call: {inputs: {x: {type: string}}}}", "inputs.x == 'y'", False, id="any-input"),
        pytest.param(
            "{schedule: [{cron: '0 1 * * *'}]}", "github.event.schedule == '0 2 * * *'", True, id="another-time"
        ),
        pytest.param(
            "{schedule: [{cron: '0 1 * * *'}]}", "github.event.schedule == '0 1 * * *'", False, id="that-time"
        ),
        pytest.param(
            "{workflow_run: {workflows: [CI], types: [completed]}}",
            "github.event.workflow_run.conclusion == 'failure'",
            False,
            id="any-conclusion",
        ),
        pytest.param("{release: {types: [published]}}", "github.event.release.prerelease", False, id="any-release"),
        pytest.param("{release: {types: [published]}}", "github.event.action == 'created'", True, id="another-type"),
    ],
)
def test_jobs_and_steps(repository, on, condition, dead):
    job = f'on: {on}\njobs: {{a: {{if: "{condition}", {STEP}}}}}'
    step = f'on: {on}\njobs: {{a: {{runs-on: x, steps: [{{run: make}}, {{if: "{condition}", run: make}}]}}}}'
    rules = [rule for rule, _ in found(repository, job)]

    assert (["unreachable-job"] if dead else []) == rules
    if condition != "failure()":
        assert ([("condition-never-true", "jobs.a.steps[1].if")] if dead else []) == found(repository, step)
    else:
        assert [] == found(repository, step)


def test_the_first_step_never_sees_a_failure(repository):
    text = "on: push\njobs: {a: {runs-on: x, steps: [{if: steps.later.outcome == 'failure', run: make}, {id: later, run: x}]}}"

    assert [("condition-never-true", "jobs.a.steps[0].if")] == found(repository, text)


@pytest.mark.parametrize(
    ("jobs", "dead"),
    [
        pytest.param(f"a: {{{STEP}}}\n  b: {{needs: a, if: failure(), {STEP}}}", [], id="after-a-failure"),
        pytest.param(
            f"a: {{{STEP}}}\n  b: {{needs: a, if: always() && needs.a.result == 'cancelled', {STEP}}}",
            [],
            id="cancelled",
        ),
        pytest.param(f"a: {{if: false, {STEP}}}\n  b: {{needs: a, {STEP}}}", ["a", "b"], id="needs-a-dead-one"),
        pytest.param(
            f"a: {{if: false, {STEP}}}\n  b: {{needs: a, if: always(), {STEP}}}", ["a"], id="runs-all-the-same"
        ),
        pytest.param(
            f"a: {{{STEP}, outputs: {{x: '${{{{ steps.s.outputs.x }}}}'}}}}\n  b: {{needs: a, if: needs.a.outputs.x, {STEP}}}",
            ["b"],
            id="an-output-that-is-never-set",
        ),
    ],
)
def test_jobs_behind_jobs(repository, jobs, dead):
    text = f"on: push\njobs:\n  {jobs}"

    assert [f"jobs.{name}" for name in dead] == [
        path.rpartition(".")[0] for _, path in found(repository, text, only="unreachable-job")
    ]


@pytest.mark.parametrize(
    ("on", "dead"),
    [
        pytest.param("{push: {branches: ['!main']}}", ["on.push"], id="negations-only"),
        pytest.param("{push: {branches: [main, '!*']}}", ["on.push"], id="all-left-out"),
        pytest.param("{push: {branches: ['**', '!1']}}", [], id="one-left-out"),
        pytest.param("{push: {branches-ignore: ['**']}, pull_request: }", ["on.push"], id="all-ignored"),
        pytest.param("{push: {branches-ignore: ['**'], tags: ['v*']}}", [], id="tags-are-left"),
        pytest.param("{push: {branches: [main], paths: [src/**]}}", [], id="paths-may-match"),
        pytest.param("{pull_request: {branches: ['!x']}}", ["on.pull_request"], id="no-base"),
        pytest.param("{push: {tags: [refs/tags/v*]}, workflow_dispatch: }", ["on.push"], id="tags-with-their-prefix"),
    ],
)
def test_triggers(repository, on, dead):
    text = f"on: {on}\njobs: {{a: {{{STEP}}}}}"

    assert dead == [path for _, path in found(repository, text, only="unreachable-trigger")]


@pytest.mark.parametrize(
    ("matrix", "empty"),
    [
        pytest.param("{os: [a, b], exclude: [{os: a}, {os: b}]}", True, id="all-excluded"),
        pytest.param("{os: [a, b], exclude: [{os: a}]}", False, id="one-is-left"),
        pytest.param("{os: [a], exclude: [{os: a}], include: [{os: c}]}", False, id="included"),
        pytest.param(
            "\"${{ fromJSON(github.event_name == 'push' && '{\\\"os\\\": []}' || '{\\\"os\\\": [1]}') }}\"",
            True,
            id="no-values-at-push",
        ),
        pytest.param(
            "\"${{ fromJSON(github.event_name == 'push' && '{\\\"os\\\": [2]}' || '{\\\"os\\\": [1]}') }}\"",
            False,
            id="values",
        ),
        pytest.param("'${{ fromJSON(vars.LEGS) }}'", False, id="unknown"),
    ],
)
def test_matrices(repository, matrix, empty):
    text = f"on: [push, pull_request]\njobs: {{a: {{strategy: {{matrix: {matrix}}}, {STEP}}}}}"

    assert empty is (("empty-matrix", "jobs.a.strategy.matrix") in found(repository, text))


def test_called_workflows(repository):
    caller = "on: push\njobs: {call: {uses: ./.github/workflows/called.yml, with: {level: high}}}"
    called = (
        "on: {workflow_call: {inputs: {level: {type: string}}}}\n"
        f"jobs: {{go: {{if: inputs.level == 'low', {STEP}}}, never: {{if: github.event_name == '', {STEP}}}}}"
    )

    assert [] == found(repository, caller, called_yml=called)


def test_events_of_ones_own(repository):
    made = repository(f"on: [push, workflow_dispatch]\njobs: {{a: {{if: github.ref_type == 'tag', {STEP}}}}}")

    assert [] == check_all(made)
    assert [] == check_all(made, [tag("v1")])
    assert ["unreachable-job"] == [one.rule for one in check_all(made, [push(), dispatch()])]


def test_what_is_found_is_shown_at_the_line(repository):
    text = "on: {push: {branches: [main]}}\njobs:\n  a:\n    if: github.ref_type == 'tag'\n    runs-on: x\n"
    text += "    steps: [{run: make}]\n"
    (one,) = check_all(repository(text))

    assert (4, "warning") == (one.where.line, one.severity.value)
    assert (
        "job 'a' never runs: its condition is never true "
        "(at push of the branch main github.ref_type == 'tag' is false: 'branch' == 'tag')"
    ) == one.message


def test_what_is_allowed_is_left_out(repository):
    text = "on: {push: {branches: [main]}}\njobs:\n  # ghflow: allow unreachable-job\n"
    text += f"  a: {{if: github.ref_type == 'tag', {STEP}}}\n"

    assert [] == check_all(repository(text))


def test_a_job_whose_needs_run_at_other_events(repository):
    text = f"""\
on: [push, pull_request]
jobs:
  a: {{if: github.event_name == 'push', {STEP}}}
  b: {{needs: a, if: github.event_name == 'pull_request', {STEP}}}
"""
    (one,) = check_all(repository(text))

    assert "jobs.b.needs" == one.path
    assert one.message.startswith(
        "job 'b' never runs: at pull_request (opened) from 'some-branch' into 'main' 'a' is skipped"
    )

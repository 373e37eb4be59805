"""The events that triggers define."""

from __future__ import annotations

from textwrap import dedent

import pytest

from ghflow.expr.unknown import Unknown
from ghflow.simulator.eventspace import event_space, events_of
from ghflow.simulator.planning import plan
from ghflow.simulator.triggers import decide

JOBS = "\njobs: {a: {runs-on: x, steps: [{run: make}]}}"


@pytest.fixture
def events(repository):
    def make(text):
        made = repository(text if "jobs:" in text else dedent(text) + JOBS)
        return events_of(made.workflows[".github/workflows/ci.yml"])

    return make


def refs(found, name="push"):
    return [one.ref for one in found if one.name == name]


@pytest.mark.parametrize(
    ("filters", "starting", "silent"),
    [
        pytest.param("{branches: [main]}", "refs/heads/main", "refs/tags/v1.0.0", id="one-branch"),
        pytest.param("{branches: ['release/**']}", "refs/heads/release/1", "refs/heads/main", id="pattern"),
        pytest.param("{tags: ['v*.*.*']}", "refs/tags/v1.1.1", "refs/tags/some-tag", id="tags"),
        pytest.param("{branches-ignore: ['wip/*']}", "refs/heads/main", "refs/heads/wip/1", id="ignored"),
        pytest.param("{branches: ['**', '!old/**']}", "refs/heads/some-branch", "refs/heads/old/1", id="left-out"),
    ],
)
def test_branches_and_tags_that_match_and_that_do_not(events, repository, filters, starting, silent):
    text = f"on: {{push: {filters}}}"
    found = events(text)
    workflow = repository(text + JOBS).workflows[".github/workflows/ci.yml"]
    starts = {one.ref: decide(workflow, one).triggered for one in found}

    assert starts[starting] is True
    assert starts[silent] is False


def test_texts_of_conditions_are_tried(events):
    text = """
        on: {push: {tags: ['v*.*.*']}, workflow_dispatch: }
        env: {LEVEL: "${{ endsWith(github.ref, '-beta') && 'b' || 'a' }}"}
        jobs:
          a: {if: "contains(github.ref_name, '-rc')", runs-on: x, steps: [{run: make}]}
          b: {if: github.ref == 'refs/heads/stable', runs-on: x, steps: [{run: make}]}
    """
    found = events(text)
    pushed = [ref for ref in refs(found) if ref.startswith("refs/tags/v1")]

    assert any("-rc" in ref for ref in pushed)
    assert any(ref.endswith("-beta") for ref in pushed)
    assert "refs/heads/stable" in refs(found, "workflow_dispatch")


@pytest.mark.parametrize(
    ("condition", "is_open"),
    [
        pytest.param("github.ref == 'refs/heads/main'", False, id="compared"),
        pytest.param("startsWith(github.ref, 'refs/tags/')", False, id="function"),
        pytest.param("github.ref == vars.BRANCH", True, id="compared-with-a-name"),
        pytest.param("contains(fromJSON('[\"main\"]'), github.ref_name)", True, id="searched"),
        pytest.param("github.actor == 'me'", False, id="something-else"),
    ],
)
def test_a_reference_that_cannot_be_made_up_is_unknown_too(events, condition, is_open):
    text = f"""
        on: {{push: {{branches: ['**']}}}}
        jobs: {{a: {{if: "{condition.replace('"', chr(92) + '"')}", runs-on: x, steps: [{{run: make}}]}}}}
    """

    assert is_open is any("ref" in one.unknown for one in events(text))


def test_pull_requests(events):
    found = events("on: {pull_request: {types: [opened, closed], branches: [main]}}")
    seen = {(one.action, one.base_ref, one.fork, one.payload["pull_request"]["merged"]) for one in found}

    assert {("opened", "main", True, False), ("closed", "main", False, True), ("closed", "main", True, False)} <= seen
    assert ("opened", "main", False, True) not in seen
    assert {"refs/heads/main"} == {
        one.ref for one in found if one.ref != "refs/pull/1/merge" and one.base_ref == "main"
    }


def test_types_that_count_by_default(events):
    assert {"opened", "synchronize", "reopened"} == {one.action for one in events("on: pull_request")}
    assert "labeled" in {one.action for one in events("on: issues")}
    assert {"nightly", "weekly"} == {
        one.action for one in events("on: {repository_dispatch: {types: [nightly, weekly]}}")
    }


def test_inputs(events):
    text = """
        on:
          workflow_dispatch:
            inputs:
              level: {type: choice, options: [low, high]}
              dry: {type: boolean}
              version: {required: true}
    """
    found = [one.inputs for one in events(text) if one.ref == "refs/heads/main"]

    assert {("low", True), ("low", False), ("high", True), ("high", False)} == {
        (one["level"], one["dry"]) for one in found
    }
    assert all(one["version"] == Unknown("inputs.version", "string") for one in found)


def test_too_many_combinations_are_left_open(events):
    inputs = ", ".join(f"i{number}: {{type: boolean}}" for number in range(8))
    found = [
        one for one in events(f"on: {{workflow_dispatch: {{inputs: {{{inputs}}}}}}}") if one.ref == "refs/heads/main"
    ]

    assert 1 == len(found)
    assert Unknown("inputs.i0", "boolean") == found[0].inputs["i0"]


def test_times_runs_and_calls(events):
    found = events("""
        on:
          schedule: [{cron: '0 1 * * *'}, {cron: '0 2 * * *'}]
          workflow_run: {workflows: [CI, 'Deploy *'], types: [completed], branches: [main]}
          workflow_call: {inputs: {level: {type: string, required: true}}}
        jobs: {a: {runs-on: x, steps: [{run: make}]}}
    """)

    assert ["0 1 * * *", "0 2 * * *"] == [one.payload["schedule"] for one in found if one.name == "schedule"]
    assert {"CI", "Deploy 1"} == {one.payload["workflow_run"]["name"] for one in found if one.name == "workflow_run"}
    (call,) = [one for one in found if one.name == "workflow_call"]
    assert "event_name" in call.unknown
    assert Unknown("inputs.level", "string") == call.inputs["level"]


def test_what_no_trigger_decides_is_unknown(repository):
    made = repository("""
        on: {push: {branches: [main]}, pull_request: , workflow_call: }
        jobs:
          who: {if: github.actor == 'me', runs-on: x, steps: [{run: make}]}
          where: {if: github.repository == 'me/mine', runs-on: x, steps: [{run: make}]}
          head: {if: "startsWith(github.head_ref, 'fix/')", runs-on: x, steps: [{run: make}]}
          draft: {if: github.event.pull_request.draft, runs-on: x, steps: [{run: make}]}
          call: {if: github.event_name == 'push', runs-on: x, steps: [{run: make}]}
    """)
    runs = {
        (event.name, job.id): job.runs if isinstance(job.runs, bool) else None
        for event in event_space(made)
        for job in plan(made, event)["ci.yml"].jobs.values()
    }

    assert {None} == {
        runs["push", "who"],
        runs["push", "where"],
        runs["pull_request", "head"],
        runs["workflow_call", "call"],
    }
    assert runs["pull_request", "draft"] is None
    assert (False, False) == (runs["push", "head"], runs["push", "draft"])
    assert (True, False) == (runs["push", "call"], runs["pull_request", "call"])


def test_events_of_several_workflows_come_once(repository):
    made = repository("on: push" + JOBS, {"other.yml": "on: push" + JOBS})
    found = event_space(made)

    assert len(found) == len({repr(one) for one in found})
    assert found == event_space(made, [".github/workflows/other.yml"])

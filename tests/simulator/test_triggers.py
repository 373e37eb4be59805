"""Which events start a workflow, with the reason in words."""

from __future__ import annotations

from datetime import datetime

import pytest

from ghflow.expr import Unknown
from ghflow.reader.document import loads
from ghflow.simulator.events import (
    EventError,
    dispatch,
    event,
    from_payload,
    merge_group,
    pull_request,
    push,
    release,
    repository_dispatch,
    schedule,
    tag,
    workflow_call,
    workflow_run,
)
from ghflow.simulator.triggers import decide


def on(text: str):
    return loads(f"on:\n{text}\njobs: {{a: {{runs-on: ubuntu-latest, steps: [{{run: make}}]}}}}\n").document


TAGS = "  push: {tags: ['v*.*.*']}"


@pytest.mark.parametrize(
    ("text", "happened", "triggered", "why"),
    [
        pytest.param(TAGS, tag("v1.2.3"), True, "tag 'v1.2.3' matches tags: v*.*.*", id="tag"),
        pytest.param(TAGS, tag("v1.2"), False, "tag 'v1.2' matches none of tags: v*.*.*", id="other-tag"),
        pytest.param(TAGS, push("main"), False, "it filters tags only, so that no branch starts it", id="tags-only"),
        pytest.param("  push: {branches: [main]}", tag("v1"), False, "no tag starts it", id="branches-only"),
        pytest.param(
            "  push: {tags-ignore: ['v*']}", push("main"), False, "filters tags-ignore only", id="tags-ignore"
        ),
        pytest.param("  push:", tag("v1"), True, "push of the tag v1", id="no-filter-tag"),
        pytest.param(
            "  push: {branches: [main, '!main']}", push(), False, "left out again by branches: !main", id="not"
        ),
        pytest.param("  push: {branches-ignore: ['dev*']}", push("dev"), False, "ignored by branches-ignore", id="ign"),
        pytest.param("  push: {branches-ignore: ['dev*']}", push("main"), True, "is not ignored", id="not-ignored"),
        pytest.param("  push: {branches: [a], branches-ignore: [b]}", push("a"), False, "has both", id="both"),
        pytest.param(
            "  push: {paths: ['**.md']}", push(changed=["a.py"]), False, "no changed file matches", id="paths"
        ),
        pytest.param(
            "  push: {paths: ['**.md']}", push(changed=["a.py", "b.md"]), True, "file b.md matches", id="path"
        ),
        pytest.param("  push: {paths: ['**.md']}", push(changed=[]), False, "no file changed", id="nothing-changed"),
        pytest.param("  push: {paths: ['**.md']}", tag("v1"), True, "push of the tag v1", id="paths-and-tag"),
        pytest.param("  push: {paths-ignore: ['**.md']}", push(changed=["b.md"]), False, "all changed", id="ignored"),
        pytest.param("  push: {paths-ignore: ['**.md']}", push(changed=["b.md", "c"]), True, "file c is", id="one-not"),
        pytest.param("  push: {branches: [x], paths: ['*']}", push(changed=["a"]), False, "branch 'main'", id="and"),
        pytest.param("  push: {paths_ignore: ['**']}", push(changed=["a"]), True, "push of", id="misspelt"),
        pytest.param("  push:", push(message="x [skip ci]"), False, "says [skip ci]", id="skip"),
        pytest.param("  workflow_dispatch:", push(), False, "push is not among its events (workflow_", id="not-there"),
        pytest.param("  pull_request: {branches: [main]}", pull_request("main", "dev"), True, "base branch", id="base"),
        pytest.param("  pull_request: {branches: [dev]}", pull_request("main", "dev"), False, "base branch", id="head"),
        pytest.param("  pull_request:", pull_request(action="closed"), False, "only opened, synch", id="types"),
        pytest.param("  pull_request: {types: [closed]}", pull_request(action="closed"), True, "among", id="closed"),
        pytest.param("  pull_request: {types: [closed]}", pull_request(), False, "opened is not among", id="opened"),
        pytest.param("  pull_request: {paths: [src/**]}", pull_request(changed=["src/a"]), True, "src/a", id="pr-path"),
        pytest.param("  issues:", event("issues", action="typed"), True, "issues (typed)", id="all-types"),
        pytest.param("  release: {types: [created]}", release(), False, "published is not among", id="release"),
        pytest.param("  schedule: [{cron: '0 1 * * *'}]", schedule(), True, "schedule '0 1 * * *'", id="cron"),
        pytest.param("  schedule: [{cron: '0 1 * * *'}]", schedule("1 1 * * *"), False, "is none of", id="other-cron"),
        pytest.param('  schedule: [{cron: "0  1 * * *\\n"}]', schedule("0 1 * * *"), True, "sched", id="newline"),
        pytest.param("  merge_group: {branches: [main]}", merge_group("main"), True, "base branch", id="queue"),
        pytest.param("  repository_dispatch: {types: [go]}", repository_dispatch("go"), True, "go", id="api"),
        pytest.param("  repository_dispatch: {types: [go]}", repository_dispatch("no"), False, "no", id="api-other"),
        pytest.param("  workflow_call:", workflow_call(), True, "workflow_call", id="call"),
        pytest.param("  workflow_run: {workflows: [CI]}", workflow_run("CI"), True, "'CI' is among", id="run"),
        pytest.param(
            "  workflow_run: {workflows: ['C*']}", workflow_run("CI"), True, "'CI' is among", id="run-pattern"
        ),
        pytest.param(
            "  workflow_run: {workflows: [X]}", workflow_run("CI"), False, "none of workflows: X", id="run-no"
        ),
        pytest.param("  workflow_run: {workflows: [CI]}", event("workflow_run"), True, "'CI' is", id="run-any"),
        pytest.param(
            "  workflow_run: {workflows: [CI], branches: [x]}", workflow_run("CI"), False, "branch 'main'", id="run-on"
        ),
    ],
)
def test_triggers(text, happened, triggered, why):
    decision = decide(on(text), happened)

    assert decision.triggered is triggered
    assert why in decision.why


def test_filters_of_paths_need_the_changed_files():
    decision = decide(on("  push: {paths: [src/**]}"), push())

    assert Unknown("a changed file matches paths: src/**", "boolean") == decision.triggered
    assert decision.why.endswith("runs if a changed file matches paths: src/**")


def test_a_misspelt_filter_is_told():
    assert ("on.push has no key 'paths_ignored': GitHub overlooks it, so that it filters nothing",) == decide(
        on("  push: {paths_ignored: ['**']}"), push()
    ).warnings
    assert () == decide(on("  push: {paths-ignore: ['x']}"), push(changed=["a"])).warnings


def test_the_cron_of_a_schedule_is_in_the_event():
    two = on("  schedule: [{cron: '0 1 * * *'}, {cron: '0 2 * * 1'}]")

    assert "0 1 * * *" == decide(two, schedule()).event.payload["schedule"]
    assert "0 2 * * 1" == decide(two, schedule("0 2 * * 1")).event.payload["schedule"]


@pytest.mark.parametrize(
    ("text", "at", "cron"),
    [
        pytest.param("[{cron: '30 5 * * *'}, {cron: '0 6 * * *'}]", "2026-11-23T06:00+00:00", "0 6 * * *", id="utc"),
        pytest.param(
            "[{cron: '30 5 * * *', timezone: Europe/Berlin}]", "2026-11-23T04:30+00:00", "30 5 * * *", id="zone"
        ),
        pytest.param("[{cron: '30 5 * * *', timezone: Europe/Berlin}]", "2026-11-23T05:30+00:00", None, id="not-utc"),
        pytest.param("[{cron: '0 6 * * 1'}]", "2026-11-24T06:00+00:00", None, id="another-day"),
    ],
)
def test_the_moment_of_a_schedule(text, at, cron):
    decision = decide(on(f"  schedule: {text}"), schedule(at=datetime.fromisoformat(at)))

    assert (cron is not None) is decision.triggered
    assert cron == decision.event.payload.get("schedule")


def test_a_moment_needs_a_time_zone():
    with pytest.raises(EventError, match="needs a time zone"):
        schedule(at=datetime(2026, 11, 23))


INPUTS = """  workflow_dispatch:
    inputs:
      level: {type: choice, options: [low, high], required: true}
      dry: {type: boolean, default: true}
      note: {}
      n: {type: number, default: 3}"""


@pytest.mark.parametrize(
    ("inputs", "typed", "sent"),
    [
        pytest.param(
            {"level": "high"},
            {"level": "high", "dry": True, "note": "", "n": "3"},
            {"level": "high", "dry": "true", "note": "", "n": "3"},
            id="defaults",
        ),
        pytest.param(
            {"LEVEL": "low", "dry": "false", "note": "x", "n": "7"},
            {"level": "low", "dry": False, "note": "x", "n": "7"},
            {"level": "low", "dry": "false", "note": "x", "n": "7"},
            id="all",
        ),
    ],
)
def test_dispatch_inputs(inputs, typed, sent):
    decision = decide(on(INPUTS), dispatch(inputs=inputs))

    assert typed == decision.event.inputs
    assert sent == decision.event.payload["inputs"]


@pytest.mark.parametrize(
    ("inputs", "why"),
    [
        pytest.param({}, "the input 'level' is required", id="missing"),
        pytest.param({"level": "mid"}, "one of low, high, got 'mid'", id="choice"),
        pytest.param({"level": "low", "x": "1"}, "declares no input 'x'", id="undeclared"),
        pytest.param({"level": "low", "dry": "maybe"}, "is true or false", id="boolean"),
        pytest.param({"level": "low", "n": "x"}, "is a number", id="number"),
    ],
)
def test_refused_dispatches(inputs, why):
    decision = decide(on(INPUTS), dispatch(inputs=inputs))

    assert decision.triggered is False
    assert why in decision.why


def test_what_nobody_typed_is_unknown():
    decision = decide(on(INPUTS), dispatch())

    assert Unknown("inputs.level", "string") == decision.event.inputs["level"]
    assert decision.triggered is True


@pytest.mark.parametrize(
    ("name", "payload", "ref", "facts"),
    [
        pytest.param(
            "push",
            {"ref": "refs/tags/v1", "after": "abc", "commits": [{"added": ["a"], "modified": ["b"], "removed": ["a"]}]},
            "refs/tags/v1",
            {"sha": "abc", "changed": ("a", "b"), "fork": False},
            id="push",
        ),
        pytest.param(
            "pull_request",
            {
                "action": "labeled",
                "number": 7,
                "pull_request": {
                    "number": 7,
                    "merge_commit_sha": "123",
                    "base": {"ref": "main", "repo": {"full_name": "a/b"}},
                    "head": {"ref": "fix", "sha": "def", "repo": {"full_name": "c/b"}},
                },
            },
            "refs/pull/7/merge",
            {"sha": "123", "base_ref": "main", "head_ref": "fix", "fork": True, "action": "labeled", "changed": None},
            id="fork",
        ),
        pytest.param("release", {"action": "created", "release": {"tag_name": "v2"}}, "refs/tags/v2", {}, id="release"),
        pytest.param("create", {"ref": "v3", "ref_type": "tag"}, "refs/tags/v3", {}, id="create"),
        pytest.param("issues", {"action": "opened", "sender": {"login": "me"}}, None, {"actor": "me"}, id="issues"),
        pytest.param(
            "pull_request",
            {"action": "closed", "pull_request": {"merged": True, "base": {"ref": "dev"}}},
            "refs/heads/dev",
            {},
            id="merged",
        ),
        pytest.param(
            "pull_request_target",
            {"action": "opened", "pull_request": {"base": {"ref": "main", "sha": "abc"}, "head": {"sha": "def"}}},
            None,
            {"sha": "abc", "fork": False},
            id="target",
        ),
        pytest.param("delete", {"ref": "old", "ref_type": "branch"}, None, {}, id="delete"),
    ],
)
def test_webhooks(name, payload, ref, facts):
    found = from_payload(name, payload)

    assert ref == found.ref
    assert found.complete
    assert facts == {key: getattr(found, key) for key in facts}


@pytest.mark.parametrize(
    ("given", "ref"),
    [("main", "refs/heads/main"), ("v1.2.3", "refs/tags/v1.2.3"), ("1.0", "refs/tags/1.0"), ("v1", "refs/heads/v1"),
     ("refs/heads/v1.0", "refs/heads/v1.0")],
)  # fmt: skip
def test_short_refs(given, ref):
    assert ref == dispatch(given).ref


def test_parts_of_a_payload_add_to_a_preset():
    found = event("pull_request", action="closed", payload={"pull_request": {"merged": True, "title": "x"}})

    assert "refs/heads/main" == found.ref
    assert ("x", "feature") == (found.payload["pull_request"]["title"], found.payload["pull_request"]["head"]["ref"])
    assert not found.complete


@pytest.mark.parametrize(("commits", "triggered"), [(1000, False), (1001, True)])
def test_a_push_of_very_many_commits(commits, triggered):
    found = push(changed=["docs/x"], payload={"commits": [{}] * commits})

    assert triggered is decide(on("  push: {paths: [src/**]}"), found).triggered


def test_what_is_deleted_is_not_what_runs():
    found = event("delete", ref="v1.0")

    assert found.ref is None
    assert {"ref": "v1.0", "ref_type": "tag"} == found.payload


@pytest.mark.parametrize(
    ("workflows", "name"),
    [("[A, B]", "A"), ("['!C', 'A*', B]", "B"), ("['A*']", None)],
    ids=["first", "plain", "pattern"],
)
def test_the_workflow_that_ran(workflows, name):
    decision = decide(on(f"  workflow_run: {{workflows: {workflows}}}"), event("workflow_run"))

    assert decision.triggered is True
    assert name == decision.event.payload["workflow_run"].get("name")


@pytest.mark.parametrize(
    ("payload", "said"),
    [([], "is a JSON object"), ({"action": 5}, "is a text"), ({"inputs": ["a"]}, "are a JSON object")],
)
def test_what_is_no_payload(payload, said):
    with pytest.raises(EventError, match=said):
        from_payload("workflow_dispatch", payload)


def test_unknown_events_are_refused():
    with pytest.raises(EventError, match="there is no event 'pushed'"):
        event("pushed")

"""No section of the facts is forgotten, and what came last to the language is here."""

from __future__ import annotations

import pytest

from ghflow import expr
from ghflow.model import background, calls, containers, settings, steps, webhooks
from ghflow.model.job import Job
from ghflow.model.node import shape_of
from ghflow.model.workflow import Workflow
from ghflow.spec import contexts, events, limits, permissions
from ghflow.spec.keys import availability

# Section -> the test that holds it against the tables.
PROVED_BY = {
    "about": "",
    "workflow_keys": "test_keys.py, test_facts.py",
    "action_keys": "test_keys.py, test_facts.py",
    "events": "test_events.py",
    "permissions": "test_permissions.py",
    "permission_shorthands": "test_permissions.py",
    "permission_rules": "test_permissions.py",
    "contexts": "test_contexts.py, test_facts.py",
    "untrusted": "test_untrusted.py",
    "functions": "of ghflow.expr, which knows nothing of tables",
    "grammar": "of ghflow.expr",
    "coercion": "of ghflow.expr",
    "default_env": "test_default_env.py",
    "runner_labels": "test_runners.py",
    "shells": "test_shells.py",
    "cron": "tests/model/test_cron.py",
    "limits": "test_limits.py",
    "concurrency": "here",
    "identifiers": "test_identifiers.py",
    "uses": "here",
    "reusable_call_job_keys": "here",
    "yaml": "of ghflow.reader",
    "step_kinds": "here",
    "newest": "here",
    "docs_context_table_differences": "here",
    "expression_keys_not_in_docs_table": "here",
}


def test_every_section_is_proved_somewhere(facts):
    assert set(facts) == set(PROVED_BY)


def keys(cls: type) -> set[str]:
    return {key.under or key.key for key in shape_of(cls).keys}


@pytest.mark.parametrize(
    ("kind", "cls"),
    [
        ("run", steps.RunStep),
        ("uses", steps.UsesStep),
        ("wait", background.Wait),
        ("wait-all", background.WaitAll),
        ("cancel", background.Cancel),
        ("parallel", background.Parallel),
    ],
)
def test_kinds_of_steps(facts, kind, cls):
    assert set(facts["step_kinds"][kind]) == keys(cls)


def test_there_are_no_other_kinds_of_steps(facts):
    assert {"run", "uses", "wait", "wait-all", "cancel", "parallel", "rules"} == set(facts["step_kinds"])


def test_keys_of_a_job_that_calls_a_workflow(facts):
    assert set(facts["reusable_call_job_keys"]) == keys(calls.CallJob)


def test_concurrency(facts):
    queue = next(key.kind for key in shape_of(settings.Concurrency).keys if key.key == "queue")

    assert set(facts["concurrency"]["keys"]) == keys(settings.Concurrency)
    assert tuple(facts["concurrency"]["keys"]["queue"]) == queue.words


def test_references_take_no_expressions(facts):
    assert facts["uses"]["no_expressions"] is True
    for path in ("jobs.a.uses", "jobs.a.steps[0].uses", "runs.steps[0].uses"):
        assert () == availability(path).contexts


def test_the_schema_is_followed_where_the_documentation_differs(facts):
    for path, difference in facts["docs_context_table_differences"].items():
        place = path.replace("<job_id>", "a").replace("<service>", "b").replace("<name>", "C")
        assert set(difference["schema_only"]) <= set(availability(place).contexts)
    for path in facts["expression_keys_not_in_docs_table"]:
        assert availability(path.replace("<job_id>", "a")).contexts


NEWEST = {
    "YAML anchors and aliases": None,  # the reader's
    "reusable workflows 10 levels / 50 files": lambda: (
        (limits.MAX_WORKFLOW_LEVELS, limits.MAX_WORKFLOW_FILES) == (10, 50)
    ),
    "25 dispatch inputs": lambda: limits.MAX_DISPATCH_INPUTS == 25,
    "case() function": lambda: "case" in expr.__all__,
    "schedule timezone": lambda: "timezone" in keys(webhooks.Schedule),
    "environment.deployment: false": lambda: "deployment" in keys(containers.Environment),
    "service container command and entrypoint": lambda: {"command", "entrypoint"} <= keys(containers.Service),
    "50 re-runs": lambda: limits.MAX_RERUNS == 50,
    "concurrency queue: single|max": lambda: "queue" in keys(settings.Concurrency),
    "background, wait, wait-all, cancel, parallel steps": lambda: "background" in keys(steps.RunStep),
    "job.workflow_ref / _sha / _repository / _file_path": lambda: (
        {f"workflow_{name}" for name in ("ref", "sha", "repository", "file_path")} <= set(contexts.properties("job"))
    ),
    "permissions vulnerability-alerts, code-quality": lambda: (
        {"vulnerability-alerts", "code-quality"} <= set(permissions.SCOPES)
    ),
    "permissions copilot-requests, drives": lambda: {"copilot-requests", "drives"} <= set(permissions.SCOPES),
    "self-repository uses: $/": lambda: steps.UsesStep(uses="$/action").uses == "$/action",
    "pull_request type stacked; issues field_added, field_removed, typed, untyped": lambda: (
        "stacked" in events.EVENTS["pull_request"].types
        and {"field_added", "field_removed", "typed", "untyped"} <= set(events.EVENTS["issues"].types)
    ),
    "github.artifacts, github.artifacts_list": lambda: (
        {"artifacts", "artifacts_list"} <= set(contexts.properties("github"))
    ),
    "cache-mode at workflow and job": lambda: "cache-mode" in keys(Workflow) & keys(Job),
    ".github/workflows/actions.lock dependency lockfile": None,  # a file of its own, not of the language
}


def test_what_came_last_is_listed(facts):
    assert [one["what"] for one in facts["newest"]] == list(NEWEST)


@pytest.mark.parametrize("what", [what for what, there in NEWEST.items() if there is not None])
def test_what_came_last_is_here(what):
    assert NEWEST[what]()

"""Every limit of the facts has a constant of the same value."""

from __future__ import annotations

import ast
import inspect
from itertools import pairwise

from ghflow.expr import parsing
from ghflow.spec import limits

OURS = {"LARGEST", "MAX_KEY"}
# The facts' words -> the constant, where its unit or bound is another one: MAX_ID is what is still allowed.
NAMES = {
    "matrix jobs per run": "MAX_LEGS",
    "workflow_dispatch inputs": "MAX_DISPATCH_INPUTS",
    "workflow_dispatch inputs payload chars": "MAX_DISPATCH_CHARACTERS",
    "repository_dispatch client_payload top-level keys": "MAX_CLIENT_PAYLOAD_KEYS",
    "repository_dispatch event_type chars": "MAX_EVENT_TYPE",
    "reusable workflow nesting levels incl. caller": "MAX_WORKFLOW_LEVELS",
    "unique reusable workflows per run": "MAX_WORKFLOW_FILES",
    "workflow_run chain levels": "MAX_WORKFLOW_RUN_CHAIN",
    "composite action nesting": "MAX_COMPOSITE_LEVELS",
    "workflow file bytes": "MAX_FILE_BYTES",
    "parsed result bytes": "MAX_RESULT_BYTES",
    "parse depth": "MAX_DEPTH",
    "yaml nodes after alias expansion": "MAX_NODES",
    "expression chars": "MAX_EXPRESSION",
    "expression depth": "MAX_EXPRESSION_DEPTH",
    "run script chars": "MAX_RUN",
    "id length (job, step) less than": "MAX_ID",
    "concurrency group chars": "MAX_CONCURRENCY_GROUP",
    "concurrency pending with queue max": "MAX_CONCURRENCY_QUEUE",
    "background steps at once": "MAX_BACKGROUND_STEPS",
    "re-runs of a run": "MAX_RERUNS",
    "job execution hosted minutes": "MAX_HOSTED_JOB_MINUTES",
    "job execution self-hosted days": "MAX_SELF_HOSTED_JOB_DAYS",
    "job queue hours self-hosted": "MAX_SELF_HOSTED_QUEUE_HOURS",
    "run days": "MAX_RUN_DAYS",
    "approval wait days": "MAX_APPROVAL_DAYS",
    "default job timeout-minutes": "DEFAULT_TIMEOUT_MINUTES",
    "default cancel-timeout-minutes": "DEFAULT_CANCEL_TIMEOUT_MINUTES",
    "max step timeout-minutes": "MAX_STEP_TIMEOUT_MINUTES",
    "schedule interval minutes": "MIN_SCHEDULE_MINUTES",
    "cache uploads per minute": "MAX_CACHE_UPLOADS",
    "variable bytes": "MAX_VARIABLE_BYTES",
    "errors reported by the parser": "MAX_ERRORS",
}


def constants() -> dict[str, int]:
    return {name: value for name, value in vars(limits).items() if name.isupper()}


def test_every_limit_of_the_facts(facts):
    wanted = {NAMES[limit["what"]]: limit["value"] for limit in facts["limits"]}
    wanted["MAX_ID"] -= 1

    assert 33 == len(wanted)
    assert wanted == {name: value for name, value in constants().items() if name not in OURS}


def test_every_constant_says_what_it_counts():
    body = ast.parse(inspect.getsource(limits)).body
    said = {
        first.targets[0].id
        for first, second in pairwise(body)
        if isinstance(first, ast.Assign) and isinstance(second, ast.Expr)
    }

    assert set(constants()) == said


def test_the_parser_of_expressions_keeps_the_same_limits():
    assert limits.MAX_EXPRESSION == parsing.MAX_LENGTH
    assert limits.MAX_EXPRESSION_DEPTH == parsing.MAX_DEPTH

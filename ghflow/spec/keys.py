"""Which contexts and functions an expression may use, key by key, in workflow files and action.yml files.

Lives here: one line for each key at which the answer changes, and `availability`, which looks a place up. A key that is
not in a table has what the key around it has. Functions that every expression may use are not listed.
Source: docs.github.com, "Contexts reference"; actions/languageservices 0.3.61, workflow-v1.0.json and action-v1.0.json;
for `cache-mode` GitHub's changelog of 2026-09-10 (all read 2026-11-22). In the `env` of containers the schema has `steps`
and the documentation has not: the schema is followed, since the service follows it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

Arity = tuple[int, int | None]
"""Least and most arguments; None is no upper limit."""


class Availability(NamedTuple):
    """What an expression may use in one place."""

    contexts: tuple[str, ...]
    """Empty where GitHub evaluates no expression."""
    functions: Mapping[str, Arity]
    """Those that are not available everywhere, with the numbers of arguments that they take here."""


_STATUS_OF_JOBS: dict[str, Arity] = {"always": (0, 0), "cancelled": (0, 0), "failure": (0, None), "success": (0, None)}
_HASH: dict[str, Arity] = {"hashFiles": (1, 255)}
_STATUS: dict[str, Arity] = {"always": (0, 0), "cancelled": (0, 0), "failure": (0, 0), "success": (0, 0), **_HASH}


def _with(contexts: str, functions: Mapping[str, Arity] | None = None) -> Availability:
    return Availability(tuple(contexts.split()), functions or {})


NONE = _with("")
"""No expression at all."""
_RUN = _with("github inputs vars")
_RUN_ENV = _with("github inputs vars secrets")
_OF_JOBS = _with("github inputs vars jobs")
_JOB = _with("github inputs vars needs")
_JOB_IF = _with("github inputs vars needs", _STATUS_OF_JOBS)
_LEG = _with("github inputs vars needs strategy matrix")
_LEG_DEFAULTS = _with("github inputs vars needs strategy matrix env")
_LEG_SECRETS = _with("github inputs vars needs strategy matrix secrets")
_LEG_CREDENTIALS = _with("github inputs vars needs strategy matrix secrets env")
_RUNNER_URL = _with("github inputs vars needs strategy matrix steps job runner env")
_RUNNER = _with("github inputs vars needs strategy matrix secrets steps job runner env")
_STEP = _with("github inputs vars needs strategy matrix secrets steps job runner env", _HASH)
_STEP_IF = _with("github inputs vars needs strategy matrix steps job runner env", _STATUS)
_ACTION_DEFAULT = _with("github strategy matrix job runner", _HASH)
_ACTION_INPUTS = _with("inputs")
_ACTION_OUTPUT = _with("github inputs strategy matrix steps job runner env")
_ACTION_IF = _with("github inputs strategy matrix job runner env", _STATUS)
_COMPOSITE = _with("github inputs strategy matrix steps job runner env", _HASH)
_COMPOSITE_IF = _with("github inputs strategy matrix steps job runner env", _STATUS)

WORKFLOW_KEYS: dict[str, Availability] = {
    "name": NONE,
    "description": NONE,
    "run-name": _RUN,
    "on": NONE,
    "on.workflow_call.inputs.<input>.default": _RUN,
    "on.workflow_call.outputs.<output>.value": _OF_JOBS,
    "permissions": NONE,
    "env": _RUN_ENV,
    "defaults": NONE,
    "concurrency": _RUN,
    "cache-mode": NONE,
    "jobs.<job_id>.name": _LEG,
    "jobs.<job_id>.permissions": NONE,
    "jobs.<job_id>.needs": NONE,
    "jobs.<job_id>.if": _JOB_IF,
    "jobs.<job_id>.runs-on": _LEG,
    "jobs.<job_id>.snapshot": NONE,
    "jobs.<job_id>.snapshot.if": _LEG,
    "jobs.<job_id>.environment": _LEG,
    "jobs.<job_id>.environment.url": _RUNNER_URL,
    "jobs.<job_id>.concurrency": _LEG,
    "jobs.<job_id>.outputs.<output>": _RUNNER,
    "jobs.<job_id>.env": _LEG_SECRETS,
    "jobs.<job_id>.defaults.run": _LEG_DEFAULTS,
    "jobs.<job_id>.timeout-minutes": _LEG,
    "jobs.<job_id>.cancel-timeout-minutes": _LEG,
    "jobs.<job_id>.strategy": _JOB,
    "jobs.<job_id>.continue-on-error": _LEG,
    "jobs.<job_id>.container": _LEG,
    "jobs.<job_id>.container.env.<name>": _RUNNER,
    "jobs.<job_id>.container.credentials": _LEG_CREDENTIALS,
    "jobs.<job_id>.services": _LEG,
    "jobs.<job_id>.services.<service>.env.<name>": _RUNNER,
    "jobs.<job_id>.services.<service>.credentials": _LEG_CREDENTIALS,
    "jobs.<job_id>.cache-mode": NONE,
    "jobs.<job_id>.uses": NONE,
    "jobs.<job_id>.with.<input>": _LEG,
    "jobs.<job_id>.secrets.<secret>": _LEG_SECRETS,
    "jobs.<job_id>.steps[].name": _STEP,
    "jobs.<job_id>.steps[].id": NONE,
    "jobs.<job_id>.steps[].if": _STEP_IF,
    "jobs.<job_id>.steps[].uses": NONE,
    "jobs.<job_id>.steps[].run": _STEP,
    "jobs.<job_id>.steps[].working-directory": _STEP,
    "jobs.<job_id>.steps[].shell": NONE,
    "jobs.<job_id>.steps[].with": _STEP,
    "jobs.<job_id>.steps[].env": _STEP,
    "jobs.<job_id>.steps[].continue-on-error": _STEP,
    "jobs.<job_id>.steps[].timeout-minutes": _STEP,
    "jobs.<job_id>.steps[].background": NONE,
    "jobs.<job_id>.steps[].wait": NONE,
    "jobs.<job_id>.steps[].wait-all": NONE,
    "jobs.<job_id>.steps[].cancel": NONE,
}

ACTION_KEYS: dict[str, Availability] = {
    "name": NONE,
    "description": NONE,
    "author": NONE,
    "branding": NONE,
    "inputs.<input>.description": NONE,
    "inputs.<input>.required": NONE,
    "inputs.<input>.default": _ACTION_DEFAULT,
    "inputs.<input>.deprecationMessage": NONE,
    "inputs.<input>.<key>": NONE,
    "outputs.<output>.description": NONE,
    "outputs.<output>.value": _ACTION_OUTPUT,
    "runs.using": NONE,
    "runs.image": NONE,
    "runs.entrypoint": NONE,
    "runs.args[]": _ACTION_INPUTS,
    "runs.env": _ACTION_INPUTS,
    "runs.pre-entrypoint": NONE,
    "runs.pre-if": _ACTION_IF,
    "runs.post-entrypoint": NONE,
    "runs.post-if": _ACTION_IF,
    "runs.main": NONE,
    "runs.pre": NONE,
    "runs.post": NONE,
    "runs.steps[].name": _COMPOSITE,
    "runs.steps[].id": NONE,
    "runs.steps[].if": _COMPOSITE_IF,
    "runs.steps[].uses": NONE,
    "runs.steps[].run": _COMPOSITE,
    "runs.steps[].shell": _COMPOSITE,
    "runs.steps[].working-directory": _COMPOSITE,
    "runs.steps[].with": _COMPOSITE,
    "runs.steps[].env": _COMPOSITE,
    "runs.steps[].continue-on-error": _COMPOSITE,
}

SAME_AS = {"jobs.<job_id>.steps[].parallel[]": "jobs.<job_id>.steps[]"}
"""Places that have the keys of another one."""

_OWN = ""
_ANY = "<>"
_ITEM = "[]"
_Tree = dict[str, Any]
_grown: _Tree = {}


def availability(path: str) -> Availability | None:
    """What an expression at `jobs.build.steps[0].env.TOKEN` may use; None for a key that the tables do not know.

    `path` is written as messages show it: names after a dot, indexes in brackets. A name that the user made up may hold
    dots where nothing known follows it. Workflow files and action.yml share no key that takes expressions.
    """
    tree = _grown or _grow()
    found = tree.get(_OWN)
    for part in _parts(path):
        inside = tree.get(part) or (tree.get(_ANY) if part != _ITEM else None)
        if inside is None:
            return found  # inside of what the user made up: an axis, an environment variable, the input of an action
        tree = inside
        found = tree.get(_OWN, found)
    return found or NONE


def _parts(path: str) -> list[str]:
    found = []
    for name in path.split(".") if path else ():
        bare, *indexes = name.split("[") if name.endswith("]") else (name,)
        if bare:
            found.append(bare)
        found += [_ITEM] * len(indexes)
    return found


def _grow() -> _Tree:
    """The tables as one tree of names."""
    for path, at in {**ACTION_KEYS, **WORKFLOW_KEYS}.items():
        _node(path)[_OWN] = at
    for path, other in SAME_AS.items():
        around, _, last = path.rpartition("[")
        _node(around)["[" + last] = _node(other)
    return _grown


def _node(path: str) -> _Tree:
    tree = _grown
    for part in _parts(path):
        tree = tree.setdefault(_ANY if part.startswith("<") else part, {})
    return tree

"""Mappings to objects: every mistake at its place, in the words of YAML, and nothing lost with it."""

from __future__ import annotations

import copy
import pickle

import pytest

from ghflow.diagnostics import Severity
from ghflow.emitter.document import to_yaml
from ghflow.model.containers import Container, Environment, RunnerGroup, Service
from ghflow.model.events import PullRequest, Push
from ghflow.model.job import Job
from ghflow.model.kinds import FrozenMap
from ghflow.model.matrix import Matrix
from ghflow.model.steps import RunStep, UsesStep
from ghflow.model.webhooks import Schedule, WorkflowCall
from ghflow.model.workflow import Workflow
from ghflow.reader.document import loads

HEAD = "on: push\njobs:\n  a:\n    runs-on: x\n"
STEPS = "    steps:\n      - run: x\n"


def shown(loaded):
    return [f"{d.where.line}:{d.where.column} {d.rule}: {d}" for d in loaded.diagnostics]


def test_a_whole_workflow():
    loaded = loads(
        "name: CI\non:\n  push: {branches: [main]}\n  pull_request:\n  schedule:\n    - cron: '0 0 * * *'\n"
        "permissions:\n  id-token: write\nenv: {A: 1, B: yes, C: null}\njobs:\n  a:\n    runs-on: [x, y]\n    strategy:\n"
        "      fail-fast: false\n      matrix: {os: [1, 2.5], include: [{os: 3, x: y}]}\n    container: c\n    services:\n"
        "      db: {image: p}\n    environment: {name: e}\n    steps:\n      - run: echo\n        id: s\n      - uses: a/b@v1\n"
        "        with: {x: true}\n"
    )
    workflow = loaded.document
    job = workflow.jobs[0]

    assert shown(loaded) == []
    assert (workflow.name, dict(workflow.on)["pull_request"]) == ("CI", None)
    assert workflow.on["push"] == Push(branches=["main"])
    assert workflow.on["schedule"] == (Schedule("0 0 * * *"),)
    assert workflow.permissions.id_token == "write"
    assert workflow.env == {"A": 1, "B": "yes", "C": None}
    assert job == Job(
        "a",
        runs_on=["x", "y"],
        fail_fast=False,
        matrix=Matrix(os=[1, 2.5], include=[{"os": 3, "x": "y"}]),
        container="c",
        services={"db": Service("p")},
        environment=Environment("e"),
        steps=[RunStep(run="echo", id="s"), UsesStep(uses="a/b@v1", with_={"x": True})],
    )
    assert (job.where.line, job.steps[1].where.line, job.matrix.where.line) == (11, 23, 15)
    assert job.where.argument("runs_on", 1).column == 18
    assert job.where.argument("fail_fast").line == 14
    assert job.matrix.where.argument("include", 0, "x").column == 51
    assert workflow.where.argument("env", "C").column == 21
    assert workflow.where.argument("on", "push", "branches", 0).line == 3


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("x: 1", ["1:1 missing-key: the file needs the key 'on'"], id="nothing-there"),
        pytest.param("", ["1:1 wrong-value: the file is empty"], id="empty"),
        pytest.param("- a", ["1:1 wrong-value: a workflow is a mapping with 'on' and 'jobs', got a list"], id="list"),
        pytest.param(
            HEAD + "    stepps: []\n" + STEPS,
            ["5:5 unknown-key: 'a' has no key 'stepps' (did you mean 'steps'?)"],
            id="misspelt",
        ),
        pytest.param(HEAD + "    <<: {env: {}}\n" + STEPS, ["no merge keys"], id="merge-key"),
        pytest.param(
            HEAD + "    steps: x\n",
            ["5:12 wrong-value: 'steps' must be a list of mappings, got the text 'x'"],
            id="steps-text",
        ),
        pytest.param(
            HEAD + "    steps: [x]\n",
            ["5:13 wrong-value: 'steps[0]' must be a mapping, got the text 'x'"],
            id="step-text",
        ),
        pytest.param(
            HEAD + "    steps:\n      - name: x\n",
            ["6:9 missing-key: 'steps[0]' needs the key 'run'"],
            id="step-without-run",
        ),
        pytest.param(
            HEAD + "    steps:\n      - with: {a: b}\n",
            ["6:9 missing-key: 'steps[0]' needs the key 'uses'"],
            id="step-without-uses",
        ),
        pytest.param(
            HEAD + "    steps:\n      - run: x\n        uses: y\n",
            ["7:9 unknown-key: 'steps[0]' cannot have the key 'uses' beside 'run' (make two of it)"],
            id="run-and-uses",
        ),
        pytest.param(
            HEAD + "    continue-on-error: 'true'\n" + STEPS,
            [
                "5:24 wrong-value: 'continue-on-error' must be true, false or an expression, got the text 'true' (write true"
            ],
            id="flag",
        ),
        pytest.param(
            HEAD + "    timeout-minutes: '5'\n" + STEPS,
            [
                "5:22 wrong-value: 'timeout-minutes' must be a number or an expression, got the text '5' (remove the quotes)"
            ],
            id="number",
        ),
        pytest.param(
            HEAD + "    env:\n" + STEPS,
            ["5:5 wrong-value: 'env' is empty: it must be a mapping or an expression (remove the key)"],
            id="empty-mapping",
        ),
        pytest.param(
            HEAD + "    env: [a]\n" + STEPS,
            ["5:10 wrong-value: 'env' must be a mapping or an expression, got a list"],
            id="env-list",
        ),
        pytest.param(
            HEAD + "    env: {A: [b]}\n" + STEPS, ["5:14 wrong-value: 'A' must be text, got a list"], id="env-item"
        ),
        pytest.param(
            HEAD + "    permissions: all\n" + STEPS, ["5:18 wrong-value: 'permissions' must be"], id="permissions"
        ),
        pytest.param(
            HEAD + "    permissions: {content: read}\n" + STEPS,
            ["5:19 unknown-key: 'permissions' has no key 'content' (did you mean 'contents'?)"],
            id="scope",
        ),
        pytest.param(
            HEAD + "    permissions: {contents: raed}\n" + STEPS,
            [
                "5:29 wrong-value: 'contents' must be one of 'read', 'write', 'none', got the text 'raed' (did you mean 'read'?)"
            ],
            id="level",
        ),
        pytest.param(
            HEAD + "    strategy: {matrix: {os: []}}\n" + STEPS, ["the axis 'os' has no values"], id="empty-axis"
        ),
        pytest.param(
            HEAD + "    strategy: {matrix: {os: x}}\n" + STEPS,
            ["'os' must be a list or an expression, got the text 'x'"],
            id="axis",
        ),
        pytest.param(
            HEAD + "    strategy: {matrix: {include: [x]}}\n" + STEPS,
            ["'include[0]' must be a mapping of axes"],
            id="include",
        ),
        pytest.param(
            HEAD + "    strategy: {matrxi: {}}\n" + STEPS,
            ["5:16 unknown-key: 'strategy' has no key 'matrxi' (did you mean 'matrix'?)"],
            id="group",
        ),
        pytest.param(HEAD + "    defaults: {run: {shel: x}}\n" + STEPS, ["unknown-key"], id="group-in-defaults"),
        pytest.param(
            HEAD + "    environment: {url: x}\n" + STEPS,
            ["5:18 missing-key: 'environment' needs the key 'name'"],
            id="missing",
        ),
        pytest.param("on: push\njobs: [a]\n", ["2:7 wrong-value: 'jobs' must be"], id="jobs-list"),
        pytest.param(
            "on: push\njobs:\n  1a: {runs-on: x, steps: []}\n", ["3:3 invalid-id: '1a' is not an id"], id="job-id"
        ),
        pytest.param(
            "on: push\njobs:\n  a:\n", ["3:3 wrong-value: 'a' must be a mapping, got nothing"], id="job-empty"
        ),
        pytest.param(
            "on: psh\njobs: {}\n", ["1:5 unknown-event: GitHub has no event 'psh' (did you mean 'push'?)"], id="event"
        ),
        pytest.param("on: [push, psh]\njobs: {}\n", ["1:12 unknown-event"], id="event-in-list"),
        pytest.param("on: {psh: }\njobs: {}\n", ["1:6 unknown-event"], id="event-key"),
        pytest.param(
            "on: [{push: }]\njobs: {}\n", ["events with settings are keys of a mapping"], id="event-mapping-in-list"
        ),
        pytest.param(
            "on: {push: main}\njobs: {}\n",
            ["1:12 wrong-value: 'push' must be a mapping, got the text 'main'"],
            id="event-text",
        ),
        pytest.param(
            "on: {schedule: {cron: x}}\njobs: {}\n",
            ["'schedule' must be a list of mappings, got a mapping"],
            id="schedule",
        ),
        pytest.param(
            "on: {schedule: [{}]}\njobs: {}\n", ["1:17 missing-key: 'schedule[0]' needs the key 'cron'"], id="cron"
        ),
        pytest.param(
            "on: {push: {branchs: x}}\njobs: {}\n",
            ["1:13 unknown-key: 'push' has no key 'branchs'; GitHub ignores it (did you mean 'branches'?)"],
            id="lenient",
        ),
        pytest.param(
            "on: push\nenv: ${{ fromJSON('{}') }}\njobs: {}\n", ["2:6 whole-env-expression"], id="env-expression"
        ),
        pytest.param(HEAD + "    if: ${{ a b }}\n" + STEPS, ["5:15 expression-syntax"], id="expression"),
        pytest.param(
            HEAD + "    name: ${{ a\n" + STEPS, ["expression-syntax: expected a closing '}}'"], id="open-expression"
        ),
        pytest.param(
            HEAD + "    steps:\n      - run: |\n          echo\n          echo ${{ }}\n",
            ["8:20 expression-syntax"],
            id="expression-in-script",
        ),
        pytest.param(HEAD + "    name: x ${{ insert }}\n" + STEPS, ["stands inside a text"], id="insert"),
        pytest.param(
            HEAD + "    if:\n    needs: []\n    environment: ''\n" + STEPS,
            ["5:5 empty-value: 'if' is there, and says nothing", "6:5 empty-value", "7:5 empty-value"],
            id="keys-that-say-nothing",
        ),
        pytest.param("on: push\njobs:\n  a:\n    runs-on: []\n" + STEPS, ["4:5 empty-value"], id="no-labels"),
        pytest.param(
            HEAD + "    timeout-minutes: 0\n    strategy: {matrix: {a: [1]}, max-parallel: 1.5}\n" + STEPS,
            [
                "5:22 wrong-value: 'timeout-minutes' must be a positive number of minutes, got the number 0",
                "6:48 wrong-value: 'max-parallel' must be a positive whole number, got the number 1.5",
            ],
            id="numbers-out-of-range",
        ),
        pytest.param("on: push\njobs:\n  a: x\n  b: []\n", ["3:6 wrong-value", "4:6 wrong-value"], id="no-jobs"),
        pytest.param(HEAD + "    steps: [x, {run: y}, []]\n", ["5:13 wrong-value", "5:26 wrong-value"], id="no-steps"),
        pytest.param("a: 1\na: 2\n", ["2:1 duplicate-key"], id="yaml"),
        pytest.param(
            HEAD + "    NAME: x\n    Runs-On: y\n    timeout-minutes: 1\n" + STEPS + "    stepz: []\n",
            ["5:5 unknown-key", "6:5 duplicate-key", "10:5 unknown-key"],
            id="more-than-a-duplicate-key",
        ),
        pytest.param(
            HEAD + "    env: *nope\n    needs: [*nope]\n" + STEPS + "    stepz: []\n",
            ["5:10 invalid-yaml: no anchor 'nope'", "6:13 invalid-yaml", "9:5 unknown-key"],
            id="aliases-of-nothing",
        ),
        pytest.param(
            HEAD + "    env: &env {A: b, C: *env}\n" + STEPS + "    stepz: []\n",
            ["5:25 invalid-yaml: the alias 'env' stands inside of what it repeats", "8:5 unknown-key"],
            id="alias-inside-itself",
        ),
        pytest.param(
            HEAD + "    env: &a {A: &b x, C: *b}\n" + STEPS, ["5:10 unused-anchor: no alias repeats"], id="idle-anchor"
        ),
        pytest.param(
            HEAD + "    env: {A: &b x, C: &b y, D: *b}\n" + STEPS, ["5:14 unused-anchor"], id="anchor-replaced"
        ),
    ],
)
def test_mistakes(text, found):
    got = shown(loads(text))

    assert len(got) >= len(found)
    for line in found:
        assert any(line in one for one in got), got


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(HEAD + STEPS, id="plain"),
        pytest.param(HEAD + "    name: 5\n    if: true\n    env: {A: , B: 1.50, C: true}\n" + STEPS, id="scalars"),
        pytest.param(HEAD + "    if: 1.50\n    steps:\n      - {if: 0x1F, run: x}\n", id="condition-that-is-a-number"),
        pytest.param(HEAD + "    strategy: {}\n    needs: []\n    permissions: {}\n" + STEPS, id="empty"),
        pytest.param(HEAD + "    strategy: ${{ fromJSON('{}') }}\n" + STEPS, id="strategy"),
        pytest.param(HEAD + "    strategy: {matrix: '${{ x }}', max-parallel: 2}\n" + STEPS, id="matrix"),
        pytest.param("on:\n  push:\n  pull_request: {}\n  workflow_dispatch:\n" + HEAD[9:] + STEPS, id="events"),
        pytest.param("on: [push, pull_request]\n" + HEAD[9:] + STEPS, id="event-list"),
        pytest.param("on: [push]\n" + HEAD[9:] + "    ${{ insert }}: {env: {A: b}}\n" + STEPS, id="insert"),
        pytest.param(
            HEAD + "    runs-on2: x\n    strategy: {x: 1, fail-fast: false}\n    env: [a]\n    steps: 5\n",
            id="all-wrong",
        ),
        pytest.param("on: {push: main, psh: {a: 1}, schedule: {a: 1}}\njobs: [a, {b: c}]\n", id="all-wrong-too"),
        pytest.param("on:\npermissions:\nenv:\njobs:\n", id="nothing"),
        pytest.param(HEAD + "    env: {1: a, '1': b, true: c, 3.10: d, ~: e}\n" + STEPS, id="keys-that-are-no-text"),
        pytest.param(HEAD + "    env: &e {A: b}\n    steps:\n      - &s {run: x, env: *e}\n      - *s\n", id="anchors"),
        pytest.param(HEAD + "    strategy: {matrix: {include: , os: [1]}}\n" + STEPS, id="empty-include"),
        pytest.param(
            HEAD + "    timeout-minutes: '5'\n    continue-on-error: yes\n    outputs: {a: 1}\n" + STEPS,
            id="wrong-types",
        ),
        pytest.param(HEAD + '    steps:\n      - run: "\\n  a\\n"\n      - run: 5\n      - run:\n', id="scripts"),
    ],
)
def test_nothing_is_lost(gh_tree, text):
    document = loads(text).document

    assert gh_tree.same(to_yaml(document), text), to_yaml(document)


def test_only_mistakes_that_break_the_file_are_errors():
    lenient = loads(
        "on: {push: {branchs: x}}\nenv: ${{ fromJSON('{}') }}\njobs: {a: {runs-on: x, steps: [{run: x}]}}\n"
    )

    assert [found.severity for found in lenient.diagnostics] == [Severity.WARNING] * 2
    assert lenient.errors == ()


def test_an_alias_is_one_object():
    workflow = loads(HEAD + "    steps:\n      - &s {run: x}\n      - *s\n      - {run: x}\n").document
    first, second, third = workflow.jobs[0].steps

    assert first is second
    assert first is not third
    assert first == third


@pytest.mark.parametrize(
    "make", [copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))], ids=["copy", "deepcopy", "pickle"]
)
def test_a_copy_of_what_was_read_knows_its_places(make):
    text = HEAD + "    env: {A: b}\n    steps: # c\n      - run: x\n"
    loaded = make(loads(text, "w.yml"))
    (job,) = loaded.document.jobs

    assert loaded.document == loads(text).document
    assert to_yaml(loaded.document) == to_yaml(loads(text).document)
    assert (job.where.file, job.where.line) == ("w.yml", 3)
    assert (job.where.argument("env", "A").line, job.where.argument("env", "A").column) == (5, 14)


def test_the_forms_of_a_value():
    job = loads(
        HEAD.replace("runs-on: x", "runs-on: {group: g, labels: [a]}")
        + "    container: {image: i, ports: [80, '1:2']}\n    concurrency: {group: g}\n"
        + STEPS
    ).document.jobs[0]

    assert job.runs_on == RunnerGroup("g", labels=["a"])
    assert job.container == Container("i", ports=[80, "1:2"])
    assert isinstance(job.env, FrozenMap | None)


def test_ids_and_needs_are_not_added_to_what_was_read(gh_tree):
    text = (
        "on: {workflow_call: {outputs: {x: {value: '${{ needs.a.outputs.y }}'}}}}\njobs:\n  a: {runs-on: x, steps: []}\n"
        "  b:\n    runs-on: ${{ needs.a.result }}\n    steps:\n      - {name: One, run: a}\n"
        "      - {run: '${{ steps.one.outputs.x }}'}\n"
    )
    assert gh_tree.same(to_yaml(loads(text).document), text)


def test_what_was_read_is_equal_to_what_was_made():
    workflow = loads("on:\n  pull_request: {types: [opened]}\n  workflow_call:\njobs: {}\n").document

    assert workflow.on["pull_request"] == PullRequest(types=["opened"])
    assert workflow == Workflow(on=[PullRequest(types=["opened"]), "workflow_call"], jobs=[])
    assert WorkflowCall().event == "workflow_call"


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        pytest.param("    runs-on: ''\n", "4:14 wrong-value: 'runs-on' must be", id="label"),
        pytest.param(
            "    runs-on: {group: asdf/my}\n", "4:22 wrong-value: 'group' must be the name of a group", id="group"
        ),
        pytest.param(
            "    runs-on: {group: ent/a/b}\n", "4:22 wrong-value: 'group' must be the name of a group", id="group-deep"
        ),
        pytest.param("    runs-on: x\n    container:\n      image:\n", "6:7 wrong-value: 'image' is empty", id="image"),
        pytest.param(
            "    runs-on: x\n    container: {image: a, credentials: {user: a}}\n", "5:41 unknown-key", id="credentials"
        ),
        pytest.param(
            "    runs-on: x\n    concurrency: {group: ''}\n", "5:26 wrong-value: 'group' must be", id="concurrency"
        ),
    ],
)
def test_what_must_not_be_empty_or_has_a_form(keys, found):
    got = shown(loads(f"on: push\njobs:\n  a:\n{keys}{STEPS}"))

    assert any(found in one for one in got), got


@pytest.mark.parametrize(
    "keys",
    [
        "    runs-on: {group: ent/a}\n",
        "    runs-on: {group: plain}\n",
        "    runs-on: ${{ x }}\n",
        "    runs-on: {group: '${{ x }}/y'}\n",
        "    runs-on: 22.04\n    container: {image: a, credentials: {username: a, password: '${{ secrets.B }}'}}\n",
        "    runs-on: x\n    name:\n    if:\n",
    ],
)
def test_what_has_its_form(gh_tree, keys):
    text = f"on: push\njobs:\n  a:\n{keys}{STEPS}"
    loaded = loads(text)

    assert [one for one in shown(loaded) if "context" not in one and "empty-value" not in one] == []
    assert gh_tree.same(to_yaml(loaded.document), text)


@pytest.mark.parametrize("uses", ["a/b@v1", "a/b/c/d@x/y", "./x", "./", "$/x", "docker://a:1", ".a/b@v1"])
def test_uses(uses):
    assert shown(loads(f"{HEAD}    steps:\n      - uses: {uses}\n")) == []


@pytest.mark.parametrize(
    ("uses", "hint"),
    [
        ("a/b", "say which version: 'a/b@v1'"),
        ("badrepo@invalid", ""),
        ("$$docker://alpine", ""),
        ("...docker://alpine", ""),
        ("../a", "relative to the root"),
        ("../a/b@v1", "relative to the root"),
        ("$/a@v1", "takes no ref"),
        ("a/b@", ""),
        ("${{ x }}/y@v1", "evaluates no expression"),
    ],
)
def test_uses_in_no_form(uses, hint):
    (found,) = loads(f"{HEAD}    steps:\n      - uses: {uses}\n").diagnostics

    assert found.message.startswith("'uses' must be the reference of an action")
    assert hint in (found.hint or "")
    assert (found.where.line, found.where.column) == (6, 15)


def test_an_input_of_a_called_workflow_needs_a_type():
    text = (
        "on:\n  workflow_call:\n    inputs:\n      a:\n        default: x\n      b: {type: string}\n      c:\n"
        "  workflow_dispatch:\n    inputs: {d: , e: {default: x}}\njobs: {}\n"
    )

    assert shown(loads(text)) == [
        "5:9 missing-key: 'a' needs the key 'type' here",
        "7:7 wrong-value: 'c' is empty: it must be a mapping (remove the key)",
    ]


def test_a_misspelt_key_that_github_ignores_is_missing():
    text = "on:\n  schedule:\n    - crons: '0 0 * * *'\njobs: {}\n"

    assert ["unknown-key", "missing-key"] == [one.rule for one in loads(text).diagnostics]


def test_a_misspelt_key_is_not_missing_too():
    text = "on: push\njobs:\n  a:\n    runs_on: x\n    steps:\n      - run: x\n"

    assert {"unknown-key"} == {one.rule for one in loads(text).diagnostics}
    assert {"missing-key", "unknown-key"} == {
        one.rule for one in loads(text.replace("runs_on", "nonsense")).diagnostics
    }


def test_a_class_of_the_users_own_changes_nothing():
    class Special(RunStep):
        """A step of somebody's own."""

    loaded = loads(HEAD + "    steps:\n      - run: x\n")

    assert type(loaded.document.jobs[0].steps[0]) is RunStep
    assert Special.__mro__[1] is RunStep

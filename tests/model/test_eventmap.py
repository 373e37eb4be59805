"""`on=` as a mapping of names to events."""

from __future__ import annotations

import attrs
import pytest

from ghflow import (
    Input,
    Job,
    PullRequest,
    Push,
    Schedule,
    Step,
    UsageError,
    Workflow,
    WorkflowCall,
    WorkflowDispatch,
    note,
)
from ghflow.diagnostics import collecting
from ghflow.emitter.yaml import emit
from ghflow.model.graph import Graph
from ghflow.rules.registry import check

JOBS = [Job("a", runs_on="x", steps=[Step(run="x")])]


def workflow(on) -> Workflow:
    return Workflow("W", on=on, jobs=JOBS)


def written(on) -> str:
    return emit(Graph(workflow(on)).resolved()).partition("on:\n")[2].partition("\njobs:")[0]


@pytest.mark.parametrize(
    ("on", "text"),
    [
        pytest.param({"push": None}, "  push:\n", id="nothing"),
        pytest.param({"push": {}}, "  push: {}\n", id="empty"),
        pytest.param({"push": Push()}, "  push:\n", id="event"),
        pytest.param({"push": Push(branches=["a"])}, "  push:\n    branches: [a]\n", id="event-with-keys"),
        pytest.param(
            {"push": {"branches-ignore": ["a"], "tags": "v*"}},
            "  push:\n    branches-ignore: [a]\n    tags: v*\n",
            id="keys",
        ),
        pytest.param({"push": {"branches": None}}, "  push:\n", id="key-of-nothing"),
        pytest.param(
            {"schedule": [{"cron": "0 0 * * *", "timezone": "UTC"}, Schedule("1 0 * * *")]},
            "  schedule:\n    - cron: 0 0 * * *\n      timezone: UTC\n    - cron: 1 0 * * *\n",
            id="schedule",
        ),
        pytest.param({"schedule": Schedule("1 0 * * *")}, "  schedule:\n    - cron: 1 0 * * *\n", id="one-schedule"),
        pytest.param(
            {"workflow_dispatch": {"inputs": {"a": Input("x")}}, "release": {"types": ["published"]}, "fork": None},
            "  workflow_dispatch:\n    inputs:\n      a:\n        description: x\n"
            "  release:\n    types: [published]\n  fork:\n",
            id="several",
        ),
        pytest.param(
            {"workflow_call": WorkflowCall(inputs={"a": Input()})},
            "  workflow_call:\n    inputs:\n      a:\n        type: string\n",
            id="call",
        ),
        pytest.param(
            {"push": note({"branches-ignore": [note("a", "first")]}, "all"), "fork": note(None, "why")},
            "  push: # all\n    branches-ignore:\n      - a # first\n  fork: # why\n",
            id="notes",
        ),
        pytest.param(
            {"schedule": [{"cron": note("0 0 * * *", "midnight")}]},
            "  schedule:\n    - cron: 0 0 * * * # midnight\n",
            id="notes-in-a-list",
        ),
        pytest.param(
            {"workflow_dispatch": {"inputs": {"a": note(Input("x"), "why")}}},
            "  workflow_dispatch:\n    inputs:\n      a: # why\n        description: x\n",
            id="notes-on-inputs",
        ),
    ],
)
def test_forms(on, text):
    assert text == written(on)


def test_a_mapping_is_what_the_list_is():
    listed = workflow([Push(branches=["a"]), "fork", WorkflowDispatch(inputs={"a": Input()})])

    assert listed == workflow(
        {"push": {"branches": ["a"]}, "fork": None, "workflow_dispatch": listed.on["workflow_dispatch"]}
    )
    assert listed == attrs.evolve(listed)


def test_a_called_workflow_may_say_so_in_a_mapping():
    for on in ({"workflow_call": None}, {"workflow_call": {}}, {"workflow_call": {"outputs": {}}}):
        assert "./.github/workflows/x.yml" == attrs.evolve(workflow(on), file="x").job("a").uses


def test_rules_look_into_it():
    made = Workflow("W", on={"push": {"branches": ["${{ githup.ref }}"]}}, jobs=JOBS)

    (found,) = check(Graph(made), only="unevaluated-expression")
    with open(found.where.file, encoding="utf-8") as file:
        line = file.read().splitlines()[found.where.line - 1]

    assert '"${{ githup.ref }}"' in line[found.where.column - 1 : found.where.end_column - 1]
    assert ["on.push.branches[0]"] == [found.path]


@pytest.mark.parametrize(
    ("on", "message"),
    [
        pytest.param(
            {"pusch": {}}, "on names the event 'pusch', which does not exist (did you mean 'push'?)", id="name"
        ),
        pytest.param({"": {}}, "on names the event '', which does not exist", id="no-name"),
        pytest.param({1: {}}, "on[1] must be a mapping with text as keys, got 1 (write '1')", id="number"),
        pytest.param(
            {"push": {"branchs": ["a"]}},
            "on gives 'push' the key 'branchs', which it does not have (did you mean 'branches'?)",
            id="key",
        ),
        pytest.param(
            {"push": {"types": ["a"]}}, "on gives 'push' the key 'types', which it does not have", id="key-of-others"
        ),
        pytest.param(
            {"push": {"branches": [1]}}, "on['push']['branches'][0] must be text, got 1 (write '1')", id="value"
        ),
        pytest.param(
            {"push": PullRequest()},
            "on['push'] must be Push(...), a mapping of its keys or None, got a PullRequest",
            id="other",
        ),
        pytest.param(
            {"push": ["a"]}, "on['push'] must be Push(...), a mapping of its keys or None, got ['a']", id="list"
        ),
        pytest.param(
            {"schedule": {"cron": "x"}},
            "on['schedule'] must be a list of Schedule(...), got {'cron': 'x'}",
            id="no-list",
        ),
        pytest.param({"schedule": [{"timezone": "UTC"}]}, "on gives 'schedule' no 'cron'", id="missing"),
    ],
)
def test_mistakes(on, message):
    with pytest.raises(UsageError) as raised:
        workflow(on)

    assert message == str(raised.value).partition(" (known:")[0]


def test_a_mistake_is_reported_at_its_entry():
    with collecting() as found:
        Workflow("W", on={"push": None, "pull_request": {"brnches": ["a"]}}, jobs=JOBS)

    with open(found[0].where.file, encoding="utf-8") as file:
        line = file.read().splitlines()[found[0].where.line - 1]

    assert '["a"]' == line[found[0].where.column - 1 : found[0].where.end_column - 1]

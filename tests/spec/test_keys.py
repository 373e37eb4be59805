"""What an expression may use, place by place."""

from __future__ import annotations

import re

import pytest

from ghflow.spec import contexts
from ghflow.spec.keys import ACTION_KEYS, NONE, SAME_AS, WORKFLOW_KEYS, Availability, availability

TABLES = {"workflow_keys": WORKFLOW_KEYS, "action_keys": ACTION_KEYS}


def place(key: str) -> str:
    """A path as it stands in a file, for a path of the facts: names for `<job_id>`, a number for each `[]`."""
    return re.sub(r"<\w+>", "some-name", key).replace("[]", "[3]").removeprefix("(root)")


@pytest.mark.parametrize(("table", "least"), [("workflow_keys", 189), ("action_keys", 46)])
def test_every_key_of_the_facts_has_its_contexts_and_functions(facts, table, least):
    wanted, found = {}, {}
    for key, fact in facts[table].items():
        functions = {name: tuple(arity) for name, arity in fact.get("functions", {}).items()}
        wanted[key] = (set(fact["contexts"]), functions) if fact["expression"] else (set(), {})
        at = availability(place(key))
        found[key] = at and (set(at.contexts), at.functions)

    assert len(wanted) >= least
    assert wanted == found


@pytest.mark.parametrize("table", TABLES)
def test_every_line_of_the_tables_is_a_key_of_the_facts(facts, table):
    assert set() == set(TABLES[table]) - set(facts[table])


@pytest.mark.parametrize("table", TABLES)
def test_no_line_says_what_the_key_around_it_says_already(table):
    """An inherited answer is not written down twice."""
    lines = TABLES[table]
    around = {key: [other for other in lines if key.startswith((f"{other}.", f"{other}["))] for key in lines}

    assert [] == [key for key, above in around.items() if above and lines[max(above, key=len)] == lines[key]]


def test_only_contexts_that_exist():
    used = {name for table in TABLES.values() for at in table.values() for name in at.contexts}

    assert used == set(contexts.NAMES)


STEP = WORKFLOW_KEYS["jobs.<job_id>.steps[].run"]


@pytest.mark.parametrize(
    ("path", "same"),
    [
        pytest.param("jobs.build.steps[0].env.TOKEN", "jobs.<job_id>.steps[].run", id="env of a step"),
        pytest.param("jobs.a-b_c.steps[12].with.a.b", "jobs.<job_id>.steps[].run", id="input with a dot"),
        pytest.param("jobs.b.steps[0].parallel[1].run", "jobs.<job_id>.steps[].run", id="parallel"),
        pytest.param("jobs.b.steps[0].parallel[1].if", "jobs.<job_id>.steps[].if", id="if in parallel"),
        pytest.param("jobs.b.strategy.matrix.os[0].labels[1]", "jobs.<job_id>.strategy", id="inside an axis"),
        pytest.param("jobs.b.strategy.matrix.include[0].x", "jobs.<job_id>.strategy", id="include"),
        pytest.param("jobs.b.services.db.env.X", "jobs.<job_id>.outputs.<output>", id="service env"),
        pytest.param("jobs.b.services.db.image", "jobs.<job_id>.services", id="service image"),
        pytest.param("jobs.b.runs-on[0]", "jobs.<job_id>.runs-on", id="label"),
        pytest.param("jobs.env.env.if", "jobs.<job_id>.env", id="names that are keys elsewhere"),
        pytest.param("on.workflow_call.outputs.o.value", "on.workflow_call.outputs.<output>.value", id="output"),
        pytest.param("concurrency", "concurrency", id="group as text"),
        pytest.param("env.A.B", "env", id="env of the workflow"),
    ],
)
def test_places_in_workflows(path, same):
    assert WORKFLOW_KEYS[same] == availability(path)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "jobs",
        "jobs.b",
        "jobs.b.steps",
        "jobs.b.steps[0]",
        "jobs.b.steps[0].parallel",
        "jobs.b.steps[0].parallel[0].id",
        "jobs.b.outputs",
        "on.push.branches[0]",
        "on.schedule[0].cron",
        "permissions.contents",
        "inputs.who.anything",
        "runs.main",
    ],
)
def test_places_without_expressions(path):
    assert NONE == availability(path)


@pytest.mark.parametrize("path", ["jobs.b.new-key", "new-key.inside", "jobs.b.steps[0].new", "runs.new"])
def test_places_that_the_tables_do_not_know(path):
    assert availability(path) is None


def test_availability_is_a_pair():
    names, functions = STEP

    assert isinstance(STEP, Availability)
    assert "secrets" in names
    assert {"hashFiles": (1, 255)} == functions


def test_the_same_key_in_both_kinds_of_file_takes_no_expression():
    shared_keys = set(WORKFLOW_KEYS) & set(ACTION_KEYS)

    assert {"name", "description"} == shared_keys
    assert all(table[key] == NONE for table in TABLES.values() for key in shared_keys)


def test_no_place_is_the_same_as_one_that_does_not_exist():
    assert all(any(key.startswith(f"{other}.") for key in WORKFLOW_KEYS) for other in SAME_AS.values())

"""Every key, event, activity type and scope of the facts can be built and written, in each of its forms."""

from __future__ import annotations

import json

import pytest
from ruamel.yaml import YAML

from ghflow.emitter.yaml import emit
from ghflow.model.graph import graph_of
from tests.model.every_key import exercised, rows


@pytest.fixture(scope="module")
def facts(shared):
    return json.loads((shared / "facts" / "github-actions.json").read_text(encoding="utf-8"))


def parsed(text):
    return YAML(typ="safe", pure=True).load(text)


def test_every_row_is_written_as_its_text(facts):
    made = list(rows(facts))
    wrong = {
        row.text: text for row in made if parsed(text := emit(graph_of(row.document).resolved())) != parsed(row.text)
    }

    assert len(made) > 500
    assert {} == wrong


def wanted(table):
    """Each key with each form that it can take."""
    found = set()
    for key, fact in table.items():
        values = fact.get("values") or ()
        for form in fact["types"]:
            if form == "enum":
                found |= {(key, f"const:{value}") for value in values}
            else:
                found.add((key, form))
        if fact["expression"]:
            found.add((key, "expression"))
    return found


@pytest.mark.parametrize("table", ["workflow_keys", "action_keys"])
def test_every_key_is_there_in_each_of_its_forms(facts, table):
    there = set()
    for row in rows(facts):
        tree = parsed(row.text)
        if ("runs" in tree) == (table == "action_keys"):
            there |= exercised(tree, facts[table])

    assert {"workflow_keys": 189, "action_keys": 46}[table] == len(facts[table])
    assert set() == wanted(facts[table]) - there


def test_every_event_is_there_with_its_filters_and_types(facts):
    seen = {}
    for row in rows(facts):
        on = parsed(row.text).get("on")
        for event, keys in on.items() if isinstance(on, dict) else ():
            if isinstance(keys, dict):
                seen.setdefault(event, set()).update(keys)
                types = keys.get("types") or ()
                seen[event].update([types] if isinstance(types, str) else types)

    assert 37 == len(facts["events"])
    for event, fact in facts["events"].items():
        assert set() == {*fact["filters"], *(fact["types"] or ())} - seen.get(event, set()), event

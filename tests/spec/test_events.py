"""The table of events agrees with the facts, and the classes of the model with the table."""

from __future__ import annotations

import importlib
import sys

import pytest

from ghflow.model.events import Event
from ghflow.model.node import shape_of
from ghflow.spec.events import EVENTS, EXCLUSIVE, PULL_REQUEST_EVENTS, EventFacts, Ref

DEFAULTS = {"default_types": [], "types_free": False, "file_must_be_on_default_branch": False, "legacy": False}


def as_fact(event: EventFacts) -> dict[str, object]:
    """A line of the table in the words of the facts."""
    return {
        "bare_string": event.bare,
        "filters": list(event.filters),
        "types": None if event.free_types else list(event.types),
        "default_types": list(event.default_types),
        "types_free": event.free_types,
        "file_must_be_on_default_branch": event.default_branch_only,
        "legacy": event.legacy,
    }


def test_every_event_of_the_facts_is_in_the_table_as_it_is(facts):
    assert 37 == len(facts["events"])
    assert {name: DEFAULTS | fact for name, fact in facts["events"].items()} == {
        name: as_fact(event) for name, event in EVENTS.items()
    }


def test_an_event_whose_name_is_not_enough_is_refused_in_lists_too(facts):
    bare = set(facts["workflow_keys"]["on[]"]["values"])

    assert {"repository_dispatch"} == {name for name in EVENTS if name not in bare}  # live GitHub takes it


def below(cls):
    """The classes below one; not those that attrs has replaced by a slotted copy, which live on for a while."""
    real = [one for one in cls.__subclasses__() if getattr(sys.modules[one.__module__], one.__name__, None) is one]
    return [found for one in real for found in (one, *below(one))]


def test_classes_of_the_model_take_the_types_and_filters_of_the_table():
    importlib.import_module("ghflow.model.webhooks")
    classes = {cls.event: cls for cls in below(Event) if cls.event}
    own = {"schedule": {"cron", "timezone"}}
    wanted, found = {}, {}
    for name, event in EVENTS.items():
        wanted[name] = {*event.filters, *own.get(name, ())} | ({"types"} if event.types or event.free_types else set())
        found[name] = {key.key for key in shape_of(classes[name]).keys}

    assert wanted == found


def test_exclusive_filters_are_filters_and_come_in_pairs():
    filters = {name for event in EVENTS.values() for name in event.filters}
    pairs = {(name, f"{name}-ignore") for name in filters if f"{name}-ignore" in filters}

    assert pairs == set(EXCLUSIVE)


def test_default_types_are_types():
    assert [] == [name for name, event in EVENTS.items() if not set(event.default_types) <= set(event.types)]


def test_every_ref_is_one_of_the_known_ones():
    known = {value for name, value in vars(Ref).items() if name.isupper()}

    assert known == {event.ref for event in EVENTS.values()}


@pytest.mark.parametrize(
    ("event", "ref"),
    [
        ("push", Ref.PUSHED),
        ("pull_request", Ref.MERGE),
        ("pull_request_review", Ref.MERGE),
        ("pull_request_target", Ref.DEFAULT),
        ("release", Ref.TAG),
        ("workflow_dispatch", Ref.CHOSEN),
        ("issues", Ref.DEFAULT),
        ("issue_comment", Ref.DEFAULT),
        ("schedule", Ref.DEFAULT),
        ("workflow_run", Ref.DEFAULT),
        ("repository_dispatch", Ref.DEFAULT),
        ("delete", Ref.DEFAULT),
        ("merge_group", Ref.QUEUE),
    ],
)
def test_refs(event, ref):
    assert ref == EVENTS[event].ref


def test_pull_request_events_are_events():
    assert set(PULL_REQUEST_EVENTS) <= set(EVENTS)

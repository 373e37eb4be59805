"""Concurrency groups: who runs, who waits, who is cancelled."""

from __future__ import annotations

import pytest

from ghflow.simulator.queueing import Request, queue


def came(*requests, **settings):
    made = [Request(name=name, group=group, at=at, takes=10, **settings) for name, group, at in requests]
    return {one.name: (one.result, one.started, one.ended, one.by) for one in queue(made)}


def test_one_runs_one_waits_and_the_newest_takes_its_place():
    assert {
        "a": ("completed", 0, 10, None),
        "b": ("cancelled", None, 2, "c"),
        "c": ("completed", 10, 20, None),
    } == came(("a", "g", 0), ("b", "g", 1), ("c", "G", 2))


def test_groups_do_not_see_each_other():
    assert {"a": ("completed", 0, 10, None), "b": ("completed", 1, 11, None)} == came(("a", "g", 0), ("b", "h", 1))


def test_cancel_in_progress():
    assert {
        "a": ("cancelled", 0, 1, "b"),
        "b": ("completed", 1, 11, None),
        "c": ("completed", 12, 22, None),
    } == came(("a", "g", 0), ("b", "g", 1), ("c", "g", 12), cancel_in_progress=True)


def test_a_queue_keeps_all():
    assert [("completed", at * 10.0) for at in range(4)] == [
        (one[0], one[1]) for one in came(*[(str(n), "g", n) for n in range(4)], queue="max").values()
    ]


def test_a_queue_has_an_end():
    found = came(*[(str(n), "g", n / 1000) for n in range(103)], queue="max")

    assert ["101", "102"] == [name for name, one in found.items() if one[0] == "cancelled"]


@pytest.mark.parametrize(
    ("settings", "group"),
    [({}, ""), ({}, "x" * 401), ({"queue": "max", "cancel_in_progress": True}, "g")],
    ids=["empty", "long", "both"],
)
def test_what_github_refuses(settings, group):
    with pytest.raises(ValueError, match=r"group|exclude"):
        came(("a", group, 0), **settings)

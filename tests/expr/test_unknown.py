from __future__ import annotations

import pickle

import pytest

from ghflow.expr.unknown import Fields, Unknown


def test_an_unknown_value_has_no_truth_in_python():
    with pytest.raises(TypeError, match="the weather is not known yet"):
        bool(Unknown("the weather"))


@pytest.mark.parametrize(
    ("unknown", "truth"),
    [
        (Unknown("x"), None),
        (Unknown("x", "string"), None),
        (Unknown("x", "array"), True),
        (Unknown("x", "object"), True),
        (Unknown("x", truth=False), False),
    ],
)
def test_truth(unknown, truth):
    assert truth is unknown.truth


@pytest.mark.parametrize(
    ("unknown", "truthy", "falsy"),
    [
        (Unknown("x"), Unknown("x", truth=True), Unknown("x", truth=False)),
        (Unknown("x", "boolean"), True, False),
        (Unknown("x", "string"), Unknown("x", "string", truth=True), ""),
        (Unknown("x", "number"), Unknown("x", "number", truth=True), Unknown("x", "number", truth=False)),
    ],
)
def test_either(unknown, truthy, falsy):
    assert (truthy, falsy) == (unknown.either(True), unknown.either(False))


def test_fields_are_a_dict():
    fields = Fields({"a": 1}, rest=Unknown("x"), case_sensitive=True)

    assert {"a": 1} == fields
    assert (Unknown("x"), True) == (fields.rest, fields.case_sensitive)
    assert (None, False) == (Fields().rest, Fields().case_sensitive)


def test_both_survive_pickling():
    again = pickle.loads(pickle.dumps([Unknown("x", "string"), Fields({"a": 1}, rest=Unknown("x"))]))

    assert [Unknown("x", "string"), {"a": 1}] == again
    assert Unknown("x") == again[1].rest

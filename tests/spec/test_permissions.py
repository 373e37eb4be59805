"""The table of scopes agrees with the facts, and the class of the model with the table."""

from __future__ import annotations

from typing import get_args

from ghflow.model.kinds import Choice
from ghflow.model.node import shape_of
from ghflow.model.permissions import Level, Permissions
from ghflow.spec.permissions import LEVELS, RESTRICTED_DEFAULT, SCOPES, SHORTHANDS, UNDOCUMENTED, UNLISTED


def test_scopes_and_levels(facts):
    assert 20 == len(SCOPES)
    assert {name: sorted(fact["levels"]) for name, fact in facts["permissions"].items()} == {
        name: sorted(levels) for name, levels in SCOPES.items()
    }


def test_undocumented_scopes(facts):
    assert {name for name, fact in facts["permissions"].items() if not fact["documented"]} == set(UNDOCUMENTED)


def test_shorthands(facts):
    assert set(facts["permission_shorthands"]) == {*SHORTHANDS, "{}"}


def test_rules(facts):
    assert facts["permission_rules"]["restricted_default"] == RESTRICTED_DEFAULT
    assert facts["permission_rules"]["unlisted_become"] == UNLISTED


def test_the_class_of_the_model_has_a_field_for_every_scope():
    declared = {}
    for key in shape_of(Permissions).keys:
        assert isinstance(key.kind, Choice)
        declared[key.key] = sorted(key.kind.words)

    assert {name: sorted(levels) for name, levels in SCOPES.items()} == declared


def test_levels_of_the_model():
    assert sorted(LEVELS) == sorted(get_args(Level))

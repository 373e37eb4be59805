"""The list of variables agrees with the facts."""

from __future__ import annotations

from ghflow.spec.default_env import NAMES


def test_every_variable(facts):
    assert 47 == len(NAMES)
    assert set(facts["default_env"]) == NAMES

"""The shapes of names agree with the facts, and with what the model takes."""

from __future__ import annotations

import re

import pytest

from ghflow.model.kinds import ID as ID_KIND
from ghflow.model.node import Wrong
from ghflow.spec import identifiers
from ghflow.spec.limits import MAX_ID


def test_ids(facts):
    fact = facts["identifiers"]["job_id/step_id"]

    assert fact == (
        f"^{identifiers.ID}$, not starting with {identifiers.RESERVED_ID_PREFIX},"
        f" under {MAX_ID + 1} characters, unique ignoring case"
    )


def test_secrets_and_variables(facts):
    fact = facts["identifiers"]["secret/variable names"]

    assert fact == f"^{identifiers.VARIABLE}$, not {identifiers.RESERVED_VARIABLE_PREFIX} prefix, ignore case"


@pytest.mark.parametrize("name", ["a", "_a", "A-1", "a_b", "__a", "1a", "-a", "a b", "", "é", "a" * 99, "a" * 100])
def test_the_model_takes_ids_of_this_shape_and_no_others(name):
    reserved = name.startswith(identifiers.RESERVED_ID_PREFIX)
    wanted = re.fullmatch(identifiers.ID, name) is not None and not reserved and len(name) <= MAX_ID
    try:
        taken = ID_KIND.read(name) == name
    except Wrong:
        taken = False

    assert wanted == taken

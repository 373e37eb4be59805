"""The list of untrusted paths agrees with the facts, and can be parsed."""

from __future__ import annotations

import pytest

from ghflow.expr.parsing import parse
from ghflow.expr.printing import show
from ghflow.spec.untrusted import PATHS


def test_every_path(facts):
    assert 20 == len(PATHS)
    assert facts["untrusted"] == list(PATHS)


@pytest.mark.parametrize("path", PATHS)
def test_a_path_is_an_expression(path):
    assert path == show(parse(path))

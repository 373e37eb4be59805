"""What a check notices when our own release.yml has one fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rules.harness import findings
from tests.workflows.mutants import MUTANTS, mutated

RELEASE = Path(__file__).parents[2] / ".github" / "workflows" / "release.yml"
UNSEEN = {
    "tag-compared-as-a-branch",  # a branch may have such a name, and a dispatch may run there
}


@pytest.fixture(scope="module")
def text():
    return RELEASE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def known(text):
    """What is found without a fault."""
    return {(one.rule, one.message) for one in findings(None, text)}


def test_release_itself_is_clean_but_for_the_actions_that_were_demanded(known):
    assert {"retired-node"} >= {rule for rule, _ in known}


def test_there_are_many_faults():
    assert len(MUTANTS) >= 40


@pytest.mark.parametrize("name", MUTANTS)
def test_a_fault_is_noticed(name, text, known):
    broken = mutated(text, MUTANTS[name])
    new = [one for one in findings(None, broken) if (one.rule, one.message) not in known]

    assert text != broken
    assert bool(new) is (name not in UNSEEN)

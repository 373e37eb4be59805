"""Conditions on the version of ghflow, compared with those of `packaging`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.specifiers import SpecifierSet

from ghflow.project.versions import unmet

VERSION = st.lists(st.integers(0, 3), min_size=1, max_size=4).map(lambda parts: ".".join(map(str, parts)))
CLAUSE = st.one_of(
    st.tuples(st.sampled_from([">=", "<=", "==", "!=", "<", ">"]), VERSION).map("".join),
    st.tuples(st.sampled_from(["==", "!="]), VERSION).map(lambda pair: "".join(pair) + ".*"),
    VERSION.filter(lambda version: "." in version).map("~={}".format),
)


@given(st.lists(CLAUSE, min_size=1, max_size=3).map(", ".join), VERSION)
def test_it_is_what_packaging_says(required, version):
    assert SpecifierSet(required).contains(version) == (unmet(required, version) is None)


def test_the_first_clause_that_is_not_met():
    assert "<0.4" == unmet(">=0.2, <0.4 ,!=0.5", "0.5.0")


def test_only_the_numbers_of_a_version_before_its_release_count():
    assert unmet("==0.3.0", "0.3.0rc1") is None


@pytest.mark.parametrize("required", ["", "1.2", "=>1", ">=", ">=1,", ">=1.*", "~=1", "~=1.*", "latest", ">=1.0rc1"])
def test_what_is_no_specifier(required):
    with pytest.raises(ValueError, match="is no condition on a version"):
        unmet(required, "1.0")

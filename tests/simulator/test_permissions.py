"""The whole map of a token."""

from __future__ import annotations

import pytest

from ghflow import Permissions
from ghflow.simulator.permissions import effective_for, elevated, explicit, of_fork
from ghflow.spec.permissions import SCOPES

NONE = dict.fromkeys(SCOPES, "none")


@pytest.mark.parametrize(
    ("given", "whole"),
    [
        pytest.param(None, None, id="nothing"),
        pytest.param({}, NONE, id="empty"),
        pytest.param(Permissions(contents="read"), NONE | {"contents": "read"}, id="object"),
        pytest.param({"id-token": "write"}, NONE | {"id-token": "write"}, id="mapping"),
    ],
)
def test_what_is_not_named_is_none(given, whole):
    assert whole == explicit(given)


def test_all():
    read, write = explicit("read-all"), explicit("write-all")

    assert ("read", "none", "read") == (read["contents"], read["id-token"], read["models"])
    assert ("write", "write", "read") == (write["contents"], write["id-token"], write["models"])


def test_the_setting_of_the_repository():
    assert {"contents", "packages"} == {
        scope for scope, level in effective_for(None, None, False).items() if level != "none"
    }
    permissive = effective_for(None, "permissive", False)
    assert ("write", "none") == (permissive["contents"], permissive["id-token"])
    assert NONE == effective_for(NONE, "permissive", False)


def test_forks():
    found = of_fork(explicit("write-all"))

    assert "write" not in found.values()
    assert ("read", "none") == (found["contents"], found["id-token"])


def test_more_than_the_caller_has():
    has = explicit({"contents": "read"})

    assert ["contents: write", "issues: read"] == elevated(explicit({"contents": "write", "issues": "read"}), has)
    assert [] == elevated(explicit({"contents": "read"}), has)

"""What all jobs of an execution share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ghflow.simulator.host import Host
from ghflow.simulator.stubs import Store
from ghflow.simulator.workspace import Source

if TYPE_CHECKING:
    from pathlib import Path


def no_actions(path: Path) -> Any:
    raise AssertionError(path)


def test_names_of_folders(tmp_path):
    host = Host(source=Source(tmp_path), folder=tmp_path, store=Store(tmp_path), load_action=no_actions, process={})
    titles = ["test (3.11, ubuntu)", "test (3.11; ubuntu)", "TEST-3.11-UBUNTU", "../..", "", "call/inner", "x" * 300]
    names = [host.new_name(title) for title in titles]

    assert len(names) == len({name.lower() for name in names})
    assert all(name and "/" not in name and name not in (".", "..") and len(name) < 100 for name in names)
    assert "call-inner" in names


def test_a_warning_comes_once(tmp_path):
    host = Host(source=Source(tmp_path), folder=tmp_path, store=Store(tmp_path), load_action=no_actions, process={})
    for words in ("a", "b", "a"):
        host.warn(words)

    assert ["a", "b"] == host.warnings

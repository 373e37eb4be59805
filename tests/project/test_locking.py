"""Putting the lock in place: whole or not at all, and never over what another run has written."""

from __future__ import annotations

import pytest

from ghflow.project.lock import LOCK_FILE, Pin, read_lock
from ghflow.project.locking import write_lock
from ghflow.project.settings import ProjectError, Settings

PIN = Pin("a/b@v1", "0" * 40, "v1", "2026-11-22")


@pytest.fixture
def settings(tmp_path) -> Settings:
    return Settings(str(tmp_path), str(tmp_path / "workflows"), str(tmp_path / ".github"))


def test_the_file_is_whole_or_as_it_was(tmp_path, settings, monkeypatch):
    write_lock(settings, {}, {PIN.uses: PIN})
    before = (tmp_path / LOCK_FILE).read_bytes()

    def broken(*_):
        raise OSError(28, "no room")

    monkeypatch.setattr("os.replace", broken)
    with pytest.raises(ProjectError, match=f"{LOCK_FILE} cannot be written: no room"):
        write_lock(settings, {PIN.uses: PIN}, {PIN.uses: PIN._replace(comment="v1.0.0")})

    assert [LOCK_FILE] == [path.name for path in tmp_path.iterdir()]
    assert before == (tmp_path / LOCK_FILE).read_bytes()
    assert {"a/b@v1": PIN} == read_lock(settings)


def test_what_a_killed_run_left_is_swept(tmp_path, settings):
    left = tmp_path / f".{LOCK_FILE}.999999999-00000000.ghflow-tmp"
    left.write_text("half")

    write_lock(settings, {}, {PIN.uses: PIN})

    assert [LOCK_FILE] == [path.name for path in tmp_path.iterdir()]


def test_two_runs_at_a_time(settings):
    other = PIN._replace(uses="a/c@v1")
    write_lock(settings, {}, {PIN.uses: PIN})

    write_lock(settings, {}, {PIN.uses: PIN})  # the other run has come to the same
    with pytest.raises(ProjectError, match="was changed by another run meanwhile"):
        write_lock(settings, {}, {other.uses: other})

    assert {PIN.uses: PIN} == read_lock(settings)

"""The stubs that come with ghflow: what they do with files, and when they fail."""

from __future__ import annotations

import os
import shutil
import sys

import pytest

from ghflow.simulator.library import BUILT_IN, Cache, Checkout, DownloadArtifact, Setup, UploadArtifact
from ghflow.simulator.stubs import Call, Store, StubError
from ghflow.simulator.workspace import Source

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the programs of these tests are POSIX scripts")

GITHUB = {
    "repository": "octo-org/example",
    "ref": "refs/heads/main",
    "ref_name": "main",
    "head_ref": "",
    "sha": "0" * 40,
    "server_url": "https://github.com",
    "run_id": "1",
}


@pytest.fixture
def call(tmp_path):
    """Make calls in one run: the same store, and a workspace of some files."""
    source = tmp_path / "source"
    source.mkdir()
    (source / "file.txt").write_text("original")
    store = Store(tmp_path / "store")

    def make(inputs=None, *, job="job", files=None, path=""):
        workspace = tmp_path / job
        for name, text in (files or {}).items():
            (workspace / name).parent.mkdir(parents=True, exist_ok=True)
            (workspace / name).write_text(text)
        workspace.mkdir(exist_ok=True)
        temp = tmp_path / f"{job}-temp"
        temp.mkdir(exist_ok=True)
        (tmp_path / "home").mkdir(exist_ok=True)
        lines: list[str] = []
        made = Call(
            uses="actions/x@v4",
            inputs=inputs or {},
            env={"PATH": path or os.environ["PATH"], "HOME": str(tmp_path / "home")},
            workspace=workspace,
            temp=temp,
            source=Source(source),
            store=store,
            github=GITHUB,
            write=lines.append,
        )
        made.state["lines"] = lines
        return made

    return make


def names(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_checkout(call):
    made = call(files={"left.txt": "from before"})
    Checkout().run(made)

    assert ["file.txt"] == names(made.workspace)
    assert {"ref": "refs/heads/main", "commit": "0" * 40} == made.outputs


def test_checkout_into_a_folder(call):
    made = call({"path": "sub", "ref": "other"}, files={"left.txt": "from before"})
    Checkout().run(made)

    assert ["left.txt", "sub/file.txt"] == names(made.workspace)
    assert any(line.startswith("::warning::the ref 'other' is not checked out") for line in made.state["lines"])


@pytest.mark.parametrize(
    ("inputs", "reason"),
    [
        pytest.param({"repository": "octo-org/other"}, "the repository octo-org/other is not here", id="elsewhere"),
        pytest.param({"path": "../x"}, "is not below the workspace", id="outside"),
        pytest.param({"clean": "maybe"}, "the input 'clean' is true or false, got 'maybe'", id="no-flag"),
    ],
)
def test_checkouts_that_fail(call, inputs, reason):
    made = call(inputs, files={".git/x": ""})

    with pytest.raises(StubError, match=reason):
        Checkout().run(made)


def test_artifacts(call):
    UploadArtifact().run(
        call({"name": "a", "path": "out"}, files={"out/x.txt": "x", "out/deep/y.txt": "y", "out/.z": "z"})
    )
    UploadArtifact().run(call({"name": "b", "path": "out/**/*.txt\n!**/x.txt", "include-hidden-files": "true"}))
    one = call({"name": "a", "path": "got"}, job="two")
    DownloadArtifact().run(one)
    everything = call({}, job="three")
    DownloadArtifact().run(everything)
    merged = call({"pattern": "?", "merge-multiple": "true", "path": "m"}, job="four")
    DownloadArtifact().run(merged)

    assert ["got/deep/y.txt", "got/x.txt"] == names(one.workspace)
    assert {"download-path": str(one.workspace / "got")} == one.outputs
    assert ["a/deep/y.txt", "a/x.txt", "b/deep/y.txt"] == names(everything.workspace)
    assert ["m/deep/y.txt", "m/x.txt"] == names(merged.workspace)


def test_an_artifact_of_one_file_has_no_folders(call):
    UploadArtifact().run(call({"path": "deep/er/x.txt"}, files={"deep/er/x.txt": "x"}))
    made = call({"name": "artifact"}, job="two")
    DownloadArtifact().run(made)

    assert ["x.txt"] == names(made.workspace)


@pytest.mark.parametrize(
    ("inputs", "reason"),
    [
        pytest.param({"path": "x", "name": "a/b"}, "has none of", id="name"),
        pytest.param({}, "not supplied: path", id="no-path"),
        pytest.param({"path": "gone", "if-no-files-found": "error"}, "No files were found", id="nothing"),
        pytest.param({"path": "gone", "if-no-files-found": "shout"}, "got 'shout'", id="unknown-choice"),
        pytest.param({"path": "x", "name": "there"}, "exists in this run already", id="twice"),
    ],
)
def test_uploads_that_fail(call, inputs, reason):
    UploadArtifact().run(call({"name": "there", "path": "x"}, files={"x": "1"}))

    with pytest.raises(StubError, match=reason):
        UploadArtifact().run(call(inputs))


@pytest.mark.parametrize(("choice", "warns"), [("", True), ("warn", True), ("ignore", False)])
def test_nothing_to_upload(call, choice, warns):
    made = call({"path": "gone", "if-no-files-found": choice})
    UploadArtifact().run(made)

    assert warns is made.state["lines"][0].startswith("::warning::")
    assert {} == made.store.artifacts


def test_uploads_of_old_versions_make_one_artifact(call):
    for name in ("x", "y"):
        made = call({"path": name}, files={name: name})
        made.uses = "actions/upload-artifact@v3"
        UploadArtifact().run(made)
    got = call({"name": "artifact"}, job="two")
    DownloadArtifact().run(got)

    assert ["x", "y"] == names(got.workspace)


def test_an_upload_that_replaces(call):
    UploadArtifact().run(call({"path": "x"}, files={"x": "1"}))
    UploadArtifact().run(call({"path": "x", "overwrite": "true"}, files={"x": "2"}))
    made = call({"name": "artifact"}, job="two")
    DownloadArtifact().run(made)

    assert "2" == (made.workspace / "x").read_text()


@pytest.mark.parametrize(
    ("inputs", "reason"),
    [
        pytest.param({"name": "gone"}, r"not found for name: gone \(artifacts: none\)", id="unknown"),
        pytest.param({"run-id": "77"}, "the artifacts of run 77 are not here", id="other-run"),
    ],
)
def test_downloads_that_fail(call, inputs, reason):
    with pytest.raises(StubError, match=reason):
        DownloadArtifact().run(call(inputs))


def test_cache(call, tmp_path):
    first = call({"path": "deps\n~/.tool", "key": "k-1"}, files={"deps/x": "x"})
    (tmp_path / "home" / ".tool").mkdir()
    (tmp_path / "home" / ".tool" / "y").write_text("y")
    cache = Cache()
    cache.run(first)
    assert cache.post is not None
    cache.post(first)
    shutil.rmtree(tmp_path / "home" / ".tool")
    hit = call({"path": "deps\n~/.tool", "key": "k-1"}, job="two")
    cache.run(hit)

    assert None is first.outputs.get("cache-hit")
    assert "true" == hit.outputs["cache-hit"]
    assert ["deps/x"] == names(hit.workspace)
    assert (tmp_path / "home" / ".tool" / "y").is_file()


def test_a_cache_that_is_near(call):
    for key in ("k-1", "k-2", "other"):
        Cache(restores=False).run(call({"path": "deps", "key": key}, files={"deps/x": key}))
    near = call({"path": "deps", "key": "k-9", "restore-keys": "nothing-\n k-\nother"}, job="two")
    Cache(saves=False).run(near)

    assert {"cache-hit": "false", "cache-matched-key": "k-2", "cache-primary-key": "k-9"} == near.outputs
    assert "k-2" == (near.workspace / "deps" / "x").read_text()


def test_a_cache_is_not_saved_after_a_failure(call):
    made = call({"path": "deps", "key": "k"}, files={"deps/x": "x"})
    cache = Cache()
    cache.run(made)
    made.succeeded = False
    assert cache.post is not None
    cache.post(made)

    assert {} == made.store.caches


@pytest.mark.parametrize(
    ("inputs", "reason"),
    [
        pytest.param({"path": "x"}, "not supplied: key", id="no-key"),
        pytest.param({"key": "x"}, "not supplied: path", id="no-path"),
        pytest.param({"key": "a,b", "path": "x"}, "has a comma", id="comma"),
        pytest.param({"key": "a", "path": "x", "fail-on-cache-miss": "true"}, "Failed to restore", id="miss"),
    ],
)
def test_caches_that_fail(call, inputs, reason):
    with pytest.raises(StubError, match=reason):
        Cache().run(call(inputs))


@pytest.fixture
def tools(tmp_path):
    """A search path with a `tool` of version 3.11.7, and one by the name of another version."""
    folder = tmp_path / "tools"
    folder.mkdir()
    for name, version in (("tool", "3.11.7"), ("tool3.13", "3.13.1")):
        (folder / name).write_text(f"#!/bin/sh\necho Tool {version}\n")
        (folder / name).chmod(0o755)
    return str(folder)


SETUP = Setup(programs=("tool{}", "tool"), input="tool-version", output="tool-version", file_input="tool-version-file")


@pytest.mark.parametrize(
    ("wanted", "version", "warns"),
    [
        pytest.param("", "3.11.7", False, id="any"),
        pytest.param("3.x", "3.11.7", False, id="x"),
        pytest.param("3.11", "3.11.7", False, id="the-one"),
        pytest.param("3.13", "3.13.1", False, id="another-that-is-there"),
        pytest.param("3.9", "3.11.7", True, id="one-that-is-not"),
        pytest.param(">=3.9 <4", "3.11.7", False, id="range"),
    ],
)
def test_setup(call, tools, wanted, version, warns):
    made = call({"tool-version": wanted}, path=tools)
    SETUP.run(made)

    assert version == made.outputs["tool-version"]
    assert warns is any(line.startswith("::warning::") for line in made.state["lines"])


def test_setup_from_a_file(call, tools):
    made = call({"tool-version-file": ".tool-version"}, files={".tool-version": "tool 3.13.1\n"}, path=tools)
    SETUP.run(made)

    assert "3.13.1" == made.outputs["tool-version"]
    assert os.path.exists(os.path.join(made.paths[0], "tool"))


def test_setups_that_fail(call, tools):
    with pytest.raises(StubError, match="tool is not on this machine"):
        SETUP.run(call(path="/nowhere"))
    with pytest.raises(StubError, match="the version file gone does not exist"):
        SETUP.run(call({"tool-version-file": "gone"}, path=tools))


def test_names_of_actions():
    assert all(name.count("/") in (1, 2) and "@" not in name for name in BUILT_IN)

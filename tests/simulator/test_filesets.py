"""Files by the patterns of GitHub's own actions."""

from __future__ import annotations

import hashlib

import pytest

from ghflow.simulator.filesets import FileSet, hash_files

NAMES = ["a.txt", "b.log", ".hidden/x.txt", "deep/c.txt", "deep/er/d.txt", "deep/er/e[1].log", "node_modules/f.txt"]


@pytest.fixture
def tree(tmp_path):
    for name in NAMES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path


@pytest.mark.parametrize(
    ("patterns", "names"),
    [
        pytest.param("a.txt", ["a.txt"], id="file"),
        pytest.param("deep", ["deep/c.txt", "deep/er/d.txt", "deep/er/e[1].log"], id="folder"),
        pytest.param("deep/", ["deep/c.txt", "deep/er/d.txt", "deep/er/e[1].log"], id="folder-with-slash"),
        pytest.param("*.txt", ["a.txt"], id="star-stays-in-a-folder"),
        pytest.param("d*", ["deep/c.txt", "deep/er/d.txt", "deep/er/e[1].log"], id="star-for-a-folder"),
        pytest.param("**/*.log", ["b.log", "deep/er/e[1].log"], id="any-depth"),
        pytest.param("deep/**/d.txt", ["deep/er/d.txt"], id="in-between"),
        pytest.param("deep/**", ["deep/c.txt", "deep/er/d.txt", "deep/er/e[1].log"], id="all-below"),
        pytest.param("?.txt", ["a.txt"], id="one-letter"),
        pytest.param("[ab].*", ["a.txt", "b.log"], id="class"),
        pytest.param("[!a].*", ["b.log"], id="refused-class"),
        pytest.param("deep/er/e[[]1].log", ["deep/er/e[1].log"], id="bracket-in-a-class"),
        pytest.param("**/x.txt", [".hidden/x.txt"], id="hidden-too"),
        pytest.param("**/*.txt\n!node_modules\n!**/deep", [".hidden/x.txt", "a.txt"], id="taken-out"),
        pytest.param("**/*.txt\n!deep/**\ndeep/c.txt", [".hidden/x.txt", "a.txt", "deep/c.txt", "node_modules/f.txt"],
                     id="the-last-one-decides"),
        pytest.param("!a.txt", [], id="nothing-to-take-out"),
        pytest.param("!!a.txt", ["a.txt"], id="twice-not"),
        pytest.param("# a comment\n\n  a.txt  ", ["a.txt"], id="comment-and-blanks"),
        pytest.param("./deep/../a.txt", ["a.txt"], id="dots"),
        pytest.param("{a,b}.txt", [], id="braces-are-letters"),
        pytest.param("gone/**", [], id="nothing-there"),
    ],
)  # fmt: skip
def test_files(tree, patterns, names):
    assert names == [file.relative_to(tree).as_posix() for file in FileSet(patterns, root=tree).files()]


def test_home_and_absolute_paths(tree, tmp_path):
    home = tmp_path / "deep"

    assert [home / "c.txt"] == FileSet("~/c.txt", root=tree, home=home).files()
    assert [home / "c.txt"] == FileSet(str(home / "c.txt"), root=tree / "node_modules").files()


def test_links_in_a_circle(tree):
    (tree / "deep" / "loop").symlink_to(tree)
    (tree / "link").symlink_to(tree / "deep")

    assert 0 < len(FileSet("**", root=tree).files()) < 100
    assert "link/c.txt" in [file.relative_to(tree).as_posix() for file in FileSet("**/c.txt", root=tree).files()]
    assert ["deep/c.txt"] == [
        file.relative_to(tree).as_posix() for file in FileSet("**/c.txt", root=tree).files(links=False)
    ]


def test_hash_of_files(tree):
    both = hashlib.sha256(b"".join(hashlib.sha256(name.encode()).digest() for name in ("a.txt", "b.log")))

    assert both.hexdigest() == hash_files(["a.txt", "b.log"], tree)
    assert hash_files(["b.log", "b.log"], tree) == hash_files(["*.log"], tree) != hash_files(["a.txt"], tree)


def test_no_hash_of_nothing(tree, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "file"
    outside.write_text("x")

    assert "" == hash_files(["gone"], tree) == hash_files([str(outside)], tree)

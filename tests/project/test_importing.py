"""Files into sources: names, proofs, what is written, what is taken over and what stays."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghflow.project import importing
from ghflow.project.build import build
from ghflow.project.files import State
from ghflow.project.importing import (
    choose_source,
    find_files,
    import_files,
    take_over,
    write_setting,
    write_sources,
)
from ghflow.project.plan import is_file_name
from ghflow.project.settings import find_settings
from ghflow.writer.source import Written

CI = "name: CI\non: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make # all\n"
ACTION = "name: Set up\ndescription: d\nruns:\n  using: composite\n  steps:\n    - run: x\n      shell: bash\n"


def settings(project, monkeypatch):
    monkeypatch.chdir(project.root)
    return find_settings(needs_sources=False)


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        pytest.param(["ci.yml"], ["ci"], id="plain"),
        pytest.param(["build-all.yml", "build_all.yaml"], ["build_all_2", "build_all"], id="same-name"),
        pytest.param(["Ci.yml", "cI.yml", "CI.yaml"], ["ci", "ci_2", "ci_3"], id="case"),
        pytest.param(
            ["import.yml", "1.yml", "_x.yml", "日本.yml", "CON.yml"],
            ["import_", "workflow_1", "x", "workflow", "con_"],
            id="odd",
        ),
        pytest.param(["actions/set-up/action.yml"], ["set_up"], id="action"),
        pytest.param(
            ["set-up.yml", "actions/set-up/action.yml"], ["set_up", "set_up_action"], id="action-like-a-workflow"
        ),
        pytest.param(['a"b;\n.yml', "a'); x.yml"], ["a_b", "a_x"], id="hostile"),
    ],
)
def test_names(project, paths, names):
    files = [project.write(path, ACTION if path.endswith("action.yml") else CI) for path in paths]
    imported = import_files([str(file) for file in files])

    assert names == [one.name for one in imported]
    assert [("", None)] * len(names) == [(one.problem, one.differs) for one in imported]
    for path, one in zip(paths, imported, strict=True):
        base = Path(path).name
        named = base == f"{one.name}.yml" or path.endswith("action.yml") or not is_file_name(base)
        assert named == ("file=" not in one.written.text)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("a: [", "it holds no workflow", id="no-yaml"),
        pytest.param("", "it holds no workflow", id="empty"),
        pytest.param("- a\n", "it holds no workflow", id="list"),
        pytest.param(f"on: push\njobs: {{}}\n? {'k' * 1025}\n: v\n", "a key in it is longer", id="long-key"),
    ],
)
def test_files_that_cannot_be_imported(project, text, problem):
    (one,) = import_files([str(project.write("x.yml", text))])

    assert one.problem.startswith(problem)
    assert one.wrong
    assert one.written is None


def test_a_file_that_is_not_there():
    (one,) = import_files(["none.yml"])

    assert "it cannot be read" == one.problem
    assert "cannot be read" in one.diagnostics[0].message


def test_a_file_with_mistakes_is_imported_all_the_same(project):
    (one,) = import_files([str(project.write("x.yml", CI + "    new: 1\n"))])

    assert one.wrong
    assert ("", None, 1) == (one.problem, one.differs, len(one.diagnostics))
    assert 'extra={"new": 1}' in one.written.text


def test_a_text_that_no_file_can_hold(project):
    (one,) = import_files([str(project.write("x.yml", CI.replace("CI", '"\\ud800"')))])

    assert "it cannot be built: " in one.problem


@pytest.mark.parametrize(
    ("change", "differs", "problem"),
    [
        pytest.param(lambda text: text.replace('"make"', '"other"'), "jobs.a.steps[0].run", "", id="another-value"),
        pytest.param(lambda text: text.replace("runs_on=", "run_on="), None, "has no argument 'run_on'", id="mistake"),
    ],
)
def test_a_source_that_builds_something_else_is_seen(project, monkeypatch, change, differs, problem):
    """What the writer gives is not trusted: here it is made wrong."""
    right = importing.to_python
    monkeypatch.setattr(importing, "to_python", lambda *args: Written(change(right(*args).text), *right(*args)[1:]))
    (one,) = import_files([str(project.write("ci.yml", CI))])

    assert differs == one.differs
    assert problem in one.problem
    assert one.wrong


def test_sources_are_written_and_never_over_others(project, tmp_path):
    folder = tmp_path / "out"
    file = str(project.write("ci.yml", CI))

    def written(force=False):
        (one,) = imported = import_files([file])
        write_sources(str(folder), imported, force=force)
        return one.state.change, one.state.why

    assert written() == ("created", "")
    assert written() == ("unchanged", "")
    (folder / "ci.py").write_text("mine")
    assert written() == ("refused", "it exists; --force writes over it")
    assert (folder / "ci.py").read_text() == "mine"
    assert written(force=True) == ("updated", "")
    (folder / "ci.py").write_bytes(b"\xff")
    assert written()[0] == "refused"
    (folder / "ci.py").unlink()
    (folder / "ci.py").mkdir()
    assert written(force=True)[0] == "refused"
    assert sorted(os.listdir(folder)) == ["ci.py"]


def test_files_are_taken_over(project, monkeypatch):
    files = [
        project.write(".github/workflows/ci.yml", "\ufeff" + CI.replace("\n", "\r\n")),
        project.write(".github/workflows/build-it.yaml", CI),
        project.write(".github/actions/set-up/action.yml", ACTION),
        project.write("elsewhere/other.yml", CI),
    ]
    known = settings(project, monkeypatch)
    imported = import_files([str(file) for file in files])
    write_sources(known.source, imported)
    taken = take_over(known, imported)

    assert [("updated", "")] * 3 == [(one.state.change, one.state.why) for one in taken]
    assert "# Generated by ghflow from workflows/ci.py." in project.read(".github/workflows/ci.yml")
    assert "- run: make # all" in project.read(".github/workflows/ci.yml")
    assert "from workflows/build_it.py." in project.read(".github/workflows/build-it.yaml")
    assert CI == project.read("elsewhere/other.yml")
    assert {"unchanged", "created"} == {state.change for state in build(find_settings()).files}
    assert ["unchanged"] * 3 == [one.state.change for one in take_over(known, imported)]


def test_a_file_that_changed_meanwhile_stays(project, monkeypatch):
    file = project.write(".github/workflows/ci.yml", CI)
    known = settings(project, monkeypatch)
    imported = import_files([str(file)])
    write_sources(known.source, imported)
    file.write_text(CI.replace("make", "other"))
    (taken,) = take_over(known, imported)

    assert ("refused", "the build differs at jobs.a.steps[0].run") == (taken.state.change, taken.state.why)
    assert "other" in project.read(".github/workflows/ci.yml")


@pytest.mark.skipif(os.name == "nt", reason="these names and links are not for Windows")
def test_files_that_no_build_replaces(project, monkeypatch):
    real = project.write(".github/workflows/real.yml", CI)
    link = real.with_name("link.yml")
    link.symlink_to("real.yml")
    odd = project.write('.github/workflows/a"b.yml', CI)
    folder = project.write('.github/actions/c"d/action.yml', ACTION)
    fixed = project.write(".github/workflows/fixed.yml", CI)
    fixed.chmod(0o444)
    known = settings(project, monkeypatch)
    imported = import_files([str(file) for file in (link, odd, fixed, folder)])
    write_sources(known.source, imported)
    taken = take_over(known, imported)

    assert [
        ("refused", "it is a symbolic link: import the file that it leads to"),
        ("refused", "a build writes workflows/a_b.yml in its place; remove it, or rename it and import it again"),
        ("refused", "it is read-only: make it writable"),
    ] == [(one.state.change, one.state.why) for one in taken]
    assert link.is_symlink()
    assert [CI, CI, CI, ACTION] == [file.read_text() for file in (real, odd, fixed, folder)]
    assert 'Action(\n    "c_d"' in project.read("workflows/c_d.py")
    assert sorted(map(str, (link, odd, folder))) == sorted(path for path, _ in find_files(known).left)


def test_what_a_build_would_refuse_is_allowed(project, monkeypatch):
    file = project.write(".github/workflows/ci.yml", CI.replace("make", "echo ${{ matrix.os }}"))
    known = settings(project, monkeypatch)
    imported = import_files([str(file)])
    write_sources(known.source, imported)
    (taken,) = take_over(known, imported)

    assert "updated" == taken.state.change
    assert ["unknown-axis"] == [found.rule for found in imported[0].allowed]
    assert 'allow=["unknown-axis"]' in project.read("workflows/ci.py")
    assert ["unchanged"] == [state.change for state in build(find_settings()).files]


def test_a_source_that_was_refused_takes_nothing_over(project, monkeypatch):
    project.write("workflows/ci.py")
    file = project.write(".github/workflows/ci.yml", CI)
    known = settings(project, monkeypatch)
    imported = import_files([str(file)])
    write_sources(known.source, imported)

    assert [] == take_over(known, imported)
    assert CI == project.read(".github/workflows/ci.yml")


def test_what_a_repository_has(project, monkeypatch):
    project.write(".github/workflows/b.yml", CI)
    project.write(".github/workflows/a.yaml", CI)
    project.write(".github/workflows/README.md", "x")
    project.write(
        ".github/workflows/made.yml", "# Generated by ghflow from w/x.py. Do not edit; run: python -m ghflow build\n"
    )
    project.write(".github/workflows/broken.yml", b"\xff")
    project.write(".github/actions/one/action.yml", ACTION)
    project.write(".github/actions/two/action.yaml", ACTION)
    project.write(".github/actions/deep/er/action.yml", ACTION)
    found = find_files(settings(project, monkeypatch))

    def below(path):
        return os.path.relpath(path, project.root).replace(os.sep, "/").removeprefix(".github/")

    assert ["workflows/a.yaml", "workflows/b.yml", "workflows/broken.yml", "actions/one/action.yml"] == [
        below(file) for file in found.files
    ]
    assert [
        ("workflows/made.yml", "it is built from w/x.py"),
        ("actions/deep/er/action.yml", "a build writes actions to actions/NAME/action.yml only"),
        ("actions/two/action.yaml", "a build writes actions to actions/NAME/action.yml only"),
    ] == [(below(path), why) for path, why in found.left]


def test_a_folder_of_other_code_is_left_to_it(project, monkeypatch):
    known = settings(project, monkeypatch)
    assert choose_source(known, None) is None
    project.write("workflows/train.py", "import torch\n")
    assert choose_source(known, None) == ".ghflow"
    assert known.source == str(project.root / ".ghflow")


def test_the_folder_that_was_asked_for(project, monkeypatch):
    known = settings(project, monkeypatch)

    assert choose_source(known, "ci/sources") == "ci/sources"
    assert choose_source(settings(project, monkeypatch), "workflows") is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(None, '[tool.ghflow]\nsource = "ci"\n', id="no-file"),
        pytest.param("", '[tool.ghflow]\nsource = "ci"\n', id="empty"),
        pytest.param(
            '[project]\nname = "x"\n\n\n', '[project]\nname = "x"\n\n[tool.ghflow]\nsource = "ci"\n', id="more"
        ),
    ],
)
def test_the_setting_is_written(project, monkeypatch, before, after):
    if before is not None:
        project.write("pyproject.toml", before)
    state = write_setting(settings(project, monkeypatch), "ci")

    assert state.change in ("created", "updated")
    assert after == project.read("pyproject.toml")


@pytest.mark.parametrize(
    "before", ['[tool.ghflow]\nsource = "x"\n', "tool = {}\n", "a = [", b"\xff", "[tool]\nghflow = 5\n"]
)
def test_a_setting_that_cannot_be_written(project, monkeypatch, before):
    known = settings(project, monkeypatch)
    project.write("pyproject.toml", before)
    state = write_setting(known, "ci")

    assert isinstance(state, State)
    assert "refused" == state.change
    assert state.why
    assert project.files()["pyproject.toml"] == (before if isinstance(before, bytes) else before.encode())


@given(st.text(st.sampled_from('ab"\\\n\t#é '), min_size=1, max_size=8))
def test_a_setting_is_toml(text):
    import tomllib

    if text.isprintable():
        assert tomllib.loads(f"a = {importing._toml(text)}") == {"a": text}

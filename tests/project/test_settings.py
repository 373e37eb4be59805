from __future__ import annotations

import os

import pytest

from ghflow.project.settings import ProjectError, find_settings, is_source, setting_line
from ghflow.version import __version__

REMEDY = "write workflows/ci.py, or name another folder with --source"
NO_FOLDER = f"there is no folder workflows/ here: {REMEDY}"
NO_SOURCES = f"the folder workflows/ holds no sources: {REMEDY}"


@pytest.mark.parametrize(
    ("name", "built"),
    [
        pytest.param("ci.py", True, id="plain"),
        pytest.param("my-flow.v2.py", True, id="no-identifier"),
        pytest.param("_shared.py", False, id="for-sharing"),
        pytest.param("__init__.py", False, id="package"),
        pytest.param(".#ci.py", False, id="lock-of-an-editor"),
        pytest.param("ci.py~", False, id="backup-of-an-editor"),
        pytest.param("ci.pyc", False, id="bytecode"),
        pytest.param("notes.md", False, id="no-python"),
    ],
)
def test_is_source(name, built):
    assert built == is_source(name)


@pytest.mark.parametrize(
    ("toml", "source", "output"),
    [
        pytest.param(None, "workflows", ".github", id="defaults"),
        pytest.param("[project]\nname = 'ghflow-user'\n", "workflows", ".github", id="no-table"),
        pytest.param("[tool.ghflow]\n", "workflows", ".github", id="empty-table"),
        pytest.param("[tool.ghflow]\nsource = 'ci'\noutput = 'out'\n", "ci", "out", id="table"),
        pytest.param("[ tool . ghflow ]\nsource = 'ci'\n", "ci", ".github", id="spaces"),
        pytest.param("[tool.'ghflow']\nsource = 'ci'\n", "ci", ".github", id="quotes"),
        pytest.param("tool.ghflow.source = 'ci'\n", "ci", ".github", id="dotted"),
        pytest.param("[tool]\nghflow = { source = 'ci' }\n", "ci", ".github", id="inline"),
        pytest.param("tool = { ghflow = { source = 'ci' } }\n", "ci", ".github", id="all-inline"),
        pytest.param("[tool.ghflow]\nsource = './ci/'\noutput = './out/'\n", "ci", "out", id="not-normal"),
        pytest.param("\ufeff[tool.ghflow]\r\nsource = 'ci'\r\n", "ci", ".github", id="from-windows"),
        pytest.param("[tool.other]\nghflow = 3\n[broken\n", "workflows", ".github", id="broken-but-not-ours"),
    ],
)
def test_settings_of_a_project(project, toml, source, output):
    for folder in ("workflows", "ci"):
        project.write(f"{folder}/ci.py")
    if toml is not None:
        project.write("pyproject.toml", toml)

    found = find_settings(start=str(project.root))

    assert source == found.source_name
    assert str(project.root / source) == found.source
    assert str(project.root / output) == found.output


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        pytest.param(
            "[tool.ghflow]\n\nsuorce = 'ci'\n",
            "pyproject.toml:3: [tool.ghflow] has no setting 'suorce' (did you mean 'source'?)",
            id="misspelt",
        ),
        pytest.param(
            "[tool.other]\noutput = 1\n[tool.ghflow]\noutput = 3\n",
            "pyproject.toml:4: output of [tool.ghflow] must be the name of a folder, got 3",
            id="wrong-type",
        ),
        pytest.param(
            "[tool.ghflow]\nsource = ' '\n",
            "pyproject.toml:2: source of [tool.ghflow] must be the name of a folder, got ' '",
            id="blank",
        ),
        pytest.param(
            '[tool.ghflow]\nsource = "a\\u0000b"\n',
            "pyproject.toml:2: source of [tool.ghflow] must be the name of a folder, got 'a\\x00b'",
            id="nul",
        ),
        pytest.param(
            "[tool.ghflow]\nsource = 1\noutput = 2\n",
            "pyproject.toml:2: source of [tool.ghflow] must be the name of a folder, got 1\n"
            "ghflow: pyproject.toml:3: output of [tool.ghflow] must be the name of a folder, got 2",
            id="two-mistakes",
        ),
        pytest.param(
            "tool.ghflow = 3\n", "pyproject.toml: [tool.ghflow] must be a table, got 3", id="number-for-table"
        ),
        pytest.param("[[tool.ghflow]]\n", "pyproject.toml: [tool.ghflow] must be a table, got [{}]", id="list"),
        pytest.param(
            "[tool.ghflow]\nsource = 'gone'\n",
            "the source folder gone that pyproject.toml names does not exist",
            id="no-such-folder",
        ),
        pytest.param(
            "[tool.ghflow]\nsource = 'empty'\n",
            "the source folder empty that pyproject.toml names holds no sources",
            id="empty-folder",
        ),
        pytest.param(
            "[tool.ghflow]\nrequires = '>=0.0.1,<0.0.2'\n",
            f"pyproject.toml:2: the project requires ghflow <0.0.2, and this is {__version__}: "
            "pip install 'ghflow-workflows>=0.0.1,<0.0.2'",
            id="another-version",
        ),
        pytest.param(
            "[tool.ghflow]\nrequires = '1.2'\n",
            "pyproject.toml:2: requires of [tool.ghflow]: '1.2' is no condition on a version, such as >=0.2",
            id="no-specifier",
        ),
        pytest.param(
            "[tool.ghflow]\nrequires = 1\n",
            "pyproject.toml:2: requires of [tool.ghflow] must be text such as '>=0.2,<0.4', got 1",
            id="number-for-version",
        ),
        pytest.param(b"[tool.ghflow]\n# caf\xe9\n", "pyproject.toml:2: the file is not UTF-8", id="another-encoding"),
        pytest.param(
            "[tool.ghflow]\nsource = " + "[" * 5000,
            "pyproject.toml is not valid TOML: it is nested too deeply",
            id="nested",
        ),
    ],
)
def test_refused_settings(project, monkeypatch, toml, message):
    project.write("workflows/ci.py")
    project.write("empty/_shared.py")
    project.write("pyproject.toml", toml)
    monkeypatch.chdir(project.root)

    with pytest.raises(ProjectError) as refused:
        find_settings()

    assert message == str(refused.value)


def test_broken_toml_names_the_line(project):
    project.write("workflows/ci.py")
    project.write("pyproject.toml", "[tool.ghflow]\nsource = \n")

    ended = project.main("build")

    assert (2, "") == (ended.code, ended.out)
    assert ended.err.startswith("ghflow: pyproject.toml is not valid TOML: ")
    assert "line 2" in ended.err
    assert 1 == len(ended.err.splitlines())


def test_settings_cannot_be_read(project, monkeypatch):
    """As another user would see it; root may read everything."""
    project.write("workflows/ci.py")
    toml = project.write("pyproject.toml", "[tool.ghflow]\n")

    def refuse(path, *args, **kwargs):
        if os.fspath(path) == str(toml):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *args, **kwargs)

    real = open
    monkeypatch.setattr("builtins.open", refuse)

    ended = project.main("build")

    assert (2, "ghflow: pyproject.toml cannot be read: Permission denied\n") == (ended.code, ended.err)


def test_settings_of_a_sub_folder(project):
    project.write("workflows/ci.py")
    project.write("pyproject.toml", "[tool.ghflow]\noutput = 3\n")
    project.write("src/deep/module.py", "")

    ended = project.main("build", cwd="src/deep")

    message = "ghflow: ../../pyproject.toml:2: output of [tool.ghflow] must be the name of a folder, got 3\n"
    assert (2, message) == (ended.code, ended.err)


def test_the_project_is_found_from_below(project):
    project.write("workflows/ci.py")
    project.write("src/deep/module.py", "")
    project.write(".git/HEAD", "")

    ended = project.main("build", cwd="src/deep")

    assert (0, "created   .github/workflows/ci.yml\n") == (ended.code, ended.out)
    assert ["ci.yml"] == project.generated()


def test_the_project_ends_at_its_repository(project):
    """A repository inside another one has nothing to do with the outer one's sources."""
    project.write("workflows/ci.py")
    project.write("vendored/.git/HEAD", "")
    project.write("vendored/src/module.py", "")

    ended = project.main("build", cwd="vendored/src")

    message = (
        "ghflow: there is no folder workflows/ here: write workflows/ci.py, or name another folder with --source\n"
    )
    assert (2, message) == (ended.code, ended.err)
    assert [] == project.generated()


@pytest.mark.parametrize(
    ("files", "args", "message"),
    [
        pytest.param([], [], NO_FOLDER, id="no-folder"),
        pytest.param(["workflows"], [], NO_FOLDER, id="a-file-for-the-folder"),
        pytest.param(["workflows/_x.py"], [], NO_SOURCES, id="nothing-to-build"),
        pytest.param([], ["--source", "ci"], "the source folder ci does not exist", id="no-such-source"),
        pytest.param(["ci"], ["--source", "ci"], "the source folder ci is not a folder", id="source-is-a-file"),
        pytest.param(
            ["ci/_x.py"], ["--source", "ci"], "the folder ci/ holds no sources: write ci/ci.py", id="empty-source"
        ),
        pytest.param(
            ["workflows/ci.py"], ["--source", ""], "--source must be the name of a folder, got ''", id="blank-source"
        ),
        pytest.param(
            ["workflows/ci.py"], ["--output", ""], "--output must be the name of a folder, got ''", id="blank-output"
        ),
        pytest.param(
            ["workflows/ci.py"],
            ["--output", "a\0b"],
            "--output must be the name of a folder, got 'a\\x00b'",
            id="nul-output",
        ),
        pytest.param(
            ["a\nb/ci.py"],
            ["--source", "a\nb"],
            "the name of the source folder, 'a\\nb', cannot be written into a file",
            id="newline-in-source",
        ),
    ],
)
def test_nothing_to_work_on(project, files, args, message):
    for file in files:
        project.write(file)
    before = project.files()

    ended = project.main("build", *args)

    assert (2, "", f"ghflow: {message}\n") == (ended.code, ended.out, ended.err)
    assert before == project.files()


def test_the_current_folder_is_gone(project):
    code = (
        "import os, sys; os.mkdir('x'); os.chdir('x'); os.rmdir('../x')\n"
        "from ghflow.cli.main import main; sys.exit(main(['build']))"
    )

    ended = project.run(python=("-c", code))

    assert (2, "ghflow: the current folder does not exist any more\n") == (ended.code, ended.err)


@pytest.mark.parametrize(
    ("source", "cwd", "name"),
    [
        pytest.param("ci", ".", "ci", id="inside"),
        pytest.param("./ci/", ".", "ci", id="not-normal"),
        pytest.param("tools/ci", ".", "tools/ci", id="deeper"),
        pytest.param(".", "ci", ".", id="the-folder-itself"),
        pytest.param("../ci", "src", "ci", id="outside"),
        pytest.param("..ci", ".", "..ci", id="dots-in-its-name"),
    ],
)
def test_the_header_names_no_path_of_the_machine(project, source, cwd, name):
    for folder in ("ci", "tools/ci", "..ci", "src"):
        project.write(f"{folder}/build.py")

    ended = project.main("build", "--source", source, "--stdout", cwd=cwd)

    assert 0 == ended.code
    header = f"# Generated by ghflow from {name}/build.py. Do not edit; run: python -m ghflow build"
    assert header == ended.out.splitlines()[0]


@pytest.mark.parametrize("key", ["allow", "rules", "labels"])
def test_lists(project, key):
    project.write("workflows/ci.py")
    project.write("pyproject.toml", f"[tool.ghflow]\n{key} = ['a', 'b']\n")

    assert ("a", "b") == getattr(find_settings(start=str(project.root)), key)

    project.write("pyproject.toml", "[tool.ghflow]\n")

    assert () == getattr(find_settings(start=str(project.root)), key)


@pytest.mark.parametrize("value", ["'a'", "[1]", "['']", "true"])
def test_lists_of_something_else(project, value):
    project.write("workflows/ci.py")
    project.write("pyproject.toml", f"[tool.ghflow]\nallow = {value}\n")

    with pytest.raises(ProjectError, match=r"allow of .* must be a list of rules"):
        find_settings(start=str(project.root))


@pytest.mark.parametrize("there", ["pyproject.toml", ".github/workflows/ci.yml", ".git/HEAD"])
def test_a_project_without_sources(project, there):
    project.write(there, "[tool.ghflow]\nallow = []\n" if there.endswith("toml") else "")
    (project.root / "a" / "b").mkdir(parents=True)

    found = find_settings(start=str(project.root / "a" / "b"), needs_sources=False)

    assert (str(project.root), str(project.root / "workflows")) == (found.root, found.source)


def test_the_line_of_a_setting(project):
    project.write("pyproject.toml", "[tool.other]\nallow = 1\n[tool.ghflow]\nsource = 'x'\nallow = ['a']\n")

    assert (str(project.root / "pyproject.toml"), 5) == setting_line(str(project.root), "allow")

"""Public names: what is promised is there, stays what it was, and costs nothing until it is used."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import ghflow
import ghflow.actions
import ghflow.expr
import ghflow.globs
import ghflow.testing

REPOSITORY = Path(ghflow.__file__).parents[1]
PUBLIC = {module.__name__: module for module in (ghflow, ghflow.expr, ghflow.globs, ghflow.actions, ghflow.testing)}
SUBMODULES = [
    found.name for found in pkgutil.walk_packages(ghflow.__path__, "ghflow.") if not found.name.endswith("__main__")
]


def homes(package: str) -> dict[str, str]:
    """Name -> home, of the lazy table. Homes are modules of the package, or full names."""
    table = PUBLIC[package]._HOME
    return {name: home if home.startswith("ghflow.") else f"{package}.{home}" for name, home in table.items()}


def seen_by_type_checkers(module) -> dict[str, str]:
    """Name -> home, of the imports in the `TYPE_CHECKING` block."""
    found = {}
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            for line in node.body:
                assert isinstance(line, ast.ImportFrom), ast.unparse(line)
                found |= {alias.asname or alias.name: line.module for alias in line.names}
    return found


@pytest.mark.parametrize("package", PUBLIC)
def test_lazy_table_type_checking_block_and_all_agree(package):
    module = PUBLIC[package]
    lazy = homes(package)

    assert lazy == seen_by_type_checkers(module)
    assert sorted(lazy) == module.__all__
    assert set(lazy) <= set(dir(module))


@pytest.mark.parametrize("package", PUBLIC)
def test_names_stay_what_they_were_after_every_submodule_is_imported(package):
    module = PUBLIC[package]
    for name in SUBMODULES:
        importlib.import_module(name)
    found = {name: importlib.import_module(home) for name, home in homes(package).items()}

    assert {} == {name: home for name, home in found.items() if getattr(module, name) is not getattr(home, name)}


@pytest.mark.parametrize("package", PUBLIC)
def test_no_public_name_is_the_name_of_a_module_beside_it(package):
    beside = {name.removeprefix(f"{package}.") for name in SUBMODULES if name.startswith(f"{package}.")}

    assert set() == set(PUBLIC[package]._HOME) & beside


@pytest.mark.parametrize(
    ("package", "asked", "message"),
    [
        pytest.param("ghflow", "Jbo", "module 'ghflow' has no attribute 'Jbo'; did you mean 'Job'?", id="class"),
        pytest.param(
            "ghflow",
            "PulRequest",
            "module 'ghflow' has no attribute 'PulRequest'; did you mean 'PullRequest'?",
            id="event",
        ),
        pytest.param("ghflow", "zzz", "module 'ghflow' has no attribute 'zzz'", id="far-off"),
        pytest.param("ghflow", "_Job", "module 'ghflow' has no attribute '_Job'", id="private"),
        pytest.param(
            "ghflow.actions",
            "chekout",
            "module 'ghflow.actions' has no attribute 'chekout'; did you mean 'checkout'?",
            id="action",
        ),
        pytest.param(
            "ghflow.testing",
            "Rebo",
            "module 'ghflow.testing' has no attribute 'Rebo'; did you mean 'Repo'?",
            id="testing",
        ),
    ],
)
def test_an_unknown_name_says_what_was_meant(package, asked, message):
    with pytest.raises(AttributeError) as raised:
        getattr(PUBLIC[package], asked)

    if package == "ghflow" and sys.version_info >= (3, 12):  # from then on Python itself adds it
        message = message.partition(";")[0]
    assert message == str(raised.value)


def loaded_by(program: str, *arguments: str) -> set[str]:
    """The modules that a fresh Python has loaded after `program`."""
    script = f"import sys\n{program}\nprint('\\n'.join(['', 'LOADED', *sys.modules]))"
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    return set(done.stdout.partition("LOADED\n")[2].split())


def test_import_of_ghflow_alone_loads_nothing_else():
    before = loaded_by("import __future__, typing")
    after = loaded_by("import ghflow")

    assert {"ghflow"} == after - before


def test_the_plugin_of_pytest_loads_nothing_else():
    before = loaded_by("import __future__, typing, os, pytest")
    after = loaded_by("import ghflow.testing.plugin")

    assert {"ghflow", "ghflow.testing", "ghflow.testing.plugin"} == after - before


def test_a_build_loads_nothing_that_it_does_not_use():
    built = """
from ghflow.cli.main import main
try:
    code = main(["build", "--check", "release"])
except SystemExit as done:
    code = done.code
assert not code, code
"""
    without = loaded_by("import attrs, argparse, os, re")
    loaded = loaded_by(built) - without

    assert {"ghflow.model.job", "ghflow.emitter.yaml"} <= loaded
    rare = {
        "ruamel",
        "difflib",
        "tempfile",
        "ast",
        "textwrap",
        "json",
        "inspect",
        "tomllib",
        "traceback",
        "ghflow.rendering",
    }
    assert set() == loaded & (rare - {"tomllib"})
    assert set() == {name for name in loaded if name.startswith("ruamel")}
    assert set() == loaded & {"ghflow.model.webhooks", "ghflow.model.containers", "ghflow.model.inputs"}

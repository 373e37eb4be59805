"""The direction of imports: an arrow of the house may be followed, never walked back. All imports count, wherever they stand."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import ghflow

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(ghflow.__file__).parent
PUBLIC = {"ghflow", "ghflow.expr", "ghflow.globs", "ghflow.actions", "ghflow.testing"}

# What each room may import beside itself.
BELOW = {
    "where": set(),
    "expr": set(),
    "globs": set(),
    "native": set(),
    "version": set(),
    "diagnostics": {"where"},
    "rendering": {"where", "diagnostics"},
    "spec": {"expr", "where", "diagnostics"},
}
BELOW["model"] = {"native", "spec", "expr", "globs", "where", "diagnostics"}
BELOW["actions"] = BELOW["model"] | {"model"}
for _room in ("emitter", "reader", "rules", "simulator", "writer"):
    BELOW[_room] = BELOW["actions"] | {"rendering"}
BELOW["writer"] |= {"actions"}  # it writes calls of them
BELOW["project"] = BELOW["rules"] | {"actions", "emitter", "reader", "rules", "simulator", "writer", "version"}
for _room in ("cli", "testing"):
    BELOW[_room] = BELOW["project"] | {"project"}
BELOW["__main__"] = {"cli"}

MODULES = {
    ".".join(("ghflow", *path.relative_to(ROOT).with_suffix("").parts)).removesuffix(".__init__"): path
    for path in sorted(ROOT.rglob("*.py"))
}


def imports(module: str, text: str, package: bool = False) -> Iterator[str]:
    """The modules of ghflow that a text imports: at its top, inside functions, and for type checkers alone."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = module.split(".")[: len(module.split(".")) - node.level + package]
                base = ".".join([*above, *([node.module] if node.module else [])])
            names = [
                f"{base}.{alias.name}" if f"{base}.{alias.name}" in MODULES or base == "ghflow" else base
                for alias in node.names
            ]
        else:
            continue
        yield from (name for name in names if name.split(".")[0] == "ghflow")


def room(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def arrows_back(module: str, text: str) -> list[str]:
    """What a module imports and must not."""
    mine = room(module)
    return [name for name in imports(module, text) if room(name) != mine and room(name) not in BELOW[mine]]


def test_every_room_has_a_place():
    assert {room(module) for module in MODULES if room(module)} <= set(BELOW)


@pytest.mark.parametrize("module", [name for name in MODULES if name != "ghflow"])
def test_imports_follow_the_arrows(module):
    assert [] == arrows_back(module, MODULES[module].read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("module", "text", "back"),
    [
        pytest.param("ghflow.model.job", "from ghflow.emitter.yaml import emit", ["ghflow.emitter.yaml"], id="top"),
        pytest.param("ghflow.where", "import ghflow.expr.tree", ["ghflow.expr.tree"], id="plain-import"),
        pytest.param(
            "ghflow.rules.ids", "def f():\n    from ghflow.emitter import yaml", ["ghflow.emitter.yaml"], id="function"
        ),
        pytest.param(
            "ghflow.spec.limits",
            "if TYPE_CHECKING:\n    from ghflow.model.job import Job",
            ["ghflow.model.job"],
            id="type-checking",
        ),
        pytest.param("ghflow.model.job", "from ghflow import diagnostics, note", ["ghflow.note"], id="package-root"),
        pytest.param("ghflow.expr.tree", "from ..where import here", ["ghflow.where"], id="relative"),
        pytest.param("ghflow.rules.ids", "from ghflow.model.graph import Graph\nimport attrs", [], id="allowed"),
        pytest.param("ghflow.expr.tree", "from ghflow.expr.printing import show", [], id="same-room"),
    ],
)
def test_an_arrow_back_is_seen(module, text, back):
    assert back == arrows_back(module, text)


def circle(graph: dict[str, set[str]]) -> list[str]:
    """Some modules that import each other in turn; empty when there are none."""
    done: set[str] = set()

    def visit(name: str, way: list[str]) -> list[str]:
        if name in way:
            return [*way[way.index(name) :], name]
        if name not in done:
            for other in sorted(graph.get(name, ())):
                found = visit(other, [*way, name])
                if found:
                    return found
            done.add(name)
        return []

    return next((found for name in graph if (found := visit(name, []))), [])


def test_modules_import_each_other_in_no_circle():
    graph = {
        module: set(imports(module, path.read_text(encoding="utf-8"), path.name == "__init__.py")) - {module}
        for module, path in MODULES.items()
        if module not in PUBLIC  # lazy tables, for users only
    }

    assert [] == circle(graph)


def test_a_circle_is_seen():
    assert ["b", "c", "b"] == circle({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": set()})


@pytest.mark.parametrize("module", sorted(name for name, path in MODULES.items() if path.name == "__init__.py"))
def test_only_public_packages_hold_more_than_a_docstring(module):
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))

    assert ast.get_docstring(tree)
    assert module in PUBLIC or len(tree.body) == 1


def test_there_is_one_level_of_folders():
    assert [] == [str(path) for path in MODULES.values() if len(path.relative_to(ROOT).parts) > 2]


def test_no_module_is_named_after_a_drawer():
    assert set() == {module.rpartition(".")[2] for module in MODULES} & {"utils", "util", "helpers", "common", "misc"}

"""What tests do with a source: build it, and look at its syntax tree for anything that imported YAML must not become."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import Any

from ghflow.diagnostics import collecting
from ghflow.emitter.document import to_yaml
from ghflow.model.document import Document
from ghflow.reader.document import loads
from ghflow.writer.source import to_python

_NODES = (
    *(ast.Module, ast.Expr, ast.Assign, ast.ImportFrom, ast.alias, ast.Name, ast.Load, ast.Store, ast.Constant),
    *(ast.Call, ast.keyword, ast.List, ast.Dict, ast.Attribute, ast.Subscript, ast.Slice, ast.JoinedStr),
    *(ast.FormattedValue, ast.BinOp, ast.BitAnd, ast.BitOr, ast.UnaryOp, ast.Invert, ast.USub, ast.Compare),
    *(ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE),
)
_MODULES = {"textwrap": {"dedent"}, "ghflow": None, "ghflow.actions": None}


def imported(text: str) -> str:
    """The source of a workflow or action in YAML."""
    return to_python(loads(text).document).text


def document(source: str) -> Document:
    """The one workflow or action that a source defines; a mistake in it fails the test."""
    module: dict[str, Any] = {"__name__": "source"}
    with collecting() as found:
        exec(compile(source, "source.py", "exec", dont_inherit=True), module)
    assert [] == [str(one) for one in found]
    (made,) = [value for value in module.values() if isinstance(value, Document)]
    return made


def rebuilt(source: str) -> str:
    """The YAML that a source builds."""
    return to_yaml(document(source))


def harmless(source: str) -> list[str]:
    """What a source does beside making objects: nothing, in an empty list.

    It may import from ghflow, call what it has imported, and assign to names that hide nothing.
    """
    tree = ast.parse(source)
    known = {"__doc__", "float"}
    wrong = []
    for node in ast.walk(tree):
        if not isinstance(node, _NODES):
            wrong.append(ast.dump(node)[:80])
        if isinstance(node, ast.ImportFrom):
            names = {alias.name for alias in node.names}
            if node.module not in _MODULES or (_MODULES[node.module] or names) < names:
                wrong.append(ast.unparse(node))
            known |= names
        if isinstance(node, ast.Attribute) and node.attr.startswith("__"):
            wrong.append(ast.unparse(node))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float":
            (argument,) = node.args
            if not isinstance(argument, ast.Constant) or argument.value not in ("inf", "-inf", "nan"):
                wrong.append(ast.unparse(node))
    for statement in tree.body:
        used = {
            name.id for name in ast.walk(statement) if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Load)
        }
        wrong += sorted(used - known)
        if isinstance(statement, ast.Assign):
            (target,) = statement.targets
            assert isinstance(target, ast.Name)
            if target.id in known:
                wrong.append(f"{target.id} again")
            known.add(target.id)
    return wrong


def formatted(folder: Path) -> str:
    """What `ruff format` would change in the files of a folder, with its own settings."""
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "format", "--isolated", "--diff", str(folder)], capture_output=True, text=True
    )
    return done.stdout


def linted(folder: Path) -> str:
    """What `ruff check` says about the files of a folder: its own rules, and the order of imports."""
    command = ["ruff", "check", "--isolated", "--quiet", "--extend-select", "I", str(folder)]
    return subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True).stdout


def typed(folder: Path) -> str:
    """What `mypy --strict` says about the files of a folder."""
    command = ["mypy", "--strict", "--no-error-summary", str(folder)]
    root = Path(__file__).resolve().parents[2]
    return subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True, cwd=root).stdout

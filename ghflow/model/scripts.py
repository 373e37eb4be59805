"""The text of `run:`: what may be given for it and what becomes of it.

A text that starts with a newline is dedented; any other text is taken byte for byte; a list is its lines; a Python
function becomes its own source and a call of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from ghflow.expr.tree import NODES, Expr
from ghflow.expr.values import Value
from ghflow.model.blocks import dedent
from ghflow.model.node import Kind, Wrong

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import CodeType

Script: TypeAlias = "str | Sequence[str] | Callable[[], object] | Value[Any] | Expr"


class _Script(Kind):
    nothing = True
    once = True
    wants = "a script: text, a list of lines, or a Python function without parameters"

    def read(self, value: Any) -> Any:
        if value.__class__ is str and value[:1] != "\n":
            return value
        if isinstance(value, str):
            return dedent(value) if value[:1] == "\n" else str.__str__(value)
        if isinstance(value, Value):
            return value._tree
        if isinstance(value, NODES):
            return value
        if isinstance(value, list | tuple):
            for index, line in enumerate(value):
                if not isinstance(line, str):
                    raise Wrong(self.wants, line).inside(index)
            return "".join(f"{line}\n" for line in value) if len(value) != 1 else str.__str__(value[0])
        if callable(value) and hasattr(value, "__code__"):
            return source_of(value)
        raise self.refuse(value)


SCRIPT = _Script()


def _outside(code: CodeType) -> set[str]:
    """The names of its module that a function, or one inside it, uses; they do not exist where the script runs."""
    import builtins
    import dis

    found = {step.argval for step in dis.get_instructions(code) if step.opname == "LOAD_GLOBAL"}
    found -= {step.argval for step in dis.get_instructions(code) if step.opname == "STORE_GLOBAL"}
    for inner in code.co_consts:
        if isinstance(inner, type(code)):
            found |= _outside(inner)
    return {name for name in found if not hasattr(builtins, name)}


def source_of(function: Callable[..., object]) -> str:
    """The source of a function, without decorators, followed by a call of it. The step's shell has to be `python`."""
    import ast
    import inspect
    import textwrap

    code = function.__code__
    hint = "import what it needs inside it, and pass values through env="
    if code.co_argcount or code.co_kwonlyargcount or code.co_flags & 0x0C:
        raise Wrong("a function without parameters", function, hint)
    if code.co_flags & (inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR):
        raise Wrong("a plain function: calling a generator or a coroutine runs nothing", function)
    if code.co_freevars:
        raise Wrong(
            f"a function that uses nothing from around it (it uses {', '.join(code.co_freevars)})", function, hint
        )
    outside = sorted(_outside(code) - {function.__name__})
    if outside:
        raise Wrong(f"a function that uses nothing from around it (it uses {', '.join(outside)})", function, hint)
    try:
        source = textwrap.dedent(inspect.getsource(function))
        tree = ast.parse(source).body[0]
    except (OSError, SyntaxError, IndexError):
        raise Wrong("a function whose source can be read", function, "write it with def, in a file") from None
    if not isinstance(tree, ast.FunctionDef):
        raise Wrong("a function written with def", function)
    lines = source.splitlines()[tree.lineno - 1 : tree.end_lineno]
    return "\n".join(lines) + f"\n\n\n{tree.name}()\n"

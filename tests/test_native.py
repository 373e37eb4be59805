"""The module in Rust is used where it is wanted and fits, a build is the same without it, and it keeps nothing alive."""

from __future__ import annotations

import gc
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from ghflow import Job, Matrix, Step, Workflow, github
from ghflow.diagnostics import collecting
from ghflow.emitter.yaml import emit
from ghflow.model import node as making
from ghflow.model.compiled import ConstructorMaker
from ghflow.model.graph import Graph
from ghflow.model.steps import RunStep
from ghflow.model.uses import uses_in
from ghflow.native import INTERFACE, native
from tests.in_rust import WAYS, done_in, rust_is_here

MANY = Path(__file__).parent / "benchmarks" / "many_with_ghflow.py"


@pytest.fixture
def ask(monkeypatch):
    """Ask for the module anew, with another one installed where one is given; None is one that cannot be imported."""

    def asked(**modules):
        monkeypatch.delenv("GHFLOW_NATIVE", raising=False)
        for name, module in modules.items():
            monkeypatch.setitem(sys.modules, name, module)
        native.cache_clear()
        return native()

    yield asked
    native.cache_clear()


def module_of(interface):
    module = ModuleType("ghflow_native")
    if interface is not None:
        module.INTERFACE = interface
    return module


def test_a_module_of_the_interface_is_used(ask):
    module = module_of(INTERFACE)

    assert ask(ghflow_native=module) is module


@pytest.mark.parametrize("interface", [None, 0, INTERFACE - 1, INTERFACE + 1])
def test_a_module_of_another_interface_is_not_used(ask, interface):
    assert ask(ghflow_native=module_of(interface)) is None


def test_a_module_that_cannot_be_imported_is_not_used(ask):
    assert ask(ghflow_native=None) is None


def test_a_module_for_another_interpreter_is_not_used(ask, tmp_path, monkeypatch):
    (tmp_path / "ghflow_native.so").write_bytes(b"\x7fELF of another machine")
    (tmp_path / "ghflow_native.py").write_text("raise ImportError('made for another interpreter')")
    monkeypatch.delitem(sys.modules, "ghflow_native", raising=False)
    monkeypatch.syspath_prepend(tmp_path)

    assert ask() is None
    assert "ghflow_native" not in sys.modules


def test_a_module_is_not_asked_for_where_it_is_not_wanted(ask, monkeypatch):
    module = module_of(INTERFACE)
    assert ask(ghflow_native=module) is module
    monkeypatch.setenv("GHFLOW_NATIVE", "0")

    assert native() is module  # it is asked for once in a process
    native.cache_clear()
    assert native() is None


def test_the_module_that_is_installed_has_the_interface():
    if not rust_is_here():
        pytest.skip("ghflow_native is not installed")

    assert import_module("ghflow_native").INTERFACE == INTERFACE


def test_the_number_of_the_interface_stands_for_what_there_is():
    """Whoever adds, changes or takes away something gives the interface another number, and says so here."""
    if not rust_is_here():
        pytest.skip("ghflow_native is not installed")
    module = import_module("ghflow_native")
    names = {name for name in dir(module) if not name.startswith("_") and name != "ghflow_native"}

    assert 2 == INTERFACE
    assert {"INTERFACE", "Makers", "Walkers", "Writers", "method", "write_files"} == names


@pytest.mark.parametrize(("way", "many", "made"), [("general", 8, 9), ("python", 8, 8), ("rust", 8, 2), ("rust", 3, 3)])
def test_functions_are_made_when_they_pay(way, many, made):
    """Those of Rust from a quarter of the objects on."""
    with done_in(way, many):
        numbers = [number for number in range(1, 9) if Step(run="x") and making.shapes[RunStep].make is not None]

    assert list(range(made, 9)) == numbers


def test_a_class_of_other_objects_is_not_made():
    """What is more than its slots would not be set up."""

    class Table(dict):
        __slots__ = ("where",)

    with done_in("rust"):
        maker = ConstructorMaker(making._read_call)._native.maker
        with pytest.raises(TypeError, match="not only slots"):
            maker(Table, [("where", "where", (None,), False, (None, None, None, False, None), None)], ["where"], None)


WATCHED = """
import sys
from ghflow.cli.main import main
code = main(["build"])
print(code, "ghflow_native" in sys.modules, sorted(name for name in sys.modules if name.endswith(".compiled")))
"""


def test_a_small_build_does_not_load_it(project):
    project.write("workflows/ci.py")

    ended = project.run(python=("-c", WATCHED))

    assert "0 False []" == ended.out.splitlines()[-1], ended


def test_a_large_build_writes_the_same_files_with_it_and_without(project):
    if not rust_is_here():
        pytest.skip("ghflow_native is not installed")
    project.write("workflows/many.py", MANY.read_text())
    loaded, written = [], []
    for wanted in ("", "0"):
        for name in project.generated():
            (project.root / ".github" / "workflows" / name).unlink()
        ended = project.run(python=("-c", WATCHED), GHFLOW_NATIVE=wanted)
        loaded.append(ended.out.splitlines()[-1].partition(" [")[0])
        written.append({name: content for name, content in project.files().items() if name.endswith(".yml")})

    assert ["0 True", "0 False"] == loaded
    assert 200 == len(written[0])
    assert written[0] == written[1]


@pytest.mark.parametrize("way", WAYS)
def test_the_call_of_classes_is_put_back(way):
    before = making.NodeType.__call__
    with done_in(way):
        Step(run="x")
        inside = making.NodeType.__call__

    assert (inside is making._read_call) is (way == "python")
    assert making.NodeType.__call__ is before


TWICE = """
import inspect, sys

def used():
    from ghflow import Step
    steps = [Step(run="x") for _ in range(300)]
    print(len({step.where.line for step in steps}), inspect.signature(Step))
    for name in [name for name in sys.modules if name.partition(".")[0] == "ghflow"]:
        del sys.modules[name]

used()
used()
"""


@pytest.mark.parametrize("wanted", ["", "0"])
def test_ghflow_may_be_imported_twice(project, wanted):
    ended = project.run(python=("-c", TWICE), GHFLOW_NATIVE=wanted)

    lines = ended.out.splitlines()
    assert 2 == len(lines), ended
    assert {"1 (*args, **kwargs)"} == {line.replace("(cls, ", "(") for line in lines}


class Raising(dict):
    """A mapping that cannot be read."""

    def items(self):
        raise ZeroDivisionError


class Shared:
    """What very many objects have in common."""

    def __init__(self):
        self.name = "".join(["na", "me"])
        self.script = "".join(["echo ", "${{ steps.a.outputs.b }}"])
        self.value = "".join(["a value", "!"])
        self.number = int("1" * 15)
        self.env = {"KEY": self.value, "REF": github.ref, "TREE": github.sha._tree, "N": self.number}
        self.raising = Raising(a=1)
        self.keyword = "".join(["na", "me"])
        steps = [Step(self.name, run=self.script, env=self.env), Step(uses="./a", with_={"x": github.ref})]
        self.job = Job("j", runs_on=["a", "b"], env=self.env, matrix=Matrix(a=[1], include=[{"b": 2}]), steps=steps)
        self.workflow = Workflow("w", on="push", jobs=[self.job, Job("k", runs_on="x", steps=steps, env={"é": None})])
        self.where = steps[0].where

    def make(self):
        Step(self.name, run=self.script, env=self.env, where=self.where, timeout_minutes=self.number)
        Step(run=self.script, env=self.env)
        RunStep(run=self.script, **{self.keyword: self.name})
        Job("j", runs_on=self.name, env=self.env, steps=[Step(run=self.script)])

    def refuse(self):
        with collecting():
            Step(self.name, self.name, run=self.script)
            Step(self.name, run=self.script, **{self.keyword: self.name})
            Step(self.name, runn=self.script, env=self.env)
            Step(run=self.script, env={1: self.value}, timeout_minutes=self.number)
            RunStep(run=None, where=self.raising)
        for arguments in ({"name": self.name}, {"timeout_minutes": self.number}):
            with pytest.raises(ZeroDivisionError):
                Step(run=self.script, env=self.raising, **arguments)

    def walk(self):
        for job in Graph(self.workflow).jobs:
            job.referring("steps")
        uses_in(self.workflow, skip="jobs")

    def write(self):
        emit(self.workflow)

    def counts(self):
        """How many references there are to everything, classes and functions included."""
        step = self.job.steps[0]
        counted = vars(self) | {"keys": "run", "none": None, "step": step, "table": step.env, "tree": step.env["REF"]}
        counted |= {"axes": self.job.matrix._axes, "code": Shared.make.__code__, "error": TypeError}
        counted |= {
            cls.__name__: cls for cls in (Step, RunStep, Job, Workflow, Matrix, type(step.env), type(self.where))
        }
        counted |= {f"maker of {cls.__name__}": make for cls, make in making.makers.items()}
        gc.collect()
        return {name: sys.getrefcount(value) for name, value in counted.items()}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("act", [Shared.make, Shared.refuse, Shared.walk, Shared.write])
def test_nothing_is_kept_alive_and_nothing_is_given_up(act, way):
    with done_in(way, 2):
        shared = Shared()
        for _ in range(20):
            act(shared)
        before = shared.counts()
        blocks = sys.getallocatedblocks()
        for _ in range(1000):
            act(shared)
        after = shared.counts()
        more = sys.getallocatedblocks() - blocks

    assert {} == {name: after[name] - count for name, count in before.items() if abs(after[name] - count) > 20}
    assert more < 500

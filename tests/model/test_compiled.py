"""Functions made for one class do what the general ones do: the same objects, places, mistakes and expressions."""

from __future__ import annotations

import abc
import asyncio
import copy
import enum
import functools
import gc
import pickle
import random
import sys
import threading
import weakref
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import ClassVar

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghflow import (
    Job,
    Matrix,
    Parallel,
    Permissions,
    Push,
    Step,
    UsageError,
    Workflow,
    component,
    expression,
    github,
    note,
)
from ghflow.actions import checkout
from ghflow.diagnostics import collecting
from ghflow.emitter.yaml import emit
from ghflow.expr.values import Value
from ghflow.model import node as making
from ghflow.model.graph import Graph
from ghflow.model.kinds import FrozenMap, PlainKey
from ghflow.model.node import Node, absent, shape_of
from ghflow.model.steps import RunStep, UsesStep
from ghflow.model.uses import uses_in
from ghflow.reader.forms import below
from ghflow.where import Span
from tests.emitter.test_yaml_trees import workflows
from tests.in_rust import GENERAL, WAYS, done_in
from tests.model.test_wrong_values import HOSTILE, ROWS, fields_of

RIGHT = [
    None,
    "x",
    "read",
    "a\nb\n",
    "${{ github.ref }}",
    github.ref,
    True,
    False,
    5,
    0.5,
    ["a", "b"],
    ("a",),
    {"a": "b"},
]
RIGHT += [{"a": github.ref, "b": 1}, [Step(run="x")], [Job("j", runs_on="x", steps=[Step(run="x")])], [Push()]]
RIGHT += [Matrix(a=["b"]), note("x", "y"), note(["a", note("b", "c")], "d")]
VALUES = [*RIGHT, *HOSTILE.values()]


@pytest.fixture(params=WAYS)
def compile_at(request):
    """Let the next objects be the first of their class, with functions made for it from the `count`th on."""
    with ExitStack() as stack:
        yield lambda count: stack.enter_context(done_in(request.param, count))


def calls(cls, count):
    """Arguments of calls of a class, right and wrong ones, the same each time."""
    draw = random.Random(cls.__name__)
    names = [*fields_of(cls), "comment", "extra", "allow", "where", "about", "no_such_argument"]
    required = [name for name in fields_of(cls) if name in shape_of(cls).required]
    for _ in range(count):
        chosen = required + draw.sample(names, draw.randrange(4))
        args = [draw.choice(VALUES) for _ in range(draw.choice([0, 0, 0, 1, 1, 2, 3]))]
        yield args, {name: draw.choice(RIGHT if draw.random() < 0.8 else VALUES) for name in chosen}


def outcome(cls, args, keywords):
    """What a call gives: the object by its fields, and the mistakes with their places, in the order of the places."""
    with collecting() as found:
        made = cls(*args, **keywords)
    values = [(field.name, getattr(made, field.name)) for field in attrs.fields(type(made)) if field.name != "about"]
    beside = (made.comment, made.extra, made.allow) if not isinstance(made, Matrix) else made.comment
    mistakes = sorted((one.spot, one.path, one.rule, str(one)) for one in found)
    return type(made), repr(values), repr(beside), mistakes


@pytest.mark.parametrize("cls", ROWS)
def test_a_constructor_makes_the_same_objects_and_finds_the_same_mistakes(cls, compile_at):
    compile_at(10**9)
    plain = [outcome(cls, args, keywords) for args, keywords in calls(cls, 300)]
    compile_at(1)
    compiled = [outcome(cls, args, keywords) for args, keywords in calls(cls, 300)]

    assert plain == compiled


@pytest.mark.parametrize("cls", [RunStep, UsesStep, Job, Workflow, Push])
def test_common_classes_get_a_constructor(cls, compile_at):
    compile_at(1)

    assert callable(making._constructor_maker().constructor(cls, shape_of(cls).fast))


class Counted(RunStep):
    """A class of a user's, which does more than fill its slots."""

    made = 0

    def __init__(self, *args, **keywords):
        super().__init__(*args, **keywords)
        Counted.made += 1


@attrs.frozen(eq=False, kw_only=True)
class Converted(Node):
    a: int = attrs.field(default=1, converter=int)


@attrs.frozen(eq=False, kw_only=True)
class Finished(Node):
    def __attrs_post_init__(self):
        raise AssertionError


@pytest.mark.parametrize("cls", [Matrix, Counted, Converted, Finished])
def test_a_class_that_does_more_than_fill_its_slots_has_none(cls, compile_at):
    compile_at(1)

    assert making._constructor_maker().constructor(cls, shape_of(cls).fast) is None


def test_the_place_is_that_of_the_call_with_a_constructor_and_without(compile_at):
    compile_at(3)
    made = [Step(run="x", if_=github.ref) for _ in range(5)]

    assert {made[0].where} == {step.where for step in made}
    assert made[4].where.argument("if_") == made[0].where.argument("if_")
    assert made[4].where.argument("if_") != made[4].where


def test_objects_made_inside_a_constructor_have_the_place_of_the_call(compile_at):
    compile_at(2)

    def job():
        return Job("j", runs_on="x", permissions={"contents": "read"}, steps=[Step(run="x")])

    first, *_, last = [job() for _ in range(5)]

    assert last.permissions.where.file == __file__
    assert first.permissions.where == last.permissions.where


def test_a_mistake_is_raised_with_a_constructor_too(compile_at):
    compile_at(1)
    Step(run="x")

    with pytest.raises(UsageError, match="RunStep has no argument 'shel'"):
        Step(run="x", shel="bash")


class Broken(Mapping):
    """A mapping of a user's own that raises whatever it is asked."""

    def __init__(self, error):
        self.error = error

    def __getitem__(self, key):
        raise self.error

    __iter__ = __len__ = lambda self: self[""]


class Word(str):
    """A text of a user's own class, equal to the plain one."""

    __slots__ = ()


class Unequal(str):
    """A text that cannot be compared."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other):
        raise ZeroDivisionError("equal?")


class Unsure(str):
    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other):
        return Broken(ZeroDivisionError("sure?"))  # which is not true or false


class Speechless(str):
    """A text whose own methods are of no use."""

    __slots__ = ()

    def __len__(self):
        raise ZeroDivisionError

    __str__ = __getitem__ = strip = startswith = __len__


class Number(int):
    def __le__(self, other):
        raise ZeroDivisionError

    __lt__ = __ge__ = __gt__ = __index__ = __le__


class OtherItems(dict):
    """A mapping that says something else than it holds."""

    def items(self):
        return [("A", "other")]


class Tree(Value):
    """A class of a user's below that of values."""


class Shadowed(Value):
    """One whose objects have the slot twice, and the upper one is empty."""

    __slots__ = ("_tree",)


class Endless(Mapping):
    """A mapping that holds what it is made for."""

    def __getitem__(self, key):
        return "x"

    def __iter__(self):
        yield str(Step(run="x", env=Endless()))

    def __len__(self):
        return 1


class Seven(enum.IntEnum):
    SEVEN = 7


class Letter(enum.StrEnum):
    A = "a"


def script():
    print("hello")


SPAN = Span("somewhere.yml", 3, 5)
EMPTY = Tree.__new__(Tree)
"""A value without a tree."""
RAISED = [
    ZeroDivisionError,
    KeyError,
    TypeError,
    KeyboardInterrupt,
    MemoryError,
    RecursionError,
    SystemExit,
    StopIteration,
]
ROW = {"runs_on": "x", "steps": [Step(run="x")]}
CALLS = [
    # Arguments that are not there, too many, or wrong.
    pytest.param(lambda: Step(run="x", shel="bash"), id="unknown keyword"),
    pytest.param(lambda: Step(nme="n", run="x", eenv=5), id="two unknown keywords"),
    pytest.param(Step, id="nothing"),
    pytest.param(lambda: Step("n"), id="neither run nor uses"),
    pytest.param(lambda: Step(run="x", uses="./a"), id="both"),
    pytest.param(lambda: Step(run=None), id="None for what is needed"),
    pytest.param(lambda: RunStep(run=None, where=SPAN), id="None for what is needed, read from a file"),
    pytest.param(lambda: Job("j", runs_on="x"), id="missing argument"),
    pytest.param(lambda: Job(**ROW), id="missing id"),
    pytest.param(lambda: Step("a", "b", run="x"), id="too many positionals"),
    pytest.param(lambda: Step("a", name="b", run="x"), id="given twice"),
    pytest.param(lambda: Job("j", "k", "l", id="m", **ROW), id="too many, and twice"),
    pytest.param(lambda: Step(*["a"], run="x", name=None), id="None beside a positional"),
    pytest.param(lambda: Step(run="x", name=absent), id="absent"),
    pytest.param(lambda: Step(run=5, name=5, timeout_minutes="5", env={1: 2, "A": object()}), id="all of it wrong"),
    # Keywords.
    pytest.param(lambda: Step(**{Word("run"): "x", Word("name"): "n"}), id="keywords of a user's class"),
    pytest.param(lambda: Step(**{Word("run"): "x", Word("nme"): "n"}), id="unknown keyword of a user's class"),
    pytest.param(lambda: RunStep(run="x", **{Unequal("name"): "n"}), id="keyword that cannot be compared"),
    pytest.param(lambda: RunStep(run="x", **{Unequal("nme"): "n"}), id="unknown keyword that cannot be compared"),
    pytest.param(lambda: RunStep(run="x", **{Unsure("nme"): "n"}), id="keyword that is neither equal nor not"),
    pytest.param(lambda: Step(**{PlainKey("run"): "x"}), id="keyword that is no text's equal"),
    pytest.param(lambda: Step(run="x", **{"\ud800": "x"}), id="keyword that no file can hold"),
    pytest.param(lambda: Step(**{1: "x"}), id="keyword that is no text"),
    # Places.
    pytest.param(lambda: Step(run="x", where=None), id="where is None"),
    pytest.param(lambda: Step(run="x", where=SPAN), id="where is a span"),
    pytest.param(lambda: Step(run="x", where=Step(run="y").where), id="where is a call"),
    pytest.param(lambda: Step(run="x", where=5), id="where is wrong"),
    pytest.param(lambda: Step(run=5, where=SPAN), id="a mistake at a place that is given"),
    pytest.param(lambda: Step(run="x", about=5), id="about is wrong"),
    pytest.param(lambda: Step(run="x", comment="c", extra={"run": 1, "z": [1]}, allow="a-rule"), id="about"),
    # Mappings.
    pytest.param(lambda: Step(run="x", env={Word("k"): Word("x"), Letter.A: Letter.A, "B": Seven.SEVEN}), id="enums"),
    pytest.param(lambda: Step(run="x", env={PlainKey("1"): "x"}), id="plain key"),
    pytest.param(lambda: Step(run="x", env=OtherItems(A="b")), id="mapping with other items"),
    pytest.param(lambda: Step(run="x", env=FrozenMap({"A": "b", "C": 1.5, "D": None, "E": True})), id="frozen mapping"),
    pytest.param(lambda: Step(run="x", env=FrozenMap({"A": github.ref})), id="frozen mapping with a value"),
    pytest.param(
        lambda: Step(run="x", env={"A": github.ref, "B": github.ref._tree, "C": Tree(github.sha._tree)}), id="values"
    ),
    pytest.param(lambda: Step(run="x", env={"A": Shadowed(github.ref._tree)}), id="value with its slot twice"),
    pytest.param(lambda: Step(run="x", env={"A": EMPTY}), id="value without a tree"),
    pytest.param(lambda: Step(run="x", name=EMPTY), id="value without a tree for a name"),
    pytest.param(lambda: Step(run="x", env={"A" * 1000: "x", "é" * 1000: "y"}), id="longest keys"),
    pytest.param(lambda: Step(run="x", env={"A" * 1001: "x"}), id="key that is too long"),
    pytest.param(
        lambda: Step(run="x", env={f"A{n}": n for n in (2**63 - 1, 2**63, -(2**63) - 1, 10**299)}), id="integers"
    ),
    pytest.param(lambda: Step(run="x", env={"A": 10**300}), id="integer that is too long"),
    pytest.param(lambda: Step(run="x", env={"\ud800": "\udfff", "N": "\0"}), id="texts that no file can hold"),
    pytest.param(lambda: Step(run="x", env={Speechless("k"): Speechless("v")}), id="texts without methods"),
    pytest.param(lambda: Step(run="x", env=Endless()), id="mapping without an end"),
    *(pytest.param(lambda e=e: Step(run="x", env=Broken(e("m"))), id=f"a reader raises {e.__name__}") for e in RAISED),
    # Other values.
    pytest.param(lambda: Step(run="\n    x\n      y\n", shell=5), id="script that is read twice"),
    pytest.param(lambda: Step(run=Word("\n    x\n")), id="script of a user's class"),
    pytest.param(lambda: Step(run=Speechless("x")), id="script without methods"),
    pytest.param(lambda: Step(run="\ud800"), id="script that no file can hold"),
    pytest.param(lambda: Step(run=script, name=5), id="function, and a mistake"),
    *(
        pytest.param(lambda number=number: Step(run="x", timeout_minutes=number), id=f"minutes: {number!r:.20}")
        for number in (0, -1, 1, True, 2**31, 2**63, 10**299, 10**300, 0.5, -0.0, Seven.SEVEN, Number(7), Letter.A)
    ),
    pytest.param(lambda: Job("j", runs_on="x", permissions=Word("read-all"), steps=[]), id="permissions"),
    pytest.param(lambda: Job("j", runs_on="x", steps=(Step(run=str(n)) for n in range(3))), id="generator"),
    pytest.param(lambda: Job("j", runs_on="x", steps=iter([Step(run="x"), 5])), id="iterator with a mistake"),
    pytest.param(
        lambda: Job("j", runs_on="x", steps=[Parallel([Step(run="x")]), Step(uses="./a", with_={"a": 1})]),
        id="parallel",
    ),
    pytest.param(lambda: Matrix(a=[1], include=[{"b": github.ref}], exclude=[{"a": 1}]), id="matrix"),
    # Objects that are made of others.
    pytest.param(lambda: attrs.evolve(Step("n", run="x"), name="m", run="\n  x"), id="evolved"),
    pytest.param(lambda: attrs.evolve(Step("n", run="x"), nme="m"), id="evolved with a mistake"),
    pytest.param(lambda: copy.copy(Step("n", run="x", env={"A": "b"})), id="copied"),
    pytest.param(lambda: copy.deepcopy(Step("n", run="x", env={"A": github.ref})), id="copied deeply"),
    pytest.param(lambda: pickle.loads(pickle.dumps(Step("n", run="x", env={"A": "b"}))), id="pickled"),
]


def in_both(way, function, many=2):
    """What a function gives with the general code, and the other way, called from the same line."""
    found = []
    for one in (GENERAL, way):
        with done_in(one, many):
            found.append(function())
    return found


def raised(error):
    """What can be seen of an exception. How deep a recursion was that went too deep, its text may say."""
    text = "" if isinstance(error, RecursionError) else str(error)
    return type(error), text, type(error.__context__), type(error.__cause__)


def end_of(call):
    """What a call ends with, in a loop: the object or what is raised, and the mistakes with their lines and columns."""
    ends = []
    for _ in range(2):
        with collecting() as found:
            try:
                made = call()
                values = [(field.name, getattr(made, field.name)) for field in attrs.fields(type(made))]
                end = [(name, type(value), repr(value)) for name, value in values if name != "about"]
                end += [
                    (key, type(key), type(value))
                    for name, table in values
                    if name == "env"
                    for key, value in (table or {}).items()
                ]
                end.append(repr((made.comment, made.extra, made.allow)))
            except BaseException as error:
                end = raised(error)
        ends.append((end, [(one.rule, str(one), one.spot, one.path) for one in found]))
    try:
        call()
    except BaseException as error:
        ends.append(raised(error))
    return ends


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("call", CALLS)
def test_a_call_ends_the_same(call, way):
    def end():
        for _ in range(3):
            Step(run="x"), RunStep(run="x"), Step(uses="./a"), Job("j", **ROW)
        return end_of(call)

    general, made = in_both(way, end)

    assert made == general


@pytest.mark.parametrize("way", WAYS)
def test_a_mistake_in_object_300_of_a_loop_has_its_line_and_column(way):
    def mistakes():
        with collecting() as found:
            for number in range(301):
                Job("j", runs_on="x", steps=[Step(f"n{number}", run="x", timeout_minutes=10 if number < 300 else -1)])
        return [(one.rule, str(one), one.spot, one.path) for one in found]

    general, made = in_both(way, mistakes, 200)

    assert general == made
    assert [("wrong-value", "timeout_minutes")] == [(rule, path) for rule, _, _, path in general]


@component
def built(script):
    return Step(run=script)


def deep(levels):
    return deep(levels - 1) if levels else Step(run="x")


def yielded(count):
    for _ in range(count):
        yield Step(run="x")


def elsewhere(function, *args):
    found = []
    thread = threading.Thread(target=lambda: found.append(function(*args)))
    thread.start()
    thread.join()
    return found


async def later():
    return [Step(run="x") for _ in range(3)]


class Built:
    def __init__(self):
        self.step = Step(run="x")

    @property
    def another(self):
        return Step(run="y")


def executed():
    scope = {}
    code = (
        "from ghflow import Step\ndef f():\n  return Step(run='x')\nfound = [f(), f(), *[Step(run='y') for _ in 'abc']]"
    )
    exec(compile(code, "<executed>", "exec"), scope)
    return scope["found"]


def watched(watch):
    watch(lambda *args: None)
    try:
        return [Step(run="x") for _ in range(3)]
    finally:
        watch(None)


MADE = [
    pytest.param(lambda: [Step(run="x") for _ in range(3)], id="list"),
    pytest.param(lambda: list({n: Step(run="x") for n in range(3)}.values()), id="mapping"),
    pytest.param(lambda: list(Step(run="x") for _ in range(3)), id="generator expression"),  # noqa: C400
    pytest.param(lambda: list(yielded(3)), id="generator"),
    pytest.param(lambda: [Step(run="x"), Step(run="y")], id="one line"),
    pytest.param(lambda: [built("x") for _ in range(3)], id="component"),
    pytest.param(lambda: [deep(n) for n in (0, 1, 11, 12, 13, 14, 100)], id="recursion"),
    pytest.param(lambda: [step for one in (Built(), Built()) for step in (one.step, one.another)], id="methods"),
    pytest.param(lambda: list(map(functools.partial(Step, run="x"), "abc")), id="without a frame between"),
    pytest.param(lambda: [eval("Step(run='x')") for _ in range(3)], id="eval"),
    pytest.param(executed, id="exec"),
    pytest.param(lambda: [step for _ in range(3) for step in elsewhere(deep, 2)], id="thread"),
    pytest.param(lambda: asyncio.run(later()), id="coroutine"),
    pytest.param(lambda: watched(sys.settrace), id="tracing"),
    pytest.param(lambda: watched(sys.setprofile), id="profiling"),
    pytest.param(lambda: [checkout() for _ in range(3)], id="action"),
    pytest.param(lambda: [RunStep(run="x") for _ in range(3)], id="class of a step"),
    pytest.param(
        lambda: [Job("j", permissions={"contents": "read"}, **ROW).permissions for _ in range(3)], id="inside"
    ),
]


def whole(place):
    """All that can be seen of a place."""
    spots = [(one.file, one.line, one.column, one.end_line, one.end_column) for one in (place, *place.callers)]
    return type(place), spots, str(place.argument("run")), place.argument("run").column


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("make", MADE)
def test_the_place_is_the_same_wherever_the_call_stands(make, way):
    def places():
        for _ in range(3):
            Step(run="x"), RunStep(run="x"), Step(uses="./a"), Job("j", **ROW)
        return [[whole(one.where) for one in make()] for _ in range(2)]

    general, made = in_both(way, places)

    assert made == general


class Plain(UsesStep):
    """A class of a user's without slots of its own: its objects have a `__dict__`."""


class Slotted(UsesStep):
    __slots__ = ()


class Again(UsesStep):
    """One with a slot that hides the one above."""

    __slots__ = ("name",)


class Named(UsesStep):
    """One whose name is worked out, so that it is no slot."""

    name = property(lambda self: "always this", lambda self, value: None)


class Initialized(UsesStep):
    def __init__(self, *args, **keywords):
        super().__init__(*args, **keywords | {"name": "by __init__"})


class Watching(UsesStep):
    below: ClassVar = []

    def __init_subclass__(cls, **keywords):
        super().__init_subclass__(**keywords)
        Watching.below.append(cls)


class Watched(Watching):
    __slots__ = ()


class Telling(UsesStep):
    """One whose attributes are not what is in the slots."""

    def __getattribute__(self, name):
        return "told" if name == "name" else super().__getattribute__(name)


class Twice(UsesStep):
    """One with two names for a slot."""

    __slots__ = ()
    name = UsesStep.__dict__["id"]


@attrs.frozen(eq=False, kw_only=True)
class More(UsesStep):
    more: str = attrs.field(default="m")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("cls", [Plain, Slotted, Again, Named, Initialized, Watching, Watched, Telling, Twice, More])
def test_classes_of_users_are_made_walked_and_written_the_same(cls, way):
    def ends():
        steps = [cls(uses="./a", name="${{ github.ref }}", env={"A": github.sha}, if_=github.ref) for _ in range(4)]
        job = Job("j", runs_on="x", steps=steps)
        workflow = Workflow(on="push", jobs=[job])
        found = [[use.yaml_path for use in uses_in(job)] for _ in range(2)]
        return [type(step) for step in steps], repr(steps), [emit(workflow), emit(workflow)], found

    general, made = in_both(way, ends)

    assert made == general


@pytest.mark.parametrize("way", [GENERAL, *WAYS])
def test_an_abstract_class_stays_abstract(way):
    class Metaclass(abc.ABCMeta, making.NodeType):
        pass

    class Unfinished(UsesStep, metaclass=Metaclass):
        @abc.abstractmethod
        def finish(self): ...

    with done_in(way):
        for _ in range(3):
            with pytest.raises(TypeError, match="abstract"):
                Unfinished(uses="./a")


@pytest.mark.parametrize("way", [GENERAL, *WAYS])
def test_a_step_is_of_the_class_that_is_called(way):
    class Mine(RunStep):
        pass

    with done_in(way, 2):
        made = [Mine(run=run) for run in ("x", "y", github.ref, ["a", "b"], "z")]
        changed = attrs.evolve(made[0], run="other")

    assert {Mine} == {type(step) for step in [*made, changed]}


@pytest.mark.parametrize("way", [GENERAL, *WAYS])
def test_paths_are_those_of_the_file_in_a_whole_workflow(way):
    jobs = [Job(name, runs_on="x", steps=[Step(run="${{ github.ref }}")]) for name in ("a", "b", "c")]
    workflow = Workflow(on="push", jobs=jobs)
    with done_in(way, 2):
        found = [[use.yaml_path for use in uses_in(workflow)] for _ in range(3)]

    assert [[f"jobs.{name}.steps[0].run" for name in "abc"]] * 3 == found


@pytest.mark.parametrize("way", WAYS)
def test_cycles_of_objects_are_collected(way):
    with done_in(way, 2):
        made = [Plain(uses="./a", env={"A": "b"}) for _ in range(20)]
    known = [weakref.ref(step) for step in made]
    for step in made:
        vars(step)["itself"] = step
    del made, step
    gc.collect()

    assert [None] * 20 == [one() for one in known]


@pytest.mark.parametrize("way", WAYS)
def test_the_garbage_collector_may_run_at_any_time(way):
    class Finished:
        def __del__(self):
            Step(run="from a finalizer", env={"A": github.ref})

    def make(number):
        finished = Finished()
        finished.itself = finished
        return Step(
            f"n{number}", run="x", env={"A": 10**30, "B": github.ref, "C": github.event.x}, timeout_minutes=2**40
        )

    threshold = gc.get_threshold()
    with done_in(way, 2):
        gc.set_threshold(1)
        try:
            made = [make(number) for number in range(30)]
        finally:
            gc.set_threshold(*threshold)

    assert [f"n{number}" for number in range(30)] == [step.name for step in made]


@pytest.mark.parametrize("way", WAYS)
def test_threads_do_not_disturb_each_other(way):
    def build():
        env = {"A": github.ref, "B": expression("github.event.x")}
        steps = [Step(f"n{n}", run="echo ${{ steps.a.outputs.b }}", env=env) for n in range(5)]
        workflow = Workflow(
            on="push", jobs=[Job(f"j{n}", runs_on="x", matrix=Matrix(a=[1]), steps=steps) for n in range(3)]
        )
        return (
            emit(workflow),
            tuple(use.yaml_path for use in uses_in(workflow, skip="jobs")),
            found_by(workflow)[0][0][0],
        )

    interval = sys.getswitchinterval()
    with done_in(way, 5):
        sys.setswitchinterval(1e-6)
        try:
            with ThreadPoolExecutor(4) as pool:
                built = list(pool.map(lambda _: build(), range(40)))
        finally:
            sys.setswitchinterval(interval)

    assert 1 == len(set(built))


def found_by(workflow):
    """Every expression with its place, and all that a graph says."""
    graph = Graph(workflow)
    places = [(use.yaml_path, str(use.where), use.tree) for use in graph.all_uses()]
    referring = [[(name, use.yaml_path) for name, use in job.referring("steps")] for job in graph.jobs]
    return places, len(graph.parsed), referring, [(job.needs, job.step_ids) for job in graph.jobs]


@pytest.mark.parametrize("way", WAYS)
@given(data=st.data())
def test_a_walker_finds_the_same_expressions(way, data):
    workflow, _ = data.draw(workflows())
    with done_in(GENERAL):
        plain = found_by(workflow)
    with done_in(way):
        first = found_by(workflow)
        compiled = found_by(workflow)

    assert plain == first
    assert plain == compiled


def test_a_graph_knows_the_expressions_without_their_places():
    step = Step(run="echo ${{ github.sha }}", env={"A": github.ref, "B": "${{ steps.x.outputs.y }}"})
    workflow = Workflow(on="push", jobs=[Job("j", runs_on="x", steps=[step])])
    graph = Graph(workflow)

    assert 3 == len(graph.parsed) == len(list(graph.all_uses()))
    assert {use.parsed for use in graph.all_uses()} == graph.parsed
    assert ["jobs.j.steps[0].env.B"] == [use.yaml_path for _, use in graph.jobs[0].referring("steps")]


def test_what_a_constructor_makes_is_frozen_and_of_the_very_class(compile_at):
    compile_at(1)
    steps = [Step("n", run="x", env={"A": "b"}) for _ in range(3)]
    names = {"RunStep": steps[2].__class__, "UsesStep": [Step(uses="./a") for _ in range(3)][2].__class__}

    assert {"RunStep": RunStep, "UsesStep": UsesStep} == names
    assert steps[0] == steps[2]
    assert [RunStep, UsesStep] == [cls for cls in below(Step) if cls.__name__ in ("RunStep", "UsesStep")]
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        steps[2].name = "other"
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        del steps[2].name


def test_permissions_are_worked_out_with_a_constructor_too(compile_at):
    compile_at(1)
    Job("a", runs_on="x", steps=[Step(run="x")])
    steps = [checkout()]

    made = Job("a", runs_on="x", permissions="auto", steps=steps)

    assert Permissions(contents="read") == made.permissions


def test_a_function_becomes_a_script_with_a_constructor_too(compile_at):
    compile_at(1)
    Step(run="x")

    def script():
        print("hello")

    made = Step(run=script)

    assert "python" == made.shell
    assert "script()\n" in made.run

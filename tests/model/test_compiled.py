"""Functions made for one class do what the general ones do: the same objects, places, mistakes and expressions."""

from __future__ import annotations

import random
from contextlib import ExitStack

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghflow import Job, Matrix, Permissions, Push, Step, UsageError, Workflow, github, note
from ghflow.actions import checkout
from ghflow.diagnostics import collecting
from ghflow.model import node as making
from ghflow.model.graph import Graph
from ghflow.model.node import Node, shape_of
from ghflow.model.steps import RunStep, UsesStep
from ghflow.reader.forms import below
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

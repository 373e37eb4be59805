"""What every object of the model has in common: copies, equality, hashes, read-only parts, and the user's own data left alone."""

from __future__ import annotations

import copy
import importlib
import pickle
import pkgutil

import attrs
import pytest

from ghflow import (
    Concurrency,
    Container,
    Defaults,
    Environment,
    Input,
    Job,
    Matrix,
    Output,
    Permissions,
    Push,
    RunnerGroup,
    Schedule,
    Secret,
    Service,
    Snapshot,
    Step,
    Workflow,
    WorkflowCall,
    WorkflowDispatch,
    from_json,
    github,
    note,
)
from ghflow.actions import crates_io_auth

for _found in pkgutil.iter_modules(importlib.import_module("ghflow.model").__path__, "ghflow.model."):
    importlib.import_module(_found.name)

STEP = Step(
    "Test", run="make", env={"A": github.ref, "B": 1}, comment="above", extra={"new": [{"a": 1}]}, allow=["a-rule"]
)
AUTH = crates_io_auth(name="Authenticate")
MATRIX = Matrix(
    {"python-version": ["3.14"]}, os=[note("a", "why")], include=[{"os": "b", "x": {"y": [1]}}], comment="above"
)
JOB = Job(
    "job",
    runs_on=RunnerGroup("g", labels=["l"]),
    needs=["other"],
    permissions={"contents": note("read", "why"), "id-token": "write"},
    environment=Environment("e", url="https://example.org"),
    container=Container("i", env={"A": "b"}, ports=[80]),
    services={"db": Service("p"), "cache": "redis"},
    snapshot=Snapshot("i"),
    concurrency=Concurrency("c"),
    defaults=Defaults(shell="bash"),
    matrix=MATRIX,
    outputs={"v": AUTH.outputs.token},
    steps=[note(STEP, "why"), AUTH],
)
WORKFLOW = Workflow(
    "W",
    on=[
        Push(branches=["main"]),
        Schedule("0 0 * * *"),
        Schedule("1 0 * * *"),
        WorkflowDispatch(inputs={"a": Input.choice("x", "y")}),
        WorkflowCall(inputs={"a": Input()}, secrets={"s": Secret(), "t": None}, outputs={"o": Output(JOB.outputs.v)}),
    ],
    jobs=[JOB],
)
OBJECTS = [
    pytest.param(one, id=type(one).__name__)
    for one in (
        STEP,
        AUTH,
        MATRIX,
        JOB,
        WORKFLOW,
        Permissions(contents="read"),
        Permissions(),
        Push(),
        Matrix(from_json("{}")),
        Input("x"),
    )
]


def copies():
    yield pytest.param(copy.copy, id="copy")
    yield pytest.param(copy.deepcopy, id="deepcopy")
    yield pytest.param(attrs.evolve, id="evolve")
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        yield pytest.param(
            lambda one, protocol=protocol: pickle.loads(pickle.dumps(one, protocol)), id=f"pickle-{protocol}"
        )


def about(one):
    return (one.comment, one.about and one.about.notes, str(one.where))


@pytest.mark.parametrize("make", [*copies()])
@pytest.mark.parametrize("one", OBJECTS)
def test_a_copy_is_equal_and_says_the_same_beside_it(one, make):
    other = make(one)

    assert type(one) is type(other)
    assert one == other
    assert not (one != other)  # noqa: SIM202 - the operator itself is tested
    assert about(one) == about(other)
    assert repr(one) == repr(other)


@pytest.mark.parametrize("make", [*copies()])
def test_a_copy_is_written_alike(make):
    from ghflow.emitter.yaml import emit
    from ghflow.model.graph import Graph

    assert emit(Graph(WORKFLOW).resolved()) == emit(Graph(make(WORKFLOW)).resolved())


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        pytest.param(Step(run="x"), Step(run="x"), True, id="other-place"),
        pytest.param(Step(run="x"), Step(run="y"), False, id="other-value"),
        pytest.param(Step(run="x"), Step(run="x", comment="c"), False, id="other-comment"),
        pytest.param(Step(run="x"), Step(run="x", extra={"a": 1}), False, id="other-extra"),
        pytest.param(Step(run="x", allow="a"), Step(run="x", allow=["a"]), True, id="one-rule"),
        pytest.param(Step(run="x", if_=github.ref == "x"), Step(run="x", if_=github.ref == "x"), True, id="expression"),
        pytest.param(
            Step(run="x", if_=github.ref == "x"), Step(run="x", if_=github.ref == "y"), False, id="other-expression"
        ),
        pytest.param(Step(run="x"), Step(uses="./x"), False, id="other-kind"),
        pytest.param(Push(), Push(), True, id="events"),
        pytest.param(Push(), WorkflowDispatch(), False, id="other-event"),
        pytest.param(Permissions(), Permissions(), True, id="empty"),
        pytest.param(Matrix(os=["a"]), Matrix({"os": ["a"]}), True, id="matrix-forms"),
        pytest.param(Matrix(os=["a"]), Matrix(os=["a"], include=[]), False, id="matrix-empty-include"),
        pytest.param(Matrix(os=["a"]), {"os": ("a",)}, False, id="matrix-mapping"),
        pytest.param(
            Job("a", runs_on="x", needs="b", steps=[STEP]),
            Job("a", runs_on="x", needs=["b"], steps=[STEP]),
            False,
            id="one-or-list",
        ),
        pytest.param(
            Job("a", runs_on="x", steps=[STEP]), Job("a", runs_on="x", steps=(STEP,)), True, id="list-or-tuple"
        ),
        pytest.param(
            Job("a", runs_on="x", permissions={}, steps=[STEP]),
            Job("a", runs_on="x", steps=[STEP]),
            False,
            id="empty-is-a-value",
        ),
    ],
)
def test_equality_is_by_what_is_written(one, other, equal):
    assert equal == (one == other)
    assert equal != (one != other)


def test_objects_are_keys_each_for_itself():
    first, second = Step(run="x"), Step(run="x")

    assert {first: 1, second: 2} == {second: 2, first: 1}
    assert 2 == len({first, second})
    assert 2 == len({Matrix(os=["a"]): 1, Matrix(os=["a"]): 2})


def test_whoever_asks_if_a_job_is_in_a_list_is_answered():
    assert JOB in [Step(run="x"), JOB]
    assert 1 == [Step(run="x"), JOB].index(JOB)
    assert JOB != "job"


@pytest.mark.parametrize("one", OBJECTS)
def test_nothing_can_be_changed(one):
    for name in [field.name for field in attrs.fields(type(one))] + ["brand_new"]:
        with pytest.raises((attrs.exceptions.FrozenInstanceError, AttributeError)):
            setattr(one, name, 1)


@pytest.mark.parametrize(
    "change",
    [
        lambda table: table.update(A=1),
        lambda table: table.pop("A"),
        lambda table: table.popitem(),
        lambda table: table.clear(),
        lambda table: table.setdefault("Z", 1),
        lambda table: table.__setitem__("A", 1),
        lambda table: table.__delitem__("A"),
        lambda table: table.__ior__({"A": 1}),
    ],
)
def test_mappings_are_read_only(change):
    with pytest.raises(TypeError, match="read-only"):
        change(STEP.env)


def test_what_the_user_changes_later_changes_nothing():
    env, deep, steps, row, axis, scopes = (
        {"A": "b"},
        {"k": [{"a": 1}]},
        [STEP],
        {"os": "x", "l": [1]},
        ["a"],
        {"contents": "read"},
    )
    job = Job(
        "j", runs_on="x", env=env, extra=deep, steps=steps, matrix=Matrix(os=axis, include=[row]), permissions=scopes
    )
    before = repr(job)

    env["C"] = "d"
    deep["k"][0]["a"] = 2
    steps.clear()
    row["os"] = "y"
    row["l"].append(2)
    axis.append("b")
    scopes["issues"] = "write"

    assert before == repr(job)
    assert "'l': (1,)" in before


def test_what_the_user_gave_is_left_alone():
    env, notes, keywords = {"A": "b"}, [note("a", "why"), "b"], {"runs_on": "x", "steps": [STEP], "env": None}
    env_before, keywords_before = dict(env), dict(keywords)
    Job("j", needs=notes, **(keywords | {"env": env}))
    Job("j", **keywords)

    assert (env_before, keywords_before) == (env, keywords)
    assert 2 == len(notes)


@pytest.mark.parametrize(
    ("given", "read"),
    [
        pytest.param((STEP for _ in range(2)), (STEP, STEP), id="generator"),
        pytest.param([STEP], (STEP,), id="list"),
        pytest.param((STEP,), (STEP,), id="tuple"),
        pytest.param({"a": STEP}.values(), (STEP,), id="view"),
        pytest.param(map(copy.copy, [STEP]), (STEP,), id="map"),
        pytest.param([], (), id="empty"),
    ],
)
def test_any_list_will_do(given, read):
    assert read == Job("j", runs_on="x", steps=given).steps


def test_the_first_argument_may_stand_without_its_keyword():
    named = [
        Job("a", runs_on="x", steps=[]).id,
        Job(id="a", runs_on="x", steps=[]).id,
        Step("a", run="x").name,
        Step(name="a", run="x").name,
    ]
    events = [
        Environment("a").name,
        Container("a").image,
        Service("a").image,
        Snapshot("a").image_name,
        Schedule("a").cron,
        Output("a").value,
    ]

    assert ["a"] * 4 == named
    assert ["a"] * 6 == events
    assert ["a", "a", "a"] == [Workflow("a", on="push", jobs=[]).name, Concurrency("a").group, Input("a").description]


def test_absent_and_empty_are_two_things():
    job = Job("j", runs_on="x", permissions={}, env={}, needs=[], steps=[])

    assert (Permissions(), {}, ()) == (job.permissions, job.env, job.needs)
    assert Job("j", runs_on="x", steps=[]).permissions is None


def test_evolve_changes_what_is_named_and_drops_the_notes_on_it():
    noted = Job(
        "j", runs_on="x", needs=[note("a", "behind a")], env={"A": note("b", "behind A")}, steps=[STEP], comment="above"
    )
    other = attrs.evolve(noted, needs=["a"], name="new")

    assert ("new", "above", noted.where) == (other.name, other.comment, other.where)
    assert noted.about.notes == other.about.notes
    assert noted.about.notes["needs"][0] is not other.needs
    assert noted.about.notes["env"][0] is other.env


def test_evolve_can_set_and_reset_what_stands_beside():
    other = attrs.evolve(STEP, comment="new", allow=["b-rule"], extra={"k": 1})

    assert ("new", ("b-rule",), {"k": 1}) == (other.comment, other.allow, other.extra)
    assert ("above", ("a-rule",)) == (STEP.comment, STEP.allow)


def test_evolve_of_a_matrix_changes_axes_and_rows():
    other = attrs.evolve(MATRIX, os=["z"], exclude=[{"os": "b"}], arch=["arm"])

    assert {
        "python-version": ("3.14",),
        "os": ("z",),
        "arch": ("arm",),
        "include": MATRIX.include,
        "exclude": ({"os": "b"},),
    } == other.to_yaml()
    assert (MATRIX.where, "above") == (other.where, other.comment)
    assert {"os": ("a",), "python-version": ("3.14",)} == MATRIX._axes
    assert "include" not in attrs.evolve(MATRIX, include=None).to_yaml()


def test_every_class_has_a_place_for_its_fields_only():
    with_dict = [
        type(one).__name__
        for one in (STEP, AUTH, MATRIX, JOB, WORKFLOW, Push(), Input("x"))
        if hasattr(one, "__dict__")
    ]

    assert [] == with_dict


def test_a_step_is_a_step_whatever_its_kind():
    assert all(isinstance(one, Step) for one in (STEP, AUTH, attrs.evolve(AUTH, id="x")))
    assert type(attrs.evolve(AUTH, id="x")) is type(AUTH)
    assert attrs.evolve(AUTH, id="x").outputs.token._tree != AUTH.outputs.token._tree


def test_a_mapping_of_one_field_is_read_again_for_another():
    from ghflow import UsageError

    with pytest.raises(UsageError, match=r"outputs\['B'\] must be text, got 1"):
        Job("j", runs_on="x", outputs=STEP.env, steps=[STEP])

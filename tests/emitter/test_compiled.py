"""A writer made for one class writes what the general one writes."""

from __future__ import annotations

import enum
import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghflow import (
    Concurrency,
    Container,
    Defaults,
    Environment,
    Input,
    Job,
    Matrix,
    Parallel,
    Push,
    Service,
    Step,
    Workflow,
    WorkflowDispatch,
    expression,
    github,
    note,
)
from ghflow.emitter import scalars, yaml
from ghflow.emitter.document import to_yaml
from ghflow.emitter.scalars import Unwritable
from ghflow.emitter.yaml import emit
from ghflow.model.kinds import FrozenMap, PlainKey
from ghflow.model.node import absent
from ghflow.model.uses import uses_in
from ghflow.reader.document import loads
from tests.emitter.hostile import NUMBERS, TEXTS, WORDS
from tests.emitter.test_yaml_trees import workflows
from tests.in_rust import GENERAL, WAYS, done_in
from tests.model.every_key import rows


def written(workflow, way, count=1):
    """The text of a workflow, or why there is none, with writers made for the classes that have `count` objects."""

    def once():
        for table in (scalars.texts, yaml._keys, yaml._words):
            table.clear()
        try:
            return emit(workflow)
        except Unwritable as wrong:
            return wrong.text, wrong.reason

    with done_in(way, count):
        first = once()
        assert first == once()  # by the writers of the first time, those for whole lists of jobs among them
    return first


@pytest.mark.parametrize("way", WAYS)
@given(data=st.data())
def test_any_workflow_is_written_the_same(way, data):
    workflow, _ = data.draw(workflows())
    plain = written(workflow, GENERAL)

    assert plain == written(workflow, way, 1)
    assert plain == written(workflow, way, 3)


STEP = Step(run="x")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "steps",
    [
        pytest.param(
            [Step(run="a\nb\n"), Step("n", run="x", env={"A": None, "B": True, "C": 1.5, "D": github.ref})], id="env"
        ),
        pytest.param([Step(run="x", env={}), Step(run="x", continue_on_error=True, timeout_minutes=5)], id="empty-env"),
        pytest.param([Step(run="x", if_=True), Step(run="x", if_=github.ref == "a"), Step(run="x", if_="a")], id="if"),
        pytest.param([STEP, Step(run="x", comment="c"), STEP, note(Step(run="y"), "z"), STEP], id="comments"),
        pytest.param([STEP, Step(run=note("x", "n")), Step(run="x", extra={"later": [1, {"a": "b"}]})], id="extra"),
    ],
)
def test_steps_are_written_the_same(steps, way):
    job = Job(
        "j",
        runs_on=["a", "b"],
        permissions={},
        matrix=Matrix(a=["1", "b"], include=[{"a": 1}]),
        fail_fast=False,
        defaults=Defaults(shell="bash"),
        steps=steps,
    )
    workflow = Workflow("w", on=[Push()], jobs=[job, Job("k", runs_on="x", steps=steps)])

    assert written(workflow, GENERAL) == written(workflow, way)


class Word(str):
    """A text of a user's own class."""


class Loud(enum.StrEnum):
    YES = "yes"


class Count(enum.IntEnum):
    TWO = 2


# No file holds NUL and halves of surrogate pairs, and which of them is refused first must not differ either.
ANY_TEXTS = TEXTS | st.text(st.characters(exclude_categories=()) | st.sampled_from("\0\ud800\udfff"), max_size=4)
ANY_KEYS = ANY_TEXTS | st.integers(195, 205).map("k".__mul__) | st.sampled_from([PlainKey("1"), PlainKey("true")])
SINGLE = (
    ANY_TEXTS | NUMBERS | st.booleans() | st.none() | st.sampled_from([github.ref, github.ref == "x: y #z", Loud.YES])
)
WORD_LISTS = st.lists(ANY_TEXTS.filter(bool) | st.integers(1, 80).map("w".__mul__), min_size=1, max_size=4)


@pytest.mark.parametrize("way", WAYS)
@given(
    tables=st.lists(st.dictionaries(ANY_KEYS, SINGLE, max_size=3), min_size=1, max_size=6),
    words=WORD_LISTS,
    name=SINGLE,
)
def test_any_value_in_any_place_is_written_the_same(way, tables, words, name):
    steps = [Step(name if isinstance(name, str) else None, run="x", env=table) for table in tables]
    jobs = [Job(f"j{index}", runs_on=words, env=tables[-1], steps=steps) for index in range(2)]
    workflow = Workflow(name if isinstance(name, str) else None, on="push", env=tables[0], jobs=jobs)

    assert written(workflow, GENERAL) == written(workflow, way)


@pytest.mark.parametrize("way", WAYS)
def test_every_hostile_word_is_written_the_same(way):
    steps = [Step(word, run=word or "x", env={word: word}, if_=word, shell=None) for word in WORDS]
    steps += [Step(run=f"{word}\n", env={f"k{word}": f"{word} "}) for word in WORDS]
    jobs = [Job(f"j{index}", runs_on=[word or "x", "a"], steps=steps[:1]) for index, word in enumerate(WORDS)]
    workflow = Workflow(on="push", jobs=[*jobs, Job("all", runs_on="x", steps=steps)])

    assert "\n  all:\n" in written(workflow, way)
    assert written(workflow, GENERAL) == written(workflow, way)


NUMBERS_AT_BORDERS = [2**31 - 1, 2**31, 2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 2**64, 10**20, 10**299, -(10**299)]
LINES = ["x" * length for length in (60, 63, 64, 65, 66, 67, 68, 69, 70, 80, 199, 200, 201, 1000)]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param({"env": {f"A{n}": n for n in NUMBERS_AT_BORDERS}}, id="huge integers"),
        pytest.param({"env": {"A": 1.0, "B": -0.0, "C": 1e16, "D": math.inf, "E": math.nan}}, id="floats"),
        pytest.param({"env": {"A": Word("no"), Word("yes"): Loud.YES, Loud.YES: Count.TWO}}, id="classes of a user's"),
        pytest.param({"env": {"k" * 1000: "x", "é" * 1000: "y"}}, id="long keys"),
        pytest.param({"env": {"\x07" * 1000: "x"}}, id="keys that get too long"),
        pytest.param({"env": FrozenMap({PlainKey("1"): "a", PlainKey("null"): "b", "1": "c"})}, id="plain keys"),
        pytest.param({"env": {"a": "x\0"}}, id="NUL"),
        pytest.param({"env": {"a": "\ud800"}}, id="half a pair"),
        pytest.param({"env": {"\udfff": "a"}}, id="half a pair in a key"),
        pytest.param({"runs_on": ["\udfff", "a"]}, id="half a pair in a list"),
        pytest.param({"outputs": {"a": github.event["\0"]}}, id="NUL in an expression"),
        pytest.param({"runs_on": [word[:60] for word in LINES[:1]] + ["é" * 4, "a"]}, id="a line of other characters"),
        *(pytest.param({"runs_on": ["a", word]}, id=f"a list of {len(word)}") for word in LINES),
        *(pytest.param({"env": {word: word}}, id=f"a key of {len(word)}") for word in LINES),
        pytest.param({"matrix": Matrix(a=["1", 2, True, None, ["b", ["c"]]])}, id="nested lists"),
        pytest.param({"matrix": Matrix(a=[1], include=[{"b": 2, "c": github.ref}], exclude=[{"a": 1}])}, id="include"),
        pytest.param({"matrix": Matrix(include=[{"a": [1, [2, {"b": [3]}]]}, {}])}, id="include alone"),
        pytest.param({"matrix": Matrix({"a b": ["x"]}, comment="of it")}, id="a matrix with a comment"),
        pytest.param({"matrix": Matrix(github.event.m)}, id="a matrix of an expression"),
        pytest.param({"matrix": Matrix(a=github.event.m, include="${{ x }}")}, id="axes of expressions"),
        pytest.param({"matrix": expression("fromJSON(vars.m)")}, id="an expression for a matrix"),
        pytest.param({"fail_fast": False, "max_parallel": 2}, id="a strategy without a matrix"),
        pytest.param({"permissions": {}, "env": {}, "outputs": {}}, id="empty mappings"),
        pytest.param({"defaults": Defaults(run={"a": {"b": {"c": [1, {"d": {}}]}}})}, id="deep mappings"),
        pytest.param({"concurrency": Concurrency(group="g", comment="c")}, id="a child with a comment"),
        pytest.param({"environment": Environment(name="n", extra={"x": [1]})}, id="a child with extra keys"),
        pytest.param({"container": Container(image="i", ports=[80, "81:82"], env={"A": None})}, id="a container"),
        pytest.param({"services": {"a": Service("i", env={"A": github.ref}), "b": "${{ x }}"}}, id="services"),
        pytest.param({"steps": [Parallel([Step(run="a\nb\n"), Step(uses="./a", with_={"x": 1})])]}, id="parallel"),
        pytest.param({"steps": []}, id="no steps"),
        pytest.param({"steps": [STEP, Step(run="y", extra={"if": None, "later": [1, {"a": []}]}), STEP]}, id="extra"),
        pytest.param({"steps": [STEP, Step(run="y", allow="unknown-need", comment="#!c\n\nd"), STEP]}, id="comments"),
        pytest.param({"steps": [STEP, Step(run="y", env=note({"A": note("b", above="c")}, "d"))]}, id="notes"),
        pytest.param({"steps": [STEP, Step(run="y", name="n", key_order=["run", "name"])]}, id="another order"),
        pytest.param({"comment": "a job", "extra": {"later": {"a": 1}}}, id="a job that says more"),
        pytest.param({"if_": "a: b #c"}, id="a condition in quotes"),
        pytest.param({"timeout_minutes": 0.5, "continue_on_error": github.event.x}, id="a fraction"),
    ],
)
def test_a_job_is_written_the_same_among_others(arguments, way):
    plain = {"runs_on": "x", "steps": [STEP, Step(uses="./a")]}
    jobs = [Job("a", **plain), Job("b", **(plain | arguments)), Job("c", **(plain | arguments)), Job("d", **plain)]
    inputs = {"i": Input(type="choice", options=["a", "no"], default="no"), "j": Input(type="boolean", default=False)}
    workflow = Workflow("w", on=[WorkflowDispatch(inputs=inputs)], jobs=jobs)

    assert written(workflow, GENERAL) == written(workflow, way)


def all_written(documents, way):
    with done_in(way, 2):
        return [[to_yaml(document) for document in documents] for _ in range(2)]


@pytest.mark.parametrize("way", WAYS)
def test_every_key_is_written_the_same(way, shared):
    facts = json.loads((shared / "facts" / "github-actions.json").read_text())
    documents = [row.document for row in rows(facts)]

    assert len(documents) > 500
    assert all_written(documents, GENERAL) == all_written(documents, way)


@pytest.mark.parametrize("way", WAYS)
def test_real_files_are_read_walked_and_written_the_same(way, shared):
    files = [row["file"] for row in json.loads((shared / "corpus" / "manifest.json").read_text())]
    texts = [(shared / "corpus" / name).read_text(encoding="utf-8-sig") for name in files]
    found = []
    for one in (GENERAL, way):
        with done_in(one, 2):
            loaded = [loads(text, name) for name, text in zip(files, texts, strict=True)]
            mistakes = [[(one.rule, str(one), one.spot, one.path) for one in each.diagnostics] for each in loaded]
            uses = [[(use.yaml_path, str(use.where)) for use in uses_in(each.document, skip="jobs")] for each in loaded]
            jobs = [getattr(each.document, "jobs", None) or () for each in loaded]
            inside = [[(use.yaml_path, str(use.where)) for job in row for use in uses_in(job, "a")] for row in jobs]
            found.append((mistakes, uses, inside, [to_yaml(each.document) for each in loaded]))

    assert len(texts) > 300
    assert found[0] == found[1]


class TellingGroup(Concurrency):
    """A class of a user's whose objects always have a comment."""

    comment = property(lambda self: "of its own")


class TellingMatrix(Matrix):
    comment = property(lambda self: "of its own")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param({"id": absent}, id="without an id"),
        pytest.param({"concurrency": TellingGroup("g")}, id="with a comment of its class"),
        pytest.param({"matrix": TellingMatrix(a=["b"])}, id="with a matrix that has one"),
    ],
)
def test_a_job_that_is_special_is_written_the_same(arguments, way):
    plain = {"runs_on": "x", "steps": [STEP]}
    jobs = [Job(**({"id": name} | plain | arguments)) for name in ("a", "b")]
    workflow = Workflow("w", on=[Push()], jobs=[Job("c", **plain), *jobs])

    assert written(workflow, GENERAL) == written(workflow, way)


@pytest.mark.parametrize("way", WAYS)
def test_ten_thousand_expressions_are_written_the_same(way):
    """More than are kept with what they were written as."""
    env = {f"A{number}": expression(f"github.event.x{number % 9000}") for number in range(11_000)}
    workflow = Workflow(on="push", jobs=[Job("j", runs_on="x", steps=[Step(run="x", env=env), Step(run="y", env=env)])])

    assert written(workflow, GENERAL) == written(workflow, way)

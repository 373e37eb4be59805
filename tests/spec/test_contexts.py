"""Contexts as objects, and the same tables for expressions in texts."""

from __future__ import annotations

import pickle
import re

import pytest

from ghflow.diagnostics import UnknownNameError, collecting
from ghflow.expr.parsing import parse
from ghflow.expr.printing import show
from ghflow.expr.values import AnyValue, Value, tree_of
from ghflow.spec import contexts
from ghflow.spec.contexts import (
    NULL_BEFORE_STEPS,
    PULL_REQUEST_ONLY,
    VALUES,
    env,
    github,
    inputs,
    job,
    matrix,
    needs,
    properties,
    runner,
    secrets,
    steps,
    strategy,
    vars,  # noqa: A004
)

OBJECTS = {name: getattr(contexts, name) for name in contexts.NAMES if name != "jobs"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("needs.build.result", needs.build.result),
        ("needs.build.outputs.version", needs.build.outputs.version),
        ("needs.build-all.outputs.a-b", needs["build-all"].outputs["a-b"]),
        ("needs.build.outputs", needs.build.outputs),
        ("needs.build", needs.build),
        ("needs.*.result", needs[:].result),
        ("needs[matrix.job].result", needs[matrix.job].result),
        ("needs.build.RESULT", needs.build["RESULT"]),
        ("steps.auth.outputs.token", steps.auth.outputs.token),
        ("steps.auth.outcome", steps.auth.outcome),
        ("steps.auth.conclusion", steps["auth"].conclusion),
        ("steps.auth.outputs['a b']", steps.auth.outputs["a b"]),
        ("job.container.id", job.container.id),
        ("job.container.network", job["container"].network),
        ("job.services.redis.ports['6379']", job.services.redis.ports["6379"]),
        ("job.services.redis.ports[6379]", job.services.redis.ports[6379]),
        ("job.services.my-db.id", job.services["my-db"].id),
        ("job.status", job.status),
        ("strategy.job-index", strategy.job_index),
        ("github.event.pull_request.title", github.event.pull_request.title),
        ("github.repositoryUrl", github.repositoryUrl),
        ("runner.os", runner.os),
        ("secrets.TOKEN", secrets.TOKEN),
        ("secrets[matrix.name]", secrets[matrix.name]),
        ("env.A", env.A),
        ("vars.a-b", vars["a-b"]),
        ("inputs.dry-run", inputs["dry-run"]),
        ("inputs._x", inputs._x),
        ("matrix.config.os.name", matrix.config.os.name),
        (
            "!needs.build.result || needs.build.result == 'x' && true",
            ~needs.build.result | (needs.build.result == "x") & True,
        ),
        ("!(needs.build.result == 'x' && env.A)", ~((needs.build.result == "x") & env.A)),
    ],
)
def test_contexts_as_objects(text, value):
    assert isinstance(value, Value)
    assert text == show(tree_of(value))
    assert parse(text) == tree_of(value)
    assert tree_of(value) == tree_of(pickle.loads(pickle.dumps(value)))


@pytest.mark.parametrize(
    ("ask", "message", "hint"),
    [
        pytest.param(
            lambda: needs.build.reslt,
            "'needs.build' has no property 'reslt'",
            "did you mean 'result'?",
            id="needs",
        ),
        pytest.param(
            lambda: needs["build-all"].output.version,
            "'needs.build-all' has no property 'output'",
            "did you mean 'outputs'?",
            id="outputs",
        ),
        pytest.param(
            lambda: needs[:].status,
            "'needs.*' has no property 'status'",
            "known: outputs, result",
            id="star",
        ),
        pytest.param(
            lambda: steps.auth.result,
            "'steps.auth' has no property 'result'",
            "known: conclusion, outcome, outputs",
            id="steps",
        ),
        pytest.param(
            lambda: steps.auth["outcom"],
            "'steps.auth' has no property 'outcom'",
            "did you mean 'outcome'?",
            id="item",
        ),
        pytest.param(
            lambda: job.services.redis.port,
            "'job.services.redis' has no property 'port'",
            "did you mean 'ports'?",
            id="service",
        ),
        pytest.param(
            lambda: job.container.name,
            "'job.container' has no property 'name'",
            "known: id, network",
            id="container",
        ),
        pytest.param(
            lambda: strategy.job_indx,
            "the context 'strategy' has no property 'job_indx'",
            "did you mean 'job_index'?",
            id="strategy",
        ),
        pytest.param(
            lambda: secrets.TOKEN.value,
            "the expression secrets.TOKEN has no property 'value'",
            "known: contains, endswith, startswith",
            id="part of a text",
        ),
        pytest.param(
            lambda: needs.build.outputs.version.major.minor,
            "the expression needs.build.outputs.version has no property 'major'",
            "known: contains, endswith, startswith",
            id="part of an output",
        ),
    ],
)
def test_what_is_not_there_is_one_mistake_at_the_line(ask, message, hint):
    with collecting() as found:
        assert isinstance(ask(), Value)

    assert [("unknown-property", message, hint)] == [(one.rule, one.message, one.hint) for one in found]
    assert __file__ == found[0].where.file
    with pytest.raises(UnknownNameError):
        ask()


def test_names_of_the_user_s_are_taken_as_they_are():
    with collecting() as found:
        for context in (env, vars, secrets, inputs, matrix, needs, steps):
            assert "anything" in str(context.anything)
            assert "any-thing" in str(context["any-thing"])

    assert [] == found


@pytest.mark.parametrize("name", ["__wrapped__", "__array__"])
@pytest.mark.parametrize("context", OBJECTS.values(), ids=OBJECTS)
def test_python_finds_no_protocol_that_a_context_does_not_have(context, name):
    assert not hasattr(context, name)


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("job.container", "id network"),
        ("JOB.Container", "id network"),
        ("job.services.db", "id network ports"),
        ("needs.build", "outputs result"),
        ("jobs.build", "outputs result"),
        ("steps.auth", "conclusion outcome outputs"),
        ("strategy", "fail-fast job-index job-total max-parallel"),
        ("github.ref", ""),
        ("needs.build.result", ""),
        ("needs.build.outputs.version", ""),
        ("secrets.TOKEN", ""),
        ("job.services.db.ports.80", ""),
        ("github.nothing", ""),
        ("job.container.nothing.at.all", ""),
    ],
)
def test_properties_behind_names(path, names):
    context, *inside = path.split(".")

    assert names.split() == sorted(properties(context, *inside))


@pytest.mark.parametrize(
    "path",
    [
        "env",
        "vars",
        "secrets",
        "inputs",
        "matrix",
        "needs",
        "jobs",
        "steps",
        "job.services",
        "needs.build.outputs",
        "job.services.db.ports",
        "github.event",
        "github.event.pull_request.title",
        "matrix.config.os",
        "no-context",
        "no-context.x",
    ],
)
def test_names_of_the_user_s_and_unknown_ones(path):
    context, *inside = path.split(".")

    assert properties(context, *inside) is None


def test_every_path_of_the_facts_is_there(facts):
    wrong = []
    for context, table in facts["contexts"].items():
        if not isinstance(table, dict) or context.endswith("_values") or context == "github":
            continue
        for path in table:
            *around, last = re.sub("<.+?>", "some-name", path).split(".")
            known = properties(context, *around)
            if known is not None and last not in known:
                wrong.append(f"{context}.{path}")

    assert [] == wrong


def test_values(facts):
    table = facts["contexts"]
    results = table["result_values"]
    wanted = {f"runner.{name}": values for name, values in table["runner_values"].items()}
    wanted |= {f"steps.<id>.{name}": results["steps.outcome/conclusion"] for name in ("outcome", "conclusion")}
    wanted |= {f"{name}.<job_id>.result": results["needs.result"] for name in ("needs", "jobs")}
    wanted |= {"job.status": results["job.status"], "github.ref_type": ["branch", "tag"]}

    assert wanted == {path: list(values) for path, values in VALUES.items()}


def test_properties_of_github_that_are_not_always_there(facts):
    assert facts["contexts"]["github_null_before_steps"] == list(NULL_BEFORE_STEPS)
    assert facts["contexts"]["github_only_on_pull_request_events"] == list(PULL_REQUEST_ONLY)
    assert {*NULL_BEFORE_STEPS, *PULL_REQUEST_ONLY} <= set(properties("github"))


def test_a_known_item_is_of_the_kind_of_the_property():
    assert type(github["ref"]) is type(github.ref) is Value
    assert type(github["event"]) is type(github.event) is AnyValue
    assert type(job["services"]) is type(job.services)


def test_a_context_is_asked_twice_for_one_property_and_cannot_be_changed():
    asked = contexts.github.head_ref

    assert asked is contexts.github.head_ref
    with pytest.raises(AttributeError, match="the expression github cannot be changed"):
        contexts.github.head_ref = "x"
    with pytest.raises(AttributeError):
        contexts.github.no_such_property = "x"
    assert "github.head_ref" in repr(contexts.github.head_ref)

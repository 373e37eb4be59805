"""The tables of ghflow agree with what was read from GitHub (`../shared/facts/github-actions.json`)."""

from __future__ import annotations

import json
import sys

import attrs
import pytest

from ghflow.model import containers, dependabot, events, inputs, job, settings, steps, webhooks, workflow
from ghflow.model.events import Event
from ghflow.model.kinds import Choice
from ghflow.model.node import shape_of
from ghflow.model.permissions import Permissions
from ghflow.spec import contexts


@pytest.fixture(scope="module")
def facts(shared):
    return json.loads((shared / "facts" / "github-actions.json").read_text(encoding="utf-8"))


def first_parts(table, left_out=()):
    return {name.partition(".")[0] for name in table} - set(left_out)


@pytest.mark.parametrize(
    ("context", "undocumented"),
    [
        pytest.param("github", "github_undocumented", id="github"),
        pytest.param("runner", "runner_undocumented", id="runner"),
        pytest.param("job", None, id="job"),
        pytest.param("strategy", None, id="strategy"),
    ],
)
def test_properties_of_contexts(facts, context, undocumented):
    known = first_parts(facts["contexts"][context]) | set(facts["contexts"][undocumented] if undocumented else ())
    if context == "github":
        known.add("event")  # the payload, which the facts keep elsewhere

    assert known == set(contexts.properties(context))


def test_properties_of_the_container_of_a_job(facts):
    known = {name.split(".")[1] for name in facts["contexts"]["job"] if name.startswith("container.")}

    assert known == {name for name in contexts.JobContainer.__annotations__ if not name.startswith("_")}


KINDS = {"string": "Value[str]", "boolean": "Value[bool]", "number": "Value[float]"}


@pytest.mark.parametrize("context", ["github", "runner", "job", "strategy"])
def test_types_of_properties(facts, context):
    table = getattr(contexts, {"job": "JobContext"}.get(context, context.title()))
    declared = {table._key_of(name): kind for name, kind in table.__annotations__.items()}
    plain = {name: kind for name, kind in facts["contexts"][context].items() if kind in KINDS and "." not in name}

    assert len(plain) >= 4
    assert {} == {name: kind for name, kind in plain.items() if declared[name] != KINDS[kind]}


def test_every_context_is_an_object_and_a_name(facts):
    known = {key for key, table in facts["contexts"].items() if isinstance(table, dict) and not key.endswith("_values")}

    assert known <= set(contexts.NAMES)
    assert {"jobs"} == set(contexts.NAMES) - set(contexts.__all__)


def test_permission_scopes_and_their_levels(facts):
    declared = {}
    for key in shape_of(Permissions).keys:
        assert isinstance(key.kind, Choice)
        declared[key.key] = sorted(key.kind.words)

    assert {scope: sorted(fact["levels"]) for scope, fact in facts["permissions"].items()} == declared
    assert sorted(declared) == list(declared)


def below(cls):
    """The classes below one; not those that attrs has replaced by a slotted copy, which live on for a while."""
    real = [one for one in cls.__subclasses__() if getattr(sys.modules[one.__module__], one.__name__, None) is one]
    return [found for one in real for found in (one, *below(one))]


CLASSES = {cls.event: cls for cls in below(Event) if cls.event}


def test_every_event_has_a_class_and_no_class_has_another_event(facts):
    assert 37 == len(facts["events"])
    assert set(facts["events"]) == set(CLASSES)


def test_a_class_is_named_after_its_event():
    assert {} == {event: cls for event, cls in CLASSES.items() if event.replace("_", "") != cls.__name__.lower()}
    assert {"ghflow.model.events", "ghflow.model.webhooks"} == {cls.__module__ for cls in CLASSES.values()}
    assert [] == [
        name for name in CLASSES.values() if not hasattr(events, name.__name__) | hasattr(webhooks, name.__name__)
    ]


# Keys of an event that are neither filters nor activity types.
OWN = {
    "schedule": ["cron", "timezone"],
    "workflow_call": ["inputs", "outputs", "secrets"],
    "workflow_dispatch": ["inputs"],
}


def test_every_event_takes_its_filters_and_types_in_the_order_of_the_facts(facts):
    def wanted(event, fact):
        filters = list(fact["filters"] or [])
        own = OWN.get(event, [])
        types = fact["types"] or event == "repository_dispatch"
        return sorted([*own, *(["types"] if types else []), *(name for name in filters if name not in own)])

    expected = {event: wanted(event, fact) for event, fact in facts["events"].items()}
    declared = {event: sorted(key.key for key in shape_of(cls).keys) for event, cls in CLASSES.items()}

    assert expected == declared


def test_no_class_of_the_model_has_a_key_that_is_not_github_s(facts):
    known = {
        name.rstrip("[]").rpartition(".")[2] for table in ("workflow_keys", "action_keys") for name in facts[table]
    } | {"icon"}  # of the branding of an action: documented, and left out by the facts
    ours = {}
    elsewhere = dependabot.__name__  # a language of its own, which these facts do not describe
    for cls in (found for found in below(events.Node) if attrs.has(found) and not issubclass(found, Event)):
        if cls.__module__ == elsewhere:
            continue
        for key in shape_of(cls).keys:
            ours[f"{cls.__name__}.{key.key}"] = key.key

    assert len(ours) > 90
    assert [] == sorted(name for name, key in ours.items() if key not in known)


@pytest.mark.parametrize(
    ("cls", "prefix", "elsewhere"),
    [
        pytest.param(workflow.Workflow, "", {"(root)"}, id="workflow"),
        pytest.param(job.Job, "jobs.<job_id>", {"uses", "with", "secrets"}, id="job"),
        pytest.param(
            steps.RunStep,
            "jobs.<job_id>.steps[]",
            {"uses", "with", "wait", "wait-all", "cancel", "parallel"},
            id="run",
        ),
        pytest.param(
            steps.UsesStep,
            "jobs.<job_id>.steps[]",
            {"run", "shell", "working-directory", "wait", "wait-all", "cancel", "parallel"},
            id="uses",
        ),
        pytest.param(containers.Container, "jobs.<job_id>.container", set(), id="container"),
        pytest.param(containers.Service, "jobs.<job_id>.services.<service>", set(), id="service"),
        pytest.param(containers.Environment, "jobs.<job_id>.environment", set(), id="environment"),
        pytest.param(containers.Snapshot, "jobs.<job_id>.snapshot", set(), id="snapshot"),
        pytest.param(containers.RunnerGroup, "jobs.<job_id>.runs-on", set(), id="runner-group"),
        pytest.param(settings.Concurrency, "jobs.<job_id>.concurrency", set(), id="concurrency"),
        pytest.param(settings.Defaults, "jobs.<job_id>.defaults", set(), id="defaults"),
        pytest.param(inputs.Input, "on.workflow_dispatch.inputs.<input>", set(), id="input"),
        pytest.param(inputs.Secret, "on.workflow_call.secrets.<secret>", set(), id="secret"),
        pytest.param(inputs.Output, "on.workflow_call.outputs.<output>", set(), id="output"),
    ],
)
def test_every_key_of_github_s_has_a_field(facts, cls, prefix, elsewhere):
    depth = len(prefix.split(".")) if prefix else 0
    keys = {
        parts[depth].rstrip("[]")
        for parts in (key.split(".") for key in facts["workflow_keys"])
        if len(parts) == depth + 1 and ".".join(parts[:depth]) == prefix and "<" not in parts[depth]
    }

    assert keys
    assert keys - elsewhere == {key.under or key.key for key in shape_of(cls).keys}

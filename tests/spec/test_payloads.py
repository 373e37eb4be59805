"""What `github.event` holds, event by event."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from ghflow.diagnostics import UnknownNameError, collecting
from ghflow.expr.printing import show
from ghflow.expr.values import AnyValue, Value, tree_of
from ghflow.model.events import PullRequest, PullRequestTarget, Push, WorkflowDispatch
from ghflow.model.webhooks import (
    Create,
    IssueComment,
    Issues,
    MergeGroup,
    Release,
    RepositoryDispatch,
    Schedule,
    WorkflowCall,
    WorkflowRun,
)
from ghflow.spec.contexts import matrix
from ghflow.spec.events import EVENTS
from ghflow.spec.payloads import INFERRED, SAME_AS, known_events, missing_property, payload, payload_properties
from tests.spec.make_payload_table import TABLE, make


@pytest.fixture(scope="module")
def payloads(shared):
    return json.loads((shared / "facts" / "event-payloads.json").read_text(encoding="utf-8"))


def test_the_table_is_what_the_script_makes(payloads):
    assert make(payloads) == TABLE.read_text(encoding="utf-8")


def paths(tree, prefix=()):
    """Every path of a tree of the facts with the names behind it; None behind those of which nothing is known."""
    yield prefix, sorted(tree) or None
    for name, inside in tree.items():
        yield from paths(inside, (*prefix, name))


def test_every_property_of_the_facts(payloads):
    asked = 0
    wrong = []
    for event, kinds in payloads.items():
        for kind, tree in kinds.items():
            for path, names in paths(tree):
                asked += 1
                found = payload_properties(event, kind, path)
                if names != (None if found is None else list(found)):
                    wrong.append((event, kind, path))

    assert asked > 50_000
    assert [] == wrong


def test_every_event_is_known_or_open():
    assert known_events() < set(EVENTS)
    assert {"image_version", "pull_request_comment", "workflow_call"} == set(EVENTS) - known_events()
    assert set(SAME_AS) | set(INFERRED) <= known_events()


def test_what_is_inferred_is_not_in_the_facts(payloads):
    assert set() == set(payloads) & {*INFERRED, *SAME_AS}


@pytest.mark.parametrize(
    ("event", "kind", "path", "has"),
    [
        pytest.param("push", None, (), "head_commit", id="push"),
        pytest.param("push", None, ("commits", 0), "message", id="item"),
        pytest.param("push", None, ("commits", "*"), "message", id="all items"),
        pytest.param("push", None, ("commits", "*", "author"), "email", id="behind all items"),
        pytest.param("pull_request", "labeled", (), "label", id="type"),
        pytest.param("pull_request", None, (), "label", id="any type"),
        pytest.param("pull_request", ["opened", "labeled"], (), "label", id="one of some types"),
        pytest.param("pull_request_target", "opened", ("pull_request", "head"), "sha", id="same as pull_request"),
        pytest.param("pull_request", None, ("PULL_request", "Head"), "sha", id="case"),
        pytest.param("pull_request", "of-tomorrow", (), "label", id="a type that the table does not know"),
        pytest.param("issue_comment", None, ("issue", "labels", "*"), "name", id="labels"),
        pytest.param("schedule", None, (), "schedule", id="inferred"),
    ],
)
def test_properties(event, kind, path, has):
    assert has in payload_properties(event, kind, path)


@pytest.mark.parametrize(
    ("event", "kind", "path"),
    [
        pytest.param("push", None, ("pull_request",), id="another event's"),
        pytest.param("pull_request", "opened", ("label",), id="another type's"),
        pytest.param("pull_request", None, ("pull_request", "nmber", "x"), id="misspelt"),
        pytest.param("push", None, ("commits", "*", "pull_request"), id="behind items"),
    ],
)
def test_properties_of_what_is_not_there(event, kind, path):
    assert () == payload_properties(event, kind, path)


@pytest.mark.parametrize(
    ("event", "path"),
    [
        ("workflow_call", ()),
        ("workflow_call", ("pull_request", "anything")),
        ("image_version", ()),
        ("an-event-of-tomorrow", ("x",)),
        ("workflow_dispatch", ("inputs",)),
        ("workflow_dispatch", ("inputs", "version")),
        ("repository_dispatch", ("client_payload", "a", "b")),
        ("push", ("ref",)),
        ("schedule", ("repository", "name")),
        ("merge_group", ("merge_group", "head_sha")),
    ],
)
def test_properties_of_what_is_open(event, path):
    assert payload_properties(event, None, path) is None


@pytest.mark.parametrize(
    ("events", "path", "index"),
    [
        pytest.param({"push": None}, ("pull_request", "number"), 0, id="wrong event"),
        pytest.param({"pull_request": None}, ("pull_request", "nmber"), 1, id="misspelt"),
        pytest.param({"push": None, "pull_request": None}, ("pull_request", "nmber"), 1, id="misspelt in one of two"),
        pytest.param({"push": None, "release": None}, ("pull_request", "x"), 0, id="in none of two"),
        pytest.param({"pull_request": None}, ("label", "name"), 0, id="not of the default types"),
        pytest.param({"pull_request": ["opened"]}, ("changes",), 0, id="not of the types"),
        pytest.param({"push": None}, ("commits", 0, "mesage"), 2, id="item"),
        pytest.param({"pull_request": None}, ("pull_request", "labels", "*", "nme"), 3, id="all items"),
        pytest.param({"schedule": None, "push": None}, ("pull_request",), 0, id="schedule"),
    ],
)
def test_a_property_that_no_event_of_the_workflow_has(events, path, index):
    found = missing_property(events, path)

    assert found is not None
    assert index == found[0]
    assert found[1]
    assert path[index] not in found[1]


@pytest.mark.parametrize(
    ("events", "path"),
    [
        pytest.param({"push": None, "pull_request": None}, ("pull_request", "number"), id="of one of two"),
        pytest.param({"push": None, "pull_request": None}, ("head_commit", "message"), id="of the other"),
        pytest.param({"push": None, "workflow_call": None}, ("anything",), id="open event"),
        pytest.param({"pull_request": ["opened", "labeled"]}, ("label", "name"), id="of one type"),
        pytest.param({"pull_request": "labeled"}, ("label", "name"), id="type as text"),
        pytest.param({"workflow_dispatch": None}, ("inputs", "anything"), id="inputs"),
        pytest.param({"push": None, "workflow_dispatch": None}, ("inputs", "anything"), id="inputs of one of two"),
        pytest.param({"repository_dispatch": ["mine"]}, ("client_payload", "a", 0, "b"), id="client payload"),
        pytest.param({"push": None}, ("commits", "*", "author", "name"), id="items"),
        pytest.param({"push": None}, (), id="the payload itself"),
        pytest.param({"pussh": None}, ("x",), id="unknown event"),
        pytest.param({}, ("x",), id="no event"),
    ],
)
def test_a_property_that_may_be_there(events, path):
    assert missing_property(events, path) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("github.event", Push.payload),
        ("github.event.pull_request.number", PullRequest.payload.pull_request.number),
        ("github.event.pull_request.number", PullRequest(types=["closed"]).payload.pull_request.number),
        ("github.event.pull_request.head.repo.fork", PullRequestTarget.payload.pull_request.head.repo.fork),
        ("github.event.pull_request._links.html.href", PullRequest.payload.pull_request._links.html.href),
        ("github.event.pull_request.labels.*.name", PullRequest.payload.pull_request.labels[:].name),
        ("github.event.pull_request.labels[0].name", PullRequest.payload.pull_request.labels[0].name),
        ("github.event.label.name", PullRequest(types="labeled").payload.label.name),
        ("github.event.label.name", PullRequest(types="${{ vars.T }}").payload.label.name),
        ("github.event.commits[0].author.email", Push.payload.commits[0].author.email),
        ("github.event.commits[matrix.n].anything", Push.payload.commits[matrix.n].anything),
        ("github.event.commits", Push(branches=["main"]).payload["commits"]),
        ("github.event.issue.reactions['+1']", Issues.payload.issue.reactions["+1"]),
        ("github.event.comment.body", IssueComment.payload.comment.body),
        ("github.event.inputs.version", WorkflowDispatch.payload.inputs.version),
        ("github.event.client_payload.a.b", RepositoryDispatch.payload.client_payload.a.b),
        ("github.event.workflow_run.head_sha", WorkflowRun(workflows=["CI"]).payload.workflow_run.head_sha),
        ("github.event.release.tag_name", Release(types="published").payload.release.tag_name),
        ("github.event.schedule", Schedule(cron="0 0 * * *").payload.schedule),
        ("github.event.merge_group.head_sha", MergeGroup.payload.merge_group.head_sha),
        ("github.event.whatever.it.is", WorkflowCall.payload.whatever.it["is"]),
        ("github.event.ref_type", Create.payload.ref_type),
    ],
)
def test_payloads_as_values(text, value):
    assert isinstance(value, Value)
    assert text == show(tree_of(value))


@pytest.mark.parametrize(
    ("ask", "message", "hint", "instead"),
    [
        pytest.param(
            lambda: PullRequest.payload.pull_request.nmber,
            "github.event.pull_request of the event pull_request has no property 'nmber'",
            "did you mean 'number'?",
            "github.event.pull_request.number",
            id="misspelt",
        ),
        pytest.param(
            lambda: Push.payload["pul_request"],
            "github.event of the event push has no property 'pul_request'",
            "known: after, base_ref, before, commits, compare, created, deleted, enterprise, forced, head_commit,"
            " installation, organization, ...",
            None,
            id="of another event",
        ),
        pytest.param(
            lambda: PullRequest().payload.label,
            "github.event of the event pull_request has no property 'label'",
            "known: action, after, before, enterprise, installation, number, organization, pull_request, repository, sender",
            None,
            id="of a type that does not count by default",
        ),
        pytest.param(
            lambda: Push.payload.commits[0].mesage.anything.after,
            "github.event.commits[0] of the event push has no property 'mesage'",
            "did you mean 'message'?",
            "github.event.commits[0].message.anything.after",
            id="one mistake only",
        ),
    ],
)
def test_a_property_that_is_not_there_is_a_mistake_at_the_line(ask, message, hint, instead):
    with collecting() as found:
        value = ask()

    assert [("unknown-property", message, hint)] == [(one.rule, one.message, one.hint) for one in found]
    assert __file__ == found[0].where.file
    assert instead in (None, show(tree_of(value)))
    with pytest.raises(UnknownNameError):
        ask()


def test_hasattr_answers():
    assert hasattr(PullRequest.payload, "pull_request")
    assert not hasattr(Push.payload, "pull_request")


def test_names_are_offered_for_completion():
    assert {"head_commit", "commits"} <= set(dir(Push.payload))
    assert "pull_request" not in dir(Push.payload)


def test_no_property_has_the_name_of_a_method(payloads):
    names = {name for kinds in payloads.values() for tree in kinds.values() for path, _ in paths(tree) for name in path}
    methods = {name for name in dir(payload("push").__class__) if not name.startswith("__")}

    assert len(names) > 400
    assert set() == names & methods


def test_an_open_payload_is_open():
    assert isinstance(payload("workflow_call"), AnyValue)
    assert "github.event.x" == show(tree_of(payload("workflow_call").x))


def test_nothing_is_read_before_somebody_asks():
    script = (
        "import sys, ghflow\nfrom ghflow import PullRequest\nPullRequest(types=['opened'])\n"
        "table = 'ghflow.spec.payload_table'\nassert table not in sys.modules and 'ghflow.spec.payloads' not in sys.modules\n"
        "PullRequest.payload.pull_request\nassert table in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True)

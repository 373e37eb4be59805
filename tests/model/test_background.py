"""Steps that wait, cancel or run in parallel: what they take, what they are in YAML, and references through them."""

from __future__ import annotations

import re

import attrs
import pytest

from ghflow import Cancel, Job, Parallel, Push, Step, UsageError, Wait, WaitAll, Workflow, github
from ghflow.emitter.yaml import emit
from ghflow.model.graph import Graph
from ghflow.rules.registry import check


def workflow(*steps: Step) -> Workflow:
    return Workflow("W", on=Push(), jobs=[Job("a", runs_on="x", steps=steps)])


def written(*steps: Step) -> str:
    """The steps of a job as they are written, without their indentation."""
    text = emit(Graph(workflow(*steps)).resolved()).partition("    steps:\n")[2]
    return "".join(f"{line[6:]}\n" for line in text.splitlines())


SERVE = Step("Serve", run="serve", background=True)


@pytest.mark.parametrize(
    ("step", "text"),
    [
        pytest.param(Wait(wait="a"), "- wait: a\n", id="wait"),
        pytest.param(Wait("Both", wait=["a", "b"]), "- name: Both\n  wait: [a, b]\n", id="wait-for-two"),
        pytest.param(
            Wait(wait=["a"], id="w", continue_on_error=True),
            "- id: w\n  wait: [a]\n  continue-on-error: true\n",
            id="wait-with-all-keys",
        ),
        pytest.param(WaitAll(), "- wait-all: true\n", id="wait-all"),
        pytest.param(
            WaitAll("All", id="w", continue_on_error=github.ref == "x", wait_all=False),
            "- name: All\n  id: w\n  wait-all: false\n  continue-on-error: ${{ github.ref == 'x' }}\n",
            id="wait-all-with-all-keys",
        ),
        pytest.param(
            Cancel("Stop", cancel="a", id="c", continue_on_error=True),
            "- name: Stop\n  id: c\n  cancel: a\n  continue-on-error: true\n",
            id="cancel",
        ),
        pytest.param(
            Parallel([Step(run="a"), Step("B", uses="b/c@d")], comment="at once"),
            "# at once\n- parallel:\n    - run: a\n    - name: B\n      uses: b/c@d\n",
            id="parallel",
        ),
    ],
)
def test_what_is_written(step, text):
    named = [Step(run="a", id="a", background=True), Step(run="b", id="b", background=True)]

    assert text == written(*named, step).partition("background: true\n")[2].partition("background: true\n")[2]


def test_a_step_that_is_waited_for_gets_an_id():
    assert "  id: serve\n" in written(SERVE, Wait(wait=SERVE))
    assert "  id: serve\n" in written(SERVE, Wait(wait=[SERVE, "serve"]))
    assert "  id: serve\n" in written(SERVE, Cancel(cancel=SERVE))
    assert "  id: serve\n" in written(SERVE, Wait(wait="serve"))
    assert "  id:" not in written(SERVE, WaitAll())


def test_steps_in_parallel_are_referred_to_like_others():
    build, lint = Step("Build", run="x"), Step("Lint it", run="x")
    last = Step(run=f"echo {lint.outputs.x}", if_=build.outcome == "success")

    text = written(Step(run="first"), Parallel([build, lint]), last)

    assert "    - name: Build\n      id: build\n" in text
    assert "    - name: Lint it\n      id: lint-it\n" in text


def test_a_step_in_parallel_may_refer_to_one_before():
    first = Step("First", run="x")

    text = written(first, Parallel([Step(run=f"echo {first.outputs.x}"), Step(run="y")]))

    assert text.startswith("- name: First\n  id: first\n")


def test_paths_lead_into_parallel():
    inner = Step(run=f"echo {github.ref}", env={"A": github.sha})
    graph = Graph(workflow(Step(run="x"), Parallel([Step(run="y"), inner]), Step(run=f"{github.ref}")))

    assert [
        "jobs.a.steps[1].parallel[1].run",
        "jobs.a.steps[1].parallel[1].env.A",
        "jobs.a.steps[2].run",
    ] == [use.yaml_path for use in graph.all_uses()]
    assert [
        "jobs.a.steps[0]",
        "jobs.a.steps[1]",
        "jobs.a.steps[1].parallel[0]",
        "jobs.a.steps[1].parallel[1]",
        "jobs.a.steps[2]",
    ] == [graph.jobs[0].step_path(index) for index in range(len(graph.jobs[0].steps))]


def test_the_same_job_when_nothing_is_missing():
    made = workflow(Step(run="x", id="x", background=True), Wait(wait="x"), Parallel([Step(run="y", id="y")]))

    assert Graph(made).resolved() is made


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        pytest.param([SERVE, Wait(wait="serve")], [], id="known"),
        pytest.param(
            [SERVE, Wait(wait=["serve", "sreve"])],
            ["jobs.a.steps[1].wait[1]: job 'a' has no step 'sreve' (did you mean 'serve'?)"],
            id="unknown",
        ),
        pytest.param(
            [SERVE, Cancel(cancel="sreve")],
            ["jobs.a.steps[1].cancel: job 'a' has no step 'sreve' (did you mean 'serve'?)"],
            id="unknown-to-cancel",
        ),
        pytest.param(
            [Parallel([Step(run="x", id="a"), Step(run="y", id="A")])],
            ["jobs.a.steps[0].parallel[1].id: step id 'A' is taken by the step made at HERE"],
            id="same-id",
        ),
    ],
)
def test_rules_look_into_them(steps, found):
    said = [f"{one.path}: {one}" for one in check(Graph(workflow(*steps)))]

    assert found == [re.sub(r"at \S+\.py:\d+", "at HERE", one) for one in said]


def test_two_steps_of_one_name_one_of_them_waited_for():
    made = workflow(SERVE, attrs.evolve(SERVE, run="other"), Wait(wait=SERVE))

    assert ["jobs.a.steps[2].wait"] == [one.path for one in check(Graph(made), only="ambiguous-step")]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        pytest.param(Wait, "Wait needs wait=...", id="nothing"),
        pytest.param(
            lambda: Wait(wait=[Step(run="x")]),
            "wait is the step made at HERE, which has no name and no id (give the step a name or an id)",
            id="nameless",
        ),
        pytest.param(
            lambda: Wait(wait=github.ref),
            "wait must be a step, the id of one, or a list of these, got <expression github.ref>",
            id="expression",
        ),
        pytest.param(
            lambda: Cancel(cancel=["a"]), "cancel must be a step of the same job or the id of one, got ['a']", id="two"
        ),
        pytest.param(
            lambda: WaitAll(wait_all="yes"), "wait_all must be True or False, got 'yes' (write True)", id="wait-all"
        ),
        pytest.param(lambda: WaitAll(if_="always()"), "WaitAll has no argument 'if_'", id="condition"),
        pytest.param(
            lambda: Parallel([Wait(wait="a")]), "steps[0] must be a step with run= or uses=, got a Wait", id="inside"
        ),
        pytest.param(
            lambda: Parallel(Step(run="x")),
            "steps must be a list of steps, got a RunStep (write Parallel([Step(run=...), Step(run=...)]))",
            id="no-list",
        ),
        pytest.param(
            lambda: Parallel([SERVE]),
            "a step in parallel takes no background= (the steps in Parallel(...) run side by side as they are)",
            id="background",
        ),
        pytest.param(
            lambda: Parallel([Step(run="x", shell="${{ env.X }}")]),
            "shell must be text without expressions, got '${{ env.X }}' (GitHub evaluates no expression here; only an "
            "action of your own has a shell by expression)",
            id="shell",
        ),
    ],
)
def test_mistakes(make, message):
    with pytest.raises(UsageError) as raised:
        make()

    assert message == re.sub(r"at \S+\.py:\d+", "at HERE", str(raised.value)).partition(" (known:")[0]


def test_nothing_behind_a_known_key():
    assert "- wait-all:\n" == written(WaitAll(wait_all=None, extra={"wait-all": None})).replace(" null", "")
    with pytest.raises(UsageError, match="write wait_all="):
        WaitAll(extra={"wait-all": True})

"""What follows from references, in objects and in text alike: needs, ids of steps, and how outputs are spelt."""

from __future__ import annotations

from functools import reduce

import attrs
import pytest

from ghflow import (
    Concurrency,
    Container,
    Defaults,
    Environment,
    Job,
    Matrix,
    Output,
    Push,
    RunnerGroup,
    Service,
    Snapshot,
    Step,
    Workflow,
    WorkflowCall,
    always,
    expression,
    format,  # noqa: A004 - GitHub's own word
    from_json,
    github,
    needs,
    note,
    to_json,
)
from ghflow.actions import checkout, crates_io_auth, upload_artifact
from ghflow.emitter.yaml import emit
from ghflow.model.graph import Graph

OUT = Job("out", runs_on="x", outputs={"v": "1", "kebab-name": "2"}, steps=[Step(run="x")])
FIND = Step("Find it", run="x")
VALUE = OUT.outputs.v


def job(id="a", **keywords):
    return Job(id, **{"runs_on": "x", "steps": [Step(run="make")]} | keywords)


def resolved(*jobs, **keywords):
    return Graph(Workflow("W", on="push", jobs=jobs, **keywords)).resolved().jobs


@pytest.mark.parametrize(
    "keywords",
    [
        pytest.param({"needs": [OUT]}, id="object-in-needs"),
        pytest.param({"needs": OUT}, id="lone-object"),
        pytest.param({"needs": "out"}, id="lone-id"),
        pytest.param({"needs": (one for one in ["out"])}, id="generator"),
        pytest.param({"name": f"a {VALUE}"}, id="f-string"),
        pytest.param({"name": "a ${{ needs.out.outputs.v }}"}, id="text"),
        pytest.param({"name": "a ${{needs['out']['outputs']['v']}}"}, id="item"),
        pytest.param({"name": VALUE}, id="value"),
        pytest.param({"if_": VALUE == "1"}, id="if-object"),
        pytest.param({"if_": "needs.out.result == 'success'"}, id="if-bare-text"),
        pytest.param({"if_": "${{ needs.out.result == 'success' }}"}, id="if-fenced-text"),
        pytest.param({"if_": ~(OUT.result == "success") & always()}, id="if-operators"),
        pytest.param({"runs_on": VALUE}, id="runs-on"),
        pytest.param({"runs_on": ["a", VALUE]}, id="runs-on-list"),
        pytest.param({"runs_on": RunnerGroup("g", labels=[VALUE])}, id="runner-group"),
        pytest.param({"environment": Environment("e", url=f"https://example.org/{VALUE}")}, id="environment-url"),
        pytest.param({"environment": VALUE}, id="environment"),
        pytest.param({"concurrency": f"a-{VALUE}"}, id="concurrency"),
        pytest.param({"concurrency": Concurrency("a", cancel_in_progress=VALUE == "1")}, id="concurrency-flag"),
        pytest.param({"outputs": {"w": VALUE}}, id="outputs"),
        pytest.param({"outputs": {"w": f"x{VALUE}"}}, id="outputs-text"),
        pytest.param({"env": {"A": VALUE}}, id="env"),
        pytest.param({"env": from_json(VALUE)}, id="env-whole"),
        pytest.param({"defaults": Defaults(shell=VALUE)}, id="defaults"),
        pytest.param({"timeout_minutes": from_json(VALUE)}, id="timeout"),
        pytest.param({"strategy": from_json(VALUE)}, id="strategy"),
        pytest.param({"fail_fast": VALUE == "1"}, id="fail-fast"),
        pytest.param({"matrix": Matrix(from_json(VALUE))}, id="matrix-whole"),
        pytest.param({"matrix": from_json(VALUE)}, id="matrix-value"),
        pytest.param({"matrix": "${{ fromJSON(needs.out.outputs.v) }}"}, id="matrix-text"),
        pytest.param({"matrix": Matrix(os=from_json(VALUE))}, id="matrix-axis"),
        pytest.param({"matrix": Matrix(os=["a", VALUE])}, id="matrix-item"),
        pytest.param({"matrix": Matrix(os=[f"a{VALUE}"])}, id="matrix-text-item"),
        pytest.param({"matrix": Matrix(include=[{"os": VALUE}])}, id="matrix-include"),
        pytest.param({"matrix": Matrix(include=[{"os": {"deep": [VALUE]}}])}, id="matrix-deep"),
        pytest.param({"continue_on_error": VALUE == "1"}, id="continue-on-error"),
        pytest.param({"container": VALUE}, id="container"),
        pytest.param({"container": Container("i", env={"A": VALUE}, ports=[VALUE])}, id="container-parts"),
        pytest.param({"services": {"db": Service("i", options=VALUE)}}, id="service"),
        pytest.param({"services": {"db": VALUE}}, id="service-image"),
        pytest.param({"snapshot": Snapshot("i", if_=VALUE == "1")}, id="snapshot"),
        pytest.param({"extra": {"new-key": [{"a": VALUE}]}}, id="extra"),
        pytest.param({"steps": [Step(run="x", env={"A": VALUE})]}, id="step-env"),
        pytest.param({"steps": [Step(run=f"echo {VALUE}")]}, id="run"),
        pytest.param({"steps": [Step(run=["a", f"echo {VALUE}"])]}, id="run-lines"),
        pytest.param({"steps": [Step(run="\n    echo ${{ needs.out.outputs.v }}\n")]}, id="run-dedented"),
        pytest.param({"steps": [Step(run="x", working_directory=VALUE)]}, id="working-directory"),
        pytest.param({"steps": [Step(run="x", if_=VALUE == "1")]}, id="step-if"),
        pytest.param({"steps": [Step(f"x {VALUE}", run="x")]}, id="step-name"),
        pytest.param({"steps": [Step(uses="a/b@c", with_={"a": VALUE})]}, id="with"),
        pytest.param({"steps": [Step(uses="a/b@c", with_={"a": f"x {VALUE}"})]}, id="with-text"),
        pytest.param({"steps": [checkout(ref=VALUE)]}, id="wrapper"),
        pytest.param({"steps": [upload_artifact(path=[VALUE, "b"])]}, id="wrapper-lines"),
        pytest.param({"steps": [checkout(extra={"new": f"{VALUE}"})]}, id="wrapper-extra"),
        pytest.param({"env": {"A": to_json(VALUE)}}, id="function"),
        pytest.param({"env": {"A": format("{0}", VALUE)}}, id="format"),
        pytest.param({"env": {"A": expression("needs.OUT.outputs.v")}}, id="other-case"),
        pytest.param({"env": {"A": note(VALUE, "why")}}, id="noted"),
    ],
)
def test_a_reference_anywhere_makes_the_job_need_the_other(keywords):
    _, made = resolved(OUT, job(**keywords))

    assert ["out"] == [need.lower() for need in ([made.needs] if isinstance(made.needs, str) else made.needs)]


@pytest.mark.parametrize(
    "keywords",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"name": "needs.out.outputs.v"}, id="text-without-fence"),
        pytest.param({"if_": "github.ref == 'needs.out.outputs.v'"}, id="text-inside-an-expression"),
        pytest.param({"env": {"A": needs[:].result}}, id="wildcard"),
        pytest.param({"env": {"A": to_json(needs)}}, id="whole-context"),
        pytest.param({"steps": [Step(run="echo $needs.out.outputs.v")]}, id="script"),
        pytest.param({"comment": "${{ needs.out.outputs.v }}"}, id="comment"),
    ],
)
def test_what_is_no_reference_makes_no_need(keywords):
    _, made = resolved(OUT, job(**keywords))

    assert made.needs is None


def test_needs_keep_the_order_of_the_user_and_of_mention():
    jobs = [Job(name, runs_on="x", outputs={"v": "1"}, steps=[FIND]) for name in "bcd"]
    *_, made = resolved(
        *jobs, job(needs=["d"], name=f"{jobs[1].outputs.v}", env={"A": jobs[0].outputs.v, "B": jobs[2].result})
    )

    assert ("d", "c", "b") == made.needs


def test_a_need_given_in_another_case_is_not_written_twice():
    _, made = resolved(OUT, job(needs=["OUT"], env={"A": VALUE}))

    assert ("OUT",) == made.needs


def test_a_lone_need_becomes_a_list_when_another_joins_it():
    *_, made = resolved(OUT, job("b"), job(needs="b", env={"A": VALUE}))

    assert ("b", "out") == made.needs


def test_nothing_to_fill_in_leaves_the_very_same_objects():
    workflow = Workflow("W", on="push", jobs=[OUT, job(needs=["out"])])

    assert Graph(workflow).resolved() is workflow


def named(step):
    """An output that the step has."""
    return next(iter(dir(step.outputs)), "a-b")


REFERENCES = [
    pytest.param(lambda step: step.outputs[named(step)], id="object"),
    pytest.param(lambda step: f"{step.outputs[named(step)]}", id="f-string"),
    pytest.param(lambda step: f"${{{{ steps.{step.reference_id}.outputs.version }}}}", id="text"),
    pytest.param(
        lambda step: f"${{{{ Steps['{step.reference_id.upper()}']['outputs'].version }}}}", id="text-in-another-case"
    ),
    pytest.param(lambda step: step.outcome, id="outcome"),
    pytest.param(lambda step: step.conclusion, id="conclusion"),
    pytest.param(lambda step: to_json(step.outputs[named(step)]), id="function"),
]


@pytest.mark.parametrize("refer", REFERENCES)
@pytest.mark.parametrize(
    ("step", "id"),
    [
        pytest.param(Step("Find the Version, v2!", run="x"), "find-the-version-v2", id="slug-of-the-name"),
        pytest.param(Step("Find", id="own_ID", run="x"), "own_ID", id="own"),
        pytest.param(crates_io_auth(name="Authenticate"), "auth", id="wrapper"),
        pytest.param(crates_io_auth(id="mine"), "mine", id="wrapper-own"),
        pytest.param(upload_artifact(path="x"), "upload-artifact", id="action"),
        pytest.param(Step(uses="./.github/actions/set up/"), "set-up", id="local-action"),
        pytest.param(Step(uses="docker://ghcr.io/a/image:1.2"), "image", id="docker"),
        pytest.param(Step("1st", run="x"), "_1st", id="starts-with-a-digit"),
        pytest.param(Step("x" * 200, run="x"), "x" * 99, id="long"),
        pytest.param(Step("Ünïcode only", run="x"), "n-code-only", id="unicode"),
    ],
)
def test_a_step_that_is_referred_to_gets_its_id(refer, step, id):
    (made,) = resolved(job(steps=[step, Step(run="x", env={"A": refer(step)})]))

    assert [id, None] == [one.id for one in made.steps]


def test_a_step_that_is_not_referred_to_gets_none():
    (made,) = resolved(job(steps=[FIND, crates_io_auth()]))

    assert [None, None] == [one.id for one in made.steps]


@pytest.mark.parametrize(
    "keywords",
    [
        pytest.param({"outputs": {"v": FIND.outputs.v}}, id="outputs"),
        pytest.param({"environment": Environment("e", url=FIND.outputs.v)}, id="environment-url"),
    ],
)
def test_a_job_refers_to_its_steps_too(keywords):
    (made,) = resolved(job(steps=[FIND], **keywords))

    assert ["find-it"] == [one.id for one in made.steps]


def test_one_step_stands_in_several_jobs_and_gets_an_id_where_it_is_referred_to():
    first, second = resolved(job("a", steps=[FIND], outputs={"v": FIND.outputs.v}), job("b", steps=[FIND]))

    assert ["find-it", None] == [first.steps[0].id, second.steps[0].id]
    assert FIND.id is None


def test_an_own_id_wins_over_a_slug():
    (made,) = resolved(job(steps=[FIND, Step(run="y", id="Find-It")], outputs={"v": "${{ steps.find-it.outputs.v }}"}))

    assert [None, "Find-It"] == [one.id for one in made.steps]


def test_copies_by_evolve_are_still_found():
    other = attrs.evolve(FIND, env={"A": "b"})
    (made,) = resolved(job(steps=[other], outputs={"v": FIND.outputs.v}))
    _, needing = resolved(attrs.evolve(OUT, name="Renamed"), job(env={"A": VALUE}))

    assert ["find-it"] == [one.id for one in made.steps]
    assert ("out",) == needing.needs


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(OUT.outputs.v, id="object"),
        pytest.param(f"{OUT.outputs.v}", id="text"),
        pytest.param("${{ Needs.out.outputs.v }}", id="other-case"),
        pytest.param("${{ jobs.out.outputs.v }}", id="as-it-is"),
    ],
)
def test_an_output_of_a_job_is_spelt_for_the_outputs_of_the_workflow(value):
    workflow = Workflow("W", on=[Push(), WorkflowCall(outputs={"o": Output(value, description="d")})], jobs=[OUT])

    assert "value: ${{ jobs.out.outputs.v }}\n" in emit(Graph(workflow).resolved())
    assert "description: d\n" in emit(Graph(workflow).resolved())


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(reduce(lambda value, _: value | "x", range(3000), VALUE), id="object"),
        pytest.param("${{ needs.out.outputs.v" + " || 1" * 3000 + " }}", id="text"),
    ],
)
def test_a_very_long_expression_is_respelt(value):
    workflow = Workflow("W", on=[WorkflowCall(outputs={"o": Output(value)})], jobs=[OUT])

    assert "value: ${{ jobs.out.outputs.v || " in emit(Graph(workflow).resolved())


def test_names_that_are_no_python_names():
    assert "${{ needs.out.outputs.kebab-name }}" == f"{OUT.outputs['kebab-name']}" == f"{OUT.outputs.kebab_name}"
    assert "${{ needs.out.outputs.v }}" == f"{VALUE}"
    assert "${{ steps.find-it.outputs['a b'] }}" == f"{FIND.outputs['a b']}"
    assert ["kebab-name", "v"] == dir(OUT.outputs)


def test_notes_and_comments_outlive_what_is_filled_in():
    step = Step("Find it", run="x", comment="above the step")
    made = job(
        needs=[note("b", "behind b")],
        steps=[note(step, "behind the step")],
        outputs={"v": step.outputs.v},
        env={"A": note(VALUE, "behind A")},
        comment="above the job",
    )
    text = emit(Graph(Workflow("W", on="push", jobs=[OUT, job("b"), made])).resolved())

    assert "      - b # behind b\n      - out\n" in text
    assert "      # above the step\n      - name: Find it # behind the step\n        id: find-it\n" in text
    assert "      A: ${{ needs.out.outputs.v }} # behind A\n" in text
    assert "  # above the job\n  a:\n" in text


def test_a_long_chain_of_needs_is_resolved():
    jobs = [Job("j0", runs_on="x", outputs={"v": "1"}, steps=[FIND])]
    for index in range(1, 2000):
        jobs.append(Job(f"j{index}", runs_on="x", outputs={"v": jobs[-1].outputs.v}, steps=[FIND]))

    assert ("j1998",) == resolved(*jobs)[-1].needs


def test_github_is_no_reference():
    (made,) = resolved(job(name=f"{github.job} ${{{{ github.event.needs.out }}}}"))

    assert made.needs is None


def test_a_script_that_starts_with_a_newline_is_the_same_with_an_id():
    step = Step("Say", run=["\n  echo"])
    job = Job("a", runs_on="x", steps=[step, Step(run=f"echo {step.outputs.x}")])

    (made, _) = Graph(Workflow(on="push", jobs=[job])).resolved().jobs[0].steps

    assert ["\n  echo", "say"] == [made.run, made.id]
    assert "\n  echo" == Step(run=["\n  echo"], name=note("a", "b"), comment="c").run

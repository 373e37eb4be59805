"""What came of a run, as data: annotations, steps over several legs."""

from __future__ import annotations

import attrs
import pytest

from ghflow.simulator.events import push
from ghflow.simulator.executed import (
    Annotation,
    Annotations,
    ExecutedJob,
    ExecutedLeg,
    ExecutedStep,
    ExecutedWorkflow,
    Execution,
)
from ghflow.simulator.planned import Go, Jobs, PlannedJob, PlannedLeg, PlannedStep, PlannedWorkflow
from ghflow.simulator.planning import Plan


def step(conclusion: str, **more) -> ExecutedStep:
    ended = frozenset((conclusion,))
    planned = PlannedStep(
        id="s", name="Step", uses=None, runs=conclusion != "skipped", why=Go("default"), outcome=ended, conclusion=ended
    )
    return ExecutedStep(planned=planned, log="log\n", **more)


def execution(*legs: list[ExecutedStep], result: str = "success") -> Execution:
    ended = frozenset((result,))
    made = []
    for number, steps in enumerate(legs):
        leg = PlannedLeg(
            name=f"job ({number})",
            matrix={"n": number},
            runs_on="ubuntu-latest",
            environment=None,
            concurrency=None,
            timeout_minutes=None,
            steps=tuple(one.planned for one in steps),
            jobs=(),
            outputs={"o": "s3cr3t"},
            result=ended,
        )
        made.append(ExecutedLeg(planned=leg, steps=tuple(steps)))
    planned = PlannedJob(
        id="job",
        path="job",
        name="job",
        runs=True,
        why=Go("default"),
        needs=(),
        permissions={},
        legs=tuple(leg.planned for leg in made),
        steps=made[0].planned.steps,
        outputs={"o": "s3cr3t"},
        result=ended,
        seen=ended,
    )
    workflow = PlannedWorkflow(file="ci.yml", name="CI", triggered=True, why="", event=push(), jobs=Jobs((planned,)))
    done = ExecutedWorkflow(planned=workflow, jobs=(ExecutedJob(planned=planned, legs=tuple(made)),))
    return Execution(
        plan=Plan(push(), (workflow,)), workflows=(done,), hide=lambda value: str(value).replace("s3cr3t", "***")
    )


@pytest.mark.parametrize(
    ("ends", "worst"),
    [
        (["success", "failure"], "failure"),
        (["success", "cancelled"], "cancelled"),
        (["cancelled", "failure"], "failure"),
        (["skipped", "success"], "success"),
        (["skipped", "skipped"], "skipped"),
    ],
)
def test_steps_over_several_legs(ends, worst):
    job = execution(*([step(one)] for one in ends)).to_data()["workflows"][0]["jobs"][0]

    assert [(worst, worst)] == [(one["outcome"], one["conclusion"]) for one in job["steps"]]
    assert ends == [leg["steps"][0]["conclusion"] for leg in job["legs"]]


def test_logs_are_in_the_legs():
    inner = step("success")
    job = execution([step("success", steps=(inner,))]).to_data()["workflows"][0]["jobs"][0]

    assert "log" not in job["steps"][0]
    assert "steps" not in job["steps"][0]
    assert "log\n" == job["legs"][0]["steps"][0]["steps"][0]["log"]


def test_outputs_are_masked_in_data_alone():
    done = execution([step("success", outputs={"o": "a s3cr3t"})])
    data = done.to_data()

    assert "s3cr3t" not in str(data)
    assert {"o": "a ***"} == data["workflows"][0]["jobs"][0]["legs"][0]["steps"][0]["outputs"]
    assert "a s3cr3t" == done.step("job", "s").outputs["o"]


def test_a_step_of_one_leg():
    done = execution([step("success")], [step("failure")], result="failure")

    assert ["success", "failure"] == [done.step("job", "s", leg=f"job ({n})").conclusion for n in (0, 1)]
    assert "failure" == done.conclusion
    with pytest.raises(KeyError):
        done.step("job", "s", leg="job (2)")


def test_a_file_that_is_refused_is_told():
    done = execution([step("success")])
    refused = attrs.evolve(done.workflows[0].planned, problems=("wrong",))
    done = attrs.evolve(done, workflows=(attrs.evolve(done.workflows[0], planned=refused),))

    assert "startup_failure" == done.conclusion


def test_annotations_by_level():
    made = Annotations(Annotation(level=level, message="m") for level in ("error", "notice", "error", "warning"))

    assert (2, 1, 1) == (len(made.errors), len(made.warnings), len(made.notices))

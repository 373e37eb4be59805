"""Rules about ids: each once in its scope, whatever the case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ghflow.rules.registry import Found, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ghflow.model.graph import ActionGraph, Graph
    from ghflow.model.steps import Step


@rule()
def duplicate_job_id(graph: Graph) -> Iterator[Found]:
    """Two jobs of one workflow have the same id. GitHub compares ids without regard to case, and refuses the file.

        from ghflow import Job, Push, Step, Workflow

        build = Job("build", runs_on="ubuntu-latest", steps=[Step(run="make")])
        other = Job("Build", runs_on="windows-latest", steps=[Step(run="make")])  # <-
        workflow = Workflow("CI", on=Push(), jobs=[build, other])

    Source: actions/runner, IdBuilder (read 2026-11-22).
    """
    for job in graph.jobs:
        first = graph.by_id[job.id.lower()]
        if first is not job:
            where = job.job.where.argument("id", position=0)
            message = f"job id '{job.id}' is taken by the job made at {first.job.where}"
            yield Found(job.job, where, message, job.prefix, "give each job an id of its own")


@rule(actions=True)
def duplicate_step_id(graph: Graph | ActionGraph) -> Iterator[Found]:
    """Two steps of one job or action have the same id. GitHub compares ids without regard to case, and refuses the file.

        on: push
        jobs:
          build:
            runs-on: ubuntu-latest
            steps:
              - id: make
                run: make
              - id: Make  # <-
                run: make install

    In a source:

        from ghflow import Job, Push, Step, Workflow

        first = Step(id="make", run="make")
        second = Step(id="make", run="make install")  # <-
        workflow = Workflow("CI", on=Push(), jobs=[Job("build", runs_on="ubuntu-latest", steps=[first, second])])

    Source: actions/runner, IdBuilder (read 2026-11-22).
    """
    for job in graph.jobs:
        seen: dict[str, Step] = {}
        for index, step in enumerate(job.steps):
            if step.id is None:
                continue
            first = seen.get(step.id.lower())
            seen.setdefault(step.id.lower(), step)
            path = f"{job.step_path(index)}.id"
            if first is step:
                message = f"the step with the id '{step.id}' stands in {job.title} twice"
                hint = "give the copy an id of its own: attrs.evolve(step, id=...)"
                yield Found(step, job.step_argument(index), message, path, hint)
            elif first is not None:
                message = f"step id '{step.id}' is taken by the step made at {first.where}"
                yield Found(step, step.where.argument("id"), message, path)


@rule(actions=True)
def ambiguous_step(graph: Graph | ActionGraph) -> Iterator[Found]:
    """A reference to a step by the id made of its name, which two steps of the job or action share.

    An id is made of a step's name when something refers to the step. Give one of the steps an id of its own.

        from ghflow import Job, Push, Step, Workflow

        first = Step("Build", run="make")
        second = Step("Build", run="make install")
        tell = Step("Tell", run="./tell", env={"SIZE": second.outputs.size})  # <-
        workflow = Workflow("CI", on=Push(), jobs=[Job("build", runs_on="ubuntu-latest", steps=[first, second, tell])])
    """
    for job in graph.jobs:
        by_slug: dict[str, list[Step]] = {}
        for index in job.step_ids:
            by_slug.setdefault(job.step_ids[index].lower(), []).append(job.steps[index])
        for slug, steps in by_slug.items():
            if len(steps) > 1:
                places = " and ".join(str(step.where) for step in steps)
                message = f"steps.{slug} may be any of the steps made at {places}"
                use = next(use for name, use in job.referring("steps") if name.lower() == slug)
                hint = "give the step that is meant an id=..."
                yield Found(use.node, use.where, message, use.yaml_path, hint)

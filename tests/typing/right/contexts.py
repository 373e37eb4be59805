"""What contexts and payloads are to type checkers. Never run: the checkers read it."""

# ruff: noqa: A004 - GitHub's own words

from typing import assert_type

from ghflow import (
    Job,
    PullRequest,
    Push,
    Release,
    Step,
    Value,
    env,
    github,
    inputs,
    job,
    matrix,
    needs,
    secrets,
    steps,
    strategy,
    vars,
)
from ghflow.expr.values import AnyValue, Texts
from ghflow.spec.contexts import EarlierStep, JobService, NeededJob

assert_type(needs.build, NeededJob)
assert_type(needs["build-all"], NeededJob)
assert_type(needs.build.result, Value[str])
assert_type(needs.build.result == "success", Value[bool])
assert_type(needs.build.outputs, Texts)
assert_type(needs.build.outputs.version, Value[str])
assert_type(needs.build.outputs["a-b"], Value[str])
assert_type(needs[:], AnyValue)
assert_type(needs[:].result.contains("failure"), Value[bool])
assert_type(steps.auth, EarlierStep)
assert_type(steps.auth.outcome, Value[str])
assert_type(steps.auth.conclusion, Value[str])
assert_type(steps.auth.outputs.token, Value[str])
assert_type(job.services.redis, JobService)
assert_type(job.services["my-db"].network, Value[str])
assert_type(job.services.redis.ports["6379"], Value[str])
assert_type(job.services.redis.ports[6379], Value[str])
assert_type(job.container.network, Value[str])
assert_type(job.check_run_id, Value[float])
assert_type(strategy.fail_fast, Value[bool])
assert_type(env.A, Value[str])
assert_type(vars.A, Value[str])
assert_type(secrets.A, Value[str])
assert_type(secrets[matrix.name], Value[str])
assert_type(vars[:], AnyValue)
assert_type(inputs.a, AnyValue)
assert_type(matrix.a, AnyValue)
assert_type(github["ref"], AnyValue)

assert_type(PullRequest.payload, AnyValue)
assert_type(PullRequest(types=["opened"]).payload.pull_request.number, AnyValue)
assert_type(Push.payload.commits[0].message, AnyValue)
assert_type(Release.payload.release.tag_name == "v1", Value[bool])

Job(
    "publish",
    runs_on=vars.RUNNER,
    environment=vars.ENVIRONMENT,
    if_=(needs.build.result == "success") & (vars.PUBLISH == "yes"),
    env={"TOKEN": secrets.TOKEN, "VERSION": needs.build.outputs.version},
    timeout_minutes=inputs.minutes,
    continue_on_error=matrix.experimental,
    steps=[Step(run="x", env={"CHANGED": steps.changes.outputs.files}, continue_on_error=github.ref_protected)],
)

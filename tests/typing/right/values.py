"""What values are to type checkers. Never run: the checkers read it."""

# ruff: noqa: A004 - GitHub's own words

from typing import Any, assert_type

from ghflow import (
    Input,
    Job,
    Matrix,
    RunStep,
    Step,
    UsesStep,
    Value,
    WorkflowCall,
    WorkflowDispatch,
    always,
    case,
    contains,
    env,
    expression,
    format,
    from_json,
    github,
    hash_files,
    inputs,
    job,
    join,
    matrix,
    needs,
    runner,
    secrets,
    starts_with,
    steps,
    strategy,
    to_json,
    vars,
)
from ghflow.actions import checkout, crates_io_auth, download_artifact, maturin, setup_python, upload_artifact
from ghflow.actions.by_actions import CheckoutOutputs
from ghflow.actions.by_rust_lang import CratesIoAuthOutputs
from ghflow.expr.values import AnyValue
from ghflow.model.named import AnyOutputs, JobOutputs

assert_type(github.ref, Value[str])
assert_type(github.ref_protected, Value[bool])
assert_type(github.event, AnyValue)
assert_type(github.event.pull_request.head.sha, AnyValue)
assert_type(github.ref == "x", Value[bool])
assert_type(github.ref != "x", Value[bool])
assert_type(github.run_attempt > 1, Value[bool])
assert_type(~(github.ref == "x"), Value[bool])
assert_type((github.ref == "x") & (github.ref_name == "y"), Value[bool])
assert_type((github.ref == "x") | (github.ref_name == "y"), Value[bool])
assert_type(github.ref | github.sha, Value[str])
assert_type(github.ref.startswith("refs/tags/"), Value[bool])
assert_type(github.ref.contains("x"), Value[bool])
assert_type(f"{github.ref}", str)
assert_type(runner.os, Value[str])
assert_type(job.status, Value[str])
assert_type(job.container.id, Value[str])
assert_type(strategy.job_index, Value[float])
assert_type(secrets.TOKEN, Value[str])
assert_type(vars["a-b"], Value[str])
assert_type(env.A, Value[str])
assert_type(inputs.a, AnyValue)
assert_type(matrix.os, AnyValue)
assert_type(steps.a.outputs.b, Value[str])
assert_type(needs[:].result, AnyValue)
assert_type(always(), Value[bool])
assert_type(contains(github.ref, "x"), Value[bool])
assert_type(starts_with(github.ref, "x"), Value[bool])
assert_type(format("{0}", github.ref), Value[str])
assert_type(join(needs[:].result, " "), Value[str])
assert_type(to_json(github.event), Value[str])
assert_type(from_json("[]"), AnyValue)
assert_type(hash_files("**/Cargo.lock"), Value[str])
assert_type(case(github.ref == "x", 1, 2), AnyValue)
assert_type(expression("github.ref"), AnyValue)

wheels = Matrix(include=[{"os": "ubuntu-latest", "target": "x86_64"}])
assert_type(wheels, Matrix)
assert_type(wheels.os, AnyValue)
assert_type(wheels["python-version"], AnyValue)
Matrix(os=["a"], python=["3.14"])
Matrix({"python-version": ["3.14"]}, os=["a"], exclude=[{"os": "a"}])
Matrix(from_json(needs.prep.outputs.legs))
Matrix(os=from_json(needs.prep.outputs.oses))

assert_type(Step("a", run="x"), RunStep)
assert_type(Step(run=["a", "b"], shell="bash", working_directory="x"), RunStep)
assert_type(Step(uses="a/b@c", with_={"a": 1, "b": True, "c": github.ref}), UsesStep[AnyOutputs])
assert_type(Step("a", run="x").outputs.anything, AnyValue)
assert_type(Step("a", run="x").outcome, Value[str])

auth = crates_io_auth(name="Authenticate", if_=github.ref == "x")
assert_type(auth, UsesStep[CratesIoAuthOutputs])
assert_type(auth.outputs.token, Value[str])
assert_type(checkout(persist_credentials=False, fetch_depth=0), UsesStep[CheckoutOutputs])
assert_type(checkout().outputs.commit, Value[str])
assert_type(upload_artifact(path=["a", "b"], step_name="x", name="y").outputs.artifact_id, Value[str])
assert_type(setup_python(python_version=wheels.python).outputs.cache_hit, Value[str])
download_artifact(step_name="x", pattern=f"dist-{wheels.os}")
maturin(target=wheels.target, args="--release", sccache=github.ref == "x")

version = Step("Version", id="version", run="echo version=1 >> $GITHUB_OUTPUT")
verify = Job("verify", runs_on="ubuntu-latest", outputs={"version": version.outputs.version}, steps=[version])
assert_type(verify, Job)
assert_type(verify.outputs, JobOutputs)
assert_type(verify.outputs.version, AnyValue)
assert_type(verify.result, Value[str])

call = WorkflowCall(inputs={"env": Input.choice("dev", "prod", required=True)})
assert_type(call.inputs.env, AnyValue)
assert_type(WorkflowDispatch(inputs={"dry": Input.boolean(default=True)}).inputs["dry"], AnyValue)
nothing: Any = None

"""Right uses of the classes, each argument in each of its forms. Never run: the checkers read it."""

import attrs

from ghflow import (
    Action,
    ActionInput,
    ActionOutput,
    Branding,
    CallJob,
    Cancel,
    Concurrency,
    Container,
    Defaults,
    Environment,
    Input,
    Job,
    Matrix,
    Output,
    Parallel,
    Permissions,
    PullRequest,
    PullRequestTarget,
    Push,
    Release,
    RepositoryDispatch,
    RunnerGroup,
    RunStep,
    Schedule,
    Secret,
    Service,
    Snapshot,
    Step,
    UsesStep,
    Wait,
    WaitAll,
    Workflow,
    WorkflowCall,
    WorkflowDispatch,
    WorkflowRun,
    always,
    component,
    expression,
    from_json,
    github,
    note,
    secrets,
)
from ghflow.actions import checkout, upload_artifact


def script() -> None:
    print("x")


def test_steps(versions: list[str]) -> list[Step]:
    return [checkout(), *(Step(f"Test {version}", run="x") for version in versions)]


@component
def build(name: str) -> Job:
    return Job(name, runs_on="ubuntu-latest", steps=test_steps(["a"]))


first = build("first")
matrix = Matrix(os=["ubuntu-latest"], include=[{"os": "macos-latest", "extra": True}])
job = Job(
    "job",
    name=f"Job ({matrix.os})",
    permissions=Permissions(contents="read", id_token="write"),
    needs=[first, "other"],
    if_=always() & (github.ref == "x"),
    runs_on=["self-hosted", matrix.os],
    snapshot=Snapshot("image", version="1.*"),
    environment=Environment("pypi", url=f"https://example.org/{github.sha}", deployment=False),
    concurrency=Concurrency(f"a-{github.ref}", cancel_in_progress=note(False, "never")),
    outputs={"version": first.outputs.version, "text": "x"},
    env={"A": 1, "B": True, "C": github.ref, "D": "x", "E": 1.5},
    defaults=Defaults(shell="bash", working_directory="x"),
    timeout_minutes=30,
    cancel_timeout_minutes=expression("fromJSON('5')"),
    fail_fast=False,
    max_parallel=2,
    matrix=matrix,
    continue_on_error=matrix.extra,
    container=Container(
        "image", credentials={"username": "x", "password": secrets.X}, ports=[80, "81:81"], volumes=["a:b"]
    ),
    services={"db": Service("postgres", env={"A": "b"}, options="--x"), "cache": "redis"},
    cache_mode="read",
    steps=[
        checkout(),
        Step(run=script),
        Step(
            "x",
            run="make",
            id="x",
            if_="always()",
            env={"A": "b"},
            continue_on_error=True,
            timeout_minutes=1,
            background=False,
        ),
        Step("y", uses="a/b@c", with_={"a": "b"}, comment="why", extra={"new-key": 1}, allow=["some-rule"]),
        upload_artifact(path="dist", if_no_files_found="error", if_=always()),
        RunStep(run="x"),
        UsesStep(uses="a/b@c"),
    ],
    comment="why",
    extra={"new-key": [1, 2]},
    allow="some-rule",
)
Job("a", runs_on=RunnerGroup("g", labels=["a"]), permissions={}, needs="first", steps=(Step(run="x") for _ in range(2)))
Job(
    "a",
    runs_on=from_json("[]"),
    permissions="read-all",
    needs=first,
    container="image",
    environment="pypi",
    steps=[Step(run="x")],
)
Job("a", runs_on=github.ref, strategy=from_json("{}"), concurrency="x", steps=(Step(run="x"), checkout()))
Workflow("CI", on="push", jobs=[job])
Workflow(on=["push", PullRequest(branches="main")], jobs=[first, job], name="x")
Workflow(
    "Release",
    file="release",
    description="x",
    run_name=f"Release {github.ref_name}",
    on=[
        Push(branches=["main"], tags=["v*"], paths_ignore=["docs/**"]),
        PullRequestTarget(types="opened"),
        Schedule("0 0 * * *", timezone="Europe/Berlin"),
        Release(types=["published"]),
        RepositoryDispatch(types=["own"]),
        WorkflowRun(workflows=["CI"], types=["completed"]),
        WorkflowDispatch(
            inputs={"a": Input("What", required=True, default=1.5, type="number"), "b": Input.environment()}
        ),
        WorkflowCall(
            inputs={"a": Input.string("x", default=github.ref)},
            secrets={"S": Secret("x", required=True), "T": None},
            outputs={"o": Output(first.outputs.o, description="x")},
        ),
    ],
    permissions="write-all",
    env={"A": "b"},
    concurrency=Concurrency("x", queue="max"),
    jobs=(build(name) for name in ("a", "b")),
)
server = Step("Serve", run="serve", background=True)
background: list[Step] = [
    server,
    Step(uses="a/b@c", background=True, id="other"),
    Wait(wait=server),
    Wait("Wait for both", wait=[server, "other"], id="x", continue_on_error=True),
    WaitAll(),
    WaitAll("All", wait_all=True, continue_on_error=github.ref == "x", comment="why"),
    Parallel([Step(run="x"), checkout()]),
    Parallel(steps=(Step(run="x") for _ in range(2)), comment="why"),
    Cancel("Stop", cancel=server),
    Cancel(cancel="other"),
]
call = CallJob(
    "call",
    name=f"Call {matrix.os}",
    uses="owner/name/.github/workflows/x.yml@v1",
    needs=[first, "other"],
    permissions={"contents": "read"},
    if_=always(),
    matrix=matrix,
    fail_fast=False,
    max_parallel=1,
    concurrency="x",
    cache_mode="read",
    with_={"a": 1, "b": True, "c": github.ref, "d": None},
    secrets={"A": secrets.A},
)
Workflow(
    on={"push": {}, "fork": None, "schedule": [{"cron": "0 0 * * *"}, Schedule("x")], "release": Release()}, jobs=[job]
)
Workflow(on={"push": {"branches": ["a"]}, "workflow_dispatch": WorkflowDispatch()}, jobs=[job])
event = WorkflowCall(inputs={"env": Input.choice("dev", "prod")}, outputs={"a": first.outputs.version, "b": "x"})
deploy = Workflow("Deploy", on=event, jobs=[first])
prod = deploy.job("prod", with_={"env": matrix.env}, secrets="inherit", needs=call, if_="always()", matrix=matrix)
Workflow("Main", on="push", jobs=[call, prod, Job("a", runs_on=prod.outputs.a, steps=[Step(run=call.outputs.b)])])
find = Step("Find", run="x", shell=github.ref)
setup = Action(
    "setup",
    name="x",
    author="x",
    description="x",
    inputs={"a": Input("x", default=True), "b": ActionInput.choice("x", "y"), "c": None},
    outputs={"a": find.outputs.a, "b": Output("x"), "c": ActionOutput("x", value=github.ref)},
    steps=[find, checkout()],
    branding=Branding(icon="x", color="gray-dark"),
    comment="x",
)
node = Action("node", main="x", using="node20", pre="x", pre_if=always(), outputs={"a": ActionOutput("x")})
docker = Action("docker", image="Dockerfile", args=["a", 1, github.ref], env={"A": 1}, entrypoint="x")
used = setup.step("Set up", a="x", if_=always(), env={"A": "b"})
Job("a", runs_on="x", steps=[used, node.step(), docker.step(id="x"), Step(run=f"{used.outputs.path}")])
changed: Job = attrs.evolve(job, name="other", comment="why")

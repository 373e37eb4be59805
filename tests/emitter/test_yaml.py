from __future__ import annotations

import pytest

from ghflow import (
    Concurrency,
    Container,
    Defaults,
    Environment,
    Input,
    Job,
    Matrix,
    Output,
    Permissions,
    PullRequest,
    Push,
    Release,
    RunnerGroup,
    Schedule,
    Secret,
    Service,
    Step,
    Workflow,
    WorkflowCall,
    WorkflowDispatch,
    WorkflowRun,
    always,
    cancelled,
    failure,
    from_json,
    github,
    needs,
    note,
    secrets,
)
from ghflow.emitter.yaml import emit
from ghflow.model.graph import Graph

LINT = Step("Lint", run="ruff check")


def job(id="test", steps=(LINT,), **arguments):
    return Job(id, runs_on=arguments.pop("runs_on", "ubuntu-latest"), steps=steps, **arguments)


def jobs(*made, **arguments):
    return Workflow(on=Push(), jobs=made, **arguments)


def on(*events):
    return Workflow("Events", on=events, jobs=[job()])


def needs_workflow():
    build = job("build", outputs={"version": "1"})
    test = job("test", needs=build)
    many = [job(f"job-with-a-rather-long-name-{index}") for index in range(3)]
    use = Step("Use", run="echo $V", env={"V": build.outputs.version})
    return jobs(build, test, *many, job("last", needs=[test, *many]), job("referring", steps=[use]))


def matrix_forms():
    plain = Matrix(
        {"python-version": ["3.10", "3.14"], "os": ["ubuntu-latest", "windows-latest"], "debug": [True, False]}
    )
    rows = Matrix(
        os=["a", "b"],
        include=[{"os": "c", "target": "x y"}, {"os": "a", "flags": ["-O", "-g"]}],
        exclude=[{"os": "b"}],
    )
    nested = Matrix(config=[{"name": "one", "flags": ["-O 2"]}, {"name": "two", "flags": []}], versions=[[1, 2], [3]])
    prepare = job("prepare", outputs={"legs": "[]"})
    return jobs(
        job("plain", matrix=plain, fail_fast=False, max_parallel=2),
        job("rows", name=f"On {rows.os}", matrix=rows),
        job("nested", matrix=nested),
        prepare,
        job("computed", matrix=Matrix(from_json(prepare.outputs.legs))),
        job(
            "axis",
            matrix=Matrix(leg=from_json(prepare.outputs.legs)),
            continue_on_error=github.ref != "refs/heads/main",
        ),
    )


def scripts():
    return jobs(
        job(
            steps=[
                Step(run="one line"),
                Step("Several lines", run="\n    if true; then\n      echo 'a: b' # c\n    fi\n\n    exit 0\n    "),
                Step("As given", run="echo one\necho two"),
                Step("List of lines", run=["echo one", "echo two"]),
                Step("Indented", run="  echo one\necho two\n"),
                Step("Only quotes can hold it", run="echo one\r\necho two\r\n"),
                Step("Heredoc", shell="bash", working_directory="sub folder", run="cat <<EOF\n\ttab\n---\nEOF\n"),
                Step("Python", run="import sys\nprint(sys.path)\n", shell="python"),
            ]
        )
    )


CASES = {
    "smallest": lambda: Workflow(on="push", jobs=[job()]),
    "needs": needs_workflow,
    "matrix": matrix_forms,
    "events-by-name": lambda: on("push", "pull_request"),
    "events-with-filters": lambda: on(
        Push(branches=["main", "release/**"], tags="v*", paths_ignore=["docs/**", "**.md"]),
        PullRequest(types=["opened", "labeled"], branches=["main"]),
        Schedule("30 5 * * 1-5"),
        Schedule("0 0 1 * *", timezone="Europe/Berlin"),
        Release(types=["published"]),
        WorkflowRun(workflows=["CI", "Nightly build"], types="completed"),
        "fork",
    ),
    "inputs": lambda: on(
        WorkflowDispatch(
            inputs={
                "environment": Input.choice("dev", "prod", description="Where to deploy: dev or prod", required=True),
                "dry-run": Input.boolean("Change nothing", default=True),
                "count": Input.number(default=3),
                "version": Input.string(default="3.10"),
                "free": Input(),
            }
        )
    ),
    "reusable": lambda: Workflow(
        on=WorkflowCall(
            inputs={"env": Input.string(required=True)},
            outputs={"version": Output(needs.build.outputs.version, description="What was built")},
            secrets={"TOKEN": Secret("For the registry", required=True), "OPTIONAL": Secret()},
        ),
        jobs=[job("build", outputs={"version": "1"})],
    ),
    "permissions": lambda: jobs(
        job("scopes", permissions=Permissions(id_token="write", contents="read")),
        job("none", permissions={}),
        job("all", permissions="write-all"),
        job("mapping", permissions={"pull-requests": "write"}),
        permissions="read-all",
    ),
    "concurrency": lambda: jobs(
        job("group", concurrency="release"),
        job("queue", concurrency=Concurrency("deploy", queue="max")),
        concurrency=Concurrency(f"ci-{github.ref}", cancel_in_progress=github.event_name == "pull_request"),
    ),
    "comments": lambda: Workflow(
        "Comments",
        comment="Above everything.\n\nA second paragraph: with # and 'quotes'",
        on=[Push(branches=[note("main", "the only one"), "next"], comment="Every push"), WorkflowDispatch()],
        env=note({"A": "1", "B": note("2", "behind a value")}, "behind a mapping"),
        permissions=Permissions(contents=note("read", "to check out"), comment="As little as possible"),
        concurrency=Concurrency("x", cancel_in_progress=note(False, "never"), comment="One at a time"),
        jobs=[
            job(
                comment="Above a job",
                name=note("Test", "behind a name"),
                runs_on=note("ubuntu-latest", "24.04"),
                matrix=Matrix(os=[note("a", "an item"), "b"], v=note([1, 2], "a list"), comment="Above a matrix"),
                steps=[
                    Step("One", run=note("echo 1\necho 2\n", "behind a script"), comment="Above a step\nin two lines"),
                    Step(run="echo", env={"A": note("x", "a variable")}, comment="Above a step without a name"),
                ],
            )
        ],
    ),
    "scripts": scripts,
    "conditions": lambda: jobs(
        job("plain", if_=github.ref == "refs/heads/main"),
        job("text", if_="github.actor != 'bot' && success()"),
        job("fenced-text", if_="${{ always() }}"),
        job("not", if_=~cancelled()),
        job("colon", if_=github.event.head_commit.message.contains("skip: ci")),
        job("always", if_=always() & (github.ref.startswith("refs/tags/") | failure())),
        job("true", if_=True, steps=[Step(run="x", if_=False, continue_on_error=True, timeout_minutes=2.5)]),
    ),
    "containers": lambda: jobs(
        job("image", container="node:22"),
        job(
            "full",
            container=Container(
                "ghcr.io/owner/image:1",
                credentials={"username": github.actor, "password": secrets.TOKEN},
                env={"CI": True},
                ports=[80, "443:8443", "53:53/udp"],
                volumes=["data:/data", "/source/directory"],
                options="--cpus 1",
            ),
            services={
                "postgres": Service("postgres:17", env={"POSTGRES_PASSWORD": "x"}, options="--health-cmd pg_isready"),
                "redis": "redis",
            },
        ),
    ),
    "outputs": lambda: jobs(
        job(
            outputs={"version": "${{ steps.read-the-version.outputs.version }}", "fixed": "1.0", "yes": "no"},
            steps=[Step("Read the version", run="x"), Step("Other", id="other", run="x")],
        )
    ),
    "defaults": lambda: jobs(
        job(
            defaults=Defaults(shell="bash", working_directory="a b"),
            env={"PORT": 8080, "DEBUG": True, "RATE": 0.5, "E": ""},
        ),
        defaults=Defaults(shell="pwsh"),
        env={"on": "on", "3.10": "3.10", "NULL": None, "lower-Case": "~"},
    ),
    "environment": lambda: jobs(
        job("name", environment="pypi"),
        job("full", environment=Environment("prod", url="https://example.com/?a=b#c", deployment=False)),
        job("group", runs_on=RunnerGroup("large", labels=["linux", "x64"])),
        job("labels", runs_on=["self-hosted", "linux"]),
        job("computed", runs_on=github.event.runner),
    ),
    "extra": lambda: jobs(
        job(extra={"new-key": {"list": [{"a": 1, "b": [1, 2]}, "text"], "empty": {}}, "flag": True}),
        extra={"top": "level", "table": {"a": []}},
    ),
    "actions": lambda: jobs(
        job(
            steps=[
                Step(uses="actions/checkout@v4"),
                Step("With", uses="./local", with_={"path": "a\nb\n", "fetch-depth": 0, "flag": False}, env={"A": "b"}),
                Step("Image", uses="docker://alpine:3", with_={"entrypoint": "/bin/echo", "args": "a b"}, id="image"),
            ]
        )
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_emit(case, golden, readers):
    text = emit(Graph(CASES[case]()).resolved())

    assert golden == text
    assert [readers.gh_tree.canon(text)] * 3 == [found for _, found in readers.all(text)]


def test_a_script_reads_the_same_whatever_was_written_before():
    text = "make\nmake install\n"
    key, script = Step("A", run="x", env={text: "1"}), Step("B", run=text)
    texts = [
        emit(Workflow(on="push", jobs=[Job("a", runs_on="x", steps=list(steps))]))
        for steps in ((key, script), (script, key))
    ]

    assert [True, True] == ["run: |\n          make\n          make install\n" in text for text in texts]

"""One run shows every mistake of a source, each at the line of its own argument."""

from __future__ import annotations

from ghflow.diagnostics import Severity
from ghflow.project.checking import Choice, check_paths
from ghflow.project.settings import find_settings

SOURCE = """\
from ghflow import Concurrency, Input, Job, Matrix, Permissions, PullRequest, Push, Schedule, Step, Workflow
from ghflow import WorkflowCall, WorkflowDispatch
from ghflow.actions import checkout, setup_python

called = Workflow(
    "Called",
    file="called",
    on=WorkflowCall(inputs={"level": Input.string(required=True)}),
    jobs=[Job("run", runs_on="ubuntu-latest", steps=[Step(run="make")])],
)
legs = Matrix(
    os=["ubuntu-latest", "windows-latest"],
    python=["3.13", "3.14"],
    exclude=[{"pyhton": "3.13"}],  # <- unknown-axis
)
find = Step("Find", id="find", run='echo "version=1.0" >> "$GITHUB_OUTPUT"')
build = Job(
    "build",
    runs_on=legs.oss,  # <- unknown-axis
    matrix=legs,
    timeout_minutes=0,  # <- wrong-value
    permissions=Permissions(
        contents="read",
        packages="wriet",  # <- wrong-value
    ),
    needs=["biuld"],  # <- unknown-need
    if_="github.ref = 'refs/heads/main'",  # <- expression-syntax
    env={
        "COMMIT": "${{ github.commit }}",  # <- unknown-property
        "HASH": "${{ hashFiles('x') }}",  # <- unavailable-function
        "SIZE": "${{ lenght('x') }}",  # <- unknown-function
    },
    steps=[
        checkout(
            persist_credentials=False,
            fetch_dept=0,  # <- unknown-argument
        ),
        Step("Early", run="make", env={"V": "${{ steps.find.outputs.version }}"}),  # <- step-not-run-yet
        find,
        Step(
            "Late",
            id="FIND",  # <- duplicate-step-id
            run="make",
            shell="bash",
        ),
        Step("Neither"),  # <- wrong-step
        Step(
            "Few",
            run="echo ${{ contains('x') }}",  # <- wrong-arguments
        ),
        setup_python(python_version="3.14"),
    ],
)
first = Job(
    "first",
    needs=["second"],  # <- cyclic-need
    runs_on="ubuntu-latest",
    steps=[Step(run="make")],
)
second = Job("second", needs=["first"], runs_on="ubuntu-latest", steps=[Step(run="make")])
again = Job(
    "First",  # <- duplicate-job-id
    runs_on="ubuntu-latest",
    steps=[Step(run="make")],
)
calls = called.job(
    "calls",
    with_={"levle": "high"},  # <- unknown-input
)
wide = Job(
    "wide",
    runs_on="ubuntu-latest",
    matrix=Matrix(a=list(range(20)), b=list(range(20))),  # <- too-many-legs
    steps=[Step(run="x" * 21001)],  # <- long-script
)
workflow = Workflow(
    "CI",
    on=[
        Push(
            branches=["main"],
            branches_ignore=["dev"],  # <- conflicting-filters
            tags=["v[0-"],  # <- invalid-pattern
        ),
        PullRequest(
            types=["opened", "merged"],  # <- unknown-activity-type
        ),
        Schedule(
            "0 25 * * *",  # <- invalid-schedule
            timezone="Europe/Bern",  # <- unknown-timezone
        ),
        WorkflowDispatch(
            inputs={"level": Input.choice("low", "high", default="hihg")},  # <- wrong-default
        ),
    ],
    concurrency=Concurrency(
        "ci",
        queue="max",  # <- queue-with-cancel
        cancel_in_progress=True,
    ),
    jobs=[build, first, second, again, calls, wide],
)
"""


def test_every_mistake_at_its_own_line(project, monkeypatch):
    monkeypatch.chdir(project.root)
    project.write("workflows/ci.py", SOURCE)
    marked = [
        (number, line.partition("# <- ")[2]) for number, line in enumerate(SOURCE.split("\n"), 1) if "# <- " in line
    ]

    checked = check_paths(find_settings(), ["workflows/ci.py"], Choice(severity=Severity.ERROR))
    found = [(one.where.line, one.rule) for one in checked.diagnostics]

    assert marked == found
    assert len(marked) >= 25

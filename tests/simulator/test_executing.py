"""Workflows executed on this machine: what is told of jobs and steps, what they get, and what never shows."""

from __future__ import annotations

import json
import os
import sys
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest

from ghflow.project.execution import execute_read
from ghflow.project.repository import read_repository
from ghflow.simulator.events import event, from_payload, pull_request, tag
from ghflow.simulator.reporting import Reporter
from ghflow.simulator.stubs import Answer, JobAnswer, StubError

if TYPE_CHECKING:
    from pathlib import Path

    from ghflow.simulator.executed import Execution

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="these scripts are written for POSIX shells")


@pytest.fixture
def run(tmp_path: Path) -> Any:
    """Execute the steps (or whole jobs) of a text on a push, in a folder of some files."""

    def execute(
        text: str, /, *, files: dict[str, str] | None = None, on: str = "push", happened: Any = None, **options: Any
    ) -> Execution:
        folder = tmp_path / "repository"
        text = dedent(text).strip()
        if text.startswith("- "):
            body = "\n".join("      " + line for line in text.splitlines())
            text = f"jobs:\n  job:\n    runs-on: ubuntu-latest\n    steps:\n{body}"
        written = {".github/workflows/ci.yml": f"name: CI\non: {on}\n{text}\n", **(files or {})}
        for name, content in written.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(dedent(content), encoding="utf-8")
        read = read_repository(start=str(folder))
        settings = {key: options.pop(key) for key in ("vars", "secrets", "token") if key in options}
        return execute_read(read, happened or event("push"), repository=read.repository(**settings), **options)

    return execute


def test_a_job_with_an_output(run):
    done = run("""
        jobs:
          one:
            runs-on: ubuntu-latest
            outputs: {v: '${{ steps.find.outputs.v }}'}
            steps: [{id: find, run: 'echo "v=1.2" >> "$GITHUB_OUTPUT"; echo "::notice file=a.py,line=3::Found"'}]
          two:
            runs-on: ubuntu-latest
            needs: one
            steps: [{run: 'test "${{ needs.one.outputs.v }}" = 1.2'}]
    """)

    assert "success" == done.conclusion
    assert {"v": "1.2"} == done.step("one", "find").outputs == done.job("one").outputs
    assert [("a.py", 3, "Found")] == [(one.file, one.line, one.message) for one in done.annotations.notices]
    assert [] == done.annotations.errors


def test_a_failure_is_told(run):
    done = run("""
        - {id: good, run: echo fine}
        - {id: bad, run: 'echo "::error title=T,endLine=4::It broke"; exit 3'}
        - {id: never, run: echo never}
    """)
    bad = done.step("job", "bad")

    assert ("failure", "failure", "failure") == (done.conclusion, done.job("job").conclusion, bad.conclusion)
    assert (3, ("the script ended with exit code 3",)) == (bad.exit_code, bad.errors)
    assert ["It broke", "the script ended with exit code 3"] == [one.message for one in done.annotations.errors]
    assert ("T", 4, "job", bad.name) == (
        bad.annotations[0].title,
        bad.annotations[0].end_line,
        bad.annotations[0].job,
        bad.annotations[0].step,
    )
    assert (False, "skipped", "an earlier step failed") == (
        done.step("job", "never").ran,
        done.step("job", "never").conclusion,
        str(done.step("job", "never").planned.why),
    )
    assert "fine\n" == done.step("job", "good").log
    assert "##[error]It broke\n##[error]the script ended with exit code 3\n" == bad.log


def test_data(run):
    done = run("""
        jobs:
          one:
            runs-on: ubuntu-latest
            strategy: {matrix: {x: [1, 2]}}
            steps: [{id: s, name: 'Step ${{ matrix.x }}', run: 'test "${{ matrix.x }}" = 1'}]
          two: {needs: one, runs-on: ubuntu-latest, steps: [{run: echo hi}]}
    """)
    data = json.loads(json.dumps(done.to_data()))
    one, two = data["workflows"][0]["jobs"]

    assert ("failure", "failure", "failure", "skipped") == (
        data["conclusion"],
        data["workflows"][0]["conclusion"],
        one["conclusion"],
        two["conclusion"],
    )
    assert [("one (1)", "success"), ("one (2)", "failure")] == [(leg["name"], leg["conclusion"]) for leg in one["legs"]]
    assert ["failure"] == [step["conclusion"] for step in one["steps"]]
    assert ["skipped"] == [step["conclusion"] for step in two["steps"]]
    assert ["Step 1", "Step 2"] == [leg["steps"][0]["name"] for leg in one["legs"]]
    assert {"contents", "id-token"} <= set(one["permissions"])


def test_post_steps_come_last_the_last_one_first(run):
    class Noted:
        def __init__(self, name):
            self.name = name

        def run(self, call):
            call.write(f"run {self.name}")

        def post(self, call):
            call.write(f"post {self.name} {call.succeeded}")
            if self.name == "b":
                raise StubError("it could not tidy up")

    done = run(
        "- {uses: x/a@v1}\n- {uses: x/b@v1}\n- {run: echo between}", stubs={"x/a": Noted("a"), "x/b": Noted("b")}
    )

    assert "failure" == done.conclusion
    assert ["Run x/a@v1", "Run x/b@v1", "Run echo between", "Post Run x/b@v1", "Post Run x/a@v1"] == [
        step.name for step in done.job("job").steps
    ]
    assert "run a\nrun b\nbetween\npost b True\n##[error]it could not tidy up\npost a False\n" == done.log


# Stubs.


def test_stubs(run):
    done = run(
        """
        - {id: meta, uses: some/action@v2, with: {a: 1, b: true}}
        - run: test "${{ steps.meta.outputs.tags }}-${{ steps.meta.outputs.n }}-$SET" = a-true-here
        """,
        stubs={"Some/Action": Answer(outputs={"tags": "a", "n": True}, env={"SET": "here"})},
    )

    assert "success" == done.conclusion


def test_what_a_stub_gets(run):
    got = {}

    class Asks:
        def run(self, call):
            got.update(inputs=dict(call.inputs), env=call.env["OF_STEP"], workspace=call.workspace)
            call.write("::set-output name=x::by command")
            call.paths.append(str(call.workspace))
            call.outputs["y"] = call.input("NAME")

    done = run(
        """
        - {id: s, uses: a/b/deep@v1, with: {name: ' ${{ github.ref_name }} ', n: 1.50}, env: {OF_STEP: step}}
        - run: test "${{ steps.s.outputs.x }}-${{ steps.s.outputs.y }}" = "by command-main"
        """,
        stubs={"a/b": Asks()},
    )

    assert "success" == done.conclusion
    assert ({"name": " main ", "n": "1.5"}, "step") == (got["inputs"], got["env"])


@pytest.mark.parametrize(
    ("stub", "reason"),
    [
        pytest.param(Answer(fails="no such version"), "no such version", id="answer"),
        pytest.param(None, "there is no stub for the action some/action@v1: give one for 'some/action'", id="none"),
    ],
)
def test_stubs_that_fail(run, stub, reason):
    done = run("- {id: s, uses: some/action@v1}", stubs={} if stub is None else {"some/action": stub})

    assert "failure" == done.conclusion
    assert reason in done.step("job", "s").errors[0]


def test_unstubbed_actions_may_be_passed_over(run):
    done = run("- {id: s, uses: some/action@v1}", on_unstubbed="skip")
    docker = run(
        "- {uses: ./a}\n- {uses: ./b}\n- {uses: 'docker://alpine:3'}",
        files={"a/Dockerfile": "", "b/action.yml": "name: B\nruns: {using: docker, image: Dockerfile}\n"},
        on_unstubbed="skip",
    )

    assert "success" == done.conclusion == docker.conclusion
    assert 3 == len([one for one in docker.warnings if "was taken to succeed" in one])
    assert ["step 'Run some/action@v1' of job 'job' uses some/action@v1, which was taken to succeed"] == list(
        done.warnings
    )


@pytest.mark.parametrize(
    ("stub", "conclusion"),
    [
        pytest.param(JobAnswer(outputs={"artifact": "x"}), "success", id="succeeds"),
        pytest.param(JobAnswer(result="failure"), "failure", id="fails"),
        pytest.param(Answer(), "failure", id="of-an-action"),
        pytest.param(None, "failure", id="none"),
    ],
)
def test_called_workflows(run, stub, conclusion):
    done = run(
        """
        jobs:
          build: {uses: octo-org/other/.github/workflows/build.yml@v1}
          after:
            needs: build
            runs-on: ubuntu-latest
            steps: [{run: 'test "${{ needs.build.outputs.artifact }}" = x'}]
        """,
        stubs={} if stub is None else {"octo-org/other/.github/workflows/build.yml": stub},
    )

    assert conclusion == done.conclusion == done.job("build").conclusion
    assert (conclusion == "success") is done.job("after").ran


def test_a_called_workflow_of_the_repository_has_a_stub(run):
    done = run(
        "jobs:\n  build: {uses: ./.github/workflows/build.yml}",
        files={
            ".github/workflows/build.yml": """
                on: workflow_call
                jobs: {a: {runs-on: ubuntu-latest, steps: [{run: exit 1}]}}
            """
        },
        stubs={"./.github/workflows/build.yml": JobAnswer(outputs={"v": 1})},
    )

    assert ("success", {"v": "1"}) == (done.conclusion, done.job("build").outputs)


# Which jobs.


def test_only_some_jobs(run):
    jobs = """
        jobs:
          a: {runs-on: ubuntu-latest, steps: [{run: echo a}]}
          b: {needs: a, runs-on: ubuntu-latest, steps: [{run: echo b}]}
          c: {runs-on: ubuntu-latest, steps: [{run: exit 1}]}
    """
    done = run(jobs, jobs=["b"])

    assert "success" == done.conclusion
    assert [True, True, False] == [done.job(id).ran for id in "abc"]
    assert done.job("c").skipped_because("not among the jobs")
    with pytest.raises(ValueError, match=r"there is no job 'd' \(known: a, b, c\)"):
        run(jobs, jobs=["d"])


@pytest.mark.parametrize(
    ("on", "happened", "script"),
    [
        pytest.param("push", tag("v1.2.3"), 'test "$GITHUB_REF_NAME-$GITHUB_REF_TYPE" = v1.2.3-tag', id="tag"),
        pytest.param(
            "pull_request",
            pull_request("main", "topic", number=7),
            'test "$GITHUB_REF-$GITHUB_HEAD_REF-$GITHUB_BASE_REF-${{ github.event.number }}" = refs/pull/7/merge-topic-main-7',
            id="pull-request",
        ),
        pytest.param(
            "{workflow_dispatch: {inputs: {flag: {type: boolean, default: true}, word: {default: x}}}}",
            event("workflow_dispatch", inputs={"word": "y"}),
            'test "${{ inputs.flag && inputs.word }}-${{ github.event.inputs.flag }}" = y-true',
            id="dispatch",
        ),
        pytest.param(
            "issues",
            from_payload("issues", {"action": "opened", "issue": {"title": "Hello"}}),
            'test "${{ github.event.issue.title }}${{ github.event.issue.body }}" = Hello && grep -q Hello "$GITHUB_EVENT_PATH"',
            id="payload",
        ),
    ],
)
def test_events(run, on, happened, script):
    done = run(
        f"jobs:\n  job:\n    runs-on: ubuntu-latest\n    steps:\n      - run: {script}", on=on, happened=happened
    )

    assert "success" == done.conclusion, done.log


@pytest.mark.parametrize(
    ("choice", "conclusion", "ran"),
    [("skip", "skipped", False), ("fail", "failure", False), ("run", "success", True)],
)
def test_other_systems(run, choice, conclusion, ran):
    other = "macos-latest" if sys.platform.startswith("linux") else "ubuntu-latest"
    done = run(f"jobs:\n  a: {{runs-on: {other}, steps: [{{id: s, run: 'true'}}]}}", on_foreign_runner=choice)
    leg = done.job("a").legs[0]

    assert (conclusion, ran) == (done.conclusion, bool(leg.steps))
    assert ran or "and this machine is" in leg.why


@pytest.mark.parametrize(("choice", "conclusion"), [("fail", "failure"), ("host", "success")])
def test_containers(run, choice, conclusion):
    done = run(
        "jobs:\n  a: {runs-on: ubuntu-latest, container: {image: 'alpine:3'}, steps: [{run: 'true'}]}", container=choice
    )

    assert conclusion == done.conclusion
    assert ("alpine:3" in done.warnings[0]) if choice == "host" else ("alpine:3" in done.job("a").legs[0].why)


def test_a_container_without_a_container(run):
    done = run(
        """
        jobs:
          a:
            runs-on: ubuntu-latest
            container: {image: 'alpine:3', env: {OF_IMAGE: '1'}}
            steps:
              - run: test "$OF_IMAGE" = 1
              - {id: s, run: 'ps -o args= -p $$'}
        """,
        container="host",
    )

    assert done.step("a", "s").log.partition(" ")[0].endswith("sh")
    assert not done.step("a", "s").log.partition(" ")[0].endswith("bash")


# Isolation.


def test_the_original_stays_as_it_is(run, tmp_path):
    done = run(
        "- uses: actions/checkout@v4\n- run: echo changed > file; touch new; rm -r .github",
        files={"file": "as it was"},
    )

    assert "success" == done.conclusion
    assert "as it was" == (tmp_path / "repository" / "file").read_text()
    assert [".github", "file"] == sorted(os.listdir(tmp_path / "repository"))


def test_all_is_gone_afterwards(run):
    done = run("""
        - id: s
          run: echo "w=$GITHUB_WORKSPACE,$RUNNER_TEMP,$HOME,$TMPDIR" >> "$GITHUB_OUTPUT"
    """)
    places = done.step("job", "s").outputs["w"].split(",")

    assert 4 == len(places)
    assert not any(os.path.exists(place) for place in places)


def test_a_workspace_that_stays(run, tmp_path):
    done = run("- {run: 'echo made > made.txt'}", workspace=tmp_path / "kept")

    assert "made\n" == (tmp_path / "kept" / "job" / "made.txt").read_text()
    assert str(tmp_path / "kept" / "job") == done.job("job").legs[0].workspace


def test_a_workspace_inside_the_repository(run, tmp_path):
    jobs = "\n".join(f"  {id}: {{runs-on: ubuntu-latest, steps: [{{run: 'touch made'}}]}}" for id in "abc")
    run(f"jobs:\n{jobs}", workspace=tmp_path / "repository" / "out")

    assert [".github", "made"] == sorted(os.listdir(tmp_path / "repository" / "out" / "c"))


def test_a_clean_environment(run, monkeypatch):
    monkeypatch.setenv("MY_TOKEN", "of whoever runs the tests")
    monkeypatch.setenv("KEPT", "kept")
    done = run("- {id: s, run: 'env'}", keep=["KEPT"])
    log = done.step("job", "s").log

    assert "MY_TOKEN" not in log
    assert "KEPT=kept\n" in log
    assert f"HOME={os.environ['HOME']}\n" not in log


@pytest.mark.parametrize(
    "line",
    [
        'echo "$S"',
        'echo "$S" >&2',
        'echo "::error::$S"',
        'echo "::notice title=$S,file=$S::x"',
        'echo "::group::$S"',
        'echo "::bogus::$S"',
        'printf "%s" "$S" | base64',
        'echo "$S" >> "$GITHUB_STEP_SUMMARY"',
        'echo "$S" >> "$GITHUB_OUTPUT"',
        'echo "o=$S" >> "$GITHUB_OUTPUT"',
        'echo "E=$S" >> "$GITHUB_ENV"; exit 1',
        'echo "::set-output::$S"',
        'echo "::warning::a%0A$S"',
        'set -x; true "$S"',
        'exit "$S"',
    ],
)
def test_secrets_never_show(run, line):
    lines: list[str] = []

    class Notes(Reporter):
        def step_begins(self, name, depth):
            lines.append(name)

        def line(self, text, depth):
            lines.append(text)

    done = run(
        f"""
        - name: Step with ${{{{ secrets.S }}}}
          id: s
          env: {{S: '${{{{ secrets.S }}}}'}}
          run: |
            {line}
        - if: always() && env.X != 'x'
          env: {{X: '${{{{ secrets.S }}}}'}}
          run: echo ${{{{ steps.s.outputs.o }}}}
        """,
        secrets={"S": "s3cr3t-Value"},
        reporter=Notes(),
    )
    everything = json.dumps(done.to_data()) + done.log + done.summary + "\n".join(lines) + str(done.annotations)

    assert "s3cr3t" not in everything
    assert "czNjcjN0" not in everything
    assert "Step with ***" in everything


def test_a_value_is_masked_from_then_on(run):
    done = run("- {id: s, run: 'echo before-hidden; echo ::add-mask::hidden; echo after-hidden'}")

    assert "before-hidden\nafter-***\n" == done.log


def test_outputs_with_secrets_do_not_leave_the_job(run):
    done = run(
        """
        jobs:
          a:
            runs-on: ubuntu-latest
            outputs: {x: 'has ${{ secrets.S }}', y: open}
            steps: [{run: 'true'}]
        """,
        secrets={"S": "s3cr3t"},
    )

    assert {"y": "open"} == done.job("a").outputs


def test_secrets_of_called_workflows(run):
    called = """
        on:
          workflow_call:
            secrets: {mine: {required: true}}
        jobs:
          a:
            runs-on: ubuntu-latest
            steps:
              - env: {MINE: '${{ secrets.mine }}', OTHER: '${{ secrets.S }}', TOKEN: '${{ secrets.GITHUB_TOKEN }}'}
                run: test "$MINE" = "$EXPECTED_MINE" && test -n "$TOKEN" && test -z "$OTHER"
    """
    done = run(
        "jobs:\n  call: {uses: ./.github/workflows/called.yml, secrets: {mine: '${{ secrets.S }}'}}",
        files={".github/workflows/called.yml": called.replace("$EXPECTED_MINE", "s3cr3t")},
        secrets={"S": "s3cr3t"},
    )
    inheriting = called.replace("$EXPECTED_MINE", "m").replace('test -z "$OTHER"', 'test "$OTHER" = s')
    inherited = run(
        "jobs:\n  call: {uses: ./.github/workflows/called.yml, secrets: inherit}",
        files={".github/workflows/called.yml": inheriting},
        secrets={"S": "s", "MINE": "m"},
    )

    assert ["success", "success"] == [done.conclusion, inherited.conclusion]


def test_a_fork_sees_no_secrets(run):
    done = run(
        "- {env: {S: '${{ secrets.S }}'}, run: 'test -z \"$S\"'}",
        on="pull_request",
        happened=pull_request(fork=True),
        secrets={"S": "s3cr3t"},
    )

    assert "success" == done.conclusion


def test_programs_that_may_publish(run):
    with pytest.raises(ValueError, match=r"nothing is refused of the program 'gti' \(did you mean 'git'\?\)"):
        run("- {run: 'true'}", allow=["gti"])
    done = run("- {id: s, run: 'git push nowhere; true'}", allow=["git"])

    assert "is refused" not in done.log


# What is told as it happens.


def test_reports(run):
    told: list[str] = []

    class Notes(Reporter):
        def job_begins(self, name):
            told.append(f"job {name}")

        def step_begins(self, name, depth):
            told.append(f"{depth} step {name}")

        def line(self, text, depth):
            told.append(f"{depth} line {text}")

        def step_ends(self, step, depth):
            told.append(f"{depth} end {step.conclusion}")

        def job_ends(self, leg):
            told.append(f"end {leg.conclusion}")

    run(
        """
        - uses: ./act
        - {name: Off, if: false, run: 'true'}
        """,
        files={
            "act/action.yml": """
                name: A
                description: A
                runs:
                  using: composite
                  steps: [{name: Inner, shell: bash, run: echo hi}]
            """
        },
        reporter=Notes(),
    )

    assert [
        "job job",
        "0 step Run ./act",
        "1 step Inner",
        "1 line hi",
        "1 end success",
        "0 end success",
        "0 end skipped",
        "end success",
    ] == told


def test_what_is_asked_of_a_run(run):
    done = run("- {name: Say it, run: echo hi}\n- {id: other, run: 'echo \"# T\" >> $GITHUB_STEP_SUMMARY'}")

    assert "hi\n" == done.step("job", "Say it").log == done.step("JOB", "say-it").log
    assert "# T\n" == done.summary
    with pytest.raises(KeyError):
        done.step("job", "gone")
    with pytest.raises(KeyError):
        done.job("gone")


def test_a_file_that_github_refuses(run):
    done = run("- {run: echo hi, shell: '${{ github.x }}'}")
    data = done.to_data()

    assert "startup_failure" == done.conclusion == data["conclusion"]
    assert ["skipped"] == [job["conclusion"] for job in data["workflows"][0]["jobs"]]
    assert "GitHub evaluates no expression in jobs.job.steps[0].shell" == data["workflows"][0]["problems"][0]

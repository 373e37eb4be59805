"""Plans: jobs, legs, steps, permissions and the reasons, of whole workflows."""

from __future__ import annotations

import json

import pytest

from ghflow.expr import Unknown
from ghflow.reader.document import load, loads
from ghflow.simulator.contexts import Scope
from ghflow.simulator.events import dispatch, event, from_payload, pull_request, push, schedule, tag, workflow_call
from ghflow.simulator.jobs import Setting, WorkflowRun
from ghflow.simulator.planned import Go, Maybe, Skip
from ghflow.simulator.planning import plan
from ghflow.simulator.repository import Repository
from ghflow.simulator.whatif import TargetError, WhatIf, what_if
from ghflow.spec.permissions import SCOPES

CI = """
    name: CI
    on: {push: , pull_request: , workflow_dispatch: {inputs: {deep: {type: boolean}}}}
    permissions: {contents: read}
    jobs:
      publish:
        needs: [test]
        if: startsWith(github.ref, 'refs/tags/v')
        permissions: {id-token: write}
        environment: {name: pypi, url: x}
        runs-on: ubuntu-latest
        steps:
          - uses: actions/checkout@v7
          - name: Deep
            if: inputs.deep
            run: make deep
      test:
        needs: build
        strategy: {matrix: {os: [ubuntu-latest, windows-latest], py: ['3.10', '3.14']}}
        runs-on: ${{ matrix.os }}
        timeout-minutes: 5
        steps:
          - run: make test
          - if: runner.os == 'Windows'
            run: make windows
      build:
        runs-on: ubuntu-latest
        outputs: {version: '${{ steps.v.outputs.version }}', sha: '${{ github.sha }}', none: ''}
        steps:
          - id: v
            run: make
      docs:
        if: github.ref_type == 'branch'
        runs-on: [self-hosted, linux]
        concurrency: docs-${{ github.ref }}
        steps: [{run: make docs}]
"""


def test_jobs_stand_in_the_order_of_their_needs(repository):
    assert ["build", "docs", "test", "publish"] == list(plan(repository(CI), push())["ci.yml"].jobs)


def test_a_push_to_a_branch(repository):
    planned = plan(repository(CI), push())

    assert {"ci.yml"} == planned.workflows
    assert {"build", "test", "docs"} == planned["ci.yml"].jobs.will_run
    assert Skip("if", "startsWith(github.ref, 'refs/tags/v')", {"github.ref": "refs/heads/main"}) == (
        planned.job("publish").why
    )
    assert set() == planned["ci.yml"].jobs.id_token_holders
    assert planned.job("docs").why == Go("if", "github.ref_type == 'branch'", {"github.ref_type": "branch"})


def test_a_tag(repository):
    planned = plan(repository(CI), tag("v1"))

    assert {"build", "test", "publish"} == planned["ci.yml"].jobs.will_run
    assert {"publish"} == planned["ci.yml"].jobs.id_token_holders
    assert {**dict.fromkeys(SCOPES, "none"), "id-token": "write"} == planned.job("publish").permissions
    assert {**dict.fromkeys(SCOPES, "none"), "contents": "read"} == planned.job("test").permissions
    assert "pypi" == planned.job("publish").environment
    assert planned.job("docs").skipped_because("github.ref_type")


def test_legs(repository):
    job = plan(repository(CI), push()).job("test")

    assert ["test (ubuntu-latest, 3.10)", "test (ubuntu-latest, 3.14)", "test (windows-latest, 3.10)",
            "test (windows-latest, 3.14)"] == [leg.name for leg in job.legs]  # fmt: skip
    assert {"os": "windows-latest", "py": "3.14"} == job.legs[3].matrix
    assert ["ubuntu-latest", "windows-latest"] == [leg.runs_on for leg in job.legs[1:3]]
    assert [[True, False], [True, True]] == [[step.runs for step in leg.steps] for leg in job.legs[1:3]]
    assert [True, True] == [step.runs for step in job.steps]
    assert "runs in 2 of 4 legs" == job.steps[1].why.words
    assert 5 == job.legs[0].timeout_minutes


def test_known_outputs_are_known(repository):
    outputs = plan(repository(CI), push()).job("build").outputs

    assert {"version", "sha"} == set(outputs)
    assert Unknown("needs.build.outputs.version", "string") == outputs["version"]
    assert isinstance(outputs["sha"], str)


@pytest.mark.parametrize(("inputs", "runs"), [({"deep": "true"}, True), ({}, False), (None, False)])
def test_inputs_of_a_dispatch(repository, inputs, runs):
    assert runs is plan(repository(CI), dispatch("v1.0", inputs=inputs)).job("publish").steps[1].runs


def test_json_contract(repository):
    data = json.loads(json.dumps(plan(repository(CI), push()).to_data()))

    assert ("push", "refs/heads/main") == (data["event"], data["ref"])
    (workflow,) = data["workflows"]
    assert (".github/workflows/ci.yml", "CI", True) == (workflow["file"], workflow["name"], workflow["triggered"])
    jobs = {job["id"]: job for job in workflow["jobs"]}
    assert ["build"] == jobs["test"]["needs"]
    assert (True, False) == (jobs["test"]["runs"], jobs["publish"]["runs"])
    assert dict.fromkeys(SCOPES, "none") | {"contents": "read"} == jobs["build"]["permissions"]
    assert {
        "name": "test (ubuntu-latest, 3.10)",
        "matrix": {"os": "ubuntu-latest", "py": "3.10"},
        "runs-on": "ubuntu-latest",
        "timeout-minutes": 5.0,
    } == jobs["test"]["legs"][0]
    assert [{"name": "build", "matrix": {}, "runs-on": "ubuntu-latest"}] == jobs["build"]["legs"]
    assert {"name": "Run make", "uses": None, "runs": True, "why": "runs by default", "id": "v"} == jobs["build"][
        "steps"
    ][0]
    assert ["self-hosted", "linux"] == jobs["docs"]["legs"][0]["runs-on"]
    assert "docs-refs/heads/main" == jobs["docs"]["legs"][0]["concurrency"]["group"]


def test_workflows_that_are_not_started_have_no_jobs(repository):
    (workflow,) = plan(repository(CI), schedule()).to_data()["workflows"]

    assert {
        "file": ".github/workflows/ci.yml",
        "name": "CI",
        "triggered": False,
        "why": "schedule is not among its events (push, pull_request, workflow_dispatch)",
        "jobs": [],
    } == workflow


UNKNOWN = """
    on: push
    jobs:
      prep:
        runs-on: ubuntu-latest
        outputs: {legs: '${{ steps.a.outputs.legs }}', go: '${{ steps.a.outputs.go }}'}
        steps: [{id: a, run: make}]
      build:
        needs: prep
        if: needs.prep.outputs.go == 'yes' && github.ref == 'refs/heads/main'
        name: Build ${{ matrix.os }}
        strategy: {matrix: '${{ fromJSON(needs.prep.outputs.legs) }}'}
        runs-on: ${{ matrix.os }}
        steps: [{run: make}]
      use: {needs: build, runs-on: ubuntu-latest, steps: [{run: make}]}
      tidy: {needs: [build], if: always(), runs-on: ubuntu-latest, steps: [{run: make}]}
      blame: {needs: [build], if: failure(), runs-on: ubuntu-latest, steps: [{run: make}]}
"""


def test_what_cannot_be_known(repository):
    planned = plan(repository(UNKNOWN), push())
    build = planned.job("build")

    assert isinstance(build.runs, Unknown)
    assert isinstance(build.why, Maybe)
    assert "runs if needs.prep.outputs.go == 'yes'" == build.why.words
    assert (1, "Build ${{ matrix.os }}", "${{ matrix.os }}") == (
        len(build.legs), build.legs[0].name, build.legs[0].runs_on)  # fmt: skip
    assert Unknown("needs.prep.outputs.legs", "object") == build.legs[0].matrix
    assert "runs if 'build' runs and succeeds" == planned.job("use").why.words
    assert ("build",) == planned.job("use").why.blocked_by
    assert (True, False) == (planned.job("tidy").runs, planned.job("blame").runs)
    data = {job["id"]: job for job in planned.to_data()["workflows"][0]["jobs"]}
    assert ("unknown", "unknown") == (data["build"]["runs"], data["use"]["runs"])
    assert ("unknown", "runs by default, if the job does") == (
        data["build"]["steps"][0]["runs"],
        data["build"]["steps"][0]["why"],
    )


def test_with_the_outputs_all_is_known(repository):
    assumed = what_if(outputs={"prep.go": "yes", "prep.legs": '{"os": ["a", "b"]}'})
    planned = plan(repository(UNKNOWN), push(), what_if=assumed)

    assert ["Build a", "Build b"] == [leg.name for leg in planned.job("build").legs]
    assert {"prep", "build", "use", "tidy"} == planned["ci.yml"].jobs.will_run


CHAIN = """
    on: push
    jobs:
      a: {if: false, runs-on: x, steps: [{run: make}]}
      b: {needs: a, runs-on: x, steps: [{run: make}]}
      c: {needs: a, if: always(), runs-on: x, steps: [{run: make}]}
      d: {needs: c, runs-on: x, steps: [{run: make}]}
      e: {needs: c, if: "!failure() && !cancelled()", runs-on: x, steps: [{run: make}]}
      f: {needs: [b, c], if: "needs.b.result == 'skipped' && always()", runs-on: x, steps: [{run: make}]}
      g: {needs: [c], if: success('c'), runs-on: x, steps: [{run: make}]}
      h: {needs: b, runs-on: x, steps: [{run: make}]}
"""


def test_success_asks_all_jobs_before(repository):
    planned = plan(repository(CHAIN), push())

    assert {"c", "e", "f", "g"} == planned["ci.yml"].jobs.will_run
    assert ("b", "a") == planned.job("h").why.blocked_by
    assert "'b' is skipped because 'a' is skipped (false is false)" == planned.job("h").why.words
    assert ("a",) == planned.job("d").why.blocked_by
    assert () == planned.job("a").legs
    assert planned.job("h").skipped_because("a")


CALLED = """
    on:
      workflow_call:
        inputs: {env: {type: string, required: true}, n: {type: number, default: 2}}
        secrets: {TOKEN: {required: true}}
        outputs: {url: {value: '${{ jobs.deploy.outputs.url }}'}, fixed: {value: 'to-${{ inputs.env }}'}}
    jobs:
      deploy:
        name: Deploy to ${{ inputs.env }}
        runs-on: ubuntu-latest
        environment: ${{ inputs.env }}
        outputs: {url: '${{ steps.d.outputs.url }}'}
        steps:
          - {id: d, run: make}
          - {if: inputs.n > 1 && env.FROM_CALLER == null, run: make}
      never: {if: inputs.env == 'x', runs-on: ubuntu-latest, steps: [{run: make}]}
"""
CALLER = """
    on: push
    permissions: {contents: write}
    env: {FROM_CALLER: '1'}
    jobs:
      go:
        strategy: {matrix: {env: [dev, prod]}}
        uses: ./.github/workflows/called.yml
        with: {env: '${{ matrix.env }}'}
        secrets: {TOKEN: '${{ secrets.T }}'}
      after: {needs: go, if: "needs.go.outputs.fixed == 'to-dev'", runs-on: ubuntu-latest, steps: [{run: make}]}
      other:
        uses: octo-org/other/.github/workflows/x.yml@v1
      far: {needs: other, if: needs.other.outputs.x == '1', runs-on: ubuntu-latest, steps: [{run: make}]}
"""


def test_called_workflows_are_expanded(repository):
    planned = plan(repository(CALLER, {"called.yml": CALLED}), push())
    go = planned.job("go")

    assert ["go (dev) / Deploy to dev", "go (prod) / Deploy to prod"] == [
        leg.name for job in go.jobs if job.id == "deploy" for leg in job.legs
    ]
    assert ["dev", "prod"] == [job.environment for job in go.jobs if job.id == "deploy"]
    assert ["go/deploy", "go/never"] == [job.path for job in go.legs[0].jobs]
    assert [True, False] == [job.runs for job in go.legs[0].jobs]
    assert all(step.runs for step in planned.job("go/deploy").steps)
    assert "write" == planned.job("go/deploy").permissions["contents"]
    assert isinstance(planned.job("after").runs, Unknown)  # two legs with two values
    assert "runs if needs.other.outputs.x == '1'" == planned.job("far").why.words
    assert any("the output 'fixed' different values" in words for words in planned["ci.yml"].warnings)


def test_the_github_context_is_that_of_the_caller(repository):
    callee = "on: workflow_call\njobs: {a: {if: github.workflow == 'Outer', runs-on: x, steps: [{run: make}]}}"
    caller = "name: Outer\non: push\njobs: {go: {uses: ./.github/workflows/called.yml}}"

    assert plan(repository(caller, {"called.yml": callee}), push()).job("go/a").runs is True


@pytest.mark.parametrize(
    ("caller", "callee", "problem"),
    [
        pytest.param("with: {x: 1}", "inputs: {}", "declares no input 'x'", id="undeclared"),
        pytest.param("", "inputs: {x: {type: string, required: true}}", "requires the input 'x'", id="missing"),
        pytest.param("with: {x: a}", "inputs: {x: {type: number}}", "is a number, got a string", id="type"),
        pytest.param("", "secrets: {X: {required: true}}", "requires the secret 'X'", id="secret"),
        pytest.param("secrets: {X: a, Y: b}", "secrets: {x: }", "declares no secret 'Y'", id="undeclared-secret"),
    ],
)
def test_calls_that_are_refused(repository, caller, callee, problem):
    outer = f"on: push\njobs:\n  go:\n    uses: ./.github/workflows/called.yml\n    {caller}\n"
    inner = f"on: {{workflow_call: {{{callee}}}}}\njobs: {{a: {{runs-on: x, steps: [{{run: make}}]}}}}\n"
    planned = plan(repository(outer, {"called.yml": inner}), push())["ci.yml"]

    assert problem in planned.problems[0]
    assert "startup_failure" == planned.conclusion
    assert {"go": False} == {job.id: job.runs for job in planned.jobs.values()}


@pytest.mark.parametrize(
    ("given", "asked", "settings", "refused"),
    [
        pytest.param("permissions: {contents: read}", "{contents: write}", {}, True, id="more"),
        pytest.param("permissions: {contents: write}", "{contents: write}", {}, False, id="the-same"),
        pytest.param("permissions: write-all", "{id-token: write}", {}, False, id="all"),
        pytest.param("", "{contents: write}", {}, False, id="nobody-knows"),
        pytest.param("", "{contents: write}", {"token": "restricted"}, True, id="restricted"),
        pytest.param("", "{contents: write}", {"token": "permissive"}, False, id="permissive"),
    ],
)
def test_permissions_of_called_workflows(repository, given, asked, settings, refused):
    outer = f"on: push\n{given}\njobs: {{go: {{uses: ./.github/workflows/called.yml}}}}\n"
    inner = f"on: workflow_call\njobs: {{a: {{runs-on: x, permissions: {asked}, steps: [{{run: make}}]}}}}\n"
    planned = plan(repository(outer, {"called.yml": inner}, **settings), push())["ci.yml"]

    assert refused is bool(planned.problems)


@pytest.mark.parametrize(
    ("given", "level"), [("permissions: {contents: write}", "read"), ("permissions: write-all", "read"), ("", "read")]
)
def test_a_fork_takes_nothing_from_what_may_be_asked_for(repository, given, level):
    outer = f"on: pull_request\n{given}\njobs: {{go: {{uses: ./.github/workflows/called.yml}}}}\n"
    asked = "{contents: write}" if given else "{contents: read}"
    inner = f"on: workflow_call\njobs: {{a: {{runs-on: x, permissions: {asked}, steps: [{{run: make}}]}}}}\n"
    planned = plan(repository(outer, {"called.yml": inner}), pull_request(fork=True))

    assert () == planned["ci.yml"].problems
    assert level == planned.job("go/a").permissions["contents"]


def test_a_called_workflow_that_is_not_here(repository):
    text = "on: push\njobs: {go: {uses: ./.github/workflows/called.yml}}"
    missing = plan(repository(text), push())["ci.yml"]
    broken = plan(repository(text, refused={".github/workflows/called.yml": "it holds no workflow"}), push())["ci.yml"]
    elsewhere = plan(repository(text.replace("./.", "a/b/.").replace(".yml", ".yml@v1")), push())["ci.yml"]

    assert ((), True) == (missing.problems, missing.jobs["go"].runs)
    assert "calls .github/workflows/called.yml, which is not here" in missing.warnings[0]
    assert "which is refused: it holds no workflow" in broken.problems[0]
    assert ((), ()) == (elsewhere.problems, elsewhere.warnings)


def test_workflows_that_call_themselves(repository):
    text = "on: [push, workflow_call]\njobs: {go: {uses: ./.github/workflows/ci.yml}}"

    assert "it calls itself" in plan(repository(text), push())["ci.yml"].problems[0]


@pytest.mark.parametrize(
    ("jobs", "problem"),
    [
        pytest.param("a: {needs: b, X}, b: {needs: a, X}", "a, b need each other in a circle", id="circle"),
        pytest.param("a: {needs: nope, X}", "job 'a' needs 'nope'", id="unknown-need"),
        pytest.param("a: {if: env.X, X}", "the context 'env' is not available in jobs.a.if", id="context"),
        pytest.param("a: {if: github.ref = 'x', X}", "jobs.a.if: expected", id="syntax"),
        pytest.param("a: {if: nope(), X}", "jobs.a.if: there is no function 'nope'", id="function"),
        pytest.param("a: {env: {T: '${{ foo.bar }}'}, X}", "jobs.a.env.T: there is no context 'foo'", id="anywhere"),
        pytest.param(
            "a: {runs-on: x, steps: [{if: secrets.T == 'x', run: make}]}",
            "the context 'secrets' is not available in jobs.a.steps[0].if",
            id="step",
        ),
    ],
)
def test_what_github_refuses_runs_nothing(jobs, problem):
    text = f"on: push\njobs: {{{jobs.replace('X}', 'runs-on: x, steps: [{run: make}]}')}}}"
    planned = plan(Repository(workflows={"ci.yml": loads(text).document}), push()).all[0]

    assert problem in planned.problems[0]
    assert set() == planned.jobs.may_run


def test_pull_requests_from_forks_only_read(repository):
    text = """
        on: pull_request
        permissions: {contents: write, id-token: write}
        jobs:
          a:
            runs-on: x
            env: {T: '${{ secrets.T }}'}
            steps: [{if: env.T == '', run: make}]
    """
    here, fork = (plan(repository(text), pull_request(fork=one)).job("a") for one in (False, True))

    assert ("write", "write") == (here.permissions["contents"], here.permissions["id-token"])
    assert ("read", "none") == (fork.permissions["contents"], fork.permissions["id-token"])
    assert (True, True) == (fork.steps[0].runs, isinstance(here.steps[0].runs, Unknown))


def test_names_of_legs(repository):
    text = """
        on: push
        jobs:
          a: {name: Fixed, strategy: {matrix: {n: [1, 2.5]}}, runs-on: x, steps: [{run: make}]}
          b: {strategy: {matrix: {n: [1], include: [{n: 1, x: 1}, {y: 2}]}}, runs-on: x, steps: [{run: make}]}
          c: {strategy: {matrix: {n: [1], exclude: [{n: 1}]}}, runs-on: x, steps: [{run: make}]}
          d: {strategy: {matrix: {n: "${{ fromJSON('[]') }}"}}, runs-on: x, steps: [{run: make}]}
          e: {strategy: {matrix: {include: [{os: '${{ vars.OS }}'}, {os: b}]}}, runs-on: x, steps: [{run: make}]}
    """
    jobs = plan(repository(text), push())["ci.yml"].jobs

    assert ["Fixed (1)", "Fixed (2.5)"] == [leg.name for leg in jobs["a"].legs]
    assert [{"n": 1, "x": 1, "y": 2}] == [leg.matrix for leg in jobs["b"].legs]
    assert [("c", {})] == [(leg.name, leg.matrix) for leg in jobs["c"].legs]
    assert ({"failure"}, "its matrix is refused: the axis 'n' has no values") == (
        jobs["d"].result, jobs["d"].why.words)  # fmt: skip
    assert ["e (?)", "e (b)"] == [leg.name for leg in jobs["e"].legs]


@pytest.mark.parametrize(
    ("happened", "condition", "runs"),
    [
        pytest.param(push(), "github.event.head_commit.message == 'A commit'", True, id="known"),
        pytest.param(push(), "github.event.pull_request.number == 1", False, id="not-of-this-event"),
        pytest.param(push(), "github.event.compare == ''", "github.event.compare", id="of-this-event"),
        pytest.param(push(), "github.event.repository.fork", False, id="common"),
        pytest.param(pull_request(labels=["x"]), "contains(github.event.pull_request.labels.*.name, 'X')", True, id="star"),
        pytest.param(pull_request(), "github.event.pull_request.title == 'WIP'", "github.event.pull_request.title", id="pr"),
        pytest.param(pull_request("main", "dev"), "github.head_ref == 'dev' && github.base_ref == 'main'", True, id="refs"),
        pytest.param(pull_request(number=7), "github.ref == 'refs/pull/7/merge' && github.ref_name == '7/merge'", True, id="n"),
        pytest.param(push(), "github.head_ref == '' && github.ref_name == 'main'", True, id="push-refs"),
        pytest.param(push(), "vars.X == '1'", "vars.X", id="vars"),
        pytest.param(push(), "github.actor == 'octocat' && github.run_attempt == 1", True, id="fixed"),
        pytest.param(from_payload("push", {"ref": "refs/heads/x"}), "github.event.compare == null", True, id="whole"),
        pytest.param(workflow_call(), "github.event_name == 'push'", True, id="call"),
        pytest.param(event("issues"), "github.ref == 'refs/heads/main' && github.event.action == 'opened'", True, id="issue"),
    ],
)  # fmt: skip
def test_what_is_known_of_an_event(repository, happened, condition, runs):
    text = f"""
        on: [push, pull_request, workflow_call, issues]
        jobs: {{a: {{if: "{condition}", runs-on: x, steps: [{{run: make}}]}}}}
    """
    found = plan(repository(text), happened).job("a").runs

    assert runs == (found.reason if isinstance(found, Unknown) else found)


def test_default_branch_and_name(repository):
    text = """
        on: {schedule: [{cron: '0 0 * * *'}]}
        jobs: {a: {if: github.ref_name == 'trunk' && github.repository == 'a/b', runs-on: x, steps: [{run: make}]}}
    """

    assert plan(repository(text, default_branch="trunk", name="a/b"), schedule()).job("a").ran


def test_conditions_that_are_texts_are_told(repository):
    text = """
        on: push
        jobs:
          a: {if: "${{ github.ref == 'x' }} && false", runs-on: x, steps: [{if: "${{ false }} ", name: S, run: make}]}
          b: {if: "${{ github.ref == 'x' }}", runs-on: x, steps: [{if: "false", run: make}]}
    """
    planned = plan(repository(text), push())["ci.yml"]

    assert {"a"} == planned.jobs.will_run
    assert ["the condition of job 'a'", "the condition of step 'S' of job 'a'"] == [
        words.partition(" is a text")[0] for words in planned.warnings
    ]


def test_secrets_are_not_shown(repository):
    text = """
        on: push
        jobs:
          a:
            runs-on: x
            env: {T: '${{ secrets.T }}', NONE: '${{ secrets.NONE }}'}
            outputs: {t: 'x${{ env.T }}', u: 'u'}
            steps:
              - {if: env.T != '' && env.NONE == '', name: 'With ${{ secrets.T }}', run: make}
              - {if: env.T == 'x', run: make}
    """
    planned = plan(repository(text, secrets={"T": "s3cr3t"}), push())

    assert [True, False] == [step.runs for step in planned.job("a").steps]
    assert {"u": "u"} == planned.job("a").outputs
    assert "s3cr3t" not in json.dumps(planned.to_data()) + planned.to_text(steps=True) + repr(planned.job("a").steps)
    assert "With ***" == planned.job("a").steps[0].name


def test_a_whole_payload_tells_of_the_repository(repository):
    condition = "github.repository == 'a/b' && github.ref == 'refs/heads/trunk' && github.repository_owner == 'a'"
    text = f'on: [issues, push]\njobs: {{a: {{if: "{condition}", runs-on: x, steps: [{{run: make}}]}}}}'
    told = {"full_name": "a/b", "default_branch": "trunk", "private": True}
    happened = from_payload("issues", {"action": "opened", "repository": told})

    assert plan(repository(text, name="c/d"), happened).job("a").runs is True
    assert plan(repository(text), push("trunk", payload={"repository": told})).job("a").runs is False  # a part of one


def test_the_commit_of_a_pull_request_is_that_of_the_merge(repository):
    text = """
        on: pull_request
        jobs: {a: {if: github.sha != github.event.pull_request.head.sha, runs-on: x, steps: [{run: make}]}}
    """

    assert plan(repository(text), pull_request()).job("a").runs is True


def test_the_ref_is_always_said(repository):
    text = "on: {schedule: [{cron: '0 0 * * *'}]}\njobs: {a: {runs-on: x, steps: [{run: make}]}}"

    assert "refs/heads/trunk" == plan(repository(text, default_branch="trunk"), schedule()).to_data()["ref"]


def test_workflow_run_follows(repository):
    workflows = {
        "a.yml": "name: A\non: push\njobs: {a: {runs-on: x, steps: [{run: make}]}}",
        "b.yml": "name: B\non: {workflow_run: {workflows: [A]}}\njobs: {b: {runs-on: x, steps: [{run: make}]}}",
        "c.yml": "name: C\non: {workflow_run: {workflows: [B]}}\njobs: {c: {runs-on: x, steps: [{run: make}]}}",
        "d.yml": "name: D\non: {workflow_run: {workflows: [X]}}\njobs: {d: {runs-on: x, steps: [{run: make}]}}",
    }
    planned = plan(repository(workflows=workflows), push())

    assert {"a.yml"} == planned.workflows
    assert ["b.yml", "c.yml"] == [one.short for one in planned.followers]


def test_warnings(repository):
    text = """
        on: push
        concurrency: g
        jobs:
          a: {concurrency: G, strategy: {matrix: {n: [1, 2, 3]}}, runs-on: x, steps: [{uses: actions/upload-artifact@v4}]}
    """
    found = plan(repository(text), push())["ci.yml"].warnings

    assert "'a (1)' waits for the concurrency group 'g', which its own run holds" in found
    assert "'a (1)' and 'a (2)' both upload the artifact 'artifact'" in found
    assert any("3 jobs are in the concurrency group 'g'" in words for words in found)


@pytest.mark.parametrize(
    ("on", "job"),
    [
        pytest.param("{push: , workflow_dispatch: {inputs: 5}}", "", id="inputs"),
        pytest.param(
            "[push, workflow_dispatch]", "strategy: {matrix: {a: [1, 2]}, max-parallel: 1.5e400}, ", id="number"
        ),
        pytest.param("[push, workflow_dispatch]", "steps: 5, ", id="steps"),
        pytest.param("[push, workflow_dispatch]", "steps: [{wait: 5}], ", id="wait"),
    ],
)
def test_values_that_cannot_be_do_not_stop_a_plan(on, job):
    text = f"on: {on}\njobs: {{a: {{{job}runs-on: x}}}}"
    documents = Repository(workflows={"ci.yml": loads(text).document})

    for happened in (push(), dispatch(inputs={})):
        assert {"ci.yml"} == plan(documents, happened, what_if=what_if(["a"])).workflows


def test_a_called_workflow_in_the_group_of_its_caller(repository):
    outer = (
        "name: O\non: push\nconcurrency: '${{ github.workflow }}'\njobs: {go: {uses: ./.github/workflows/called.yml}}"
    )
    inner = "on: workflow_call\nconcurrency: GROUP\njobs: {a: {runs-on: x, steps: [{run: make}]}}"

    def warnings(group):
        return plan(repository(outer, {"called.yml": inner.replace("GROUP", group)}), push())["ci.yml"].warnings

    assert [
        "waits for the concurrency group 'O', which" in words for words in warnings("'${{ github.workflow }}'")
    ] == [True]
    assert () == warnings("other")


@pytest.mark.parametrize("group", ["''", "'${{ github.head_ref }}'", "x" * 401])
def test_a_group_without_a_name_or_with_a_long_one(repository, group):
    of_run = f"on: push\nconcurrency: {{group: {group}}}\njobs: {{a: {{runs-on: x, steps: [{{run: make}}]}}}}"
    of_job = f"on: push\njobs: {{a: {{concurrency: {{group: {group}}}, runs-on: x, steps: [{{run: make}}]}}}}"
    documents = {"run.yml": loads(of_run).document, "job.yml": loads(of_job).document}
    planned = plan(Repository(workflows=documents), push())

    assert "the name of its concurrency group has" in planned["run.yml"].problems[0]
    assert ("failure", ()) == (planned["job.yml"].conclusion, planned["job.yml"].problems)
    assert [False] == [step.runs for step in planned["job.yml"].jobs["a"].steps]


@pytest.mark.parametrize(
    ("fail", "message"),
    [
        ("nope", "there is no job 'nope'"),
        ("test[os=solaris]", "no leg of job 'test' has os=solaris"),
        ("build/w", "job 'build' has no step 'w'"),
        ("test[os", "is none of job"),
        ("test[os]", "axis=value, got 'os'"),
    ],
)
def test_assumptions_about_nothing_are_mistakes(repository, fail, message):
    with pytest.raises(TargetError) as raised:
        plan(repository(CI), push(), what_if=what_if([fail]))

    assert message in str(raised.value)


def test_text(repository):
    text = plan(repository(CI), push()).to_text()

    assert "+ ci.yml (CI): push of the branch main" in text
    assert "  + test; 4 legs on ubuntu-latest, windows-latest" in text
    assert "      startsWith(github.ref, 'refs/tags/v') is false: startsWith('refs/heads/main', 'refs/tags/v')" in text


def test_every_real_workflow_can_be_planned(shared):
    folder = shared / "corpus" / "files"
    count = undecided = 0
    for path in sorted(folder.rglob("*.y*ml")):
        document = load(path)._document
        if not hasattr(document, "jobs"):
            continue
        count += 1
        one = Repository(workflows={f".github/workflows/{path.name}": document})
        for name in ("push", "pull_request", "workflow_dispatch", "schedule"):
            planned = plan(one, event(name))
            json.dumps(planned.to_data())
            assert planned.to_text()
            for job in planned.all[0].jobs.all():
                if isinstance(job.runs, Unknown):
                    undecided += 1
                    assert job.why.words.startswith("runs if "), (path, job.id)
                    assert len(job.why.words) > len("runs if "), (path, job.id)

    assert count > 300
    assert undecided > 0


def test_legs_of_real_matrices(shared):
    lines = (shared / "conformance" / "simulate" / "matrix_corpus.jsonl").read_text(encoding="utf-8").splitlines()
    loaded = {}
    for case in map(json.loads, lines):
        path = shared / "corpus" / case["file"]
        if path not in loaded:
            loaded[path] = Repository(workflows={"x.yml": load(path).document})
        one = loaded[path]
        run = WorkflowRun(setting=Setting(repository=one, github={}), workflow=one.workflows["x.yml"], file="x.yml",
                          inputs={}, secrets={}, what_if=WhatIf())  # fmt: skip
        (node,) = [job for job in run.nodes() if job.id == case["job"]]
        legs = run.legs(node, Scope({"github": {}, "inputs": {}, "vars": {}, "needs": {}}))

        assert case["legs"] == [json.loads(json.dumps(leg.matrix, default=dict)) for leg in legs], case["file"]
        if case["names"] is not None:
            assert case["names"] == [leg.name for leg in legs], case["file"]

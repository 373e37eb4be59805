"""What-ifs: failures, outputs, cancellation, times, and running again."""

from __future__ import annotations

import pytest

from ghflow.simulator.events import push
from ghflow.simulator.runs import simulate

RELEASE = """
    on: push
    jobs:
      meta:
        runs-on: x
        outputs: {version: '${{ steps.v.outputs.version }}', pre: '${{ steps.v.outputs.pre }}'}
        steps: [{id: v, run: make}]
      build:
        needs: meta
        strategy: {fail-fast: false, matrix: {os: [linux, windows, mac]}}
        runs-on: ${{ matrix.os }}
        steps:
          - {id: make, run: make}
          - {id: keep, uses: actions/upload-artifact@v4, with: {name: 'dist-${{ matrix.os }}'}}
          - {id: tell, if: failure(), run: make tell}
      publish:
        needs: [meta, build]
        if: needs.meta.outputs.pre != 'true'
        runs-on: x
        steps: [{uses: actions/download-artifact@v4, with: {name: dist-linux}}, {run: make publish}]
      notify: {needs: publish, if: always(), runs-on: x, steps: [{run: make notify}]}
      alarm: {needs: [publish, build], if: failure(), runs-on: x, steps: [{run: make alarm}]}
"""


def results(run):
    return {job.id: "/".join(sorted(job.result)) for job in run.plan.all[0].jobs.values()}


def test_all_goes_well(repository):
    run = simulate(repository(RELEASE), push(), outputs={"meta.pre": "false"})

    assert {"meta": "success", "build": "success", "publish": "success", "notify": "success", "alarm": "skipped"} == (
        results(run)
    )
    assert ("success", 1) == (run.conclusion, run.attempt)
    assert {"dist-linux": 1, "dist-windows": 1, "dist-mac": 1} == run.artifacts
    assert [] == run.missing_artifacts


def test_outputs_decide(repository):
    run = simulate(repository(RELEASE), push(), outputs={"meta.pre": "true", "meta.version": "1"})

    assert run.job("publish").skipped_because("needs.meta.outputs.pre")
    assert "success" == run.conclusion


def test_outputs_of_steps_decide(repository):
    run = simulate(repository(RELEASE), push(), outputs={"meta/v.pre": "true"})

    assert run.job("publish").skipped_because("needs.meta.outputs.pre")


def test_one_leg_fails(repository):
    run = simulate(repository(RELEASE), push(), fail=["build[os=windows]"], outputs={"meta.pre": "false"})

    assert {"meta": "success", "build": "failure", "publish": "skipped", "notify": "success", "alarm": "success"} == (
        results(run)
    )
    assert ("failure", False) == (run.conclusion, run.job("publish").ran)
    assert ["success", "failure", "success"] == [next(iter(leg.result)) for leg in run.job("build").legs]
    assert [True, False, True] == [step.runs for step in run.job("build").legs[1].steps]
    assert ("build",) == run.job("publish").why.blocked_by
    assert ["dist-linux", "dist-mac"] == sorted(run.artifacts)


def test_running_failed_jobs_again(repository):
    run = simulate(repository(RELEASE), push(), fail=["build[os=windows]"], outputs={"meta.pre": "false"})
    again = run.rerun_failed()

    assert (2, "success") == (again.attempt, again.conclusion)
    assert again.job("meta").kept
    assert "false" == again.job("meta").outputs["pre"]
    assert [True, False, True] == [leg.kept for leg in again.job("build").legs]
    assert again.job("publish").ran
    assert {"dist-linux": 1, "dist-windows": 2, "dist-mac": 1} == again.artifacts
    assert "skipped" == results(again)["alarm"]


def test_running_again_may_fail_again(repository):
    run = simulate(repository(RELEASE), push(), fail=["build"], outputs={"meta.pre": "false"})
    again = run.rerun_failed(fail=["build[os=mac]"])

    assert ["success", "success", "failure"] == [next(iter(leg.result)) for leg in again.job("build").legs]
    assert "success" == again.rerun_failed().conclusion


def test_running_all_again(repository):
    run = simulate(repository(RELEASE), push(), outputs={"meta.pre": "false"})
    again = run.rerun_all(outputs={"meta.pre": "true"})

    assert not any(job.kept for job in again.plan.all[0].jobs.values())
    assert not again.job("publish").ran


def test_the_attempt_is_known(repository):
    text = "on: push\njobs: {a: {runs-on: x, steps: [{if: github.run_attempt != '1', run: make}]}}"
    run = simulate(repository(text), push(), fail=["a"])

    assert [False] == [step.runs for step in run.job("a").steps]
    assert [True] == [step.runs for step in run.rerun_failed().job("a").steps]


def test_a_job_that_is_skipped_stays_so(repository):
    text = """
        on: push
        jobs:
          a: {runs-on: x, steps: [{run: make}]}
          b: {if: github.run_attempt == '2', runs-on: x, steps: [{run: make}]}
          c: {if: github.run_attempt == '2', needs: a, runs-on: x, steps: [{run: make}]}
    """
    run = simulate(repository(text), push(), fail=["a"])
    again = run.rerun_failed()

    assert (False, True) == (again.job("b").ran, again.job("c").ran)


FAST = """
    on: push
    jobs:
      t:
        strategy: {matrix: {n: [1, 2, 3, 4]}, SETTINGS}
        runs-on: x
        continue-on-error: ${{ matrix.n == 4 }}
        steps: [{run: make}, {if: always(), run: clean}]
      after: {needs: t, runs-on: x, steps: [{run: make}]}
"""


@pytest.mark.parametrize(
    ("settings", "fail", "legs", "job"),
    [
        pytest.param("", ["t[n=2]"], "cfcc", "failure", id="fail-fast"),
        pytest.param("fail-fast: false", ["t[n=2]"], "sfss", "failure", id="no-fail-fast"),
        pytest.param("max-parallel: 2", ["t[n=2]"], "cfcc", "failure", id="in-the-first-batch"),
        pytest.param("max-parallel: 2", ["t[n=3]"], "ssfc", "failure", id="in-the-second-batch"),
        pytest.param("max-parallel: 1", ["t[n=1]", "t[n=3]"], "fccc", "failure", id="never-came-to-it"),
        pytest.param("", ["t[n=4]"], "sssf", "failure", id="covered"),
        pytest.param("", ["t"], "ffff", "failure", id="all"),
    ],
)
def test_legs_that_fail(repository, settings, fail, legs, job):
    run = simulate(repository(FAST.replace("SETTINGS", settings)), push(), fail=fail)

    assert legs == "".join(next(iter(leg.result))[0] for leg in run.job("t").legs)
    assert {job} == run.job("t").result


def test_a_failure_that_is_covered_is_a_success_for_others(repository):
    run = simulate(repository(FAST.replace("SETTINGS", "")), push(), fail=["t[n=4]"])

    assert ("success", True) == (run.conclusion, run.job("after").ran)


def test_legs_that_are_cancelled_still_clean_up(repository):
    run = simulate(repository(FAST.replace("SETTINGS", "")), push(), fail=["t[n=2]"])

    assert [False, True] == [step.runs for step in run.job("t").legs[0].steps]
    assert "cancelled because 't (2)' failed (fail-fast)" == run.job("t").legs[0].why


CANCEL = """
    on: push
    jobs:
      first: {runs-on: x, steps: [{id: s, run: make}, {run: more}]}
      side: {runs-on: x, steps: [{run: make}]}
      long: {runs-on: x, steps: [{run: make}, {if: cancelled(), run: undo}]}
      next: {needs: first, runs-on: x, steps: [{run: make}]}
      tidy: {needs: first, if: always(), runs-on: x, steps: [{run: make}]}
      undo: {needs: first, if: cancelled(), runs-on: x, steps: [{run: make}]}
      off: {if: false, needs: first, runs-on: x, steps: [{run: make}]}
      last: {needs: next, if: '!cancelled()', runs-on: x, steps: [{run: make}]}
"""


def test_a_run_that_is_cancelled(repository):
    run = simulate(repository(CANCEL), push(), cancel_after="first", durations={"long": 9})

    assert ("success", "success") == (results(run)["first"], results(run)["side"])
    assert {"long": False, "next": False, "tidy": True, "undo": True, "off": False, "last": False} == {
        id: run.job(id).ran for id in ("long", "next", "tidy", "undo", "off", "last")
    }
    assert ("cancelled", "skipped", "cancelled") == (results(run)["next"], results(run)["off"], results(run)["long"])
    assert "cancelled" == run.conclusion


def test_a_cancelled_run_with_a_job_that_might_have_run(repository):
    text = """
        on: push
        jobs:
          a: {runs-on: x, outputs: {v: '${{ steps.s.outputs.v }}'}, steps: [{id: s, run: make}]}
          b: {needs: a, if: needs.a.outputs.v, runs-on: x, steps: [{run: make}]}
    """

    assert {"cancelled", "skipped"} == simulate(repository(text), push(), cancel_after="a").job("b").result


def test_a_job_that_is_cancelled_in_the_middle(repository):
    run = simulate(repository(CANCEL), push(), cancel_after="first/s")

    assert [True, False] == [step.runs for step in run.job("first").steps]
    assert {"cancelled"} == run.job("first").result


@pytest.mark.parametrize(
    ("durations", "result"),
    [
        pytest.param({}, "success", id="nobody-says"),
        pytest.param({"a": 10}, "success", id="just"),
        pytest.param({"a": 11}, "cancelled", id="job"),
        pytest.param({"a/slow": 4}, "failure", id="step"),
        pytest.param({"b": 361}, "cancelled", id="default"),
    ],
)
def test_timeouts(repository, durations, result):
    text = """
        on: push
        jobs:
          a: {timeout-minutes: 10, runs-on: x, steps: [{id: slow, timeout-minutes: 3, run: make}]}
          b: {runs-on: x, steps: [{run: make}]}
    """

    assert result == simulate(repository(text), push(), durations=durations).conclusion


def test_jobs_of_called_workflows(repository):
    callee = """
        on: {workflow_call: {outputs: {v: {value: '${{ jobs.a.outputs.v }}'}}}}
        jobs:
          a: {runs-on: x, outputs: {v: '${{ steps.s.outputs.v }}'}, steps: [{id: s, run: make}]}
          b: {needs: a, runs-on: x, steps: [{id: s, run: make}]}
    """
    caller = """
        on: push
        jobs:
          go: {uses: ./.github/workflows/called.yml}
          end: {needs: go, if: needs.go.outputs.v == '7', runs-on: x, steps: [{run: make}]}
    """
    one = repository(caller, {"called.yml": callee})
    run = simulate(one, push(), fail=["go/b/s"], outputs={"go/a.v": "7"}, files=[".github/workflows/ci.yml"])

    assert ({"failure"}, {"failure"}) == (run.job("go/b").result, run.job("go").result)
    assert ("go",) == run.job("end").why.blocked_by
    again = run.rerun_failed()
    assert (True, False, True) == (again.job("go/a").kept, again.job("go/b").kept, again.job("end").ran)


def test_workflow_run_follows_a_request_once(repository):
    workflows = {
        "a.yml": "name: A\non: push\njobs: {a: {runs-on: x, steps: [{run: make}]}}",
        "b.yml": """
            name: B
            on: {workflow_run: {workflows: [A], types: [requested]}}
            jobs: {b: {if: github.event.workflow_run.conclusion == null, runs-on: x, steps: [{run: make}]}}
        """,
        "c.yml": """
            name: C
            on: {workflow_run: {workflows: [A], types: [requested, completed]}}
            jobs: {c: {if: github.event.workflow_run.conclusion == 'success', runs-on: x, steps: [{run: make}]}}
        """,
    }
    run = simulate(repository(workflows=workflows), push())

    assert [("b.yml", {"b"}), ("c.yml", {"c"})] == [(one.short, one.jobs.will_run) for one in run.plan.followers]
    assert ["c.yml"] == [one.short for one in run.rerun_all().plan.followers]
    assert () == run.rerun_failed().plan.followers


def test_what_a_partial_attempt_repeats_is_followed(repository):
    workflows = {
        "a.yml": "name: A\non: push\njobs: {a: {runs-on: x, steps: [{run: make}]}}",
        "b.yml": "name: B\non: {workflow_run: {workflows: [A]}}\njobs: {b: {runs-on: x, steps: [{run: make}]}}",
    }
    run = simulate(repository(workflows=workflows), push(), fail=["a"])

    assert ["b.yml"] == [one.short for one in run.rerun_failed().plan.followers]


@pytest.mark.parametrize(
    ("fail", "failed"),
    [
        pytest.param("go", ["go (l)/one", "go (w)/one"], id="all"),
        pytest.param("go[os=w]", ["go (w)/one"], id="leg"),
        pytest.param("go[os=w]/two", ["go (w)/two"], id="job"),
    ],
)
def test_a_job_that_calls_a_workflow_fails(repository, fail, failed):
    text = """
        on: push
        jobs:
          go:
            uses: ./.github/workflows/called.yml
            strategy: {fail-fast: false, matrix: {os: [l, w]}}
          after: {needs: go, runs-on: x, steps: [{run: make}]}
    """
    called = """
        on: workflow_call
        jobs:
          never: {if: false, runs-on: x, steps: [{run: make}]}
          covered: {continue-on-error: true, runs-on: x, steps: [{run: make}]}
          one: {runs-on: x, steps: [{run: make}]}
          two: {needs: one, runs-on: x, steps: [{run: make}]}
    """
    run = simulate(repository(text, {"called.yml": called}), push(), fail=[fail])
    legs = run.job("go").legs

    assert failed == [f"{leg.name}/{job.id}" for leg in legs for job in leg.jobs if job.result == {"failure"}]
    assert "failure" == run.conclusion
    assert ("go",) == run.job("after").why.blocked_by
    assert "success" == run.rerun_failed().conclusion


def test_a_status_asked_of_one_need(repository):
    text = """
        on: push
        jobs:
          a: {runs-on: x, steps: [{run: make}]}
          b: {runs-on: x, steps: [{run: make}]}
          c: {needs: [a, b], if: success('a'), runs-on: x, steps: [{run: make}]}
          d: {needs: [a, b], if: failure('a'), runs-on: x, steps: [{run: make}]}
    """
    run = simulate(repository(text), push(), fail=["b"])

    assert (True, False) == (run.job("c").ran, run.job("d").ran)


def test_downloads_that_find_nothing(repository):
    text = """
        on: push
        jobs:
          a: {runs-on: x, steps: [{uses: actions/upload-artifact@v4, with: {name: one}}]}
          b: {needs: a, runs-on: x, steps: [{uses: actions/download-artifact@v4, with: {name: two}}]}
    """

    run = simulate(repository(text), push())

    assert ["b: two"] == run.missing_artifacts == run.rerun_all().missing_artifacts
    assert [] == run.rerun_failed().missing_artifacts  # nothing is downloaded again

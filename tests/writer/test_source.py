"""Whole sources: what a person would have written, which builds the same file again."""

from __future__ import annotations

import pytest

from ghflow.emitter.document import to_yaml
from ghflow.reader.document import loads
from ghflow.reader.sameness import same
from ghflow.writer.source import to_python
from tests.writer.sources import formatted, harmless, imported, linted, rebuilt

WHOLE = {
    "everyday": (
        """\
# Tests and a release.
#
# Both on tags.
name: CI
on:
  push:
    branches: [main]
  workflow_dispatch:
permissions:
  contents: read
jobs:
  test:
    runs-on: ${{ matrix.os }}
    strategy:
      matrix:
        os: [ubuntu-latest, windows-latest]
        python-version: ['3.11', '3.14']
    steps:
      - uses: actions/checkout@v4
        with:
          persist-credentials: false
      - name: Version
        id: version
        run: |
          echo "v=1" >> "$GITHUB_OUTPUT"
          echo done
      - run: make VERSION=${{ steps.version.outputs.v }} PYTHON=${{ matrix.python-version }}
    outputs:
      v: ${{ steps.version.outputs.v }}
  # Only what was tested
  release:
    needs: test
    if: needs.test.result == 'success' && startsWith(github.ref, 'refs/tags/')
    runs-on: ubuntu-latest
    timeout-minutes: 5 # it hangs
    steps:
      - uses: me/release@0123456789abcdef0123456789abcdef01234567 # v2
        env:
          VERSION: ${{ needs.test.outputs.v }}
""",
        '''\
"""Tests and a release.

Both on tags.
"""

from ghflow import (
    Job,
    Matrix,
    Permissions,
    Push,
    Step,
    Workflow,
    WorkflowDispatch,
    github,
    note,
)
from ghflow.actions import checkout_v4

test_matrix = Matrix(
    {"os": ["ubuntu-latest", "windows-latest"], "python-version": ["3.11", "3.14"]},
)

version = Step(
    "Version",
    run="""
        echo "v=1" >> "$GITHUB_OUTPUT"
        echo done
    """,
)

test = Job(
    "test",
    runs_on=test_matrix.os,
    outputs={"v": version.outputs.v},
    matrix=test_matrix,
    steps=[
        checkout_v4(persist_credentials=False),
        version,
        Step(
            run=f"make VERSION={version.outputs.v} PYTHON={test_matrix['python-version']}",
        ),
    ],
)

release = Job(
    "release",
    needs=test,
    if_=(test.result == "success") & github.ref.startswith("refs/tags/"),
    runs_on="ubuntu-latest",
    timeout_minutes=note(5, "it hangs"),
    steps=[
        Step(
            uses=note("me/release@0123456789abcdef0123456789abcdef01234567", "v2"),
            env={"VERSION": test.outputs.v},
        ),
    ],
    comment="Only what was tested",
)

workflow = Workflow(
    "CI",
    on=[Push(branches=["main"]), WorkflowDispatch()],
    permissions=Permissions(contents="read"),
    jobs=[test, release],
    comment=__doc__,
)
''',
    ),
    "shared": (
        """\
on: push
jobs:
  a:
    runs-on: x
    strategy: {matrix: {os: [x, y]}}
    steps:
      - &setup
        name: Set up everything
        run: |
          one
          two
      - run: ${{ matrix.os }}
  b:
    runs-on: x
    strategy: {matrix: {os: [x, y]}}
    steps:
      - *setup
      - run: make ${{ matrix.os }}
""",
        '''\
from ghflow import Job, Matrix, Step, Workflow

a_matrix = Matrix(os=["x", "y"])

set_up_everything = Step(
    "Set up everything",
    run="""
        one
        two
    """,
)

a = Job(
    "a",
    runs_on="x",
    matrix=a_matrix,
    steps=[set_up_everything, Step(run=a_matrix.os)],
)

b = Job(
    "b",
    runs_on="x",
    matrix=a_matrix,
    steps=[set_up_everything, Step(run=f"make {a_matrix.os}")],
)

workflow = Workflow(on="push", jobs=[a, b])
''',
    ),
    "shared-but-for-comments": (
        """\
on: push
jobs:
  a:
    runs-on: x
    steps:
      # First
      - &setup
        name: Set up
        run: |
          one
          two
      - *setup # again
      - *setup
""",
        '''\
from ghflow import Job, Step, Workflow, note

set_up = Step(
    "Set up",
    run="""
        one
        two
    """,
)

a = Job(
    "a",
    runs_on="x",
    steps=[note(set_up, above="First"), note(set_up, above="again"), set_up],
)

workflow = Workflow(on="push", jobs=[a])
''',
    ),
    "called": (
        """\
on:
  workflow_call:
    inputs:
      env: {type: string, required: true}
    outputs:
      v: {value: "${{ jobs.a.outputs.v }}"}
    secrets:
      TOKEN:
jobs:
  a:
    runs-on: x
    outputs: {v: '1'}
    steps: []
  b:
    uses: ./.github/workflows/c.yml
    needs: [a, later]
    with: {v: "${{ needs.a.outputs.v }}"}
    secrets: inherit
  later:
    runs-on: x
    steps: []
""",
        """\
from ghflow import CallJob, Input, Job, Workflow, WorkflowCall

a = Job("a", runs_on="x", outputs={"v": "1"}, steps=[])

b = CallJob(
    "b",
    needs=[a, "later"],
    uses="./.github/workflows/c.yml",
    with_={"v": a.outputs.v},
    secrets="inherit",
)

later = Job("later", runs_on="x", steps=[])

workflow = Workflow(
    on=[
        WorkflowCall(
            inputs={"env": Input(required=True, type="string")},
            outputs={"v": a.outputs.v},
            secrets={"TOKEN": None},
        ),
    ],
    jobs=[a, b, later],
)
""",
    ),
    "action": (
        """\
name: Set up
description: Sets it up
inputs:
  version: {description: Which, default: '1'}
outputs:
  path: {value: "${{ steps.find.outputs.path }}"}
runs:
  using: composite
  steps:
    - id: find
      run: echo path=${{ inputs.version }} >> $GITHUB_OUTPUT
      shell: bash
""",
        """\
from ghflow import Action, ActionInput, Step

find = Step(
    id="find",
    run="echo path=${{ inputs.version }} >> $GITHUB_OUTPUT",
    shell="bash",
)

action = Action(
    "set-up",
    name="Set up",
    description="Sets it up",
    inputs={"version": ActionInput("Which", default="1")},
    outputs={"path": find.outputs.path},
    steps=[find],
)
""",
    ),
    "background": (
        """\
on: push
jobs:
  a:
    runs-on: x
    steps:
      - id: server
        run: serve
        background: true
      - parallel:
          - name: Lint
            id: lint
            run: lint
          - run: test
      - wait: [server]
      - cancel: server
      - run: echo ${{ steps.lint.outputs.n }}
""",
        """\
from ghflow import Cancel, Job, Parallel, Step, Wait, Workflow

server = Step(id="server", run="serve", background=True)
lint = Step("Lint", run="lint")

a = Job(
    "a",
    runs_on="x",
    steps=[
        server,
        Parallel([lint, Step(run="test")]),
        Wait(wait=[server]),
        Cancel(cancel=server),
        Step(run=f"echo {lint.outputs.n}"),
    ],
)

workflow = Workflow(on="push", jobs=[a])
""",
    ),
}


@pytest.mark.parametrize("case", WHOLE)
def test_whole_sources(case, tmp_path):
    text, source = WHOLE[case]
    document = loads(text, "set-up/action.yml").document
    (tmp_path / "source.py").write_text(source)

    assert to_python(document).text == source
    assert same(rebuilt(source), text)
    assert rebuilt(source) == to_yaml(document)
    assert (formatted(tmp_path), linted(tmp_path), harmless(source)) == ("", "", [])


JOB = "    runs-on: x\n    steps:\n      - run: x\n"


def job(lines: str, more: str = "") -> str:
    """A workflow with one job that has some lines of its own, after others."""
    return f"on: push\njobs:\n{more}  a:\n{lines}"


# What a part of a file becomes. The file is built back as it is, in each case.
PARTS = {
    "keys-without-value": (job(JOB + "    env:\n"), 'extra={"env": None}'),
    "number-for-text": (job(JOB + "    name: 5\n"), 'extra={"name": 5}'),
    "text-for-a-number": (job(JOB + "    timeout-minutes: '5'\n"), 'extra={"timeout-minutes": "5"}'),
    "too-small": (job(JOB + "    timeout-minutes: 0\n"), 'extra={"timeout-minutes": 0}'),
    "unknown-key": (job(JOB + "    new-key: {a: [1]}\n"), 'extra={"new-key": {"a": [1]}}'),
    "inexact-expression": (job(JOB + "    continue-on-error: ${{a}}\n"), 'extra={"continue-on-error": "${{a}}"}'),
    "expression-of-another-type": (
        job(JOB + "    continue-on-error: ${{ vars.A }}\n"),
        'continue_on_error=expression("vars.A")',
    ),
    "expression-for-a-flag": (job(JOB + "    continue-on-error: ${{ inputs.a }}\n"), "continue_on_error=inputs.a"),
    "flag-for-a-text": (job(JOB + "    name: ${{ github.ref == 'x' }}\n"), "name=f\"{github.ref == 'x'}\""),
    "missing-runs-on": (job("    steps: []\n"), "runs_on=absent"),
    "missing-steps": (job("    runs-on: x\n"), "steps=absent"),
    "step-without-anything": (job("    runs-on: x\n    steps:\n      - name: x\n"), 'Step("x", run=absent)'),
    "steps-that-are-none": (job("    runs-on: x\n    steps: [5]\n"), 'extra={"steps": [5]}'),
    "shell-by-expression": (
        job("    runs-on: x\n    steps:\n      - run: x\n        shell: ${{ a.b }}\n"),
        'extra={"steps": [{"run": "x", "shell": "${{ a.b }}"}]}',
    ),
    "invalid-id": ("on: push\njobs:\n  1a:\n    runs-on: x # c\n", '{"1a": {"runs-on": note("x", "c")}}'),
    "output-without-a-value": (
        "on: push\njobs:\n  a:\n    outputs: {x: }\n"
        + JOB
        + "  b:\n    needs: a\n    name: ${{ needs.a.outputs.x }}\n"
        + JOB,
        'name="${{ needs.a.outputs.x }}"',
    ),
    "strategy-with-comments-that-does-not-fit": (
        job(JOB + "    strategy:\n      # c\n      matrix: {a: []}\n      # d\n      fail-fast: '1'\n"),
        'strategy={"matrix": note({"a": []}, above="c"), "fail-fast": note("1", above="d")}',
    ),
    "kind-of-step-by-its-first-key": (
        job("    runs-on: x\n    steps:\n      - parallel: [{run: b, background: true}]\n        run: x\n"),
        'extra={"parallel": [{"run": "b", "background": True}], "run": "x"}',
    ),
    "expression-of-a-job-in-extra": (
        "on: {workflow_call: {outputs: {a: {value: x, new: '${{ jobs.a.result }}'}}}}\njobs:\n  a:\n" + JOB,
        'extra={"new": "${{ jobs.a.result }}"}',
    ),
    "job-with-an-odd-name": (
        "on: push\njobs:\n  a/b:\n    strategy: {matrix: {os: [x]}, fail-fast: true}\n    steps: []\n    runs-on: x\n",
        '{"a/b": {"strategy": {"matrix": {"os": ["x"]}, "fail-fast": True}, "steps": [], "runs-on": "x"}}',
    ),
    "nothing-at-all": ("{}\n", "Workflow(on=absent, jobs=absent)"),
    "list-for-jobs": ("on: push\njobs: []\n", 'extra={"jobs": []}'),
    "output-that-is-a-text": (
        "on: {workflow_call: {outputs: {a: {value: x}, b: y}}}\njobs: {}\n",
        'extra={"outputs": {"a": {"value": "x"}, "b": "y"}}',
    ),
    "no-jobs": ("on: push\n", "jobs=absent"),
    "no-on": ("jobs: {}\n", "on=absent"),
    "unknown-event": ("on: {pushed: {a: b}}\njobs: {}\n", 'extra={"on": {"pushed": {"a": "b"}}}'),
    "unknown-event-by-name": ("on: [pushed]\njobs: {}\n", 'on=["pushed"]'),
    "empty-event": ("on: {push: {}, create: }\njobs: {}\n", 'on={"push": {}, "create": None}'),
    "no-events": ("on: {}\njobs: {}\n", "on={}"),
    "empty-list-of-events": ("on: []\njobs: {}\n", 'extra={"on": []}'),
    "schedules": (
        "on:\n  schedule: # c\n    - cron: '0 0 * * *' # d\njobs: {}\n",
        '{"schedule": note([Schedule(note("0 0 * * *", "d"))], "c")}',
    ),
    "filters-with-numbers": ("on: {push: {branches: [3.1, main]}}\njobs: {}\n", 'extra={"branches": [3.1, "main"]}'),
    "key-that-is-no-text": (job(JOB + "    env: {5: a, true: b}\n"), '{PlainKey("5"): "a", PlainKey("true"): "b"}'),
    "matrix-with-an-empty-axis": (
        job(JOB + "    strategy: {matrix: {os: }}\n"),
        'strategy={"matrix": {"os": None}}',
    ),
    "matrix-by-expression": (
        job(JOB + "    strategy: {matrix: '${{ fromJSON(inputs.m) }}', fail-fast: false}\n"),
        "matrix=from_json(inputs.m)",
    ),
    "strategy-with-an-unknown-key": (
        job(JOB + "    strategy:\n      matrix: {a: [1]} # c\n      new: 1\n"),
        'strategy={"matrix": note({"a": [1]}, "c"), "new": 1}',
    ),
    "axis-like-an-argument": (
        job(JOB + "    strategy: {matrix: {comment: [a], where: [b]}}\n"),
        'Matrix({"comment": ["a"], "where": ["b"]})',
    ),
    "permissions": (job(JOB + "    permissions: {contents: read, id-token: write}\n"), 'id_token="write"'),
    "no-permissions": (job(JOB + "    permissions: {}\n"), "permissions=Permissions()"),
    "all-permissions": (job(JOB + "    permissions: read-all\n"), 'permissions="read-all"'),
    "wrong-scope": (job(JOB + "    permissions: {content: read}\n"), 'extra={"content": "read"}'),
    "services": (
        job(JOB + "    services: {db: {image: p, ports: [5432]}, r: redis}\n"),
        'services={"db": Service("p", ports=[5432]), "r": "redis"}',
    ),
    "condition-with-quotes": (job(JOB + "    if: '!cancelled()'\n"), 'if_="!cancelled()"'),
    "condition-in-fences": (job(JOB + "    if: ${{ github.ref }}\n"), 'if_="${{ github.ref }}"'),
    "condition-of-several-lines": (
        job(JOB + "    if: |\n      a\n      && b\n"),
        'if_=dedent("""\\\n        a\n        && b\n    """)',
    ),
    "flag-condition": (job(JOB + "    if: false\n"), "if_=False"),
    "number-condition": (job(JOB + "    if: 5\n"), 'extra={"if": 5}'),
    "script-without-an-end": (
        job('    runs-on: x\n    steps:\n      - run: "a\\nb"\n'),
        'Step(\n            run=dedent("""\\\n                a\n                b"""),\n        ),',
    ),
    "lines-of-an-input": (
        job(
            "    runs-on: x\n    steps:\n      - uses: actions/upload-artifact@v4\n"
            "        with:\n          name: n\n          path: |\n            a\n            b\n"
        ),
        'upload_artifact_v4(name="n", path=["a", "b"])',
    ),
    "unknown-input": (
        job("    runs-on: x\n    steps:\n      - uses: actions/checkout@v4\n        with: {nothing: 1}\n"),
        'Step(uses="actions/checkout@v4", with_={"nothing": 1})',
    ),
    "other-ref": (
        job("    runs-on: x\n    steps:\n      - uses: actions/checkout@main\n"),
        'Step(uses="actions/checkout@main")',
    ),
    "pinned": (
        job(
            "    runs-on: x\n    steps:\n      - uses: actions/checkout@0123456789abcdef0123456789abcdef01234567 # v4.2.2\n"
            "        with: {fetch-depth: 0}\n"
        ),
        'checkout_v4(uses=note("actions/checkout@0123456789abcdef0123456789abcdef01234567", "v4.2.2"), fetch_depth=0)',
    ),
    "pinned-without-a-version": (
        job(
            "    runs-on: x\n    steps:\n      - uses: actions/checkout@0123456789abcdef0123456789abcdef01234567 # main\n"
        ),
        "uses=note(",
    ),
    "pinned-to-a-version-without-a-wrapper": (
        job(
            "    runs-on: x\n    steps:\n      - uses: actions/checkout@0123456789abcdef0123456789abcdef01234567 # v99\n"
        ),
        "Step(\n            uses=note(",
    ),
    "pinned-with-outputs": (
        job(
            "    runs-on: x\n    steps:\n"
            "      - uses: actions/cache@0123456789abcdef0123456789abcdef01234567 # pin@v4\n        id: c\n"
            "        with: {path: p, key: k}\n      - run: echo ${{ steps.c.outputs.cache-hit }}\n"
        ),
        'Step(run=f"echo {c.outputs.cache_hit}")',
    ),
    "comment-behind-a-tag": (
        job("    runs-on: x\n    steps:\n      - uses: actions/checkout@v4 # the newest\n"),
        'checkout_v4(uses=note("actions/checkout@v4", "the newest"))',
    ),
    "with-a-name": (
        job(
            "    runs-on: x\n    steps:\n      - uses: actions/upload-artifact@v4\n        name: Keep\n        with: {path: p}\n"
        ),
        'upload_artifact_v4(step_name="Keep", path="p")',
    ),
    "id-that-follows-from-the-name": (
        job(
            "    runs-on: x\n    steps:\n      - {name: Say it, id: say-it, run: x}\n      - run: ${{ steps.say-it.outputs.x }}\n"
        ),
        'say_it = Step("Say it", run="x")',
    ),
    "id-that-nobody-refers-to": (
        job("    runs-on: x\n    steps:\n      - {name: Say it, id: say-it, run: x}\n"),
        'Step("Say it", id="say-it", run="x")',
    ),
    "id-in-another-case": (
        job("    runs-on: x\n    steps:\n      - {id: A, run: x}\n      - run: echo ${{ steps.a.outputs.x }}\n"),
        'run="echo ${{ steps.a.outputs.x }}"',
    ),
    "reference-to-a-step-without-an-id": (
        job("    runs-on: x\n    steps:\n      - {name: Say, run: x}\n      - run: ${{ steps.say.outputs.x }}\n"),
        "as_is=True",
    ),
    "two-steps-with-one-name": (
        job(
            "    runs-on: x\n    steps:\n      - {name: Say, id: say, run: x}\n      - {name: Say, run: y}\n"
            "      - run: ${{ steps.say.outputs.x }}\n"
        ),
        'Step("Say", id="say", run="x")',
    ),
    "reference-to-a-job-that-is-not-needed": (
        job("    runs-on: ${{ needs.b.outputs.x }}\n    steps: []\n", more="  b:\n" + JOB),
        "as_is=True",
    ),
    "later-step": (
        job("    runs-on: x\n    steps:\n      - run: ${{ steps.b.outputs.x }}\n      - {id: b, run: x}\n"),
        "run=steps.b.outputs.x",
    ),
    "call-with-inputs-without-types": ("on: {workflow_call: {inputs: {a: {default: x}}}}\njobs: {}\n", "as_is=True"),
    "called-output-of-another-place": (
        "on: {workflow_call: {outputs: {a: {value: '${{ needs.b.result }}'}}}}\njobs: {}\n",
        "as_is=True",
    ),
    "action-without-a-name": ("runs: {using: composite, steps: []}\n", "as_is=True"),
    "action-without-a-shell": ("name: n\ndescription: d\nruns: {using: composite, steps: [{run: x}]}\n", '"runs": {'),
    "node-action": ("name: n\ndescription: d\nruns: {using: node20, main: x.js}\n", 'main="x.js"'),
    "docker-action": (
        "name: n\ndescription: d\nruns: {using: docker, image: Dockerfile, args: [a, 1]}\n",
        'args=["a", 1]',
    ),
    "other-kind-of-action": ("name: n\ndescription: d\nruns: {using: other}\n", 'extra={"runs": {"using": "other"}}'),
    "wrong-order-with-comments": (
        "jobs: # a\n  a:\n" + JOB + "on: push # b\n",
        'key_order=["jobs", "on"]',
    ),
    "jobs-with-names-of-python": (
        "on: push\njobs:\n  import:\n" + JOB + "  github:\n" + JOB + "  print:\n" + JOB + "  workflow:\n" + JOB,
        "jobs=[import_job, github_job, print_job, workflow_job]",
    ),
    "ids-that-differ-in-dashes": (
        "on: push\njobs:\n  a-b:\n" + JOB + "  a_b:\n" + JOB + "  A_-b:\n" + JOB,
        "jobs=[a_b, a_b_job, a_b_job_2]",
    ),
    "step-like-a-job": (
        job("    runs-on: x\n    steps:\n      - {id: a, run: x}\n      - run: ${{ steps.a.outputs.x }}\n"),
        "a_a = Step(id=",
    ),
    "header-that-is-no-docstring": ("# a\\b\n#\n" + job(JOB), 'comment=r"""\n        a\\b\n        #\n    """'),
    "allowed-rule": (job("    # ghflow: allow unknown-label\n" + JOB), 'allow=["unknown-label"]'),
    "infinity": (job(JOB + "    env: {A: .inf, B: .nan}\n"), 'env={"A": float("inf"), "B": float("nan")}'),
}


@pytest.mark.parametrize("case", PARTS)
def test_parts(case, tmp_path):
    text, part = PARTS[case]
    document = loads(text).document
    written = to_python(document).text
    (tmp_path / "source.py").write_text(written)

    if "\n" not in part:
        assert part.replace(" ", "") in written.replace("\n", "").replace(" ", "").replace(",]", "]").replace(
            ",}", "}"
        ).replace(",)", ")")
    else:
        assert part in written
    assert same(rebuilt(written), text), rebuilt(written)
    assert imported(rebuilt(written)) == written
    assert (formatted(tmp_path), linted(tmp_path), harmless(written)) == ("", "", [])


def test_what_is_counted():
    text = job(JOB + "    env:\n    name: ${{ needs.b.result }}\n    needs: [c]\n")
    written = to_python(loads(text).document)

    assert (written.objects, written.extra, written.as_is) == (0, 1, 1)


def test_the_file_is_named_and_rules_are_allowed():
    written = to_python(loads(job(JOB)).document, "x.yaml", ("a-rule",)).text

    assert 'Workflow(file="x.yaml", on="push", jobs=[a], allow=["a-rule"])' in written

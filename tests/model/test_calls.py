"""Jobs that call a workflow, by reference and as a typed call of one of the same project."""

from __future__ import annotations

import linecache
import re

import attrs
import pytest

from ghflow import (
    CallJob,
    Concurrency,
    Input,
    Job,
    Matrix,
    Output,
    Push,
    Secret,
    Step,
    UsageError,
    Workflow,
    WorkflowCall,
    always,
    expression,
    from_json,
    github,
    note,
    secrets,
)
from ghflow.diagnostics import collecting
from ghflow.emitter.yaml import emit
from ghflow.model.graph import Graph
from ghflow.model.node import shape_of
from ghflow.rules.registry import check

OTHER = "owner/name/.github/workflows/file.yml@v1"
BUILD = Job("build", runs_on="x", outputs={"version": "1", "the-sum": "2"}, steps=[Step(run="make")])
CALL = WorkflowCall(
    inputs={
        "env": Input.choice("dev", "prod", required=True),
        "dry-run": Input.boolean(),
        "count": Input.number(),
        "text": Input(),
        "guess": Input(default=3),
        "with-default": Input.string(required=True, default="x"),
    },
    outputs={"version": BUILD.outputs.version, "the-sum": Output(BUILD.outputs["the-sum"], description="Why")},
    secrets={"TOKEN": Secret(required=True), "OTHER": None},
)
DEPLOY = Workflow("Deploy", file="deploy", on=CALL, jobs=[BUILD])
FINE = {"with_": {"env": "dev"}, "secrets": "inherit"}


def written(*jobs, on="push") -> str:
    return emit(Graph(Workflow("W", on=on, jobs=jobs)).resolved()).partition("jobs:\n")[2]


def test_every_key_in_its_order():
    made = CallJob(
        "call",
        secrets={"A": secrets.A},
        with_={"a": 1, "b": True, "c": github.ref, "D": "x"},
        uses=OTHER,
        cache_mode="read",
        matrix=Matrix(os=["a"]),
        max_parallel=1,
        fail_fast=False,
        concurrency=Concurrency("c"),
        if_=always(),
        needs="first",
        permissions={"contents": "read"},
        name="Call",
        comment="why",
        extra={"new": 1},
    )

    assert written(made) == (
        "  # why\n  call:\n    name: Call\n    permissions:\n      contents: read\n    needs: first\n    if: always()\n"
        "    concurrency:\n      group: c\n    strategy:\n      fail-fast: false\n      max-parallel: 1\n      matrix:\n"
        "        os: [a]\n    cache-mode: read\n"
        f"    uses: {OTHER}\n    with:\n      a: 1\n      b: true\n      c: ${{{{ github.ref }}}}\n      D: x\n"
        "    secrets:\n      A: ${{ secrets.A }}\n    new: 1\n"
    )


@pytest.mark.parametrize(
    ("given", "lines"),
    [
        pytest.param({"secrets": "inherit"}, "    secrets: inherit\n", id="inherit"),
        pytest.param({"secrets": {}}, "    secrets: {}\n", id="no-secrets"),
        pytest.param({"with_": {}}, "    with: {}\n", id="no-inputs"),
        pytest.param({"strategy": from_json("{}")}, "    strategy: ${{ fromJSON('{}') }}\n", id="strategy"),
        pytest.param({"strategy": {}}, "    strategy: {}\n", id="empty-strategy"),
    ],
)
def test_forms(given, lines):
    assert lines in written(CallJob("c", uses=OTHER, **given))


def test_any_output_of_an_unknown_workflow():
    call = CallJob("call", uses=OTHER)
    text = written(call, Job("after", runs_on="x", steps=[Step(run=f"echo {call.outputs.whatever}")]))

    assert "    needs: [call]\n" in text
    assert "echo ${{ needs.call.outputs.whatever }}" in text


def test_a_call_of_a_workflow_of_the_project():
    call = DEPLOY.job("prod", with_={"env": "prod", "dry-run": True, "count": 1, "text": "x"}, secrets="inherit")
    text = written(call, Job("after", runs_on="x", steps=[Step(run=f"echo {call.outputs.the_sum}")]))

    assert text == (
        "  prod:\n    uses: ./.github/workflows/deploy.yml\n    with:\n      env: prod\n      dry-run: true\n      count: 1\n"
        "      text: x\n    secrets: inherit\n\n"
        "  after:\n    needs: [prod]\n    runs-on: x\n    steps:\n      - run: echo ${{ needs.prod.outputs.the-sum }}\n"
    )
    assert [] == check(Graph(Workflow("W", on="push", jobs=[call])))


def test_every_argument_of_a_call():
    matrix = Matrix(env=["dev", "prod"])
    given = {
        "name": f"Deploy {matrix.env}",
        "needs": [BUILD],
        "if_": always(),
        "permissions": "read-all",
        "concurrency": "c",
        "fail_fast": False,
        "max_parallel": 2,
        "matrix": matrix,
        "cache_mode": "none",
        "comment": "why",
        "extra": {"new": 1},
        "allow": "a-rule",
        "with_": {"env": matrix.env},
        "secrets": {"TOKEN": secrets.A},
    }

    made = DEPLOY.job("d", **given)

    assert CallJob("d", uses="./.github/workflows/deploy.yml", declares=["version", "the-sum"], **given) == made
    assert 'DEPLOY.job("d", **given)' in linecache.getline(made.where.file, made.where.line)


def test_what_a_call_refers_to_it_needs():
    text = written(BUILD, DEPLOY.job("d", with_={"env": "dev", "text": BUILD.outputs.version}, secrets="inherit"))

    assert "  d:\n    needs: [build]\n" in text


UNNAMED = Workflow("W", on=CALL, jobs=[BUILD])


@pytest.mark.parametrize(
    ("file", "name"),
    [
        pytest.param(None, "test_calls.yml", id="module"),
        pytest.param("x", "x.yml", id="file"),
        pytest.param("x.yaml", "x.yaml", id="ending"),
    ],
)
def test_the_file_of_a_workflow_is_named_after_its_module(file, name):
    assert f"./.github/workflows/{name}" == attrs.evolve(UNNAMED, file=file).job("d", **FINE).uses


def test_a_note_on_an_input_is_kept():
    made = DEPLOY.job("d", with_={"env": note("dev", "for now")}, secrets="inherit")

    assert "      env: dev # for now\n" in written(made)


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("${{ matrix.env }}", id="text"),
        pytest.param("${{ matrix.env }}-x", id="part-of-a-text"),
        pytest.param(github.ref, id="value"),
        pytest.param(expression("github.ref"), id="expression"),
    ],
)
def test_an_expression_may_become_any_option(value):
    assert DEPLOY.job("d", with_={"env": value}, secrets="inherit").with_["env"] is not None


LATE = Workflow("Late", file="late", on=["push", "workflow_call"], jobs=[BUILD])
USES = next(key.kind.wants for key in shape_of(CallJob).keys if key.key == "uses")
ELSE = "inputs go into with_={...}; the other workflow says all else"
ADD_IT = "put WorkflowCall() into its on=[...]"
CLOSED = Workflow("Closed", file="closed", on=Push(), jobs=[BUILD])


@pytest.mark.parametrize(
    ("make", "place", "messages"),
    [
        pytest.param(lambda: DEPLOY.job("d", **FINE), None, [], id="fine"),
        pytest.param(lambda: LATE.job("d"), None, [], id="without-keys"),
        pytest.param(
            lambda: DEPLOY.job("d", with_={"evn": "dev"}, secrets="inherit"),
            '"dev"',
            ["unknown-input: workflow 'Deploy' has no input 'evn' (did you mean 'env'?)"],
            id="misspelt",
        ),
        pytest.param(
            lambda: DEPLOY.job("d", with_={}, secrets="inherit"),
            "with_={}",
            ["missing-argument: workflow 'Deploy' needs the input 'env' (write with_={'env': ...})"],
            id="missing",
        ),
        pytest.param(
            lambda: DEPLOY.job("d", with_={"env": "devv"}, secrets="inherit"),
            '"devv"',
            ["wrong-value: workflow 'Deploy': env must be one of 'dev', 'prod', got 'devv' (did you mean 'dev'?)"],
            id="option",
        ),
        pytest.param(
            lambda: DEPLOY.job("d", with_={"env": "dev", "dry-run": "yes"}, secrets="inherit"),
            '"yes"',
            ["wrong-value: workflow 'Deploy': dry-run must be True, False or an expression, got 'yes' (write True)"],
            id="boolean",
        ),
        pytest.param(
            lambda: DEPLOY.job("d", with_={"env": "dev", "count": "1"}, secrets="inherit"),
            '"1"',
            ["wrong-value: workflow 'Deploy': count must be a number or an expression, got '1' (write 1)"],
            id="number",
        ),
        pytest.param(
            lambda: DEPLOY.job("d", with_={"env": "dev", "text": 3.1}, secrets="inherit"),
            "3.1",
            ["wrong-value: workflow 'Deploy': text must be text, got 3.1 (write '3.1')"],
            id="text",
        ),
        pytest.param(
            lambda: DEPLOY.job("d", with_={"env": "dev", "guess": "x"}, secrets="inherit"),
            '"x"',
            ["wrong-value: workflow 'Deploy': guess must be a number or an expression, got 'x'"],
            id="type-of-the-default",
        ),
        pytest.param(
            lambda: DEPLOY.job("d", with_={"env": "dev"}),
            None,
            ["missing-argument: workflow 'Deploy' needs the secret 'TOKEN' (write secrets={'TOKEN': ...})"],
            id="no-secrets",
        ),
        pytest.param(
            lambda: DEPLOY.job("d", with_={"env": "dev"}, secrets={"TOKN": "x"}),
            '"x"',
            ["unknown-secret: workflow 'Deploy' has no secret 'TOKN' (did you mean 'TOKEN'?)"],
            id="secret",
        ),
        pytest.param(
            lambda: DEPLOY.job("d", with_={"env": "dev"}, secrets="all"),
            'secrets="all"',
            ["wrong-value: secrets must be 'inherit' or a mapping of names to values, got 'all'"],
            id="secrets-word",
        ),
        pytest.param(
            lambda: LATE.job("d", conditon=1),
            "conditon=1",
            [
                "unknown-argument: a call of workflow 'Late' has no argument 'conditon' (" + ELSE + ")",
            ],
            id="argument",
        ),
        pytest.param(
            lambda: LATE.job("d", needz=[]),
            "needz=[]",
            ["unknown-argument: a call of workflow 'Late' has no argument 'needz' (did you mean 'needs'?)"],
            id="argument-misspelt",
        ),
        pytest.param(
            lambda: LATE.job("d", with_={"x": 1}),
            "1",
            ["unknown-input: workflow 'Late' has no input 'x' (it declares no inputs)"],
            id="none-declared",
        ),
        pytest.param(
            lambda: CLOSED.job("d", with_={"x": 1}),
            None,
            ["not-callable: workflow 'Closed' cannot be called: WorkflowCall is not among its events (" + ADD_IT + ")"],
            id="not-callable",
        ),
        pytest.param(
            lambda: DEPLOY.job("d", **FINE).outputs.verson,
            None,
            ["unknown-output: job 'd' has no output 'verson' (did you mean 'version'?)"],
            id="output",
        ),
        pytest.param(lambda: DEPLOY.job(None, **FINE), None, ["missing-argument: CallJob needs id=..."], id="no-id"),
        pytest.param(
            lambda: CallJob("d", uses=github.ref),
            "uses=github.ref",
            [f"wrong-value: uses must be {USES}, got <expression github.ref> (GitHub evaluates no expression here)"],
            id="uses",
        ),
    ],
)
def test_mistakes_are_reported_at_their_argument(make, place, messages):
    with collecting() as found:
        make()

    assert messages == [f"{one.rule}: {one}" for one in found]
    for one in found:
        with open(one.where.file, encoding="utf-8") as file:
            line = file.read().splitlines()[one.where.line - 1]
        assert place is None or place == line[one.where.column - 1 : one.where.end_column - 1]
    if messages:
        with pytest.raises(UsageError):
            make()


def test_outputs_that_the_called_workflow_does_not_have_are_found_in_texts():
    call = DEPLOY.job("d", **FINE)
    after = Job("after", runs_on="x", steps=[Step(run="${{ needs.d.outputs.verson }} ${{ needs.d.outputs.version }}")])

    found = check(Graph(Workflow("W", on="push", jobs=[call, after])))

    assert ["job 'd' has no output 'verson' (did you mean 'version'?)"] == [str(one) for one in found]


def test_inputs_of_a_called_workflow_are_written_with_the_types_that_github_has():
    text = emit(Graph(DEPLOY).resolved())

    found = dict(re.findall(r"^      ([\w-]+):\n(?:        (?!type).*\n)*        type: (\w+)$", text, re.MULTILINE))

    assert found == {
        "env": "string",
        "dry-run": "boolean",
        "count": "number",
        "text": "string",
        "guess": "number",
        "with-default": "string",
    }
    assert "options" not in text
    assert "choice" == CALL._inputs["env"].type


def test_a_called_workflow_that_says_all_types_is_written_as_it_is():
    event = WorkflowCall(inputs={"a": Input.string()})

    assert event.as_written(lambda value: value) is event


def test_the_value_of_an_output_is_enough():
    assert Output(BUILD.outputs.version) == CALL.outputs["version"]
    assert "value: ${{ jobs.build.outputs.version }}\n" in emit(Graph(DEPLOY).resolved())
    with pytest.raises(UsageError, match=r"outputs\['a'\] must be an Output\(...\) or the value of one, got a Secret"):
        WorkflowCall(outputs={"a": Secret()})

"""Calls of workflows and of actions in the repository."""

from __future__ import annotations

import pytest

from ghflow import (
    Action,
    Input,
    Job,
    Output,
    Permissions,
    Push,
    Secret,
    Step,
    Workflow,
    WorkflowCall,
)
from ghflow.diagnostics import Severity, collecting
from ghflow.model.calls import CallJob
from ghflow.model.graph import Graph, graph_of
from ghflow.rules.registry import check
from ghflow.rules.world import World
from tests.rules.harness import findings, lines_found, lines_marked, params

STEPS = "    runs-on: x\n    steps: [{run: x}]\n"


def call(*lines, uses="./.github/workflows/b.yml", on="push", top=""):
    keys = "".join(f"    {line}\n" for line in lines)
    return f"on: {on}\n{top}jobs:\n  a:\n    uses: {uses}\n{keys}"


def called(*lines, job="", top="", name="b"):
    inside = "\n".join(f"    {line}" for line in lines)
    on = f"on:\n  workflow_call:\n{inside}\n" if lines else "on: workflow_call\n"
    return f"=== .github/workflows/{name}.yml\n{on}{top}jobs:\n  c:\n{job}{STEPS}"


def calling(name, uses, *lines, top="", on="workflow_call"):
    keys = "".join(f"    {line}\n" for line in lines)
    return f"=== .github/workflows/{name}.yml\non: {on}\n{top}jobs:\n  d:\n    uses: ./.github/workflows/{uses}.yml\n{keys}"


def asking(output, mark=""):
    return f"  d:\n    needs: a\n    env: {{A: '${{{{ needs.a.outputs.{output} }}}}'}}{mark}\n{STEPS}"


def action(*lines, outputs="", using="composite", path=".github/actions/x"):
    inside = "".join(f"  {line}\n" for line in lines)
    runs = {
        "composite": "  using: composite\n  steps: [{run: x, shell: bash}]\n",
        "docker": "  using: docker\n  image: Dockerfile\n",
    }[using]
    return (
        f"=== {path}/action.yml\nname: X\ndescription: x\n"
        + (f"inputs:\n{inside}" if lines else "")
        + outputs
        + f"runs:\n{runs}"
    )


def steps(*lines):
    return "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n" + "".join(f"      {line}\n" for line in lines)


USE = "- uses: ./.github/actions/x"
NEEDED = "a: {type: string, required: true}"

ROWS = {
    "wrong-workflow-reference": {
        "local-with-version": call(uses="./.github/workflows/b.yml@main # <-"),
        "local-elsewhere": call(uses="./ci/b.yml # <-"),
        "local-in-a-folder": call(uses="./.github/workflows/sub/b.yml # <-"),
        "local-without-ending": call(uses="./.github/workflows/b # <-"),
        "local-only-an-ending": call(uses="./.github/workflows/.yml # <-"),
        "self-elsewhere": call(uses="$/b.yml # <-"),
        "remote-elsewhere": call(uses="o/r/b.yml@v1 # <-"),
        "remote-too-short": call(uses="r/.github/workflows/b.yml@v1 # <-"),
        "remote-too-many": call(uses="o/r/.github/workflows/b.yml@v1@v2 # <-"),
        "remote-in-a-folder": call(uses="o/r/.github/workflows/sub/b.yml@v1 # <-"),
        "local": call(),
        "local-yaml": call(uses="./.github/workflows/b.yaml"),
        "self": call(uses="$/.github/workflows/b.yml"),
        "remote": call(uses="o/r/.github/workflows/b.yml@v1"),
        "remote-branch": call(uses="o/r/.github/workflows/b.yml@feature/x"),
        "lab": call(uses="o/r/.github/workflows-lab/b.yml@v1"),
    },
    "uncallable-workflow": {
        "other-event": call(uses="./.github/workflows/b.yml # <-") + called().replace("workflow_call", "push"),
        "an-action": call(uses="./.github/workflows/b.yml # <-")
        + action().replace(".github/actions/x/action", ".github/workflows/b"),
        "word": call() + called(),
        "list": call() + called().replace("workflow_call", "[push, workflow_call]"),
        "mapping": call() + called("inputs: {a: {type: string}}"),
        "not-there": call(uses="./.github/workflows/other.yml") + called(),
    },
    "unknown-call-input": {
        "misspelt": call("with:", "  b: 1 # <-") + called("inputs: {a: {type: string}}"),
        "none-declared": call("with:", "  b: 1 # <-") + called(),
        "any-case": call("with: {A: 1}") + called("inputs: {a: {type: string}}"),
        "not-there": call("with: {b: 1}", uses="./.github/workflows/other.yml"),
        "remote": call("with: {b: 1}", uses="o/r/.github/workflows/b.yml@v1") + called(),
        "self": call("with:", "  b: 1 # <-", uses="$/.github/workflows/b.yml") + called(),
    },
    "missing-call-input": {
        "no-with": call(uses="./.github/workflows/b.yml # <-") + called(f"inputs: {{{NEEDED}}}"),
        "other-given": call("with: {b: 1}", uses="./.github/workflows/b.yml # <-")
        + called(f"inputs: {{{NEEDED}, b: {{type: string}}}}"),
        "given": call("with: {A: 1}") + called(f"inputs: {{{NEEDED}}}"),
        "default": call() + called("inputs: {a: {type: string, required: true, default: x}}"),
        "not-required": call() + called("inputs: {a: {type: string}}"),
    },
    "mistyped-call-input": {
        "flag": call("with:", "  a: not-a-boolean # <-") + called("inputs: {a: {type: boolean}}"),
        "quoted-flag": call("with:", "  a: 'true' # <-") + called("inputs: {a: {type: boolean}}"),
        "number-for-a-flag": call("with:", "  a: 1 # <-") + called("inputs: {a: {type: boolean}}"),
        "number": call("with:", "  a: not-a-number # <-") + called("inputs: {a: {type: number}}"),
        "right": call("with: {a: true, b: 1.5, c: x, d: 1}")
        + called("inputs: {a: {type: boolean}, b: {type: number}, c: {type: string}, d: {type: string}}"),
        "expressions": call("with: {a: '${{ github.ref == 1 }}', b: '${{ fromJSON(vars.A) }}'}")
        + called("inputs: {a: {type: boolean}, b: {type: number}}"),
        "unknown": call("with: {z: x}") + called("inputs: {a: {type: boolean}}"),
    },
    "unknown-call-secret": {
        "misspelt": call("secrets:", "  B: x # <-") + called("secrets: {A: {required: true}}"),
        "inherit": call("secrets: inherit") + called("secrets: {A: {required: true}}"),
        "right": call("secrets: {a: x}") + called("secrets: {A: }"),
    },
    "missing-call-secret": {
        "no-secrets": call(uses="./.github/workflows/b.yml # <-") + called("secrets: {A: {required: true}}"),
        "inherit": call("secrets: inherit") + called("secrets: {A: {required: true}}"),
        "given": call("secrets: {A: x}") + called("secrets: {A: {required: true}}"),
        "not-required": call() + called("secrets: {A: {required: false}, B: }"),
    },
    "unknown-call-output": {
        "misspelt": call() + asking("w", " # <-") + called("outputs: {v: {value: 1}}"),
        "none": call() + asking("w", " # <-") + called(),
        "right": call() + asking("V") + called("outputs: {v: {value: 1}}"),
        "not-there": call(uses="o/r/.github/workflows/b.yml@v1") + asking("w"),
    },
    "nested-calls": {
        "itself": call(uses="./.github/workflows/w.yml # <-", on="[push, workflow_call]"),
        "through-another": call(uses="./.github/workflows/b.yml # <-", on="[push, workflow_call]") + calling("b", "w"),
        "a-circle-of-others": call() + calling("b", "c") + calling("c", "b"),
        "eleven-levels": call(uses="./.github/workflows/b.yml # <-")
        + "".join(calling(one, chr(ord(one) + 1)) for one in "bcdefghij")
        + called(name="k"),
        "ten-levels": call() + "".join(calling(one, chr(ord(one) + 1)) for one in "bcdefghi") + called(name="j"),
        "twice-the-same": call() + "  b:\n    uses: ./.github/workflows/b.yml\n" + called(),
    },
    "unknown-local-input": {
        "misspelt": steps(USE, "  with:", "    b: 1 # <-") + action("a: {description: a}"),
        "self": steps("- uses: $/.github/actions/x", "  with:", "    b: 1 # <-") + action("a: {description: a}"),
        "none-declared": steps(USE, "  with:", "    b: 1 # <-") + action(),
        "any-case": steps(USE, "  with: {A: 1}") + action("a: {description: a}"),
        "docker": steps(USE, "  with: {args: a, entrypoint: b}") + action(using="docker"),
        "not-there": steps(USE, "  with: {b: 1}"),
        "other-path": steps("- uses: ./x", "  with:", "    b: 1 # <-") + action(path="x"),
        "yaml": steps(USE, "  with:", "    b: 1 # <-") + action().replace("action.yml", "action.yaml"),
        "from-an-action": action()
        .replace("=== .github/actions/x/action.yml\n", "")
        .replace("[{run: x, shell: bash}]", "\n    - uses: ./y\n      with:\n        b: 1 # <-")
        + action(path="y"),
        "whole-with": steps(USE, "  with: ${{ fromJSON(vars.A) }}") + action(),
    },
    "missing-local-input": {
        "no-with": steps(USE + " # <-") + action("a: {description: a, required: true}"),
        "default": steps(USE) + action("a: {description: a, required: true, default: x}"),
        "given": steps(USE, "  with: {a: 1}") + action("a: {description: a, required: true}"),
        "whole-with": steps(USE, "  with: ${{ fromJSON(vars.A) }}") + action("a: {description: a, required: true}"),
    },
    "unknown-local-output": {
        "misspelt": steps(USE, "  id: x", "- run: echo ${{ steps.x.outputs.w }} # <-")
        + action(outputs="outputs:\n  v: {description: a, value: 1}\n"),
        "none": steps(USE, "  id: x", "- run: echo ${{ steps.x.outputs.w }} # <-") + action(),
        "right": steps(USE, "  id: x", "- run: echo ${{ steps.X.outputs.V }}")
        + action(outputs="outputs:\n  v: {description: a, value: 1}\n"),
        "not-there": steps(USE, "  id: x", "- run: echo ${{ steps.x.outputs.w }}"),
        "other-step": steps(USE, "- run: x", "  id: x", "- run: echo ${{ steps.x.outputs.w }}") + action(),
    },
    "permission-escalation": {
        "of-a-job": call(top="permissions: {contents: read}\n").replace("  a:", "  a: # <-")
        + called(job="    permissions: {contents: write}\n"),
        "of-the-workflow": call(top="permissions: {contents: read}\n").replace("  a:", "  a: # <-")
        + called(top="permissions: {packages: read}\n"),
        "of-the-calling-job": call("permissions: {actions: read}", top="permissions: write-all\n").replace(
            "  a:", "  a: # <-"
        )
        + called(job="    permissions: {actions: write}\n"),
        "of-nothing": call("permissions: {}").replace("  a:", "  a: # <-") + called(job="    permissions: read-all\n"),
        "all-of-all": call("permissions: {}").replace("  a:", "  a: # <-") + called(top="permissions: write-all\n"),
        "nested": call("permissions: {contents: read}").replace("  a:", "  a: # <-")
        + calling("b", "c")
        + called(name="c", job="    permissions: {contents: write}\n"),
        "nested-with-its-own": call("permissions: {contents: write}").replace("  a:", "  a: # <-")
        + calling("b", "c", "permissions: {contents: read}")
        + called(name="c", job="    permissions: {contents: write}\n"),
        "nested-by-the-workflow": call("permissions: {contents: write}").replace("  a:", "  a: # <-")
        + calling("b", "c", top="permissions: {contents: read}\n")
        + called(name="c", top="permissions: {contents: write}\n"),
        "id-token-by-default": call().replace("  a:", "  a: # <-") + called(job="    permissions: {id-token: write}\n"),
        "id-token-of-a-called-one": call(on="workflow_call") + called(job="    permissions: {id-token: write}\n"),
        "by-default": call() + called(job="    permissions: {contents: write}\n"),
        "enough": call("permissions: {contents: write, id-token: write}")
        + called(top="permissions: {contents: read}\n", job="    permissions: {contents: write, id-token: write}\n"),
        "write-all": call("permissions: write-all") + called(job="    permissions: {actions: write}\n"),
        "read-all": call("permissions: read-all") + called(top="permissions: read-all\n"),
        "silent": call("permissions: {}") + called(),
        "none-asked": call("permissions: {}") + called(job="    permissions: {contents: none}\n"),
        "circle": call("permissions: {}") + calling("b", "c") + calling("c", "b"),
    },
}


@pytest.mark.parametrize(("rule", "text"), params(ROWS))
def test_finds_the_marked_lines(rule, text):
    first = text.split("===")[0] if not text.startswith("===") else text

    assert lines_marked(first) == lines_found(rule, text)


@pytest.mark.parametrize(
    ("rule", "text", "message", "hint"),
    [
        (
            "permission-escalation",
            ROWS["permission-escalation"]["of-a-job"],
            "job 'c' of workflow 'b.yml' asks for contents: write, and is allowed contents: read",
            "give job 'a' permissions: {contents: write} beside what it has",
        ),
        (
            "nested-calls",
            ROWS["nested-calls"]["through-another"],
            "workflows call each other in a circle: workflow 'w.yml' -> workflow 'b.yml' -> workflow 'w.yml'",
            None,
        ),
        (
            "wrong-workflow-reference",
            ROWS["wrong-workflow-reference"]["local-with-version"],
            "'./.github/workflows/b.yml@main' is no reference of a workflow: a workflow of the same repository takes no version",
            "write ./.github/workflows/b.yml",
        ),
        (
            "mistyped-call-input",
            ROWS["mistyped-call-input"]["quoted-flag"],
            "the input 'a' of ./.github/workflows/b.yml is a boolean, got 'true'",
            "write true, without quotes",
        ),
        (
            "missing-call-secret",
            ROWS["missing-call-secret"]["no-secrets"],
            "./.github/workflows/b.yml needs the secret 'A'",
            "add it below secrets: A",
        ),
    ],
)
def test_the_words(rule, text, message, hint):
    (one,) = findings(rule, text)

    assert (message, hint, Severity.ERROR) == (one.message, one.hint, one.severity)


def test_what_an_action_does_not_know_is_a_warning_in_a_file():
    (one,) = findings("unknown-local-input", ROWS["unknown-local-input"]["misspelt"])

    assert Severity.WARNING == one.severity


def job(id, **keywords):
    return Job(id, runs_on="x", steps=[Step(run="x")], **keywords)


def found(caller, callee, path=".github/workflows/b.yml"):
    world = World(files={path: graph_of(callee)})
    return [one.rule for one in check(Graph(caller), world)]


def test_python_calls_of_other_files():
    callee = Workflow(
        "B",
        file="b",
        on=WorkflowCall(
            inputs={"fast": Input.boolean(), "name": Input.string(required=True)},
            secrets={"TOKEN": Secret(required=True)},
            outputs={"v": Output("1")},
        ),
        jobs=[job("b", permissions=Permissions(id_token="write"))],
    )

    def caller(**keywords):
        made = CallJob("a", uses="./.github/workflows/b.yml", **keywords)
        return Workflow("A", on=Push(), jobs=[made])

    right = {"with_": {"name": "x", "fast": True}, "secrets": {"TOKEN": "x"}, "permissions": {"id-token": "write"}}
    assert [] == found(caller(**right), callee)
    assert ["missing-call-input", "mistyped-call-input"] == found(caller(**right | {"with_": {"fast": "yes"}}), callee)
    assert ["unknown-call-secret", "missing-call-secret"] == found(caller(**right | {"secrets": {"TOKN": "x"}}), callee)
    assert ["permission-escalation"] == found(caller(**right | {"permissions": {}}), callee)


def test_what_the_call_itself_reported_is_not_said_again():
    callee = Workflow("B", file="b", on=WorkflowCall(inputs={"a": Input.string(required=True)}), jobs=[job("b")])

    with collecting() as reported:
        caller = Workflow("A", on=Push(), jobs=[callee.job("a", with_={"c": "x"})])

    assert {"unknown-input", "missing-argument"} == {one.rule for one in reported}
    assert [] == found(caller, callee)


def test_steps_made_by_an_action_were_checked_when_made():
    setup = Action("x", inputs={"a": Input(required=True)}, steps=[Step(run="x", shell="bash")])

    with collecting() as reported:
        step = setup.step(b="x")
    workflow = Workflow("A", on=Push(), jobs=[Job("a", runs_on="x", steps=[step])])

    assert reported
    assert [] == found(workflow, setup, ".github/actions/x/action.yml")


def test_python_steps_that_name_an_action_of_the_repository():
    setup = Action("x", inputs={"a": Input(required=True)}, steps=[Step(run="x", shell="bash")])
    step = Step(uses="./.github/actions/x", with_={"b": "x"})
    workflow = Workflow("A", on=Push(), jobs=[Job("a", runs_on="x", steps=[step])])

    assert {"unknown-local-input", "missing-local-input"} == set(found(workflow, setup, ".github/actions/x/action.yml"))

"""Actions of the project: their kinds, their text, and steps that use them."""

from __future__ import annotations

import copy
import pickle

import attrs
import pytest

from ghflow import (
    Action,
    ActionInput,
    ActionOutput,
    Branding,
    CompositeAction,
    DockerAction,
    Input,
    Job,
    NodeAction,
    Output,
    Push,
    Secret,
    Step,
    UsageError,
    Wait,
    Workflow,
    github,
    inputs,
    note,
    runner,
)
from ghflow.diagnostics import collecting
from ghflow.emitter.yaml import emit
from ghflow.model.graph import ActionGraph, Graph, graph_of
from ghflow.rules.registry import check


def text(action) -> str:
    return emit(graph_of(action).resolved())


FIND = Step("Find", run="which python", shell="bash")
SETUP = Action(
    "setup",
    inputs={
        "python-version": Input.string("Which one", required=True),
        "cache": Input.boolean(default=True),
        "level": ActionInput.choice("low", "high", default="low"),
        "name": ActionInput("A name", deprecation_message="use id"),
        "from": Input(),
    },
    outputs={"python-path": FIND.outputs.path},
    steps=[FIND],
)


def test_a_composite_action_with_every_key():
    made = Action(
        "setup",
        name="Set up",
        author="Somebody",
        description="Sets up",
        inputs={
            "python": ActionInput("Which", required=True, default=runner.os, deprecation_message="gone"),
            "level": Input.choice("low", "high", default="low", description="How"),
            "bare": None,
        },
        outputs={
            "path": FIND.outputs.path,
            "ref": Output(github.ref, description="The ref"),
            "own": ActionOutput("Own", value="x"),
        },
        steps=[
            FIND,
            Step(
                "Run",
                run="x",
                shell="${{ inputs.shell }}",
                id="run",
                if_=runner.os == "Linux",
                env={"A": github.ref},
                continue_on_error=True,
                working_directory="x",
            ),
            Step(uses="a/b@c", with_={"a": inputs.python}),
        ],
        branding=Branding(icon="package", color="blue"),
        comment="Why",
        extra={"new": 1},
    )

    assert isinstance(made, CompositeAction)
    assert text(made) == (
        "# Why\nname: Set up\nauthor: Somebody\ndescription: Sets up\n\n"
        "inputs:\n  python:\n    description: Which\n    required: true\n    default: ${{ runner.os }}\n"
        "    deprecationMessage: gone\n  level:\n    description: How\n    default: low\n  bare:\n\n"
        "outputs:\n  path:\n    value: ${{ steps.find.outputs.path }}\n"
        "  ref:\n    description: The ref\n    value: ${{ github.ref }}\n  own:\n    description: Own\n    value: x\n\n"
        "runs:\n  using: composite\n  steps:\n    - name: Find\n      id: find\n      run: which python\n      shell: bash\n"
        "    - name: Run\n      id: run\n      if: runner.os == 'Linux'\n      run: x\n      working-directory: x\n"
        "      shell: ${{ inputs.shell }}\n      env:\n        A: ${{ github.ref }}\n      continue-on-error: true\n"
        "    - uses: a/b@c\n      with:\n        a: ${{ inputs.python }}\n\n"
        "branding:\n  icon: package\n  color: blue\n\nnew: 1\n"
    )


def test_a_node_action_with_every_key():
    made = Action(
        "greet",
        main="dist/index.js",
        using="node20",
        pre="pre.js",
        pre_if=runner.os == "Linux",
        post="post.js",
        post_if="always()",
        outputs={"time": ActionOutput("When")},
        description="Greets",
    )

    assert isinstance(made, NodeAction)
    assert text(made) == (
        "name: Greet\ndescription: Greets\n\noutputs:\n  time:\n    description: When\n\n"
        "runs:\n  using: node20\n  main: dist/index.js\n  pre: pre.js\n  pre-if: runner.os == 'Linux'\n  post: post.js\n"
        "  post-if: always()\n"
    )
    assert "using: node24\n" in text(Action("greet", main="index.js"))


def test_a_docker_action_with_every_key():
    made = Action(
        "lint",
        image="Dockerfile",
        pre_entrypoint="pre.sh",
        pre_if="success()",
        env={"A": inputs.a},
        entrypoint="main.sh",
        post_entrypoint="post.sh",
        post_if="always()",
        args=["-v", inputs.a, 1],
        name="Lint it",
    )

    assert isinstance(made, DockerAction)
    assert text(made) == (
        "name: Lint it\ndescription: Lint it\n\nruns:\n  using: docker\n  pre-entrypoint: pre.sh\n  pre-if: success()\n"
        "  image: Dockerfile\n  env:\n    A: ${{ inputs.a }}\n  entrypoint: main.sh\n  post-entrypoint: post.sh\n"
        "  post-if: always()\n  args:\n    - -v\n    - ${{ inputs.a }}\n    - 1\n"
    )


@pytest.mark.parametrize(
    ("id", "name"), [("setup", "Setup"), ("set-up_python", "Set up python"), ("setup.v1", "Setup.v1"), ("_", "Action")]
)
def test_a_name_is_made_of_the_id(id, name):
    assert text(Action(id, main="x")).startswith(f"name: {name}\ndescription: {name}\n")


def test_the_same_action_when_nothing_is_missing():
    made = Action("a", name="A", description="B", main="x")

    assert graph_of(made).resolved() is made


def test_paths_of_expressions():
    made = Action("a", steps=[Step(run=f"{github.ref}", shell="bash")], outputs={"x": github.sha})
    node = Action("a", main="x", pre_if=runner.os == "x", inputs={"a": ActionInput(default=github.ref)})

    assert ["outputs.x.value", "runs.steps[0].run"] == [use.yaml_path for use in graph_of(made).all_uses()]
    assert ["inputs.a.default", "runs.pre-if"] == [use.yaml_path for use in graph_of(node).all_uses()]


def test_inputs_as_values():
    assert "${{ inputs.python-version }}" == f"{SETUP.inputs.python_version}"
    with pytest.raises(UsageError, match=r"action 'setup' has no input 'pyton' "):
        _ = SETUP.inputs.pyton


def used(step) -> str:
    made = Workflow("W", on=Push(), jobs=[Job("a", runs_on="x", steps=[step, Step(run=f"{step.outputs.python_path}")])])
    return emit(Graph(made).resolved()).partition("    steps:\n")[2].partition("      - run")[0]


def test_a_step_that_uses_it():
    made = SETUP.step("Set up", python_version="3.14", cache=False, level=github.ref, from_="x", if_=runner.os == "x")

    assert used(made) == (
        "      - name: Set up\n        id: set-up\n        if: runner.os == 'x'\n        uses: ./.github/actions/setup\n"
        "        with:\n          python-version: '3.14'\n          cache: false\n          level: ${{ github.ref }}\n"
        "          from: x\n"
    )


@pytest.mark.parametrize(
    ("given", "lines"),
    [
        pytest.param({"name": "x"}, "          name: x\n", id="input-of-a-step-s-name"),
        pytest.param({"step_name": "X", "name": "x"}, "      - name: X\n", id="name-of-the-step"),
        pytest.param({"id": "own"}, "      - id: own\n", id="id"),
        pytest.param({"env": {"A": 1}, "timeout_minutes": 5}, "          A: 1\n        timeout-minutes: 5\n", id="env"),
        pytest.param({"background": True, "continue_on_error": True}, "        background: true\n", id="background"),
        pytest.param({"comment": "why"}, "      # why\n", id="comment"),
        pytest.param({"extra": {"new": 1}}, "        new: 1\n", id="extra"),
        pytest.param({"cache": note(True, "fast")}, "          cache: true # fast\n", id="note"),
        pytest.param({"cache": None}, "        with:\n          python-version: '3'\n\0", id="none"),
        pytest.param({"uses": "$/.github/actions/setup"}, "uses: $/.github/actions/setup\n", id="uses"),
        pytest.param({"level": "${{ matrix.level }}"}, "          level: ${{ matrix.level }}\n", id="expression-text"),
    ],
)
def test_arguments_of_a_step(given, lines):
    assert lines in used(SETUP.step(python_version="3", **given)) + "\0"


def test_names_of_inputs_as_they_are():
    assert SETUP.step(python_version="3") == SETUP.step(**{"python-version": "3"})


@pytest.mark.parametrize(
    ("make", "place", "message"),
    [
        pytest.param(
            lambda: SETUP.step(python_verion="3"),
            'python_verion="3"',
            "unknown-argument: action 'setup' has no input or argument 'python_verion' (did you mean 'python_version'?)",
            id="misspelt",
        ),
        pytest.param(SETUP.step, "", "missing-argument: action 'setup' needs python_version=...", id="missing"),
        pytest.param(
            lambda: SETUP.step(python_version=3.1),
            "python_version=3.1",
            "wrong-value: action 'setup': python_version must be text, got 3.1 (write '3.1')",
            id="number",
        ),
        pytest.param(
            lambda: SETUP.step(python_version="3", cache="yes"),
            'cache="yes"',
            "wrong-value: action 'setup': cache must be True, False or an expression, got 'yes' (write True)",
            id="flag",
        ),
        pytest.param(
            lambda: SETUP.step(python_version="3", level="hihg"),
            'level="hihg"',
            "wrong-value: action 'setup': level must be one of 'low', 'high', got 'hihg' (did you mean 'high'?)",
            id="option",
        ),
        pytest.param(
            lambda: SETUP.step(python_version="3").outputs.python_pth,
            "",
            "unknown-output: action ./.github/actions/setup has no output 'python_pth' (did you mean 'python-path'?)",
            id="output",
        ),
        pytest.param(
            lambda: Action("a", main="x").step().outputs.x,
            "",
            "unknown-output: action ./.github/actions/a has no output 'x' (it declares no outputs)",
            id="no-outputs",
        ),
        pytest.param(
            lambda: Action("a", steps=[], image="x"),
            'image="x"',
            "wrong-action: an action has one of steps= (composite), main= (Node.js) and image= (Docker)",
            id="two-kinds",
        ),
        pytest.param(
            lambda: Action("a"),
            "",
            "wrong-action: an action has one of steps= (composite), main= (Node.js) and image= (Docker)",
            id="no-kind",
        ),
        pytest.param(
            lambda: Action("a", stpes=[FIND]),
            "stpes=[FIND]",
            "unknown-argument: CompositeAction('a') has no argument 'stpes' (did you mean 'steps'?)",
            id="misspelt-kind",
        ),
        pytest.param(
            lambda: Action("a", main="x", pre_entrypoint="y"),
            'pre_entrypoint="y"',
            "unknown-argument: NodeAction('a') has no argument 'pre_entrypoint'",
            id="argument-of-another-kind",
        ),
        pytest.param(
            lambda: Action("a", main="x", using="node25"),
            'using="node25"',
            "wrong-value: using must be one of 'node24', 'node20', 'node16', 'node12', got 'node25' (did you mean 'node24'?)",
            id="using",
        ),
        pytest.param(
            lambda: Action("a", main="x", branding=Branding(color="pink")),
            'color="pink"',
            "wrong-value: color must be one of 'white', 'yellow', 'blue', 'green', 'orange', 'red', 'purple', 'gray-dark', "
            "got 'pink'",
            id="color",
        ),
        pytest.param(
            lambda: Action("a", steps=[Wait(wait="x")]),
            'Wait(wait="x")',
            "wrong-value: steps[0] must be a step with run= or uses=, got a Wait",
            id="wait",
        ),
        pytest.param(
            lambda: Action("a", steps=[Step(run="x")]),
            "",
            'missing-argument: a script in an action needs shell=... (GitHub has no default here: write shell="bash")',
            id="shell",
        ),
        pytest.param(
            lambda: Action("a", steps=[Step(uses="x/y@z", background=True)]),
            "background=True",
            "wrong-value: a step of an action takes no background= (put it at the step that uses the action)",
            id="background",
        ),
        pytest.param(
            lambda: Action("a", steps=[Step(uses="x/y@z", timeout_minutes=5)]),
            "timeout_minutes=5",
            "wrong-value: a step of an action takes no timeout_minutes= (put it at the step that uses the action)",
            id="timeout",
        ),
        pytest.param(
            lambda: Action("a", main="x", inputs={"a": Secret()}),
            "Secret()",
            "wrong-value: inputs['a'] must be an Input(...) or ActionInput(...), got a Secret",
            id="input",
        ),
        pytest.param(
            lambda: Action("a", main="x", outputs={"a": github.ref}),
            "github.ref",
            "wrong-value: outputs['a'] must be an ActionOutput(...), got <expression github.ref>",
            id="value-of-a-node-action",
        ),
        pytest.param(
            lambda: Action("a", steps=[], outputs={"a": 1}),
            "1",
            "wrong-value: outputs['a'] must be an ActionOutput(...), an Output(...) or the value of one, got 1 (write '1')",
            id="output-number",
        ),
    ],
)
def test_mistakes_are_reported_once_at_their_argument(make, place, message):
    with collecting() as found:
        make()

    assert [message.partition(" (known:")[0]] == [f"{one.rule}: {one}".partition(" (known:")[0] for one in found]
    with open(found[0].where.file, encoding="utf-8") as file:
        line = file.read().splitlines()[found[0].where.line - 1]
    assert place in ("", line[found[0].where.column - 1 : found[0].where.end_column - 1])
    with pytest.raises(UsageError):
        make()


def test_a_mistake_in_a_step_is_reported_once_however_often_it_is_copied():
    with collecting() as found:
        made = Action("a", steps=[Step("One", run="x"), Step(run="${{ steps.one.outputs.x }}", shell="bash")])
        made = attrs.evolve(made, name="A")
        assert "shell: bash" in text(made)

    assert ["missing-argument"] == [one.rule for one in found]


@pytest.mark.parametrize(
    ("action", "rules"),
    [
        pytest.param(SETUP, [], id="fine"),
        pytest.param(Action("a", main="x", pre_if="env.x"), [], id="node"),
        pytest.param(
            Action("a", steps=[Step(run="${{ inputs.x }}", shell="bash")]), ["unknown-input"], id="unknown-input"
        ),
        pytest.param(
            Action("a", steps=[Step(run="${{ steps.x.outputs.y }}", shell="bash")]), ["unknown-step"], id="unknown-step"
        ),
        pytest.param(
            Action("a", steps=[attrs.evolve(FIND, id="x"), attrs.evolve(FIND, id="X")]), ["duplicate-step-id"], id="ids"
        ),
        pytest.param(
            Action("a", steps=[FIND, attrs.evolve(FIND)], outputs={"a": FIND.outputs.x}),
            ["ambiguous-step"],
            id="ambiguous",
        ),
        pytest.param(Action("a", image="x", args=["${{ githup.x }}"]), ["unknown-context"], id="context"),
        pytest.param(
            Action("a", steps=[Step(run="${{ github.rf }}", shell="bash")]), ["unknown-property"], id="property"
        ),
        pytest.param(Action("a", image="x", args=["${{ github. }}"]), ["expression-syntax"], id="syntax"),
        pytest.param(Action("a", image="x", args=["${{ githup.x }}"], allow="unknown-context"), [], id="allowed"),
    ],
)
def test_rules_about_actions(action, rules):
    graph = graph_of(action)

    assert isinstance(graph, ActionGraph)
    assert rules == [one.rule for one in check(graph)]


@pytest.mark.parametrize(
    "action",
    [
        pytest.param(SETUP, id="composite"),
        pytest.param(Action("a", main="x", branding=Branding(icon="x")), id="node"),
        pytest.param(Action("a", image="x", args=["a"]), id="docker"),
        pytest.param(SETUP.step(python_version="3"), id="step"),
    ],
)
def test_copies(action):
    copies = [copy.copy(action), copy.deepcopy(action), attrs.evolve(action), pickle.loads(pickle.dumps(action))]

    assert [action] * 4 == copies
    assert [str(action.where)] * 4 == [str(one.where) for one in copies]


def test_a_copied_step_still_knows_its_outputs():
    made = pickle.loads(pickle.dumps(SETUP.step(python_version="3")))

    assert "${{ steps.setup.outputs.python-path }}" == f"{made.outputs.python_path}"
    with pytest.raises(UsageError):
        _ = made.outputs.other

"""`add`: a typed wrapper for any action, whatever it says of itself."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghflow.model.action import Action, ActionInput
from ghflow.project.wrappers import WrappedInput, Wrapper, render, wrapper_of
from tests.cli.conftest import ACTION

ROOT = Path(__file__).parents[2]
SOURCE = """\
from actions.greet import greet
from ghflow import Job, Push, Step, Workflow

hello = greet(who_to_greet="you", loud=True, name="Say hello")
told = Step("Tell", run="echo $AT", env={"AT": hello.outputs.greeting_time})
workflow = Workflow("CI", on=Push(), jobs=[Job("test", runs_on="ubuntu-latest", steps=[hello, told])])
"""


@pytest.fixture
def wrapper(project):
    """The text of a wrapper that was added."""
    project.write("workflows/ci.py")
    return lambda name="greet": project.read(f"workflows/actions/{name}.py")


def test_an_action_of_another_repository(project, server, wrapper):
    server.release("acme/greet", "v1.0.0", annotated=True)

    ended = project.main("add", "acme/greet@v1")

    assert (0, "") == (ended.code, ended.err)
    package = "created   workflows/actions/__init__.py\n"
    assert "created   workflows/actions/greet.py: from actions.greet import greet\n" + package == ended.out
    assert '@action("acme/greet@v1", "greeting-time")' in wrapper()
    project.write("workflows/ci.py", SOURCE)
    assert 0 == project.main("build").code
    text = project.read(".github/workflows/ci.yml")
    assert "uses: acme/greet@v1\n        with:\n          who-to-greet: you\n          loud: true\n" in text
    assert "AT: ${{ steps.say-hello.outputs.greeting-time }}" in text


def test_type_checkers_know_the_wrapper(project, server, wrapper):
    server.release("acme/greet", "v1.0.0")
    project.main("add", "acme/greet@v1")
    project.write(
        "workflows/ci.py", SOURCE + "greet(who_to_greet='x', loud='yes')\ngreet()\nhello.outputs.greeting_tim\n"
    )
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "ci.py"]

    done = subprocess.run(command, cwd=project.root / "workflows", capture_output=True, text=True)

    last = len(SOURCE.splitlines())
    assert [f"ci.py:{last + number}" for number in (1, 2, 3)] == [
        line.partition(": ")[0] for line in done.stdout.splitlines() if ": error: " in line
    ]


def test_type_checkers_take_the_whole_folder(project, server, wrapper):
    server.release("acme/greet", "v1.0.0")
    project.main("add", "acme/greet@v1")
    project.main("add", "acme/greet@v1", "--name", "other")
    project.write("workflows/ci.py", SOURCE)

    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "workflows"], cwd=project.root, capture_output=True, text=True
    )

    assert "Success: no issues found in 4 source files\n" == done.stdout


def test_a_package_that_is_there_stays_as_it_is(project, server, wrapper):
    server.release("acme/greet", "v1.0.0")
    project.write("workflows/actions/__init__.py", "WORDS = 1\n")

    ended = project.main("add", "acme/greet@v1")

    assert "created   workflows/actions/greet.py: from actions.greet import greet\n" == ended.out
    assert "WORDS = 1\n" == wrapper("__init__")


@pytest.mark.parametrize(
    ("what", "files", "name", "uses"),
    [
        pytest.param("acme/tools/sub/greet@v1", {"sub/greet/action.yml": ACTION}, "greet", None, id="folder"),
        pytest.param("acme/tools@v1", {"action.yaml": ACTION}, "tools", None, id="yaml"),
        pytest.param("acme/setup-greet-action@v1", {"action.yml": ACTION}, "setup_greet", None, id="name"),
        pytest.param("greet/action@v1", {"action.yml": ACTION}, "greet", None, id="name-of-the-owner"),
        pytest.param("acme/tools@main", {"action.yml": ACTION}, "tools", None, id="branch"),
    ],
)
def test_what_can_be_added(project, server, wrapper, what, files, name, uses):
    repository = "/".join(what.partition("@")[0].split("/")[:2])
    server.tag(repository, "v1", server.commit(repository, files=files))

    assert 0 == project.main("add", what).code
    assert f'@action("{what}", "greeting-time")' in wrapper(name)


def test_a_commit_can_be_added(project, server, wrapper):
    commit = server.release("acme/greet", "v1.0.0")
    server.git("acme/greet", "config", "uploadpack.allowAnySHA1InWant", "true")

    assert 0 == project.main("add", f"acme/greet@{commit}").code
    assert f'"acme/greet@{commit}"' in wrapper()


@pytest.mark.parametrize(
    ("what", "uses"),
    [
        pytest.param("./.github/actions/greet", "./.github/actions/greet", id="path"),
        pytest.param(".github/actions/greet", "./.github/actions/greet", id="path-without-dot"),
        pytest.param(".github/actions/greet/action.yml", "./.github/actions/greet", id="file"),
        pytest.param("$/.github/actions/greet", "$/.github/actions/greet", id="same-repository"),
    ],
)
def test_an_action_of_this_repository(project, wrapper, what, uses):
    project.write(".github/actions/greet/action.yml", ACTION)

    ended = project.main("add", what)

    assert 0 == ended.code, ended.err
    assert f'@action("{uses}", "greeting-time")' in wrapper()
    project.write("workflows/ci.py", SOURCE)
    assert 0 == project.main("build").code
    assert f"uses: {uses}\n" in project.read(".github/workflows/ci.yml")


def test_a_path_from_a_folder_inside(project, wrapper):
    project.write(".github/actions/greet/action.yml", ACTION)

    assert 0 == project.main("add", "../.github/actions/greet", cwd="workflows").code
    assert '"./.github/actions/greet"' in wrapper()


def test_again_and_over_somebody_elses_file(project, server, wrapper):
    server.release("acme/greet", "v1.0.0")
    project.main("add", "acme/greet@v1")

    assert "unchanged workflows/actions/greet.py\n" == project.main("add", "acme/greet@v1").out
    server.tag("acme/greet", "v2", server.commit("acme/greet"))
    assert project.main("add", "acme/greet@v2").out.startswith("updated   workflows/actions/greet.py")
    project.write("workflows/actions/greet.py", "mine = 1\n")
    refused = project.main("add", "acme/greet@v2")
    assert (1, "mine = 1\n") == (refused.code, wrapper())
    assert "was not written by 'ghflow add'; --force replaces it" in refused.err
    assert 0 == project.main("add", "acme/greet@v2", "--force", "--name", "greet").code
    assert 0 == project.main("add", "acme/greet@v2", "--name", "hail").code
    assert "def hail(" in wrapper("hail")


@pytest.mark.parametrize(
    ("what", "code", "message"),
    [
        pytest.param(
            "acme/greet@v9", 1, "acme/greet has no tag and no branch 'v9' (its newest release is v1.0.0)", id="ref"
        ),
        pytest.param("acme/gone@v1", 1, "acme/gone is no repository that git can read: ", id="repository"),
        pytest.param("acme/empty@v1", 1, "acme/empty@v1 has no action.yml, so that it is no action", id="no-action"),
        pytest.param("acme/greet/sub@v1", 1, "acme/greet/sub@v1 has no sub/action.yml", id="no-folder"),
        pytest.param("acme/folders/sub@v1", 1, "acme/folders/sub@v1 has no sub/action.yml, so that", id="folders"),
        pytest.param("acme/greet/action.yml@v1", 1, "acme/greet/action.yml@v1 is a file: an action is", id="file"),
        pytest.param("acme/broken@v1", 1, "acme/broken@v1: action.yml:2: this is no YAML: ", id="broken"),
        pytest.param("acme/bytes@v1", 1, "acme/bytes@v1: action.yml", id="bytes"),
        pytest.param("acme/flow@v1", 1, "acme/flow@v1: action.yml is a workflow, not an action", id="workflow"),
        pytest.param(
            "acme/list@v1", 1, "acme/list@v1: action.yml:1: 'inputs' must be a mapping, got a list", id="list"
        ),
        pytest.param("acme/number@v1", 1, "acme/number@v1: action.yml:2: 'a' must be a mapping, got", id="number"),
        pytest.param("acme/bare@v1", 1, "action.yml has no 'runs', so that it is no action", id="no-runs"),
        pytest.param("acme/void@v1", 1, "acme/void@v1: action.yml:1: the file is empty", id="no-text"),
        pytest.param("acme/greet", 2, "there is no folder acme/greet; write acme/greet@REF if", id="no-ref"),
        pytest.param("./nothing", 2, "there is no folder ./nothing", id="no-path"),
        pytest.param("./workflows", 1, "workflows has no action.yml, so that it is no action", id="path-without"),
        pytest.param("../..", 2, "../.. lies outside the repository", id="outside"),
        pytest.param("a b@c", 2, "'a b@c' is no reference of an action", id="nonsense"),
        pytest.param("acme/greet/../x@v1", 2, "'acme/greet/../x@v1' is no reference", id="upwards"),
        pytest.param("https://github.com/acme/greet@v1", 2, "an action is named as OWNER/NAME@REF, as", id="address"),
        pytest.param("", 2, "'' is no reference of an action", id="nothing"),
        pytest.param("-x", 2, "", id="option"),
    ],
)
def test_what_cannot_be_added(project, server, wrapper, what, code, message):
    server.release("acme/greet", "v1.0.0")
    server.tag("acme/empty", "v1", server.commit("acme/empty", files={"README.md": "x"}))
    server.tag("acme/broken", "v1", server.commit("acme/broken", files={"action.yml": "name: x\n  inputs: [\n"}))
    server.tag("acme/bytes", "v1", server.commit("acme/bytes", files={"action.yml": "\x00\x01"}))
    workflow = "on: push\njobs:\n  a:\n    runs-on: u\n    steps:\n      - run: x\n"
    server.tag("acme/flow", "v1", server.commit("acme/flow", files={"action.yml": workflow}))

    for name, text in {"list": "inputs: [a]\n", "number": "inputs:\n  a: 5\n"}.items():
        action = f"{text}name: x\ndescription: y\nruns: {{using: node24, main: i.js}}\n"
        server.tag(f"acme/{name}", "v1", server.commit(f"acme/{name}", files={"action.yml": action}))
    server.tag("acme/bare", "v1", server.commit("acme/bare", files={"action.yml": "name: x\ninputs: {}\n"}))
    nested = {"sub/action.yml/x": "", "sub/y": ""}
    server.tag("acme/folders", "v1", server.commit("acme/folders", files=nested))
    server.tag("acme/void", "v1", server.commit("acme/void", files={"action.yml": ""}))

    ended = project.main("add", what)

    assert code == ended.code
    assert message in ended.err
    assert not message or 1 == len(ended.err.splitlines())
    assert not (project.root / "workflows" / "actions").exists()


def test_in_an_empty_folder(project, server):
    server.release("acme/greet", "v1.0.0")

    ended = project.main("add", "acme/greet@v1")

    assert (0, "") == (ended.code, ended.err)
    assert (project.root / "workflows/actions/greet.py").exists()


def test_another_action_of_the_same_name(project, server, wrapper):
    for owner in ("acme", "other"):
        server.release(f"{owner}/greet", "v1.0.0")
    project.main("add", "acme/greet@v1")
    before = wrapper()

    refused = project.main("add", "other/greet@v1")

    assert (1, before) == (refused.code, wrapper())
    assert "workflows/actions/greet.py is the wrapper of acme/greet@v1; --name gives this one another" in refused.err
    assert 0 == project.main("add", "other/greet@v1", "--name", "other_greet").code
    assert 0 == project.main("add", "other/greet@v1", "--force").code
    assert '"other/greet@v1"' in wrapper()


def test_an_action_that_has_a_wrapper_already(project, server, wrapper):
    server.release("actions/checkout", "v7.0.0")

    ended = project.main("add", "actions/checkout@v7")

    assert 0 == ended.code
    assert "ghflow: ghflow.actions has a wrapper for actions/checkout@v7 already: checkout\n" == ended.err
    assert "def checkout(" in wrapper("checkout")


def test_a_source_that_hides_the_folder(project, server):
    server.release("acme/greet", "v1.0.0")
    project.write("workflows/actions.py", project.good)

    ended = project.main("add", "acme/greet@v1")

    assert 1 == ended.code
    assert "Python would take workflows/actions.py for the folder of workflows/actions/greet.py" in ended.err
    assert not (project.root / "workflows/actions").exists()


def test_a_folder_that_cannot_be_written(project, server):
    server.release("acme/greet", "v1.0.0")
    project.write("workflows/actions", "a file")

    ended = project.main("add", "acme/greet@v1")

    assert 1 == ended.code
    assert ended.err.startswith("ghflow: workflows/actions/greet.py cannot be ")
    assert 1 == len(ended.err.splitlines())


@pytest.mark.parametrize("name", ["declared", "TypedDict", "class", "a-b", "__init__"])
def test_names_that_a_wrapper_cannot_have(project, server, name):
    server.release("acme/greet", "v1.0.0")

    assert 2 == project.main("add", "acme/greet@v1", "--name", name).code


@pytest.mark.parametrize(
    ("said", "annotation"),
    [
        pytest.param("{default: true}", "Bool | None = None", id="flag"),
        pytest.param("{default: 'false'}", "Bool | None = None", id="flag-in-quotes"),
        pytest.param("{default: 1}", "Num | None = None", id="one-is-no-flag"),
        pytest.param("{default: 0.5}", "Plain | None = None", id="fraction"),
        pytest.param("{default: '5'}", "Plain | None = None", id="number-in-quotes"),
        pytest.param("{required: true}", "Plain", id="required"),
        pytest.param("{required: 'true'}", "Plain", id="required-in-quotes"),
        pytest.param("{required: 'false'}", "Plain | None = None", id="not-required-in-quotes"),
        pytest.param("{required: true, default: ''}", "Plain | None = None", id="required-with-a-default"),
        pytest.param("{required: true, deprecationMessage: old}", "Plain | None = None", id="deprecated"),
        pytest.param("", "Plain | None = None", id="nothing"),
    ],
)
def test_what_is_known_of_an_input(project, wrapper, said, annotation):
    project.write(
        "odd/action.yml", f"name: x\ndescription: y\ninputs:\n  it: {said}\nruns: {{using: node24, main: i}}\n"
    )

    assert 0 == project.main("add", "./odd").code
    assert f"    it: {annotation},\n" in wrapper("odd")


def test_a_version_is_no_number(project, wrapper):
    text = "name: x\ndescription: y\ninputs: {node-version: {default: 20}}\nruns: {using: node24, main: i}\n"
    project.write("odd/action.yml", text)

    assert 0 == project.main("add", "./odd").code
    assert "    node_version: Plain | None = None,\n" in wrapper("odd")


ODD = """\
name: Odd
description: 'Any Literal, Iterable or Commas; ends in a quote " and \\'
inputs:
  a b: {description: "with a space, \\"\\"\\" and \\\\N{DASH}", required: true}
  a.b: {}
  a-b: {}
  a_b: {}
  c=d: {}
  q"u'e: {}
  é: {}
  1st: {}
  class: {}
  None: {}
  with: {}
  name: {}
  id: {}
  uses: {}
  step_name: {}
  step: {}
  self: {}
  declared: {}
  action: {}
  Lines: {}
  args: {}
  given: {}
  __dunder: {}
  a-name-that-is-as-long-as-any-may-be: {}
outputs: {a b: {}, a.b: {}, a-b: {}, a_b: {}, class: {}, Value: {}, str: {}, keys: {}, _x: {}, __slots__: {}, 漢字: {}}
runs: {using: docker, image: Dockerfile}
"""


@pytest.fixture
def odd(project):
    """The wrapper of an action with every odd name, as a file."""
    project.write("odd/action.yml", ODD)
    ended = project.main("add", "./odd")
    assert (0, "") == (ended.code, ended.err)
    return project.root / "workflows/actions/odd.py"


def test_odd_names_reach_the_step(odd):
    module = {}
    exec(compile(odd.read_text("utf-8"), "odd.py", "exec"), module)
    words = "a_b_ a_b__ a_b a_b___ c_d q_u_e input__ input_1st class_ None_ with_ name id uses step_name_ step_ self_"
    words += " declared_ action Lines args given __dunder"

    step = module["odd"](**dict.fromkeys(words.split(), "v"), step_name="Odd")

    names = "a b|a.b|a-b|a_b|c=d|q\"u'e|é|1st|class|None|with|name|id|uses|step_name|step|self|declared|action|Lines|args|given"
    assert [*names.split("|"), "__dunder"] == list(step.with_)
    assert "Odd" == step.name
    assert "${{ steps.odd.outputs['a b'] }}" == f"{step.outputs['a b']}"
    assert "${{ steps.odd.outputs.a_b }}" == f"{step.outputs.a_b}"


@pytest.mark.parametrize("name", ["step", "any", "declared", "annotations"])
def test_names_that_a_module_of_a_wrapper_uses_itself(project, name):
    outputs = "outputs: {x: {}}\n" if name == "step" else ""
    project.write(f"{name}/action.yml", f"name: x\ndescription: y\n{outputs}runs: {{using: node24, main: i}}\n")

    assert 0 == project.main("add", f"./{name}").code
    (file,) = (project.root / "workflows/actions").glob("[!_]*.py")
    command = [sys.executable, "-m", "mypy", "--strict", str(file)]
    assert 0 == subprocess.run(command, cwd=ROOT, capture_output=True).returncode


@pytest.mark.parametrize("width", [79, 88, 100, 120])
def test_formatters_leave_a_wrapper_as_it_is(odd, width):
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--diff", f"--line-length={width}", str(odd)]

    done = subprocess.run(command, capture_output=True, text=True)

    assert (0, "") == (done.returncode, done.stdout)


@pytest.mark.parametrize(
    "checker", [["mypy", "--strict"], ["pyright"], ["ruff", "check", "--isolated", "--select=E4,E7,E9,F,I,Q"]]
)
def test_checkers_accept_a_wrapper(odd, checker):
    done = subprocess.run([sys.executable, "-m", *checker, str(odd)], cwd=ROOT, capture_output=True, text=True)

    assert 0 == done.returncode, done.stdout


ANY = st.text(min_size=1, max_size=12)
NASTY = st.one_of(
    st.sampled_from(
        ['"""', "'''", "\\", '"', "\\N{DASH}", "\n", "import os", "{x}", "#", "name", "if", "with", "uses", "env"]
    ),
    st.sampled_from(["1a", "é", "self", "step", "a-b", "a_b", "a.b"]),
)
NAMES = st.lists(st.one_of(ANY, NASTY, st.tuples(NASTY, NASTY).map("".join)), unique=True, max_size=6)


@given(
    inputs=NAMES, outputs=NAMES, words=st.lists(st.one_of(ANY, NASTY), max_size=5).map(" ".join), required=st.booleans()
)
def test_nothing_in_an_action_becomes_code(inputs, outputs, words, required):
    """Whatever its names and texts are: a module with one function and classes, which makes a step with those inputs."""
    action = Action(
        "x",
        main="index.js",
        description=words.replace("${{", "") or None,
        inputs={name: ActionInput(words.replace("${{", "") or None, required=required) for name in inputs},
        outputs=dict.fromkeys(outputs),
    )
    wrapper = wrapper_of(action, "acme/x@v1", "made")

    text = render(["The action acme/x.", "", words], [wrapper])

    tree = ast.parse(text)
    kinds = [type(node).__name__ for node in tree.body]
    assert ["Expr", "ImportFrom", "ImportFrom", "ImportFrom", "If", "FunctionDef"] == kinds
    assert {"ImportFrom", "ClassDef"} >= {type(node).__name__ for node in tree.body[4].body}
    assert ["declared()"] == [ast.unparse(node) for node in tree.body[5].body[1:]]
    assert ["action"] == [node.func.id for node in tree.body[5].decorator_list]
    module = {}
    exec(compile(text, "made.py", "exec"), module)
    step = module["made"](
        **dict.fromkeys(module["made"].__wrapped__.__kwdefaults__ or {}, "v") | required_words(module["made"])
    )
    assert dict.fromkeys(inputs, "v") == dict(step.with_ or {})
    assert sorted(outputs) == sorted(dir(step.outputs))


def required_words(function) -> dict[str, str]:
    code = function.__wrapped__.__code__
    names = code.co_varnames[: code.co_kwonlyargcount]
    return {name: "v" for name in names if name not in (function.__wrapped__.__kwdefaults__ or {})}


def test_a_wrapper_beside_every_keyword_of_a_step():
    words = ["name", "id", "if", "env", "continue_on_error", "timeout_minutes", "background", "uses", "with", "comment"]
    words += ["extra", "allow"]
    text = render(["x"], [Wrapper("made", "a/b@v1", [WrappedInput(word, "Plain") for word in words], [], ["x"])])
    module = {}
    exec(compile(text, "made.py", "exec"), module)

    step = module["made"](
        with_="a", step_with_={"new": "b"}, name="c", step_name="d", uses="e", step_uses="f/g@v1", step_if_=True
    )

    assert {"with": "a", "new": "b", "name": "c", "uses": "e"} == dict(step.with_)
    assert ("d", "f/g@v1", True) == (step.name, step.uses, step.if_)
    assert "class MadeKeywords(TypedDict, total=False):" in text
    assert "step_with_: Mapping[str, Scalar]" in text

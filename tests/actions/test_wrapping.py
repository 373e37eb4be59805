"""Actions as functions: inputs and keywords of a step, told apart by the signature alone."""

from __future__ import annotations

import inspect

import pytest

import ghflow.actions
from ghflow import Job, Step, UsageError, UsesStep, Workflow, github, note
from ghflow.actions import (
    cache,
    cache_save_v4,
    changesets,
    checkout,
    crates_io_auth,
    download_artifact,
    keywords,
    maturin,
    pypi_publish,
    rust_cache,
    rust_toolchain,
    scorecard,
    setup_pixi,
    setup_python,
    setup_uv,
    upload_artifact,
    upload_artifact_v4,
)
from ghflow.actions.wrapping import action, declared
from ghflow.diagnostics import collecting
from ghflow.emitter.yaml import emit
from ghflow.model.given import STEP_ARGUMENTS
from ghflow.model.graph import graph_of
from ghflow.rules.registry import check
from ghflow.where import Where

NAMES = """
    checkout crates_io_auth download_artifact maturin pypi_publish retry rust_cache rust_toolchain setup_python
    upload_artifact docker_build_push mise claude_code codecov cache
"""
WRAPPERS = {name: getattr(ghflow.actions, name) for name in NAMES.split()}
ROWS = [pytest.param(function, id=name) for name, function in WRAPPERS.items()]


def inputs_of(function):
    parameters = inspect.signature(function).parameters.values()
    return {one.name: one for one in parameters if one.kind is one.KEYWORD_ONLY}


def required(function):
    return {name: "x" for name, one in inputs_of(function).items() if one.default is one.empty}


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        pytest.param(checkout(), Step(uses="actions/checkout@v7"), id="bare"),
        pytest.param(
            checkout(persist_credentials=False),
            Step(uses="actions/checkout@v7", with_={"persist-credentials": False}),
            id="flag",
        ),
        pytest.param(
            checkout(fetch_depth=0, ref=github.sha),
            Step(uses="actions/checkout@v7", with_={"fetch-depth": 0, "ref": github.sha}),
            id="order-of-the-call",
        ),
        pytest.param(
            checkout(name="Check out", if_=github.ref == "x", id="c"),
            Step("Check out", uses="actions/checkout@v7", if_=github.ref == "x", id="c"),
            id="keywords-of-a-step",
        ),
        pytest.param(checkout(ref=None, name=None), Step(uses="actions/checkout@v7"), id="none-is-absent"),
        pytest.param(
            checkout(uses="actions/checkout@main"), Step(uses="actions/checkout@main"), id="another-reference"
        ),
        pytest.param(
            checkout(sparse_checkout=["a", "b"]),
            Step(uses="actions/checkout@v7", with_={"sparse-checkout": "a\nb\n"}),
            id="lines",
        ),
        pytest.param(
            checkout(sparse_checkout=["a"]),
            Step(uses="actions/checkout@v7", with_={"sparse-checkout": "a"}),
            id="one-line",
        ),
        pytest.param(
            checkout(sparse_checkout=(one for one in "ab")),
            Step(uses="actions/checkout@v7", with_={"sparse-checkout": "a\nb\n"}),
            id="generator",
        ),
        pytest.param(
            checkout(sparse_checkout=[github.ref, "b"]),
            Step(uses="actions/checkout@v7", with_={"sparse-checkout": "${{ github.ref }}\nb\n"}),
            id="value-in-lines",
        ),
        pytest.param(
            upload_artifact(name="n", step_name="s", path="p"),
            Step("s", uses="actions/upload-artifact@v7", with_={"name": "n", "path": "p"}),
            id="input-called-name",
        ),
        pytest.param(
            download_artifact(step_name="s"), Step("s", uses="actions/download-artifact@v8"), id="name-of-the-step"
        ),
        pytest.param(
            setup_python(python_version=["3.11", "3.14"]),
            Step(uses="actions/setup-python@v7", with_={"python-version": "3.11\n3.14\n"}),
            id="versions",
        ),
    ],
)
def test_a_wrapper_is_the_step_that_one_would_write(step, expected):
    assert emit(expected) == emit(step)
    assert isinstance(step, UsesStep)


@pytest.mark.parametrize("function", ROWS)
def test_the_keywords_of_a_step_reach_it_beside_inputs_of_the_same_name(function):
    taken = set(inputs_of(function))
    given = {"comment": "c", "extra": {"new": 1}, "allow": "a-rule", "env": {"A": "b"}, "timeout_minutes": 5}
    words = {f"step_{name}" if name in taken else name: value for name, value in given.items()}

    step = function(**required(function), **words)

    assert ("c", {"new": 1}, ("a-rule",), {"A": "b"}, 5) == (
        step.comment,
        step.extra,
        step.allow,
        step.env,
        step.timeout_minutes,
    )


@pytest.mark.parametrize("function", ROWS)
def test_a_wrapper_is_documented_and_typed(function):
    assert "`" in inspect.getdoc(function)
    assert function.__module__.startswith("ghflow.actions.by_")
    assert WRAPPERS[function.__name__] is function
    assert all(one.default is None for one in inputs_of(function).values() if one.default is not one.empty)
    with pytest.raises(AssertionError):
        function.__wrapped__(**required(function))


CLASSES = [
    one for one in vars(keywords).values() if getattr(one, "__total__", None) is False and one.__name__[0] != "_"
]


@pytest.mark.parametrize("function", ROWS)
def test_an_input_called_like_a_keyword_of_a_step_has_the_right_keywords_beside_it(function):
    clash = set(inputs_of(function)) & STEP_ARGUMENTS
    unpacked = function.__wrapped__.__annotations__["step"].removeprefix("Unpack[").removesuffix("]")
    every = {f"step_{name}" if name in clash else name for name in (*STEP_ARGUMENTS, "with_")}

    assert every == set(getattr(keywords, unpacked).__annotations__)


@pytest.mark.parametrize("cls", [one for one in CLASSES if one is not keywords.AnyStepKeywords])
def test_every_class_of_keywords_is_that_of_a_step_but_for_names(cls):
    plain = {name.removeprefix("step_"): kind for name, kind in cls.__annotations__.items()}

    assert keywords.StepKeywords.__annotations__ == plain


def word(kind: str):
    @action("a/b@v1", "one two-three", spelling="in_one in-two_=in-two")
    def wrapper(*, in_one, in_two_=None, **step):
        declared()

    wrapper.__wrapped__.__annotations__.update(in_one=kind, in_two_="Plain | None")
    return wrapper


@pytest.mark.parametrize(
    ("kind", "value", "written"),
    [
        pytest.param("Bool", True, True, id="flag"),
        pytest.param("Bool", github.ref == "x", "${{ github.ref == 'x' }}", id="flag-by-expression"),
        pytest.param("Bool", "x", None, id="no-flag"),
        pytest.param("Num", 1.5, 1.5, id="number"),
        pytest.param("Num", "1", None, id="no-number"),
        pytest.param("Plain", 5, 5, id="whole-number-as-text"),
        pytest.param("Plain", False, False, id="flag-as-text"),
        pytest.param("Plain", 3.10, None, id="version-as-number"),
        pytest.param("Plain", ["x"], None, id="list-as-text"),
        pytest.param("Lines", ["a", "b"], "a\nb\n", id="lines"),
        pytest.param("Commas", ["a", "b"], "a,b", id="commas"),
        pytest.param("Commas", "a, b", "a, b", id="commas-as-text"),
        pytest.param("Commas", [1], None, id="number-among-commas"),
        pytest.param("Literal['a', 'too heated'] | Value[str]", "too heated", "too heated", id="word"),
        pytest.param("Literal['a', 'b'] | Value[str]", "c", None, id="no-word"),
        pytest.param("Literal['a', 'b'] | Plain", "c", "c", id="open-word"),
        pytest.param("Literal['true', 'auto'] | Bool", True, True, id="flag-among-words"),
        pytest.param("Literal['true', 'auto'] | Bool", "auto", "auto", id="word-beside-flags"),
        pytest.param("Literal['true', 'auto'] | Bool", "on", None, id="no-word-beside-flags"),
    ],
)
def test_kinds_of_inputs(kind, value, written):
    with collecting() as found:
        step = word(kind)(in_one=value)

    assert (["wrong-value"] if written is None else []) == [one.rule for one in found]
    if written is not None:
        assert emit(Step(uses="a/b@v1", with_={"in_one": written})) == emit(step)


def test_inputs_are_spelt_as_the_action_spells_them():
    step = word("Plain")(in_two_="y", in_one="x")

    assert [("in-two", "y"), ("in_one", "x")] == list(step.with_.items())
    assert ["one", "two-three"] == dir(step.outputs)
    assert "${{ steps.b.outputs.two-three }}" == f"{step.outputs.two_three}"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        pytest.param(
            lambda: checkout(fetch_deep=0),
            "checkout has no input or argument 'fetch_deep' (did you mean 'fetch_depth'?)",
            id="input",
        ),
        pytest.param(
            lambda: checkout(nam="x"), "checkout has no input or argument 'nam' (did you mean 'name'?)", id="keyword"
        ),
        pytest.param(
            lambda: checkout(step_name="x"),
            "checkout has no input or argument 'step_name' (did you mean 'name'?)",
            id="step-name-without-need",
        ),
        pytest.param(
            lambda: upload_artifact_v4(path="x", step_id="x"),
            "upload_artifact_v4 has no input or argument 'step_id' (did you mean 'step_name'?)",
            id="step-id",
        ),
        pytest.param(
            lambda: checkout(with_={"fetch-depth": 0}),
            "with_ holds 'fetch-depth', which checkout has a keyword for (write fetch_depth=...)",
            id="known-in-with",
        ),
        pytest.param(
            lambda: checkout(clean=True, with_={"clean": "some"}),
            "with_ holds 'clean', which checkout has a keyword for (write clean=...)",
            id="twice",
        ),
        pytest.param(
            lambda: checkout(with_=["x"]), "checkout: with_ must be a mapping of names to values", id="list-as-with"
        ),
        pytest.param(
            lambda: checkout("main"),
            "checkout takes keywords only (name the input: checkout(allow_unsafe_pr_checkout=...))",
            id="positional",
        ),
        pytest.param(upload_artifact, "upload_artifact needs path=...", id="missing"),
        pytest.param(
            lambda: checkout(persist_credentials="false"),
            "checkout: persist_credentials must be True, False or an expression, got 'false' (write False)",
            id="flag",
        ),
        pytest.param(
            lambda: setup_uv(python_version=3.10),
            "setup_uv: python_version must be text, a whole number, True, False or an expression, got 3.1 (write '3.1'",
            id="version-as-number",
        ),
        pytest.param(
            lambda: checkout(fetch_depth=[1]),
            "checkout: fetch_depth must be a number or an expression, got [1]",
            id="number",
        ),
        pytest.param(
            lambda: checkout(fetch_depth="0"),
            "checkout: fetch_depth must be a number or an expression, got '0' (write 0)",
            id="number-in-text",
        ),
        pytest.param(
            lambda: checkout(sparse_checkout=["a", 5]),
            "checkout: sparse_checkout[1] must be text, got 5",
            id="line",
        ),
        pytest.param(
            lambda: checkout(sparse_checkout={"a", "b"}),
            "checkout: sparse_checkout must be text, got a set of 2",
            id="set",
        ),
        pytest.param(lambda: checkout(id="1"), None, id="keyword-value"),
        pytest.param(
            lambda: crates_io_auth().outputs.tokn,
            "action rust-lang/crates-io-auth-action@v1 has no output 'tokn' (did you mean 'token'?)",
            id="output",
        ),
        pytest.param(
            lambda: upload_artifact_v4(path="x").outputs.artifact_idd,
            "action actions/upload-artifact@v4 has no output 'artifact_idd' (did you mean 'artifact-id'?)",
            id="kebab-output",
        ),
    ],
)
def test_mistakes(call, message):
    with pytest.raises(UsageError) as raised:
        call()

    assert message is None or str(raised.value).startswith(message)
    assert __file__ == raised.value.diagnostic.where.file


def test_outputs_are_declared_or_any():
    names = {name: sorted(dir(function(**required(function)).outputs)) for name, function in WRAPPERS.items()}

    assert ["token"] == names["crates_io_auth"]
    assert ["artifact-digest", "artifact-id", "artifact-url"] == names["upload_artifact"]
    assert [] == names["maturin"]
    assert ["cache-hit"] == names["cache"]
    assert "${{ steps.cache.outputs.cache-hit }}" == f"{cache(path='x', key='y').outputs.cache_hit}"
    assert "${{ steps.cache.outputs.anything }}" == f"{cache(path='x', key='y').outputs.anything}"
    assert "${{ steps.upload-artifact.outputs.artifact-id }}" == f"{upload_artifact(path='x').outputs.artifact_id}"
    assert "${{ steps.mine.outputs.token }}" == f"{crates_io_auth(id='mine').outputs.token}"
    with pytest.raises(UsageError, match="it declares no outputs"):
        print(maturin().outputs.anything)


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        pytest.param(lambda: cache(path="x", key="y", new_one=1), {"path": "x", "key": "y", "new-one": 1}, id="newer"),
        pytest.param(lambda: checkout(with_={"new_one": 1}, ref="x"), {"ref": "x", "new_one": 1}, id="with"),
        pytest.param(lambda: checkout(with_={"clean": "some"}), {"clean": "some"}, id="newer-value"),
        pytest.param(
            lambda: scorecard(results_file="x", with_={"results_format": "csv"}),
            {"results_file": "x", "results_format": "csv"},
            id="newer-value-of-a-required-one",
        ),
        pytest.param(lambda: checkout(uses="me/fork@main", new_one=1, ref="x"), {"new-one": 1, "ref": "x"}, id="fork"),
        pytest.param(lambda: checkout(uses="actions/checkout@v99", new=1), {"new": 1}, id="unknown-major"),
        pytest.param(
            lambda: changesets(uses="changesets/action@v1", setupGitUser=True), {"setupGitUser": True}, id="other-major"
        ),
        pytest.param(lambda: upload_artifact(uses="me/fork@main", path="x"), {"path": "x"}, id="fork-required"),
    ],
)
def test_inputs_that_the_signature_does_not_have(call, expected):
    assert expected == dict(call().with_)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        pytest.param(
            lambda: checkout(uses="actions/checkout@v6", new_one=1),
            "checkout has no input or argument 'new_one'",
            id="v6",
        ),
        pytest.param(lambda: cache(path="x"), "cache needs key", id="missing"),
    ],
)
def test_an_input_that_another_known_major_does_not_have_either(call, message):
    with pytest.raises(UsageError, match=message):
        call()


def test_several_mistakes_of_one_call_are_all_reported():
    with collecting() as found:
        step = upload_artifact_v4(nam="x", overwrite="yes", retention_day=3)

    assert ["unknown-argument", "wrong-value", "unknown-argument", "missing-argument"] == [one.rule for one in found]
    assert isinstance(step, UsesStep)
    assert isinstance(step.where, Where)


def test_no_signature_runs():
    with pytest.raises(AssertionError, match="a wrapper without its @action"):
        declared()


def test_all_wrappers_are_here():
    assert {pypi_publish, rust_cache, rust_toolchain} <= set(WRAPPERS.values())


def test_a_pin_has_the_outputs_of_its_action_and_others():
    pinned = upload_artifact(uses=note(f"actions/upload-artifact@{'0' * 40}", "v4.6.2"), path="x")

    assert "${{ steps.upload-artifact.outputs.artifact-id }}" == f"{pinned.outputs.artifact_id}"
    assert "${{ steps.upload-artifact.outputs.new_one }}" == f"{pinned.outputs.new_one}"
    assert f"uses: actions/upload-artifact@{'0' * 40} # v4.6.2\n" in emit(pinned)


def test_a_pin_with_a_note_takes_what_a_newer_version_takes():
    pinned = setup_pixi(uses=note(f"prefix-dev/setup-pixi@{'0' * 40}", "v0.9.4"), cache=True)

    assert f"uses: prefix-dev/setup-pixi@{'0' * 40} # v0.9.4\n\nwith:\n  cache: true\n" == emit(pinned)


@pytest.mark.parametrize("make", [lambda: cache_save_v4(path="x"), lambda: cache_save_v4(path="x", kez="k")])
def test_an_input_that_is_missing_is_said_once(make):
    with collecting() as found:
        job = Job("j", runs_on="x", steps=[make()])
    found += check(graph_of(Workflow("W", on="push", jobs=[job])), only="missing-action-input")

    assert 1 == len(found)

"""Actions as functions: inputs and keywords of a step, told apart by the signature alone."""

from __future__ import annotations

import inspect

import pytest

import ghflow.actions
from ghflow import Step, UsageError, UsesStep, github
from ghflow.actions import (
    checkout,
    crates_io_auth,
    download_artifact,
    maturin,
    pypi_publish,
    rust_cache,
    rust_toolchain,
    setup_python,
    upload_artifact,
)
from ghflow.actions.wrapping import StepKeywords, UnnamedStepKeywords, declared
from ghflow.diagnostics import collecting
from ghflow.emitter.yaml import emit
from ghflow.model.given import STEP_ARGUMENTS
from ghflow.model.node import yaml_key
from ghflow.where import Where

WRAPPERS = {name: getattr(ghflow.actions, name) for name in ghflow.actions.__all__}
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
            Step("s", uses="actions/upload-artifact@v4", with_={"name": "n", "path": "p"}),
            id="input-called-name",
        ),
        pytest.param(
            download_artifact(step_name="s"), Step("s", uses="actions/download-artifact@v4"), id="name-of-the-step"
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
def test_every_input_and_every_keyword_reaches_the_step(function):
    names = inputs_of(function)
    with collecting() as found:
        for name in names:
            for value in (True, 1, "x", github.ref):
                step = function(**required(function) | {name: value})
                assert yaml_key(name) in step.with_ or [one for one in found if name in one.message]
        step = function(**required(function), comment="c", extra={"new": 1}, allow="a-rule", env={"A": "b"})

    assert ("c", {"new": 1}, ("a-rule",), {"A": "b"}) == (step.comment, step.extra, step.allow, step.env)
    assert {"wrong-value"} >= {one.rule for one in found}


@pytest.mark.parametrize("function", ROWS)
def test_a_wrapper_is_documented_and_typed(function):
    assert "`" in inspect.getdoc(function)
    assert function.__module__.startswith("ghflow.actions.by_")
    assert WRAPPERS[function.__name__] is function
    assert all(one.default is None for one in inputs_of(function).values() if one.default is not one.empty)
    with pytest.raises(AssertionError):
        function.__wrapped__(**required(function))


@pytest.mark.parametrize("function", ROWS)
def test_an_input_called_like_a_keyword_of_a_step_has_the_right_keywords_beside_it(function):
    clash = set(inputs_of(function)) & STEP_ARGUMENTS
    unpacked = function.__wrapped__.__annotations__["step"]

    assert clash <= {"name"}
    assert ("UnnamedStepKeywords" in unpacked) == bool(clash)


def test_the_two_sets_of_keywords_differ_by_the_name_only():
    both = {name.removeprefix("step_") for name in UnnamedStepKeywords.__annotations__}

    assert set(StepKeywords.__annotations__) == both
    assert {"name", "step_name"} == set(StepKeywords.__annotations__) ^ set(UnnamedStepKeywords.__annotations__)


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
            lambda: upload_artifact(path="x", step_id="x"),
            "upload_artifact has no input or argument 'step_id' (did you mean 'step_name'?)",
            id="step-id",
        ),
        pytest.param(lambda: checkout(with_={"a": "b"}), "checkout has no input or argument 'with_'", id="with"),
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
        pytest.param(lambda: checkout(ref=5), "checkout: ref must be text, got 5 (write '5')", id="text"),
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
            "checkout: sparse_checkout[1] must be text or a list of texts, got 5",
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
            lambda: upload_artifact(path="x").outputs.artifact_idd,
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
    assert "${{ steps.maturin-action.outputs.anything }}" == f"{maturin().outputs.anything}"
    assert "${{ steps.upload-artifact.outputs.artifact-id }}" == f"{upload_artifact(path='x').outputs.artifact_id}"
    assert "${{ steps.mine.outputs.token }}" == f"{crates_io_auth(id='mine').outputs.token}"


def test_several_mistakes_of_one_call_are_all_reported():
    with collecting() as found:
        step = upload_artifact(nam="x", overwrite="yes", retention_day=3)

    assert ["unknown-argument", "wrong-value", "unknown-argument", "missing-argument"] == [one.rule for one in found]
    assert isinstance(step, UsesStep)
    assert isinstance(step.where, Where)


def test_no_signature_runs():
    with pytest.raises(AssertionError, match="a wrapper without its @action"):
        declared()


def test_all_wrappers_are_here():
    assert {pypi_publish, rust_cache, rust_toolchain} <= set(WRAPPERS.values())

"""A script's environment: what GitHub sets for a ref, and which layer wins."""

import os
import sys

import pytest

from ghflow.simulator.environment import Run, machine_environment, runner_variables, step_environment


@pytest.mark.parametrize(
    ("ref", "name", "kind"),
    [
        pytest.param("refs/heads/feature/x", "feature/x", "branch", id="branch"),
        pytest.param("refs/tags/v1.0", "v1.0", "tag", id="tag"),
        pytest.param("refs/pull/7/merge", "7/merge", "branch", id="pull-request"),
    ],
)
def test_ref(ref, name, kind):
    variables = Run(ref=ref).variables()

    assert (ref, name, kind) == tuple(variables[f"GITHUB_REF{end}"] for end in ("", "_NAME", "_TYPE"))
    assert variables["GITHUB_WORKFLOW_REF"].endswith(f"@{ref}")


def test_attempt_and_owner():
    variables = Run(repository="me/it", attempt=3).variables()

    assert ("me", "3") == (variables["GITHUB_REPOSITORY_OWNER"], variables["GITHUB_RUN_ATTEMPT"])


LAYERS = ["process", "job", "additions", "step", "owned"]


@pytest.mark.parametrize("weaker", range(len(LAYERS) - 1))
def test_each_layer_beats_the_one_before(weaker):
    layers = {name: {} for name in LAYERS}
    layers[LAYERS[weaker]] = {"X": "weak"}
    layers[LAYERS[weaker + 1]] = {"X": "strong"}

    assert "strong" == step_environment(**layers, paths=[])["X"]


def test_ci_is_set_unless_somebody_says_otherwise():
    empty = {name: {} for name in LAYERS}

    assert "true" == step_environment(**empty, paths=[])["CI"]
    assert "no" == step_environment(**{**empty, "job": {"CI": "no"}}, paths=[])["CI"]


def test_last_path_is_searched_first():
    layers = {name: {} for name in LAYERS} | {"process": {"PATH": "/bin"}}

    assert os.pathsep.join(["/b", "/a", "/bin"]) == step_environment(**layers, paths=["/a", "/b"])["PATH"]


def test_machine_environment_is_clean(monkeypatch):
    monkeypatch.setenv("MY_SECRET", "x")
    monkeypatch.setenv("KEPT", "y")
    monkeypatch.delenv("NOT_SET", raising=False)

    environment = machine_environment(keep=["KEPT", "NOT_SET"])

    assert "y" == environment["KEPT"]
    assert {"MY_SECRET", "NOT_SET"}.isdisjoint(environment)
    assert os.environ["PATH"] == environment["PATH"]


def test_runner_variables_speak_github():
    variables = runner_variables()

    assert {"linux": "Linux", "darwin": "macOS", "win32": "Windows"}[sys.platform] == variables["RUNNER_OS"]
    assert variables["RUNNER_ARCH"] in ("X64", "ARM64", "X86", "ARM")

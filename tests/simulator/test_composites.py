"""Actions of the repository itself: where they are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from ghflow.project.execution import load_action
from ghflow.simulator.composites import ActionError, find_action

COMPOSITE = "name: A\ndescription: A\nruns: {using: composite, steps: [{run: echo hi, shell: bash}]}\n"


@pytest.mark.parametrize("name", ["action.yml", "action.yaml"])
def test_an_action_is_read(tmp_path, name):
    (tmp_path / name).write_text(COMPOSITE)

    found = find_action(tmp_path, "./x", load_action)

    assert found is not None
    assert "A" == found.name


def test_a_dockerfile_alone(tmp_path):
    (tmp_path / "Dockerfile").touch()

    assert None is find_action(tmp_path, "./x", load_action)


@pytest.mark.parametrize(
    ("files", "words"),
    [
        pytest.param({}, "did you forget to run actions/checkout", id="nothing"),
        pytest.param({"action.yml": "a: ["}, "is no action: ", id="no-yaml"),
        pytest.param(
            {"action.yml": "on: push\njobs: {a: {runs-on: x, steps: [{run: x}]}}"}, "has no runs", id="workflow"
        ),
        pytest.param(
            {"action.yml": COMPOSITE.replace(", shell: bash", "")}, "a script in an action needs .*shell", id="shell"
        ),
        pytest.param(
            {"action.yml": COMPOSITE.replace("hi,", "hi, uses: a/b@v1,")}, "line 3: .*beside 'run'", id="both"
        ),
    ],
)
def test_what_cannot_be_used(tmp_path, files, words):
    for name, text in files.items():
        (tmp_path / name).write_text(text)

    with pytest.raises(ActionError, match=words):
        find_action(tmp_path, "./x", load_action)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(COMPOSITE + "more: 1\n", id="key-that-nobody-knows"),
        pytest.param(COMPOSITE.partition("runs")[2].join(["runs", ""]), id="no-name"),
        pytest.param(COMPOSITE + "inputs: {a: {required: 'true', type: string}}\n", id="inputs"),
        pytest.param(COMPOSITE + "branding: {icon: x, color: nice}\n", id="branding"),
    ],
)
def test_the_runner_reads_only_runs_closely(tmp_path, text):
    (tmp_path / "action.yml").write_text(text)

    found = find_action(Path(tmp_path), "./x", load_action)

    assert found is not None
    assert found.where.line

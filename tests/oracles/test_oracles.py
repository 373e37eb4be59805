"""The oracles themselves answer: each finds a mistake that only it is asked for, and none in a correct file."""

from __future__ import annotations

import pytest

CORRECT = """\
name: Example
on: push
permissions: {}
jobs:
  a:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - run: echo hello
"""


def judged(oracles, oracle, tmp_path, text):
    """What an oracle says about a text."""
    file = tmp_path / ".github" / "workflows" / "example.yml"
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    return oracles.judge(oracle, file)


@pytest.mark.parametrize("oracle", ["language-service", "schema", "actionlint", "zizmor"])
def test_correct_file(oracles, oracle, tmp_path):
    assert [] == judged(oracles, oracle, tmp_path, CORRECT)


@pytest.mark.parametrize(
    ("oracle", "found", "instead", "message"),
    [
        pytest.param("language-service", "echo hello", "echo ${{ gihub.ref }}", "gihub", id="language-service"),
        pytest.param("schema", "runs-on", "run-on", "run-on", id="schema"),
        pytest.param("actionlint", "timeout-minutes: 5", "needs: [b]", 'job "b"', id="actionlint"),
        pytest.param("zizmor", "echo hello", "echo ${{ github.head_ref }}", "template", id="zizmor"),
    ],
)
def test_mistake(oracles, oracle, found, instead, message, tmp_path):
    findings = judged(oracles, oracle, tmp_path, CORRECT.replace(found, instead))

    assert any(message in str(finding) for finding in findings), findings


@pytest.mark.parametrize("oracle", ["language-service", "schema", "actionlint", "zizmor"])
def test_no_yaml_is_never_fine(oracles, oracle, tmp_path):
    assert [] != judged(oracles, oracle, tmp_path, "jobs: {\n")

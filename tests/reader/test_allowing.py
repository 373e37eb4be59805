"""Comments of the form `# ghflow: allow RULE` become the `allow` of the object that they stand at, and stay comments."""

from __future__ import annotations

import pytest

from ghflow.emitter.yaml import emit
from ghflow.model.allowing import Allowances
from ghflow.model.graph import graph_of
from ghflow.reader.document import loads

FILE = """\
{top}
name: CI
on: push {on}
jobs:
  {job}
  test: {behind_job}
    {key}
    needs: [a, b] {needs}
    runs-on: ubuntu-latest
    env: {env}
      {inner}
      A: 1
    steps: {steps}
      {step}
      - run: make {run}
        with_:
          x: 1
      - name: x
        {name}
        uses: a/b@v1
    {end}
"""
SPOTS = [name.partition("}")[0] for name in FILE.split("{")[1:]]


def text(**comments: str) -> str:
    return FILE.format(**dict.fromkeys(SPOTS, "") | comments)


@pytest.mark.parametrize(
    ("spot", "path"),
    [
        ("top", ""),
        ("on", ""),
        ("job", "jobs.test"),
        ("behind_job", "jobs.test"),
        ("key", "jobs.test"),
        ("needs", "jobs.test"),
        ("env", "jobs.test"),
        ("inner", "jobs.test"),
        ("steps", "jobs.test"),
        ("step", "jobs.test.steps[0]"),
        ("run", "jobs.test.steps[0]"),
        ("name", "jobs.test.steps[1]"),
        ("end", "jobs.test"),
    ],
)
def test_a_comment_belongs_to_the_object_around_it(spot: str, path: str) -> None:
    comment = "# ghflow: allow unknown-need, other-rule"
    given = text(**{spot: comment})
    document = loads(given, "w.yml").document
    found = Allowances(document).given

    assert [("unknown-need", path), ("other-rule", path)] == [(one.rule, one.path) for one in found]
    lines = given.splitlines()
    spelt = [lines[one.where.line - 1][one.where.column - 1 : one.where.end_column - 1] for one in found]
    assert ["unknown-need", "other-rule"] == spelt
    assert comment in emit(graph_of(document).resolved())


@pytest.mark.parametrize(
    ("comment", "rules"),
    [
        pytest.param("# ghflow: allow a-b", ["a-b"], id="one"),
        pytest.param("#ghflow: allow a,b ,c", ["a", "b", "c"], id="several"),
        pytest.param("# ghflow: allow a -- since it is so", ["a"], id="with a reason"),
        pytest.param("# ghflow: allow: a", ["a"], id="with a colon"),
        pytest.param("# about ghflow: allow a", [], id="a sentence"),
        pytest.param("# shellcheck disable=SC1", [], id="for another tool"),
    ],
)
def test_form(comment: str, rules: list[str]) -> None:
    loaded = loads(text(step=comment), "w.yml")

    assert rules == [one.rule for one in Allowances(loaded.document).given]
    assert [] == [one.message for one in loaded.diagnostics if one.rule == "unused-suppression"]


@pytest.mark.parametrize("comment", ["# ghflow: ignore a", "# ghflow: allow", "# ghflow: allow (a)"])
def test_a_comment_that_says_nothing_is_reported(comment: str) -> None:
    loaded = loads(text(step=comment), "w.yml")
    found = [one for one in loaded.diagnostics if one.rule == "unused-suppression"]

    assert 1 == len(found)
    where = found[0].where
    assert comment[2:] == loaded.text.split("\n")[where.line - 1][where.column - 1 : where.end_column - 1]


def test_a_file_without_such_comments_allows_nothing() -> None:
    assert [] == Allowances(loads(text(), "w.yml").document).given

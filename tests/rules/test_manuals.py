"""The examples in the docstrings of rules: each is found where its marks are, and by no other rule."""

from __future__ import annotations

import pytest

from ghflow.diagnostics import Severity
from ghflow.project.manual import Example, manual_of, try_example
from ghflow.project.mistakes import MISTAKES, PROVED
from ghflow.rules.registry import all_rules

NAMES = sorted({*all_rules(lints=True), *MISTAKES, *PROVED})
# Names of annotations, and what no example can bring about.
WITHOUT_EXAMPLE = {"unreadable-file", "source-raised", "refused-file", "out-of-date", "too-deep", "not-locked"}
CASES = [
    pytest.param(name, example, id=f"{name}-{index}")
    for name in NAMES
    if (manual := manual_of(name)) is not None
    for index, example in enumerate(manual.examples)
]


@pytest.mark.parametrize("name", [name for name in NAMES if name not in WITHOUT_EXAMPLE])
def test_every_rule_has_an_example_that_it_finds(name: str) -> None:
    manual = manual_of(name)

    assert manual is not None, "a rule has a docstring"
    assert manual.examples, "an example is a block of the docstring, indented by four spaces more"
    assert manual.examples[0].marked, "the lines that the rule finds end with # <-"


@pytest.mark.parametrize(("name", "example"), CASES)
def test_the_rule_finds_what_is_marked_and_no_other_rule_an_error(name: str, example: Example) -> None:
    found, printed = try_example(example)
    if name in PROVED:
        proved, printed = try_example(example, name)
        found += proved
    marked = [path for path, _ in example.marked], [line for _, line in example.marked]
    places = sorted({(one.where.file, one.where.line) for one in found if one.rule == name})
    others = {one.rule for one in found if one.severity is Severity.ERROR} - {name}

    assert marked[1] == [line for _, line in places], printed
    assert all(file.endswith(path) for (file, _), path in zip(places, marked[0], strict=True)), printed
    assert set() == others, printed

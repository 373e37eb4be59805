"""When two texts are the same workflow: as the oracle says, for real files and for changed ones."""

from __future__ import annotations

import random

import pytest

from ghflow.emitter.document import to_yaml
from ghflow.reader.document import load
from ghflow.reader.sameness import difference, same


@pytest.mark.parametrize(
    ("one", "other", "where"),
    [
        pytest.param("a: 1", "a: 1.0", None, id="number"),
        pytest.param("a: 1", "a: '1'", "a", id="type"),
        pytest.param("a: true", "a: 1", "a", id="flag"),
        pytest.param("a: 0x10", "a: 16", None, id="hex"),
        pytest.param("a:", "a: ~", None, id="nothing"),
        pytest.param("a:", "a: ''", "a", id="empty"),
        pytest.param("a: -0.0", "a: 0", None, id="zero"),
        pytest.param("name: a\non: b", "on: b\nname: a", None, id="named-keys"),
        pytest.param("env: {a: 1, b: 2}", "env: {b: 2, a: 1}", "env.a", id="own-keys"),
        pytest.param("jobs: {a: {env: 1, if: 2}}", "jobs: {a: {if: 2, env: 1}}", None, id="job"),
        pytest.param("jobs: {a: 1, b: 2}", "jobs: {b: 2, a: 1}", "jobs.a", id="jobs"),
        pytest.param("jobs: {a: {steps: [{run: x, id: y}]}}", "jobs: {a: {steps: [{id: y, run: x}]}}", None, id="step"),
        pytest.param("jobs: {a: {steps: [x, y]}}", "jobs: {a: {steps: [x, z]}}", "jobs.a.steps[1]", id="item"),
        pytest.param("jobs: {a: {steps: [x, y]}}", "jobs: {a: {steps: [x]}}", "jobs.a.steps", id="length"),
        pytest.param(
            "jobs: {a: {strategy: {matrix: {include: [], b: [], c: []}}}}",
            "jobs: {a: {strategy: {matrix: {b: [], c: [], include: []}}}}",
            None,
            id="include-last",
        ),
        pytest.param("1: a", "'1': a", "1", id="key-type"),
        pytest.param("[a]", "{a: b}", "the whole file", id="kind"),
        pytest.param("&x a: [*x]", "a: [a]", None, id="alias"),
    ],
)
def test_same(gh_tree, one, other, where):
    assert difference(one, other) == where
    assert same(one, other) is (where is None)
    assert gh_tree.same(one, other) is (where is None)


def test_real_files_and_changed_ones(shared, gh_tree, soak):
    files = sorted(path for path in (shared / "corpus" / "files").rglob("*.y*ml"))
    chance = random.Random(7)
    for path in chance.sample(files, 4 * soak if soak == 1 else len(files)):
        loaded = load(path)
        text = to_yaml(loaded.document)
        assert same(loaded.text, text)
        lines = text.split("\n")
        at = chance.randrange(len(lines) - 1)
        for changed in ([*lines[:at], *lines[at + 1 :]], [*lines[:at], lines[at + 1], lines[at], *lines[at + 2 :]]):
            try:
                expected = gh_tree.same(text, "\n".join(changed))
            except Exception:
                continue
            assert same(text, "\n".join(changed)) is expected

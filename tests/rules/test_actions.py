"""Rules and lints about other people's actions: rows that must fire, with the lines marked, beside rows that must stay silent."""

from __future__ import annotations

import inspect
import re
import textwrap

import pytest

from ghflow import Job, Step, Workflow
from ghflow.actions import cache, checkout, crates_io_auth, pypi_publish, setup_python
from ghflow.diagnostics import Severity
from ghflow.model.graph import graph_of
from ghflow.reader.document import loads
from ghflow.rules.registry import all_rules, check
from ghflow.rules.world import World
from tests.rules.harness import findings, lines_found, lines_marked

HEAD = "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n"
OURS = [
    rule for rule in all_rules(lints=True).values() if rule.check.__module__.endswith(("rules.actions", "lint_actions"))
]


def steps(text: str) -> str:
    return HEAD + textwrap.indent(textwrap.dedent(text).strip("\n"), "      ") + "\n"


def uses(uses: str, *inputs: str) -> str:
    lines = [f"- uses: {uses}", *(["  with:"] if inputs else []), *(f"    {line}" for line in inputs)]
    return steps("\n".join(lines))


COMMIT = "3d3c42e5aac5ba805825da76410c181273ba90b1"  # actions/checkout v7.0.1

ROWS = {
    "unknown-action-input": {
        "misspelt": uses("actions/checkout@v7", "fetch-deep: 0  # <-"),
        "of-another-major": uses("changesets/action@v2", "prDraft: true  # <-"),
        "exact-version": uses("actions/checkout@v7.0.1", "deep: 0  # <-"),
        "by-commit": uses(f"actions/checkout@{COMMIT}", "deep: 0  # <-"),
        "name-in-capitals": uses("Actions/Checkout@v7", "deep: 0  # <-"),
        "two": uses("actions/checkout@v7", "a: 0  # <-", "ref: x", "b: 0  # <-"),
        "none-at-all": uses("actions/publish-immutable-action@v0.0.4", "x: 1  # <-"),
        "right": uses("actions/checkout@v7", "fetch-depth: 0"),
        "input-in-capitals": uses("actions/checkout@v7", "Fetch-Depth: 0"),
        "older-exact-version": uses("actions/checkout@v7.0.0", "deep: 0"),
        "unknown-major": uses("actions/checkout@v99", "deep: 0"),
        "branch": uses("actions/checkout@main", "deep: 0"),
        "unknown-commit": uses(f"actions/checkout@{'0' * 40}", "deep: 0"),
        "unknown-action": uses("acme/setup@v1", "deep: 0"),
        "newer-in-use": uses("pypa/gh-action-pypi-publish@release/v1", "attestations: false"),
        "not-read": uses("actions/cache@v6", "path: x", "key: y", "new: z"),
        "path": uses("./checkout", "deep: 0"),
        "image": uses("docker://alpine", "deep: 0"),
        "arguments-of-an-image": uses("EmbarkStudios/cargo-deny-action@v1", "args: x", "entrypoint: y"),
        "expression": uses("actions/checkout@v7") + "        with: ${{ fromJSON('{}') }}\n",
    },
    "missing-action-input": {
        "all": uses("actions/cache@v4  # <-"),
        "one": uses("actions/cache@v4  # <-", "path: x"),
        "given": uses("actions/cache@v4", "path: x", "key: y"),
        "in-capitals": uses("actions/cache@v4", "PATH: x", "Key: y"),
        "has-a-default": uses("Azure/setup-helm@v5"),
        "newer-in-use": uses("actions/cache@v5"),
        "unknown": uses("acme/cache@v4"),
    },
    "unknown-action-output": {
        "misspelt": steps("- id: p\n  uses: actions/setup-python@v6\n- run: echo ${{ steps.p.outputs.python }}  # <-"),
        "by-index": steps("- id: p\n  uses: actions/setup-python@v6\n- run: echo ${{ steps['p'].outputs['x'] }}  # <-"),
        "no-outputs": steps("- id: m\n  uses: PyO3/maturin-action@v1\n- run: echo ${{ steps.m.outputs.wheel }}  # <-"),
        "in-a-condition": steps(
            "- id: p\n  uses: actions/setup-python@v6\n- run: x\n  if: steps.p.outputs.x == '1'  # <-"
        ),
        "right": steps("- id: p\n  uses: actions/setup-python@v6\n- run: echo ${{ steps.p.outputs.python-version }}"),
        "in-capitals": steps(
            "- id: p\n  uses: actions/setup-python@v6\n- run: echo ${{ steps.P.outputs.Python-Version }}"
        ),
        "outcome": steps("- id: p\n  uses: actions/setup-python@v6\n- run: echo ${{ steps.p.outcome }}"),
        "all": steps("- id: p\n  uses: actions/setup-python@v6\n- run: echo ${{ toJSON(steps.p.outputs) }}"),
        "of-a-script": steps("- id: p\n  run: x\n- run: echo ${{ steps.p.outputs.x }}"),
        "named-by-an-input": steps(
            "- id: p\n  uses: dorny/paths-filter@v3\n- run: echo ${{ steps.p.outputs.backend }}"
        ),
        "newer-in-use": steps("- id: p\n  uses: actions/cache@v5\n- run: echo ${{ steps.p.outputs.x }}"),
        "unknown": steps("- id: p\n  uses: acme/x@v1\n- run: echo ${{ steps.p.outputs.x }}"),
    },
    "missing-action-tag": {
        "major": uses("astral-sh/setup-uv@v8  # <-"),
        "newest": uses("astral-sh/setup-uv@v10  # <-"),
        "exact": uses("astral-sh/setup-uv@v8.3.2"),
        "has-one": uses("astral-sh/setup-uv@v7"),
        "branch": uses("pypa/gh-action-pypi-publish@release/v1"),
        "not-read": uses("actions/cache@v6"),
        "unknown": uses("acme/setup-uv@v8"),
    },
    "unlisted-action-input": {
        "newer-in-use": uses("pypa/gh-action-pypi-publish@release/v1", "atestations: false", "paswords: x  # <-"),
        "not-read": uses("actions/cache@v6", "path: x", "key: y", "restore-key: z  # <-"),
        "other-exact-version": uses("actions/checkout@v7.0.0", "fetchdepth: 0  # <-"),
        "newer-input": uses("pypa/gh-action-pypi-publish@release/v1", "attestations: false", "user: x"),
        "right": uses("pypa/gh-action-pypi-publish@release/v1", "skip-existing: false"),
        "known-for-sure": uses("actions/checkout@v7", "deep: 0"),
    },
    "deprecated-action-input": {
        "renamed": uses("pypa/gh-action-pypi-publish@release/v1", "packages_dir: x  # <-"),
        "going": uses("Azure/setup-helm@v5", "version: x", "token: y  # <-"),
        "right": uses("pypa/gh-action-pypi-publish@release/v1", "packages-dir: x"),
    },
    "likely-missing-input": {
        "newer-in-use": uses("actions/cache@v5  # <-", "path: x"),
        "other-exact-version": uses("actions/cache@v4.1.0  # <-"),
        "version-in-the-comment": uses(f"actions/cache@{'0' * 40} # v4.1.0  # <-", "path: x"),
        "right": uses("actions/cache@v5", "path: x", "KEY: x"),
        "known-for-sure": uses("actions/cache@v4", "path: x"),
        "not-read": uses("actions/cache@v6", "path: x"),
        "expression": uses("actions/cache@v5") + "        with: ${{ fromJSON('{}') }}\n",
    },
    "retired-node": {
        "version-in-the-comment": uses(f"actions/checkout@{'0' * 40} # v4.1.0  # <-"),
        "new-version-in-the-comment": uses(f"actions/checkout@{'0' * 40} # v7.0.0"),
        "no-comment": uses(f"actions/checkout@{'0' * 40}"),
        "node20": uses("actions/checkout@v4  # <-"),
        "node12": uses("actions/checkout@v2  # <-"),
        "node24": uses("actions/checkout@v6"),
        "composite": uses("dtolnay/rust-toolchain@stable"),
        "image": uses("pypa/gh-action-pypi-publish@release/v1"),
        "not-read": uses("actions/cache@v6"),
        "unknown": uses("acme/x@v1"),
    },
    "archived-action": {
        "archived": uses("pre-commit/action@v3.0.1  # <-"),
        "by-any-ref": uses("pre-commit/action@main  # <-"),
        "by-commit": uses(f"Pre-Commit/Action@{'0' * 40}  # <-"),
        "alive": uses("actions/checkout@v7"),
    },
    "pin-comment": {
        "major": uses(f"actions/checkout@{COMMIT} # v4  # <-"),
        "version": uses(f"actions/checkout@{COMMIT} # v7.0.0  # <-"),
        "right-version": uses(f"actions/checkout@{COMMIT} # v7.0.1"),
        "right-major": uses(f"actions/checkout@{COMMIT} # v7"),
        "without-v": uses(f"actions/checkout@{COMMIT} # 7.0"),
        "newer": uses("pypa/gh-action-pypi-publish@dc37677b2e1c63e2034f94d8a5b11f265b73ba33 # v1.14.2"),
        "branch": uses("pypa/gh-action-pypi-publish@dc37677b2e1c63e2034f94d8a5b11f265b73ba33 # release/v1"),
        "words": uses(f"actions/checkout@{COMMIT} # the newest"),
        "no-pin": uses("actions/checkout@v7 # v2"),
        "no-comment": uses(f"actions/checkout@{COMMIT}"),
        "unknown-commit": uses(f"actions/checkout@{'0' * 40} # v4"),
        "commit-of-no-release": uses(f"actions/checkout@{'0' * 40} # v7.0.1  # <-"),
        "commit-of-an-unknown-release": uses(f"actions/checkout@{'0' * 40} # v7.9.1"),
        "tag-as-renovate-writes-it": uses(f"actions/checkout@{COMMIT} # tag=v7.0.0  # <-"),
        "moving-tag-ahead-of-the-release": uses("actions/attest@daf44fb950173508f38bd2406030372c1d1162b1 # v3.2.1"),
        "other-major-of-a-moving-tag": uses("actions/attest@daf44fb950173508f38bd2406030372c1d1162b1 # v4.0.0  # <-"),
    },
}


@pytest.mark.parametrize(
    ("rule", "text"),
    [pytest.param(rule, text, id=f"{rule}-{name}") for rule, rows in ROWS.items() for name, text in rows.items()],
)
def test_lines(rule, text):
    assert lines_marked(text) == lines_found(rule, text)


@pytest.mark.parametrize("rule", OURS, ids=lambda rule: rule.name)
def test_the_manual_shows_what_the_rule_finds(rule):
    manual = inspect.getdoc(rule.check)
    example = "".join(re.findall(r"^    (.*\n)", manual, re.MULTILINE))
    example = example.partition("=== ")[0]
    world = World(pinned=True)

    found = [one.where.line for one in check(graph_of(loads(example).document), world, rule.name, lints=True)]

    assert "Source: " in manual
    assert lines_marked(example) == found


@pytest.mark.parametrize("rule", OURS, ids=lambda rule: rule.name)
def test_every_rule_has_rows_of_both_kinds(rule):
    if rule.name != "unpinned-action":
        assert {True, False} == {bool(lines_marked(text)) for text in ROWS[rule.name].values()}


MESSAGES = {
    "unknown-action-input": ("actions/checkout@v7 has no input 'fetch-deep'", "did you mean 'fetch-depth'?"),
    "missing-action-input": ("actions/cache@v4 needs the inputs 'key', 'path'", None),
    "unknown-action-output": ("actions/setup-python@v6 has no output 'python'", "did you mean 'python-path'?"),
    "missing-action-tag": (
        "astral-sh/setup-uv has no tag 'v8': its tags are exact versions",
        "write astral-sh/setup-uv@v8.3.2",
    ),
    "deprecated-action-input": (
        "the input 'packages_dir' of pypa/gh-action-pypi-publish@v1 is deprecated",
        "write packages-dir",
    ),
    "likely-missing-input": ("actions/cache@v5 needs the input 'key'", None),
    "retired-node": (
        "actions/checkout@v4 is made for node20, which runners do not have any more",
        "use actions/checkout@v7",
    ),
    "archived-action": ("pre-commit/action is not developed any more", None),
    "pin-comment": ("the comment says v4, and the commit is v7.0.1 of actions/checkout", "write # v7.0.1"),
}


@pytest.mark.parametrize("rule", MESSAGES)
def test_messages(rule):
    (found, *_) = findings(rule, next(iter(ROWS[rule].values())))

    assert MESSAGES[rule] == (found.message, found.hint)


def test_a_mistake_in_a_source_is_a_warning_in_a_file():
    step = Step(uses="actions/checkout@v7", with_={"deep": 1})
    built = Workflow("W", on="push", jobs=[Job("a", runs_on="x", steps=[step])])

    (in_source,) = check(graph_of(built), only="unknown-action-input")
    (in_file,) = findings("unknown-action-input", uses("actions/checkout@v7", "deep: 0"))

    assert (Severity.ERROR, Severity.WARNING) == (in_source.severity, in_file.severity)


@pytest.mark.parametrize(
    ("rule", "make", "marked"),
    [
        pytest.param("unlisted-action-input", lambda: pypi_publish(pasword="x"), 'pasword="x"', id="open"),
        pytest.param(
            "deprecated-action-input",
            lambda: pypi_publish(packages_dir_="x"),
            'pypi_publish(packages_dir_="x")',
            id="old",
        ),
        pytest.param(
            "unlisted-action-input",
            lambda: cache(path="x", key="y", with_={"restore-key": 1}),
            '"restore-key": 1',
            id="with",
        ),
    ],
)
def test_the_place_is_the_argument_of_the_wrapper(rule, make, marked):
    built = Workflow("W", on="push", jobs=[Job("a", runs_on="x", steps=[make()])])

    (found,) = check(graph_of(built), only=rule, lints=True)

    line = inspect.getsource(inspect.getmodule(test_the_place_is_the_argument_of_the_wrapper)).splitlines()[
        found.where.line - 1
    ]
    assert marked in line[found.where.column - 1 :] or marked.endswith(
        line[found.where.column - 1 : found.where.end_column - 1]
    )


def test_wrappers_are_silent():
    made = [checkout(fetch_depth=0), setup_python(python_version="3.14"), crates_io_auth(), cache(path="x", key="y")]
    built = Workflow("W", on="push", jobs=[Job("a", runs_on="x", steps=made)])

    assert [] == [one.message for one in check(graph_of(built), lints=True) if one.rule in ROWS]


@pytest.mark.parametrize(
    ("text", "pinned", "found"),
    [
        pytest.param(uses("a/b@v1"), True, [6], id="tag"),
        pytest.param(uses("a/b@v1"), False, [], id="not-asked-for"),
        pytest.param(uses(f"a/b@{COMMIT}"), True, [], id="commit"),
        pytest.param(uses("./a"), True, [], id="path"),
        pytest.param(uses("docker://a@b"), True, [], id="image"),
        pytest.param("on: push\njobs:\n  a:\n    uses: a/b/.github/workflows/c.yml@main\n", True, [4], id="workflow"),
    ],
)
def test_pins_are_asked_for_by_the_settings(text, pinned, found):
    graph = graph_of(loads(text).document)

    assert found == [one.where.line for one in check(graph, World(pinned=pinned), "unpinned-action", lints=True)]

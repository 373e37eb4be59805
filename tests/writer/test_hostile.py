"""YAML that wants to be code: names, keys, texts and comments of every kind stay what they are, and nothing runs."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghflow.diagnostics import UsageError
from ghflow.emitter import scalars
from ghflow.emitter.document import to_yaml
from ghflow.reader.document import LoadError, loads
from ghflow.reader.sameness import same
from ghflow.writer.source import to_python
from tests.emitter.hostile import KEYS, NUMBERS, TEXTS
from tests.writer.sources import document, formatted, harmless, linted, typed

PAYLOADS = [
    '"""',
    "'''",
    '""" + __import__("os").system("touch RAN") + """',
    "') or open('RAN', 'w') or ('",
    '"); open("RAN", "w"); ("',
    "{open('RAN', 'w')}",
    "{{open('RAN', 'w')}}",
    "${{ matrix.os }}{open('RAN', 'w')}",
    "\\",
    '\\"""',
    "\\N{DIGIT ZERO}",
    "\\x22",
    "a\nopen('RAN', 'w')",
    'a\n"""\nopen(\'RAN\', \'w\')\n"""',
    "\u202eopen('RAN', 'w')\u202c",
    "\u2028open('RAN', 'w')",
    "\x0cimport os",
    "# type: ignore",
    "# noqa",
    "# fmt: off",
    "__class__",
    "__import__",
    "__doc__",
    "comment=__doc__",
    "%s%(x)s",
    "f'{x}'",
    "r'\\'",
    "coding: latin-1",
    "\ufeff",
    "\U000e0020",
    "０",  # noqa: RUF001
    "print",
    "import",
    "None",
]
TEXT = st.sampled_from(PAYLOADS) | TEXTS | st.lists(st.sampled_from(PAYLOADS), min_size=2, max_size=3).map("".join)
SAFE = TEXT.filter(lambda text: "\0" not in text and not re.search("[\ud800-\udfff]", text))
IDS = st.sampled_from(
    ["a", "A-b", "a_b", "print", "import", "class", "__x", "None", "True", "github", "Job", "a1", "dedent", "self"]
)


def scalar(value: object) -> str:
    """A value in YAML, on one line."""
    if isinstance(value, str):
        return scalars.quoted(value)
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    return scalars.number(value)


def flow(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"? {scalar(key)} : {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return scalar(value)


def table(values, keys=KEYS):
    safe = keys.filter(lambda key: "\0" not in key and len(key) < 200)
    return st.lists(st.tuples(safe, values), max_size=3, unique_by=lambda row: row[0].lower()).map(dict)


SCALARS = SAFE | NUMBERS.filter(lambda number: abs(number) < 1e15) | st.booleans() | st.none()
DATA = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | table(inner, SAFE), max_leaves=6)
COMMENTS = SAFE.map(lambda text: re.sub("[\x00-\x08\n-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]", "", text))
STEPS = st.fixed_dictionaries(
    {"run": SAFE},
    optional={
        "name": SCALARS,
        "id": IDS | SAFE,
        "if": SCALARS,
        "env": table(SCALARS, SAFE),
        "shell": SAFE,
        "new": DATA,
    },
) | st.fixed_dictionaries(
    {"uses": SAFE | st.sampled_from(["actions/checkout@v4", "actions/upload-artifact@v4"])},
    optional={"name": SAFE, "id": IDS, "with": table(SCALARS, SAFE | st.sampled_from(["name", "path", "fetch-depth"]))},
)
JOBS = st.fixed_dictionaries(
    {"runs-on": SAFE | st.lists(SAFE, max_size=2), "steps": st.lists(STEPS, max_size=3)},
    optional={
        "name": SCALARS,
        "if": SCALARS,
        "env": table(SCALARS, SAFE),
        "outputs": table(SAFE, SAFE),
        "strategy": st.fixed_dictionaries({"matrix": table(st.lists(DATA, min_size=1, max_size=2), SAFE | IDS)}),
        "environment": SAFE | st.fixed_dictionaries({"name": SAFE}, optional={"url": SAFE}),
        "timeout-minutes": SCALARS,
        "needs": SAFE | st.lists(SAFE, max_size=2),
        "concurrency": DATA,
    },
)
WORKFLOWS = st.fixed_dictionaries(
    {
        "on": st.sampled_from(["push", ["push"], {"push": None}]) | table(DATA, SAFE) | SAFE,
        "jobs": table(JOBS, IDS | SAFE),
    },
    optional={"name": SCALARS, "env": table(SCALARS, SAFE), "new": DATA, "run-name": SAFE},
)


@st.composite
def texts(draw) -> str:
    """A workflow with hostile words wherever some can stand, comments included."""
    tree = draw(WORKFLOWS)
    lines = [f"# {line}" for line in draw(st.lists(COMMENTS, max_size=2))]
    for key, value in tree.items():
        behind = draw(st.none() | COMMENTS)
        lines.append(f"{key}: {flow(value)}" + ("" if behind is None else f" # {behind}"))
    return "\n".join(lines) + "\n"


def check(text: str) -> str | None:
    """The source of a text, after all that it must be; None for what GitHub's YAML cannot be."""
    loaded = loads(text, "hostile/action.yml")
    try:
        read = loaded.document
    except LoadError:
        return None
    written = to_python(read).text
    assert harmless(written) == []
    made = document(written)
    try:
        expected = to_yaml(read)
    except UsageError:
        with pytest.raises(UsageError):
            to_yaml(made)
        return written
    text = to_yaml(made)
    assert same(text, loaded.text)
    assert same(text, expected)
    again = to_python(loads(text, "hostile/action.yml").document).text
    assert to_yaml(document(again)) == text
    assert to_python(loads(to_yaml(document(again)), "hostile/action.yml").document).text == again
    return written


_sources: list[str] = []


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@given(texts())
def test_hostile_workflows(text):
    written = check(text)
    if written is not None:
        _sources.append(written)

    assert not Path("RAN").exists()


def test_hostile_sources_are_set_typed_and_linted(tmp_path):
    assert len(_sources) > 30
    for index, source in enumerate(_sources[-200:]):
        (tmp_path / f"w{index}.py").write_text(source, encoding="utf-8")

    assert formatted(tmp_path) == ""
    assert linted(tmp_path) == ""
    assert typed(tmp_path) == ""


@pytest.mark.parametrize("payload", PAYLOADS)
def test_one_text_in_every_place(payload):
    shown = scalars.quoted(payload)
    comment = re.sub("[\n\x0c\u2028\ufeff]", "", payload)
    text = f"""\
# {comment}
name: {shown}
on:
  workflow_dispatch:
    inputs:
      ? {shown}
      : description: {shown} # {comment}
env:
  # {comment}
  ? {shown}
  : {shown}
jobs:
  # {comment}
  a:
    name: {shown}
    if: {shown}
    runs-on: [{shown}]
    outputs:
      ? {shown}
      : {shown}
    strategy:
      matrix:
        os: [{shown}] # {comment}
        ? {shown}
        : [{shown}]
    steps:
      # {comment}
      - name: {shown}
        run: {shown}
        ? {shown}
        : {shown}
      - uses: actions/checkout@v4
        with: {{ref: {shown}, ? {shown} : {shown}}}
  ? {shown}
  : runs-on: x
"""
    written = check(text)

    assert written is not None
    assert not Path("RAN").exists()


def test_changed_real_files(shared, soak, tmp_path):
    """Lines left out, doubled, swapped and overwritten: what can still be read is built back the same."""
    chance = random.Random(11)
    files = [path for path in sorted((shared / "corpus" / "files").rglob("*.y*ml")) if path.stat().st_size < 5000]
    values = [
        "5",
        "3.10",
        "true",
        "~",
        "''",
        "[]",
        "{}",
        "{a: [b]}",
        "'${{ matrix.os }}'",
        '\'a"""b\'',
        '"a\\nb"',
        "[1, ~]",
    ]
    read = 0
    for index in range(25 * soak):
        lines = chance.choice(files).read_text(encoding="utf-8-sig").split("\n")
        for _ in range(chance.choice([1, 1, 2, 3])):
            at = chance.randrange(len(lines))
            key = re.match(r"([ -]*)([\w-]+):", lines[at])
            change = chance.random()
            if change < 0.2:
                lines[at] = ""
            elif change < 0.4:
                lines[at] += chance.choice([" # c", " #", ' # """', " # {x}"])
            elif change < 0.6:
                lines.insert(at, re.match(" *", lines[at])[0] + "# a comment")
            elif key:
                lines[at] = f"{key[0]} {chance.choice(values)}"
        written = check("\n".join(lines))
        if written is not None:
            read += 1
            (tmp_path / f"w{index}.py").write_text(written, encoding="utf-8")

    assert read >= 5 * soak
    assert (formatted(tmp_path), linted(tmp_path)) == ("", "")
    if soak > 1:
        assert typed(tmp_path) == ""

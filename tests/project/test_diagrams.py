"""Drawings of workflows: their boxes and arrows, and the three languages they are printed in."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghflow.project.diagrams import Box, Drawing, dot, drawing_of, mermaid, svg
from ghflow.reader.document import loads

JOBS = """\
name: Ship
on: push
jobs:
  lint: {runs-on: x, steps: [{run: make}]}
  build:
    strategy: {matrix: {os: [a, b], py: [1, 2], exclude: [{os: a, py: 1}]}}
    runs-on: x
    steps: [{run: make}]
  test:
    needs: [build]
    strategy: {matrix: "${{ fromJSON(needs.build.outputs.legs) }}"}
    runs-on: x
    steps: [{run: make}]
  ship: {needs: [build, TEST, lint, nobody], uses: ./.github/workflows/ship.yml}
  tell: {needs: ship, environment: {name: "prod-${{ github.ref }}"}, runs-on: x, steps: [{run: make}]}
"""


def drawing(text=JOBS, **options):
    return drawing_of("ship.yml", loads(text).document, **options)


def test_boxes_say_what_is_worth_knowing():
    assert (
        Box("lint"),
        Box("build", ("3 legs",)),
        Box("test", ("matrix",)),
        Box("ship", ("calls ship.yml",)),
        Box("tell", ("environment prod-${{ github.ref }}",)),
    ) == drawing().boxes


def test_arrows_that_follow_from_others_are_left_out():
    assert (("build", "test"), ("test", "ship"), ("lint", "ship"), ("ship", "tell")) == drawing().arrows
    assert ("build", "ship") in drawing(every_need=True).arrows


def test_jobs_of_a_circle_keep_their_arrows():
    text = "on: push\njobs:\n" + "".join(
        f"  {name}: {{needs: [{needs}], runs-on: x, steps: [{{run: make}}]}}\n"
        for name, needs in {"a": "c", "b": "a", "c": "b, a", "d": "c, a"}.items()
    )
    assert {("c", "a"), ("a", "b"), ("b", "c"), ("a", "c"), ("c", "d"), ("a", "d")} == set(drawing(text).arrows)
    ET.fromstring(svg([drawing(text)]))


def test_a_workflow_without_a_name_has_its_file_as_title():
    assert "ship.yml" == drawing(JOBS.removeprefix("name: Ship\n")).title


def test_mermaid():
    assert """\
flowchart LR
  w0j0["lint"]
  w0j1["build<br>3 legs"]
  w0j2["test<br>matrix"]
  w0j3["ship<br>calls ship.yml"]
  w0j4["tell<br>environment prod-${{ github.ref }}"]
  w0j1 --> w0j2
  w0j2 --> w0j3
  w0j0 --> w0j3
  w0j3 --> w0j4
""" == mermaid([drawing()])


def test_several_workflows_have_a_frame_each():
    two = [Drawing("a.yml", "A", (Box("x"),), ()), Drawing("b.yml", "", (Box("x"), Box("y")), (("x", "y"),))]

    assert 'subgraph w1["b.yml"]\n    w1j0["x"]\n    w1j1["y"]\n    w1j0 --> w1j1\n  end\n' in mermaid(two)
    assert 'subgraph cluster_0 {\n    label="A";\n    w0j0 [label="x"];\n  }' in dot(two)


def test_dot():
    assert """\
digraph workflows {
  rankdir=LR;
  node [shape=box, style=rounded];
  w0j0 [label="a\\"b\\nsays \\\\n"];
  w0j1 [label="c"];
  w0j0 -> w0j1;
}
""" == dot([Drawing("a.yml", "A", (Box('a"b', ("says \\n",)), Box("c")), (('a"b', "c"),))])


def test_columns_of_a_picture():
    root = ET.fromstring(svg([drawing()]))
    at = {}
    boxes = [one for one in root if one.tag.endswith("rect")]
    names = [one.text for one in root if one.tag.endswith("text") and one.get("class") is None]
    for name, box in zip(names, boxes, strict=True):
        at[name] = (float(box.get("x")), float(box.get("y")), float(box.get("width")))

    assert at["lint"][0] == at["build"][0] < at["test"][0] < at["ship"][0] < at["tell"][0]
    assert at["build"][0] + at["build"][2] < at["test"][0]
    assert 4 == len([one for one in root if one.tag.endswith("path")])


@pytest.mark.parametrize("written", [mermaid, dot, svg])
@given(st.lists(st.text(max_size=8), min_size=1, max_size=4, unique=True), st.data())
def test_no_text_breaks_out_of_its_place(written, names, data):
    pairs = [(a, b) for index, a in enumerate(names) for b in names[index + 1 :]]
    arrows = tuple(data.draw(st.lists(st.sampled_from(pairs), unique=True))) if pairs else ()
    made = written([Drawing(names[0], names[-1], tuple(Box(name, (name,)) for name in names), arrows)])
    harmless = written([Drawing("f", "n", tuple(Box(f"j{i}", ("r",)) for i in range(len(names))), ())])

    assert len(made.splitlines()) == len(harmless.splitlines()) + len(arrows)
    if written is svg:
        assert len(ET.fromstring(made)) == len(ET.fromstring(harmless)) + len(arrows)

"""Jobs and what they need as a drawing: Mermaid for GitHub's own pages, DOT for Graphviz, SVG for anything else.

Lives here: `drawing_of` (a workflow as boxes and arrows) and the three printers. An arrow goes from a job to those that wait for
it. Not here: which jobs an event would start (`ghflow.simulator`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import attrs

from ghflow.expr.printing import show
from ghflow.expr.tree import NODES
from ghflow.model.graph import Graph
from ghflow.model.uses import uses_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ghflow.model.graph import JobGraph
    from ghflow.model.workflow import Workflow


@attrs.frozen
class Box:
    """A job: its id, and what is worth knowing of it in a word or two each."""

    id: str
    remarks: tuple[str, ...] = ()


@attrs.frozen
class Drawing:
    """A workflow: its file, its jobs in the order of the file, and who waits for whom (`(first, second)`)."""

    file: str
    name: str
    boxes: tuple[Box, ...]
    arrows: tuple[tuple[str, str], ...]

    @property
    def title(self) -> str:
        """The name of the workflow; without one the file, as on GitHub."""
        return self.name or self.file


def drawing_of(file: str, workflow: Workflow, *, every_need: bool = False) -> Drawing:
    """A workflow as boxes and arrows.

    Unless `every_need`, an arrow that follows from others is left out: what waits for tests that wait for a build waits for the
    build. A need that is no job of the workflow has no arrow; of two jobs with one id only the first is drawn.
    """
    graph = Graph(workflow)
    boxes = [Box(job.id, tuple(_remarks(job))) for job in graph.by_id.values()]
    needs: dict[str, list[str]] = {}
    for job in graph.by_id.values():
        known = (graph.by_id.get(need.lower()) for need in job.needs)
        needs[job.id] = list(dict.fromkeys(needed.id for needed in known if needed is not None))
    shown = needs if every_need else _shortened(needs)
    arrows = tuple((need, name) for name, needed in shown.items() for need in needed)
    name = workflow.name
    return Drawing(file, name if isinstance(name, str) else "", tuple(boxes), arrows)


def _shortened(needs: dict[str, list[str]]) -> dict[str, list[str]]:
    """Needs without those that others of the same job have already. Jobs in a circle keep theirs."""
    depth, circle = _depths(needs)
    before: dict[str, set[str]] = {}
    for name in sorted(depth, key=depth.__getitem__):
        before[name] = {one for need in needs[name] for one in (need, *before.get(need, ()))}
    return {
        name: [
            need
            for need in needed
            if name in circle or not any(need in before[other] for other in needed if other != need)
        ]
        for name, needed in needs.items()
    }


def _remarks(graph: JobGraph) -> Iterable[str]:
    job: Any = graph.job
    called = getattr(job, "uses", None)
    if isinstance(called, str):
        yield f"calls {called.removeprefix('./.github/workflows/')}"
    matrix = getattr(job, "matrix", None)
    if matrix is not None or getattr(job, "strategy", None) is not None:
        count = _legs(matrix)
        yield "matrix" if count is None else "1 leg" if count == 1 else f"{count} legs"
    environment = getattr(job, "environment", None)
    if environment is not None:
        yield f"environment {_shown(getattr(environment, 'name', environment))}"


def _legs(matrix: Any) -> int | None:
    """How many legs a matrix has; None when expressions decide, or GitHub would refuse it."""
    table = matrix.to_yaml() if hasattr(matrix, "to_yaml") else None
    if not isinstance(table, dict) or uses_in(matrix):
        return None
    from ghflow.model.matrix import expand

    try:
        return len(expand(table))
    except ValueError:
        return None


def _shown(value: Any) -> str:
    return show(value) if isinstance(value, NODES) else str(value)


def mermaid(drawings: Sequence[Drawing]) -> str:
    """A flowchart of Mermaid, which GitHub draws in Markdown between ` ```mermaid ` and ` ``` `."""
    lines = ["flowchart LR"]
    for number, drawing in enumerate(drawings):
        names = {box.id: f"w{number}j{index}" for index, box in enumerate(drawing.boxes)}
        pad = "  "
        if len(drawings) > 1:
            lines.append(f'  subgraph w{number}["{_in_mermaid(drawing.title)}"]')
            pad = "    "
        for box in drawing.boxes:
            words = "<br>".join(_in_mermaid(text) for text in (box.id, *box.remarks))
            lines.append(f'{pad}{names[box.id]}["{words}"]')
        lines += [f"{pad}{names[first]} --> {names[second]}" for first, second in drawing.arrows]
        if len(drawings) > 1:
            lines.append("  end")
    return "\n".join(lines) + "\n"


def _in_mermaid(text: str) -> str:
    """A text as Mermaid shows it, whatever is in it: all but plain characters by their numbers."""
    plain = " -_.,/:()[]{}$'=!@+*"
    return "".join(letter if letter.isalnum() or letter in plain else f"#{ord(letter)};" for letter in text)


def dot(drawings: Sequence[Drawing]) -> str:
    """A directed graph in Graphviz' language."""
    lines = ["digraph workflows {", "  rankdir=LR;", "  node [shape=box, style=rounded];"]
    for number, drawing in enumerate(drawings):
        pad = "  "
        if len(drawings) > 1:
            lines += [f"  subgraph cluster_{number} {{", f"    label={_in_dot([drawing.title])};"]
            pad = "    "
        names = {box.id: f"w{number}j{index}" for index, box in enumerate(drawing.boxes)}
        lines += [f"{pad}{names[box.id]} [label={_in_dot([box.id, *box.remarks])}];" for box in drawing.boxes]
        lines += [f"{pad}{names[first]} -> {names[second]};" for first, second in drawing.arrows]
        if len(drawings) > 1:
            lines.append("  }")
    return "\n".join([*lines, "}", ""])


def _in_dot(lines: Iterable[str]) -> str:
    return '"' + "\\n".join(_printable(line).replace("\\", "\\\\").replace('"', '\\"') for line in lines) + '"'


_LETTER = 7.5
_LINE = 18
_INSIDE = 12
_BETWEEN = 60
_ABOVE = 16
_STYLE = """\
  <style>
    text { font: 13px ui-monospace, monospace; fill: #1f2328; text-anchor: middle; }
    .title { font-weight: bold; text-anchor: start; }
    .remark { fill: #59636e; }
    rect { fill: #f6f8fa; stroke: #59636e; rx: 6px; }
    path { fill: none; stroke: #59636e; }
    @media (prefers-color-scheme: dark) {
      text { fill: #f0f6fc; } .remark { fill: #9198a1; } rect { fill: #151b23; stroke: #9198a1; } path { stroke: #9198a1; }
    }
  </style>
  <defs>
    <marker id="end" markerWidth="8" markerHeight="8" refX="7" refY="4" orient="auto">
      <path d="M0,0 L8,4 L0,8 z" style="fill: #59636e; stroke: none"/>
    </marker>
  </defs>
"""


def svg(drawings: Sequence[Drawing]) -> str:
    """A picture. Jobs stand in columns, each behind all that it needs."""
    top, width, parts = 0.0, 0.0, []
    for drawing in drawings:
        made, wide, high = _placed(drawing, top + 2 * _ABOVE)
        parts.append(
            f'  <text class="title" x="{_ABOVE}" y="{top + 2 * _ABOVE - 6:g}">{_in_xml(drawing.title)}</text>\n'
        )
        parts += made
        top, width = high, max(width, wide, len(drawing.title) * 8.5 + 2 * _ABOVE)
    size = f'width="{width:g}" height="{top + _ABOVE:g}" viewBox="0 0 {width:g} {top + _ABOVE:g}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>\n{_STYLE}{"".join(parts)}</svg>\n'


def _in_xml(text: str) -> str:
    return escape(_printable(text))


def _printable(text: str) -> str:
    """A text of one line, without what XML has no place for."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


def _placed(drawing: Drawing, top: float) -> tuple[list[str], float, float]:
    """The elements of one workflow below `top`, the width that they take, and where they end."""
    columns = _columns(drawing)
    boxes = {box.id: box for box in drawing.boxes}
    place: dict[str | tuple[str, str, int], tuple[float, float, float, float]] = {}
    x, bottom = float(_ABOVE), top
    for column in columns:
        inside = [boxes[one] for one in column if isinstance(one, str)]
        longest = max((len(text) for box in inside for text in (box.id, *box.remarks)), default=0)
        width = longest * _LETTER + 2 * _INSIDE if inside else 0
        y = top + _ABOVE / 2
        for one in column:
            height = (1 + len(boxes[one].remarks)) * _LINE + _INSIDE if isinstance(one, str) else 0
            place[one] = (x, y, width, height)
            y += height + _ABOVE
        bottom = max(bottom, y)
        x += width + _BETWEEN
    made = [_arrow(arrow, place, columns) for arrow in drawing.arrows]
    made += [_rectangle(box, place[box.id]) for box in drawing.boxes]
    return made, x - _BETWEEN + _ABOVE, bottom


def _rectangle(box: Box, place: tuple[float, float, float, float]) -> str:
    x, y, width, height = place
    middle = x + width / 2
    lines = [f'  <rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}"/>\n']
    for index, text in enumerate((box.id, *box.remarks)):
        kind = ' class="remark"' if index else ""
        at = y + _INSIDE / 2 + _LINE * (index + 0.75)
        lines.append(f'  <text{kind} x="{middle:g}" y="{at:g}">{_in_xml(text)}</text>\n')
    return "".join(lines)


def _arrow(
    arrow: tuple[str, str],
    place: dict[str | tuple[str, str, int], tuple[float, float, float, float]],
    columns: list[list[str | tuple[str, str, int]]],
) -> str:
    """A curve from one box to another, by way of its free places in the columns between them."""
    first, second = arrow
    x, y, width, height = place[first]
    at = (x + width, y + height / 2)
    d = f"M{at[0]:g},{at[1]:g}"
    between: list[str | tuple[str, str, int]] = [(first, second, index) for index in range(len(columns))]
    for stop in (*(one for one in between if one in place), second):
        left, y, width, height = place[stop]
        to = (left, y + height / 2)
        bend = max((to[0] - at[0]) / 2, _BETWEEN / 2)
        d += f" C{at[0] + bend:g},{at[1]:g} {to[0] - bend:g},{to[1]:g} {to[0]:g},{to[1]:g}"
        at = (left + width, to[1])
        if stop != second and width:
            d += f" L{at[0]:g},{at[1]:g}"
    return f'  <path d="{d}" marker-end="url(#end)"/>\n'


def _columns(drawing: Drawing) -> list[list[str | tuple[str, str, int]]]:
    """The ids of the jobs by column, with a free place `(first, second, column)` for each arrow that only passes."""
    needs: dict[str, list[str]] = {box.id: [] for box in drawing.boxes}
    for first, second in drawing.arrows:
        needs[second].append(first)
    depth, _ = _depths(needs)
    columns: list[list[str | tuple[str, str, int]]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for name in needs:
        columns[depth[name]].append(name)
    for first, second in drawing.arrows:
        for column in range(depth[first] + 1, depth[second]):
            columns[column].append((first, second, column))
    for index in range(1, len(columns)):
        before = {one: place for place, one in enumerate(columns[index - 1])}
        columns[index].sort(key=_height(needs, before, index))
    return columns


def _height(
    needs: dict[str, list[str]], before: dict[str | tuple[str, str, int], int], column: int
) -> Callable[[str | tuple[str, str, int]], float]:
    """At which height something stands best: the mean of what it hangs on in the column before."""

    def height(one: str | tuple[str, str, int]) -> float:
        if isinstance(one, tuple):
            first, second, _ = one
            return before.get((first, second, column - 1), before.get(first, 0))
        hung = [before.get((need, one, column - 1), before.get(need, 0)) for need in needs[one]]
        return sum(hung) / len(hung) if hung else 0

    return height


def _depths(needs: dict[str, list[str]]) -> tuple[dict[str, int], set[str]]:
    """How many jobs stand before each, along the longest way, and the jobs in or behind a circle, which GitHub refuses: 0."""
    waiting = {name: len(needed) for name, needed in needs.items()}
    behind: dict[str, list[str]] = {name: [] for name in needs}
    for name, needed in needs.items():
        for need in needed:
            behind[need].append(name)
    depth = dict.fromkeys(needs, 0)
    ready = [name for name, count in waiting.items() if not count]
    while ready:
        name = ready.pop()
        for other in behind[name]:
            depth[other] = max(depth[other], depth[name] + 1)
            waiting[other] -= 1
            if not waiting[other]:
                ready.append(other)
    circle = {name for name, count in waiting.items() if count}
    return {name: 0 if name in circle else found for name, found in depth.items()}, circle

"""Which text of strangers an expression or a variable of a script holds.

Lives here: `Taint`, `handed_on`, `parts_of`. Not here: what is untrusted by itself (`spec.untrusted`), rules (`lint_injection`).

Text is followed through `env`, the outputs of steps and jobs, and the matrix. What a script or an action makes of a text
is not known, unless the script hands it on as it is (`echo "title=$TITLE" >> "$GITHUB_OUTPUT"`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ghflow.expr.tree import CLASSES, NODES, Call, Context, Index, Lit, Op, Star
from ghflow.model.steps import RunStep, UsesStep
from ghflow.model.uses import parse_text
from ghflow.spec.payloads import missing_property
from ghflow.spec.untrusted import MORE_PATHS, PATHS, STRANGE_OUTPUTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ghflow.expr.tree import Expr
    from ghflow.model.graph import ActionGraph, Graph, StepsGraph

_PATTERNS = [tuple(path.split(".")) for path in PATHS + MORE_PATHS]
_HEAD = ("github", "head_ref")
_PULLS = {"pull_request", "pull_request_target"}
_REST = {"format", "join", "fromjson", "tojson", "case"}
"""The functions that give on what they are given; all others give a boolean, or a hash."""


class Strange(NamedTuple):
    """A part of an expression that holds text of strangers, and what that text is."""

    part: Expr
    origin: str
    """`github.event.issue.title`."""


class Taint:
    """What is known of a workflow or action."""

    def __init__(self, graph: Graph | ActionGraph) -> None:
        self.graph = graph
        self.events = _events(graph)
        self._asked: set[tuple[Any, ...]] = set()

    def parts(self, tree: Expr, job: StepsGraph, step: Any = None, whole: bool = False) -> Iterator[Strange]:
        """The parts of an expression whose strange text gets into its value. With `whole`, that of an object counts."""
        match tree:
            case Index():
                yield from self._reference(tree, job, step, whole)
            case Context():
                if whole and (origin := self._of_github((tree.name,), whole)):
                    yield Strange(tree, origin)
            case Op("||", left, right):
                yield from self.parts(left, job, step, whole)
                yield from self.parts(right, job, step, whole)
            case Op("&&", _, right):
                yield from self.parts(right, job, step, whole)
            case Call(name, args) if name.lower() in _REST:
                given = args
                if name.lower() == "case":
                    given = (*args[1:-1:2], *args[-1:])
                for one in given:
                    yield from self.parts(one, job, step, whole or name.lower() in ("tojson", "join"))

    def text(self, value: Any, job: StepsGraph, step: Any = None) -> str | None:
        """The origin of strange text in a value of the file: a text with `${{ }}`, or an expression."""
        for tree in trees_in(value):
            for found in self.parts(tree, job, step):
                return found.origin
        return None

    def variables(self, job: StepsGraph, step: Any) -> dict[str, str]:
        """The variables of a step's script that hold text of strangers as it is, with its origin."""
        found: dict[str, str] = {}
        for holder in (getattr(self.graph, "workflow", None), job.holder, step):
            env = getattr(holder, "env", None)
            for name, value in env.items() if isinstance(env, Mapping) else ():
                found.pop(name, None)
                if (origin := self.text(value, job, step)) is not None:
                    found[name] = origin
        if origin := self._of_github(_HEAD, False):
            found.setdefault("GITHUB_HEAD_REF", origin)
        script = getattr(step, "run", None)
        for name, other in _ALIAS.findall(script) if isinstance(script, str) else ():
            if other in found:
                found[name] = found[other]
        return found

    def _reference(self, tree: Index, job: StepsGraph, step: Any, whole: bool) -> Iterator[Strange]:
        keys = keys_of(tree)
        if keys is None:
            if not isinstance(tree.of, Context):
                yield from self.parts(tree.of, job, step, whole=True)
            return
        root, *rest = keys
        asked = (id(job), id(step), *keys)
        if asked in self._asked:
            return
        self._asked.add(asked)
        try:
            origin = self._of_github(keys, whole) if root == "github" else self._of_inner(str(root), rest, job, step)
        finally:
            self._asked.discard(asked)
        if origin is not None:
            yield Strange(tree, origin)

    def _of_github(self, keys: tuple[Any, ...], whole: bool) -> str | None:
        for pattern in _PATTERNS:
            if len(keys) > len(pattern) or not (whole or len(keys) == len(pattern)):
                continue
            if all(map(_fits, pattern, keys)) and self._there(pattern):
                return ".".join(pattern)
        return None

    def _there(self, pattern: tuple[str, ...]) -> bool:
        """Whether an event of the workflow has a property."""
        if self.events is None:
            return True
        if pattern == _HEAD:
            return not _PULLS.isdisjoint(self.events)
        return missing_property(self.events, pattern[2:]) is None

    def _of_inner(self, root: str, rest: list[Any], job: StepsGraph, step: Any) -> str | None:
        name = rest[0].lower() if rest and isinstance(rest[0], str) else None
        if name is None:
            return None
        if root == "env":
            return self._of_env(rest[0], job, step)
        if root == "matrix":
            matrix = getattr(job.holder, "matrix", None)
            if matrix is not None and matrix.__class__ not in CLASSES and not isinstance(matrix, str):
                table = matrix.to_yaml() if matrix.to_yaml is not None else {}
                rows = table.get("include") if isinstance(table, Mapping) else None
                given = [table.get(rest[0])] if isinstance(table, Mapping) else []
                given += (
                    [row.get(rest[0]) for row in rows if isinstance(row, Mapping)]
                    if isinstance(rows, tuple | list)
                    else [rows]
                )
                matrix = given
            return self.text(matrix, job)
        if len(rest) < 3 or str(rest[1]).lower() != "outputs" or not isinstance(rest[2], str):
            return None
        if root == "steps":
            for index, one in enumerate(job.steps):
                if (job.step_ids.get(index) or one.id or "").lower() == name:
                    return self._of_output(rest[2], job, one)
        if root == "needs":
            other: Any = getattr(self.graph, "by_id", {}).get(name)
            outputs = getattr(getattr(other, "holder", None), "_outputs", None) or {}
            for key, value in outputs.items() if other is not None and isinstance(outputs, Mapping) else ():
                if key.lower() == rest[2].lower():
                    return self.text(value, other)
        return None

    def _of_env(self, name: str, job: StepsGraph, step: Any) -> str | None:
        for holder in (step, job.holder, getattr(self.graph, "workflow", None)):
            env = getattr(holder, "env", None)
            for key, value in env.items() if isinstance(env, Mapping) else ():
                if key.lower() == name.lower():
                    return self.text(value, job, step)
        for one in job.steps:
            if one is step:
                break
            if isinstance(one, RunStep) and (origin := self.handed_on(job, one, "GITHUB_ENV", name)):
                return origin
        return None

    def _of_output(self, name: str, job: StepsGraph, step: Any) -> str | None:
        if isinstance(step, UsesStep):
            action = str(step.uses).partition("@")[0].lower()
            if action == "actions/github-script" and isinstance(step.with_, Mapping):
                return _told_by(str(step.with_.get("script")), name)
            is_strange = name.lower() in STRANGE_OUTPUTS.get(action, ())
            return f"the output '{name}' of {step.uses.partition('@')[0]}" if is_strange else None
        return self.handed_on(job, step, "GITHUB_OUTPUT", name) if isinstance(step, RunStep) else None

    def handed_on(self, job: StepsGraph, step: RunStep, file: str, name: str) -> str | None:
        """The origin of strange text that a script writes as it is to a file of the runner, under a name."""
        if not isinstance(step.run, str) or not (file in step.run or "::set-output" in step.run):
            return None
        variables = self.variables(job, step)
        for value in written(step.run, name):
            plain = without_commands(value)
            for used in used_in(plain):
                if used in variables:
                    return variables[used]
            if origin := self.text(plain, job, step):
                return origin
        return None


def _events(graph: Graph | ActionGraph) -> dict[str, Any] | None:
    """The events of a workflow with their activity types; None where any event may be behind a run."""
    on: Any = getattr(getattr(graph, "workflow", None), "on", None)
    if on is None:
        return None
    table = on if isinstance(on, dict) else dict.fromkeys((on,) if isinstance(on, str) else on)
    if "workflow_call" in table:
        return None
    found = {}
    for name, event in table.items():
        types = getattr(event, "types", None)
        found[name] = types if isinstance(types, str | tuple) else None
    return found


def may_have(graph: Graph | ActionGraph, spelling: re.Pattern[str]) -> bool:
    """Whether an expression of a file is spelt so, or was built in Python: a quick look before a thorough one."""
    return any(not parsed.source or spelling.search(parsed.source) for parsed in graph.parsed)


def keys_of(tree: Expr) -> tuple[Any, ...] | None:
    """`("github", "event", "commits", 0, "message")` of a reference, its context in lower case; None for anything else.

    A `*` is `"*"`, and what is known only later is None.
    """
    found: list[Any] = []
    node: Any = tree
    while isinstance(node, Index):
        key = node.key
        found.append("*" if isinstance(key, Star) else key.value if isinstance(key, Lit) else None)
        node = node.of
    if not isinstance(node, Context):
        return None
    return (node.name.lower(), *reversed(found))


def _fits(wanted: str, key: Any) -> bool:
    if wanted == "*":
        return not isinstance(key, str) or key == "*"
    return isinstance(key, str) and (key == "*" or key.lower() == wanted)


def trees_in(value: Any) -> Iterator[Expr]:
    """Every expression in a value of the file."""
    if isinstance(value, str):
        for parsed in parse_text(value) if "${{" in value else ():
            if parsed.tree is not None:
                yield parsed.tree
    elif isinstance(value, NODES):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from trees_in(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from trees_in(item)


_PAYLOAD = r"context\.payload\.((?:\w+\.)*(?:title|body|message|ref|label))\b(?!\s*[.(\[])"


def _told_by(script: str, name: str) -> str | None:
    """The origin of an output that a script of actions/github-script takes from the event as it is."""
    found = re.search(rf"core\.setOutput\(\s*[\"'`]{re.escape(name)}[\"'`]\s*,\s*{_PAYLOAD}", script)
    if name.lower() == "result":
        found = found or re.search(rf"\breturn\s+{_PAYLOAD}", script)
    origin = f"github.event.{found[1]}" if found else None
    return origin if origin in PATHS else None


_ALIAS = re.compile(r"^\s*(?:export\s+|local\s+)?(\w+)=[\"']?\$\{?(\w+)\}?[\"']?\s*;?$", re.MULTILINE)
_VARIABLE = re.compile(r"(?<!\\)\$(?:(?:env:)?(\w+)|\{(?:env:)?(\w+)(?::?[-=][^}]*)?\})")


def used_in(text: str) -> list[str]:
    """The variables that a part of a script puts in as they are: `$A`, `${A}`, `$env:A`."""
    plain = re.sub(r"\$\{\{.*?\}\}", "", text, flags=re.DOTALL)
    return [bare or braced for bare, braced in _VARIABLE.findall(plain)]


def without_commands(text: str) -> str:
    """A part of a script without `$( )` and backticks, which give something else than what is put into them."""
    found, depth, at = [], 0, 0
    text = re.sub(r"`[^`\n]*`", "", text)
    while at < len(text):
        if text.startswith("$(", at):
            depth += 1
            at += 2
            continue
        if depth:
            depth += {"(": 1, ")": -1}.get(text[at], 0)
        else:
            found.append(text[at])
        at += 1
    return "".join(found)


def written(script: str, name: str) -> Iterator[str]:
    """What a script writes under a name to a file of the runner: behind `name=`, or the lines between two marks."""
    spelt = re.escape(name)
    said = re.compile(rf"(?:[\"']|\b(?:echo|printf)\s+(?:-\w+\s+)*){spelt}=(.*)|::set-output name={spelt}::(.*)")
    bare = re.compile(rf"\s*{spelt}=(.*)")
    end = None
    for line in script.splitlines():
        if end is not None:
            found = bare.match(line)
            end = None if line.strip() == end else end
        else:
            found = said.search(line)
            document = _DOCUMENT.search(line) if "GITHUB_" in line else None
            end = document[1] if document else None
        if found:
            yield found[found.lastindex or 1]
    for block in re.finditer(rf"(?<![\w-]){spelt}<<[\"']?(\S*?)[\"']?(?=[\s\"']|$).*\n((?:.*\n)*?.*)(?:\1|\Z)", script):
        yield block[2]


_DOCUMENT = re.compile(r"(?:^|\s|\bcat)<<-?\s*[\"']?(\w+)")

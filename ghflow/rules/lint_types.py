"""Lints about the types of values in expressions: comparisons that are decided, objects that are taken as texts.

Lives here: the types of GitHub's contexts in each job, and what `infer` remarks with them. Not here: whole conditions
(`lint_conditions`), properties that are not there (`expressions`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ghflow.diagnostics import Edit, Severity, did_you_mean
from ghflow.expr.inference import infer
from ghflow.expr.json_text import JsonError, read_json
from ghflow.expr.parsing import ExprError
from ghflow.expr.printing import show
from ghflow.expr.tree import NODES, Call, Context, Index, Lit, Not, Op, Star, walk
from ghflow.expr.types import ANY, BOOLEAN, NUMBER, STRING, ObjectType, ScalarType, Type, kinds_of, type_of, union
from ghflow.model.uses import parse_text
from ghflow.rules.lint_legs import legs_of, nodes_of, remembered
from ghflow.rules.lint_starts import events_of
from ghflow.rules.parts import place_of, place_of_span
from ghflow.rules.registry import Found, rule
from ghflow.spec.contexts import properties
from ghflow.spec.events import EVENTS
from ghflow.spec.results import ARCHITECTURES, BOOLEANS, CONCLUSIONS, RESULTS
from ghflow.spec.runners import LABELS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ghflow.expr.remarks import Remark
    from ghflow.expr.tree import Expr
    from ghflow.expr.unknown import Kind
    from ghflow.model.graph import ActionGraph, Graph, JobGraph, StepsGraph
    from ghflow.model.uses import Parsed, Use

SYSTEMS = tuple(dict.fromkeys(label.os for label in LABELS.values()))
_RESULT = ScalarType("string", RESULTS)
_TEXTS = ObjectType({}, STRING)
_NEED = ObjectType({"result": _RESULT, "outputs": _TEXTS})
_STEP = ObjectType({"outcome": _RESULT, "conclusion": _RESULT, "outputs": _TEXTS})


def _texts(*values: str) -> Type:
    return ScalarType("string", values)


_EVENT = ObjectType(
    {
        "inputs": _TEXTS,
        "workflow_run": ObjectType({"conclusion": _texts(*CONCLUSIONS, "")}, ANY),
        **{name: ObjectType(dict.fromkeys(flags, BOOLEAN), ANY) for name, flags in BOOLEANS.items()},
        **dict.fromkeys(("forced", "created", "deleted"), BOOLEAN),
    },
    ANY,
)
_GITHUB: dict[str, Type] = {
    **{name: STRING for name in properties("github") or () if name not in ("event", "ref_protected")},
    "event": _EVENT,
    "ref_protected": BOOLEAN,
    "ref_type": _texts("branch", "tag", ""),
    "secret_source": _texts("None", "Actions", "Codespaces", "Dependabot"),
}
_RUNNER: dict[str, Type] = {
    **dict.fromkeys(properties("runner") or (), STRING),
    "os": _texts(*SYSTEMS),
    "arch": _texts(*ARCHITECTURES),
    "environment": _texts("github-hosted", "self-hosted"),
}
_JOB = ObjectType(
    {
        **dict.fromkeys(properties("job") or (), STRING),
        "status": _texts(*RESULTS[:3]),
        "check_run_id": NUMBER,
        "container": ObjectType({"id": STRING, "network": STRING}),
        "services": ObjectType({}, ObjectType({"id": STRING, "network": STRING, "ports": _TEXTS})),
    }
)
_FIXED: dict[str, Type] = {
    "github": ObjectType(_GITHUB),
    "runner": ObjectType(_RUNNER),
    "job": _JOB,
    "env": _TEXTS,
    "vars": _TEXTS,
    "secrets": _TEXTS,
    "needs": ObjectType({}, _NEED),
    "steps": ObjectType({}, _STEP),
    "jobs": ObjectType({}, _NEED),
}


def types_in(graph: Graph | ActionGraph, job: StepsGraph | None) -> dict[str, Type]:
    """The types of the contexts in a job, or outside of all jobs."""
    return {**_FIXED, "inputs": _inputs(graph), "matrix": ANY if job is None else _matrix(job)}


def _inputs(graph: Graph | ActionGraph) -> Type:
    """What `inputs` holds: texts in an action, values of the declared types in a workflow."""
    if not hasattr(graph, "workflow"):
        return _TEXTS
    events = events_of(graph)  # type: ignore[arg-type]
    found: dict[str, list[Type]] = {}
    for settings in (events or {}).values():
        declared = getattr(settings, "_inputs", None)
        for name, one in (declared if isinstance(declared, Mapping) else {}).items():
            found.setdefault(name, []).append(_input(one))
    return ObjectType({name: union(kinds) for name, kinds in found.items()}, ANY)


def _input(declared: Any) -> Type:
    kind = getattr(declared, "type", None)
    if kind == "choice":
        options = declared.options
        plain = isinstance(options, tuple) and all(isinstance(one, str) and "${{" not in one for one in options)
        return ScalarType("string", ("", *options)) if plain else STRING
    return {"boolean": BOOLEAN, "number": NUMBER, "string": STRING, "environment": STRING}.get(kind or "string", ANY)


def _matrix(job: StepsGraph) -> Type:
    """What `matrix` holds over all legs; anything where an expression decides."""
    legs = legs_of(job)
    if legs is None or legs == [{}]:
        return ANY
    names = dict.fromkeys(name for leg in legs for name in leg)
    return ObjectType({name: union(type_of(leg.get(name)) for leg in legs) for name in names}, ANY)


def _remarked(graph: Graph | ActionGraph, *names: str) -> Iterator[tuple[Use, Remark]]:
    """What `infer` remarks on the expressions of a workflow or action, of the kinds asked for."""
    return ((use, remark) for use, remark in _all_remarks(graph) if remark.name in names)


@remembered
def _all_remarks(graph: Graph | ActionGraph) -> list[tuple[Use, Remark]]:
    holders: list[tuple[StepsGraph | None, list[Use]]] = [(job, job.uses) for job in graph.jobs]
    if hasattr(graph, "workflow"):
        holders.append((None, graph.uses))
    found: list[tuple[Use, Remark]] = []
    for job, uses in holders:
        types: dict[str, Type] | None = None
        for use in uses:
            judged = use.parsed.facts.get(_all_remarks)
            if judged is None:
                judged = use.parsed.facts[_all_remarks] = _judged(use.parsed.tree, use.parsed.source)
            if judged == "by the workflow":
                types = types_in(graph, job) if types is None else types
                judged = _remarks_on(use, types)
            found += ((use, remark) for remark in judged)
    return found


def _judged(tree: Expr | None, source: str) -> Any:
    """What is remarked on an expression wherever it stands; `"by the workflow"` where inputs and axes decide."""
    if tree is None or isinstance(tree, Lit | Context):
        return ()
    nodes = walk(tree)
    if any(isinstance(node, Context) and node.name.lower() in ("inputs", "matrix") for node in nodes):
        return "by the workflow"
    if not any(isinstance(node, Call | Op) or (isinstance(node, Index) and _is_odd_key(node.key)) for node in nodes):
        return ()
    return tuple(_remarks_in(source or tree, _FIXED))


def _is_odd_key(key: Expr | Star) -> bool:
    return not isinstance(key, Star) and not (isinstance(key, Lit) and isinstance(key.value, str))


def _remarks_on(use: Use, types: dict[str, Type]) -> list[Remark]:
    return [] if use.tree is None else _remarks_in(use.parsed.source or use.tree, types)


def _remarks_in(expression: str | Expr, types: dict[str, Type]) -> list[Remark]:
    remarks: list[Remark] = []
    try:
        infer(expression, types, remarks)
    except ExprError:
        return []
    return remarks


def _found(use: Use, remark: Remark, message: str = "", hint: str | None = None) -> Found:
    where = place_of_span(use, remark.at, remark.end) if use.parsed.source else use.where
    return Found(use.node, where, message or remark.message, use.yaml_path, hint)


@rule(Severity.WARNING, actions=True)
def boolean_compared_with_text(graph: Graph | ActionGraph) -> Iterator[Found]:
    """A boolean is compared with `'true'` or `'false'`, to which it is never equal.

    GitHub makes numbers of both: a boolean is 1 or 0, and the text is none. Inputs of the type `boolean` are booleans, in
    `inputs` (not in `github.event.inputs`); so are the booleans of a matrix. Outputs and `env` are always texts.

        on:
          workflow_dispatch:
            inputs:
              force: {type: boolean}
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - run: make force
                if: inputs.force == 'true'  # <-

    Source: docs.github.com, "Evaluate expressions", operators; "Contexts reference", `inputs` (read 2026-11-22).
    """
    for use, remark in _remarked(graph, "boolean-compared-with-text"):
        found = _found(use, remark, hint="say it without the comparison, or compare with true")
        yield found._replace(edits=_compared_with_boolean(use, remark))


@rule(Severity.WARNING, actions=True)
def text_compared_with_boolean(graph: Graph | ActionGraph) -> Iterator[Found]:
    """A text is compared with `true` or `false`, to which `'true'` is not equal.

    Outputs of steps and jobs, variables and `github.event.inputs` are always texts; as a number, which both are made for the
    comparison, `'true'` is none.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - id: find
                run: echo "changed=true" >> "$GITHUB_OUTPUT"
              - run: make test
                if: steps.find.outputs.changed == true  # <-

    Source: docs.github.com, "Evaluate expressions", operators (read 2026-11-22).
    """
    holders: list[tuple[StepsGraph | None, list[Use]]] = [(job, job.uses) for job in graph.jobs]
    for job, uses in holders:
        types: dict[str, Type] | None = None
        for use in uses:
            for node in nodes_of(use):
                match node:
                    case Op("==" | "!=" as op, Index() as other, Lit(bool(value))) | Op(
                        "==" | "!=" as op, Lit(bool(value)), Index() as other
                    ):
                        types = types_in(graph, job) if types is None else types
                        kind = infer(other, types)
                        if isinstance(kind, ScalarType) and kind.kind == "string" and kind.values is None:
                            word = str(value).lower()
                            message = f"{show(other)} is a text, which is never equal to {word}"
                            hint = f"write {op} '{word}'"
                            place = place_of(use, node.__eq__)
                            edit = Edit(place_of(use, _is_boolean), f"'{word}'", word, unsafe=True)
                            edits = (edit,) if sum(map(_is_boolean, nodes_of(use))) == 1 else ()
                            yield Found(use.node, place, message, use.yaml_path, hint, edits)


def _compared_with_boolean(use: Use, remark: Remark) -> tuple[Edit, ...]:
    """The edit that takes the quotes off the text in a comparison."""
    match = re.fullmatch(r"(.*?)'(true|false)'(.*)", use.parsed.source[remark.at : remark.end])
    if match is None or "'" in match[1] + match[3]:
        return ()
    start = remark.at + len(match[1])
    text = f"'{match[2]}'"
    return (Edit(place_of_span(use, start, start + len(text)), match[2], text, unsafe=True),)


def _is_boolean(node: Expr) -> bool:
    return isinstance(node, Lit) and isinstance(node.value, bool)


@rule(Severity.WARNING, actions=True)
def decided_comparison(graph: Graph | ActionGraph) -> Iterator[Found]:
    """A comparison has one outcome only, with the values that its parts can have.

    A result is `success`, `failure`, `cancelled` or `skipped`; `runner.os` is `Linux`, `Windows` or `macOS`; a choice is one of
    its options, and an axis one of its values; `github.ref_name` and its like do not begin with `refs/`.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - run: make test
          report:
            needs: test
            if: always() && needs.test.result == 'failed'  # <-
            runs-on: ubuntu-latest
            steps:
              - run: make report

    Source: docs.github.com, "Contexts reference"; "Evaluate expressions", operators (read 2026-11-22).
    """
    for use, remark in _remarked(graph, "always-true", "always-false"):
        if not use.parsed.source:
            continue
        part = use.parsed.source[remark.at : remark.end]
        message = f"{part} is always {remark.name.removeprefix('always-')}"
        yield _found(use, remark, message, _values(part))
    for use in graph.all_uses():
        for node in nodes_of(use):
            match node:
                case Op("==" | "!=" as op, Index(Context(of), Lit(name)), Lit(str(text))) | Op(
                    "==" | "!=" as op, Lit(str(text)), Index(Context(of), Lit(name))
                ):
                    known = of.lower() == "github" and str(name).lower() == "event_name"
                    if known and text and text.lower() not in EVENTS and text != "dynamic":
                        answer = "false" if op == "==" else "true"
                        message = f"there is no event '{text}', so that this is always {answer}"
                        hint = did_you_mean(text, EVENTS)
                        yield Found(use.node, place_of(use, node.__eq__), message, use.yaml_path, hint)
            if name := _short_name(node):
                message = (
                    f"github.{name} is a name without refs/heads/ or refs/tags/ before it: {show(node)} is decided"
                )
                hint = "leave out the beginning, or ask for github.ref"
                yield Found(use.node, place_of(use, node.__eq__), message, use.yaml_path, hint)


def _short_name(node: Expr) -> str | None:
    """The name of a branch or tag alone that is held against a whole reference, `refs/...`."""
    match node:
        case Op("==" | "!=", Index(Context(of), Lit(str(name))), Lit(str(text))) | Op(
            "==" | "!=", Lit(str(text)), Index(Context(of), Lit(str(name)))
        ):
            pass
        case Call(function, (Index(Context(of), Lit(str(name))), Lit(str(text)))) if function.lower() == "startswith":
            pass
        case _:
            return None
    is_short = of.lower() == "github" and name.lower() in ("head_ref", "base_ref", "ref_name")
    return name.lower() if is_short and text.lower().startswith("refs/") else None


def _values(part: str) -> str | None:
    for word, values in (
        ("workflow_run.conclusion", CONCLUSIONS),
        (".result", RESULTS),
        (".outcome", RESULTS),
        (".conclusion", RESULTS),
        ("runner.os", SYSTEMS),
        ("runner.arch", ARCHITECTURES),
        ("job.status", RESULTS[:3]),
    ):
        if word in part.lower():
            return f"it is one of {', '.join(values)}"
    return None


@rule(Severity.WARNING, actions=True)
def number_compared_with_text(graph: Graph | ActionGraph) -> Iterator[Found]:
    """A number such as `3.10` is compared with a text, or a text with a number: both are taken as numbers, and 3.10 is 3.1.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            env:
              PYTHON: '3.1'
            steps:
              - run: make
                if: env.PYTHON == 3.10  # <-

    Source: docs.github.com, "Evaluate expressions", operators (read 2026-11-22).
    """
    for use, remark in _remarked(graph, "number-compared-with-text"):
        if any(isinstance(node, Lit) and node.value == "" for node in nodes_of(use)):
            continue  # to ask whether an axis is set at all
        yield _found(use, remark, hint="compare with a text: '3.10'")


@rule(Severity.WARNING, actions=True)
def object_as_text(graph: Graph | ActionGraph) -> Iterator[Found]:
    """An array or object is taken as a text, which is `Array` or `Object`, or searched, which finds nothing.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - run: make test
                if: startsWith(github.event, 'push')  # <-

    Source: docs.github.com, "Evaluate expressions", functions (read 2026-11-22).
    """
    for use, remark in _remarked(graph, "object-as-text", "object-searched", "no-boolean"):
        yield _found(use, remark)
    for use, kinds in _odd_parts(graph):
        if _is_in_text(use):
            shown = " or ".join(f"an {kind}" for kind in sorted(kinds))
            message = f"this is {shown}, and a text is made here"
            hint = "write toJSON(...), join(...) or a property of it"
            yield Found(use.node, place_of(use, _is_any), message, use.yaml_path, hint)


_TEXTS_OF_STEPS = ("run", "name", "run-name", "working-directory", "shell", "value", "group", "url")


def _is_in_text(use: Use) -> bool:
    """Whether an expression is a part of a text, or alone where a text is wanted."""
    key = use.path[0] if use.path else ""
    parsed = use.parsed
    if key == "if":
        return False
    if parsed.source and parsed.text.strip() != f"${{{{{parsed.source}}}}}":
        return True
    return key in _TEXTS_OF_STEPS or (key in ("env", "with", "outputs") and len(use.path) > 1)


def _is_any(_: Expr) -> bool:
    return True


def _odd_parts(graph: Graph | ActionGraph) -> Iterator[tuple[Use, set[Kind]]]:
    """The expressions that come to an array or object, each with the kinds."""
    odd = [parsed for parsed in graph.parsed if _kinds_of(parsed)]
    if not odd:
        return
    wanted = set(odd)
    holders: list[tuple[StepsGraph | None, list[Use]]] = [(job, job.uses) for job in graph.jobs]
    if hasattr(graph, "workflow"):
        holders.append((None, graph.uses))
    for job, uses in holders:
        known: dict[Parsed, Any] = {}
        types: dict[str, Type] | None = None
        for use in uses:
            parsed = use.parsed
            if parsed not in wanted:
                continue
            if parsed not in known:
                known[parsed] = parsed.facts[_kinds_of]
                if known[parsed] == "by the matrix":
                    types = types_in(graph, job) if types is None else types
                    known[parsed] = kinds_of(infer(parsed.tree, types))  # type: ignore[arg-type]
            kinds = known[parsed]
            if kinds and kinds <= _IN_PARTS:
                yield use, kinds


_IN_PARTS = {"array", "object"}


def _kinds_of(parsed: Parsed) -> Any:
    """The kinds that an expression comes to, where they are array and object; `"by the matrix"` where that decides."""
    kinds = parsed.facts.get(_kinds_of)
    if kinds is None:
        tree = parsed.tree
        kinds = None if tree is None or isinstance(tree, Op | Not | Lit) else _known_kinds(tree)
        kinds = parsed.facts[_kinds_of] = kinds if kinds and (kinds == "by the matrix" or kinds <= _IN_PARTS) else ()
    return kinds


def _known_kinds(tree: Expr) -> Any:
    """The kinds that an expression comes to; None where they are not known, or it is a text for certain."""
    if _is_text(tree):
        return None
    contexts = {node.name.lower() for node in walk(tree) if isinstance(node, Context)}
    if "matrix" in contexts:
        return "by the matrix" if isinstance(tree, Index | Context) else None
    return kinds_of(infer(tree, _FIXED))


def _is_text(tree: Expr | Star) -> bool:
    """Whether an expression is a plain way to something that is no array or object: most are, and need no thorough look."""
    depth = 0
    key: Expr | Star | None = None
    while isinstance(tree, Index):
        key, tree, depth = tree.key, tree.of, depth + 1
        if isinstance(key, Star):
            return False
    if not isinstance(tree, Context) or not isinstance(key, Lit):
        return False
    name = tree.name.lower()
    if name == "github":
        return str(key.value).lower() != "event"
    return name in ("env", "vars", "secrets", "inputs", "runner") or (name in ("steps", "needs") and depth > 2)


@rule(Severity.WARNING, actions=True)
def odd_operand(graph: Graph | ActionGraph) -> Iterator[Found]:
    """An operator or function is given something of a kind that it makes nothing sensible of.

    GitHub turns it into a text or a number and goes on: `true` and `null` have no order, an object has no property `1`, and
    `join` of a text is the text.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - run: make test
                env:
                  FIRST: ${{ env[0] }}  # <-
                  EARLY: ${{ github.ref_protected > false }}  # <-

    Source: docs.github.com, "Evaluate expressions", operators, functions (read 2026-11-22).
    """
    for use, remark in _remarked(graph, "odd-index", "odd-order", "odd-argument"):
        yield _found(use, remark)


@rule(Severity.WARNING)
def wrong_result_kind(graph: Graph) -> Iterator[Found]:
    """An expression stands where a boolean or a number is wanted, and comes to something else; the job fails.

    Outputs, variables and `env` are always texts: `fromJSON` makes a number or a boolean of one.

        on: push
        env:
          MINUTES: "10"
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - run: make test
                timeout-minutes: ${{ env.MINUTES }}  # <-
                continue-on-error: ${{ github.ref_name != 'main' }}

    Source: docs.github.com, "Workflow syntax", `jobs.<job_id>.steps[*].timeout-minutes`; "Evaluate expressions", `fromJSON`
    (read 2026-11-22).
    """
    for job in graph.jobs:
        types: dict[str, Type] | None = None
        for node, argument, key, wanted, path in _fields(job):
            value = getattr(node, argument, None)
            if value is None or value.__class__ in (bool, int, float):
                continue
            parsed = parse_text(value) if isinstance(value, str) else []
            tree = parsed[0].tree if len(parsed) == 1 else value if isinstance(value, NODES) else None
            types = types_in(graph, job) if types is None else types
            kinds = kinds_of(infer(tree, types)) if tree is not None else None
            if kinds and wanted not in kinds and "null" not in kinds:
                found = " or ".join(sorted(kinds)).replace("string", "text")
                message = f"this is {'an' if found[0] in 'ao' else 'a'} {found}, and '{key}' is a {wanted}"
                hint = "write fromJSON(...) around it" if kinds == {"string"} else None
                group = "strategy." if argument in ("fail_fast", "max_parallel") else ""
                place = f"{job.prefix if path is None else job.step_path(path)}.{group}{key}"
                yield Found(node, node.where.argument(argument), message, place, hint)


def _fields(job: JobGraph) -> Iterator[tuple[Any, str, str, str, int | None]]:
    """The fields of a job and its steps that hold a boolean or number: object, argument, key, kind, index of the step."""
    for argument, wanted in _JOB_FIELDS.items():
        yield job.holder, argument, argument.replace("_", "-"), wanted, None
    concurrency = getattr(job.holder, "concurrency", None)
    if hasattr(concurrency, "cancel_in_progress"):
        yield concurrency, "cancel_in_progress", "concurrency.cancel-in-progress", "boolean", None
    for index, step in enumerate(job.steps):
        yield step, "timeout_minutes", "timeout-minutes", "number", index
        yield step, "continue_on_error", "continue-on-error", "boolean", index


_JOB_FIELDS = {
    "continue_on_error": "boolean",
    "timeout_minutes": "number",
    "cancel_timeout_minutes": "number",
    "fail_fast": "boolean",
    "max_parallel": "number",
}


@rule(Severity.WARNING, actions=True)
def missing_property(graph: Graph | ActionGraph) -> Iterator[Found]:
    """An expression asks a value for something that it does not have: a text has no properties, and an array has items only.

    The values of a matrix and those of `fromJSON('...')` are known by name.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            strategy:
              matrix:
                package:
                  - name: core
            steps:
              - run: make
                env:
                  PACKAGE: ${{ matrix.package.title }}  # <-

    Source: docs.github.com, "Contexts reference"; "Evaluate expressions", `fromJSON` (read 2026-11-22).
    """
    for use, remark in _remarked(graph, "unknown-property", "property-of-array", "property-of-scalar"):
        text = show(use.tree).lower() if use.tree is not None else ""
        if text.startswith(("matrix.", "fromjson(", "inputs.")):  # of the other contexts `unknown-property` tells
            yield _found(use, remark)


@rule(Severity.WARNING, actions=True)
def wrong_format(graph: Graph | ActionGraph) -> Iterator[Found]:
    """`format` is given an argument that its text has no place for, or `fromJSON` a text that is no JSON.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - run: make
                env:
                  TITLE: ${{ format('{0} of', github.ref, github.sha) }}  # <-

    Source: docs.github.com, "Evaluate expressions", `format`, `fromJSON` (read 2026-11-22).
    """
    for use in graph.all_uses():
        for node in nodes_of(use):
            if isinstance(node, Call) and node.args and isinstance(node.args[0], Lit):
                message = _mistaken(node.name.lower(), node.args[0].value, len(node.args) - 1)
                if message is not None:
                    yield Found(use.node, place_of(use, node.__eq__), message, use.yaml_path)


def _mistaken(name: str, text: Any, given: int) -> str | None:
    if not isinstance(text, str):
        return None
    if name == "fromjson":
        try:
            read_json(text)
        except JsonError as error:
            return f"this is no JSON: {error}"
    if name == "format":
        asked = {int(number) for number in re.findall(r"\{(\d+)\}", text.replace("{{", "").replace("}}", ""))}
        if asked and max(asked) >= given:
            return f"the text asks for {{{max(asked)}}}, and there are {given} arguments behind it"
        unused = sorted(set(range(given)) - asked)
        if unused:
            return f"the text has no place for argument {{{unused[0]}}}"
    return None

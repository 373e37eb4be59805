"""A workflow or action as a whole Python source: `to_python`.

Lives here: which jobs, steps and matrices become variables, their order and names, ids and needs, the imports.
Not here: single objects (`objects`), how code is set (`layout`), files (`project`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ghflow.model.action import Action
from ghflow.model.background import Cancel, Parallel, Wait
from ghflow.model.graph import ActionGraph, Graph, needs_to_jobs
from ghflow.model.matrix import Matrix
from ghflow.model.node import Node, Remark, copied, shape_of
from ghflow.model.webhooks import WorkflowCall
from ghflow.spec import contexts
from ghflow.writer import layout, texts
from ghflow.writer.expressions import FUNCTION_NAMES, Scope
from ghflow.writer.layout import WIDTH, Call, Code, Use, statement
from ghflow.writer.naming import Names
from ghflow.writer.objects import NotFit, Objects
from ghflow.writer.wrappers import imported, wrapped, wrapper_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ghflow.model.document import Document
    from ghflow.model.graph import JobGraph, StepsGraph
    from ghflow.model.job import AnyJob
    from ghflow.model.node import Remarks
    from ghflow.model.steps import Step
    from ghflow.writer.objects import Argument

_WORDS = frozenset([*contexts.__all__, *FUNCTION_NAMES, "absent", "expression", "note"])
"""What a source may import, beside classes."""
_LATER = Code("...")
"""Stands for an argument that is known when all variables are."""
_LIST_INDENT = 8


class Written(NamedTuple):
    """A source, and what is worth knowing about it."""

    text: str
    objects: int
    """How many references to jobs, steps and matrices are objects, and not text."""
    extra: int
    """How many objects have keys that no argument takes, in `extra`."""
    as_is: int
    """How many objects are built as they are, since a build would add something to them."""


def to_python(document: Document, file: str | None = None, allow: tuple[str, ...] = ()) -> Written:
    """The Python source that builds a workflow or action again.

    `file` names the workflow's file where its source does not, `allow` are rules that the document is to allow besides.

    The document may be wrong in any way in which `ghflow.reader` gives one: what objects cannot say is in `extra`.
    Raises `NotFit` when no source can say it: a key is longer than any YAML reader takes.
    """
    return _Source(document, file, allow).written()


class _Step:
    """A step in its list: its code, the variable that it has, and what is needed by it."""

    __slots__ = ("above", "code", "forced", "nested", "remark", "shared", "step", "uses", "variable")

    def __init__(self, step: Step, code: Code, uses: list[Use], variable: str, remark: Remark | None) -> None:
        self.step = step
        self.above: str | None = None
        """The comment above it that its variable does not have."""
        self.code = code
        self.uses = uses
        self.variable = variable
        """Its name where it is referred to; empty where it need not have one."""
        self.remark = remark
        self.forced = False
        """Whether it has the variable in any case."""
        self.nested = False
        """Whether it stands inside of `Parallel`, and not in the list itself."""
        self.shared: _Step | None = None
        """The first of several steps that are written alike."""


class _Holder:
    """A job or an action while it is written."""

    __slots__ = ("arguments", "head", "matrix", "matrix_code", "matrix_variable", "node", "steps", "variable")

    def __init__(self, node: Any, variable: str) -> None:
        self.node = node
        self.variable = variable
        self.head = ""
        self.arguments: list[Argument] = []
        self.steps: list[_Step] = []
        self.matrix: Matrix | None = None
        self.matrix_code: Code | None = None
        self.matrix_variable = ""

    def seen(self) -> Any:
        """The job as others see it in the source: outputs that no argument takes are not known there."""
        known = any(name == "outputs" for name, _ in self.arguments)
        return self.node if known or not self.node.output_names else copied(self.node, outputs=None)


class _Source:
    def __init__(self, document: Document, file: str | None, allow: tuple[str, ...]) -> None:
        self.document = document
        self.file = file
        self.objects = Objects()
        self.objects.allow[id(document)] = allow
        self.names = Names({*_WORDS, *_wrappers(document), "dedent", "workflow", "action"})
        self.holders: list[_Holder] = []
        self.statements: list[str] = []
        self.header: str | None = None

    def written(self) -> Written:
        comment: Code | None = None
        if self.document.comment is not None:
            words = texts.whole_comment(self.document.comment)
            self.header = texts.docstring(words)
            comment = texts.comment(words) if self.header is None else Code("__doc__")
        if isinstance(self.document, Action):
            name, code = "action", self.action(self.document, comment)
        elif not self.document.judged:
            name, code = "dependabot", self.objects.node(self.document, {}, comment)
        else:
            name, code = "workflow", self.workflow(self.document, comment)
        self.statements.append(statement(name, code))
        objects = self.objects
        return Written(self.text(), sum(use.objects for use in objects.uses), objects.extras, len(objects.as_is))

    # The file.

    def text(self) -> str:
        parts = [] if self.header is None else [self.header + "\n\n"]
        parts.append(self.imports())
        before = ""
        for one in self.statements:
            if before == "" or "\n" in one[:-1] or "\n" in before[:-1]:
                parts.append("\n")
            parts.append(one)
            before = one
        return "".join(parts)

    def imports(self) -> str:
        names: set[str] = set()
        for use in self.objects.uses:
            names |= use.names
        found = _import_line("ghflow", {name for name in names if name in _WORDS or name[0].isupper()})
        actions = imported(names)
        if actions:
            found += _import_line("ghflow.actions", actions)
        return f"from textwrap import dedent\n\n{found}" if "dedent" in names else found

    # Documents.

    def workflow(self, workflow: Any, comment: Code | None) -> Call:
        given: dict[str, Code | None] = {} if self.file is None else {"file": Code(texts.literal(self.file))}
        jobs: tuple[AnyJob, ...] = workflow.jobs or ()
        notes = _notes(workflow, "jobs")
        graph = Graph(workflow)
        mark = len(self.objects.uses)
        try:
            variables = [self.names.new(job.id, kind="job") for job in jobs]
            for job, variable in zip(graph.jobs, variables, strict=True):
                holder = self.job(job, variable)
                self.holders.append(holder)
                self.objects.expressions.scope.jobs[job.job.id] = (variable, holder.seen())
            items = [
                self.objects.noted(Code(variable), notes.get((index,))) for index, variable in enumerate(variables)
            ]
            if workflow.jobs is not None:
                given["jobs"] = self.objects.noted(layout.Listing(items), notes.get(()))
        except NotFit:  # a job that no call can make: all of them are written as data
            del self.objects.uses[mark:]
            self.holders.clear()
            self.objects.expressions.scope = Scope()
        self.objects.expressions.scope.matrix = None
        self.objects.expressions.scope.steps = {}
        self.complete()
        on = workflow.on
        for event in on.values() if isinstance(on, dict) else ():
            if isinstance(event, WorkflowCall) and _is_added_to(event):
                self.objects.as_is.add(id(event))
        return self.objects.node(workflow, given, comment)

    def action(self, action: Action, comment: Code | None) -> Call:
        graph = ActionGraph(action)
        holder = _Holder(action, "action")
        if action.name is None or action.description is None:
            self.objects.as_is.add(id(action))
        given = self.steps(holder, graph, "steps" if hasattr(action, "steps") else "")
        holder.head = "Action"
        self.objects.use("Action")
        holder.arguments = [*self.objects.arguments(action, given), *self.objects.beside(action, comment)]
        self.holders.append(holder)
        self.complete()
        self.statements.pop()
        return self.call(holder)

    def complete(self) -> None:
        """Decide on the variables, now that all references are known, and write the statements of jobs."""
        used = {name for use in self.objects.uses for name in use.names}
        self.share(used)
        for holder in self.holders:
            if holder.matrix_code is not None and holder.matrix_variable in used:
                self.statements.append(statement(holder.matrix_variable, holder.matrix_code))
                holder.matrix_code = Code(holder.matrix_variable)
            for step in holder.steps:
                if step.shared is None and (step.variable in used or step.forced):
                    self.statements.append(statement(step.variable, step.code))
                    step.code = Code(step.variable)
                elif step.shared is not None:
                    step.code = Code(step.shared.variable)
                if step.above is not None:
                    step.code = self.objects.noted(step.code, Remark(above=step.above))
            self.statements.append(statement(holder.variable, self.call(holder)))

    def share(self, used: set[str]) -> None:
        """Give steps that are written alike, and take several lines, one variable; only the comments above them may differ."""
        alike: dict[Any, list[tuple[_Step, Code]]] = {}
        for holder in self.holders:
            for step in holder.steps:
                if step.forced or step.variable in used:
                    continue
                code = step.code if step.step.comment is None else _uncommented(step.code)
                if code.flat is None or layout.width(code.flat) + _LIST_INDENT + 1 > WIDTH:
                    alike.setdefault((type(step.step), code.flat or code.key()), []).append((step, code))
        for found in alike.values():
            if len(found) < 2:
                continue
            if len({step.step.comment for step, _ in found}) > 1:
                for step, code in found:
                    step.code, step.above = code, step.step.comment
            (first, _), *_ = found
            others = [step for step, _ in found[1:]]
            first.variable = self.names.new(_title(first.step), kind="step")
            first.forced = True
            for other in others:
                other.shared = first
                for use in other.uses:
                    use.names = frozenset()

    def call(self, holder: _Holder) -> Call:
        """The call of a job or action, with what had to wait."""
        arguments: list[Argument] = []
        for name, code in holder.arguments:
            made = code
            if code is _LATER and name == "steps":
                items = [self.objects.noted(one.code, one.remark) for one in holder.steps if not one.nested]
                made = self.objects.noted(layout.Listing(items), _notes(holder.node, "steps").get(()))
            elif code is _LATER and holder.matrix_code is not None:
                made = self.objects.noted(holder.matrix_code, _notes(holder.node, "matrix").get(()))
            arguments.append((name, made))
        return Call(holder.head, arguments)

    # Jobs.

    def job(self, graph: JobGraph, variable: str) -> _Holder:
        job: Any = graph.job
        holder = _Holder(job, variable)
        scope = self.objects.expressions.scope
        scope.steps = {}
        scope.matrix = None
        needed = {need.lower() for need in graph.given_needs}
        if any(name.lower() not in needed for name, _ in graph.referring("needs")):
            self.objects.as_is.add(id(job))
        given: dict[str, Code | None] = {}
        if isinstance(job.matrix, Matrix):
            self.matrix(holder, job, given)
        if job.needs is not None:
            given["needs"] = self.needs(job)
        given |= self.steps(holder, graph, "steps" if hasattr(job, "steps") else "")
        holder.head = type(job).__name__
        self.objects.use(holder.head)
        holder.arguments = [*self.objects.arguments(job, given), *self.objects.beside(job)]
        return holder

    def matrix(self, holder: _Holder, job: Any, given: dict[str, Code | None]) -> None:
        """The matrix of a job as a variable; the same one for jobs whose matrices are alike."""
        mark = len(self.objects.uses)
        try:
            code = self.objects.node(job.matrix)
        except NotFit:
            del self.objects.uses[mark:]
            return
        holder.matrix, holder.matrix_code = job.matrix, code
        for other in self.holders:
            if other.matrix is not None and other.matrix_code is not None and other.matrix_code.key() == code.key():
                holder.matrix_code = None
                holder.matrix_variable = other.matrix_variable
                given["matrix"] = self.objects.noted(Code(other.matrix_variable), _notes(job, "matrix").get(()))
                del self.objects.uses[mark:]
                self.objects.use(other.matrix_variable)
                break
        else:
            holder.matrix_variable = self.names.new(holder.variable, "matrix", kind="matrix")
            given["matrix"] = _LATER
        self.objects.expressions.scope.matrix = (holder.matrix_variable, job.matrix)

    def needs(self, job: Any) -> Code:
        """The needs of a job: objects where they are defined before it, else their ids."""
        notes = _notes(job, "needs")
        known = self.objects.expressions.scope.jobs

        def one(need: str) -> Code:
            if need in known:
                return Code(known[need][0])
            return Code(texts.literal(need))

        if isinstance(job.needs, str):
            return self.objects.noted(one(job.needs), notes.get(()))
        items = [self.objects.noted(one(need), notes.get((index,))) for index, need in enumerate(job.needs)]
        return self.objects.noted(layout.Listing(items), notes.get(()))

    # Steps.

    def steps(self, holder: _Holder, graph: StepsGraph, argument: str) -> dict[str, Code | None]:
        """Write the steps of a job or action, each seen by those behind it."""
        steps: tuple[Step, ...] | None = getattr(holder.node, argument) if argument else None
        if steps is None:
            return {}
        kind = next(key.kind for key in shape_of(type(holder.node)).keys if key.argument == argument)
        mark = len(self.objects.uses)
        wanted = {name.lower() for name, _ in graph.referring("steps")}
        implied = self.implied_ids(holder.node, graph, wanted)
        notes = _notes(holder.node, argument)
        try:
            self.objects.require(kind, steps)
            for index, step in enumerate(steps):
                holder.steps.append(self.step(holder, step, wanted, implied, notes.get((index,))))
        except NotFit:
            del self.objects.uses[mark:]
            holder.steps.clear()
            self.objects.expressions.scope.steps = {}
            return {}
        return {argument: _LATER}

    def implied_ids(self, node: Node, graph: StepsGraph, wanted: set[str]) -> set[int]:
        """The steps whose ids the build fills in, just as they are, by identity.

        Where it would fill in more than these, the job is built as it is.
        """
        natural: dict[str, list[Step]] = {}
        for step in graph.steps:
            for found in _natural_ids(step):
                if found.lower() in wanted:
                    natural.setdefault(found.lower(), []).append(step)
        own = {step.id.lower() for step in graph.steps if step.id}
        if any(name not in own and any(not step.id for step in steps) for name, steps in natural.items()):
            self.objects.as_is.add(id(node))
        if id(node) in self.objects.as_is:
            return set()
        found_ids: set[int] = set()
        for steps in natural.values():
            if len(steps) == 1 and [steps[0].id] == _natural_ids(steps[0]) and not _notes(steps[0], "id"):
                found_ids.add(id(steps[0]))
        return found_ids

    def step(
        self,
        holder: _Holder,
        step: Step,
        wanted: set[str],
        implied: set[int],
        remark: Remark | None,
        nested: bool = False,
    ) -> _Step:
        given: dict[str, Code | None] = {"id": None} if id(step) in implied else {}
        mark = len(self.objects.uses)
        scope = self.objects.expressions.scope
        if isinstance(step, Wait | Cancel):
            given |= self.named_steps(step)
        elif isinstance(step, Parallel) and step.steps is not None:
            self.objects.require(shape_of(Parallel).keys[0].kind, step.steps)
            given["steps"] = self.parallel(holder, step, wanted, implied)
        wrapper = wrapper_of(step)
        call = None if wrapper is None else wrapped(self.objects, step, wrapper, given)
        code = self.objects.node(step, given) if call is None else call
        variable = ""
        if step.id and step.id.lower() in wanted:
            variable = self.names.new(holder.node.id, step.id, kind="step")
            typed: Any = step
            if wrapper is not None and call is not None:
                typed = copied(typed, produces=wrapper.signature.outputs)
            scope.steps[step.id] = (variable, typed)
        made = _Step(step, code, self.objects.uses[mark:], variable, remark)
        made.nested = made.forced = nested and bool(variable)
        return made

    def parallel(self, holder: _Holder, step: Parallel, wanted: set[str], implied: set[int]) -> Code:
        notes = _notes(step, "steps")
        items: list[Code] = []
        for index, inner in enumerate(step.nested):
            made = self.step(holder, inner, wanted, implied, notes.get((index,)), nested=True)
            code = made.code
            if made.forced:
                holder.steps.append(made)
                code = Code(made.variable)
            items.append(self.objects.noted(code, made.remark))
        return self.objects.noted(layout.Listing(items), notes.get(()))

    def named_steps(self, step: Wait | Cancel) -> dict[str, Code | None]:
        """The steps that a step waits for or ends, as objects where they are known."""
        argument = "wait" if isinstance(step, Wait) else "cancel"
        value: Any = getattr(step, argument)
        known = self.objects.expressions.scope.steps
        notes = _notes(step, argument)
        if value is None:
            return {}

        def one(name: str) -> Code:
            if name in known:
                self.objects.uses.append(Use(frozenset([known[name][0]]), 1))
                return Code(known[name][0])
            return Code(texts.literal(name))

        kind = next(key.kind for key in shape_of(type(step)).keys if key.argument == argument)
        try:
            self.objects.require(kind, value)
        except NotFit:
            return {}
        if isinstance(value, str):
            return {argument: self.objects.noted(one(value), notes.get(()))}
        items = [self.objects.noted(one(name), notes.get((index,))) for index, name in enumerate(value)]
        return {argument: self.objects.noted(layout.Listing(items), notes.get(()))}


def _notes(node: Node, argument: str) -> Remarks:
    """The comments at a field, as long as it has the value that they were written for."""
    return node.about.notes.get(argument, (None, {}))[1] if node.about is not None else {}


def _uncommented(code: Code) -> Call:
    """The call of a step without the comment above it."""
    assert isinstance(code, Call)
    return Call(code.head, [(name, value) for name, value in code.arguments if name != "comment"])


def _natural_ids(step: Step) -> list[str]:
    """The ids that a step may get when it is referred to and says none: more than one where its wrapper has one of its own."""
    plain: Any = step if step.id is None else copied(step, id=None)
    wrapper = wrapper_of(step)
    found = [plain.reference_id, None if wrapper is None else wrapper.signature.default_id]
    return [one for one in dict.fromkeys(found) if one is not None]


def _wrappers(document: Any) -> set[str]:
    """The names that calls of wrappers may need."""
    found = set()
    for holder in getattr(document, "jobs", None) or (document,):
        for step in getattr(holder, "steps", None) or ():
            for one in (step, *step.nested):
                wrapper = wrapper_of(one)
                if wrapper is not None:
                    found.add(wrapper.name)
    return found


def _title(step: Any) -> str:
    """What a variable for a step is called after."""
    name = step.name
    if isinstance(name, str) and "${{" not in name:
        return name
    return step.reference_id or ""


def _is_added_to(event: WorkflowCall) -> bool:
    """Whether a build would add something to the event that the file does not say."""
    outputs: Any = event.outputs or {}
    return None in outputs.values() or event.as_written(needs_to_jobs) is not event


def _import_line(module: str, names: Iterable[str]) -> str:
    """An import as the formatter and the sorter leave it: classes before functions, either by the alphabet."""
    found = sorted(names, key=lambda name: (not name[0].isupper(), name.lower(), name))
    line = f"from {module} import {', '.join(found)}\n"
    if len(line) <= WIDTH + 1:
        return line
    return f"from {module} import (\n" + "".join([f"    {name},\n" for name in found]) + ")\n"

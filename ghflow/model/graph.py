"""A workflow or action with all that follows from its references: which jobs a job needs, which steps need an id.

Lives here: `Graph` and `ActionGraph` (what refers to what), and their `resolved` (with needs and ids filled in).
Not here: what is wrong with it (`rules`).

Resolution is by id and by text: a reference in an object and one in a `${{ }}` text count alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from ghflow.expr.tree import NODES, Call, Context, Index, Not, Op, property_of, walk
from ghflow.model.node import Node, copied
from ghflow.model.steps import RunStep, UsesStep
from ghflow.model.uses import Finder, KindOfPlace, Parsed, Use, uses_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ghflow.expr.parsing import Part
    from ghflow.expr.tree import Expr
    from ghflow.model.action import Action
    from ghflow.model.document import Document
    from ghflow.model.job import AnyJob
    from ghflow.model.steps import Step
    from ghflow.model.workflow import Workflow
    from ghflow.where import Where

N = TypeVar("N", bound="Node")


class StepsGraph:
    """What holds steps, a job or an action, with its expressions."""

    def __init__(self, holder: Any, prefix: str) -> None:
        self.holder = holder
        self.id: str = holder.id or ""
        self.prefix = prefix
        self._tops: tuple[Step, ...] = getattr(holder, "steps", None) or ()
        self.steps: tuple[Step, ...] = self._tops
        """All steps in the order of the file; those inside `Parallel` stand behind it."""
        named: list[Use] = []
        classes = list(map(type, self._tops))
        self.plain: bool = _PLAIN.issuperset(classes)
        """Whether all steps are scripts and actions, and none waits, cancels or runs others in parallel."""
        if not self.plain:
            self.steps = tuple(one for step in self._tops for one in (step, *step.nested))
            for index, step in enumerate(self.steps):
                named += self._named(index, step)
            classes = list(map(type, self.steps))
        self.using: list[int] = [index for index, cls in enumerate(classes) if cls is UsesStep]
        """The indexes of the steps that use an action."""
        finder = Finder()
        finder.node(holder, prefix)
        self.places: set[KindOfPlace] = finder.places
        """In which kinds of places the expressions stand."""
        self.parsed: set[Parsed] = {place[0] for place in finder.places}
        """The different expressions in it."""
        self._referring: dict[str, list[tuple[str, Use]]] = {}
        for use in (*map(Use, finder.found), *named):
            for context, name in use[3].references:
                self._referring.setdefault(context, []).append((name, use))
        self.complete: bool = holder.where.from_file or bool(holder.as_is)
        """Whether nothing is to be added, since it was read from a file that says all."""
        self.step_ids: dict[int, str] = {} if self.complete or "steps" not in self._referring else self._missing_ids()
        """Index of each step that is referred to and has no id of its own, with the id that it gets."""

    @property
    def title(self) -> str:
        """What it is called in messages: `job 'build'`."""
        return f"job '{self.id}'"

    @property
    def uses(self) -> list[Use]:
        """Every expression in its place."""
        return uses_in(self.holder, self.prefix)

    def referring(self, context: str) -> Sequence[tuple[str, Use]]:
        """Names of `steps`, `needs` or `matrix` that this refers to, with the expression.

        Of `wait` and `cancel` it is an expression made of the id.
        """
        return self._referring.get(context, ())

    def step_path(self, index: int) -> str:
        """`jobs.build.steps[1].parallel[0]`: the place of a step in the file."""
        outer, inner = self._place(index)
        path = f"{self.steps_path}[{outer}]"
        return path if inner is None else f"{path}.parallel[{inner}]"

    def step_argument(self, index: int) -> Where:
        """The place of a step in the list that holds it."""
        outer, inner = self._place(index)
        if inner is None:
            return self.holder.where.argument("steps", outer)  # type: ignore[no-any-return]
        return self._tops[outer].where.argument("steps", inner, position=0)

    @property
    def steps_path(self) -> str:
        """The place of the list of steps in the file."""
        return f"{self.prefix}.steps"

    def _place(self, index: int) -> tuple[int, int | None]:
        for outer, step in enumerate(self._tops):
            if index == 0:
                return outer, None
            if index <= len(step.nested):
                return outer, index - 1
            index -= 1 + len(step.nested)
        raise IndexError(index)

    def _named(self, index: int, step: Step) -> list[Use]:
        """The ids that a step names in a key of its own, as references like any other."""
        if not step.named_steps:
            return []
        path = self.step_path(index)
        trees = [(way, property_of(Context("steps"), name)) for way, name in step.named_steps]
        return [Use((step, path, way, Parsed(tree))) for way, tree in trees]

    def _missing_ids(self) -> dict[int, str]:
        wanted = {name.lower() for name, _ in self.referring("steps")}
        own = {step.id.lower() for step in self.steps if step.id}
        found: dict[int, str] = {}
        for index, step in enumerate(self.steps):
            if step.id is None and (slug := step.reference_id) and slug.lower() in wanted and slug.lower() not in own:
                found[index] = slug
        return found

    def _steps_with_ids(self) -> tuple[Step, ...]:
        made = [self._with_id(index, step) for index, step in enumerate(self.steps)]
        steps = []
        start = 0
        for step in self._tops:
            inner = tuple(made[start + 1 : start + 1 + len(step.nested)])
            changed = any(new is not old for new, old in zip(inner, step.nested, strict=True))
            steps.append(_evolved(made[start], {"steps": inner}) if changed else made[start])
            start += 1 + len(inner)
        return tuple(steps)

    def _with_id(self, index: int, step: Any) -> Step:
        return copied(step, id=self.step_ids[index]) if index in self.step_ids else step  # type: ignore[no-any-return]


_PLAIN = frozenset((RunStep, UsesStep))


class JobGraph(StepsGraph):
    """One job of a workflow with its expressions."""

    def __init__(self, job: AnyJob) -> None:
        self.job = job
        super().__init__(job, f"jobs.{job.id or ''}")
        needs: Any = getattr(job, "needs", None)
        self.given_needs: tuple[str, ...] = () if needs is None else (needs,) if isinstance(needs, str) else needs
        """`needs` as the user wrote it."""
        self.needs: tuple[str, ...] = (
            self.given_needs if self.complete or "needs" not in self._referring else self._all_needs()
        )
        """`needs` with the jobs that expressions refer to, in the order of their first mention."""

    def _all_needs(self) -> tuple[str, ...]:
        found = dict.fromkeys(self.given_needs)
        lower = {need.lower() for need in found}
        for name, _ in self.referring("needs"):
            if name.lower() not in lower:
                lower.add(name.lower())
                found[name] = None
        return tuple(found)

    def resolved(self) -> AnyJob:
        """The job with its needs and the ids of its steps filled in; the very same job when nothing was missing."""
        changes: dict[str, Any] = {}
        if len(self.needs) > len(self.given_needs):
            changes["needs"] = self.needs
        if self.step_ids:
            changes["steps"] = self._steps_with_ids()
        return _evolved(self.job, changes)


class ActionGraph(StepsGraph):
    """An action of the project with its expressions; it is the one holder of steps in itself."""

    def __init__(self, action: Action) -> None:
        self.document = action
        super().__init__(action, "")
        self.jobs = (self,)

    @property
    def title(self) -> str:
        return self.document.title

    @property
    def steps_path(self) -> str:
        return "runs.steps"

    def all_uses(self) -> Iterator[Use]:
        """Every expression of the action."""
        yield from self.uses

    def resolved(self) -> Action:
        """The action as it is written: ids filled in, and what GitHub requires and has a default here."""
        changes = {} if self.complete else self.document.filled()
        if self.step_ids:
            changes["steps"] = self._steps_with_ids()
        return _evolved(self.document, changes)


def graph_of(document: Document) -> Graph | ActionGraph:
    """The graph of a workflow or of an action."""
    return Graph(document) if hasattr(document, "jobs") else ActionGraph(document)  # type: ignore[arg-type]


class Graph:
    """The jobs of a workflow, and the expressions outside them."""

    def __init__(self, workflow: Workflow) -> None:
        self.document = self.workflow = workflow
        jobs: Any = workflow.jobs or ()
        self.jobs = [JobGraph(job) for job in jobs]
        self.uses: list[Use] = uses_in(workflow, skip="jobs")
        self.by_id: dict[str, JobGraph] = {}
        """The jobs by id in lower case; of several with one id, the first."""
        for job in self.jobs:
            self.by_id.setdefault(job.id.lower(), job)
        self.parsed: set[Parsed] = {use[3] for use in self.uses}
        """The different expressions of the whole workflow."""
        for job in self.jobs:
            self.parsed |= job.parsed

    def all_uses(self) -> Iterator[Use]:
        """Every expression of the workflow."""
        yield from self.uses
        for job in self.jobs:
            yield from job.uses

    def resolved(self) -> Workflow:
        """The workflow as it is written: needs, ids and types of inputs filled in, outputs spelt for where they stand."""
        changes: dict[str, Any] = {}
        jobs = [job.resolved() for job in self.jobs]
        if any(new is not old.job for new, old in zip(jobs, self.jobs, strict=True)):
            changes["jobs"] = tuple(jobs)
        on: Any = self.workflow.on
        call = on.get("workflow_call") if isinstance(on, dict) else None
        if isinstance(call, Node) and not call.where.from_file and not call.as_is:  # type: ignore[attr-defined]
            written = call.as_written(needs_to_jobs)  # type: ignore[attr-defined]
            if written is not call:
                changes["on"] = type(on)({**on, "workflow_call": written})
        return _evolved(self.workflow, changes)


def _evolved(node: N, changes: dict[str, Any]) -> N:
    """The object with what follows from references filled in, and with the notes on it; itself when nothing changes."""
    if not changes:
        return node
    about = node.about
    for name, value in changes.items():
        about = about and about.moved(name, value)
    return copied(node, about=about, **changes)


def needs_to_jobs(value: Any) -> Any:
    """An output of a job as the outputs of a reusable workflow see it: `jobs.b.outputs.v` for `needs.b.outputs.v`."""
    if isinstance(value, NODES):
        return _renamed(value)
    if not isinstance(value, str) or "needs" not in value.lower():
        return value
    from ghflow.expr.parsing import ExprError, Part, split

    try:
        return "".join(_respelt(part) if isinstance(part, Part) else part for part in split(value))
    except ExprError:
        return value


def _respelt(part: Part) -> str:
    """One `${{ }}` with its names for the place; as it stands when that changes nothing."""
    from ghflow.expr.parsing import parse
    from ghflow.expr.printing import show

    tree = parse(part.source)
    renamed = _renamed(tree)
    return "${{" + (part.source if renamed == tree else f" {show(renamed)} ") + "}}"


def _renamed(tree: Expr) -> Expr:
    made: dict[int, Any] = {}
    for node in reversed(walk(tree)):  # the inner ones first, since a chain of operators may be very long
        match node:
            case Context(name) if name.lower() == "needs":
                new: Expr = Context("jobs")
            case Index(of, key):
                new = Index(made[id(of)], made.get(id(key), key))
            case Call(name, args):
                new = Call(name, tuple(made[id(arg)] for arg in args))
            case Not(of):
                new = Not(made[id(of)])
            case Op(op, left, right):
                new = Op(op, made[id(left)], made[id(right)])
            case _:
                new = node
        made[id(node)] = new
    return made[id(tree)]  # type: ignore[no-any-return]

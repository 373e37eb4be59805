"""What is different between two plans of one event: what reviewers of a change of workflows want to know.

Lives here: `compare`, `Change`, `changes_text`. Not here: from where the workflows before the change come (`project.base`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ghflow.expr.unknown import Unknown
from ghflow.simulator.showing import shown_labels

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ghflow.simulator.planned import PlannedJob, PlannedLeg, PlannedStep, PlannedWorkflow, Runs
    from ghflow.simulator.planning import Plan


class Change(NamedTuple):
    """One difference. `before` and `after` are plain data, None for what is not there."""

    file: str
    job: str
    """The path of the job (`deploy/build`); empty for what is about the workflow."""
    what: str
    """`workflow`, `starts`, `problems`, `concurrency`, `job`, `runs`, `needs`, `permissions`, `environment`, `leg`, `runs-on`,
    `step`."""
    name: str
    """Of a leg, a step or a scope."""
    before: Any
    after: Any
    words: str
    """For people: `+ leg test (3.14)`."""

    def data(self) -> dict[str, Any]:
        """As `--format json` prints it."""
        found = {"file": self.file, "job": self.job, "what": self.what, "name": self.name}
        return {key: value for key, value in found.items() if value} | {"before": self.before, "after": self.after}


def compare(before: Plan, after: Plan) -> list[Change]:
    """What the second plan does otherwise than the first, workflow by workflow and job by job."""
    old = {one.file: one for one in before.all}
    new = {one.file: one for one in after.all}
    found: list[Change] = []
    for file in dict.fromkeys((*new, *old)):
        found += _of_workflow(file, old.get(file), new.get(file))
    return found


def _of_workflow(file: str, old: PlannedWorkflow | None, new: PlannedWorkflow | None) -> Iterator[Change]:
    def change(what: str, one: Any, other: Any, words: str) -> Change:
        return Change(file, "", what, "", one, other, words)

    if old is None or new is None:
        there = new or old
        verb = "starts" if there is not None and there.triggered is not False else "does not start"
        mark = "+" if old is None else "-"
        yield change(
            "workflow", None if old is None else verb, None if new is None else verb, f"{mark} workflow, {verb}"
        )
    elif (first := _verb(old.triggered, "start")) != (second := _verb(new.triggered, "start")):
        yield change("starts", first, second, f"{first} -> {second}: {new.why}")
    problems = [list(one.problems) if one is not None else [] for one in (old, new)]
    if problems[0] != problems[1]:
        words = f"refused: {problems[1][0]}" if problems[1] else "is not refused any more"
        yield change("problems", problems[0], problems[1], words)
    groups = [one.concurrency["group"] if one is not None and one.concurrency else None for one in (old, new)]
    if old is not None and new is not None and groups[0] != groups[1]:
        yield change(
            "concurrency", groups[0], groups[1], f"concurrency: {_or_none(groups[0])} -> {_or_none(groups[1])}"
        )
    jobs = [{job.path: job for job in one.jobs.all()} if one is not None else {} for one in (old, new)]
    for path in dict.fromkeys((*jobs[1], *jobs[0])):
        yield from _of_job(file, path, jobs[0].get(path), jobs[1].get(path))


def _of_job(file: str, path: str, old: PlannedJob | None, new: PlannedJob | None) -> Iterator[Change]:
    def change(what: str, one: Any, other: Any, words: str, name: str = "") -> Change:
        return Change(file, path, what, name, one, other, words)

    if old is None or new is None:
        there = new or old
        assert there is not None
        verb = _verb(there.runs, "run")
        mark, why = ("+", f": {there.why}") if old is None else ("-", "")
        yield change("job", None if old is None else verb, None if new is None else verb, f"{mark} job, {verb}{why}")
        if new is not None:
            writing = [scope for scope, level in new.permissions.items() if level == "write"]
            for scope in writing if new.runs is not False else ():
                yield change("permissions", None, "write", f"+ {scope}: write", scope)
        return
    first, second = _verb(old.runs, "run"), _verb(new.runs, "run")
    if first != second:
        yield change("runs", first, second, f"{first} -> {second}: {new.why}")
    elif old.runs is not True and str(old.why) != str(new.why):
        yield change("runs", str(old.why), str(new.why), f"{second}: {new.why} (was: {old.why})")
    if set(old.needs) != set(new.needs):
        yield change("needs", list(old.needs), list(new.needs), f"needs: {_listed(old.needs)} -> {_listed(new.needs)}")
    for scope in dict.fromkeys((*new.permissions, *old.permissions)):
        levels = old.permissions.get(scope, "none"), new.permissions.get(scope, "none")
        if levels[0] != levels[1]:
            yield change("permissions", *levels, f"{scope}: {levels[0]} -> {levels[1]}", scope)
    if old.environment != new.environment:
        words = f"environment: {_or_none(old.environment)} -> {_or_none(new.environment)}"
        yield change("environment", old.environment, new.environment, words)
    yield from _of_legs(file, path, old.legs, new.legs)
    yield from _of_steps(file, path, old.steps, new.steps)


def _of_legs(file: str, path: str, old: Sequence[PlannedLeg], new: Sequence[PlannedLeg]) -> Iterator[Change]:
    if not old or not new:
        return  # the job does not run, which is told already
    before, after = ({leg.name: _on(leg) for leg in legs} for legs in (old, new))
    if len(old) == len(new) == 1:  # the name alone of a job may change
        (before_on,), (after_on,) = before.values(), after.values()
        before, after = {new[0].name: before_on}, {new[0].name: after_on}
    for name in dict.fromkeys((*after, *before)):
        if name not in before:
            yield Change(file, path, "leg", name, None, after[name], f"+ leg {name} on {after[name]}")
        elif name not in after:
            yield Change(file, path, "leg", name, before[name], None, f"- leg {name}")
        elif before[name] != after[name]:
            title = "" if len(new) == 1 else f"{name}: "
            yield Change(
                file,
                path,
                "runs-on",
                name,
                before[name],
                after[name],
                f"{title}runs-on: {before[name]} -> {after[name]}",
            )


def _of_steps(file: str, path: str, old: Sequence[PlannedStep], new: Sequence[PlannedStep]) -> Iterator[Change]:
    before, after = _numbered(old), _numbered(new)
    for name in dict.fromkeys((*after, *before)):
        one, other = before.get(name), after.get(name)
        if one is None or other is None:
            mark = "+" if one is None else "-"
            verbs = [None if step is None else _verb(step.runs, "run") for step in (one, other)]
            yield Change(file, path, "step", name, verbs[0], verbs[1], f"{mark} step {name}")
        elif one.uses != other.uses:
            words = f"step {name}: {_or_none(one.uses)} -> {_or_none(other.uses)}"
            yield Change(file, path, "step", name, one.uses, other.uses, words)
        elif (first := _verb(one.runs, "run")) != (second := _verb(other.runs, "run")) and other.why.kind != "job":
            yield Change(file, path, "step", name, first, second, f"step {name}: {first} -> {second}: {other.why}")


def _numbered(steps: Iterable[PlannedStep]) -> dict[str, PlannedStep]:
    """The steps by name, those that have one name in common with a number behind it."""
    found: dict[str, PlannedStep] = {}
    for step in steps:
        name, count = step.name, 2
        while name in found:
            name, count = f"{step.name} ({count})", count + 1
        found[name] = step
    return found


def _verb(runs: Runs, verb: str) -> str:
    return f"may {verb}" if isinstance(runs, Unknown) else f"{verb}s" if runs else f"does not {verb}"


def _on(leg: PlannedLeg) -> str:
    return "nothing" if leg.runs_on is None else shown_labels(leg.runs_on)


def _or_none(value: Any) -> str:
    return "none" if value is None else str(value)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "nothing"


def changes_text(changes: Sequence[Change], title: str) -> str:
    """The changes below their workflows and jobs. `title` says what they are compared with: `main (0a9d3b3)`."""
    if not changes:
        return f"no changes from {title}\n"
    lines = [f"changes from {title}:"]
    file = job = None
    for one in changes:
        if one.file != file:
            file, job = one.file, None
            lines.append(f"  {one.file.rpartition('/')[2]}")
        if one.job != job:
            job = one.job
            lines += [f"    {job}"] if job else []
        lines.append(f"{'      ' if job else '    '}{one.words}")
    return "\n".join(lines) + "\n"

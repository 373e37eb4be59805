"""`plan --execute`: the arguments that only it takes, and how a run is shown."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
from contextlib import contextmanager
from pathlib import Path
from threading import Lock, current_thread, main_thread
from typing import TYPE_CHECKING, Any, NoReturn

from ghflow.simulator.events import EventError
from ghflow.simulator.reporting import Reporter

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterable, Iterator

    from ghflow.project.repository import Read
    from ghflow.simulator.events import Event
    from ghflow.simulator.executed import ExecutedJob, ExecutedLeg, ExecutedStep, Execution
    from ghflow.simulator.repository import Repository

_MARKS = {"success": "+", "failure": "x", "cancelled": "!", "skipped": "-", "startup_failure": "x"}
_OUTPUT = re.compile(r"(.+?):([\w-]+)=(.*)", re.DOTALL).fullmatch
_SHOWN_SECONDS = 0.05


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of `plan` that take effect with `--execute`."""
    group = parser.add_argument_group("execute", "run the scripts on this machine, in a copy of the files")
    add = group.add_argument
    add("--execute", action="store_true", help="execute what would run; exit code 1 when it does not succeed")
    add("--job", action="append", metavar="JOB", help="only this job and what it needs; may be repeated")
    add("--secret", action="append", default=[], metavar="NAME[=VALUE]",
        help="a secret; without a value, that of the environment variable; may be repeated")  # fmt: skip
    add("--stub", action="append", default=[], metavar="USES[:OUTPUT=VALUE]",
        help="what stands in for an action or a called workflow, with an output; may be repeated")  # fmt: skip
    add("--allow", action="append", default=[], metavar="PROGRAM", help="let git push, gh, twine, ... publish, or all")
    add("--keep", action="append", default=[], metavar="NAME", help="an environment variable that scripts see")
    add("--workspace", metavar="DIR", help="work in folders below this one, which stay")
    add("--container", choices=("fail", "host"), default="fail", help="jobs in a container: fail, or run without it")
    add("--on-foreign-runner", choices=("skip", "fail", "run"), default="skip",
        help="jobs for another system than this: leave them out, fail, or run them here")  # fmt: skip
    add("--on-unstubbed", choices=("fail", "skip"), default="fail", help="actions without a stub: fail, or do nothing")


def main(args: Namespace, read: Read, repository: Repository, event: Event) -> int:
    """Execute and show; 0 for success, 1 for anything else that ran. Raises `EventError` for arguments that are wrong."""
    import attrs

    from ghflow.project.execution import execute_read

    if args.fail:
        raise EventError("--fail assumes a failure in a plan; what is executed fails by itself, or by --stub")
    repository = attrs.evolve(repository, secrets=_secrets(args.secret))
    reporter = Reporter() if args.format == "json" else _Live()
    try:
        with _ending_properly():
            done = execute_read(
                read,
                event,
                repository=repository,
                jobs=args.job,
                workspace=None if args.workspace is None else Path(args.workspace),
                stubs=_stubs(args.stub),
                on_unstubbed=args.on_unstubbed,
                on_foreign_runner=args.on_foreign_runner,
                container=args.container,
                allow=args.allow,
                keep=args.keep,
                reporter=reporter,
            )
    except ValueError as error:
        raise EventError(str(error)) from None
    if args.format == "json":
        print(json.dumps(done.to_data(), indent=2, ensure_ascii=False))
    else:
        sys.stdout.write(execution_text(done))
    return 0 if done.conclusion in ("success", "skipped") else 1


@contextmanager
def _ending_properly() -> Iterator[None]:
    """Whoever asks ghflow to end ends what it started too, and what it copied goes away."""

    def interrupted(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    if current_thread() is not main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, interrupted)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _secrets(given: Iterable[str]) -> dict[str, str]:
    found = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not name or (not equals and name not in os.environ):
            raise EventError(f"--secret takes NAME=VALUE or the name of an environment variable, got '{name}'")
        found[name] = value if equals else os.environ[name]
    return found


def _stubs(given: Iterable[str]) -> dict[str, Any]:
    from ghflow.simulator.stubs import Answer, JobAnswer

    outputs: dict[str, dict[str, str]] = {}
    for one in given:
        match = _OUTPUT(one)
        uses = match[1] if match else one
        if not uses or ("=" in uses and not match):
            raise EventError(f"--stub takes USES or USES:OUTPUT=VALUE, got '{one}'")
        known = outputs.setdefault(uses, {})
        if match:
            known[match[2]] = match[3]
    return {
        uses: (JobAnswer if uses.partition("@")[0].endswith((".yml", ".yaml")) else Answer)(outputs=known)
        for uses, known in outputs.items()
    }


class _Live(Reporter):
    """Prints what happens as it happens."""

    def __init__(self) -> None:
        self._lock = Lock()

    def _print(self, text: str) -> None:
        with self._lock:
            sys.stdout.write(text + "\n")
            sys.stdout.flush()

    def job_begins(self, name: str) -> None:
        self._print(f"== {name}")

    def step_begins(self, name: str, depth: int) -> None:
        self._print(f"{'   ' * depth}-- {name}")

    def line(self, text: str, depth: int) -> None:
        self._print(f"{'   ' * (depth + 1)}{text}")

    def job_ends(self, leg: ExecutedLeg) -> None:
        self._print(f"== {leg.name}: {leg.conclusion}{f' ({leg.why})' if leg.why else ''}\n")


def execution_text(done: Execution) -> str:
    """How a run went, as a tree: `+` success, `x` failure, `!` cancelled, `-` skipped. Steps are shown where one failed."""
    lines = []
    for one in done.workflows:
        planned = one.planned
        title = planned.short if planned.name in (planned.file, planned.short) else f"{planned.short} ({planned.name})"
        if planned.triggered is False and not planned.problems:
            lines.append(f"- {title}: {planned.why}")
            continue
        lines.append(f"{_MARKS[one.conclusion]} {title}: {one.conclusion}")
        lines += [f"  refused: {problem}" for problem in planned.problems]
        for job in one.jobs:
            lines += _job_lines(job, "  ")
    lines += [f"warning: {words}" for words in done.warnings]
    return "\n".join([*lines, f"conclusion: {done.conclusion}"]) + "\n"


def _job_lines(job: ExecutedJob, indent: str) -> Iterator[str]:
    if not job.ran or not job.legs:
        yield f"{indent}{_MARKS[job.conclusion]} {job.id}: {job.conclusion} ({job.why})"
        return
    yield f"{indent}{_MARKS[job.conclusion]} {job.id}: {job.conclusion}"
    for leg in job.legs:
        inside = indent + "    "
        if len(job.legs) > 1:
            why = f" ({leg.why})" if leg.why else ""
            yield f"{inside}{_MARKS[leg.conclusion]} {leg.name}: {leg.conclusion}{why}"
            inside += "    "
        elif leg.why:
            yield f"{inside}{leg.why}"
        for step in leg.steps:
            if step.conclusion == "failure" or step.outcome != step.conclusion:
                yield from _step_lines(step, inside)
        for inner in leg.jobs:
            yield from _job_lines(inner, inside)


def _step_lines(step: ExecutedStep, indent: str) -> Iterator[str]:
    passed = "" if step.outcome == step.conclusion else f" ({step.outcome}, which does not count)"
    why = f": {step.errors[0]}" if step.errors else ""
    yield f"{indent}{_MARKS[step.outcome]} {step.name}{why}{passed}"
    for inner in step.steps:
        if inner.outcome == "failure":
            yield from _step_lines(inner, indent + "    ")

"""`plan` and `why`."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import TYPE_CHECKING, Any

from ghflow.project.repository import read_repository
from ghflow.project.settings import ProjectError
from ghflow.simulator.events import EventError, combined, event, from_payload
from ghflow.simulator.planning import plan
from ghflow.simulator.showing import job_data, why_text
from ghflow.simulator.whatif import TargetError, what_if

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable, Sequence

    from ghflow.project.base import Base
    from ghflow.simulator.comparing import Change
    from ghflow.simulator.events import Event
    from ghflow.simulator.planning import Plan
    from ghflow.simulator.repository import Repository

_DESCRIPTION = {
    "plan": "Show what an event would start: workflows, jobs with the legs of their matrices, steps, and why. Nothing\n"
    "is run, unless --execute says so. Marks: + runs, - does not run, ? only the run will know.",
    "why": "Say why a job would run or not: the event, the condition with its values, the jobs in its way, its steps.",
}
_COMPARED = {"plan": ", compared with what it has now where this is a git checkout", "why": ""}
_EPILOG = """\
examples:
  ghflow plan --event push --ref refs/tags/v1.2.3
  ghflow plan --event push --changed src/a.py --changed docs/b.md
  ghflow plan --event pull_request --base main --head fix-it
  ghflow plan --base main                        the same, and what the workflows do otherwise than on main
  ghflow plan --event workflow_dispatch --ref main --input level=high
  ghflow plan --event issues --payload event.json --format json
  ghflow plan --event push --ref v1.2.3 --fail 'build[os=windows-latest]'
  ghflow plan --event push --execute --job test
  ghflow why publish --event push --ref v1.2.3

exit codes: 0 fine; 1 the sources have mistakes, or what was executed did not succeed; 2 wrong usage, no such job,
a source that fails
"""


def _parser(verb: str) -> ArgumentParser:
    parser = ArgumentParser(
        prog=f"ghflow {verb}",
        description=_DESCRIPTION[verb],
        epilog=_EPILOG,
        formatter_class=lambda prog: RawDescriptionHelpFormatter(prog, width=100),
        allow_abbrev=False,
    )
    if verb == "why":
        parser.add_argument("job", metavar="JOB", help="the id of a job; deploy/build is the job of a called workflow")
    add = parser.add_argument
    add("--event", metavar="EVENT", help="push, pull_request, workflow_dispatch, schedule, ...")
    add("--ref", metavar="REF", help="refs/tags/v1.2.3; a short version number is a tag, other names are branches")
    add("--base", metavar="BRANCH", help=f"the branch that a pull request goes into{_COMPARED[verb]}")
    add("--head", metavar="BRANCH", help="the branch that a pull request comes from")
    add("--action", metavar="TYPE", help="the activity type: opened, closed, published, ...")
    add("--changed", action="append", metavar="PATH", help="a file that changed; may be repeated")
    add("--input", action="append", default=[], metavar="NAME=VALUE", help="an input of a dispatch; may be repeated")
    add("--payload", metavar="FILE", help="the JSON of the webhook: all of github.event")
    add("--workflow", metavar="FILE", help="only this workflow: a YAML file, a source, or the name of one")
    add("--fail", action="append", default=[], metavar="JOB", help="what if: job, job[axis=value] or job/step-id fails")
    add("--var", action="append", default=[], metavar="NAME=VALUE", help="a variable of the repository; with any, all")
    add("--actor", metavar="NAME", help="who did it")
    add("--repository", metavar="OWNER/NAME", help="default: the remote origin")
    add("--default-branch", metavar="BRANCH", help="default: that of the remote origin, else main")
    add("--format", choices=("text", "json"), default="text", help="default: text")
    add("--source", metavar="DIR", help="the folder of the sources (default: workflows)")
    if verb == "plan":
        from ghflow.cli import execute

        add("--steps", action="store_true", help="show the steps in the text too")
        execute.add_arguments(parser)
    return parser


def _arguments(verb: str, argv: Sequence[str]) -> Namespace:
    parser = _parser(verb)
    args, unknown = parser.parse_known_intermixed_args(argv)
    if unknown:
        from ghflow.diagnostics import did_you_mean

        known = [option for action in parser._actions for option in action.option_strings]
        hints = [f"there is no option {one} ({did_you_mean(one.partition('=')[0], known)})" for one in unknown]
        parser.error("; ".join(hints))
    if args.event is None and args.base is None:
        parser.error("the following arguments are required: --event")
    args.event = args.event or "pull_request"
    return args


def main(verb: str, argv: Sequence[str]) -> int:
    """Run the verb and return its exit code. Raises `SystemExit` when the arguments are wrong, or `--help` is among them."""
    args = _arguments(verb, argv)
    try:
        base = None if args.base is None else _find_base(args)
        happened = _event(args)
        read = read_repository(args.workflow, source=args.source)
        if read.built is not None:
            from ghflow.cli.build import show_mistakes

            code = show_mistakes(read.built)
            if code:
                return code
        settings: dict[str, Any] = {"name": args.repository, "default_branch": args.default_branch}
        settings["vars"] = _pairs("--var", args.var) if args.var else None
        repository = read.repository(**{key: value for key, value in settings.items() if value is not None})
        happened = _based(happened, args, repository)
        if verb == "plan" and args.execute:
            from ghflow.cli import execute

            return execute.main(args, read, repository, happened)
        planned = plan(repository, happened, files=read.chosen, what_if=what_if(args.fail))
        changes = None if base is None or verb == "why" else _changes(args, base, repository, planned)
    except (ProjectError, EventError, TargetError) as error:
        print(f"ghflow: {error}", file=sys.stderr)
        return 2
    if verb == "why":
        return _show_why(args, planned, repository)
    if args.format == "json":
        compared: dict[str, Any] = {}
        if base is not None:
            listed = None if changes is None else [one.data() for one in changes]
            compared = {"base": {"branch": base.branch, "commit": base.commit}, "changes": listed}
        _print_json(planned.to_data() | compared)
    else:
        sys.stdout.write(planned.to_text(steps=args.steps))
        if base is not None and changes is not None:
            from ghflow.simulator.comparing import changes_text

            sys.stdout.write(changes_text(changes, base.title))
    return 0


def _find_base(args: Namespace) -> Base | None:
    """The branch to compare with, in a checkout that has it. The pull request is then that of the branch that is checked out."""
    from ghflow.project.base import base_of

    try:
        base = base_of(args.base)
    except ProjectError as error:
        print(f"ghflow: {error}", file=sys.stderr)
        return None
    if base is not None and args.payload is None and args.event.startswith("pull_request"):
        if args.changed is None and (changed := base.changed()) is not None:
            args.changed = list(changed)
        if args.head is None and args.ref is None:
            args.head = base.head
    return base


def _changes(args: Namespace, base: Base, repository: Repository, planned: Plan) -> list[Change] | None:
    """What the plan does otherwise than that of the branch for the same event; None where the branch gives none."""
    import attrs

    from ghflow.simulator.comparing import compare

    try:
        read = base.read(args.source)
    except ProjectError as error:
        print(f"ghflow: {error}", file=sys.stderr)
        return None
    before = attrs.evolve(repository, workflows=read.workflows, refused=read.refused, doubts=read.doubts)
    files = None if args.workflow is None else [one.file for one in planned.all]
    try:
        old = plan(before, planned.event, files=files, what_if=what_if(args.fail))
    except TargetError:  # the branch has no such job
        old = plan(before, planned.event, files=files)
    return compare(old, planned)


def _event(args: Namespace) -> Event:
    given = {"ref": args.ref, "base": args.base, "head": args.head, "action": args.action, "changed": args.changed}
    given["inputs"] = _pairs("--input", args.input) if args.input else None
    given["actor"] = args.actor
    named = {key: value for key, value in given.items() if value is not None}
    if args.payload is None:
        return event(args.event, **named)
    try:
        with open(args.payload, encoding="utf-8-sig") as opened:
            payload = json.load(opened)
    except OSError as error:
        raise EventError(f"{args.payload} cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise EventError(f"{args.payload} is not valid JSON: {error}") from None
    told = {"full_name": args.repository, "default_branch": args.default_branch}
    told = {key: value for key, value in told.items() if value is not None}
    if told and hasattr(payload, "get"):  # what the command line says counts
        payload = combined(payload, {"repository": told})
    return from_payload(args.event, payload, **named)


def _based(happened: Event, args: Namespace, repository: Repository) -> Event:
    """A pull request goes into the default branch, and a push to it, when nobody says otherwise."""
    if args.payload is not None or repository.default_branch == "main":
        return happened
    if args.base is None and happened.base_ref:
        args.base = repository.default_branch
    elif args.ref is None and args.event == "push":
        args.ref = f"refs/heads/{repository.default_branch}"
    return _event(args)


def _pairs(option: str, given: Iterable[str]) -> dict[str, str]:
    found = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not equals or not name:
            raise EventError(f"{option} takes NAME=VALUE, got '{one}'")
        found[name] = value
    return found


def _show_why(args: Namespace, planned: Plan, repository: Repository) -> int:
    found = planned.find(args.job)
    if found is not None:
        workflow, job = found
        if args.format == "json":
            _print_json({"workflow": workflow.file, "triggered": True, **job_data(job)})
        else:
            sys.stdout.write(why_text(workflow, job))
        return 0
    names: list[str] = []
    for one in planned.all:
        ids = [str(job.id) for job in repository.workflows[one.file].jobs] if one.file in repository.workflows else []
        names += ids
        if one.triggered is False and args.job.lower() in (id.lower() for id in ids):
            if args.format == "json":
                _print_json({"workflow": one.file, "triggered": False, "id": args.job, "runs": False, "why": one.why})
            else:
                print(f"{args.job} does not run: {one.short} is not started: {one.why}")
            return 0
    from ghflow.diagnostics import did_you_mean

    print(f"ghflow: there is no job '{args.job}' ({did_you_mean(args.job, names)})", file=sys.stderr)
    return 2


def _print_json(document: dict[str, Any]) -> None:
    print(json.dumps(document, indent=2, ensure_ascii=False))

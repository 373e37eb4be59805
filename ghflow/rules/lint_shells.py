"""Lints about shells: those that a machine does not have, scripts in the language of another, defaults that are lost.

Not here: which shells there are (`spec.shells`), what scripts do (`lint_commands`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ghflow.diagnostics import Edit, Severity, did_you_mean
from ghflow.model.steps import RunStep
from ghflow.rules.lint_commands import commands_of
from ghflow.rules.lint_legs import contexts_of, default_of, holds, shell_of, systems_of
from ghflow.rules.lint_publishing import place_of_line
from ghflow.rules.registry import Found, rule
from ghflow.spec.shells import COMMANDS, SHELLS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ghflow.model.graph import ActionGraph, Graph, StepsGraph

_OLD = re.compile(r"::(set-output|save-state|set-env|add-path)(?: |::)").finditer
_BASH = (
    (
        re.compile(r"(?<![:\w])\$\{?GITHUB_(?:OUTPUT|ENV|PATH|STEP_SUMMARY|STATE)\b"),
        "is empty there: it is $env:GITHUB_...",
    ),
    (re.compile(r"^\s*(?:if|while|until) +(?:! +)?\[+ .*\]+", re.MULTILINE), "is no syntax there"),
    (re.compile(r"^\s*(?:fi|done|esac)\s*$", re.MULTILINE), "is no syntax there"),
    (re.compile(r"^\s*export +\w+=", re.MULTILINE), "is no command there"),
    (re.compile(r"^\s*set +-[euxo]+", re.MULTILINE), "has another meaning there"),
    (re.compile(r"[^\\`\s#] *\\\n"), "at the end of a line does not continue it there"),
    (re.compile(r"<<-?\s*['\"]?EOF\b"), "is no syntax there"),
    (re.compile(r"\$\{\w+(?::[-=+?]|##?|%%?|//?)[^}]*\}"), "is no syntax there"),
    (re.compile(r">\s*/dev/null\b"), "is no file there: it is $null"),
)
"""What is bash for certain, and means something else to PowerShell."""


def scripts_of(job: StepsGraph) -> Iterator[tuple[int, RunStep]]:
    """Every script of a job or action, with the index of its step."""
    for index, step in enumerate(job.steps):
        if isinstance(step, RunStep):
            yield index, step


@rule(Severity.WARNING)
def bash_in_powershell(graph: Graph) -> Iterator[Found]:
    """A script is written for bash and runs on Windows, where the default is PowerShell.

    GitHub takes bash as default on Linux and macOS only. In PowerShell `$GITHUB_OUTPUT` is an empty variable, so that nothing
    fails, and nothing is written.

        on: push
        jobs:
          test:
            strategy:
              matrix:
                os: [ubuntu-latest, windows-latest]
            runs-on: ${{ matrix.os }}
            steps:
              - run: echo "version=1.0" >> "$GITHUB_OUTPUT"  # <-

    Source: docs.github.com, "Workflow syntax", `defaults.run.shell` (read 2026-11-22).
    """
    for job in graph.jobs:
        legs = [leg for leg, system in systems_of(job) if system == "Windows"]
        if not legs:
            continue
        outer = getattr(job.holder, "if_", None)
        for index, step in scripts_of(job):
            script = step.run
            if not isinstance(script, str) or "$env:" in script:
                continue
            spoken = re.sub(r"(?m)^\s*#.*$", lambda match: " " * len(match[0]), script)
            found = next(((match, why) for form, why in _BASH if (match := form.search(spoken))), None)
            if found is None:
                continue
            for leg in legs:
                if shell_of(graph, job, step, leg) not in ("pwsh", "powershell"):
                    continue
                contexts = contexts_of(job, leg)
                if any(holds(one, contexts, well=False) is False for one in (outer, step.if_)):
                    continue
                if (
                    step.if_ is not None
                    and holds(step.if_, contexts, well=False) is None
                    and "os" in str(step.if_).lower()
                ):
                    continue
                match, why = found
                at = match.start() + len(match[0]) - len(match[0].lstrip())
                end = match.start() + len(match[0].rstrip())
                where = step.where.argument("run").inside(script, (at, end), (at, end))
                text = match[0].strip().splitlines()[0][-30:]
                message = f"on Windows the shell of this step is PowerShell, and {text!r} {why}"
                yield Found(step, where, message, f"{job.step_path(index)}.run", "say shell: bash")
                break


_POWERSHELL = (
    (re.compile(r"\$env:\w+", re.IGNORECASE), "is an empty variable there, and text behind it"),
    (re.compile(r"^\s*\$\w+ *= ", re.MULTILINE), "runs a command of that name there"),
    (
        re.compile(
            r"(?:^|\|)\s*(?:Write|Get|Set|New|Remove|Copy|Move|Test|Invoke|Start|Out|Select|ForEach|Where)-[A-Z]\w+",
            re.MULTILINE,
        ),
        "is no command there",
    ),
)
"""What is PowerShell for certain, and means something else to bash."""


@rule(Severity.WARNING)
def powershell_in_bash(graph: Graph) -> Iterator[Found]:
    """A script is written for PowerShell and runs on Linux or macOS, where the default is bash.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - run: Write-Output "version=1.0" >> $env:GITHUB_OUTPUT  # <-

    Source: docs.github.com, "Workflow syntax", `defaults.run.shell` (read 2026-11-22).
    """
    for job in graph.jobs:
        legs = [leg for leg, system in systems_of(job) if system in ("Linux", "macOS")]
        for index, step in scripts_of(job) if legs else ():
            script = step.run
            if not isinstance(script, str) or re.search(r"\b(?:pwsh|powershell)\b|<<", script):
                continue
            spoken = re.sub(r"(?m)^\s*#.*$|'[^'\n]*'", lambda match: " " * len(match[0]), script)
            found = next(((match, why) for form, why in _POWERSHELL if (match := form.search(spoken))), None)
            if found is None:
                continue
            for leg in legs:
                contexts = contexts_of(job, leg)
                conditions = (getattr(job.holder, "if_", None), step.if_)
                if shell_of(graph, job, step, leg) not in ("bash", "sh") or any(
                    holds(one, contexts, well=False) is False for one in conditions
                ):
                    continue
                match, why = found
                at, end = match.end() - len(match[0].lstrip()), match.end()
                text = match[0].strip("| \n")
                message = f"the shell of this step is bash, and {text!r} {why}"
                where = step.where.argument("run").inside(script, (at, end), (at, end))
                yield Found(step, where, message, f"{job.step_path(index)}.run", "say shell: pwsh")
                break


_ASKS_SYSTEM = re.compile(
    r"uname|RUNNER_OS|runner\.os|OSTYPE|command -v|which |Get-Command|type -P|matrix\.", re.IGNORECASE
).search
_OPENS = re.compile(r"\s*(?:if|case)\b").match
_CLOSES = re.compile(r"(?:^|;)\s*(?:fi|esac)\b").search


def _is_tried(script: str, line: int) -> bool:
    """Whether what a line (from 0) calls may be missing: there is something behind `||`, or an `if` or `case` decides."""
    lines = script.split("\n")
    opened = [bool(_OPENS(one)) - bool(_CLOSES(one)) for one in lines[: line + 1]]
    return "||" in lines[line] or sum(opened) > 0 or _OPENS(lines[line]) is not None


@rule(Severity.WARNING)
def command_of_other_system(graph: Graph) -> Iterator[Found]:
    """A script calls a program that the system of the job does not have: `apt-get` on macOS, `choco` on Linux.

    A script that asks for the system itself is passed over, and so is a command that may fail, or that an `if` decides about.

        on: push
        jobs:
          test:
            strategy:
              matrix:
                os: [ubuntu-latest, macos-latest]
            runs-on: ${{ matrix.os }}
            steps:
              - run: sudo apt-get install libssl-dev  # <-

    Source: actions/runner-images, README of each image (read 2026-11-22).
    """
    for job in graph.jobs:
        legs = [(leg, system) for leg, system in systems_of(job) if system is not None]
        if not legs or getattr(job.holder, "container", None) is not None:
            continue
        for index, step in scripts_of(job):
            if not isinstance(step.run, str) or _ASKS_SYSTEM(step.run):
                continue
            for line, command in commands_of(step.run):
                name = command.split(" ", 1)[0]
                systems = COMMANDS.get(name)
                if systems is None or _is_tried(step.run, line):
                    continue
                for leg, system in legs:
                    conditions = (getattr(job.holder, "if_", None), step.if_)
                    if system in systems or any(
                        holds(one, contexts_of(job, leg), well=False) is not True for one in conditions
                    ):
                        continue
                    message = f"there is no {name} on {system}, where the job runs"
                    yield Found(step, place_of_line(step, line), message, f"{job.step_path(index)}.run")
                    break


@rule(Severity.WARNING, actions=True)
def missing_shell(graph: Graph | ActionGraph) -> Iterator[Found]:
    """A step asks for a shell that does not exist, or not on the machine of the job.

    Another word is a command line only with `{0}`, the place of the script.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - run: dir
                shell: cmd  # <-

    Source: docs.github.com, "Workflow syntax", `jobs.<job_id>.steps[*].shell` (read 2026-11-22).
    """
    places = [(job, job.holder, default_of(job.holder, "shell"), "defaults") for job in graph.jobs]
    if hasattr(graph, "workflow"):
        places.insert(0, (None, graph.workflow, default_of(graph.workflow, "shell"), "defaults"))  # type: ignore[arg-type]
    for job in graph.jobs:
        places += [(job, step, step.shell, job.step_path(index)) for index, step in scripts_of(job)]
    for job, node, shell, path in places:
        if not isinstance(shell, str) or "${{" in shell or "{0}" in shell:
            continue
        is_step = node is not getattr(job, "holder", None) and hasattr(node, "run")
        place = node.where.argument("shell") if is_step else _default_place(node)
        way = f"{path}.shell" if is_step else ".".join(filter(None, (getattr(job, "prefix", ""), "defaults.run.shell")))
        name = shell.split(" ")[0]
        known = SHELLS.get(name)
        if known is None:
            yield Found(node, place, f"there is no shell '{shell}'", way, did_you_mean(shell, SHELLS))
        elif (known.windows_only or known.not_on_windows) and job is not None:
            condition = getattr(node, "if_", None) if is_step else None
            wrong = ("Linux", "macOS") if known.windows_only else ("Windows",)
            for leg, system in systems_of(job):
                if system in wrong and holds(condition, contexts_of(job, leg), well=False) is not False:
                    where = "there on Windows only" if known.windows_only else "not there on Windows"
                    message = f"the shell '{name}' is {where}, and the job runs on {system}"
                    yield Found(node, place, message, way, None if known.windows_only else "say shell: bash")
                    break


def _default_place(node: Any) -> Any:
    defaults = node.defaults
    run = getattr(defaults, "run", None)
    return defaults.where.argument("run", "shell") if isinstance(run, dict) else defaults.where.argument("shell")


@rule(Severity.WARNING)
def lost_default_shell(graph: Graph) -> Iterator[Found]:
    """A job has `defaults.run` of its own without a shell, so that the shell of the workflow's defaults is lost in it.

    The defaults of a job take the place of the workflow's as a whole.

        on: push
        defaults:
          run:
            shell: bash
        jobs:
          test:
            runs-on: windows-latest
            defaults:
              run:
                working-directory: src  # <-
            steps:
              - run: make test

    Source: actions/runner, JobExtension (read 2026-11-22).
    """
    shell = default_of(graph.workflow, "shell")
    if shell is None:
        return
    for job in graph.jobs:
        defaults = getattr(job.holder, "defaults", None)
        if defaults is None or default_of(job.holder, "shell") is not None:
            continue
        if default_of(job.holder, "working-directory") is None:
            continue
        if any(step.shell is None for _, step in scripts_of(job)):
            where = defaults.where.argument("working_directory")
            message = f"in job '{job.id}' the shell of the workflow's defaults, {shell}, does not count any more"
            yield Found(defaults, where, message, f"{job.prefix}.defaults.run", f"say shell: {shell} here too")


@rule(Severity.WARNING, actions=True)
def old_command(graph: Graph | ActionGraph) -> Iterator[Found]:
    """A script gives values back by a command that GitHub has taken out of use: `::set-output` and its like.

        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - run: echo "::set-output name=version::1.0"  # <-

    Source: GitHub changelog, deprecation of save-state and set-output, removal of set-env and add-path (read 2026-11-22).
    """
    files = {
        "set-output": "GITHUB_OUTPUT",
        "save-state": "GITHUB_STATE",
        "set-env": "GITHUB_ENV",
        "add-path": "GITHUB_PATH",
    }
    for job in graph.jobs:
        for index, step in scripts_of(job):
            if not isinstance(step.run, str) or "::" not in step.run:
                continue
            for match in _OLD(step.run):
                where = step.where.argument("run").inside(step.run, match.span(), match.span(1))
                message = f"the command ::{match[1]} is out of use"
                edits = _rewritten(graph, job, step, match.start(), files[match[1]])
                yield Found(step, where, message, f"{job.step_path(index)}.run", f"write to ${files[match[1]]}", edits)


_ECHO = re.compile(r"echo +([\"']?)::(?:add-path::|[a-z-]+ name=([\w-]+)::)([^\"'`;&|\n]*[^\"'`;&|\s]|)\1")


def _rewritten(graph: Graph | ActionGraph, job: StepsGraph, step: RunStep, at: int, file: str) -> tuple[Edit, ...]:
    """The edit that writes to a file what an `echo` in bash gives to an old command at an offset of the script."""
    legs = [leg for leg, _ in systems_of(job)]
    if not legs or any(shell_of(graph, job, step, leg) not in ("bash", "sh") for leg in legs):
        return ()
    script = str(step.run)
    for match in _ECHO.finditer(script):
        if match.start() < at < match.end():
            quote = match[1] or '"'
            name = f"{match[2]}=" if match[2] else ""
            where = step.where.argument("run").inside(script, match.span(), match.span())
            new = f'echo {quote}{name}{match[3]}{quote} >> "${file}"'
            return (Edit(where, new, match[0], unsafe=True),)
    return ()

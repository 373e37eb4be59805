"""Run `run:` scripts one after the other, each as a step of one job, and say what each did.

Lives here: `Script` (one step, its expressions already filled in), `Machine` (the job's folders and what steps leave to
the next), `Outcome`.
Not here: which steps run and with what values (`working`), starting and ending processes (`processes`), commands in the log
(`commands`).

A script is code like any other: it runs with the rights of whoever calls this.
"""

from __future__ import annotations

import os
import shutil
import sys
import uuid
from typing import TYPE_CHECKING

import attrs

from ghflow.simulator.envfiles import check_summary, decode, parse_pairs, parse_paths, refuse_protected
from ghflow.simulator.environment import Run, machine_environment, runner_variables, step_environment
from ghflow.simulator.processes import TRACKING, WINDOWS, Ended, Tracker, follow
from ghflow.simulator.shells import ShellError, find_shell

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from threading import Event as Signal
    from types import TracebackType
    from typing import Self

    from ghflow.simulator.processes import Listen

_FILES = {
    "GITHUB_OUTPUT": "set_output_",
    "GITHUB_ENV": "set_env_",
    "GITHUB_STATE": "save_state_",
    "GITHUB_PATH": "add_path_",
    "GITHUB_STEP_SUMMARY": "step_summary_",
}


@attrs.frozen(kw_only=True)
class Script:
    """One `run:` step as the runner gets it: expressions replaced by values, defaults of job and workflow applied."""

    run: str
    shell: str | None = None
    env: Mapping[str, str] = attrs.field(factory=dict)
    working_directory: str | None = None
    timeout_minutes: float = 360


@attrs.frozen(kw_only=True)
class Outcome:
    """What a script did. `exit_code` is None when it never started, or took too long and was stopped.

    `errors` says everything that failed the step, `complaints` what GitHub would show as an error and let pass.
    """

    exit_code: int | None
    errors: tuple[str, ...] = ()
    complaints: tuple[str, ...] = ()
    outputs: Mapping[str, str] = attrs.field(factory=dict)
    env: Mapping[str, str] = attrs.field(factory=dict)
    state: Mapping[str, str] = attrs.field(factory=dict)
    paths: tuple[str, ...] = ()
    summary: str = ""
    log: str = ""
    timed_out: bool = False
    cancelled: bool = False

    @property
    def succeeded(self) -> bool:
        """Whether GitHub would show the step green."""
        return self.exit_code == 0 and not self.errors


class Machine:
    """The machine of one job: a workspace, folders of the runner's own, and what each step leaves to the next ones.

    `folder` becomes home, RUNNER_TEMP and the like, and must be empty or new. `process` is the environment that the
    runner itself was started in (`machine_environment()`), `env` is that of workflow and job together. `shims` is a folder
    of programs that go before others of their names, whatever a step does to its search path.
    Used as a context manager it ends processes that scripts left in the background, as GitHub does at the end of a job.
    """

    def __init__(
        self,
        folder: Path,
        *,
        workspace: Path,
        run: Run | None = None,
        env: Mapping[str, str] | None = None,
        process: Mapping[str, str] | None = None,
        event: str = "{}",
        shims: Path | None = None,
    ) -> None:
        self.workspace = workspace
        self.temp = folder / "_temp"
        self.env: dict[str, str] = {}
        self.paths: list[str] = []
        self.tracker = Tracker()
        self._job_env = dict(env or {})
        self._process = {TRACKING: self.tracker.mark, **(machine_environment() if process is None else process)}
        self._shims = shims
        folders = {
            "HOME": folder / "home",
            "RUNNER_TEMP": self.temp,
            "RUNNER_TOOL_CACHE": folder / "_tool",
            "RUNNER_WORKSPACE": workspace.parent,
        }
        for path in (*folders.values(), self.temp / "_runner_file_commands", self.temp / "_github_workflow"):
            path.mkdir(parents=True, exist_ok=True)
        event_file = self.temp / "_github_workflow" / "event.json"
        event_file.write_text(event, encoding="utf-8")
        home = str(folders.pop("HOME"))
        self._process.update({"HOME": home, "USERPROFILE": home} if WINDOWS else {"HOME": home})
        self._owned = {
            **(run or Run()).variables(),
            **runner_variables(),
            **{name: str(path) for name, path in folders.items()},
            "GITHUB_EVENT_PATH": str(event_file),
            "GITHUB_WORKSPACE": str(workspace),
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End what scripts left running."""
        self.tracker.close()

    @property
    def variables(self) -> dict[str, str]:
        """GITHUB_* and RUNNER_* as every step finds them, but for the files of a step."""
        return dict(self._owned)

    @property
    def global_env(self) -> dict[str, str]:
        """What workflow, job and earlier steps set: the `env` context, without that of a step."""
        return {**self._job_env, **self.env}

    def fork(self) -> Machine:
        """The same machine for a step in the background: what that hands back stays with it until `take`."""
        found = object.__new__(Machine)
        found.__dict__.update(self.__dict__, env=dict(self.env), paths=list(self.paths))
        return found

    def take(self, outcome: Outcome) -> None:
        """Make variables and paths that a step handed back count for the next ones."""
        self.env.update(outcome.env)
        self.add_paths(outcome.paths)

    def add_paths(self, paths: tuple[str, ...]) -> None:
        """Search folders before all that came earlier."""
        self.paths = [*(path for path in self.paths if path not in paths), *paths]

    def fresh_files(self) -> dict[str, Path]:
        """New files for a step to hand something back in, by the names of their variables."""
        mark = uuid.uuid4()
        files = {name: self.temp / "_runner_file_commands" / f"{start}{mark}" for name, start in _FILES.items()}
        for path in files.values():
            path.touch()
        return files

    def environment(
        self, files: Mapping[str, Path], env: Mapping[str, str], owned: Mapping[str, str] | None = None
    ) -> dict[str, str]:
        """All variables of a step whose own ones are `env`; `owned` are more that nobody overrides."""
        found = step_environment(
            process=self._process,
            job=self._job_env,
            additions=self.env,
            step=env,
            owned={**self._owned, **{name: str(path) for name, path in files.items()}, **(owned or {})},
            paths=self.paths,
        )
        if self._shims is not None:
            found["PATH"] = self._behind_shims(found["PATH"])
        return found

    def _behind_shims(self, path: str) -> str:
        """The search path with the shims before every folder that has a program of their names.

        Folders of GITHUB_PATH stand first, as on GitHub, while they have none.
        """
        folders = path.split(os.pathsep)
        guarded = [entry.name for entry in self._shims.iterdir()] if self._shims is not None else []
        at = 0
        for folder in folders[: len(self.paths)]:
            if not os.path.isabs(folder) or any(os.path.lexists(os.path.join(folder, name)) for name in guarded):
                break
            at += 1
        return os.pathsep.join([*folders[:at], str(self._shims), *folders[at:]])

    def run(
        self,
        script: Script,
        *,
        files: Mapping[str, Path] | None = None,
        owned: Mapping[str, str] | None = None,
        listen: Listen | None = None,
        cancel: Signal | None = None,
    ) -> Outcome:
        """Run one script to its end and read what it handed back, also when it failed.

        Its GITHUB_ENV and GITHUB_PATH count for the next call. `listen` gets every line as it comes; `cancel` stops it.
        Raises nothing for what a script or a step can do wrong.
        """
        files = self.fresh_files() if files is None else files
        environment = self.environment(files, script.env, owned)

        def which(program: str) -> str | None:
            return shutil.which(program, path=environment["PATH"])

        folder = self.workspace / (script.working_directory or "")
        try:
            shell = find_shell(script.shell, which=which)
        except ShellError as mistake:
            return Outcome(exit_code=None, errors=(str(mistake),))
        executable = which(shell.program)
        if executable is None and shell.program == "python":  # GitHub's machines have one by this name
            executable = which("python3") or sys.executable
        if executable is None:
            return Outcome(exit_code=None, errors=(f"{shell.program}: command not found",))
        if not folder.is_dir():
            return Outcome(exit_code=None, errors=(f"the working directory {str(folder)!r} does not exist",))
        file = self.temp / f"{uuid.uuid4()}{shell.ending}"
        file.write_bytes(shell.contents(script.run, "\r\n" if WINDOWS else "\n").encode("utf-8", errors="replace"))
        command = shell.command(executable, str(file))
        return self.program(
            command, files, environment, folder, minutes=script.timeout_minutes, listen=listen, cancel=cancel
        )

    def program(
        self,
        command: list[str] | str,
        files: Mapping[str, Path],
        environment: Mapping[str, str],
        folder: Path,
        *,
        minutes: float = 360,
        listen: Listen | None = None,
        cancel: Signal | None = None,
    ) -> Outcome:
        """The same for a command that is complete."""
        try:
            ended = follow(
                command,
                environment=environment,
                folder=folder,
                log=self.temp / f"{uuid.uuid4()}.log",
                seconds=minutes * 60,
                tracker=self.tracker,
                listen=listen,
                cancel=cancel,
            )
        except (OSError, ValueError) as mistake:
            program = command if isinstance(command, str) else os.path.basename(command[0])
            return Outcome(exit_code=None, errors=(f"{program} cannot be started: {mistake}",))
        return self._read_back(files, ended, minutes)

    def _read_back(self, files: Mapping[str, Path], ended: Ended, minutes: float) -> Outcome:
        texts = {name: _contents(path) for name, path in files.items()}
        errors = []
        if ended.reason == "time":
            errors.append(f"the step took longer than {minutes:g} minutes")
        elif ended.reason:
            errors.append("the step was cancelled")
        elif ended.code:
            errors.append(f"the script ended with exit code {ended.code}")
        pairs = {
            name: parse_pairs(decode(texts[name]), windows=WINDOWS)
            for name in ("GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_STATE")
        }
        errors += [f"{name}: {found.error}" for name, found in pairs.items() if found.error]
        env, refused = refuse_protected(pairs["GITHUB_ENV"].values)
        paths = parse_paths(decode(texts["GITHUB_PATH"]))
        too_large = check_summary(texts["GITHUB_STEP_SUMMARY"])
        outcome = Outcome(
            exit_code=ended.code,
            errors=tuple(errors),
            complaints=(*refused, too_large) if too_large else refused,
            outputs=pairs["GITHUB_OUTPUT"].values,
            env=env,
            state=pairs["GITHUB_STATE"].values,
            paths=paths,
            summary="" if too_large else decode(texts["GITHUB_STEP_SUMMARY"]),
            log=ended.log,
            timed_out=ended.reason == "time",
            cancelled=ended.reason == "cancelled",
        )
        self.take(outcome)
        return outcome


def _contents(path: Path) -> bytes:
    """What is in a runner file; a script may have removed it, or put a folder there."""
    try:
        return path.read_bytes()
    except OSError:
        return b""

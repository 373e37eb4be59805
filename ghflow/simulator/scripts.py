"""Run `run:` scripts one after the other, each as a step of one job, and say what each did.

Lives here: `Script` (one step, its expressions already filled in), `Machine` (the job's folders and what steps leave to
the next), `Outcome`.
Not here: which steps run and with what values (conditions, expressions), actions, workflow commands in the log.

A script is code like any other: it runs with the rights of whoever calls this.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import uuid
from typing import TYPE_CHECKING

import attrs

from ghflow.simulator.envfiles import check_summary, decode, parse_pairs, parse_paths, refuse_protected
from ghflow.simulator.environment import Run, machine_environment, runner_variables, step_environment
from ghflow.simulator.shells import ShellError, find_shell

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from types import TracebackType
    from typing import Self

_WINDOWS = sys.platform == "win32"
_FILES = {
    "GITHUB_OUTPUT": "set_output_",
    "GITHUB_ENV": "set_env_",
    "GITHUB_STATE": "save_state_",
    "GITHUB_PATH": "add_path_",
    "GITHUB_STEP_SUMMARY": "step_summary_",
}
# A cancelled process hears an interrupt, then a request, then nothing; GitHub waits 7.5 and 2.5 seconds between.
_GRACE_SECONDS = 2.5


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

    @property
    def succeeded(self) -> bool:
        """Whether GitHub would show the step green."""
        return self.exit_code == 0 and not self.errors


class Machine:
    """The machine of one job: a workspace, folders of the runner's own, and what each step leaves to the next ones.

    `folder` becomes home, RUNNER_TEMP and the like, and must be empty or new. `process` is the environment that the
    runner itself was started in (`machine_environment()`), `env` is that of workflow and job together.
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
    ) -> None:
        self.workspace = workspace
        self.temp = folder / "_temp"
        self.env: dict[str, str] = {}
        self.paths: list[str] = []
        self._job_env = dict(env or {})
        self._process = dict(machine_environment() if process is None else process)
        self._groups: list[int] = []
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
        self._process.update({"HOME": home, "USERPROFILE": home} if _WINDOWS else {"HOME": home})
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
        while self._groups:
            _kill(self._groups.pop())

    def run(self, script: Script) -> Outcome:
        """Run one script to its end and read what it handed back, also when it failed.

        Its GITHUB_ENV and GITHUB_PATH count for the next call. Raises nothing for what a script or a step can do wrong.
        """
        files = self._fresh_files()
        environment = step_environment(
            process=self._process,
            job=self._job_env,
            additions=self.env,
            step=script.env,
            owned={**self._owned, **{name: str(path) for name, path in files.items()}},
            paths=self.paths,
        )

        def which(program: str) -> str | None:
            return shutil.which(program, path=environment["PATH"])

        folder = self.workspace / (script.working_directory or "")
        try:
            shell = find_shell(script.shell, which=which)
        except ShellError as mistake:
            return Outcome(exit_code=None, errors=(str(mistake),))
        executable = which(shell.program)
        if executable is None:
            return Outcome(exit_code=None, errors=(f"{shell.program}: command not found",))
        if not folder.is_dir():
            return Outcome(exit_code=None, errors=(f"the working directory {str(folder)!r} does not exist",))
        file = self.temp / f"{uuid.uuid4()}{shell.ending}"
        file.write_bytes(shell.contents(script.run, "\r\n" if _WINDOWS else "\n").encode("utf-8", errors="replace"))
        command = shell.command(executable, str(file))
        try:
            code, log = self._execute(command, environment, folder, script.timeout_minutes * 60)
        except (OSError, ValueError) as mistake:
            return Outcome(exit_code=None, errors=(f"{shell.program} cannot be started: {mistake}",))
        return self._read_back(files, code, log, script)

    def _fresh_files(self) -> dict[str, Path]:
        mark = uuid.uuid4()
        files = {name: self.temp / "_runner_file_commands" / f"{start}{mark}" for name, start in _FILES.items()}
        for path in files.values():
            path.touch()
        return files

    def _execute(
        self, command: list[str] | str, environment: Mapping[str, str], folder: Path, seconds: float
    ) -> tuple[int | None, str]:
        """Exit code (None: took longer than `seconds`, every process of the script was stopped) and log.

        The log goes through a file: a pipe would stay open as long as something runs in the background.
        """
        log = self.temp / f"{uuid.uuid4()}.log"
        with log.open("wb") as sink:
            process = subprocess.Popen(
                command,
                cwd=folder,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
                start_new_session=not _WINDOWS,
            )
        code: int | None = None
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            _stop(process)
        except BaseException:
            _stop(process)
            raise
        self._groups = [group for group in (*self._groups, process.pid) if _is_alive(group)]
        return code, decode(log.read_bytes())

    def _read_back(self, files: Mapping[str, Path], code: int | None, log: str, script: Script) -> Outcome:
        texts = {name: _contents(path) for name, path in files.items()}
        errors = []
        if code is None:
            errors.append(f"the step took longer than {script.timeout_minutes:g} minutes")
        elif code:
            errors.append(f"the script ended with exit code {code}")
        pairs = {
            name: parse_pairs(decode(texts[name]), windows=_WINDOWS)
            for name in ("GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_STATE")
        }
        errors += [f"{name}: {found.error}" for name, found in pairs.items() if found.error]
        env, refused = refuse_protected(pairs["GITHUB_ENV"].values)
        paths = parse_paths(decode(texts["GITHUB_PATH"]))
        self.env.update(env)
        self.paths = [*(path for path in self.paths if path not in paths), *paths]
        too_large = check_summary(texts["GITHUB_STEP_SUMMARY"])
        return Outcome(
            exit_code=code,
            errors=tuple(errors),
            complaints=(*refused, too_large) if too_large else refused,
            outputs=pairs["GITHUB_OUTPUT"].values,
            env=env,
            state=pairs["GITHUB_STATE"].values,
            paths=paths,
            summary="" if too_large else decode(texts["GITHUB_STEP_SUMMARY"]),
            log=log,
            timed_out=code is None,
        )


def _contents(path: Path) -> bytes:
    """What is in a runner file; a script may have removed it, or put a folder there."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End a process and all it started, kindly first."""
    if sys.platform != "win32":
        for number in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_GRACE_SECONDS / 2)
                break
    _kill(process.pid)
    process.wait()


def _is_alive(group: int) -> bool:
    """Whether a script left something running; on Windows, which has no groups, that is not followed."""
    if sys.platform == "win32":
        return False
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _kill(group: int) -> None:
    """End every process of a group at once; it may be gone already."""
    if sys.platform == "win32":
        taskkill = shutil.which("taskkill") or "taskkill"
        subprocess.run([taskkill, "/T", "/F", "/PID", str(group)], capture_output=True, check=False)
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)

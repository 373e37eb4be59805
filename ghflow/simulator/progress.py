"""What comes of one step while it runs: the lines it prints, the commands among them, and what they set.

Lives here: `Progress`. Not here: reading a command (`commands`), what the step does (`working`).

Marks of sources: [S] source read (actions/runner, `ActionCommandManager.cs`, `ExecutionContext.cs`, 2026-11-22).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ghflow.simulator.commands import ANNOTATIONS, Command, CommandError, Stream
from ghflow.simulator.executed import Annotation, Annotations, ExecutedStep

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ghflow.simulator.host import Host
    from ghflow.simulator.planned import PlannedStep

_UNSAFE = "ACTIONS_ALLOW_UNSECURE_COMMANDS"
_PLACES = {"line": "line", "endline": "end_line", "col": "column", "endcolumn": "end_column"}


class Progress:
    """One step."""

    def __init__(self, host: Host, job: str, step: str, depth: int, env: Mapping[str, str]) -> None:
        self.host = host
        self.job = job
        self.step = step
        self.depth = depth
        self.errors: list[str] = []
        """What fails the step; shown when it has ended."""
        self.failed = False
        self.cancelled = False
        self.outputs: dict[str, str] = {}
        self.env: dict[str, str] = {}
        self.paths: list[str] = []
        self.state: dict[str, str] = {}
        self.exit_code: int | None = None
        self.summary = ""
        self.environment = env
        """What the workflow sets for the step: it may allow commands that are refused otherwise."""
        self._stream = Stream()
        self._lines: list[str] = []
        self._annotations: list[Annotation] = []
        self._steps: list[ExecutedStep] = []
        self._echo = False

    def fail(self, words: str) -> None:
        """Make the step fail, with a reason."""
        self.failed = True
        self.errors.append(words)

    def error(self, words: str) -> None:
        """Show an error at the step."""
        self._annotate(Command("error", {}, words))

    def line(self, text: str) -> None:
        """Take a line that the step prints: text, or a command."""
        try:
            command = self._stream.read(text)
        except CommandError as error:
            self._refuse(text, error)
            return
        if command is None:
            self.write(text)
            return
        if self._echo and command.name not in (*ANNOTATIONS, "debug", "add-mask", "echo", "group", "endgroup"):
            self.write(text)
        try:
            _COMMANDS[command.name](self, command)
        except CommandError as error:
            self._refuse(text, error)

    def write(self, text: str) -> None:
        """Show a line of text, masked."""
        for one in self.host.masks.hide(text).split("\n"):
            self._lines.append(one)
            self.host.reporter.line(one, self.depth)

    def adopt(self, executed: ExecutedStep) -> None:
        """Take over what a step of this action came to."""
        self._steps.append(executed)
        self._annotations += executed.annotations
        self.env.update(executed.env)
        self.paths += executed.paths
        self.summary += executed.summary

    def ended(self, planned: PlannedStep, seconds: float) -> ExecutedStep:
        """The step when it has ended."""
        inner = "".join(f"{step.name}\n{step.log}" for step in self._steps)
        hide = self.host.masks.hide
        return ExecutedStep(
            planned=planned,
            log=inner + "".join(f"{line}\n" for line in self._lines),
            outputs=self.outputs,
            env=self.env,
            paths=tuple(self.paths),
            state=self.state,
            annotations=Annotations(self._annotations),
            summary=self.summary,
            errors=tuple(map(hide, self.errors)),
            exit_code=self.exit_code,
            seconds=seconds,
            steps=tuple(self._steps),
        )

    # Commands.

    def _refuse(self, text: str, error: CommandError) -> None:
        """A command that cannot be carried out fails the step [S]."""
        self.failed = True
        self.error(f"Unable to process command '{text.strip()}' successfully. {error}")

    def _annotate(self, command: Command) -> None:
        hide = self.host.masks.hide
        places: dict[str, Any] = {}
        for key, attribute in _PLACES.items():
            text = command.get(key)
            if text is not None and text.isdecimal():
                places[attribute] = int(text)
        found = Annotation(
            level=command.name,
            message=hide(command.data),
            title=hide(command.get("title") or ""),
            file=hide(command.get("file") or ""),
            job=self.job,
            step=self.step,
            **places,
        )
        self._annotations.append(found)
        self.host.annotations.append(found)
        self.write(f"##[{command.name}]{command.data}")

    def _debug(self, command: Command) -> None:
        if self.host.debug:
            self.write(f"##[debug]{command.data}")

    def _group(self, command: Command) -> None:
        self.write(f"##[group]{command.data}" if command.name == "group" else "##[endgroup]")

    def _mask(self, command: Command) -> None:
        if not self.host.masks.add(command.data):
            self._annotate(Command("warning", {}, "Can't add secret mask for empty string in ##[add-mask] command."))

    def _set_echo(self, command: Command) -> None:
        if command.data.lower() not in ("on", "off"):
            raise CommandError(f"Invalid echo command value. Possible values can be: 'on', 'off'. Got '{command.data}'")
        self._echo = command.data.lower() == "on"

    def _set_output(self, command: Command) -> None:
        self.outputs[_name(command)] = command.data

    def _save_state(self, command: Command) -> None:
        self.state[_name(command)] = command.data

    def _set_env(self, command: Command) -> None:
        self._only_unsafe(command)
        name = _name(command)
        if name.upper() == "NODE_OPTIONS":
            raise CommandError(f"Can't update {name} environment variable using ::set-env:: command.")
        self.env[name] = command.data

    def _add_path(self, command: Command) -> None:
        self._only_unsafe(command)
        if not command.data:
            raise CommandError("path is missing in ##[add-path] command.")
        self.paths.append(command.data)

    def _only_unsafe(self, command: Command) -> None:
        if self.environment.get(_UNSAFE, "").lower() != "true":
            raise CommandError(
                f"The `{command.name}` command is disabled. Please upgrade to using Environment Files or opt into unsecure "
                f"command execution by setting the `{_UNSAFE}` environment variable to `true`."
            )

    def _nothing(self, command: Command) -> None:
        """A command that is known and changes nothing here: problem matchers."""


def _name(command: Command) -> str:
    found = command.get("name")
    if not found:
        raise CommandError(f"Required field 'name' is missing in ##[{command.name}] command.")
    return found


_COMMANDS: dict[str, Callable[[Progress, Command], None]] = {
    **dict.fromkeys(ANNOTATIONS, Progress._annotate),
    "debug": Progress._debug,
    "group": Progress._group,
    "endgroup": Progress._group,
    "add-mask": Progress._mask,
    "echo": Progress._set_echo,
    "set-output": Progress._set_output,
    "save-state": Progress._save_state,
    "set-env": Progress._set_env,
    "add-path": Progress._add_path,
    "add-matcher": Progress._nothing,
    "remove-matcher": Progress._nothing,
    "internal-set-repo-path": Progress._nothing,
}

"""The steps of one leg, executed on this machine one after the other as the runner would.

Lives here: `Work`. Not here: jobs (`executing`), starting scripts (`scripts`), local actions (`composites`), stubs (`library`).

Marks of sources: [D] GitHub's documentation, [S] source read (actions/runner, `StepsRunner.cs`, `ActionRunner.cs`,
`ExecutionContext.cs`, 2026-11-22), [inf] inferred.
"""

from __future__ import annotations

import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event as Signal
from typing import TYPE_CHECKING, Any

import attrs

from ghflow.expr.coercion import to_string, truth
from ghflow.expr.evaluation import status_functions
from ghflow.expr.unknown import Unknown
from ghflow.model.background import Cancel, Parallel, Wait, WaitAll
from ghflow.simulator.composites import ActionError, find_action
from ghflow.simulator.executed import ExecutedStep
from ghflow.simulator.filesets import hash_files
from ghflow.simulator.library import BUILT_IN
from ghflow.simulator.planned import Go, PlannedStep, Skip
from ghflow.simulator.progress import Progress
from ghflow.simulator.reading import given
from ghflow.simulator.scripts import Script
from ghflow.simulator.steps import Env, flat, step_key, step_name, why_of
from ghflow.simulator.stubs import Call, StubError, escaped, find_stub

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from ghflow.model.action import Action
    from ghflow.simulator.contexts import Scope
    from ghflow.simulator.host import Host
    from ghflow.simulator.planned import Why
    from ghflow.simulator.scripts import Machine, Outcome
    from ghflow.simulator.watching import Place

MOST_IN_BACKGROUND = 10
"""Steps that run in the background at once; the next one waits [D]."""
_NOT_IN_ACTIONS = ("secrets", "needs", "vars")
"""Contexts that the steps of a composite action do not see [S] action_yaml.json."""
_NEEDS_DOCKER = "{0} needs Docker, which is not used here; give a stub for '{0}'"
_LAST_MINUTES = 5.0
"""What a step has that runs although its job is cancelled [D]."""


@attrs.define(kw_only=True)
class Frame:
    """Where steps stand: in the job, or in a composite action that a step uses. Each has `steps` of its own."""

    scope: Scope
    """The contexts, without those that change from step to step."""
    github: dict[str, Any]
    machine: Machine
    seen: dict[str, Any] = attrs.field(factory=dict)
    status: str = "success"
    env: dict[str, str] = attrs.field(factory=dict)
    """What the `env` of the steps says that use this action, and the actions around it."""
    owned: dict[str, str] = attrs.field(factory=dict)
    depth: int = 0
    end: float = float("inf")
    """When the step that uses the action has taken too long, on the clock of `time.monotonic`."""
    names: dict[str, int] = attrs.field(factory=dict)

    def name_of(self, step: Any) -> str:
        """`github.action`: the id of a step, or one made of what it does: `__run`, `__actions_checkout`, `__self` [S]."""
        id = given(step, "id")
        if id:
            return str(id)
        uses = given(step, "uses")
        base = "__run"
        if isinstance(uses, str):
            path = uses.partition("@")[0]
            base = "__self" if path.startswith(("./", "$/")) else "__" + "_".join(path.split("/")[:2])
        self.names[base] = self.names.get(base, 0) + 1
        return base if self.names[base] == 1 else f"{base}_{self.names[base]}"


@attrs.define(kw_only=True)
class _Background:
    """A step that runs while others do. `key` is by what it is waited for."""

    key: str
    future: Future[ExecutedStep]
    cancel: Signal
    cancelled: bool = False


@attrs.frozen(kw_only=True)
class _Moment:
    """All that a step is executed with."""

    step: Any
    frame: Frame
    scope: Scope
    progress: Progress
    files: Mapping[str, Path]
    own: Mapping[str, str]
    """The part of `env` that the step and the steps around it say."""
    minutes: float
    limited_by_job: bool
    cancel: Signal | None
    owned: dict[str, str]


class Work:
    """Executes the steps of one leg. `scope` has the contexts of the job, `minutes` is how long it may take."""

    def __init__(
        self,
        host: Host,
        machine: Machine,
        scope: Scope,
        *,
        job: str,
        place: Place,
        defaults: Mapping[str, Any],
        minutes: float,
    ) -> None:
        self.host = host
        self.machine = machine
        self.job = job
        self.place = place
        self.numbers: dict[int, int] = {}
        """The index of each step of the job, by the `id` of its object."""
        self.defaults = defaults
        self.steps: list[ExecutedStep] = []
        self._end = time.monotonic() + minutes * 60
        self._minutes = minutes
        self._pending: list[_Background] = []
        self._posts: list[Callable[[], ExecutedStep]] = []
        self._pool: ThreadPoolExecutor | None = None
        github = {**scope.contexts["github"], **self._places()}
        self.root = Frame(scope=scope, github=github, machine=machine)

    def _places(self) -> dict[str, Any]:
        found = self.machine.variables
        return {"workspace": found["GITHUB_WORKSPACE"], "event_path": found["GITHUB_EVENT_PATH"]}

    # The job as a whole.

    def run(self, steps: Sequence[Any]) -> str:
        """Execute all steps and then the post steps; answers how the job stands: success, failure or cancelled."""
        self.numbers = {id(step): index for index, step in enumerate(flat(steps))}
        try:
            for step in steps:
                self._top(step)
            self._wait(None)
            while self._posts:
                executed = self._posts.pop()()
                self.steps.append(executed)
                self._count(self.root, executed)
        finally:
            for one in self._pending:
                one.cancel.set()
            if self._pool is not None:
                self._pool.shutdown(wait=True)
        return self.root.status

    def final_scope(self) -> Scope:
        """The contexts at the end of the job, for its outputs."""
        return self._scope(self.root, Env(self.machine.global_env), self.root.github)

    def _top(self, step: Any) -> None:
        if isinstance(step, Parallel):
            for started in [self._start_behind(one) for one in step.nested]:
                self._collect(started)
        elif isinstance(step, Wait | WaitAll | Cancel):
            self._waiting(step)
        elif given(step, "background") is True:
            self._start_behind(step)
        else:
            executed = self.one(step, self.root)
            self.steps.append(executed)
            self._hand_over(self.root, executed)

    # Background.

    def _start_behind(self, step: Any) -> _Background:
        """Send a step to the background."""
        if self._pool is None:
            self._pool = ThreadPoolExecutor(MOST_IN_BACKGROUND, thread_name_prefix="step")
        cancel = Signal()
        fork = attrs.evolve(self.root, machine=self.machine.fork(), seen=dict(self.root.seen))
        future = self._pool.submit(self.one, step, fork, cancel)
        started = _Background(key=step_key(step).lower(), future=future, cancel=cancel)
        self._pending.append(started)
        return started

    def _collect(self, one: _Background) -> ExecutedStep:
        """Take over what a step in the background left, when it has ended."""
        executed = one.future.result()
        self._pending = [other for other in self._pending if other is not one]
        self.steps.append(executed)
        self.machine.env.update(executed.env)
        self.machine.add_paths(executed.paths)
        self._remember(self.root, executed)
        if not one.cancelled:
            self._count(self.root, executed)
        return executed

    def _wait(self, keys: list[str] | None) -> list[ExecutedStep]:
        """Wait for steps in the background; for all of them when nobody says for which."""
        return [self._collect(one) for one in list(self._pending) if keys is None or one.key in keys]

    def _waiting(self, step: Any) -> None:
        """A step that waits for others, or ends one. It has no `if`, and is there also when the job has failed [inf]."""
        began = time.monotonic()
        before = self.root.status
        errors: tuple[str, ...] = ()
        if isinstance(step, Cancel):
            for one in [one for one in self._pending if one.key == str(given(step, "cancel")).lower()]:
                one.cancelled = True  # then it does not count how it ends [D]
                one.cancel.set()
                self._collect(one)
        else:
            names = given(step, "wait") if isinstance(step, Wait) else None
            keys = None if isinstance(step, WaitAll) else [names] if isinstance(names, str) else list(names or ())
            ended = self._wait(None if keys is None else [str(key).lower() for key in keys])
            errors = tuple(f"the step '{one.name}' failed" for one in ended if one.conclusion == "failure")
        outcome = conclusion = "failure" if errors else "success"
        if errors and self._covered(step, self._scope(self.root, Env(self.machine.global_env), self.root.github)):
            conclusion = "success"
            self.root.status = before
        planned = self._planned(
            step, step_name(step), True, Go("default", words="runs by default"), outcome, conclusion
        )
        executed = ExecutedStep(planned=planned, errors=errors, seconds=time.monotonic() - began)
        self.steps.append(executed)
        self._remember(self.root, executed)
        self.host.reporter.step_ends(executed, 0)

    # One step.

    def one(self, step: Any, frame: Frame, cancel: Signal | None = None) -> ExecutedStep:
        """Decide about a step and execute it. What it leaves to others is for `_hand_over`."""
        began = time.monotonic()
        machine = frame.machine
        files = machine.fresh_files()
        name = frame.name_of(step)
        origin = _origin(given(step, "uses"))
        github = {**frame.github, "action": name, **origin, **_file_contexts(files)}
        if frame.depth:
            github["action_status"] = frame.status
        base = {**machine.global_env, **frame.env}
        scope = self._scope(frame, Env(base), github)
        progress = Progress(self.host, self.job, step_name(step), frame.depth, base)
        own = self._env_of(step, scope, progress)
        env = progress.environment = {**base, **own}
        scope = scope.with_(env=Env(env))
        runs, why = self._verdict(step, scope, frame, progress)
        if self.host.watcher is not None and id(step) in self.numbers:
            asked = scope.with_(functions=self._functions(scope, frame))
            self.host.watcher.step(self.place._replace(step=self.numbers[id(step)]), step, asked, runs)
        shown = self.host.masks.hide(step_name(step, scope))
        if not runs and not progress.errors:
            planned = self._planned(step, shown, False, why, "skipped", "skipped")
            executed = ExecutedStep(planned=planned)
            self.host.reporter.step_ends(executed, frame.depth)
            return executed
        progress.step = shown
        self.host.reporter.step_begins(shown, frame.depth)
        if runs and not progress.errors:
            minutes, by_job = self._limit(step, scope, frame, progress)
            own_env = {**frame.env, **own}
            own_names = {f"GITHUB_{key.upper()}": value for key, value in origin.items()}
            owned = {**frame.owned, "GITHUB_ACTION": name, **own_names}
            moment = _Moment(
                step=step,
                frame=frame,
                scope=scope,
                progress=progress,
                files=files,
                own=own_env,
                minutes=minutes,
                limited_by_job=by_job,
                cancel=cancel,
                owned=owned,
            )
            if not progress.errors:
                self._do(moment)
        for words in progress.errors:
            progress.error(words)
        outcome = "cancelled" if progress.cancelled else "failure" if progress.failed else "success"
        conclusion = "success" if outcome == "failure" and self._covered(step, scope) else outcome
        planned = self._planned(step, shown, True, why, outcome, conclusion)
        ended = progress.ended(planned, time.monotonic() - began)
        self.host.reporter.step_ends(ended, frame.depth)
        return ended

    def _planned(self, step: Any, name: str, runs: bool, why: Why, outcome: str, conclusion: str) -> PlannedStep:
        uses, id = given(step, "uses"), given(step, "id")
        return PlannedStep(
            id=None if id is None else str(id),
            name=name,
            uses=None if uses is None else str(uses),
            runs=runs,
            why=why,
            outcome=frozenset((outcome,)),
            conclusion=frozenset((conclusion,)),
            key=step_key(step),
        )

    def _scope(self, frame: Frame, env: Env, github: Mapping[str, Any]) -> Scope:
        job = {"status": self.root.status, "container": {}, "services": {}}
        functions = {"hashfiles": lambda *patterns: self._hash(patterns)}
        return frame.scope.with_(functions, github=github, steps=frame.seen, job=job, env=env)

    def _hash(self, patterns: tuple[Any, ...]) -> str:
        return hash_files([to_string(one) for one in patterns], self.machine.workspace)

    def _env_of(self, step: Any, scope: Scope, progress: Progress) -> dict[str, str]:
        """The `env` of a step, which does not see itself [S]."""
        values = self._value(given(step, "env"), scope, progress, "env")
        return _texts_of(values, progress, "env") if hasattr(values, "items") else {}

    def _value(self, field: Any, scope: Scope, progress: Progress, what: str) -> Any:
        """The value of a field; the step fails when it cannot be worked out."""
        value = scope.value(field)
        if isinstance(value, Unknown):
            progress.fail(f"{what} cannot be worked out: {value.reason}")
            return None
        return value

    def _verdict(self, step: Any, scope: Scope, frame: Frame, progress: Progress) -> tuple[bool, Why]:
        """Whether a step runs; one whose condition fails does, and fails [S]."""
        condition = given(step, "if")
        status = "cancelled" if self.root.status == "cancelled" else frame.status
        if condition is None:
            if status == "success":
                return True, Go("default", words="runs by default")
            words = "an earlier step failed" if status == "failure" else "the job was cancelled"
            return False, Skip("status", words=words)
        contexts = {name: value for name, value in scope.contexts.items() if name != "secrets"}  # [S] schema
        judged = type(scope)(contexts, self._functions(scope, frame)).judge(condition)
        result = judged.result
        if judged.error is not None or isinstance(result, Unknown):
            words = f"its condition fails: {judged.error or judged.rest}"
            progress.fail(words)
            return False, Skip("error", judged.expression, words=words)
        hide = self.host.masks.hide_all
        judged = attrs.evolve(
            judged,
            expanded=hide(judged.expanded),
            trace=hide(judged.trace),
            decisive=(hide(judged.decisive[0]), hide(judged.decisive[1])),
        )
        return result, why_of(judged)

    def _functions(self, scope: Scope, frame: Frame) -> dict[str, Callable[..., Any]]:
        """The functions that the condition of a step may call now."""
        functions = {**scope.functions, **status_functions(frame.status)}
        cancelled = self.root.status == "cancelled"
        functions["cancelled"] = lambda *_: cancelled
        if cancelled:
            functions["success"] = lambda *_: False
        return functions

    def _limit(self, step: Any, scope: Scope, frame: Frame, progress: Progress) -> tuple[float, bool]:
        """How many minutes a step has, and whether it is the job that sets the limit."""
        left = max((self._end - time.monotonic()) / 60, 0.0)
        if self.root.status == "cancelled":
            left = _LAST_MINUTES
        own = self._value(given(step, "timeout-minutes"), scope, progress, "timeout-minutes")
        if isinstance(own, str):
            own = float(own) if own.replace(".", "", 1).isdigit() else 0
        outer = max((frame.end - time.monotonic()) / 60, 0.0)
        if isinstance(own, int | float) and not isinstance(own, bool) and 0 < own < min(left, outer):
            return float(own), False
        return (outer, False) if outer < left else (left, True)

    def _covered(self, step: Any, scope: Scope) -> bool:
        """`continue-on-error`, which is asked only when a step fails; an error in it is no [S]."""
        value = scope.value(given(step, "continue-on-error"))
        return not isinstance(value, Unknown) and truth(value) is True

    def _hand_over(self, frame: Frame, executed: ExecutedStep) -> None:
        self._remember(frame, executed)
        self._count(frame, executed)

    def _remember(self, frame: Frame, executed: ExecutedStep) -> None:
        """What later steps see of one; a step without an id is invisible [S]."""
        if executed.id is not None:
            frame.seen[executed.id] = {
                "outputs": dict(executed.outputs),
                "outcome": executed.outcome,
                "conclusion": executed.conclusion,
            }

    def _count(self, frame: Frame, executed: ExecutedStep) -> None:
        """What a step does to the status of the job, or of the action that it is in."""
        if executed.conclusion in ("failure", "cancelled") and frame.status != "cancelled":
            frame.status = executed.conclusion

    # What steps do.

    def _do(self, moment: _Moment) -> None:
        step = moment.step
        if given(step, "run") is not None and given(step, "uses") is not None:
            moment.progress.fail("a step has either run or uses, not both")
        elif given(step, "uses") is not None:
            self._use(moment, str(given(step, "uses")))
        elif given(step, "run") is not None:
            self._run(moment)
        else:
            moment.progress.fail("the step has neither run nor uses")

    def _run(self, moment: _Moment) -> None:
        """A script."""
        step, scope, progress = moment.step, moment.scope, moment.progress
        run = self._value(given(step, "run"), scope, progress, "run")
        shell = self._value(given(step, "shell"), scope, progress, "shell")
        folder = self._value(given(step, "working-directory"), scope, progress, "working-directory")
        if moment.frame.depth:
            if shell is None and not progress.failed:
                progress.fail("a script in a composite action needs a shell")
        else:
            shell = self.defaults.get("shell") if shell is None else shell
            folder = self.defaults.get("working-directory") if folder is None else folder
        if progress.failed:
            return
        script = Script(
            run=to_string(run),
            shell=None if shell is None else to_string(shell),
            env=moment.own,
            working_directory=None if folder is None else to_string(folder),
            timeout_minutes=moment.minutes,
        )
        outcome = moment.frame.machine.run(
            script, files=moment.files, owned=moment.owned, listen=progress.line, cancel=moment.cancel
        )
        self._take(moment, outcome)

    def _take(self, moment: _Moment, outcome: Outcome) -> None:
        """What a program left behind, beside what it printed."""
        progress = moment.progress
        progress.outputs.update(outcome.outputs)
        progress.env.update(outcome.env)
        progress.paths += outcome.paths
        progress.state.update(outcome.state)
        progress.exit_code = outcome.exit_code
        progress.summary = self.host.masks.hide(outcome.summary)
        if outcome.timed_out and moment.limited_by_job:
            progress.cancelled = True
            self.root.status = "cancelled"
            progress.fail(f"the job took longer than {self._minutes:g} minutes")
        elif outcome.cancelled:
            progress.cancelled = True
        else:
            for words in outcome.errors:
                progress.fail(words)
        for words in outcome.complaints:
            progress.error(words)
        moment.frame.machine.take(
            attrs.evolve(outcome, env=dict(progress.env), paths=tuple(progress.paths), outputs={}, state={})
        )

    def _use(self, moment: _Moment, uses: str) -> None:
        """An action: a stub of the user, one of the repository itself, or a stub that comes with ghflow."""
        progress = moment.progress
        values = self._value(given(moment.step, "with"), moment.scope, progress, "with")
        inputs = _texts_of(values, progress, "with") if hasattr(values, "items") else {}
        if progress.failed:
            return
        stub = find_stub(self.host.stubs, uses)
        if stub is None and uses.startswith(("./", "$/", ".\\")):
            self._use_local(moment, uses, inputs)
            return
        if stub is None:
            stub = find_stub(BUILT_IN, uses)
        if stub is not None:
            self._use_stub(moment, uses, stub, inputs)
        elif uses.startswith("docker://"):
            self._pass_over(progress, uses, _NEEDS_DOCKER.format(uses))
        else:
            name = uses.partition("@")[0]
            words = f"there is no stub for the action {uses}: give one for '{name}', with the outputs it has"
            self._pass_over(progress, uses, words)

    def _pass_over(self, progress: Progress, uses: str, why: str) -> None:
        """An action that cannot be executed: the step fails, unless somebody wants such actions to be left out."""
        if self.host.on_unstubbed == "fail":
            progress.fail(why)
            return
        progress.write(f"{uses} is not executed: there is no stub for it")
        self.host.warn(f"step '{progress.step}' of job '{self.job}' uses {uses}, which was taken to succeed")

    def _use_stub(self, moment: _Moment, uses: str, stub: Any, inputs: Mapping[str, str]) -> None:
        progress, frame = moment.progress, moment.frame
        environment = frame.machine.environment(moment.files, moment.own, moment.owned)
        call = Call(
            uses=uses,
            inputs=inputs,
            env=environment,
            workspace=self.machine.workspace,
            temp=self.machine.temp,
            source=self.host.source,
            store=self.host.store,
            github=moment.scope.contexts["github"],
            write=progress.line,
            start=lambda command: self._take(moment, self._start(moment, command, environment, moment.files, progress)),
        )
        try:
            stub.run(call)
        except (StubError, OSError) as error:
            progress.fail(str(error))
        progress.outputs.update(call.outputs)
        progress.env.update(call.exported)
        progress.paths += call.paths
        frame.machine.env.update(progress.env)
        frame.machine.add_paths(tuple(progress.paths))
        post = getattr(stub, "post", None)
        if post is not None and not progress.failed:
            self._posts.append(
                lambda: self._post(f"Post {progress.step}", uses, frame, lambda at: self._ask(at, post, call))
            )

    def _ask(self, progress: Progress, post: Callable[[Call], None], call: Call) -> None:
        call.write = progress.line
        call.succeeded = self.root.status == "success"
        try:
            post(call)
        except (StubError, OSError) as error:
            progress.fail(str(error))

    def _post(self, name: str, uses: str, frame: Frame, act: Callable[[Progress], None]) -> ExecutedStep:
        """The step that an action leaves for the end of the job."""
        began = time.monotonic()
        progress = Progress(self.host, self.job, name, frame.depth, frame.machine.global_env)
        self.host.reporter.step_begins(name, frame.depth)
        act(progress)
        for words in progress.errors:
            progress.error(words)
        outcome = frozenset(("cancelled" if progress.cancelled else "failure" if progress.failed else "success",))
        why = Go("post", words="the step that it belongs to ran")
        planned = PlannedStep(
            id=None, name=name, uses=uses, runs=True, why=why, outcome=outcome, conclusion=outcome, key=""
        )
        ended = progress.ended(planned, time.monotonic() - began)
        self.host.reporter.step_ends(ended, frame.depth)
        return ended

    # Actions of the repository itself.

    def _use_local(self, moment: _Moment, uses: str, inputs: dict[str, str]) -> None:
        progress = moment.progress
        folder = (self.machine.workspace / uses[2:].replace("\\", "/")).resolve()
        try:
            action = find_action(folder, uses, self.host.load_action)
        except ActionError as error:
            progress.fail(str(error))
            return
        if action is None:
            self._pass_over(progress, uses, _NEEDS_DOCKER.format(uses))
            return
        filled = self._filled(action, inputs, moment)
        if progress.failed:
            return
        if given(action, "steps") is not None:
            self._composite(moment, action, folder, filled)
        elif given(action, "main") is not None:
            self._node(moment, action, folder, filled, uses)
        else:
            self._pass_over(progress, uses, _NEEDS_DOCKER.format(uses))

    def _filled(self, action: Action, inputs: dict[str, str], moment: _Moment) -> dict[str, str]:
        """The inputs of an action with its defaults, all of them text [S]; one that it does not declare is warned of."""
        progress = moment.progress
        declared = given(action, "inputs") or getattr(action, "_inputs", None) or {}
        names = {name.lower(): name for name in declared}
        for name in inputs:
            if name.lower() not in names:
                known = ", ".join(f"'{one}'" for one in declared)
                progress.line(f"::warning::{escaped(f'Unexpected input {name!r}, valid inputs are [{known}]')}")
        there = {name.lower() for name in inputs}
        found = dict(inputs)
        for name, one in declared.items():
            if name.lower() in there:
                continue
            value = self._value(given(one, "default"), moment.scope, progress, f"the default of the input '{name}'")
            found[name] = to_string(value)
        return found

    def _composite(self, moment: _Moment, action: Action, folder: Path, inputs: Mapping[str, str]) -> None:
        """The steps of an action, in a frame of their own."""
        outer, progress = moment.frame, moment.progress
        contexts = {name: one for name, one in outer.scope.contexts.items() if name not in _NOT_IN_ACTIONS}
        github = {**moment.scope.contexts["github"], "action_path": str(folder)}
        inner = Frame(
            scope=type(outer.scope)(contexts).with_(inputs=dict(inputs)),
            github=github,
            machine=outer.machine,
            env=dict(moment.own),
            owned={**outer.owned, "GITHUB_ACTION_PATH": str(folder)},
            depth=outer.depth + 1,
            end=min(outer.end, time.monotonic() + moment.minutes * 60),
        )
        for step in given(action, "steps") or ():
            executed = self.one(step, inner, moment.cancel)
            self._hand_over(inner, executed)
            progress.adopt(executed)
        scope = self._scope(inner, Env({**inner.machine.global_env, **inner.env}), github)
        outputs = given(action, "outputs") or {}
        for name, one in outputs.items():
            value = self._value(given(one, "value"), scope, progress, f"the output '{name}' of the action")
            progress.outputs[name] = to_string(value)
        if inner.status == "failure":
            progress.failed = True
        elif inner.status == "cancelled":
            progress.cancelled = True

    def _node(self, moment: _Moment, action: Action, folder: Path, inputs: Mapping[str, str], uses: str) -> None:
        """An action in JavaScript, when there is a `node` on this machine."""
        progress = moment.progress
        if given(action, "pre") is not None:  # [S] ActionManager
            progress.line("::warning::`pre` execution is not supported for local action from '" + escaped(uses) + "'")
        given_in = {f"INPUT_{name.replace(' ', '_').upper()}": value for name, value in inputs.items()}
        env = {**moment.own, **given_in}
        self._take(moment, self._start_node(moment, str(given(action, "main")), folder, env, moment.files, progress))
        post = given(action, "post")
        if post is not None:
            self._posts.append(lambda: self._node_post(moment, action, folder, env, uses))

    def _start_node(
        self, moment: _Moment, file: str, folder: Path, env: Mapping[str, str], files: Mapping[str, Path], at: Progress
    ) -> Outcome:
        from ghflow.simulator.scripts import Outcome

        machine = moment.frame.machine
        environment = machine.environment(files, env, moment.owned)
        node = shutil.which("node", path=environment["PATH"])
        if node is None:
            return Outcome(exit_code=None, errors=("an action in JavaScript needs node, which is not on this machine",))
        if not (folder / file).is_file():
            return Outcome(exit_code=None, errors=(f"the action has no file {file}",))
        return self._start(moment, [node, str(folder / file)], environment, files, at)

    def _start(
        self,
        moment: _Moment,
        command: list[str],
        environment: Mapping[str, str],
        files: Mapping[str, Path],
        at: Progress,
    ) -> Outcome:
        """Run a program of an action in the workspace."""
        return moment.frame.machine.program(
            command,
            files,
            environment,
            self.machine.workspace,
            minutes=moment.minutes,
            listen=at.line,
            cancel=moment.cancel,
        )

    def _node_post(
        self, moment: _Moment, action: Action, folder: Path, env: Mapping[str, str], uses: str
    ) -> ExecutedStep:
        saved = {f"STATE_{name}": value for name, value in moment.progress.state.items()}
        files = moment.frame.machine.fresh_files()

        def act(progress: Progress) -> None:
            left = max((self._end - time.monotonic()) / 60, _LAST_MINUTES)
            now = attrs.evolve(moment, progress=progress, minutes=left)
            self._take(
                now, self._start_node(now, str(given(action, "post")), folder, {**env, **saved}, files, progress)
            )

        condition = given(action, "post-if")
        scope = moment.scope.with_(functions={**moment.scope.functions, **status_functions(self.root.status)})
        judged = scope.judge("always()" if condition is None else condition)
        name = f"Post {moment.progress.step}"
        if judged.error is not None or judged.result is not True:
            why = Skip("error", words=f"its condition fails: {judged.error}") if judged.error else why_of(judged)
            ended = frozenset(("failure" if judged.error else "skipped",))
            planned = PlannedStep(
                id=None, name=name, uses=uses, runs=False, why=why, outcome=ended, conclusion=ended, key=""
            )
            return ExecutedStep(planned=planned)
        return self._post(name, uses, moment.frame, act)


def _texts_of(values: Mapping[str, Any], progress: Progress, what: str) -> dict[str, str]:
    """A mapping of texts; a value that cannot be worked out fails the step."""
    found = {}
    for name, value in values.items():
        if isinstance(value, Unknown):
            progress.fail(f"{what}.{name} cannot be worked out: {value.reason}")
            continue
        found[str(name)] = to_string(value)
    return found


def _origin(uses: Any) -> dict[str, str]:
    """Where the action of a step is from: there, and empty, for scripts and actions of the same repository [S] ActionRunner."""
    path, _, ref = uses.partition("@") if isinstance(uses, str) else ("", "", "")
    if path.startswith(("./", "$/", ".\\", "docker:")):
        path = ref = ""
    return {"action_ref": ref, "action_repository": "/".join(path.split("/")[:2])}


def _file_contexts(files: Mapping[str, Path]) -> dict[str, str]:
    """`github.output` and its siblings: the files of the step."""
    return {name.removeprefix("GITHUB_").lower(): str(path) for name, path in files.items()}

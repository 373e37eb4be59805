"""Scripts run as steps of one job: environment, files handed back, failures, time limits, what is left behind."""

import json
import os
import sys
import time

import pytest

from ghflow.simulator.environment import Run, machine_environment
from ghflow.simulator.scripts import Machine, Script

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="these scripts are written for POSIX shells")


@pytest.fixture
def machine(tmp_path):
    workspace = tmp_path / "work space"
    workspace.mkdir()
    python = os.path.dirname(sys.executable)
    process = machine_environment() | {"PATH": os.pathsep.join([python, os.environ["PATH"]])}
    with Machine(tmp_path / "runner", workspace=workspace, env={"FROM_JOB": "job"}, process=process) as machine:
        yield machine


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that ended and was not yet waited for does not."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        if os.path.isdir("/proc/self"):
            return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def eventually(condition, seconds: float = 10) -> bool:
    """Whether a condition comes true within some seconds."""
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


def test_success(machine):
    outcome = machine.run(Script(run="echo out; echo err >&2"))

    assert outcome.succeeded
    assert (0, (), "out\nerr\n") == (outcome.exit_code, outcome.errors, outcome.log)


@pytest.mark.parametrize(
    ("shell", "run", "code"),
    [
        pytest.param("bash", "exit 3", 3, id="exit-code"),
        pytest.param("bash", "false\ntrue", 1, id="first-failure-ends-bash"),
        pytest.param("bash", "false | true", 1, id="bash-sees-a-pipe-fail"),
        pytest.param(None, "false | true", 0, id="default-shell-does-not"),
        pytest.param(None, "false\ntrue", 1, id="first-failure-ends-default-shell"),
        pytest.param("sh", "false\ntrue", 1, id="first-failure-ends-sh"),
        pytest.param("python", "raise SystemExit(4)", 4, id="python"),
        pytest.param("bash +e {0}", "false\ntrue", 0, id="custom-template"),
        pytest.param("bash", 'echo "$NOT_SET"', 0, id="unset-variables-are-empty"),
    ],
)
def test_exit_code(machine, shell, run, code):
    outcome = machine.run(Script(run=run, shell=shell))

    assert code == outcome.exit_code
    assert (code == 0) is outcome.succeeded
    assert ((f"the script ended with exit code {code}",) if code else ()) == outcome.errors


def test_everything_handed_back(machine):
    run = """
        echo "version=1.2.3" >> "$GITHUB_OUTPUT"
        printf 'notes<<END\\none\\ntwo\\nEND\\n' >> "$GITHUB_OUTPUT"
        echo "MODE=fast" >> "$GITHUB_ENV"
        echo "pid=7" >> "$GITHUB_STATE"
        echo "/opt/tool" >> "$GITHUB_PATH"
        echo "# Done" >> "$GITHUB_STEP_SUMMARY"
    """
    outcome = machine.run(Script(run=run, shell="bash"))

    assert {"version": "1.2.3", "notes": "one\ntwo"} == outcome.outputs
    assert ({"MODE": "fast"}, {"pid": "7"}) == (outcome.env, outcome.state)
    assert (("/opt/tool",), "# Done\n") == (outcome.paths, outcome.summary)
    assert outcome.succeeded


def test_env_and_path_reach_the_next_step(machine, tmp_path):
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "greet").write_text("#!/bin/sh\necho hello from the tool\n")
    (tools / "greet").chmod(0o755)
    first = machine.run(Script(run=f'echo "A=1" >> "$GITHUB_ENV"; echo "{tools}" >> "$GITHUB_PATH"; echo "now: $A"'))
    second = machine.run(Script(run='greet; echo "$A $FROM_JOB"'))
    third = machine.run(Script(run='echo "$A"', env={"A": "step"}))

    assert "now: \n" == first.log
    assert "hello from the tool\n1 job\n" == second.log
    assert "step\n" == third.log
    assert {} == second.env


def test_added_folders_stand_before_programs_of_ghflow_unless_they_hold_one_of_the_same_name(tmp_path):
    shims, tools, risky = (tmp_path / name for name in ("shims", "tools", "risky"))
    for folder in (shims, tools, risky):
        folder.mkdir()
    for program in (shims / "gh", risky / "gh", tools / "mine"):
        program.write_text(f"#!/bin/sh\necho {program.parent.name}\n")
        program.chmod(0o755)
    with Machine(tmp_path / "runner", workspace=tmp_path, shims=shims) as machine:

        def path():
            return machine.run(Script(run='echo "$PATH"')).log.strip().split(":")

        assert str(shims) == path()[0]
        machine.run(Script(run=f'echo {tools} >> "$GITHUB_PATH"; echo /no/such/folder >> "$GITHUB_PATH"'))
        assert ["/no/such/folder", str(tools), str(shims)] == path()[:3]
        machine.run(Script(run=f'echo {risky} >> "$GITHUB_PATH"'))
        assert [str(shims), str(risky), "/no/such/folder", str(tools)] == path()[:4]
        assert "shims" == machine.run(Script(run="gh")).log.strip()
        machine.run(Script(run='echo here >> "$GITHUB_PATH"'))
        assert [str(shims), "here"] == path()[:2]


def test_files_are_fresh_in_each_step(machine):
    machine.run(Script(run='echo "a=1" >> "$GITHUB_OUTPUT"'))
    outcome = machine.run(Script(run='cat "$GITHUB_OUTPUT"'))

    assert ({}, "") == (outcome.outputs, outcome.log)


def test_outputs_of_a_failed_step_count(machine):
    outcome = machine.run(Script(run='echo "a=1" >> "$GITHUB_OUTPUT"; exit 1'))

    assert ({"a": "1"}, False) == (outcome.outputs, outcome.succeeded)


@pytest.mark.parametrize(
    ("run", "error"),
    [
        pytest.param('echo nonsense >> "$GITHUB_OUTPUT"', "GITHUB_OUTPUT: Invalid format 'nonsense'", id="output"),
        pytest.param(
            'echo "A<<X" >> "$GITHUB_ENV"', "GITHUB_ENV: Invalid value. Matching delimiter not found 'X'", id="env"
        ),
        pytest.param(
            'echo "=x" >> "$GITHUB_STATE"', "GITHUB_STATE: Invalid format '=x'. Name must not be empty", id="state"
        ),
    ],
)
def test_a_broken_file_fails_the_step(machine, run, error):
    outcome = machine.run(Script(run=run))

    assert (0, (error,)) == (outcome.exit_code, outcome.errors)
    assert not outcome.succeeded


def test_what_only_earns_a_complaint(machine):
    outcome = machine.run(
        Script(run='echo "NODE_OPTIONS=-r x" >> "$GITHUB_ENV"; head -c 1048577 /dev/zero > "$GITHUB_STEP_SUMMARY"')
    )

    assert outcome.succeeded
    assert 2 == len(outcome.complaints)
    assert ({}, "") == (outcome.env, outcome.summary)


def test_removed_runner_files_are_empty(machine):
    outcome = machine.run(Script(run='rm "$GITHUB_OUTPUT"; rm "$GITHUB_PATH"; mkdir "$GITHUB_PATH"'))

    assert ({}, (), True) == (outcome.outputs, outcome.paths, outcome.succeeded)


@pytest.mark.parametrize(
    ("script", "error"),
    [
        pytest.param(Script(run="x", shell="fish"), "shell 'fish' is neither built in", id="unknown-shell"),
        pytest.param(
            Script(run="x", shell="no-such-program {0}"), "no-such-program: command not found", id="missing-program"
        ),
        pytest.param(Script(run="x", working_directory="gone"), "does not exist", id="missing-folder"),
        pytest.param(Script(run="x", env={"A": "\0"}), "cannot be started", id="impossible-variable"),
    ],
)
def test_what_never_starts(machine, script, error):
    outcome = machine.run(script)

    assert outcome.exit_code is None
    assert error in outcome.errors[0]
    assert not outcome.succeeded


def test_working_directory(machine, tmp_path):
    (machine.workspace / "sub").mkdir()
    there = [
        machine.run(Script(run="pwd", working_directory=where)).log.strip() for where in (None, "sub", str(tmp_path))
    ]

    assert [str(machine.workspace), str(machine.workspace / "sub"), str(tmp_path)] == there


def test_environment_of_the_machine(tmp_path, monkeypatch):
    monkeypatch.setenv("MY_TOKEN", "of whoever runs the tests")
    run = Run(event="workflow_dispatch", ref="refs/tags/v1.0", attempt=2)
    machine = Machine(tmp_path / "runner", workspace=tmp_path, run=run, event='{"inputs": {}}')
    show = "import json, os\nprint(json.dumps(dict(os.environ)))"
    outcome = machine.run(Script(run=show, shell="python", env={"GITHUB_REF": "refs/heads/forged", "MINE": "1"}))
    found = json.loads(outcome.log)

    assert "MY_TOKEN" not in found
    assert ("1", "true", "true") == (found["MINE"], found["CI"], found["GITHUB_ACTIONS"])
    assert ("refs/tags/v1.0", "v1.0", "tag") == (
        found["GITHUB_REF"],
        found["GITHUB_REF_NAME"],
        found["GITHUB_REF_TYPE"],
    )
    assert "2" == found["GITHUB_RUN_ATTEMPT"]
    assert found["HOME"].startswith(str(tmp_path / "runner"))
    assert os.path.isdir(found["RUNNER_TEMP"])
    with open(found["GITHUB_EVENT_PATH"], encoding="utf-8") as event:
        assert {"inputs": {}} == json.load(event)


def test_no_input_to_wait_for(machine):
    assert "\n" == machine.run(Script(run='read -r line || true; echo "$line"', shell="bash")).log


def test_time_limit_ends_the_whole_group(machine):
    run = 'sleep 300 & echo "child=$!" >> "$GITHUB_OUTPUT"; trap "" INT; sleep 300'
    began = time.monotonic()
    outcome = machine.run(Script(run=run, shell="bash", timeout_minutes=0.5 / 60))

    assert time.monotonic() - began < 60
    assert (None, True, False) == (outcome.exit_code, outcome.timed_out, outcome.succeeded)
    assert "the step took longer than" in outcome.errors[0]
    assert eventually(lambda: not is_alive(int(outcome.outputs["child"])))


def test_what_runs_in_the_background_ends_with_the_job(machine):
    outcome = machine.run(Script(run='sleep 300 & echo "child=$!" >> "$GITHUB_OUTPUT"', shell="bash"))
    child = int(outcome.outputs["child"])

    assert outcome.succeeded
    assert is_alive(child)
    machine.close()
    assert eventually(lambda: not is_alive(child))

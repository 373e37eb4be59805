"""The command `iscc` of the wheel: output, errors, exit codes, progress."""

import importlib
import io
import json
import os
import pathlib
import signal
import subprocess
import sys
from types import ModuleType
from typing import Any

import pytest

DATA = bytes(range(256)) * 100

pytestmark = pytest.mark.usefixtures("iscc_lib")


@pytest.fixture
def command(iscc_lib: ModuleType) -> ModuleType:
    return importlib.import_module(f"{iscc_lib.__name__}.command")


def run(*arguments: str | pathlib.Path, **options: Any) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [sys.executable, "-m", "iscc_lib", *map(str, arguments)],
        capture_output=True,
        timeout=60,
        check=False,
        **options,
    )


@pytest.fixture
def file(tmp_path: pathlib.Path) -> pathlib.Path:
    path = tmp_path / "data.bin"
    path.write_bytes(DATA)
    return path


def test_lines(iscc_lib: ModuleType, file: pathlib.Path) -> None:
    code = iscc_lib.gen_sum_code_v0(file)["iscc"]
    done = run(file, file)

    assert (0, b"") == (done.returncode, done.stderr)
    assert f"{code}  {file}\n" * 2 == done.stdout.decode()


def test_units_have_lines_of_their_own(iscc_lib: ModuleType, file: pathlib.Path) -> None:
    result = iscc_lib.gen_sum_code_v0(file, 256, add_units=True)
    done = run("--units", "--bits", "256", file)

    assert [result["iscc"], *result["units"]] == [line.split()[0].decode() for line in done.stdout.splitlines()]


@pytest.mark.parametrize("units", [False, True])
@pytest.mark.parametrize("wide", [False, True])
def test_json(iscc_lib: ModuleType, file: pathlib.Path, units: bool, wide: bool) -> None:
    expected = iscc_lib.gen_sum_code_v0(file, 128 if wide else 64, wide, units)
    done = run("--json", *["--units"] * units, *["--wide"] * wide, file, "-", input=DATA)
    first, second = map(json.loads, done.stdout.splitlines())

    assert {"file": str(file), **expected} == first
    assert {"file": "-", **expected} == second
    assert ["file", *expected] == list(first)


def test_standard_input_of_any_size(iscc_lib: ModuleType) -> None:
    for data in (b"", b"x", DATA * 300):
        done = run("-", input=data)

        assert f"{iscc_lib.SumHasher(data).finalize()['iscc']}  -\n".encode() == done.stdout


def test_what_cannot_be_read_does_not_stop_the_rest(file: pathlib.Path, tmp_path: pathlib.Path) -> None:
    done = run(tmp_path / "missing", tmp_path, file)

    assert done.returncode == 1
    assert [str(file).encode()] == [line.split(b"  ")[1] for line in done.stdout.splitlines()]
    messages = done.stderr.decode().splitlines()

    assert f"iscc: {tmp_path / 'missing'}: No such file or directory" == messages[0]
    assert messages[1].startswith(f"iscc: {tmp_path}: ")


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        ([], "required: FILE"),
        (["--bits", "65", "x"], "invalid choice: 65"),
        (["--bits", "32", "x"], "invalid choice: 32"),
        (["--colour", "x"], "unrecognized arguments"),
    ],
)
def test_wrong_arguments(arguments: list[str], part: str) -> None:
    done = run(*arguments)

    assert (2, b"") == (done.returncode, done.stdout)
    assert part in done.stderr.decode()


def test_help_and_version(iscc_lib: ModuleType) -> None:
    assert f"iscc-lib {iscc_lib.__version__}\n".encode() == run("--version").stdout
    assert b"exit codes" in run("--help").stdout


def test_the_script_is_installed(file: pathlib.Path) -> None:
    script = pathlib.Path(sys.executable).parent / ("iscc.exe" if os.name == "nt" else "iscc")
    done = subprocess.run([script, file], capture_output=True, timeout=60, check=False)

    assert run(file).stdout == done.stdout


@pytest.mark.skipif(os.name == "nt", reason="such names do not exist on Windows")
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"two\nlines", b"two\\nlines"),
        (b"back\\slash", b"back\\\\slash"),
        (b"no-\xff-text", b"no-\xff-text"),
        ("größe".encode(), "größe".encode()),
    ],
)
def test_odd_names(tmp_path: pathlib.Path, name: bytes, shown: bytes) -> None:
    path = os.fsencode(tmp_path) + b"/" + name
    pathlib.Path(os.fsdecode(path)).write_bytes(DATA)
    lines, objects = run(os.fsdecode(path)), run("--json", os.fsdecode(path))

    assert lines.stdout.endswith(b"/" + shown + b"\n")
    assert (b"\\" if name != shown else b"I") == lines.stdout[:1]
    assert os.fsdecode(path) == json.loads(objects.stdout)["file"]
    assert b"iscc: " in run(os.fsdecode(path + b"?")).stderr


@pytest.mark.skipif(not pathlib.Path("/dev/full").exists(), reason="needs /dev/full")
def test_output_that_cannot_be_written(file: pathlib.Path) -> None:
    with pathlib.Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "iscc_lib", str(file)],
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )

    assert (1, b"iscc: cannot write: No space left on device\n") == (done.returncode, done.stderr)


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX pipes and signals")
def test_a_reader_that_goes_away(file: pathlib.Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "iscc_lib", *[str(file)] * 5000], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()

        assert b"" == process.stderr.read()
        assert process.wait(60) == 1


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX pipes and signals")
def test_an_interrupt_ends_it_quietly() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "iscc_lib", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin is not None
    # More than a pipe holds: when all is written, it is busy reading.
    process.stdin.write(bytes(8 << 20))
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=60)

    assert (130, b"", b"") == (process.returncode, out, errors)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_on_a_terminal(
    command: Any, file: pathlib.Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = command.run([str(file)]), capsys.readouterr().out
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)

    # Short input is done before a bar could be read.
    assert expected == (command.run([str(file)]), capsys.readouterr().out)
    assert terminal.getvalue() == ""

    monkeypatch.setattr(command, "_LARGE", 0)
    monkeypatch.setattr(command, "_PAUSE", 0)
    monkeypatch.setattr(command, "_BLOCK", len(DATA) // 4)

    assert expected == (command.run([str(file)]), capsys.readouterr().out)
    _, *states, blank, end = terminal.getvalue().split("\r")

    assert ["25%", "50%", "75%", "100%"] == [state.split("] ")[1].split()[0] for state in states]
    assert (" " * 79, "") == (blank, end)


@pytest.mark.parametrize("columns", [1, 30, 60, 300])
def test_the_bar_fits_the_terminal(command: Any, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setattr(command, "_columns", lambda _: columns)
    terminal = Terminal()
    bar = command._Bar(terminal, "folder/日本語.bin", 100)
    bar.advance(50)
    bar.show(1e9)
    _, line = terminal.getvalue().split("\r")
    wide = sum(character in "日本語" for character in line)

    assert columns - 1 == len(line) + wide
    assert (columns > 60) is line.rstrip().endswith(" 日本語.bin")


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX descriptors")
@pytest.mark.parametrize(
    ("arguments", "errors"),
    [
        ("- >&-", b"iscc: cannot write: standard output is closed\n"),
        ("- <&-", b"iscc: -: Bad file descriptor\n"),
        ("missing 2>&-", b""),
    ],
)
def test_a_stream_that_is_closed(arguments: str, errors: bytes) -> None:
    command = f"'{sys.executable}' -m iscc_lib {arguments}"
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, timeout=60, check=False, input=b"")

    assert (1, b"", errors) == (done.returncode, done.stdout, done.stderr)


def test_the_bar_is_cleared_when_reading_fails(
    command: Any, file: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(command, "_LARGE", 0)
    monkeypatch.setattr(command, "_PAUSE", 0)
    monkeypatch.setattr(command, "_BLOCK", 100)

    class Failing:
        """A hasher that stands for a disk that breaks in the middle."""

        pieces = 0

        def update(self, piece: bytes) -> None:
            self.pieces += 1
            if self.pieces == 3:
                raise OSError(5, "Input/output error")

    monkeypatch.setattr(command, "SumHasher", Failing)

    assert command.run([str(file)]) == 1
    assert terminal.getvalue().endswith(f"\r{' ' * 79}\riscc: {file}: Input/output error\n")

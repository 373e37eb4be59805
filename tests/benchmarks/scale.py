"""200 workflows of 10 jobs of 10 steps in one process: ghflow against yamloom (`dump()` as it ships) and ruamel.yaml.

Run with an interpreter that has ghflow and yamloom 0.6.1 (`pip install -e '.[bench]'`): `python tests/benchmarks/scale.py`.
Prints medians of interleaved whole processes, files written into new folders (ghflow waits for the disk, yamloom does not), what
each takes beyond its start-up, peaks, and what making the objects and their texts takes alone (yamloom writes its files then
too). `GHFLOW_NATIVE=0` does without the native part.
Goals: at most 1.0 x yamloom, at least 20 x faster than ruamel.yaml dumping the same trees, at most 40 MB at the peak.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROUNDS = int(os.environ.get("ROUNDS", "7"))
ONE = """
from ghflow import Job, Permissions, PullRequest, Push, Step, Workflow

job = Job("a", runs_on="ubuntu-latest", permissions=Permissions(contents="read"), steps=[Step(run="true")])
workflow = Workflow(on=[Push(branches=["main"]), PullRequest()], jobs=[job])
"""
TEXTS = """
import gc, sys, time
from pathlib import Path
import yamloom
from ghflow import Workflow
from ghflow.emitter.document import to_yaml
file = Path(sys.argv[1])
gc.disable()  # as a build does, for either
start = time.perf_counter()
names = {"__name__": "timed"}
exec(compile(file.read_text(), file.name, "exec"), names)
for value in list(names.values()):
    if isinstance(value, Workflow):
        to_yaml(value)
print(time.perf_counter() - start)
"""
RUAMEL = """
import sys, time
from pathlib import Path
from ruamel.yaml import YAML
files = sorted(Path(sys.argv[1]).iterdir())[:10]
trees = [YAML(typ="safe", pure=True).load(file.read_text()) for file in files]
start = time.perf_counter()
for tree in trees:
    with open(sys.argv[2], "w") as out:
        YAML().dump(tree, out)
print((time.perf_counter() - start) * 20)
"""


def timed(command: list[str], folder: Path) -> tuple[float, int]:
    """Seconds of a whole process, and its peak in MB."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command} ended with {process.returncode}")
    return time.perf_counter() - start, usage.ru_maxrss // 1024


def project(root: Path, source: str = "") -> Path:
    """A new folder for each run, with a source in it. Nothing is removed before the end: a file system that has just removed
    files takes longer and longer to make others.
    """
    folder = Path(tempfile.mkdtemp(dir=root))
    (folder / "workflows").mkdir()
    (folder / "workflows" / "source.py").write_text(source)
    os.sync()  # or who waits for the disk also waits for what was written here
    return folder


def main() -> None:
    """Time the contestants in turn, round by round, so that a noisy machine is noisy for all of them."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        many = (HERE / "many_with_ghflow.py").read_text()
        contestants = {
            "ghflow": ([sys.executable, "-m", "ghflow", "build"], many),
            "ghflow, one": ([sys.executable, "-m", "ghflow", "build"], ONE),
            "yamloom": ([sys.executable, str(HERE / "many_with_yamloom.py")], ""),
            "yamloom, none": ([sys.executable, "-c", "import yamloom"], ""),
        }
        times: dict[str, list[float]] = {key: [] for key in contestants}
        peaks: dict[str, int] = {}
        for round_ in range(ROUNDS + 1):
            for key, (command, source) in contestants.items():
                seconds, peaks[key] = timed(command, project(root, source))
                if round_:
                    times[key].append(seconds)
        texts: dict[str, list[float]] = {"ghflow": [], "yamloom": []}
        for key, found in [*texts.items()] * ROUNDS:
            command = [sys.executable, "-c", TEXTS, str(HERE / f"many_with_{key}.py")]
            timing = subprocess.run(command, cwd=project(root), check=True, capture_output=True, text=True)
            found.append(float(timing.stdout))
        folder = project(root, many)
        subprocess.run([sys.executable, "-m", "ghflow", "build"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        ruamel = [sys.executable, "-c", RUAMEL, str(folder / ".github" / "workflows"), str(folder / "out.yml")]
        dumped = float(subprocess.run(ruamel, check=True, capture_output=True, text=True).stdout)
    median = {key: statistics.median(found) for key, found in times.items()}
    for key, seconds in median.items():
        print(f"{key:14} {seconds:7.3f} s   peak {peaks[key]} MB")
    own = median["ghflow"] - median["ghflow, one"]
    other = median["yamloom"] - median["yamloom, none"]
    print(f"whole processes, ghflow / yamloom: {median['ghflow'] / median['yamloom']:.2f}")
    print(f"beyond start-up, ghflow / yamloom: {own / other:.2f} ({own:.3f} s / {other:.3f} s)")
    made, dumped_there = (statistics.median(found) for found in texts.values())
    print(f"objects and texts alone, ghflow / yamloom: {made / dumped_there:.2f} ({made:.3f} s / {dumped_there:.3f} s)")
    print(f"ruamel.yaml / ghflow beyond start-up: {dumped / own:.1f}")


if __name__ == "__main__":
    main()

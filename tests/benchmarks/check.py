"""`python -m ghflow check` of 300 YAML files, against ruamel.yaml's bare event stream of them.

Run with an interpreter that has ghflow: `python tests/benchmarks/check.py FOLDER`, with a folder of YAML files (up to 300 are
taken, evenly). Prints medians of interleaved whole processes, their ratio (goal: at most 2.0) and the memory (at most 150 MB).
"""

import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROUNDS = int(os.environ.get("ROUNDS", "3"))
FILES = 300
EVENTS = """\
import sys
from ruamel.yaml import YAML
for file in sys.argv[1:]:
    with open(file, encoding="utf-8") as opened:
        for event in YAML(typ="safe", pure=True).parse(opened.read()):
            pass
"""


def main() -> None:
    """Time the two in turn, round by round, so that a noisy machine is noisy for both."""
    found = sorted(str(path) for path in Path(sys.argv[1]).rglob("*.y*ml"))
    files = found[:: max(1, len(found) // FILES)][:FILES]
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    commands = {
        "events": [sys.executable, "-c", EVENTS, *files],
        "ghflow check": [sys.executable, "-m", "ghflow", "check", "--format", "json", *files],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(ROUNDS):
        for name, command in commands.items():
            start = time.perf_counter()
            subprocess.run(command, env=environment, check=False, stdout=subprocess.DEVNULL)
            times[name].append(time.perf_counter() - start)
    medians = {name: statistics.median(found) for name, found in times.items()}
    for name, median in medians.items():
        print(f"{name:14} {median:6.2f} s for {len(files)} files")
    print(f"ghflow check / events: {medians['ghflow check'] / medians['events']:.2f}")
    print(f"memory: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()

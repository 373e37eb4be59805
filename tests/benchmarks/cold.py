"""Cold start: `python -m ghflow build` of release.py against yamloom making the same workflow, and against `import attrs`.

Run with an interpreter that has ghflow and yamloom 0.6.1 (`pip install -e '.[bench]'`): `python tests/benchmarks/cold.py`.
Prints medians of interleaved whole processes and their ratios. Goals: at most 1.4 x yamloom, at most 1.8 x `import attrs`.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROUNDS = int(os.environ.get("ROUNDS", "15"))


def main() -> None:
    """Time the commands in turn, round by round, so that a noisy machine is noisy for all of them."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        (project / "workflows").mkdir()
        shutil.copy(HERE.parents[1] / "workflows" / "release.py", project / "workflows")
        built = project / ".github" / "workflows" / "release.yml"
        commands = {
            "python": [sys.executable, "-c", "pass"],
            "import attrs": [sys.executable, "-c", "import attrs"],
            "yamloom": [sys.executable, str(HERE / "release_with_yamloom.py"), str(project / "yamloom.yml")],
            "ghflow build": [sys.executable, "-m", "ghflow", "build"],
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for round_ in range(ROUNDS + 1):
            for name, command in commands.items():
                built.unlink(missing_ok=True)
                start = time.perf_counter()
                subprocess.run(command, cwd=project, env=environment, check=True, stdout=subprocess.DEVNULL)
                if round_:
                    times[name].append(time.perf_counter() - start)
    medians = {name: statistics.median(found) for name, found in times.items()}
    for name, median in medians.items():
        print(f"{name:14} {median * 1000:7.1f} ms   {median / medians['import attrs']:5.2f} x import attrs")
    print(f"ghflow build / yamloom: {medians['ghflow build'] / medians['yamloom']:.2f}")


if __name__ == "__main__":
    main()

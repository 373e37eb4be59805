"""200 workflows of 10 jobs of 10 steps, for `scale.py`: a script of yamloom, which validates what it dumps."""

from pathlib import Path

import yamloom as y
from yamloom.actions.github.scm import Checkout
from yamloom.actions.toolchains.python import SetupPython
from yamloom.expressions import context

folder = Path("yamloom")
folder.mkdir(exist_ok=True)
for w in range(200):
    jobs: dict[str, y.Job] = {}
    for j in range(10):
        matrix = y.Matrix(os=["ubuntu-latest", "windows-latest"], python=["3.11", "3.14"])
        steps = [
            Checkout(name="Check out", fetch_depth=0, persist_credentials=False),
            SetupPython(name="Set up Python", python_version=context.matrix.python.as_str()),
        ]
        for s in range(8):
            script = f"python -m pip install --upgrade pip\npython -m pytest --durations=10 tests/part_{s} -k {w}-{j}\n"
            env = {"PART": str(s), "REF": context.github.ref}
            steps.append(y.script(script, name=f"Test part {s}", env=env, timeout_minutes=10))
        jobs[f"job-{j}"] = y.Job(
            name=f"Job {j} of {w}",
            permissions=y.Permissions(contents="read"),
            use_recommended_permissions=False,
            needs=[f"job-{j - 1}"] if j else None,
            runs_on=context.matrix.os.as_str(),
            timeout_minutes=30,
            strategy=y.Strategy(matrix=matrix, fast_fail=False),
            steps=steps,
        )
    on = y.Events(push=y.PushEvent(branches=["main"]), pull_request=y.PullRequestEvent())
    y.Workflow(name=f"Workflow {w}", on=on, jobs=jobs).dump(folder / f"w{w}.yml")

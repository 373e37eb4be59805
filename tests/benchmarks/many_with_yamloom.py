"""200 workflows of 10 jobs of 10 steps, for `scale.py`: a script of yamloom, which validates what it dumps."""

from pathlib import Path

import yamloom as y

SCRIPT = "set -euo pipefail\npython -m pip install --upgrade pip\npython -m pytest --durations=10 tests/{0}\n"

folder = Path("yamloom")
folder.mkdir(exist_ok=True)
for w in range(200):
    jobs: dict[str, y.Job] = {}
    for j in range(10):
        with_opts = {"fetch-depth": 0, "ref": "main"}
        steps = [y.action(f"Check out {j}", "actions/checkout", ref="v4", with_opts=with_opts)]
        for s in range(9):
            env = {"INDEX": str(s), "REF": "${{ github.ref }}"}
            steps.append(y.script(SCRIPT.format(s), name=f"Step {s} of job {j}", env=env, timeout_minutes=10))
        jobs[f"job-{j}"] = y.Job(
            name=f"Job {j}",
            permissions=y.Permissions(contents="read"),
            use_recommended_permissions=False,
            needs=[f"job-{j - 1}"] if j else None,
            runs_on="ubuntu-latest",
            timeout_minutes=30,
            env={"CI_JOB": f"job {j}"},
            steps=steps,
        )
    on = y.Events(push=y.PushEvent(branches=["main"]), pull_request=y.PullRequestEvent())
    y.Workflow(name=f"Workflow {w}", on=on, jobs=jobs).dump(folder / f"w{w}.yml")

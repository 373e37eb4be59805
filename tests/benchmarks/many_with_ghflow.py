"""200 workflows of 10 jobs of 10 steps, for `scale.py`: a source of ghflow."""

from ghflow import Job, Permissions, PullRequest, Push, Step, Workflow

SCRIPT = "set -euo pipefail\npython -m pip install --upgrade pip\npython -m pytest --durations=10 tests/{0}\n"

for w in range(200):
    jobs: list[Job] = []
    for j in range(10):
        steps = [Step(f"Check out {j}", uses="actions/checkout@v4", with_={"fetch-depth": 0, "ref": "main"})]
        for s in range(9):
            env = {"INDEX": s, "REF": "${{ github.ref }}"}
            steps.append(Step(f"Step {s} of job {j}", run=SCRIPT.format(s), env=env, timeout_minutes=10))
        job = Job(
            f"job-{j}",
            name=f"Job {j}",
            permissions=Permissions(contents="read"),
            needs=jobs[-1:] or None,
            runs_on="ubuntu-latest",
            timeout_minutes=30,
            env={"CI_JOB": f"job {j}"},
            steps=steps,
        )
        jobs.append(job)
    on = [Push(branches=["main"]), PullRequest()]
    globals()[f"w{w}"] = Workflow(f"Workflow {w}", file=f"w{w}.yml", on=on, jobs=jobs)

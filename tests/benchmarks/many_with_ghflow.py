"""200 workflows of 10 jobs of 10 steps, for `scale.py`: a source of ghflow, written as people write them."""

from ghflow import Job, Matrix, Permissions, PullRequest, Push, Step, Workflow, github
from ghflow.actions import checkout, setup_python

for w in range(200):
    jobs: list[Job] = []
    for j in range(10):
        matrix = Matrix(os=["ubuntu-latest", "windows-latest"], python=["3.11", "3.14"])
        steps: list[Step] = [
            checkout(name="Check out", fetch_depth=0, persist_credentials=False),
            setup_python(name="Set up Python", python_version=matrix.python),
        ]
        for s in range(8):
            script = f"python -m pip install --upgrade pip\npython -m pytest --durations=10 tests/part_{s} -k {w}-{j}\n"
            steps.append(
                Step(f"Test part {s}", run=script, env={"PART": str(s), "REF": github.ref}, timeout_minutes=10)
            )
        job = Job(
            f"job-{j}",
            name=f"Job {j} of {w}",
            permissions=Permissions(contents="read"),
            needs=jobs[-1:] or None,
            runs_on=matrix.os,
            timeout_minutes=30,
            matrix=matrix,
            fail_fast=False,
            steps=steps,
        )
        jobs.append(job)
    on = [Push(branches=["main"]), PullRequest()]
    globals()[f"w{w}"] = Workflow(f"Workflow {w}", file=f"w{w}.yml", on=on, jobs=jobs)

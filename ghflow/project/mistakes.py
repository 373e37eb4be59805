"""The mistakes that no rule finds, but the making of an object, the reading of a file or a build: a manual for each.

Lives here: `MISTAKES`, by name. The form is that of the docstrings of rules; it is told in `rules.registry`.
"""

MISTAKES = {
    "unknown-argument": """An argument does not exist.

    from ghflow import Job, Push, Step, Workflow
    from ghflow.actions import checkout

    steps = [checkout(fetch_dept=0), Step("Test", run="make", time_out=5)]  # <-
    workflow = Workflow("CI", on=Push(), jobs=[Job("test", runs_on="ubuntu-latest", steps=steps)])
""",
    "missing-argument": """An argument that has to be given is not.

    from ghflow import Job, Push, Step, Workflow

    test = Job("test", steps=[Step("Test", run="make")])  # <-
    workflow = Workflow("CI", on=Push(), jobs=[test])
""",
    "wrong-value": """A value is not what its argument takes.

    from ghflow import Job, Permissions, Push, Step, Workflow

    test = Job(
        "1st test",  # <-
        runs_on="ubuntu-latest",
        permissions=Permissions(contents="raed"),  # <-
        env={"OPTIONS": ["-v", "-x"]},  # <-
        timeout_minutes="10",  # <-
        steps=[Step("Test", run="make", if_=3)],  # <-
    )
    workflow = Workflow("CI", on=Push, jobs=test)  # <-
""",
    "wrong-step": """A step has both `run=` and `uses=`, or neither.

    from ghflow import Job, Push, Step, Workflow

    test = Job("test", runs_on="ubuntu-latest", steps=[Step("Test"), Step("Both", run="make", uses="actions/checkout@v7")])  # <-
    workflow = Workflow("CI", on=Push(), jobs=[test])
""",
    "wrong-action": """An action has none, or several, of `steps=`, `main=` and `image=`.

    from ghflow import Action, Step

    lint = Action("lint", image="Dockerfile", steps=[Step(run="make lint", shell="bash")])  # <-
""",
    "step-without-id": """Something refers to a step that has no name and no id to make an id of.

    from ghflow import Job, Push, Step, Workflow

    build = Step(run='echo "size=1" >> "$GITHUB_OUTPUT"')
    tell = Step("Tell", run='echo "$SIZE"', env={"SIZE": build.outputs.size})  # <-
    workflow = Workflow("CI", on=Push(), jobs=[Job("build", runs_on="ubuntu-latest", steps=[build, tell])])
""",
    "not-callable": """A workflow is called that does not say `WorkflowCall`.

    from ghflow import Job, Push, Step, Workflow

    job = Job("d", runs_on="ubuntu-latest", steps=[Step(run="make")])
    deploy = Workflow("Deploy", file="deploy", on=Push(), jobs=[job])
    workflow = Workflow("CI", on=Push(), jobs=[deploy.job("prod")])  # <-
""",
    "unknown-secret": """A workflow of the project is given a secret that it does not declare, or refers to one.

    from ghflow import Job, Push, Secret, Step, Workflow, WorkflowCall, secrets

    job = Job("deploy", runs_on="ubuntu-latest", steps=[Step(run="make deploy")])
    deploy = Workflow("Deploy", file="deploy", on=WorkflowCall(secrets={"TOKEN": Secret()}), jobs=[job])
    workflow = Workflow("CI", on=Push(), jobs=[deploy.job("prod", secrets={"TOKN": secrets.TOKEN})])  # <-
""",
    "wrong-expression": """\
Python would use a value in a way that expressions do not have. The chapter on expressions tells what to write instead.

    from ghflow import Job, Push, Step, Workflow, github

    test = Step("Test", run="make", if_=github.ref == "refs/heads/main" or github.actor == "bot")  # <-
    workflow = Workflow("CI", on=Push(), jobs=[Job("test", runs_on="ubuntu-latest", steps=[test])])
""",
    "known-extra-key": """`extra=` holds a key for which there is an argument.

    from ghflow import Job, Push, Step, Workflow

    test = Job("test", runs_on="ubuntu-latest", extra={"timeout-minutes": 5}, steps=[Step(run="make")])  # <-
    workflow = Workflow("CI", on=Push(), jobs=[test])
""",
    "misplaced-note": """`note` stands where there is no place for a comment: in a part of a text, or outside of any object.

    from ghflow import Job, Push, Step, Workflow, note

    image = note("ubuntu-24.04", "the oldest that our users have")
    test = Job("test", name="Test on " + str(image), runs_on="ubuntu-24.04", steps=[Step(run="make")])  # <-
    workflow = Workflow("CI", on=Push(), jobs=[test])
""",
    "unwritable-text": """A text holds something that no YAML file can hold, or that GitHub does not take.

    from ghflow import Job, Push, Step, Workflow

    test = Job("test", runs_on="ubuntu-latest", steps=[Step("Test", run="printf '\\0'")])  # <-
    workflow = Workflow("CI", on=Push(), jobs=[test])
""",
    "duplicate-key": """A key stands twice in one mapping. Keys are equal when only the case of their letters differs.

    on: push
    jobs:
      test:
        runs-on: ubuntu-latest
        Runs-On: windows-latest  # <-
        steps:
          - run: make
""",
    "wrong-rule": """A rule of the user's own does not yield `Found(node, where, message)`.

    === workflows/_house.py
    from ghflow import rule

    @rule()  # <-
    def nameless_job(graph):
        return [job.id for job in graph.jobs if job.job.name is None]
    === .github/workflows/ci.yml
    on: push
    jobs:
      test:
        runs-on: ubuntu-latest
        steps:
          - run: make test
    === pyproject.toml
    [tool.ghflow]
    rules = ["workflows/_house.py"]
""",
    "empty-value": """\
A key has nothing behind it, or an empty text or list. GitHub takes it as if the key were not there. A warning.

    on:
      pull_request:
        types: []  # <-
    jobs:
      test:
        runs-on: ubuntu-latest
        steps:
          - run:  # <-
""",
    "invalid-id": """The id of a job is none that GitHub takes.

    on: push
    jobs:
      1st:  # <-
        runs-on: ubuntu-latest
        steps:
          - run: make
""",
    "invalid-yaml": """\
The file is no YAML, or holds what GitHub leaves out of it: tags of one's own, several documents, keys that are lists.

    on: push
    jobs:
      test: runs-on: ubuntu-latest  # <-
""",
    "missing-key": """A key is missing that GitHub asks for.

    on: push
    jobs:
      test:
        steps:  # <-
          - run: make
""",
    "unknown-key": """\
A key that GitHub does not know. Below an event it is a warning: GitHub ignores it there, and the filter that was meant
does nothing.

    on:
      push:
        path: [src/**]  # <-
    jobs:
      test:
        runs-on: ubuntu-latest
        steps:
          - run: make
""",
    "unused-anchor": """\
No alias repeats an anchor: the name was mistyped in one of the two places, or nobody needs it any more. A warning.

    on: push
    jobs:
      test:
        runs-on: ubuntu-latest
        env: &common  # <-
          LEVEL: high
        steps:
          - run: make
""",
    "whole-env-expression": """\
`env` is one expression. GitHub takes it; but nobody can say before the run which variables there are. A warning.

    on: push
    env: ${{ fromJSON(vars.ENV) }}  # <-
    jobs:
      test:
        runs-on: ubuntu-latest
        steps:
          - run: make
""",
    "yaml-limits": """\
The file is larger than GitHub reads: more than 1 MiB, 50,000 nodes (aliases counted with all that they repeat) or 50
levels.

    on: push
    jobs: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]  # <-
""",
    "same-file": """Two workflows would be written to one file.

    from ghflow import Job, Push, Step, Workflow

    test = Job("test", runs_on="ubuntu-latest", steps=[Step(run="make")])
    first = Workflow("First", on=Push(), jobs=[test])
    second = Workflow("Second", on=Push(), jobs=[test])  # <-
""",
    "file-name": """A name cannot be the name of a workflow file on every system, or would lead out of the folder.

    from ghflow import Job, Push, Step, Workflow

    test = Job("test", runs_on="ubuntu-latest", steps=[Step(run="make")])
    workflow = Workflow("CI", file="../../ci", on=Push(), jobs=[test])  # <-
""",
    "not-built": """\
A workflow or an action of the project is used, and no source has it at its top level, so that there is no file of it.

    from ghflow import Action, Job, Push, Step, Workflow


    def setup() -> Action:
        return Action("setup", steps=[Step("Set up", run="make setup", shell="bash")])


    workflow = Workflow("CI", on=Push(), jobs=[Job("test", runs_on="ubuntu-latest", steps=[setup().step()])])  # <-
""",
    "no-workflow": """A source defines no workflow at its top level.

    from ghflow import Job, Push, Step, Workflow  # <-


    def make_workflow():
        test = Job("test", runs_on="ubuntu-latest", steps=[Step(run="make")])
        return Workflow("CI", on=Push(), jobs=[test])
""",
    "too-deep": """\
A workflow is nested more deeply than Python can follow: a value is built in a loop or a recursion that goes too far.
""",
    "syntax-error": """A source is not valid Python.

    from ghflow import Job, Push, Step, Workflow

    test = Job("test", runs_on="ubuntu-latest", steps=[Step(run="make")]  # <-
""",
    "unreadable-file": """A source cannot be read: it went away in the middle of the build, or nobody may read it.
""",
    "source-raised": """\
A source raised something. On a terminal its traceback is shown; this is the name of the annotation in a GitHub run.
""",
    "refused-file": """\
A file was not written, since ghflow did not make it, may not write it, or it is not a plain file. The name of the
annotation.
""",
    "out-of-date": """`build --check` found a file that is missing, changed or left over. The name of the annotation.
""",
    "unused-suppression": """An `allow=` or a comment `# ghflow: allow RULE` silences nothing, or names no rule. A warning.

Nothing is said about rules that were not run.

    on: push
    jobs:
      test:
        runs-on: ubuntu-latest
        timeout-minutes: 10
        steps:
          # ghflow: allow unknown-need  # <-
          - run: make test
""",
    "not-locked": """An action is to be pinned, and `ghflow.lock` does not know its commit.

`ghflow lock` asks for it, once.
""",
    "unknown-permissions": """`permissions="auto"` cannot be worked out: nobody knows what an action that gets the token needs.

    from ghflow import Job, Push, Step, Workflow, github

    publish = Step("Publish", uses="octo-org/publish@v1", with_={"token": github.token})
    job = Job("publish", permissions="auto", runs_on="ubuntu-latest", timeout_minutes=10, steps=[publish])  # <-
    workflow = Workflow("Publish", on=Push(), permissions={}, jobs=[job])
""",
}

PROVED = {
    "unreachable-trigger": """A trigger starts nothing: its filters leave no event over.

Found only with `ghflow check --all-events`, and by `Repo.check_all`.

    on:
      push:  # <-
        branches: [main, '!ma*']
      pull_request:
    jobs:
      test:
        runs-on: ubuntu-latest
        steps:
          - run: make test

Here most branches are left:

    on:
      push:
        branches: ['release/**', '!release/old']
    jobs:
      test:
        runs-on: ubuntu-latest
        steps:
          - run: make test

Source: docs.github.com, "Workflow syntax", `on.push.branches` (read 2026-11-22).
""",
    "unreachable-job": """A job runs at no event that starts its workflow, however the jobs before it end.

Branches, tags, activity types, inputs and times are tried out; what only a run knows may be anything. Found only with
`ghflow check --all-events`, and by `Repo.check_all`.

    on:
      push:
        branches: [main]
      workflow_dispatch:
        inputs:
          level: {type: choice, options: [low, high]}
    jobs:
      test:
        if: inputs.level == 'hihg'  # <-
        runs-on: ubuntu-latest
        steps:
          - run: make test
      report:
        needs: test  # <-
        runs-on: ubuntu-latest
        steps:
          - run: make report

This one runs when the other fails:

    on:
      push:
        branches: [main]
    jobs:
      test:
        runs-on: ubuntu-latest
        steps:
          - run: make test
      alarm:
        needs: test
        if: failure() && github.actor != 'dependabot[bot]'
        runs-on: ubuntu-latest
        steps:
          - run: make alarm

Source: docs.github.com, "Workflow syntax", `jobs.<job_id>.if` and `needs` (read 2026-11-22).
""",
    "publish-before-gate": """A version is published although a job of the same run fails, or before it is tested.

What a registry has it keeps. Every job counts that runs for certain at the event, but those that deploy, that wait for the
publishing, and whose failure is covered by `continue-on-error`. Each of them is let fail. Found only with
`ghflow check --all-events`, and by `Repo.check_all`.

    on:
      push:
        tags: ['v*']
    jobs:
      lint:
        runs-on: ubuntu-latest
        steps:
          - run: make lint
      publish:  # <-
        runs-on: ubuntu-latest
        steps:
          - run: twine upload --skip-existing dist/*

It has to wait:

    on:
      push:
        tags: ['v*']
    jobs:
      lint:
        runs-on: ubuntu-latest
        steps:
          - run: make lint
      publish:
        needs: lint
        runs-on: ubuntu-latest
        steps:
          - run: twine upload --skip-existing dist/*

Source: docs.github.com, "Using jobs in a workflow", `needs` (read 2026-11-22).
""",
    "lost-by-failure": """One failure keeps a release from ever being whole: running again does not bring about the rest.

Each job, leg and step that runs is let fail once, and its failed jobs are run again. Then every job that would have run must
have run, every version must be published, and nothing must be published twice. Found only with
`ghflow check --all-events`, and by `Repo.check_all`.

    on:
      push:
        tags: ['v*']
    jobs:
      publish:
        runs-on: ubuntu-latest
        steps:
          - run: npm publish  # <-
          - name: Tell
            run: make announcement

Ask first:

    on:
      push:
        tags: ['v*']
    jobs:
      publish:
        runs-on: ubuntu-latest
        steps:
          - id: ask
            run: if npm view .; then echo "there=true" >> "$GITHUB_OUTPUT"; fi
          - if: steps.ask.outputs.there != 'true'
            run: npm publish
          - name: Tell
            run: make announcement

Source: docs.github.com, "Re-run workflows and jobs" (read 2026-11-22).
""",
    "publish-again": """Run again after a success, a step publishes the same version once more, which the registry refuses.

Something that asks the registry first, an option that skips what is there, or a condition on the attempt make it right. Where
the workflow can be started by hand as well, that counts like running it again.
Found only with `ghflow check --all-events`, and by `Repo.check_all`.

    on:
      push:
        tags: ['v*']
    permissions: {}
    jobs:
      publish:
        runs-on: ubuntu-latest
        permissions:
          id-token: write
        steps:
          - uses: pypa/gh-action-pypi-publish@release/v1  # <-

On a second attempt, what is there already can be passed over:

    on:
      push:
        tags: ['v*']
    permissions: {}
    jobs:
      publish:
        runs-on: ubuntu-latest
        permissions:
          id-token: write
        steps:
          - uses: pypa/gh-action-pypi-publish@release/v1
            with:
              skip-existing: ${{ github.run_attempt != '1' }}

Source: docs.github.com, "Re-run workflows and jobs" (read 2026-11-22).
""",
}
"""What no rule finds either, but trying out all events; what is found can be allowed like what a rule finds."""
WARNED = frozenset({"unreachable-job", "unreachable-trigger"})
"""Those of them that are warnings."""
